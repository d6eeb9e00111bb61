"""What can be seen of folders and files without changing them."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

if TYPE_CHECKING:
    from pathlib import Path


def permissions_of(folder: Path) -> int:
    """Permissions of a folder; 0 where there is none."""
    return folder.stat().st_mode & 0o777 if folder.is_dir() else 0


def nearest_folder(folder: Path) -> Path:
    """The folder, or the one above it that exists."""
    return next(part for part in (folder, *folder.absolute().parents) if part.exists())


def why_not_writable(folder: Path) -> str:
    """What the system says against writing there; nothing where it can be written to."""
    nearest = nearest_folder(folder)
    try:
        # asking for permission is not enough: read-only disks and Windows' rules say otherwise
        with tempfile.TemporaryFile(dir=nearest):
            return ""
    except OSError as error:
        return error.strerror or type(error).__name__


def is_held(lock: Path) -> bool:
    """Whether another process holds a lock."""
    if not lock.is_file():
        return False
    try:
        with FileLock(lock, timeout=0, mode=0o600):
            return False
    except Timeout:
        return True


def is_duckdb(database: Path) -> bool:
    """Whether a file begins as files of DuckDB do."""
    with database.open("rb") as stream:
        return stream.read(12)[8:] == b"DUCK"
