"""What a publication says of itself: the code, method, files and tests behind it."""

# ruff: noqa: S608 (names are quoted by `quoting.identifier`)

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import shutil
import subprocess
from dataclasses import asdict
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final

import duckdb

from amparo import __version__
from amparo.publishing.declared import MARTS
from amparo.publishing.digest import DECIMALS
from amparo.publishing.manifest_tables import LATER, TABLES
from amparo.seeds.method import stated_method, with_ancestors
from amparo.warehouse.quoting import identifier, literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from amparo.publishing.declared import Edition, TestRun
    from amparo.publishing.digest import Digest
    from amparo.publishing.registry_choice import Choice

Manifest = dict[str, list[dict[str, Any]]]
"""Rows by table of schema ``manifest``."""

SCHEMA: Final = "manifest"

REGISTRY: Final = "registry"
"""Source whose rows are children."""


def gather(  # noqa: PLR0913 - what a manifest is made of
    connection: duckdb.DuckDBPyConnection,
    catalogue: str,
    project_root: Path,
    tests: Iterable[TestRun],
    tables: Mapping[str, tuple[Digest, str]],
    *,
    edition: Edition = "shared",
    registry: Choice | None = None,
    history: Mapping[str, Iterable[dict[str, Any]]] | None = None,
) -> Manifest:
    """Put a manifest together.

    Args:
        connection: A connection to which the working database is attached.
        catalogue: Name it is attached under.
        project_root: The checkout.
        tests: Tests that were run.
        tables: Content digest and definition digest by published table.
        edition: Which edition it is of.
        registry: Which registry tables are in it; None for this build's.
        history: Rows of ``restatements`` and ``changes``.

    Returns:
        The manifest; ``published_at`` is now.
    """
    landed = identifier(catalogue, "raw", "landed_files")
    inputs = _rows(
        connection,
        "select file_name, source_id, file_sha256 as sha256, file_bytes as bytes,"
        f' cast(sum(rows_read) as bigint) as "rows" from {landed} group by all order by all',
    )
    load = _rows(
        connection,
        "select arg_max(load_id, loaded_at) as load_id,"
        f" coalesce(bool_or(is_synthetic), false) as is_synthetic from {landed}",
    )[0]
    resolved = identifier(catalogue, "intermediate", "int_assessments__resolved")
    years = identifier(catalogue, "intermediate", "int_assessments__data_years")
    if edition == "shared":
        inputs = _shared(connection, catalogue, inputs, registry)
    manifest: Manifest = {
        "inputs": inputs,
        "seeds": [{"path": p, "sha256": s} for p, s in seed_hashes(project_root).items()],
        "assessment_settings": _rows(
            connection,
            "select assessment_id, setting, value, stated_by_assessment_id from"
            f" (select assessment_id, unnest(stated_settings, recursive := true) from {resolved})"
            " union all select assessment_id, 'data_year:' || component_id,"
            f" cast(data_year as varchar), stated_by_assessment_id from {years} order by all",
        ),
        "method": [],
        "tests": sorted((asdict(test) for test in tests), key=lambda row: str(row["name"])),
        "tables": [
            {
                "name": name,
                "rows": content.rows,
                "sha256": content.sha256,
                "definition_sha256": definition,
                "is_registry": name in (registry.tables if registry else ()),
            }
            for name, (content, definition) in sorted(tables.items())
        ],
    }
    manifest["method"] = _method(project_root, manifest["assessment_settings"])
    commit, is_changed = _git(project_root)
    publication = {
        "amparo_version": __version__,
        "git_commit": commit,
        "has_uncommitted_changes": is_changed,
        "is_synthetic": load["is_synthetic"],
        "dbt_version": version("dbt-core"),
        "duckdb_version": version("duckdb"),
        "digest_decimals": DECIMALS,
        "edition": edition,
        "registry_state": registry.state if registry else "current",
        "registry_version": registry.version if registry else None,
    }
    content_id = _sha256(manifest | {"publication": [publication]})
    times = {
        "published_at": dt.datetime.now(dt.UTC).replace(tzinfo=None),
        "load_id": load["load_id"],
    }
    row = {"content_id": content_id} | publication | times
    # as times, no content: the next build, which edits nothing, would differ by it
    for table in ("restatements", "changes"):
        manifest[table] = list((history or {}).get(table, ()))
    manifest["publication"] = [{name: row[name] for name in TABLES["publication"][1]}]
    return manifest


def _method(project_root: Path, settings: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What the seeds state of the methodologies that assessments use, and of their ancestors."""
    stated = stated_method(project_root / "seeds")
    used = {str(row["value"]) for row in settings if row["setting"] == "methodology_id"}
    used = with_ancestors(stated, used)
    return [
        {"seed": seed, "row_key": ",".join(key), "value": cells}
        for seed, rows in stated.items()
        for key, cells in sorted(rows.items())
        if key[0] in used
    ]


def _shared(
    connection: duckdb.DuckDBPyConnection,
    catalogue: str,
    inputs: list[dict[str, Any]],
    registry: Choice | None,
) -> list[dict[str, Any]]:
    """Inputs as everybody may know them: registry files of its tables, no rows of a few people."""
    told = list(inputs)
    if registry is not None and registry.inputs is not None:
        told = [row for row in told if row["source_id"] != REGISTRY]
        told = sorted((*told, *registry.inputs), key=lambda r: (r["file_name"], r["source_id"]))
    # the rows that everybody may know are those that the table of them tells
    accounts = identifier(catalogue, MARTS, "fct_row_accounting")
    with contextlib.suppress(duckdb.CatalogException):
        sql = f"select source_id, file_name, rows_read from {accounts}"
        shared = {(s, f): rows for s, f, rows in connection.execute(sql).fetchall()}
        kept = registry.inputs if registry is not None and registry.inputs else ()
        return [
            row if row in kept else row | {"rows": shared.get((row["source_id"], row["file_name"]))}
            for row in told
        ]
    return told


def write(connection: duckdb.DuckDBPyConnection, catalogue: str, manifest: Manifest) -> None:
    """Write a manifest into schema ``manifest`` of an attached database."""
    connection.execute("begin")  # each of a thousand rows on its own would take seconds
    connection.execute(f"create schema {identifier(catalogue, SCHEMA)}")
    for name, (comment, columns) in TABLES.items():
        target = identifier(catalogue, SCHEMA, name)
        listed = ", ".join(f"{identifier(c)} {kind}" for c, (kind, _) in columns.items())
        connection.execute(f"create table {target} ({listed})")
        connection.execute(f"comment on table {target} is {literal(comment)}")
        for column, (_, text) in columns.items():
            connection.execute(
                f"comment on column {target}.{identifier(column)} is {literal(text)}"
            )
        rows = [[row[column] for column in columns] for row in manifest[name]]
        if rows:
            marks = ", ".join("?" for _ in columns)
            connection.executemany(f"insert into {target} values ({marks})", rows)
    connection.execute("commit")


def read(connection: duckdb.DuckDBPyConnection, catalogue: str) -> Manifest:
    """Read a manifest back.

    Raises:
        duckdb.Error: there is none, or it has other columns.
    """
    there = set(
        connection.execute(
            "select table_name, column_name from duckdb_columns()"
            " where database_name = ? and schema_name = ?",
            [catalogue, SCHEMA],
        ).fetchall()
    )

    def listed(table: str, columns: Mapping[str, object]) -> str:
        # a file of an older version says less of itself; a table that is not there is an error
        known = [column for column in columns if (table, column) in there]
        return ", ".join(map(identifier, known)) or "*"

    return {
        name: _rows(
            connection,
            f"select {listed(name, columns)}"
            f" from {identifier(catalogue, SCHEMA, name)} order by rowid",
        )
        for name, (_, columns) in TABLES.items()
        if name not in LATER or name in {table for table, _ in there}
    }


def as_json(manifest: Manifest) -> Any:
    """The manifest as it stands in JSON: times as ISO 8601 text, UTC."""
    return json.loads(json.dumps(manifest, default=_plain))


def seed_hashes(project_root: Path) -> dict[str, str]:
    """SHA-256 of every seed by path relative to the project."""
    return {
        file.relative_to(project_root).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted((project_root / "seeds").glob("*/*.csv"))
    }


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    cursor = connection.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _sha256(value: object) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, dt.datetime):
        return f"{value.isoformat(timespec='microseconds')}Z"
    raise TypeError(type(value).__name__)


def _git(root: Path) -> tuple[str | None, bool | None]:
    """Commit of a checkout and whether its files differ from it; None where it is not one."""
    program = shutil.which("git")
    if program is None:
        return None, None

    def ask(*arguments: str) -> str | None:
        done = subprocess.run(  # noqa: S603 - fixed arguments, no shell
            [program, "-C", str(root), *arguments],
            env=os.environ | {"GIT_OPTIONAL_LOCKS": "0"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        return done.stdout.strip() if done.returncode == 0 else None

    # a project copied into somebody else's repository has no commit of its own
    if ask("rev-parse", "--show-prefix") != "":
        return None, None
    commit, changes = ask("rev-parse", "HEAD"), ask("status", "--porcelain")
    return (None, None) if commit is None else (commit, bool(changes))
