"""A member against the rest: significance, and its correction for many comparisons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import stats
from statsmodels.stats.multitest import multipletests

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray


def share_against_rest(
    numerator: float,
    denominator: float,
    total_numerator: float,
    total_denominator: float,
    fisher_below: float,
) -> float:
    """Two-sided p value of a member's share against that of all others.

    Args:
        numerator: Counts of the member.
        denominator: Its total.
        total_numerator: Counts of all, the member among them.
        total_denominator: Total of all.
        fisher_below: Fisher's exact test is used where an expected cell is below this,
            the chi-squared test (without continuity correction) elsewhere.

    Returns:
        The p value; nan where there is nothing to compare.
    """
    table = np.array(
        [
            [numerator, denominator - numerator],
            [
                total_numerator - numerator,
                total_denominator - denominator - (total_numerator - numerator),
            ],
        ]
    )
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    if (rows == 0).any():
        return float("nan")
    if (columns == 0).any():
        return 1.0
    if np.outer(rows, columns).min() / table.sum() < fisher_below:
        return float(stats.fisher_exact(table).pvalue)
    return float(stats.chi2_contingency(table, correction=False).pvalue)


def corrected(p_values: ArrayLike, method: str) -> NDArray[np.float64]:
    """P values corrected for their number; missing ones stay missing and do not count.

    Args:
        p_values: One family of comparisons.
        method: A method of ``statsmodels.stats.multitest.multipletests``, e.g. ``holm``.

    Returns:
        Corrected values, in the order given.
    """
    stated = np.asarray(p_values, dtype=np.float64)
    result = np.full(stated.shape, np.nan)
    known = ~np.isnan(stated)
    if known.any():
        result[known] = multipletests(stated[known], method=method)[1]
    return result
