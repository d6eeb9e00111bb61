"""All models on a small folder of extracts: landing for real, dbt's compiled models by hand.

For tests that need hundreds of small builds. What dbt adds (contracts, tests) is left out; the
accounting tests are run as queries.
"""

from __future__ import annotations

import json
import shutil
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

import duckdb

from amparo.landing import LandingReport, land
from harness import _column_types, build_model

if TYPE_CHECKING:
    from pathlib import Path

TEST_KEY = b"clave de las pruebas, de nadie mas"
_SCHEMAS = ("seeds", "staging", "intermediate", "marts")


class Rehearsal:
    """The project's seeds and compiled models, ready to be run on any landed folder.

    Args:
        root: The project.
        manifest: dbt's manifest with compiled models.
        folder: Where the template with the seeds is kept.
    """

    def __init__(self, root: Path, manifest: Path, folder: Path) -> None:
        nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
        self._root = root
        self._template = folder / "template" / "amparo.duckdb"
        self._models: list[dict[str, Any]] = []
        graph = {key: node["depends_on"]["nodes"] for key, node in nodes.items() if _is_model(node)}
        for key in TopologicalSorter(graph).static_order():
            node = nodes.get(key)
            if node and _is_model(node):
                self._models.append(node)
        self.accounting = {
            node["name"]: node["compiled_code"]
            for node in nodes.values()
            if node["resource_type"] == "test" and "tests/dbt/accounting" in _path(node)
        }
        if not self._template.exists():
            self._make_template(nodes)

    def land(self, extracts: Path, database: Path) -> LandingReport:
        """Land a folder into a database with the seeds; the file is called amparo.duckdb."""
        if not database.exists():
            database.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(self._template, database)
        sources = self._root / "models" / "staging"
        return land(extracts, database, sources, key=TEST_KEY)

    def run(self, database: Path) -> None:
        """Build every model."""
        with duckdb.connect(str(database)) as connection:
            connection.execute("set TimeZone = 'UTC'")
            for node in self._models:
                build_model(connection, node)

    def broken_accounts(self, database: Path) -> dict[str, list[tuple[Any, ...]]]:
        """Rows of the accounting tests that fail, by test; empty when everything adds up."""
        with duckdb.connect(str(database), read_only=True) as connection:
            found = {
                name: connection.execute(code).fetchall() for name, code in self.accounting.items()
            }
        return {name: rows for name, rows in found.items() if rows}

    def _make_template(self, nodes: dict[str, Any]) -> None:
        types = _column_types(self._root / "seeds")
        self._template.parent.mkdir()
        with duckdb.connect(str(self._template)) as connection:
            for schema in _SCHEMAS:
                connection.execute(f"create schema {schema}")
            for node in nodes.values():
                if node["resource_type"] != "seed":
                    continue
                columns = ", ".join(f"'{k}': '{v}'" for k, v in types[node["name"]].items())
                file = self._root / node["original_file_path"]
                connection.execute(
                    f"create table seeds.{node['name']} as select * from read_csv('{file}',"
                    f" header = true, columns = {{{columns}}}, nullstr = '')"
                )


def _is_model(node: dict[str, Any]) -> bool:
    return node["resource_type"] == "model" and bool(node.get("compiled_code"))


def _path(node: dict[str, Any]) -> str:
    return str(node["original_file_path"]).replace("\\", "/")
