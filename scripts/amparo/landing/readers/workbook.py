"""Reading workbooks (.xlsx, .xls) through calamine."""

from __future__ import annotations

import io
from itertools import islice
from typing import TYPE_CHECKING, Final

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

from amparo.landing import problems, refusal
from amparo.landing.damage import is_the_machines
from amparo.landing.extents import check_workbook
from amparo.landing.matching import Grid, HeaderMatch
from amparo.landing.readers.base import Scan, stage
from amparo.landing.text import cell_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from python_calamine import CalamineSheet

    from amparo.landing.declarations import Layout
    from amparo.landing.deriving import Hidden

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")


class WorkbookFile:
    """One workbook."""

    has_careful_way = False

    def __init__(self, path: Path, rows: int) -> None:
        """Open a workbook of whose sheets up to ``rows`` rows are looked at for the header.

        Raises:
            ProblemError: the file is no workbook, damaged, too big, or protected by a password.
        """
        # calamine gives a cell that shows an error as empty; in an .xls they are not counted
        self.error_cells = check_workbook(path)
        self._path = path
        self._sheets: dict[str, CalamineSheet] = {}
        self._grids: list[Grid] = []
        try:
            self._open(rows)
        except PasswordError:
            raise problems.password() from None
        except (CalamineError, OSError, ValueError) as error:
            if is_the_machines(error):
                raise
            raise self._why_not() from None
        except BaseException as error:
            # A panic in calamine's Rust code reaches Python outside the Exception tree.
            if type(error).__name__ != "PanicException":
                raise
            raise self._why_not() from None

    def grids(self, layout: Layout) -> Sequence[Grid]:  # noqa: ARG002 - the protocol of readers asks for it
        """Give the first rows of every sheet; the layout's sheet names are judged elsewhere."""
        return self._grids

    def scan(self, match: HeaderMatch, staged: Path, *, careful: bool, hidden: Hidden) -> Scan:  # noqa: ARG002 - the protocol of readers asks for it
        """Write the declared columns of a sheet to the private file and prepare its reading."""
        sheet = self._sheets[match.grid.sheet]
        below = islice(enumerate(sheet.iter_rows(), start=1), match.header_row, None)
        return stage(below, match, staged, cell_text, hidden)

    def _open(self, rows: int) -> None:
        try:
            book = CalamineWorkbook.from_path(str(self._path))
        except PasswordError:
            raise
        except CalamineError:
            # The suffix lies at times: an .xls that is an .xlsx inside. By its content, then.
            book = CalamineWorkbook.from_filelike(io.BytesIO(self._path.read_bytes()))
        for sheet in book.sheets_metadata:
            if sheet.typ == SheetTypeEnum.WorkSheet:
                self._sheets[sheet.name] = book.get_sheet_by_name(sheet.name)
        for name, opened in self._sheets.items():
            # calamine leaves out empty columns on the left, on which no position depends, but
            # begins with row 1 even where the first rows are empty: numbers are Excel's.
            head = islice(opened.iter_rows(), rows)
            self._grids.append(Grid(name, tuple(tuple(map(cell_text, row)) for row in head)))

    def _why_not(self) -> refusal.ProblemError:
        with self._path.open("rb") as file:
            # An encrypted .xlsx is an OLE container that holds the package as one stream.
            if file.read(len(_OLE)) == _OLE and _ENCRYPTED in file.read():
                return problems.password()
        return problems.unreadable("libro de Excel", "an Excel workbook")
