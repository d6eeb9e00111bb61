"""What a landing tells its caller."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from amparo.landing.refusal import Refusal

Event = Literal["landed", "unchanged", "replaced", "withdrawn", "refused", "ignored", "duplicate"]


@dataclass(frozen=True, slots=True)
class FileResult:
    """What happened to one file, or to one sheet of a workbook.

    Attributes:
        event: landed (new), replaced (other bytes or another declaration), unchanged, withdrawn
            (no longer delivered), refused, ignored or duplicate.
        file: Path relative to the extracts folder.
        sheet: Sheet of a workbook, '' otherwise.
        source: Name of the source, '' where unknown.
        table: Name of the table in ``raw``, '' where none.
        rows: Rows which are in ``raw`` because of it; for withdrawn the rows taken out.
        seconds: Time spent on the file.
        message_es: One sentence, in Spanish; '' where the event says it all.
        message_en: The same in English.
    """

    event: Event
    file: str
    sheet: str = ""
    source: str = ""
    table: str = ""
    rows: int = 0
    seconds: float = 0.0
    message_es: str = ""
    message_en: str = ""


@dataclass(frozen=True, slots=True)
class Ignored:
    """A file or a sheet that was passed over, and why."""

    file: str
    sheet: str
    reason_es: str
    reason_en: str


class Reporter(Protocol):
    """Receives progress; the package itself prints nothing."""

    def file_started(self, name: str, index: int, total: int) -> None:
        """Hear that file ``index`` (1-based) of ``total`` is begun."""

    def file_finished(self, result: FileResult) -> None:
        """Hear a result; a workbook gives one for each sheet landed."""


class Silent:
    """A reporter for callers who do not want progress."""

    def file_started(self, name: str, index: int, total: int) -> None:
        """Do nothing."""

    def file_finished(self, result: FileResult) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class LandingReport:
    """The outcome of one landing.

    Attributes:
        load_id: Identifier written to the rows and to the log.
        loaded_at: Start of the landing, UTC without zone.
        results: What happened to each file and sheet, withdrawals first.
        refusals: The files and sheets refused.
        ignored: The files and sheets passed over.
        seconds: Time of the whole landing.
    """

    load_id: str
    loaded_at: dt.datetime
    results: tuple[FileResult, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    seconds: float = field(default=0.0, compare=False)

    @property
    def refused_claimed(self) -> tuple[Refusal, ...]:
        """Refusals which must stop a build: a source claims the file, or it nearly fits one."""
        return tuple(refusal for refusal in self.refusals if not refusal.is_unclaimed)

    @property
    def refused_unclaimed(self) -> tuple[Refusal, ...]:
        """Refusals worth a warning only: files nobody recognises."""
        return tuple(refusal for refusal in self.refusals if refusal.is_unclaimed)

    def facts(self) -> dict[str, object]:
        """All of it for ``--json``."""
        return {
            "files": [asdict(result) for result in self.results],
            "ignored": [asdict(ignored) for ignored in self.ignored],
        }

    @property
    def has_changes(self) -> bool:
        """Whether any row in ``raw`` is new, replaced or withdrawn."""
        return any(r.event in {"landed", "replaced", "withdrawn"} for r in self.results)

    @property
    def rows_by_source(self) -> Mapping[str, int]:
        """Rows delivered now, by source; old rows of a refused file are not counted."""
        return self._rows(lambda result: result.source)

    @property
    def rows_by_table(self) -> Mapping[str, int]:
        """Rows delivered now, by table; old rows of a refused file are not counted."""
        return self._rows(lambda result: result.table)

    def _rows(self, key: Callable[[FileResult], str]) -> Mapping[str, int]:
        rows: Counter[str] = Counter()
        for result in self.results:
            if result.event in {"landed", "replaced", "unchanged"}:
                rows[key(result)] += result.rows
        return dict(rows)
