"""The command ``amparo``: which commands there are, and how a mistake ends."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import Annotated, NoReturn

import duckdb
import typer
from rich.markup import escape
from typer.main import get_command

from amparo import __version__
from amparo.cli import (
    aliases,
    assessments,
    build,
    compare,
    decisions,
    diff,
    inspect,
    keys,
    machine,
    margins,
    outputs,
    own_folder,
    publish,
    published,
    quality,
    season,
    variants,
)
from amparo.cli.one_language import in_one_language
from amparo.cli.session import new_console
from amparo.errors import UserError
from amparo.files.last_extracts import advised
from amparo.project import find_project
from amparo.texts import preferred_language
from amparo.warehouse.causes import TRACEBACK_VARIABLE, fault, told

app = typer.Typer(
    help="Severidad y PiN de protección de la niñez, de los extractos oficiales a los resultados. "
    "· Child protection severity and PiN, from official extracts to results.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
PREPARE = "Preparar · Prepare"
BUILD = "Construir y revisar · Build and review"
HAND_OUT = "Publicar y entregar · Publish and hand out"
# in the order of the work
for _name, _command, _panel in (
    ("init", own_folder.init_command, PREPARE),
    ("upgrade", own_folder.upgrade_command, PREPARE),
    ("doctor", machine.doctor_command, PREPARE),
    ("demo", build.demo_command, PREPARE),
    ("land", build.land_command, PREPARE),
    ("templates", season.templates_command, PREPARE),
    ("check", build.check_command, PREPARE),
    ("acknowledge", quality.acknowledge_command, PREPARE),
    ("build", build.build_command, BUILD),
    ("status", inspect.status_command, BUILD),
    ("season", season.season_command, BUILD),
    ("explain", inspect.explain_command, BUILD),
    ("diff", diff.diff_command, BUILD),
    ("compare", compare.compare_command, BUILD),
    ("margins", margins.margins_command, BUILD),
    ("publish", publish.publish_command, HAND_OUT),
    ("report", outputs.report_command, HAND_OUT),
    ("verify", published.verify_command, HAND_OUT),
    ("versions", published.versions_command, HAND_OUT),
    ("rollback", published.rollback_command, HAND_OUT),
):
    app.command(name=_name, rich_help_panel=_panel)(_command)
app.command(name="retire", rich_help_panel=BUILD)(assessments.retire_command)
app.add_typer(assessments.app, name="assessment", rich_help_panel=PREPARE)
app.add_typer(keys.keys_app, name="key", rich_help_panel=PREPARE)
app.add_typer(aliases.app, name="aliases", rich_help_panel=PREPARE)
app.add_typer(variants.app, name="variant", rich_help_panel=BUILD)
app.add_typer(decisions.app, name="decisions", rich_help_panel=BUILD)


def main() -> None:
    """Run the command; a user's mistake is a sentence and an exit code, not a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # a pipe on Windows has an old code page that cannot write → or á
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        in_one_language(get_command(app), preferred_language())()
    except UserError as error:
        _end(error)
    except (OSError, MemoryError, duckdb.Error) as error:
        # a folder that is a file, no permission, a full disk, a share that is gone
        _end(told(error, "file", getattr(error, "filename", None) or "Amparo"))
    except Exception as error:
        if os.environ.get(TRACEBACK_VARIABLE):
            raise
        _end(fault(error))


def _with_last_extracts(text: str) -> str:
    try:
        return advised(text, find_project().database)
    except UserError:  # what is wrong is that there is no project
        return text


def _end(error: UserError) -> NoReturn:
    text = error.message_es if preferred_language() == "es" else error.message_en
    text = _with_last_extracts(text)
    new_console(stderr=True).print(f"[red]{escape(text)}[/]", soft_wrap=True)
    sys.exit(error.code)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"amparo {__version__}")
        raise typer.Exit


@app.callback()
def common(
    _version_wanted: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Versión. · Version."),
    ] = False,
) -> None:
    """Options before the sub-command."""
