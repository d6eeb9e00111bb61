"""The marts of a build against a second, plain-Python implementation of the method (``recount``).

The recount reads the extract files themselves and the seeds. It shares no code with the models, so
that where both agree neither is likely to misread the method in the same way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from recount.results import Recount, recount

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Built
    from recount.severity import VariableResult

Key = tuple[object, ...]
Values = tuple[object, ...]
SHOWN = 15


def _relation(table: str) -> str:
    """Where a table is; what the marts keep back is exact before them."""
    return f"{'intermediate' if table.startswith('int_') else 'marts'}.{table}"


class Pair(NamedTuple):
    """A build and the recount of the same files."""

    built: Built
    recounted: Recount

    def assert_same(self, mart: str, key: str, columns: str, expected: dict[Key, Values]) -> None:
        """Every row of a mart holds what was recounted, and there is no other row."""
        size = key.count(",") + 1
        found = {
            row[:size]: row[size:]
            for row in self.built.rows(f"select {key}, {columns} from {_relation(mart)}")
        }
        different = [
            f"{one}: recount {expected.get(one)}, {mart} {found.get(one)}"
            for one in sorted({*expected, *found}, key=str)
            if not _same_row(expected.get(one), found.get(one))
        ]
        assert not different, "\n".join(
            [f"{len(different)} of {len(expected)} rows differ ({columns})", *different[:SHOWN]]
        )


def _same_row(one: Values | None, other: Values | None) -> bool:
    return (
        one is not None
        and other is not None
        and len(one) == len(other)
        and all(_same(a, b) for a, b in zip(one, other, strict=True))
    )


def _same(one: object, other: object) -> bool:
    """Equal; numbers up to 1e-9, a null only to a null."""
    if one is None or other is None or isinstance(one, str | bool):
        return one == other
    return abs(float(one) - float(other)) <= 1e-9  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def demo(demo_built: Built, demo_extracts: Path, root: Path) -> Pair:
    return Pair(demo_built, recount(demo_extracts, root / "seeds"))


@pytest.fixture(scope="module")
def real(real_built: Built, shared: Path, root: Path) -> Pair:
    return Pair(real_built, recount(shared / "data" / "real", root / "seeds"))


@pytest.fixture(params=["demo", "real"])
def pair(request: pytest.FixtureRequest) -> Pair:
    """Both folders; the real files are skipped where they are absent."""
    found: Pair = request.getfixturevalue(request.param)
    return found


def test_all_assessments_hold_the_1122_municipalities(demo: Pair) -> None:
    sizes = {one: len(found.pins) for one, found in demo.recounted.assessments.items()}
    assert sizes == dict.fromkeys(
        ("2024", "2024-alerts-from-3", "2025", "2025-percentages-2024"), 1122
    )


def test_every_file_has_the_same_rows_used_and_not_used(pair: Pair) -> None:
    expected: dict[Key, Values] = {
        (file_name,): (
            statuses.total(),
            statuses["used"],
            statuses["set_aside"],
            statuses["out_of_scope"],
        )
        for file_name, statuses in pair.recounted.counted.statuses.items()
    }
    pair.assert_same(
        # severity and PiN do not read the registry; test_registry_truth.py recounts it
        "int_row_accounts where source_id <> 'registry'",
        "file_name",
        "rows_read, rows_used, rows_set_aside, rows_out_of_scope",
        expected,
    )


def _variables(pair: Pair, values: Callable[[VariableResult], Values]) -> dict[Key, Values]:
    return {
        (assessment, code, one.variable_id): values(one)
        for assessment, found in pair.recounted.assessments.items()
        for code, variables in found.variables.items()
        for one in variables
    }


VARIABLE_COLUMNS: dict[str, Callable[[VariableResult], Values]] = {
    "cases, cases_known": lambda one: (one.cases, one.cases_known),
    "denominator": lambda one: (one.denominator,),
    "measure_value": lambda one: (one.measure,),
    "measure_rounded": lambda one: (one.rounded,),
    "severity, missing_reason": lambda one: (one.severity, one.missing_reason),
    "severity_lower, severity_upper": lambda one: (one.lower, one.upper),
}


@pytest.mark.parametrize("columns", VARIABLE_COLUMNS)
def test_variables(pair: Pair, columns: str) -> None:
    pair.assert_same(
        "int_variable_severities",
        "assessment_id, municipality_code, variable_id",
        columns,
        _variables(pair, VARIABLE_COLUMNS[columns]),
    )


def test_events_of_disasters(pair: Pair) -> None:
    expected: dict[Key, Values] = {
        (assessment, code): (one.records,)
        for assessment, found in pair.recounted.assessments.items()
        for code, variables in found.variables.items()
        for one in variables
        if one.variable_id == "disasters"
    }
    pair.assert_same(
        "int_variable_severities where variable_id = 'disasters'",
        "assessment_id, municipality_code",
        "source_records",
        expected,
    )


def test_indicators(pair: Pair) -> None:
    expected: dict[Key, Values] = {
        (assessment, code, one.indicator_id): (
            one.severity,
            ",".join(one.deciding) or None,
            one.lower,
            one.upper,
            one.with_data,
            one.total,
            one.with_data / one.total,
        )
        for assessment, found in pair.recounted.assessments.items()
        for code, indicators in found.indicators.items()
        for one in indicators
    }
    pair.assert_same(
        "fct_indicator_severity",
        "assessment_id, municipality_code, indicator_id",
        "severity, deciding_variables, severity_lower, severity_upper, "
        "variables_with_data, variables_total, coverage",
        expected,
    )


def test_municipalities(pair: Pair) -> None:
    expected: dict[Key, Values] = {
        (assessment, code): (
            one.score.mean,
            one.score.score,
            one.calculated,
            one.cluster_calculated,
            one.decided,
            one.expert,
            one.cluster_final,
            one.final,
            one.is_breach,
        )
        for assessment, found in pair.recounted.assessments.items()
        for code, one in found.municipalities.items()
    }
    pair.assert_same(
        "fct_municipality_severity",
        "assessment_id, municipality_code",
        "mean_severity, score, severity_calculated, cluster_severity_calculated, severity_decided, "
        "expert_severity, cluster_severity_final, severity_final, is_above_ceiling",
        expected,
    )


def test_bounds_of_municipalities(pair: Pair) -> None:
    expected: dict[Key, Values] = {
        (assessment, code): (one.lower, one.upper)
        for assessment, found in pair.recounted.assessments.items()
        for code, one in found.municipalities.items()
    }
    pair.assert_same(
        "fct_municipality_severity",
        "assessment_id, municipality_code",
        "severity_lower, severity_upper",
        expected,
    )


def test_breaches(pair: Pair) -> None:
    expected: dict[Key, Values] = {
        (assessment, code): (one.calculated, one.cluster_final, one.final)
        for assessment, found in pair.recounted.assessments.items()
        for code, one in found.municipalities.items()
        if one.is_breach
    }
    pair.assert_same(
        "fct_ceiling_breach",
        "assessment_id, municipality_code",
        "severity_calculated, cluster_severity_final, severity_final",
        expected,
    )


def test_pins(pair: Pair) -> None:
    expected: dict[Key, Values] = {
        (assessment, code): (
            one.inhabitants,
            one.children,
            one.band,
            one.percentage,
            one.pin,
            one.pin_rounded,
        )
        for assessment, found in pair.recounted.assessments.items()
        for code, one in found.pins.items()
    }
    pair.assert_same(
        "fct_pin",
        "assessment_id, municipality_code",
        "total_population, child_population, population_from, percentage, pin, pin_rounded",
        expected,
    )


def test_pins_by_group(pair: Pair) -> None:
    expected: dict[Key, Values] = {
        (assessment, code, group.sex, group.age_group): part
        for assessment, found in pair.recounted.assessments.items()
        for code, one in found.pins.items()
        for group, part in one.groups.items()
    }
    pair.assert_same(
        "fct_pin_by_group",
        "assessment_id, municipality_code, sex, age_group",
        "child_population, pin",
        expected,
    )


def test_an_obsolete_code_is_counted_where_the_list_reports_it(demo: Pair) -> None:
    recounted = demo.recounted
    counted = [
        component for (component, _), codes in recounted.counted.cases.items() if "27493" in codes
    ]
    assert counted, "no demo file holds the obsolete code 27086 any more"
    reported = recounted.method.assessments["2024"].reported_under
    assert reported["27493"] == "27615"
    assert "27493" not in recounted.assessments["2024"].pins


class LayoutTotal(NamedTuple):
    """A national total of the layouts page, places unknown included, and where it ends up."""

    component: str
    year: int
    total: int
    variable: str
    column: str


LAYOUT_TOTALS = [
    LayoutTotal("inmlcf_sexual_offences", 2022, 21_495, "sexual_violence", "cases"),
    LayoutTotal("inmlcf_domestic_violence", 2022, 6_924, "domestic_violence", "cases"),
    LayoutTotal("inmlcf_suicides", 2021, 284, "suicide", "cases_known"),
]


@pytest.mark.parametrize("known", LAYOUT_TOTALS, ids=lambda known: known.component)
def test_national_sums_are_the_layouts_totals_without_unknown_places(
    real: Pair, known: LayoutTotal
) -> None:
    key = known.component, known.year
    used = real.recounted.counted.cases[key].total()
    assert used + real.recounted.counted.lost[key] == known.total
    assert _national(real, known.variable, known.column) == used


def test_national_people_affected_are_those_of_the_file(real: Pair) -> None:
    counted = real.recounted.counted
    key = "ungrd_people_affected", 2022
    assert _national(real, "disasters", "cases") == counted.cases[key].total()
    assert real.built.rows(
        "select sum(amount) from marts.fct_row_set_aside where source_id = 'ungrd'"
    ) == [(counted.lost[key],)]


@pytest.mark.parametrize(("year", "children"), [(2022, 14_086_298), (2023, 14_020_265)])
def test_national_children(pair: Pair, year: int, children: int) -> None:
    under = pair.recounted.method.assessments["2024"].reported_under
    assert sum(pair.recounted.population.children(year, under).values()) == children
    found = {
        2022: _national(pair, "sexual_violence", "denominator"),
        2023: pair.built.rows(
            "select sum(child_population) from marts.fct_pin where assessment_id = '2024'"
        )[0][0],
    }
    assert found[year] == children


def _national(pair: Pair, variable: str, column: str) -> object:
    return pair.built.rows(
        f"select sum({column}) from intermediate.int_variable_severities"
        f" where assessment_id = '2024' and variable_id = '{variable}'"
    )[0][0]
