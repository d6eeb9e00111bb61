"""Where the carried project lies: inside an installed package, or the checkout it is read from."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

_INSTALLED: Final = Path(__file__).parent / "project"
_CHECKOUT: Final = Path(__file__).parents[3]


def carried_root() -> Path:
    """Folder with the ``dbt_project.yml`` of this version of the package."""
    return _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT


def carried_files() -> dict[str, Path]:
    """The files of the project by their path in it, as ``setup.py`` puts them into a wheel."""
    root = carried_root()
    return {
        file.relative_to(root).as_posix(): file
        for part in _parts(root)
        for file in sorted((part, *part.rglob("*")))
        # bytecode of Python models, where they were installed or read
        if file.is_file() and file.parent.name != "__pycache__"
    }


def _parts(root: Path) -> list[Path]:
    if root == _INSTALLED:
        return [root]
    stated = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    return [root / part for part in stated["tool"]["amparo"]["project"]]
