"""SIVIGILA event 356: the 74 columns as .xls, .xlsx and CSV."""

from __future__ import annotations

import csv
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import xlsxwriter
import xlwt

from amparo.demo.settings import section

from .base import Account, LayoutFixture

if TYPE_CHECKING:
    from pathlib import Path

_HEADER: list[str] = section("sivigila")["header"]
_SABANALARGA = ("08", "638", "ATLANTICO", "SABANALARGA")
_MEDELLIN = ("05", "001", "ANTIOQUIA", "MEDELLIN")
_CARTAGENA = ("13", "001", "BOLIVAR", "CARTAGENA")


@dataclass(frozen=True)
class _Case:
    """A row: what tells it from the others."""

    number: int
    age: int = 14
    unit: int = 1
    place: tuple[str, str, str, str] = _SABANALARGA
    adjustment: str = "0"
    country: str = "170"
    event: int = 356
    year: int = 2021

    def cells(self) -> dict[str, str]:
        """Cells as text, fixed-width and with leading zeros; what nobody may read says so."""
        cells = dict.fromkeys(_HEADER, "NO LEER")
        department, municipality, *names = self.place
        return cells | {
            "Partición": f"Datos_{self.year}_356",
            "CONSECUTIVE": str(self.number),
            "COD_EVE": str(self.event),
            "FEC_NOT": f"{self.year}-02-25",
            "SEMANA": "08",
            "ANO": str(self.year),
            "EDAD": str(self.age),
            "UNI_MED": str(self.unit),
            "SEXO": "F",
            "COD_PAIS_O": f"{self.country}       ",
            "COD_DPTO_O": department,
            "COD_MUN_O": municipality,
            "COD_DPTO_R": department,
            "COD_MUN_R": municipality,
            "COD_DPTO_N": department,
            "COD_MUN_N": department + municipality,
            "AJUSTE": self.adjustment,
            "nom_grupo": " " * 100,
            "Departamento_ocurrencia": names[0],
            "Municipio_ocurrencia": names[1],
        }


_CASES = (
    _Case(9000001),
    _Case(9000002, age=11, unit=2, place=_MEDELLIN),  # a baby
    _Case(9000003, place=("27", "086", "CHOCO", "BELEN DE BAJIRA")),
    _Case(9000001),  # the same case again
    _Case(9000004, age=18),
    _Case(9000005, adjustment="6"),
    _Case(9000006, adjustment="D"),
    _Case(9000007, event=580),
    _Case(9000008, adjustment=""),
    _Case(9000009, unit=9),
    _Case(9000010, place=("01", "862", "EXTERIOR", "VENEZUELA"), country="862"),
    _Case(9000011, place=("01", "840", "EXTERIOR", "ESTADOS UNIDOS")),
    _Case(9000012, place=("99", "999", "VICHADA", "NINGUNO")),
    # one number, two ages: two cases or one told in two ways
    _Case(9000013, age=13, place=_CARTAGENA),
    _Case(9000013, age=16, place=_CARTAGENA),
)
_REASONS = {
    "duplicate_row": 1,
    "adult": 1,
    "not_a_case": 2,
    "event_not_counted": 1,
    "unknown_adjustment": 1,
    "age_unknown": 1,
    "abroad": 2,
    "no_such_code": 1,
    "conflicting_case": 2,
}
_WHOLE_NUMBERS = (
    *("CONSECUTIVE", "COD_EVE", "SEMANA", "ANO", "EDAD", "UNI_MED", "COD_PAIS_O"),
    *("COD_DPTO_O", "COD_MUN_O", "COD_DPTO_R", "COD_MUN_R", "COD_DPTO_N", "COD_MUN_N"),
)


def _account(file: Path) -> Account:
    return Account(file.name, "sivigila", 3, 7, 5, 3, _REASONS)


def _xls(folder: Path) -> list[Account]:
    file = folder / "Datos_2021_356.xls"
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Hoja1")
    for number, cells in enumerate([_HEADER, *(list(case.cells().values()) for case in _CASES)]):
        for column, value in enumerate(cells):
            sheet.write(number, column, value)
    book.save(str(file))
    return [_account(file)]


def _workbook(file: Path, cases: tuple[_Case, ...]) -> None:
    """Write codes as numbers, which loses their zeros, and dates as Excel's."""
    with xlsxwriter.Workbook(str(file)) as book:
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("Hoja1")
        sheet.write_row(0, 0, _HEADER)
        for row, case in enumerate(cases, start=1):
            for column, (name, value) in enumerate(case.cells().items()):
                if name == "FEC_NOT":
                    sheet.write_datetime(row, column, dt.datetime.fromisoformat(value), date)
                elif name in _WHOLE_NUMBERS:
                    sheet.write_number(row, column, int(value))
                else:
                    sheet.write_string(row, column, value)


def _xlsx(folder: Path) -> list[Account]:
    file = folder / "Datos_2021_356.xlsx"
    _workbook(file, _CASES)
    return [_account(file)]


def _next_year(folder: Path) -> list[Account]:
    """The file of another year, which no assessment takes, beside that of 2021."""
    file = folder / "Datos_2022_356.xlsx"
    _workbook(file, (_Case(9000001, year=2022), _Case(9100002, year=2022, place=_MEDELLIN)))
    return [Account(file.name, "sivigila", 0, 0, 2, None, {"year_not_needed": 2})]


def _csv(folder: Path) -> list[Account]:
    """Cases notified twice: what the later row discards is no case, whatever the earlier says."""
    file = folder / "Datos_2021_356.csv"
    cases = (
        _Case(9000001),
        _Case(9000002),
        _Case(9000001, adjustment="3"),
        _Case(9000002, adjustment="6"),
        _Case(9000003, place=_MEDELLIN),
    )
    with file.open("w", encoding="cp1252", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(_HEADER)
        writer.writerows(case.cells().values() for case in cases)
    return [Account(file.name, "sivigila", 2, 0, 3, 2, {"duplicate_row": 2, "not_a_case": 1})]


LAYOUTS = (
    LayoutFixture(
        "sivigila_xls",
        "Suicide attempts, 74 columns, .xls with every cell as text",
        "fixed width, three-digit municipalities, ages in months, abroad as department 01",
        "a",
        _xls,
    ),
    LayoutFixture(
        "sivigila_xlsx_of_another_year",
        "Suicide attempts, the .xlsx of the next year beside the .xls",
        "case numbers begin anew every year",
        "a",
        _next_year,
    ),
    LayoutFixture(
        "sivigila_xlsx",
        "Suicide attempts, 74 columns, .xlsx with codes as numbers and Excel dates",
        "lost zeros, repeated and contradictory case numbers",
        "b",
        _xlsx,
    ),
    LayoutFixture(
        "sivigila_csv",
        "Suicide attempts, 74 columns, CSV",
        "cp1252 with semicolons, a case discarded by a later row",
        "c",
        _csv,
    ),
)
