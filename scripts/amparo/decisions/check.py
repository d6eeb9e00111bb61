"""``amparo decisions check``: what filled rows would do, judged by the models themselves.

The rows are landed and computed twice on a database that is thrown away: as they stand, and as if
what is not yet approved were approved today.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from amparo.build.throwaway import beside_warehouse, compiled, compute
from amparo.errors import ExitCode, UserError
from amparo.keys import load_key
from amparo.landing import land
from amparo.project import DATABASE_NAME
from amparo.warehouse.connection import attach
from amparo.warehouse.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb

    from amparo.build.dbt import Progress
    from amparo.project import Project
    from amparo.texts import Labels
    from amparo.warehouse.reader import Row

REBUILT: Final = (
    "base_places__by_file",
    "stg_places__codes",
    "stg_places__resolved",
    "stg_experts__decisions",
    "int_expert_decisions__applied",
    "int_expert_decisions__checked",
    "int_municipality_severities",
    "fct_pin",
)
"""Models between a row of the template and PiN, each after those it reads."""
RAW: Final = "experts__decisions"
_SQL: Final = Path(__file__).parent / "sql"
# who a row would be approved by, for the judgement alone
_NOBODY: Final = "-"


def compiled_models(project: Project) -> dict[str, str]:
    """SQL of the models between a decision and its PiN."""
    return compiled(project, REBUILT)


def check(
    project: Project,
    labels: Labels,
    files: Sequence[Path],
    models: Mapping[str, str],
    *,
    progress: Progress,
) -> dict[str, Any]:
    """Judge filled workbooks without landing them.

    Args:
        project: The project; its warehouse is read only.
        labels: Texts of errors.
        files: The workbooks or CSV files. One whose name is landed already takes its place.
        models: What `compiled_models` gave.
        progress: Hears models as they finish.

    Returns:
        decisions: one per filled row, with what it comes to as it stands and if approved;
        departments and country: PiN before and after per assessment; blank: rows nobody filled.

    Raises:
        UserError: a file is refused, or nothing is built.
    """
    progress.started(2 * len(REBUILT))
    with TemporaryDirectory(prefix="amparo-") as folder:
        landed = _landed(project, labels, files, Path(folder))
        with beside_warehouse(project, labels, without={*REBUILT, RAW}) as connection:
            attach(connection, landed, "filled", read_only=True)
            names = _put_rows(connection)
            compute(connection, REBUILT, models, progress)
            as_it_stands = _judged(connection, labels, names)
            blank = _count(connection, names)
            _approve(connection, names)
            compute(connection, REBUILT, models, progress)
            decisions = _judged(connection, labels, names)
            moved = _moved(connection)
    now = {_key(row): row for row in as_it_stands}
    effects = {(row["assessment_id"], row["municipality_code"]): row for row in moved}
    for row in decisions:
        before = now[_key(row)]
        row["reason_now"], row["what_now"] = before["reason"], before["what_to_do"]
        effect = effects.get((row["assessment_id"], row["reported_under"]))
        row["effect"] = None if effect is None else _effect(effect)
    return {
        "files": [file.name for file in files],
        "blank": blank,
        "decisions": decisions,
        "departments": _totals(moved, decisions, "department_name"),
        "country": _totals(moved, decisions, None),
    }


def _landed(project: Project, labels: Labels, files: Sequence[Path], folder: Path) -> Path:
    """A database into which these files alone are landed."""
    extracts = folder / "extracts"
    extracts.mkdir()
    for file in files:
        if not file.is_file():
            text = labels("decisions_no_file", path=file)
            raise UserError(text, text, code=ExitCode.MISUSED)
        shutil.copy2(file, extracts / file.name)
    scratch = replace(project, database=folder / DATABASE_NAME)
    report = land(extracts, scratch.database, scratch.sources, key=load_key())
    if report.refusals:
        said = [labels.either(one.message_es, one.message_en) for one in report.refusals]
        text = "\n".join(said)
        raise UserError(text, text)
    return scratch.database


def _put_rows(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Rows landed before, but for those of files that come again, and the filled ones."""
    names = [
        str(name)
        for (name,) in connection.execute(
            f"select distinct _file_name from filled.raw.{RAW}"  # noqa: S608 - our own name
        ).fetchall()
    ]
    # a file of the same name in another folder of the extracts is the one that is replaced
    connection.execute(
        f"create table amparo.raw.{RAW} as"  # noqa: S608 - our own name
        f" select * from warehouse.raw.{RAW}"
        " where not list_contains(?, regexp_extract(_file_name, '[^/]*$'))"
        f" union all by name select * from filled.raw.{RAW}",
        [names],
    )
    return names


def _approve(connection: duckdb.DuckDBPyConnection, names: list[str]) -> None:
    """Approve today what is not approved, so that its effect is seen."""
    connection.execute((_SQL / "approve.sql").read_text("utf-8"), {"files": names, "by": _NOBODY})


def _judged(connection: duckdb.DuckDBPyConnection, labels: Labels, names: list[str]) -> list[Row]:
    sql = (_SQL / "judged.sql").read_text(encoding="utf-8")
    return Reader(connection).rows(sql, {"files": names, "language": labels.language})


def _count(connection: duckdb.DuckDBPyConnection, names: list[str]) -> int:
    row = Reader(connection).row(
        "select count(*) as blank from amparo.staging.stg_experts__decisions"
        " where is_undecided and list_contains(?, file_name)",
        [names],
    )
    return int(row["blank"]) if row else 0


def _moved(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    return Reader(connection).rows((_SQL / "moved.sql").read_text(encoding="utf-8"))


def _key(row: Row) -> tuple[Any, ...]:
    return row["file_name"], row["sheet"], row["row_number"]


def _effect(row: Row) -> dict[str, Any]:
    names = ("severity_before", "severity_after", "pin_before", "pin_after")
    return {name: row[name] for name in names}


def _totals(moved: list[Row], decisions: list[Row], by: str | None) -> list[Row]:
    """PiN before and after of the assessments that are decided on, where anything moves."""
    assessments = {row["assessment_id"] for row in decisions}
    found: dict[tuple[str, str], Row] = {}
    for row in moved:
        if row["assessment_id"] not in assessments:
            continue
        place = str(row[by]) if by else ""
        total = found.setdefault(
            (row["assessment_id"], place),
            {"assessment_id": row["assessment_id"], "place": place}
            | {"pin_before": 0.0, "pin_after": 0.0, "municipalities": 0},
        )
        total["pin_before"] += row["pin_before"] or 0
        total["pin_after"] += row["pin_after"] or 0
        total["municipalities"] += row["is_moved"]
    return [row for row in found.values() if by is None or row["municipalities"]]
