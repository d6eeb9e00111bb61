"""How cells are read: names, codes, numbers and dates as the official files write them."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from fractions import Fraction
from functools import cache

Cell = object

_EXCEL_EPOCH = dt.date(1899, 12, 30)
_DATE_FORMATS = ("%Y/%m/%d", "%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y")


def text(cell: Cell) -> str:
    """A cell as trimmed text; whole floats without their point."""
    if isinstance(cell, bool) or cell is None:
        return "" if cell is None else str(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return _ungarbled(str(cell)).strip()


def _ungarbled(written: str) -> str:
    """UTF-8 that was read byte by byte as Windows or Mac text, read again; twice where need be."""
    for codec in ("cp1252", "cp1252", "mac_roman"):
        if not set("ÃÂ√") & set(written):
            break
        try:
            raw = b"".join(
                bytes([ord(sign)]) if "\x80" <= sign <= "\x9f" else sign.encode(codec)
                for sign in written
            )
            written = raw.decode("utf-8")
        except UnicodeError:
            continue
    return written


def plain(cell: Cell) -> str:
    """Lower case, no accents, one space for any run of other signs."""
    return _plain(text(cell))


@cache
def _plain(written: str) -> str:
    parts = unicodedata.normalize("NFKD", written.lower())
    letters = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", " ", letters).strip()


def place_name(cell: Cell) -> str:
    """The same without a parenthesised suffix."""
    return plain(re.sub(r"\s*\([^()]*\)\s*$", "", text(cell)))


def whole(cell: Cell) -> int | None:
    """A whole number not below 0, with or without comma thousands; None where it is not one."""
    written = text(cell)
    if re.fullmatch(r"\d+|\d{1,3}(,\d{3})+", written):
        return int(written.replace(",", ""))
    return None


def worn_thousands(cell: Cell) -> str:
    """Digits of a number whose thousands lost their trailing zeros: '5,03' is 5030."""
    written = text(cell)
    if re.fullmatch(r"\d{1,3}(,\d{1,3})+", written):
        head, *groups = written.split(",")
        return head + "".join(group.ljust(3, "0") for group in groups)
    return written


def year_of(cell: Cell) -> int | None:
    """The only group of four digits in a date or year."""
    return _year(text(cell))


@cache
def _year(written: str) -> int | None:
    found = re.findall(r"(?<!\d)\d{4}(?!\d)", written)
    return int(found[0]) if found else None


def date_of(cell: Cell) -> dt.date | None:
    """A date as text in one of the formats met, or an Excel serial."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _EXCEL_EPOCH + dt.timedelta(days=int(cell))
    return _day(text(cell).split(" ", maxsplit=1)[0])


@cache
def _day(day: str) -> dt.date | None:
    for form in _DATE_FORMATS:
        try:
            return dt.datetime.strptime(day, form).date()  # noqa: DTZ007 - a day, no time
        except ValueError:
            continue
    return None


def round_half_away(value: Fraction) -> int:
    """To a whole number, a half away from zero; exact."""
    size = (abs(value) + Fraction(1, 2)).__floor__()
    return size if value >= 0 else -size
