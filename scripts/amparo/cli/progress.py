"""Progress on the terminal, for dbt and for landing."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from amparo.cli.terminal import harmless
from amparo.files.locking import only_writer
from amparo.files.private import private_working_files

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from amparo.cli.session import Session
    from amparo.landing import FileResult


def bar(console: Console, *, quiet: bool) -> Progress:
    """A display that vanishes when done; it shows nothing where quiet or not a terminal."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("[dim]{task.fields[current]}"),
        console=console,
        transient=True,
        disable=quiet or not console.is_terminal,
    )


class Steps:
    """One line of a progress display, moved on by landing or by dbt.

    Args:
        display: The display.
        description: What the line says.
    """

    def __init__(self, display: Progress, description: str) -> None:
        """Add the line."""
        self._display = display
        self._task = display.add_task(description, total=None, current="")

    def started(self, total: int) -> None:
        """Set how many there are."""
        self._display.update(self._task, total=total)

    def finished(self, name: str) -> None:
        """One more is done."""
        self._display.update(self._task, advance=1, current=_shown(name[:40]))

    def file_started(self, name: str, index: int, total: int) -> None:
        """A file is begun."""
        self._display.update(
            self._task, total=total, completed=index - 1, current=_shown(name[-40:])
        )

    def file_finished(self, result: FileResult) -> None:
        """A file, or a sheet of one, is done."""


@contextmanager
def at_work(session: Session, label: str, *, quiet: bool) -> Iterator[Steps]:
    """Hold the warehouse, its files private, while something is computed beside it."""
    with (
        private_working_files(session.project),
        only_writer(session.project.lock),
        bar(session.console, quiet=quiet) as display,
    ):
        yield Steps(display, session.labels(label))


def _shown(name: str) -> str:
    return escape(harmless(name))
