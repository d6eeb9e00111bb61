"""The YAML files against dbt's own schemas, which dbt itself does not check for DuckDB.

A misspelt key passes dbt silently: a test that is not run, a description nobody sees.
"""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import dbt.jsonschemas
import pytest
import yaml
from jsonschema import Draft7Validator

ROOT = Path(__file__).parents[2]
SCHEMAS = Path(dbt.jsonschemas.__path__[0])
RESOURCES = sorted([*(ROOT / "models").rglob("*.yml"), *(ROOT / "seeds").rglob("*.yml")])
MODELS = sorted((ROOT / "models").rglob("*.sql"))
PYTHON_MODELS = sorted((ROOT / "models").rglob("*.py"))
SEEDS = sorted((ROOT / "seeds").rglob("*.csv"))


class UniqueKeys(yaml.SafeLoader):
    """A loader that refuses a key stated twice."""


def _no_duplicates(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    assert len(keys) == len(set(map(str, keys))), f"key stated twice near {node.start_mark}"
    return {
        key: loader.construct_object(value, deep=True)
        for key, (_, value) in zip(keys, node.value, strict=True)
    }


UniqueKeys.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _no_duplicates)


def load(file: Path) -> dict[str, Any]:
    return dict(yaml.load(file.read_text(encoding="utf-8"), Loader=UniqueKeys))  # noqa: S506 - derives from SafeLoader


@cache
def schema(kind: str) -> Draft7Validator:
    folder = SCHEMAS / kind
    newest = folder / "latest.json"
    if not newest.exists():
        newest = max(folder.glob("*.json"), key=lambda file: int(file.stem.split(".")[-1]))
    return Draft7Validator(json.loads(newest.read_text(encoding="utf-8")))


@cache
def described() -> dict[str, dict[str, Any]]:
    return {
        node["name"]: node
        for file in RESOURCES
        for kind in ("models", "seeds")
        for node in load(file).get(kind, [])
    }


def grains(node: dict[str, Any]) -> list[list[str]]:
    """Where a model or seed states its grain.

    A mart by its primary key, which DuckDB enforces; others by the test ``one_row_per``; those
    whose key another model tests by ``config.meta.grain``.
    """
    keys = [c["columns"] for c in node.get("constraints", []) if c["type"] == "primary_key"]
    # one with a name of its own is of another key
    tests = [t["one_row_per"] for t in node.get("data_tests", []) if "one_row_per" in t]
    keys += [test["arguments"]["key"] for test in tests if "name" not in test]
    stated = node.get("config", {}).get("meta", {}).get("grain")
    return [*keys, *([stated.split(", ")] if stated else [])]


@pytest.mark.parametrize("file", RESOURCES, ids=lambda file: file.name)
def test_resource_files_follow_dbts_schema(file: Path) -> None:
    errors = [
        f"{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"
        for error in schema("resources").iter_errors(load(file))
    ]
    assert not errors, "\n".join(errors[:5])


def test_the_schema_notices_a_misspelt_key() -> None:
    wrong = {"version": 2, "models": [{"name": "x", "data_test": ["not_null"]}]}
    assert list(schema("resources").iter_errors(wrong))


def test_the_project_file_follows_dbts_schema() -> None:
    errors = [
        error.message for error in schema("project").iter_errors(load(ROOT / "dbt_project.yml"))
    ]
    assert not errors


def test_every_model_and_seed_is_described_and_says_its_grain_first() -> None:
    nodes = described()
    for file in [*MODELS, *PYTHON_MODELS, *SEEDS]:
        node = nodes.get(file.stem)
        assert node is not None, f"{file.stem} has no YAML"
        assert node["description"].startswith("One row per "), file.stem
        assert len(grains(node)) == 1, f"{file.stem}: the grain is stated once"


def test_nothing_is_described_that_does_not_exist() -> None:
    assert described().keys() == {file.stem for file in [*MODELS, *PYTHON_MODELS, *SEEDS]}


@pytest.mark.parametrize("file", SEEDS, ids=lambda file: file.stem)
def test_seeds_state_type_and_description_of_every_column(file: Path) -> None:
    node = described()[file.stem]
    with file.open(encoding="utf-8", newline="") as stream:
        header = next(csv.reader(stream))
    assert list(node["config"]["column_types"]) == header
    assert [column["name"] for column in node["columns"]] == header
    for column in node["columns"]:
        assert column["description"], column["name"]
        assert "data_type" not in column, f"{column['name']}: column_types says it"


@pytest.mark.parametrize("file", SEEDS, ids=lambda file: file.stem)
def test_seeds_leave_no_numeric_cell_empty(file: Path) -> None:
    types = described()[file.stem]["config"]["column_types"]
    with file.open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), start=2):
            for column, value in row.items():
                assert types[column] == "varchar" or value != "", f"{file.name}:{number} {column}"


def test_marts_are_public_contracts_with_described_columns() -> None:
    nodes = described()
    for file in MODELS:
        if "marts" in file.parts:
            node = nodes[file.stem]
            assert {"type": "primary_key"}.items() <= node["constraints"][0].items(), file.stem
            for column in node["columns"]:
                assert column["data_type"], (file.stem, column["name"])
                assert column["description"], (file.stem, column["name"])


def test_models_stay_short_and_close_with_their_last_cte() -> None:
    for file in MODELS:
        text = file.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 150, file.name
        if not text.lstrip().startswith("{{"):
            assert text.rstrip().splitlines()[-1].startswith("select * from "), file.name


def test_only_staging_reads_sources() -> None:
    for file in MODELS:
        if "staging" not in file.parts:
            assert "source(" not in file.read_text(encoding="utf-8"), file.name


def test_python_models_only_hand_tables_to_the_package() -> None:
    for file in PYTHON_MODELS:
        text = file.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 40, file.name
        assert "marts" not in file.parts, f"{file.name}: a mart is SQL with a contract"
        assert not re.findall(r"^(?:import|from) ", text, re.MULTILINE), (
            f"{file.name}: imports wait until the model has rows to compute"
        )
