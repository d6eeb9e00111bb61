"""What a cell of a seed may say, by the type its YAML states.

DuckDB reads more than people mean: ``100.000``, as a Spanish Excel writes a hundred thousand, is
100 for it, in a column of whole numbers too.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_WHOLE: Final = re.compile(r"-?\d+")
_DECIMAL: Final = re.compile(r"-?(?:\d+(?:\.\d+)?|inf)")
_THOUSANDS: Final = re.compile(r"-?[1-9]\d{0,2}(?:\.\d{3})+")
_FRACTION: Final = re.compile(r"-?\d+\.(?!\d{3}$)\d+")
_LOGICAL: Final = frozenset({"true", "false"})


def _is_date(text: str) -> bool:
    try:
        return dt.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def has_fractions(texts: Iterable[str]) -> bool:
    """Whether a column has decimals other than of three digits, as coordinates do."""
    return any(_FRACTION.fullmatch(text) for text in texts)


def misread(text: str, column_type: str, *, is_fractional: bool = False) -> str | None:
    """Whether a cell would be read as something else than it seems to say, or not at all.

    Args:
        text: The cell.
        column_type: Type of its column, as DuckDB calls it. Texts may say anything.
        is_fractional: Whether three digits behind a point are decimals in this column.

    Returns:
        Part of the label that says what was expected (``seed_cell_whole`` is ``whole``), or None.
        An empty cell is no value, which the data tests judge.
    """
    kind = column_type.lower()
    if text == "" or kind == "varchar":
        return None
    if kind in {"integer", "bigint"}:
        return None if _WHOLE.fullmatch(text) else "whole"
    if kind == "double":
        if not is_fractional and _THOUSANDS.fullmatch(text):
            return "thousands"
        return None if _DECIMAL.fullmatch(text) else "decimal"
    if kind == "boolean":
        return None if text in _LOGICAL else "logical"
    return None if kind != "date" or _is_date(text) else "date"
