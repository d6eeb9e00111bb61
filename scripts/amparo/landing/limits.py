"""How much one delivered file may hold, whatever its format: decided before memory is taken.

No official extract comes near a limit; what exceeds one was made to harm, or holds a stray cell.
"""

from __future__ import annotations

from typing import Final

CHUNK: Final = 2**20
"""Bytes read at a time where a file is looked through."""
MOST_MEMBERS: Final = 1000
"""Files in a zip."""
MOST_BYTES: Final = 8 * 2**30
"""Bytes that a zip or a Parquet file may unpack to."""
MOST_BOOK_BYTES: Final = 2**30
"""The same of a workbook, of which far more is in memory at a time."""
MOST_TIMES: Final = 200
"""Official CSVs shrink to a thirtieth; what unpacks to 200 times its size is made to harm."""
HARMLESS_BYTES: Final = 64 * 2**20
"""Below this much the ratio does not matter: a small file of blanks shrinks a thousandfold."""
MOST_COLUMNS: Final = 10_000
"""Columns of one sheet or file; the widest official layout has some three hundred."""
MOST_CELLS: Final = 32 * 10**6
"""Cells of all sheets of a workbook, blank ones between filled ones included: about 1 GB."""
HARMLESS_CELLS: Final = 2 * 10**6
"""Below this many nobody looks how sparse a sheet is."""
MOST_SPARSE: Final = 50
"""Cells for each filled one from which a sheet is taken to hold a stray cell far away."""
LONGEST_CELL: Final = 2**20
"""Where a cell of a text file is longer, its quotes do not close."""
LONGEST_ROW: Final = 16 * 2**20
"""Characters of one row of a text file."""
BYTES_OF_A_NUMBER: Final = 8
"""What a cell that is no text counts as."""


def most_unpacked(size: int, most: int = MOST_BYTES) -> int:
    """Give the bytes that a file of this size may unpack to.

    Args:
        size: Bytes of the file as delivered.
        most: Bytes that no file of its format may pass.
    """
    return min(most, max(HARMLESS_BYTES, size * MOST_TIMES))
