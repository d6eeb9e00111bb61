"""From indicator severities to the score and the final severity, for every combination."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from harness import Harness

CALCULATED = "int_municipality_severities__calculated"
TYPES = {
    "assessment_id": "varchar",
    "municipality_code": "varchar",
    "indicator_id": "integer",
    "severity": "integer",
    "severity_lower": "integer",
    "severity_upper": "integer",
    "variables_with_data": "integer",
    "variables_total": "integer",
}
# as the document prints it: 1-3, 4-6, 7, 8-9, 10-12; a score of 0 is the lowest severity
FINAL = {0: 1, 1: 1, 2: 1, 3: 1, 4: 2, 5: 2, 6: 2, 7: 3, 8: 4, 9: 4, 10: 5, 11: 5, 12: 5}


def score(first: int, second: int, third: int) -> int:
    """Mean of the weighted severities, rounded half away from zero, in exact arithmetic."""
    mean = Fraction(3 * first + second + 3 * third, 3)
    return int(mean + Fraction(1, 2))


@pytest.fixture
def scored(harness: Harness) -> Harness:
    harness.method()
    rows = []
    for combination in product([None, 0, 1, 2, 3, 4, 5], repeat=3):
        key = "/".join("-" if severity is None else str(severity) for severity in combination)
        rows += [
            {
                "assessment_id": "a",
                "municipality_code": key,
                "indicator_id": indicator,
                "severity": severity,
                "severity_lower": 0 if severity is None else severity,
                "severity_upper": 5 if severity is None else severity,
                "variables_with_data": 0 if severity is None else 1,
                "variables_total": 1,
            }
            for indicator, severity in enumerate(combination, start=1)
        ]
    harness.put("int_indicator_severities", rows, TYPES)
    harness.put(
        "int_assessments__resolved",
        [{"assessment_id": "a", "methodology_id": "co-2024", "severity_basis": "computed"}],
        {"assessment_id": "varchar", "methodology_id": "varchar", "severity_basis": "varchar"},
    )
    harness.put(
        "int_assessments__municipalities",
        [
            {"assessment_id": "a", "municipality_code": code}
            for code in sorted({str(row["municipality_code"]) for row in rows})
        ],
        {"assessment_id": "varchar", "municipality_code": "varchar"},
    )
    harness.put(
        "int_cluster_areas__severities",
        [],
        {
            "assessment_id": "varchar",
            "municipality_code": "varchar",
            "area_id": "varchar",
            "area_role": "varchar",
            "severity": "integer",
        },
    )
    harness.run(CALCULATED)
    return harness


def test_the_216_combinations_with_zero(scored: Harness) -> None:
    found = {row["municipality_code"]: row for row in scored.rows(CALCULATED)}
    for first, second, third in product(range(6), repeat=3):
        row = found[f"{first}/{second}/{third}"]
        expected = score(first, second, third)
        assert row["score"] == expected
        assert row["severity_calculated"] == FINAL[expected]
        assert row["severity_lower"] == row["severity_upper"] == FINAL[expected]


def test_equal_severities_give_themselves(scored: Harness) -> None:
    found = {row["municipality_code"]: row for row in scored.rows(CALCULATED)}
    assert [found[f"{n}/{n}/{n}"]["severity_calculated"] for n in range(1, 6)] == [1, 2, 3, 4, 5]
    assert found["5/5/5"]["score"] == 12


def test_a_missing_indicator_leaves_no_severity_but_bounds(scored: Harness) -> None:
    found = {row["municipality_code"]: row for row in scored.rows(CALCULATED)}
    row = found["-/3/2"]
    assert row["score"] is None
    assert row["severity_calculated"] is None
    assert row["severity_lower"] == FINAL[score(0, 3, 2)]
    assert row["severity_upper"] == FINAL[score(5, 3, 2)]
    assert found["-/-/-"]["severity_calculated"] is None
    assert (found["-/-/-"]["severity_lower"], found["-/-/-"]["severity_upper"]) == (1, 5)


def test_the_final_severity_never_falls_when_an_indicator_rises(scored: Harness) -> None:
    found = {
        row["municipality_code"]: row["severity_calculated"] for row in scored.rows(CALCULATED)
    }
    for combination in product(range(6), repeat=3):
        for position in range(3):
            if combination[position] < 5:
                higher = list(combination)
                higher[position] += 1
                low = found["/".join(map(str, combination))]
                assert low <= found["/".join(map(str, higher))]
