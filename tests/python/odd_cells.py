"""Landed rows with one odd cell each, beside the rows they were copied from.

The cell is changed in ``raw``, where landing writes what a file holds as text; what landing writes
in place of a cell (hashes, ages, classes) is made by landing's own functions.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import duckdb

from amparo.gate.declared import load_expected
from amparo.landing.deriving import substitutes
from amparo.landing.loading import load_declarations
from conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from amparo.landing.declarations import Table
    from rehearsal import Rehearsal

ODD: dict[str, str | None] = {
    "blank": None,
    "word": "sin dato legible",
    "zero": "0",
    "negative": "-1",
    "far date": "2202-12-31",
    "far year": "9998",
    "long": "palabra " * 2_500,
}
"""What a cell becomes."""
FIRST_ROW = 1_000_000
"""Row number of the first row with an odd cell."""
MOST_COPIES = 1_100
"""Rows of one table in a build: each is about a municipality of its own."""
# two rows about one municipality and year contradict each other: each copy is about one of its own
PLACES = {
    "dane__population": ("divipola", "", ""),
    "dane__population_wide": ("mpio", "dpnom", "dpmp"),
    "hpc__pin": ("admin_2_p_code", "admin_1", "admin_2"),
    "hpc__severity": ("admin_2_p_code", "admin_1", "admin_2"),
    "hpc__worksheet_pin": ("admin_2_p_code", "admin_1", "admin_2"),
    "hpc__worksheet_severity": ("admin_2_p_code", "admin_1", "admin_2"),
    "inmlcf__procuraduria": ("codigo_municipio", "", ""),
    "ipor__niveles": ("divipola", "", "municipio"),
}
"""Columns of the code, the department's name and the municipality's."""
DEPARTMENT_CODES = {"dane__population_wide": "dp", "inmlcf__procuraduria": "codigo_departamento"}
# of the HPC's files these are read by nobody
TOLD_ONLY = {"population", "final_pin"}
# the newest of these counts, which may be the copy
REPLACING = {"defensoria__clasificacion", "experts__decisions"}

Status = tuple[str, str | None]
Row = tuple[str, str, str, int]
"""Table, file, sheet and number of a row."""


@dataclass(frozen=True, order=True)
class Cell:
    """One cell that becomes odd.

    Attributes:
        table: Table of ``raw``.
        column: Declared column.
        kind: Key of `ODD`.
    """

    table: str
    column: str
    kind: str


def tables() -> dict[str, Table]:
    """The declared tables by name."""
    return {table.name: table for table in load_declarations(ROOT / "models" / "staging").tables}


def every_cell() -> list[Cell]:
    """Every declared column of every table with everything it may become."""
    return [
        Cell(table.name, column.name, kind)
        for table in tables().values()
        for column in table.columns
        for kind in ODD
    ]


@cache
def amounts() -> frozenset[tuple[str, str]]:
    """Table and column of amounts: the gate says that the models set a negative one aside."""
    return frozenset(
        (item.table.name, column.name)
        for item in load_expected(ROOT / "models" / "staging")
        for column, expectations in item.of_columns
        for one in expectations
        if isinstance(one.between, list) and one.between[0] == 0 and column.name not in TOLD_ONLY
    )


def plant(database: Path, cells: Sequence[Cell]) -> dict[Row, Cell]:
    """Add a row for each cell to a landed and built database.

    Args:
        database: Holds rows of a layout in every table that is to hold odd ones; cells of other
            tables are left out.
        cells: The cells.

    Returns:
        The rows added, by what names them.
    """
    declared = tables()
    planted: dict[Row, Cell] = {}
    with duckdb.connect(str(database)) as connection:
        samples = {name: _samples(connection, name) for name in {cell.table for cell in cells}}
        copies: Counter[str] = Counter()
        for number, cell in enumerate(cells, start=FIRST_ROW):
            if not samples[cell.table]:
                continue
            row = dict(samples[cell.table][number % len(samples[cell.table])])
            copies[cell.table] += 1
            _name_apart(row, declared[cell.table], number, copies[cell.table])
            row[cell.column] = _landed(declared[cell.table], row, cell)
            row["_row_number"] = number
            names = ", ".join(f'"{name}"' for name in row)
            marks = ", ".join("?" for _ in row)
            connection.execute(
                f"insert into raw.{cell.table} ({names}) values ({marks})", list(row.values())
            )
            connection.execute(
                "update raw.landed_files set rows_read = rows_read + 1"
                " where table_name = ? and file_name = ? and sheet = ?",
                [cell.table, row["_file_name"], row["_sheet"]],
            )
            planted[cell.table, row["_file_name"], row["_sheet"], number] = cell
    return planted


def statuses(database: Path) -> dict[Row, Status]:
    """What became of every row: its status, and the reasons of its fragments that do not count."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return {
            (table, file, sheet, number): (status, reasons)
            for table, file, sheet, number, status, reasons in connection.execute(
                "select table_name, file_name, sheet, row_number,"
                " case when bool_or(row_status = 'used') then 'used'"
                " when bool_or(row_status = 'set_aside') then 'set_aside' else 'out_of_scope' end,"
                " string_agg(distinct row_reason, ', ' order by row_reason)"
                " from intermediate.int_rows__classified group by 1, 2, 3, 4"
            ).fetchall()
        }


def faults(
    rehearsal: Rehearsal, base: Path, folder: Path, cells: Sequence[Cell]
) -> tuple[dict[Row, Cell], list[str]]:
    """Build a delivery with odd cells and give what is wrong afterwards.

    Args:
        rehearsal: Builds the models.
        base: Database of the delivery, landed and built.
        folder: Where the copy is built; made if need be.
        cells: The cells.

    Returns:
        The rows planted, and one text per fault, none where all is well.
    """
    database = folder / "amparo.duckdb"
    folder.mkdir(parents=True, exist_ok=True)
    database.write_bytes(base.read_bytes())
    before = statuses(base)
    planted = plant(database, cells)
    if not planted:
        return planted, []
    try:
        rehearsal.run(database)
    except duckdb.Error as error:
        return planted, [f"no model may fail: {error}"]
    after = statuses(database)
    wrong = [f"{test} fails" for test in rehearsal.failed_tests(database)]
    wrong += [
        f"{cell} is {after.get(row)}"
        for row, cell in planted.items()
        if not _is_accounted_for(after.get(row))
    ]
    wrong += [
        f"{cell} counts"
        for row, cell in planted.items()
        if (cell.table, cell.column) in amounts()
        and cell.kind == "negative"
        and not (after.get(row) or ("", None))[1]
    ]
    wrong += [
        f"{row} was {was} and is {after.get(row)}"
        for row, was in before.items()
        if row[0] not in REPLACING and after.get(row) != was
    ]
    return planted, wrong


def culprits(
    rehearsal: Rehearsal, base: Path, folder: Path, cells: Sequence[Cell]
) -> dict[Cell, list[str]]:
    """Find the cells that alone do harm, by halving; a dozen builds for each."""
    _, wrong = faults(rehearsal, base, folder, cells)
    if not wrong:
        return {}
    if len(cells) == 1:
        return {cells[0]: wrong}
    half = len(cells) // 2
    found = [culprits(rehearsal, base, folder, part) for part in (cells[:half], cells[half:])]
    return found[0] | found[1]


def _is_accounted_for(status: Status | None) -> bool:
    return status is not None and (status[0] == "used" or bool(status[1]))


def _samples(connection: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Any]]:
    """Rows to copy: those used, for the others say no to most cells anyway; else any."""
    for used in ("and row_status = 'used'", ""):
        cursor = connection.execute(
            f"select raw_rows.* from raw.{table} as raw_rows"
            " semi join intermediate.int_rows__classified as accounted"
            f" on accounted.table_name = '{table}' and accounted.file_name = raw_rows._file_name"
            " and accounted.sheet = raw_rows._sheet"
            " and accounted.row_number = raw_rows._row_number"
            f" {used} order by raw_rows._file_name, raw_rows._sheet, raw_rows._row_number"
        )
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        if rows:
            return rows
    return []


def _name_apart(row: dict[str, Any], table: Table, number: int, copy: int) -> None:
    """Make a copy a case, form or place of its own: else it would only repeat the first."""
    if table.name in PLACES:
        # the fixtures are about the first of the country, the copies about the last
        code, department, municipality = _municipalities()[-copy]
        by_code, by_department, by_name = PLACES[table.name]
        row[by_code] = f"CO{code}" if str(row[by_code]).startswith("CO") else code
        row |= {by_department: department} if by_department else {}
        row |= {by_name: municipality} if by_name else {}
        if table.name in DEPARTMENT_CODES:
            row[DEPARTMENT_CODES[table.name]] = code[:2]
    for column in table.columns:
        if column.is_identifier and row[column.name] is not None:
            row[column.name] = f"{number:032x}"


def _landed(table: Table, row: Mapping[str, Any], cell: Cell) -> str | None:
    text = ODD[cell.kind]
    hashed = {c.name: lambda t: f"hash of {t}" for c in table.columns if c.is_identifier}
    hidden = substitutes(table, hashed).get(cell.column)
    if text is None or hidden is None:
        return text
    return hidden.give(text, str(row.get(hidden.beside) or "")) or None


@cache
def _municipalities() -> list[tuple[str, str, str]]:
    """Code, department and name of every municipality, by code."""
    folder = ROOT / "seeds" / "reference"
    with (folder / "departments.csv").open(encoding="utf-8", newline="") as file:
        names = {row["department_code"]: row["department_name"] for row in csv.DictReader(file)}
    with (folder / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        return [
            (row["municipality_code"], names[row["department_code"]], row["municipality_name"])
            for row in csv.DictReader(file)
        ]
