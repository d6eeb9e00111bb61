"""The command ``amparo``: which commands there are, and how a mistake ends."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import Annotated, NoReturn

import duckdb
import typer
from rich.markup import escape

from amparo import __version__
from amparo.cli import (
    aliases,
    build,
    diff,
    inspect,
    keys,
    machine,
    outputs,
    publish,
    published,
    quality,
    variants,
)
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
app.add_typer(keys.keys_app, name="key")
app.add_typer(aliases.app, name="aliases")
app.add_typer(variants.app, name="variant")
app.command(name="demo")(build.demo_command)
app.command(name="land")(build.land_command)
app.command(name="check")(build.check_command)
app.command(name="acknowledge")(quality.acknowledge_command)
app.command(name="build")(build.build_command)
app.command(name="status")(inspect.status_command)
app.command(name="diff")(diff.diff_command)
app.command(name="explain")(inspect.explain_command)
app.command(name="report")(outputs.report_command)
app.command(name="publish")(publish.publish_command)
app.command(name="versions")(published.versions_command)
app.command(name="rollback")(published.rollback_command)
app.command(name="verify")(published.verify_command)
app.command(name="doctor")(machine.doctor_command)


def main() -> None:
    """Run the command; a user's mistake is a sentence and an exit code, not a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # a pipe on Windows has an old code page that cannot write → or á
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        app()
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
