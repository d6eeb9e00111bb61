"""``amparo season`` and ``amparo templates``: what an assessment lacks, and the books to fill."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path  # noqa: TC003 - typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from amparo.cli.session import AssessmentOption, JsonOption, Session, to_json
from amparo.publishing.shelf import Shelf
from amparo.season.steps import open_steps, steps
from amparo.season.templates import templates, write_template
from amparo.seeds.reading import rows_of
from amparo.seeds.years import main_of, one_of, settings_of, years_of
from amparo.warehouse.reader import reading, reading_published

if TYPE_CHECKING:
    from amparo.texts import Labels

_STYLES = {"done": "green", "open": "yellow", "waiting": "dim"}


def season_command(assessment: AssessmentOption = None, as_json: JsonOption = False) -> None:
    """Qué le falta a una evaluación y quién actúa. · What an assessment lacks, and who acts."""
    session = Session()
    labels, project = session.labels, session.project
    name = assessment or main_of(project.seeds)
    one_of(project.seeds, name, labels)
    current = Shelf(project.published).current()
    with ExitStack() as stack:
        is_there = project.database.is_file()
        warehouse = stack.enter_context(reading(project.database)) if is_there else None
        others = stack.enter_context(reading_published(current.file)) if current else None
        asked = _asked(project.seeds, name, labels)
        found = steps(warehouse, others, name, asked, labels)
    if as_json:
        told = [asdict(step) | {"who": labels(step.who) if step.who else ""} for step in found]
        typer.echo(to_json({"assessment_id": name, "steps": told}))
        return
    table = Table(title=labels("season_title", id=name), title_justify="left", show_lines=True)
    for column in ("season_step", "season_state", "season_said", "season_who"):
        table.add_column(labels(column), overflow="fold")
    for step in found:
        state = f"[{_STYLES[step.state]}]{labels(f'season_{step.state}')}[/]"
        who = labels(step.who) if step.who else ""
        said = [*step.said, *([f"→ {step.command}"] if step.command else [])]
        table.add_row(labels(f"season_{step.step}"), state, escape("\n".join(said)), who)
    session.console.print(table)
    left = len(list(open_steps(found)))
    session.console.print(labels("season_left", count=left) if left else labels("season_over"))


def templates_command(
    assessment: AssessmentOption = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Carpeta; sin ella, plantillas junto a lo publicado. "
            "· Folder; without it, plantillas beside what is published.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Escribir los libros de IPOR y alertas para llenar. · Write the books of IPOR and alerts."""
    session = Session()
    labels, project = session.labels, session.project
    name = assessment or main_of(project.seeds)
    one_of(project.seeds, name, labels)
    if project.database.is_file():
        with reading(project.database) as reader:
            found = templates(project.seeds, reader, name, labels)
    else:
        found = templates(project.seeds, None, name, labels)
    folder = output or project.published.with_name("plantillas")
    for each in found:
        write_template(folder / each.file_name, each, labels)
    if as_json:
        told = [
            {"file": folder / each.file_name, "rows": len(each.rows), "to_fill": each.to_fill}
            for each in found
        ]
        typer.echo(to_json(told))
        return
    for each in found:
        text = labels(
            "template_written",
            path=folder / each.file_name,
            rows=labels.number(len(each.rows)),
            to_fill=labels.number(each.to_fill),
        )
        session.console.print(escape(text), soft_wrap=True)
    if "alerts" not in {each.kind for each in found}:
        session.console.print(labels("template_no_alerts"), soft_wrap=True)


def _asked(seeds: Path, assessment: str, labels: Labels) -> list[str]:
    """Data that an assessment asks for: its years of population, of components, its HPC cycle."""
    column = f"label_{labels.language}"
    components = {row["component_id"]: row[column] for row in rows_of(seeds, "components")}
    settings, stated = rows_of(seeds, "setting_names"), settings_of(seeds, assessment)
    asked = [(row[column], stated[row["setting"]]) for row in settings if row["kind"] == "integer"]
    asked += [(components[name], year) for name, year in years_of(seeds, assessment).items()]
    return [f"{what}: {year}" for what, year in asked]
