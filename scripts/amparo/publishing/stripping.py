"""Older versions lose their registry tables when newer ones are published.

Two versions with different tables of the same children are what `amparo.publishing.registry` keeps
apart in time; so no two of them stay on one shelf.
"""

# ruff: noqa: S608 (names are quoted by `quoting.identifier`, texts by `quoting.literal`)

from __future__ import annotations

import contextlib
import hashlib
from typing import TYPE_CHECKING, Any, Final

import duckdb

from amparo.errors import UserError
from amparo.project import DATABASE_NAME
from amparo.publishing import manifest as manifests
from amparo.publishing.declared import MARTS
from amparo.publishing.digest import digest
from amparo.publishing.files import remove
from amparo.publishing.manifest_tables import TABLES
from amparo.publishing.output_sets import older
from amparo.publishing.registry import holds
from amparo.publishing.tables import in_order, read_definitions
from amparo.publishing.writer import MEMORY, Mart, Silent, check_file, write_file
from amparo.warehouse.quoting import identifier, literal

if TYPE_CHECKING:
    from pathlib import Path

    from amparo.publishing.manifest import Manifest
    from amparo.publishing.shelf import Shelf, Version

_OLD: Final = "old"


def strip_older(shelf: Shelf) -> list[Version]:
    """Take the registry out of every version whose registry is not the current one's.

    Its file is written anew without those tables, its sidecar states that, and report, workbook and
    exchange files, which show them, go. A version whose outputs readers still see is left for the
    next time. The caller holds the shelf's lock.

    Returns:
        The versions that lost theirs.
    """
    current = shelf.current()
    if current is None or not holds(current):
        return []
    shown = _registry(current)
    # outputs are seen by links, or as copies where the system allows no links
    seen = shelf.linked_versions() | set(older(shelf).values())
    stripped = []
    for version in shelf.versions():
        if version.name >= current.name or version.name in seen or not holds(version):
            continue
        if _registry(version) == shown:
            continue
        try:
            with shelf.staging() as staged:
                manifest = _write(version, staged)
                shelf.replace(version, staged, manifests.as_json(manifest))
        except (OSError, duckdb.Error, UserError):
            # held by a reader, or damaged: what was just published stays published; next time
            continue
        stripped.append(version)
    return stripped


def remove_unsuppressed(shelf: Shelf) -> list[Version]:
    """Remove versions of before there were two editions: they hold exact small counts and names.

    Returns:
        The versions that went; one whose outputs readers still see stays for the next time.
    """
    current = shelf.current()
    seen = shelf.linked_versions() | set(older(shelf).values())
    old = [
        version
        for version in shelf.versions()
        if (current is None or version.name != current.name)
        and version.name not in seen
        and (sidecar := version.sidecar())
        and not sidecar["manifest"]["publication"][0].get("edition")
    ]
    for version in old:
        remove(version.folder)
    return old


def _registry(version: Version) -> set[tuple[str, str, str]]:
    """Registry tables of a version: name, content, definition."""
    return {
        (row["name"], row["sha256"], row["definition_sha256"])
        for row in version.sidecar()["manifest"]["tables"]
        if _is_registry(row)
    }


def _is_registry(row: dict[str, Any]) -> bool:
    told = row.get("is_registry")
    return str(row["name"]).startswith(manifests.REGISTRY) if told is None else bool(told)


def _write(version: Version, staged: Path) -> Manifest:
    """Write a version's file without registry; returns what the new one says of itself."""
    config: dict[str, Any] = {
        "memory_limit": MEMORY,
        "temp_directory": str(staged / "spill"),
        "autoinstall_known_extensions": "false",
    }
    with contextlib.closing(duckdb.connect(config=config)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(f"attach {literal(str(version.file))} as {_OLD} (read_only)")
        manifest = manifests.read(connection, _OLD)
        left = {row["name"]: row for row in manifest["tables"] if not _is_registry(row)}
        definitions = read_definitions(connection, _OLD, MARTS)
        marts = []
        for definition in in_order(d for name, d in definitions.items() if name in left):
            rows = f"select * from {identifier(_OLD, MARTS, definition.name)}"
            columns = {column.name for column in definition.columns}
            if definition.name.startswith("fct_") and "source_id" in columns:
                rows += f" where source_id is distinct from {literal(manifests.REGISTRY)}"
            content = digest(connection, _OLD, MARTS, definition, rows=rows)
            marts.append(Mart(definition, rows, content))
            left[definition.name] |= {"rows": content.rows, "sha256": content.sha256}
        [publication] = manifest["publication"]
        # what it holds now is not what a build with the same inputs would publish
        content_id = hashlib.sha256(f"{publication['content_id']} removed".encode()).hexdigest()
        publication |= {"registry_state": "removed", "registry_version": None}
        publication["content_id"] = content_id
        manifest["tables"] = list(left.values())
        manifest["inputs"] = [
            row for row in manifest["inputs"] if row["source_id"] != manifests.REGISTRY
        ]
        complete = _complete(manifest)
        write_file(connection, staged / DATABASE_NAME, marts, complete, Silent())
    check_file(staged / DATABASE_NAME, marts, complete)
    return complete


def _complete(manifest: Manifest) -> Manifest:
    """The same with every column of today; what an older version does not say is null."""
    return {
        name: [{column: row.get(column) for column in columns} for row in manifest.get(name, ())]
        for name, (_, columns) in TABLES.items()
    }
