"""Files and folders: put on disk, replaced, removed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

PRIVATE: Final = 0o077
"""The umask of what is its owner's alone."""


def file_mode(umask: int) -> int:
    """Permissions of a finished file: to read; of what is its owner's alone, 0600."""
    return 0o600 if umask & PRIVATE == PRIVATE else 0o444 & ~umask


def file_sha256(file: Path) -> str:
    """SHA-256 of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def replace_file(source: Path, target: Path) -> None:
    """Rename a file over another one, read-only ones included."""
    if os.name == "nt" and target.is_file() and not target.is_symlink():
        target.chmod(0o600)  # Windows replaces no read-only file
    source.replace(target)


def remove(path: Path) -> None:
    """Remove a file or folder, if it is there and nothing holds it."""
    if path.is_dir() and not path.is_symlink():
        for part in path.rglob("*"):
            if os.name == "nt" and part.is_file():
                with contextlib.suppress(OSError):
                    part.chmod(0o600)  # Windows removes no read-only file
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            if os.name == "nt" and path.is_file() and not path.is_symlink():
                path.chmod(0o600)
            path.unlink()


def sync(file: Path) -> None:
    """Have a file's bytes on disk before anything refers to it."""
    with file.open("r+b") as stream:
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Have the renames within a folder on disk."""
    if os.name == "nt":  # it opens no folders, and its file system logs renames itself
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
