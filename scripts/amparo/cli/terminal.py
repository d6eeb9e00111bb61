"""Texts of others made harmless: what a terminal would obey instead of showing."""

from __future__ import annotations

import unicodedata
from typing import Final

_KEPT: Final = "\n\t\u200c\u200d"
"""Line breaks and tabs lay a text out; joiners belong to letters and signs of some scripts."""


def harmless(text: str) -> str:
    """Replace control characters, escapes and turns of the writing direction by ``�``.

    Args:
        text: Any text; line breaks and tabs stay.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        sign if sign in _KEPT or unicodedata.category(sign)[0] != "C" else "\ufffd" for sign in text
    )
