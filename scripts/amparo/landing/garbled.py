"""Texts read in the wrong encoding somewhere on their way: repaired where that can be undone."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

MARKS: Final = r"[ÃÂ√\x{80}-\x{9f}\x{fffd}]|ï¿½|â€"
"""What a garbled text holds, as DuckDB writes the pattern; no Spanish word does."""

_MARKS: Final = re.compile("[ÃÂ√\x80-\x9f\ufffd]|ï¿½|â€")
# The second of two wrong readings turned ó into Ã, an invisible control and Â³; many programs drop
# the control.
_DROPPED: Final = re.compile("ÃÂ(?=[\x80-\xbf])")
# A letter of UTF-8 is garbled into a run of such signs; sound letters beside it are in other runs.
_RUN: Final = re.compile("[^\x00-\x7f]+")
_WRONG: Final = ("cp1252", "mac_roman")
_TWICE: Final = 2


class Repair(NamedTuple):
    """A text made readable.

    Attributes:
        text: The text, as far as it could be mended.
        is_damaged: Whether letters are lost for good: nobody can tell which they were.
    """

    text: str
    is_damaged: bool


def is_suspect(text: str) -> bool:
    """Tell whether a text bears the marks of a wrong reading."""
    return _MARKS.search(text) is not None


def repair(text: str) -> Repair:
    """Undo wrong readings of UTF-8: ``NiÃ±o`` and the doubly garbled ``NiÃÂ±o`` give ``Niño``.

    What holds no mark of a wrong reading comes back as it is. ``Desapariciï¿½n`` and ``MARÃTIMO``
    have lost their letter: they come back damaged.
    """
    if not is_suspect(text):
        return Repair(text, is_damaged=False)
    mended = _DROPPED.sub("Ã", text)
    for _ in range(_TWICE):
        mended = _RUN.sub(_read_again, mended)
    return Repair(mended, is_suspect(mended))


def _read_again(found: re.Match[str]) -> str:
    """Read one run as the UTF-8 it was, or leave it: no library stops at the first sound text."""
    run = found.group()
    if is_suspect(run):
        for codec in _WRONG:
            try:
                return b"".join(_byte(sign, codec) for sign in run).decode("utf-8")
            except UnicodeError:
                continue
    return run


def _byte(sign: str, codec: str) -> bytes:
    # five bytes are no letter of cp1252: they come as the control of that number
    return bytes([ord(sign)]) if "\x80" <= sign <= "\x9f" else sign.encode(codec)
