"""Models computed anew on a database that is thrown away; the warehouse is looked through."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from amparo.build.dbt import run_dbt
from amparo.build.seed_trial import parsed
from amparo.errors import UserError
from amparo.project import DATABASE_NAME
from amparo.warehouse.connection import attach, connect
from amparo.warehouse.quoting import identifier

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    import duckdb

    from amparo.build.dbt import Progress
    from amparo.project import Project
    from amparo.texts import Labels

_SCHEMAS: Final = ("raw", "seeds", "staging", "intermediate", "marts")
_SCHEMA_OF: Final = {"base": "staging", "stg": "staging", "int": "intermediate"}


def compiled(project: Project, names: Iterable[str]) -> dict[str, str]:
    """SQL of models by name, as dbt compiles them.

    Raises:
        UserError: dbt cannot read the project.
    """
    with TemporaryDirectory(prefix="amparo-") as folder:
        scratch = replace(project, database=Path(folder) / DATABASE_NAME)
        options = ("--select", *names)
        outcome = run_dbt(scratch, "compile", options=options, manifest=parsed(project))
    if not outcome.succeeded:
        text = "\n".join(outcome.messages())
        raise UserError(text, text)
    return {str(node.name): str(node.compiled_code) for node in outcome.nodes}


@contextmanager
def beside_warehouse(
    project: Project, labels: Labels, *, without: Collection[str]
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database to compute in: catalogue ``amparo``, with views of the ``warehouse``.

    Args:
        project: The project; its warehouse is read only, nothing of it is copied.
        labels: Texts of the error.
        without: Tables that are left out, for they are made anew.

    Raises:
        UserError: nothing is built yet.
    """
    if not project.database.is_file():
        text = labels("not_built")
        raise UserError(text, text)
    with (
        TemporaryDirectory(prefix="amparo-") as folder,
        # the catalogue has to be called as compiled SQL calls it
        connect(Path(folder) / DATABASE_NAME) as connection,
    ):
        attach(connection, project.database, "warehouse", read_only=True)
        tables = connection.execute(
            "select table_schema, table_name from information_schema.tables"
            " where table_catalog = 'warehouse' and list_contains(?, table_schema)",
            [list(_SCHEMAS)],
        ).fetchall()
        if ("marts", "fct_pin") not in tables:
            text = labels("not_built")
            raise UserError(text, text)
        for schema in _SCHEMAS:
            connection.execute(f"create schema if not exists amparo.{schema}")
        for schema, name in tables:
            if name not in without:
                table = f"{schema}.{identifier(name)}"
                connection.execute(f"create view amparo.{table} as from warehouse.{table}")
        yield connection


def compute(
    connection: duckdb.DuckDBPyConnection,
    names: Iterable[str],
    models: Mapping[str, str],
    progress: Progress,
) -> None:
    """Make tables of models, each after those it reads; those made before are replaced."""
    for name in names:
        schema = _SCHEMA_OF.get(name.split("_")[0], "marts")
        connection.execute(f"create or replace table amparo.{schema}.{name} as {models[name]}")
        progress.finished(name)
