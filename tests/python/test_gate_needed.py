"""Which years assessments need: of whom a note is, and that nobody hears of those retired."""

from __future__ import annotations

import csv
import shutil
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from rich.console import Console

from amparo.cli import summary
from amparo.gate.declared import load_expected
from amparo.gate.needed import years_needed
from amparo.texts import Labels
from conftest import ROOT
from faults.page import state_machine_fault

if TYPE_CHECKING:
    from pathlib import Path

TABLE = "ungrd__emergencias"
HEADS = {
    "assessments": "assessment_id,parent_assessment_id,label_es,label_en,description_es,"
    "description_en,status",
    "assessment_data_years": "assessment_id,component_id,data_year",
    "assessment_settings": "assessment_id,setting,value",
}
EXPECTED = load_expected(ROOT / "models" / "staging")


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    return shutil.copytree(ROOT / "seeds", tmp_path / "seeds")


def state(seeds: Path, **rows: list[str]) -> None:
    """Make the seeds of assessments these rows."""
    for name, head in HEADS.items():
        with (seeds / "assessments" / f"{name}.csv").open("w", encoding="utf-8") as stream:
            csv.writer(stream).writerow(head.split(","))
            stream.writelines(f"{row}\n" for row in rows.get(name, []))


ALL = ["a,,A,A,a,a,active", "b,a,B,B,b,b,active", "c,b,C,C,c,c,active"]
YEARS = ["a,ungrd_people_affected,2022", "c,ungrd_people_affected,2023"]


def test_a_year_names_all_that_need_it_inherited_ones_too(seeds: Path) -> None:
    state(seeds, assessments=ALL, assessment_data_years=YEARS)
    assert years_needed(seeds, EXPECTED)[TABLE] == {2022: ("a", "b"), 2023: ("c",)}


def test_a_retired_assessment_is_not_named_and_its_variants_are(seeds: Path) -> None:
    retired = [ALL[0].replace("active", "retired"), *ALL[1:]]
    state(seeds, assessments=retired, assessment_data_years=YEARS)
    assert years_needed(seeds, EXPECTED)[TABLE][2022] == ("b",)


def test_a_year_that_only_retired_ones_need_stays_one_that_files_may_be_of(seeds: Path) -> None:
    retired = [row.replace("active", "retired") for row in ALL]
    state(seeds, assessments=retired, assessment_data_years=YEARS)
    assert years_needed(seeds, EXPECTED)[TABLE] == {2022: (), 2023: ()}


def test_settings_state_years_and_a_circle_or_a_word_is_left_to_dbt(seeds: Path) -> None:
    circle = ["a,b,A,A,a,a,active", "b,a,B,B,b,b,active"]
    settings = ["a,hpc_cycle,2025", "b,rate_population_year,hoy"]
    state(seeds, assessments=circle, assessment_settings=settings)
    found = years_needed(seeds, EXPECTED)
    assert found["hpc__severity"] == {2025: ("a", "b")}
    assert found["dane__population"] == {}


def test_the_summary_leaves_retired_assessments_out_and_says_so() -> None:
    facts: dict[str, Any] = {
        "assessments": [
            {
                "assessment_id": "2019",
                "is_synthetic": False,
                "is_retired": True,
                "is_main": False,
            },
        ],
        "national": {},
        "unshown_figures": [],
        "rejected": [],
        "refused": [],
        "accounting": [],
        "set_aside": [],
        "restated": [],
        "unresolved_places": None,
    }
    out = StringIO()
    summary.render(Console(file=out, width=200), facts, Labels(ROOT / "seeds", "es"))
    said = "Evaluaciones retiradas, sin tablas ni avisos aquí: 2019"
    assert said in out.getvalue()
    state_machine_fault(
        ROOT / "docs" / "faults.md",
        "notes are of an assessment nobody works on any more",
        "its `status` is `retired`: no note names it, and the summary says that it is left out",
        said,
    )


def test_a_rejected_decision_says_the_clusters_value_and_its_assessment() -> None:
    row = {
        "assessment_id": "2024",
        "file_name": "d.csv",
        "row_number": 7,
        "place_text": "05001 Medellín",
        "rejection_reason": "previous_mismatch",
        "severity_before": 3,
        "cluster_severity_calculated": 4,
        "label_es": "La severidad anterior no es la calculada del clúster",
        "what_to_do_es": "Agregue una fila",
    }
    nothing: dict[str, list[object]] = {
        "assessments": [],
        "refused": [],
        "unshown_figures": [],
        "accounting": [],
        "set_aside": [],
        "restated": [],
    }
    facts: dict[str, Any] = {**nothing, "national": {}, "unresolved_places": None}
    out = StringIO()
    console = Console(file=out, width=300)
    for cluster in (4, None):
        rejected = [row | {"cluster_severity_calculated": cluster}]
        summary.render(console, {**facts, "rejected": rejected}, Labels(ROOT / "seeds", "es"))
    said = out.getvalue()
    assert "Evaluación 2024, decisión experta rechazada en d.csv fila 7" in said
    assert "la fila dice 3, y la calculada del clúster es 4" in said
    assert "el clúster no tiene severidad calculada en ese municipio" in said
