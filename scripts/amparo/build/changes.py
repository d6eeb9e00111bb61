"""What has changed since the last whole result, so that dbt computes that and what hangs on it.

What dbt itself can compare (models, seeds, macros, tests) is left to dbt's own comparison with the
manifest of the last result. What it cannot see is added here: the rows that are landed, the day
where a model asks for it, and the Python that its Python models call.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from amparo.build.last_build import files_read, last_build
from amparo.gate.results import AFTER_DBT
from amparo.warehouse.connection import database_key
from amparo.warehouse.quoting import identifier, literal
from amparo.warehouse.reader import reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from amparo.project import Project
    from amparo.publishing.declared import TestRun
    from amparo.warehouse.reader import Reader

MANIFEST: Final = "manifest.json"
_RECORD: Final = "state.json"
_TOOLS: Final = ("dbt-core", "dbt-duckdb", "duckdb")
_TODAY, _ANY_RAW = "macro.amparo.today", "macro.amparo.raw_row_counts"
"""Macros whose answer hangs on what dbt does not compare: the day, and every landed table."""
_VOLATILE: Final = frozenset({"load_id", "checked_at", "logged_at"})
"""Columns of what a landing or a gate writes anew each time, with the same content."""


@dataclass(frozen=True, slots=True)
class State:
    """What a result was made of.

    Attributes:
        code: Digest of the Python of Amparo, and versions of what computes.
        files: Digest of the project's files that results depend on.
        day: The date, where a model asks for it.
        sources: Digest of each landed table that a model reads, by dbt's id.
    """

    code: str
    files: str
    day: str
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Last:
    """The last whole result.

    Attributes:
        state: What it was made of.
        tests: The tests that passed with it.
        manifest: dbt's manifest of it.
        folder: Where that lies.
    """

    state: State
    tests: tuple[TestRun, ...]
    manifest: Mapping[str, Any]
    folder: Path


@dataclass(frozen=True, slots=True)
class Selection:
    """What dbt is to build.

    Attributes:
        select: Its criteria; () for everything.
        is_nothing: Whether there is nothing to do.
        last: The result that is gone on from; None where everything is made anew.
    """

    select: tuple[str, ...] = ()
    is_nothing: bool = False
    last: Last | None = None


EVERYTHING: Final = Selection()


def last_result(project: Project) -> Last | None:
    """The last whole result, where the warehouse still holds it and the same code made it."""
    folder, built = _folder(project), last_build(project.database)
    try:
        kept = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        state, started_at = State(**kept["state"]), kept["started_at"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    # whoever ran dbt by hand since, or landed, has left a record of another time
    if built is None or not built.is_finished or built.started_at != started_at:
        return None
    is_there = (project.target / MANIFEST).is_file() and project.database.is_file()
    if not is_there or state.code != digest_of_code():
        return None
    return Last(state, built.tests, manifest, folder)


def forget(project: Project) -> None:
    """Say that the warehouse holds no whole result any more: the next build makes everything."""
    (_folder(project) / _RECORD).unlink(missing_ok=True)


def keep(project: Project) -> None:
    """Record what the whole result that the warehouse holds now was made of.

    The build is recorded as finished; dbt's manifest of it is in the project's target.
    """
    folder, built = _folder(project), last_build(project.database)
    folder.mkdir(mode=0o700, exist_ok=True)
    shutil.copyfile(project.target / MANIFEST, folder / MANIFEST)
    with reading(project.database) as reader:
        state = look(project, reader, folder / MANIFEST)
    record = {"started_at": built.started_at if built else "", "state": asdict(state)}
    (folder / _RECORD).write_text(json.dumps(record), encoding="utf-8")


def look(project: Project, reader: Reader, manifest: Path) -> State:
    """What a result would be made of now.

    Args:
        project: The project.
        reader: Its working database, landed and past the gate.
        manifest: dbt's manifest that names the landed tables which are read.
    """
    return State(
        code=digest_of_code(),
        files=files_read(project.root)[0],
        day=dt.datetime.now(dt.UTC).date().isoformat(),
        sources={key: _content(reader, node) for key, node in _sources(manifest).items()},
    )


def digest_of_code() -> str:
    """Digest of the Python of Amparo, and of the versions of what computes."""
    tools = [f"{name} {version(name)}" for name in _TOOLS]
    tools.append("encrypted" if database_key() else "plain")
    return _digest([Path(__file__).parents[1]], "\n".join(tools))


def choose(project: Project, reader: Reader, last: Last | None) -> Selection:
    """What has to be built for the result to be what a whole build would give.

    Args:
        project: The project.
        reader: Its working database, landed and past the gate.
        last: The last whole result.

    Returns:
        Everything, where there is no last result or the warehouse lacks a table of it.
    """
    if last is None or not _has_all(reader, last.manifest):
        return EVERYTHING
    before, now = last.state, look(project, reader, last.folder / MANIFEST)
    changed = [key for key, digest in now.sources.items() if before.sources.get(key) != digest]
    nodes = last.manifest["nodes"].values()
    select = [_source_name(last.manifest["sources"][key]) for key in changed]
    if changed:
        select += _that_call(nodes, _ANY_RAW)
    if before.day != now.day:
        select += _that_call(nodes, _TODAY)
    if before.files != now.files:
        select.append("state:modified")
    return Selection(tuple(f"{name}+" for name in select), is_nothing=not select, last=last)


def whole(project: Project, selection: Selection, run: Iterable[TestRun]) -> list[TestRun]:
    """The tests of a whole result: those that were run, and those that still hold from before.

    Args:
        project: The project, as dbt has just read it.
        selection: What was built.
        run: The tests that were run, all passed.
    """
    file = project.target / MANIFEST
    nodes = json.loads(file.read_text(encoding="utf-8"))["nodes"].values()
    there = {node["name"] for node in nodes if node["resource_type"] == "test"}
    before = selection.last.tests if selection.last else ()
    tests = {test.name: test for test in before if test.name in there}
    return list((tests | {test.name: test for test in run}).values())


def _folder(project: Project) -> Path:
    return project.database.with_name("last_result")


def _sources(file: Path) -> dict[str, dict[str, Any]]:
    """Landed tables that a model reads; none where there is no manifest yet."""
    if not file.is_file():
        return {}
    manifest = json.loads(file.read_text(encoding="utf-8"))
    return {key: node for key, node in manifest["sources"].items() if manifest["child_map"][key]}


def _has_all(reader: Reader, manifest: Mapping[str, Any]) -> bool:
    """Whether the warehouse has every table that the last result is made of."""
    # views, too
    rows = reader.rows("select table_schema, table_name from information_schema.tables")
    there = {(str(row["table_schema"]), str(row["table_name"])) for row in rows}
    made = [n for n in manifest["nodes"].values() if n["resource_type"] in {"model", "seed"}]
    return all((str(node["schema"]), str(node["alias"])) in there for node in made)


def _content(reader: Reader, node: Mapping[str, Any]) -> str:
    """Digest of a landed table: of its files where it has any, else of its rows."""
    schema, name = str(node["schema"]), str(node["identifier"])
    columns = [
        str(row["column_name"])
        for row in reader.rows(
            "select column_name from duckdb_columns() where schema_name = ? and table_name = ?",
            [schema, name],
        )
    ]
    if not columns:
        return ""
    if "_file_sha256" in columns:
        # rows of a file are the same while its load is: a file that changes is landed anew
        wanted = ["_file_name", "_sheet", "_file_sha256", "_load_id"]
    else:
        wanted = [column for column in columns if column not in _VOLATILE]
    listed = ", ".join(map(identifier, wanted))
    of_the_gate = "kind" in columns
    # what is found in results is no part of what they are made of
    where = f" where kind not in ({', '.join(map(literal, AFTER_DBT))})" if of_the_gate else ""
    rows = reader.rows(
        f"select distinct {listed} from {identifier(schema)}.{identifier(name)}{where} order by all"  # noqa: S608 - quoted
    )
    return hashlib.sha256(repr([tuple(row.values()) for row in rows]).encode()).hexdigest()


def _source_name(node: Mapping[str, Any]) -> str:
    return f"source:{node['source_name']}.{node['name']}"


def _that_call(nodes: Iterable[Mapping[str, Any]], macro: str) -> list[str]:
    return [str(n["name"]) for n in nodes if macro in n.get("depends_on", {}).get("macros", ())]


def _digest(places: Iterable[Path], begun: str = "") -> str:
    found = hashlib.sha256(begun.encode())
    for place in places:
        files = [place] if place.is_file() else sorted(place.rglob("*"))
        for file in files:
            if file.is_file() and file.suffix != ".pyc":
                found.update(f"{file.relative_to(place.parent)}\0".encode())
                found.update(hashlib.sha256(file.read_bytes()).digest())
    return found.hexdigest()
