"""Who follows a build: what a console, or a test, receives of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from amparo.landing import FileResult, LandingReport


class Progress(Protocol):
    """Receives how far a step is."""

    def started(self, total: int) -> None:
        """Receive how many parts there are."""

    def finished(self, name: str) -> None:
        """Receive that one more part is done."""

    def file_started(self, name: str, index: int, total: int) -> None:
        """Receive that a file is begun."""

    def file_finished(self, result: FileResult) -> None:
        """Receive that a file, or a sheet of one, is done."""


class Watch(Protocol):
    """Follows a build."""

    def step(self, name: str) -> AbstractContextManager[Progress]:
        """Follow one step while it runs."""

    def landed(self, report: LandingReport) -> None:
        """Receive what was landed and refused, before the build goes on or stops."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step that is done: its name, seconds, and in words what it came to."""

    name: str
    seconds: float
    result: str
