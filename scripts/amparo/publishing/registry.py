"""Which registry tables a publication has: this build's, or those of an earlier one.

Two publications that differ by a few children give those children away, however well each of them
is protected. So the registry's tables change only where enough children did, and every table that
counts rows of the registry goes with them.
"""

# ruff: noqa: S608 (names are quoted by `quoting.identifier`, texts by `quoting.literal`)

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from amparo.publishing.declared import MARTS
from amparo.publishing.digest import digest
from amparo.publishing.editions import WORKING
from amparo.publishing.manifest import REGISTRY, SCHEMA
from amparo.publishing.registry_basis import Basis, current_basis, read_basis
from amparo.publishing.registry_choice import Choice
from amparo.publishing.tables import read_definitions
from amparo.warehouse.quoting import identifier, literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import duckdb

    from amparo.publishing.declared import Declared
    from amparo.publishing.shelf import Shelf, Version
    from amparo.publishing.tables import Definition
    from amparo.publishing.writer import Mart

EARLIER: Final = "earlier"
_MINIMUM: Final = "minimum_new_children"


def choose(
    connection: duckdb.DuckDBPyConnection,
    declared: Declared,
    marts: Sequence[Mart],
    shelf: Shelf,
    restricted: Path,
) -> Choice:
    """Decide which registry tables are published.

    Args:
        connection: From `open_working`; an earlier version is attached to it as `EARLIER`.
        declared: What the marts' YAML says.
        marts: Tables of the shared edition, of this build.
        shelf: What is published.
        restricted: Folder where the basis is kept.
    """
    registry = [mart for mart in marts if mart.definition.name in declared.registry]
    names = frozenset(mart.definition.name for mart in registry)
    now = current_basis(connection)
    if not now.forms:
        return Choice("none", names)
    known, before = read_basis(restricted), holder(shelf)
    if known is None and before is None:
        return Choice("current", names, basis=now)
    changed = known.changed(now) if known is not None else None
    if known is not None and changed is not None:
        is_same = changed == 0 and known.is_published
        if is_same or changed >= _minimum(connection):
            return Choice("current", names, changed=changed, basis=None if is_same else now)
    # where nobody knows what was published, what is there now is what the next one is compared with
    basis = Basis(now.forms, is_published=False) if changed is None else None
    if before is not None:
        connection.execute(f"attach {literal(str(before.file))} as {EARLIER} (read_only)")
        earlier = read_definitions(connection, EARLIER, MARTS)
        if all(_is_alike(earlier.get(mart.definition.name), mart.definition) for mart in registry):
            rows = {n: f"select * from {identifier(EARLIER, MARTS, n)}" for n in sorted(names)}
            rows |= _earlier_rows(marts, earlier, names)
            inputs = tuple(_inputs(connection))
            return Choice("carried", names, _origin(before), changed, rows, inputs, basis)
    rows = _without_registry(marts, names)
    return Choice("withheld", names, None, changed, rows, (), basis)


def _is_alike(earlier: Definition | None, now: Definition) -> bool:
    """Whether two definitions have the same columns and keys, whatever their descriptions say."""

    def bare(definition: Definition) -> Definition:
        columns = tuple(replace(column, comment=None) for column in definition.columns)
        return replace(definition, comment=None, columns=columns)

    return earlier is not None and bare(earlier) == bare(now)


def applied(
    connection: duckdb.DuckDBPyConnection, marts: Sequence[Mart], choice: Choice
) -> list[Mart]:
    """The tables of the shared edition as they are published."""
    found = []
    for mart in marts:
        definition = mart.definition
        if choice.state == "withheld" and definition.name in choice.tables:
            continue
        if rows := choice.rows.get(definition.name):
            content = digest(connection, WORKING, MARTS, definition, rows=rows)
            found.append(replace(mart, rows=rows, content=content))
        else:
            found.append(mart)
    return found


def holder(shelf: Shelf) -> Version | None:
    """The newest version that has tables of the registry, None where none has."""
    return next((v for v in reversed(shelf.versions()) if holds(v)), None)


def registry_state(version: Version) -> str | None:
    """What a version says of its registry tables; None where it says nothing."""
    sidecar = version.sidecar()
    publication: dict[str, Any] = sidecar["manifest"]["publication"][0] if sidecar else {}
    return publication.get("registry_state")


def holds(version: Version) -> bool:
    """Whether a version has tables of the registry with children in them."""
    sidecar, state = version.sidecar(), registry_state(version)
    if not sidecar:
        return False
    if state is None:  # of before there were states: whether a registry was delivered
        return any(row["source_id"] == REGISTRY for row in sidecar["manifest"]["inputs"])
    return state in {"current", "carried"}


def _minimum(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute(
        f"select cast(value as integer) from {identifier(WORKING, 'seeds', 'parameters')}"
        " where parameter_id = ?",
        [_MINIMUM],
    ).fetchone()
    return int(row[0]) if row else 0


def _of_source(mart: Mart, names: frozenset[str]) -> bool:
    """Whether a table counts rows of sources; what a source is like is no count."""
    columns = {column.name for column in mart.definition.columns}
    name = mart.definition.name
    return name not in names and name.startswith("fct_") and "source_id" in columns


def _without_registry(marts: Sequence[Mart], names: frozenset[str]) -> dict[str, str]:
    return {
        mart.definition.name: f"select * from ({mart.rows})"
        f" where source_id is distinct from {literal(REGISTRY)}"
        for mart in marts
        if _of_source(mart, names)
    }


def _earlier_rows(
    marts: Sequence[Mart], earlier: Mapping[str, Any], names: frozenset[str]
) -> dict[str, str]:
    found = _without_registry(marts, names)
    for mart in marts:
        name = mart.definition.name
        if name in found and _is_alike(earlier.get(name), mart.definition):
            found[name] += (
                f" union all select * from {identifier(EARLIER, MARTS, name)}"
                f" where source_id = {literal(REGISTRY)}"
            )
    return found


def _inputs(connection: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    cursor = connection.execute(
        f"select * from {identifier(EARLIER, SCHEMA, 'inputs')} where source_id = ? order by all",
        [REGISTRY],
    )
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _origin(before: Version) -> str:
    """The version that published the tables first."""
    publication = before.sidecar()["manifest"]["publication"][0]
    return str(publication.get("registry_version") or before.name)
