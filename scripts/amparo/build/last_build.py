"""How the last build or run of dbt ended: one that failed, or made some tables only, leaves a mix.

The record lies beside the database. ``amparo`` writes it for its own builds, dbt's hooks for runs
by hand (``macros/runs/note_of_run.sql``).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from amparo.publishing.declared import TestRun

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from amparo.project import Project
    from amparo.texts import Labels

READ: Final = (
    *("dbt_project.yml", "macros/**/*.sql", "models/**/*.py", "models/**/*.sql"),
    *("models/**/*.yml", "scripts/amparo/registry/**/*.py", "seeds/**/*.csv", "seeds/**/*.yml"),
    "tests/dbt/**/*.sql",
)
"""Files that results depend on; `macros/runs/digest_of_files.sql` names the same."""


@dataclass(frozen=True, slots=True)
class LastBuild:
    """What is known of the last build.

    Attributes:
        started_at: When it began, UTC.
        is_finished: Whether all tables are of it, and all tests passed.
        reason: Why not, where dbt ended well: ``partial`` or ``empty``; else ''.
        command: The run by hand, e.g. ``dbt build``; '' for a build by ``amparo``.
        files: Digest of the files it was made from; '' where nobody knows.
        tests: The tests that passed, where it is finished.
    """

    started_at: str
    is_finished: bool = False
    reason: str = ""
    command: str = ""
    files: str = ""
    tests: tuple[TestRun, ...] = field(default=(), repr=False)

    def warning(self, labels: Labels) -> str | None:
        """The sentence for readers where the tables do not belong together, else None."""
        if self.is_finished:
            return None
        label = f"last_build_{self.reason or 'failed'}"
        return labels(label, when=self.started_at, command=self.command)


@contextmanager
def recorded(project: Project, before: str) -> Iterator[list[TestRun]]:
    """Record a build: unfinished from the start, finished if the block ends well.

    Args:
        project: The project; the record lies beside its database.
        before: Digest of the files that results depend on, from before any was read.

    Yields:
        A list for the tests that passed.
    """
    started = mark_unfinished(project.database)
    tests: list[TestRun] = []
    try:
        yield tests
    except BaseException:
        # dbt may have ended well, and its hook said so
        _write(project.database, LastBuild(started))
        raise
    after, _ = files_read(project.root)
    files = after if after == before else ""
    _write(project.database, LastBuild(started, is_finished=True, files=files, tests=tuple(tests)))


def mark_unfinished(database: Path) -> str:
    """Record that what the warehouse holds has changed and the results have not followed yet.

    Returns:
        The time recorded, UTC.
    """
    started = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    database.parent.mkdir(parents=True, exist_ok=True)
    _write(database, LastBuild(started))
    return started


def last_build(database: Path) -> LastBuild | None:
    """The last build of a database; None where there was none."""
    file = _file(database)
    if not file.is_file():
        return None
    try:
        record: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return LastBuild(
            started_at=str(record["started_at"]),
            is_finished=record["is_finished"] is True,
            reason=record.get("reason") or "",
            command=record.get("command") or "",
            files=record.get("files") or "",
            tests=tuple(TestRun(**test) for test in record.get("tests") or ()),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        # a full disk or a pulled plug cut it off: nobody knows that the build ended well
        changed = dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC)
        return LastBuild(changed.isoformat(timespec="seconds"))


def files_read(root: Path) -> tuple[str, float]:
    """Digest of the project's files that results depend on, and when the newest was changed."""
    found = {
        file.relative_to(root).as_posix(): file
        for pattern in READ
        for file in root.glob(pattern)
        if file.is_file()
    }
    lines = [
        f"{name} {hashlib.sha256(file.read_bytes()).hexdigest()}"
        for name, file in sorted(found.items())
    ]
    newest = max((file.stat().st_mtime for file in found.values()), default=0.0)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest(), newest


def _file(database: Path) -> Path:
    return database.with_name("last_build.json")


def _write(database: Path, record: LastBuild) -> None:
    _file(database).write_text(json.dumps(asdict(record)), encoding="utf-8")
