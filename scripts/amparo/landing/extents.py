"""How large the sheets of a workbook are, before calamine makes room for every cell of them.

calamine holds a sheet as a full rectangle: one value far away costs as much as if all the cells
between were filled. The addresses of the filled cells say how large it will be.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from amparo.landing import bounds, limits
from amparo.landing.damage import reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import IO

_FILLED = re.compile(
    rb"<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*[\"']([A-Za-z]+)([0-9]+)[\"'][^>]*(?<!/)>\s*<(?!/)"
)
"""A cell that holds something, with its address; those that only have a style are no cells."""
_PLAIN: Final = b'<c r="'
_ADDRESS = re.compile(rb'<c r="([A-Z]+)([0-9]+)"')
_FAR = re.compile(rb'<c r="([A-Z]{3,}|[A-Z]{1,2}(?=[0-9]{6}))([0-9]+)"[^>]*(?<!/)><(?!/)')
"""The same of a cell far to the right or below, as every program writes it."""
_ERROR = re.compile(rb"<(?:\w+:)?c\s[^>]*\bt=\"e\"")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)\b[^>]*(?<!/)>")
_CELL = re.compile(rb"<(?:\w+:)?c\b")
_UNUSUAL: Final = (b":c ", b"<v ", b"<is ")
_ROW = re.compile(rb"</(?:\w+:)?row>")
_ROW_END: Final = b"row>"
_SHEETS_ODS: Final = "content.xml"
_NO_SHEETS: Final = ("customxml/", "docprops/")
_PART_ODS = re.compile(rb"<table:(table|table-row|(?:covered-)?table-cell)(?![\w-])([^>]*)>")
_TIMES_ODS = re.compile(rb"table:number-(?:rows|columns)-repeated=\"([0-9]{1,9})\"")
_FILLED_ODS: Final = b"office:value-type="
_BINARY_SHEET: Final = b"\x81\x01"
_DAMAGE: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError),
    *(NotImplementedError, RuntimeError, OSError),
)
_ROW_RECORD: Final = 0
_CELL_RECORDS: Final = frozenset({*range(2, 12), 62})
"""Records of an .xlsb with a filled cell."""


@dataclass(slots=True)
class Extent:
    """The rectangle that the filled cells of a sheet span.

    Attributes:
        filled: Cells with something in them.
        errors: Cells which show an error such as #DIV/0!.
        top: First row; 0 for none.
        bottom: Last row.
        left: First column, from 1.
        right: Last column.
        lowest: Address of a cell of the last row.
        rightmost: Address of a cell of the last column.
    """

    filled: int = 0
    errors: int = 0
    top: int = 0
    bottom: int = 0
    left: int = 0
    right: int = 0
    lowest: str = ""
    rightmost: str = ""

    @property
    def cells(self) -> int:
        """Cells of the rectangle."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1) if self.filled else 0

    @property
    def stray(self) -> str:
        """Address of the cell far away: with more rows than filled cells, it lies below."""
        return self.lowest if self.bottom - self.top >= self.filled else self.rightmost

    def take(self, column: int, row: int) -> None:
        """Widen the rectangle to a cell."""
        if row > self.bottom:
            self.lowest = f"{_letters(column)}{row}"
        if column > self.right:
            self.rightmost = f"{_letters(column)}{row}"
        self.top = min(self.top or row, row)
        self.left = min(self.left or column, column)
        self.bottom, self.right = max(self.bottom, row), max(self.right, column)


def check_workbook(path: Path) -> int:
    """Look through a workbook that is a zip; one of another kind is bounded by its format.

    Args:
        path: The workbook.

    Returns:
        Cells which show an error.

    Raises:
        ProblemError: it unpacks to too much, has too many columns or cells, or a stray one.
    """
    if not zipfile.is_zipfile(path):
        return 0
    left = limits.most_unpacked(path.stat().st_size, limits.MOST_BOOK_BYTES)
    cells = errors = 0
    with reading("libro de Excel", "an Excel workbook", *_DAMAGE), zipfile.ZipFile(path) as archive:
        for entry in archive.infolist():
            extent = Extent()
            with archive.open(entry) as stream:
                by_suffix = _LOOKS.get(entry.filename[-4:].lower(), _look_away)
                look = _look_open_document if entry.filename == _SHEETS_ODS else by_suffix
                if entry.filename.lower().startswith(_NO_SHEETS):
                    look = _look_away
                left -= look(_chunks(stream, left), extent)
            errors += extent.errors
            cells += extent.cells
            _judge(extent, cells)
    return errors


def _chunks(stream: IO[bytes], left: int) -> Iterator[bytes]:
    allowed = left
    while chunk := stream.read(limits.CHUNK):
        left -= len(chunk)
        if left < 0:
            raise bounds.too_big("bytes", allowed - left, allowed)
        yield chunk


def _judge(extent: Extent, cells: int) -> None:
    width = extent.right - extent.left + 1
    is_sparse = (
        extent.cells > limits.HARMLESS_CELLS and extent.cells > extent.filled * limits.MOST_SPARSE
    )
    if is_sparse:
        raise bounds.stray_cell(extent.stray)
    if width > limits.MOST_COLUMNS:
        raise bounds.too_big("columns", width, limits.MOST_COLUMNS)
    if cells > limits.MOST_CELLS:
        raise bounds.too_big("cells", cells, limits.MOST_CELLS)


def _look_xml(chunks: Iterator[bytes], extent: Extent) -> int:
    """Take the addresses of the filled cells of a sheet; gives its bytes."""
    read = rows = 0
    tail = b""
    for chunk in chunks:
        read += len(chunk)
        # what begins behind the last end of an element is looked at with the next bytes
        text = tail + chunk
        closed = text.rfind(b"/>")
        cut = max(text.rfind(b"</"), closed + 2 if closed >= 0 else 0, 0)
        text, tail = text[:cut], text[cut:]
        if len(tail) > limits.LONGEST_CELL:
            raise bounds.too_big("cell", len(tail), limits.LONGEST_CELL)
        if b't="e"' in text:
            extent.errors += len(_ERROR.findall(text))
        is_usual = text.count(_PLAIN) == text.count(b"<c ") + text.count(b"<c>")
        if is_usual and not any(sign in text for sign in _UNUSUAL):
            _take_ends(text, extent)
        else:
            rows = _take_each(text, extent, rows)
    return read


def _take_ends(text: bytes, extent: Extent) -> None:
    """Take the first and the last filled cell of each row, and those far away in any order."""
    for piece in text.split(_ROW_END):
        filled = piece.count(b"<v>") + piece.count(b"<is>")
        if filled:
            extent.filled += filled
            first = _ADDRESS.match(piece, piece.rfind(_PLAIN, 0, _value(piece.find, min)))
            last = _ADDRESS.match(piece, piece.rfind(_PLAIN, 0, _value(piece.rfind, max)))
            for found in filter(None, (first, last)):
                extent.take(_number(found.group(1)), int(found.group(2)))
    for letters, row in _FAR.findall(text):
        extent.take(_number(letters), int(row))


def _take_each(text: bytes, extent: Extent, rows: int) -> int:
    """Take every cell of a sheet that is written unusually; gives the rows so far.

    A cell without an address stands behind the one before it.
    """
    found = _FILLED.findall(text)
    for letters, row in found:
        extent.take(_number(letters), int(row))
    extent.filled += len(found)
    values = len(_VALUE.findall(text))
    pieces = _ROW.split(text)
    if values > len(found):
        extent.filled += values - len(found)
        extent.take(1, 1)
        extent.take(max(1, *(_CELL.subn(b"", piece)[1] for piece in pieces)), rows + len(pieces))
    return rows + len(pieces) - 1


def _value(find: Callable[[bytes], int], which: Callable[[int, int], int]) -> int:
    """Place of the first or last value in a row."""
    one, other = find(b"<v>"), find(b"<is>")
    if -1 in (one, other):
        return max(one, other)
    return which(one, other)


def _look_binary(chunks: Iterator[bytes], extent: Extent) -> int:
    """The same of a sheet of an .xlsb: records of a number, a length and bytes."""
    data = b"".join(chunks)
    at, row = 0, 0
    if not data.startswith(_BINARY_SHEET):
        return len(data)
    while at < len(data):
        kind, at = _varint(data, at, 2)
        length, at = _varint(data, at, 4)
        if kind == _ROW_RECORD:
            row = int.from_bytes(data[at : at + 4], "little") + 1
        elif kind in _CELL_RECORDS:
            extent.filled += 1
            extent.take(int.from_bytes(data[at : at + 4], "little") + 1, row)
        at += length
    return len(data)


def _look_open_document(chunks: Iterator[bytes], extent: Extent) -> int:
    """The same of an .ods, which writes equal neighbours once, with how often; gives its bytes."""
    read = row = column = times = 0
    tail = b""
    for chunk in chunks:
        read += len(chunk)
        text = tail + chunk
        cut = text.rfind(b"<")
        text, tail = text[:cut], text[cut:]
        if len(tail) > limits.LONGEST_CELL:
            raise bounds.too_big("cell", len(tail), limits.LONGEST_CELL)
        for part, attributes in _PART_ODS.findall(text):
            found = _TIMES_ODS.search(attributes)
            repeated = int(found.group(1)) if found else 1
            if part == b"table":
                row = column = times = 0
            elif part == b"table-row":
                row, column, times = row + times, 0, repeated
            else:
                if _FILLED_ODS in attributes:
                    extent.filled += repeated * times
                    extent.take(column + 1, row + 1)
                    extent.take(column + repeated, row + times)
                column += repeated
    return read


def _look_away(chunks: Iterator[bytes], extent: Extent) -> int:  # noqa: ARG001 - one of several ways
    """Only count the bytes."""
    return sum(map(len, chunks))


_LOOKS: Final = {".xml": _look_xml, ".bin": _look_binary}


def _varint(data: bytes, at: int, most: int) -> tuple[int, int]:
    value = 0
    for step in range(most):
        byte = data[at] if at < len(data) else 0
        at += 1
        value |= (byte & 0x7F) << (7 * step)
        if not byte & 0x80:
            break
    return value, at


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _letters(column: int) -> str:
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
