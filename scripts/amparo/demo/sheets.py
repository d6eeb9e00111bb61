"""Workbooks and text files with the same bytes on every run."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

Cell = str | int | float | date | None

# A workbook stores when it was made; a clock would change its bytes.
_CREATED = datetime(2024, 1, 1, tzinfo=UTC)
_FIRST_DAY = date(1899, 12, 30)  # day 0 of a workbook


@contextmanager
def workbook(path: Path) -> Iterator[xlsxwriter.Workbook]:
    """Open a workbook for writing row by row, with a fixed date and a synthetic title.

    Args:
        path: file to write; its folder is made if needed.

    Yields:
        The workbook, closed at the end.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    book.set_properties(
        {"title": "SINTETICO", "comments": "Datos sintéticos / synthetic data", "created": _CREATED}
    )
    yield book
    book.close()


def write_sheet(book: xlsxwriter.Workbook, name: str, rows: Iterable[Sequence[Cell]]) -> None:
    """Add a sheet with its rows to a workbook.

    The rows go straight into the stream xlsxwriter keeps for the sheet: cell by cell it costs
    several microseconds each, and the demo has two million cells.

    Args:
        book: an open `workbook`.
        name: name of the sheet.
        rows: cells row by row, texts as text, numbers as numbers and dates as dates; `None` and
            empty texts stay empty cells.
    """
    day = book.add_format({"num_format": "dd/mm/yyyy"})._get_xf_index()
    sheet = book.add_worksheet(name)
    bodies: dict[str, str] = {}
    letters: list[str] = []
    position = 0
    for position, row in enumerate(rows, start=1):
        while len(letters) < len(row):
            letters.append(_letters(len(letters)))
        parts = []
        for letter, value in zip(letters, row, strict=False):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                body = bodies.get(value)
                if body is None:
                    keep = ' xml:space="preserve"' if value != value.strip() else ""
                    body = f'" t="inlineStr"><is><t{keep}>{escape(value)}</t></is></c>'
                    bodies[value] = body
                parts.append(f'<c r="{letter}{position}{body}')
            elif isinstance(value, date):
                serial = (value - _FIRST_DAY).days
                parts.append(f'<c r="{letter}{position}" s="{day}"><v>{serial}</v></c>')
            else:
                parts.append(f'<c r="{letter}{position}"><v>{value:.16G}</v></c>')
        sheet.fh.write(f'<row r="{position}">{"".join(parts)}</row>')
    # The sheet states its extent; without one xlsxwriter would leave the rows out.
    sheet.dim_rowmin, sheet.dim_rowmax = 0, position - 1
    sheet.dim_colmin, sheet.dim_colmax = 0, len(letters) - 1


def _letters(column: int) -> str:
    """Return the letters of a 0-based column, A to ZZ."""
    high, low = divmod(column, 26)
    return (chr(64 + high) if high else "") + chr(65 + low)


def quoted(value: str) -> str:
    """Quote a CSV field only where it holds a comma or a quote.

    Args:
        value: text of the field.

    Returns:
        The field as it stands in the file.
    """
    if "," in value or '"' in value:
        return '"' + value.replace('"', '""') + '"'
    return value


def write_lines(path: Path, lines: Iterable[str]) -> None:
    r"""Write text lines as UTF-8 without byte-order mark, each ended by a bare line feed.

    Args:
        path: file to write; its folder is made if needed.
        lines: lines without their ends.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(("\n".join(lines) + "\n").encode("utf-8"))
