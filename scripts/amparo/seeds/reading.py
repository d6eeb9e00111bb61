"""The one place that reads a seed's CSV in Python; what Excel does to it is no hindrance.

Excel's "CSV UTF-8" begins with a byte order mark, its "CSV" is in the code page of Windows, and
where the comma is the decimal sign it separates by semicolons. All of them are read, so that what
is wrong can be told; what dbt could not read is for `amparo.seeds.check` to refuse.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from amparo.errors import UserError

if TYPE_CHECKING:
    from pathlib import Path

COMMA: Final = ","
_OTHERS: Final = (";", "\t")
_WINDOWS: Final = "cp1252"
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Python takes 2024_1, nan and digits of other scripts for numbers, too
_NUMBER: Final = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?")

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class SeedFile:
    """A seed as its file has it.

    Attributes:
        file: The file.
        header: Names of the columns.
        lines: Number of the line in the file, and the cells, of each row; lines without any cell
            are left out.
        separator: What stands between cells.
        is_utf8: Whether the file is UTF-8; with or without a byte order mark is the same.
    """

    file: Path
    header: tuple[str, ...]
    lines: tuple[tuple[int, tuple[str, ...]], ...]
    separator: str
    is_utf8: bool

    def rows(self) -> list[Row]:
        """The rows by column; rows of another width than the header are left to the check."""
        width = len(self.header)
        return [
            dict(zip(self.header, cells, strict=True))
            for _, cells in self.lines
            if len(cells) == width
        ]


def read_seed(file: Path) -> SeedFile:
    """Read a seed's file.

    Raises:
        OSError: it cannot be read.
    """
    text, is_utf8 = _text(file.read_bytes())
    first = text.partition("\n")[0]
    separator = COMMA
    if COMMA not in first:
        separator = next((other for other in _OTHERS if other in first), COMMA)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    header = tuple(next(reader, []))
    lines = tuple((reader.line_num, tuple(row)) for row in reader if row)
    return SeedFile(file, header, lines, separator, is_utf8)


def find_seed(seeds: Path, name: str) -> Path | None:
    """File of a seed by its name, or None."""
    return next(iter(sorted(seeds.glob(f"*/{name}.csv"))), None)


def rows_of(seeds: Path, name: str, *columns: str) -> list[Row]:
    """Read the rows of a seed, every cell as text.

    Args:
        seeds: Folder of the seeds.
        name: Seed without folder or suffix.
        columns: Columns the caller cannot do without.

    Raises:
        UserError: there is no such seed, or it lacks one of the columns.
        OSError: its file cannot be read.
    """
    file = find_seed(seeds, name)
    if file is None:
        raise UserError(
            f"Falta la semilla {name}.csv en {seeds}. Recupérela de la copia de trabajo (git).",
            f"The seed {name}.csv is missing in {seeds}. Restore it from the checkout (git).",
        )
    found = read_seed(file)
    missing = [column for column in columns if column not in found.header]
    if missing:
        wanted, there = ", ".join(missing), ", ".join(found.header)
        raise UserError(
            f"{file}, línea 1: falta la columna {wanted}; hay: {there}. Guarde la semilla como "
            "CSV UTF-8 separado por comas, con el encabezado que tenía.",
            f"{file}, line 1: the column {wanted} is missing; there are: {there}. Save the seed "
            "as CSV UTF-8 separated by commas, with the header it had.",
        )
    return found.rows()


def as_number(text: str) -> Decimal | None:
    """A cell as a number, exactly; None where a seed's reader would not take it for one."""
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def _text(data: bytes) -> tuple[str, bool]:
    if data.startswith(_UTF16):
        return data.decode("utf-16", "replace"), False
    try:
        return data.decode("utf-8-sig"), True
    except UnicodeDecodeError:
        return data.decode(_WINDOWS, "replace"), False
