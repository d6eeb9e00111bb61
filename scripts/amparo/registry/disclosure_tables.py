"""Disclosure control of the tables beside the metrics: what they repeat, and what they add."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from amparo.registry.disclosure import (
    Plan,
    hidden_metric_rows,
    make_plan,
    metric_statements,
    withhold,
)
from amparo.registry.disclosure_cells import KNOWN, TOTAL
from amparo.registry.disclosure_rounding import to_multiple

if TYPE_CHECKING:
    from amparo.registry.disclosure_rules import Rules

# The period of tables that have none.
WHOLE_PERIOD: Final = "all"
GAP_KEY: Final = ("metric_id", "dimension", "member")
FACTOR_KEY: Final = ("model_id", "factor_id", "is_covariate", "member", "reference_member")
CURVE_KEY: Final = ("curve_id", "dimension", "member", "day")
RANKING_KEY: Final = ("period", "localidad_code", "criterion_id")


def _fields(frame: pd.DataFrame, key: tuple[str, ...]) -> list[str]:
    return [name for name in frame.columns if name not in key]


def gap_statements(gaps: pd.DataFrame, rules: Rules) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What gaps state: the counts of each member, and by the reference those of all known members.

    Args:
        gaps: metric_id, dimension, member, numerator, denominator.
        rules: The seeds.

    Returns:
        Statements and pairs, as ``make_plan`` takes them.
    """
    rows = gaps.assign(period=WHOLE_PERIOD, coverage=np.nan)
    of_known = (
        rows.groupby(["metric_id", "period", "dimension"])[["numerator", "denominator"]]
        .sum()
        .reset_index()
        .assign(member=KNOWN, coverage=np.nan)
    )
    return metric_statements(pd.concat([rows, of_known], ignore_index=True), rules)


def protect_gaps(gaps: pd.DataFrame, plan: Plan, rules: Rules) -> pd.DataFrame:
    """Withhold rows of gaps whose counts are withheld, or those of all known members.

    A corrected p value that was taken over from a withheld row is left out: it would tell that
    row's.
    """
    rows = gaps.assign(period=WHOLE_PERIOD, coverage=np.nan)
    hidden = hidden_metric_rows(rows, plan, rules)
    hidden |= (
        hidden_metric_rows(rows.assign(member=KNOWN), plan, rules) & rows["reference_value"].notna()
    )
    shared = set(
        map(tuple, gaps.loc[hidden, ["metric_id", "p_value_adjusted"]].dropna().to_numpy())
    )
    taken = [
        (metric, p) in shared and p < 1
        for metric, p in zip(gaps["metric_id"], gaps["p_value_adjusted"], strict=True)
    ]
    shown = gaps.assign(
        p_value_adjusted=gaps["p_value_adjusted"].astype(object).mask(pd.Series(taken, gaps.index))
    )
    return withhold(shown, hidden, _fields(gaps, GAP_KEY))


def protect_ranking(
    ranking: pd.DataFrame, criteria: pd.DataFrame, plan: Plan, rules: Rules
) -> pd.DataFrame:
    """Withhold ranks whose metric is withheld for the localidad; of the year before likewise.

    Args:
        ranking: period, localidad_code, criterion_id and fields.
        criteria: criterion_id, metric_id, dimension_id.
        plan: What is withheld.
        rules: The seeds.
    """
    named = ranking.merge(
        criteria[["criterion_id", "metric_id", "dimension_id"]], on="criterion_id", how="left"
    ).set_axis(ranking.index)
    rows = named.rename(columns={"dimension_id": "dimension", "localidad_code": "member"})
    hidden = hidden_metric_rows(rows, plan, rules)
    before = rows.assign(period=rows["previous_period"].fillna(""))
    hidden_before = hidden_metric_rows(before, plan, rules)
    previous = ["previous_rank", "previous_value", "change"]
    shown = ranking.assign(
        **{name: ranking[name].astype(object).mask(hidden_before) for name in previous}
    )
    return withhold(shown, hidden, _fields(ranking, RANKING_KEY))


def protect_survival(
    curves: pd.DataFrame, table_metrics: pd.DataFrame, plan: Plan, rules: Rules
) -> pd.DataFrame:
    """Withhold curves whose cases are withheld, end the others early, and tell them coarsely.

    Between two days a curve gives away how many left it; rounded numbers at risk and shares do not
    tell them to the case.

    Args:
        curves: curve_id, dimension, member, day, survival, lower, upper, at_risk.
        table_metrics: item_id, metric_id: the metric whose counts a curve begins with.
        plan: What is withheld.
        rules: The seeds.
    """
    limits = rules.parameters
    ordered = curves.sort_values(list(CURVE_KEY))
    hidden = hidden_metric_rows(_as_metrics(ordered, "curve_id", table_metrics), plan, rules)
    hidden |= ordered["at_risk"] < limits.survival_minimum_at_risk
    # later days may have more at risk where cases enter late: a curve does not begin again
    hidden = hidden.groupby([ordered[name] for name in CURVE_KEY[:-1]]).cummax()
    shown = ordered.assign(
        at_risk=to_multiple(ordered["at_risk"], limits.survival_rounding_base),
        **{
            name: ordered[name].astype(float).round(limits.survival_decimals)
            for name in ("survival", "lower", "upper")
        },
    )
    return withhold(shown, hidden, _fields(curves, CURVE_KEY))


def _as_metrics(frame: pd.DataFrame, item: str, table_metrics: pd.DataFrame) -> pd.DataFrame:
    """Rows as rows of the metric that states their counts over the whole registry."""
    metric = frame[item].map(table_metrics.set_index("item_id")["metric_id"])
    counts = frame.reindex(columns=["numerator", "denominator"])
    return frame[["dimension", "member"]].assign(
        metric_id=metric, period=WHOLE_PERIOD, coverage=np.nan, **counts
    )


def protect_factors(
    factors: pd.DataFrame, table_metrics: pd.DataFrame, plan: Plan, rules: Rules
) -> pd.DataFrame:
    """Withhold members of factors that are few, or withheld from the metrics.

    The members of every factor add up to the same complete cases, so those sums are protected as
    the metrics are, by a plan of their own. The totals of a model in which something is withheld
    are left out: they leave out members too small to fit, and would tell those.

    Args:
        factors: model_id, factor_id, member, member_events, member_observations, events,
            observations, and more.
        table_metrics: item_id, metric_id: the metric whose counts a model's members have.
        plan: What is withheld from the metrics.
        rules: The seeds.
    """
    rows = factors.rename(columns={"factor_id": "dimension"})
    own = _factor_plan(rows, rules)
    hidden = hidden_metric_rows(_as_metrics(rows, "model_id", table_metrics), plan, rules)
    for name in _FACTOR_COUNTS:
        hidden |= own.hides(_factor_keys(rows, name))
    in_doubt = hidden.groupby(factors["model_id"]).transform("any")
    totals = ["events", "observations", "events_per_variable", "coverage"]
    shown = factors.assign(**{name: factors[name].astype(object).mask(in_doubt) for name in totals})
    return withhold(shown, hidden, _fields(factors, FACTOR_KEY))


_FACTOR_COUNTS: Final = ("member_events", "member_observations")


def _factor_keys(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    return rows[["dimension", "member"]].assign(
        quantity=rows["model_id"] + " " + name, period=WHOLE_PERIOD
    )


def _factor_plan(rows: pd.DataFrame, rules: Rules) -> Plan:
    """What to withhold among the members of each model's factors; its totals count as told."""
    stated = [_factor_keys(rows, name).assign(count=rows[name]) for name in _FACTOR_COUNTS]
    members = pd.concat(stated, ignore_index=True)
    sums = members.groupby(["quantity", "period", "dimension"])["count"].sum().reset_index()
    totals = sums.groupby(["quantity", "period"])["count"].max().reset_index()
    totals = totals.assign(dimension=TOTAL, member=TOTAL)
    pairs = _factor_keys(rows, "member_events").assign(
        whole_quantity=rows["model_id"] + " member_observations", whole_member=rows["member"]
    )
    names = members["quantity"].unique()
    quantities = pd.DataFrame({"quantity_id": names}).assign(
        is_public=False, adds_over_periods=False, adds_over_members=True
    )
    statements = pd.concat([members, totals], ignore_index=True)
    return make_plan(statements, pairs, dataclasses.replace(rules, quantities=quantities))
