"""Whether this machine and these folders are fit for a build, and what to do where they are not.

Looks and changes nothing: no folder is made, no database written to, no key created.
"""

from __future__ import annotations

import locale
import os
import platform
import re
import shutil
import sys
import tomllib
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

import duckdb
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from amparo.build.last_build import last_build
from amparo.errors import UserError
from amparo.files.fitness import (
    is_duckdb,
    is_held,
    nearest_folder,
    permissions_of,
    why_not_writable,
)
from amparo.files.locking import holder_of
from amparo.keys import KEY_VARIABLE, key_file, load_key
from amparo.landing import holds_data
from amparo.landing.text import printable
from amparo.publishing.files import PRIVATE
from amparo.publishing.shelf import Shelf
from amparo.publishing.verify import verify
from amparo.warehouse.connection import DATABASE_KEY_VARIABLE, database_key
from amparo.warehouse.reader import reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from amparo.project import Project
    from amparo.texts import Labels

State = Literal["ok", "warn", "fail"]
FREE_VARIABLE: Final = "free_gigabytes"
_GIGABYTE: Final = 10**9
_PINNED: Final = re.compile(
    r"^([A-Za-z0-9][\w.\-]*)(?:\[[^\]]*\])?==([^\s;\\]+)\s*(?:;\s*([^\\]+?))?\s*\\?$"
)
_OPENED: Final = ("~$*", ".~lock.*#")
_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check came to.

    Attributes:
        check: Its id; ``doctor_<check>`` is its label.
        state: ``fail`` where a build cannot go well, ``warn`` where a person should look.
        found: What was found, in the user's language.
        todo: What to do, in the user's language; '' where nothing is.
    """

    check: str
    state: State
    found: str
    todo: str = ""

    def facts(self) -> dict[str, Any]:
        """The same for ``--json``."""
        return asdict(self)


def examine(project: Project, labels: Labels, extracts: Path | None = None) -> list[Finding]:
    """Look at everything.

    Args:
        project: The project.
        labels: Texts in the user's language.
        extracts: Folder of extracts that is meant to be built, or None.

    Returns:
        At least one finding per check, in a fixed order; a check that cannot be run fails.
    """
    doctor = _Doctor(project, labels, extracts)
    checks: dict[str, Callable[[], Iterator[Finding]]] = {
        "python": doctor.python,
        "packages": doctor.packages,
        "encoding": doctor.encoding,
        "folders": doctor.folders,
        "disk": doctor.disk,
        "lock": doctor.lock,
        "warehouse": doctor.warehouse,
        "last_build": doctor.last_build,
        "published": doctor.published,
        "key": doctor.key,
        "extracts": doctor.delivery,
    }
    findings: list[Finding] = []
    for check, look in checks.items():
        try:
            findings += look()
        except UserError as error:
            text = labels.either(error.message_es, error.message_en)
            findings.append(Finding(check, "fail", text))
        # whatever is broken, the other checks still tell what they can
        except (OSError, ValueError, KeyError, TypeError, duckdb.Error, yaml.YAMLError) as error:
            reason = printable(f"{type(error).__name__}: {error}", 300)
            found = labels("doctor_cannot", reason=reason)
            findings.append(Finding(check, "fail", found, labels("doctor_cannot_todo")))
    return findings


class _Doctor:
    def __init__(self, project: Project, labels: Labels, extracts: Path | None) -> None:
        self._project = project
        self._labels = labels
        self._extracts = extracts
        # the lock of the installed code, where the project is a copy without one
        own = Path(__file__).parents[2]
        self._root = next(
            (root for root in (project.root, own) if (root / "pyproject.toml").is_file()), None
        )

    def _finding(self, check: str, state: State, case: str, **values: object) -> Finding:
        todo = "" if state == "ok" else self._labels(f"doctor_{check}_{case}_todo", **values)
        return Finding(check, state, self._labels(f"doctor_{check}_{case}", **values), todo)

    def python(self) -> Iterator[Finding]:
        found = platform.python_version()
        if self._root is None:
            yield self._finding("python", "warn", "unknown", found=found)
            return
        wanted = str(self._pyproject()["requires-python"])
        fits = SpecifierSet(wanted).contains(found, prereleases=True)
        state: State = "ok" if fits else "fail"
        yield self._finding("python", state, "good" if fits else "bad", found=found, wanted=wanted)

    def packages(self) -> Iterator[Finding]:
        lock = None if self._root is None else self._root / "requirements.lock"
        if lock is None or not lock.is_file():
            yield self._finding("packages", "warn", "unknown")
            return
        direct = {
            canonicalize_name(Requirement(text).name)
            for text in self._pyproject().get("dependencies", [])
        }
        locked = locked_versions(lock.read_text(encoding="utf-8"))
        wrong = []
        for name, wanted in locked.items():
            found = _installed(name)
            if found != wanted:
                wrong.append((name, wanted, found))
        # what only the checks of the code need may be absent where nobody checks the code
        serious = [w for w in wrong if w[0] in direct]
        if not wrong:
            yield self._finding("packages", "ok", "good", count=len(locked))
            return
        listed = ", ".join(f"{n} {f or '–'} ({w})" for n, w, f in [*serious, *wrong][:_SHOWN])
        state: State = "fail" if serious else "warn"
        yield self._finding("packages", state, "bad", count=len(wrong), listed=listed)

    def encoding(self) -> Iterator[Finding]:
        of_files = sys.getfilesystemencoding()
        values = {"files": of_files, "texts": locale.getencoding()}
        try:
            "ñÁ→".encode(of_files)
        except UnicodeEncodeError:
            yield self._finding("encoding", "warn", "bad", **values)
        else:
            yield self._finding("encoding", "ok", "good", **values)

    def folders(self) -> Iterator[Finding]:
        project = self._project
        written = [*_results(project), project.target]
        bad = False
        for folder in written:
            reason = why_not_writable(folder)
            if reason:
                bad = True
                yield self._finding("folders", "fail", "bad", path=folder, reason=reason)
        if (mode := permissions_of(project.restricted)) & PRIVATE and os.name != "nt":
            bad = True
            values = {"path": project.restricted, "mode": f"{mode:04o}"}
            yield self._finding("folders", "warn", "open", **values)
        if not bad:
            listed = ", ".join(str(folder) for folder in written)
            yield self._finding("folders", "ok", "good", listed=listed)

    def disk(self) -> Iterator[Finding]:
        limits = _free_wanted(self._project.root)
        folders = _results(self._project)
        if self._extracts is not None:
            folders.append(self._extracts)
        for folder in folders:
            free = shutil.disk_usage(nearest_folder(folder)).free / _GIGABYTE
            state: State = "ok"
            if free < limits["warn"]:
                state = "fail" if free < limits["fail"] else "warn"
            yield self._finding(
                "disk",
                state,
                "good" if state == "ok" else "bad",
                path=folder,
                free=self._labels.number(free, 1),
                wanted=self._labels.number(limits["warn"], 1),
            )

    def lock(self) -> Iterator[Finding]:
        editions = (self._project.published, self._project.restricted)
        for file in (self._project.lock, *(Shelf(folder).lock for folder in editions)):
            if is_held(file):
                who = self._labels.either(*holder_of(file)).strip()
                yield self._finding("lock", "warn", "held", path=file, who=who or "–")
            else:
                yield self._finding("lock", "ok", "free", path=file)

    def warehouse(self) -> Iterator[Finding]:
        database = self._project.database
        is_encrypted = database_key() is not None
        if not database.is_file():
            yield self._finding("warehouse", "warn", "absent", path=database)
            return
        if not is_encrypted and not is_duckdb(database):
            yield self._finding("warehouse", "fail", "bad", path=database)
            return
        with reading(database) as reader:
            built = reader.has_table("marts", "fct_pin")
        if not built:
            yield self._finding("warehouse", "warn", "empty", path=database)
            return
        case = "encrypted" if is_encrypted else "good"
        values = {"path": database, "variable": DATABASE_KEY_VARIABLE}
        yield self._finding("warehouse", "ok", case, **values)

    def last_build(self) -> Iterator[Finding]:
        built = last_build(self._project.database)
        if built and not built.is_finished:
            yield self._finding("last_build", "warn", "bad", since=built.started_at)
        else:
            yield self._finding("last_build", "ok", "good")

    def published(self) -> Iterator[Finding]:
        shelf = Shelf(self._project.published)
        current = shelf.current()
        if current is None:
            yield self._finding("published", "warn", "absent", path=self._project.published)
            return
        differing = [c for c in verify(shelf.link, self._project.root) if c.is_difference]
        listed = ", ".join(check.item for check in differing[:_SHOWN])
        values = {"version": current.name, "count": len(differing), "listed": listed}
        if not differing:
            yield self._finding("published", "ok", "good", **values)
        elif all(check.kind == "seed" for check in differing):
            yield self._finding("published", "warn", "seeds", **values)
        elif all(check.kind in {"seed", "shown"} for check in differing):
            yield self._finding("published", "warn", "shown", **values)
        else:
            yield self._finding("published", "fail", "bad", **values)

    def key(self) -> Iterator[Finding]:
        where = f"${KEY_VARIABLE}" if KEY_VARIABLE in os.environ else str(key_file())
        if load_key() is None:
            yield self._finding("key", "warn", "absent", path=key_file())
        else:
            yield self._finding("key", "ok", "good", where=where)

    def delivery(self) -> Iterator[Finding]:
        folder = self._extracts
        if folder is None:
            yield self._finding("extracts", "ok", "not_asked")
            return
        if not folder.is_dir():
            yield self._finding("extracts", "fail", "absent", path=folder)
            return
        if not holds_data(folder):
            yield self._finding("extracts", "fail", "empty", path=folder)
            return
        unread = [p for p in _files(folder) if not os.access(p, os.R_OK)]
        if unread:
            yield self._finding("extracts", "fail", "unread", listed=_listed(unread, folder))
        opened = [p for p in _files(folder) if any(p.match(form) for form in _OPENED)]
        if opened:
            yield self._finding("extracts", "warn", "opened", listed=_listed(opened, folder))
        if not unread and not opened:
            yield self._finding("extracts", "ok", "good", path=folder)

    def _pyproject(self) -> dict[str, Any]:
        assert self._root is not None  # noqa: S101 - callers have asked
        text = (self._root / "pyproject.toml").read_text(encoding="utf-8")
        return dict(tomllib.loads(text)["project"])


def locked_versions(lock: str) -> dict[str, str]:
    """Versions a lock file states for this machine.

    Args:
        lock: Text of ``requirements.lock``.

    Returns:
        Version by canonical name; packages for other systems or Pythons are left out.
    """
    found = {}
    for line in lock.splitlines():
        pinned = _PINNED.match(line)
        if pinned is None:
            continue
        name, version, marker = pinned.groups()
        stated = Requirement(f"{name}=={version}" + (f"; {marker}" if marker else "")).marker
        if stated is None or stated.evaluate():
            found[str(canonicalize_name(name))] = version
    return found


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _free_wanted(root: Path) -> Mapping[str, float]:
    text = (root / "dbt_project.yml").read_text(encoding="utf-8")
    stated = yaml.safe_load(text)["vars"][FREE_VARIABLE]
    return {state: float(stated[state]) for state in ("warn", "fail")}


def _results(project: Project) -> list[Path]:
    return [project.database.parent, project.published, project.restricted]


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _listed(files: list[Path], folder: Path) -> str:
    names = [printable(file.relative_to(folder).as_posix(), 80) for file in files]
    return ", ".join(names[:_SHOWN]) + (f" (+{len(names) - _SHOWN})" if names[_SHOWN:] else "")
