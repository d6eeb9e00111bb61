"""Confidence intervals of shares, rates and quantiles; the formulas are those of the libraries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import stats
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Bounds = tuple["NDArray[np.float64]", "NDArray[np.float64]"]


def wilson(numerator: ArrayLike, denominator: ArrayLike, level: float) -> Bounds:
    """Wilson's score interval of shares.

    Args:
        numerator: Counts, one per share.
        denominator: Their totals; 0 gives no interval.
        level: Confidence, e.g. 0.95.

    Returns:
        Lower and upper bounds, 0 to 1; nan where the total is 0.
    """
    counts, totals = _arrays(numerator, denominator)
    lower, upper = np.full(counts.shape, np.nan), np.full(counts.shape, np.nan)
    known = totals > 0
    if known.any():
        found = proportion_confint(counts[known], totals[known], alpha=1 - level, method="wilson")
        # at 0 and at n the last bits of the formula may pass the share itself
        share = counts[known] / totals[known]
        lower[known] = np.minimum(np.clip(found[0], 0, 1), share)
        upper[known] = np.maximum(np.clip(found[1], 0, 1), share)
    return lower, upper


def poisson_rate(count: ArrayLike, exposure: ArrayLike, level: float, per: float = 1.0) -> Bounds:
    """Exact (Garwood) interval of rates of counted events.

    Args:
        count: Events, one number per rate.
        exposure: Population; 0 or nan gives no interval.
        level: Confidence, e.g. 0.95.
        per: The rate is per this many of the population.

    Returns:
        Lower and upper bounds, in the unit of the rate.
    """
    counts, totals = _arrays(count, exposure)
    lower, upper = np.full(counts.shape, np.nan), np.full(counts.shape, np.nan)
    known = totals > 0
    if known.any():
        found = confint_poisson(counts[known], totals[known], method="exact-c", alpha=1 - level)
        # for no events the library gives no lower bound: it is 0
        lower[known] = np.nan_to_num(found[0]) * per
        upper[known] = np.asarray(found[1]) * per
    return lower, upper


def quantile(values: ArrayLike, share: float, level: float) -> tuple[float, float, float]:
    """A quantile and its interval by order statistics (binomial, no distribution assumed).

    Args:
        values: Observations, e.g. days.
        share: 0.5 for the median.
        level: Confidence, e.g. 0.95.

    Returns:
        Value (interpolated as in ``numpy.quantile``), lower and upper bound; nan where there are
        no observations, or too few for a bound.
    """
    observed = np.sort(np.asarray(values, dtype=float))
    if observed.size == 0:
        return np.nan, np.nan, np.nan
    value = float(np.quantile(observed, share))
    test = stats.quantile_test(observed, q=value, p=share)
    bounds = test.confidence_interval(confidence_level=level)
    lower = min(float(bounds.low), value) if np.isfinite(bounds.low) else np.nan
    upper = max(float(bounds.high), value) if np.isfinite(bounds.high) else np.nan
    return value, lower, upper


def _arrays(numerator: ArrayLike, denominator: ArrayLike) -> Bounds:
    return (
        np.atleast_1d(np.asarray(numerator, dtype=np.float64)),
        np.atleast_1d(np.asarray(denominator, dtype=np.float64)),
    )
