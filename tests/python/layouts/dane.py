"""DANE: the wide workbooks and the tidy edition of the population projections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .base import Account, LayoutFixture
from .books import Cell, write_book, write_csv

if TYPE_CHECKING:
    from pathlib import Path

TOWN, RURAL, WHOLE = "Cabecera Municipal", "Centros Poblados y Rural Disperso", "Total"
SHEET = "PobMunicipalxÁreaSexoEdad"


def wide_header(last: int) -> list[Cell]:
    """Header of a wide workbook whose open band begins at an age."""
    ages = [*map(str, range(last)), f"{last} y más"]
    return [
        *("DP", "DPNOM", "MPIO", "DPMP", "AÑO", "ÁREA GEOGRÁFICA"),
        *(f"{who}_{age}" for who in ("Hombres", "Mujeres", "Total") for age in ages),
        *("Total Hombres", "Total Mujeres", "Total"),
    ]


def wide_row(
    place: tuple[Cell, str], year: int, area: str, men: list[int], women: list[int]
) -> list[Cell]:
    """Row of a wide workbook: code and name of the place, people by age, the totals summed."""
    both = [one + other for one, other in zip(men, women, strict=True)]
    first: list[Cell] = [5, "Antioquia", *place, year, area]
    return [*first, *men, *women, *both, sum(men), sum(women), sum(both)]


def _people(last: int, first: int) -> tuple[list[int], list[int]]:
    """Men and women by age, all different so that a shifted column shows."""
    return [first + age for age in range(last + 1)], [first + 2 * age for age in range(last + 1)]


def _pped(folder: Path) -> list[Account]:
    file = folder / "PPED-AreaSexoEdadMun-2018-2042_VP.xlsx"
    titles: list[list[Cell]] = [["DEPARTAMENTO ADMINISTRATIVO NACIONAL DE ESTADÍSTICA"], []]
    titles += [["Proyecciones de población municipal por área, sexo y edad"], [], [], [], []]
    titles += [["Serie municipal 2018-2042"]]
    rows: list[list[Cell]] = []
    used = 0
    for code, name, first in ((5001, "Medellín", 40), ("05002", "Abejorral", 7)):
        for year in (2022, 2030):
            town, whole = _people(85, first), _people(85, first + 2)
            rest = [[2] * 86, [2] * 86]
            rows.append(wide_row((code, name), year, TOWN, *town))
            rows.append(wide_row((code, name), year, RURAL, *rest))
            rows.append(wide_row((code, name), year, WHOLE, *whole))
            used += sum(map(sum, whole)) if year == 2022 else 0
    rows.append(wide_row((5999, "Nadie"), 2022, WHOLE, [1] * 86, [1] * 86))
    write_book(file, {SHEET: [*titles, wide_header(85), *rows]})
    reasons = {"part_of_municipality": 8, "year_not_needed": 2, "no_such_code": 1}
    return [Account(file.name, "dane", 2, 1, 10, used, reasons)]


def _dcd(folder: Path) -> list[Account]:
    file = folder / "DCD-area-sexo-edad-proypoblacion-Mun-2020-2035_ActPostCOVID.xlsx"
    titles: list[list[Cell]] = [["Proyecciones de población"], ["Post COVID-19"], []]
    whole, town = _people(100, 5), _people(100, 4)
    rows = [
        wide_row(("05001", "Medellín"), 2023, "cabecera", *town),
        wide_row(("05001", "Medellín"), 2023, " TOTAL ", *whole),
        wide_row(("05001", "Medellín"), 2035, WHOLE, *whole),
    ]
    write_book(file, {"Contenido": [["Índice"]], SHEET: [*titles, wide_header(100), *rows]})
    reasons = {"part_of_municipality": 1, "year_not_needed": 1}
    return [Account(file.name, "dane", 1, 0, 2, sum(map(sum, whole)), reasons)]


def _tidy(folder: Path) -> list[Account]:
    file = folder / "dane_dcd_post_covid_pob_mun_2023.csv"
    rows: list[list[Cell]] = [
        ["divipola", "anio", "sexo", "edad", "pob"],
        ["05001", 2023, "hombres", 0, 11],
        ["5001", 2023, "mujeres", 85, 13],  # the zero is lost
        ["05001", 2023, "mujeres", 17, "1.200"],
        ["05001", 2019, "mujeres", 0, 9],
        ["05999", 2023, "mujeres", 0, 1],
    ]
    write_csv(file, rows)
    reasons = {"year_not_needed": 1, "no_such_code": 1}
    return [Account(file.name, "dane", 3, 1, 1, 1224, reasons)]


LAYOUTS = (
    LayoutFixture(
        "dane_wide_pped",
        "wide workbook of the series PPED, one column per sex and age up to 85 and over",
        "title rows, header on row 9, rows by area beside the total, codes as numbers",
        "a",
        _pped,
    ),
    LayoutFixture(
        "dane_wide_dcd",
        "wide workbook of the series DCD, ages up to 100 and over",
        "an index sheet, the header on another row, another open band, area in other letters",
        "b",
        _dcd,
    ),
    LayoutFixture(
        "dane_tidy",
        "tidy edition: one row per municipality, year, sex and age",
        "lost zeros, thousands points, years no assessment uses",
        "a",
        _tidy,
    ),
)
