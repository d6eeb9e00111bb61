"""The folder of extracts: which files are data, what they are called in ``raw``, their digest."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
import unicodedata
import zipfile
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from amparo.landing import archives
from amparo.landing.bounds import no_access, not_read
from amparo.landing.errors import LandingError
from amparo.landing.problems import archive_inside, empty
from amparo.landing.refusal import ProblemError
from amparo.landing.report import Ignored
from amparo.landing.text import normalise_header, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from amparo.landing.declarations import Format

_FORMATS: Final[Mapping[str, Format | None]] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xlsb": "xlsx",
    ".xls": "xls",
    ".parquet": "parquet",
    ".ods": "xlsx",
    ".json": "json",
    # data, in formats that are not read
    **dict.fromkeys((".geojson", ".jsonl", ".ndjson", ".xml", ".html", ".htm", ".numbers")),
    **dict.fromkeys((".dbf", ".mdb", ".accdb", ".sav", ".dta", ".sas7bdat")),
    **dict.fromkeys((".txt", ".dat", ".tab", ".rds", ".rdata", ".feather", ".arrow", ".sqlite")),
    **dict.fromkeys((".gz", ".rar", ".7z", ".tar", ".tgz", ".bz2", ".xz", ".zst")),
}
"""Format by suffix; None where a file of it may hold data and is not read. All else is no data."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """One data file.

    Attributes:
        path: Where it is.
        name: Its name in ``raw``: relative to the folder, with ``/``, composed accents.
        format: Its format by suffix.
    """

    path: Path
    name: str
    format: Format

    @property
    def bare_name(self) -> str:
        """The name without folders."""
        return PurePosixPath(self.name).name

    @property
    def is_synthetic(self) -> bool:
        """Whether the name declares the content invented."""
        return _says_synthetic(self.name)


@dataclass(frozen=True, slots=True)
class Content:
    """What a file held when it was looked at."""

    size: int
    sha256: str


@dataclass(slots=True)
class Folder:
    """What was found.

    Attributes:
        files: Data files, sorted by name.
        twins: Names borne by more than one file, once for each further file.
        ignored: What is passed over.
        refused: What is not opened, with the reason: archives, and archives within them, folders,
            files in a format that is not read.
    """

    files: list[Delivered] = field(default_factory=list)
    twins: list[str] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    refused: list[tuple[str, ProblemError]] = field(default_factory=list)

    def is_in_refused(self, name: str) -> bool:
        """Tell whether a file landed earlier came from an archive or folder refused now."""
        return any(name.startswith(f"{place}/") for place, _ in self.refused)


def check_there(extracts: Path) -> None:
    """Make sure that a folder of extracts exists.

    Raises:
        LandingError: it does not.
    """
    if not extracts.is_dir():
        raise LandingError(
            f"No existe la carpeta de extractos {extracts}.",
            f"The folder of extracts {extracts} does not exist.",
        )


def walk(folder: Path, links: Path) -> Folder:
    """List a folder recursively. Links to files are followed, links to folders are not.

    Args:
        folder: The extracts.
        links: Private folder for links to files whose own path DuckDB cannot be told.

    Raises:
        OSError: the folder itself cannot be read.
    """
    found = Folder()
    names: set[str] = set()
    closed: list[OSError] = []
    paths = sorted(_paths_under(folder, closed))
    for error in closed:
        place = Path(error.filename or folder)
        if place == folder:
            raise error
        found.refused.append((_relative_name(place, folder), no_access(is_folder=True)))
    for path in paths:
        name = _relative_name(path, folder)
        reason = _why_ignored(path, PurePosixPath(name))
        if reason is not None:
            found.ignored.append(Ignored(name, "", *reason))
        elif name in names:
            found.twins.append(name)
        elif path.suffix.lower() == archives.SUFFIX:
            names.add(name)
            _open_archive(path, name, links, found)
        else:
            names.add(name)
            _sort_in(path, name, links, found)
    found.files.sort(key=lambda file: file.name)
    return found


def _sort_in(path: Path, name: str, links: Path, found: Folder) -> None:
    """Put a file that may hold data where its format belongs."""
    suffix = path.suffix.lower()
    format_ = _FORMATS[suffix]
    if format_ is None:
        found.refused.append((name, not_read(suffix, _formats_read())))
    else:
        found.files.append(Delivered(_plain(path, links), name, format_))


def _formats_read() -> str:
    return ", ".join([*(s for s, format_ in _FORMATS.items() if format_), archives.SUFFIX])


def _open_archive(path: Path, name: str, links: Path, found: Folder) -> None:
    """Add the data files of a zip as ``archive.zip/member``: all of them, or a refusal."""
    folder = links / f"zip-{sum(1 for _ in links.iterdir())}"
    folder.mkdir()
    inside = Folder()
    try:
        for member in archives.unpack(path, folder):
            inner = f"{name}/{member.name}"
            if PurePosixPath(member.name).suffix.lower() == archives.SUFFIX:
                raise archive_inside()
            reason = _why_ignored(member.path, PurePosixPath(member.name))
            if reason is not None:
                inside.ignored.append(Ignored(inner, "", *reason))
            else:
                _sort_in(member.path, inner, links, inside)
    except ProblemError as problem:
        found.refused.append((name, problem))
        return
    found.files += inside.files
    found.ignored += inside.ignored
    found.refused += inside.refused
    if not (inside.files or inside.refused):
        found.refused.append((name, empty()))


def holds_data(folder: Path) -> bool:
    """Tell whether a folder holds any file a landing would read, whatever is in it."""
    read = {*(suffix for suffix, format_ in _FORMATS.items() if format_), archives.SUFFIX}
    return any(
        path.suffix.lower() in read
        and _why_ignored(path, PurePosixPath(_relative_name(path, folder))) is None
        for path in _paths_under(folder, [])
    )


def holds_synthetic(folder: Path) -> bool:
    """Tell whether the name of any data file, or of one in a zip, declares the content invented."""
    for path in _paths_under(folder, []):
        name = _relative_name(path, folder)
        if _why_ignored(path, PurePosixPath(name)) is not None:
            continue
        inside: list[str] = []
        if path.suffix.lower() == archives.SUFFIX:
            # one that is damaged or may not be read is for landing to refuse
            with contextlib.suppress(OSError, zipfile.BadZipFile), zipfile.ZipFile(path) as archive:
                inside = archive.namelist()
        if any(map(_says_synthetic, [name, *inside])):
            return True
    return False


def content_of(path: Path) -> Content:
    """Read a file through.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return Content(file.tell(), sha256)


def _says_synthetic(name: str) -> bool:
    return "sintetico" in normalise_header(name)


def _paths_under(folder: Path, closed: list[OSError]) -> Iterator[Path]:
    """Give every file, and every linked folder, so that it is reported and not just missed.

    Args:
        folder: Where to look.
        closed: Gets the error of each folder that cannot be read: nothing is known of its files.
    """
    for root, folders, files in os.walk(folder, onerror=closed.append):
        yield from (Path(root, name) for name in folders if Path(root, name).is_symlink())
        yield from (Path(root, name) for name in files)


def _relative_name(path: Path, folder: Path) -> str:
    text = path.relative_to(folder).as_posix()
    # Bytes which are no UTF-8 come as lone surrogates, which no database takes.
    readable = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return unicodedata.normalize("NFC", readable)


def _plain(path: Path, links: Path) -> Path:
    """Give a path that means one file to DuckDB.

    It takes ``*``, ``?`` and ``[`` for patterns, which could match other files as well, and no
    path that is not valid Unicode. Such a file is read through a private link.
    """
    text = str(path)
    if text.isprintable() and not set("*?[") & set(text):
        return path
    link = links / f"link-{sum(1 for _ in links.iterdir())}{path.suffix.lower()}"
    try:
        link.symlink_to(path.absolute())
    except OSError:
        # Windows lets only some users make links
        shutil.copy2(path, link)
    return link


def _why_ignored(path: Path, name: PurePosixPath) -> tuple[str, str] | None:
    if any(part.startswith(".") for part in name.parts):
        return "archivo oculto", "hidden file"
    if name.name.startswith("~$"):
        return "archivo temporal de Excel", "temporary file of Excel"
    if path.is_dir():
        return "carpeta enlazada, no se recorre", "linked folder, not entered"
    if path.suffix.lower() not in {*_FORMATS, archives.SUFFIX}:
        suffix = printable(path.suffix, 20) or "-"
        return f"no es de datos ({suffix})", f"not data ({suffix})"
    with contextlib.suppress(OSError):
        if not stat.S_ISREG(path.stat().st_mode):
            return "no es un archivo corriente", "not a regular file"
    return None
