"""Running dbt inside this process."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from amparo.project import DATABASE_VARIABLE
from amparo.publishing.declared import TestRun
from amparo.warehouse.connection import database_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from amparo.project import Project

SUCCESS = {"success", "pass"}
SKIPPED = {"skipped", "no-op"}
TESTS = {"test", "unit_test"}
# dbt counts exposures among the nodes of a build, and does nothing for them; unit tests ask whether
# the code is right, on rows of their own, which no delivery changes: the test suite runs them
NOT_BUILT = ("exposure", "unit_test")


class Progress(Protocol):
    """Hears how far dbt is."""

    def started(self, total: int) -> None:
        """Hear how many nodes there are."""

    def finished(self, name: str) -> None:
        """Hear that one more node is done."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A node that failed.

    Attributes:
        name: Name of the model, seed or test.
        kind: ``model``, ``seed``, ``test`` or ``unit_test``.
        file: Path of its file, relative to the project.
        description: What the node is for, as its YAML says.
        message: dbt's or DuckDB's message.
        query: For a data test the SQL whose rows are the failures, else ''.
        seed: For a data test on a seed, the seed's name.
        model: For a data test on a model, the model's name.
        column: For a data test on a column, the column's name.
        test: For a generic data test, its name, e.g. ``accepted_values``.
        arguments: What it was given.
    """

    name: str
    kind: str
    file: str
    description: str
    message: str
    query: str
    seed: str = ""
    model: str = ""
    column: str = ""
    test: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class DbtOutcome:
    """What one invocation came to.

    Attributes:
        succeeded: Whether everything passed.
        counts: Nodes by status, e.g. ``{"pass": 600, "success": 130}``.
        failures: The nodes that failed, in the order dbt met them.
        tests: Every test that was run.
        seconds: Time of the invocation.
        error: Message where dbt could not even start, else ''.
        nodes: What was run or compiled, as dbt has it.
        manifest: What ``parse`` read, to be handed to other commands; else None.
    """

    succeeded: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    tests: list[TestRun] = field(default_factory=list)
    seconds: float = 0.0
    error: str = ""
    nodes: list[Any] = field(default_factory=list)
    manifest: Any = None

    def messages(self) -> list[str]:
        """All that dbt and DuckDB said of failures."""
        return [self.error, *(failure.message for failure in self.failures)]


def run_dbt(
    project: Project,
    command: str,
    *,
    options: Sequence[str] = (),
    progress: Progress | None = None,
    manifest: Any = None,
) -> DbtOutcome:
    """Run one dbt command on the project, in this process and without its own output.

    Args:
        project: The project; its database is handed over in the environment.
        command: ``parse``, ``compile``, ``build``, ``seed``, ``run`` or ``test``.
        options: What dbt is told besides: what to select, and the like.
        progress: Hears nodes as they finish.
        manifest: What ``parse`` gave; None to read the project.

    Returns:
        The outcome; it raises nothing for failing nodes.
    """
    # dbt takes more than three seconds to import: only commands that need it pay for it
    from dbt.cli.main import dbtRunner  # noqa: PLC0415 - takes seconds to import

    before = os.environ.get(DATABASE_VARIABLE)
    os.environ[DATABASE_VARIABLE] = str(project.database)
    os.environ.setdefault("DBT_SEND_ANONYMOUS_USAGE_STATS", "False")
    begun = time.perf_counter()
    runner = dbtRunner(manifest, callbacks=[_listener(progress)] if progress else [])
    arguments = [
        command,
        "--project-dir",
        str(project.root),
        "--profiles-dir",
        str(project.root),
        "--target",
        "local" if database_key() is None else "encrypted",
        "--log-level",
        "none",
        "--log-level-file",
        "none",
        "--no-print",
    ]
    if command == "build":
        arguments += [part for kind in NOT_BUILT for part in ("--exclude-resource-type", kind)]
    arguments += options
    result = runner.invoke(arguments)
    if before is not None:
        os.environ[DATABASE_VARIABLE] = before
    outcome = DbtOutcome(succeeded=bool(result.success))
    outcome.manifest = result.result if command == "parse" else None
    if result.exception is not None:
        outcome.error = str(result.exception).strip()
    for node_result in getattr(result.result, "results", None) or []:
        status = str(node_result.status)
        if str(node_result.node.resource_type) == "operation" and status in SUCCESS:
            continue  # a hook
        outcome.nodes.append(node_result.node)
        outcome.counts[status] = outcome.counts.get(status, 0) + 1
        kind = str(node_result.node.resource_type)
        if kind in TESTS:
            found = int(node_result.failures or 0)
            outcome.tests.append(TestRun(str(node_result.node.name), kind, status, found))
        if status not in SUCCESS | SKIPPED:
            message = str(node_result.message or "").strip()
            # a test that failed has rows to show, one that could not even run has only its message
            outcome.failures.append(
                failure_of(node_result.node, project.root, message, has_rows=status == "fail")
            )
    _close_connections()
    outcome.seconds = time.perf_counter() - begun
    return outcome


def _listener(progress: Progress) -> Any:
    def hear(event: Any) -> None:
        name = event.info.name
        if name == "LogStartLine" and event.data.index == 1:
            progress.started(int(event.data.total))
        elif name == "NodeFinished":
            progress.finished(str(event.data.node_info.node_name))

    return hear


def failure_of(node: Any, root: Path, message: str, *, has_rows: bool) -> Failure:
    """A node of dbt's that failed.

    Args:
        node: The node.
        root: The project.
        message: dbt's or DuckDB's message.
        has_rows: Whether it is a test that found rows.
    """
    kind = str(node.resource_type)
    attached = str(getattr(node, "attached_node", "") or "")
    generic = getattr(node, "test_metadata", None)
    return Failure(
        name=str(node.name),
        kind=kind,
        file=str(getattr(node, "original_file_path", "")).replace(str(root), ""),
        description=str(getattr(node, "description", "") or ""),
        message=message,
        query=str(node.compiled_code or "") if kind == "test" and has_rows else "",
        seed=attached.rsplit(".", 1)[-1] if attached.startswith("seed.") else "",
        model=attached.rsplit(".", 1)[-1] if attached.startswith("model.") else "",
        column=str(getattr(node, "column_name", "") or ""),
        test=str(generic.name) if generic else "",
        arguments=dict(generic.kwargs) if generic else {},
    )


def _close_connections() -> None:
    # dbt-duckdb keeps its database open for the life of the process; we want to read it ourselves
    from dbt.adapters.duckdb.connections import (  # noqa: PLC0415 - dbt is imported late
        DuckDBConnectionManager,
    )

    DuckDBConnectionManager.close_all_connections()  # type: ignore[no-untyped-call] # dbt's
