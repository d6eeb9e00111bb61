"""Reading the working database, and published files."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import duckdb

from amparo.database import connect
from amparo.errors import ExitCode, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

Row = dict[str, Any]


class Reader:
    """A read-only connection that answers with rows as dictionaries."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Keep the connection."""
        self._connection = connection

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Run a query.

        Args:
            sql: The query, with ``?`` for parameters.
            parameters: Their values.

        Returns:
            One dictionary per row, keyed by column.
        """
        cursor = self._connection.execute(sql, list(parameters))
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

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
        UserError: it cannot be opened.
    """
    try:
        connection = duckdb.connect(str(file), read_only=True)
    except duckdb.Error as error:
        raise UserError(
            f"No se puede abrir {file}: no es una base de DuckDB, o está dañada. Vuelva a una "
            "versión buena con: amparo rollback",
            f"{file} cannot be opened: it is no database of DuckDB, or is damaged. Go back to a "
            "good version with: amparo rollback",
        ) from error
    try:
        yield Reader(connection)
    finally:
        connection.close()


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
        connection = connect(database, read_only=True)
    except duckdb.Error as error:
        if _is_damaged(error):
            raise UserError(
                f"{database} no es una base de DuckDB, o está dañada. Muévala a otro lugar y "
                "ejecute: amparo build",
                f"{database} is no database of DuckDB, or is damaged. Move it away and run: "
                "amparo build",
            ) from error
        raise UserError(
            f"Otro programa tiene abierta la bodega {database}; ciérrelo y repita.",
            f"Another program has the warehouse {database} open; close it and repeat.",
            code=ExitCode.BUSY,
        ) from error
    try:
        yield Reader(connection)
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        reason = str(error).splitlines()[0]
        raise UserError(
            f"A la base {database} le falta lo que se pide ({reason}): es de otra versión de "
            "Amparo. Ejecute: amparo build",
            f"The database {database} lacks what is asked for ({reason}): it is of another "
            "version of Amparo. Run: amparo build",
        ) from error
    finally:
        connection.close()


def _is_damaged(error: duckdb.Error) -> bool:
    # DuckDB has one kind of error for this and for a file that is held by another process
    signs = ("valid DuckDB database file", "enough bytes", "version number", "corrupt", "checksum")
    return any(sign.lower() in str(error).lower() for sign in signs)
