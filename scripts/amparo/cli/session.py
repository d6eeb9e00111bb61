"""What the commands share: project, texts, console, common options."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from amparo.cli.terminal import harmless
from amparo.project import Project, find_project
from amparo.texts import Labels, preferred_language

if TYPE_CHECKING:
    from rich.text import Text

# JSON escapes the first thirty-two itself
_STEERING = re.compile("[\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
JsonOption = Annotated[
    bool, typer.Option("--json", help="Salida para máquinas. · Output for machines.")
]
AssessmentOption = Annotated[
    str | None,
    typer.Option(
        "--assessment",
        "-a",
        help="Evaluación; sin ella, la principal. · Assessment; without it, the main one.",
    ),
]
QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", help="Sin avance ni resumen. · No progress, no summary.")
]

NoReportOption = Annotated[
    bool,
    typer.Option(
        "--no-report",
        help="Sin informe, libro ni intercambio. · No report, workbook, exchange files.",
    ),
]


class Session:
    """What every command needs: the project, its texts and a console."""

    def __init__(self) -> None:
        """Find the project and its texts."""
        self.console = new_console()
        self.project: Project = find_project()
        self.labels = Labels(self.project.seeds, preferred_language(), self.project.database)


class HarmlessConsole(Console):
    """A console that no cell, file name or sheet name can send signs to that steer a terminal.

    Everything printed as text comes through here, the cells of tables too.
    """

    def render_str(self, text: str, **options: Any) -> Text:
        """Make a text ready to print."""
        return super().render_str(harmless(text), **options)


def new_console(*, stderr: bool = False) -> Console:
    """A console that does not squeeze tables into 80 columns where it has no width of its own."""
    console = HarmlessConsole(stderr=stderr, highlight=False)
    if console.is_terminal:
        return console
    return HarmlessConsole(stderr=stderr, highlight=False, width=120)


def to_json(facts: Any) -> str:
    """Facts as text for machines; a terminal that shows it obeys none of its signs."""
    text = json.dumps(facts, ensure_ascii=False, indent=2, default=str)
    return _STEERING.sub(lambda sign: f"\\u{ord(sign.group()):04x}", text)
