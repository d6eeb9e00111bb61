"""Why two assessments differ: the parts by hand, and on random pairs through the models."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from amparo.cli import compare as command
from amparo.compare.mixtures import REBUILT, REWRITTEN
from amparo.compare.run import compare
from amparo.compare.shapley import divide
from amparo.errors import UserError
from amparo.project import DATABASE_NAME, Project
from amparo.texts import Labels
from command import in_process
from conftest import ROOT
from small_country import (
    CODES,
    CYCLES,
    POPULATION_YEARS,
    YEARS,
    prepare,
    put_country,
    random_country,
    save,
)
from test_model_graph import FILES, READS, folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from harness import Harness

LABELS = Labels(ROOT / "seeds", "es")
CLOSE = 1e-6


class Silent:
    """Progress nobody wants to hear of."""

    def started(self, total: int) -> None:
        """Say nothing."""

    def finished(self, name: str) -> None:
        """Say nothing."""


def divided(pins: Mapping[str, Sequence[float | None]], factors: Sequence[str]) -> dict[Any, Any]:
    """The division of PiN by place; per municipality one value of each mixture."""
    with duckdb.connect() as connection:
        connection.execute(
            "create table mixed (mask integer, municipality_code varchar, severity_final integer,"
            " pin double)"
        )
        connection.executemany(
            "insert into mixed values (?, ?, 1, ?)",
            [[mask, code, pin] for code, values in pins.items() for mask, pin in enumerate(values)],
        )
        rows = divide(connection, factors)
    return {row["place"]: row for row in rows if row["measure"] == "pin"}


def parts(row: dict[str, Any]) -> dict[str, tuple[float, float, float]]:
    return {one["factor"]: (one["part"], one["least"], one["most"]) for one in row["parts"]}


def test_two_factors_share_what_they_do_together() -> None:
    # 100 children to 200, 10 % to 20 %: alone 10 more each, the second of the two 20
    found = divided({"05001": [10, 20, 20, 40]}, ["population", "method"])["05001"]
    assert (found["before"], found["after"], found["change"]) == (10, 40, 30)
    assert parts(found) == {"population": (15, 10, 20), "method": (15, 10, 20)}


def test_three_factors_by_hand() -> None:
    # a product of 10 with 2, 2 and 3: in thirds first and last, in sixths in between
    values = [10, 20, 20, 40, 30, 60, 60, 120]
    found = parts(divided({"05001": values}, ["a", "b", "c"])["05001"])
    assert found["a"] == pytest.approx((95 / 3, 10, 60))
    assert found["b"] == pytest.approx((95 / 3, 10, 60))
    assert found["c"] == pytest.approx((140 / 3, 20, 80))


def test_what_has_no_value_in_some_mixture_is_not_divided_and_no_zero() -> None:
    found = divided(
        {"05001": [10, 20, 20, 40], "05002": [5, None, 6, 8], "27001": [None, 1, 1, 1]},
        ["a", "b"],
    )
    assert (found["05002"]["parts"], found["05002"]["undivided"]) == ([], 3)
    assert (found["27001"]["parts"], found["27001"]["change"]) == ([], None)
    country = found[""]
    assert (country["before"], country["after"], country["change"]) == (15, 49, 34)
    assert country["undivided"] == 4
    assert (country["municipalities"], country["municipalities_divided"]) == (3, 1)
    assert sum(part for part, *_ in parts(country).values()) == 30


def test_opposite_orders_are_seen_where_the_mean_hides_them() -> None:
    found = parts(divided({"05001": [0, 10, 0, -10]}, ["a", "b"])["05001"])
    assert found == {"a": (0, -10, 10), "b": (-10, -20, 0)}


def test_all_models_between_an_assessment_and_its_pin_are_computed_anew() -> None:
    """But for those that judge source rows, which name no assessment."""
    kept = {"int_components__needed", "int_population", "stg_dane__wide_ages"}
    kept |= {name for name in FILES if name.startswith(("int_rows__", "int_deliveries"))}
    changed = set(REWRITTEN)
    for _ in FILES:
        changed |= {name for name in FILES if READS[name] & changed and name not in kept}
    above = {"fct_pin"}
    for _ in FILES:
        above |= {other for name in above & FILES.keys() for other in READS[name]}
    methods = {name for name in FILES if "method" in folder(name)} & above
    assert set(REBUILT) == (changed & above & FILES.keys()) | methods


@pytest.fixture
def models(compiled: Path) -> dict[str, str]:
    """Compiled SQL by model."""
    nodes = json.loads(compiled.read_text(encoding="utf-8"))["nodes"].values()
    return {node["name"]: node["compiled_code"] for node in nodes if node["name"] in REBUILT}


def add_assessment(
    harness: Harness, name: str, chance: random.Random, components: list[str]
) -> None:
    """An assessment whose settings, years and method are random."""
    run = harness.connection.execute
    run(
        "insert into amparo.seeds.assessments by name select ? as assessment_id, '' as"
        " parent_assessment_id, false as is_main, 'active' as status",
        [name],
    )
    run(
        "insert into amparo.seeds.methodologies by name"
        " select ? as methodology_id, 'co-2024' as parent_methodology_id",
        [name],
    )
    # all scales half as wide or half as wide again, other weights, other percentages
    run(
        "insert into amparo.seeds.severity_scales by name select * replace (? as methodology_id,"
        " ceil(upper_bound * ?) as upper_bound) from amparo.seeds.severity_scales"
        " where methodology_id = 'co-2024' and variable_id != 'ipor'",
        [name, chance.choice((0.5, 1, 1.5))],
    )
    run(
        "insert into amparo.seeds.indicators by name select * replace (? as methodology_id,"
        " ? as weight) from amparo.seeds.indicators where methodology_id = 'co-2024'",
        [name, chance.choice((2, 3))],
    )
    run(
        "insert into amparo.seeds.pin_percentages by name select * replace (? as methodology_id,"
        " percentage * ? as percentage) from amparo.seeds.pin_percentages"
        " where methodology_id = 'co-2024'",
        [name, chance.choice((0.5, 1))],
    )
    settings = {
        "methodology_id": name,
        "municipality_list": "dcd-2023",
        "severity_basis": "computed",
        "cluster_basis": chance.choice(("computed", "published")),
        "cap_at_cluster": chance.choice(("true", "false")),
        "hpc_cycle": chance.choice(CYCLES),
        "rate_population_year": chance.choice(POPULATION_YEARS),
        "pin_population_year": chance.choice(POPULATION_YEARS),
    }
    harness.connection.executemany(
        "insert into amparo.seeds.assessment_settings values (?, ?, ?)",
        [[name, setting, str(value)] for setting, value in settings.items()],
    )
    harness.connection.executemany(
        "insert into amparo.seeds.assessment_data_years values (?, ?, ?)",
        [[name, component, chance.choice(YEARS)] for component in components],
    )


def project_of(database: Path) -> Project:
    return Project(ROOT, database, database.parent / "published")


@pytest.mark.parametrize("seed", range(4))
def test_of_random_pairs_the_parts_sum_to_the_whole(
    harness: Harness, models: dict[str, str], tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - for a test, not for a secret
    components = prepare(harness)
    for name in ("x", "y"):
        add_assessment(harness, name, chance, components)
    country = random_country(chance, components)
    for name in ("x", "y"):
        for code in CODES:
            before, after = chance.sample(range(1, 6), 2)
            country.decisions.append((name, code, before, after))
    put_country(harness, country)
    database = tmp_path / DATABASE_NAME
    save(harness, database)
    facts = compare(project_of(database), LABELS, ("x", "y"), models, progress=Silent())
    assert facts["factors"] == ["data", "population", "method", "experts"]
    pins = {
        (row["assessment_id"], row["municipality_code"]): row
        for row in harness.rows("fct_pin")
        if row["assessment_id"] in {"x", "y"}
    }
    places = [row for row in facts["rows"] if row["level"] == "municipality"]
    assert len(places) == 2 * len(CODES)
    for row in places:
        column = "pin" if row["measure"] == "pin" else "severity_final"
        before, after = (pins[name, row["place"]][column] for name in ("x", "y"))
        assert row["change"] == pytest.approx(after - before, abs=CLOSE)
    for row in facts["rows"]:
        assert row["municipalities_divided"] == row["municipalities"]
        found = parts(row)
        assert sum(part for part, *_ in found.values()) == pytest.approx(row["change"], abs=CLOSE)
        for part, least, most in found.values():
            assert least - CLOSE <= part <= most + CLOSE
    country_row = next(row for row in facts["rows"] if row["level"] == "country")
    assert any(part for part, *_ in parts(country_row).values())


def test_one_factor_that_differs_has_all_of_the_change(
    harness: Harness, models: dict[str, str], tmp_path: Path
) -> None:
    chance = random.Random(7)  # noqa: S311 - for a test, not for a secret
    put_country(harness, random_country(chance, prepare(harness)))
    database = tmp_path / DATABASE_NAME
    save(harness, database)
    project = project_of(database)
    facts = compare(project, LABELS, ("2025", "2025-percentages-2024"), models, progress=Silent())
    assert facts["factors"] == ["severity", "population", "method"]
    country = next(
        row for row in facts["rows"] if (row["level"], row["measure"]) == ("country", "pin")
    )
    found = parts(country)
    known = country["change"] - country["undivided"]
    assert known > 0
    assert {name: part for name, (part, *_) in found.items()} == {
        "severity": 0,
        "population": 0,
        "method": pytest.approx(known),
    }


def test_a_method_that_asks_for_what_the_other_has_no_year_of_is_one_with_the_data(
    harness: Harness, models: dict[str, str], tmp_path: Path
) -> None:
    chance = random.Random(3)  # noqa: S311 - for a test, not for a secret
    components = prepare(harness)
    add_assessment(harness, "x", chance, components)
    add_assessment(harness, "y", chance, components[:-1])
    put_country(harness, random_country(chance, components))
    database = tmp_path / DATABASE_NAME
    save(harness, database)
    facts = compare(project_of(database), LABELS, ("x", "y"), models, progress=Silent())
    assert facts["factors"] == ["data_and_method", "population", "experts"]


def test_a_warehouse_that_is_not_what_the_models_give_is_not_explained(
    harness: Harness, models: dict[str, str], tmp_path: Path
) -> None:
    chance = random.Random(5)  # noqa: S311 - for a test, not for a secret
    put_country(harness, random_country(chance, prepare(harness)))
    harness.connection.execute(
        "update amparo.marts.fct_pin set pin = pin + 1 where assessment_id = '2025'"
        " and municipality_code = '27001'"
    )
    database = tmp_path / DATABASE_NAME
    save(harness, database)
    with pytest.raises(UserError, match="1 resultados de 2024 y 2025 son otros"):
        compare(project_of(database), LABELS, ("2024", "2025"), models, progress=Silent())
    for pair, said in ((("2024", "1999"), "1999"), (("2024", "2024"), "consigo misma")):
        with pytest.raises(UserError, match=said):
            compare(project_of(database), LABELS, pair, models, progress=Silent())


def test_the_command_prints_and_writes_the_parts(
    harness: Harness, models: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(7)  # noqa: S311 - for a test, not for a secret
    put_country(harness, random_country(chance, prepare(harness)))
    database = tmp_path / DATABASE_NAME
    save(harness, database)
    monkeypatch.setattr(command, "compiled_models", lambda _: models)
    file = tmp_path / "partes.csv"
    said = in_process("compare", "2024", "2025", "--csv", str(file), database=database)
    assert (said.code, said.err) == (0, "")
    assert {"Por qué 2025 no es 2024", "Severidad", "Población", "Método"} <= {
        cell.strip() for line in said.out.splitlines() for cell in line.split("│")
    }
    with duckdb.connect() as connection:
        written = connection.execute(
            f"select level, sum(change),"
            " sum(coalesce(severity + population + method, 0) + undivided)"
            f" from read_csv('{file}') where measure = 'pin' group by level"
        ).fetchall()
    assert len(written) == 3
    for level, change, total in written:
        assert change == pytest.approx(total, abs=1), level
    again = in_process("compare", "2024", "2025", "--csv", str(file), database=database)
    assert (again.code, str(file) in again.err) == (2, True)
