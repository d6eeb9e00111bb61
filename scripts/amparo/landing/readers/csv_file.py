"""Reading CSV files: encoding, first rows, and the quick and the careful way through the rest.

DuckDB reads a plain UTF-8 file itself. Where its reading could differ from RFC 4180 or lose the
row numbers (empty lines, blanks beside quotes, mixed line ends), and wherever it reports an error,
Python's parser reads instead: its word is final, and its errors name the row without quoting it.
"""

from __future__ import annotations

import codecs
import csv
import io
from itertools import islice
from typing import TYPE_CHECKING, Final

from amparo.landing import bounds, limits, problems
from amparo.landing.matching import Grid, HeaderMatch
from amparo.landing.readers.base import Scan, csv_relation, stage
from amparo.landing.text import is_blank

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from amparo.landing.declarations import Layout
    from amparo.landing.deriving import Hidden

_CHUNK: Final = 4 * 2**20
_HEAD_BYTES: Final = 2**20
_UTF8: Final = frozenset({"utf-8"})
_NUL: Final = b"\0"
_UNLIKE = (b"\n\n", b"\n\r\n", b' "', b'" ', b'\t"', b'"\t')
"""Byte runs after which DuckDB's strict parser and RFC 4180 may part ways."""


class CsvFile:
    """One CSV file."""

    has_careful_way = True
    error_cells = 0

    def __init__(self, path: Path, rows: int) -> None:
        """Take a file of which up to ``rows`` rows are looked at for the header."""
        self._path = path
        self._rows = rows
        self._decodes: dict[str, bool] = {}
        self._grids: dict[tuple[str, str], Grid] = {}

    def grids(self, layout: Layout) -> Sequence[Grid]:
        """Give the first rows in each way the layout allows.

        Raises:
            ProblemError: the text is in none of the layout's encodings, or holds a NUL.
        """
        encoding = next((e for e in layout.encodings if self._decodes_as(e)), None)
        if encoding is None:
            raise problems.undecodable(layout.encodings)
        return [self._grid(encoding, delimiter) for delimiter in layout.delimiters]

    def scan(self, match: HeaderMatch, staged: Path, *, careful: bool, hidden: Hidden) -> Scan:
        """Prepare the rows below the header.

        Args:
            match: The table the file fits.
            staged: Private file to write, if Python has to read.
            careful: True to have Python read in any case.
            hidden: What lands in place of the cells of a column; Python reads such a file.

        Raises:
            ProblemError: a row is malformed (only found out here by the careful way).
        """
        grid, header = match.grid, match.header_row
        one_line_each = grid.lines[header - 1] == header
        utf8 = codecs.lookup(grid.encoding).name in _UTF8
        by_hand = careful or bool(hidden) or match.telling is not None
        by_hand = by_hand or not utf8 or not one_line_each
        line_end = None if by_hand else self._line_end()
        if line_end is None:
            rows = _data_rows(self._path, grid, header, match.headers)
            return stage(rows, match, staged, hidden=hidden)
        width = len(match.headers)
        return Scan(
            relation=csv_relation(
                self._path,
                width,
                delimiter=grid.delimiter,
                skip=header,
                only_feeds=line_end == b"\n",
            ),
            columns={name: f"nullif(c{i}, '')" for name, i in match.positions.items()},
            row_number=f"row_number() over () + {header}",
        )

    def _decodes_as(self, encoding: str) -> bool:
        if encoding not in self._decodes:
            self._decodes[encoding] = _decodes(self._path, encoding)
        return self._decodes[encoding]

    def _grid(self, encoding: str, delimiter: str) -> Grid:
        key = (encoding, delimiter)
        if key not in self._grids:
            self._grids[key] = _head(self._path, encoding, delimiter, self._rows)
        return self._grids[key]

    def _line_end(self) -> bytes | None:
        """Give the line end of a file which DuckDB is sure to read as we do, else None.

        One pass over the bytes, in constant memory.
        """
        returns = pairs = feeds = 0
        tail = b"\n"
        with self._path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                window = tail + chunk
                if any(run in window for run in _UNLIKE):
                    return None
                returns += chunk.count(b"\r")
                feeds += chunk.count(b"\n")
                pairs += (window[len(tail) - 1 :]).count(b"\r\n")
                tail = window[-2:]
        if returns != pairs or pairs not in {0, feeds}:
            return None
        return b"\r\n" if pairs else b"\n"


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        with path.open("rb") as file:
            lines = 1
            while chunk := file.read(_CHUNK):
                # neither Python nor DuckDB would stumble over it, and no text file has one
                if _NUL in chunk:
                    raise problems.nul_byte(lines + chunk[: chunk.index(_NUL)].count(b"\n"))
                lines += chunk.count(b"\n")
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _without_mark(encoding: str) -> str:
    """Have Python drop the byte order mark of UTF-8, as it does for UTF-16 by itself."""
    return "utf-8-sig" if codecs.lookup(encoding).name in _UTF8 else encoding


def _head(path: Path, encoding: str, delimiter: str, rows: int) -> Grid:
    with path.open("rb") as file:
        raw = file.read(_HEAD_BYTES)
        is_whole = not file.read(1)
    decoder = codecs.getincrementaldecoder(_without_mark(encoding))("strict")
    text = decoder.decode(raw, final=is_whole)
    csv.field_size_limit(limits.LONGEST_CELL)
    # Not strict: a title above the header may hold a stray quote; the data are read strictly.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    cells: list[tuple[str, ...]] = []
    lines: list[int] = []
    try:
        for row in islice(reader, rows):
            if len(row) > limits.MOST_COLUMNS:
                raise bounds.too_big("columns", len(row), limits.MOST_COLUMNS)
            cells.append(tuple(row))
            lines.append(reader.line_num)
    except csv.Error:
        pass  # what was read up to here decides
    return Grid("", tuple(cells), encoding, delimiter, tuple(lines))


def _data_rows(
    path: Path, grid: Grid, header: int, headers: Sequence[str]
) -> Iterator[tuple[int, Sequence[str]]]:
    """Give every record below the header with its row number; a record is a row in Excel.

    Raises:
        ProblemError: a record has another width than the header, or its quotes do not close.
    """
    width = len(headers)
    named = max(i for i, cell in enumerate(headers) if not is_blank(cell)) + 1
    padding = [""] * width
    number = header
    csv.field_size_limit(limits.LONGEST_CELL)
    with path.open(encoding=_without_mark(grid.encoding), newline="") as file:
        lines = _Lines(file, skipped=grid.lines[header - 1])
        reader = csv.reader(lines, delimiter=grid.delimiter, strict=True)
        try:
            for number, row in enumerate(reader, start=header + 1):
                lines.taken = 0
                if len(row) != width:
                    if all(map(is_blank, row)):
                        yield number, padding
                        continue
                    # Cells beyond the last named header are harmless while nothing is in them.
                    if len(row) < named or not all(map(is_blank, row[width:])):
                        raise problems.malformed_row(number, width, len(row))
                    row = [*row, *padding]  # noqa: PLW2901 - the padded row takes its place
                yield number, row
        except csv.Error as error:
            if "field limit" in str(error):
                raise problems.long_cell(number + 1, limits.LONGEST_CELL) from None
            raise problems.malformed_quotes(number + 1) from None
        except UnicodeError:
            # The whole file could be decoded a moment ago.
            raise problems.changing() from None


class _Lines:
    """The physical lines below a header: no record's lines together pass the limit in memory."""

    def __init__(self, file: io.TextIOBase, *, skipped: int) -> None:
        """Leave out the first ``skipped`` lines."""
        self._file = file
        self._skipped = skipped
        self.taken = 0
        """Characters of the record that is being read; who takes a record sets it to 0."""

    def __iter__(self) -> Iterator[str]:
        """Give the lines.

        Raises:
            ProblemError: a record is longer than any delivery's.
        """
        number = 0
        while line := self._file.readline(limits.LONGEST_ROW):
            number += 1
            self.taken += len(line)
            if self.taken >= limits.LONGEST_ROW:
                raise bounds.too_big("row", number, limits.LONGEST_ROW)
            if number > self._skipped:
                yield line
            else:
                self.taken = 0
