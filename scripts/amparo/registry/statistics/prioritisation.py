"""Which localidades come first: ranks with intervals, and their change since the year before."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from amparo.registry.statistics import ranking
from amparo.registry.statistics.measures import PER_THOUSAND
from amparo.registry.tables import RANKING

if TYPE_CHECKING:
    from amparo.registry.statistics.parameters import Parameters

NO_PLACES, WHOLE = ("unknown", "other_categories"), "all"


def prioritise(
    counts: pd.DataFrame, criteria: pd.DataFrame, parameters: Parameters
) -> pd.DataFrame:
    """Rank the localidades by each criterion, for the whole registry and for each year.

    Args:
        counts: ``int_registry__counts``; a count that is nan gives no rank.
        criteria: The seed ``registry_ranking_criteria``.
        parameters: The seed ``parameters``.

    Returns:
        One row per period, localidad and criterion, with the columns of ``RANKING``; rank 1 is the
        highest value, null without a value. ``change`` is value minus previous value.
    """
    yearly = counts[counts["period"].str.fullmatch(r"all|\d{4}")]
    found = []
    for criterion in criteria.to_dict("records"):
        own = yearly[
            (yearly["metric_id"] == criterion["metric_id"])
            & (yearly["dimension"] == criterion["dimension_id"])
            & ~yearly["member"].isin(NO_PLACES)
        ]
        found += [
            _ranked(group.sort_values("member"), criterion, parameters)
            for _, group in own.groupby("period")
        ]
    if not found:
        return pd.DataFrame(columns=list(RANKING))
    return _with_previous(pd.concat(found, ignore_index=True))[list(RANKING)]


def publish_ranks(
    published: pd.DataFrame, criteria: pd.DataFrame, parameters: Parameters
) -> pd.DataFrame:
    """Rank the localidades by what is published of them.

    Args:
        published: ``int_registry__metrics_published``.
        criteria: The seed ``registry_ranking_criteria``.
        parameters: The seed ``parameters``.

    Returns:
        As :func:`prioritise`, with value_reason, the metric's.
    """
    has_none = published["value_reason"].notna()
    counts = published.assign(
        numerator=published["numerator"].astype(float).mask(has_none),
        denominator=published["denominator"].astype(float).mask(has_none),
    )
    reasons = published[["metric_id", "period", "dimension", "member", "value_reason"]].rename(
        columns={"dimension": "dimension_id", "member": "localidad_code"}
    )
    return (
        prioritise(counts, criteria, parameters)
        .merge(criteria[["criterion_id", "metric_id", "dimension_id"]], on="criterion_id")
        .merge(reasons, on=["metric_id", "period", "dimension_id", "localidad_code"])
    )[[*RANKING, "value_reason"]]


def _ranked(group: pd.DataFrame, criterion: dict[str, Any], parameters: Parameters) -> pd.DataFrame:
    count = group["numerator"].to_numpy(dtype=float, na_value=math.nan)
    total = group["denominator"].to_numpy(dtype=float, na_value=math.nan)
    kind = criterion["kind_id"]
    if kind.endswith("_missing"):
        count = total - count
    draws = (
        parameters.number("confidence_level"),
        parameters.whole("ranking_simulations"),
        parameters.whole("ranking_seed"),
    )
    if kind == "rate":
        ranks = ranking.of_concentration(count, total, *draws)
    elif kind.startswith("share"):
        ranks = ranking.of_shares(count, total, *draws)
    else:
        # of the whole city: counts of years of unequal length compare
        total = np.where(np.isnan(count), math.nan, np.nansum(count))
        ranks = ranking.of_concentration(count, total, *draws)
    per = PER_THOUSAND if kind == "rate" else 1
    value = np.divide(count, total, where=total > 0, out=np.full(len(count), math.nan)) * per
    return pd.DataFrame(
        {
            "period": group["period"].to_numpy(),
            "localidad_code": group["member"].to_numpy(),
            "criterion_id": criterion["criterion_id"],
            "numerator": count,
            "denominator": total,
            "value": value,
            "rank": ranks[0],
            "rank_lower": ranks[1],
            "rank_upper": ranks[2],
        }
    )


def _with_previous(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.assign(
        previous_period=[
            None if period == WHOLE else str(int(period) - 1) for period in frame["period"]
        ]
    )
    before = frame[["period", "localidad_code", "criterion_id", "rank", "value"]].rename(
        columns={"period": "previous_period", "rank": "previous_rank", "value": "previous_value"}
    )
    joined = frame.merge(
        before, on=["previous_period", "localidad_code", "criterion_id"], how="left"
    )
    # a period nobody was counted in is none to compare with
    seen = set(frame["period"])
    joined["previous_period"] = [
        period if period in seen else None for period in joined["previous_period"]
    ]
    return joined.assign(change=joined["value"] - joined["previous_value"])
