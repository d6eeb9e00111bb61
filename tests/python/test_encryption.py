"""The working database encrypted: nothing readable on disk, and key and file must fit."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import duckdb
import pytest

from amparo.errors import UserError
from amparo.warehouse.connection import CATALOGUE, DATABASE_KEY_VARIABLE, connect
from amparo.warehouse.reader import reading
from conftest import ROOT, amparo
from faults.base import FILE, write_sound
from landing_place import HEADER, ROWS_OF_CASES, Place
from layouts.ipor import LAYOUTS as IPOR

if TYPE_CHECKING:
    from pathlib import Path

KEY = "CLAVEDELASPRUEBAS 'y \\x41 ñ', de nadie más"
KEY_TRACES = ("CLAVEDELASPRUEBAS", r"\x43\x4C\x41\x56\x45")
OTHER_KEY = "otra clave, también de las pruebas y de nadie"
PLANTED = "TESTIGOPLANTADO"
# the one table that holds the time of its landing is compared without it
DIGESTS = "select * from manifest.tables where name != 'dim_source' order by name"
SOURCES = "select * exclude (loaded_at) from marts.dim_source order by all"


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATABASE_KEY_VARIABLE, KEY)


def holding(folder: Path, text: str) -> list[str]:
    """Files under a folder with a text in their bytes."""
    return sorted(
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*")
        if file.is_file() and text.encode() in file.read_bytes()
    )


def landed(place: Place) -> Place:
    """Land one planted row; the extract itself goes, so that only what Amparo wrote is there."""
    file = place.write("casos.csv", f"{HEADER}{PLANTED},2022,1\n")
    place.land()
    file.unlink()
    return place


def build_small(folder: Path, key: str) -> Path:
    """Build the small sound extract in a folder; gives the database."""
    extracts = folder / "extracts"
    extracts.mkdir(parents=True)
    write_sound(extracts)
    for layout in IPOR:
        layout.write(extracts)
    database = folder / "warehouse" / "amparo.duckdb"
    arguments = ("build", "--extracts", str(extracts), "--accept-warnings", "--no-report")
    extra = {"DBT_LOG_PATH": str(folder / "logs"), **with_key(key)}
    run = amparo(*arguments, project=ROOT, database=database, extra=extra)
    assert run.code == 0, run.out + run.err
    return database


def with_key(key: str | None) -> dict[str, str]:
    return {} if key is None else {DATABASE_KEY_VARIABLE: key}


# --- on disk -----------------------------------------------------------------------------------


def test_the_planted_text_of_a_plain_landing_is_found_on_disk(tmp_path: Path) -> None:
    """What the tests below look for would be there without a key."""
    assert holding(landed(Place(tmp_path)).root, PLANTED) == ["db/warehouse.duckdb"]


@pytest.mark.usefixtures("key")
def test_nothing_landed_with_a_key_is_readable_on_disk(tmp_path: Path) -> None:
    place = landed(Place(tmp_path))
    assert holding(tmp_path, PLANTED) == []
    with connect(place.database, read_only=True) as connection:
        assert connection.execute(ROWS_OF_CASES).fetchall() == [(PLANTED, "2022", "1")]
    assert KEY.encode() not in place.database.read_bytes()
    if os.name == "posix":
        assert place.database.stat().st_mode & 0o077 == 0


@pytest.mark.usefixtures("key")
def test_landing_again_with_the_same_key_leaves_what_is_unchanged(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.write("casos.csv", f"{HEADER}05001,2022,1\n")
    assert [[r.event for r in place.land().results] for _ in range(2)] == [
        ["landed"],
        ["unchanged"],
    ]


@pytest.mark.parametrize("is_encrypted", [False, True])
def test_the_log_and_the_spilled_rows_are_readable_only_without_a_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_encrypted: bool
) -> None:
    if is_encrypted:
        monkeypatch.setenv(DATABASE_KEY_VARIABLE, KEY)
    database = tmp_path / "amparo.duckdb"
    with connect(database, config={"memory_limit": "40MB", "threads": 1}) as connection:
        connection.execute("create table logged (x varchar)")
        connection.execute("insert into logged values (?)", [PLANTED])
        connection.execute(
            f"create temp table spilled as select '{PLANTED}' || i || repeat('x', 100) as x"
            " from range(1000000) as numbers (i)"
        )
        log = tmp_path / "amparo.duckdb.wal"
        spilled = [file for file in (tmp_path / "amparo.duckdb.tmp").iterdir() if file.is_file()]
        assert log.stat().st_size
        assert sum(file.stat().st_size for file in spilled)
        for files in ([log], spilled):
            is_readable = any(PLANTED.encode() in file.read_bytes() for file in files)
            assert is_readable is not is_encrypted


# --- key and file ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "opened", "text"),
    [
        (KEY, None, f"está cifrada y {DATABASE_KEY_VARIABLE} no está fijada"),
        (KEY, OTHER_KEY, "está cifrada con otra clave"),
        (None, KEY, f"no está cifrada y {DATABASE_KEY_VARIABLE} está fijada"),
    ],
)
def test_a_key_that_does_not_fit_the_file_is_told_and_changes_nothing(
    tmp_path: Path, written: str | None, opened: str | None, text: str
) -> None:
    extracts = tmp_path / "extracts"
    extracts.mkdir()
    write_sound(extracts)
    database = tmp_path / "db" / "amparo.duckdb"
    land = ("land", "--extracts", str(extracts))
    first = amparo(*land, project=ROOT, database=database, extra=with_key(written))
    assert first.code == 0, first.err
    before = database.read_bytes()
    for arguments in (land, ("check",), ("status",)):
        run = amparo(*arguments, project=ROOT, database=database, extra=with_key(opened))
        assert run.code == 1
        assert text in run.err
        assert "amparo build" in run.err
        assert "Traceback" not in run.err
        assert not any(trace in run.out + run.err for trace in KEY_TRACES)
    assert database.read_bytes() == before


@pytest.mark.parametrize("short", ["", "   ", "breve", "x" * 31 + "  "])
def test_a_short_key_is_refused_without_showing_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, short: str
) -> None:
    monkeypatch.setenv(DATABASE_KEY_VARIABLE, short)
    with pytest.raises(UserError, match=f"{DATABASE_KEY_VARIABLE}.*32") as raised:
        connect(tmp_path / "amparo.duckdb")
    assert not short.strip() or short.strip() not in str(raised.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("key")
def test_a_database_held_by_another_process_is_busy_also_with_a_key(tmp_path: Path) -> None:
    database = tmp_path / "amparo.duckdb"
    connect(database).close()
    code = (
        "import sys; from pathlib import Path; from amparo.warehouse.connection import connect;"
        " held = connect(Path(sys.argv[1])); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code, str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"held"
        with pytest.raises(UserError) as raised, reading(database):
            pass
        other.kill()
    assert raised.value.code == 3


@pytest.mark.usefixtures("key")
def test_an_absent_extension_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duckdb, "__version__", "0.0.0")
    with pytest.raises(UserError, match=r"duckdb-extension-httpfs 0\.0\.0"):
        connect(tmp_path / "amparo.duckdb")


@pytest.mark.usefixtures("key")
def test_the_file_is_attached_under_the_name_that_plain_files_have(tmp_path: Path) -> None:
    with connect(tmp_path / "other.duckdb") as connection:
        assert connection.execute("select current_database()").fetchall() == [(CATALOGUE,)]


# --- end to end --------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_build_with_a_key_publishes_what_one_without_publishes(
    tmp_path: Path, small_built: Path
) -> None:
    plain = small_built / "warehouse" / "amparo.duckdb"
    database = build_small(tmp_path / "encrypted", KEY)

    links = [file.parent / "published" / "amparo.duckdb" for file in (plain, database)]
    digests = []
    for link in links:
        with duckdb.connect(str(link), read_only=True) as connection:
            digests.append([connection.execute(q).fetchall() for q in (DIGESTS, SOURCES)])
    assert digests[0] == digests[1]
    assert all(digests[0])

    folder = tmp_path / "encrypted"
    assert list((folder / "warehouse" / "target").glob("*.json"))
    assert [holding(folder, trace) for trace in KEY_TRACES] == [[], []]
    # the file's name is in the plain warehouse, and in the encrypted one it is not
    assert FILE.encode() in plain.read_bytes()
    assert FILE.encode() not in database.read_bytes()
    left = sorted(file.name for file in database.parent.glob("amparo.duckdb*"))
    assert left == ["amparo.duckdb"]

    for arguments in (("status",), ("explain", "05001"), ("verify",)):
        run = amparo(*arguments, project=ROOT, database=database, extra=with_key(KEY))
        assert run.code == 0, run.out + run.err
