"""The smallest change that moves a final severity: right to the case, in both directions."""

from __future__ import annotations

import copy
import json
import random
from typing import TYPE_CHECKING, Any

import pytest

from amparo.errors import UserError
from amparo.margins.run import REBUILT, REPEATED, margins
from amparo.project import DATABASE_NAME, Project
from amparo.texts import Labels
from command import in_process
from conftest import ROOT
from small_country import prepare, put_country, random_country, save
from test_compare import Silent
from test_model_graph import FILES, READS

if TYPE_CHECKING:
    from pathlib import Path

    from harness import Harness
    from small_country import Country

LABELS = Labels(ROOT / "seeds", "es")
ASSESSMENT = "2024"
TRIED = 5


def test_what_stands_between_a_variable_and_the_final_severity_is_computed_anew() -> None:
    after = {"int_variable_severities"}
    for _ in FILES:
        after |= {name for name in FILES if READS[name] & after}
    above = {"int_municipality_severities"}
    for _ in FILES:
        above |= {other for name in above & FILES.keys() for other in READS[name]}
    # what experts decided is held as it is
    between = (after & above & FILES.keys()) - {"int_variable_severities"}
    assert between - set(REBUILT) == {
        "int_expert_decisions__applied",
        "int_expert_decisions__checked",
    }
    assert set(REBUILT) <= between
    assert "int_expert_decisions__checked" in REPEATED


@pytest.fixture
def models(compiled: Path) -> dict[str, str]:
    """Compiled SQL by model."""
    nodes = json.loads(compiled.read_text(encoding="utf-8"))["nodes"].values()
    return {node["name"]: node["compiled_code"] for node in nodes if node["name"] in REBUILT}


def saved(harness: Harness, folder: Path) -> Project:
    """The country as a warehouse."""
    harness.connection.execute(
        "create or replace table amparo.marts.dim_variable as select * from amparo.seeds.variables"
        " where methodology_id = 'co-2024'"
    )
    database = folder / DATABASE_NAME
    database.unlink(missing_ok=True)
    save(harness, database)
    return Project(ROOT, database, folder / "published")


def final_of(harness: Harness, country: Country, code: str) -> Any:
    put_country(harness, country)
    [row] = [
        row
        for row in harness.rows("fct_pin", ("assessment_id", "municipality_code", "severity_final"))
        if (row["assessment_id"], row["municipality_code"]) == (ASSESSMENT, code)
    ]
    return row["severity_final"]


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.slow)])
def test_a_margin_moves_the_severity_and_one_case_less_of_it_does_not(
    harness: Harness, models: dict[str, str], tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - for a test, not for a secret
    country = random_country(chance, prepare(harness))
    put_country(harness, country)
    facts = margins(saved(harness, tmp_path), LABELS, ASSESSMENT, models, progress=Silent())
    parts: dict[str, list[str]] = {}
    for row in harness.rows("variable_components", ("variable_id", "component_id")):
        parts.setdefault(row["variable_id"], []).append(row["component_id"])
    years = {
        row["component_id"]: row["data_year"]
        for row in harness.rows("int_assessments__data_years")
        if row["assessment_id"] == ASSESSMENT
    }
    # a variable of several parts has no one amount that could be changed
    sole = [row for row in facts["rows"] if len(set(parts[row["variable_id"]])) == 1]
    assert {row["is_up"] for row in sole} == {True, False}
    assert {row["measure"] for row in sole} >= {"count", "level"}
    for row in chance.sample(sole, TRIED):
        component = parts[row["variable_id"]][0]
        key = (component, years[component], row["municipality_code"])
        assert country.cases[key] == row["amount"]
        moved = copy.deepcopy(country)
        moved.cases[key] = row["other_amount"]
        assert final_of(harness, moved, row["municipality_code"]) == row["other_final"], row
        if row["margin"] > 1:
            moved.cases[key] = row["other_amount"] - (1 if row["is_up"] else -1)
            assert final_of(harness, moved, row["municipality_code"]) == row["severity_final"], row


def test_the_command_says_how_near_and_what_it_cannot_say(
    harness: Harness, models: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(1)  # noqa: S311 - for a test, not for a secret
    put_country(harness, random_country(chance, prepare(harness)))
    project = saved(harness, tmp_path)
    monkeypatch.setattr("amparo.cli.margins.compiled_models", lambda _: models)
    asked = ("margins", "--assessment", ASSESSMENT)
    said = in_process(*asked, "--json", database=project.database)
    rows = json.loads(said.out)["rows"]
    assert (said.code, sorted(row["margin"] for row in rows)) == (0, [r["margin"] for r in rows])
    code = rows[0]["municipality_code"]
    one = in_process("margins", code, "--assessment", ASSESSMENT, database=project.database)
    assert (one.code, code in one.out, "solo para el clúster" in one.out) == (0, True, True)
    none = in_process("margins", "99999", "--assessment", ASSESSMENT, database=project.database)
    assert (none.code, "99999" in none.err) == (2, True)
    with pytest.raises(UserError, match="como publicadas"):
        margins(project, LABELS, "2025", models, progress=Silent())
    with pytest.raises(UserError, match="1999"):
        margins(project, LABELS, "1999", models, progress=Silent())
