"""A project folder that a person owns: written once, and never written over where it was edited."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from amparo import __version__
from amparo.errors import ExitCode, UserError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RECORD: Final = "amparo.json"
"""What was written into the folder: the version, and a digest of each file."""

ASIDE: Final = "upgrade"
"""Folder for the new text of files that a person has edited; dbt does not read it."""

State = Literal["added", "changed", "removed", "conflict", "edited"]


@dataclass(frozen=True, slots=True)
class Change:
    """A file in which the folder and the version differ.

    Attributes:
        path: Its path in the project.
        state: ``added``, ``changed``, ``removed`` by the version, and untouched by the person;
            ``edited`` by the person alone; ``conflict`` where both did something.
    """

    path: str
    state: State


def create(folder: Path, carried: Mapping[str, Path]) -> None:
    """Write the project into a folder.

    Args:
        folder: Where to; it may exist, without any of the project's files.
        carried: Files of the project by path.

    Raises:
        UserError: one of the files is there already.
    """
    there = [path for path in (RECORD, *carried) if (folder / path).exists()]
    if there:
        raise UserError(
            f"En {folder} ya hay {there[0]}: elija una carpeta vacía o nueva; la de un proyecto "
            "se pone al día con amparo upgrade.",
            f"There is a {there[0]} in {folder} already: choose an empty or new folder; that of a "
            "project is brought up to date with amparo upgrade.",
            code=ExitCode.MISUSED,
        )
    for path, file in carried.items():
        _write(folder / path, file.read_bytes())
    _keep(folder, carried)


def changes(folder: Path, carried: Mapping[str, Path]) -> tuple[str, list[Change]]:
    """What this version of the package would change in a folder, and what it would leave.

    Args:
        folder: A folder that `create` wrote.
        carried: Files of the project by path.

    Returns:
        The version the folder is of, and the files that differ by path.

    Raises:
        UserError: the folder does not say what was written into it.
    """
    version, written = _record(folder)
    found = []
    for path in sorted(written.keys() | carried.keys()):
        before, there = written.get(path), _digest(folder / path)
        new = _digest(carried[path]) if path in carried else None
        if there != new:
            found.append(Change(path, _state(before, there, new)))
    return version, found


def upgrade(folder: Path, carried: Mapping[str, Path], found: list[Change]) -> None:
    """Bring into a folder what a version changes; the new text of a conflict goes beside.

    Args:
        folder: A folder that `create` wrote.
        carried: Files of the project by path.
        found: What `changes` found.
    """
    for change in found:
        file, new = folder / change.path, carried.get(change.path)
        if change.state == "removed":
            file.unlink()
        elif change.state in {"added", "changed"} and new:
            _write(file, new.read_bytes())
        elif change.state == "conflict" and new:
            _write(folder / ASIDE / change.path, new.read_bytes())
    # last, so that a run that was stopped is simply repeated
    _keep(folder, carried)


def _state(before: str | None, there: str | None, new: str | None) -> State:
    if before == new:
        return "edited"
    if there != before:
        return "conflict"
    return "added" if before is None else "removed" if new is None else "changed"


def _digest(file: Path) -> str | None:
    """Digest of a text file, the same for the line ends of Windows; None where there is none."""
    if not file.is_file():
        return None
    return hashlib.sha256(file.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def _write(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    # whole or not at all, should the disk be full
    half = file.with_name(f"{file.name}.half")
    half.write_bytes(content)
    half.replace(file)


def _keep(folder: Path, carried: Mapping[str, Path]) -> None:
    files = {path: _digest(file) for path, file in carried.items()}
    text = json.dumps({"version": __version__, "files": files}, indent=1)
    _write(folder / RECORD, f"{text}\n".encode())


def _record(folder: Path) -> tuple[str, dict[str, str]]:
    file = folder / RECORD
    if not file.is_file():
        raise UserError(
            f"La carpeta {folder} no la hizo amparo init (no tiene {RECORD}); una copia de trabajo "
            "se pone al día con git.",
            f"The folder {folder} was not made by amparo init (it has no {RECORD}); a checkout is "
            "brought up to date with git.",
            code=ExitCode.MISUSED,
        )
    try:
        stated = json.loads(file.read_text(encoding="utf-8"))
        return str(stated["version"]), dict(stated["files"])
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(
            f"{file} está dañado y no dice qué escribió amparo init: recupérelo de una copia.",
            f"{file} is damaged and does not say what amparo init wrote: restore it from a copy.",
        ) from error
