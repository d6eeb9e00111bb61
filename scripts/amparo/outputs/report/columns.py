"""Tables as the page gets them: by column, small, equal columns stored once."""

from __future__ import annotations

import datetime as dt
import json
import math
import string
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

DECIMALS = 6
"""Decimals kept; the published digests stand on as many."""
LEAST_ROWS = 12
"""Columns shorter than this are written as they are."""
LETTERS = string.digits + string.ascii_letters
"""Places of up to 62 words, one letter each; report.js counts them alike."""


class Pool:
    """Columns by number; ``add`` stores an equal column once.

    A column is a list of values; or ``{"d": words, "s": places}`` where few values repeat, each
    place a letter of ``LETTERS`` (``"i"``: numbers, where there are more words than letters); or
    ``{"v": values, "k": times}`` where they repeat in a row; or ``{"c": value, "n": rows}`` where
    all are equal; whichever is shortest. ``null`` is a missing value.
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
    """The shortest of the forms that ``Pool`` names."""
    if len(values) < LEAST_ROWS:
        return values
    # by how they are written, for Python takes true for 1
    texts = [repr(value) for value in values]
    words = dict(zip(texts, values, strict=True))
    if len(words) == 1:
        return {"c": values[0], "n": len(values)}
    forms: list[Any] = [values]
    runs = [(text, len(list(group))) for text, group in groupby(texts)]
    if len(runs) * 2 < len(values):
        forms.append({"v": [words[text] for text, _ in runs], "k": [n for _, n in runs]})
    if len(words) * 2 < len(values):
        places = {word: place for place, word in enumerate(words)}
        known = list(words.values())
        if len(words) <= len(LETTERS):
            forms.append({"d": known, "s": "".join(LETTERS[places[text]] for text in texts)})
        else:
            forms.append({"d": known, "i": [places[text] for text in texts]})
    return min(forms, key=_written)


def _written(form: object) -> int:
    return len(json.dumps(form, ensure_ascii=False, separators=(",", ":")))
