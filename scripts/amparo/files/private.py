"""Working files are their owner's alone: they hold source rows, and some rows are people."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from amparo.project import Project


@contextlib.contextmanager
def private_files() -> Iterator[int]:
    """Have every file created meanwhile readable by its owner only; gives the umask before.

    DuckDB writes its log beside the database and offers no mode for it. The setting is the
    process's, so other threads share it for as long.
    """
    before = os.umask(0o077)
    try:
        yield before
    finally:
        os.umask(before)


@contextlib.contextmanager
def private_working_files(project: Project) -> Iterator[int]:
    """Have a project's working files readable by their owner only, those of before included.

    New files get no permission for others; database, its log, lock, records of the last build and
    dbt's target folder lose what an older version left them.

    Args:
        project: The project.

    Yields:
        The umask of before, for what is written for others.
    """
    beside = project.database.parent.glob(f"{project.database.stem}.*")
    beside_too = ("last_build.json", "last_extracts.json")
    for file in [*beside, *map(project.database.with_name, beside_too)]:
        _restrict(file, 0o600)
    _restrict(project.target, 0o700)
    with private_files() as umask:
        yield umask


def _restrict(path: Path, mode: int) -> None:
    # another owner's file is not ours to change, and a link's target neither
    if not path.exists() or path.is_symlink() or path.is_dir() != (mode == 0o700):
        return
    with contextlib.suppress(OSError):
        path.chmod(mode)
