"""Running single models on rows of the test's own, in memory, as dbt compiles them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import duckdb

import parsed
from amparo.yaml_files import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

Rows = list[dict[str, Any]]


class Harness:
    """An in-memory warehouse: seeds from the project's files, models from dbt's compiled SQL.

    Args:
        root: The project.
        manifest: dbt's manifest with compiled models.
    """

    def __init__(self, root: Path, manifest: Path) -> None:
        nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
        self._models = {
            node["name"]: node
            for node in nodes
            if node["resource_type"] == "model" and node.get("compiled_code")
        }
        self._seeds = {
            node["name"]: root / node["original_file_path"]
            for node in nodes
            if node["resource_type"] == "seed"
        }
        self._types = _column_types(root / "seeds")
        self.connection = duckdb.connect()
        self.connection.execute("attach ':memory:' as amparo")
        for schema in ("seeds", "staging", "intermediate", "marts"):
            self.connection.execute(f"create schema amparo.{schema}")

    def seed(self, *names: str) -> None:
        """Load seeds from the project's CSV files, typed as their YAML says."""
        for name in names:
            columns = ", ".join(f"'{k}': '{v}'" for k, v in self._types[name].items())
            self.connection.execute(
                f"create or replace table amparo.seeds.{name} as select * from read_csv("
                f"'{self._seeds[name]}', header = true, columns = {{{columns}}}, nullstr = '')"
            )

    def put(
        self, name: str, rows: Sequence[Mapping[str, object]], types: Mapping[str, str]
    ) -> None:
        """Stand in for a model with rows; columns not in a row are null."""
        table = self.relation(name)
        columns = ", ".join(f"{column} {kind}" for column, kind in types.items())
        self.connection.execute(f"create or replace table {table} ({columns})")
        marks = ", ".join("?" for _ in types)
        values = [[row.get(column) for column in types] for row in rows]
        if values:
            self.connection.executemany(f"insert into {table} values ({marks})", values)

    def run(self, *names: str) -> None:
        """Build models, in the order given, from what is there."""
        for name in names:
            build_model(self.connection, self._models[name])

    def relation(self, name: str) -> str:
        """Full name of a model that was built, or of a seed."""
        schema = self._models[name]["schema"] if name in self._models else "seeds"
        return f"amparo.{schema}.{name}"

    def rows(self, name: str, columns: Iterable[str] = ("*",)) -> Rows:
        """Rows of a model that was built."""
        cursor = self.connection.execute(f"select {', '.join(columns)} from {self.relation(name)}")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def method(self) -> None:
        """Build everything that resolves methodologies, from the real seeds."""
        self.seed(
            "methodologies",
            "indicators",
            "variables",
            "variable_components",
            "severity_scales",
            "score_steps",
            "pin_percentages",
        )
        parts = ("lineage", "variables", "components")
        self.run(*(f"int_methodologies__{part}" for part in parts))
        self.run("dim_indicator_weight", "dim_severity_scale", "dim_score_step")
        self.run("dim_pin_percentage")


def build_model(
    connection: duckdb.DuckDBPyConnection, node: Mapping[str, Any], *, contract: bool = False
) -> None:
    """Build one model as dbt compiled it, from what is in the database.

    Args:
        connection: To the database, attached as ``amparo``.
        node: Of dbt's manifest.
        contract: Whether the constraints of its contract hold, as in a build by dbt.
    """
    table = f"amparo.{node['schema']}.{node['name']}"
    if node["language"] == "sql":
        code = node["compiled_code"]
        if contract and node["contract"]["enforced"]:
            connection.execute(f"create or replace table {table} ({', '.join(_declared(node))})")
            connection.execute(f"insert into {table} by name {code}")
        else:
            connection.execute(f"create or replace table {table} as {code}")
        return
    # dbt ends a Python model with the object that it hands over, given a way to read a table
    scope: dict[str, Any] = {}
    exec(node["compiled_code"], scope)  # noqa: S102 - the project's own code
    read = scope["dbtObj"](lambda name: connection.query(f"select * from {name}"))
    result = scope["model"](read, connection)
    connection.register("result_of_model", result)
    connection.execute(f"create or replace table {table} as select * from result_of_model")
    connection.unregister("result_of_model")


def _declared(node: Mapping[str, Any]) -> Iterator[str]:
    """Columns and constraints of a contract, as `create table` takes them."""
    for column in node["columns"].values():
        kinds = {constraint["type"] for constraint in column["constraints"]}
        assert kinds <= {"not_null"}, f"{node['name']}: {kinds}"
        yield f"{column['name']} {column['data_type']}{' not null' if kinds else ''}"
    for constraint in node["constraints"]:
        if constraint["type"] == "primary_key":
            yield f"primary key ({', '.join(constraint['columns'])})"
        else:
            assert constraint["type"] == "check", f"{node['name']}: {constraint['type']}"
            yield f"check ({constraint['expression']})"


def broken_contract(connection: duckdb.DuckDBPyConnection, node: Mapping[str, Any]) -> set[str]:
    """Columns of which a model's code and its contract say different things; no rows matter."""
    if not node["contract"]["enforced"]:
        return set()
    described = connection.execute(f"describe {node['compiled_code']}").fetchall()
    given = {f"{name} {kind}".lower() for name, kind, *_ in described}
    columns = node["columns"].values()
    return given ^ {f"{column['name']} {column['data_type']}".lower() for column in columns}


def compile_models(root: Path, folder: Path) -> Path:
    """Compile the project's models and data tests; returns the manifest."""
    environment = os.environ | {
        "AMPARO_DATABASE": str(folder / "amparo.duckdb"),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "False",
    }
    arguments = [
        "compile",
        "--quiet",
        "--select",
        "resource_type:model",
        "resource_type:test",
        "--project-dir",
        str(root),
        "--target",
        "local",
    ]
    (folder / "target").mkdir(exist_ok=True)
    subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", parsed.NOTING, *arguments, "--profiles-dir", str(root)],
        env=environment,
        cwd=root,
        check=True,
        timeout=300,
    )
    return folder / "target" / "manifest.json"


def _column_types(seeds: Path) -> dict[str, dict[str, str]]:
    return {
        seed["name"]: seed["config"]["column_types"]
        for file in sorted(seeds.glob("*/*.yml"))
        for seed in read_yaml(file)["seeds"]
    }
