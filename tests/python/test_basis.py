"""What results rest on is said with them; a hole in the percentages never reads as less need."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from amparo.errors import ExitCode, UserError
from amparo.gate import acknowledge, forget_percentages, look_at_percentages, results
from amparo.outputs.basis import basis
from amparo.project import Project
from amparo.texts import Labels
from amparo.warehouse.reader import Reader, reading
from conftest import ROOT, Built
from faults.page import state_machine_fault
from output_walk import embedded

if TYPE_CHECKING:
    from pathlib import Path

    from harness import Harness

PAGE = ROOT / "docs" / "faults.md"
LABELS = Labels(ROOT / "seeds", "es")
# code, name, inhabitants, severity, why there is no PiN
PLACES = [
    ("76001", "Cali", 2_280_907, 4, "no_percentage_in_seed"),
    ("08001", "Barranquilla", 1_300_000, 1, "no_percentage_in_seed"),
    ("05001", "Medellín", 2_600_000, 3, None),
    ("05002", "Abejorral", 20_000, None, "no_severity"),
    ("94663", "Mapiripana", 0, 1, "no_inhabitants"),
]
TABLES = """
create schema raw; create schema marts;
create table raw.load_log (load_id varchar, logged_at timestamp);
create table marts.dim_municipality (municipality_code varchar, municipality_name varchar);
create table marts.fct_pin (
    assessment_id varchar, municipality_code varchar, severity_final integer,
    total_population bigint, population_from bigint, pin double, missing_reason varchar
);
create table marts.dim_variable (
    variable_id varchar, label_es varchar, label_en varchar, sort_order integer
);
insert into marts.dim_variable values ('a', 'Suicidio', 'Suicide', 2), ('b', 'IPOR', 'IPOR', 1);
create table marts.fct_variable_severity (
    assessment_id varchar, variable_id varchar, severity integer
);
insert into marts.fct_variable_severity values ('x', 'a', null), ('x', 'b', 0), ('x', 'b', null);
create table marts.fct_municipality_severity (
    assessment_id varchar, severity_calculated integer, severity_lower integer,
    severity_upper integer
);
insert into marts.fct_municipality_severity values
    ('x', 3, 2, 4), ('x', 3, 3, 3), ('x', null, 0, 5);
create table raw.quality_checks (
    check_id varchar, source_id varchar, table_name varchar, column_name varchar, kind varchar,
    outcome_if_failed varchar, status varchar, faults bigint, looked_at bigint, expected varchar,
    examples varchar, message_es varchar, message_en varchar, content_sha256 varchar,
    acknowledged_by varchar, acknowledged_why varchar, checked_at timestamp, load_id varchar
);
insert into raw.quality_checks (check_id, kind, outcome_if_failed, status)
values ('other', 'rows_change', 'warn', 'acknowledged');
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A built warehouse of five municipalities, two of them without a percentage."""
    root = tmp_path / "project"
    for part in ("labels", "quality"):
        shutil.copytree(ROOT / "seeds" / part, root / "seeds" / part)
    found = Project(root, tmp_path / "amparo.duckdb", tmp_path / "published")
    with duckdb.connect(str(found.database)) as connection:
        connection.execute(TABLES)
        for code, name, people, severity, why in PLACES:
            connection.execute("insert into marts.dim_municipality values (?, ?)", [code, name])
            pin = 1 if why is None else None
            row = ["x", code, severity, people, 0, pin, why]
            connection.execute("insert into marts.fct_pin values (?, ?, ?, ?, ?, ?, ?)", row)
    return found


def test_the_largest_municipalities_without_pin_are_named_with_the_reason(project: Project) -> None:
    with reading(project.database) as reader:
        said = basis(reader, "x", LABELS)
    assert said == [
        "1 de 2 variables sin datos en ningún municipio: Suicidio",
        "Municipios cuya severidad podría ser otra porque les faltan variables: 1",
        "Sin PiN porque la semilla no trae porcentaje para esta severidad y banda: municipios: 2;"
        " habitantes: 3.580.907; los mayores: Cali (2.280.907), Barranquilla (1.300.000)",
        "Sin PiN porque no hay severidad: municipios: 1; habitantes: 20.000; los mayores:"
        " Abejorral (20.000)",
        "Sin PiN porque no tiene habitantes: municipios: 1; habitantes: 0; los mayores:"
        " Mapiripana (0)",
    ]
    state_machine_fault(
        PAGE,
        "a method has no percentage for the severity and size of some municipalities",
        "the build stops before publishing until somebody acknowledges it; summary, workbook and"
        " page name the largest",
        said[2],
    )
    state_machine_fault(
        PAGE,
        "variables have no data, and severities could be others",
        "summary, cover of the workbook and page say so beside the figures",
        ". ".join(said[:2]),
    )


def test_an_assessment_without_rows_has_nothing_to_say() -> None:
    connection = duckdb.connect()
    connection.execute(TABLES)
    assert basis(Reader(connection), "nobody", LABELS) == []


def statuses(project: Project) -> dict[str, str]:
    with reading(project.database) as reader:
        rows = reader.rows("select check_id, status from raw.quality_checks")
    return {row["check_id"]: row["status"] for row in rows}


def test_missing_percentages_stop_before_publishing_until_acknowledged(project: Project) -> None:
    check = "fct_pin.x.missing_percentages"
    verdict = look_at_percentages(project, accept_warnings=False)
    with pytest.raises(UserError) as caught:
        verdict.raise_if_stopped(LABELS)
    said = caught.value.message_es
    assert caught.value.code == ExitCode.FAILED
    assert said.startswith("La construcción se detuvo antes de publicar")
    assert "fct_pin.x: 2 de 3 municipios" in said
    assert "«Cali (4, 2,280,907)»" in said
    assert f"amparo acknowledge {check}" in said
    assert statuses(project) == {"other": "acknowledged", check: "failed"}
    acknowledge(project, check, "Oficial de información", "Se informa con los resultados")
    again = look_at_percentages(project, accept_warnings=False)
    again.raise_if_stopped(LABELS)
    assert statuses(project) == {"other": "acknowledged", check: "acknowledged"}


def test_a_gate_leaves_what_was_found_in_the_results_and_the_next_build_does_not(
    project: Project,
) -> None:
    check = "fct_pin.x.missing_percentages"
    look_at_percentages(project, accept_warnings=False)
    results.write(project.database, [])
    assert statuses(project) == {check: "failed"}
    assert acknowledge(project, check, "Oficial", "Se informa").is_new
    forget_percentages(project)
    assert statuses(project) == {}


def test_what_was_acknowledged_holds_for_those_municipalities_only(project: Project) -> None:
    look_at_percentages(project, accept_warnings=False)
    acknowledge(project, "fct_pin.x.missing_percentages", "Oficial", "Se informa")
    with duckdb.connect(str(project.database)) as connection:
        connection.execute("update marts.fct_pin set severity_final = 5 where pin is null")
    assert not look_at_percentages(project, accept_warnings=False).is_passed
    accepted = look_at_percentages(project, accept_warnings=True)
    assert accepted.is_passed
    assert statuses(project)["fct_pin.x.missing_percentages"] == "accepted"


def test_without_a_hole_nothing_is_asked(project: Project) -> None:
    look_at_percentages(project, accept_warnings=False)
    with duckdb.connect(str(project.database)) as connection:
        connection.execute("update marts.fct_pin set pin = 1, missing_reason = null")
    verdict = look_at_percentages(project, accept_warnings=False)
    assert verdict.is_passed
    assert verdict.results == ()
    assert statuses(project) == {"other": "acknowledged"}


def test_shares_are_of_the_children_of_municipalities_with_a_pin(harness: Harness) -> None:
    harness.seed("municipalities")
    harness.put(
        "fct_pin",
        [
            {"assessment_id": "x", "municipality_code": "05001", "child_population": 100, "pin": 20}
            | {"total_population": 300},
            {"assessment_id": "x", "municipality_code": "05002", "child_population": 900}
            | {"total_population": 3_000},
        ],
        {
            "assessment_id": "varchar",
            "municipality_code": "varchar",
            "total_population": "bigint",
            "child_population": "bigint",
            "pin": "double",
        },
    )
    harness.run("agg_pin_by_department")
    (row,) = harness.rows("agg_pin_by_department")
    assert (row["pin_share"], row["child_population"]) == (0.2, 1_000)


def test_the_page_and_the_workbook_say_it_too(demo_built: Built) -> None:
    with reading(demo_built.database) as reader:
        said = basis(reader, "2024", LABELS)
        row = reader.row("select * from marts.dim_assessment where assessment_id = '2024'")
    assert said
    assert row is not None
    published = demo_built.database.parent / "published"
    page = json.dumps(embedded(published / "reporte.html"), ensure_ascii=False)
    book = CalamineWorkbook.from_path(published / "amparo.xlsx")
    cover = {str(cell) for cells in book.get_sheet_by_index(0).to_python() for cell in cells}
    for sentence in said:
        assert json.dumps(sentence, ensure_ascii=False) in page
        assert sentence in cover
    # a year that nobody delivered is not among those the data are of
    assert row["data_years_not_delivered"]
    assert {row["data_years"], row["data_years_not_delivered"]} <= cover
    assert "2024 (principal)" in cover
