"""The recipe book: every query runs on the tables as their contracts state them, and is right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import yaml

from conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = (ROOT / "docs" / "bi" / "recipes.md").read_text(encoding="utf-8")
RECIPES: dict[str, str] = dict(
    re.findall(r"^## (.+?) · .+?\n+```sql\n(.+?)```", PAGE, re.MULTILINE | re.DOTALL)
)
MUNICIPALITIES: list[dict[str, Any]] = [
    {"municipality_code": "27001", "department_code": "27", "municipality_name": "A"}
    | {"severity_final": 4, "pin": 30.0, "child_population": 60, "drivers_es": "x, z; y"}
    | {"severity_change": 1},
    {"municipality_code": "27006", "department_code": "27", "municipality_name": "B"}
    | {"severity_final": 5, "pin": 10.0, "child_population": 20, "drivers_es": "y"}
    | {"severity_change": -1},
    {"municipality_code": "05001", "department_code": "05", "municipality_name": "C"}
    | {"severity_final": 4, "pin": 5.0, "child_population": 20, "drivers_es": None}
    | {"severity_change": 0},
    # missing is no 0: neither its children nor a severity count
    {"municipality_code": "27025", "department_code": "27", "municipality_name": "D"}
    | {"severity_final": None, "pin": None, "child_population": 900, "drivers_es": None}
    | {"severity_change": None, "missing_reason": "not_delivered"},
]
ASSESSMENTS: list[dict[str, Any]] = [
    {"assessment_id": "2024", "is_main": True, "label_es": "Principal"},
    {"assessment_id": "2025", "is_main": False, "label_es": "Otra"},
]


@pytest.fixture(scope="module")
def marts() -> Iterator[duckdb.DuckDBPyConnection]:
    """All published tables as their contracts state them, with a few rows."""
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        for file in sorted((ROOT / "models" / "marts").rglob("*.yml")):
            for model in yaml.safe_load(file.read_text(encoding="utf-8")).get("models", []):
                if not model.get("config", {}).get("meta", {}).get("published", True):
                    continue
                columns = ", ".join(f'"{c["name"]}" {c["data_type"]}' for c in model["columns"])
                connection.execute(f"create table marts.{model['name']} ({columns})")
        put(connection, "rpt_municipality", MUNICIPALITIES)
        put(connection, "dim_assessment", ASSESSMENTS)
        names = [{"severity": n, "label_es": f"s{n}", "colour": f"#{n}"} for n in range(6)]
        put(connection, "dim_severity", names)
        pins = [("2024", 30.0), ("2024", 15.0), ("2025", 7.0)]
        put(connection, "fct_pin", [{"assessment_id": a, "pin": p} for a, p in pins])
        group = {"sex": "female", "age_group": "0-5"}
        put(
            connection,
            "fct_pin_by_group",
            [group | {"assessment_id": a, "pin": p} for a, p in pins],
        )
        yield connection


def put(connection: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        names, marks = ", ".join(row), ", ".join("?" for _ in row)
        connection.execute(f"insert into marts.{table} ({names}) values ({marks})", [*row.values()])


def test_the_page_has_no_sql_that_is_no_recipe() -> None:
    assert len(RECIPES) == PAGE.count("```sql") == PAGE.count("\n## ")


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_runs(marts: duckdb.DuckDBPyConnection, name: str) -> None:
    assert marts.execute(RECIPES[name]).description


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        # 30 + 10 + 5 of 60 + 20 + 20, without the 900 of whom nothing is known
        ("PiN nacional", [(45, 100, 0.45)]),
        ("PiN de cada evaluación", [("2024", "Principal", 45), ("2025", "Otra", 7)]),
        (
            "Municipios y PiN por severidad, con color",
            [(n, f"s{n}", f"#{n}", 0, None) for n in (1, 2, 3)]
            + [(4, "s4", "#4", 2, 35), (5, "s5", "#5", 1, 10)],
        ),
        (
            "Los municipios más severos de un departamento",
            [
                ("27006", "B", 5, "y", 10),
                ("27001", "A", 4, "x, z; y", 30),
                ("27025", "D", None, None, None),
            ],
        ),
        ("Qué falta y por qué", [("not_delivered", 1, 900)]),
        ("Qué variables deciden", [("y", 2), ("x, z", 1)]),
        ("Subieron o bajaron", [(1, 1, 1, 1)]),
        ("PiN por sexo y edad", [("female", "0-5", 45)]),
    ],
)
def test_a_recipe_gives_what_was_computed_by_hand(
    marts: duckdb.DuckDBPyConnection, name: str, rows: list[tuple[Any, ...]]
) -> None:
    assert marts.execute(RECIPES[name]).fetchall() == rows
