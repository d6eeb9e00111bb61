"""What DuckDB is asked to read, and the private file in which Python hands rows over to it."""

from __future__ import annotations

import csv
import os
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from amparo.landing.contents import CONTENT_COLUMN
from amparo.landing.text import is_blank
from amparo.warehouse.quoting import literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from amparo.landing.deriving import Substitute
    from amparo.landing.matching import HeaderMatch


@dataclass(frozen=True, slots=True)
class Scan:
    """A relation for DuckDB with one row for each row of data.

    Attributes:
        relation: SQL of the relation (a table function).
        columns: SQL of the text of each column found, by declared name.
        row_number: SQL of the row as Excel numbers it.
        rows_blank: Blank rows already left out.
        has_blank: Whether the relation may still hold blank rows.
    """

    relation: str
    columns: Mapping[str, str]
    row_number: str
    rows_blank: int = 0
    has_blank: bool = True


def csv_relation(path: Path, width: int, *, delimiter: str, skip: int, only_feeds: bool) -> str:
    """Give the SQL which reads a UTF-8 CSV as ``width`` text columns ``c0``, ``c1``, ....

    Nothing is guessed: a row of another width or with unclosed quotes is an error. ``only_feeds``
    tells that rows end in a line feed alone; DuckDB would else take the first line end it meets
    for the file's, even one inside quotes. (Told of CR LF, it fails at line ends inside quotes, so
    that is left to its own finding.)
    """
    new_line = "new_line = '\\n', " if only_feeds else ""
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(width))
    return (
        f"read_csv({literal(str(path))}, columns = {{{columns}}}, auto_detect = false, "
        f"header = false, skip = {skip}, delim = {literal(delimiter)}, quote = '\"', "
        f"escape = '\"', nullstr = '', strict_mode = true, null_padding = false, "
        f"{new_line}ignore_errors = false, compression = 'none', encoding = 'utf-8')"
    )


def stage(
    rows: Iterable[tuple[int, Sequence[Any]]],
    match: HeaderMatch,
    path: Path,
    text: Callable[[Any], str] | None = None,
    hidden: Mapping[str, Substitute] | None = None,
) -> Scan:
    """Write the declared columns of some rows to a private CSV for DuckDB.

    Columns outside the match's positions never reach the file, so neither do personal ones.

    Args:
        rows: Row number as Excel shows it, and cells at least as many as the positions need.
        match: The table they belong to, with the columns found.
        path: File to create; readable by its owner only.
        text: What makes a cell text, where it is none yet.
        hidden: By column, what is written in place of its cells: those never reach the file.

    Returns:
        The scan of the file; blank rows are left out and counted.
    """
    names, indices = tuple(match.positions), tuple(match.positions.values())
    pick = itemgetter(*indices) if len(indices) > 1 else _single(indices[0])
    instead = [(hidden or {}).get(name) for name in names]
    beside = [names.index(s.beside) if s and s.beside in names else None for s in instead]
    telling = match.telling
    blank = 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
        # Everything is quoted: a lone carriage return inside a cell would else end its row.
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        for number, row in rows:
            cells = tuple(map(text, pick(row))) if text else pick(row)
            if all(map(is_blank, cells)):
                blank += 1
                continue
            if hidden:
                others = ("" if i is None else cells[i] for i in beside)
                cells = tuple(map(_shown, cells, instead, others))
            if telling is not None:
                told = (row[i] for i in telling if i < len(row))
                cells = (*cells, match.contents.number(map(text, told) if text else told))
            writer.writerow((number, *cells))
    columns = {name: f"nullif(c{i}, '')" for i, name in enumerate(names, start=1)}
    if telling is not None:
        columns[CONTENT_COLUMN] = f"cast(c{len(names) + 1} as bigint)"
    return Scan(
        relation=csv_relation(path, len(columns) + 1, delimiter=",", skip=0, only_feeds=True),
        columns=columns,
        row_number="cast(c0 as bigint)",
        rows_blank=blank,
        has_blank=False,
    )


def _shown(cell: str, instead: Substitute | None, beside: str) -> str:
    return cell if instead is None or is_blank(cell) else instead.give(cell, beside)


def _single(index: int) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
    return lambda row: (row[index],)
