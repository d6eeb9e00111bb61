"""What moved between two results, on three municipalities and on the demo."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from rich.console import Console

from amparo.build import moved
from amparo.build.moved import rows_of_changes
from amparo.cli.diff import print_diff
from amparo.cli.session import Session
from amparo.diff.facts import compare
from amparo.diff.side import METHOD, read_side
from amparo.errors import UserError
from amparo.publishing.publish import publish
from amparo.texts import Labels
from amparo.warehouse.reader import Reader
from command import in_process
from conftest import ROOT
from tiny_warehouse import DECLARED, TESTS, make_tiny

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Built

LABELS = Labels(ROOT / "seeds", "es")
TABLES = """
create schema marts;
create table marts.dim_assessment as select 'a' as assessment_id, true as is_main,
    'm' as methodology_id, 'l' as municipality_list, 'computed' as severity_basis,
    'computed' as cluster_basis, 2025 as hpc_cycle, 2024 as rate_population_year,
    2024 as pin_population_year, true as is_capped_at_cluster, '2023' as data_years;
create table marts.dim_severity_scale as select 'm' as methodology_id, 'v' as variable_id,
    5 as severity, 'inf'::double as upper_bound;
create table marts.dim_score_step as select 'm' as methodology_id, 1 as severity,
    10.0 as upper_bound;
create table marts.dim_pin_percentage as select 'm' as methodology_id, 5 as severity,
    0 as population_from, 55.0 as percentage;
create table marts.dim_indicator_weight as select 'm' as methodology_id, 1 as indicator_id,
    2.0 as weight;
create table marts.dim_variable as select 'v' as variable_id, 'Variable' as label_es,
    'Variable' as label_en;
create table marts.dim_municipality as from (values
    ('05001', 'Uno', '05', 'Antioquia'), ('05002', 'Dos', '05', 'Antioquia'),
    ('08001', 'Tres', '08', 'Atlántico')
) as t(municipality_code, municipality_name, department_code, department_name);
create table marts.fct_pin as from (values
    ('a', '05001', 100.0::double), ('a', '05002', null), ('a', '08001', 7.0)
) as t(assessment_id, municipality_code, pin);
create table marts.fct_municipality_severity as from (values
    ('a', '05001', 4, null, 4, false), ('a', '05002', null, null, null, null),
    ('a', '08001', 2, null, 2, false)
) as t(assessment_id, municipality_code, severity_calculated, expert_severity, severity_final,
    is_above_ceiling);
create table marts.fct_variable_severity as from (values
    ('a', '05001', 'v', 4), ('a', '05002', 'v', null), ('a', '08001', 'v', 2)
) as t(assessment_id, municipality_code, variable_id, severity);
"""


def changed(*statements: str) -> dict[str, Any]:
    """The comparison of the tables with the same after some statements."""
    sides = []
    for also in ((), statements):
        with duckdb.connect() as connection:
            connection.execute(TABLES)
            for statement in also:
                connection.execute(statement)
            sides.append(read_side(Reader(connection), "file", None, LABELS))
    return compare(*sides)


def test_nothing_moves_where_nothing_changed() -> None:
    found = changed()
    assert (found["method"], found["severities"], found["movers"]) == ([], [], [])
    assert found["pin"] == {
        "before": 107.0,
        "after": 107.0,
        "municipalities_before": 2,
        "municipalities_after": 2,
        "municipalities_moved": 0,
    }
    assert found["departments"] == []


def test_a_mover_comes_with_its_variable_and_its_department() -> None:
    found = changed(
        "update marts.fct_pin set pin = 150 where municipality_code = '05001'",
        "update marts.fct_municipality_severity set severity_final = 5, severity_calculated = 5"
        " where municipality_code = '05001'",
        "update marts.fct_variable_severity set severity = 5 where municipality_code = '05001'",
        "update marts.dim_pin_percentage set percentage = 60",
    )
    assert found["method"] == [
        {"table": "dim_pin_percentage", "key": ["5", "0"], "before": 55.0, "after": 60.0}
    ]
    assert found["severities"] == [{"before": 4, "after": 5, "municipalities": 1}]
    [mover] = found["movers"]
    assert (mover["municipality_code"], mover["pin_before"], mover["pin_after"]) == (
        "05001",
        100.0,
        150.0,
    )
    assert mover["variables"] == [
        {"variable_id": "v", "label": "Variable", "before": 4, "after": 5}
    ]
    [department] = found["departments"]
    assert (department["department_code"], department["before"], department["after"]) == (
        "05",
        100.0,
        150.0,
    )


def test_a_decision_of_either_stage_is_told_also_beside_a_version_that_knew_of_one() -> None:
    found = changed(
        "alter table marts.fct_municipality_severity add column aor_expert_severity integer",
        "update marts.fct_municipality_severity set severity_final = 3, aor_expert_severity = 3"
        " where municipality_code = '05001'",
        "update marts.fct_municipality_severity set severity_final = 1, expert_severity = 1"
        " where municipality_code = '08001'",
    )
    told = {
        row["municipality_code"]: [row[name] for name in row if "expert" in name]
        for row in found["movers"]
    }
    # of the AoR before and after, of the cluster before and after
    assert told == {"05001": [None, 3, None, None], "08001": [None, None, None, 1]}


def test_a_result_that_goes_or_comes_is_a_move_and_no_zero() -> None:
    found = changed(
        "update marts.fct_pin set pin = null where municipality_code = '08001'",
        "update marts.fct_pin set pin = 0 where municipality_code = '05002'",
    )
    moved = {row["municipality_code"]: row["pin_after"] for row in found["movers"]}
    assert moved == {"08001": None, "05002": 0}
    [antioquia, atlantico] = sorted(found["departments"], key=lambda row: row["department_code"])
    assert (antioquia["before"], antioquia["after"]) == (100.0, 100.0)
    assert (atlantico["before"], atlantico["after"]) == (7.0, None)
    assert found["pin"]["municipalities_after"] == 2


def test_a_rounding_error_is_no_move() -> None:
    assert changed("update marts.fct_pin set pin = pin + 1e-9")["movers"] == []


def test_a_municipality_of_one_side_only_is_listed() -> None:
    [mover] = changed("delete from marts.fct_pin where municipality_code = '08001'")["movers"]
    assert (mover["municipality_name"], mover["severity_after"]) == ("Tres", None)


def test_an_assessment_nobody_has_is_named_with_those_there_are() -> None:
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        with pytest.raises(UserError, match="no tiene la evaluación b; tiene: a"):
            read_side(Reader(connection), "file", "b", LABELS)


def test_what_was_just_published_does_not_differ(demo_built: Built) -> None:
    done = in_process("diff", "--json", database=demo_built.database)
    assert done.code == 0, done.err
    facts = json.loads(done.out)
    assert (facts["method"], facts["movers"]) == ([], [])
    assert facts["pin"]["before"] == facts["pin"]["after"] > 1_000_000


@pytest.mark.parametrize(
    ("statement", "is_told"),
    [
        ("update marts.fct_pin set pin = null where municipality_code = '08001'", True),
        ("update marts.fct_pin set pin = 8 where municipality_code = '08001'", False),
    ],
)
def test_totals_of_different_municipalities_are_told_as_such(
    monkeypatch: pytest.MonkeyPatch, statement: str, is_told: bool
) -> None:
    monkeypatch.setenv("AMPARO_PROJECT", str(ROOT))
    session = Session()
    session.console = Console(record=True, width=200)
    session.labels = LABELS
    print_diff(session, changed(statement), 5)
    said = session.console.export_text()
    assert ("tenían PiN 2 y lo tienen 1" in said) is is_told
    assert "08001 Tres" in said


def test_two_assessments_differ_by_what_the_marts_say(demo_built: Built) -> None:
    arguments = ("diff", "--assessment", "2024-alerts-from-3", "--with", "2024")
    done = in_process(*arguments, "--json", database=demo_built.database)
    facts = json.loads(done.out)
    stated = demo_built.rows(
        "select count(*) filter (severity_change != 0), sum(pin_before), sum(pin_after)"
        " from marts.fct_assessment_change where assessment_id = '2024-alerts-from-3'"
    )
    moved = sum(row["municipalities"] for row in facts["severities"])
    assert (moved, facts["pin"]["before"], facts["pin"]["after"]) == pytest.approx(stated[0])
    assert {cell["table"] for cell in facts["method"]} <= {*METHOD, "settings"}
    said = in_process(*arguments, database=demo_built.database)
    assert "2024-alerts-from-3 (bodega)" in said.out
    assert "→" in said.out


def test_what_a_publication_moves_is_kept_with_it_and_is_nothing_for_the_first(
    tmp_path: Path,
) -> None:
    tiny = make_tiny(tmp_path)
    first = publish(tiny.project, DECLARED, TESTS)
    assert first.version.sidecar()["manifest"]["changes"] == []
    rows = rows_of_changes(
        changed("update marts.fct_pin set pin = 150 where municipality_code = '05001'")
    )
    assert [(row["municipality_code"], row["pin_before"], row["pin_after"]) for row in rows] == [
        ("05001", 100.0, 150.0)
    ]
    tiny.set_pin(9.5)
    second = publish(tiny.project, DECLARED, TESTS, history={"changes": rows})
    assert second.version.sidecar()["manifest"]["changes"] == rows
    with duckdb.connect(str(second.version.file), read_only=True) as connection:
        stated = connection.execute("from manifest.changes").fetchall()
    assert [row[3] for row in stated] == ["05001"]
    assert rows_of_changes(None) == []


def test_results_of_a_demo_are_no_before_of_real_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny = make_tiny(tmp_path)
    publish(tiny.project, DECLARED, TESTS)
    monkeypatch.setattr(moved, "what_moves", lambda *_: {"movers": []})
    assert moved.what_moves_if_known(tiny.project, LABELS) == {"movers": []}
    with tiny.writing() as connection:
        connection.execute("update raw.landed_files set is_synthetic = false")
    assert moved.what_moves_if_known(tiny.project, LABELS) is None
