"""From cases to the severity of variables, indicators and municipalities."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from .seeds import Assessment, Method, Methodology, Variable, step_of
from .texts import round_half_away

if TYPE_CHECKING:
    from .population import Population
    from .sources import Counted

LOWEST, HIGHEST = 0, 5


@dataclass(frozen=True)
class VariableResult:
    """One variable of one municipality."""

    variable_id: str
    indicator_id: int
    cases: int | None = None
    cases_known: int | None = None
    denominator: int | None = None
    records: int | None = None
    measure: Fraction | None = None
    rounded: int | None = None
    severity: int | None = None
    lower: int = LOWEST
    upper: int = HIGHEST
    is_partial: bool = False
    missing_reason: str | None = None


@dataclass(frozen=True)
class IndicatorResult:
    """One indicator of one municipality."""

    indicator_id: int
    severity: int | None
    deciding: tuple[str, ...]
    lower: int
    upper: int
    with_data: int
    total: int
    partial: int


@dataclass(frozen=True)
class Score:
    """The weighted mean, its rounding and the severity it stands for."""

    mean: Fraction | None
    score: int | None
    severity: int | None
    lower: int | None
    upper: int | None


class Severities:
    """Severities of one assessment."""

    def __init__(
        self, method: Method, assessment: Assessment, counted: Counted, population: Population
    ) -> None:
        """Bring the counted cases to the municipalities of the assessment's list."""
        self._assessment = assessment
        self._delivered = {
            component: counted.has(method, component, year)
            for component, year in assessment.data_years.items()
        }
        self._full_tables = {
            one for one in method.components if method.components[one].is_full_table
        }
        self._children = population.children(
            assessment.year("rate_population_year"), assessment.reported_under
        )
        self._cases = {
            component: _reported(counted.cases[component, year], assessment)
            for component, year in assessment.data_years.items()
        }
        self._records = {
            component: _reported(counted.records[component, year], assessment)
            for component, year in assessment.data_years.items()
        }

    def _known(self, component: str, code: str) -> int | None:
        """Cases of a component: 0 where a delivered sparse source has no row, None if unknown."""
        if not self._delivered[component]:
            return None
        absent = None if component in self._full_tables else 0
        return self._cases[component].get(code, absent)

    def variable(self, variable: Variable, code: str) -> VariableResult:
        """Combine the parts, take the rate and read the scale."""
        key = variable.variable_id, variable.indicator_id
        parts = [self._known(component, code) for component in variable.components]
        known = [part for part in parts if part is not None]
        denominator = self._children.get(code, 0) if variable.measure == "rate" else None
        if not known or (variable.combination == "sum" and len(known) < len(parts)):
            floor = sum(known) if known else None
            lower = LOWEST
            if floor is not None:
                lower = self._read(variable, floor, denominator)[2] or LOWEST
            return VariableResult(
                *key,
                cases_known=floor,
                # a row without data is all null
                denominator=None,
                lower=lower,
                missing_reason=(
                    "not_in_source"
                    if all(self._delivered[component] for component in variable.components)
                    else "not_delivered"
                ),
            )
        cases = sum(known) if variable.combination == "sum" else max(known)
        measure, rounded, severity = self._read(variable, cases, denominator)
        return VariableResult(
            *key,
            cases=None if variable.measure == "level" else cases,
            denominator=denominator,
            records=sum(self._records[component][code] for component in variable.components),
            measure=measure,
            rounded=rounded,
            severity=severity,
            lower=LOWEST if severity is None else severity,
            upper=HIGHEST if severity is None else severity,
            is_partial=severity is not None and len(known) < len(parts),
            missing_reason="no_population" if severity is None else None,
        )

    @staticmethod
    def _read(
        variable: Variable, cases: int, denominator: int | None
    ) -> tuple[Fraction | None, int | None, int | None]:
        """Measure, rounded measure and severity."""
        if denominator == 0:
            return None, None, 0 if cases == 0 else None
        measure = Fraction(cases * variable.rate_per, denominator or 1)
        rounded = round_half_away(measure)
        if cases > 0:
            rounded = max(rounded, 1)
        return measure, rounded, step_of(variable.steps, rounded)

    def all_variables(self, code: str) -> list[VariableResult]:
        """Every variable of a municipality, in method order."""
        return [self.variable(one, code) for one in self._assessment.methodology.variables]


def _reported(found: Counter[str], assessment: Assessment) -> Counter[str]:
    """Counts under the municipality of the list that reports each code."""
    total: Counter[str] = Counter()
    for code, amount in found.items():
        if code in assessment.reported_under:
            total[assessment.reported_under[code]] += amount
    return total


def indicators(methodology: Methodology, variables: list[VariableResult]) -> list[IndicatorResult]:
    """The highest severity among the variables of each indicator, and its bounds."""
    results = []
    for indicator_id in sorted(methodology.weights):
        own = [one for one in variables if one.indicator_id == indicator_id]
        severity = max((one.severity for one in own if one.severity is not None), default=None)
        results.append(
            IndicatorResult(
                indicator_id,
                severity,
                tuple(
                    one.variable_id
                    for one in own
                    if severity is not None and one.severity == severity
                ),
                max(one.lower for one in own),
                max(one.upper for one in own),
                sum(one.severity is not None for one in own),
                len(own),
                sum(one.is_partial for one in own),
            )
        )
    return results


def score(methodology: Methodology, results: list[IndicatorResult]) -> Score:
    """The mean of the weighted severities and what it stands for; null where one is missing."""

    def mean(severities: dict[int, int]) -> Fraction:
        weighted = [methodology.weights[one] * severity for one, severity in severities.items()]
        return sum(weighted, Fraction(0)) / len(weighted)

    def severity(value: Fraction) -> int:
        return step_of(methodology.score_steps, round_half_away(value))

    lower = severity(mean({one.indicator_id: one.lower for one in results}))
    upper = severity(mean({one.indicator_id: one.upper for one in results}))
    known = {one.indicator_id: one.severity for one in results if one.severity is not None}
    if len(known) < len(results):
        return Score(None, None, None, lower, upper)
    value = mean(known)
    return Score(value, round_half_away(value), severity(value), lower, upper)
