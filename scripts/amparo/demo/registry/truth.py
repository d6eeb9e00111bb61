"""What is true of a synthetic registry, told from its hidden state and not from its columns.

The harmonised figures of the warehouse must equal these exactly. Nothing here is written beside the
extracts: a file of truths among them would be an input.
"""

from __future__ import annotations

import json
from collections import Counter
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np

from amparo.demo.registry.children import texts_of
from amparo.demo.registry.forms import FOLLOW_UP
from amparo.demo.registry.outcomes import FAULTS, STATUSES
from amparo.demo.registry.visits import MET, NOT_MET, NUMBERS
from amparo.demo.settings import registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from amparo.demo.registry.extracts import Registry
    from amparo.demo.registry.forms import Dates, Flags, Whole

Row = dict[str, Any]

TYPES = {
    0: None, 2: "children", 3: "adolescents", 4: "collective_nna", 5: "follow_up",
    6: "collective_adolescents",
}  # fmt: skip
SUBREDES = {1: "norte", 2: "centro_oriente", 3: "sur", 4: "suroccidente"}
_NO_DATE = {
    "filler": "filler_date",
    "sentinel": "no_data",  # the sentinel says that nothing was recorded
    "unparsable": "invalid_date",
    "year_2006": "date_out_of_range",
    "year_2202": "date_out_of_range",
}
_NO_DAYS = {"before_opening": "closure_before_intervention", "after_limit": "closure_after_limit"}


def _listed(values: Whole | Dates | Flags, known: Flags | None = None) -> list[Any]:
    """Give the values as Python has them, `None` where unknown."""
    given: list[Any] = values.tolist()
    if known is None:
        return given
    return [value if so else None for value, so in zip(given, known.tolist(), strict=True)]


def _named(
    codes: Whole, names: dict[int, Any] | list[str], known: Flags | None = None
) -> list[Any]:
    """Give the name of each code, `None` where unknown."""
    return [None if code is None else names[code] for code in _listed(codes, known)]


def _localidades(codes: Whole) -> list[str | None]:
    """Give two digits of each localidad, `None` for 0."""
    return [f"{code:02d}" if code else None for code in codes.tolist()]


def intervention_rows(world: Registry) -> list[Row]:
    """Tell what is true of every row.

    Args:
        world: the registry.

    Returns:
        One dictionary per row, in the order of the file, with the names and ids of
        `int_registry__interventions` and `int_registry__outcomes`; keys that end in `_text` hold
        the category as the form prints it.
    """
    forms, children, outcomes = world.forms, world.children, world.outcomes
    categories = registry("categories")
    recorded = children.recorded
    age_given = forms.among(*registry("children")["age_given_in"])
    occupations = texts_of(categories["occupation"])
    faults = _named(outcomes.fault, list(FAULTS))
    usable = np.isin(outcomes.fault, [FAULTS.index("none")])
    days = (outcomes.closed - forms.date).astype(np.int64)
    student = np.array(["Estudiante" in text for text in occupations])
    columns: dict[str, list[Any]] = {
        "extract_id": _named(forms.extract, list(registry("extracts"))),
        "row_in_form": _listed(forms.row_in_form),
        "rows_in_form": _listed(forms.rows_in_form),
        "intervention_date": _listed(forms.date),
        "intervention_type_id": _named(forms.kind, TYPES),
        "localidad_code": _localidades(forms.localidad),
        "subred_id": _named(forms.subred, SUBREDES),
        "home_localidad_code": _localidades(children.home),
        "work_localidad_code": _localidades(children.work),
        "has_child_block": _listed(recorded),
        "age_years": _listed(children.age, recorded & (age_given | children.birth_known)),
        "sex_text": _named(children.sex, texts_of(registry("children")["sex"]), recorded),
        "nationality_text": _named(
            children.nationality, texts_of(categories["nationality"]), recorded
        ),
        "is_student": _listed(student[children.occupation], children.occupation_known),
        "work_place_text": _named(
            children.work_place, texts_of(categories["work_place"]), children.work_place_known
        ),
        "previous_intervention_date": _listed(world.links.date),
        "left_work_status_id": _named(outcomes.left_work, list(STATUSES)),
        "protected_work_status_id": _named(outcomes.protected, list(STATUSES)),
        "finished_status_id": _named(outcomes.finished, list(STATUSES)),
        "reposition_left_work_status_id": _named(outcomes.reposition, list(STATUSES)),
        "closure_date": _listed(outcomes.closed),
        "closure_date_reason": [_NO_DATE.get(fault) for fault in faults],
        "days_to_closure": _listed(days, usable),
        "days_to_closure_reason": [
            "no_closure_date" if fault in _NO_DATE else _NO_DAYS.get(fault) for fault in faults
        ],
        "reposition_date": _listed(outcomes.visited),
        **_accompaniments(world),
    }
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def _accompaniments(world: Registry) -> dict[str, list[Any]]:
    """Tell how many accompaniments were held and met, and when all was done."""
    forms, visits = world.forms, world.visits
    here = forms.among(registry("visits")["extract"])
    held = np.sum([visits.held[number] for number in NUMBERS], axis=0)
    met = np.sum([visits.held[n] & (visits.met[n] == MET) for n in NUMBERS], axis=0)
    last = np.max([visits.date[number] for number in NUMBERS], axis=0)
    done = (np.maximum(last, world.outcomes.closed) - forms.date).astype(np.int64)
    complete = here & (met == len(NUMBERS)) & ~np.isnat(world.outcomes.closed)
    return {
        "accompaniments_held": _listed(held, here),
        "accompaniments_met": _listed(met, here),
        "days_to_all_met": _listed(done, complete),
    }


def accompaniment_rows(world: Registry) -> list[Row]:
    """Tell of every accompaniment held.

    Args:
        world: the registry.

    Returns:
        One dictionary per accompaniment: `row` (position of its row), and the names and ids of
        `int_registry__accompaniments`.
    """
    rows: list[Row] = []
    forms, visits = world.forms, world.visits
    answers = {MET: "yes", NOT_MET: "no"}
    for number in NUMBERS:
        for row in np.flatnonzero(visits.held[number]).tolist():
            fault = FAULTS[visits.fault[number][row]]
            date = visits.date[number][row]
            days = int((date - forms.date[row]).astype(np.int64))
            reason = "accompaniment_before_intervention" if fault == "before_opening" else None
            unread = fault in _NO_DATE
            rows.append(
                {
                    "row": row,
                    "accompaniment_number": number,
                    "accompaniment_date": None if unread else date.item(),
                    "date_reason": _NO_DATE[fault] if unread else reason,
                    "days_from_intervention": None if unread or reason else days,
                    "met_status_id": answers.get(int(visits.met[number][row]), "open"),
                }
            )
    return rows


def episode_rows(world: Registry) -> list[Row]:
    """Tell of every row that identifies a child what came after it.

    Args:
        world: the registry.

    Returns:
        One dictionary per identification: `row` and `next_row` (positions, the latter `None` where
        no form names this one), the days between them, the next result, and whether the number of
        the form is that of several children.
    """
    forms, links = world.forms, world.links
    left_work = _named(world.outcomes.left_work, list(STATUSES))
    following: dict[int, int] = {}
    for row in np.flatnonzero(links.earlier >= 0).tolist():
        named = int(forms.form[links.earlier[row]])
        if named not in following or forms.date[row] < forms.date[following[named]]:
            following[named] = row
    identifying = np.flatnonzero(forms.identifying)
    children = Counter(links.form_number[identifying].tolist())
    rows: list[Row] = []
    for row in identifying.tolist():
        after = following.get(int(forms.form[row]))
        rows.append(
            {
                "row": row,
                "next_row": after,
                "days_to_next": None
                if after is None
                else int((forms.date[after] - forms.date[row]).astype(np.int64)),
                "next_left_work_status_id": None if after is None else left_work[after],
                "is_link_ambiguous": children[int(links.form_number[row])] > 1,
            }
        )
    return rows


def _counted(rows: Iterable[Row], key: Callable[[Row], tuple[Any, ...]]) -> dict[str, int]:
    """Count rows by a key written with slashes."""
    return {
        "/".join(map(str, found)): count
        for found, count in sorted(Counter(map(key, rows)).items(), key=str)
    }


def figures(world: Registry) -> dict[str, Any]:
    """Tell the headline figures.

    Args:
        world: the registry.

    Returns:
        Counts by name of the figure, then by the members of its dimensions with slashes between;
        medians in days.
    """
    rows = intervention_rows(world)
    identified = [r for r in rows if r["intervention_type_id"] in {"children", "adolescents"}]
    episodes = [r for r in episode_rows(world) if r["next_row"] is not None]
    days: dict[str, list[int]] = {}
    for row in identified:
        if row["days_to_closure"] is not None:
            key = f"{row['extract_id']}/{row['intervention_type_id']}"
            days.setdefault(key, []).append(row["days_to_closure"])
    named = world.links.number > 0
    follow_ups = world.forms.kind == FOLLOW_UP
    return {
        "rows": _counted(rows, lambda r: (r["extract_id"],)),
        "identified_by_year": _counted(identified, lambda r: (r["intervention_date"].year,)),
        "identified_by_localidad": _counted(identified, lambda r: (r["localidad_code"],)),
        "identified_by_subred": _counted(identified, lambda r: (r["subred_id"],)),
        **{
            f"left_work_by_{dimension}": _counted(
                rows,
                lambda r, name=column: (r[name], r["left_work_status_id"]),  # type: ignore[misc]
            )
            for dimension, column in (
                ("extract", "extract_id"),
                ("subred", "subred_id"),
                ("type", "intervention_type_id"),
            )
        },
        "median_days_to_closure": {key: median(values) for key, values in sorted(days.items())},
        "closure_reasons": _counted(rows, lambda r: (r["extract_id"], r["closure_date_reason"])),
        "all_met": sum(row["days_to_all_met"] is not None for row in rows),
        "follow_ups": int(follow_ups.sum()),
        "links": int(named.sum()),
        "links_to_unknown_forms": int((named & (world.links.earlier < 0)).sum()),
        "reintervened": len(episodes),
        "reintervened_ambiguous": sum(row["is_link_ambiguous"] for row in episodes),
        "left_work_at_next": _counted(episodes, lambda r: (r["next_left_work_status_id"],)),
    }


def write_figures(world: Registry, path: Path) -> None:
    """Write the headline figures as JSON, anywhere but among the extracts.

    Args:
        world: the registry.
        path: file to write; its folder must exist.
    """
    text = json.dumps(figures(world), ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8")
