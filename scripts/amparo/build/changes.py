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
from dataclasses import asdict, dataclass, replace
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from amparo.build.last_build import files_read, last_build
from amparo.errors import UserError
from amparo.gate.results import AFTER_DBT
from amparo.warehouse.connection import database_key
from amparo.warehouse.quoting import identifier, literal
from amparo.warehouse.reader import reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from amparo.project import Project
    from amparo.publishing.declared import TestRun
    from amparo.texts import Labels
    from amparo.warehouse.reader import Reader

MANIFEST: Final = "manifest.json"
_RECORD: Final = "state.json"
_SETTINGS: Final = ("dbt_project.yml", "profiles.yml")
"""Files whose every change makes all anew: dbt does not compare what they say."""
_TODAY, _ANY_RAW = "macro.amparo.today", "macro.amparo.raw_row_counts"
"""Macros whose answer hangs on what dbt does not compare: the day, and every landed table."""
_NOTHING_IS_NO_ERROR: Final = (
    '{"error": "all", "warn": ["NoNodesForSelectionCriteria", "NothingToDo"]}'
)
"""An edit that dbt takes for none, as of a comment, selects nothing."""
_VOLATILE: Final = frozenset({"load_id", "checked_at", "logged_at"})
"""Columns of what a landing or a gate writes anew each time, with the same content."""


@dataclass(frozen=True, slots=True)
class State:
    """What a result was made of.

    Attributes:
        code: Digest of the Python of Amparo, its libraries, and the settings of dbt.
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

    @property
    def options(self) -> tuple[str, ...]:
        """Options of dbt; () for everything."""
        if self.last is None:
            return ()
        state = ("--state", str(self.last.folder))
        return ("--select", *self.select, *state, "--warn-error-options", _NOTHING_IS_NO_ERROR)


EVERYTHING: Final = Selection()


def begin(project: Project) -> State:
    """What a result would be made of, before anything is read; of the landed tables nothing yet."""
    return State(
        code=_digest_of_code(project),
        files=files_read(project.root)[0],
        day=dt.datetime.now(dt.UTC).date().isoformat(),
        sources={},
    )


def last_result(project: Project, begun: State) -> Last | None:
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
    if state.code != begun.code or not project.database.is_file():
        return None
    with reading(project.database) as reader:
        is_there = _has_all(reader, manifest)
    return Last(state, built.tests, manifest, folder) if is_there else None


def raise_if_edited(project: Project, begun: State, labels: Labels) -> None:
    """See that the files that were tried and read are those that were computed.

    Raises:
        UserError: somebody edited one of them in between.
    """
    if files_read(project.root)[0] != begun.files:
        text = labels("files_changed")
        raise UserError(text, text)


def forget(project: Project) -> None:
    """Say that the warehouse holds no whole result any more: the next build makes everything."""
    (_folder(project) / _RECORD).unlink(missing_ok=True)


def keep(project: Project, begun: State, selection: Selection) -> None:
    """Record what the whole result that the warehouse holds now was made of.

    The build is recorded as finished; where dbt ran, its manifest is in the project's target.
    """
    folder, built = _folder(project), last_build(project.database)
    folder.mkdir(mode=0o700, exist_ok=True)
    if not selection.is_nothing:
        shutil.copyfile(project.target / MANIFEST, folder / MANIFEST)
    with reading(project.database) as reader:
        state = replace(begun, sources=_contents(reader, folder / MANIFEST))
    record = {"started_at": built.started_at if built else "", "state": asdict(state)}
    (folder / _RECORD).write_text(json.dumps(record), encoding="utf-8")


def restore(project: Project, selection: Selection) -> None:
    """Put dbt's manifest of the result back, where it has read other files since."""
    if selection.last is not None and selection.is_nothing:
        project.target.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(selection.last.folder / MANIFEST, project.target / MANIFEST)


def choose(reader: Reader, begun: State, last: Last | None) -> Selection:
    """What has to be built for the result to be what a whole build would give.

    Args:
        reader: The working database, landed and past the gate.
        begun: What the result would be made of.
        last: The last whole result; None to build everything.
    """
    if last is None:
        return EVERYTHING
    before = last.state
    now = _contents(reader, last.folder / MANIFEST)
    changed = [key for key, digest in now.items() if before.sources.get(key) != digest]
    nodes = last.manifest["nodes"].values()
    select = [_source_name(last.manifest["sources"][key]) for key in changed]
    if changed:
        select += _that_call(nodes, _ANY_RAW)
    if before.day != begun.day:
        select += _that_call(nodes, _TODAY)
    if before.files != begun.files:
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


def _digest_of_code(project: Project) -> str:
    libraries = sorted(f"{found.name} {found.version}" for found in distributions())
    libraries.append("encrypted" if database_key() else "plain")
    settings = [project.root / name for name in _SETTINGS]
    return _digest([Path(__file__).parents[1], *settings], "\n".join(libraries))


def _contents(reader: Reader, manifest: Path) -> dict[str, str]:
    return {key: _content(reader, node) for key, node in _sources(manifest).items()}


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
    # what is found in results is no part of what they are made of
    where = (
        f" where kind not in ({', '.join(map(literal, AFTER_DBT))})"
        if name == "quality_checks"
        else ""
    )
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
