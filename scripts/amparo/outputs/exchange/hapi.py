"""OCHA HAPI, humanitarian needs: one row per place, category and status that has a value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amparo.outputs.exchange.formats import file_name, load_formats, reference_year
from amparo.outputs.exchange.needs import read_needs
from amparo.outputs.exchange.text_files import write_csv

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from amparo.outputs.published import Published


def write_hapi(published: Published, folder: Path, assessment: dict[str, Any]) -> None:
    """Write the file of an assessment into a folder."""
    formats = load_formats()
    year = reference_year(assessment)
    rows = (
        [row.get(column) for column in formats.hapi.columns]
        for row in _rows(published, assessment, year)
    )
    write_csv(folder / file_name(formats.hapi.file, assessment), formats.hapi.columns, rows)


def _rows(published: Published, assessment: dict[str, Any], year: int) -> Iterator[dict[str, Any]]:
    formats = load_formats()
    constants = {
        "location_code": formats.country.iso3,
        "has_hrp": formats.country.has_hrp,
        "in_gho": formats.country.in_gho,
        "sector_code": formats.sector.code,
        "sector_name": formats.sector.name,
        "reference_period_start": f"{year}-01-01",
        "reference_period_end": f"{year}-12-31",
    }
    for need in read_needs(published, formats, assessment):
        place = {
            name: need[name]
            for name in ("admin1_code", "admin1_name", "admin2_code", "admin2_name", "admin_level")
        }
        names = {f"provider_{name}": need[name] for name in ("admin1_name", "admin2_name")}
        for status, column in formats.hapi.statuses.items():
            if need[column] is None:
                continue
            warnings = list(need["warnings"])
            if column == "in_need" and need["is_rounded"]:
                warnings.append(formats.warnings["rounded"])
            yield {
                **constants,
                **place,
                **names,
                "category": need["category"],
                "population_status": status,
                "population": need[column],
                "warning": "|".join(sorted(warnings)),
                "error": "|".join(sorted(need["errors"])),
            }
