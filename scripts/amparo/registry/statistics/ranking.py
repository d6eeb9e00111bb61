"""Ranks with the interval that chance leaves them, by simulation with a stated seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import stats

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

# Jeffreys' prior: half an event, so that a member with none can still be drawn with some
_JEFFREYS = 0.5

Ranks = tuple["NDArray[np.float64]", "NDArray[np.float64]", "NDArray[np.float64]"]


def of_shares(
    numerator: ArrayLike,
    denominator: ArrayLike,
    level: float,
    simulations: int,
    seed: int,
) -> Ranks:
    """Ranks of members by their own share, 1 for the highest.

    Each member's share is drawn from its Beta distribution under Jeffreys' prior.

    Args:
        numerator: Counts of the members.
        denominator: Their totals; a member with 0 gets no rank.
        level: Confidence of the interval.
        simulations: Draws.
        seed: Of the random numbers.

    Returns:
        Rank (ties share the lowest number), lower and upper bound; nan without a total.
    """
    counts = np.asarray(numerator, dtype=np.float64)
    totals = np.asarray(denominator, dtype=np.float64)
    known = totals > 0
    generator = np.random.default_rng(seed)
    draws = generator.beta(
        counts[known] + _JEFFREYS,
        totals[known] - counts[known] + _JEFFREYS,
        size=(simulations, int(known.sum())),
    )
    return _ranks(
        np.divide(counts, totals, where=known, out=np.zeros_like(counts)), known, draws, level
    )


def of_concentration(
    count: ArrayLike, exposure: ArrayLike, level: float, simulations: int, seed: int
) -> Ranks:
    """Ranks of members by a count, or by a count over a population, 1 for the highest.

    Each count is drawn from its Gamma distribution under Jeffreys' prior. Arguments and result as
    in ``of_shares``; ``exposure`` is 1 for a plain count.
    """
    counts = np.asarray(count, dtype=np.float64)
    totals = np.asarray(exposure, dtype=np.float64)
    known = totals > 0
    generator = np.random.default_rng(seed)
    draws = (
        generator.gamma(counts[known] + _JEFFREYS, size=(simulations, int(known.sum())))
        / totals[known]
    )
    return _ranks(
        np.divide(counts, totals, where=known, out=np.zeros_like(counts)), known, draws, level
    )


def _ranks(
    values: NDArray[np.float64],
    known: NDArray[np.bool_],
    draws: NDArray[np.float64],
    level: float,
) -> Ranks:
    rank, lower, upper = (np.full(values.shape, np.nan) for _ in range(3))
    if known.any():
        rank[known] = stats.rankdata(-values[known], method="min")
        drawn = stats.rankdata(-draws, axis=1, method="min")
        tail = (1 - level) / 2
        # whole ranks that the draws reached, and never an interval without the rank itself
        low = np.quantile(drawn, tail, axis=0, method="inverted_cdf")
        high = np.quantile(drawn, 1 - tail, axis=0, method="inverted_cdf")
        lower[known] = np.minimum(low, rank[known])
        upper[known] = np.maximum(high, rank[known])
    return rank, lower, upper
