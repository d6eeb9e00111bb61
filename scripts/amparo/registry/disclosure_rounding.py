"""Counts told as multiples of a base, where the seed asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from statsmodels.stats.proportion import proportion_confint

if TYPE_CHECKING:
    import pandas as pd

    from amparo.registry.disclosure_rules import Parameters


def to_multiple(counts: pd.Series, base: int) -> pd.Series:
    """Nearest multiple of a base, half away from zero; null stays null."""
    return np.floor(counts.astype(float) / base + 0.5) * base


def round_counts(rows: pd.DataFrame, parameters: Parameters) -> pd.DataFrame:
    """Round numerators and denominators, and compute what follows from them anew.

    Simple rounding: each count by itself, so parts need not add up to their whole. Shares and rates
    are the ratio of the rounded counts in the unit they had; Wilson intervals of shares are those
    of the rounded counts, other intervals are left out, for both would give the counts away.
    Medians and percentiles stay.

    Args:
        rows: numerator, denominator, value, lower, upper, coverage, numerator_is_part,
            numerator_quantity, denominator_is_public.
        parameters: ``rounding_base``; 0 changes nothing.
    """
    base = parameters.rounding_base
    if not base:
        return rows
    rounded = rows.assign(
        numerator=to_multiple(rows["numerator"], base),
        denominator=to_multiple(rows["denominator"], base),
    )
    has_ratio = rows["numerator"].notna() & rows["denominator"].gt(0)
    is_count = rows["numerator"].notna() & rows["denominator"].isna()
    unit = (rows["value"] * rows["denominator"] / rows["numerator"]).where(rows["numerator"] > 0, 1)
    ratio = (rounded["numerator"] / rounded["denominator"].where(rounded["denominator"] > 0)) * unit
    rounded["value"] = rows["value"].mask(has_ratio, ratio).mask(is_count, rounded["numerator"])
    is_share = has_ratio & rows["numerator_is_part"].astype(bool) & rows["lower"].notna()
    rounded[["lower", "upper"]] = rows[["lower", "upper"]].mask(has_ratio | is_count)
    told = rounded[is_share & rounded["denominator"].gt(0)]
    if len(told):
        lower, upper = proportion_confint(
            np.minimum(told["numerator"], told["denominator"]).to_numpy(),
            told["denominator"].to_numpy(),
            alpha=1 - parameters.confidence_level,
            method="wilson",
        )
        rounded.loc[told.index, "lower"] = lower
        rounded.loc[told.index, "upper"] = upper
    return rounded.assign(coverage=(rows["coverage"] * 100).round() / 100)
