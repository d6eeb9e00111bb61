"""Zip archives: their members are taken out into the private folder under names of ours.

Nothing in an archive decides where a file is written, and nothing is written beyond the limits:
the sizes an archive states are not believed, the bytes are counted as they come.
"""

from __future__ import annotations

import lzma
import os
import stat
import unicodedata
import zipfile
import zlib
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Final, NamedTuple

from amparo.landing import limits, problems
from amparo.landing.damage import reading

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUFFIX: Final = ".zip"
_DAMAGE: Final = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError),
    *(ValueError, RuntimeError, OSError),
)
_ZIP: Final = ("archivo zip", "a zip archive")


class Member(NamedTuple):
    """One file of an archive: its name there, and where it lies unpacked."""

    name: str
    path: Path


def unpack(archive: Path, folder: Path) -> Iterator[Member]:
    """Take the files of an archive out, one at a time.

    Args:
        archive: The zip file.
        folder: Private folder for the members, made already.

    Yields:
        Members in the archive's order, folders left out.

    Raises:
        ProblemError: the archive is damaged, protected, too big, or a member's name or kind is
            one that no data file has.
    """
    with reading(*_ZIP, *_DAMAGE):
        opened = zipfile.ZipFile(archive)
    with opened:
        entries = [entry for entry in opened.infolist() if not entry.is_dir()]
        _check(entries)
        left = limits.most_unpacked(archive.stat().st_size)
        for number, entry in enumerate(entries):
            name = _name(entry)
            target = folder / f"{number}{PurePosixPath(name).suffix.lower()[:8]}"
            left -= _copy(opened, entry, target, left)
            yield Member(name, target)


def _check(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > limits.MOST_MEMBERS:
        raise problems.archive_too_big(f"> {limits.MOST_MEMBERS}")
    names: set[str] = set()
    for entry in entries:
        name = _name(entry)
        if entry.flag_bits & 1:
            raise problems.password()
        if _leaves(entry.filename) or stat.S_ISLNK(entry.external_attr >> 16):
            raise problems.archive_member(entry.filename)
        if name in names:
            raise problems.archive_member(entry.filename)
        names.add(name)


def _name(entry: zipfile.ZipInfo) -> str:
    return unicodedata.normalize("NFC", entry.filename.replace("\\", "/"))


def _leaves(name: str) -> bool:
    """Tell whether a name would lead out of the folder on any system."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    windows = PureWindowsPath(name)
    return ".." in parts or name.startswith(("/", "\\")) or bool(windows.drive) or "\0" in name


def _copy(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, most: int) -> int:
    """Write one member; gives its bytes."""
    written = 0
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with reading(*_ZIP, *_DAMAGE):
            member = opened.open(entry)
        while True:
            # a disk that is full is not the archive's fault: writing is outside
            with reading(*_ZIP, *_DAMAGE):
                chunk = member.read(limits.CHUNK)
            if not chunk:
                break
            written += len(chunk)
            if written > most:
                raise problems.archive_too_big(f"> {most // 2**20} MB")
            file.write(chunk)
    return written
