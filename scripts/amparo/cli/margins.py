"""``amparo margins``: how near each municipality is to another severity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.markup import escape
from rich.table import Table

from amparo.cli.progress import at_work
from amparo.cli.session import AssessmentOption, JsonOption, Session, to_json
from amparo.errors import ExitCode, UserError
from amparo.margins.run import compiled_models, margins

if TYPE_CHECKING:
    from amparo.texts import Labels

_ROWS: Final = 20


def margins_command(
    municipality: Annotated[
        str | None,
        typer.Argument(
            help="Código DIVIPOLA; sin él, los más cercanos del país. "
            "· DIVIPOLA code; without it, the nearest of the country.",
            show_default=False,
        ),
    ] = None,
    assessment: AssessmentOption = None,
    rows: Annotated[
        int, typer.Option("--rows", min=1, help="Filas de la lista. · Rows to list.")
    ] = _ROWS,
    as_json: JsonOption = False,
) -> None:
    """Qué tan cerca está de otra severidad. · How near it is to another severity."""
    session = Session()
    labels, project = session.labels, session.project
    with at_work(session, "step_margins", quiet=as_json) as progress:
        facts = margins(project, labels, assessment, compiled_models(project), progress=progress)
    if municipality is not None:
        facts["rows"] = [row for row in facts["rows"] if row["municipality_code"] == municipality]
        if not facts["rows"]:
            text = labels("margins_none", code=municipality)
            raise UserError(text, text, code=ExitCode.MISUSED)
    if as_json:
        typer.echo(to_json(facts))
        return
    _print(session, facts, rows)


def _print(session: Session, facts: dict[str, Any], rows: int) -> None:
    labels, console = session.labels, session.console
    text = labels(
        "margins_title",
        assessment=facts["assessment"],
        near=labels.number(facts["near"]),
        municipalities=labels.number(facts["municipalities"]),
    )
    console.print(escape(text), soft_wrap=True)
    table = Table()
    for name in ("municipality", "variable", "now", "there", "margin", "final"):
        heading = labels(f"margins_{name}")
        table.add_column(
            heading, justify="left" if name in {"municipality", "variable"} else "right"
        )
    for row in facts["rows"][:rows]:
        table.add_row(*map(escape, _cells(row, labels)))
    console.print(table)
    if len(facts["rows"]) > rows:
        console.print(labels("x_more", count=labels.number(len(facts["rows"]) - rows)))
    console.print(escape(labels("margins_note")), soft_wrap=True)


def _cells(row: dict[str, Any], labels: Labels) -> tuple[str, ...]:
    sign = "+" if row["is_up"] else "−"
    severities = (row["severity_final"], row["other_final"])
    final, other = ("–" if value is None else str(value) for value in severities)
    unit = labels("margins_cases") if row["measure"] == "rate" else row["unit"]
    return (
        f"{row['municipality_code']} {row['municipality_name']}",
        row["variable"],
        f"{labels.number(row['amount'])} [{row['severity']}]",
        f"{labels.number(row['other_amount'])} [{row['other_severity']}]",
        f"{sign}{labels.number(row['margin'])} {unit}",
        f"{final} → {other}",
    )
