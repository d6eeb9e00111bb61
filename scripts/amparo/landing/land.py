"""One landing: make ``raw`` mirror a folder of official extracts."""

from __future__ import annotations

import secrets
import time
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

import duckdb

from amparo.files.private import private_files
from amparo.landing import problems, store
from amparo.landing.bounds import no_access
from amparo.landing.errors import LandingError
from amparo.landing.folder import Content, Delivered, check_there, content_of, walk
from amparo.landing.loading import load_declarations
from amparo.landing.planning import make_plan
from amparo.landing.pseudonyms import Pseudonyms
from amparo.landing.publishable import public_of, public_reason
from amparo.landing.refusal import Refusal, RefusedError, refuse
from amparo.landing.report import FileResult, Ignored, LandingReport, Reporter, Silent
from amparo.landing.text import printable
from amparo.landing.work_folder import private_folder, remove_left_over
from amparo.landing.writing import FileWriter, Taken
from amparo.warehouse.causes import kind_of, told

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from amparo.landing.declarations import Declarations
    from amparo.landing.folder import Folder
    from amparo.landing.raw_tables import LandedSheet


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
    check_there(extracts)
    declarations = load_declarations(sources)
    started = store.now()
    load_id = f"{started:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    try:
        with private_files(), private_folder(database) as work:
            pseudonyms = Pseudonyms(key)
            origin = store.Origin(load_id, started)
            landed = store.Store(database, origin, pseudonyms, spill=work, memory=_MEMORY)
            try:
                # This process holds the database, so other such folders were left by killed ones.
                remove_left_over(database, keep=work)
                writer = FileWriter(landed, work, pseudonyms)
                landing = _Landing(landed, declarations, reporter or Silent(), work, writer)
                return landing.run(extracts, load_id, started)
            finally:
                landed.close()
    except (duckdb.Error, OSError) as error:
        raise told(error, "write", database) from error


class _Landing:
    """The state of one landing."""

    def __init__(
        self,
        landed: store.Store,
        declarations: Declarations,
        reporter: Reporter,
        work: Path,
        writer: FileWriter,
    ) -> None:
        self._store = landed
        self._declarations = declarations
        self._reporter = reporter
        self._work = work
        self._writer = writer
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
                self._store.log(passed, "")
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
                taken = Taken(file, content, plan, tuple(before))
                results, passed_over = self._writer.write(taken, clock)
                self._ignored += passed_over
                for result in results:
                    self._done(result)
                first_of[content.sha256] = file.name
            except RefusedError as refused:
                self._refuse(file.name, content.sha256, refused, clock)

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
                self._store.log(result, sheets[0].sha256)
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
                self._store.log(result, sha256)
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
