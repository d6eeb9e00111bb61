"""Times to an event with cases still open, by lifelines.

Days are whole. A case that came under observation late (links between forms exist only from a date)
counts as at risk from its entry day only.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

# An event on the day of entry happened while at risk: it is placed inside that day.
_WITHIN_THE_DAY = 0.5
# A curve that falls to exactly one half is stored a few last bits above it.
_LAST_BITS = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Spells:
    """Cases under observation.

    Attributes:
        days: Day of the event, or last day observed.
        observed: Whether the event was seen; else the case is censored.
        entry: Day from which an event would have been seen; 0 for the beginning.
    """

    days: NDArray[np.float64]
    observed: NDArray[np.bool_]
    entry: NDArray[np.float64]

    @classmethod
    def of(cls, days: ArrayLike, observed: ArrayLike, entry: ArrayLike) -> Spells:
        """Make from lists of equal length; cases that ended before their entry are left out.

        So are those that entered only after all before them had left: nothing links what comes
        then to what was before, and it belongs to no curve.
        """
        ends = np.asarray(days, dtype=np.float64)
        begins = np.asarray(entry, dtype=np.float64)
        seen = np.asarray(observed, dtype=bool)
        kept = ends >= begins
        ends, begins, seen = ends[kept], begins[kept], seen[kept]
        reached = begins <= _watched_without_gap(ends, begins)
        return cls(ends[reached], seen[reached], begins[reached])

    def __len__(self) -> int:
        """Cases under observation."""
        return len(self.days)


def kaplan_meier(spells: Spells, level: float, step: int, last: int) -> pd.DataFrame:
    """The Kaplan-Meier curve at regular days.

    Args:
        spells: The cases.
        level: Confidence of the interval (log-log, as lifelines).
        step: Days between two points.
        last: Last day.

    Returns:
        Columns day, survival, lower, upper (shares without the event), at_risk, watched_after (at
        risk once the day is over), events (until the end of the day) and all_events (cases), from
        day 0 to the last day on which a case was observed.
    """
    columns = ["day", "survival", "lower", "upper", "at_risk", "watched_after"]
    columns += ["events", "all_events"]
    fitted = _fit(spells, level)
    if fitted is None:
        return pd.DataFrame(columns=columns)
    days = np.arange(0, min(last, int(spells.days.max())) + 1, step)
    curve = fitted.survival_function_.iloc[:, 0]
    bounds = fitted.confidence_interval_
    # what holds at the end of a day holds until the next event
    at = np.searchsorted(curve.index.to_numpy(), days + _WITHIN_THE_DAY, side="right") - 1
    lower = bounds.iloc[:, 0].fillna(1.0).to_numpy()[at]
    upper = bounds.iloc[:, 1].fillna(1.0).to_numpy()[at]
    values = curve.to_numpy()[at]
    events = np.searchsorted(np.sort(spells.days[spells.observed]), days, side="right")
    return pd.DataFrame(
        {
            "day": days,
            "survival": values,
            "lower": np.minimum(lower, values),
            "upper": np.maximum(upper, values),
            "at_risk": [int(((spells.entry <= day) & (spells.days >= day)).sum()) for day in days],
            "watched_after": [
                int(((spells.entry <= day) & (spells.days > day)).sum()) for day in days
            ],
            "events": events,
            "all_events": int(spells.observed.sum()),
        }
    )[columns]


def survival_at(spells: Spells, day: float, level: float) -> tuple[float, float, float]:
    """Share without the event by a day, with its interval; nan where nobody was at risk so long."""
    missing = (math.nan, math.nan, math.nan)
    if len(spells) == 0 or not bool(((spells.entry <= day) & (spells.days >= day)).any()):
        return missing
    curve = kaplan_meier(spells, level, step=max(1, round(day)), last=round(day))
    if curve.empty:
        return missing
    row = curve.iloc[-1]
    return float(row["survival"]), float(row["lower"]), float(row["upper"])


def quantile(spells: Spells, share: float, level: float) -> tuple[float, float, float]:
    """Day by which a share of the cases has had the event, open ones censored.

    Args:
        spells: The cases.
        share: 0.5 for the median.
        level: Confidence of the interval.

    Returns:
        Day, lower and upper bound; nan where the curve does not fall so far.
    """
    from lifelines.utils import qth_survival_time  # noqa: PLC0415 - lifelines is slow to import

    fitted = _fit(spells, level)
    if fitted is None:
        return math.nan, math.nan, math.nan
    bounds = fitted.confidence_interval_
    found = (
        qth_survival_time(1 - share + _LAST_BITS, curve)
        for curve in (
            fitted.survival_function_.iloc[:, [0]],
            bounds.iloc[:, [0]].fillna(1.0),
            bounds.iloc[:, [1]].fillna(1.0),
        )
    )
    value, lower, upper = (math.floor(day) if math.isfinite(day) else math.nan for day in found)
    return value, lower, upper


def logrank(one: Spells, other: Spells) -> float:
    """P value of the log-rank test of two groups observed from the beginning; nan if one is empty.

    Two groups without any event cannot be told apart: 1.
    """
    from lifelines.statistics import logrank_test  # noqa: PLC0415 - lifelines is slow to import

    if len(one) == 0 or len(other) == 0:
        return math.nan
    if not (one.observed.any() or other.observed.any()):
        return 1.0
    return float(logrank_test(one.days, other.days, one.observed, other.observed).p_value)


# several measures ask the same cases one after the other
@lru_cache(maxsize=1)
def _fit(spells: Spells, level: float) -> Any:
    from lifelines import KaplanMeierFitter  # noqa: PLC0415 - lifelines is slow to import

    if len(spells) == 0:
        return None
    # equal cases once, with their number: a group has few different days
    (days, observed, entry), cases = np.unique(
        np.stack([spells.days, spells.observed, spells.entry]), axis=1, return_counts=True
    )
    fitter = KaplanMeierFitter(alpha=1 - level)
    return fitter.fit(
        days + _WITHIN_THE_DAY,
        observed,
        entry=entry if entry.any() else None,
        weights=cases,
    )


def _watched_without_gap(days: NDArray[np.float64], entry: NDArray[np.float64]) -> float:
    """Last day reached from day 0 by cases that overlap; -1 for none."""
    if len(days) == 0 or entry.min() > 0:
        return -1.0
    order = np.argsort(entry, kind="stable")
    reached = np.maximum.accumulate(days[order])
    late = np.flatnonzero(entry[order][1:] > reached[:-1])
    return float(reached[late[0]] if late.size else reached[-1])
