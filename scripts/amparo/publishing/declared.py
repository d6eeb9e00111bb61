"""Which marts are published and how they refer to each other, as their YAML declares."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from amparo.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

MARTS: Final = "marts"


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A column of a table that holds keys of another one."""

    table: str
    column: str
    parent: str
    parent_column: str


@dataclass(frozen=True, slots=True)
class Declared:
    """What the marts' YAML says about publishing.

    Attributes:
        published: Names of the marts that are published, sorted.
        withheld: Why a mart is not, by name.
        foreign_keys: Relations between published marts, sorted by table and column.
    """

    published: tuple[str, ...]
    withheld: dict[str, str]
    foreign_keys: tuple[ForeignKey, ...]


def declared_marts(manifest_file: Path) -> Declared:
    """Read dbt's manifest.

    Every model of schema ``marts`` is published unless its ``config.meta.published`` is false; then
    ``config.meta.published_reason`` says why. A ``relationships`` test between two of them is a
    foreign key: it has just passed.

    Args:
        manifest_file: ``manifest.json`` in dbt's target folder.

    Raises:
        UserError: a mart is withheld without a reason, the key is no truth value, or the file is
            damaged.
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
    keys = {_foreign_key(node, marts) for node in nodes.values() if _is_relation(node)}
    return Declared(
        published=tuple(sorted(published)),
        withheld=withheld,
        foreign_keys=tuple(
            sorted(
                (k for k in keys if k is not None and {k.table, k.parent} <= published),
                key=lambda key: (key.table, key.column),
            )
        ),
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
