"""Tables for boards: names and colours of severities, the registry wide."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from amparo.outputs.report import palette
from amparo.outputs.workbook.definitions import load_definitions
from amparo.seeds import rows_of
from amparo.texts import Labels
from conftest import ROOT

if TYPE_CHECKING:
    from amparo.texts import Language
    from harness import Harness

SEEDS = ROOT / "seeds"
METRICS = {
    "metric_id": "varchar",
    "period": "varchar",
    "dimension": "varchar",
    "member": "varchar",
    "value": "double",
}
LEFT = "left_work_rate"


def test_map_page_and_workbook_have_the_colours_of_the_seed() -> None:
    rows = rows_of(SEEDS, "severities", "severity", "colour", "text_colour")
    assert [row["severity"] for row in rows] == list("012345")
    assert [row["colour"] for row in rows] == palette.SEVERITY
    fills = {int(row["severity"]): (row["colour"], row["text_colour"]) for row in rows}
    assert load_definitions().severity_colours == fills
    script = (ROOT / "scripts/amparo/outputs/report/page/report.js").read_text(encoding="utf-8")
    [(dark, white, ink)] = re.findall(r'level >= (\d) \? "(#\w+)" : "(#\w+)"', script)
    assert white == "#fff"
    for row in rows:
        page = "#ffffff" if int(row["severity"]) >= int(dark) else ink
        assert page == row["text_colour"]


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_page_names_a_severity_as_the_seed_does(language: Language) -> None:
    labels = Labels(SEEDS, language)
    for row in rows_of(SEEDS, "severities"):
        name = f"{row['severity']} · {row[f'label_{language}']}"
        assert labels(f"r_level_{row['severity']}") == name


def cell(metric: str, period: str, member: str, value: float | None) -> dict[str, Any]:
    return {
        "metric_id": metric,
        "period": period,
        "dimension": "total" if member == "total" else "localidad",
        "member": member,
        "value": value,
    }


ROWS = [
    cell("interventions", "all", "01", 120),
    cell(LEFT, "all", "01", 0.25),
    # kept back, and so told
    cell("interventions", "all", "02", 35),
    cell(LEFT, "all", "02", None) | {"suppressed": True},
    # kept back, but no column of these tables
    cell("interventions", "all", "03", 40),
    cell("days_to_closure_p90", "all", "03", None) | {"suppressed": True},
    # none of theirs: place not recorded, a year, a localidad by quarter, the whole over all years
    cell("interventions", "all", "unknown", 5),
    cell("interventions", "2023", "total", 70),
    cell("interventions", "2023-T1", "01", 30),
    cell("interventions", "all", "total", 195),
    cell("interventions", "2023-T2", "total", 65),
    cell(LEFT, "2023-T2", "total", 0.5),
]


@pytest.fixture
def registry(harness: Harness) -> Harness:
    """The registry's metrics, published and exact, and its wide tables."""
    harness.seed("registry_localidad_names", "registry_subred_names")
    published = [{"suppressed": False} | row for row in ROWS]
    harness.put("registry_metrics", published, METRICS | {"suppressed": "boolean"})
    exact = [*ROWS, cell("follow_ups", "all", "01", 3), cell("follow_ups", "2023-T2", "total", 2)]
    harness.put("int_registry__metrics_measured", exact, METRICS)
    harness.run("rpt_registry_localidad", "rpt_registry_quarter", "int_registry__overview_measured")
    return harness


def test_the_registry_by_localidad_is_one_row_each_and_says_what_is_kept_back(
    registry: Harness,
) -> None:
    columns = ("localidad_name", "subred_es", "interventions", LEFT, "follow_ups", "is_suppressed")
    rows = registry.rows("rpt_registry_localidad", columns)
    assert sorted(rows, key=lambda row: str(row["localidad_name"])) == [
        dict(zip(columns, row, strict=True))
        for row in (
            ("Chapinero", "Subred Norte", 35, None, None, True),
            ("Santa Fe", "Subred Centro Oriente", 40, None, None, False),
            ("Usaquén", "Subred Norte", 120, 0.25, None, False),
        )
    ]


def test_the_registry_by_quarter_is_of_the_whole(registry: Harness) -> None:
    [row] = registry.rows("rpt_registry_quarter")
    assert (row["period"], row["calendar_year"], row["calendar_quarter"]) == ("2023-T2", 2023, 2)
    assert (row["interventions"], row[LEFT], row["is_suppressed"]) == (65, 0.5, False)


def test_the_restricted_edition_has_the_same_rows_and_columns_exact(registry: Harness) -> None:
    exact = registry.rows("int_registry__overview_measured")
    quarters = [row for row in exact if row["localidad_code"] is None]
    localidades = [row for row in exact if row["localidad_code"] is not None]
    for name, rows in (
        ("rpt_registry_localidad", localidades),
        ("rpt_registry_quarter", quarters),
    ):
        shared = registry.rows(name)
        assert len(rows) == len(shared)
        assert shared[0].keys() <= rows[0].keys(), name
    assert [row["follow_ups"] for row in quarters] == [2]
    assert {row["localidad_code"]: row["follow_ups"] for row in localidades}["01"] == 3
    assert not any(row["is_suppressed"] for row in exact)
