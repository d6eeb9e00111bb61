"""Workbooks as the sources deliver them: merged headers, dates, several sheets."""

from __future__ import annotations

import csv
import datetime as dt
from typing import TYPE_CHECKING

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

Cell = str | int | float | dt.date | None
Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 0."""


def write_book(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[Cell]]],
    merged: Sequence[Merge] = (),
) -> None:
    """Write a workbook; ``merged`` ranges of every sheet show the text of their first cell."""
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, dt.date):
                        # Excel keeps a day as the number of days since the end of 1899.
                        serial = (value - dt.date(1899, 12, 30)).days
                        sheet.write_number(number, column, serial, day)
                    elif value is not None:
                        sheet.write(number, column, value)
            for first, left, last, right in merged:
                sheet.merge_range(first, left, last, right, rows[first][left])


def write_csv(path: Path, rows: Sequence[Sequence[Cell]], delimiter: str = ",") -> None:
    """Write a CSV in UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows(rows)
