"""Plain dbt, without ``amparo build``: what it says, what it leaves behind, and publishing it."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from typing import TYPE_CHECKING

import pytest

from amparo.build.last_build import READ, files_read, last_build, recorded
from amparo.build.run import Build
from amparo.errors import UserError
from amparo.project import Project
from conftest import ROOT
from plain_dbt import PlainDbt, make_plain
from tiny_warehouse import TESTS, Tiny

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run

SCALES = "seeds/method/severity_scales.csv"
HEADER = "methodology_id,variable_id,severity,upper_bound\n"
LAND_FIRST = (
    "No hay extractos cargados en la bodega: ejecute primero amparo land",
    "No extracts are landed in the warehouse: run amparo land first",
)


def said(run: Run) -> str:
    """All that was said, without the line breaks of a narrow terminal."""
    return re.sub(r"\s+", " ", run.out + run.err)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> PlainDbt:
    """The project, built whole by ``dbt build``; to be copied."""
    plain = make_plain(tmp_path_factory.mktemp("plain"))
    run = plain.dbt("build")
    assert run.code == 0, run.out + run.err
    return plain


@pytest.fixture
def built(made: PlainDbt, tmp_path: Path) -> PlainDbt:
    """A copy of it."""
    shutil.copytree(made.tiny.project.root.parent, tmp_path, dirs_exist_ok=True)
    tiny = object.__new__(Tiny)
    tiny.project = Project(
        tmp_path / "project", tmp_path / "warehouse" / "amparo.duckdb", tmp_path / "published"
    )
    return PlainDbt(tiny)


def refused(plain: PlainDbt, sentence: str) -> None:
    """Nothing is published; the sentence says why and what to run."""
    run = plain.amparo("publish", "--no-report")
    assert run.code == 1
    assert sentence in said(run)
    assert re.search(r"([Ee]jecute|Repita): (dbt|amparo) build", said(run))
    assert not (plain.tiny.project.published / "amparo.duckdb").exists()


def test_where_nothing_is_landed_dbt_says_what_to_run_and_loads_the_seeds(tmp_path: Path) -> None:
    plain = make_plain(tmp_path)
    plain.tiny.project.database.unlink()
    run = plain.dbt("build")
    assert run.code == 2
    assert all(sentence in said(run) for sentence in LAND_FIRST)
    assert "Traceback" not in said(run)
    assert "SKIP" not in said(run)
    assert last_build(plain.tiny.project.database) is None
    assert plain.dbt("seed").code == 0


def test_a_clone_has_the_folder_of_the_warehouse() -> None:
    assert "!/warehouse/.gitkeep" in (ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert (ROOT / "warehouse" / ".gitkeep").is_file()


def test_failed_tests_show_rows_of_seeds_and_of_extracts_only_where_they_stand(
    built: PlainDbt,
) -> None:
    built.write(SCALES, f"{HEADER}m,v,1,2\nm,v,9,5\nm,v,1,3\n")
    built.write(
        "tests/dbt/names_are_blank.sql",
        "select 'a.csv' as file_name, 'ANA' as name, 7 as row_number"
        " from {{ ref('stg_landing__files') }}",
    )
    run = built.dbt("build", "--select", "severity_scales+", "names_are_blank")
    assert run.code == 1
    assert f"{SCALES}:3: m,v,9: step above five" in said(run)
    assert f'{SCALES}:2, 4: {{"unique_field":1' in said(run)
    assert "a.csv, 7" in said(run)
    assert "ANA" not in said(run)
    # the marts are of before, the seed is not
    assert "no terminó bien" in said(built.amparo("status"))
    refused(built, "La última construcción no terminó bien")


def test_what_a_whole_build_made_is_published(built: PlainDbt) -> None:
    run = built.amparo("publish", "--no-report", "--json")
    assert run.code == 0, said(run)
    assert run.facts["publication"]["event"] == "published"
    sidecar = next(built.tiny.project.published.glob("versions/*/manifest.json"))
    tests = json.loads(sidecar.read_text("utf-8"))["manifest"]["tests"]
    names = {test["name"] for test in tests}
    assert {"every_step_is_stated_once", "severities_are_given", "steps_end_at_five"} < names
    assert {test["status"] for test in tests} == {"pass"}
    assert built.amparo("publish", "--no-report", "--quiet").out == ""


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (SCALES, f"{HEADER}m,v,1,3\n"),
        ("models/marts/agg_pin_national.sql", "select '2024' as assessment_id, 8 as pin_rounded"),
        ("tests/dbt/steps_end_at_five.sql", "select 1 as seed where false"),
        ("macros/new.sql", "{% macro new() %}1{% endmacro %}"),
    ],
)
def test_what_changed_after_the_build_is_not_published(
    built: PlainDbt, file: str, text: str
) -> None:
    built.write(file, text)
    refused(built, "cambiaron desde que empezó la última construcción")


@pytest.mark.parametrize("how", ["a file saved meanwhile", "variables of its own"])
def test_a_run_of_nobody_knows_which_files_is_not_published(built: PlainDbt, how: str) -> None:
    later = time.time() + 3_600
    arguments = ["--vars", "{country_iso3: VEN}"]
    if how == "a file saved meanwhile":
        os.utime(built.tiny.project.root / SCALES, (later, later))
        arguments = []
    assert built.dbt("build", *arguments).code == 0
    refused(built, "cambiaron desde que empezó la última construcción")


@pytest.mark.parametrize(
    "change",
    [
        "delete from raw.quality_checks",
        "update raw.quality_checks set status = 'failed'",
        "update raw.quality_checks set checked_at = timestamp '2001-01-01'",
        "insert into raw.load_log values ('load-2', timestamp '2025-01-01')",
    ],
)
def test_the_gate_runs_anew_where_it_is_older_or_had_stopped(
    built: PlainDbt, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    def gate(_: Build) -> None:
        raise UserError("revisado", "checked")

    monkeypatch.setattr(Build, "gate", gate)
    assert built.amparo("publish", "--no-report").code == 0
    with built.tiny.writing() as connection:
        connection.execute(change)
    assert "revisado" in said(built.amparo("publish", "--no-report"))


@pytest.mark.parametrize(
    "change",
    [
        "update raw.landed_files set load_id = 'load-2'",
        "delete from raw.landed_files",
        "insert into raw.refused_files (reason) values ('damaged')",
        "update raw.quality_checks set status = 'acknowledged'",
    ],
)
def test_what_was_landed_after_the_build_is_not_published(built: PlainDbt, change: str) -> None:
    with built.tiny.writing() as connection:
        connection.execute(change)
    refused(built, "no son los que leyó la última construcción")


def test_a_partial_run_leaves_a_mark_and_a_whole_build_takes_it_away(built: PlainDbt) -> None:
    assert built.dbt("run", "--select", "fct_pin").code == 0
    sentence = "(dbt run, "
    for command in (("status",), ("explain", "05001")):
        assert sentence in said(built.amparo(*command)), command
        assert "no corresponden unas con otras" in said(built.amparo(*command)), command
    assert "do not belong together" in said(built.amparo("status", language="en"))
    refused(built, "no corresponden unas con otras")
    # a test makes no table: it mends nothing
    assert built.dbt("test").code == 0
    refused(built, "no corresponden unas con otras")
    with recorded(built.tiny.project, files_read(built.tiny.project.root)[0]) as tests:
        tests.extend(TESTS)
    assert built.amparo("publish", "--no-report", "--quiet").code == 0


def test_an_empty_run_leaves_a_mark(built: PlainDbt) -> None:
    assert built.dbt("build", "--empty").code == 0
    assert "sin filas de los extractos" in said(built.amparo("status"))
    refused(built, "sin filas de los extractos")


def test_a_build_that_ends_badly_after_dbt_is_unfinished(built: PlainDbt) -> None:
    def stop() -> None:
        with recorded(built.tiny.project, files_read(built.tiny.project.root)[0]):
            raise UserError("malo", "bad")

    with pytest.raises(UserError, match="bad"):
        stop()
    refused(built, "La última construcción no terminó bien")


def test_hooks_and_command_look_at_the_same_files() -> None:
    macro = (ROOT / "macros" / "runs" / "digest_of_files.sql").read_text(encoding="utf-8")
    listed = macro[macro.index("read_blob([") :]
    assert re.findall(r"'([^']+)'", listed) == list(READ)
