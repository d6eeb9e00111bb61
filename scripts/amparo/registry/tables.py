"""The tables that the statistics hand to the warehouse, with their types.

A column of nothing but nulls has no type of its own in pandas; DuckDB would guess one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

_TEXT, _WHOLE, _NUMBER, _TRUTH = pa.string(), pa.int64(), pa.float64(), pa.bool_()

METRICS: Final = {
    "metric_id": _TEXT,
    "period": _TEXT,
    "dimension": _TEXT,
    "member": _TEXT,
    "numerator": _WHOLE,
    "denominator": _WHOLE,
    "value": _NUMBER,
    "lower": _NUMBER,
    "upper": _NUMBER,
    "coverage": _NUMBER,
}
# With what coverage is computed from: measured of so many rows, of so many concerned.
METRICS_MEASURED: Final = METRICS | {"known": _WHOLE, "concerned": _WHOLE}
GAPS: Final = {
    "metric_id": _TEXT,
    "dimension": _TEXT,
    "member": _TEXT,
    "numerator": _WHOLE,
    "denominator": _WHOLE,
    "value": _NUMBER,
    "lower": _NUMBER,
    "upper": _NUMBER,
    "reference_value": _NUMBER,
    "p_value": _NUMBER,
    "p_value_adjusted": _NUMBER,
    "is_significant": _TRUTH,
    "funnel_lower_95": _NUMBER,
    "funnel_upper_95": _NUMBER,
    "funnel_lower_998": _NUMBER,
    "funnel_upper_998": _NUMBER,
    "funnel_position": _TEXT,
}
FACTORS: Final = {
    "model_id": _TEXT,
    "factor_id": _TEXT,
    "is_covariate": _TRUTH,
    "member": _TEXT,
    "reference_member": _TEXT,
    "crude_odds_ratio": _NUMBER,
    "crude_lower": _NUMBER,
    "crude_upper": _NUMBER,
    "adjusted_odds_ratio": _NUMBER,
    "adjusted_lower": _NUMBER,
    "adjusted_upper": _NUMBER,
    "p_value": _NUMBER,
    "member_events": _WHOLE,
    "member_observations": _WHOLE,
    "events": _WHOLE,
    "observations": _WHOLE,
    "events_per_variable": _NUMBER,
    "coverage": _NUMBER,
    "caution_id": _TEXT,
    "caution_es": _TEXT,
    "caution_en": _TEXT,
}
SURVIVAL: Final = {
    "curve_id": _TEXT,
    "dimension": _TEXT,
    "member": _TEXT,
    "day": _WHOLE,
    "survival": _NUMBER,
    "lower": _NUMBER,
    "upper": _NUMBER,
    "at_risk": _WHOLE,
}
# With the counts that the published curve is computed from, once they are rounded.
SURVIVAL_MEASURED: Final = SURVIVAL | {
    "watched_after": _WHOLE,
    "events": _WHOLE,
    "all_events": _WHOLE,
}
RANKING: Final = {
    "period": _TEXT,
    "localidad_code": _TEXT,
    "criterion_id": _TEXT,
    "numerator": _WHOLE,
    "denominator": _WHOLE,
    "value": _NUMBER,
    "rank": _WHOLE,
    "rank_lower": _WHOLE,
    "rank_upper": _WHOLE,
    "previous_period": _TEXT,
    "previous_rank": _WHOLE,
    "previous_value": _NUMBER,
    "change": _NUMBER,
}
# Why a published row has no value; null where it has one.
REASON: Final = {"value_reason": _TEXT}


def typed(frame: pd.DataFrame, columns: Mapping[str, pa.DataType]) -> pa.Table:
    """The frame as a table of exactly these columns and types; nan becomes null.

    Args:
        frame: Has the columns, and may have no rows.
        columns: One of the constants of this module.
    """
    return pa.table(
        {
            name: pa.array(
                [None if _is_missing(value) else _cast(value, kind) for value in frame[name]], kind
            )
            for name, kind in columns.items()
        }
    )


def empty(columns: Mapping[str, pa.DataType]) -> pa.Table:
    """A table without rows."""
    return pa.table({name: pa.array([], kind) for name, kind in columns.items()})


def _is_missing(value: object) -> bool:
    # the only value that differs from itself; pandas' own NA answers neither yes nor no
    return value is None or type(value).__name__ in {"NAType", "NaTType"} or value != value  # noqa: PLR0124 - nan differs from itself


def _cast(value: object, kind: pa.DataType) -> object:
    if kind == _WHOLE:
        return int(value)  # type: ignore[call-overload] # a number of numpy or pandas
    return bool(value) if kind == _TRUTH else value
