"""Mixtures of two assessments: each factor of one or of the other, as rows of seeds.

A mixture is an assessment like any other, so the models themselves compute it. It states all its
settings and years, and descends from the assessment whose expert decisions it takes.
"""

# ruff: noqa: S608 (names are our own, ids are quoted by `quoting.literal`)

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from amparo.seeds import rows_of
from amparo.warehouse.quoting import literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    import duckdb

REBUILT: Final = (
    "int_methodologies__lineage",
    "int_methodologies__variables",
    "int_methodologies__components",
    "dim_indicator_weight",
    "dim_severity_scale",
    "dim_score_step",
    "dim_pin_percentage",
    "int_assessments__lineage",
    "int_assessments__resolved",
    "int_assessments__data_years",
    "int_assessments__municipality_map",
    "int_assessments__municipalities",
    "int_population__totals",
    "int_cases",
    "int_variable_measures",
    "int_variable_severities",
    "int_indicator_severities",
    "int_cluster_areas__severities",
    "int_municipality_severities__calculated",
    "int_cluster_severities",
    "int_expert_decisions__applied",
    "int_expert_decisions__checked",
    "int_municipality_severities",
    "fct_pin",
)
"""Models between the rows of an assessment and its PiN, each after those it reads.

Rows of sources are judged already: a mixture names no year and no cycle that neither of the two
names.
"""
REWRITTEN: Final = (
    *("assessments", "assessment_settings", "assessment_data_years"),
    *("methodologies", "pin_percentages"),
)
"""Seeds a mixture is rows of."""
FACTORS: Final = ("data", "population", "method", "experts")
FACTORS_IF_PUBLISHED: Final = ("severity", "population", "method")
FACTORS_IF_OTHER_PARTS: Final = ("data_and_method", "population", "experts")
_PREFIX: Final = "mixture "


@dataclass(frozen=True, slots=True)
class Pair:
    """Two assessments and the factors in which they are told apart.

    Attributes:
        before: Assessment that is compared with.
        after: Assessment that is looked at.
        factors: The factors; that of bit 0 of a mixture's number first.
        owners: Factor of each setting, and of ``data_years``, ``decisions`` and ``percentages``.
    """

    before: str
    after: str
    factors: tuple[str, ...]
    owners: Mapping[str, str]

    @property
    def masks(self) -> range:
        """Numbers of all mixtures: a bit is set where the factor is of the assessment after."""
        return range(2 ** len(self.factors))

    def side(self, mask: int, what: str) -> str:
        """The assessment a mixture takes a setting from, or years, decisions, percentages."""
        bit = self.factors.index(self.owners[what])
        return self.after if mask >> bit & 1 else self.before


def mixture_id(mask: int) -> str:
    """Id of a mixture, which no assessment of the seeds has."""
    return f"{_PREFIX}{mask}"


def pair_of(connection: duckdb.DuckDBPyConnection, seeds: Path, before: str, after: str) -> Pair:
    """The factors in which two assessments of the attached warehouse can be told apart."""
    rows = rows_of(seeds, "setting_names")
    if _count(connection, _PUBLISHED, before, after):
        owners = {row["setting"]: row["factor_if_published"] for row in rows}
        owners |= {"data_years": "severity", "decisions": "severity", "percentages": "method"}
        return Pair(before, after, FACTORS_IF_PUBLISHED, owners)
    owners = {row["setting"]: row["factor"] for row in rows}
    owners |= {"data_years": "data", "decisions": "experts", "percentages": "method"}
    if not _count(connection, _WITHOUT_YEAR, before, after):
        return Pair(before, after, FACTORS, owners)
    # the method of one asks for what the other states no year of: no such mixture can be computed
    one = {"data": "data_and_method", "method": "data_and_method"}
    merged = {what: one.get(factor, factor) for what, factor in owners.items()}
    return Pair(before, after, FACTORS_IF_OTHER_PARTS, merged)


_PUBLISHED: Final = """
    select count(*) from warehouse.intermediate.int_assessments__resolved
    where assessment_id in ($before, $after) and severity_basis = 'published'
"""
_WITHOUT_YEAR: Final = """
    select count(*)
    from warehouse.intermediate.int_assessments__resolved as asking
    inner join warehouse.intermediate.int_methodologies__components as parts
        on asking.methodology_id = parts.methodology_id
    cross join (select unnest([$before, $after]) as assessment_id) as given
    left join warehouse.intermediate.int_assessments__data_years as years
        on given.assessment_id = years.assessment_id and parts.component_id = years.component_id
    where asking.assessment_id in ($before, $after)
        and asking.assessment_id != given.assessment_id and years.component_id is null
"""


def _count(connection: duckdb.DuckDBPyConnection, sql: str, before: str, after: str) -> int:
    row = connection.execute(sql, {"before": before, "after": after}).fetchone()
    return int(row[0]) if row else 0


def write_mixtures(connection: duckdb.DuckDBPyConnection, pair: Pair) -> None:
    """Write the mixtures into seeds of the throw-away database.

    Args:
        connection: To it, with the warehouse attached as ``warehouse``.
        pair: The assessments.
    """
    # all assessments stay, for the lineage of decisions; those without settings are not computed
    for seed in ("assessments", "methodologies", "pin_percentages"):
        _create(connection, seed, "")
    for seed in ("assessment_settings", "assessment_data_years"):
        _create(connection, seed, "where false")
    stated = _settings(connection, pair)
    for mask in pair.masks:
        _write_one(connection, pair, mask, stated)


def _create(connection: duckdb.DuckDBPyConnection, seed: str, where: str) -> None:
    connection.execute(
        f"create table amparo.seeds.{seed} as select * from warehouse.seeds.{seed} {where}"
    )


def _settings(connection: duckdb.DuckDBPyConnection, pair: Pair) -> dict[tuple[str, str], str]:
    rows = connection.execute(
        "select assessment_id, stated.setting, stated.value from ("
        " select assessment_id, unnest(stated_settings) as stated"
        " from warehouse.intermediate.int_assessments__resolved"
        " where assessment_id in (?, ?))",
        [pair.before, pair.after],
    ).fetchall()
    return {(assessment, setting): value for assessment, setting, value in rows}


def _write_one(
    connection: duckdb.DuckDBPyConnection,
    pair: Pair,
    mask: int,
    stated: Mapping[tuple[str, str], str],
) -> None:
    name = mixture_id(mask)
    experts = pair.side(mask, "decisions")
    settings = sorted({setting for _, setting in stated})
    values = {setting: stated[pair.side(mask, setting), setting] for setting in settings}
    percentages = stated[pair.side(mask, "percentages"), "methodology_id"]
    if values["methodology_id"] != percentages:
        values["methodology_id"] = _with_percentages(
            connection, name, values["methodology_id"], percentages
        )
    connection.execute(
        f"insert into amparo.seeds.assessments select * replace ({literal(name)} as assessment_id,"
        f" {literal(experts)} as parent_assessment_id, false as is_main)"
        " from warehouse.seeds.assessments where assessment_id = ?",
        [experts],
    )
    _insert(connection, "assessment_settings", [(name, *item) for item in values.items()])
    connection.execute(
        f"insert into amparo.seeds.assessment_data_years by name select * exclude"
        f" (stated_by_assessment_id) replace ({literal(name)} as assessment_id)"
        " from warehouse.intermediate.int_assessments__data_years where assessment_id = ?",
        [pair.side(mask, "data_years")],
    )


def _with_percentages(
    connection: duckdb.DuckDBPyConnection, name: str, methodology: str, percentages: str
) -> str:
    """A methodology with the percentages of another one; its id."""
    connection.execute(
        f"insert into amparo.seeds.methodologies select * replace ({literal(name)}"
        f" as methodology_id, {literal(methodology)} as parent_methodology_id)"
        " from warehouse.seeds.methodologies where methodology_id = ?",
        [methodology],
    )
    connection.execute(
        f"insert into amparo.seeds.pin_percentages by name select * exclude"
        f" (stated_by_methodology_id) replace ({literal(name)} as methodology_id)"
        " from warehouse.marts.dim_pin_percentage where methodology_id = ?",
        [percentages],
    )
    return name


def _insert(
    connection: duckdb.DuckDBPyConnection, seed: str, rows: Iterable[Sequence[object]]
) -> None:
    connection.executemany(f"insert into amparo.seeds.{seed} values (?, ?, ?)", list(rows))
