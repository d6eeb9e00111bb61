"""Where the outputs of a version lie, and the names readers know.

    published/amparo.xlsx        -> versions/<version>/outputs-<id>/amparo.xlsx
    published/intercambio        -> versions/<version>/outputs-<id>/intercambio

A set of outputs is written beside the versions, checked, renamed into its version's folder whole,
and stated in the version's sidecar; only then do the names lead to it. So a failure leaves the last
good outputs where they were, and going back to a version brings its own outputs back.
"""

from __future__ import annotations

import json
import secrets
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from amparo.publishing.files import (
    file_mode,
    file_sha256,
    remove,
    replace_file,
    sync,
    sync_folder,
)
from amparo.publishing.shelf import SIDECAR

if TYPE_CHECKING:
    from pathlib import Path

    from amparo.publishing.shelf import Shelf, Version

KEY: Final = "outputs"
"""Key of the sidecar under which outputs are stated."""

_SET: Final = "outputs-"
_NEW_SIDECAR: Final = ".manifest.new"


@dataclass(frozen=True, slots=True)
class Part:
    """Outputs that are made together.

    Attributes:
        fingerprint: Digest of what they were made from.
        files: SHA-256 and size in bytes by path within the set.
    """

    fingerprint: str
    files: dict[str, tuple[str, int]]


@dataclass(frozen=True, slots=True)
class OutputSet:
    """The outputs of a version, as its sidecar states them.

    Attributes:
        folder: Where they lie.
        parts: What they consist of, by name.
        options: What they were made with.
    """

    folder: Path
    parts: dict[str, Part]
    options: dict[str, Any]

    def is_whole(self, part: str) -> bool:
        """Whether the files of a part are as they were written."""
        return all(
            (self.folder / path).is_file() and file_sha256(self.folder / path) == sha256
            for path, (sha256, _) in self.parts[part].files.items()
        )

    def names(self) -> list[str]:
        """What a reader finds beside the published file."""
        return sorted({path.split("/")[0] for p in self.parts.values() for path in p.files})


def stated(version: Version) -> OutputSet | None:
    """The outputs of a version; None where it has none."""
    found = version.sidecar().get(KEY)
    if not found:
        return None
    parts = {
        name: Part(
            part["fingerprint"],
            {file["path"]: (file["sha256"], file["bytes"]) for file in part["files"]},
        )
        for name, part in found["parts"].items()
    }
    return OutputSet(version.folder / found["folder"], parts, found["options"])


def described(folder: Path) -> dict[str, tuple[str, int]]:
    """SHA-256 and size of every file below a folder, by path with slashes."""
    return {
        file.relative_to(folder).as_posix(): (file_sha256(file), file.stat().st_size)
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def put(
    version: Version, staged: Path, parts: dict[str, Part], options: dict[str, Any], umask: int
) -> OutputSet:
    """Add a finished set to its version and state it in the sidecar.

    Args:
        version: The version.
        staged: Folder of the set, on the same disk; it is moved.
        parts: What it consists of.
        options: What it was made with.
        umask: Permissions others do not get.
    """
    for path in sorted(staged.rglob("*"), reverse=True):
        if path.is_file():
            sync(path)
            path.chmod(file_mode(umask))
        else:
            sync_folder(path)
            path.chmod(0o777 & ~umask)
    staged.chmod(0o777 & ~umask)
    folder = version.folder / f"{_SET}{secrets.token_hex(4)}"
    staged.rename(folder)
    record = {
        "folder": folder.name,
        "options": options,
        "parts": {
            name: {
                "fingerprint": part.fingerprint,
                "files": [
                    {"path": path, "sha256": sha256, "bytes": size}
                    for path, (sha256, size) in part.files.items()
                ],
            }
            for name, part in parts.items()
        },
    }
    text = json.dumps(version.sidecar() | {KEY: record}, ensure_ascii=False, indent=1)
    new = version.folder / _NEW_SIDECAR
    remove(new)
    new.write_text(text, encoding="utf-8")
    sync(new)
    new.chmod(file_mode(umask))
    replace_file(new, version.folder / SIDECAR)
    sync_folder(version.folder)
    return OutputSet(folder, parts, options)


def show(shelf: Shelf, version: Version) -> bool | None:
    """Have the names readers know lead to a version's outputs, and to no other's.

    The caller holds the shelf's lock.

    Returns:
        True for links; False where the system allows none and copies were put in place; None where
        the version has no outputs, and the names are gone.
    """
    outputs = stated(version)
    names = outputs.names() if outputs else []
    is_linked = True
    for name in names:
        if outputs is not None and not _link(shelf, outputs.folder / name, shelf.folder / name):
            is_linked = False
            _copy(shelf, outputs.folder / name, shelf.folder / name)
    for name in sorted(_shown(shelf) - set(names)):
        remove(shelf.folder / name)
    for folder in version.folder.glob(f"{_SET}*"):
        # of a run that was killed, or replaced just now
        if outputs is None or folder != outputs.folder:
            remove(folder)
    return is_linked if outputs else None


def hide(shelf: Shelf) -> None:
    """Have the names readers know lead nowhere."""
    for name in sorted(_shown(shelf)):
        remove(shelf.folder / name)


def older(shelf: Shelf) -> dict[str, str]:
    """Outputs that readers find and that are of another version than the published file.

    They stay where none were made of the current version: making them failed, or nobody wanted it.

    Returns:
        Version each is of, by name; '' where no version states it.
    """
    current = shelf.current()
    if current is None:
        return {}
    versions = {
        name: path.readlink().parts[1] if path.is_symlink() else _copied_from(shelf, path)
        for name in sorted(_shown(shelf))
        for path in [shelf.folder / name]
    }
    return {name: version for name, version in versions.items() if version != current.name}


def _copied_from(shelf: Shelf, path: Path) -> str:
    """Newest version whose outputs these files are."""
    held = (
        {f"{path.name}/{name}": file for name, file in described(path).items()}
        if path.is_dir()
        else {path.name: (file_sha256(path), path.stat().st_size)}
    )
    for version in reversed(shelf.versions()):
        outputs = stated(version)
        parts = outputs.parts.values() if outputs else ()
        if any(held.items() <= part.files.items() for part in parts):
            return version.name
    return ""


def _shown(shelf: Shelf) -> set[str]:
    """Names in the folder that lead to outputs of any version, or are copies of them."""
    stated_names = {
        name
        for version in shelf.versions()
        if (outputs := stated(version)) is not None
        for name in outputs.names()
    }
    found = set()
    for path in shelf.folder.iterdir():
        if path.is_symlink():
            if any(part.startswith(_SET) for part in path.readlink().parts):
                found.add(path.name)
        elif path.name in stated_names:
            found.add(path.name)
    return found


def _link(shelf: Shelf, target: Path, name: Path) -> bool:
    relative = target.relative_to(shelf.folder)
    if name.is_symlink() and name.readlink() == relative:
        return True
    with shelf.staging() as staged:
        swap = staged / name.name
        try:
            swap.symlink_to(relative, target_is_directory=target.is_dir())
        except (OSError, NotImplementedError):
            return False
        if name.is_dir() and not name.is_symlink():
            name.rename(staged / f"{name.name}.old")
        swap.replace(name)
    return True


def _copy(shelf: Shelf, source: Path, name: Path) -> None:
    with shelf.staging() as staged:
        copy = staged / name.name
        if source.is_dir():
            shutil.copytree(source, copy)
            if name.exists():
                name.rename(staged / f"{name.name}.old")
            copy.rename(name)
        else:
            shutil.copy2(source, copy)
            replace_file(copy, name)
