"""One of the two results that are compared: what is read of a file, for one assessment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from amparo.errors import ExitCode, UserError
from amparo.explain.facts import main_assessment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amparo.texts import Labels
    from amparo.warehouse.reader import Reader

Key = tuple[Any, ...]

# tables of the method: the columns that say which cell, and the one that says what it is
METHOD: Final = {
    "dim_severity_scale": (("variable_id", "severity"), "upper_bound"),
    "dim_score_step": (("severity",), "upper_bound"),
    "dim_pin_percentage": (("severity", "population_from"), "percentage"),
    "dim_indicator_weight": (("indicator_id",), "weight"),
}
_SETTINGS: Final = (
    *("methodology_id", "municipality_list", "severity_basis", "cluster_basis", "hpc_cycle"),
    *("rate_population_year", "pin_population_year", "is_capped_at_cluster", "data_years"),
)


@dataclass(frozen=True, slots=True)
class Side:
    """Results of one assessment.

    Attributes:
        name: Where they were read, e.g. a version.
        assessment_id: The assessment.
        results: Per municipality: name, department, severities, expert decision, PiN.
        variables: Severity per municipality and variable.
        labels: Name of each variable, in the reader's language.
        method: Per table of ``METHOD`` its cells; ``settings`` those of the assessment.
    """

    name: str
    assessment_id: str
    results: Mapping[str, Mapping[str, Any]]
    variables: Mapping[tuple[str, str], int | None]
    labels: Mapping[str, str]
    method: Mapping[str, Mapping[Key, Any]]


def read_side(reader: Reader, name: str, assessment: str | None, labels: Labels) -> Side:
    """Read what is compared.

    Args:
        reader: An open file with the schema ``marts``.
        name: What the file is called in the comparison.
        assessment: The assessment; None for the main one.
        labels: Texts of errors.

    Raises:
        UserError: the file has no results, or not of this assessment.
    """
    if not reader.has_table("marts", "fct_pin"):
        text = labels("not_built")
        raise UserError(text, text)
    assessment = assessment or main_assessment(reader)
    described = reader.row(
        "select * from marts.dim_assessment where assessment_id = ?", [assessment]
    )
    if described is None:
        known = reader.rows("select assessment_id from marts.dim_assessment order by all")
        listed = ", ".join(row["assessment_id"] for row in known)
        text = labels("diff_unknown_assessment", assessment=assessment, name=name, listed=listed)
        raise UserError(text, text, code=ExitCode.MISUSED)
    method = {
        table: {
            tuple(row[column] for column in keys): row[value]
            for row in reader.rows(
                f"select * from marts.{table} where methodology_id = ?",  # noqa: S608 - our names
                [described["methodology_id"]],
            )
        }
        for table, (keys, value) in METHOD.items()
    }
    settings = {(setting,): described[setting] for setting in _SETTINGS}
    named = reader.rows(
        f"select variable_id, label_{labels.language} as label from marts.dim_variable"  # noqa: S608 - one of two
    )
    return Side(
        name,
        assessment,
        _results(reader, assessment),
        _variables(reader, assessment),
        {row["variable_id"]: row["label"] for row in named},
        method | {"settings": settings},
    )


def _results(reader: Reader, assessment: str) -> dict[str, dict[str, Any]]:
    rows = reader.rows(
        # a version of before may lack a column of today's
        "select severities.*, municipality_name, department_code, department_name, pin"
        " from marts.fct_pin as pins"
        " inner join marts.fct_municipality_severity as severities"
        " using (assessment_id, municipality_code)"
        " left join marts.dim_municipality using (municipality_code)"
        " where assessment_id = ?",
        [assessment],
    )
    return {row["municipality_code"]: row for row in rows}


def _variables(reader: Reader, assessment: str) -> dict[tuple[str, str], int | None]:
    rows = reader.rows(
        "select municipality_code, variable_id, severity from marts.fct_variable_severity"
        " where assessment_id = ?",
        [assessment],
    )
    return {(row["municipality_code"], row["variable_id"]): row["severity"] for row in rows}
