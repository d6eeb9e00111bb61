"""What a message shows of a cell: by what its column is, not by what happens to stand in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amparo.gate.declared import ColumnExpectation
    from amparo.landing.declarations import Column, Table

_LONGEST: Final = 60
_SHAPE_LONGEST: Final = 20
_NUMBER: Final = r"[-+]?([0-9]+|[0-9]{1,3}([.,][0-9]{3})+)([.,][0-9]{1,2})?"
_DATE: Final = r"[0-9]{1,4}([-/.][0-9]{1,2}){2}([T ][0-9:. APM]*)?"


@dataclass(frozen=True, slots=True)
class Shown:
    """SQL of what may be shown.

    A shifted column can hold what belongs to a personal one, so of a table that has such columns
    only the shape is shown: 9 for a digit, a for a letter. A value of a code list is shown there
    where many rows have it: else nobody could add the one that is missing. Of an identifier nothing
    is shown, and nowhere what looks like a mail, a telephone or a document.

    Attributes:
        masked_digits: Digits in a row from which a text may be a telephone or a document.
        shown_from_rows: Rows from which a value of a code list is shown.
    """

    masked_digits: int
    shown_from_rows: int

    def cell(self, table: Table, column: Column, item: ColumnExpectation) -> str:
        """SQL of what is shown of ``value``, of which there are ``value_rows``."""
        if column.is_identifier:
            return "cast(null as varchar)"
        looks_personal = self._looks_personal("value")
        if item.values is not None:
            hidden = looks_personal
            if is_personal(table):
                hidden += f" or value_rows < {self.shown_from_rows:d}"
        elif is_personal(table):
            return _shape("value")
        else:
            is_figure = f"regexp_full_match(value, '{_NUMBER}|{_DATE}')"
            hidden = f"({looks_personal}) and not {is_figure}"
        return f"case when {hidden} then {_shape('value')} else left(value, {_LONGEST}) end"

    def translated(self, table: Table) -> str:
        """SQL of what is shown of ``value_text``, which staging says whether it may be."""
        text = f"left(value_text, {_LONGEST})"
        hidden = self._looks_personal("value_text")
        if is_personal(table):
            hidden += " or not may_be_shown"
        return f"case when {hidden} then {_shape('value_text')} else {text} end"

    def place(self, tables: Iterable[Table]) -> str:
        """SQL of what is shown of ``place``, which can come from any of the tables."""
        return _shape("place") if any(map(is_personal, tables)) else "place"

    def _looks_personal(self, text: str) -> str:
        # between the digits of a telephone stand spaces, dots, lines and brackets, but no letters
        return f"regexp_matches({text}, '@|([0-9][^0-9\\p{{L}}]*){{{self.masked_digits:d}}}')"


def is_personal(table: Table) -> bool:
    """Whether a shift can bring what belongs to a person into any column."""
    return bool(table.layout.personal_columns) or any(c.is_identifier for c in table.columns)


def _shape(text: str) -> str:
    digits = f"regexp_replace({text}, '[0-9]', '9', 'g')"
    return f"left(regexp_replace({digits}, '\\p{{L}}', 'a', 'g'), {_SHAPE_LONGEST})"
