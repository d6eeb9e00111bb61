"""Finding the header row of a sheet and the one declared table it belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import chain, zip_longest
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from amparo.landing.contents import Contents
from amparo.landing.text import bones, header_key, is_blank, is_portal_name, normalise_header

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from amparo.landing.declarations import Layout, Table

_SIMILAR = 60
"""Likeness (0 to 100) below which naming a header as 'the nearest' would only confuse."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The first rows of a sheet, read in one way.

    Attributes:
        sheet: Name of the sheet, '' for CSV and Parquet.
        rows: Cells as text; index 0 is row 1 of the file as Excel shows it.
        encoding: Encoding of a CSV, '' otherwise.
        delimiter: Delimiter of a CSV, '' otherwise.
        lines: For a CSV, the physical line on which each row ends; empty otherwise.
    """

    sheet: str
    rows: tuple[tuple[str, ...], ...]
    encoding: str = ""
    delimiter: str = ""
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class HeaderMatch:
    """How one row, taken as a header, meets one table.

    Attributes:
        header_row: The row, 1-based, the lowest of a header of several rows; 0 where the sheet
            has no row at all.
        headers: Its cells.
        positions: Index in the row by column name.
        constants: Text by column name, for columns filled from the file's name or a header.
        missing: Required columns not found.
        conflicts: Columns for which several headers answer, with the headers.
        contents: Numbers the contents of the file's rows, for all sheets of the file.
    """

    table: Table
    grid: Grid
    header_row: int = 0
    headers: tuple[str, ...] = ()
    positions: Mapping[str, int] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    conflicts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    contents: Contents = field(default_factory=Contents, compare=False)

    @property
    def fits(self) -> bool:
        """Whether no required column is missing (a conflict is found out later, by name)."""
        return not self.missing

    @property
    def found(self) -> int:
        """Columns met by a header of the row."""
        return len(self.positions) + len(self.conflicts)

    @property
    def required_found(self) -> int:
        """Required columns met; a family of columns counts as one, met when all of it is."""
        units = self.table.required_units
        return len(set(units.values())) - len({units[name] for name in self.missing})

    @property
    def required_count(self) -> int:
        """Required columns of the table, a family counted as one."""
        return len(set(self.table.required_units.values()))

    @property
    def share(self) -> float:
        """Share of the required columns met, 0 to 1; nothing without a header of its own."""
        return self.required_found / self.required_count if self.found else 0.0

    @property
    def missing_optional(self) -> tuple[str, ...]:
        """Optional columns neither in the row nor in the file's name, in declared order.

        Members of a family are no news: how far it goes differs from file to file.
        """
        known = {*self.positions, *self.constants, *self.missing, *(c for c, _ in self.conflicts)}
        return tuple(c.name for c in self.table.columns if c.name not in known and not c.family)

    @property
    def telling(self) -> tuple[int, ...] | None:
        """Index of the columns in which copies of a row are equal; None where nobody asks."""
        patterns = self.table.layout.copies_differ_in
        if patterns is None:
            return None
        return tuple(
            index
            for index, header in enumerate(self.headers)
            if not any(re.fullmatch(pattern, normalise_header(header)) for pattern in patterns)
        )

    @property
    def ignored(self) -> tuple[str, ...]:
        """Headers of the row which no column declares, personal ones left out."""
        used = set(self.positions.values())
        return tuple(
            header
            for index, header in enumerate(self.headers)
            if index not in used and not is_blank(header) and not self._is_personal(header)
        )

    @property
    def personal(self) -> tuple[str, ...]:
        """Headers of the row which are declared personal: seen and never read."""
        return tuple(header for header in self.headers if self._is_personal(header))

    def nearest(self, column: str) -> str | None:
        """Give the unused header most like a missing column, or None where none is alike."""
        names = next(c.headers for c in self.table.columns if c.name == column)
        choices = {header: normalise_header(header) for header in self.ignored}
        found = [process.extractOne(n, choices, scorer=_likeness) for n in names]
        best = max((f for f in found if f), key=lambda f: f[1], default=None)
        return best[2] if best and best[1] >= _SIMILAR else None

    def _is_personal(self, header: str) -> bool:
        return normalise_header(header) in self.table.layout.personal_headers


def match_grid(table: Table, grid: Grid, file_name: str) -> HeaderMatch:
    """Find the row of a grid that meets most of a table's columns.

    Rows which have all required columns come before rows which have not, the upper row before the
    lower, a header of fewer rows before one of more. ``file_name`` is the bare name, for the
    columns it can fill.
    """
    best = _match_row(table, grid, 0, (), file_name)
    for index in range(min(len(grid.rows), table.layout.header_within_rows)):
        for span in range(1, min(index + 1, table.layout.header_rows) + 1):
            headers = _merged(grid.rows[index + 1 - span : index + 1])
            match = _match_row(table, grid, index + 1, headers, file_name)
            if _strength(match) > _strength(best):
                best = match
    return best


def told_elsewhere(
    match: HeaderMatch, siblings: Iterable[HeaderMatch], file_name: str
) -> HeaderMatch:
    """Fill what a sheet does not tell from what its file tells elsewhere.

    First from the headers of its sibling sheets, which have to agree, then from the words of the
    file's name that count where nothing else does.

    Args:
        match: The sheet.
        siblings: The other sheets of the file that fit a table.
        file_name: The bare name.

    Returns:
        The match with the columns filled that its layout allows to be filled so.
    """
    layout, source = match.table.layout, match.table.source
    kin = [other for other in siblings if other.table.source == source]
    filled: dict[str, str] = {}
    for name in match.missing:
        told: set[str] = set()
        if name in layout.from_other_sheets:
            told = {other.constants[name] for other in kin if name in other.constants}
        if not told:
            words = (i.read(file_name) for i in layout.last_resort if i.column == name)
            told = {value for value in words if value is not None}
        if len(told) == 1:
            filled[name] = told.pop()
    missing = tuple(name for name in match.missing if name not in filled)
    return replace(match, constants={**match.constants, **filled}, missing=missing)


def strongest(matches: Iterable[HeaderMatch]) -> list[HeaderMatch]:
    """Give the strongest match, or all that tie for it; empty for none."""
    every = list(matches)
    top = max((_strength(match) for match in every), default=None)
    return [match for match in every if _strength(match) == top]


def by_table(matches: Sequence[HeaderMatch]) -> list[HeaderMatch]:
    """Keep for each table its strongest match (the first of equals: delimiters have an order)."""
    names = dict.fromkeys(match.table.name for match in matches)
    return [strongest(m for m in matches if m.table.name == name)[0] for name in names]


def _strength(match: HeaderMatch) -> tuple[bool, int, float]:
    # Without a header of its own nothing fits, even if the file's name filled all that is required.
    fits = match.fits and match.found > 0
    return fits, match.found if fits else match.required_found * bool(match.found), match.share


def _merged(rows: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Give the lowest text of each column: merged cells leave the cells below them blank."""
    if len(rows) == 1:
        return rows[0]
    padded = zip_longest(*reversed(rows), fillvalue="")
    return tuple(next((cell for cell in cells if not is_blank(cell)), "") for cells in padded)


def _match_row(
    table: Table, grid: Grid, header_row: int, row: tuple[str, ...], file_name: str
) -> HeaderMatch:
    places: dict[str, list[int]] = {}
    for index, cell in enumerate(row):
        places.setdefault(header_key(cell), []).append(index)
    positions: dict[str, int] = {}
    conflicts: list[tuple[str, tuple[str, ...]]] = []
    hits = _hits(table, places)
    if hits:
        hits |= _spelt_by_the_portal(table, places, hits)
    for name, indices in hits.items():
        if len(indices) == 1:
            positions[name] = indices[0]
        else:
            conflicts.append((name, tuple(row[i] for i in sorted(indices))))
    known = {*positions, *(name for name, _ in conflicts)}
    constants: dict[str, str] = {}
    for name, told in _told(table.layout, row, file_name).items():
        if name in known:
            continue
        if len(told) == 1:
            constants[name] = next(iter(told))
        else:
            conflicts.append((name, tuple(told.values())))
            known.add(name)
    return HeaderMatch(
        table=table,
        grid=grid,
        header_row=header_row,
        headers=row,
        positions=positions,
        constants=constants,
        missing=tuple(n for n in table.required if n not in known and n not in constants),
        conflicts=tuple(conflicts),
    )


def _hits(table: Table, places: Mapping[str, Sequence[int]]) -> dict[str, list[int]]:
    """Give the index of every header that answers for a column, for the columns met."""
    found: dict[str, list[int]] = {}
    for column in table.columns:
        hits: list[int] = []
        for header in column.headers:
            indices = places.get(header, ())
            if column.occurrence is None or (header == column.name and len(indices) == 1):
                hits += indices
            else:
                hits += indices[column.occurrence - 1 : column.occurrence]
        if column.header_pattern is not None:
            pattern = re.compile(column.header_pattern)
            further = (places[header] for header in places if pattern.fullmatch(header))
            hits = list(dict.fromkeys(chain(hits, *further)))
        if hits:
            found[column.name] = hits
    return found


def _spelt_by_the_portal(
    table: Table, places: Mapping[str, Sequence[int]], hits: Mapping[str, Sequence[int]]
) -> dict[str, list[int]]:
    """Give the columns not met whose name an unused header spells as the open-data portal does."""
    used = set(chain.from_iterable(hits.values()))
    left: dict[str, list[str]] = {}
    for header, indices in places.items():
        if used.isdisjoint(indices):
            left.setdefault(bones(header), []).append(header)
    found: dict[str, list[int]] = {}
    for column in table.columns:
        if column.name in hits or column.family or column.occurrence is not None:
            continue
        headers = {
            header
            for name in column.headers
            for header in left.get(bones(name), ())
            if is_portal_name(header, name)
        }
        if headers:
            found[column.name] = [i for header in headers for i in places[header]]
    return found


def _told(layout: Layout, row: Sequence[str], file_name: str) -> dict[str, dict[str, str]]:
    """Give by column what headers and the file's name say it is, with the text that says so.

    Of the patterns for the file's name the first that is found counts; the headers and the name
    have to agree.
    """
    by_name: dict[str, str] = {}
    for item in layout.from_file_name:
        value = item.read(file_name)
        if value is not None:
            by_name.setdefault(item.column, value)
    told = {column: {value: file_name} for column, value in by_name.items()}
    for item in layout.from_header:
        for cell in row:
            value = item.read(normalise_header(cell))
            if value is not None:
                told.setdefault(item.column, {}).setdefault(value, cell)
    return told


def _likeness(first: str, second: str, **_options: object) -> float:
    """Compare two normalised headers, 0 to 100: VICTIMAS_TOTAL is total_victimas turned round."""
    words = (first.replace("_", " "), second.replace("_", " "))
    return max(fuzz.ratio(first, second), fuzz.token_sort_ratio(*words))
