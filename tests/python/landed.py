"""From files to one model in seconds: landing, then the model's ancestors in memory."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from amparo.landing import land
from harness import Harness

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def run_landed(root: Path, manifest: Path, extracts: Path, models: Iterable[str]) -> Harness:
    """Land a folder and build some models with all they need, without dbt.

    Args:
        root: The project.
        manifest: dbt's manifest with compiled models.
        extracts: The files.
        models: Names of the models.

    Returns:
        The warehouse in memory; nothing of the files may be refused.
    """
    database = extracts.parent / "landed.duckdb"
    report = land(extracts, database, root / "models" / "staging")
    assert report.refusals == ()
    document = json.loads(manifest.read_text(encoding="utf-8"))
    parents: dict[str, list[str]] = document["parent_map"]
    order: list[str] = []

    def visit(node: str) -> None:
        if node not in order:
            for parent in parents[node]:
                visit(parent)
            order.append(node)

    names = {node["name"]: key for key, node in document["nodes"].items()}
    for model in models:
        visit(names[model])
    harness = Harness(root, manifest)
    harness.connection.execute(f"attach '{database}' as landed (read_only)")
    harness.connection.execute("create schema amparo.raw")
    for key in order:
        kind, name = key.split(".")[0], key.split(".")[-1]
        if kind == "source":
            harness.connection.execute(f"create table amparo.raw.{name} as from landed.raw.{name}")
        elif kind == "seed":
            harness.seed(name)
        elif kind == "model":
            harness.run(name)
    return harness


def failures(harness: Harness, test: Path) -> list[dict[str, object]]:
    """Rows a singular dbt test finds, with the models it reads as built by `run_landed`."""
    sql = test.read_text(encoding="utf-8")
    for name in sql.split("ref('")[1:]:
        model = name.split("'")[0]
        sql = sql.replace(f"{{{{ ref('{model}') }}}}", harness.relation(model))
    cursor = harness.connection.execute(sql)
    columns = [column[0] for column in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
