"""Random streams and exact splits of whole numbers.

Everything random in the demo goes through whole-number weights and draws of whole numbers: floating
point differs by a last digit between processors, whole numbers do not.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

_SCALE = 1_000_000


def stream(seed: int, label: str) -> np.random.Generator:
    """Return the random stream of one part of the demo.

    Args:
        seed: seed of the whole demo, 0 or more.
        label: name of the part; parts with different names are independent, whatever the order
            they run in.

    Returns:
        A generator that depends on `seed` and `label` only.
    """
    return np.random.Generator(np.random.PCG64([seed, zlib.crc32(label.encode())]))


def whole_weights(weights: ArrayLike) -> NDArray[np.int64]:
    """Turn non-negative weights into whole numbers that sum to roughly a million per cell.

    Args:
        weights: non-negative numbers, any shape.

    Returns:
        Whole weights of the same shape; a weight above 0 stays above 0.

    Raises:
        ValueError: if no weight is above 0, or one is negative.
    """
    values = np.asarray(weights, dtype=np.float64)
    total = float(values.sum())
    if total <= 0 or bool((values < 0).any()):
        msg = "weights must be non-negative and not all zero"
        raise ValueError(msg)
    scaled = np.rint(values / total * values.size * _SCALE).astype(np.int64)
    return np.where(values > 0, np.maximum(scaled, 1), 0)


def pick(
    rng: np.random.Generator, weights: ArrayLike, size: int, limit: int | None = None
) -> NDArray[np.int64]:
    """Draw positions with probability proportional to their weights.

    Args:
        rng: random stream.
        weights: one non-negative weight per position.
        size: number of draws.
        limit: only the first `limit` positions may be drawn.

    Returns:
        `size` positions, with repetition.
    """
    edges = np.cumsum(whole_weights(np.asarray(weights)[:limit]))
    return np.searchsorted(edges, rng.integers(0, edges[-1], size=size), side="right")


def scatter(rng: np.random.Generator, total: int, weights: ArrayLike) -> NDArray[np.int64]:
    """Throw `total` cases at random over the positions.

    Args:
        rng: random stream.
        total: number of cases, 0 or more.
        weights: one non-negative weight per position.

    Returns:
        Cases per position; they sum to `total`.
    """
    size = np.asarray(weights).size
    return np.bincount(pick(rng, weights, total), minlength=size).astype(np.int64)


def share_out(total: ArrayLike, weights: NDArray[np.int64]) -> NDArray[np.int64]:
    """Split whole totals in proportion to whole weights, by largest remainder.

    Args:
        total: one total, or one per row.
        weights: whole weights, shape (cells,) or (rows, cells).

    Returns:
        Whole parts of the shape of `weights`; each row sums to its total. A row whose weights are
        all zero gets zeros. Ties go to the first cell.
    """
    table = np.atleast_2d(weights).astype(np.int64)
    totals = np.broadcast_to(np.atleast_1d(np.asarray(total, dtype=np.int64)), (table.shape[0],))
    sums = table.sum(axis=1)
    usable = np.where(sums > 0, sums, 1)
    # Weights of about a million a cell times national totals stay far below 2**63.
    products = table * totals[:, None]
    parts = products // usable[:, None]
    missing = np.where(sums > 0, totals - parts.sum(axis=1), 0)
    order = np.argsort(-(products % usable[:, None]), axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(table.shape[1])[None, :], axis=1)
    parts += ranks < missing[:, None]
    parts[sums == 0] = 0
    return parts.reshape(np.shape(weights))


def log_uniform(rng: np.random.Generator, low: float, high: float) -> int:
    """Draw a whole number whose logarithm is uniform between two bounds.

    Args:
        rng: random stream.
        low: lower bound, above 0.
        high: upper bound, above `low`.

    Returns:
        A whole number from `low` to `high`.
    """
    drawn: float = low * (high / low) ** float(rng.random())
    return round(drawn)


def one_of(rng: np.random.Generator, options: Sequence[str], weights: Sequence[float]) -> str:
    """Draw one text.

    Args:
        rng: random stream.
        options: the texts.
        weights: their weights, one each.

    Returns:
        One of the options.
    """
    return options[int(pick(rng, weights, 1)[0])]


def tally(table: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count how often each row comes.

    Args:
        table: non-negative whole numbers, shape (rows, columns).

    Returns:
        The different rows in lexicographic order, and how often each came.
    """
    sizes = [int(size) for size in table.max(axis=0) + 1]
    keys = np.ravel_multi_index(tuple(table.T), sizes)
    unique, counts = np.unique(keys, return_counts=True)
    rows = np.stack(np.unravel_index(unique, sizes), axis=1).astype(np.int64)
    return rows, counts.astype(np.int64)
