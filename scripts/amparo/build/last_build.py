"""Whether the last build ended well: a failed one leaves new and old tables side by side."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def recorded(database: Path) -> Iterator[None]:
    """Record a build of a database: unfinished from the start, finished if the block ends well.

    Args:
        database: Working database; the record lies beside it.
    """
    started = mark_unfinished(database)
    yield
    _write(database, {"started_at": started, "is_finished": True})


def mark_unfinished(database: Path) -> str:
    """Record that what the warehouse holds has changed and the results have not followed yet.

    Returns:
        The time recorded, UTC.
    """
    started = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    database.parent.mkdir(parents=True, exist_ok=True)
    _write(database, {"started_at": started, "is_finished": False})
    return started


def unfinished_since(database: Path) -> str | None:
    """Start of the last build if it was begun and did not end well, else None."""
    file = _file(database)
    if not file.is_file():
        return None
    try:
        record = json.loads(file.read_text(encoding="utf-8"))
        return None if record["is_finished"] else str(record["started_at"])
    except (ValueError, KeyError, TypeError):
        # a full disk or a pulled plug cut it off: nobody knows that the build ended well
        changed = dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC)
        return changed.isoformat(timespec="seconds")


def _file(database: Path) -> Path:
    return database.with_name("last_build.json")


def _write(database: Path, record: dict[str, object]) -> None:
    _file(database).write_text(json.dumps(record), encoding="utf-8")
