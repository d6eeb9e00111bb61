"""The new file: written from the working database, read back and compared with it."""

# ruff: noqa: S608 (names are quoted by `quoting.identifier`, texts by `quoting.literal`)

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol

import duckdb

from amparo.errors import UserError
from amparo.publishing import manifest as manifests
from amparo.publishing.declared import MARTS
from amparo.publishing.digest import Digest, digest
from amparo.publishing.editions import WORKING, rows_of
from amparo.publishing.manifest_tables import TABLES
from amparo.publishing.tables import Definition, in_order, read_definitions, sorted_keys
from amparo.publishing.words import in_both, spanish
from amparo.warehouse.connection import attach
from amparo.warehouse.quoting import identifier, literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from amparo.publishing.declared import Declared, Edition
    from amparo.publishing.manifest import Manifest

PUBLISHED: Final = "published"
MEMORY: Final = "1GB"


class Progress(Protocol):
    """Hears how far a publication is."""

    def started(self, total: int) -> None:
        """Hear how many steps there are."""

    def finished(self, name: str) -> None:
        """Hear that one more step is done."""


class Silent:
    """Progress nobody wants to hear of."""

    def started(self, total: int) -> None:
        """Say nothing."""

    def finished(self, name: str) -> None:
        """Say nothing."""


@dataclass(frozen=True, slots=True)
class Mart:
    """A table to publish: its definition, keys included, SQL of its rows and their digest."""

    definition: Definition
    rows: str
    content: Digest


@contextlib.contextmanager
def open_working(database: Path, spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the working database to read, attached as `WORKING` to a connection of its own.

    Args:
        database: The working file.
        spill: Private folder for what does not fit into memory.
    """
    connection = duckdb.connect(
        config={
            "memory_limit": MEMORY,
            "temp_directory": str(spill),
            "autoinstall_known_extensions": "false",
        }
    )
    try:
        connection.execute("set TimeZone = 'UTC'")
        attach(connection, database, WORKING, read_only=True)
        yield connection
    finally:
        connection.close()


def read_marts(
    connection: duckdb.DuckDBPyConnection,
    declared: Declared,
    seeds: Path,
    edition: Edition = "shared",
) -> list[Mart]:
    """Read what an edition is to have, parents before those that refer to them.

    Args:
        connection: From `open_working`.
        declared: What dbt declares.
        seeds: Folder of the seeds, for what tables and columns are in Spanish.
        edition: Which edition.

    Raises:
        UserError: a declared mart is no table of the working database.
    """
    found = read_definitions(connection, WORKING, MARTS)
    wanted = declared.tables(edition)
    missing = [name for name in wanted if name not in found]
    if missing:
        raise UserError(
            f"No se publica: la bodega no tiene como tabla {', '.join(missing)}.",
            f"Not published: the warehouse does not have as a table {', '.join(missing)}.",
        )
    words, definitions = spanish(seeds), []
    for name in wanted:
        # DuckDB takes a foreign key only to a key
        keys = sorted_keys(
            key
            for key in (*declared.foreign_keys, *found[name].foreign_keys)
            if key.table == name
            and key.parent in wanted
            and found[key.parent].primary_key == (key.parent_column,)
        )
        definitions.append(replace(in_both(found[name], words), foreign_keys=keys))
    marts = []
    for definition in in_order(definitions):
        rows = rows_of(connection, declared, edition, definition)
        content = digest(connection, WORKING, MARTS, definition, rows=rows)
        marts.append(Mart(definition, rows, content))
    return marts


def write_file(
    connection: duckdb.DuckDBPyConnection,
    file: Path,
    marts: Sequence[Mart],
    manifest: Manifest,
    progress: Progress,
) -> None:
    """Write a new database file: the marts with their keys and comments, and the manifest.

    Args:
        connection: From `open_working`.
        file: File to write; must not exist.
        marts: What `read_marts` gave.
        manifest: What it says of itself.
        progress: Hears of every table.

    Raises:
        duckdb.Error: it cannot be written.
    """
    connection.execute(f"attach {literal(str(file))} as {PUBLISHED}")
    # foreign keys can only be stated within the database in use
    connection.execute(f"use {PUBLISHED}")
    connection.execute(f"create schema {identifier(PUBLISHED, MARTS)}")
    for mart in marts:
        definition = mart.definition
        for statement in definition.statements(PUBLISHED, MARTS):
            connection.execute(statement)
        order = ", ".join(map(identifier, definition.primary_key)) or "all"
        connection.execute(
            f"insert into {identifier(PUBLISHED, MARTS, definition.name)}"
            f" select * from ({mart.rows}) order by {order}"
        )
        progress.finished(definition.name)
    manifests.write(connection, PUBLISHED, manifest)
    connection.execute(f"checkpoint {PUBLISHED}")
    connection.execute("use memory")
    connection.execute(f"detach {PUBLISHED}")


def check_file(file: Path, marts: Sequence[Mart], manifest: Manifest) -> None:
    """Read a written file back and compare it with what was to be written.

    Args:
        file: The new file.
        marts: What it must hold, and nothing else.
        manifest: What it must say of itself.

    Raises:
        UserError: it holds anything else, a key does not hold, or a log lies beside it.
    """
    wanted = {mart.definition.name: mart for mart in marts}
    faults: list[str] = []
    with contextlib.closing(duckdb.connect(str(file), read_only=True)) as connection:
        catalogue = file.stem
        found = read_definitions(connection, catalogue, MARTS)
        listed = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables()"
            " where database_name = ? union all select schema_name || '.' || view_name"
            " from duckdb_views() where database_name = ? and not internal order by all",
            [catalogue, catalogue],
        ).fetchall()
        meant = [f"{MARTS}.{n}" for n in wanted] + [f"manifest.{n}" for n in TABLES]
        faults += sorted({name for (name,) in listed} ^ set(meant))
        if faults:
            raise _unlike(faults)
        for name, mart in wanted.items():
            if found.get(name) != mart.definition:
                faults.append(f"{name}: definition")
            if digest(connection, catalogue, MARTS, mart.definition) != mart.content:
                faults.append(f"{name}: content")
            faults += broken_keys(connection, catalogue, mart.definition)
        if manifests.as_json(manifests.read(connection, catalogue)) != manifests.as_json(manifest):
            faults.append("manifest")
    if list(file.parent.glob(f"{file.name}.*")):
        faults.append(".wal")
    if faults:
        raise _unlike(faults)


def broken_keys(
    connection: duckdb.DuckDBPyConnection, catalogue: str, table: Definition
) -> list[str]:
    """Keys of a table that do not hold, in words; [] where all do."""
    name = identifier(catalogue, MARTS, table.name)
    queries: Mapping[str, str] = {
        f"{table.name}: {key.column} → {key.parent}.{key.parent_column}": (
            f"select count(*) from {name} anti join"
            f" {identifier(catalogue, MARTS, key.parent)} as parent"
            f" on {name}.{identifier(key.column)} = parent.{identifier(key.parent_column)}"
            f" where {identifier(key.column)} is not null"
        )
        for key in table.foreign_keys
    }
    if table.primary_key:
        columns = ", ".join(map(identifier, table.primary_key))
        queries = {
            **queries,
            f"{table.name}: {columns}": f"select count(*) from (select {columns} from {name}"
            f" group by {columns} having count(*) > 1)",
        }
    return [key for key, sql in queries.items() if _count(connection, sql)]


def _count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0


def _unlike(faults: Sequence[str]) -> UserError:
    text = ", ".join(faults)
    return UserError(
        f"El archivo escrito no es igual a la bodega y no se publica: {text}.",
        f"The file written is not equal to the warehouse and is not published: {text}.",
    )
