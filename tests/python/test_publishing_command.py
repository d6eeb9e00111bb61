"""Publishing as a user meets it: a build of the demo, its commands, and two builds at once."""

from __future__ import annotations

import os
import shutil
import stat
import threading
import time
from typing import TYPE_CHECKING

import duckdb
import pytest

from amparo.build.dbt import NOT_BUILT, TESTS
from amparo.publishing.declared import MARTS, declared_marts
from conftest import Built, Run, amparo

if TYPE_CHECKING:
    from pathlib import Path

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")


def link_of(built: Built) -> Path:
    return built.database.parent / "published" / "amparo.duckdb"


def run(built: Built, *arguments: str, language: str = "es") -> Run:
    return amparo(*arguments, project=built.project, database=built.database, language=language)


@pytest.fixture
def copied(demo_built: Built, tmp_path: Path) -> Built:
    """What the demo published, beside a warehouse that does not exist."""
    source = demo_built.database.parent / "published"
    shutil.copytree(source, tmp_path / "published", symlinks=True)
    return Built(demo_built.project, tmp_path / "amparo.duckdb", demo_built.facts)


def test_a_build_publishes_exactly_the_marts_that_are_not_withheld(demo_built: Built) -> None:
    declared = declared_marts(demo_built.database.parent / "target" / "manifest.json")
    assert {
        "fct_row_set_aside",
        "fct_place_disagreement",
        "fct_garbled_text",
        "fct_place_unresolved",
        "fct_age_disagreement",
        "fct_variable_component",
    } == declared.withheld.keys()
    assert len(declared.foreign_keys) >= 20
    connection = duckdb.connect()
    connection.execute(f"attach '{demo_built.database}' as working (read_only)")
    connection.execute(f"attach '{link_of(demo_built)}' as anything (read_only)")
    found = connection.execute(
        "select table_name from duckdb_tables() where database_name = 'anything'"
        f" and schema_name = '{MARTS}' order by all"
    ).fetchall()
    assert tuple(name for (name,) in found) == declared.published
    for name in declared.published:
        differing = connection.execute(
            f"(from working.marts.{name} except all from anything.marts.{name}) union all"
            f" (from anything.marts.{name} except all from working.marts.{name})"
        ).fetchall()
        assert differing == [], name
    schemas = connection.execute(
        "select distinct schema_name from duckdb_tables() where database_name = 'anything'"
    ).fetchall()
    assert {name for (name,) in schemas} == {MARTS, "manifest"}
    tests = connection.execute(
        "select count(*), count(*) filter (status = 'pass'), list(distinct kind order by kind)"
        " from anything.manifest.tests"
    ).fetchone()
    assert tests is not None
    assert tests[0] == tests[1] > 400
    assert set(tests[2]) == TESTS - set(NOT_BUILT)


def test_the_build_says_what_it_published_and_verify_agrees(
    demo_built: Built, demo_extracts: Path
) -> None:
    publication = demo_built.facts["publication"]
    assert publication["event"] == "published"
    assert publication["path"] == str(link_of(demo_built))
    found = run(demo_built, "verify", "--extracts", str(demo_extracts))
    assert found.code == 0, found.out + found.err
    assert "Lo publicado es lo que dice ser" in found.out
    as_json = run(demo_built, "verify", "--json")
    assert as_json.code == 0
    assert as_json.facts["agrees"] is True
    listed = run(demo_built, "versions")
    assert publication["version"] in listed.out
    totals = demo_built.rows(
        "select pin_rounded from marts.agg_pin_national where assessment_id = '2024'"
    )
    assert f"{totals[0][0]:,}".replace(",", ".") in listed.out


def test_verify_ends_with_1_and_names_what_differs(copied: Built) -> None:
    file = link_of(copied).resolve()
    file.chmod(0o600)
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "update marts.fct_pin set pin = pin + 1 where municipality_code = '05001'"
        )
    found = run(copied, "verify", language="en")
    assert found.code == 1
    assert "tables (rows, content, definition), fct_pin: differs" in found.out
    assert "file (SHA-256), amparo.duckdb: differs" in found.out


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("es", "Los lectores siguen con la última publicación"),
        pytest.param("en", "Readers keep the last good", marks=pytest.mark.slow),
    ],
)
def test_a_build_that_fails_says_which_publication_stays(
    copied: Built, language: str, sentence: str
) -> None:
    before = link_of(copied).readlink()
    found = run(copied, "build", "--extracts", "no/such/folder", language=language)
    assert found.code == 1
    assert sentence in found.err
    assert copied.facts["publication"]["version"] in found.err
    assert link_of(copied).readlink() == before


def test_rollback_without_an_earlier_version_says_which_there_are(copied: Built) -> None:
    found = run(copied, "rollback", language="en")
    assert found.code == 1
    assert copied.facts["publication"]["version"] in found.err


def test_rollback_to_a_named_version_swaps_the_link(copied: Built) -> None:
    version = copied.facts["publication"]["version"]
    assert run(copied, "rollback", "--to", version).code == 0
    assert link_of(copied).readlink().parent.name == version


@pytest.mark.parametrize("command", ["rollback", "verify"])
def test_before_any_publication_the_command_says_what_to_run(
    root: Path, tmp_path: Path, command: str
) -> None:
    found = amparo(command, project=root, database=tmp_path / "amparo.duckdb")
    assert found.code == 1
    assert "amparo build" in found.err
    assert not (tmp_path / "published").exists()


def open_to_others(folder: Path) -> list[str]:
    """Working files that others could read: what lies in a closed folder they cannot."""
    found = []
    for path in folder.iterdir():
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
        except FileNotFoundError:
            continue  # gone since it was listed
        if path.name not in {"published", "facts.json"} and mode & 0o077:
            found.append(f"{path.name} {mode:o}")
    return found


@POSIX
def test_working_files_are_their_owners_alone_and_published_ones_are_not(demo_built: Built) -> None:
    folder = demo_built.database.parent
    assert {"amparo.duckdb", "last_build.json", "target"} <= {p.name for p in folder.iterdir()}
    assert open_to_others(folder) == []
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(link_of(demo_built).stat().st_mode) == 0o444 & ~mask


@POSIX
@pytest.mark.slow
def test_two_builds_at_once_one_is_turned_away_and_the_other_comes_out_right(
    demo_built: Built, demo_extracts: Path, tmp_path: Path
) -> None:
    database = tmp_path / "amparo.duckdb"
    arguments = ("build", "--extracts", str(demo_extracts), "--json", "--no-report")
    done: list[Run] = []

    def first() -> None:
        done.append(amparo(*arguments, project=demo_built.project, database=database))

    builder = threading.Thread(target=first)
    builder.start()
    while not database.with_suffix(".holder").exists() and builder.is_alive():
        time.sleep(0.05)
    second = amparo(*arguments, project=demo_built.project, database=database)
    public: set[str] = set()
    seen: set[str] = set()
    while builder.is_alive():
        public.update(open_to_others(tmp_path))
        seen.update(path.name for path in tmp_path.iterdir())
        time.sleep(0.02)
    builder.join()
    assert second.code == 3
    assert "Otra ejecución de Amparo (proceso" in second.err
    [run_of_first] = done
    assert run_of_first.code == 0, run_of_first.out + run_of_first.err
    # the log of the working database was there to be looked at, and closed to others
    assert "amparo.duckdb.wal" in seen
    assert public == set()

    def digests(link: Path) -> dict[str, str]:
        with duckdb.connect(str(link), read_only=True) as connection:
            return dict(connection.execute("select name, sha256 from manifest.tables").fetchall())

    ours, other = digests(tmp_path / "published" / "amparo.duckdb"), digests(link_of(demo_built))
    # when a file was landed is part of what dim_source says
    assert ours.pop("dim_source") != other.pop("dim_source")
    assert ours == other
