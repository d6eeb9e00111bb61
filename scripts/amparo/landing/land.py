"""One landing: make ``raw`` mirror a folder of official extracts."""

from __future__ import annotations

import contextlib
import datetime as dt
import secrets
import shutil
import tempfile
import time
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

import duckdb

from amparo.files.private import private_files
from amparo.landing import problems
from amparo.landing.bounds import no_access
from amparo.landing.damage import is_the_machines
from amparo.landing.deriving import substitutes
from amparo.landing.errors import LandingError
from amparo.landing.folder import Content, Delivered, content_of, walk
from amparo.landing.loading import load_declarations
from amparo.landing.planning import make_plan
from amparo.landing.pseudonyms import Pseudonyms
from amparo.landing.publishable import public_of, public_reason
from amparo.landing.refusal import ProblemError, Refusal, RefusedError, refuse
from amparo.landing.report import FileResult, Ignored, LandingReport, Reporter, Silent
from amparo.landing.store import LandedSheet, Origin, Store
from amparo.landing.text import printable
from amparo.warehouse.causes import kind_of, told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from amparo.landing.declarations import Declarations
    from amparo.landing.folder import Folder
    from amparo.landing.matching import HeaderMatch
    from amparo.landing.planning import Plan


_MEMORY: Final = "1GB"
"""DuckDB's limit; what exceeds it spills into the private folder beside the database."""


def land(
    extracts: Path,
    database: Path,
    sources: Path,
    *,
    reporter: Reporter | None = None,
    key: bytes | None = None,
) -> LandingReport:
    """Bring the schema ``raw`` of a database in line with a folder of extracts.

    A file is the unit: all its sheets land in one transaction or none does. Files which do not fit
    are collected as refusals and the others still land.

    Args:
        extracts: Folder with the files as delivered; walked recursively, links to files followed.
        database: DuckDB file; created if need be, readable by its owner only.
        sources: ``models/staging``, with the declarations.
        reporter: Receives progress; None for none.
        key: Secret for the hashes in place of identifiers; files with identifiers are refused
            without it.

    Returns:
        What happened to every file.

    Raises:
        DeclarationError: a declaration is wrong.
        LandingError: the folder does not exist.
        UserError: another process holds the database, or it cannot be written; it says why.
    """
    if not extracts.is_dir():
        raise LandingError(
            f"No existe la carpeta de extractos {extracts}.",
            f"The folder of extracts {extracts} does not exist.",
        )
    declarations = load_declarations(sources)
    started = _now()
    load_id = f"{started:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    try:
        with private_files(), _private_folder(database) as work:
            pseudonyms = Pseudonyms(key)
            origin = Origin(load_id, started)
            store = Store(database, origin, pseudonyms, spill=work, memory=_MEMORY)
            try:
                # This process holds the database, so other such folders were left by killed ones.
                _remove_left_over(database, keep=work)
                landing = _Landing(store, declarations, reporter or Silent(), work, pseudonyms)
                return landing.run(extracts, load_id, started)
            finally:
                store.close()
    except (duckdb.Error, OSError) as error:
        raise told(error, "write", database) from error


class _Landing:
    """The state of one landing."""

    def __init__(
        self,
        store: Store,
        declarations: Declarations,
        reporter: Reporter,
        work: Path,
        pseudonyms: Pseudonyms,
    ) -> None:
        self._store = store
        self._declarations = declarations
        self._reporter = reporter
        self._work = work
        self._pseudonyms = pseudonyms
        self._staged = 0
        self._results: list[FileResult] = []
        self._refusals: list[Refusal] = []
        self._ignored: list[Ignored] = []
        self._landed: dict[str, list[LandedSheet]] = {}

    def run(self, extracts: Path, load_id: str, started: dt.datetime) -> LandingReport:
        clock = time.perf_counter()
        self._store.prepare(self._declarations)
        for sheet in self._store.landed():
            self._landed.setdefault(sheet.file, []).append(sheet)
        folder = _looked_through(extracts, self._work)
        self._ignored += folder.ignored
        # Withdrawals come first: at no moment do an old and a new file count together.
        delivered = {file.name for file in folder.files}
        for name in sorted(self._landed.keys() - delivered):
            if folder.is_in_refused(name):
                continue
            self._withdraw(
                name,
                "ya no está en la carpeta: sus filas se retiran",
                "no longer in the folder: its rows are withdrawn",
            )
        for name in folder.twins:
            self._refuse(name, "", RefusedError(problems.name_taken()), time.perf_counter())
        for name, problem in folder.refused:
            self._refuse(name, "", RefusedError(problem), time.perf_counter())
        first_of: dict[str, str] = {}
        for index, file in enumerate(folder.files, start=1):
            self._reporter.file_started(file.name, index, len(folder.files))
            self._take(file, first_of)
        with self._store.transaction():
            self._store.set_refused(public_of(self._refusals, self._declarations))
            for item in self._ignored:
                passed = FileResult(
                    event="ignored",
                    file=item.file,
                    sheet=item.sheet,
                    message_es=item.reason_es,
                    message_en=item.reason_en,
                )
                self._store.log(passed, "", _now())
        return LandingReport(
            load_id=load_id,
            loaded_at=started,
            results=tuple(self._results),
            refusals=tuple(self._refusals),
            ignored=tuple(self._ignored),
            seconds=time.perf_counter() - clock,
        )

    def _take(self, file: Delivered, first_of: dict[str, str]) -> None:
        """Do with one file what its content asks for."""
        clock = time.perf_counter()
        before = self._landed.get(file.name, [])
        try:
            content = content_of(file.path)
        except OSError:
            self._refuse(file.name, "", RefusedError(no_access(is_folder=False)), clock)
            return
        # Empty files are alike in nothing that matters, and a refused one is no copy of itself.
        first = first_of.get(content.sha256) if content.size else None
        if first is not None:
            self._duplicate(file, content, first)
        elif before and all(
            sheet.sha256 == content.sha256 and self._store.is_current(sheet) for sheet in before
        ):
            self._leave(before, clock)
            first_of[content.sha256] = file.name
        else:
            try:
                if not content.size:
                    raise RefusedError(problems.empty())
                plan = make_plan(file, self._declarations)
                self._write(file, content, plan, clock)
                first_of[content.sha256] = file.name
            except RefusedError as refused:
                self._refuse(file.name, content.sha256, refused, clock)

    def _write(self, file: Delivered, content: Content, plan: Plan, clock: float) -> None:
        """Land all parts of a file in one transaction.

        Raises:
            RefusedError: the file turns out malformed, without rows or changing; nothing of it
                is kept.
        """
        try:
            results = self._write_once(file, content, plan, careful=not plan.reader.has_careful_way)
        except (duckdb.InvalidInputException, duckdb.ConversionException):
            # DuckDB's message would quote the row. The careful reader finds the row's number, or
            # reads what DuckDB could not.
            results = self._write_once(file, content, plan, careful=True)
        self._ignored += (
            Ignored(
                file.name,
                sheet,
                "la hoja no es de ninguna tabla declarada",
                "the sheet belongs to no declared table",
            )
            for sheet in plan.ignored_sheets
        )
        # Opening a workbook reads all its sheets; the time is the first one's.
        rest = sum(result.seconds for result in results[1:])
        results[0] = replace(results[0], seconds=time.perf_counter() - clock - rest)
        for result in results:
            self._done(result)

    def _write_once(
        self, file: Delivered, content: Content, plan: Plan, *, careful: bool
    ) -> list[FileResult]:
        results: list[FileResult] = []
        before = self._landed.get(file.name, [])
        with self._store.transaction():
            self._store.forget(file.name, {sheet.table for sheet in before})
            for match in plan.parts:
                try:
                    result = self._write_part(file, content, plan, match, careful=careful)
                except ProblemError as problem:
                    raise RefusedError(problem, match.grid.sheet, match) from None
                except duckdb.Error as error:
                    if not careful or not _is_the_files_fault(file, error):
                        raise
                    kind = problems.unreadable(file.format, file.format)
                    raise RefusedError(kind, match.grid.sheet, match) from None
                results.append(result)
            if not _is_still(file, content):
                raise RefusedError(problems.changing(), "", plan.parts[0])
        return results

    def _write_part(
        self, file: Delivered, content: Content, plan: Plan, match: HeaderMatch, *, careful: bool
    ) -> FileResult:
        """Land one sheet.

        Raises:
            ProblemError: a row is malformed, or there is none.
            duckdb.Error: the file or the database cannot be read or written.
        """
        clock = time.perf_counter()
        self._staged += 1
        staged = self._work / f"{self._staged}.csv"
        table = match.table
        try:
            hashed = self._pseudonyms.of(table, is_synthetic=file.is_synthetic)
            hidden = substitutes(table, hashed)
            scan = plan.reader.scan(match, staged, careful=careful, hidden=hidden)
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
                "errors": plan.reader.error_cells,
                "mended": mended,
                "damaged": damaged,
            },
        )
        result = FileResult(
            event="replaced" if file.name in self._landed else "landed",
            file=file.name,
            sheet=match.grid.sheet,
            source=table.source,
            table=table.name,
            rows=rows,
            seconds=time.perf_counter() - clock,
            message_es=message_es,
            message_en=message_en,
        )
        self._store.log(result, content.sha256, _now())
        return result

    def _leave(self, sheets: list[LandedSheet], clock: float) -> None:
        """Note that a file is what it was."""
        seconds = time.perf_counter() - clock
        results = [
            FileResult("unchanged", s.file, s.sheet, s.source, s.table, s.rows, seconds)
            for s in sheets
        ]
        self._note(results, sheets[0].sha256)

    def _withdraw(self, name: str, es: str, en: str) -> None:
        clock = time.perf_counter()
        sheets = self._landed.pop(name)
        with self._store.transaction():
            self._store.forget(name, {sheet.table for sheet in sheets})
            seconds = time.perf_counter() - clock
            results = [
                FileResult("withdrawn", name, s.sheet, s.source, s.table, s.rows, seconds, es, en)
                for s in sheets
            ]
            for result in results:
                self._store.log(result, sheets[0].sha256, _now())
        for result in results:
            self._done(result)

    def _duplicate(self, file: Delivered, content: Content, first: str) -> None:
        es = f"contenido idéntico al de {printable(first, 200)}: no se carga dos veces"
        en = f"same content as {printable(first, 200)}: not landed twice"
        if file.name in self._landed:
            self._withdraw(file.name, es, en)
        result = FileResult("duplicate", file.name, message_es=es, message_en=en)
        self._note([result], content.sha256)

    def _refuse(self, name: str, sha256: str, refused: RefusedError, clock: float) -> None:
        # a note among a source's files is no extract of it: of what cannot be read, the name tells
        is_a_note = refused.problem.reason == "format" or (
            name.lower().endswith(".json") and not (refused.nearest and refused.nearest.found)
        )
        claiming = PurePosixPath(name).name if is_a_note else name
        claimed = [s.name for s in self._declarations.sources if s.claims(claiming)]
        own = self._declarations.own_headers
        refusal = refuse(refused, name, claimed, own)
        refusal = replace(refusal, sha256=sha256)
        if name in self._landed or any(n.startswith(f"{name}/") for n in self._landed):
            refusal = refusal.keeping_last_good()
        self._refusals.append(refusal)
        result = FileResult(
            event="refused",
            file=name,
            sheet=refusal.sheet,
            source=refusal.source,
            table=refusal.table,
            seconds=time.perf_counter() - clock,
            message_es=refusal.message_es,
            message_en=refusal.message_en,
        )
        # what was delivered as a header or a name of a sheet is for the terminal alone
        es, en = public_reason(refusal)
        self._note([result], sha256, replace(result, sheet="", message_es=es, message_en=en))

    def _note(
        self, results: list[FileResult], sha256: str, logged: FileResult | None = None
    ) -> None:
        """Log results of a file that change no row, and report them."""
        with self._store.transaction():
            for result in [logged] if logged else results:
                self._store.log(result, sha256, _now())
        for result in results:
            self._done(result)

    def _done(self, result: FileResult) -> None:
        self._results.append(result)
        self._reporter.file_finished(result)


def _looked_through(extracts: Path, work: Path) -> Folder:
    try:
        return walk(extracts, work)
    except OSError as error:
        if kind_of(error) == "full":  # while a zip was unpacked: no fault of the folder
            raise
        raise LandingError(
            f"No se puede leer la carpeta de extractos {extracts} ({error.strerror}): revise los "
            "permisos y la unidad, y repita. Lo cargado no cambió.",
            f"The folder of extracts {extracts} cannot be read ({error.strerror}): see to "
            "permissions and drive, and run again. What is landed has not changed.",
        ) from error


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


def _now() -> dt.datetime:
    """Give the time as the database keeps it: UTC without zone."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def private_prefix(database: Path) -> str:
    """Beginning of the names of private folders: what killed runs left is known by it."""
    return f".{database.name}.landing-"


@contextlib.contextmanager
def _private_folder(database: Path) -> Iterator[Path]:
    """Make a folder which only its owner can enter, and remove it whatever happens."""
    database.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=private_prefix(database), dir=database.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_left_over(database: Path, *, keep: Path) -> None:
    for folder in database.parent.iterdir():
        if folder.name.startswith(private_prefix(database)) and folder != keep:
            shutil.rmtree(folder, ignore_errors=True)
