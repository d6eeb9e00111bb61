"""``amparo assessment``: the seed rows of a new year, which one is the main one, which is over."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from amparo.cli.session import Session
from amparo.cli.variants import pair, say_written
from amparo.seeds.check import check_seeds
from amparo.seeds.reading import rows_of
from amparo.seeds.variants import add_rows, allowed_values, check_settings
from amparo.seeds.years import NewYear, make_main, retire, rows_of_year, settings_of_year

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amparo.seeds.variants import RowsBySeed

app = typer.Typer(
    help="Evaluaciones: la de un año nuevo, la principal, las retiradas. "
    "· Assessments: that of a new year, the main one, those retired.",
    no_args_is_help=True,
)
_Id = Annotated[str, typer.Argument(metavar="ID", help="Id de la evaluación. · Its id.")]


@app.callback()
def common() -> None:
    """Evaluaciones: la de un año nuevo, la principal, las retiradas. · Assessments."""


@app.command()
def new(
    assessment: _Id,
    earlier: Annotated[
        str,
        typer.Option(
            "--from",
            help="Evaluación de un año anterior, de la que se parte. "
            "· Assessment of an earlier year it is made of.",
        ),
    ],
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="SETTING=VALUE",
            help="Parámetro que no es el de antes (los años se corren solos). "
            "· Setting that is not as before (years move by themselves).",
        ),
    ] = None,
    years: Annotated[
        list[str] | None,
        typer.Option(
            "--year",
            metavar="COMPONENT=YEAR",
            help="Año de los datos de un componente. · Year of a component's data.",
        ),
    ] = None,
    label_es: Annotated[
        str, typer.Option("--label-es", help="Nombre en español. · Label in Spanish.")
    ] = "",
    label_en: Annotated[
        str, typer.Option("--label-en", help="Nombre en inglés. · Label in English.")
    ] = "",
    yes: Annotated[
        bool,
        typer.Option("--yes", "-y", help="Sin preguntar. · Without asking."),
    ] = False,
) -> None:
    """Escribir en las semillas la evaluación de un año nuevo. · Write a new year's assessment."""
    session = Session()
    labels, seeds = session.labels, session.project.seeds
    check_seeds(seeds, labels)
    given = dict(pair(text, labels) for text in settings or [])
    data_years = dict(pair(text, labels) for text in years or [])
    wanted = NewYear(assessment, earlier, given, data_years, label_es, label_en)
    if not yes and sys.stdin.isatty():
        asked = _asked(session, settings_of_year(seeds, wanted, labels), given)
        wanted = NewYear(assessment, earlier, asked, data_years, label_es, label_en)
    rows = rows_of_year(seeds, wanted, labels)
    _show(session, rows)
    add_rows(seeds, rows)
    say_written(session, rows)
    session.console.print(labels("year_next", id=assessment), soft_wrap=True)


@app.command("main")
def main_command(assessment: _Id) -> None:
    """Hacerla la principal. · Make it the main one."""
    session = Session()
    labels, seeds = session.labels, session.project.seeds
    check_seeds(seeds, labels)
    before = make_main(seeds, assessment, labels)
    session.console.print(labels("year_main_done", id=assessment, before=before), soft_wrap=True)


def retire_command(assessment: _Id) -> None:
    """Retirar una evaluación en la que ya nadie trabaja. · Retire an assessment that is over."""
    session = Session()
    labels, seeds = session.labels, session.project.seeds
    check_seeds(seeds, labels)
    retire(seeds, assessment, labels)
    of_it = [
        row["assessment_id"]
        for row in rows_of(seeds, "assessments")
        if row["parent_assessment_id"] == assessment and row["status"] != "retired"
    ]
    variants = ", ".join(of_it) or "-"
    session.console.print(
        labels("year_retired_done", id=assessment, variants=variants), soft_wrap=True
    )


def _asked(
    session: Session, proposed: Mapping[str, str], given: Mapping[str, str]
) -> dict[str, str]:
    """The settings as a person answers; what the call says already is not asked."""
    seeds, labels = session.project.seeds, session.labels
    answered = dict(given)
    for row in rows_of(seeds, "setting_names"):
        name = row["setting"]
        if name in given:
            continue
        there = allowed_values(seeds, row)
        text = row[f"label_{labels.language}"] + (f" ({', '.join(there)})" if there else "")
        answered[name] = typer.prompt(text, default=proposed[name]).strip()
        check_settings(seeds, {name: answered[name]}, labels)
    return answered


def _show(session: Session, rows: RowsBySeed) -> None:
    """The settings and the years as they will be read, each by its name."""
    seeds, labels = session.project.seeds, session.labels
    column = f"label_{labels.language}"
    settings = {row["setting"]: row[column] for row in rows_of(seeds, "setting_names")}
    components = {row["component_id"]: row[column] for row in rows_of(seeds, "components")}
    table = Table(show_header=False, box=None)
    for row in rows["assessment_settings"]:
        table.add_row(settings[row["setting"]], row["value"], style="bold")
    for row in rows.get("assessment_data_years", []):
        table.add_row(components[row["component_id"]], row["data_year"])
    session.console.print(table)
