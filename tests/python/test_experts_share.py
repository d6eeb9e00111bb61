"""What comes of expert decisions is a headline: municipalities that they move, and their PiN."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from amparo.outputs.basis import basis
from amparo.texts import Labels
from amparo.warehouse.reader import Reader
from conftest import ROOT
from test_basis import TABLES

if TYPE_CHECKING:
    from harness import Harness

# as calculated, under the ceiling before experts, final, PiN
WAYS = [
    ("05001", 4, 4, 4, 600.0),  # kept
    ("05002", 4, 3, 3, 100.0),  # lowered by the ceiling alone
    ("11001", 4, 3, 4, 200.0),  # raised by experts
    ("76001", 3, 3, 2, 100.0),  # lowered by experts
    ("08001", None, None, 3, None),  # by experts alone, and nobody lives there
    ("94663", None, None, None, None),
]


def flows(harness: Harness, *codes: str) -> Reader:
    """The ways of these municipalities, where nothing else is wanting."""
    harness.put(
        "int_municipality_severities",
        [
            {
                "assessment_id": "x",
                "municipality_code": code,
                "severity_calculated": calculated,
                "severity_before_experts": before,
                "severity_final": final,
            }
            for code, calculated, before, final, _ in WAYS
            if code in codes
        ],
        {"assessment_id": "varchar", "municipality_code": "varchar"}
        | dict.fromkeys(
            ("severity_calculated", "severity_before_experts", "severity_final"), "integer"
        ),
    )
    harness.put(
        "fct_pin",
        [
            {"assessment_id": "x", "municipality_code": code, "pin": pin}
            for code, *_, pin in WAYS
            if code in codes
        ],
        {"assessment_id": "varchar", "municipality_code": "varchar", "pin": "double"},
    )
    harness.run("agg_severity_flow")
    connection = duckdb.connect()
    connection.execute(TABLES)
    connection.execute("delete from marts.fct_variable_severity")
    connection.execute("delete from marts.fct_municipality_severity")
    columns = (
        *("assessment_id", "flow", "severity_calculated", "severity_before_experts"),
        *("severity_final", "municipalities", "pin"),
    )
    connection.execute(
        "create table marts.agg_severity_flow (assessment_id varchar, flow varchar,"
        " severity_calculated integer, severity_before_experts integer, severity_final integer,"
        " municipalities integer, pin double)"
    )
    for row in harness.rows("agg_severity_flow", columns):
        connection.execute(
            "insert into marts.agg_severity_flow values (?, ?, ?, ?, ?, ?, ?)", list(row.values())
        )
    return Reader(connection)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "es",
            "Severidades que cambian decisiones expertas: 3 (50,0 % de los municipios),"
            " con 300 personas en necesidad (30,0 % del PiN)",
        ),
        (
            "en",
            "Severities that expert decisions change: 3 (50.0 % of the municipalities),"
            " with 300 People in Need (30.0 % of the PiN)",
        ),
    ],
)
def test_what_experts_move_is_said_with_its_share(
    harness: Harness, language: str, said: str
) -> None:
    reader = flows(harness, *(code for code, *_ in WAYS))
    labels = Labels(ROOT / "seeds", "es" if language == "es" else "en")
    assert basis(reader, "x", labels) == [said]
    ways = {
        row["flow"]: (row["municipalities"], row["pin"])
        for row in harness.rows("agg_severity_flow")
    }
    assert ways == {
        "4>4>4": (1, 600.0),
        "4>3>3": (1, 100.0),
        "4>3>4": (1, 200.0),
        "3>3>2": (1, 100.0),
        "->->3": (1, None),
        "->->-": (1, None),
    }


def test_where_nobody_has_a_pin_the_share_is_not_known(harness: Harness) -> None:
    reader = flows(harness, "08001", "94663")
    [said] = basis(reader, "x", Labels(ROOT / "seeds", "es"))
    assert "1 (50,0 % de los municipios), con – personas en necesidad (– % del PiN)" in said


def test_where_experts_move_nothing_nothing_is_said(harness: Harness) -> None:
    reader = flows(harness, "05001", "05002", "94663")
    assert basis(reader, "x", Labels(ROOT / "seeds", "es")) == []


def test_a_publication_of_before_says_nothing() -> None:
    connection = duckdb.connect()
    connection.execute(TABLES)
    connection.execute("delete from marts.fct_variable_severity")
    connection.execute("delete from marts.fct_municipality_severity")
    old = "create table marts.agg_severity_flow (assessment_id varchar, municipalities integer)"
    connection.execute(old)
    assert basis(Reader(connection), "x", Labels(ROOT / "seeds", "es")) == []
