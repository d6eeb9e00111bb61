"""Great Expectations on the working database: one context, one suite per source, no network.

Importing it costs seconds, so it is imported where a gate runs and nowhere else.
"""

from __future__ import annotations

import gc
import logging
import os
import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from amparo.errors import UserError
from amparo.gate.pages import keep_pages_compiled
from amparo.landing.declarations import SCHEMA
from amparo.warehouse.connection import connect
from amparo.warehouse.quoting import identifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from amparo.gate.checks import Check

Found = list[dict[str, Any]]
_ERROR: Final = re.compile(r"\w+ (?:Error|Exception): [^'\"\\]*")


@dataclass(frozen=True, slots=True)
class Suite:
    """The checks of one source that are run, each with a sentence for the reader."""

    source: str
    table: str
    checks: Sequence[tuple[Check, str]]


class Engine:
    """The database as Great Expectations sees it, through one connection that stays open."""

    def __init__(self, context: Any, datasource: Any, connection: Any) -> None:
        """Keep the parts; use `opened`."""
        self._context = context
        self._datasource = datasource
        self._connection = connection

    def execute(self, statements: Iterable[str]) -> None:
        """Run SQL on the connection that the checks will use, so that they see its tables."""
        for statement in statements:
            self._connection.exec_driver_sql(statement)
        self._connection.commit()

    def validate(self, suites: Sequence[Suite], docs: Path) -> Mapping[str, Found]:
        """Run the suites and write Data Docs.

        Args:
            suites: One per source.
            docs: Folder that the pages are written to, as Great Expectations makes them.

        Returns:
            What does not fit, by check id; empty where the expectation is met.

        Raises:
            UserError: a check could not be run; nothing is known then, so it is no pass.
        """
        # what follows is known only once Great Expectations is imported
        import great_expectations as gx  # noqa: PLC0415 - takes seconds to import
        from great_expectations.checkpoint.actions import (  # noqa: PLC0415 - takes seconds to import
            UpdateDataDocsAction,
        )

        from amparo.gate.expectation import SEVERITY, RowsThatDoNotFit  # noqa: PLC0415 - takes seconds to import

        keep_pages_compiled()
        definitions = []
        for suite in suites:
            # the checks name their tables themselves, for a suite looks at several
            query = f"select * from {identifier(SCHEMA, suite.table)}"  # noqa: S608 - quoted
            asset = self._datasource.add_query_asset(suite.source, query=query)
            made = gx.ExpectationSuite(name=suite.source)
            for check, sentence in suite.checks:
                made.add_expectation(
                    RowsThatDoNotFit(
                        unexpected_rows_query=as_query(check.sql),
                        description=sentence,
                        severity=SEVERITY[check.worst],
                        meta={"check_id": check.check_id},
                    )
                )
            definitions.append(
                gx.ValidationDefinition(
                    name=suite.source,
                    data=asset.add_batch_definition_whole_table("all"),
                    suite=self._context.suites.add(made),
                )
            )
        site = {
            "class_name": "SiteBuilder",
            "store_backend": {
                "class_name": "TupleFilesystemStoreBackend",
                "base_directory": str(docs),
            },
        }
        self._context.add_data_docs_site(site_name="gate", site_config=site)
        checkpoint = gx.Checkpoint(
            name="gate",
            validation_definitions=[
                self._context.validation_definitions.add(d) for d in definitions
            ],
            actions=[UpdateDataDocsAction(name="docs", site_names=["gate"])],
            result_format={"result_format": "COMPLETE"},
        )
        outcome = self._context.checkpoints.add(checkpoint).run()
        return {
            check_id: found
            for run in outcome.run_results.values()
            for check_id, found in _found_in(run)
        }


@contextmanager
def opened(database: Path, memory_limit: str) -> Iterator[Engine]:
    """Open the database through Great Expectations and let go of it afterwards.

    Args:
        database: Working database.
        memory_limit: DuckDB's limit, e.g. ``4GB``.

    Yields:
        The engine.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx  # noqa: PLC0415 - takes seconds to import
    from duckdb_engine import ConnectionWrapper  # noqa: PLC0415 - takes seconds to import
    from great_expectations.data_context.types.base import (  # noqa: PLC0415 - takes seconds to import
        ProgressBarsConfig,
    )
    from sqlalchemy.pool import StaticPool  # noqa: PLC0415 - takes seconds to import

    logger = logging.getLogger("great_expectations")
    logger.setLevel(logging.ERROR)
    # some of its modules set a level of their own
    logger.propagate = False
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(False)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    with connect(
        database, config={"memory_limit": memory_limit, "autoinstall_known_extensions": "false"}
    ) as held:
        (catalogue,) = held.execute("select current_database()").fetchone() or ("",)

        def another() -> Any:
            cursor = held.cursor()
            # a cursor of memory that a file is attached to does not begin in the file
            cursor.execute(f"use {identifier(catalogue)}")
            return ConnectionWrapper(cursor)

        datasource = context.data_sources.add_sql(
            "warehouse",
            # the connections are made by `another`: one file, opened once
            connection_string="duckdb:///:memory:",
            create_temp_table=False,
            kwargs={  # type: ignore[call-arg] # its stub lacks it
                "poolclass": StaticPool,
                "creator": another,
            },
        )
        connection = keep_one_connection(datasource)
        try:
            yield Engine(context, datasource, connection)
        finally:
            connection.close()
            # one made the connection, the other one looked whether the tables exist
            connection.engine.dispose()
            datasource.get_engine().dispose()
            # dbt opens the file next with settings of its own: no connection left may hold it back
            gc.collect()


def keep_one_connection(datasource: Any) -> Any:
    """Have Great Expectations use one connection and leave it open.

    It closes its connection before it fetches, and DuckDB's cursor is then empty ("list index out
    of range"; its issues 10738 and 11579). A test notices when that is mended there.

    Returns:
        The connection; who asked for it closes it.
    """
    engine = datasource.get_execution_engine()
    connection = engine.engine.connect()

    @contextmanager
    def the_one() -> Iterator[Any]:
        yield connection

    engine.get_connection = the_one
    return connection


def as_query(sql: str) -> str:
    """SQL as Great Expectations takes it: braces and colons would be placeholders of its own."""
    text = sql.replace("{", "{{").replace("}", "}}")
    text = re.sub(r"(?<![:\w\\]):(?=\w)", r"\\:", text)
    # it prints a warning for every query that does not name its batch
    return text.strip() + "\n/* {batch} */"


def _found_in(run: Any) -> Iterator[tuple[str, Found]]:
    for result in run.results:
        check_id = str(result.expectation_config.meta["check_id"])
        details = result.result.get("details")
        if details is None:
            # DuckDB quotes the cell it stumbled over: only what comes before is said
            words = _ERROR.search(" ".join(str(result.exception_info).split()))
            reason = words.group().strip() if words else "?"
            raise UserError(
                f"No se pudo hacer la revisión {check_id}: {reason}",
                f"The check {check_id} could not be run: {reason}",
            )
        yield check_id, list(details["unexpected_rows"])
