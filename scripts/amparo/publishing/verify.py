"""A published file against what it says of itself, the checkout and the extracts."""

from __future__ import annotations

import contextlib
import os
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import duckdb

from amparo.errors import UserError
from amparo.landing.folder import check_there, content_of, walk
from amparo.landing.work_folder import private_prefix
from amparo.publishing import manifest as manifests
from amparo.publishing.declared import MARTS
from amparo.publishing.digest import digest
from amparo.publishing.files import PRIVATE, file_sha256
from amparo.publishing.output_sets import described, older
from amparo.publishing.output_sets import stated as stated_outputs
from amparo.publishing.restricted import restricted_shelf
from amparo.publishing.shelf import SIDECAR, Shelf, Version
from amparo.publishing.tables import read_definitions
from amparo.warehouse.causes import kind_of, told
from amparo.warehouse.quoting import identifier, literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from amparo.project import Project

State = Literal["agrees", "differs", "missing", "added", "not_compared"]
_CATALOGUE = "published"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was compared.

    Attributes:
        kind: ``file``, ``manifest``, ``table``, ``edition``, ``output``, ``shown`` (the version of
            what readers find beside the file), ``seed`` or ``input``.
        item: What, e.g. a table's name.
        state: ``missing``: stated, but not there; ``added``: there, but not stated.
        stated: What the publication says.
        found: What was found.
    """

    kind: str
    item: str
    state: State
    stated: str = ""
    found: str = ""

    @property
    def is_difference(self) -> bool:
        """Whether this fails a verification."""
        return self.state in {"differs", "missing", "added"}


def verify(
    file: Path, seeds_of: Path, extracts: Path | None = None, *, database: Path | None = None
) -> list[Check]:
    """Compute everything anew and compare.

    Args:
        file: A published file, or the link to it.
        seeds_of: The checkout whose seeds are compared.
        extracts: Folder whose files are compared with the inputs; None to leave them.
        database: Working database beside which archives are unpacked, where the next landing
            removes what a killed run left; None for the system's temporary folder.

    Returns:
        All that was compared.

    Raises:
        UserError: the file does not exist, or is no published file.
    """
    if not file.is_file():
        raise UserError(
            f"No existe {file}; ejecute primero: amparo build",
            f"There is no {file}; run first: amparo build",
        )
    if extracts is not None:
        check_there(extracts)
    version = _version(file)
    sidecar = version.sidecar()
    checks = [_bytes(file, sidecar)]
    if not sidecar and (version.folder / SIDECAR).is_file():
        # there is one and it cannot be read: nothing vouches for the file any more
        checks.append(Check("manifest", SIDECAR, "differs"))
    try:
        with contextlib.closing(duckdb.connect()) as connection:
            connection.execute(f"attach {literal(str(file))} as {_CATALOGUE} (read_only)")
            manifest = manifests.read(connection, _CATALOGUE)
            if sidecar or len(checks) == 1:
                checks.append(_manifest(manifest, sidecar))
            checks += _tables(connection, manifest)
            passed_over = _refused(connection)
    except duckdb.Error as error:
        if kind_of(error) in {"busy", "denied", "full", "memory"}:
            # of the machine, not of the file
            raise told(error, "published", file) from error
        if sidecar:
            # it was a published file once: that it cannot be read any more is the finding
            reason = " ".join(str(error).split())[:200]
            return [*checks, Check("file", file.name, "differs", "DuckDB", reason)]
        raise UserError(
            f"{file} no es un archivo publicado por Amparo: no tiene el esquema manifest.",
            f"{file} is no file published by Amparo: it has no schema manifest.",
        ) from error
    checks += _outputs(file)
    checks += _shown(file)
    stated = {str(row["path"]): str(row["sha256"]) for row in manifest["seeds"]}
    checks += _compared("seed", stated, manifests.seed_hashes(seeds_of))
    stated = {str(row["file_name"]): str(row["sha256"]) for row in manifest["inputs"]}
    if extracts is None:
        checks += [Check("input", name, "not_compared", sha) for name, sha in stated.items()]
    else:
        found = _delivered(extracts, database)
        # what the build itself refused, or took for a second copy, is no input
        known = {n for n, sha in found.items() if sha in {*passed_over, *stated.values()}}
        found = {n: sha for n, sha in found.items() if n in stated or n not in known}
        checks += _compared("input", stated, found)
    return checks


def verify_restricted(project: Project) -> list[Check]:
    """Compute the restricted edition anew and compare, and see that it is its owner's alone.

    Returns:
        All that was compared, nothing where there is no restricted edition; items begin with
        ``restricted/``.
    """
    shelf, shared = restricted_shelf(project), Shelf(project.published).current()
    current = shelf.current()
    if current is None:
        return []
    stated = shared.name if shared else "-"
    state: State = "agrees" if stated == current.name else "differs"
    checks = [Check("edition", "version", state, stated, current.name)]
    if os.name != "nt":
        paths = [shelf.folder, *(p for p in shelf.folder.rglob("*") if not p.is_symlink())]
        for path in paths:
            if (mode := path.stat().st_mode & 0o777) & PRIVATE:
                name = path.relative_to(shelf.folder).as_posix()
                checks.append(Check("edition", name, "differs", "0700 / 0600", f"{mode:04o}"))
    others = [c for c in verify(shelf.link, project.root) if c.kind not in {"seed", "input"}]
    return [replace(check, item=f"restricted/{check.item}") for check in (*checks, *others)]


def _outputs(file: Path) -> Iterator[Check]:
    """Report, workbook and exchange files against what the version states of them."""
    outputs = stated_outputs(_version(file))
    if outputs is None:
        return
    sha256s = {
        path: sha for part in outputs.parts.values() for path, (sha, _) in part.files.items()
    }
    found = {path: sha for path, (sha, _) in described(outputs.folder).items()}
    yield from _compared("output", sha256s, found)


def _shown(file: Path) -> Iterator[Check]:
    """Outputs under the names readers know that are of another version than the file."""
    shelf = Shelf(file.parent)
    if file == shelf.link and (current := shelf.current()) is not None:
        for name, version in older(shelf).items():
            yield Check("shown", name, "differs", current.name, version)


def _version(file: Path) -> Version:
    shelf = Shelf(file.parent)
    version = shelf.current() if file == shelf.link else None
    # else a file inside its version's folder, or a link to it from elsewhere, or a mere copy
    return version or Version("", file.resolve().parent)


def _bytes(file: Path, sidecar: Mapping[str, Any]) -> Check:
    found = file_sha256(file)
    if not sidecar:
        return Check("file", file.name, "not_compared", f"{SIDECAR}: -", found)
    stated = str(sidecar["sha256"])
    return Check("file", file.name, "agrees" if stated == found else "differs", stated, found)


def _manifest(manifest: manifests.Manifest, sidecar: Mapping[str, Any]) -> Check:
    if not sidecar:
        return Check("manifest", SIDECAR, "not_compared")
    is_same = manifests.as_json(manifest) == sidecar["manifest"]
    return Check("manifest", SIDECAR, "agrees" if is_same else "differs")


def _tables(connection: duckdb.DuckDBPyConnection, manifest: manifests.Manifest) -> Iterator[Check]:
    decimals = int(manifest["publication"][0]["digest_decimals"])
    stated = {
        str(row["name"]): f"{row['rows']}: {row['sha256']} ({row['definition_sha256'][:8]})"
        for row in manifest["tables"]
    }
    definitions = read_definitions(connection, _CATALOGUE, MARTS)
    found = {}
    for name, definition in definitions.items():
        content = digest(connection, _CATALOGUE, MARTS, definition, decimals=decimals)
        found[name] = f"{content.rows}: {content.sha256} ({definition.sha256[:8]})"
    yield from _compared("table", stated, found)
    others = connection.execute(
        "select schema_name || '.' || table_name from duckdb_tables()"
        " where database_name = ? and schema_name not in (?, ?)"
        " union all select schema_name || '.' || view_name from duckdb_views()"
        " where database_name = ? and not internal order by all",
        [_CATALOGUE, MARTS, manifests.SCHEMA, _CATALOGUE],
    ).fetchall()
    yield from (Check("table", name, "added") for (name,) in others)


def _refused(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """SHA-256 of the files the build refused, where the mart that lists them is published."""
    with contextlib.suppress(duckdb.CatalogException, duckdb.BinderException):
        table = identifier(_CATALOGUE, MARTS, "fct_refused_file")
        rows = connection.execute(f"select file_sha256 from {table}").fetchall()  # noqa: S608 - quoted
        return {sha for (sha,) in rows}
    return set()


def _delivered(extracts: Path, database: Path | None) -> dict[str, str]:
    prefix = private_prefix(database) if database else None
    place = database.parent if database and database.parent.is_dir() else None
    with tempfile.TemporaryDirectory(prefix=prefix, dir=place) as links:
        return {
            file.name: content_of(file.path).sha256 for file in walk(extracts, Path(links)).files
        }


def _compared(kind: str, stated: Mapping[str, str], found: Mapping[str, str]) -> Iterator[Check]:
    for item in sorted(stated.keys() | found.keys()):
        state: State = "agrees"
        if item not in found:
            state = "missing"
        elif item not in stated:
            state = "added"
        elif stated[item] != found[item]:
            state = "differs"
        yield Check(kind, item, state, stated.get(item, ""), found.get(item, ""))
