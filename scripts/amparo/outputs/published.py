"""Reading one published file: rows, descriptions, and what it says of itself."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import duckdb

from amparo.errors import UserError
from amparo.publishing.declared import MARTS
from amparo.publishing.manifest import SCHEMA as MANIFEST
from amparo.publishing.tables import Definition, read_definitions
from amparo.warehouse.causes import told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_PARAMETER: Final = re.compile(r"\$(\w+)")
_MEMORY: Final = "1GB"


@dataclass(frozen=True, slots=True)
class Table:
    """Answer of a query: names of its columns, and rows in the query's order."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]

    def records(self) -> list[dict[str, Any]]:
        """The rows as dictionaries."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


class Published:
    """A published file, open to read.

    Args:
        connection: A connection to it.
        catalogue: Name of the database there.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, catalogue: str) -> None:
        """Read which tables there are."""
        self.connection = connection
        self.definitions: Mapping[str, Definition] = read_definitions(connection, catalogue, MARTS)

    def table(self, sql: str, **parameters: object) -> Table:
        """Run a query.

        Args:
            sql: The query, with ``$name`` for parameters.
            parameters: Values; those the query does not name are left out.
        """
        named = set(_PARAMETER.findall(sql))
        cursor = self.connection.execute(
            sql, {name: value for name, value in parameters.items() if name in named}
        )
        return Table(tuple(column[0] for column in cursor.description), cursor.fetchall())

    def has(self, *tables: str) -> bool:
        """Whether all these tables are there: marts by name, others as ``schema.table``."""
        others = self.table(
            "select table_schema || '.' || table_name from information_schema.tables"
            " where table_catalog = current_database()"
        )
        return set(tables) <= self.definitions.keys() | {name for (name,) in others.rows}

    def publication(self) -> dict[str, Any]:
        """What the file says of itself as a whole."""
        return self.table(f"select * from {MANIFEST}.publication").records()[0]  # noqa: S608 - our own name

    def assessment(self, wanted: str | None = None) -> dict[str, Any]:
        """The row of ``dim_assessment`` that outputs are of.

        Args:
            wanted: Its id; None for the main one, as the seed ``assessments`` says.

        Raises:
            UserError: there is no such assessment, or the file is of a version without a main one.
        """
        found = self.table("select * from marts.dim_assessment order by assessment_id").records()
        by_id = {str(row["assessment_id"]): row for row in found}
        if found and "is_main" not in found[0]:
            raise UserError(
                "Lo publicado es de una versión anterior de Amparo: publique de nuevo con "
                "amparo build.",
                "What is published is of an older version of Amparo: publish anew with "
                "amparo build.",
            )
        if wanted is None:
            wanted = next((name for name, row in by_id.items() if row["is_main"]), None)
        if wanted not in by_id:
            listed = ", ".join(sorted(by_id)) or "-"
            raise UserError(
                f"No hay una evaluación {wanted}; hay: {listed}",
                f"There is no assessment {wanted}; there are: {listed}",
            )
        return by_id[wanted]


@contextlib.contextmanager
def open_published(file: Path) -> Iterator[Published]:
    """Open a published file to read.

    Raises:
        UserError: it is not there, is no published file, or cannot be read; it says why.
    """
    if not file.is_file():
        raise UserError(
            f"No hay nada publicado en {file}; ejecute primero: amparo build",
            f"Nothing is published at {file}; run first: amparo build",
        )
    config: dict[str, Any] = {
        "memory_limit": _MEMORY,
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        # rows come in the order of the query on any number of cores, and so do bytes of Parquet
        "threads": 1,
    }
    try:
        with contextlib.closing(
            duckdb.connect(str(file), read_only=True, config=config)
        ) as connection:
            connection.execute("set TimeZone = 'UTC'")
            published = Published(connection, _catalogue(connection))
            if not published.has("dim_assessment", "agg_pin_national", "fct_pin"):
                raise UserError(
                    f"{file} no es un archivo publicado por Amparo: le faltan tablas.",
                    f"{file} is no file published by Amparo: it lacks tables.",
                )
            yield published
    except duckdb.Error as error:
        raise told(error, "published", file) from error


def _catalogue(connection: duckdb.DuckDBPyConnection) -> str:
    row = connection.execute("select current_database()").fetchone()
    return str(row[0]) if row else ""
