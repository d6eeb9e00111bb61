"""Outputs as a user meets them: what a build says of them, the command, going back."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from amparo.build import run as build_run
from amparo.cli.build import OnConsole
from amparo.cli.outputs import outputs_facts, tell_outputs
from amparo.cli.session import Session
from amparo.errors import UserError
from conftest import ROOT, Built, Run, amparo

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def copied(demo_built: Built, tmp_path: Path) -> Built:
    """What the demo published, beside a warehouse that does not exist."""
    source = demo_built.database.parent / "published"
    shutil.copytree(source, tmp_path / "published", symlinks=True)
    return Built(demo_built.project, tmp_path / "amparo.duckdb", demo_built.facts)


def run(built: Built, *arguments: str) -> Run:
    return amparo(*arguments, project=built.project, database=built.database)


def test_the_build_made_the_outputs_and_says_where_they_are(demo_built: Built) -> None:
    outputs = demo_built.facts["outputs"]
    folder = demo_built.database.parent / "published"
    assert outputs["event"] == "made"
    assert outputs["folder"] == str(folder)
    assert {"amparo.xlsx", "intercambio/tablas/fct_pin.parquet"} <= outputs["files"].keys()
    for path, size in outputs["files"].items():
        assert (folder / path).stat().st_size == size


def test_report_leaves_what_has_not_changed_and_lists_it_with_sizes(copied: Built) -> None:
    target = (copied.database.parent / "published" / "amparo.xlsx").resolve()
    found = run(copied, "report")
    assert found.code == 0, found.err
    assert "intercambio/jiaf_col_2024.xlsx" in found.out
    assert "MB" in found.out
    assert (copied.database.parent / "published" / "amparo.xlsx").resolve() == target


def test_another_assessment_replaces_the_files_of_the_last_one(copied: Built) -> None:
    found = run(copied, "report", "--assessment", "2025", "--only", "exchange", "--json")
    assert found.code == 0, found.err
    files = found.facts["files"]
    assert "intercambio/hpc_hno_col_2025.csv" in files
    assert "intercambio/hpc_hno_col_2024.csv" not in files
    folder = copied.database.parent / "published"
    assert sorted(p.name for p in (folder / "intercambio").glob("*.csv")) == [
        "hdx_hapi_humanitarian_needs_col_2025.csv",
        "hpc_hno_col_2025.csv",
    ]
    assert (folder / "amparo.xlsx").is_file()
    version = copied.facts["publication"]["version"]
    back = run(copied, "rollback", "--to", version)
    assert back.code == 0
    assert "Las salidas son otra vez las de esa versión" in back.out


def test_published_files_are_read_also_where_the_warehouse_is_encrypted(copied: Built) -> None:
    key = {"AMPARO_DATABASE_KEY": "clave de las pruebas, de nadie más"}
    for arguments in (("report", "--only", "workbook", "--force", "--quiet"), ("versions",)):
        found = amparo(*arguments, project=copied.project, database=copied.database, extra=key)
        assert found.code == 0, found.err


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--assessment", "1999"), 1, "2024-alerts-from-3"),
        (("--boundaries", "no/such"), 2, "no/such"),
        (("--only", "pdf"), 2, "report, workbook, exchange"),
    ],
)
def test_a_mistake_is_a_sentence_and_changes_nothing(
    copied: Built, options: tuple[str, ...], code: int, said: str
) -> None:
    folder = copied.database.parent / "published"
    before = {path.name: path.resolve() for path in folder.iterdir()}
    found = run(copied, "report", *options)
    assert found.code == code
    assert said in found.err
    assert "Traceback" not in found.err
    assert {path.name: path.resolve() for path in folder.iterdir()} == before


def test_a_build_whose_outputs_fail_has_published_and_says_so_at_the_end(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise UserError("disco lleno", "disk full")

    monkeypatch.setenv("AMPARO_PROJECT", str(ROOT))
    monkeypatch.setenv("AMPARO_DATABASE", str(tmp_path / "amparo.duckdb"))
    monkeypatch.setattr(build_run, "make_all", fail)
    session = Session()
    progress = OnConsole(session, quiet=True)
    with progress.step("salidas") as steps:
        found, result = build_run.make_outputs(session.project, session.labels, steps, 0o022)
    assert result == session.labels("outputs_none")
    assert outputs_facts(found) == {"event": "failed", "error": str(found).splitlines()[0]}
    with pytest.raises(UserError, match="publicados, pero sus salidas no: disco lleno") as caught:
        tell_outputs(session, found, quiet=True)
    assert caught.value.code == 1
