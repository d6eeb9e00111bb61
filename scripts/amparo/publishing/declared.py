"""Which marts are published and how they refer to each other, as their YAML declares."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from amparo.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MARTS: Final = "marts"

Edition = Literal["shared", "restricted"]
"""``shared``: what anybody may have, the marts. ``restricted``: for the cluster, exact."""


@dataclass(frozen=True, slots=True)
class TestRun:
    """What became of one test.

    Attributes:
        name: Its name.
        kind: ``test`` or ``unit_test``.
        status: dbt's word for it, e.g. ``pass``.
        failures: Rows it found; 0 for none.
    """

    name: str
    kind: str
    status: str
    failures: int


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A column of a table that holds keys of another one."""

    table: str
    column: str
    parent: str
    parent_column: str


@dataclass(frozen=True, slots=True)
class Rows:
    """Where the restricted edition takes a table's rows from.

    Attributes:
        schema: Schema of the working database.
        name: Table there: the mart itself, or its exact twin, with columns of the same names.
        where: Condition on its rows, in SQL; None for all.
    """

    schema: str
    name: str
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """What the marts' YAML says about publishing.

    Attributes:
        published: Names of the marts that are published, sorted.
        withheld: Why a mart is not, by name.
        foreign_keys: Relations between marts of an edition, sorted by table and column.
        restricted: Marts that only the restricted edition has, sorted.
        rows: Where the restricted edition takes rows from, by mart; the mart where it names none.
        registry: Published marts that tell of the children of the registry.
    """

    published: tuple[str, ...]
    withheld: dict[str, str]
    foreign_keys: tuple[ForeignKey, ...]
    restricted: tuple[str, ...] = ()
    rows: Mapping[str, Rows] = field(default_factory=dict)
    registry: frozenset[str] = frozenset()

    def tables(self, edition: Edition) -> tuple[str, ...]:
        """Marts of an edition, sorted."""
        if edition == "shared":
            return self.published
        return tuple(sorted((*self.published, *self.restricted)))


def declared_marts(manifest_file: Path) -> Declared:
    """Read dbt's manifest.

    Every model of schema ``marts`` is published unless its ``config.meta.published`` is false; then
    ``config.meta.published_reason`` says why, and ``restricted`` whether the restricted edition has
    it, less the rows that do not meet ``restricted_where``. ``exact`` names the model that holds
    what a mart keeps back. A ``relationships`` test between two marts is a foreign key: it has just
    passed.

    Args:
        manifest_file: ``manifest.json`` in dbt's target folder.

    Raises:
        UserError: a mart is withheld without a reason, a key is no truth value, a mart names a
            model that does not exist, or the file is damaged.
    """
    nodes = _nodes(manifest_file)
    marts = {
        unique_id: node
        for unique_id, node in nodes.items()
        if node["resource_type"] == "model" and node["schema"] == MARTS
    }
    withheld = {
        str(node["alias"]): reason
        for node in marts.values()
        if (reason := _why_withheld(node)) is not None
    }
    published = {str(node["alias"]) for node in marts.values()} - withheld.keys()
    restricted = {name for name in withheld if _meta(marts, name).get("restricted") is True}
    keys = {_foreign_key(node, marts) for node in nodes.values() if _is_relation(node)}
    return Declared(
        published=tuple(sorted(published)),
        withheld=withheld,
        foreign_keys=tuple(
            sorted(
                (k for k in keys if k and {k.table, k.parent} <= published | restricted),
                key=lambda key: (key.table, key.column),
            )
        ),
        restricted=tuple(sorted(restricted)),
        rows={
            name: rows
            for name in sorted(published | restricted)
            if (rows := _rows(nodes, name, _meta(marts, name))) is not None
        },
        registry=frozenset(
            name for name in published if _meta(marts, name).get("subject") == "registry"
        ),
    )


def _meta(marts: Mapping[str, Any], name: str) -> dict[str, Any]:
    return next(dict(n["config"].get("meta", {})) for n in marts.values() if n["alias"] == name)


def _rows(nodes: Mapping[str, Any], name: str, meta: Mapping[str, Any]) -> Rows | None:
    exact, where = meta.get("exact"), meta.get("restricted_where")
    if exact is None:
        return Rows(MARTS, name, where) if where else None
    for node in nodes.values():
        if node["resource_type"] == "model" and node.get("name") == exact:
            return Rows(str(node["schema"]), str(node["alias"]), where)
    raise UserError(
        f"{name}: config.meta.exact nombra {exact}, que no es un modelo.",
        f"{name}: config.meta.exact names {exact}, which is no model.",
    )


def _nodes(manifest_file: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(manifest_file.read_text(encoding="utf-8"))["nodes"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UserError(
            f"{manifest_file} falta o está dañado: lo escribe dbt al construir. Borre la carpeta "
            f"{manifest_file.parent} y ejecute: amparo build",
            f"{manifest_file} is missing or damaged: dbt writes it in a build. Delete the folder "
            f"{manifest_file.parent} and run: amparo build",
        ) from error


def _why_withheld(node: dict[str, Any]) -> str | None:
    meta = node["config"].get("meta", {})
    is_published = meta.get("published", True)
    reason = str(meta.get("published_reason") or "").strip()
    if not isinstance(is_published, bool) or (not is_published and not reason):
        name, file = node["alias"], node["original_file_path"]
        raise UserError(
            f"{name} ({file}): config.meta.published debe ser true o false, y con false hace falta "
            "config.meta.published_reason, que diga por qué no se publica.",
            f"{name} ({file}): config.meta.published must be true or false, and false needs "
            "config.meta.published_reason, which says why it is not published.",
        )
    return None if is_published else reason


def _is_relation(node: dict[str, Any]) -> bool:
    test = node.get("test_metadata") or {}
    # a test of some rows only promises nothing about the others
    return test.get("name") == "relationships" and not node["config"].get("where")


def _foreign_key(test: dict[str, Any], marts: dict[str, Any]) -> ForeignKey | None:
    child = test["attached_node"]
    parents = [name for name in test["depends_on"]["nodes"] if name != child] or [child]
    if child not in marts or parents[0] not in marts:
        return None
    arguments = test["test_metadata"]["kwargs"]
    return ForeignKey(
        table=str(marts[child]["alias"]),
        column=str(arguments["column_name"]),
        parent=str(marts[parents[0]]["alias"]),
        parent_column=str(arguments["field"]),
    )
