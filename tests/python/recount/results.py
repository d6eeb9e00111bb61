"""The whole recount: from a folder of extracts to severities and People in Need."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .files import read_population, read_tables
from .places import Gazetteer
from .population import Group, Population
from .published import Experts, Published
from .seeds import Assessment, Method, read_method
from .severity import (
    IndicatorResult,
    Score,
    Severities,
    VariableResult,
    indicators,
    score,
)
from .sources import Counted, Sources
from .texts import round_half_away

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path


@dataclass(frozen=True)
class MunicipalityResult:
    """Severity of one municipality, from the score to the ceiling."""

    score: Score
    calculated: int | None
    lower: int | None
    upper: int | None
    cluster_calculated: int | None
    decided: int | None
    expert: int | None
    cluster_final: int | None
    final: int | None
    is_breach: bool


@dataclass(frozen=True)
class PinResult:
    """People in Need of one municipality."""

    inhabitants: int
    children: int
    band: int | None
    percentage: Fraction | None
    pin: Fraction | None
    groups: dict[Group, tuple[int, Fraction | None]]

    @property
    def pin_rounded(self) -> int | None:
        """Rounded half away from zero."""
        return None if self.pin is None else round_half_away(self.pin)


@dataclass
class AssessmentResult:
    """All results of one assessment by municipality."""

    variables: dict[str, list[VariableResult]] = field(default_factory=dict)
    indicators: dict[str, list[IndicatorResult]] = field(default_factory=dict)
    municipalities: dict[str, MunicipalityResult] = field(default_factory=dict)
    pins: dict[str, PinResult] = field(default_factory=dict)


@dataclass(frozen=True)
class Recount:
    """Everything that is compared."""

    method: Method
    counted: Counted
    population: Population
    assessments: dict[str, AssessmentResult]


def recount(extracts: Path, seeds: Path) -> Recount:
    """Read the files and apply the method."""
    method = read_method(seeds)
    gazetteer = Gazetteer(seeds / "reference")
    counted = Counted()
    tables = list(read_tables(extracts))
    Sources(method, gazetteer, counted).read(tables)
    population = Population(method, gazetteer)
    population.read(read_population(extracts), counted)
    published = Published(method, gazetteer)
    published.read(tables, counted)
    experts = Experts(method, gazetteer, tables)
    found = {
        one.assessment_id: _assess(method, one, counted, population, published, experts)
        for one in method.assessments.values()
    }
    experts.account(counted)
    return Recount(method, counted, population, found)


def _assess(  # noqa: PLR0913, PLR0917 - the parts of the method
    method: Method,
    assessment: Assessment,
    counted: Counted,
    population: Population,
    published: Published,
    experts: Experts,
) -> AssessmentResult:
    result = AssessmentResult()
    scores = {code: Score(None, None, None, None, None) for code in assessment.municipalities}
    if assessment.computes:
        severities = Severities(method, assessment, counted, population)
        for code in assessment.municipalities:
            result.variables[code] = severities.all_variables(code)
            result.indicators[code] = indicators(assessment.methodology, result.variables[code])
            scores[code] = score(assessment.methodology, result.indicators[code])
    cycle = assessment.year("hpc_cycle")
    own: dict[str, int | None] = {}
    cluster: dict[str, int | None] = {}
    for code in assessment.municipalities:
        own[code] = (
            scores[code].severity
            if assessment.computes
            else max(published.of(cycle, code, "own"), default=None)
        )
        if assessment.settings["cluster_basis"] == "published":
            cluster[code] = max(published.of(cycle, code, "cluster"), default=None)
        else:
            others = published.of(cycle, code, "aor", "general")
            known = [one for one in (own[code], *others) if one is not None]
            cluster[code] = max(known, default=None)
    of_own = experts.in_force(assessment.assessment_id, "aor", own)
    decided = experts.in_force(assessment.assessment_id, "cluster", cluster)
    for code in assessment.municipalities:
        after = of_own.get(code, own[code])
        ceiling = cluster[code]
        if code in of_own and assessment.settings["cluster_basis"] == "computed":
            others = published.of(cycle, code, "aor", "general")
            ceiling = max((one for one in (after, *others) if one is not None), default=None)
        result.municipalities[code] = _ceiling(
            assessment,
            scores[code],
            (own[code], after),
            (cluster[code], ceiling),
            decided.get(code),
        )
    _pins(assessment, population, result)
    return result


def _ceiling(
    assessment: Assessment,
    scored: Score,
    owns: tuple[int | None, int | None],
    clusters: tuple[int | None, int | None],
    expert: int | None,
) -> MunicipalityResult:
    """The expert's cluster severity where there is one; this area's may not exceed it.

    Of this area and of the cluster: as calculated, and after a decision on this area.
    """
    (own, decided), (cluster, followed) = owns, clusters
    ceiling = followed if expert is None else expert
    is_breach = decided is not None and ceiling is not None and decided > ceiling
    lower, upper = (scored.lower, scored.upper) if assessment.computes else (own, own)
    caps = is_breach and assessment.settings["cap_at_cluster"] == "true"
    return MunicipalityResult(
        scored,
        own,
        lower,
        upper,
        cluster,
        decided,
        expert,
        ceiling,
        ceiling if caps else decided,
        is_breach,
    )


def _pins(assessment: Assessment, population: Population, result: AssessmentResult) -> None:
    year, under = assessment.year("pin_population_year"), assessment.reported_under
    inhabitants = population.totals(year, under)
    children = population.children(year, under)
    groups = population.groups(year, under)
    by_code: dict[str, dict[Group, int]] = {}
    for (code, group), people in groups.items():
        by_code.setdefault(code, {})[group] = people
    for code in assessment.municipalities:
        total, minors = inhabitants.get(code, 0), children.get(code, 0)
        severity = result.municipalities[code].final
        band = max(one for one in assessment.methodology.bands if one <= total)
        percentage = (
            assessment.methodology.percentages.get((severity, band))
            if severity is not None
            else None
        )
        pin = minors * percentage / 100 if percentage is not None and total > 0 else None
        result.pins[code] = PinResult(
            total,
            minors,
            band,
            percentage,
            pin,
            {
                group: (people, pin * people / minors if pin is not None and minors else None)
                for group, people in by_code.get(code, {}).items()
            },
        )
