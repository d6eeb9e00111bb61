"""What the checks found, in words and as rows of ``raw.quality_checks``."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

from amparo.gate.acknowledgements import Acknowledgement, digest
from amparo.gate.checks import Check
from amparo.landing.text import printable
from amparo.warehouse.connection import connect
from amparo.warehouse.reader import reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import duckdb

    from amparo.gate.declared import Outcome
    from amparo.texts import Labels

OF_SOURCE: Final = frozenset({"unmatched_places", "few_departments", "municipalities_change"})
"""Kinds of checks that look at a source and not at one of its tables."""
MISSING_PERCENTAGES: Final = "missing_percentages"
AFTER_DBT: Final = (MISSING_PERCENTAGES,)
"""Kinds of checks that look at what dbt built: they outlast a gate, and end with the next build."""
_LONGEST: Final = 200
Status = Literal["passed", "failed", "acknowledged", "accepted", "skipped"]
_ORDER: Final = {"stop": 0, "warn": 1, "note": 2}


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What became of one check.

    Attributes:
        check: The check.
        status: ``accepted`` is a warning let pass for one run, ``acknowledged`` one a person
            wrote down; ``skipped`` had no landed row to look at, and says so where others of its
            year are landed.
        found: Examples, as the check's SQL answers.
        content_sha256: Digest of the expectation, the files it looked at and what it found.
        message_es: What is wrong and what to do, in Spanish; '' where nothing is.
        message_en: The same in English.
        acknowledgement: Who let it pass.
    """

    check: Check
    status: Status
    found: Sequence[Mapping[str, Any]] = ()
    content_sha256: str = ""
    message_es: str = ""
    message_en: str = ""
    acknowledgement: Acknowledgement | None = None

    @property
    def outcome(self) -> Outcome:
        """What happens: for a check that is met, the worst that could have."""
        if self.status == "skipped" and self.message_es:
            return "note"
        return self.check.outcome(self.faults, self.looked_at) if self.found else self.check.worst

    @property
    def faults(self) -> int:
        """How many do not fit."""
        return int(self.found[0]["faults"]) if self.found else 0

    @property
    def looked_at(self) -> int:
        """How many were looked at; 0 where all fit."""
        return int(self.found[0]["looked_at"]) if self.found else 0


@dataclass(frozen=True, slots=True)
class Judge:
    """Turns what a check found into its result.

    Attributes:
        acknowledged: What people let pass, by check id and digest.
        accept_warnings: Whether this run lets warnings pass.
        spanish: Texts in Spanish.
        english: Texts in English.
    """

    acknowledged: Mapping[tuple[str, str], Acknowledgement]
    accept_warnings: bool
    spanish: Labels
    english: Labels

    def result(
        self, check: Check, found: Sequence[Mapping[str, Any]], files: Sequence[str]
    ) -> CheckResult:
        """Judge one check.

        Args:
            check: The check.
            found: What does not fit, as its SQL answers.
            files: SHA-256 of the files it looked at.
        """
        sha256 = digest(stated(check), files, found)
        if not found:
            return CheckResult(check, "passed", content_sha256=sha256)
        if not found[0]["looked_at"]:
            return self._skipped(check, found, sha256)
        result = CheckResult(
            check,
            "failed",
            found,
            sha256,
            message_es=describe(check, found, self.spanish),
            message_en=describe(check, found, self.english),
        )
        by = self.acknowledged.get((check.check_id, sha256))
        if result.outcome != "warn":
            return result
        if by is not None:
            return replace(result, status="acknowledged", acknowledgement=by)
        return replace(result, status="accepted") if self.accept_warnings else result

    def _skipped(
        self, check: Check, found: Sequence[Mapping[str, Any]], sha256: str
    ) -> CheckResult:
        """Nothing was compared; where the year has other rows, a reader has to know."""
        rows = found[0]["value"]
        if rows is None:
            return CheckResult(check, "skipped", content_sha256=sha256)
        spanish, english = (
            labels(
                f"gate_skipped_{check.kind}",
                where=".".join((*check.tables[:1], check.column)),
                rows=labels.number(int(rows)),
                expected=check.expected,
            )
            for labels in (self.spanish, self.english)
        )
        return CheckResult(check, "skipped", found, sha256, spanish, english)


def describe(check: Check, found: Sequence[Mapping[str, Any]], labels: Labels) -> str:
    """One paragraph: where, what was found, how often, the first rows, and what to do."""
    first = found[0]
    where = ".".join(part for part in (*check.tables[:1], check.column) if part)
    if check.kind in OF_SOURCE:
        where = check.check_id.removesuffix(f".{check.kind}")
    examples = "; ".join(_example(row, labels) for row in found)
    # of a type, the expectation is a word of ours; of all others it is what the YAML or seed says
    is_type = check.kind == "type"
    expected = labels(f"gate_type_{check.expected}") if is_type else check.expected
    if check.kind == "pattern":
        # the pattern itself is for who declares it
        expected = labels.either(*check.readable) or labels("gate_form_declared")
    elif check.kind == "between" and ".." not in expected:
        seed, limit = expected.split(".")
        expected = labels("gate_limit_of_seed", seed=seed, limit=limit)
    problem = labels(
        f"gate_problem_{check.kind}",
        where=where,
        faults=labels.number(first["faults"]),
        looked_at=labels.number(first["looked_at"]),
        expected=expected,
        examples=examples,
    )
    return f"{problem} {labels(f'gate_do_{check.kind}')}"


def _example(row: Mapping[str, Any], labels: Labels) -> str:
    value = "" if row["value"] is None else f"«{printable(str(row['value']), _LONGEST)}»"
    if not row["file_name"]:
        return value
    place = printable(str(row["file_name"]), _LONGEST)
    if row["sheet"]:
        place += f" [{printable(str(row['sheet']))}]"
    if row["row_number"] is None:
        return f"{place} {value}".strip()
    return labels(
        "gate_example",
        value=value or labels("gate_blank"),
        place=place,
        row=row["row_number"],
        count=labels.number(row["value_rows"]),
    )


def stated(check: Check) -> str:
    """The expectation and the shares, in a few signs: ``0..5 (stop < 0.5, warn < 0.99)``."""
    shares = ", ".join(f"{outcome} < {least:g}" for outcome, least in check.least.items())
    return f"{check.expected} ({shares})"


def in_order(results: Sequence[CheckResult]) -> list[CheckResult]:
    """Worst first: what stops, what warns, what is noted, what passed."""
    return sorted(
        results,
        key=lambda r: (r.status in {"passed", "skipped"}, _ORDER[r.outcome], r.check.check_id),
    )


def write(database: Path, results: Sequence[CheckResult], *, after_dbt: bool = False) -> None:
    """Make ``raw.quality_checks`` these results.

    Args:
        database: Working database, held by nobody.
        results: All of them.
        after_dbt: Whether they are of the kinds of `AFTER_DBT`, and not of the gate; the earlier
            ones of the same alone are replaced.
    """
    with connect(database) as connection:
        now, load_id = _now(connection)
        connection.execute("begin")
        connection.execute(
            "delete from raw.quality_checks where list_contains(?, kind) = ?",
            [list(AFTER_DBT), after_dbt],
        )
        rows = [_row(result, now, load_id) for result in results]
        if rows:
            marks = ", ".join("?" for _ in rows[0])
            names = ", ".join(rows[0])
            connection.executemany(
                f"insert into raw.quality_checks ({names}) values ({marks})",  # noqa: S608 - our own names
                [list(row.values()) for row in rows],
            )
        connection.execute("commit")


def confirm(database: Path) -> None:
    """Say of the gate's results that they hold now, and of the latest load."""
    with connect(database) as connection:
        connection.execute(
            "update raw.quality_checks set checked_at = ?, load_id = ?"
            " where not list_contains(?, kind)",
            [*_now(connection), list(AFTER_DBT)],
        )


def _now(connection: duckdb.DuckDBPyConnection) -> tuple[dt.datetime, str | None]:
    last = connection.execute("select max_by(load_id, logged_at) from raw.load_log").fetchone()
    return dt.datetime.now(dt.UTC).replace(tzinfo=None), last[0] if last else None


def checked_at(database: Path) -> str:
    """When the gate wrote its results; '' where there are none."""
    with reading(database) as reader:
        row = reader.row(
            "select max(checked_at) as latest from raw.quality_checks"
            " where not list_contains(?, kind)",
            [list(AFTER_DBT)],
        )
    return str(row["latest"]) if row and row["latest"] else ""


def read(database: Path) -> list[CheckResult]:
    """The results of the last gate, as they were written; of a check, what its result shows."""
    with reading(database) as reader:
        rows = reader.rows(
            "select * from raw.quality_checks where not list_contains(?, kind)", [list(AFTER_DBT)]
        )
    return [_result(row) for row in rows]


def _result(row: Mapping[str, Any]) -> CheckResult:
    check = Check(
        check_id=row["check_id"],
        source=row["source_id"],
        tables=(row["table_name"],) if row["table_name"] else (),
        column=row["column_name"],
        kind=row["kind"],
        least={row["outcome_if_failed"]: 1.0},
        expected=row["expected"],
        sql="",
    )
    by = row["acknowledged_by"]
    return CheckResult(
        check,
        row["status"],
        json.loads(row["examples"]),
        row["content_sha256"],
        row["message_es"],
        row["message_en"],
        Acknowledgement(by, row["acknowledged_why"]) if by else None,
    )


def _row(result: CheckResult, now: dt.datetime, load_id: str | None) -> dict[str, object]:
    check, by = result.check, result.acknowledgement
    return {
        "check_id": check.check_id,
        "source_id": check.source,
        "table_name": check.tables[0] if len(check.tables) == 1 else "",
        "column_name": check.column,
        "kind": check.kind,
        "outcome_if_failed": result.outcome,
        "status": result.status,
        "faults": result.faults,
        "looked_at": result.looked_at,
        "expected": stated(check),
        "examples": json.dumps([dict(row) for row in result.found], ensure_ascii=False),
        "message_es": result.message_es,
        "message_en": result.message_en,
        "content_sha256": result.content_sha256,
        "acknowledged_by": by.by if by else None,
        "acknowledged_why": by.why if by else None,
        "checked_at": now,
        "load_id": load_id,
    }
