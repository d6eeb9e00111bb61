"""The private folder of one landing, beside the database: nobody else can read what passes by."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def private_prefix(database: Path) -> str:
    """Beginning of the names of private folders: what killed runs left is known by it."""
    return f".{database.name}.landing-"


@contextlib.contextmanager
def private_folder(database: Path) -> Iterator[Path]:
    """Make a folder which only its owner can enter, and remove it whatever happens."""
    database.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=private_prefix(database), dir=database.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_left_over(database: Path, *, keep: Path) -> None:
    """Remove the folders that killed landings left behind."""
    for folder in database.parent.iterdir():
        if folder.name.startswith(private_prefix(database)) and folder != keep:
            shutil.rmtree(folder, ignore_errors=True)
