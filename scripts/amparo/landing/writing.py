"""One file into ``raw``: all its parts or none."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import duckdb

from amparo.landing import problems
from amparo.landing.damage import is_the_machines
from amparo.landing.deriving import substitutes
from amparo.landing.folder import content_of
from amparo.landing.refusal import ProblemError, RefusedError
from amparo.landing.report import FileResult, Ignored
from amparo.landing.text import printable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from amparo.landing.folder import Content, Delivered
    from amparo.landing.matching import HeaderMatch
    from amparo.landing.planning import Plan
    from amparo.landing.pseudonyms import Pseudonyms
    from amparo.landing.raw_tables import LandedSheet
    from amparo.landing.store import Store


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that is to be landed.

    Attributes:
        file: The file.
        content: What it held when it was planned.
        plan: Its parts and their reader.
        before: Sheets of it that are landed and will be replaced.
    """

    file: Delivered
    content: Content
    plan: Plan
    before: tuple[LandedSheet, ...]


class FileWriter:
    """Writes files into the store, by way of a private folder."""

    def __init__(self, store: Store, work: Path, pseudonyms: Pseudonyms) -> None:
        """Begin with nothing staged.

        Args:
            store: Where the rows go.
            work: Private folder for what DuckDB reads.
            pseudonyms: The hashes in place of identifiers.
        """
        self._store = store
        self._work = work
        self._pseudonyms = pseudonyms
        self._staged = 0

    def write(self, taken: Taken, clock: float) -> tuple[list[FileResult], list[Ignored]]:
        """Land all parts of a file in one transaction.

        Args:
            taken: The file.
            clock: When work on it began, by ``perf_counter``.

        Returns:
            A result for each part, and the sheets that belong to no table.

        Raises:
            RefusedError: the file turns out malformed, without rows or changing; nothing of it
                is kept.
        """
        try:
            results = self._write_once(taken, careful=not taken.plan.reader.has_careful_way)
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            # DuckDB's message would quote the row. The careful reader finds the row's number, or
            # reads what DuckDB could not.
            results = self._write_once(taken, careful=True)
        passed_over = [
            Ignored(
                taken.file.name,
                sheet,
                "la hoja no es de ninguna tabla declarada",
                "the sheet belongs to no declared table",
            )
            for sheet in taken.plan.ignored_sheets
        ]
        # Opening a workbook reads all its sheets; the time is the first one's.
        rest = sum(result.seconds for result in results[1:])
        results[0] = replace(results[0], seconds=time.perf_counter() - clock - rest)
        return results, passed_over

    def _write_once(self, taken: Taken, *, careful: bool) -> list[FileResult]:
        results: list[FileResult] = []
        file, plan = taken.file, taken.plan
        with self._store.transaction():
            self._store.forget(file.name, {sheet.table for sheet in taken.before})
            for match in plan.parts:
                try:
                    result = self._write_part(taken, match, careful=careful)
                except ProblemError as problem:
                    raise RefusedError(problem, match.grid.sheet, match) from None
                except duckdb.Error as error:
                    if not careful or not _is_the_files_fault(file, error):
                        raise
                    kind = problems.unreadable(file.format, file.format)
                    raise RefusedError(kind, match.grid.sheet, match) from None
                results.append(result)
            if not _is_still(file, taken.content):
                raise RefusedError(problems.changing(), "", plan.parts[0])
        return results

    def _write_part(self, taken: Taken, match: HeaderMatch, *, careful: bool) -> FileResult:
        """Land one sheet.

        Raises:
            ProblemError: a row is malformed, or there is none.
            duckdb.Error: the file or the database cannot be read or written.
        """
        clock = time.perf_counter()
        file, content, reader = taken.file, taken.content, taken.plan.reader
        self._staged += 1
        staged = self._work / f"{self._staged}.csv"
        table = match.table
        try:
            hashed = self._pseudonyms.of(table, is_synthetic=file.is_synthetic)
            hidden = substitutes(table, hashed)
            scan = reader.scan(match, staged, careful=careful, hidden=hidden)
            rows, blank = self._store.insert(match, scan, file.name, content.sha256)
        finally:
            staged.unlink(missing_ok=True)
        if not rows:
            raise problems.no_rows()
        open_columns = [name for name in match.positions if name not in hidden]
        mended, damaged = self._store.mend(match, open_columns, file.name)
        self._store.record(
            {
                "source_id": table.source,
                "table_name": table.name,
                "file_name": file.name,
                "file_sha256": content.sha256,
                "file_bytes": content.size,
                "sheet": match.grid.sheet,
                "encoding": match.grid.encoding,
                "delimiter": match.grid.delimiter,
                "header_row": match.header_row,
                "rows_read": rows,
                "rows_blank": blank,
                "columns_found": len(match.positions),
                "columns_missing": ",".join(match.missing_optional),
                "columns_ignored": ",".join(printable(header) for header in match.ignored),
                "is_synthetic": file.is_synthetic,
            }
        )
        message_es, message_en = _summary(
            match,
            rows,
            {
                "blank": blank,
                "errors": reader.error_cells,
                "mended": mended,
                "damaged": damaged,
            },
        )
        result = FileResult(
            event="replaced" if taken.before else "landed",
            file=file.name,
            sheet=match.grid.sheet,
            source=table.source,
            table=table.name,
            rows=rows,
            seconds=time.perf_counter() - clock,
            message_es=message_es,
            message_en=message_en,
        )
        self._store.log(result, content.sha256)
        return result


def _is_still(file: Delivered, content: Content) -> bool:
    """Tell whether a file holds what it held before it was read."""
    try:
        return content_of(file.path) == content
    except OSError:
        return False


def _is_the_files_fault(file: Delivered, error: duckdb.Error) -> bool:
    """Tell a file that cannot be read from a database that cannot be written."""
    if is_the_machines(error):
        return False
    if file.format == "parquet":
        return not isinstance(error, duckdb.InternalException | duckdb.FatalException)
    return isinstance(error, duckdb.InvalidInputException)


_COUNTED: Final = {
    "blank": ("filas en blanco omitidas", "blank rows left out"),
    "errors": (
        "celdas con error de fórmula en el libro quedan vacías",
        "cells with a formula error in the workbook are left empty",
    ),
    "mended": ("textos de codificación rota, reparados", "texts of broken encoding, repaired"),
    "damaged": ("textos con letras perdidas", "texts with letters lost"),
}


def _summary(match: HeaderMatch, rows: int, counts: Mapping[str, int]) -> tuple[str, str]:
    """Say what was read and what was not; names of columns only, never a cell."""
    es, en = [f"{rows} filas"], [f"{rows} rows"]
    for kind, (text_es, text_en) in _COUNTED.items():
        if counts[kind]:
            es.append(f"{counts[kind]} {text_es}")
            en.append(f"{counts[kind]} {text_en}")
    for names, text_es, text_en in (
        (match.missing_optional, "columnas opcionales ausentes", "optional columns absent"),
        (match.ignored, "columnas no declaradas, sin leer", "undeclared columns, not read"),
        (match.personal, "columnas personales, sin leer", "personal columns, not read"),
    ):
        if names:
            listed = ", ".join(printable(name, 40) for name in names)
            es.append(f"{text_es}: {listed}")
            en.append(f"{text_en}: {listed}")
    return "; ".join(es), "; ".join(en)
