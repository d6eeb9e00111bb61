"""Gaps between members: each against the rest, corrected, and within funnel limits."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from amparo.registry.statistics import comparisons, funnel, intervals, survival
from amparo.registry.tables import GAPS

if TYPE_CHECKING:
    from amparo.registry.statistics.parameters import Parameters

UNKNOWN = "unknown"


def find_gaps(
    counts: pd.DataFrame,
    spells: pd.DataFrame,
    metrics: pd.DataFrame,
    fact_dimensions: pd.DataFrame,
    parameters: Parameters,
) -> pd.DataFrame:
    """Compare the members of each dimension that the seed marks, over the whole registry.

    Args:
        counts: ``int_registry__counts``.
        spells: ``int_registry__spells_grouped``.
        metrics: The seed.
        fact_dimensions: The seed ``registry_fact_dimensions``; ``in_gaps`` chooses.
        parameters: The seed ``parameters``.

    Returns:
        One row per metric, dimension and known member, with the columns of ``GAPS``. Members are
        compared with the other known ones; the reference is the share or median of all known.
    """
    medians = metrics[(metrics["kind_id"] == "survival_quantile") & (metrics["quantile"] == 0.5)]
    times = spells.merge(medians[["metric_id", "fact_id", "quantile"]], on="fact_id").merge(
        _chosen(fact_dimensions), on=["fact_id", "dimension"]
    )
    level = parameters.number("confidence_level")
    return _judged(
        [
            *_of_each(
                _shares(counts, metrics, fact_dimensions),
                lambda group: _share_gaps(group, parameters),
            ),
            *_of_each(times, lambda group: _time_gaps(group, level)),
        ],
        parameters,
    )


def publish_gaps(
    published: pd.DataFrame,
    measured: pd.DataFrame,
    metrics: pd.DataFrame,
    fact_dimensions: pd.DataFrame,
    parameters: Parameters,
) -> pd.DataFrame:
    """Compare the members of which something is published, by what is published of them.

    Args:
        published: ``int_registry__metrics_published``.
        measured: What :func:`find_gaps` found: of times, the test is of the cases themselves.
        metrics: The seed.
        fact_dimensions: The seed ``registry_fact_dimensions``.
        parameters: The seed ``parameters``.

    Returns:
        The rows of ``measured`` with the columns of ``GAPS`` and value_reason; a row with a reason
        has its counts, as published, and nothing else.
    """
    key = ["metric_id", "dimension", "member"]
    whole = published[published["period"] == "all"]
    stated = whole[[*key, "numerator", "denominator", "value_reason"]]
    shown = _shares(whole, metrics, fact_dimensions)
    shown = shown[shown["value_reason"].isna()].astype({"numerator": float, "denominator": float})
    of_times = measured[measured["metric_id"].isin(_times(metrics))]
    times = of_times.drop(columns=["numerator", "denominator"]).merge(stated, on=key)
    times = times[times["value_reason"].isna()].merge(
        whole[[*key, "value", "lower", "upper"]], on=key, suffixes=("_measured", "")
    )
    found = _judged(
        [
            *_of_each(shown, lambda group: _share_gaps(group, parameters)),
            times.reindex(columns=list(GAPS)),
        ],
        parameters,
    )
    left = measured[key].merge(stated, on=key, how="left")
    return left.merge(found.drop(columns=["numerator", "denominator"]), on=key, how="left")[
        [*GAPS, "value_reason"]
    ]


def _chosen(fact_dimensions: pd.DataFrame) -> pd.DataFrame:
    chosen = fact_dimensions[fact_dimensions["in_gaps"]][["fact_id", "dimension_id"]]
    return chosen.rename(columns={"dimension_id": "dimension"})


def _shares(
    counts: pd.DataFrame, metrics: pd.DataFrame, fact_dimensions: pd.DataFrame
) -> pd.DataFrame:
    shares = metrics.loc[metrics["kind_id"] == "share", ["metric_id", "fact_id"]]
    return counts.merge(shares, on="metric_id").merge(
        _chosen(fact_dimensions), on=["fact_id", "dimension"]
    )


def _times(metrics: pd.DataFrame) -> set[str]:
    return set(metrics.loc[metrics["kind_id"] == "survival_quantile", "metric_id"])


def _judged(found: list[pd.DataFrame], parameters: Parameters) -> pd.DataFrame:
    """Correct the p values: one family of comparisons is one metric, with all its dimensions."""
    found = [part for part in found if not part.empty]
    if not found:
        return pd.DataFrame(columns=list(GAPS))
    frame = pd.concat(found, ignore_index=True)
    frame["p_value_adjusted"] = frame.groupby("metric_id")["p_value"].transform(
        lambda values: comparisons.corrected(values, parameters.text("correction_method"))
    )
    significance = parameters.number("significance_level")
    frame["is_significant"] = [
        None if math.isnan(p) else p < significance for p in frame["p_value_adjusted"]
    ]
    return frame[list(GAPS)]


def _of_each(frame: pd.DataFrame, compare: Any) -> list[pd.DataFrame]:
    frame = frame[(frame["period"] == "all") & (frame["member"] != UNKNOWN)]
    return [compare(group) for _, group in frame.groupby(["metric_id", "dimension"])]


def _share_gaps(group: pd.DataFrame, parameters: Parameters) -> pd.DataFrame:
    group = group.sort_values("member").reset_index(drop=True)
    counts = group["numerator"].to_numpy(dtype=float)
    totals = group["denominator"].to_numpy(dtype=float)
    whole, total = counts.sum(), totals.sum()
    reference = whole / total if total else math.nan
    value = np.divide(counts, totals, where=totals > 0, out=np.full(len(totals), np.nan))
    lower, upper = intervals.wilson(counts, totals, parameters.number("confidence_level"))
    inner = funnel.limits(totals, reference, parameters.number("funnel_inner_level"))
    outer = funnel.limits(totals, reference, parameters.number("funnel_outer_level"))
    fisher_below = parameters.number("fisher_below_expected")
    return group.assign(
        value=value,
        lower=lower,
        upper=upper,
        reference_value=reference,
        p_value=[
            comparisons.share_against_rest(count, of, whole, total, fisher_below)
            for count, of in zip(counts, totals, strict=True)
        ],
        funnel_lower_95=inner[0],
        funnel_upper_95=inner[1],
        funnel_lower_998=outer[0],
        funnel_upper_998=outer[1],
        funnel_position=[
            funnel.position(*each)
            for each in zip(value, zip(*inner, strict=True), zip(*outer, strict=True), strict=True)
        ],
    )


def _time_gaps(group: pd.DataFrame, level: float) -> pd.DataFrame:
    cases = {
        row["member"]: survival.Spells.of(row["spell_days"], row["is_observed"], row["entry_day"])
        for row in group.to_dict("records")
    }
    share = float(group["quantile"].iloc[0])
    reference, _, _ = survival.quantile(_joined(list(cases.values())), share, level)
    rows = []
    for member, own in sorted(cases.items()):
        rest = _joined([each for other, each in cases.items() if other != member])
        value, lower, upper = survival.quantile(own, share, level)
        rows.append(
            {
                "metric_id": group["metric_id"].iloc[0],
                "dimension": group["dimension"].iloc[0],
                "member": member,
                "numerator": int(own.observed.sum()),
                "denominator": len(own),
                "value": value,
                "lower": lower,
                "upper": upper,
                "reference_value": reference,
                "p_value": survival.logrank(own, rest),
            }
        )
    # a funnel is for shares: times have none
    return pd.DataFrame(rows).reindex(columns=list(GAPS))


def _joined(parts: list[survival.Spells]) -> survival.Spells:
    if not parts:
        return survival.Spells.of([], [], [])
    return survival.Spells(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("days", "observed", "entry")
        )
    )
