"""The seed rows of an assessment of another year, and what is changed in the row of one."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from amparo.seeds.reading import COMMA, Row, find_seed, read_seed, rows_of
from amparo.seeds.variants import ID, RowsBySeed, check_settings, misused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Labels = Callable[..., str]

_CYCLE: Final = "hpc_cycle"
_BASIS: Final = "severity_basis"
_COMPUTED: Final = "computed"
_BEGINS_WITH_YEAR: Final = re.compile(r"[0-9]{4}(?![0-9])")
_YEAR: Final = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True)
class NewYear:
    """What an assessment of another year states.

    Attributes:
        assessment: Its id; where it begins with a year, that is the cycle.
        earlier: Assessment of an earlier year that it is made of.
        settings: Settings that are not as those of the earlier one, moved by the years between.
        data_years: Years of components that are not so, by component.
        label_es: Label in Spanish; empty for one made of the id.
        label_en: Label in English; likewise.
    """

    assessment: str
    earlier: str
    settings: Mapping[str, str] = field(default_factory=dict)
    data_years: Mapping[str, str] = field(default_factory=dict)
    label_es: str = ""
    label_en: str = ""


def settings_of_year(seeds: Path, new: NewYear, labels: Labels) -> dict[str, str]:
    """Every setting of the new assessment: stated, or the earlier one's moved by the years between.

    Raises:
        UserError: an id is taken, unknown or no id; a setting or a value does not exist; nobody
            says which cycle it is.
    """
    assessments = {row["assessment_id"]: row for row in rows_of(seeds, "assessments")}
    if new.earlier not in assessments:
        raise misused(labels("variant_parent", id=new.earlier, there=", ".join(assessments)))
    if not ID.fullmatch(new.assessment):
        raise misused(labels("variant_id", id=new.assessment))
    if new.assessment in assessments:
        raise misused(labels("variant_taken", id=new.assessment))
    check_settings(seeds, new.settings, labels)
    before = settings_of(seeds, new.earlier)
    begins = _BEGINS_WITH_YEAR.match(new.assessment)
    cycle = new.settings.get(_CYCLE) or (begins.group() if begins else "")
    if not cycle:
        raise misused(labels("year_cycle", id=new.assessment))
    if int(cycle) <= int(before[_CYCLE]):
        raise misused(
            labels("year_not_later", cycle=cycle, earlier=new.earlier, before=before[_CYCLE])
        )
    years = int(cycle) - int(before[_CYCLE])
    kinds = {row["setting"]: row["kind"] for row in rows_of(seeds, "setting_names")}
    moved = {
        name: str(int(value) + years) if kinds[name] == "integer" else value
        for name, value in before.items()
    }
    return moved | {_CYCLE: cycle} | dict(new.settings)


def rows_of_year(seeds: Path, new: NewYear, labels: Labels) -> RowsBySeed:
    """The rows that say it, by seed; it inherits nothing, so that no later edit reaches it.

    Raises:
        UserError: as `settings_of_year`, or a component is unknown, has no year, or one that is
            none.
    """
    settings = settings_of_year(seeds, new, labels)
    years = _data_years(seeds, new, settings, labels) if settings[_BASIS] == _COMPUTED else {}
    if not years and new.data_years:
        raise misused(labels("year_published", there=", ".join(new.data_years)))
    found: RowsBySeed = {
        "assessments": [
            {
                "assessment_id": new.assessment,
                "parent_assessment_id": "",
                "is_main": "false",
                "label_es": new.label_es or f"Evaluación {new.assessment}",
                "label_en": new.label_en or f"Assessment {new.assessment}",
                "description_es": f"Hecha de {new.earlier}",
                "description_en": f"Made of {new.earlier}",
                "status": "active",
            }
        ],
        "assessment_settings": [
            {"assessment_id": new.assessment, "setting": name, "value": value}
            for name, value in settings.items()
        ],
    }
    if years:
        found["assessment_data_years"] = [
            {"assessment_id": new.assessment, "component_id": component, "data_year": year}
            for component, year in years.items()
        ]
    return found


def set_cells(
    seeds: Path, name: str, key: tuple[str, str], values: Mapping[str, str], labels: Labels
) -> None:
    """Change cells of the one row of a seed with this key; all other lines stay as they are.

    Raises:
        UserError: the seed is not as dbt reads one.
        OSError: it cannot be read or written.
    """
    file = find_seed(seeds, name)
    if file is None:
        raise FileNotFoundError(f"{name}.csv")
    seed = read_seed(file)
    column = seed.header.index(key[0])
    number, cells = next((line, row) for line, row in seed.lines if row[column] == key[1])
    if seed.separator != COMMA or not seed.is_utf8 or any("\n" in cell for cell in cells):
        raise misused(labels("year_row_by_hand", file=file.name, line=number))
    # the same lines as the reader of seeds counts
    lines = io.StringIO(file.read_bytes().decode("utf-8"), newline="").readlines()
    ending = lines[number - 1][len(lines[number - 1].rstrip("\r\n")) :]
    changed = {**dict(zip(seed.header, cells, strict=True)), **values}
    line = io.StringIO()
    csv.writer(line, lineterminator=ending).writerow(changed.values())
    lines[number - 1] = line.getvalue()
    new_file = file.with_suffix(".csv.new")
    new_file.write_bytes("".join(lines).encode())
    new_file.replace(file)


def make_main(seeds: Path, assessment: str, labels: Labels) -> str:
    """Make an assessment the main one; the id of the one that was.

    Raises:
        UserError: it is unknown, or retired.
    """
    row = one_of(seeds, assessment, labels)
    if row["status"] != "active":
        raise misused(labels("year_main_retired", id=assessment))
    mains = [row["assessment_id"] for row in rows_of(seeds, "assessments") if _is_main(row)]
    for other in mains:
        set_cells(seeds, "assessments", ("assessment_id", other), {"is_main": "false"}, labels)
    set_cells(seeds, "assessments", ("assessment_id", assessment), {"is_main": "true"}, labels)
    return ", ".join(mains)


def retire(seeds: Path, assessment: str, labels: Labels) -> None:
    """Say of an assessment that nobody works on it any more.

    Raises:
        UserError: it is unknown, retired already, or the main one.
    """
    row = one_of(seeds, assessment, labels)
    if _is_main(row):
        raise misused(labels("year_retire_main", id=assessment))
    if row["status"] == "retired":
        raise misused(labels("year_retired_already", id=assessment))
    set_cells(seeds, "assessments", ("assessment_id", assessment), {"status": "retired"}, labels)


def main_of(seeds: Path) -> str:
    """The id of the main assessment."""
    return next(row["assessment_id"] for row in rows_of(seeds, "assessments") if _is_main(row))


def one_of(seeds: Path, assessment: str, labels: Labels) -> Row:
    """The row of an assessment.

    Raises:
        UserError: there is none.
    """
    found = {row["assessment_id"]: row for row in rows_of(seeds, "assessments")}
    if assessment not in found:
        raise misused(labels("variant_parent", id=assessment, there=", ".join(found)))
    return found[assessment]


def _is_main(row: Row) -> bool:
    return row["is_main"].lower() == "true"


def _lineage(seeds: Path, name: str, key: str, start: str) -> list[str]:
    """An id and its ancestors, nearest first."""
    parents = {row[key]: row[f"parent_{key}"] for row in rows_of(seeds, name)}
    found = [start]
    while parents[found[-1]]:
        found.append(parents[found[-1]])
    return found


def settings_of(seeds: Path, assessment: str) -> dict[str, str]:
    """The settings of an assessment, its own and what it inherits, in the order of their names."""
    rows = rows_of(seeds, "assessment_settings")
    found: dict[str, str] = {}
    for one in reversed(_lineage(seeds, "assessments", "assessment_id", assessment)):
        found |= {row["setting"]: row["value"] for row in rows if row["assessment_id"] == one}
    return {row["setting"]: found[row["setting"]] for row in rows_of(seeds, "setting_names")}


def years_of(seeds: Path, assessment: str) -> dict[str, str]:
    """The year of each component that an assessment takes, its own and what it inherits."""
    rows = rows_of(seeds, "assessment_data_years")
    found: dict[str, str] = {}
    for one in reversed(_lineage(seeds, "assessments", "assessment_id", assessment)):
        found |= {r["component_id"]: r["data_year"] for r in rows if r["assessment_id"] == one}
    return found


def _data_years(
    seeds: Path, new: NewYear, settings: Mapping[str, str], labels: Labels
) -> dict[str, str]:
    """The year of each component of the methodology: stated, or moved by the years between.

    Between is from the earlier assessment, and where that has none (its severities are taken as
    published) from the latest other one that states it.
    """
    lineage = _lineage(seeds, "methodologies", "methodology_id", settings["methodology_id"])
    needed = dict.fromkeys(
        row["component_id"]
        for row in rows_of(seeds, "variable_components")
        if row["methodology_id"] in lineage
    )
    others = sorted(
        rows_of(seeds, "assessments"),
        key=lambda row: (
            int(settings_of(seeds, row["assessment_id"])[_CYCLE]),
            not row["parent_assessment_id"],
            _is_main(row),
        ),
    )
    known: dict[str, str] = {}
    for one in (*(row["assessment_id"] for row in others), new.earlier):
        years = int(settings[_CYCLE]) - int(settings_of(seeds, one)[_CYCLE])
        if years > 0:
            found = years_of(seeds, one)
            known |= {component: str(int(year) + years) for component, year in found.items()}
    for component, year in new.data_years.items():
        if component not in needed:
            raise misused(
                labels("year_component", component=component, there=", ".join(sorted(needed)))
            )
        if not _YEAR.fullmatch(year):
            raise misused(labels("year_no_year", component=component, found=year))
    known |= new.data_years
    missing = [component for component in needed if component not in known]
    if missing:
        raise misused(labels("year_missing", there=", ".join(missing)))
    return {component: known[component] for component in needed}
