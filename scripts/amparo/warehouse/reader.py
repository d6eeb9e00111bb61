"""Reading the working database, and published files."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import duckdb

from amparo.errors import UserError
from amparo.warehouse.causes import told
from amparo.warehouse.connection import connect

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

Row = dict[str, Any]


class Reader:
    """A read-only connection that answers with rows as dictionaries."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Keep the connection."""
        self._connection = connection

    def rows(self, sql: str, parameters: Sequence[object] | Mapping[str, object] = ()) -> list[Row]:
        """Run a query.

        Args:
            sql: The query, with ``?`` or ``$name`` for parameters.
            parameters: Their values.

        Returns:
            One dictionary per row, keyed by column.
        """
        cursor = self._connection.execute(sql, parameters)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def tuples(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a query whose rows are many, without a name at each value."""
        return self._connection.execute(sql).fetchall()

    def row(self, sql: str, parameters: Sequence[object] = ()) -> Row | None:
        """First row of a query, or None."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def has_table(self, schema: str, table: str) -> bool:
        """Whether a table exists."""
        return bool(
            self.rows(
                "select 1 from information_schema.tables where table_schema = ? and table_name = ?",
                [schema, table],
            )
        )


@contextmanager
def reading_published(file: Path) -> Iterator[Reader]:
    """Open a published file to read: it is plain, also where the warehouse is encrypted.

    Raises:
        UserError: it cannot be opened, or not be read any further; it says why.
    """
    try:
        with closing(duckdb.connect(str(file), read_only=True)) as connection:
            yield Reader(connection)
    except duckdb.Error as error:
        raise told(error, "published", file) from error


@contextmanager
def reading(database: Path) -> Iterator[Reader]:
    """Open the working database to read.

    Raises:
        UserError: it does not exist, is damaged, is of another version of Amparo, another process
            is writing to it, or key and file do not belong together.
    """
    if not database.is_file():
        raise UserError(
            f"No existe la bodega {database}; ejecute primero: amparo build",
            f"There is no warehouse {database}; run first: amparo build",
        )
    try:
        with closing(connect(database, read_only=True)) as connection:
            yield Reader(connection)
    except duckdb.Error as error:
        raise told(error, "read", database) from error
