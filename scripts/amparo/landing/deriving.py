"""What lands in place of a cell that must not: an age, a class, a mark, never the cell itself.

A column is told so by its declaration (``derive``, ``null_values``, ``identifier``); the texts of
null values and the patterns of classes are seeds. Everything happens before a value reaches any
file of ours.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from amparo.landing.text import is_blank, normalise_header

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from amparo.landing.declarations import Column, Table

BIRTH_DATE_INVALID: Final = "birth_date_invalid"
BIRTH_AFTER: Final = "birth_after_intervention"
BIRTH_WITHOUT_DATE: Final = "birth_without_intervention"
UNCLASSIFIED: Final = "unclassified"
FILLED: Final = "1"

_ISO = re.compile(r"(\d{4})[-/](\d{2})[-/](\d{2})(?:[ T].*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: .*)?")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_EPOCH: Final = dt.date(1899, 12, 30)
_WHOLE = re.compile(r"0*(\d+)(?:\.0*|,0{1,2})?")


@dataclass(frozen=True, slots=True)
class Substitute:
    """What is written in place of a cell.

    Attributes:
        give: Takes the cell, which is not blank, and the cell of ``beside``; gives the text.
        beside: Declared column whose cell it needs as well, '' for none.
    """

    give: Callable[[str, str], str]
    beside: str = ""


Hidden = dict[str, Substitute]
"""What lands in place of cells, by column."""


def substitutes(table: Table, hashed: Mapping[str, Callable[[str], str]]) -> Hidden:
    """Give by column what lands in place of its cells; columns left out land as they are.

    Args:
        table: The declared table.
        hashed: Hash functions of its identifiers, by column.
    """
    found: dict[str, Substitute] = {}
    for column in table.columns:
        if column.name in hashed:
            canonical = whole_number if column.is_number else str.strip
            found[column.name] = Substitute(
                partial(_hash, column.null_texts, hashed[column.name], canonical)
            )
        elif column.derive is not None:
            found[column.name] = _derived(column)
    return found


def whole_number(text: str) -> str:
    """Write a number one way: ``10101``, ``010101``, ``10101.0`` and ``10101,0`` are one.

    What is no whole number comes back without the blanks around it.
    """
    found = _WHOLE.fullmatch(text.strip())
    return found.group(1) if found else text.strip()


def completed_age(born: str, at: str) -> str:
    """Give the completed years between two dates as written, or why there are none.

    Returns:
        Digits, or one of the reasons ``BIRTH_...``; the reasons are rows of the seed
        ``registry_cell_reasons``.
    """
    birth, day = read_date(born), read_date(at)
    if birth is None:
        return BIRTH_DATE_INVALID
    if day is None:
        return BIRTH_WITHOUT_DATE
    if birth > day:
        return BIRTH_AFTER
    return str(day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day)))


def read_date(text: str) -> dt.date | None:
    """Read a date as the macro ``parse_date`` does: ISO, day first, or Excel's serial number."""
    text = text.strip()
    try:
        if found := _ISO.fullmatch(text):
            year, month, day = map(int, found.groups())
            return dt.date(year, month, day)
        if found := _DAY_FIRST.fullmatch(text):
            day, month, year = map(int, found.groups())
            return dt.date(year, month, day)
        if found := _SERIAL.fullmatch(text):
            return _EPOCH + dt.timedelta(days=int(found.group(1)))
    except ValueError:
        pass
    return None


def classify(patterns: tuple[tuple[str, str], ...], text: str) -> str:
    """Give the class of the first pattern found in the normalised text."""
    plain = normalise_header(text).replace("_", " ")
    for pattern, class_id in patterns:
        if re.search(rf"\b(?:{pattern})", plain):
            return class_id
    return UNCLASSIFIED


def _derived(column: Column) -> Substitute:
    nulls = column.null_texts
    match column.derive:
        case "completed_age":
            return Substitute(partial(_unless_null, nulls, completed_age), column.derive_at)
        case "classify":
            sorted_out = partial(classify, column.patterns)
            return Substitute(partial(_unless_null, nulls, lambda cell, _: sorted_out(cell)))
        case _:
            return Substitute(partial(_unless_null, nulls, lambda _cell, _: FILLED))


def _unless_null(
    nulls: frozenset[str], give: Callable[[str, str], str], cell: str, beside: str
) -> str:
    return "" if cell.strip() in nulls else give(cell, beside)


def _hash(
    nulls: frozenset[str],
    hash_of: Callable[[str], str],
    canonical: Callable[[str], str],
    cell: str,
    _beside: str,
) -> str:
    text = canonical(cell)
    # a sentinel with a hash would look like one person met again and again
    return "" if is_blank(cell) or {cell.strip(), text} & nulls else hash_of(text)
