"""Reading Parquet files: the whole work is DuckDB's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import duckdb

from amparo.landing import bounds, limits
from amparo.landing.damage import reading
from amparo.landing.matching import Grid, HeaderMatch
from amparo.landing.readers.base import Scan, stage
from amparo.warehouse.quoting import identifier, literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from amparo.landing.declarations import Layout
    from amparo.landing.deriving import Hidden


_ROWS: Final = 10_000
_MEMORY: Final = "1GB"
_PARQUET: Final = ("Parquet", "Parquet")
_TEXTS: Final = {"VARCHAR": "strlen", "BLOB": "octet_length"}
"""What gives the bytes of a text without copying it, by type."""


class ParquetFile:
    """One Parquet file."""

    has_careful_way = False
    error_cells = 0

    def __init__(self, path: Path) -> None:
        """Read the names and types of the columns.

        Raises:
            ProblemError: the file is no Parquet file, or a damaged one.
        """
        self._relation = f"read_parquet({literal(str(path))})"
        self._size = path.stat().st_size
        with reading(*_PARQUET, duckdb.Error), duckdb.connect() as connection:
            described = connection.execute(f"describe from {self._relation}").fetchall()
        if len(described) > limits.MOST_COLUMNS:
            raise bounds.too_big("columns", len(described), limits.MOST_COLUMNS)
        self._columns: list[tuple[str, str]] = [(str(row[0]), str(row[1])) for row in described]

    def grids(self, layout: Layout) -> Sequence[Grid]:  # noqa: ARG002 - the protocol of readers asks for it
        """Give the column names as the only row."""
        return [Grid("", (tuple(name for name, _ in self._columns),))]

    def scan(self, match: HeaderMatch, staged: Path, *, careful: bool, hidden: Hidden) -> Scan:  # noqa: ARG002 - the protocol of readers asks for it
        """Prepare all rows; the first is row 2, as if the names were written above it.

        Raises:
            ProblemError: the columns unpack to more than any delivery does, or are damaged.
        """
        read = {*match.positions.values(), *(match.telling or ())}
        self._check([self._columns[i] for i in sorted(read)])
        if hidden or match.telling is not None:
            return self._staged(match, staged, hidden)
        return Scan(
            relation=self._relation,
            columns={n: _text(*self._columns[i]) for n, i in match.positions.items()},
            row_number=f"row_number() over () + {match.header_row}",
        )

    def _check(self, columns: Sequence[tuple[str, str]]) -> None:
        """Add up what the columns hold. A dictionary of the file makes one long text many.

        The length of a text is at hand without the text being copied, so that nothing is
        unpacked for it; lists and other nested things are no cells.
        """
        for name, kind in columns:
            if kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION")):
                raise bounds.nested(name)
        sizes = [f"{_TEXTS[kind]}({identifier(name)})" for name, kind in columns if kind in _TEXTS]
        lengths = "".join(f", sum({size})" for size in sizes)
        longest = ", ".join(["0", *(f"max({size})" for size in sizes)])
        sql = f"select count(*), greatest({longest}){lengths} from {self._relation}"  # noqa: S608 - names and path are quoted
        with (
            reading(*_PARQUET, duckdb.Error),
            duckdb.connect(config={"memory_limit": _MEMORY}) as connection,
        ):
            rows, most, *sums = connection.execute(sql).fetchone() or (0, 0)
        if (most or 0) > limits.LONGEST_CELL:
            raise bounds.too_big("cell", most, limits.LONGEST_CELL)
        numbers = rows * (len(columns) - len(sizes)) * limits.BYTES_OF_A_NUMBER
        unpacked, allowed = (
            int(numbers + sum(s or 0 for s in sums)),
            limits.most_unpacked(self._size),
        )
        if unpacked > allowed:
            raise bounds.too_big("bytes", unpacked, allowed)

    def _staged(self, match: HeaderMatch, staged: Path, hidden: Hidden) -> Scan:
        """Have Python hand the rows over, so that nothing hidden reaches the database."""
        texts = ", ".join(_text(*column) for column in self._columns)
        with reading(*_PARQUET, duckdb.Error), duckdb.connect() as connection:
            connection.execute("set preserve_insertion_order = true")
            cursor = connection.execute(f"select {texts} from {self._relation}")  # noqa: S608 - names and path are quoted
            below = enumerate(_each(cursor), start=match.header_row + 1)
            return stage(below, match, staged, lambda cell: cell or "", hidden)


def _each(cursor: duckdb.DuckDBPyConnection) -> Iterator[Sequence[Any]]:
    while rows := cursor.fetchmany(_ROWS):
        yield from rows


def _text(name: str, data_type: str) -> str:
    """Give the SQL of a value's text, by the same rules as for cells of a workbook."""
    column = identifier(name)
    if data_type in {"DOUBLE", "FLOAT"}:
        return (
            f"case when isnan({column}) then null "
            f"when abs({column}) < 1e15 and {column} = trunc({column}) "
            f"then cast(cast({column} as bigint) as varchar) "
            f"else cast({column} as varchar) end"
        )
    return f"nullif(cast({column} as varchar), '')"
