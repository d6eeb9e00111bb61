"""Deciding, before anything is written, which table each sheet of a file is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from amparo.landing import misfits, problems
from amparo.landing.cuts import cut_of, told_as_cut
from amparo.landing.matching import (
    HeaderMatch,
    by_table,
    match_grid,
    strongest,
    told_elsewhere,
)
from amparo.landing.readers.csv_file import CsvFile
from amparo.landing.readers.json_file import JsonFile
from amparo.landing.readers.parquet_file import ParquetFile
from amparo.landing.readers.workbook import WorkbookFile
from amparo.landing.refusal import ProblemError, RefusedError, is_near
from amparo.landing.text import normalise_header

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from amparo.landing.declarations import Declarations, Layout, Source, Table
    from amparo.landing.deriving import Hidden
    from amparo.landing.folder import Delivered
    from amparo.landing.matching import Grid
    from amparo.landing.readers.base import Scan


class Reader(Protocol):
    """What a file of any format offers."""

    @property
    def has_careful_way(self) -> bool:
        """Whether a scan that fails may be tried again with ``careful``."""

    @property
    def error_cells(self) -> int:
        """Cells which show an error instead of a value, and are left empty."""

    def grids(self, layout: Layout) -> Sequence[Grid]:
        """Give the first rows of each sheet, in each way the layout allows."""

    def scan(self, match: HeaderMatch, staged: Path, *, careful: bool, hidden: Hidden) -> Scan:
        """Prepare the rows below the header; ``hidden`` is what lands in place of cells."""


@dataclass(slots=True)
class Plan:
    """What is to be landed from one file: its sheets with their tables, and the others."""

    reader: Reader
    parts: list[HeaderMatch] = field(default_factory=list)
    ignored_sheets: list[str] = field(default_factory=list)


def make_plan(file: Delivered, declarations: Declarations) -> Plan:
    """Open a file and find the table of each of its sheets.

    Raises:
        RefusedError: it cannot be read, nothing fits, or a sheet that should fit does not.
    """
    claimed = [source.name for source in declarations.sources if source.claims(file.name)]
    tables = [t for t in declarations.tables if file.format in t.layout.formats]
    try:
        plan = Plan(_open(file, tables))
        matches = _matches(plan.reader, file, tables)
        _leave_out_other_sheets(plan, matches, tables, claimed)
    except ProblemError as problem:
        raise RefusedError(problem) from None
    except OSError:
        raise RefusedError(problems.unreadable("archivo", "a file")) from None
    unfit: list[str] = []
    for sheet, found in matches.items():
        part = _part(sheet, found)
        if part is None:
            unfit.append(sheet)
        else:
            plan.parts.append(part)
    if not plan.parts:
        raise _known_layout(matches, declarations.sources) or _nothing_fits(matches, claimed)
    _pass_over(plan, unfit, matches, claimed)
    plan.parts = [replace(part, contents=plan.parts[0].contents) for part in plan.parts]
    return plan


def _open(file: Delivered, tables: Sequence[Table]) -> Reader:
    rows = max((table.layout.header_within_rows for table in tables), default=1)
    if file.format == "csv":
        return CsvFile(file.path, rows)
    if file.format == "parquet":
        return ParquetFile(file.path)
    if file.format == "json":
        return JsonFile(file.path)
    return WorkbookFile(file.path, rows)


def _matches(
    reader: Reader, file: Delivered, tables: Sequence[Table]
) -> dict[str, list[HeaderMatch]]:
    """Try every table on every sheet, by sheet.

    Raises:
        ProblemError: the text is in no encoding of any table, or the file shows nothing.
    """
    matches: dict[str, list[HeaderMatch]] = {}
    undecodable: ProblemError | None = None
    for table in tables:
        try:
            grids = reader.grids(table.layout)
        except ProblemError as problem:
            undecodable = problem
            continue
        for grid in grids:
            found = match_grid(table, grid, file.bare_name)
            matches.setdefault(grid.sheet, []).append(found)
    every = [match for found in matches.values() for match in found]
    if not every and undecodable is not None:
        raise undecodable
    if every and not any(any(map(any, match.grid.rows)) for match in every):
        raise problems.empty()
    whole = [m for m in every if m.fits and m.found and m.table.layout.takes_sheet(m.grid.sheet)]
    return {
        sheet: [
            told_elsewhere(match, (m for m in whole if m.grid.sheet != sheet), file.bare_name)
            for match in found
        ]
        for sheet, found in matches.items()
    }


def _leave_out_other_sheets(
    plan: Plan,
    matches: dict[str, list[HeaderMatch]],
    tables: Sequence[Table],
    claimed: Sequence[str],
) -> None:
    """Forget the sheets beside one whose layout is ``only_sheet``: not even a message shows them.

    Raises:
        ProblemError: the file is claimed by the layout's source, but has no such sheet.
    """
    for table in (t for t in tables if t.layout.only_sheet):
        named = {sheet for sheet in matches if table.layout.takes_sheet(sheet)}
        is_its = any(m.fits and m.table is table for sheet in named for m in matches[sheet])
        is_another = any(m.fits and m.table is not table for f in matches.values() for m in f)
        if not is_its and (table.source not in claimed or "" in matches or is_another):
            continue
        for sheet in matches.keys() - named:
            del matches[sheet]
            plan.ignored_sheets.append(sheet)
        if not named:
            raise misfits.no_such_sheet(table)


def _part(sheet: str, found: Sequence[HeaderMatch]) -> HeaderMatch | None:
    """Give the one table that fits a sheet, None for none.

    Raises:
        RefusedError: several fit equally well, or several headers answer for one column.
    """
    fitting = [m for m in by_table(found) if m.fits and m.table.layout.takes_sheet(sheet)]
    best = strongest(fitting)
    if not best:
        return None
    if len(best) > 1:
        raise RefusedError(misfits.two_tables(best), sheet, best[0])
    if best[0].conflicts:
        raise RefusedError(misfits.ambiguous(best[0]), sheet, best[0])
    return best[0]


def _known_layout(
    matches: Mapping[str, Sequence[HeaderMatch]], sources: Sequence[Source]
) -> RefusedError | None:
    """Recognise a layout that its source declares refused; None where it is none."""
    layouts = {source.name: source.refused_layouts for source in sources}
    for sheet, found in matches.items():
        for match in found:
            rows = [frozenset(map(normalise_header, row)) for row in match.grid.rows]
            for layout in layouts[match.table.source]:
                if any(layout.normalised_headers <= row for row in rows):
                    return RefusedError(misfits.refused_layout(layout), sheet, match)
    return None


def _nothing_fits(
    matches: Mapping[str, Sequence[HeaderMatch]], claimed: Sequence[str]
) -> RefusedError:
    """Explain by the nearest match: of a claiming source if any, else of the best share."""
    every = [match for found in matches.values() for match in found]
    cut = cut_of(match for match in every if not match.fits)
    if cut is not None:
        return RefusedError(told_as_cut(cut), cut.grid.sheet, cut)
    pool = [match for match in every if match.table.source in claimed] or every
    nearest = max(pool, key=lambda m: (m.share, m.required_found, m.found), default=None)
    if nearest is None:
        return RefusedError(misfits.no_fit(None, is_claimed=bool(claimed)))
    if nearest.fits:
        problem = misfits.sheet_name(nearest)
    else:
        problem = misfits.no_fit(nearest, is_claimed=bool(claimed))
    return RefusedError(problem, nearest.grid.sheet, nearest)


def _pass_over(
    plan: Plan,
    unfit: Sequence[str],
    matches: Mapping[str, Sequence[HeaderMatch]],
    claimed: Sequence[str],
) -> None:
    """Pass over the sheets that fit nothing, unless a declaration or their likeness names them.

    Raises:
        RefusedError: a sheet has a declared name but not the columns, or nearly all the columns
            of the table that another sheet of the workbook is.
    """
    used = {match.table.name for match in plan.parts}
    for sheet in unfit:
        alike = [
            match
            for match in matches[sheet]
            if match.table.name in used and match.table.layout.sheets is None and is_near(match)
        ]
        if alike:
            nearest = strongest(alike)[0]
            raise RefusedError(misfits.no_fit(nearest, is_claimed=True), sheet, nearest)
        named = [
            match
            for match in matches[sheet]
            if match.table.layout.sheets is not None
            and match.table.layout.takes_sheet(sheet)
            and (match.table.source in claimed or match.table.name in used)
        ]
        if named:
            nearest = strongest(named)[0]
            raise RefusedError(misfits.no_fit(nearest, is_claimed=True), sheet, nearest)
        plan.ignored_sheets.append(sheet)
