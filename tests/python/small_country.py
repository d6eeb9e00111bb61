"""A few municipalities with random cases, from judged rows to PiN, for tests of whole methods."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from amparo.compare.mixtures import REBUILT

if TYPE_CHECKING:
    import random
    from pathlib import Path

    from harness import Harness

CODES: Final = ("05001", "05002", "27001", "27073", "76001", "76109", "52835", "11001")
YEARS: Final = (2021, 2022, 2023)
POPULATION_YEARS: Final = (2022, 2023, 2024)
CYCLES: Final = (2024, 2025)
LARGEST_CASES: Final = 40
SEEDS: Final = (
    *("municipalities", "municipality_lists", "municipality_list_rollups", "components"),
    *("assessments", "assessment_settings", "assessment_data_years"),
    *("methodologies", "indicators", "variables", "variable_components", "severity_scales"),
    *("score_steps", "pin_percentages", "row_reasons", "expert_decision_words", "parameters"),
)
_COUNTED: Final = {
    "component_id": "varchar",
    "data_year": "bigint",
    "municipality_code": "varchar",
    "amount": "double",
    "row_status": "varchar",
}
_POPULATION: Final = {
    "municipality_code": "varchar",
    "data_year": "bigint",
    "series": "varchar",
    "population": "bigint",
    "age_group": "varchar",
}
_HPC_ROWS: Final = {
    **dict.fromkeys(("file_name", "sheet", "fragment", "row_reason"), "varchar"),
    "row_number": "bigint",
}
_HPC: Final = {
    **dict.fromkeys(("file_name", "sheet", "municipality_code", "area_id", "area_role"), "varchar"),
    **dict.fromkeys(("row_number", "hpc_cycle"), "bigint"),
    "severity_published": "double",
    "severity": "integer",
}
_DECISIONS: Final = {
    **dict.fromkeys(("file_name", "sheet", "place_text", "place_key"), "varchar"),
    **dict.fromkeys(("municipality_code", "place_reason", "assessment_id", "decision"), "varchar"),
    **dict.fromkeys(("rationale", "evidence", "evidence_source", "proposed_by"), "varchar"),
    **dict.fromkeys(("approved_by", "decision_stage", "decision_state", "state_reason"), "varchar"),
    **dict.fromkeys(("row_number", "severity_before", "severity_after"), "bigint"),
    **dict.fromkeys(("is_dated", "is_undecided", "is_state_known", "is_expiring"), "boolean"),
    **dict.fromkeys(("approved_on", "expires_on"), "date"),
    "direction": "integer",
}


@dataclass
class Country:
    """What the models are run on.

    Attributes:
        cases: Amount by component, year and municipality; what is not there is none delivered.
        children: Children by year and municipality; there are twice as many adults.
        severities: Published severity by cycle, area and municipality.
        decisions: Assessment, municipality, severity before and after.
    """

    cases: dict[tuple[str, int, str], float] = field(default_factory=dict)
    children: dict[tuple[int, str], int] = field(default_factory=dict)
    severities: dict[tuple[int, str, str], int] = field(default_factory=dict)
    decisions: list[tuple[str, str, int, int]] = field(default_factory=list)


def prepare(harness: Harness) -> list[str]:
    """Load the seeds; returns the components that there are."""
    harness.seed(*SEEDS)
    marks = ", ".join(f"'{code}'" for code in CODES)
    harness.connection.execute(
        f"delete from amparo.seeds.municipalities where municipality_code not in ({marks})"
    )
    harness.connection.execute("delete from amparo.seeds.municipality_list_rollups")
    return [row["component_id"] for row in harness.rows("components", ("component_id",))]


def random_country(chance: random.Random, components: list[str]) -> Country:
    """Random cases, children and published severities of the municipalities."""
    country = Country()
    for component in components:
        for year in YEARS:
            for code in CODES:
                level = component == "ipor_level"
                most = 5 if level else chance.choice((0, 3, LARGEST_CASES))
                country.cases[component, year, code] = chance.randint(int(level), most)
    for year in POPULATION_YEARS:
        for code in CODES:
            country.children[year, code] = chance.choice((900, 4_000, 30_000, 250_000))
    for cycle in CYCLES:
        for code in CODES:
            for area in ("child_protection", "gbv", "protection"):
                country.severities[cycle, area, code] = chance.randint(1, 5)
    return country


def put_country(harness: Harness, country: Country) -> None:
    """Put the rows that the models of an assessment begin with, and run these models."""
    counted = [
        {
            "component_id": component,
            "data_year": year,
            "municipality_code": code,
            "amount": amount,
            "row_status": "used",
        }
        for (component, year, code), amount in country.cases.items()
        if amount
    ]
    harness.put("int_rows__counted", counted, _COUNTED)
    delivered = sorted({key[:2] for key in country.cases})
    rows = [{"component_id": component, "data_year": year} for component, year in delivered]
    types = {"component_id": "varchar", "data_year": "bigint"}
    harness.put("int_deliveries", rows, types)
    harness.put("int_deliveries__caveats", [], types | {"caveats": "varchar"})
    regional = {"source_id": "varchar", "data_year": "bigint", "department_codes": "varchar[]"}
    harness.put("int_deliveries__departments", [], regional)
    people = [
        {
            "municipality_code": code,
            "data_year": year,
            "series": "s",
            "population": children if group else 2 * children,
            "age_group": group,
        }
        for (year, code), children in country.children.items()
        for group in ("0-17", None)
    ]
    harness.put("int_population", people, _POPULATION)
    _put_published(harness, country)
    harness.run(*REBUILT)


def _put_published(harness: Harness, country: Country) -> None:
    roles = {"child_protection": "own", "gbv": "aor", "protection": "cluster"}
    published = [
        {
            "file_name": "f",
            "sheet": "s",
            "row_number": number,
            "municipality_code": code,
            "area_id": area,
            "area_role": roles[area],
            "hpc_cycle": cycle,
            "severity_published": severity,
            "severity": severity,
        }
        for number, ((cycle, area, code), severity) in enumerate(country.severities.items())
    ]
    harness.put("stg_hpc__severities", published, _HPC)
    judged = [row | {"fragment": row["area_id"]} for row in published]
    harness.put("int_rows__hpc", judged, _HPC_ROWS)
    decisions: list[dict[str, Any]] = [
        {
            "file_name": "d",
            "sheet": "s",
            "row_number": number,
            "municipality_code": code,
            "assessment_id": assessment,
            "decision": "subir",
            "direction": 1 if after > before else -1,
            "severity_before": before,
            "severity_after": after,
            "rationale": "r",
            "approved_by": "a",
            "is_dated": True,
            "is_undecided": False,
            "decision_stage": ("cluster", "aor")[number % 2],
            "is_state_known": True,
            "is_expiring": False,
            "approved_on": "2024-01-01",
        }
        for number, (assessment, code, before, after) in enumerate(country.decisions)
    ]
    harness.put("stg_experts__decisions", decisions, _DECISIONS)


def save(harness: Harness, database: Path) -> None:
    """Write all to a file that commands take for a warehouse."""
    connection = harness.connection
    connection.execute(
        "create or replace table amparo.marts.dim_municipality as"
        " select municipality_code, municipality_name, department_code,"
        " 'Departamento ' || department_code as department_name from amparo.seeds.municipalities"
    )
    connection.execute(
        "create or replace table amparo.marts.dim_assessment as"
        " select * from amparo.intermediate.int_assessments__resolved"
    )
    connection.execute(f"attach '{database}' as saved")
    connection.execute("copy from database amparo to saved")
    connection.execute("detach saved")
