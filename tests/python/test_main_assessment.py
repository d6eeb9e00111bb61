"""Whose results are handed out is stated, and no other assessment takes its place silently."""

from __future__ import annotations

import json
from io import StringIO
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from rich.console import Console

from amparo.cli import summary
from amparo.errors import UserError
from amparo.outputs.exchange.formats import file_name, load_formats
from amparo.outputs.published import Published
from amparo.texts import Labels
from amparo.warehouse.reader import Reader
from amparo.yaml_files import read_yaml
from command import in_process
from conftest import ROOT, Built
from faults.page import state_machine_fault

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from harness import Harness

LABELS = Labels(ROOT / "seeds", "es")
RESOLVED = {
    "assessment_id": "varchar",
    "parent_assessment_id": "varchar",
    "is_main": "boolean",
    "hpc_cycle": "integer",
}
PINS = {
    "assessment_id": "varchar",
    "municipality_code": "varchar",
    "severity_final": "integer",
    "pin": "double",
}
YEARS: dict[str, tuple[str | None, int]] = {
    "2024": (None, 2024),
    "2024-x": ("2024", 2024),
    "2025": (None, 2025),
    # a new year that takes its settings from an old one is no variant of it
    "2026": ("2024", 2026),
    "2026-x": ("2026", 2026),
}


def compared(
    harness: Harness, years: Mapping[str, tuple[str | None, int]], *without: str
) -> dict[str, str]:
    """What each assessment is compared with; those named have no results."""
    harness.put(
        "int_assessments__resolved",
        [
            {"assessment_id": name, "parent_assessment_id": parent, "hpc_cycle": cycle}
            | {"is_main": name == "2025"}
            for name, (parent, cycle) in years.items()
        ],
        RESOLVED,
    )
    pins: list[dict[str, Any]] = [
        {"assessment_id": name, "municipality_code": "05001", "pin": None if name in without else 1}
        for name in years
    ]
    harness.put("fct_pin", pins, PINS)
    harness.run("fct_assessment_change")
    rows = harness.rows("fct_assessment_change")
    return {row["assessment_id"]: row["compared_assessment_id"] for row in rows}


def test_a_variant_is_compared_with_what_it_varies_and_a_year_with_the_one_before(
    harness: Harness,
) -> None:
    assert compared(harness, YEARS) == {
        "2024-x": "2024",
        "2025": "2024",
        "2026": "2025",
        "2026-x": "2026",
    }


def test_a_comparison_is_with_the_latest_that_has_results(harness: Harness) -> None:
    assert compared(harness, YEARS, "2025", "2026") == {
        "2024-x": "2024",
        "2025": "2024",
        "2026": "2024",
        "2026-x": "2024",
    }


def test_two_assessments_of_a_cycle_are_told_apart_by_which_is_main(harness: Harness) -> None:
    years = {"2024-b": (None, 2024), "2025": (None, 2024), "2024-a": (None, 2024)}
    assert compared(harness, years | {"2026": (None, 2026)}) == {"2026": "2025"}


@pytest.mark.parametrize(
    ("mains", "named"),
    [((), ["a"]), (("b",), []), (("a", "c"), ["a", "c"])],
)
def test_exactly_one_assessment_is_main(
    compiled: Path, mains: tuple[str, ...], named: list[str]
) -> None:
    nodes = json.loads(compiled.read_text(encoding="utf-8"))["nodes"].values()
    (code,) = (n["compiled_code"] for n in nodes if n["name"] == "exactly_one_assessment_is_main")
    connection = duckdb.connect()
    connection.execute("attach ':memory:' as amparo; create schema amparo.seeds")
    connection.execute(
        "create table amparo.seeds.assessments as select unnest(['a', 'b', 'c']) as assessment_id,"
        " cast(null as varchar) as parent_assessment_id, assessment_id in (select unnest(?))"
        " as is_main",
        [list(mains)],
    )
    rows = connection.execute(code).fetchall()
    assert sorted(row for _, row, _ in rows) == named


def test_an_assessment_can_be_retired_with_its_own_lines_only() -> None:
    """No seed but its own holds it fast: a document keeps its figures."""
    holding = set()
    for file in (ROOT / "seeds").glob("*/*.yml"):
        for seed in read_yaml(file)["seeds"]:
            if "ref('assessments')" in json.dumps(seed):
                holding.add(seed["name"])
    assert holding == {"assessment_settings", "assessment_data_years"}


def test_figures_of_an_assessment_that_is_none_any_more_are_named() -> None:
    connection = duckdb.connect()
    connection.execute(
        "create schema seeds; create schema marts;"
        "create table seeds.published_figures as select unnest(['2023', '2024', '2023'])"
        " as assessment_id; create table marts.dim_assessment as select '2024' as assessment_id"
    )
    assert summary.unshown_figures(Reader(connection)) == [{"assessment_id": "2023"}]


def test_the_summary_says_what_is_not_shown_and_that_the_main_one_has_no_results(
    demo_built: Built,
) -> None:
    facts = json.loads(json.dumps(demo_built.facts))
    assert facts["unshown_figures"] == []
    facts["unshown_figures"] = [{"assessment_id": "2023"}]
    facts["national"]["2024"]["municipalities_with_pin"] = 0
    console = Console(record=True, width=400, file=StringIO())
    summary.render(console, facts, LABELS)
    said = console.export_text()
    assert said.index("2024 (principal)") < said.index("2025:")
    assert (
        "La evaluación principal, 2024, no tiene PiN de ningún municipio; lo tienen: 2024-al"
        in said
    )
    retired = LABELS("figures_unshown", assessment="2023")
    assert retired in said
    for done, ends, text in (
        (
            "a new assessment takes its settings from an old one (parent)",
            "report, workbook, files, `explain` and `status` are of the one `is_main` names",
            "",
        ),
        (
            "an assessment is retired, and a document's figures of it stay",
            "the build goes on; the summary names the figures that are not shown",
            retired,
        ),
    ):
        state_machine_fault(ROOT / "docs" / "faults.md", done, ends, text)


def published(columns: str, *rows: str) -> Published:
    """A file of which only the assessments matter."""
    connection = duckdb.connect()
    connection.execute(f"create schema marts; create table marts.dim_assessment ({columns})")
    for row in rows:
        connection.execute(f"insert into marts.dim_assessment values {row}")
    return Published(connection, "memory")


def test_outputs_are_of_the_main_assessment_whatever_its_parent() -> None:
    file = published(
        "assessment_id varchar, parent_assessment_id varchar, is_main boolean",
        *("('2024', null, false)", "('2025-x', '2024', true)", "('2026', null, false)"),
    )
    assert file.assessment()["assessment_id"] == "2025-x"
    assert file.assessment("2024")["assessment_id"] == "2024"
    with pytest.raises(UserError, match="2025-x"):
        file.assessment("2023")


def test_a_file_of_before_the_setting_is_told_as_such() -> None:
    file = published("assessment_id varchar", "('2024')")
    with pytest.raises(UserError, match="versión anterior"):
        file.assessment()


def test_the_names_of_exchange_files_say_which_assessment() -> None:
    formats = load_formats()
    templates = [
        *(formats.hapi.file, formats.hno.file, formats.jiaf.file),
        *(formats.geo.geojson, formats.geo.geoparquet),
    ]
    for template in templates:
        assert "2025-x" in file_name(template, {"assessment_id": "2025-x"})
    assert file_name(formats.hno.file, {"assessment_id": "a/b c"}) == "hpc_hno_col_a-b-c.csv"


def test_explain_and_status_have_the_main_assessment_as_default(demo_built: Built) -> None:
    said = in_process("explain", "05001", "--json", database=demo_built.database)
    assert said.code == 0, said.err
    assert said.facts["assessment"]["is_main"] is True
    status = in_process("status", "--json", database=demo_built.database)
    assert status.facts["assessments"][0]["is_main"] is True
    assert demo_built.facts["outputs"]["assessment"] == said.facts["assessment"]["assessment_id"]
