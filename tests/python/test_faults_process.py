"""Faults of the machine: killed runs, full disks, other clocks and other places."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from amparo.files.locking import only_writer
from amparo.landing import land
from conftest import ROOT, amparo, environment
from faults.base import FILE, csv_text, sound_rows, write_sound
from faults.page import state_machine_fault
from layouts.ipor import LAYOUTS as IPOR

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from rehearsal import Rehearsal

PAGE = ROOT / "docs" / "faults.md"
posix_only = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals and limits")


def _digests(database: Path) -> list[tuple[Any, ...]]:
    """What a publication says of its tables, but for the one that holds times of landing."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(
            "select name, rows, sha256 from manifest.tables where name != 'dim_source' order by 1"
        ).fetchall()


def _staged(published: Path) -> list[Path]:
    """Publications being written, or left half written; the lock is no such."""
    return [p for p in published.rglob(".*") if not p.name.endswith(".lock")]


def _start(arguments: list[str], database: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "amparo", *arguments],
        cwd=ROOT,
        env=environment(ROOT, database),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _killed_when(
    arguments: list[str], database: Path, reached: Callable[[], bool], seconds: float = 600
) -> bool:
    """Start a build and kill it, with all its children, at the moment ``reached`` tells."""
    process = _start(arguments, database)
    until = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < until:
        if reached():
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            return True
        time.sleep(0.002)
    process.kill()
    process.wait()
    return False


@posix_only
@pytest.mark.slow
def test_a_run_killed_anywhere_leaves_the_last_publication_and_the_next_run_succeeds(
    tmp_path: Path, rehearsal: Rehearsal, small_built: Path
) -> None:
    shutil.copytree(small_built, tmp_path, symlinks=True, dirs_exist_ok=True)
    extracts = tmp_path / "extracts"
    database = tmp_path / "warehouse" / "amparo.duckdb"
    arguments = [
        "build",
        "--extracts",
        str(extracts),
        "--accept-warnings",
        "--quiet",
        "--no-report",
    ]
    current = database.parent / "published" / "amparo.duckdb"
    good, target = _digests(current), current.resolve()

    # from now on every run would change what is published
    rows = sound_rows()
    rows[0]["TOTAL_VICTIMAS"] = "9"
    (extracts / FILE).write_text(csv_text(rows), encoding="utf-8")

    log = database.parent / "target" / "run_results.json"

    def landing_begun() -> bool:
        return any(database.parent.glob(".amparo.duckdb.landing-*"))

    def in_the_models() -> bool:
        compiled = database.parent / "target" / "run" / "amparo" / "models" / "marts"
        return compiled.is_dir() and any(compiled.rglob("*.sql"))

    def publishing_begun() -> bool:
        return bool(_staged(current.parent))

    for reached in (landing_begun, in_the_models, publishing_begun):
        shutil.rmtree(database.parent / "target" / "run", ignore_errors=True)
        log.unlink(missing_ok=True)
        assert _killed_when(arguments, database, reached), reached.__name__
        assert current.resolve() == target
        assert _digests(current) == good

    last = amparo(*arguments, project=ROOT, database=database)
    assert last.code == 0, last.out + last.err
    recovered = _digests(current)
    assert recovered != good
    left = [path.name for path in database.parent.iterdir() if "landing-" in path.name]
    assert left == []
    assert _staged(current.parent) == []

    state_machine_fault(
        PAGE,
        "kill -9 while landing, in the models, while publishing: three runs, one after the other",
        "the last publication stays whole; the next run succeeds, with the same tables as a run"
        " never disturbed, and removes what the killed ones left",
        "",
    )

    # the same as where nothing was ever disturbed
    fresh = tmp_path / "fresh" / "amparo.duckdb"
    rehearsal.land(extracts, fresh)
    rehearsal.run(fresh)
    for table in ("fct_pin", "fct_municipality_severity", "fct_variable_severity"):
        query = f"select * from marts.{table} order by all"
        with (
            duckdb.connect(str(fresh), read_only=True) as undisturbed,
            duckdb.connect(str(current), read_only=True) as published,
        ):
            expected = undisturbed.execute(query).fetchall()
            assert published.execute(query).fetchall() == expected
            assert expected


@posix_only
@pytest.mark.parametrize("megabytes", [1, 3])
def test_a_full_disk_is_said_and_what_was_landed_stays(tmp_path: Path, megabytes: int) -> None:
    extracts = tmp_path / "extracts"
    extracts.mkdir()
    write_sound(extracts)
    database = tmp_path / "warehouse" / "amparo.duckdb"
    assert amparo("land", "--extracts", str(extracts), project=ROOT, database=database).code == 0
    (extracts / FILE).write_text(csv_text(sound_rows(120_000)), encoding="utf-8")
    size = database.stat().st_size + megabytes * 2**20
    limited = (
        "import resource, signal, runpy, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({size}, {size}));"
        "sys.argv = ['amparo', 'land', '--extracts', sys.argv[1]];"
        "runpy.run_module('amparo', run_name='__main__')"
    )
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-c", limited, str(extracts)],
        cwd=ROOT,
        env=environment(ROOT, database),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "el disco está lleno" in done.stderr
    with duckdb.connect(str(database), read_only=True) as connection:
        counted = connection.execute("select count(*) from raw.fiscalia__conteo_victimas")
        assert counted.fetchall() == [(100,)]
    after = amparo("land", "--extracts", str(extracts), project=ROOT, database=database)
    assert after.code == 0, after.err
    said = " ".join(done.stderr.split()).replace(str(database), "…/amparo.duckdb")
    state_machine_fault(
        PAGE,
        f"the disk is full while landing, {megabytes} MB left",
        "nothing of the new file is kept, what was landed stays; it lands once there is room",
        said,
    )


PLACES = [
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C"},
    {"TZ": "America/Bogota", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
    {"TZ": "Asia/Kolkata", "LC_ALL": "POSIX", "PYTHONUTF8": "0"},
]


def test_clock_zone_and_locale_change_nothing_that_is_landed(tmp_path: Path) -> None:
    extracts = tmp_path / "extracts"
    extracts.mkdir()
    write_sound(extracts)
    IPOR[0].write(extracts)
    seen = []
    places: list[dict[str, str]] = [{}, *PLACES]
    for number, place in enumerate(places):
        database = tmp_path / str(number) / "amparo.duckdb"
        run = amparo(
            "land", "--extracts", str(extracts), project=ROOT, database=database, extra=place
        )
        assert run.code == 0, run.err
        with duckdb.connect(str(database), read_only=True) as connection:
            seen.append(
                connection.execute(
                    "select * exclude (_load_id, _loaded_at) from raw.fiscalia__conteo_victimas"
                    " order by all"
                ).fetchall()
            )
    assert all(rows == seen[0] for rows in seen)
    state_machine_fault(
        PAGE, "another time zone, another locale, no UTF-8 by default", "harmless", ""
    )


def test_a_clock_that_goes_backwards_loses_no_delivery(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    extracts = tmp_path / "extracts"
    extracts.mkdir()
    write_sound(extracts)
    database = tmp_path / "amparo.duckdb"
    for year, victims in ((2099, "1"), (1999, "2"), (2026, "3")):
        rows = sound_rows()
        rows[0]["TOTAL_VICTIMAS"] = victims
        (extracts / FILE).write_text(csv_text(rows), encoding="utf-8")
        moment = dt.datetime(year, 1, 1)  # noqa: DTZ001 - as the database keeps it
        module = sys.modules["amparo.landing.store"]
        monkeypatch.setattr(module, "now", lambda moment=moment: moment)
        report = land(extracts, database, ROOT / "models" / "staging")
        assert report.has_changes
        with duckdb.connect(str(database), read_only=True) as connection:
            first = connection.execute(
                "select total_victimas from raw.fiscalia__conteo_victimas where _row_number = 2"
            ).fetchall()
        assert first == [(victims,)]
    state_machine_fault(
        PAGE,
        "the clock jumps to 2099, back to 1999 and on",
        "harmless: the last delivery counts",
        "",
    )


def test_a_second_run_is_told_to_wait(tmp_path: Path) -> None:
    database = tmp_path / "warehouse" / "amparo.duckdb"
    with only_writer(database.with_suffix(".lock")):
        run = amparo("land", project=ROOT, database=database)
    assert run.code == 3
    said = re.sub(r"\([^)]*\)", "(…)", " ".join(run.err.split()))
    said = said.replace(str(database.parent), "…/warehouse")
    state_machine_fault(PAGE, "a second run at the same time", "it does not begin, code 3", said)
