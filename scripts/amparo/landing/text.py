"""Texts: headers made comparable, cells made text, names made safe to print."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from functools import lru_cache
from typing import Final

from amparo.landing.garbled import repair

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta | None

BLANK: Final = " \t\r\n\f\v\u00a0\ufeff"
"""Characters which alone do not make a cell filled; Excel shows all of them as nothing."""

_OTHER = re.compile(r"[^a-z0-9]+")
_LOST: Final = "aeioun"
"""Letters that Spanish writes with a sign, and the portal therefore loses."""
_NO_BONES: Final = str.maketrans("", "", f"{_LOST}_")
_LEAST_OF_A_NAME: Final = 3
_LONGEST_EXACT: Final = 1e15
_HALF_SECOND: Final = dt.timedelta(microseconds=500_000)


@lru_cache(maxsize=2**15)  # every table asks it of every cell of the first rows
def normalise_header(text: str) -> str:
    """Give the form in which headers are compared.

    Accents are stripped, letters lowered, every run of other characters becomes one ``_`` and the
    ends are trimmed: ``Código Departamento`` gives ``codigo_departamento``, and so does the garbled
    ``CÃ³digo Departamento``. A percent sign is a word: ``% Health`` is another column than
    ``Health``. Idempotent.
    """
    return _OTHER.sub("_", plain(text).replace("%", " pct ")).strip("_")


def plain(text: str) -> str:
    """Give a text repaired, in small letters and without accents."""
    text = repair(text).text
    # Lowering can bring new combining marks (İ), and decomposing new capitals (the kelvin sign),
    # hence decomposing before and after.
    lowered = unicodedata.normalize("NFKD", text).lower()
    return "".join(
        c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c)
    )


@lru_cache(maxsize=65536)
def bones(key: str) -> str:
    """Give what a normalised name and the portal's spelling of it surely have in common."""
    return key.translate(_NO_BONES)


def is_portal_name(header: str, key: str) -> bool:
    """Tell whether a normalised header is how the open-data portal spells a normalised name.

    Its field names come from the titles: what is no letter of a to z and no digit becomes ``_``,
    also a letter with an accent, and a run of them one; at the ends they go. ``AÑO_HECHOS`` is
    ``a_o_hechos`` there, ``TOTAL_VÍCTIMAS`` ``total_v_ctimas``, ``Área geográfica``
    ``rea_geogr_fica``.
    """
    if len(header) < _LEAST_OF_A_NAME or bones(header) != bones(key):
        return False
    return _as_title(header).fullmatch(key) is not None


@lru_cache(maxsize=4096)
def _as_title(header: str) -> re.Pattern[str]:
    gap = f"(?:_|_?[{_LOST}]_?|[{_LOST}]{{2}})"
    return re.compile(f"[{_LOST}]?" + gap.join(map(re.escape, header.split("_"))))


def header_key(text: str) -> str:
    """Give the key under which a header is looked up: normalised, or itself if only signs.

    A header such as ``{`` (a typing error that an official workbook has) would else be nothing,
    and could not be declared.
    """
    return normalise_header(text) or text.strip(BLANK)


def is_blank(text: str) -> bool:
    """Tell whether a cell shows nothing."""
    return not text.strip(BLANK)


def cell_text(value: Cell) -> str:
    """Write a workbook cell as text; '' for an empty cell.

    Whole floats lose their ``.0`` (Excel keeps every number as a float), other floats keep all
    their digits, booleans are ``true``/``false``, dates ``YYYY-MM-DD`` or ``YYYY-MM-DD HH:MM:SS``,
    durations ``H:MM:SS``. Texts are left as they are.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, dt.date | dt.time | dt.timedelta):
        return _time_text(value)
    return "" if value is None else str(value)


def printable(text: str, longest: int = 80) -> str:
    """Make a delivered name safe inside a one-line message.

    Control characters (line breaks, terminal escapes) become spaces, runs of spaces one, and what
    exceeds ``longest`` characters is cut.
    """
    clean = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in text)
    clean = " ".join(clean.split())
    return clean if len(clean) <= longest else clean[: longest - 1] + "…"


def _float_text(value: float) -> str:
    if math.isnan(value):
        return ""
    if value.is_integer() and abs(value) < _LONGEST_EXACT:
        return str(int(value))
    return repr(value)


def _time_text(value: dt.date | dt.time | dt.timedelta) -> str:
    if isinstance(value, dt.datetime):
        # Excel's serial numbers miss whole seconds by a few microseconds.
        rounded = (value + _HALF_SECOND).replace(microsecond=0) if value.microsecond else value
        return rounded.isoformat(sep=" ")
    if isinstance(value, dt.timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds % 3600 // 60:02}:{seconds % 60:02}"
    if isinstance(value, dt.time):
        return value.replace(microsecond=0).isoformat()
    return value.isoformat()
