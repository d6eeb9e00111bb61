"""One landing or build at a time."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from amparo.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def only_writer(lock_file: Path) -> Iterator[None]:
    """Hold the project's lock while the block runs; the system frees it if the process dies.

    Args:
        lock_file: File to lock; its folder is created.

    Raises:
        UserError: another process holds it.
    """
    lock_file.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(lock_file, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise UserError(
            "Otra ejecución de Amparo está escribiendo en la bodega; espere a que termine.",
            "Another run of Amparo is writing to the warehouse; wait until it ends.",
            code=3,
        ) from None
    try:
        yield
    finally:
        lock.release()
