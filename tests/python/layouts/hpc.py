"""HPC: the global file and the national worksheets 3A/3B."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .base import Account, LayoutFixture
from .books import Cell, write_book, write_csv

if TYPE_CHECKING:
    from pathlib import Path

PIN_SHEET, SEVERITY_SHEET = "WS - 3.1 PiN Total", "WS - 3.2 Severidad Intersector"
_AREAS = ["Food Security and Nutrition", "Health", "Education", "Protection", "Shelter / NFI"]
_AREAS += ["WASH", "Child Protection", "GBV", "Acción contra las minas", "HLP"]
_GLOBAL = ["Admin 0", "ISO3", "Admin 1", "Admin 1 P-Code", "Admin 2", "Admin 2 P-Code"]
_GLOBAL += ["Admin 3", "Admin 3 P-Code"]


def _places(year: int) -> list[Cell]:
    return [
        *("ID", "Admin 1", "Admin 1 Código P", "Admin 2", "Admin 2 Código P", "Admin 3"),
        *("Admin 3 Código P", "Foco de necesidades", f"Población {year}", "Grupo de población"),
    ]


def pin_sheet(year: int, rows: list[list[Cell]]) -> list[list[Cell]]:
    """Sheet 3.1; each row is P-code, group, and the PiN of Child Protection."""
    checks: list[Cell] = ["% of each (rounded to 5 %)", "Highest PiN", "Severity", "# Flags"]
    header = [*_places(year), *_AREAS, *checks, "PiN final", "Pruebas y comentarios"]
    place: list[Cell] = ["Antioquia", "CO05", "X"]
    rest: list[Cell] = [5, None, None, 0.05, 60, 3, 0, 60]
    data: list[list[Cell]] = [
        [*(n, *place, code, None, None, "Sí", 1000, group, *range(10, 70, 10)), pin, *rest]
        for n, (code, group, pin) in enumerate(rows, start=1)
    ]
    return [["Hoja de trabajo 3.1"], [], header, *data]


def severity_sheet(year: int, rows: list[list[Cell]]) -> list[list[Cell]]:
    """Sheet 3.2; each row is P-code, group, and the severities of the cluster and its areas."""
    areas = [name.replace("Acción contra las minas", "Mine Action") for name in _AREAS]
    more: list[Cell] = ["Preliminary Severity based on overlap of sectoral deprivations"]
    more += ["Mortality", "Average severity", "Final Severity", "Pruebas y comentarios"]
    places = [*_places(year)[:-1], "Population group"]
    place: list[Cell] = ["Antioquia", "CO05", "X"]
    data: list[list[Cell]] = [
        [
            *(n, *place, code, None, None, "Sí", 1000, group, 2, 2, 2, protection, 2, 2),
            *(child, gbv, mines, hlp, 2, 1, 2, 3),
        ]
        for n, (code, group, protection, child, gbv, mines, hlp) in enumerate(rows, start=1)
    ]
    return [["Hoja de trabajo 3.2"], [], [*places, *areas, *more], *data]


def _worksheet(folder: Path) -> list[Account]:
    file = folder / "JIAF_Colombia_hojas_3A_3B.xlsx"
    pins: list[list[Cell]] = [
        ["CO05001", "Todos", 120.5],
        ["CO05001", "Desplazados", 20],
        ["CO05002", None, 30],
        ["CO05004", None, None],
        ["CO05999", None, 4],
    ]
    severities: list[list[Cell]] = [
        ["CO05001", "Todos", 2.5, 3, 4, 1, None],
        ["CO05001", "Desplazados", 4, 4, 4, 4, 4],
        ["CO05002", None, 2, 2, 2, 9, 2],
        ["CO05999", None, 2, 2, 2, 2, 2],
    ]
    thresholds: list[list[Cell]] = [["Flag", "Descripción", "Umbral país"], ["1", "x", 0.9]]
    write_book(
        file,
        {
            PIN_SHEET: pin_sheet(2024, pins),
            SEVERITY_SHEET: severity_sheet(2024, severities),
            "Umbrales": thresholds,
        },
    )
    # fragments of 3.2: six areas a row, General Protection is in no worksheet
    reasons = {
        "group_row": 1 + 6,
        "no_such_code": 1 + 5,
        "area_without_value": 1 + (2 + 1 + 1),
        "invalid_severity": 1,
    }
    return [Account(file.name, "hpc", 2 + 2, 1 + 1, 2 + 1, 150.5, reasons)]


def _with_shares(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Put beside each area of sheet 3.1 its share of the population, as the official form has."""
    start = rows[2].index(_AREAS[0])
    end = start + len(_AREAS)
    shares: list[Cell] = [f"% {name}" for name in _AREAS]
    shares[4] = f"%{_AREAS[4]}"
    return [
        *rows[:2],
        [*rows[2][:end], *shares, *rows[2][end:]],
        *([*row[:end], *[0.05] * len(_AREAS), *row[end:]] for row in rows[3:]),
    ]


def _without_cycle(rows: list[list[Cell]]) -> list[list[Cell]]:
    """Take the year out of the header of the population."""
    header = ["Population" if str(cell).startswith("Población 2") else cell for cell in rows[2]]
    return [*rows[:2], header, *rows[3:]]


def _worksheet_with_shares(folder: Path) -> list[Account]:
    file = folder / "Hojas de trabajo 3A y 3B del Chocó.xlsx"
    pins = pin_sheet(2024, [["CO27001", None, 120.5], ["CO27006", None, 90]])
    severities = severity_sheet(2024, [["CO27001", None, 3, 3, 2, 1, 2]])
    sheets = {PIN_SHEET: _with_shares(pins), SEVERITY_SHEET: _without_cycle(severities)}
    write_book(file, sheets)
    return [Account(file.name, "hpc", 3, 0, 0, 210.5, {"area_without_value": 1})]


def _worksheet_named_by_cycle(folder: Path) -> list[Account]:
    file = folder / "Hoja 3B Colombia 2024 final.xlsx"
    rows: list[list[Cell]] = [["CO27025", None, 2, 2, 2, 2, 2]]
    write_book(file, {SEVERITY_SHEET: _without_cycle(severity_sheet(2024, rows))})
    return [Account(file.name, "hpc", 1, 0, 0, None, {"area_without_value": 1})]


def _worksheet_of_another_cycle(folder: Path) -> list[Account]:
    """The year stands in the header alone."""
    file = folder / "HPC hojas de trabajo.xlsx"
    write_book(file, {PIN_SHEET: pin_sheet(2026, [["CO05001", "Todos", 7]])})
    return [Account(file.name, "hpc", 0, 0, 1, None, {"cycle_not_needed": 1})]


def global_rows(kind: str, rows: list[list[Cell]]) -> list[list[Cell]]:
    """Rows of the global file: ISO3, P-code, Child Protection, General Protection."""
    if kind == "pin":
        places: list[Cell] = [*_GLOBAL, "Population", "Population Group"]
        header = [*places, "Protection", "Child Protection", "General Protection", "Final PiN"]
        filled: list[Cell] = [1000, None]
    else:
        header = [*_GLOBAL, "Protection", "Child Protection", "General Protection"]
        header.append("Final Severity")
        filled = []
    return [header] + [
        ["X", iso3, "Antioquia", "CO05", "X", code, None, None, *filled, 2, child, general, 3]
        for iso3, code, child, general in rows
    ]


def _global_file(folder: Path) -> list[Account]:
    pin, severity = folder / "jiaf2025_pin.csv", folder / "jiaf2025_severity.csv"
    pins: list[list[Cell]] = [["COL", "CO05001", 40.25, 1], ["VEN", "VE0101", 3, 1]]
    write_csv(pin, global_rows("pin", pins))
    write_csv(severity, global_rows("severity", [["COL", "CO05001", 3, 2.5]]))
    return [
        Account(pin.name, "hpc", 1, 0, 1, 40.25, {"other_country": 1}),
        Account(severity.name, "hpc", 1, 0, 0, None, {"area_without_value": 3}),
    ]


LAYOUTS = (
    LayoutFixture(
        "hpc_worksheet",
        "national worksheets 3A/3B, sheets 3.1 (PiN) and 3.2 (severity) in one workbook",
        "header on row 3, Spanish and English headers mixed, group rows beside the total,"
        " fractions, the cycle only in the header of the population",
        "a",
        _worksheet,
    ),
    LayoutFixture(
        "hpc_worksheet_with_shares",
        "national worksheets 3A/3B as published, with the shares of the population",
        "% Health beside Health, the cycle in one of the two sheets only",
        "a",
        _worksheet_with_shares,
    ),
    LayoutFixture(
        "hpc_worksheet_named_by_cycle",
        "national worksheet 3B alone",
        "the cycle only in the file's name, between other words",
        "a",
        _worksheet_named_by_cycle,
    ),
    LayoutFixture(
        "hpc_worksheet_other_cycle",
        "national worksheet 3A alone, of a cycle no assessment uses",
        "one sheet of the two",
        "a",
        _worksheet_of_another_cycle,
    ),
    LayoutFixture(
        "hpc_global",
        "global file of the HPC, a CSV of PiN and one of severities",
        "the cycle only in the name of the file, other countries, empty sectors",
        "a",
        _global_file,
    ),
)
