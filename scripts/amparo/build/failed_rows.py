"""Which rows of which files stand behind what an internal test found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amparo.warehouse.quoting import identifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amparo.build.dbt import Failure
    from amparo.warehouse.reader import Reader, Row

MOST_ROWS = 10
_PLACE = ("file_name", "row_number")
NOT_COLUMNS = {"occurrences", "null_column"}
"""What tests say of the rows they found, not columns of the model they are about."""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A row as landing read it.

    Attributes:
        source: Source it belongs to, '' where nobody knows.
        file: File, path relative to the extracts folder.
        sheet: Sheet; '' for files without sheets.
        number: Row as a person sees it, header counted.
    """

    source: str
    file: str
    sheet: str
    number: int


def rows_behind(reader: Reader, failure: Failure, found: Sequence[Row]) -> list[SourceRow]:
    """Find the source rows of what a test found.

    Args:
        reader: Reads the working database.
        failure: The test.
        found: Rows the test gave.

    Returns:
        At most ten, by file and row; none where the rows cannot be told: then the fault is not
        theirs.
    """
    rows = [row for row in found if all(row.get(name) is not None for name in _PLACE)]
    if not rows and failure.model:
        rows = _of_model(reader, failure, found)
    sources = _sources(reader)
    named = {
        SourceRow(
            str(row.get("source_id") or sources.get(row["file_name"], "")),
            str(row["file_name"]),
            str(row.get("sheet") or ""),
            int(row["row_number"]),
        )
        for row in rows
        if row["file_name"] is not None and row["row_number"] is not None
    }
    return sorted(named, key=lambda row: (row.file, row.sheet, row.number))[:MOST_ROWS]


def _of_model(reader: Reader, failure: Failure, found: Iterable[Row]) -> list[Row]:
    """Rows of the model that a test found at fault, where the model holds source rows."""
    columns = reader.rows(
        "select schema_name, column_name from duckdb_columns() where table_name = ?",
        [failure.model],
    )
    names = {row["column_name"] for row in columns}
    if not set(_PLACE) <= names:
        return []
    relation = f"{identifier(columns[0]['schema_name'])}.{identifier(failure.model)}"
    rows: list[Row] = []
    for row in found:
        if row.get("null_column") in names:
            where, values = f"{identifier(row['null_column'])} is null", []
        else:
            keys = [name for name in row if name in names - NOT_COLUMNS]
            where = " and ".join(f"{identifier(key)} is not distinct from ?" for key in keys)
            values = [row[key] for key in keys]
        if where:
            rows += reader.rows(
                f"select * from {relation} where {where} limit {MOST_ROWS}",  # noqa: S608 - names quoted
                values,
            )
        if len(rows) >= MOST_ROWS:
            break
    return rows


def _sources(reader: Reader) -> dict[str, str]:
    if not reader.has_table("raw", "landed_files"):
        return {}
    rows = reader.rows("select distinct file_name, source_id from raw.landed_files")
    return {row["file_name"]: row["source_id"] for row in rows}
