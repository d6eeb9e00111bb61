"""`amparo init` and `upgrade`: from the built wheel in an empty folder, and what is never lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import duckdb
import pytest

from amparo.carried import Change, carried_files, changes, create, upgrade
from amparo.errors import ExitCode, UserError
from command import in_process
from conftest import PROJECT_PARTS, ROOT

if TYPE_CHECKING:
    from pathlib import Path

BEFORE = {"seeds/a.csv": "x\n1\n", "models/m.sql": "select 1\n", "models/old.sql": "select 2\n"}
AFTER = {"seeds/a.csv": "x\n2\n", "models/m.sql": "select 3\n", "models/new.sql": "select 4\n"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, made of a copy of the checkout, and unpacked as an installer would."""
    place = tmp_path_factory.mktemp("wheel")
    source = place / "source"
    for part in (*PROJECT_PARTS, ".gitignore", ".gitattributes", "scripts/amparo"):
        target = source / part
        target.parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copyfile
        copy(ROOT / part, target)
    for name in ("pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE"):
        shutil.copyfile(ROOT / name, source / name)
    # as an earlier build would have left it
    stale = source / "build" / "lib" / "amparo" / "carried" / "project" / "models" / "gone.sql"
    stale.parent.mkdir(parents=True)
    stale.write_text("select 1", encoding="utf-8")
    pip = ["-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"]
    command = [sys.executable, *pip, "--wheel-dir", str(place), str(source)]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own interpreter
    (wheel,) = place.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(place / "site")
    return place / "site"


def run(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command of the wheel, in a folder that knows nothing of the checkout."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AMPARO_", "DBT_"))}
    return subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "amparo", *arguments],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(installed), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def tracked() -> set[str]:
    """Files of the project's parts in the checkout."""
    parts = [ROOT / part for part in (*PROJECT_PARTS, ".gitignore", ".gitattributes")]
    return {
        file.relative_to(ROOT).as_posix()
        for part in parts
        for file in (part, *part.rglob("*"))
        if file.is_file() and file.suffix != ".pyc"
    }


def version(folder: Path, files: dict[str, str]) -> dict[str, Path]:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(text.encode())
    return {path: folder / path for path in files}


def texts(folder: Path) -> dict[str, str]:
    files = (f for f in folder.rglob("*") if f.is_file() and f.name != "amparo.json")
    return {f.relative_to(folder).as_posix(): f.read_bytes().decode() for f in files}


@pytest.fixture
def owned(tmp_path: Path) -> Path:
    """A folder that the version before wrote."""
    create(tmp_path / "own", version(tmp_path / "before", BEFORE))
    return tmp_path / "own"


@pytest.fixture
def carried(tmp_path: Path) -> dict[str, Path]:
    """The version after."""
    return version(tmp_path / "after", AFTER)


def test_the_wheel_writes_the_whole_project_into_an_empty_folder(
    installed: Path, tmp_path: Path
) -> None:
    done = run(installed, tmp_path, "init", "proteccion")
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "proteccion"
    assert texts(folder).keys() == tracked()
    for path in tracked():
        assert (folder / path).read_bytes() == (ROOT / path).read_bytes(), path
    # a second version that is the same changes nothing, and status finds the project
    facts = json.loads(run(installed, folder, "upgrade", "--json").stdout)
    assert facts["files"] == []
    assert facts["from"] == facts["to"]
    again = run(installed, tmp_path, "init", "proteccion")
    assert again.returncode == ExitCode.MISUSED
    # beside the folder there is no project: the wheel's own copy is nobody's to build in
    beside = run(installed, tmp_path, "status")
    assert beside.returncode == ExitCode.FAILED
    assert "amparo init" in beside.stderr


def test_a_checkout_carries_what_its_wheel_does() -> None:
    assert carried_files().keys() == tracked()


def test_what_was_not_edited_follows_the_version(owned: Path, carried: dict[str, Path]) -> None:
    _, found = changes(owned, carried)
    assert found == [
        Change("models/m.sql", "changed"),
        Change("models/new.sql", "added"),
        Change("models/old.sql", "removed"),
        Change("seeds/a.csv", "changed"),
    ]
    # looking changes nothing
    assert texts(owned) == BEFORE
    upgrade(owned, carried, found)
    assert texts(owned) == AFTER
    assert changes(owned, carried)[1] == []


def test_what_was_edited_is_never_written_over(owned: Path, carried: dict[str, Path]) -> None:
    mine = {
        "seeds/a.csv": "x\n9\n",
        "models/old.sql": "select 9\n",
        "models/new.sql": "select 8\n",
        "seeds/own.csv": "y\n",
    }
    version(owned, mine)
    _, found = changes(owned, carried)
    assert found == [
        Change("models/m.sql", "changed"),
        Change("models/new.sql", "conflict"),
        Change("models/old.sql", "conflict"),
        Change("seeds/a.csv", "conflict"),
    ]
    upgrade(owned, carried, found)
    assert texts(owned) == mine | {
        "models/m.sql": AFTER["models/m.sql"],
        "upgrade/seeds/a.csv": AFTER["seeds/a.csv"],
        "upgrade/models/new.sql": AFTER["models/new.sql"],
    }
    # told once; from now on they are the person's against this version
    assert {change.state for change in changes(owned, carried)[1]} == {"edited"}


def test_what_was_deleted_does_not_come_back(owned: Path, carried: dict[str, Path]) -> None:
    (owned / "models" / "m.sql").unlink()
    (owned / "models" / "old.sql").unlink()
    _, found = changes(owned, carried)
    # that the version took away what the person had is no difference
    assert Change("models/m.sql", "conflict") in found
    assert "models/old.sql" not in {change.path for change in found}
    upgrade(owned, carried, found)
    assert not (owned / "models" / "m.sql").exists()


def test_line_ends_are_no_edit(owned: Path, carried: dict[str, Path]) -> None:
    (owned / "seeds" / "a.csv").write_bytes(b"x\r\n1\r\n")
    assert Change("seeds/a.csv", "changed") in changes(owned, carried)[1]


def test_an_upgrade_that_was_stopped_is_repeated(owned: Path, carried: dict[str, Path]) -> None:
    # one file was written, the record was not
    version(owned, {"models/m.sql": AFTER["models/m.sql"]})
    _, found = changes(owned, carried)
    assert "conflict" not in {change.state for change in found}
    upgrade(owned, carried, found)
    assert texts(owned) == AFTER


def test_a_folder_with_a_file_of_the_project_is_left_alone(tmp_path: Path) -> None:
    mine = version(tmp_path, {"seeds/a.csv": "mine\n"})
    with pytest.raises(UserError):
        create(tmp_path, {**mine, "models/m.sql": mine["seeds/a.csv"]})
    assert texts(tmp_path) == {"seeds/a.csv": "mine\n"}


@pytest.mark.parametrize(("text", "code"), [(None, ExitCode.MISUSED), ("{", ExitCode.FAILED)])
def test_without_a_record_nothing_is_guessed(
    owned: Path, carried: dict[str, Path], text: str | None, code: ExitCode
) -> None:
    (owned / "amparo.json").unlink()
    if text:
        (owned / "amparo.json").write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as error:
        changes(owned, carried)
    assert error.value.code == code


def test_the_command_shows_and_writes(tmp_path: Path) -> None:
    folder, database = tmp_path / "own", tmp_path / "w" / "amparo.duckdb"
    assert in_process("init", str(folder), database=database).code == 0
    settings, labels = folder / "profiles.yml", folder / "seeds" / "labels" / "labels.csv"
    settings.write_text("mine: 1\n", encoding="utf-8")
    # a folder of a version before, which had no text for any of this
    record = json.loads((folder / "amparo.json").read_text(encoding="utf-8"))
    labels.write_text("label_id,es,en\n", encoding="utf-8")
    old = folder / "old"
    create(old, {"seeds/labels/labels.csv": labels, "profiles.yml": settings})
    written = json.loads((old / "amparo.json").read_text(encoding="utf-8"))["files"]
    record["files"]["seeds/labels/labels.csv"] = written["seeds/labels/labels.csv"]
    (folder / "amparo.json").write_text(json.dumps(record), encoding="utf-8")
    shutil.rmtree(old)
    shown = in_process("upgrade", "--diff", database=database, project=folder)
    assert "cambia       seeds/labels/labels.csv" in shown.out
    assert "suyo         profiles.yml" in shown.out
    assert "+synthetic_banner," in shown.out
    assert labels.read_text(encoding="utf-8") == "label_id,es,en\n"
    done = in_process("upgrade", "--write", database=database, project=folder, language="en")
    assert "Files written or taken away: 1" in done.out
    original = ROOT / "seeds" / "labels" / "labels.csv"
    assert labels.read_bytes() == original.read_bytes()
    assert settings.read_text(encoding="utf-8") == "mine: 1\n"


@pytest.mark.slow
def test_the_demo_is_built_from_the_wheel_alone(installed: Path, tmp_path: Path) -> None:
    assert run(installed, tmp_path, "init", "proteccion").returncode == 0
    folder = tmp_path / "proteccion"
    for command in (["demo"], ["build", "--quiet"], ["verify", "--quiet"]):
        done = run(installed, folder, *command)
        assert done.returncode == 0, done.stdout + done.stderr
    published = folder / "published" / "amparo.duckdb"
    with duckdb.connect(str(published), read_only=True) as connection:
        (rows,) = connection.execute("select count(*) from marts.rpt_municipality").fetchall()
    assert rows[0] == 1122
