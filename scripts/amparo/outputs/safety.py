"""Text that a spreadsheet would take for a formula.

Excel, LibreOffice and web spreadsheets run a cell of a CSV as a formula where its text begins with
one of a few characters. A workbook keeps the type of a cell, a CSV does not: see docs/outputs.md
for what is done in each.
"""

from __future__ import annotations

from typing import Final

TRIGGERS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Beginnings that OWASP names, full-width forms included."""


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet could take a text for a formula; blanks before it count for nothing."""
    return text.startswith(TRIGGERS) or text.lstrip(" \u00a0").startswith(TRIGGERS)


def neutralised(text: str) -> str:
    """A text with an apostrophe before it where a spreadsheet could take it for a formula."""
    return f"'{text}" if is_formula_like(text) else text
