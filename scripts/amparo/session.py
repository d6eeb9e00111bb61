"""What the commands share: project, texts, console, common options."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer
from rich.console import Console

from amparo.labels import Labels, preferred_language
from amparo.project import Project, find_project

JsonOption = Annotated[
    bool, typer.Option("--json", help="Salida para máquinas. · Output for machines.")
]

QuietOption = Annotated[
    bool, typer.Option("--quiet", "-q", help="Sin avance ni resumen. · No progress, no summary.")
]


class Session:
    """What every command needs: the project, its texts and a console."""

    def __init__(self) -> None:
        """Find the project and its texts."""
        self.console = new_console()
        self.project: Project = find_project()
        self.labels = Labels(self.project.seeds, preferred_language(), self.project.database)


def new_console(*, stderr: bool = False) -> Console:
    """A console that does not squeeze tables into 80 columns where it has no width of its own."""
    console = Console(stderr=stderr, highlight=False)
    return console if console.is_terminal else Console(stderr=stderr, highlight=False, width=120)


def to_json(facts: Any) -> str:
    """Facts as text for machines."""
    return json.dumps(facts, ensure_ascii=False, indent=2, default=str)
