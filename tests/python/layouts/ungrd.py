"""UNGRD: yearly workbooks, open data under long and short names, the two copies."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from .base import Account, LayoutFixture
from .books import Cell, write_book, write_csv

if TYPE_CHECKING:
    from pathlib import Path

SHEET = "REPORTE DE EMERGENCIAS"
_PLACE = ["FECHA", "DEPARTAMENTO", "MUNICIPIO", "EVENTO", "CODIFICACIÓN SEGÚN DIVIPOLA"]
_DAMAGE = ["FALLECIDOS", "HERIDOS", "DESAPARECIDOS", "PERSONAS", "FAMILIAS"]
_GROUPS: list[Cell] = ["DESCRIPCIÓN Y UBICACIÓN", *[None] * 4, " A F E C T A C I Ó N"]


def _yearly(folder: Path) -> list[Account]:
    """Header on rows 3 and 4; one column is merged downwards."""
    file = folder / "Emergencias_2022_consolidado.xlsx"
    group = [*_GROUPS, *[None] * 4, "HECTÁREAS"]
    names: list[Cell] = [*_PLACE, *_DAMAGE]
    rows: list[list[Cell]] = [
        ["UNIDAD NACIONAL PARA LA GESTIÓN DEL RIESGO DE DESASTRES"],
        [],
        group,
        names,
        [dt.date(2022, 1, 5), "ANTIOQUIA", "MEDELLIN", "INUNDACION", 5001, 0, 0, 0, 100, 25, 3],
        [44570, "ANTIOQUIA", "ABEJORRAL", "VENDAVAL ", 5002, 1, 0, 0, 40, 10, None],
        group,
        names,
        [dt.date(2022, 3, 1), "ANTIOQUIA", "DEPARTAMENTO", "SEQUIA", 5, 0, 0, 0, 900, 300, None],
        [dt.date(2022, 3, 2), "ANTIOQUIA", "ANZA", "INUNDACION", 5044, 0, 0, 0, None, 12, None],
        [dt.date(2022, 3, 3), "ANTIOQUIA", "ANZA", "ACCIDENTE MINERO", 5044, 2, 0, 0, 7, 1, None],
        [dt.date(2022, 1, 5), "ANTIOQUIA", "MEDELLIN", "INUNDACIÓN", 5001, 0, 0, 0, 100, 25, 3],
        [dt.date(2021, 12, 31), "ANTIOQUIA", "ANZA", "INUNDACION", 5044, 0, 0, 0, 6, 2, None],
    ]
    merged = [(2, 0, 2, 4), (2, 5, 2, 9), (2, 10, 3, 10)]
    write_book(file, {SHEET: rows}, merged)
    reasons = {
        "repeated_header": 2,
        "department_wide": 1,
        "number_missing": 1,
        "not_natural": 1,
        "duplicate_row": 1,
        "year_not_needed": 1,
    }
    return [Account(file.name, "ungrd", 2, 2, 5, 140, reasons)]


def _2013(folder: Path) -> list[Account]:
    """Header on rows 1 and 2."""
    file = folder / "Emergencias_2013.xlsx"
    rows: list[list[Cell]] = [
        _GROUPS,
        [*_PLACE, *_DAMAGE],
        [41640, "ANTIOQUIA", "MEDELLIN", "DELIZAMIENTO", 5001, 0, 0, 0, 8, 2],
        [41640, "ANTIOQUIA", "ANZA", "REMOCION EN MASA", 5044, 0, 0, 0, 8, 2],
    ]
    write_book(file, {SHEET: rows}, [(0, 0, 0, 4), (0, 5, 0, 9)])
    return [Account(file.name, "ungrd", 0, 0, 2, None, {"year_not_needed": 2})]


def _2023(folder: Path) -> list[Account]:
    """Header on rows 3 to 5: two columns have their names on the lowest row alone."""
    file = folder / "Emergencias_2023.xlsx"
    rows: list[list[Cell]] = [
        ["REPORTE DE EMERGENCIAS 2023"],
        [],
        _GROUPS,
        [*_PLACE, *_DAMAGE, "VIVIENDAS", None],
        [*[None] * 10, "VIVIENDAS DESTRUIDAS", "VIVIENDAS AVERIADAS"],
        [dt.date(2022, 12, 31), "ANTIOQUIA", "MEDELLIN", "TEMPORAL", 5001, 0, 0, 0, 30, 9, 1, 2],
        [dt.date(2023, 1, 1), "ANTIOQUIA", "MEDELLIN", "TEMPORAL", 5001, 0, 0, 0, 30, 9, 1, 2],
    ]
    merged = [(2, 0, 2, 4), (2, 5, 2, 11), (3, 10, 3, 11)]
    merged += [(3, column, 4, column) for column in range(10)]
    write_book(file, {SHEET: rows}, merged)
    return [Account(file.name, "ungrd", 1, 0, 1, 30, {"year_not_needed": 1})]


def _open_data(folder: Path) -> list[Account]:
    file = folder / "ungrd_emergencias_2023_2024.csv"
    rows: list[list[Cell]] = [
        [
            *("fecha", "departamento", "municipio", "evento", "codificaci_n_segun_divipola"),
            *("fallecidos", "heridos", "desaparecidos", "personas", "familias", "hectareas"),
        ],
        ["2022-06-01T00:00:00.000", "CHOCÓ", "QUIBDÓ", "CRECIENTE SUBITA", 27001, 0, 0, 0, 55, 11],
        ["2023-06-01T00:00:00.000", "CHOCÓ", "QUIBDÓ", "CRECIENTE SUBITA", 27001, 0, 0, 0, 9, 2],
        ["2022-06-02T00:00:00.000", "CHOCÓ", "QUIBDÓ", "PLAGA", 27001, 0, 0, 0, 9, 2],
    ]
    write_csv(file, [row + [None] * (11 - len(row)) for row in rows])
    reasons = {"year_not_needed": 1, "unknown_event_type": 1}
    return [Account(file.name, "ungrd", 1, 1, 1, 55, reasons)]


def _short_names(folder: Path) -> list[Account]:
    file = folder / "Emergencias_UNGRD_2019_2022.csv"
    rows: list[list[Cell]] = [
        [
            *("fecha", "departamento", "municipio", "evento", "divipola", "muertos", "heridos"),
            *("desapa", "personas", "familias", "viv_destru", "viv_aver", "c_salud", "c_educat"),
        ],
        ["15/02/2022", "ATLANTICO", "BARRANQUILLA", "TORNADO", 8001, 0, 0, 0, 12, 3, 1, 2, 0, 1],
        ["16/02/2022", "ATLANTICO", "SOLEDAD", "TORNADO", "8758.0", 0, 0, 0, 20, 5, 1, 2, 0, 1],
        ["16/02/2020", "ATLANTICO", "SOLEDAD", "TORNADO", 8758, 0, 0, 0, 20, 5, 1, 2, 0, 1],
    ]
    write_csv(file, rows)
    return [Account(file.name, "ungrd", 2, 0, 1, 32, {"year_not_needed": 1})]


def _translated(folder: Path) -> list[Account]:
    file = folder / "Emergencias_UNGRD_translated.xlsx"
    rows: list[list[Cell]] = [
        [
            *("DATE", "DEPARTMENT", "MUNICIPALITY", "EVENT", "DIVIPOLA", "DECEASED", "INJURED"),
            *("MISSING", "PEOPLE", "FAMILIES", "OTHER-AFFECTATION", "FOOD KIT VALUE"),
        ],
        ["2022 Jan 01 12:00:00 AM", "ANTIOQUIA", "AMAGA", "FLOOD", "5,03", 0, 0, 0, "1,1", 220],
        ["2022 May 02 12:00:00 AM", "CALDAS", "DEPARTAMENTO", "FLOOD", "17", 0, 0, 0, "7", "2"],
        ["2019 Jan 01 12:00:00 AM", "ANTIOQUIA", "ANZA", "WINDSTORM", "5,044", 0, 0, 0, 4, 1],
    ]
    write_book(file, {"Sheet1": [[*row, "Not reported", "$ 0"][:12] for row in rows]})
    reasons = {"department_wide": 1, "year_not_needed": 1}
    return [Account(file.name, "ungrd", 1, 1, 1, 1100, reasons)]


def _decimal_comma(folder: Path) -> list[Account]:
    """Numbers with decimals of zeros, a comment that tells two villages, money that tells none."""
    file = folder / "emergencias_ungrd_2022_separado.csv"
    flood: list[Cell] = ["15/03/2022", "META", "VILLAVICENCIO", "INUNDACION", "50001,0"]
    flood += [0, 0, 0, "16,0", "4,0"]
    drought: list[Cell] = ["16/03/2022", "META", "GRANADA", "SEQUIA", 50313, 0, 0, 0]
    rows: list[list[Cell]] = [
        [*_PLACE, *_DAMAGE, "COMENTARIO", "VALOR KIT DE ALIMENTO"],
        [*flood, "Vereda La Unión", "0,0"],
        [*flood, "Vereda El Carmen", "0,0"],
        [*flood, "VEREDA LA UNION", "120000,0"],
        [*drought, "790,00", "1.234,0", None, None],
        [*drought, "1.151", "300,0", None, None],
        [*drought, "1,5", "300,0", None, None],
    ]
    write_csv(file, rows, ";")
    reasons = {"duplicate_row": 1, "invalid_number": 1}
    return [Account(file.name, "ungrd", 4, 1, 1, 16 + 16 + 790 + 1151, reasons)]


def _events_only(folder: Path) -> list[Account]:
    file = folder / "Emergencias_UNGRD_2019_2021.xlsx"
    free, money = "$    - 0", "$    66,420,000.00"
    rows: list[list[Cell]] = [
        [
            *("FECHA", "DEPARTAMENTO", "MUNICIPIO", "EVENTO", "FALLECIDOS", "HERIDOS"),
            *("FAMILIAS", "VIVIENDAS DESTRUIDAS", "HECTAREAS", "RECURSOS EJECUTADOS"),
            *("VALOR KIT DE ALIMENTO", "VALOR MATERIALES DE CONSTRUCCION"),
        ],
        ["01/13/2019 12:00:00 AM", "ANTIOQUIA", "ANZA", "INMERSION", 1, 0, 0, 0, 0, free, free],
        ["09/09/2021 12:00:00 AM", "SANTANDER", "TONA", "INUNDACION", 0, 0, 30, 4, 0, money, free],
        ["02/28/2022 12:00:00 AM", "SANTANDER", "TONA", "INUNDACION", 0, 0, 30, 4, 0, money, free],
        ["02/28/2022 12:00:00 AM", "SANTANDER", "TONA", "INUNDACION", 0, 0, 30, 4, 0, money, free],
        ["02/28/2022 12:00:00 AM", "PERÚ", "IÑAPARI", "IMERSION", 1, 0, 0, 0, 0, free, free],
    ]
    book = [rows[0], *([*row, free] for row in rows[1:])]
    write_book(file, {"Emergencias_UNGRD_Original": book})
    # families are no people, and without people a flood is no zero
    reasons = {"year_not_needed": 2, "number_missing": 1, "duplicate_row": 1, "not_natural": 1}
    return [Account(file.name, "ungrd", 0, 1, 4, None, reasons)]


LAYOUTS = (
    LayoutFixture(
        "ungrd_yearly_workbook",
        "yearly official workbook, merged header on rows 3 and 4",
        "titles of groups above the names, a name merged downwards, header repeated among the"
        " data, Excel dates, whole departments",
        "a",
        _yearly,
    ),
    LayoutFixture(
        "ungrd_workbook_2013",
        "yearly official workbook of 2013, merged header on rows 1 and 2",
        "old spellings of events, Excel serial numbers instead of dates",
        "a",
        _2013,
    ),
    LayoutFixture(
        "ungrd_workbook_2023",
        "yearly official workbook of 2023, merged header on rows 3 to 5",
        "names on the middle and on the lowest row, events of the year before",
        "a",
        _2023,
    ),
    LayoutFixture(
        "ungrd_open_data",
        "open data of datos.gov.co, codificaci_n_segun_divipola",
        "dates with a time zone's T, kinds of event the seed does not know",
        "a",
        _open_data,
    ),
    LayoutFixture(
        "ungrd_short_names",
        "open data of datos.gov.co under short names (muertos, desapa, viv_destru)",
        "codes as numbers that lost their zero",
        "a",
        _short_names,
    ),
    LayoutFixture(
        "ungrd_translated",
        "copy with translated headers",
        "thousands commas and lost zeros in codes and people",
        "b",
        _translated,
    ),
    LayoutFixture(
        "ungrd_decimal_comma",
        "open data saved again with a decimal comma and semicolons",
        "16,0 is 16 people, 1,5 none; two villages told by a comment that is not landed; a copy"
        " that differs in money",
        "a",
        _decimal_comma,
    ),
    LayoutFixture(
        "ungrd_events_only",
        "teaching copy of 2019-2021, 12 columns without code and without people affected",
        "no people: not 0, and families are no substitute",
        "a",
        _events_only,
    ),
)
