"""Medicina Legal workbooks "Indicadores Procuraduría"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from amparo.demo.allocate import share_out, stream, whole_weights
from amparo.demo.forensic import BANDS, SUMS, projection_year
from amparo.demo.settings import section
from amparo.demo.sheets import Cell, workbook, write_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from amparo.demo.world import World

UNKNOWN = 999
_FEMALE = {73: 0.15, 74: 0.45, 75: 0.38, 76: 0.3, 78: 0.5, 79: 0.92, 80: 0.36, 81: 0.85}
_FEMALE_ADULT = {111: 0.08, 112: 0.2, 113: 0.15, 114: 0.18, 118: 0.86, 119: 0.6, 120: 0.35}


def _header(sheet: str) -> list[str]:
    """Return the header of a data sheet, behind its empty column A."""
    settings = section("inmlcf")
    pathology = sheet == "Ind. Patología"
    measures = settings["measures"]
    return [
        "",
        "Código Departamento",
        "Código Municipio",
        "Código indicador",
        "Nombre del indicador",
        "Manera de muerte" if pathology else "Contexto del hecho",
        "Periodo del Indicador",
        "Rangos de edad o edades simples",
        *measures,
        *(f"{sex} {measure}" for sex in ("Hombre", "Mujer", "Sin Datos") for measure in measures),
        *settings["zones"],
        "Personas en condición de desplazamiento" if pathology else "Desplazados (as)",
        "Otros",
        *settings["disability"],
        *_ethnicity(sheet, "ethnicity"),
        "TOTAL",
    ]


def _ethnicity(sheet: str, table: str) -> list[Any]:
    """Return the ethnic groups of a sheet, or their weights."""
    choices: dict[str, list[Any]] = section("inmlcf")[table]
    return choices.get(sheet, choices["other"])


def _cover(year: int) -> Iterator[list[Cell]]:
    """Yield the rows of the cover: titles, then the list of indicators."""
    settings = section("inmlcf")
    for row in settings["cover"]:
        yield [text.replace("{year}", str(year)) for text in row]

    def listed(codes: list[int]) -> Iterator[list[Cell]]:
        for code in codes:
            name, context = settings["names"][code]
            adult = "18" in name and "menor" not in name
            # The real cover prints a blank instead of indicator code 0.
            yield [
                "" if adult else context,
                "MAYORES" if adult else "MENORES",
                str(code) if code else " ",
                name,
            ]

    yield from listed(settings["cover_fatal"])
    yield []
    yield ["LESIONES NO FATALES"]
    yield ["Contexto del hecho", "Edades", "Código indicador", "Nombre del indicador"]
    yield from listed(settings["cover_other"])


def _women(
    rng: np.random.Generator, found: dict[tuple[int, str], NDArray[np.int64]]
) -> dict[tuple[int, str], NDArray[np.int64]]:
    """Draw how many of the cases are women or girls, sums agreeing with their parts."""
    shares = _FEMALE | _FEMALE_ADULT
    women = {}
    for key, cases in found.items():
        if key[0] not in SUMS:
            mean = cases * shares.get(key[0], 0.86)
            women[key] = np.minimum(np.floor(mean + rng.random(cases.size)).astype(np.int64), cases)
    for whole, parts in SUMS.items():
        for band in BANDS:
            present = [women[part, band] for part in parts if (part, band) in women]
            if present:
                women[whole, band] = np.sum(np.stack(present), axis=0)
    return women


def _splits(
    rng: np.random.Generator, totals: NDArray[np.int64], weights: list[float]
) -> list[list[int]]:
    """Split every total over a few categories, roughly by their weights."""
    noise = 0.2 + rng.random((totals.size, len(weights)))
    table = np.rint(noise * whole_weights(weights) / 1000).astype(np.int64)
    rows: list[list[int]] = share_out(totals, table).tolist()
    return rows


def sheet_rows(world: World, year: int, sheet: str) -> Iterator[list[Cell]]:
    """Yield the header and the data rows of one sheet.

    Args:
        world: the synthetic country.
        year: 2021 or 2022.
        sheet: name of a data sheet.

    Yields:
        36 cells per row, the first always empty; only places with cases have a row. Unknown places
        come as 999/999 without population.
    """
    settings = section("inmlcf")
    found = world.forensic[year]
    rng = stream(world.seed, f"inmlcf {year} {sheet}")
    women = _women(stream(world.seed, f"inmlcf women {year}"), found)
    population, wanted = world.population, projection_year(year)
    # Both ways an unknown population was met: the text N/A and an empty cell.
    missing: Cell = "N/A" if year == 2021 else None
    yield list(_header(sheet))
    rows: list[list[Cell]] = []
    for order, indicator in enumerate(settings["sheets"][sheet]):
        name, context = settings["names"][indicator]
        for band_order, (band, (first, last)) in enumerate(BANDS.items()):
            cases = found.get((indicator, band))
            if cases is None:
                continue
            positions = np.flatnonzero(cases)
            counts = cases[positions]
            men_people, women_people = (
                population.band(wanted, first, last, sex).tolist() for sex in (0, 1)
            )
            zones = _splits(rng, counts, [15, 80, 3])
            moved = _splits(rng, counts, [2, 98])
            able = _splits(rng, counts, [2, 96, 1])
            groups = _splits(rng, counts, _ethnicity(sheet, "ethnicity_weights"))
            for row, position in enumerate(positions.tolist()):
                total = int(counts[row])
                female = int(women[indicator, band][position])
                known = position < len(world.places)
                place = world.places[position] if known else None
                men = men_people[position] if known else 0
                girls = women_people[position] if known else 0
                rows.append(
                    [
                        None,
                        int(place.department_code) if place else UNKNOWN,
                        place.number if place else UNKNOWN,
                        indicator,
                        name,
                        context,
                        year,
                        band,
                        *_measure(total, men + girls, missing),
                        *_measure(total - female, men, missing),
                        *_measure(female, girls, missing),
                        *(0, 0, 0),
                        *zones[row],
                        *moved[row],
                        *able[row],
                        *groups[row],
                        total,
                        # Sort keys, cut off below: bands and indicators of a place stay together.
                        band_order,
                        order,
                    ]
                )
    rows.sort(key=lambda cells: [cells[2], cells[-2], cells[-1]])
    for cells in rows:
        yield cells[:-2]


def _measure(cases: int, people: int, missing: Cell) -> tuple[Cell, Cell, Cell]:
    """Return cases, population and rate per 100,000, the last two missing without population."""
    if not people:
        return cases, missing, missing
    return cases, people, cases / people * 100_000


def write_inmlcf(path: Path, world: World, year: int) -> None:
    """Write the workbook of a year: the cover and four data sheets.

    Args:
        path: file to write; its folder is made if needed.
        world: the synthetic country.
        year: 2021 or 2022.
    """
    with workbook(path) as book:
        write_sheet(book, "Indicadores.", _cover(year))
        for sheet in section("inmlcf")["sheets"]:
            write_sheet(book, sheet, sheet_rows(world, year, sheet))
