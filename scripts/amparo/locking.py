"""One landing, build or publication at a time."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from amparo.errors import UserError

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
    holder = lock_file.with_suffix(".holder")
    try:
        lock.acquire()
    except Timeout:
        es, en = _who(holder)
        raise UserError(
            f"Otra ejecución de Amparo{es} está escribiendo en {lock_file.parent}. Esta no cambió "
            "nada: espere a que la otra termine y repita.",
            f"Another run of Amparo{en} is writing to {lock_file.parent}. This one changed "
            "nothing: wait until the other ends and repeat.",
            code=3,
        ) from None
    try:
        now = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        holder.write_text(json.dumps({"pid": os.getpid(), "since": now}), encoding="utf-8")
        yield
    finally:
        with contextlib.suppress(OSError):
            holder.unlink()
        lock.release()


def _who(holder: Path) -> tuple[str, str]:
    # the other one may be just beginning or ending: its note may be absent or half written
    try:
        note = json.loads(holder.read_text(encoding="utf-8"))
        pid, since = int(note["pid"]), str(note["since"])
    except (OSError, ValueError, KeyError, TypeError):
        return "", ""
    return f" (proceso {pid}, desde {since})", f" (process {pid}, since {since})"
