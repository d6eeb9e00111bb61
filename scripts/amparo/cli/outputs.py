"""``amparo report``, and what a build says of its outputs."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.markup import escape
from rich.table import Table

from amparo.cli.progress import Steps, bar
from amparo.cli.session import (
    AssessmentOption,
    JsonOption,
    QuietOption,
    Session,
    new_console,
    to_json,
)
from amparo.errors import ExitCode, UserError
from amparo.files.private import private_working_files
from amparo.outputs.made import Options
from amparo.outputs.run import make_all
from amparo.publishing.output_sets import older
from amparo.publishing.shelf import Shelf
from amparo.texts import preferred_language

if TYPE_CHECKING:
    from amparo.outputs.run import Outputs
    from amparo.texts import Labels


def report_command(
    assessment: AssessmentOption = None,
    language: Annotated[
        Literal["es", "en"] | None,
        typer.Option("--language", help="Idioma de libro y mapas. · Language of workbook, maps."),
    ] = None,
    hxl: Annotated[
        bool, typer.Option("--hxl", help="Con fila de etiquetas HXL. · With a row of HXL tags.")
    ] = False,
    boundaries: Annotated[
        Path | None,
        typer.Option(
            "--boundaries",
            help="Carpeta o archivo de límites municipales. "
            "· Folder or file of municipal boundaries.",
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only",
            help="Solo report, workbook o exchange; repetible. "
            "· Only report, workbook or exchange; repeatable.",
        ),
    ] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="También lo que no cambió. · Also what has not changed."),
    ] = False,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    """Informe, libro y archivos de intercambio. · Report, workbook and exchange files."""
    session = Session()
    quiet = quiet or as_json
    if boundaries is not None and not boundaries.exists():
        raise UserError(
            f"No existe {boundaries}.", f"{boundaries} does not exist.", code=ExitCode.MISUSED
        )
    options = Options(assessment, language or preferred_language(), hxl, boundaries)
    with (
        private_working_files(session.project) as umask,
        bar(session.console, quiet=quiet) as display,
    ):
        outputs = make_all(
            session.project,
            options,
            only=tuple(only or ()),
            is_forced=force,
            umask=umask,
            progress=Steps(display, session.labels("step_outputs")),
        )
    if as_json:
        typer.echo(to_json(outputs.facts()))
    elif not quiet:
        print_outputs(session, outputs)


def print_outputs(session: Session, outputs: Outputs) -> None:
    """Print where readers find what, and how large it is."""
    labels = session.labels
    table = Table(title_justify="left")
    table.add_column(labels("output_file"), overflow="fold")
    table.add_column(labels("output_size"), justify="right")
    for path, size in _entries(outputs).items():
        table.add_row(escape(path), _size(size, labels))
    text = labels("outputs_at", assessment=outputs.assessment, path=outputs.folder)
    session.console.print(escape(text), soft_wrap=True)
    session.console.print(table)
    if not outputs.is_linked:
        session.console.print(labels("outputs_copied"), soft_wrap=True)
    if outputs.restricted is not None:
        folder = outputs.restricted.folder
        session.console.print(escape(labels("restricted_at", path=folder)), soft_wrap=True)


def tell_outputs(
    session: Session, found: Outputs | UserError | None, *, quiet: bool, in_short: bool = False
) -> None:
    """Say at the end of a build what became of its outputs, in short without each file.

    Raises:
        UserError: there are none because of it.
    """
    if isinstance(found, UserError):
        raise found
    if found is None or quiet:
        return
    if not in_short:
        print_outputs(session, found)
        return
    names = ", ".join(dict.fromkeys(_folder_or_file(path) for path in found.files))
    text = session.labels(
        "short_outputs", assessment=found.assessment, names=names, path=found.folder
    )
    session.console.print(escape(text), soft_wrap=True)
    if not found.is_linked:
        session.console.print(session.labels("outputs_copied"), soft_wrap=True)


def warn_older_outputs(session: Session) -> dict[str, str]:
    """Say which outputs are of another version than the tables, on the error channel.

    Returns:
        Version each is of, by name.
    """
    found = older(Shelf(session.project.published))
    if found:
        listed = ", ".join(f"{name} ({version or '–'})" for name, version in found.items())
        text = session.labels("older_outputs", listed=listed)
        new_console(stderr=True).print(f"[yellow]{escape(text)}[/]", soft_wrap=True)
    return found


def _entries(outputs: Outputs) -> dict[str, int]:
    """Sizes by file; folders within folders as one."""
    found: dict[str, int] = {}
    for path, size in outputs.files.items():
        shown = "/".join(path.split("/")[:2])
        found[shown] = found.get(shown, 0) + size
    return found


def _folder_or_file(path: str) -> str:
    first, inside, _ = path.partition("/")
    return f"{first}/" if inside else first


def _size(size: int, labels: Labels) -> str:
    return f"{labels.number(size / 1_000_000, 2)} MB"


def outputs_facts(found: Outputs | UserError | None) -> dict[str, Any] | None:
    """What a build says of its outputs with ``--json``."""
    if isinstance(found, UserError):
        return {"event": "failed", "error": found.message_en}
    return found.facts() if found else None
