"""The published tables as pictures: keys and relations, of what the models themselves declare.

Run ``python scripts/make_schema.py``; it writes ``docs/bi/schema.md``. A test compares the two.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import yaml

from amparo.seeds import rows_of

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = ROOT / "docs" / "bi" / "schema.md"

PICTURES: Final = {
    "Para empezar · To begin with": ("reports",),
    "Dimensiones · Dimensions": ("dimensions",),
    "Severidad y PiN · Severity and PiN": ("severity", "pin", "changes"),
    "El método · The method": ("method",),
    "Las filas y su control · Rows and their checks": ("accounting",),
    "Registro de intervenciones · Registry of interventions": ("registry",),
}
"""Folders of marts by the picture they are in; dimensions stand where something refers to them."""

_HEAD: Final = """# El esquema

*The schema: keys and relations of the published tables.
Generated: `python scripts/make_schema.py`.*

Cada caja es una tabla con sus claves: `PK` la identifica, `FK` lleva a otra tabla. Las demás
columnas están en los comentarios de la base. La línea va de la tabla con la lista (una fila por
valor) a la que la usa.
"""

Model = dict[str, Any]


def page() -> str:
    """The whole page."""
    labels = {row["label_id"]: row["es"] for row in rows_of(ROOT / "seeds", "labels")}
    models = published()
    parts = [_HEAD]
    for title, folders in PICTURES.items():
        drawn = [name for name, (folder, _) in models.items() if folder in folders]
        parts += [f"## {title}\n", "| tabla | qué es |", "|---|---|"]
        parts += [f"| `{name}` | {labels[f'about_mart_{name}']} |" for name in drawn]
        parts += ["\n```mermaid", "erDiagram", *_lines(drawn, models), "```\n"]
    return "\n".join(parts).rstrip() + "\n"


def published() -> dict[str, tuple[str, Model]]:
    """Folder and YAML of the tables that are in the shared edition, by name."""
    return {
        model["name"]: (file.parent.name, model)
        for file in sorted((ROOT / "models" / "marts").rglob("*.yml"))
        for model in yaml.safe_load(file.read_text(encoding="utf-8")).get("models", [])
        if model.get("config", {}).get("meta", {}).get("published", True)
    }


def relations(model: Model) -> list[tuple[str, str]]:
    """Columns that hold keys of another table, with that table."""
    return [
        (column["name"], test["relationships"]["arguments"]["to"].split("'")[1])
        for column in model["columns"]
        for test in column.get("data_tests", [])
        if isinstance(test, dict)
        and "relationships" in test
        # of some rows only
        and not test["relationships"].get("config", {}).get("where")
    ]


def _lines(drawn: list[str], models: dict[str, tuple[str, Model]]) -> list[str]:
    boxes, lines = [], []
    for name in drawn:
        model = models[name][1]
        foreign = [(column, parent) for column, parent in relations(model) if parent in models]
        keys: list[str] = next(
            (c["columns"] for c in model.get("constraints", []) if c["type"] == "primary_key"), []
        )
        held = {column for column, _ in foreign}
        boxes.append(f"    {name} {{")
        for column in model["columns"]:
            marks = [
                mark for mark, names in (("PK", keys), ("FK", held)) if column["name"] in names
            ]
            if marks:
                boxes.append(f"        {column['data_type']} {column['name']} {', '.join(marks)}")
        boxes.append("    }")
        lines += [f'    {parent} ||--o{{ {name} : "{column}"' for column, parent in foreign]
    return [*boxes, *sorted(set(lines))]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
