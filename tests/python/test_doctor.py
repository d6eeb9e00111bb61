"""``amparo doctor``: what it finds wrong, what it says to do, and that it changes nothing."""

from __future__ import annotations

import json
import os
import platform
import shutil
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb
import pytest
from filelock import FileLock

from amparo import doctor
from amparo.doctor import examine, locked_versions
from amparo.project import Project
from amparo.texts import Labels
from command import in_process
from conftest import ROOT
from tiny_warehouse import make_tiny

if TYPE_CHECKING:
    from pathlib import Path

LABELS = Labels(ROOT / "seeds", "es")


class Usage(NamedTuple):
    """What `shutil.disk_usage` returns."""

    total: float
    used: float
    free: float


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project of which nothing is built yet, with a key."""
    monkeypatch.setenv("AMPARO_HASH_KEY", "clave de las pruebas, de nadie más")
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path / "target"))
    return Project(ROOT, tmp_path / "warehouse" / "amparo.duckdb", tmp_path / "published")


def states(project: Project, extracts: Path | None = None) -> dict[str, str]:
    """The worst state of each check."""
    found: dict[str, str] = {}
    order = ["ok", "warn", "fail"]
    for finding in examine(project, LABELS, extracts):
        before = found.get(finding.check, "ok")
        found[finding.check] = max(before, finding.state, key=order.index)
        assert finding.found
        assert bool(finding.todo) == (finding.state != "ok"), finding
    return found


def only(project: Project, check: str, extracts: Path | None = None) -> str:
    """What was found and what to do, of one check."""
    return " ".join(
        f"{f.found} {f.todo}" for f in examine(project, LABELS, extracts) if f.check == check
    )


def test_before_the_first_build_nothing_fails_and_nothing_is_made(
    project: Project, tmp_path: Path
) -> None:
    before = sorted(tmp_path.rglob("*"))
    found = states(project)
    assert {check for check, state in found.items() if state == "fail"} == set()
    assert {check for check, state in found.items() if state == "warn"} == {
        "warehouse",
        "published",
    }
    assert sorted(tmp_path.rglob("*")) == before


def test_a_database_of_something_else_fails(project: Project) -> None:
    project.database.parent.mkdir()
    project.database.write_bytes(b"not a database at all")
    assert states(project)["warehouse"] == "fail"


def test_a_warehouse_somebody_writes_to_is_told_with_who(project: Project) -> None:
    project.database.parent.mkdir()
    project.lock.with_suffix(".holder").write_text(
        json.dumps({"pid": 4711, "since": "2026-01-02T03:04:05"}), encoding="utf-8"
    )
    with FileLock(project.lock):
        assert states(project)["lock"] == "warn"
        assert "proceso 4711" in only(project, "lock")
    assert states(project)["lock"] == "ok"


def test_a_build_left_unfinished_is_a_warning(project: Project) -> None:
    project.database.parent.mkdir()
    record = {"started_at": "2026-01-02T03:04:05", "is_finished": False}
    project.database.with_name("last_build.json").write_text(json.dumps(record), encoding="utf-8")
    assert states(project)["last_build"] == "warn"
    assert "2026-01-02T03:04:05" in only(project, "last_build")


def test_a_publication_is_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny = make_tiny(tmp_path)
    (tiny.project.root / "dbt_project.yml").write_text(
        "vars: {published_versions_kept: 5, free_gigabytes: {warn: 0, fail: 0}}", encoding="utf-8"
    )
    monkeypatch.setenv("AMPARO_HASH_KEY", "clave de las pruebas, de nadie más")
    tiny.publish()
    assert states(tiny.project)["published"] == "ok"
    tiny.seed.write_text("step,severity\n1,3\n", encoding="utf-8")
    assert states(tiny.project)["published"] == "warn"
    (version,) = (tiny.project.published / "versions").iterdir()
    file = version / "amparo.duckdb"
    file.chmod(0o600)
    with duckdb.connect(str(file)) as connection:
        connection.execute("update marts.fct_pin set pin = pin + 1")
    assert states(tiny.project)["published"] == "fail"
    assert "fct_pin" in only(tiny.project, "published")


@pytest.mark.parametrize(("free", "state"), [(6, "ok"), (5, "ok"), (4.9, "warn"), (0.9, "fail")])
def test_little_disk_warns_and_hardly_any_fails(
    project: Project, monkeypatch: pytest.MonkeyPatch, free: float, state: str
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, free * 10**9))
    assert states(project)["disk"] == state


def test_a_file_in_the_place_of_a_folder_fails(project: Project) -> None:
    project.published.write_text("x", encoding="utf-8")
    found = states(project)
    assert found["folders"] == "fail"
    assert "published" in only(project, "folders")


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_a_restricted_folder_that_others_can_open_is_told(project: Project) -> None:
    project.restricted.mkdir(mode=0o700)
    assert states(project)["folders"] == "ok"
    project.restricted.chmod(0o755)
    assert states(project)["folders"] == "warn"
    assert f'chmod -R go= "{project.restricted}"' in only(project, "folders")


def test_the_key_is_asked_for_and_never_shown(
    project: Project, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AMPARO_HASH_KEY", "corta-4711")
    found = [f for f in examine(project, LABELS) if f.check == "key"]
    assert [f.state for f in found] == ["fail"]
    assert "4711" not in str(found)
    monkeypatch.delenv("AMPARO_HASH_KEY")
    monkeypatch.setenv("AMPARO_HASH_KEY_FILE", str(tmp_path / "none"))
    assert "amparo key create" in only(project, "key")


def test_other_packages_than_the_locked_ones_are_named(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = doctor._installed
    monkeypatch.setattr(
        doctor, "_installed", lambda name: "1.0" if name == "pyproj" else installed(name)
    )
    assert states(project)["packages"] == "warn"
    assert "pyproj 1.0" in only(project, "packages")
    monkeypatch.setattr(
        doctor, "_installed", lambda name: None if name == "duckdb" else installed(name)
    )
    assert states(project)["packages"] == "fail"


def test_a_python_outside_the_range_fails(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platform, "python_version", lambda: "3.9.1")
    assert states(project)["python"] == "fail"


def test_every_line_of_the_lock_is_read() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    names = [line for line in lock.splitlines() if "==" in line and not line.startswith(" ")]
    for_here = [line for line in names if "; " not in line]
    assert len(for_here) <= len(locked_versions(lock)) <= len(names)


def test_the_lock_is_read_with_extras_and_for_this_system() -> None:
    lock = (
        "a-b==1.0 \\\n    --hash=x\nC_d[e]==2.0 ; python_version >= '3.11' \\\n"
        "other==3.0 ; sys_platform == 'never' \\\n"
    )
    assert locked_versions(lock) == {"a-b": "1.0", "c-d": "2.0"}


def test_files_open_in_excel_or_libreoffice_are_named(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "extracts" / "uariv"
    folder.mkdir(parents=True)
    (folder / "a.csv").write_text("a\n1\n", encoding="utf-8")
    assert states(project, folder.parent)["extracts"] == "ok"
    (folder / "~$a.xlsx").touch()
    (folder / ".~lock.a.csv#").touch()
    assert states(project, folder.parent)["extracts"] == "warn"
    assert "uariv/~$a.xlsx" in only(project, "extracts", folder.parent)
    assert "uariv/.~lock.a.csv#" in only(project, "extracts", folder.parent)


@pytest.mark.parametrize("name", ["empty", "absent"])
def test_a_folder_without_data_fails(project: Project, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    assert states(project, tmp_path / name)["extracts"] == "fail"


def test_a_check_that_breaks_fails_and_the_others_are_made(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(doctor, "last_build", broken)
    found = states(project)
    assert found["last_build"] == "fail"
    assert "Input/output error" in only(project, "last_build")
    assert len(found) == 11


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_command_ends_with_1_only_where_something_fails(
    project: Project, tmp_path: Path, language: str
) -> None:
    extra = {"AMPARO_PUBLISHED": str(project.published)}
    arguments: dict[str, Any] = {"database": project.database, "language": language, "extra": extra}
    good = in_process("doctor", "--json", **arguments)
    assert good.code == 0, good.out
    assert good.facts["counts"]["fail"] == 0
    absent = str(tmp_path / "absent")
    bad = in_process("doctor", "--quiet", "--extracts", absent, **arguments)
    assert bad.code == 1
    assert absent in bad.out
    assert "Python" not in bad.out
    assert in_process("doctor", "--json", "--extracts", absent, **arguments).code == 1
