"""The extract files, told apart by their headers."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import duckdb
from python_calamine import CalamineWorkbook

from .texts import Cell, text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Record = dict[str, Cell]

# Headers that only one kind of file has.
_MARKS = {
    "fiscalia": {"GRUPO_DELITO", "GRUPO_EDAD_VICTIMA"},
    "uariv": {"PARAM_HECHO", "CICLO_VITAL"},
    "hpc_severity": {"Admin 2 P-Code", "Final Severity"},
    "hpc_pin": {"Admin 2 P-Code", "Final PiN"},
    "inmlcf": {"Código indicador", "Numerador (casos)"},
    "ungrd": {"DIVIPOLA", "EVENTO"},
    "ungrd_translated": {"DIVIPOLA", "EVENT"},
    "sivigila": {"COD_EVE", "COD_MUN_O"},
    "alerts": {"Código", "Fecha Emisión", "Municipios"},
    "classifications": {"codigo", "afecta_nna"},
    "ipor": {"divipola", "ipor_nivel"},
    "experts": {"assessment_id", "decision"},
}
_HEADER_ROWS = 12


@dataclass(frozen=True)
class Table:
    """The rows of one kind in one file."""

    kind: str
    file_name: str
    records: list[Record]


def read_tables(folder: Path) -> Iterator[Table]:
    """Every table of an extracts folder, in the order of file names; other files are left out."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        sheets: list[list[list[Cell]]] = []
        if path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as file:
                sheets = [[list(row) for row in csv.reader(file)]]
        elif path.suffix == ".xlsx":
            book = CalamineWorkbook.from_path(path)
            sheets = [
                [list(row) for row in book.get_sheet_by_name(sheet).to_python()]
                for sheet in book.sheet_names
            ]
        tables = [table for sheet in sheets if (table := _table(sheet))]
        if tables:
            kind = tables[0][0]
            yield Table(kind, name, [record for _, records in tables for record in records])


def _table(rows: list[list[Cell]]) -> tuple[str, list[Record]] | None:
    """Kind and rows of a sheet, blank ones left out; None where no header is known."""
    for number, row in enumerate(rows[:_HEADER_ROWS]):
        header = [text(cell) for cell in row]
        for kind, mark in _MARKS.items():
            if mark <= set(header):
                first = {name: header.index(name) for name in header if name}
                return kind, [
                    {name: cells[at] for name, at in first.items()}
                    for cells in rows[number + 1 :]
                    if any(text(cell) for cell in cells)
                ]
    return None


class PopulationRow(NamedTuple):
    """One row of the population projections."""

    code: str
    year: int
    sex: str
    age: int
    people: int


def read_population(folder: Path) -> dict[str, list[PopulationRow]]:
    """Rows of the tidy population files by file name."""
    found = {}
    for path in sorted(folder.rglob("*.parquet")):
        rows = duckdb.execute(
            "select divipola, anio, sexo, edad, pob from read_parquet(?)", [str(path)]
        ).fetchall()
        found[path.relative_to(folder).as_posix()] = [PopulationRow._make(row) for row in rows]
    return found
