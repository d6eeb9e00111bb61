"""The method as the seeds state it."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, str]


def read_seed(folder: Path, name: str) -> list[Row]:
    """Rows of one seed."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Step:
    """One step of a scale: the severity up to an inclusive bound."""

    severity: int
    upper_bound: float


def step_of(steps: list[Step], value: int) -> int:
    """Severity of the first step whose bound is not below the value."""
    return next(step.severity for step in steps if step.upper_bound >= value)


@dataclass(frozen=True)
class Component:
    """One thing one source counts."""

    component_id: str
    source_id: str
    is_full_table: bool
    delivered_by_source: bool


@dataclass(frozen=True)
class Variable:
    """One variable of a methodology."""

    variable_id: str
    indicator_id: int
    measure: str
    rate_per: int
    combination: str
    components: tuple[str, ...]
    steps: list[Step]


@dataclass(frozen=True)
class Methodology:
    """Scales, weights and percentages, own or inherited."""

    variables: list[Variable]
    weights: dict[int, Fraction]
    score_steps: list[Step]
    bands: list[int]
    percentages: dict[tuple[int, int], Fraction]


@dataclass(frozen=True)
class Assessment:
    """One run of the method, its settings own or inherited."""

    assessment_id: str
    lineage: tuple[str, ...]
    settings: dict[str, str]
    data_years: dict[str, int]
    methodology: Methodology
    municipalities: list[str]
    reported_under: dict[str, str]

    @property
    def computes(self) -> bool:
        """Whether it computes the severity of this area from the sources."""
        return self.settings["severity_basis"] == "computed"

    def year(self, setting: str) -> int:
        """A setting that is a year."""
        return int(self.settings[setting])


@dataclass(frozen=True)
class Method:
    """All the seeds, read."""

    folder: Path
    components: dict[str, Component] = field(default_factory=dict)
    assessments: dict[str, Assessment] = field(default_factory=dict)

    def values(self, name: str, key: str, value: str) -> dict[str, str]:
        """One column of a seed of values by another."""
        return {row[key]: row[value] for row in read_seed(self.folder / "values", name)}

    def rows(self, name: str) -> list[Row]:
        """Rows of a seed of values."""
        return read_seed(self.folder / "values", name)

    def needed_years(self) -> dict[str, set[int]]:
        """Data years that computing assessments ask of each component."""
        years: dict[str, set[int]] = {component: set() for component in self.components}
        for assessment in self.assessments.values():
            if assessment.computes:
                for component, year in assessment.data_years.items():
                    years[component].add(year)
        return years


def read_method(folder: Path) -> Method:
    """Read the seeds."""
    components = {
        row["component_id"]: Component(
            row["component_id"],
            row["source_id"],
            row["is_full_table"] == "true",
            row["delivered_by"] == "source",
        )
        for row in read_seed(folder / "method", "components")
    }
    method = Method(folder, components)
    parents = _parents(read_seed(folder / "assessments", "assessments"), "assessment_id")
    methodologies = _methodologies(folder / "method")
    settings = read_seed(folder / "assessments", "assessment_settings")
    years = read_seed(folder / "assessments", "assessment_data_years")
    for assessment_id in parents:
        lineage = _lineage(parents, assessment_id)
        own = {r["setting"]: r["value"] for one in reversed(lineage) for r in _of(settings, one)}
        data_years = {
            row["component_id"]: int(row["data_year"])
            for one in reversed(lineage)
            for row in _of(years, one)
        }
        method.assessments[assessment_id] = Assessment(
            assessment_id,
            lineage,
            own,
            data_years,
            methodologies[own["methodology_id"]],
            *_list(folder / "reference", own["municipality_list"]),
        )
    return method


def _of(rows: list[Row], value: str, key: str = "assessment_id") -> list[Row]:
    return [row for row in rows if row[key] == value]


def _parents(rows: list[Row], key: str) -> dict[str, str]:
    return {row[key]: row[f"parent_{key}"] for row in rows}


def _lineage(parents: dict[str, str], one: str) -> tuple[str, ...]:
    """Itself, its parent, the parent of that."""
    return (one, *_lineage(parents, parents[one])) if one else ()


def _list(reference: Path, list_id: str) -> tuple[list[str], dict[str, str]]:
    """Codes of an official list, and under which of them every known code is reported."""
    flag = _of(read_seed(reference, "municipality_lists"), list_id, "list_id")[0]["flag_column"]
    rows = read_seed(reference, "municipalities")
    codes = [row["municipality_code"] for row in rows if row[flag] == "true"]
    rollups = _of(read_seed(reference, "municipality_list_rollups"), list_id, "list_id")
    return codes, {code: code for code in codes} | {
        row["municipality_code"]: row["reported_under"] for row in rollups
    }


def _methodologies(folder: Path) -> dict[str, Methodology]:
    parents = _parents(read_seed(folder, "methodologies"), "methodology_id")
    seeds = {
        name: read_seed(folder, name)
        for name in (
            "indicators",
            "variables",
            "variable_components",
            "severity_scales",
            "score_steps",
            "pin_percentages",
        )
    }

    def nearest(name: str, methodology_id: str, **also: str) -> list[Row]:
        """The rows of the first methodology of the lineage that states any: a whole table."""
        for one in _lineage(parents, methodology_id):
            rows = [
                row
                for row in _of(seeds[name], one, "methodology_id")
                if all(row[key] == value for key, value in also.items())
            ]
            if rows:
                return rows
        return []

    def build(one: str) -> Methodology:
        variables = [
            Variable(
                row["variable_id"],
                int(row["indicator_id"]),
                row["measure"],
                int(row["rate_per"]),
                row["combination"],
                tuple(
                    part["component_id"]
                    for part in nearest("variable_components", one, variable_id=row["variable_id"])
                ),
                _steps(nearest("severity_scales", one, variable_id=row["variable_id"])),
            )
            for row in sorted(nearest("variables", one), key=lambda row: int(row["sort_order"]))
            if row["is_used"] == "true"
        ]
        cells = nearest("pin_percentages", one)
        return Methodology(
            variables,
            {
                int(row["indicator_id"]): Fraction(row["weight"])
                for row in nearest("indicators", one)
            },
            _steps(nearest("score_steps", one)),
            sorted({int(row["population_from"]) for row in cells}),
            {
                (int(row["severity"]), int(row["population_from"])): Fraction(row["percentage"])
                for row in cells
            },
        )

    return {one: build(one) for one in parents}


def _steps(rows: list[Row]) -> list[Step]:
    steps = [Step(int(row["severity"]), float(row["upper_bound"])) for row in rows]
    assert any(math.isinf(step.upper_bound) for step in steps)
    return sorted(steps, key=lambda step: step.upper_bound)
