"""The whole way of one municipality, from source rows to People in Need."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from rapidfuzz import process

from amparo.errors import ExitCode, UserError
from amparo.seeds.lines import line_of

if TYPE_CHECKING:
    from pathlib import Path

    from amparo.texts import Labels
    from amparo.warehouse.reader import Reader, Row

Facts = dict[str, Any]


def find_municipality(reader: Reader, text: str, labels: Labels) -> Row:
    """Municipality by DIVIPOLA code (a lost zero is forgiven), P-code or name.

    Args:
        reader: The warehouse.
        text: What the user wrote.
        labels: Texts for the error.

    Returns:
        The row of ``dim_municipality``.

    Raises:
        UserError: none fits, or several bear the name.
    """
    municipalities = reader.rows("select * from marts.dim_municipality order by municipality_code")
    digits = re.fullmatch(r"(?i)(?:co)?(\d{4,5})", text.strip())
    if digits:
        code = digits.group(1).zfill(5)
        found = [row for row in municipalities if row["municipality_code"] == code]
    else:
        wanted = _plain(text)
        aliases = {
            row["municipality_code"]
            for row in reader.rows(
                "select municipality_code, alias from seeds.municipality_aliases"
            )
            if _plain(row["alias"]) == wanted
        }
        found = [row for row in municipalities if wanted in _names(row)] or [
            row for row in municipalities if row["municipality_code"] in aliases
        ]
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(f"{row['municipality_code']} {row['department_name']}" for row in found)
        raise _error(labels, "municipality_ambiguous", text=text, names=names)
    choices = {
        row["municipality_code"]: (
            f"{row['municipality_code']} {row['municipality_name']} ({row['department_name']})"
        )
        for row in municipalities
    }
    near = process.extract(text, choices, limit=3, score_cutoff=60, processor=_plain)
    hint = labels("municipality_near", names=", ".join(match[0] for match in near)) if near else ""
    raise _error(labels, "municipality_unknown", text=text, near=f" {hint}".rstrip())


def main_assessment(reader: Reader) -> str:
    """The assessment that is meant where none is named, as the seed ``assessments`` says."""
    row = reader.row("select assessment_id from marts.dim_assessment where is_main")
    return str(row["assessment_id"]) if row else ""


def gather(reader: Reader, seeds: Path, code: str, assessment_id: str, labels: Labels) -> Facts:
    """Collect everything behind one municipality's result.

    Args:
        reader: The warehouse.
        seeds: Folder of the seeds, to name the lines behind the numbers.
        code: DIVIPOLA code.
        assessment_id: Assessment.
        labels: Texts for errors.

    Returns:
        Nested dictionaries: ``municipality``, ``assessment``, ``indicators`` (with ``variables``,
        with ``components``), ``severity``, ``decisions``, ``pin``,
        ``area_rows`` and ``population_rows``; dates become text in JSON.

    Raises:
        UserError: the assessment does not exist or does not list the municipality.
    """
    key = [assessment_id, code]
    assessment = reader.row(
        "select * from marts.dim_assessment where assessment_id = ?", [assessment_id]
    )
    if assessment is None:
        known = reader.rows("select assessment_id from marts.dim_assessment order by all")
        names = ", ".join(row["assessment_id"] for row in known)
        raise _error(labels, "assessment_unknown", text=assessment_id, names=names)
    severity = reader.row(
        "select * from marts.fct_municipality_severity"
        " where assessment_id = ? and municipality_code = ?",
        key,
    )
    if severity is None:
        under = reader.row(
            "select reported_under from intermediate.int_assessments__municipality_map"
            " where assessment_id = ? and municipality_code = ?",
            key,
        )
        raise _error(
            labels,
            "not_in_assessment",
            code=code,
            assessment=assessment_id,
            under=under["reported_under"] if under else "–",
        )
    methodology = str(assessment["methodology_id"])
    pin = reader.row(
        "select * from marts.fct_pin where assessment_id = ? and municipality_code = ?", key
    )
    facts: Facts = {
        "municipality": reader.row(
            "select * from marts.dim_municipality where municipality_code = ?", [code]
        ),
        "assessment": assessment,
        "indicators": _indicators(reader, seeds, key, methodology),
        "severity": severity | _score_step(reader, seeds, methodology, severity),
        "decisions": reader.rows(
            "select decisions.*, reasons.label_es, reasons.label_en"
            " from intermediate.int_expert_decisions__checked as decisions"
            " left join seeds.row_reasons as reasons on decisions.rejection_reason = reasons.reason"
            " where assessment_id = ? and reported_under = ?"
            " order by is_in_force desc, approved_on desc nulls last, row_number desc",
            key,
        ),
        "pin": (pin or {}) | _percentage_line(reader, seeds, methodology, pin or {}),
        "area_rows": reader.rows(
            "select file_name, sheet, list(distinct row_number order by row_number) as row_numbers"
            " from intermediate.int_rows__hpc as source_rows"
            " inner join intermediate.int_assessments__municipality_map as places"
            " on source_rows.municipality_code = places.municipality_code"
            " where row_reason is null and fragment != '' and data_year = ?"
            " and places.assessment_id = ? and places.reported_under = ?"
            " group by file_name, sheet order by file_name, sheet",
            [assessment["hpc_cycle"], *key],
        ),
        "population_rows": reader.rows(
            "select file_name, data_year, count(distinct (sheet, row_number)) as source_rows"
            " from intermediate.int_population as population"
            " inner join intermediate.int_assessments__municipality_map as places"
            " on population.municipality_code = places.municipality_code"
            " where data_year = ? and places.assessment_id = ? and places.reported_under = ?"
            " group by file_name, data_year order by file_name",
            [assessment["pin_population_year"], *key],
        ),
    }
    return facts


def _indicators(reader: Reader, seeds: Path, key: list[str], methodology: str) -> list[Facts]:
    indicators: list[Facts] = reader.rows(
        "select severities.*, labels.label_es, labels.label_en"
        " from marts.fct_indicator_severity as severities"
        " inner join marts.dim_indicator as labels using (indicator_id)"
        " where assessment_id = ? and municipality_code = ? order by indicator_id",
        key,
    )
    variables: list[Facts] = reader.rows(
        "select severities.*, variables.label_es, variables.label_en, variables.measure,"
        " variables.combination, variables.rate_per"
        " from intermediate.int_variable_severities as severities"
        " inner join intermediate.int_methodologies__variables as variables using (variable_id)"
        " where variables.methodology_id = ? and assessment_id = ? and municipality_code = ?"
        " order by sort_order",
        [methodology, *key],
    )
    for variable in variables:
        variable["components"] = _components(reader, key, methodology, variable["variable_id"])
        variable["step"] = _scale_step(reader, seeds, methodology, variable)
    for indicator in indicators:
        stated = reader.row(
            "select stated_by_methodology_id from marts.dim_indicator_weight"
            " where methodology_id = ? and indicator_id = ?",
            [methodology, indicator["indicator_id"]],
        )
        indicator["seed"] = line_of(
            seeds,
            "indicators",
            methodology_id=stated["stated_by_methodology_id"] if stated else methodology,
            indicator_id=indicator["indicator_id"],
        )
        indicator["variables"] = [
            variable
            for variable in variables
            if variable["indicator_id"] == indicator["indicator_id"]
        ]
    return indicators


def _components(reader: Reader, key: list[str], methodology: str, variable_id: str) -> list[Facts]:
    components: list[Facts] = reader.rows(
        "select cases.component_id, components.source_id, components.label_es,"
        " components.label_en, cases.data_year, cases.is_delivered, cases.amount,"
        " cases.source_records, cases.caveats"
        " from intermediate.int_cases as cases"
        " inner join seeds.components as components using (component_id)"
        " inner join intermediate.int_methodologies__components as parts"
        " on parts.component_id = cases.component_id"
        " and parts.methodology_id = ? and parts.variable_id = ?"
        " where cases.assessment_id = ? and cases.municipality_code = ?"
        " order by cases.component_id",
        [methodology, variable_id, *key],
    )
    for component in components:
        component["source_rows"] = reader.rows(
            "select file_name, sheet, list(row_number order by row_number) as row_numbers"
            " from intermediate.int_rows__counted as source_rows"
            " inner join intermediate.int_assessments__municipality_map as places"
            " on source_rows.municipality_code = places.municipality_code"
            " where row_status = 'used' and component_id = ? and data_year = ?"
            " and places.assessment_id = ? and places.reported_under = ?"
            " group by file_name, sheet order by file_name, sheet",
            [component["component_id"], component["data_year"], *key],
        )
    return components


def _scale_step(reader: Reader, seeds: Path, methodology: str, variable: Row) -> Facts | None:
    if variable["severity"] is None:
        return None
    step = reader.row(
        "select stated_by_methodology_id, variable_id, severity, upper_bound, printed"
        " from marts.dim_severity_scale"
        " where methodology_id = ? and variable_id = ? and severity = ?",
        [methodology, variable["variable_id"], variable["severity"]],
    )
    if step is None:
        return None
    step["seed"] = line_of(
        seeds,
        "severity_scales",
        methodology_id=step["stated_by_methodology_id"],
        variable_id=variable["variable_id"],
        severity=step["severity"],
    )
    return step


def _score_step(reader: Reader, seeds: Path, methodology: str, severity: Row) -> Facts:
    if severity["score"] is None:
        return {}
    step = reader.row(
        "select stated_by_methodology_id, severity, upper_bound, printed"
        " from marts.dim_score_step"
        " where methodology_id = ? and severity = ?",
        [methodology, severity["severity_calculated"]],
    )
    if step is None:
        return {}
    step["seed"] = line_of(
        seeds,
        "score_steps",
        methodology_id=step["stated_by_methodology_id"],
        severity=step["severity"],
    )
    return {"step": step}


def _percentage_line(reader: Reader, seeds: Path, methodology: str, pin: Row) -> Facts:
    if pin.get("percentage") is None:
        return {}
    stated = reader.row(
        "select stated_by_methodology_id from marts.dim_pin_percentage"
        " where methodology_id = ? and severity = ? and population_from = ?",
        [methodology, pin["severity_final"], pin["population_from"]],
    )
    return {
        "seed": line_of(
            seeds,
            "pin_percentages",
            methodology_id=stated["stated_by_methodology_id"] if stated else methodology,
            severity=pin["severity_final"],
            population_from=pin["population_from"],
        )
    }


def _names(row: Row) -> set[str]:
    name, department = row["municipality_name"], row["department_name"]
    return {_plain(name), _plain(f"{name} {department}"), _plain(name.split(",")[0])}


def _plain(text: str) -> str:
    folded = "".join(
        letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter)
    )
    return re.sub(r"[^a-z0-9]+", " ", folded.lower()).strip()


def _error(labels: Labels, label_id: str, **values: object) -> UserError:
    text = labels(label_id, **values)
    return UserError(text, text, code=ExitCode.MISUSED)
