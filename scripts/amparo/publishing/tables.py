"""A table's definition: read from one database, written in another."""

# ruff: noqa: S608 (names are quoted by `quoting.identifier`, texts by `quoting.literal`)

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING

from amparo.errors import UserError
from amparo.publishing.declared import ForeignKey
from amparo.warehouse.quoting import identifier, literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb


@dataclass(frozen=True, slots=True)
class Column:
    """A column: name, DuckDB type, whether it may be null, comment."""

    name: str
    data_type: str
    is_nullable: bool
    comment: str | None


@dataclass(frozen=True, slots=True)
class Definition:
    """A table without its rows.

    Attributes:
        name: Name of the table.
        comment: Its comment, None for none.
        columns: In their order.
        primary_key: Columns of the key, () for none.
        checks: Check constraints as DuckDB writes them.
        foreign_keys: Columns that hold keys of other tables of the same schema.
    """

    name: str
    comment: str | None
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...]
    checks: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()

    @property
    def sha256(self) -> str:
        """SHA-256 of the statements that make the table."""
        return hashlib.sha256("\n".join(self.statements("-", "-")).encode()).hexdigest()

    def statements(self, catalogue: str, schema: str) -> list[str]:
        """SQL that makes the table, empty, with its comments.

        Args:
            catalogue: Database in use: DuckDB takes foreign keys within that only.
            schema: Schema of all the tables.
        """
        target = identifier(catalogue, schema, self.name)
        parts = [
            f"{identifier(c.name)} {c.data_type}{'' if c.is_nullable else ' not null'}"
            for c in self.columns
        ]
        if self.primary_key:
            parts.append(f"primary key ({_listed(self.primary_key)})")
        parts += self.checks
        parts += (
            f"foreign key ({identifier(key.column)})"
            f" references {identifier(schema, key.parent)} ({identifier(key.parent_column)})"
            for key in self.foreign_keys
        )
        made = [f"create table {target} ({', '.join(parts)})"]
        if self.comment:
            made.append(f"comment on table {target} is {literal(self.comment)}")
        made += (
            f"comment on column {target}.{identifier(column.name)} is {literal(column.comment)}"
            for column in self.columns
            if column.comment
        )
        return made


def read_definitions(
    connection: duckdb.DuckDBPyConnection, catalogue: str, schema: str
) -> dict[str, Definition]:
    """Read the definitions of all tables of a schema, by name; views are not among them."""
    where = "where database_name = ? and schema_name = ?"
    place = [catalogue, schema]
    columns: dict[str, list[Column]] = {}
    for table, name, data_type, is_nullable, comment in connection.execute(
        "select table_name, column_name, data_type, is_nullable, comment from duckdb_columns()"
        f" {where} order by table_name, column_index",
        place,
    ).fetchall():
        columns.setdefault(table, []).append(Column(name, data_type, is_nullable, comment))
    keys: dict[str, tuple[str, ...]] = {}
    checks: dict[str, list[str]] = {}
    foreign: dict[str, set[ForeignKey]] = {}
    for table, kind, text, names, parent, parent_names in connection.execute(
        "select table_name, constraint_type, constraint_text, constraint_column_names,"
        " referenced_table, referenced_column_names"
        f" from duckdb_constraints() {where} order by table_name, constraint_index",
        place,
    ).fetchall():
        if kind == "PRIMARY KEY":
            keys[table] = tuple(names)
        elif kind == "CHECK":
            checks.setdefault(table, []).append(text)
        elif kind == "FOREIGN KEY" and len(names) == 1:
            key = ForeignKey(table, names[0], parent, parent_names[0])
            foreign.setdefault(table, set()).add(key)
    return {
        table: Definition(
            name=table,
            comment=comment,
            columns=tuple(columns[table]),
            primary_key=keys.get(table, ()),
            checks=tuple(checks.get(table, ())),
            foreign_keys=sorted_keys(foreign.get(table, ())),
        )
        for table, comment in connection.execute(
            f"select table_name, comment from duckdb_tables() {where} order by table_name", place
        ).fetchall()
    }


def sorted_keys(keys: Iterable[ForeignKey]) -> tuple[ForeignKey, ...]:
    """Foreign keys, each once, in an order of their own."""
    return tuple(sorted(set(keys), key=lambda key: (key.table, key.column, key.parent)))


def in_order(definitions: Iterable[Definition]) -> list[Definition]:
    """Put tables after those their foreign keys refer to; by name where nothing else decides.

    Raises:
        UserError: tables refer to each other in a circle.
    """
    by_name = {definition.name: definition for definition in definitions}
    graph = {
        name: sorted({key.parent for key in by_name[name].foreign_keys} - {name})
        for name in sorted(by_name)
    }
    try:
        return [by_name[name] for name in TopologicalSorter(graph).static_order()]
    except CycleError as error:
        circle = " → ".join(error.args[1])
        raise UserError(
            f"Las tablas se refieren en círculo y no se pueden publicar: {circle}.",
            f"The tables refer to each other in a circle and cannot be published: {circle}.",
        ) from None


def _listed(names: Iterable[str]) -> str:
    return ", ".join(map(identifier, names))
