"""Tables as the page gets them: by column, small, equal columns stored once."""

from __future__ import annotations

import datetime as dt
import json
import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DECIMALS = 6
"""Decimals kept; the published digests stand on as many."""
LEAST_ROWS = 12
"""Columns shorter than this are written as they are."""


class Pool:
    """Columns by number; ``add`` stores an equal column once.

    A column is a list of values; or ``{"d": words, "i": places}`` where few values repeat; or
    ``{"c": value, "n": rows}`` where all are equal. ``null`` is a missing value.
    """

    def __init__(self) -> None:
        """Start empty."""
        self.columns: list[Any] = []
        self._numbers: dict[str, int] = {}

    def add(self, values: Iterable[object]) -> int:
        """Store a column and return its number."""
        column = _packed([_plain(value) for value in values])
        key = json.dumps(column, ensure_ascii=False)
        if key not in self._numbers:
            self._numbers[key] = len(self.columns)
            self.columns.append(column)
        return self._numbers[key]

    def table(
        self, rows: Sequence[dict[str, Any]], leave_out: Iterable[str] = ()
    ) -> dict[str, int]:
        """Store a table: number of its column by name."""
        names = [name for name in (rows[0] if rows else {}) if name not in set(leave_out)]
        return {name: self.add(row[name] for row in rows) for name in names}


def _plain(value: object) -> object:
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float):
        if math.isnan(value):
            return None
        if math.isinf(value):
            return "inf"
        rounded = round(value, DECIMALS)
        return int(rounded) if rounded.is_integer() else rounded
    return value


def _packed(values: list[Any]) -> Any:
    if len(values) < LEAST_ROWS:
        return values
    words = list(dict.fromkeys(values))
    if len(words) == 1:
        return {"c": words[0], "n": len(values)}
    worth = any(isinstance(word, str) for word in words) and len(words) * 2 < len(values)
    if not worth:
        return values
    places = {word: place for place, word in enumerate(words)}
    return {"d": words, "i": [places[value] for value in values]}
