"""The measures of ``registry_metrics``: values and intervals from counts and times."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from amparo.registry.statistics import intervals, survival
from amparo.registry.tables import METRICS_MEASURED

if TYPE_CHECKING:
    from collections.abc import Callable

    from amparo.registry.statistics.parameters import Parameters

PER_THOUSAND = 1000
DAYS_PER_MONTH = 365.25 / 12

Estimate = tuple[float, float, float]


def measure(
    counts: pd.DataFrame, spells: pd.DataFrame, metrics: pd.DataFrame, parameters: Parameters
) -> pd.DataFrame:
    """Measure everything the seed ``metrics`` defines.

    Args:
        counts: ``int_registry__counts``: metric_id, period, dimension, member, numerator,
            denominator, known and concerned (rows).
        spells: ``int_registry__spells_grouped``: fact_id, period, dimension, member, known,
            concerned, and lists spell_days, is_observed, entry_day.
        metrics: The seed.
        parameters: The seed ``parameters``.

    Returns:
        One row per metric, period, dimension and member, with the columns of
        ``METRICS_MEASURED``.
    """
    level = parameters.number("confidence_level")
    parts = [of_counts(counts, metrics, level), of_spells(spells, metrics, level)]
    parts = [part for part in parts if not part.empty]
    if not parts:
        return pd.DataFrame(columns=list(METRICS_MEASURED))
    return pd.concat(parts, ignore_index=True)[list(METRICS_MEASURED)]


def of_counts(counts: pd.DataFrame, metrics: pd.DataFrame, level: float) -> pd.DataFrame:
    """Counts, shares with Wilson's interval, rates per thousand with the exact Poisson interval.

    A count that is nan has no value, and gives none.
    """
    frame = counts.merge(metrics[["metric_id", "kind_id"]], on="metric_id")
    numerator = frame["numerator"].to_numpy(dtype=float, na_value=np.nan)
    denominator = frame["denominator"].to_numpy(dtype=float, na_value=np.nan)
    kind = frame["kind_id"].to_numpy()
    value, lower, upper = (np.full(len(frame), np.nan) for _ in range(3))
    value[kind == "count"] = numerator[kind == "count"]
    for chosen, per, bounds in (
        (np.isin(kind, ["share", "distribution"]), 1, intervals.wilson),
        (kind == "population_rate", PER_THOUSAND, _rate_per_thousand),
    ):
        some = chosen & (denominator > 0) & ~np.isnan(numerator)
        value[some] = numerator[some] / denominator[some] * per
        lower[some], upper[some] = bounds(numerator[some], denominator[some], level)
    return frame.assign(value=value, lower=lower, upper=upper, coverage=_coverage(frame))


def of_spells(spells: pd.DataFrame, metrics: pd.DataFrame, level: float) -> pd.DataFrame:
    """Quantiles of days and shares with the event by a horizon, from the cases of each group."""
    wanted = metrics[metrics["kind_id"].isin(ESTIMATORS)]
    of_fact = {fact: own.to_dict("records") for fact, own in wanted.groupby("fact_id")}
    rows = []
    for group in spells.to_dict("records"):
        cases = survival.Spells.of(group["spell_days"], group["is_observed"], group["entry_day"])
        rows += [
            {
                "metric_id": metric["metric_id"],
                **{name: group[name] for name in ("period", "dimension", "member")},
                "numerator": int(cases.observed.sum()),
                "denominator": len(cases),
                **_named(ESTIMATORS[metric["kind_id"]](cases, metric, level)),
                "coverage": len(cases) / group["concerned"],
                "known": len(cases),
                "concerned": group["concerned"],
            }
            for metric in of_fact.get(group["fact_id"], [])
        ]
    return pd.DataFrame(rows, columns=list(METRICS_MEASURED))


def _named(estimate: Estimate) -> dict[str, float]:
    return dict(zip(("value", "lower", "upper"), estimate, strict=True))


def _quantile(cases: survival.Spells, metric: dict[str, Any], level: float) -> Estimate:
    return intervals.quantile(cases.days[cases.observed], metric["quantile"], level)


def _survival_quantile(cases: survival.Spells, metric: dict[str, Any], level: float) -> Estimate:
    return survival.quantile(cases, metric["quantile"], level)


def _share_by_horizon(cases: survival.Spells, metric: dict[str, Any], level: float) -> Estimate:
    day = round(metric["horizon_months"] * DAYS_PER_MONTH)
    value, lower, upper = survival.survival_at(cases, day, level)
    return 1 - value, 1 - upper, 1 - lower


ESTIMATORS: dict[str, Callable[[survival.Spells, dict[str, Any], float], Estimate]] = {
    "quantile": _quantile,
    "survival_quantile": _survival_quantile,
    "survival_at": _share_by_horizon,
}


def _rate_per_thousand(numerator: Any, denominator: Any, level: float) -> intervals.Bounds:
    return intervals.poisson_rate(numerator, denominator, level, per=PER_THOUSAND)


def _coverage(frame: pd.DataFrame) -> pd.Series[float]:
    return frame["known"].astype(float) / frame["concerned"].astype(float).replace(0, math.nan)
