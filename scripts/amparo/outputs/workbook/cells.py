"""How cells are written, so that no text becomes a formula and no missing value a 0."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from amparo.outputs.safety import is_formula_like

if TYPE_CHECKING:
    from amparo.outputs.edition import EditionLabels
    from amparo.outputs.workbook.definitions import Definitions, Format

LONGEST: Final = 32_767
"""Characters Excel takes in a cell."""

MOST_ROWS: Final = 1_048_570
"""Rows of data Excel has room for, beside heading, tags and total."""

OPTIONS: Final = {
    # text stays text, whatever it looks like
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
"""Options every workbook is opened with."""


class Styles:
    """Formats of a workbook, each made once.

    Args:
        workbook: The xlsxwriter workbook.
        definitions: What the formats are.
        labels: Texts of the workbook's language.
    """

    def __init__(self, workbook: Any, definitions: Definitions, labels: EditionLabels) -> None:
        """Make those every sheet uses."""
        self.labels = labels
        self._workbook = workbook
        self._definitions = definitions
        self._made: dict[tuple[str, bool, bool], Any] = {}
        self.heading = workbook.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#1F3A5F"}
            | {"font_color": "#FFFFFF", "border": 1, "border_color": "#FFFFFF"}
        )
        self.tag = workbook.add_format({"italic": True, "font_color": "#555555"})
        self.note = workbook.add_format({"italic": True})
        self.title = workbook.add_format({"bold": True, "font_size": 16})
        self.section = workbook.add_format({"bold": True, "font_size": 12, "bottom": 1})
        self.plain = workbook.add_format({"valign": "top"})
        self.wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
        self.link = workbook.get_default_url_format()
        self.warning = workbook.add_format(
            {"bold": True, "text_wrap": True, "valign": "top"}
            | {"bg_color": "#FFF2CC", "font_color": "#7F0000"}
        )
        self.severities = {
            severity: workbook.add_format({"bg_color": fill, "font_color": text})
            for severity, (fill, text) in definitions.severity_colours.items()
        }

    def kind(self, name: str) -> Format:
        """What the format of this name is."""
        return self._definitions.formats[name]

    def cell(self, name: str, *, is_total: bool = False, is_quoted: bool = False) -> Any:
        """The cell format of this name.

        Args:
            name: Its name in ``sheets.yml``.
            is_total: Bold, with a line above.
            is_quoted: Marked as text, so that editing the cell makes no formula of it either.
        """
        key = (name, is_total, is_quoted)
        if key not in self._made:
            kind = self.kind(name)
            properties: dict[str, Any] = {"valign": "top", "text_wrap": kind.wrap}
            if kind.number:
                properties["num_format"] = kind.number
            if kind.is_severity:
                properties["align"] = "center"
            if is_total:
                properties |= {"bold": True, "top": 1}
            if is_quoted:
                properties["quote_prefix"] = True
            self._made[key] = self._workbook.add_format(properties)
        return self._made[key]


def write(worksheet: Any, at: tuple[int, int], value: Any, name: str, styles: Styles) -> None:
    """Write a value of a mart.

    Args:
        worksheet: The sheet.
        at: Row and column, from 0.
        value: Text, number, truth value or date; None leaves the cell empty.
        name: Name of the format in ``sheets.yml``.
        styles: The workbook's formats.
    """
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float) and not math.isfinite(value):
        value = None if math.isnan(value) else ("∞" if value > 0 else "-∞")
    if value is None:
        worksheet.write_blank(*at, None, styles.cell(name))
    elif isinstance(value, bool):
        worksheet.write_string(*at, styles.labels("yes" if value else "no"), styles.cell(name))
    elif isinstance(value, int | float):
        worksheet.write_number(*at, value, styles.cell(name))
    elif isinstance(value, dt.date):
        worksheet.write_datetime(*at, value, styles.cell(name))
    else:
        write_text(worksheet, at, str(value), name, styles)


def write_text(worksheet: Any, at: tuple[int, int], text: str, name: str, styles: Styles) -> None:
    """Write a text as text; what Excel has no room for is cut, and the cell says so."""
    if len(text) > LONGEST:
        mark = styles.labels("book_cell_cut")
        text = text[: LONGEST - len(mark)] + mark
    style = styles.cell(name, is_quoted=is_formula_like(text))
    worksheet.write_string(*at, text, style)


def first_row(*, has_tags: bool) -> int:
    """First row of data, from 0."""
    return 2 if has_tags else 1
