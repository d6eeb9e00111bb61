"""The tables to begin with hold the main assessment alone, and say what decides a severity."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from harness import Harness

PLACES = {"assessment_id": "varchar", "municipality_code": "varchar"}
CHANGED = {"compared_assessment_id": "varchar", "severity_change": "integer"}


@pytest.fixture
def reports(harness: Harness) -> Harness:
    """Two municipalities of department 27 in two assessments, of which 2024 is the main one."""
    harness.put(
        "dim_assessment",
        [
            {"assessment_id": one, "is_main": one == "2024", "label_es": one, "label_en": one}
            | {"is_synthetic": False}
            for one in ("2024", "2025")
        ],
        {"assessment_id": "varchar", "is_main": "boolean", "label_es": "varchar"}
        | {"label_en": "varchar", "is_synthetic": "boolean"},
    )
    harness.put(
        "dim_municipality",
        [
            {"municipality_code": code, "pcode": f"CO{code}", "municipality_name": code}
            | {"department_code": "27", "department_name": "Chocó"}
            for code in ("27001", "27006")
        ],
        {"municipality_code": "varchar", "pcode": "varchar", "municipality_name": "varchar"}
        | {"department_code": "varchar", "department_name": "varchar"},
    )
    harness.put(
        "dim_department",
        [{"department_code": "27", "pcode": "CO27", "department_name": "Chocó"}],
        {"department_code": "varchar", "pcode": "varchar", "department_name": "varchar"},
    )
    harness.put(
        "fct_pin",
        [
            {"assessment_id": "2024", "municipality_code": "27001", "pin": 10.5}
            | {"pin_rounded": 11, "severity_final": 4},
            {"assessment_id": "2024", "municipality_code": "27006", "pin": None}
            | {"severity_final": None, "missing_reason": "no_severity"},
            {"assessment_id": "2025", "municipality_code": "27001", "pin": 99.0}
            | {"pin_rounded": 99, "severity_final": 5},
        ],
        PLACES
        | {"pin": "double", "pin_rounded": "bigint", "severity_final": "integer"}
        | {"missing_reason": "varchar", "total_population": "bigint"}
        | {"child_population": "bigint", "percentage": "double"},
    )
    harness.put(
        "fct_municipality_severity",
        [{"assessment_id": "2024", "municipality_code": "27001", "severity_calculated": 5}],
        PLACES
        | {"severity_calculated": "integer", "cluster_severity_final": "integer"}
        | {"is_above_ceiling": "boolean", "expert_severity": "integer"},
    )
    harness.put(
        "dim_variable",
        [
            {"variable_id": name, "label_es": name.upper(), "label_en": name, "sort_order": order}
            for order, name in enumerate(("ipor", "suicide", "disasters"))
        ],
        {"variable_id": "varchar", "label_es": "varchar", "label_en": "varchar"}
        | {"sort_order": "integer"},
    )
    harness.put(
        "fct_indicator_severity",
        [
            {"assessment_id": one, "municipality_code": "27001"}
            | {"severity": severity, "deciding_variables": names}
            for one, severity, names in (
                ("2024", 4, "suicide,ipor"),
                ("2024", 0, "disasters"),
                ("2025", 5, "disasters"),
            )
        ],
        PLACES | {"severity": "integer", "deciding_variables": "varchar"},
    )
    harness.put(
        "fct_assessment_change",
        [
            {"assessment_id": "2025", "municipality_code": "27001", "pin_change": 88.5}
            | {"compared_assessment_id": "2024", "severity_change": 1}
        ],
        PLACES | CHANGED | {"pin_change": "double"},
    )
    harness.put(
        "agg_pin_by_department",
        [
            {"assessment_id": one, "department_code": "27", "municipalities": 2}
            | {"municipalities_with_pin": 1, "pin": pin}
            for one, pin in (("2024", 10.5), ("2025", 99.0))
        ],
        {"assessment_id": "varchar", "department_code": "varchar", "municipalities": "integer"}
        | {"municipalities_with_pin": "integer", "total_population": "bigint"}
        | {"child_population": "bigint", "pin": "double", "pin_rounded": "bigint"}
        | {"pin_share": "double"},
    )
    harness.seed("municipality_seats")
    harness.run("rpt_municipality", "rpt_department")
    return harness


def test_only_the_main_assessment_is_added_up(reports: Harness) -> None:
    rows = {row["municipality_code"]: row for row in reports.rows("rpt_municipality")}
    assert {code: row["pin"] for code, row in rows.items()} == {"27001": 10.5, "27006": None}
    assert {row["assessment_id"] for row in rows.values()} == {"2024"}
    assert rows["27006"]["missing_reason"] == "no_severity"
    assert rows["27001"]["pin_change"] is None, "the change of another assessment"
    assert rows["27001"]["longitude"] == pytest.approx(-76.6, abs=0.2)
    [department] = reports.rows("rpt_department")
    assert (department["pin"], department["highest_severity"]) == (10.5, 4)
    assert department["municipalities_with_pin"] == 1


def test_what_is_0_drives_nothing_and_the_drivers_stand_in_the_order_of_the_method(
    reports: Harness,
) -> None:
    rows = {row["municipality_code"]: row for row in reports.rows("rpt_municipality")}
    assert (rows["27001"]["drivers_es"], rows["27001"]["drivers_en"]) == (
        "IPOR; SUICIDE",
        "ipor; suicide",
    )
    assert rows["27006"]["drivers_es"] is None
