"""What a reader can work out of published counts: sums of them, and how many values are left.

A published count stands for all that round to it, a suppressed one for 1 to the minimum less 1.
Every sum narrows its counts further. No program is solved: bounds are passed on until none moves.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Places = NDArray[np.int64]

KEY: Final = ["quantity", "period", "dimension", "member"]
# Between a whole and its part in the name of what the part leaves of it.
REST: Final = " less "
_TOTAL: Final = {"dimension": "total", "member": "total"}
# More than anybody is registered: a count nobody publishes may be any.
_ANY: Final = 1e9
# Bounds that are passed on so often tell what there is to tell; suppressing goes on as long.
_ROUNDS: Final = 20


@dataclass(frozen=True)
class _Sums:
    """Sums as lists: part ``cell`` stands in sum ``of``, whose whole is ``whole[of]``."""

    of: Places
    cell: Places
    whole: Places


def exposed(counts: pd.DataFrame, rule: dict[str, Any]) -> pd.MultiIndex:
    """Published counts to suppress as well, because of what they would tell of suppressed ones.

    Where a sum leaves a suppressed count fewer values than ``minimum_values``, the smallest other
    published count of that sum goes, a zero last.

    Args:
        counts: One row per count: ``KEY``, published (nan where suppressed, or left by a part of
            its whole: quantity ``whole less part``), exact, is_told_few (a reader knows that it is
            suppressed for being small).
        rule: minimum_cell, rounding_base, minimum_values.

    Returns:
        Their keys.
    """
    keys = pd.MultiIndex.from_frame(counts[KEY])
    published = counts["published"].to_numpy(dtype=float, copy=True)
    few = counts["is_told_few"].to_numpy(dtype=bool)
    sums = _sums(counts, keys)
    start = _start(counts, rule)
    hidden = np.zeros(len(counts), dtype=bool)
    for _ in range(_ROUNDS):
        lower, upper = _passed_on(sums, *start)
        told = few & (upper - lower + 1 < rule["minimum_values"])
        found = _smallest_others(sums, told, (lower, upper), start, published)
        if not len(found):
            break
        hidden[found] = True
        published[found] = np.nan
        start[0][found], start[1][found] = 0, _ANY
    return keys[hidden]


def _start(counts: pd.DataFrame, rule: dict[str, Any]) -> tuple[Numbers, Numbers]:
    """Least and most that each count can be by itself."""
    base, minimum = rule["rounding_base"], rule["minimum_cell"]
    published = counts["published"].to_numpy(dtype=float)
    lower = np.maximum(np.ceil(published - base / 2), np.where(published > 0, minimum, 0))
    upper = np.where(published > 0, np.ceil(published + base / 2) - 1, 0)
    unpublished, few = np.isnan(published), counts["is_told_few"].to_numpy(dtype=bool)
    lower[unpublished], upper[unpublished] = 0, _ANY
    lower[few], upper[few] = 1, minimum - 1
    return lower, upper


def _sums(counts: pd.DataFrame, keys: pd.MultiIndex) -> _Sums:
    """Members make up the total, quarters the year, years the whole; a part and its rest."""
    split = counts[counts["dimension"] != "total"]
    years = counts[counts["period"].str.fullmatch(r"\d{4}")]
    quarters = counts[counts["period"].str.fullmatch(r"\d{4}-.+")]
    rests = counts[counts["quantity"].str.contains(REST, regex=False)]
    names = rests["quantity"].str.split(REST, expand=True).reindex(columns=[0, 1])
    halves = pd.concat([rests, rests.assign(quantity=names[1])])
    found = [
        _added(counts, keys, parts[KEY], parts[KEY].assign(**whole))
        for parts, whole in (
            (split, _TOTAL),
            (years, {"period": "all"}),
            (quarters, {"period": quarters["period"].str[:4]}),
            (halves, {"quantity": pd.concat([names[0], names[0]]).to_numpy()}),
        )
    ]
    firsts = np.cumsum([0, *(len(one.whole) for one in found)])
    return _Sums(
        np.concatenate([one.of + first for one, first in zip(found, firsts, strict=False)]),
        np.concatenate([one.cell for one in found]),
        np.concatenate([one.whole for one in found]),
    )


def _added(
    counts: pd.DataFrame, keys: pd.MultiIndex, parts: pd.DataFrame, wholes: pd.DataFrame
) -> _Sums:
    """Sums of parts, row by row beside their wholes; what does not add up is none."""
    if parts.empty:
        none = np.empty(0, dtype=np.int64)
        return _Sums(none, none, none)
    # a total is the sum of the members of each dimension
    number, names = pd.factorize(
        pd.MultiIndex.from_frame(wholes.assign(of=parts["dimension"].to_numpy()))
    )
    exact = counts["exact"].to_numpy(dtype=float)
    cell, whole = (
        keys.get_indexer(pd.MultiIndex.from_frame(parts)),
        keys.get_indexer(names.droplevel(-1)),
    )
    # curves leave out cases, and who is rare in a year need not be so in the whole
    holds = (whole >= 0) & (np.bincount(number, exact[cell], len(names)) == exact[whole])
    kept = holds[number]
    return _Sums((np.cumsum(holds) - 1)[number[kept]], cell[kept], whole[holds])


def _told_by_each(sums: _Sums, lower: Numbers, upper: Numbers) -> tuple[Numbers, Numbers]:
    """Per part of a sum, the least and most that this sum alone leaves it."""
    count = len(sums.whole)
    least = np.bincount(sums.of, lower[sums.cell], count)
    most = np.bincount(sums.of, upper[sums.cell], count)
    whole = sums.whole[sums.of]
    return (
        lower[whole] - (most[sums.of] - upper[sums.cell]),
        upper[whole] - (least[sums.of] - lower[sums.cell]),
    )


def _passed_on(sums: _Sums, lower: Numbers, upper: Numbers) -> tuple[Numbers, Numbers]:
    for _ in range(_ROUNDS):
        count = len(sums.whole)
        least, most = _told_by_each(sums, lower, upper)
        new_lower, new_upper = lower.copy(), upper.copy()
        np.maximum.at(new_lower, sums.cell, least)
        np.minimum.at(new_upper, sums.cell, most)
        np.maximum.at(new_lower, sums.whole, np.bincount(sums.of, lower[sums.cell], count))
        np.minimum.at(new_upper, sums.whole, np.bincount(sums.of, upper[sums.cell], count))
        if (new_lower == lower).all() and (new_upper == upper).all():
            break
        lower, upper = new_lower, new_upper
    return lower, upper


def _smallest_others(
    sums: _Sums,
    told: NDArray[np.bool_],
    bounds: tuple[Numbers, Numbers],
    start: tuple[Numbers, Numbers],
    published: Numbers,
) -> Places:
    """Of each sum that narrows a count told too closely, the smallest other published count."""
    least, most = _told_by_each(sums, *bounds)
    narrows = (least > start[0][sums.cell]) | (most < start[1][sums.cell])
    count = len(sums.whole)
    at_least = np.bincount(sums.of, bounds[0][sums.cell], count)
    at_most = np.bincount(sums.of, bounds[1][sums.cell], count)
    narrows_whole = (at_least > start[0][sums.whole]) | (at_most < start[1][sums.whole])
    concerned = set(sums.of[told[sums.cell] & narrows])
    concerned |= set(np.flatnonzero(told[sums.whole] & narrows_whole))
    found = []
    for number in sorted(concerned):
        others = np.append(sums.cell[sums.of == number], sums.whole[number])
        others = others[~np.isnan(published[others])]
        if len(others):
            order = np.where(published[others] == 0, _ANY, published[others])
            found.append(int(others[np.argmin(order)]))
    return np.unique(np.asarray(found, dtype=np.int64))
