"""Errors of the system and of DuckDB become sentences whose cause is true, in both languages."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb
import pytest

from amparo.build import failures
from amparo.build.dbt import DbtOutcome, Failure
from amparo.cli.session import Session
from amparo.errors import ExitCode, UserError
from amparo.outputs.made import Options, fingerprint
from amparo.outputs.published import open_published
from amparo.project import Project
from amparo.publishing.declared import declared_marts
from amparo.publishing.shelf import Version
from amparo.texts import Labels
from amparo.warehouse.causes import TRACEBACK_VARIABLE, kind_of, told
from amparo.warehouse.connection import connect
from amparo.warehouse.reader import reading, reading_published
from command import in_process
from conftest import ROOT
from faults.page import state_machine_fault
from tiny_warehouse import make_tiny

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

PAGE = ROOT / "docs" / "faults.md"
OPENERS: dict[str, Callable[[Path], object]] = {
    "connect": lambda file: connect(file, read_only=True),
    "reading": lambda file: _read(reading, file),
    "reading_published": lambda file: _read(reading_published, file),
}
HOLD = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print(1, flush=True); sys.stdin.read()"


def _read(opener: Callable[[Path], object], file: Path) -> None:
    with opener(file) as reader:  # type: ignore[attr-defined] # both give a reader
        reader.rows("select sum(a), max(b) from t")


@contextmanager
def held(file: Path) -> Iterator[None]:
    """A database that another program writes to."""
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", HOLD, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        yield
        other.communicate()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of some blocks."""
    file = tmp_path_factory.mktemp("whole") / "amparo.duckdb"
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "create table t as select range as a, 'x' || range as b from range(100000)"
        )
    return file


def stated(what: str, ends: str, error: UserError, file: Path) -> None:
    text = error.message_es.replace(str(file), f"…/{file.name}")
    state_machine_fault(PAGE, what, ends, text)


@pytest.mark.parametrize("by", OPENERS)
def test_a_database_that_is_held_is_told_as_that(whole: Path, by: str) -> None:
    with held(whole), pytest.raises(UserError) as raised:
        OPENERS[by](whole)
    assert raised.value.code == ExitCode.BUSY
    assert "otro programa tiene abierto ese archivo" in raised.value.message_es
    assert "another program has that file open" in raised.value.message_en
    if by == "reading":
        what = "a BI tool holds the warehouse while it refreshes"
        stated(what, "it does not begin, code 3", raised.value, whole)


@pytest.mark.parametrize("by", ["reading", "reading_published"])
@pytest.mark.parametrize("damage", ["cut short", "a block of zeros"])
def test_damage_is_not_another_program(tmp_path: Path, whole: Path, by: str, damage: str) -> None:
    """DuckDB says 'in block at location' of a damaged block, and that holds the word lock."""
    file = tmp_path / "amparo.duckdb"
    data = bytearray(whole.read_bytes())
    if damage == "cut short":
        del data[len(data) // 2 :]
    else:
        data[12_288:12_352] = bytes(64)
    file.write_bytes(data)
    with pytest.raises(UserError) as raised:
        OPENERS[by](file)
    assert raised.value.code == ExitCode.FAILED
    assert "está dañado o cortado" in raised.value.message_es
    assert "damaged or cut short" in raised.value.message_en
    todo = "amparo rollback" if by == "reading_published" else "amparo build"
    assert todo in raised.value.message_es
    if damage != "cut short":
        with pytest.raises(duckdb.Error, match="block at location"):
            duckdb.connect(str(file))
    which = "warehouse is" if by == "reading" else "published file is"
    ends = "nothing is shown or changed"
    stated(f"the {which} damaged: {damage}", ends, raised.value, file)


MESSAGES = {
    'IO Error: Cannot open file "/x/a": Permission denied': "denied",
    'IO Error: Cannot open file "C:\\x\\a": Access is denied.': "denied",
    'IO Error: Cannot open file "C:\\x\\a": Acceso denegado.': "denied",
    'IO Error: Could not write file "/x/a": No space left on device': "full",
    'IO Error: Could not write file "C:\\a": Espacio en disco insuficiente.': "full",
    "Out of Memory Error: failed to offload data block of size 256.0 KiB": "full",
    "Out of Memory Error: failed to allocate data of size 16.0 MiB (18.2/19.0 MiB used)": "memory",
    'IO Error: Cannot open file "C:\\a": El proceso no tiene acceso al archivo porque está siendo '
    "utilizado por otro proceso.": "busy",
    'IO Error: Cannot open file "C:\\a": The process cannot access the file because it is being '
    "used by another process.": "busy",
    "IO Error: Trying to read a database file with version number 80, but we can only read "
    "versions between 64 and 67.": "version",
    "Serialization Error: Failed to deserialize: field id mismatch": "damaged",
    'IO Error: Cannot open file "/x/a": No such file or directory': "absent",
    'IO Error: Could not read from file "/x/a": Is a directory': "misplaced",
    'TransactionContext Error: Failed to commit: Could not write file "/a": File too large': "full",
    'IO Error: Could not set lock on file "/x/a": No locks available': "unknown",
    "Conversion Error: Could not convert string 'no space left, corrupt lock' to INT32": "unknown",
    'Runtime Error in model x (models/x.sql)\n  IO Error: Could not write file "/a": Disk quota '
    "exceeded": "full",
}


@pytest.mark.parametrize("message", MESSAGES)
def test_what_duckdb_says_is_read_for_its_cause(message: str) -> None:
    assert kind_of(duckdb.Error(message)) == kind_of(message) == MESSAGES[message]
    error = told(duckdb.Error(message), "write", "/x/a")
    if MESSAGES[message] == "unknown":
        assert "'no space" not in error.message_es, "a cell may hold what belongs to a person"
    assert (error.code == ExitCode.BUSY) == (MESSAGES[message] == "busy")


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, "full"),
        (errno.EACCES, "denied"),
        (errno.EROFS, "denied"),
        (errno.ENOENT, "absent"),
        (errno.ENOTDIR, "misplaced"),
        (errno.EBUSY, "busy"),
        (errno.EINVAL, "unknown"),
    ],
)
def test_what_the_system_says_is_read_for_its_cause(number: int, kind: str) -> None:
    error = OSError(number, os.strerror(number), "/elsewhere/b.csv")
    assert kind_of(error) == kind
    text = told(error, "write", "/x/amparo.duckdb").message_es
    assert text.startswith("No se puede usar /elsewhere/b.csv: "), "not the warehouse is at fault"


def test_every_cause_has_its_own_sentence_in_both_languages() -> None:
    texts = {}
    for message, kind in MESSAGES.items():
        error = told(message, "open", "/x/a")
        texts[kind] = (error.message_es, error.message_en)
    assert len({es for es, _ in texts.values()}) == len(texts) == 9
    for es, en in texts.values():
        assert es != en
        assert not re.search(r"\{|\}", es + en)


def _failure(message: str) -> Failure:
    return Failure("fct_x", "model", "models/x.sql", "", message, "")


def test_a_cause_in_the_machine_is_told_once_however_many_models_fail(
    tmp_path: Path, whole: Path
) -> None:
    database = tmp_path / "amparo.duckdb"
    shutil.copy2(whole, database)
    project = Project(ROOT, database, tmp_path)
    with held(database):
        try:
            duckdb.connect(str(database))
        except duckdb.Error as error:
            message = f"Runtime Error in model fct_x (models/x.sql)\n  {error}"
    outcome = DbtOutcome(failures=[_failure(message), _failure(message + " ")])
    for language, wanted in (("es", "otro programa tiene"), ("en", "another program has")):
        labels = Labels(ROOT / "seeds", "es" if language == "es" else "en")
        (text,) = failures.describe(outcome, project, labels)
        assert wanted in text
        assert "fct_x" not in text


def test_a_damaged_manifest_of_dbt_is_told(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    for content in (None, "", "{", "[]", '{"nodes": 1}'):
        if content is not None:
            manifest.write_text(content, encoding="utf-8")
        with pytest.raises(UserError, match=r"falta o está dañado.*amparo build") as raised:
            declared_marts(manifest)
    what = "dbt's manifest is missing or cut short"
    ends = "nothing is published, the last publication stays"
    text = raised.value.message_es.replace(str(tmp_path), "…")
    state_machine_fault(PAGE, what, ends, text)


def test_a_sidecar_that_lost_its_manifest_is_told_by_report(tmp_path: Path) -> None:
    tiny = make_tiny(tmp_path)
    tiny.publish()
    variables = {"AMPARO_PUBLISHED": str(tiny.project.published)}
    (version,) = (tiny.project.published / "versions").iterdir()
    sidecar = version / "manifest.json"
    sidecar.chmod(0o600)
    facts = json.loads(sidecar.read_text(encoding="utf-8"))
    for key, spoilt in (("manifest", {"publication": []}), ("outputs", {"parts": {"x": 1}})):
        sidecar.write_text(json.dumps(facts | {key: spoilt}), encoding="utf-8")
        for command in ("versions", "verify", "report"):
            run = in_process(command, database=tiny.project.database, extra=variables)
            assert run.code in {0, 1}, run.err
        with pytest.raises(UserError, match=r"manifest\.json falta o está dañado"):
            fingerprint(tiny.project, Version(version.name, version), Options("2024", "es"))


def test_a_published_file_that_is_none_is_told_by_outputs(tmp_path: Path) -> None:
    file = tmp_path / "amparo.duckdb"
    file.write_bytes(b"x" * 5_000)
    with pytest.raises(UserError, match="está dañado o cortado"), open_published(file):
        pass


def test_what_nobody_foresaw_is_a_sentence_that_shows_no_cell(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("ANA DE PRUEBA 1012345678")

    monkeypatch.setattr(Session, "__init__", fail)
    run = in_process("status", database=tmp_path / "amparo.duckdb", extra={TRACEBACK_VARIABLE: ""})
    assert run.code == 1
    said = " ".join(run.err.split())
    assert "Amparo falló por dentro (KeyError, cli/inspect.py:" in said
    assert "Traceback" not in said
    assert "ANA" not in said + run.out
    with pytest.raises(KeyError):
        in_process("status", database=tmp_path / "amparo.duckdb")
