"""Planted names, phones, e-mails, document numbers and birth dates: no output byte holds them.

A watcher looks at every file below the working folder again and again while the build runs and
reads what has changed, so that the database's log and spilled data are seen, too. What Python
removes is copied before, however short its life.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import duckdb
import pytest
import xlsxwriter

import parsed
from conftest import ROOT, environment
from faults.base import FISCALIA, csv_text, sound_rows
from output_walk import texts
from registry_book import GUARDIAN, write_workbook
from registry_book import PLANTED as PLANTED_IN_REGISTRY
from registry_book import rows as registry_rows

if TYPE_CHECKING:
    from pathlib import Path

NAME = "Zoraida Quintanilla Umbarila"
PHONE = "3179998877"
MAIL = "zoraida.quintanilla@correo-plantado.test"
DOCUMENT = "1098765432109"
BIRTH = "2009-07-29"
CASE = "PLANTADO-8260388"
PAUSE = 0.01  # seconds between two looks; more after long ones, to leave the build its processor
SETTLED = 1_000_000_000  # nanoseconds
BLOCK = 1 << 18  # bytes compared with what was read before
CERTIFICATE = "CERT-77120099"
PLANTED = (
    *(NAME, PHONE, MAIL, DOCUMENT, BIRTH, CASE, CERTIFICATE, "Quintanilla"),
    *PLANTED_IN_REGISTRY,
)
ENCODED = {text: (text.encode(), text.encode("utf-16-le")) for text in PLANTED}
LONGEST = max(len(form) for forms in ENCODED.values() for form in forms)


@dataclass
class Watcher:
    """Reads all new and changed files of some folders until it is stopped."""

    folders: list[Path]
    seen: set[tuple[str, str]] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    _stop: threading.Event = field(default_factory=threading.Event)
    _known: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    _content: dict[str, bytes] = field(default_factory=dict)

    def look(self) -> None:
        """Look once."""
        for folder in self.folders:
            for base, _, names in os.walk(folder):
                for name in names:
                    path = os.path.join(base, name)  # noqa: PTH118 - thousands of times a second
                    self._read(path)

    def run(self) -> None:
        """Look until told to stop."""
        took = 0.0
        while not self._stop.wait(max(PAUSE, 3 * took)):
            begun = time.perf_counter()
            self.look()
            took = time.perf_counter() - begun

    def stop(self) -> None:
        """Stop looking."""
        self._stop.set()

    def _read(self, path: str) -> None:
        try:
            with open(path, "rb") as file:  # noqa: PTH123 - a Path is made anew at every look
                state = os.fstat(file.fileno())
                begun = time.time_ns()
                version = (state.st_ino, state.st_size, state.st_mtime_ns)
                if self._known.get(path) == version:
                    return
                content = file.read()
        except OSError:
            return
        # a file written to a moment ago may be written to again at what its clock calls that moment
        if begun - state.st_mtime_ns > SETTLED:
            self._known[path] = version
        self.files.add(path)
        new = _changed(self._content.get(path, b""), content)
        self._content[path] = content
        for text, forms in ENCODED.items():
            if any(form in part for part in new for form in forms):
                self.seen.add((path, text))


def _changed(before: bytes, now: bytes) -> list[bytes]:
    """Blocks of a file that are not as they were, with what may begin before them or end after.

    A database changes a few blocks of many at a time, and looking through all of it again and again
    would take longer than the build.
    """
    return [
        now[max(0, begin - LONGEST) : begin + BLOCK + LONGEST]
        for begin in range(0, len(now), BLOCK)
        if now[begin : begin + BLOCK] != before[begin : begin + BLOCK]
    ]


def _plant(folder: Path) -> None:
    """Write extracts with personal data wherever people put them."""
    header = [*FISCALIA, "NOMBRE_VICTIMA", "TELEFONO", "CORREO", "DOCUMENTO", "FECHA_NACIMIENTO"]
    lines = [f"Elaboró: {NAME} {PHONE},{MAIL}", ",".join(header)]
    extra = ",".join([NAME, PHONE, MAIL, DOCUMENT, BIRTH])
    lines += [f"{line},{extra}" for line in csv_text(sound_rows()).splitlines()[1:]]
    (folder / "Conteo_de_Victimas.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")

    columns = [
        *("Partición", "CONSECUTIVE", "COD_EVE", "FEC_NOT", "SEMANA", "ANO", "EDAD", "UNI_MED"),
        *("SEXO", "COD_PAIS_O", "COD_DPTO_O", "COD_MUN_O", "FECHA_NTO", "CER_DEF", "CBMTE"),
        *("AJUSTE", "Departamento_ocurrencia", "Municipio_ocurrencia", "nombre_paciente"),
        *("telefono", "confirmados", "Estado_final_de_caso"),
    ]
    row = ["Datos_2021_356", CASE, "356", "2021-02-25", "8", "2021", "14", "1", "F", "170", "13"]
    row += ["430", BIRTH, CERTIFICATE, DOCUMENT, "0", "BOLIVAR", "MAGANGUE", NAME, PHONE, "1", "3"]
    with xlsxwriter.Workbook(str(folder / "Datos_2021_356.xlsx")) as book:
        page = book.add_worksheet("Hoja1")
        page.write_row(0, 0, columns)
        for number in range(1, 40):
            page.write_row(number, 0, row)
        page.set_header(f"&L{NAME}")
        other = book.add_worksheet("contactos")
        other.write_row(0, 0, ["nombre", "correo", "telefono"])
        other.write_row(1, 0, [NAME, MAIL, PHONE])
    write_workbook(folder / "Registro_intervenciones_NNA.xlsx", registry_rows())


def _plant_refused(folder: Path) -> None:
    """Write files that are refused, with personal data at the place of the fault."""
    broken = csv_text(sound_rows(5)) + f'{NAME},{PHONE},"{MAIL}\n'
    (folder / "Conteo_roto.csv").write_text(broken, encoding="utf-8")
    short = csv_text(sound_rows(5)) + f"{NAME},{DOCUMENT}\n"
    (folder / "Conteo_corto.csv").write_text(short, encoding="utf-8")
    headless = "\n".join(f"{NAME},{PHONE},{MAIL},{DOCUMENT},{BIRTH}" for _ in range(3))
    (folder / "fiscalia_sin_encabezado.csv").write_text(headless + "\n", encoding="utf-8")
    (folder / "nadie_lo_reconoce.csv").write_text(headless + "\n", encoding="utf-8")
    # a workbook of the registry without its sheet: only the one that names guardians is left
    with xlsxwriter.Workbook(str(folder / "Registro_NNA_sin_BD.xlsx")) as book:
        page = book.add_worksheet("variables")
        page.write_row(0, 0, ["Base_Origen", "Ficha_fic", GUARDIAN, NAME])
        page.write_row(1, 0, [MAIL, PHONE, DOCUMENT, GUARDIAN])


KEEP = """
import itertools, os, shutil, sys

place, kept = os.environ["TESTS_PLACE"], os.environ["TESTS_KEPT"]
numbers = itertools.count()

def keep(event, arguments):
    if event != "os.remove":
        return
    path, folder = arguments
    path = os.fsdecode(path)
    if isinstance(folder, int) and folder >= 0:
        path = os.path.join(os.readlink(f"/proc/self/fd/{folder}"), path)
    if os.path.realpath(path).startswith(place) and os.path.isfile(path):
        name = os.path.relpath(path, place).replace(os.sep, "~")
        shutil.copyfile(path, os.path.join(kept, f"{os.getpid()}-{next(numbers)}-{name}"))

sys.addaudithook(keep)
"""
"""A ``sitecustomize`` that copies what is about to be removed below a folder."""


def _keeping(tmp_path: Path, place: Path) -> dict[str, str]:
    """Variables of a run whose removed files are kept in ``place/kept``."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(KEEP, encoding="utf-8")
    (place / "kept").mkdir()
    paths = [str(tmp_path / "site"), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        "PYTHONPATH": os.pathsep.join(paths),
        "TESTS_PLACE": str(place.resolve()),
        "TESTS_KEPT": str(place / "kept"),
    }


@pytest.mark.parametrize("kind", ["accepted", "refused"])
def test_no_planted_datum_is_in_any_byte_ever_written(tmp_path: Path, kind: str) -> None:
    extracts = tmp_path / "extracts"
    extracts.mkdir()
    _plant(extracts)
    if kind == "refused":
        _plant_refused(extracts)
    place = tmp_path / "place"
    temporary = place / "tmp"
    temporary.mkdir(parents=True)
    database = place / "warehouse" / "amparo.duckdb"
    # before anybody looks: what dbt has read of the project is not of this build
    parsed.take_over(database.parent / "target", database)
    watcher = Watcher([place])
    thread = threading.Thread(target=watcher.run)
    thread.start()
    command = "build" if kind == "accepted" else "land"
    arguments = [command, "--extracts", str(extracts)]
    arguments += ["--accept-warnings"] if kind == "accepted" else []
    try:
        done = subprocess.run(  # noqa: S603 - our own module
            [sys.executable, "-m", "amparo", *arguments],
            cwd=ROOT,
            env=environment(ROOT, database)
            | {"TMPDIR": str(temporary), "DBT_LOG_PATH": str(place / "logs")}
            | _keeping(tmp_path, place),
            capture_output=True,
            check=False,
            timeout=900,
        )
    finally:
        watcher.stop()
        thread.join()
    # all of them once more, however old they are
    last = Watcher([place])
    last.look()
    watcher.seen |= last.seen
    watcher.files |= last.files
    assert done.returncode == (0 if kind == "accepted" else 1), done.stderr.decode()
    assert watcher.seen == set()
    for text in PLANTED:
        assert text.encode() not in done.stdout + done.stderr
    assert any(name.endswith("amparo.duckdb") for name in watcher.files)
    if kind == "accepted":
        assert any("kept" in name and "landing-" in name for name in watcher.files), "none kept"
        assert any("published" in name for name in watcher.files)
        # bytes of a workbook or a Parquet file are compressed: what they say is read as well
        for edition in ("published", "restricted"):
            said = list(texts(database.parent / edition))
            assert any(".xlsx/" in where for where, _ in said), edition
            assert [w for w, text in said for planted in PLANTED if planted in text] == []
    shutil.rmtree(place)


def test_the_walk_would_see_a_planted_datum_in_names_headings_and_cells(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / f"{MAIL}.xlsx")) as book:
        book.add_worksheet(DOCUMENT).write_row(0, 0, [PHONE, NAME])
    with duckdb.connect(str(tmp_path / "x.duckdb")) as connection:
        connection.execute(f"create table main.x as select '{CASE}' as \"{BIRTH}\"")
        connection.execute(f"comment on table main.x is '{CERTIFICATE}'")
    said = "\n".join(text for _, text in texts(tmp_path))
    planted = (MAIL, DOCUMENT, PHONE, NAME, CASE, BIRTH, CERTIFICATE)
    assert [text for text in planted if text not in said] == []


def test_the_watcher_would_see_a_planted_datum(tmp_path: Path) -> None:
    (tmp_path / "log.txt").write_text(f"row of {NAME}", encoding="utf-8")
    watcher = Watcher([tmp_path])
    watcher.look()
    assert watcher.seen == {(str(tmp_path / "log.txt"), t) for t in (NAME, "Quintanilla")}


def test_the_watcher_reads_again_what_was_changed(tmp_path: Path) -> None:
    file = tmp_path / "log.txt"
    file.write_text("x" * len(NAME), encoding="utf-8")
    an_hour_ago = time.time() - 3600
    os.utime(file, (an_hour_ago, an_hour_ago))
    watcher = Watcher([tmp_path])
    watcher.look()
    file.write_text(NAME, encoding="utf-8")  # as long as before
    watcher.look()
    assert (str(file), NAME) in watcher.seen


@pytest.mark.parametrize("at", [0, BLOCK - 1, BLOCK, 2 * BLOCK - len(NAME) // 2])
def test_the_watcher_sees_what_is_written_into_a_large_file(tmp_path: Path, at: int) -> None:
    """Also where it lies across two blocks, and where all of it but a sign was there before."""
    file = tmp_path / "database"
    rest = bytearray(3 * BLOCK)
    rest[at + 1 : at + len(NAME)] = NAME.encode()[1:]
    file.write_bytes(rest)
    watcher = Watcher([tmp_path])
    watcher.look()
    assert (str(file), NAME) not in watcher.seen
    rest[at] = NAME.encode()[0]
    file.write_bytes(rest)
    watcher.look()
    assert (str(file), NAME) in watcher.seen
