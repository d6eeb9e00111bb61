"""Which rows a table has in each edition, as SQL that reads the working database."""

# ruff: noqa: S608 (names are quoted by `quoting.identifier`; conditions are of the project's YAML)

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from amparo.publishing.declared import MARTS, Rows
from amparo.warehouse.quoting import identifier

if TYPE_CHECKING:
    import duckdb

    from amparo.publishing.declared import Declared, Edition
    from amparo.publishing.tables import Definition

WORKING: Final = "working"
MARKS: Final = frozenset({"is_suppressed", "suppressed", "is_rounded"})
"""Columns that say of a row whether something of it is kept back: never in the exact edition."""


def rows_of(
    connection: duckdb.DuckDBPyConnection,
    declared: Declared,
    edition: Edition,
    table: Definition,
) -> str:
    """SQL of a table's rows in an edition, with the columns of its definition.

    The restricted edition takes them from the exact twin that the mart names. A column that the
    twin lacks is null; those of `MARKS` are false.

    Args:
        connection: A connection to which the working database is attached as `WORKING`.
        declared: What the marts' YAML says.
        edition: The edition.
        table: Definition of the mart.
    """
    source = declared.rows.get(table.name) if edition == "restricted" else None
    if source is None:
        return f"select * from {identifier(WORKING, MARTS, table.name)}"
    there = _columns(connection, source)
    cells = (
        f"cast({_value(column.name, there)} as {column.data_type}) as {identifier(column.name)}"
        for column in table.columns
    )
    where = f" where {source.where}" if source.where else ""
    relation = identifier(WORKING, source.schema, source.name)
    return f"select {', '.join(cells)} from {relation}{where}"


def _value(column: str, there: set[str]) -> str:
    if column in there:
        return identifier(column)
    return "false" if column in MARKS else "null"


def _columns(connection: duckdb.DuckDBPyConnection, source: Rows) -> set[str]:
    found = connection.execute(
        "select column_name from duckdb_columns()"
        " where database_name = ? and schema_name = ? and table_name = ?",
        [WORKING, source.schema, source.name],
    ).fetchall()
    return {name for (name,) in found}
