"""Funnel limits: how far from the whole a small member may lie by chance alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

Limits = tuple["NDArray[np.float64]", "NDArray[np.float64]"]


def limits(denominator: ArrayLike, reference: float, level: float) -> Limits:
    """Exact binomial limits around a reference share.

    Args:
        denominator: Totals of the members.
        reference: Share of the whole, 0 to 1.
        level: Share of members that chance alone keeps inside, at the least, e.g. 0.95.

    Returns:
        Lower and upper limits as shares; nan where the total is 0.
    """
    totals = np.atleast_1d(np.asarray(denominator, dtype=np.float64))
    lower, upper = np.full(totals.shape, np.nan), np.full(totals.shape, np.nan)
    known = totals > 0
    tail = (1 - level) / 2
    lower[known] = stats.binom.ppf(tail, totals[known], reference) / totals[known]
    upper[known] = stats.binom.ppf(1 - tail, totals[known], reference) / totals[known]
    # the quantile function answers -1 for a tail of nothing
    return np.maximum(lower, 0), upper


def position(value: float, inner: tuple[float, float], outer: tuple[float, float]) -> str | None:
    """Where a member lies.

    Args:
        value: Its share.
        inner: Lower and upper limit of the inner funnel.
        outer: Those of the outer one.

    Returns:
        ``below_outer``, ``below_inner``, ``within``, ``above_inner`` or ``above_outer``; None for
        a member without a share.
    """
    if np.isnan(value) or np.isnan(inner[0]):
        return None
    if value < outer[0]:
        return "below_outer"
    if value > outer[1]:
        return "above_outer"
    if value < inner[0]:
        return "below_inner"
    return "above_inner" if value > inner[1] else "within"
