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
    from collections.abc import Hashable

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


def ranking_statements(
    ranking: pd.DataFrame, criteria: pd.DataFrame, metrics: pd.DataFrame, rules: Rules
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What shares of the city state: the counts of all known localidades, beside their own.

    Args:
        ranking: period, localidad_code, criterion_id.
        criteria: criterion_id, metric_id, dimension_id, kind_id.
        metrics: Metrics, complete.
        rules: The seeds.

    Returns:
        Statements and pairs, as ``make_plan`` takes them.
    """
    named = ranking.merge(criteria, on="criterion_id")
    rows = named[named["kind_id"].isin(_OF_THE_CITY)].rename(
        columns={"dimension_id": "dimension", "localidad_code": "member"}
    )[["metric_id", "period", "dimension", "member"]]
    of_known = (
        rows.drop_duplicates()
        .merge(metrics[["metric_id", "period", "dimension", "member", "numerator", "denominator"]])
        .groupby(["metric_id", "period", "dimension"])[["numerator", "denominator"]]
        .sum(min_count=1)
        .reset_index()
        .assign(member=KNOWN, coverage=np.nan)
    )
    return metric_statements(of_known, rules)


def protect_ranking(
    ranking: pd.DataFrame, criteria: pd.DataFrame, plan: Plan, rules: Rules
) -> pd.DataFrame:
    """Withhold ranks whose metric is withheld for the localidad; of the year before likewise.

    Ranks are told among the localidades told: a number left out would say between which two counts
    a withheld one lies.

    Args:
        ranking: period, localidad_code, criterion_id and fields.
        criteria: criterion_id, metric_id, dimension_id, kind_id.
        plan: What is withheld.
        rules: The seeds.
    """
    named = ranking.merge(
        criteria[["criterion_id", "metric_id", "dimension_id", "kind_id"]],
        on="criterion_id",
        how="left",
    ).set_axis(ranking.index)
    rows = named.rename(columns={"dimension_id": "dimension", "localidad_code": "member"})
    hidden = _hidden_ranks(rows, plan, rules)
    before = rows.assign(period=rows["previous_period"].fillna(""))
    hidden_before = _hidden_ranks(before, plan, rules)
    previous = ["previous_rank", "previous_value", "change"]
    shown = _ranked_among(ranking, hidden)
    shown = shown.assign(
        **{name: shown[name].astype(object).mask(hidden_before) for name in previous}
    )
    return withhold(shown, hidden, _fields(ranking, RANKING_KEY))


# Kinds of criteria whose value is a share of all known localidades.
_OF_THE_CITY: Final = ("concentration", "concentration_missing")


def _hidden_ranks(rows: pd.DataFrame, plan: Plan, rules: Rules) -> pd.Series:
    of_known = hidden_metric_rows(rows.assign(member=KNOWN), plan, rules)
    return hidden_metric_rows(rows, plan, rules) | (of_known & rows["kind_id"].isin(_OF_THE_CITY))


def _ranked_among(ranking: pd.DataFrame, hidden: pd.Series) -> pd.DataFrame:
    """Ranks, their bounds and those of the period before, among the rows that are not hidden."""
    group = [ranking["period"], ranking["criterion_id"]]
    values = ranking["value"].mask(hidden)
    ranks = values.groupby(group).rank(method="min", ascending=False)
    told = values.groupby(group).transform("count")
    own = ranking[["period", "localidad_code", "criterion_id"]].assign(rank=ranks)
    before = ranking[["previous_period", "localidad_code", "criterion_id"]].merge(
        own.rename(columns={"period": "previous_period"}), how="left"
    )
    return ranking.assign(
        rank=ranks,
        rank_lower=np.minimum(ranking["rank_lower"], ranks),
        rank_upper=np.minimum(ranking["rank_upper"], told),
        previous_rank=before["rank"].to_numpy(),
    )


def protect_survival(
    curves: pd.DataFrame, table_metrics: pd.DataFrame, plan: Plan, rules: Rules
) -> pd.DataFrame:
    """Withhold curves whose cases are withheld, end the others early, and tell them coarsely.

    Between two days told a curve of few cases gives away how many had the event, however it is
    rounded. So a day is told only where since the day told before, and until the end, there was no
    event or ``minimum_cell`` of them. Rounded numbers at risk do not tell to the case who left
    without it.

    Args:
        curves: curve_id, dimension, member, day, survival, lower, upper, at_risk, events (until
            the day), events_after.
        table_metrics: item_id, metric_id: the metric whose counts a curve begins with.
        plan: What is withheld.
        rules: The seeds.
    """
    limits = rules.parameters
    ordered = curves.sort_values(list(CURVE_KEY))
    hidden = hidden_metric_rows(_as_metrics(ordered, "curve_id", table_metrics), plan, rules)
    hidden |= ordered["at_risk"] < limits.survival_minimum_at_risk
    # later days may have more at risk where cases enter late: a curve does not begin again
    groups = [ordered[name] for name in CURVE_KEY[:-1]]
    hidden = hidden.groupby(groups).cummax()
    for _, curve in ordered[~hidden].groupby(groups):
        hidden.loc[_days_of_few_events(curve, limits.minimum_cell)] = True
    shown = ordered.assign(
        at_risk=to_multiple(ordered["at_risk"], limits.survival_rounding_base),
        **{
            name: ordered[name].astype(float).round(limits.survival_decimals)
            for name in ("survival", "lower", "upper")
        },
    )
    told = shown.drop(columns=["events", "events_after"])
    return withhold(told, hidden, _fields(told, CURVE_KEY))


def _days_of_few_events(curve: pd.DataFrame, least: int) -> list[Hashable]:
    """Days of one curve, in order, that would tell of fewer events than ``least``, but not none."""
    few: list[Hashable] = []
    told = 0.0
    for place, until, after in zip(
        curve.index, curve["events"], curve["events_after"], strict=True
    ):
        if any(0 < events < least for events in (until - told, after)):
            few.append(place)
        else:
            told = until
    return few


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
    are left out: they leave out members too small to fit, and would tell those. Where the
    reference is withheld, so are the odds ratios that the others have to it.

    Args:
        factors: model_id, factor_id, member, member_events, member_observations, events,
            observations, and more.
        table_metrics: item_id, metric_id: the metric whose counts a model's members have.
        plan: What is withheld from the metrics.
        rules: The seeds.
    """
    rows = factors.rename(columns={"factor_id": "dimension"})
    hidden = hidden_metric_rows(_as_metrics(rows, "model_id", table_metrics), plan, rules)
    own = _factor_plan(rows, hidden, rules)
    for name in _FACTOR_COUNTS:
        hidden |= own.hides(_factor_keys(rows, name))
    # an odds ratio and the member's own odds give those of the reference
    of_reference = hidden & (factors["member"] == factors["reference_member"])
    factor = [factors["model_id"], factors["factor_id"]]
    no_reference = of_reference.groupby(factor).transform("any")
    in_doubt = hidden.groupby(factors["model_id"]).transform("any")
    totals = ["events", "observations", "events_per_variable", "coverage"]
    shown = factors.assign(
        **{name: factors[name].astype(object).mask(in_doubt) for name in totals},
        **{name: factors[name].astype(object).mask(no_reference) for name in _FACTOR_ESTIMATES},
    )
    return withhold(shown, hidden, _fields(factors, FACTOR_KEY))


_FACTOR_ESTIMATES: Final = (
    "crude_odds_ratio",
    "crude_lower",
    "crude_upper",
    "adjusted_odds_ratio",
    "adjusted_lower",
    "adjusted_upper",
    "p_value",
)
_FACTOR_COUNTS: Final = ("member_events", "member_observations")


def _factor_keys(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    return rows[["dimension", "member"]].assign(
        quantity=rows["model_id"] + " " + name, period=WHOLE_PERIOD
    )


def _factor_plan(rows: pd.DataFrame, hidden: pd.Series, rules: Rules) -> Plan:
    """What to withhold among the members of each model's factors; its totals count as told.

    Members hidden already must not follow from the others either.
    """
    withheld = pd.concat(
        [_factor_keys(rows[hidden], name) for name in _FACTOR_COUNTS], ignore_index=True
    )
    stated = [
        _factor_keys(rows, name).assign(count=rows[name], row=rows.index) for name in _FACTOR_COUNTS
    ]
    members = pd.concat(stated, ignore_index=True)
    sums = members.groupby(["quantity", "period", "dimension"])["count"].sum().reset_index()
    totals = sums.groupby(["quantity", "period"])["count"].max().reset_index()
    totals = totals.assign(dimension=TOTAL, member=TOTAL, row=totals["quantity"])
    wholes = _factor_keys(rows, "member_observations").add_prefix("whole_")
    pairs = _factor_keys(rows, "member_events").join(wholes).assign(is_rest_sensitive=True)
    names = members["quantity"].unique()
    quantities = pd.DataFrame({"quantity_id": names}).assign(
        is_public=False, adds_over_periods=False, adds_over_members=True
    )
    statements = pd.concat([members, totals], ignore_index=True)
    own_rules = dataclasses.replace(rules, quantities=quantities)
    return make_plan(statements, pairs, own_rules, withheld)
