"""``amparo status`` and ``amparo explain``: what the warehouse holds, and why."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads annotations at run time
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from amparo.build.last_build import last_build
from amparo.cli import accounting, set_aside, summary
from amparo.cli.outputs import warn_older_outputs
from amparo.cli.session import AssessmentOption, JsonOption, Session, new_console, to_json
from amparo.errors import UserError
from amparo.explain import facts as explain
from amparo.explain.tree import Renderer
from amparo.warehouse.reader import reading


def status_command(
    files_too: Annotated[
        bool, typer.Option("--files", help="Cuentas por archivo. · Accounts per file.")
    ] = False,
    aside_file: Annotated[
        Path | None,
        typer.Option(
            "--set-aside",
            help="Guardar las filas apartadas en un archivo nuevo, .xlsx o .csv. "
            "· Write the rows set aside to a new file, .xlsx or .csv.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Qué hay en la bodega. · What the warehouse holds."""
    session = Session()
    labels = session.labels
    _warn_unfinished(session)
    with reading(session.project.database) as reader:
        if not reader.has_table("marts", "fct_pin"):
            text = labels("not_built")
            raise UserError(text, text)
        if aside_file is not None:
            rows = set_aside.export(reader, aside_file, labels)
            if as_json:
                typer.echo(to_json({"file": aside_file, "rows": rows}))
            else:
                text = labels("aside_written", rows=labels.number(rows), path=aside_file)
                session.console.print(escape(text), soft_wrap=True)
            return
        files = reader.rows(
            "select source_id, file_name, sum(rows_read) as rows_read,"
            " max(loaded_at) as loaded_at from raw.landed_files group by all order by all"
        )
        facts = summary.gather(reader, session.labels)
    is_older = warn_older_outputs(session)
    if as_json:
        typer.echo(to_json(facts | {"files": files, "older_outputs": is_older}))
        return
    table = Table(title_justify="left")
    for name in ("source", "file", "rows", "loaded_at"):
        table.add_column(labels(name), justify="right" if name == "rows" else "left")
    for row in files:
        table.add_row(
            row["source_id"],
            escape(row["file_name"]),
            labels.number(row["rows_read"]),
            f"{row['loaded_at']:%Y-%m-%d %H:%M}",
        )
    session.console.print(table)
    summary.render(session.console, facts, labels)
    if files_too:
        session.console.print(accounting.file_table(facts["accounting_files"], labels))


def explain_command(
    municipality: Annotated[
        str,
        typer.Argument(help="Código DIVIPOLA, P-code o nombre. · DIVIPOLA code, P-code or name."),
    ],
    assessment: AssessmentOption = None,
    rows: Annotated[
        int,
        typer.Option(
            "--rows", min=1, help="Filas de origen por archivo. · Source rows shown per file."
        ),
    ] = 8,
    as_json: JsonOption = False,
) -> None:
    """Todo el camino de un municipio. · The whole way of one municipality."""
    session = Session()
    _warn_unfinished(session)
    with reading(session.project.database) as reader:
        if not reader.has_table("marts", "fct_pin"):
            text = session.labels("not_built")
            raise UserError(text, text)
        found = explain.find_municipality(reader, municipality, session.labels)
        facts = explain.gather(
            reader,
            session.project.seeds,
            found["municipality_code"],
            assessment or explain.main_assessment(reader),
            session.labels,
        )
    if as_json:
        typer.echo(to_json(facts))
    else:
        session.console.print(Renderer(session.labels, rows).tree(facts))


def _warn_unfinished(session: Session) -> None:
    built = last_build(session.project.database)
    text = built.warning(session.labels) if built else None
    if text:
        new_console(stderr=True).print(f"[bold red]{escape(text)}[/]", soft_wrap=True)
