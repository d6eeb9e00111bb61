"""The printed scales, step by step, through the models and the real seeds.

Expected values are written by hand from the method document, not read from the seeds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Mapping

    from harness import Harness

LEVEL, COUNT, RATE = "level", "count", "rate"
PER = 100_000

# (measure, severity) on each bound, one below and one above
FIVE_STEPS = {
    "sexual_violence": (200, 400, 600, 800),
    "femicide_homicide": (2, 5, 10, 20),
    "domestic_violence": (10, 50, 200, 400),
    "suicide": (50, 100, 200, 300),
    "armed_conflict": (10, 1_000, 10_000, 20_000),
    "disasters": (10, 1_000, 10_000, 20_000),
}
EXPECTED: dict[str, list[tuple[int, int]]] = {
    variable: [
        (0, 0),
        (1, 1),
        *(
            pair
            for step, bound in enumerate(bounds, start=1)
            for pair in (
                (bound - 1, step if bound - 1 > (0, *bounds)[step - 1] else step - 1),
                (bound, step),
                (bound + 1, step + 1),
            )
        ),
        (10**9, 5),
    ]
    for variable, bounds in FIVE_STEPS.items()
} | {
    "ipor": [(1, 1), (2, 2), (3, 3), (4, 4), (5, 5)],
    "early_warnings": [(0, 0), (1, 4), (2, 4), (3, 4), (4, 4), (5, 5), (6, 5), (7, 5), (99, 5)],
    "recruitment_fiscalia": [
        (0, 0),
        (1, 3),
        (4, 3),
        (5, 3),
        (6, 4),
        (8, 4),
        (9, 4),
        (10, 5),
        (11, 5),
    ],
    "recruitment_uariv": [(0, 0), (1, 3), (4, 3), (5, 3), (6, 4), (8, 4), (9, 4), (10, 5), (11, 5)],
}
RATES = ("sexual_violence", "femicide_homicide", "domestic_violence", "suicide", "armed_conflict")
COMPONENTS = {
    "ipor": ["ipor_level"],
    "early_warnings": ["defensoria_alerts"],
    "recruitment_fiscalia": ["fiscalia_recruitment"],
    "recruitment_uariv": ["uariv_recruitment"],
    "sexual_violence": ["inmlcf_sexual_offences", "fiscalia_sexual_offences"],
    "femicide_homicide": ["inmlcf_femicide_homicide", "fiscalia_femicide"],
    "domestic_violence": ["inmlcf_domestic_violence", "fiscalia_domestic_violence"],
    "suicide": ["sivigila_suicide_attempts", "inmlcf_suicides"],
    "armed_conflict": ["uariv_armed_conflict"],
    "disasters": ["ungrd_people_affected"],
}
CASE_TYPES = {
    "assessment_id": "varchar",
    "municipality_code": "varchar",
    "component_id": "varchar",
    "data_year": "integer",
    "is_delivered": "boolean",
    "caveats": "varchar",
    "amount": "double",
    "source_records": "bigint",
    "set_aside_records": "bigint",
}
POPULATION_TYPES = {
    "assessment_id": "varchar",
    "municipality_code": "varchar",
    "data_year": "integer",
    "series": "varchar",
    "total_population": "bigint",
    "child_population": "bigint",
}
ASSESSMENT_TYPES = {
    "assessment_id": "varchar",
    "methodology_id": "varchar",
    "rate_population_year": "integer",
    "severity_basis": "varchar",
}


def severities(
    harness: Harness,
    cases: Mapping[str, tuple[str, float | None, int | None]],
    methodology: str = "co-2024",
) -> dict[str, dict[str, Any]]:
    """Severity rows by key; cases give variable, amount of its first part (others 0), children."""
    rows, populations = [], []
    for key, (variable, amount, children) in cases.items():
        for position, component in enumerate(COMPONENTS[variable]):
            part = amount if position == 0 or amount is None else 0.0
            rows.append(
                {
                    "assessment_id": "a",
                    "municipality_code": key,
                    "component_id": component,
                    "amount": part,
                    "source_records": None if amount is None else 1,
                }
            )
        populations.append(
            {
                "assessment_id": "a",
                "municipality_code": key,
                "data_year": 2022,
                "child_population": children,
            }
        )
    harness.put("int_cases", rows, CASE_TYPES)
    harness.put("int_population__totals", populations, POPULATION_TYPES)
    assessment = {"assessment_id": "a", "methodology_id": methodology, "rate_population_year": 2022}
    harness.put("int_assessments__resolved", [assessment], ASSESSMENT_TYPES)
    harness.run("int_variable_measures", "int_variable_severities")
    return {row["municipality_code"]: row for row in harness.rows("int_variable_severities")}


@pytest.fixture
def method(harness: Harness) -> Harness:
    harness.method()
    return harness


@pytest.mark.parametrize("variable", sorted(EXPECTED))
def test_every_bound_of_every_printed_scale(method: Harness, variable: str) -> None:
    cases = {f"{measure}": (variable, float(measure), PER) for measure, _ in EXPECTED[variable]}
    found = severities(method, cases)
    assert {int(key): row["severity"] for key, row in found.items()} == dict(EXPECTED[variable])


@pytest.mark.parametrize("variable", RATES)
def test_half_way_rates_round_away_from_zero(method: Harness, variable: str) -> None:
    bound = FIVE_STEPS[variable][0]
    cases = {
        # per 200,000 children an odd number of cases is half-way between two whole rates
        "half above the bound": (variable, 2 * bound + 1.0, 2 * PER),
        "half below the bound": (variable, 2 * bound - 1.0, 2 * PER),
        "just under half above": (variable, 4 * bound + 1.0, 4 * PER),
    }
    found = severities(method, cases)
    assert found["half above the bound"]["measure_rounded"] == bound + 1
    assert found["half above the bound"]["severity"] == 2
    assert found["half below the bound"]["measure_rounded"] == bound
    assert found["half below the bound"]["severity"] == 1
    assert found["just under half above"]["measure_rounded"] == bound
    assert found["just under half above"]["severity"] == 1


@pytest.mark.parametrize("variable", RATES)
def test_cases_whose_rate_rounds_to_zero_are_in_the_first_step(
    method: Harness, variable: str
) -> None:
    found = severities(method, {"tiny": (variable, 1.0, 10**7), "none": (variable, 0.0, 10**7)})
    assert found["tiny"]["measure_value"] == pytest.approx(0.01)
    assert (found["tiny"]["measure_rounded"], found["tiny"]["severity"]) == (1, 1)
    assert (found["none"]["measure_rounded"], found["none"]["severity"]) == (0, 0)


@pytest.mark.parametrize("variable", sorted(EXPECTED))
def test_what_was_not_delivered_is_null_with_open_bounds(method: Harness, variable: str) -> None:
    row = severities(method, {"missing": (variable, None, PER)})["missing"]
    assert row["cases"] is None
    assert row["measure_value"] is None
    assert row["severity"] is None
    assert (row["severity_lower"], row["severity_upper"]) == (0, 5)
    assert row["missing_reason"] == "not_delivered"


@pytest.mark.parametrize("children", [0, None])
@pytest.mark.parametrize("variable", RATES)
def test_nobody_to_divide_by_gives_zero_for_no_cases_and_null_for_some(
    method: Harness, variable: str, children: int | None
) -> None:
    found = severities(
        method, {"none": (variable, 0.0, children), "some": (variable, 3.0, children)}
    )
    assert found["none"]["measure_value"] is None
    assert found["none"]["severity"] == 0
    assert found["some"]["measure_value"] is None
    assert found["some"]["severity"] is None
    assert found["some"]["missing_reason"] == "no_population"


def test_the_variant_gives_three_to_one_or_two_alerts_and_inherits_the_rest(
    method: Harness,
) -> None:
    cases = {f"{alerts}": ("early_warnings", float(alerts), PER) for alerts in range(7)}
    found = severities(method, cases, "co-2024-alerts-from-3")
    assert [found[str(alerts)]["severity"] for alerts in range(7)] == [0, 3, 3, 4, 4, 5, 5]
    other = severities(method, {"x": ("suicide", 301.0, PER)}, "co-2024-alerts-from-3")
    assert other["x"]["severity"] == 5


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    pairs=st.lists(
        st.tuples(
            st.sampled_from(sorted(set(EXPECTED) - {"ipor"})),
            st.integers(0, 60_000),
            st.integers(0, 60_000),
            st.integers(1, 3_000_000),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_severity_never_falls_when_cases_rise(
    method: Harness, pairs: list[tuple[str, int, int, int]]
) -> None:
    cases = {}
    for number, (variable, first, second, children) in enumerate(pairs):
        low, high = sorted((first, second))
        cases[f"{number} low"] = (variable, float(low), children)
        cases[f"{number} high"] = (variable, float(high), children)
    found = severities(method, cases)
    for number in range(len(pairs)):
        fewer, more = found[f"{number} low"], found[f"{number} high"]
        assert fewer["severity"] <= more["severity"]
        assert (fewer["severity"] == 0) == (fewer["cases"] == 0)
