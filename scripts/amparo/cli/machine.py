"""``amparo doctor``."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from amparo.cli.session import JsonOption, Session, to_json
from amparo.doctor import examine

if TYPE_CHECKING:
    from amparo.doctor import State

_STYLES: dict[State, str] = {"ok": "green", "warn": "yellow", "fail": "red"}


def doctor_command(
    extracts: Annotated[
        Path | None,
        typer.Option(
            "--extracts",
            help="Carpeta que se va a construir. · Folder that is going to be built.",
        ),
    ] = None,
    quiet: Annotated[
        bool,
        typer.Option("--quiet", "-q", help="Solo lo que no está bien. · Only what is not well."),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Revisar el equipo y las carpetas, sin cambiar nada. · See whether a build can go well."""
    session = Session()
    labels = session.labels
    with session.console.status(labels("doctor_at_work")):
        findings = examine(session.project, labels, extracts)
    counts: dict[str, int] = {state: sum(f.state == state for f in findings) for state in _STYLES}
    if as_json:
        typer.echo(to_json({"counts": counts, "checks": [f.facts() for f in findings]}))
    else:
        for finding in findings:
            if quiet and finding.state == "ok":
                continue
            style = _STYLES[finding.state]
            state = labels(f"doctor_state_{finding.state}")
            line = f"[{style}]{state}[/] {labels(f'doctor_{finding.check}')}: "
            session.console.print(line + escape(finding.found), soft_wrap=True)
            if finding.todo:
                session.console.print(f"    → {escape(finding.todo)}", soft_wrap=True)
        if not quiet:
            style = "red" if counts["fail"] else "yellow" if counts["warn"] else "green"
            session.console.print(f"[{style}]{labels('doctor_summary', **counts)}[/]")
    if counts["fail"]:
        raise typer.Exit(1)
