"""The seeds and their tests, tried before anything else, on a database that is thrown away.

dbt only compiles: loading and asking take it fifteen times as long as DuckDB alone, and a fault in
a seed is to be told in seconds. What passes here is not asked again in the same build.
"""

from __future__ import annotations

from dataclasses import replace
from graphlib import TopologicalSorter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

import duckdb

from amparo.build import failures
from amparo.build.dbt import DbtOutcome, failure_of, run_dbt
from amparo.errors import UserError
from amparo.project import DATABASE_NAME
from amparo.publishing.declared import TestRun
from amparo.warehouse.connection import connect
from amparo.warehouse.quoting import identifier, literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amparo.project import Project
    from amparo.texts import Labels

SELECTOR: Final = "seeds"
"""Selector of the seeds, the models of settings and methods, and all tests that need no more."""
REST: Final = "after_seeds"
"""Selector of everything but the tests tried here."""


def parsed(project: Project) -> Any:
    """Dbt's reading of the project, to be handed to its commands.

    Raises:
        UserError: dbt cannot read it.
    """
    outcome = run_dbt(project, "parse")
    if outcome.manifest is None:
        raise UserError(outcome.error, outcome.error)
    return outcome.manifest


def try_seeds(project: Project, labels: Labels, manifest: Any) -> list[TestRun]:
    """Load the seeds and run their tests.

    Args:
        project: The project; its database is not opened.
        labels: Texts of the error.
        manifest: What `parsed` gave.

    Returns:
        The tests, all passed.

    Raises:
        UserError: some did not; the text names file, line and row of each seed at fault.
    """
    with TemporaryDirectory(prefix="amparo-") as folder:
        scratch = replace(project, database=Path(folder) / DATABASE_NAME)
        outcome = run_dbt(scratch, "compile", options=("--selector", SELECTOR), manifest=manifest)
        if outcome.succeeded:
            outcome.tests.clear()
            _try(outcome, scratch)
        lines = failures.describe(outcome, scratch, labels)
    if lines:
        text = "\n".join([labels("seeds_stopped"), *(f"• {line}" for line in lines)])
        raise UserError(text, text)
    return outcome.tests


def _try(outcome: DbtOutcome, scratch: Project) -> None:
    """Build what was compiled, in dbt's order: what follows a seed at fault is passed over."""
    nodes = {str(node.unique_id): node for node in outcome.nodes}
    # sorted, so that the same faults are told in the same order
    graph = {name: set(nodes[name].depends_on_nodes) & nodes.keys() for name in sorted(nodes)}
    bad: set[str] = set()
    order = list(TopologicalSorter({name: sorted(graph[name]) for name in graph}).static_order())
    with connect(scratch.database) as connection:
        for schema in sorted({str(nodes[name].schema) for name in order if not _is_test(name)}):
            connection.execute(f"create schema if not exists {identifier(schema)}")
        # tests of seeds alone come before models, which a seed at fault could keep busy forever
        for name in sorted(order, key=lambda name: _is_of_models(name, graph)):
            if graph[name] & bad and _is_of_models(name, graph):
                bad.add(name)
            elif fault := _fault(connection, nodes[name], outcome, scratch):
                outcome.failures.append(fault)
                bad |= {name, *graph[name]}


def _is_test(name: str) -> bool:
    return name.startswith("test.")


def _is_of_seeds(names: Iterable[str]) -> bool:
    return all(name.startswith("seed.") for name in names)


def _is_of_models(name: str, graph: dict[str, set[str]]) -> bool:
    return name.startswith("model.") or not _is_of_seeds(graph[name])


def _fault(
    connection: duckdb.DuckDBPyConnection, node: Any, outcome: DbtOutcome, scratch: Project
) -> Any:
    """Load a seed, build a model or run a test; what is at fault, or None."""
    is_test = str(node.resource_type) == "test"
    table = f"{identifier(str(node.schema))}.{identifier(str(node.name))}"
    try:
        if str(node.resource_type) == "seed":
            connection.execute(f"create table {table} as {_rows(scratch, node)}")
        elif not is_test:
            connection.execute(f"create table {table} as {node.compiled_code}")
        else:
            sql = f"select count(*) from ({node.compiled_code})"  # noqa: S608 - dbt compiled it
            [found] = connection.execute(sql).fetchone() or (0,)
            status = "fail" if found else "pass"
            outcome.tests.append(TestRun(str(node.name), "test", status, int(found)))
            if found:
                return failure_of(node, scratch.root, status, has_rows=True)
    except duckdb.Error as error:
        return failure_of(node, scratch.root, str(error), has_rows=False)
    return None


def _rows(scratch: Project, node: Any) -> str:
    types = ", ".join(
        f"{literal(column)}: {literal(kind)}" for column, kind in node.config.column_types.items()
    )
    file = scratch.root / node.original_file_path
    return (
        f"select * from read_csv({literal(str(file))}, header = true, delim = ',',"  # noqa: S608 - quoted
        f" quote = '\"', nullstr = '', columns = {{{types}}})"
    )
