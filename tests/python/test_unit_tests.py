"""dbt's unit tests are left out by a build and all run here; a build runs all data tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import duckdb

import parsed
from conftest import ROOT, Built

if TYPE_CHECKING:
    from pathlib import Path

    from rehearsal import Rehearsal

DBT = "import sys; from dbt.cli.main import cli; cli(sys.argv[1:])"


def read(file: Path) -> dict[str, Any]:
    return dict(json.loads(file.read_text(encoding="utf-8")))


def statuses(target: Path) -> dict[str, str]:
    """How every node of dbt's last run ended, by its id."""
    return {
        result["unique_id"]: result["status"]
        for result in read(target / "run_results.json")["results"]
    }


def test_every_unit_test_passes(tmp_path: Path, rehearsal: Rehearsal) -> None:
    # dbt asks the relations for the types of the columns; there need not be any row
    (tmp_path / "extracts").mkdir()
    database, target = tmp_path / "amparo.duckdb", tmp_path / "target"
    rehearsal.land(tmp_path / "extracts", database)
    places = ["--project-dir", str(ROOT), "--profiles-dir", str(ROOT), "--target", "local"]
    parsed.take_over(target, database)
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", DBT, "test", "--quiet", "--select", "test_type:unit", *places],
        cwd=ROOT,
        env=os.environ | {"AMPARO_DATABASE": str(database), "DBT_TARGET_PATH": str(target)},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    declared = read(target / "manifest.json")["unit_tests"]
    assert len(declared) > 40
    found = {name: status for name, status in statuses(target).items() if name in declared}
    assert found == dict.fromkeys(declared, "pass")


def test_a_build_runs_every_data_test_and_no_unit_test(demo_built: Built) -> None:
    target = demo_built.database.parent / "target"
    nodes = read(target / "manifest.json")["nodes"].values()
    declared = [node["name"] for node in nodes if node["resource_type"] == "test"]
    assert len(declared) > 400
    # those of the seeds are run before dbt builds
    published = demo_built.database.parent / "published" / "amparo.duckdb"
    with duckdb.connect(str(published), read_only=True) as connection:
        run = dict(connection.execute("select name, status from manifest.tests").fetchall())
    assert run == dict.fromkeys(declared, "pass")
