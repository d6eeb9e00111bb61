"""Severities the HPC files publish, and the decisions of experts."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from .places import Gazetteer, Written
from .seeds import Assessment, Method, read_seed
from .sources import USED, Counted, Item, aside, out
from .texts import date_of, place_name, plain, round_half_away, text, whole

if TYPE_CHECKING:
    from .files import Record, Table

_OWN = "child_protection"


class Published:
    """Severity by planning cycle, municipality and area, as published."""

    def __init__(self, method: Method, gazetteer: Gazetteer) -> None:
        """Take the areas of the cluster."""
        self._method = method
        self._gazetteer = gazetteer
        self.roles = {
            row["area_column"]: row["role"]
            for row in read_seed(method.folder / "method", "cluster_areas")
        }
        self.severities: dict[tuple[int, str], dict[str, int]] = defaultdict(dict)

    def _cycles(self) -> set[int]:
        return {one.year("hpc_cycle") for one in self._method.assessments.values()}

    def read(self, tables: list[Table], counted: Counted) -> None:
        """Read the severities and account for the rows of both kinds of file."""
        for table in tables:
            cycle = re.search(r"(?<!\d)20\d{2}(?!\d)", table.file_name.rsplit("/", maxsplit=1)[-1])
            if table.kind in {"hpc_severity", "hpc_pin"} and cycle:
                rows = [self._row(table.kind, int(cycle[0]), row) for row in table.records]
                counted.account(table.file_name, rows)

    def _row(self, kind: str, cycle: int, row: Record) -> list[Item]:
        place = self._gazetteer.find(
            "hpc", Written(re.sub(r"^CO", "", text(row["Admin 2 P-Code"])))
        )
        if cycle not in self._cycles():
            return [out("cycle_not_needed")]
        if place.code is None:
            return [aside(place.reason)]
        named = {plain(name).replace(" ", "_"): cell for name, cell in row.items()}
        if kind == "hpc_pin":
            return [Item(USED) if text(named[_OWN]) else out("area_without_value")]
        items = []
        for area in self.roles:
            written = text(named[area])
            if not written:
                items.append(out("area_without_value"))
                continue
            severity = round_half_away(Fraction(written))
            if 1 <= severity <= 5:
                self.severities[cycle, place.code][area] = severity
                items.append(Item(USED))
            else:
                items.append(aside("invalid_severity"))
        return items

    def of(self, cycle: int, code: str, *roles: str) -> list[int]:
        """Severities published for the areas of some roles."""
        held = self.severities.get((cycle, code), {})
        return [held[area] for area, role in self.roles.items() if role in roles and area in held]


# what each state of the template comes to: approved ones count
NOT_APPROVED = {
    "propuesta": "proposed",
    "rechazada": "turned_down",
    "reemplazada": "superseded",
    "vencida": "expired",
}
STATES = {"": "approved", "aprobada": "approved"} | NOT_APPROVED
OUT_OF_SCOPE = {*NOT_APPROVED.values()}
FILLED = (
    *("decision", "severidad_nueva", "justificacion", "evidencia", "fuente_evidencia"),
    *("propuesto_por", "aprobado_por", "fecha_aprobacion", "vence", "estado"),
)


@dataclass(frozen=True)
class Decision:
    """A decision of the template."""

    row: int
    stated_for: str
    code: str | None
    direction: int | None
    before: int | None
    after: int | None
    has_rationale: bool
    has_approver: bool
    approved_on: dt.date | None
    place_reason: str | None
    is_blank: bool
    stage: str | None
    state: str | None
    expires: str | None

    def fault(self, codes: set[str], calculated: int | None) -> str | None:
        """Why it does not count; None where it does."""
        severities = {self.before, self.after}
        faults = {
            self.place_reason or "no_place_given": self.code is None,
            "not_in_municipality_list": self.code not in codes,
            "invalid_stage": self.stage is None,
            "invalid_state": self.state is None,
            self.state or "": self.state in NOT_APPROVED.values(),
            "invalid_decision": self.direction is None,
            "invalid_severity": not severities <= {1, 2, 3, 4, 5},
            "no_rationale": not self.has_rationale,
            "no_approver": not self.has_approver,
            "no_approval_date": self.approved_on is None,
            "approval_in_future": (self.approved_on or dt.date.min)
            > dt.datetime.now(dt.UTC).date(),
            "invalid_date": self.expires is not None and date_of(self.expires) is None,
            "direction_mismatch": _sign(self.before, self.after) != self.direction,
            "previous_mismatch": self.before != calculated,
        }
        return next((reason for reason, holds in faults.items() if holds), None)

    @property
    def is_expired(self) -> bool:
        """Whether its last day has passed."""
        last = date_of(self.expires)
        return last is not None and last < dt.datetime.now(dt.UTC).date()


def _sign(before: int | None, after: int | None) -> int | None:
    if before is None or after is None:
        return None
    return (after > before) - (after < before)


class Experts:
    """The decisions and which of them are in force."""

    def __init__(self, method: Method, gazetteer: Gazetteer, tables: list[Table]) -> None:
        """Read the templates."""
        kinds = {
            row["decision"]: int(row["direction"])
            for row in read_seed(method.folder / "method", "expert_decision_kinds")
        }
        self._method = method
        self._files: dict[str, list[Decision]] = {}
        for table in tables:
            if table.kind == "experts":
                self._files[table.file_name] = [
                    _decision(gazetteer, kinds, number, row)
                    for number, row in enumerate(table.records)
                ]
        # What each decision came to in the assessment it names, by identity.
        self._fates: dict[int, set[str]] = defaultdict(set)

    def in_force(
        self, assessment_id: str, stage: str, calculated: dict[str, int | None]
    ) -> dict[str, int]:
        """Severity decided at a stage, by municipality: the newest good decision of the nearest."""
        assessment = self._method.assessments[assessment_id]
        codes = set(assessment.municipalities)
        valid: dict[str, list[Decision]] = defaultdict(list)
        for decisions in self._files.values():
            for decision in decisions:
                if decision.stated_for not in assessment.lineage or decision.is_blank:
                    continue
                if (decision.stage or "cluster") != stage:
                    continue
                fault = decision.fault(codes, calculated.get(decision.code or ""))
                if fault:
                    self._came_to(fault, decision, assessment_id)
                else:
                    valid[decision.code or ""].append(decision)
        found = {}
        for code, decisions in valid.items():
            newest = self._newest(decisions, assessment)
            if newest is not None and not newest.is_expired:
                found[code] = newest.after or 0
        return found

    def _newest(self, decisions: list[Decision], assessment: Assessment) -> Decision | None:
        """The decision of a municipality that counts, or did until it expired; None for none."""
        said: dict[tuple[str, dt.date | None], set[int | None]] = defaultdict(set)
        for one in decisions:
            said[one.stated_for, one.approved_on].add(one.after)
        clear = [one for one in decisions if len(said[one.stated_for, one.approved_on]) == 1]
        for decision in decisions:
            if decision not in clear:
                self._came_to("contradictory_decisions", decision, assessment.assessment_id)
        if not clear:
            return None
        nearness = assessment.lineage.index
        best = min(nearness(one.stated_for) for one in clear)
        nearest = [one for one in clear if nearness(one.stated_for) == best]
        newest = max(nearest, key=lambda one: (one.approved_on or dt.date.min, one.row))
        for decision in clear:
            last = "expired" if newest.is_expired else USED
            fate = last if decision is newest else "superseded"
            self._came_to(fate, decision, assessment.assessment_id)
        return newest

    def _came_to(self, fate: str, decision: Decision, assessment_id: str) -> None:
        # a row is accounted for in the assessment it names; variants answer for themselves
        if decision.stated_for == assessment_id:
            self._fates[id(decision)].add(fate)

    def account(self, counted: Counted) -> None:
        """A decision is used where it is in force in the assessment it names."""
        for file_name, decisions in self._files.items():
            rows = []
            for decision in decisions:
                fates = self._fates.get(id(decision), {"unknown_assessment"})
                if decision.is_blank:
                    rows.append([out("no_decision")])
                elif USED in fates:
                    rows.append([Item(USED)])
                else:
                    fate = min(fates)
                    rows.append([out(fate) if fate in OUT_OF_SCOPE else aside(fate)])
            counted.account(file_name, rows)


def _decision(gazetteer: Gazetteer, kinds: dict[str, int], number: int, row: Record) -> Decision:
    place = gazetteer.find("experts", Written(text(row["divipola"])))
    return Decision(
        number,
        text(row["assessment_id"]),
        place.code,
        kinds.get(place_name(row["decision"])),
        whole(row["severidad_anterior"]),
        whole(row["severidad_nueva"]),
        bool(text(row["justificacion"])),
        bool(text(row["aprobado_por"])),
        date_of(row["fecha_aprobacion"]),
        place.reason,
        not any(text(row.get(column)) for column in FILLED),
        {"": "cluster", "cluster": "cluster", "aor": "aor"}.get(text(row.get("etapa")).lower()),
        STATES.get(text(row.get("estado")).lower()),
        text(row.get("vence")) or None,
    )
