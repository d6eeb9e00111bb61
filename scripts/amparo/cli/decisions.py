"""``amparo decisions``: the workbook of a workshop, and what a filled one would do."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from amparo.cli.progress import at_work
from amparo.cli.session import AssessmentOption, JsonOption, Session, to_json
from amparo.decisions.check import check, compiled_models
from amparo.decisions.template import write_template
from amparo.errors import ExitCode

if TYPE_CHECKING:
    from amparo.texts import Labels

app = typer.Typer(
    help="El taller: decisiones expertas. · The workshop: expert decisions.", no_args_is_help=True
)


@app.callback()
def common() -> None:
    """El taller: decisiones expertas. · The workshop: expert decisions."""


@app.command()
def template(
    department: Annotated[
        list[str] | None,
        typer.Option(
            "--department",
            "-d",
            help="Código de departamento; se puede repetir. Sin él, todo el país en un libro. "
            "· Department code; may be repeated. Without it, the country in one workbook.",
        ),
    ] = None,
    assessment: AssessmentOption = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Carpeta; sin ella, taller, al lado de la edición restringida. "
            "· Folder; without it, taller, beside the restricted edition.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Escribir el libro que se llena en el taller. · Write the workbook a workshop fills."""
    session = Session()
    departments: list[str | None] = list(department or []) or [None]
    written = [
        write_template(
            session.project,
            session.labels,
            assessment=assessment,
            department=code,
            folder=output,
        )
        for code in departments
    ]
    if as_json:
        facts = [{"file": file, "municipalities": count} for file, count in written]
        typer.echo(to_json(facts))
        return
    for file, count in written:
        text = session.labels("workshop_written", path=file, count=session.labels.number(count))
        session.console.print(escape(text), soft_wrap=True)
    session.console.print(escape(session.labels("workshop_then")), soft_wrap=True)


@app.command(name="check")
def check_command(
    files: Annotated[
        list[Path], typer.Argument(help="Libros llenos. · Filled workbooks.", show_default=False)
    ],
    as_json: JsonOption = False,
) -> None:
    """Qué haría cada decisión, sin cargarla. · What each decision would do, without landing it."""
    session = Session()
    labels, project = session.labels, session.project
    with at_work(session, "step_decisions", quiet=as_json) as progress:
        facts = check(project, labels, files, compiled_models(project), progress=progress)
    if as_json:
        typer.echo(to_json(facts))
    else:
        _print(session, facts)
    if not all(row["is_in_force"] for row in facts["decisions"]):
        raise typer.Exit(ExitCode.FAILED)


def _print(session: Session, facts: dict[str, Any]) -> None:
    labels, console = session.labels, session.console
    said = {"files": ", ".join(facts["files"]), "blank": labels.number(facts["blank"])}
    if not facts["decisions"]:
        console.print(escape(labels("decisions_none", **said)), soft_wrap=True)
        return
    console.print(escape(labels("decisions_title", **said)), soft_wrap=True)
    table = Table()
    for name in ("row", "decision", "now", "would", "severity", "pin"):
        heading = labels(f"decisions_{name}")
        table.add_column(heading, justify="right" if name in {"row", "pin"} else "left")
    for row in facts["decisions"]:
        table.add_row(*map(escape, _cells(row, labels)))
    console.print(table)
    for reason, what in dict.fromkeys(
        (row["reason"], row["what_to_do"]) for row in facts["decisions"] if row["reason"]
    ):
        text = labels("decisions_do", reason=reason, what=what)
        console.print(f"• {escape(text)}", soft_wrap=True)
    if facts["departments"]:
        moved = Table()
        for name in ("diff_department", "diff_before", "diff_after", "diff_change"):
            moved.add_column(labels(name), justify="left" if "dep" in name else "right")
        for row in facts["departments"]:
            moved.add_row(escape(row["place"]), *_pins(row, labels))
        console.print(moved)
    counting = sum(row["is_in_force"] for row in facts["decisions"])
    for row in facts["country"]:
        before, after, change = _pins(row, labels)
        text = labels(
            "decisions_total",
            assessment=row["assessment_id"],
            before=before,
            after=after,
            change=change,
            municipalities=labels.number(row["municipalities"]),
            counting=labels.number(counting),
            decisions=labels.number(len(facts["decisions"])),
            blank=said["blank"],
        )
        console.print(escape(text), soft_wrap=True)


def _cells(row: dict[str, Any], labels: Labels) -> tuple[str, ...]:
    values = (row["severity_before"], row["severity_after"])
    before, after = ("–" if value is None else str(value) for value in values)
    stage = labels(f"decision_stage_{row['decision_stage']}") if row["decision_stage"] else "–"
    name = f"{row['municipality_code'] or ''} {row['municipality_name']}".strip()
    effect = row["effect"]
    severity = pin = "–"
    if effect is not None and row["is_in_force"]:
        ends = (effect["severity_before"], effect["severity_after"])
        severity = " → ".join("–" if value is None else str(value) for value in ends)
        pin = " → ".join(labels.number(effect[name]) for name in ("pin_before", "pin_after"))
    return (
        str(row["row_number"]),
        f"{name}: {row['decision'] or '–'} {before} → {after} ({stage})",
        row["reason_now"] or labels("decisions_counts"),
        row["reason"] or labels("decisions_counts"),
        severity,
        pin,
    )


def _pins(row: dict[str, Any], labels: Labels) -> tuple[str, str, str]:
    change = row["pin_after"] - row["pin_before"]
    sign = "+" if round(change) > 0 else ""
    before, after = (labels.number(row[name]) for name in ("pin_before", "pin_after"))
    return before, after, f"{sign}{labels.number(change)}"
