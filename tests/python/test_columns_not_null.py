"""The generic test that asks all columns of a relation at once, against rows with gaps."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
import yaml
from jinja2 import Environment

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "tests" / "dbt" / "generic" / "columns_not_null.sql"
COLUMNS = ["code", "name", "sort_order"]


def found(*rows: tuple[str | None, str | None, int | None], columns: list[str]) -> dict[str, int]:
    """What the test says of a table with these rows."""
    # dbt's tag is Jinja's macro under another name
    text = SOURCE.read_text(encoding="utf-8").replace("{% test ", "{% macro ")
    module = Environment(autoescape=False).from_string(text.replace("endtest", "endmacro"))  # noqa: S701 - SQL
    code = module.make_module({"config": lambda **_: ""})
    with duckdb.connect() as connection:
        connection.execute("create table asked (code varchar, name varchar, sort_order integer)")
        for row in rows:
            connection.execute("insert into asked values (?, ?, ?)", row)
        query = code.columns_not_null("asked", columns)  # type: ignore[attr-defined]
        return dict(connection.execute(query).fetchall())


def test_every_column_with_a_gap_is_named_with_its_rows() -> None:
    rows = [("a", None, None), ("b", "B", None), ("c", "C", 3)]
    assert found(*rows, columns=COLUMNS) == {"name": 1, "sort_order": 2}


def test_a_column_that_is_not_asked_may_have_gaps() -> None:
    assert found(("a", None, None), columns=["code"]) == {}


def test_a_single_column_is_asked() -> None:
    assert found((None, "A", 1), columns=["code"]) == {"code": 1}


@pytest.mark.parametrize("rows", [[], [("a", "A", 1), ("b", "B", 2)]])
def test_full_and_empty_tables_pass(rows: list[tuple[str, str, int]]) -> None:
    assert found(*rows, columns=COLUMNS) == {}


def test_blank_text_and_zero_are_not_null() -> None:
    assert found(("", "", 0), columns=COLUMNS) == {}


def test_single_columns_are_asked_alone_only_where_some_rows_are() -> None:
    """A test per column is what this one replaces: each costs every build a node."""
    alone = [
        (node["name"], column["name"])
        for file in [*(ROOT / "models").rglob("*.yml"), *(ROOT / "seeds").rglob("*.yml")]
        for kind in ("models", "seeds")
        for node in yaml.safe_load(file.read_text(encoding="utf-8")).get(kind, [])
        for column in node.get("columns", [])
        for test in column.get("data_tests", [])
        if test == "not_null" or ("not_null" in test and "where" not in str(test["not_null"]))
    ]
    assert alone == []


def test_columns_asked_exist() -> None:
    for file in [*(ROOT / "models").rglob("*.yml"), *(ROOT / "seeds").rglob("*.yml")]:
        for kind in ("models", "seeds"):
            for node in yaml.safe_load(file.read_text(encoding="utf-8")).get(kind, []):
                described = {column["name"] for column in node.get("columns", [])}
                for test in node.get("data_tests", []):
                    asked = test.get("columns_not_null", {}).get("arguments", {}).get("columns", [])
                    assert set(asked) <= described, (node["name"], asked)
                    assert len(asked) == len(set(asked)), node["name"]
