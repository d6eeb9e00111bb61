"""Computing all mixtures of two assessments, on a database that is thrown away."""

# ruff: noqa: S608 (names are dbt's own, ids are quoted by `quoting.literal`)

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amparo.build.throwaway import beside_warehouse, compiled, compute
from amparo.compare.mixtures import REBUILT, REWRITTEN, mixture_id, pair_of, write_mixtures
from amparo.compare.shapley import LEAST, divide
from amparo.errors import ExitCode, UserError
from amparo.warehouse.quoting import literal
from amparo.warehouse.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from amparo.build.dbt import Progress
    from amparo.project import Project
    from amparo.texts import Labels


def compiled_models(project: Project) -> dict[str, str]:
    """SQL of the models between an assessment's rows and its PiN, as dbt compiles them."""
    return compiled(project, REBUILT)


def compare(
    project: Project,
    labels: Labels,
    between: tuple[str, str],
    models: Mapping[str, str],
    *,
    progress: Progress,
) -> dict[str, Any]:
    """Split what changed between two assessments of the warehouse.

    Args:
        project: The project; its warehouse is read only.
        labels: Texts of errors.
        between: Assessment that is compared with, and the one that is looked at.
        models: What `compiled_models` gave.
        progress: Hears models as they finish.

    Returns:
        before, after, factors, and rows per level, place and measure, see `shapley.divide`.

    Raises:
        UserError: there is no such assessment, or the warehouse is older than the models.
    """
    before, after = between
    with beside_warehouse(project, labels, without={*REBUILT, *REWRITTEN}) as connection:
        _check_known(connection, labels, before, after)
        pair = pair_of(connection, project.seeds, before, after)
        write_mixtures(connection, pair)
        progress.started(len(REBUILT))
        compute(connection, REBUILT, models, progress)
        whens = " ".join(f"when {literal(mixture_id(mask))} then {mask}" for mask in pair.masks)
        connection.execute(
            f"create temp table mixed as select case assessment_id {whens} end as mask,"
            " municipality_code, severity_final, pin from amparo.marts.fct_pin"
        )
        _check_ends(connection, labels, pair.masks[-1], before, after)
        rows = divide(connection, pair.factors)
        names = dict(
            connection.execute(
                "select municipality_code, municipality_name"
                " from warehouse.marts.dim_municipality"
                " union all select department_code, any_value(department_name)"
                " from warehouse.marts.dim_municipality group by all"
            ).fetchall()
        )
    for row in rows:
        row["name"] = names.get(row["place"], "")
    return {"before": before, "after": after, "factors": list(pair.factors), "rows": rows}


def _check_known(
    connection: duckdb.DuckDBPyConnection, labels: Labels, before: str, after: str
) -> None:
    known = [
        str(row["assessment_id"])
        for row in Reader(connection).rows(
            "select assessment_id from warehouse.marts.dim_assessment order by 1"
        )
    ]
    name, listed = labels("diff_warehouse"), ", ".join(known)
    for one in (before, after):
        if one not in known:
            text = labels("diff_unknown_assessment", assessment=one, name=name, listed=listed)
            raise UserError(text, text, code=ExitCode.MISUSED)
    if before == after:
        text = labels("compare_same", assessment=before)
        raise UserError(text, text, code=ExitCode.MISUSED)


def _check_ends(
    connection: duckdb.DuckDBPyConnection, labels: Labels, last: int, before: str, after: str
) -> None:
    """The first and the last mixture are the two assessments: as computed here, and as built."""
    row = connection.execute(
        "select count(*) from (select * from mixed where mask in (0, $last)) as mixed"
        " full join (select case assessment_id when $before then 0 else $last end as mask, *"
        " from warehouse.marts.fct_pin where assessment_id in ($before, $after)) as built"
        " on mixed.mask = built.mask and mixed.municipality_code = built.municipality_code"
        " where mixed.mask is null or built.mask is null"
        " or mixed.severity_final is distinct from built.severity_final"
        " or (mixed.pin is null) != (built.pin is null) or abs(mixed.pin - built.pin) > $least",
        {"last": last, "before": before, "after": after, "least": LEAST},
    ).fetchone()
    if row and row[0]:
        text = labels("compare_stale", before=before, after=after, municipalities=row[0])
        raise UserError(text, text)
