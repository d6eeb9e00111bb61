"""Every published mart as Parquet, described by a Frictionless data package."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from amparo.outputs.exchange.formats import load_formats
from amparo.publishing.declared import MARTS
from amparo.publishing.files import file_sha256
from amparo.warehouse.quoting import identifier, literal

if TYPE_CHECKING:
    from pathlib import Path

    from amparo.outputs.edition import EditionLabels
    from amparo.outputs.published import Published
    from amparo.publishing.tables import Column, Definition

_TYPES: Final = {
    "VARCHAR": "string",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
}
"""Table Schema's name of DuckDB's types; a type that is not here fails, so that none goes wrong."""


def write_parquet(published: Published, folder: Path, labels: EditionLabels) -> None:
    """Write a file per mart and the descriptor that tells what they hold.

    Args:
        published: The published file.
        folder: Folder of the exchange files; the tables get a folder in it.
        labels: Texts for the package's title, classification and licence.
    """
    formats = load_formats()
    target = folder / formats.parquet.folder
    target.mkdir()
    resources = []
    for name, definition in published.definitions.items():
        file = target / f"{name}.parquet"
        order = ", ".join(map(identifier, definition.primary_key)) or "all"
        published.connection.execute(
            f"copy (select * from {identifier(MARTS, name)} order by {order})"  # noqa: S608 - quoted
            f" to {literal(str(file))} (format parquet, compression zstd)"
        )
        resources.append(_resource(definition, file, labels))
    publication = published.publication()
    package = {
        "profile": "tabular-data-package",
        "name": "amparo",
        "title": labels("book_title"),
        "id": publication["content_id"],
        "version": publication["amparo_version"],
        "description": labels.classification,
        "licenses": [{"name": labels("licence_name_shared"), "title": labels.licence}],
        "created": f"{publication['published_at'].isoformat(timespec='seconds')}Z",
        "resources": resources,
    }
    text = json.dumps(package, ensure_ascii=False, indent=1)
    (target / formats.parquet.descriptor).write_text(f"{text}\n", encoding="utf-8")


def _resource(definition: Definition, file: Path, labels: EditionLabels) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(column, labels) for column in definition.columns],
        "missingValues": [""],
    }
    if definition.primary_key:
        schema["primaryKey"] = list(definition.primary_key)
    if definition.foreign_keys:
        schema["foreignKeys"] = [
            {
                "fields": [key.column],
                "reference": {"resource": key.parent, "fields": [key.parent_column]},
            }
            for key in definition.foreign_keys
        ]
    return {
        "name": definition.name,
        **_title(f"mart_{definition.name}", labels),
        "profile": "tabular-data-resource",
        "path": file.name,
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "description": definition.comment or "",
        "bytes": file.stat().st_size,
        "hash": f"sha256:{file_sha256(file)}",
        "schema": schema,
    }


def _title(label_id: str, labels: EditionLabels) -> dict[str, str]:
    return {"title": labels(label_id)} if labels.has(label_id) else {}


def _field(column: Column, labels: EditionLabels) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, **_title(f"column_{column.name}", labels)}
    field["type"] = _TYPES[column.data_type]
    if column.comment:
        field["description"] = column.comment
    if not column.is_nullable:
        field["constraints"] = {"required": True}
    return field
