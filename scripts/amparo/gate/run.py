"""One run of the gate: expectations from YAML and seeds, looked for in what is landed."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amparo.errors import UserError
from amparo.gate import engine, profile, results, seeds
from amparo.gate.acknowledgements import acknowledged, not_landed
from amparo.gate.asked import answered, keep, question
from amparo.gate.checks import (
    column_checks,
    coverage_checks,
    known_total_checks,
    place_checks,
    table_checks,
    translation_checks,
)
from amparo.gate.declared import load_expected
from amparo.gate.docs import INDEX, make_readable_offline
from amparo.gate.needed import years_needed
from amparo.gate.rendering import Rendering
from amparo.gate.showing import Shown
from amparo.texts import Labels
from amparo.warehouse.reader import reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from amparo.gate.checks import Check
    from amparo.gate.declared import Expected
    from amparo.gate.results import CheckResult
    from amparo.project import Project


@dataclass(frozen=True)
class Verdict:
    """What a run of the gate found.

    Attributes:
        results: Every check, worst first.
        docs: Index of the Data Docs; an empty path for checks that have no page there.
        stopped: Label of the sentence that says what did not go on.
    """

    results: tuple[CheckResult, ...]
    docs: Path
    stopped: str = "gate_stopped"

    def of(self, outcome: str, *statuses: str) -> list[CheckResult]:
        """Results of one outcome in one of some states."""
        return [r for r in self.results if r.outcome == outcome and r.status in statuses]

    @property
    def notes(self) -> list[CheckResult]:
        """What a reader is told and nothing follows from."""
        return [r for r in self.of("note", "failed", "skipped") if r.message_es]

    @property
    def is_passed(self) -> bool:
        """Whether a build may go on."""
        return not (self.of("stop", "failed") or self.of("warn", "failed"))

    def facts(self) -> dict[str, object]:
        """The same for ``--json``: every check, with what is wrong where something is."""
        return {
            "is_passed": self.is_passed,
            "docs": str(self.docs),
            "checks": [
                {
                    "check": result.check.check_id,
                    "outcome": result.outcome,
                    "status": result.status,
                    "message_es": result.message_es,
                    "message_en": result.message_en,
                }
                for result in self.results
            ],
        }

    def raise_if_stopped(self, labels: Labels) -> None:
        """End the command where a build may not go on.

        Raises:
            UserError: it names each check, what was found, where, and what to do.
        """
        if self.is_passed:
            return
        stops, warnings = self.of("stop", "failed"), self.of("warn", "failed")
        lines = [labels(self.stopped, stops=len(stops), warnings=len(warnings))]
        for result in [*stops, *warnings]:
            lines.append(f"• {labels.either(result.message_es, result.message_en)}")
            if result.outcome == "warn":
                lines.append(f"  {labels('gate_how_to_accept', check=result.check.check_id)}")
        if self.docs.name:
            lines.append(labels("gate_docs_at", path=self.docs))
        text = "\n".join(lines)
        raise UserError(text, text)


def run_gate(
    project: Project, labels: Labels, *, accept_warnings: bool = False, may_recall: bool = False
) -> Verdict:
    """Look at what is landed and write the results and Data Docs.

    Args:
        project: The project; its database is held by nobody.
        labels: Texts in the user's language.
        accept_warnings: Let warnings pass for this run; the results say so.
        may_recall: Take the last results where the same is asked of the same rows; not to be
            said where the program itself has changed since.

    Returns:
        The verdict, also in ``raw.quality_checks``.

    Raises:
        UserError: an expectation or a seed is wrong, or a check could not be run.
    """
    files, before = _landed(project.database)
    expected = load_expected(project.sources)
    rendering = Rendering(project.root)
    by_source: dict[str, list[Check]] = {}
    for check in _checks(project, expected, rendering):
        by_source.setdefault(check.source, []).append(check)
    to_look_at = {
        source: [
            check
            for check in checks
            # what was there before and is there no more has rows to miss, and nothing else to see
            if {*files, *(before if check.kind == "rows_change" else ())} & set(check.tables)
        ]
        for source, checks in by_source.items()
    }
    suites = [
        engine.Suite(
            source,
            next(iter(checks[0].tables)),
            [(check, _sentence(check, labels)) for check in checks],
        )
        for source, checks in to_look_at.items()
        if checks
    ]
    statements = list(_statements(project, expected, files, rendering)) if suites else []
    docs = project.database.with_name("data_docs")
    # texts and what people let pass are part of what is written
    seeds_read = {*rendering.seeds_read, *project.seeds.glob("labels/*.csv")}
    seeds_read |= {*project.seeds.glob("*/acknowledgements.csv")}
    # a project that was moved asks the same
    said = [statement.replace(str(project.root), "") for statement in statements]
    asked = question(project.database, [labels.language, *said, *suites], seeds_read)
    if may_recall and (known := answered(project.database, docs, asked)):
        results.confirm(project.database)
        keep(project.database, docs, asked)
        return Verdict(tuple(known), docs / INDEX)
    shutil.rmtree(docs, ignore_errors=True)
    found = {}
    if suites:
        with engine.opened(
            project.database, os.environ.get("AMPARO_MEMORY_LIMIT", "4GB")
        ) as opened:
            opened.execute(statements)
            found = dict(opened.validate(suites, docs))
    languages = (Labels(project.seeds, "es"), Labels(project.seeds, "en"))
    judge = results.Judge(acknowledged(project.seeds), accept_warnings, *languages)
    judged = [
        judge.result(
            check,
            found[check.check_id],
            [sha for table in check.tables for sha in files.get(table, ())],
        )
        if check.check_id in found
        else results.CheckResult(check, "skipped")
        for checks in by_source.values()
        for check in checks
    ]
    ordered = results.in_order(judged)
    results.write(project.database, ordered)
    docs.mkdir(parents=True, exist_ok=True)
    index = make_readable_offline(docs, ordered, labels)
    keep(project.database, docs, asked)
    return Verdict(tuple(ordered), index)


def _statements(
    project: Project, expected: Sequence[Expected], files: Iterable[str], rendering: Rendering
) -> Iterator[str]:
    """What has to be there before the checks can look: profile, seeds, places, translations."""
    needed = years_needed(project.seeds, expected)
    landed = [item for item in expected if item.table.name in files]
    yield from profile.statements(landed, needed, rendering)
    yield from _seed_tables(expected, rendering)
    for model in (profile.PLACES, "departments", "page_sizes", *_translated(landed)):
        yield from rendering.statements(model)
    yield from profile.place_statements()


def _checks(
    project: Project, expected: Sequence[Expected], rendering: Rendering
) -> Iterator[Check]:
    limits = seeds.limits(project.seeds)
    totals = seeds.known_totals(project.seeds)
    parameters = seeds.parameters(project.seeds)
    shown = Shown(parameters.masked_digits, parameters.shown_from_rows)
    of_source: dict[str, list[Expected]] = {}
    for item in expected:
        of_source.setdefault(item.table.source, []).append(item)
        yield from column_checks(item, rendering, limits, shown, parameters.few_cells)
        yield from table_checks(item, limits)
        yield from known_total_checks(item, totals, rendering)
        yield from translation_checks(item, limits, shown)
    for source, items in of_source.items():
        yield from place_checks(source, tuple(item.table for item in items), limits, shown)
        yield from coverage_checks(source, items, limits)


def _seed_tables(expected: Sequence[Expected], rendering: Rendering) -> Iterator[str]:
    names = {item.seed for table in expected for _, items in table.of_columns for item in items}
    for name in sorted(name for name in names if name is not None):
        yield from rendering.statements(name)


def _translated(landed: Iterable[Expected]) -> Iterator[str]:
    """Models of the values that seeds translate, of tables with rows only: they cost seconds."""
    for item in landed:
        if item.of_table is not None and item.of_table.translated is not None:
            yield item.of_table.translated.texts


def _sentence(check: Check, labels: Labels) -> str:
    where = ".".join(part for part in (*check.tables[:1], check.column) if part)
    kind = labels(f"gate_kind_{check.kind}")
    return f"{where}: {kind} {results.stated(check)} [{check.check_id}]"


def _landed(database: Path) -> tuple[dict[str, list[str]], set[str]]:
    """SHA-256 of the files with landed rows by raw table, and tables of the last accepted load."""
    with reading(database) as reader:
        # a warehouse of an older version lacks what the gate writes to
        if not reader.has_table("raw", "quality_checks"):
            raise not_landed(database)
        rows = reader.rows(
            "select table_name, list(distinct file_sha256 order by file_sha256) as files"
            " from raw.landed_files where rows_read > 0 group by table_name"
        )
        before = reader.rows("select distinct table_name from raw.accepted_loads")
    return (
        {str(row["table_name"]): list(row["files"]) for row in rows},
        {str(row["table_name"]) for row in before},
    )
