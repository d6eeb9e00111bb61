"""Where published files lie, and how one becomes the current one.

    published/amparo.duckdb                              -> versions/<version>/amparo.duckdb
    published/versions/<version>/amparo.duckdb
    published/versions/<version>/manifest.json
    published/versions/<version>/outputs-<id>/      see amparo.publishing.output_sets

A version is a folder, and the file in it always has the same name: DuckDB follows the link and
takes the catalogue's name from the file it finds, so that queries which say
``amparo.marts.fct_pin`` work on every version.

A folder is renamed into ``versions`` whole, then the link is swapped, then the sidecar gets its
name: a version without ``manifest.json`` was never announced, unless the link says so.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import re
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from amparo.errors import ExitCode, UserError
from amparo.project import DATABASE_NAME
from amparo.publishing.files import (
    file_mode,
    file_sha256,
    remove,
    replace_file,
    sync,
    sync_folder,
)
from amparo.publishing.sidecar import is_whole

if TYPE_CHECKING:
    from collections.abc import Iterator

SIDECAR: Final = "manifest.json"
_UNANNOUNCED: Final = ".manifest.json"
_STAGING: Final = ".publishing-"
_NAME: Final = re.compile(r"\d{8}T\d{9}Z-[0-9a-f]{8}")
_TRIES: Final = 10
_PAUSE: Final = 0.3


@dataclass(frozen=True, slots=True)
class Version:
    """A published version.

    Attributes:
        name: UTC time and the first eight digits of the content's digest.
        folder: Where it lies.
    """

    name: str
    folder: Path

    @property
    def file(self) -> Path:
        """The DuckDB file."""
        return self.folder / DATABASE_NAME

    def sidecar(self) -> dict[str, Any]:
        """What was written beside the file: its SHA-256, size and manifest.

        Returns:
            Empty where there is no sidecar, or it is not as it was written.
        """
        for name in (SIDECAR, _UNANNOUNCED):
            file = self.folder / name
            if file.is_file():
                try:
                    found = json.loads(file.read_text(encoding="utf-8"))
                except ValueError:
                    return {}
                return dict(found) if is_whole(found) else {}
        return {}


class Shelf:
    """The folder of published files. Changes need its lock, see `amparo.files.locking`.

    Args:
        folder: The folder, which need not exist.
        umask: Permissions others do not get, as a umask.
    """

    def __init__(self, folder: Path, *, umask: int = 0o022) -> None:
        """Keep where it is."""
        self.folder = folder
        self._umask = umask

    @property
    def umask(self) -> int:
        """Permissions others do not get."""
        return self._umask

    @property
    def link(self) -> Path:
        """What readers open."""
        return self.folder / DATABASE_NAME

    @property
    def lock(self) -> Path:
        """File that one publication or rollback at a time holds locked."""
        return self.folder / ".amparo.lock"

    @property
    def _versions(self) -> Path:
        return self.folder / "versions"

    def make_folders(self) -> None:
        """Make the folders that are not there, open to whom the umask lets in."""
        folder = self._versions
        missing = [f for f in (folder, *folder.parents) if not f.exists()]
        for absent in reversed(missing):
            absent.mkdir(exist_ok=True)
            absent.chmod(0o777 & ~self._umask)

    def clean(self) -> None:
        """Remove what a killed run left behind; finish the announcement it was killed in."""
        for left_over in self.folder.glob(f"{_STAGING}*"):
            for before in left_over.glob("*Z-*") if left_over.is_dir() else ():
                self._put_back(before)
            remove(left_over)
        current = self.current()
        for version in self._folders():
            if (version.folder / SIDECAR).is_file():
                continue
            if current is not None and version.name == current.name:
                self._announce(version)
            else:
                remove(version.folder)

    @contextlib.contextmanager
    def staging(self) -> Iterator[Path]:
        """Make a private folder beside the versions; removed afterwards if it is still there."""
        staged = Path(tempfile.mkdtemp(prefix=_STAGING, dir=self.folder))
        try:
            yield staged
        finally:
            remove(staged)

    def versions(self) -> list[Version]:
        """All announced versions, oldest first."""
        found = self._folders()
        unannounced = {v.name for v in found if not (v.folder / SIDECAR).is_file()}
        if unannounced and (current := self.current()) is not None:
            unannounced.discard(current.name)
        return [version for version in found if version.name not in unannounced]

    def current(self) -> Version | None:
        """The version readers get, None before the first publication."""
        name = self._linked()
        if name is not None:
            return next((v for v in self._folders() if v.name == name), None)
        if not self.link.is_file():
            return None
        # no link: a copy, which is the version of the same bytes
        sha256 = file_sha256(self.link)
        newest_first = reversed(self._folders())
        return next((v for v in newest_first if v.sidecar().get("sha256") == sha256), None)

    def is_linked(self) -> bool:
        """Whether readers get a version through a link, and not a copy of it."""
        return self._linked() is not None

    def add(self, staged: Path, manifest: Any, content_id: str, name: str | None = None) -> Version:
        """Turn a staging folder with a finished file into a version nobody is told of yet.

        Args:
            staged: Folder of `staging`; it holds the file and nothing else that matters.
            manifest: What goes into the sidecar.
            content_id: Digest of the content.
            name: Its name; None for a new one. A version of that name is replaced.

        Returns:
            The version; its file and sidecar are on disk, read-only.
        """
        name = name or self._next_name(content_id)
        version = Version(name, self._versions / name)
        file = staged / DATABASE_NAME
        sidecar = {
            "version": version.name,
            "sha256": file_sha256(file),
            "bytes": file.stat().st_size,
            "manifest": manifest,
        }
        text = json.dumps(sidecar, ensure_ascii=False, indent=1)
        (staged / _UNANNOUNCED).write_text(text, encoding="utf-8")
        for path in staged.iterdir():
            if path.name not in {DATABASE_NAME, _UNANNOUNCED}:
                remove(path)  # DuckDB's folder for what does not fit into memory
                continue
            sync(path)
            path.chmod(file_mode(self._umask))
        sync_folder(staged)
        staged.chmod(0o777 & ~self._umask)
        with self.staging() as aside:
            before = aside / version.name
            if version.folder.exists():
                version.folder.rename(before)
            try:
                staged.rename(version.folder)
            except OSError:
                self._put_back(before)
                raise
        sync_folder(self._versions)
        return version

    def replace(self, version: Version, staged: Path, manifest: Any) -> None:
        """Put another file in a version's place; what was made of the old one goes with it.

        Args:
            version: The version, not the current one.
            staged: As for `add`.
            manifest: As for `add`.
        """
        self._announce(self.add(staged, manifest, "", version.name))

    def make_current(self, version: Version) -> bool:
        """Have readers get a version from now on.

        Returns:
            True for a link; False where the system allows none and a copy was put in place.

        Raises:
            UserError: another program holds the copy and does not let go of it.
        """
        swap = self.folder / f"{_STAGING}link"
        remove(swap)
        try:
            swap.symlink_to(version.file.relative_to(self.folder))
        except (OSError, NotImplementedError):
            is_link = False
            try:
                self._copy(version)
            except UserError:
                # whole and checked: it can be made the current one as soon as it is let
                self._announce(version)
                raise
        else:
            is_link = True
            replace_file(swap, self.link)
        sync_folder(self.folder)
        self._announce(version)
        return is_link

    def withdraw(self) -> None:
        """Have readers get no version, for the one they should get is not there."""
        remove(self.link)
        sync_folder(self.folder)

    def prune(self, keep: int) -> list[Version]:
        """Remove all but the last versions, the current one and those whose outputs are shown.

        Returns:
            What was removed; a file another program holds open on Windows stays until next time.
        """
        current = self.current()
        linked = self.linked_versions()
        removed = []
        for version in self.versions()[: -max(keep, 1)]:
            if current is None or version.name in {current.name, *linked}:
                continue
            # without its sidecar it is no version any more, even if the rest is interrupted
            remove(version.folder / SIDECAR)
            remove(version.folder)
            removed.append(version)
        return removed

    def _folders(self) -> list[Version]:
        """All whole versions, announced or not, oldest first."""
        if not self._versions.is_dir():
            return []
        found = (Version(folder.name, folder) for folder in sorted(self._versions.iterdir()))
        return [v for v in found if _NAME.fullmatch(v.name) and v.file.is_file()]

    def _linked(self) -> str | None:
        if not self.link.is_symlink():
            return None
        return self.link.readlink().parent.name

    def linked_versions(self) -> set[str]:
        """Versions that any link leads into: after a failure outputs may be an older one's."""
        links = (path.readlink().parts for path in self.folder.iterdir() if path.is_symlink())
        return {parts[1] for parts in links if parts[0] == self._versions.name and parts[1:]}

    def _next_name(self, content_id: str) -> str:
        """Name by time, later than every other even if the clock went back."""
        now = dt.datetime.now(dt.UTC)
        for version in self._folders():
            stated = version.name.partition("Z")[0] + "+0000"
            last = dt.datetime.strptime(stated, "%Y%m%dT%H%M%S%f%z")
            now = max(now, last + dt.timedelta(milliseconds=1))
        stamp = f"{now:%Y%m%dT%H%M%S}{now.microsecond // 1000:03d}Z"
        return f"{stamp}-{content_id[:8]}"

    def _copy(self, version: Version) -> None:
        with self.staging() as staged:
            copy = staged / DATABASE_NAME
            shutil.copyfile(version.file, copy)
            sync(copy)
            copy.chmod(file_mode(self._umask))
            for left in reversed(range(_TRIES)):
                try:
                    replace_file(copy, self.link)
                except PermissionError as error:
                    # Windows: a reader of the old one keeps it from being replaced
                    if not left:
                        raise _held(self.link, version) from error
                    time.sleep(_PAUSE)
                else:
                    return

    def _put_back(self, before: Path) -> None:
        """Have a version again that was moved aside for another one, which has not come."""
        if _NAME.fullmatch(before.name) and before.is_dir():
            with contextlib.suppress(OSError):  # the other one has come
                before.rename(self._versions / before.name)

    def _announce(self, version: Version) -> None:
        unannounced = version.folder / _UNANNOUNCED
        if unannounced.is_file():
            replace_file(unannounced, version.folder / SIDECAR)
            sync_folder(version.folder)


def _held(link: Path, version: Version) -> UserError:
    return UserError(
        f"Otro programa tiene abierto {link}, y este sistema ni deja reemplazarlo ni usar enlaces. "
        "Sigue la publicación anterior. Cierre ese programa y ejecute: "
        f"amparo rollback --to {version.name}",
        f"Another program has {link} open, and this system neither lets it be replaced nor allows "
        "links. The earlier publication stays. Close that program and run: "
        f"amparo rollback --to {version.name}",
        code=ExitCode.BUSY,
    )
