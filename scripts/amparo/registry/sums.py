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
# Members that are folded in some periods and not in others, taken together.
_FOLDED: Final = "folded in some periods"
# More than anybody is registered: a count nobody publishes may be any.
_ANY: Final = 1e9
# Bounds that are passed on so often tell what there is to tell.
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
    published count of that sum goes, a zero last. Where all of them are suppressed, it is no longer
    said of the smallest part that it is so for being small: three quarters of 1 to 4 tell that a
    year of "<5" is 3 or 4.

    Args:
        counts: One row per count: ``KEY``, published (nan where suppressed, or left by a part of
            its whole: quantity ``whole less part``), exact, is_told_few (a reader knows that it is
            suppressed for being small), least (that it can be then).
        rule: minimum_cell, rounding_base, minimum_values.

    Returns:
        Their keys; those of which no reason is given any more are among them.
    """
    counts = _with_folded(counts)
    keys = pd.MultiIndex.from_frame(counts[KEY])
    published = counts["published"].to_numpy(dtype=float, copy=True)
    few = counts["is_told_few"].to_numpy(dtype=bool, copy=True)
    # what is left of a whole is stated by no row that could keep silent
    stated = ~counts["quantity"].str.contains(REST, regex=False).to_numpy(dtype=bool)
    exact = counts["exact"].to_numpy(dtype=float)
    sums = _sums(counts, keys)
    start = _start(counts, rule)
    hidden = np.zeros(len(counts), dtype=bool)
    # every round takes at least one count out, so there is a last one
    while True:
        lower, upper = _passed_on(sums, *start)
        told = few & (upper - lower + 1 < rule["minimum_values"])
        concerned = _narrowing(sums, told, (lower, upper), start)
        found = _smallest_others(sums, concerned, published, np.where(few & stated, exact, np.nan))
        if not len(found):
            break
        hidden[found] = True
        published[found] = np.nan
        few[found] = False
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
    lower[few], upper[few] = counts["least"].to_numpy(dtype=float)[few], minimum - 1
    return lower, upper


def _with_folded(counts: pd.DataFrame) -> pd.DataFrame:
    """The counts, and per period the sum of those members whose periods do not add up.

    Who is rare in a quarter stands among the others there and by name in the year: the year's rare
    ones are together what they are in its quarters.

    Returns:
        The counts with is_folded, and their sums as the member ``_FOLDED``, published nowhere.
    """
    member, period = ["quantity", "dimension", "member"], counts["period"]
    whole = period.str[:4].where(period.str.contains("-"), "all").where(period != "all")
    whole = whole.where(whole.isin(period))
    summed = counts.assign(period=whole).dropna(subset="period").groupby(KEY)["exact"].sum()
    stated = counts.set_index(KEY)["exact"]
    stated = stated[stated.index.get_level_values("period").isin(set(whole.dropna()))]
    differ = summed.sub(stated, fill_value=0).ne(0)
    names = differ[differ].index.to_frame(index=False)
    names = names[names["dimension"] != _TOTAL["dimension"]]
    is_folded = pd.MultiIndex.from_frame(counts[member]).isin(
        pd.MultiIndex.from_frame(names[member])
    )
    marked = counts.assign(is_folded=is_folded)
    together = marked[is_folded].groupby(["quantity", "period", "dimension"], as_index=False)[
        "exact"
    ]
    others = together.sum().assign(
        member=_FOLDED, published=np.nan, is_told_few=False, least=1, is_folded=False
    )
    return pd.concat([marked, others], ignore_index=True)


def _sums(counts: pd.DataFrame, keys: pd.MultiIndex) -> _Sums:
    """Members make up the total, quarters the year, years the whole; a part and its rest."""
    folded = counts[counts["is_folded"]]
    split = counts[(counts["dimension"] != "total") & (counts["member"] != _FOLDED)]
    years = counts[counts["period"].str.fullmatch(r"\d{4}")]
    quarters = counts[counts["period"].str.fullmatch(r"\d{4}-.+")]
    rests = counts[counts["quantity"].str.contains(REST, regex=False)]
    names = rests["quantity"].str.split(REST)
    wholes = names.str[0]
    pieces = rests.assign(quantity=names.str[1:]).explode("quantity")
    halves = pd.concat([rests, pieces])
    found = [
        _added(counts, keys, parts[KEY], parts[KEY].assign(**whole))
        for parts, whole in (
            (split, _TOTAL),
            (folded, {"member": _FOLDED}),
            (years, {"period": "all"}),
            (quarters, {"period": quarters["period"].str[:4]}),
            (halves, {"quantity": wholes.loc[halves.index].to_numpy()}),
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


def _narrowing(
    sums: _Sums,
    told: NDArray[np.bool_],
    bounds: tuple[Numbers, Numbers],
    start: tuple[Numbers, Numbers],
) -> list[int]:
    """Sums that narrow a count told too closely."""
    least, most = _told_by_each(sums, *bounds)
    narrows = (least > start[0][sums.cell]) | (most < start[1][sums.cell])
    count = len(sums.whole)
    at_least = np.bincount(sums.of, bounds[0][sums.cell], count)
    at_most = np.bincount(sums.of, bounds[1][sums.cell], count)
    narrows_whole = (at_least > start[0][sums.whole]) | (at_most < start[1][sums.whole])
    parts = set(sums.of[told[sums.cell] & narrows].tolist())
    return sorted(parts | set(np.flatnonzero(told[sums.whole] & narrows_whole).tolist()))


def _smallest_others(sums: _Sums, concerned: list[int], published: Numbers, few: Numbers) -> Places:
    """Of each sum the smallest published count, a zero last; of one without, the smallest part.

    Args:
        sums: All sums.
        concerned: Which of them.
        published: The published counts, nan where suppressed.
        few: The exact counts of those a reader knows to be small, nan elsewhere.
    """
    found = []
    for number in concerned:
        parts = sums.cell[sums.of == number]
        others = np.append(parts, sums.whole[number])
        others = others[~np.isnan(published[others])]
        order = np.where(published[others] == 0, _ANY, published[others])
        if not len(others):
            others = parts[~np.isnan(few[parts])]
            order = few[others]
        if len(others):
            found.append(int(others[np.argmin(order)]))
    return np.unique(np.asarray(found, dtype=np.int64))
