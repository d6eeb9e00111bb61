"""Population bands, percentages and People in Need, on the bounds and as properties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness import Harness

# total inhabitants -> column of the printed table (0 is the largest municipalities)
BANDS_2024 = {
    0: 4, 1: 4, 9_999: 4, 10_000: 4, 10_001: 3, 49_999: 3, 50_000: 2, 99_999: 2,
    100_000: 1, 499_999: 1, 500_000: 0, 500_001: 0, 8_000_000: 0,
}  # fmt: skip
PRINTED_2024 = {
    5: (35, 45, 55, 65, 75),
    4: (25, 35, 45, 55, 65),
    3: (15, 25, 35, 45, 55),
    2: (1.0, 3.0, 5.0, 7.0, 10.0),
    1: (0.1, 0.3, 0.5, 0.8, 1.0),
}
BANDS_2025 = BANDS_2024 | {10_000: 3}
PRINTED_2025 = {
    5: (None, 40, 45, 50, 55),
    4: (None, 30, 35, 40, 45),
    3: (15, 20, 25, 30, 35),
    2: (1, 2, 3, 4, 5),
    1: (None, None, 0.3, 0.4, 0.5),
}
SEVERITY_TYPES = {
    "assessment_id": "varchar",
    "municipality_code": "varchar",
    "severity_final": "integer",
}
POPULATION_TYPES = {
    "assessment_id": "varchar",
    "municipality_code": "varchar",
    "data_year": "integer",
    "series": "varchar",
    "total_population": "bigint",
    "child_population": "bigint",
}
Case = tuple[int | None, int | None, int | None]


def pins(harness: Harness, cases: Sequence[Case], methodology: str) -> list[dict[str, Any]]:
    """PiN rows in the order of the cases: severity, total inhabitants, children."""
    severities = [
        {"assessment_id": "a", "municipality_code": f"{number:05}", "severity_final": severity}
        for number, (severity, _, _) in enumerate(cases)
    ]
    populations = [
        {
            "assessment_id": "a",
            "municipality_code": f"{number:05}",
            "data_year": 2023,
            "series": "s",
            "total_population": total,
            "child_population": children,
        }
        for number, (_, total, children) in enumerate(cases)
        if total is not None
    ]
    harness.put("int_municipality_severities", severities, SEVERITY_TYPES)
    harness.put("int_population__totals", populations, POPULATION_TYPES)
    harness.put(
        "int_assessments__resolved",
        [{"assessment_id": "a", "methodology_id": methodology, "pin_population_year": 2023}],
        {"assessment_id": "varchar", "methodology_id": "varchar", "pin_population_year": "integer"},
    )
    harness.run("fct_pin")
    return sorted(harness.rows("fct_pin"), key=lambda row: str(row["municipality_code"]))


@pytest.fixture
def method(harness: Harness) -> Harness:
    harness.method()
    return harness


@pytest.mark.parametrize(
    ("methodology", "bands", "printed"),
    [("co-2024", BANDS_2024, PRINTED_2024), ("co-2025", BANDS_2025, PRINTED_2025)],
)
def test_every_cell_on_the_bounds_of_its_band(
    method: Harness,
    methodology: str,
    bands: dict[int, int],
    printed: dict[int, tuple[float | None, ...]],
) -> None:
    keys = [(severity, total) for severity in printed for total in bands]
    cases: list[Case] = [(severity, total, total // 3) for severity, total in keys]
    for (severity, total), row in zip(keys, pins(method, cases, methodology), strict=True):
        percentage = printed[severity][bands[total]]
        assert row["percentage"] == percentage, (severity, total)
        if total == 0:
            assert (row["pin"], row["missing_reason"]) == (None, "no_inhabitants")
        elif percentage is None:
            assert (row["pin"], row["missing_reason"]) == (None, "no_percentage_in_seed")
        else:
            assert row["pin"] == pytest.approx((total // 3) * percentage / 100, abs=1e-9)
            assert row["missing_reason"] is None


def test_what_is_missing_is_null_and_says_why(method: Harness) -> None:
    rows = pins(method, [(None, 5000, 1000), (3, None, None), (3, 5000, 1000)], "co-2024")
    assert [(row["pin"], row["missing_reason"]) for row in rows] == [
        (None, "no_severity"),
        (None, "population_not_delivered"),
        (550, None),
    ]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    places=st.lists(
        st.tuples(st.integers(1, 5), st.integers(1, 9_000_000), st.floats(0, 1), st.floats(0, 1)),
        min_size=1,
        max_size=30,
    )
)
def test_pin_never_falls_when_children_or_severity_rise(
    method: Harness, places: list[tuple[int, int, float, float]]
) -> None:
    cases: list[Case] = []
    for severity, total, first, second in places:
        few, many = sorted((int(total * first), int(total * second)))
        cases += [
            (severity, total, few),
            (severity, total, many),
            (min(severity + 1, 5), total, many),
        ]
    rows = pins(method, cases, "co-2024")
    for index in range(0, len(rows), 3):
        few, many, severer = (rows[index + step]["pin"] for step in range(3))
        assert 0 <= few <= many <= severer <= cases[index][1]
