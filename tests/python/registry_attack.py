"""An attacker on the published tables of the registry: reads them, writes down all that adds up.

Shares no code with the publication. Knows the rule (a count stands for all that round to it, a
suppressed one for 1 to 4), the seed that says which counts are the same, that members make up the
total and quarters the year, what is a part of what, and works out by linear programs how many
values each suppressed count may have.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

QUANTITIES = Path(__file__).parents[2] / "seeds" / "registry" / "metrics.csv"
Cell = tuple[str, str, str, str]
Row = dict[str, Any]

BASE, MINIMUM = 5, 5
# Of a smaller group neither that all have something is told, nor that none has.
FULL = 10
MOST = 100_000
# Cases of curves leave out those a curve is not connected with: their parts do not add up.
OF_CURVES = {"reintervention_cases", "reinterventions_timed"}
# Counts that only a coverage tells, and not of every member.
OF_COVERAGE = {"left_work_no", "adolescents"}
# Counts that are a part of another, and counts that together are no more than one.
PARTS = {
    "left_work_known": "children_identified",
    "left_work_yes": "left_work_known",
    "students": "occupation_recorded",
    "occupation_recorded": "children_identified",
    "finished_known": "children_identified",
    "accompaniments_recorded": "children_identified",
    "continued_out_known": "follow_ups",
    "adolescents": "children_identified",
    "protected_work_known": "adolescents",
    "closure_cases": "children_identified",
}
TOGETHER = {
    "interventions": ("children_identified", "follow_ups"),
    "every_type_left_work_known": ("left_work_known", "continued_out_known"),
    "every_type_left_work_yes": ("left_work_yes", "continued_out_yes"),
}
# Totals that are a member of another dimension.
SAME = {
    "left_work_yes": ("children_identified", "left_work_status", "yes"),
    "left_work_no": ("children_identified", "left_work_status", "no"),
    "adolescents": ("children_identified", "intervention_type", "adolescents"),
}


def is_given(value: object) -> bool:
    """Whether a published field says anything."""
    return value is not None and value == value and str(value) != "<NA>"  # noqa: PLR0124 - nan differs from itself


def read(published: object) -> tuple[float, float]:
    """Least and most that a published count stands for."""
    count = float(str(published))
    if count == 0:
        return 0, 0
    assert count % BASE == 0
    assert count >= MINIMUM
    return max(count - BASE // 2, MINIMUM), count + BASE // 2


@dataclass
class Attack:
    """What the attacker has read, and what follows.

    Attributes:
        bounds: Least and most of each count by itself.
        wanted: Counts known to be suppressed for being small.
        sums: Weights of counts, and the least and most that they add up to.
    """

    bounds: dict[Cell, tuple[float, float]] = field(default_factory=dict)
    wanted: set[Cell] = field(default_factory=set)
    sums: list[tuple[dict[Cell, float], float, float]] = field(default_factory=list)

    def note(self, cell: Cell, least: float, most: float) -> None:
        """Remember that a count lies between two."""
        before = self.bounds.get(cell, (0.0, float(MOST)))
        self.bounds[cell] = max(before[0], least), min(before[1], most)
        assert self.bounds[cell][0] <= self.bounds[cell][1], f"{cell} contradicts itself"

    def equal(self, whole: Cell, parts: list[Cell]) -> None:
        """Remember that parts make up a whole."""
        self.sums.append(({whole: -1.0} | dict.fromkeys(parts, 1.0), 0, 0))

    def at_most(self, whole: Cell, *parts: Cell) -> None:
        """Remember that parts are no more than a whole."""
        if all(cell in self.bounds for cell in (whole, *parts)):
            self.sums.append(({whole: -1.0} | dict.fromkeys(parts, 1.0), -np.inf, 0))

    def narrower_than(self, values: int) -> dict[Cell, tuple[float, float]]:
        """Suppressed counts that may have fewer values than asked for, with their ends."""
        names = sorted(set(self.bounds) | {cell for row, _, _ in self.sums for cell in row})
        place = {cell: number for number, cell in enumerate(names)}
        limits = [self.bounds.get(cell, (0, MOST)) for cell in names]
        equal = [row for row, least, _ in self.sums if least == 0]
        below = [row for row, least, _ in self.sums if least != 0]
        tables = _matrix(equal, place), _matrix(below, place)

        def table(aim: np.ndarray) -> np.ndarray:
            done = linprog(
                aim,
                tables[1],
                None if tables[1] is None else np.zeros(len(below)),
                tables[0],
                None if tables[0] is None else np.zeros(len(equal)),
                limits,
                "highs",
            )
            assert done.x is not None, f"what is published contradicts itself: {done.message}"
            return np.asarray(done.x)

        wanted = np.array([place[cell] for cell in sorted(self.wanted)], dtype=int)
        if not len(wanted):
            return {}
        chance = np.random.default_rng(0)
        seen = []
        for attempt in range(8):
            aim = np.zeros(len(names))
            signs = chance.choice([-1.0, 1.0], len(wanted)) * chance.random(len(wanted))
            aim[wanted] = [1.0, -1.0][attempt] if attempt < 2 else signs
            seen.append(table(aim))
        least, most = np.min(seen, axis=0), np.max(seen, axis=0)
        found = {}
        for one in wanted:
            for sign in (1.0, -1.0):
                if most[one] - least[one] < values - 1 - 1e-6:
                    aim = np.zeros(len(names))
                    aim[one] = sign
                    reached = table(aim)
                    least, most = np.minimum(least, reached), np.maximum(most, reached)
            if most[one] - least[one] < values - 1 - 1e-6:
                found[names[one]] = (float(least[one]), float(most[one]))
        return found


def _matrix(rows: list[dict[Cell, float]], place: Mapping[Cell, int]) -> csr_array | None:
    if not rows:
        return None
    at = [
        (number, place[cell], sign) for number, row in enumerate(rows) for cell, sign in row.items()
    ]
    lines, columns, signs = zip(*at, strict=True)
    return csr_array((signs, (lines, columns)), shape=(len(rows), len(place)))


def read_metrics(metrics: pd.DataFrame, gaps: pd.DataFrame, members: pd.DataFrame) -> Attack:
    """Read the metrics and gaps as one who has the seeds.

    Args:
        metrics: registry_metrics as published.
        gaps: registry_gaps as published.
        members: registry_members: which members are folded, so that periods do not add up.
    """
    with QUANTITIES.open(encoding="utf-8") as stream:
        quantities = {row["metric_id"]: row for row in csv.DictReader(stream)}
    attack = Attack()
    for frame in (metrics, gaps.assign(period="all", coverage=None)):
        for row in frame.to_dict("records"):
            _read_row(attack, row, quantities[row["metric_id"]])
    _tie(attack, _folded(members))
    return attack


def read_factors(factors: pd.DataFrame) -> Attack:
    """Read the models of factors: members of each factor make up the rows of the model.

    Args:
        factors: registry_factors as published.
    """
    attack = Attack()
    groups: dict[tuple[Cell, str], list[Cell]] = {}
    for row in factors.to_dict("records"):
        for side in ("member_observations", "member_events"):
            cell: Cell = (side, row["model_id"], row["factor_id"], row["member"])
            whole: Cell = (side, row["model_id"], "total", "total")
            _read_count(attack, cell, row[side], is_secondary=False)
            attack.note(whole, 0, MOST)
            groups.setdefault((whole, row["factor_id"]), []).append(cell)
        attack.at_most(
            ("member_observations", row["model_id"], row["factor_id"], row["member"]),
            ("member_events", row["model_id"], row["factor_id"], row["member"]),
        )
    for (whole, _), parts in groups.items():
        attack.equal(whole, parts)
    return attack


def _read_row(attack: Attack, row: Row, meant: Mapping[str, str]) -> None:
    place = (str(row["period"]), str(row["dimension"]), str(row["member"]))
    part: Cell = (meant["numerator_quantity"], *place)
    is_secondary = row["value_reason"] == "secondary_suppression"
    is_share = str(row["metric_id"]).endswith(
        ("_rate", "_rate_over_all", "_share", "_every_type", "_months")
    )
    least = 0 if is_share and _is_of_small_group(row) else 1
    _read_count(attack, part, row["numerator"], is_secondary, least)
    # shares of those known are of counts published elsewhere
    if not meant["denominator_quantity"] or row["metric_id"] == "children_distribution":
        return
    whole: Cell = (meant["denominator_quantity"], *place)
    _read_count(attack, whole, row["denominator"], is_secondary)
    left: Cell = (f"{whole[0]} less {part[0]}", *place)
    attack.note(left, 0, MOST)
    both = is_given(row["numerator"]) and is_given(row["denominator"])
    if is_share and row["value_reason"] == "suppressed" and both:
        attack.note(left, 1, MINIMUM - 1)
        attack.wanted.add(left)
    attack.equal(whole, [part, left])
    if meant["coverage_quantity"] and is_given(row["coverage"]) and both:
        covered = round(float(str(row["denominator"])) / max(float(str(row["coverage"])), 1e-9))
        if float(str(row["denominator"])):
            attack.note((meant["coverage_quantity"], *place), *read(covered))


def _is_of_small_group(row: Row) -> bool:
    """Whether a share may keep silent of its numerator for the group alone."""
    if is_given(row["numerator"]) or row["value_reason"] != "suppressed":
        return False
    return not is_given(row["denominator"]) or read(row["denominator"])[0] < FULL


def _read_count(
    attack: Attack, cell: Cell, published: object, is_secondary: bool, least: int = 1
) -> None:
    if is_given(published):
        attack.note(cell, *read(published))
        attack.wanted.discard(cell)
    elif is_secondary:
        attack.note(cell, 0, MOST)
    elif cell in attack.wanted or attack.bounds.get(cell, (0, MOST))[1] == MOST:
        attack.note(cell, least, MINIMUM - 1)
        attack.wanted.add(cell)


def _folded(members: pd.DataFrame) -> set[tuple[str, str]]:
    """Members that do not count the same persons in the whole, in years and in quarters."""
    found = set()
    columns = ("folded_into", "folded_into_by_year", "folded_into_by_quarter")
    for row in members.to_dict("records"):
        into = [str(row[name]) for name in columns if is_given(row[name])]
        found |= {(row["dimension"], name) for name in (*into, row["member"]) if into}
    return found


def _tie(attack: Attack, folded: set[tuple[str, str]]) -> None:
    cells = [cell for cell in attack.bounds if not OF_CURVES & set(cell[0].split(" less "))]
    groups: dict[tuple[str, Cell], list[Cell]] = {}
    for cell in (cell for cell in cells if cell[0] not in OF_COVERAGE):
        for kind, whole in _wholes(cell, folded):
            groups.setdefault((kind, whole), []).append(cell)
    for (_, whole), parts in sorted(groups.items()):
        if whole in attack.bounds:
            attack.equal(whole, parts)
    for cell in cells:
        if cell[0] in PARTS:
            attack.at_most((PARTS[cell[0]], *cell[1:]), cell)
        if cell[0] in TOGETHER:
            attack.at_most(cell, *((part, *cell[1:]) for part in TOGETHER[cell[0]]))
        if cell[0] in SAME and cell[2] == "total":
            quantity, dimension, member = SAME[cell[0]]
            same: Cell = (quantity, cell[1], dimension, member)
            if same in attack.bounds:
                attack.equal(same, [cell])


def _wholes(cell: Cell, folded: set[tuple[str, str]]) -> Iterator[tuple[str, Cell]]:
    quantity, period, dimension, member = cell
    total: Cell = (quantity, period, "total", "total")
    if dimension != "total" and " less " not in quantity:
        yield dimension, total
    if (dimension, member) in folded:
        return
    if re.fullmatch(r"\d{4}", period):
        yield "years", (quantity, "all", dimension, member)
    elif period != "all":
        yield "quarters", (quantity, period[:4], dimension, member)


def leaking_rows(tables: Mapping[str, pd.DataFrame], fields: Mapping[str, list[str]]) -> list[str]:
    """Estimates that a row with a reason still has."""
    return [
        f"{name}.{column}"
        for name, frame in tables.items()
        for column in fields.get(name, ["value", "lower", "upper"])
        if column in frame and frame.loc[frame["value_reason"].notna(), column].notna().any()
    ]
