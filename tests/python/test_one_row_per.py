"""The generic test that states and holds the grain, against rows that repeat or have gaps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from jinja2 import Environment

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "tests" / "dbt" / "generic" / "one_row_per.sql"
RESOURCES = [*(ROOT / "models").rglob("*.yml"), *(ROOT / "seeds").rglob("*.yml")]
FULL = [("a", "A", 1), ("b", "B", 2)]
Row = tuple[str | None, str | None, int | None]


def found(*rows: Row, key: list[str], **options: list[str]) -> list[tuple[Any, ...]]:
    """What the test says of a table with these rows."""
    # dbt's tag is Jinja's macro under another name
    text = SOURCE.read_text(encoding="utf-8").replace("{% test ", "{% macro ")
    module = Environment(autoescape=False).from_string(text.replace("endtest", "endmacro"))  # noqa: S701 - SQL
    code = module.make_module()
    with duckdb.connect() as connection:
        connection.execute("create table asked (code varchar, name varchar, sort_order integer)")
        for row in rows:
            connection.execute("insert into asked values (?, ?, ?)", row)
        query = code.one_row_per("asked", key, **options)  # type: ignore[attr-defined]
        return connection.execute(query).fetchall()


@pytest.mark.parametrize("rows", [[], FULL, [("", "A", 0), ("b", "", 0)]])
def test_different_keys_without_gaps_pass(rows: list[Row]) -> None:
    """Blank text and zero are not null."""
    assert found(*rows, key=["code"], given=["name", "sort_order"]) == []


def test_a_key_that_repeats_is_shown_with_how_often() -> None:
    rows = [*FULL, ("a", "A", 3), ("a", "B", 4)]
    assert found(*rows, key=["code"]) == [("a", None, 3)]
    assert found(*rows, key=["code", "name"]) == [("a", "A", None, 2)]


def test_every_column_with_a_gap_is_named_with_its_rows() -> None:
    rows: list[Row] = [("a", None, None), ("b", "B", None), ("c", "C", 3)]
    assert found(*rows, key=["code"], given=["name", "sort_order"]) == [
        (None, "name", 1),
        (None, "sort_order", 2),
    ]
    assert found(*rows, key=["code"]) == []


def test_a_gap_in_the_key_fails_unless_it_is_allowed() -> None:
    rows: list[Row] = [("a", None, 1), ("a", "B", 2)]
    assert found(*rows, key=["code", "name"]) == [(None, None, "name", 1)]
    assert found(*rows, key=["code", "name"], nullable=["name"]) == []
    assert found(*rows, key=["code", "name"], nullable=["code", "name"]) == []


def test_gaps_in_the_key_are_one_key() -> None:
    rows: list[Row] = [("a", None, 1), ("a", None, 2)]
    assert found(*rows, key=["code", "name"], nullable=["name"]) == [("a", None, None, 2)]


def test_single_columns_are_asked_alone_only_where_some_rows_are() -> None:
    """A test per column is what this one replaces: each costs every build a node."""
    alone = [
        (node["name"], column["name"])
        for file in RESOURCES
        for kind in ("models", "seeds")
        for node in yaml.safe_load(file.read_text(encoding="utf-8")).get(kind, [])
        for column in node.get("columns", [])
        for test in column.get("data_tests", [])
        if test == "not_null" or ("not_null" in test and "where" not in str(test["not_null"]))
    ]
    assert alone == []


def test_columns_asked_exist() -> None:
    for file in RESOURCES:
        for kind in ("models", "seeds"):
            for node in yaml.safe_load(file.read_text(encoding="utf-8")).get(kind, []):
                described = {column["name"] for column in node.get("columns", [])}
                for test in node.get("data_tests", []):
                    arguments = test.get("one_row_per", {}).get("arguments", {})
                    asked = [*arguments.get("key", []), *arguments.get("given", [])]
                    assert set(asked) <= described, (node["name"], asked)
                    assert len(asked) == len(set(asked)), node["name"]
                    assert set(arguments.get("nullable", [])) <= set(asked), node["name"]
