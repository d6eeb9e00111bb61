"""Which years of each table assessments need, and which of them anybody works on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from amparo.seeds import Row, rows_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from amparo.gate.declared import Expected

RETIRED: Final = "retired"
Years = dict[int, tuple[str, ...]]
"""Years, each with the assessments that need it and are not retired; () where all are."""


def years_needed(seeds: Path, expected: Iterable[Expected]) -> dict[str, Years]:
    """Years that the assessments need of each table: of its source's components, or by settings.

    A variant takes what it does not state from its nearest ancestor. A cell that holds no year is
    left for dbt's tests to name.
    """
    assessments = rows_of(seeds, "assessments", "assessment_id", "parent_assessment_id", "status")
    parents = {row["assessment_id"]: row["parent_assessment_id"] for row in assessments}
    retired = {row["assessment_id"] for row in assessments if row["status"] == RETIRED}
    source_of = {row["component_id"]: row["source_id"] for row in rows_of(seeds, "components")}
    by_source: dict[str, dict[int, set[str]]] = {}
    years = rows_of(seeds, "assessment_data_years")
    for assessment, component, year in _stated(parents, years, "component_id", "data_year"):
        if component in source_of:
            of_source = by_source.setdefault(source_of[component], {})
            of_source.setdefault(year, set()).add(assessment)
    by_setting: dict[str, dict[int, set[str]]] = {}
    settings = rows_of(seeds, "assessment_settings")
    for assessment, setting, year in _stated(parents, settings, "setting", "value"):
        by_setting.setdefault(setting, {}).setdefault(year, set()).add(assessment)
    found: dict[str, Years] = {}
    for item in expected:
        if item.of_table is None or item.of_table.year is None:
            continue
        parts = [by_source.get(item.table.source, {})]
        parts += [by_setting.get(name, {}) for name in item.of_table.needed_by_settings]
        who: dict[int, set[str]] = {}
        for part in parts:
            for year, of_year in part.items():
                who.setdefault(year, set()).update(of_year)
        found[item.table.name] = {y: tuple(sorted(names - retired)) for y, names in who.items()}
    return found


def _stated(
    parents: Mapping[str, str], rows: Iterable[Row], key: str, value: str
) -> Iterator[tuple[str, str, int]]:
    """Each assessment with the year that holds for it, of every key: its own, else inherited."""
    of = {(row["assessment_id"], row[key]): row[value] for row in rows}
    keys = dict.fromkeys(name for _, name in of)
    for assessment in parents:
        line = list(_lineage(parents, assessment))
        for name in keys:
            text = next((of[one, name] for one in line if (one, name) in of), "")
            if text.isdigit():
                yield assessment, name, int(text)


def _lineage(parents: Mapping[str, str], assessment: str) -> Iterator[str]:
    seen: set[str] = set()
    # a circle in the seed is for dbt's tests to name; it must not run for ever here
    while assessment and assessment not in seen:
        seen.add(assessment)
        yield assessment
        assessment = parents.get(assessment, "")
