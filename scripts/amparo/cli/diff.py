"""``amparo diff``: what moved, before it is published or between what was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from amparo.build.moved import what_moves
from amparo.cli.session import AssessmentOption, JsonOption, Session, to_json
from amparo.diff.facts import compare
from amparo.diff.side import read_side
from amparo.errors import ExitCode, UserError
from amparo.publishing.shelf import Shelf
from amparo.warehouse.reader import reading, reading_published

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amparo.diff.side import Side
    from amparo.texts import Labels

_SIDES = ("before", "after")
_ROWS = 20
_VARIABLES = 3


def diff_command(
    before: Annotated[
        str | None,
        typer.Argument(
            help="Versión publicada con la que se compara; sin ella, la vigente. "
            "· Published version to compare with; without it, the current one."
        ),
    ] = None,
    after: Annotated[
        str | None,
        typer.Argument(
            help="Versión que se mira; sin ella, lo que hay en la bodega. "
            "· Version that is looked at; without it, what the warehouse holds."
        ),
    ] = None,
    assessment: AssessmentOption = None,
    other: Annotated[
        str | None,
        typer.Option(
            "--with",
            help="Otra evaluación de la misma bodega con la que se compara. "
            "· Another assessment of the same warehouse to compare with.",
        ),
    ] = None,
    rows: Annotated[
        int,
        typer.Option("--rows", min=1, help="Municipios en la lista. · Municipalities to list."),
    ] = _ROWS,
    as_json: JsonOption = False,
) -> None:
    """Qué se movió: método, severidades, PiN. · What moved: method, severities, PiN."""
    session = Session()
    labels = session.labels
    if other is not None and (before or after):
        text = labels("diff_with_or_versions")
        raise UserError(text, text, code=ExitCode.MISUSED)
    new = _of_version(session, after, assessment) if after else _of_warehouse(session, assessment)
    if other is not None:
        old = _of_warehouse(session, other)
    else:
        old = _of_version(session, before, assessment)
    facts = compare(old, new)
    if as_json:
        typer.echo(to_json(facts))
    else:
        print_diff(session, facts, rows)


def print_preview(session: Session) -> None:
    """Print what publishing the warehouse would move; nothing where nothing is published yet."""
    facts = what_moves(session.project, session.labels)
    if facts is not None:
        print_diff(session, facts, _ROWS)


def _of_warehouse(session: Session, assessment: str | None) -> Side:
    with reading(session.project.database) as reader:
        return read_side(reader, session.labels("diff_warehouse"), assessment, session.labels)


def _of_version(session: Session, name: str | None, assessment: str | None) -> Side:
    shelf = Shelf(session.project.published)
    if name is None:
        version = shelf.current()
    else:
        version = next((one for one in shelf.versions() if one.name == name), None)
    if version is None:
        text = session.labels("diff_no_version", name=name or session.labels("diff_current"))
        raise UserError(text, text, code=ExitCode.MISUSED)
    with reading_published(version.file) as reader:
        return read_side(reader, version.name, assessment, session.labels)


def print_diff(session: Session, facts: dict[str, Any], rows: int) -> None:
    """Print what moved, the method first.

    Args:
        session: Console and texts.
        facts: What ``compare`` returned.
        rows: Municipalities to list.
    """
    labels, console = session.labels, session.console
    sides = {side: f"{facts[side]['assessment_id']} ({facts[side]['name']})" for side in _SIDES}
    console.print(escape(labels("diff_title", **sides)), soft_wrap=True)
    for cell in facts["method"]:
        key = ", ".join(cell["key"])
        text = labels("diff_cell", table=cell["table"], key=key, **_pair(cell))
        console.print(f"• {escape(text)}", soft_wrap=True)
    pin = facts["pin"]
    if not facts["movers"]:
        console.print(labels("diff_nothing"))
        return
    console.print(labels("diff_pin", **_persons(pin, labels), moved=pin["municipalities_moved"]))
    counted = {side: pin[f"municipalities_{side}"] for side in _SIDES}
    if counted["before"] != counted["after"]:
        # a municipality that lost its percentage would read as less need
        numbers = {side: labels.number(count) for side, count in counted.items()}
        console.print(f"[yellow]{labels('diff_unequal', **numbers)}[/]", soft_wrap=True)
    if facts["severities"]:
        columns = ("diff_severity_before", "diff_severity_after", "diff_municipalities")
        cells = [
            (_shown(row["before"]), _shown(row["after"]), labels.number(row["municipalities"]))
            for row in facts["severities"]
        ]
        console.print(_table(columns, cells, labels))
    parts = ("diff_department", "diff_before", "diff_after", "diff_change")
    by_department = [
        (row["department_name"], *_persons_cells(row, labels)) for row in facts["departments"]
    ]
    console.print(_table(parts, by_department, labels))
    _print_movers(session, facts["movers"], rows)


def _print_movers(session: Session, movers: list[dict[str, Any]], rows: int) -> None:
    labels = session.labels
    columns = ("diff_municipality", "diff_severity", "diff_before", "diff_after", "diff_change")
    cells = []
    for row in movers[:rows]:
        severity = f"{_shown(row['severity_before'])} → {_shown(row['severity_after'])}"
        pins = {"before": row["pin_before"], "after": row["pin_after"]}
        name = f"{row['municipality_code']} {row['municipality_name']}"
        cells.append((name, severity, *_persons_cells(pins, labels), _why(row, labels)))
    session.console.print(_table((*columns, "diff_why"), cells, labels))
    if len(movers) > rows:
        session.console.print(labels("x_more", count=labels.number(len(movers) - rows)))


def _why(row: dict[str, Any], labels: Labels) -> str:
    parts = [
        f"{one['label']} {_shown(one['before'])} → {_shown(one['after'])}"
        for one in row["variables"][:_VARIABLES]
    ]
    if len(row["variables"]) > _VARIABLES:
        parts.append(labels("x_more", count=len(row["variables"]) - _VARIABLES))
    for expert in ("aor_expert", "expert"):
        before, after = (row[f"{expert}_{when}"] for when in ("before", "after"))
        if before != after:
            parts.append(f"{labels(f'diff_{expert}')} {_shown(before)} → {_shown(after)}")
    return ", ".join(parts)


def _shown(value: object) -> str:
    return "–" if value is None else str(value)


def _pair(cell: dict[str, Any]) -> dict[str, str]:
    return {side: _shown(cell[side]) for side in _SIDES}


def _persons(pin: dict[str, Any], labels: Labels) -> dict[str, str]:
    before, after, change = _persons_cells(pin, labels)
    return {"before": before, "after": after, "change": change}


def _persons_cells(pin: dict[str, Any], labels: Labels) -> tuple[str, str, str]:
    before, after = pin["before"], pin["after"]
    change = "–"
    if before is not None and after is not None:
        change = ("+" if after >= before else "−") + labels.number(abs(after - before))
    return labels.number(before), labels.number(after), change


def _table(names: Sequence[str], cells: Sequence[tuple[str, ...]], labels: Labels) -> Table:
    table = Table(title_justify="left")
    texts = {"diff_department", "diff_municipality", "diff_why"}
    for name in names:
        table.add_column(
            labels(name), justify="left" if name in texts else "right", overflow="fold"
        )
    for row in cells:
        table.add_row(*map(escape, row))
    return table
