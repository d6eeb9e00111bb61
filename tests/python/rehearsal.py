"""All models on a small folder of extracts: landing for real, dbt's compiled models by hand.

For tests that need hundreds of small builds. The contracts' constraints hold as in a build by dbt;
data tests are run as queries when asked for. What reads no landed row is the same in every build,
so it is built once.
"""

from __future__ import annotations

import json
import re
import shutil
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

import duckdb

from amparo.landing import LandingReport, land
from harness import _column_types, broken_contract, build_model

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TEST_KEY = b"clave de las pruebas, de nadie mas"
RAW_TABLE = re.compile(r'\braw"?\."?(\w+)')
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
        self._sources: dict[str, frozenset[str]] = {}
        graph = {key: _needs(node) for key, node in nodes.items() if _is_model(node)}
        for key in TopologicalSorter(graph).static_order():
            node = nodes.get(key)
            if node and _is_model(node):
                needed = [self._sources.get(other, frozenset()) for other in graph[key]]
                # the code itself: a macro may read tables that dbt does not know of
                named = frozenset(RAW_TABLE.findall(node["compiled_code"]))
                self._sources[key] = named.union(*needed)
                self._models.append(node)
        tests = [node for node in nodes.values() if node["resource_type"] == "test"]
        self.tests = {node["name"]: _rows_found(node) for node in tests}
        self.accounting = {
            node["name"]: node["compiled_code"]
            for node in tests
            if "tests/dbt/accounting" in _path(node)
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
        """Build every model; those that read no row, now or at the last run, are built already."""
        with duckdb.connect(str(database)) as connection:
            connection.execute("set TimeZone = 'UTC'")
            # few rows: a second thread would only wait, and so would a commit for every model
            connection.execute("set threads = 1")
            connection.execute("begin")
            fed = {
                name
                for (name,) in connection.execute(
                    "select table_name from duckdb_tables() where schema_name = 'raw'"
                ).fetchall()
                if connection.execute(f'from raw."{name}" limit 1').fetchone()
            }
            known = connection.execute("from rehearsal.fed").fetchall()
            connection.execute("delete from rehearsal.fed")
            connection.executemany("insert into rehearsal.fed values (?)", [[name] for name in fed])
            fed |= {name for (name,) in known}
            for node in self._models:
                if self._sources[node["unique_id"]] & fed:
                    build_model(connection, node, contract=True)
            connection.execute("commit")

    def failed_tests(self, database: Path) -> dict[str, int]:
        """Data tests of the whole project that fail, with the rows found; empty when all pass."""
        with duckdb.connect(str(database), read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            found = {
                name: int((connection.execute(code).fetchone() or (1,))[0])
                for name, code in self.tests.items()
            }
        return {name: rows for name, rows in found.items() if rows}

    def broken_accounts(self, database: Path) -> dict[str, list[tuple[Any, ...]]]:
        """Rows of the accounting tests that fail, by test; empty when everything adds up."""
        with duckdb.connect(str(database), read_only=True) as connection:
            found = {
                name: connection.execute(code).fetchall() for name, code in self.accounting.items()
            }
        return {name: rows for name, rows in found.items() if rows}

    def _make_template(self, nodes: dict[str, Any]) -> None:
        self._load_seeds(nodes)
        nothing = self._template.parent / "nothing"
        nothing.mkdir()
        land(nothing, self._template, self._root / "models" / "staging", key=TEST_KEY)
        with duckdb.connect(str(self._template)) as connection:
            connection.execute("set TimeZone = 'UTC'")
            for node in self._models:
                build_model(connection, node, contract=True)
                broken = broken_contract(connection, node)
                assert not broken, f"{node['name']}: {sorted(broken)}"
            # what is landed begins anew with each copy
            connection.execute("drop schema raw cascade")
            connection.execute("create schema rehearsal")
            connection.execute("create table rehearsal.fed (name varchar)")

    def _load_seeds(self, nodes: dict[str, Any]) -> None:
        types = _column_types(self._root / "seeds")
        self._template.parent.mkdir()
        # hundreds of tables of a few rows, copied hundreds of times: small blocks make a small file
        with duckdb.connect(
            str(self._template), config={"default_block_size": "16384"}
        ) as connection:
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


def _needs(node: Mapping[str, Any]) -> list[str]:
    return list(node["depends_on"]["nodes"])


def _rows_found(test: Mapping[str, Any]) -> str:
    """SQL of how many rows a data test finds, as dbt asks it."""
    config = test["config"]
    assert (config["error_if"], config["severity"].lower()) == ("!= 0", "error"), test["name"]
    return f"select {config['fail_calc']} from ({test['compiled_code']})"


def _path(node: dict[str, Any]) -> str:
    return str(node["original_file_path"]).replace("\\", "/")
