"""The end of a build fits on a screen and keeps what a person has to know."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from amparo.build.watching import Step
from amparo.cli.short_summary import MOST, print_attention, print_steps, render_short
from amparo.texts import Labels
from conftest import ROOT


def facts(*, refused: int = 0) -> dict[str, Any]:
    common = {"is_synthetic": False, "label_es": "Evaluación", "label_en": "Assessment"}
    return {
        "assessments": [
            {"assessment_id": "2024", "is_main": True, "is_retired": False} | common,
            {"assessment_id": "2023", "is_main": False, "is_retired": True} | common,
        ],
        "national": {
            "2024": {"pin": 1234.5, "municipalities": 1122, "municipalities_with_pin": 1120},
        },
        "severities": {
            "2024": [
                {"severity": 1, "municipalities_after_ceiling": 1100},
                {"severity": 4, "municipalities_after_ceiling": 20},
            ]
        },
        "basis": {"2024": ["Sin PiN: Cali (2.280.907)"], "2023": ["de otra"]},
        "accounting": [
            {"source_id": "a", "is_delivered": True, "rows_read": 10, "rows_used": 7}
            | {"rows_set_aside": 2, "rows_out_of_scope": 1},
            {"source_id": "b", "is_delivered": False, "rows_read": 0, "rows_used": 0}
            | {"rows_set_aside": 0, "rows_out_of_scope": 0},
        ],
        "unshown_figures": [],
        "refused": [{"message_es": f"rechazado {n}", "message_en": ""} for n in range(refused)],
        "set_aside": [],
        "restated": [],
        "unresolved_places": None,
        "rejected": [],
    }


@pytest.fixture
def labels() -> Labels:
    return Labels(ROOT / "seeds", "es")


@pytest.fixture
def console() -> Console:
    return Console(file=StringIO(), width=200)


def said(console: Console) -> list[str]:
    assert isinstance(console.file, StringIO)
    return console.file.getvalue().splitlines()


def test_results_are_a_line_for_each_assessment_that_is_worked_on(
    console: Console, labels: Labels
) -> None:
    render_short(console, facts(), labels)
    assert said(console) == [
        "2024 (principal): PiN 1.234, en 1.120 de 1.122 municipios;"
        " municipios por severidad: 1: 1.100, 4: 20",
        "Filas: 10 leídas = 7 usadas + 2 apartadas + 1 fuera de alcance;"
        " fuentes entregadas: 1 de 2",
    ]


def test_what_the_main_result_lacks_comes_first_and_what_is_left_out_is_counted(
    console: Console, labels: Labels
) -> None:
    print_attention(console, facts(refused=MOST + 2), 3, "página", labels)
    found = said(console)
    assert found[:2] == ["Requiere atención", "• Sin PiN: Cali (2.280.907)"]
    assert len(found) == 1 + MOST + 2
    assert found[-2:] == [
        "• y 3 más: amparo status",
        "• El control de calidad informa de 3 observaciones: página",
    ]


def test_nothing_is_said_where_nothing_needs_attention(console: Console, labels: Labels) -> None:
    print_attention(console, facts() | {"basis": {"2024": []}}, 0, "página", labels)
    assert said(console) == []


def test_each_step_says_what_it_came_to_and_the_longest_is_named(
    console: Console, labels: Labels
) -> None:
    print_steps(console, [Step("gate", 30.0, "567"), Step("dbt", 60.0, "9 de 9")], labels)
    assert said(console) == [
        "gate: 567; dbt: 9 de 9",
        "Construcción completa en 90 s; lo más largo: dbt, 60 s",
    ]
