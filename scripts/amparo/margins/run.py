"""``amparo margins``: each variable's severity tried out, by the models that follow it."""

# ruff: noqa: S608 (names are our own)

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from amparo.build.throwaway import beside_warehouse, compiled, compute
from amparo.errors import ExitCode, UserError
from amparo.explain.facts import main_assessment
from amparo.warehouse.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amparo.build.dbt import Progress
    from amparo.project import Project
    from amparo.texts import Labels

REBUILT: Final = (
    "int_indicator_severities",
    "int_municipality_severities__calculated",
    "int_cluster_severities",
    "int_municipality_severities",
)
"""Models between a variable's severity and the final one, each after those it reads."""
REPEATED: Final = (
    "int_assessments__resolved",
    "int_assessments__municipalities",
    "int_cluster_areas__severities",
    "int_expert_decisions__checked",
)
"""What does not change with a variable: settings, list, other areas, and what experts decided."""
_VARIABLES: Final = "int_variable_severities"
_SQL: Final = Path(__file__).parent / "sql"


def compiled_models(project: Project) -> dict[str, str]:
    """SQL of the models between a variable's severity and the final one."""
    return compiled(project, REBUILT)


def margins(
    project: Project,
    labels: Labels,
    assessment: str | None,
    models: Mapping[str, str],
    *,
    progress: Progress,
) -> dict[str, Any]:
    """The smallest change of each variable that gives a municipality another final severity.

    Args:
        project: The project; its warehouse is read only.
        labels: Texts of errors.
        assessment: Its id; None for the main one.
        models: What `compiled_models` gave.
        progress: Hears models as they finish.

    Returns:
        The assessment; municipalities with a final severity, and those near another: one case or
        level of one variable away; rows, the narrowest first: variable,
        amount and severity now and there, final severity now and there, margin in the unit of the
        amount: cases, people, or levels. Experts' decisions stay as they are.

    Raises:
        UserError: nothing is built, or the assessment is unknown or takes severities as published.
    """
    progress.started(len(REBUILT))
    with beside_warehouse(project, labels, without={*REBUILT, *REPEATED, _VARIABLES}) as connection:
        reader = Reader(connection)
        name = assessment or main_assessment(reader)
        _check(reader, labels, name)
        asked = {"assessment": name}
        connection.execute(_sql("whatifs"), asked)
        connection.execute(_sql("variables"), asked)
        for table in REPEATED:
            connection.execute(
                f"create table amparo.intermediate.{table} as"
                " select repeated.* replace (whatifs.whatif_id as assessment_id)"
                f" from warehouse.intermediate.{table} as repeated cross join whatifs"
                " where repeated.assessment_id = $assessment",
                asked,
            )
        compute(connection, REBUILT, models, progress)
        rows = reader.rows(_sql("margins"), asked | {"language": labels.language})
        judged = reader.row(
            "select count(*) as municipalities"
            " from warehouse.intermediate.int_municipality_severities"
            " where assessment_id = ? and severity_final is not null",
            [name],
        )
    municipalities = judged["municipalities"] if judged else 0
    near = {row["municipality_code"] for row in rows if row["margin"] <= 1}
    return {
        "assessment": name,
        "municipalities": municipalities,
        "near": len(near),
        "rows": rows,
    }


def _check(reader: Reader, labels: Labels, assessment: str) -> None:
    known = {
        row["assessment_id"]: row["severity_basis"]
        for row in reader.rows(
            "select assessment_id, severity_basis from warehouse.marts.dim_assessment order by 1"
        )
    }
    if assessment not in known:
        text = labels(
            "diff_unknown_assessment",
            assessment=assessment,
            name=labels("diff_warehouse"),
            listed=", ".join(known),
        )
        raise UserError(text, text, code=ExitCode.MISUSED)
    if known[assessment] == "published":
        text = labels("margins_published", assessment=assessment)
        raise UserError(text, text, code=ExitCode.MISUSED)


def _sql(name: str) -> str:
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")
