"""One landing, build or publication at a time."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from amparo.errors import ExitCode, UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def only_writer(lock_file: Path) -> Iterator[None]:
    """Hold a lock while the block runs; the system frees it if the process dies.

    Args:
        lock_file: File to lock; its folder is created. Who holds it is noted beside it.

    Raises:
        UserError: another process holds it; the text says which and since when.
    """
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(lock_file, timeout=0, mode=0o600)
    holder = _note(lock_file)
    try:
        lock.acquire()
    except Timeout:
        es, en = holder_of(lock_file)
        raise UserError(
            f"Otra ejecución de Amparo{es} está escribiendo en {lock_file.parent}. Esta no cambió "
            "nada: espere a que la otra termine y repita.",
            f"Another run of Amparo{en} is writing to {lock_file.parent}. This one changed "
            "nothing: wait until the other ends and repeat.",
            code=ExitCode.BUSY,
        ) from None
    try:
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        holder.write_text(json.dumps({"pid": os.getpid(), "since": now}), encoding="utf-8")
        yield
    finally:
        with contextlib.suppress(OSError):
            holder.unlink()
        lock.release()


def holder_of(lock_file: Path) -> tuple[str, str]:
    """Who holds a lock, as words to go into a sentence; to be asked while it is held.

    Args:
        lock_file: The locked file.

    Returns:
        The words in Spanish and in English, with a blank before them; both '' where unknown.
    """
    # the other one may be just beginning or ending: its note may be absent or half written
    try:
        note = json.loads(_note(lock_file).read_text(encoding="utf-8"))
        pid, since = int(note["pid"]), str(note["since"])
    except (OSError, ValueError, KeyError, TypeError):
        return "", ""
    return f" (proceso {pid}, desde {since})", f" (process {pid}, since {since})"


def _note(lock_file: Path) -> Path:
    return lock_file.with_suffix(".holder")
