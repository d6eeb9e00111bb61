"""What users get wrong, on every command: a sentence and an exit code, never a traceback."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import pytest

from amparo.project import Project
from command import in_process
from conftest import ROOT, Run
from tiny_warehouse import make_tiny

if TYPE_CHECKING:
    from pathlib import Path

ON_WAREHOUSE = (
    ("status",),
    ("explain", "05001"),
    ("aliases", "suggest"),
    ("acknowledge", "x", "--by", "a", "--why", "b"),
    ("check",),
)
ON_PUBLISHED = (("versions",), ("verify",), ("rollback",))


def said(run: Run, code: int) -> str:
    """The sentence on the error channel of a run that ended with the code."""
    assert run.code == code, run.err + run.out
    assert "Traceback" not in run.err + run.out
    assert run.err.strip(), "nothing was said"
    return " ".join(run.err.split())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder with a published warehouse of a few rows; to be copied."""
    folder = tmp_path_factory.mktemp("tiny")
    make_tiny(folder).publish()
    return folder


@dataclass(frozen=True)
class Place:
    """A copy of it."""

    project: Project

    @property
    def variables(self) -> dict[str, str]:
        """What a run needs to find its published files."""
        return {"AMPARO_PUBLISHED": str(self.project.published)}


@pytest.fixture
def tiny(made: Path, tmp_path: Path) -> Place:
    """A published warehouse of a few rows."""
    shutil.copytree(made, tmp_path, symlinks=True, dirs_exist_ok=True)
    database = tmp_path / "warehouse" / "amparo.duckdb"
    return Place(Project(tmp_path / "project", database, tmp_path / "published"))


@pytest.mark.parametrize("arguments", [*ON_WAREHOUSE, ("land",), ("build",)], ids=" ".join)
def test_a_database_that_is_none_is_named(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    database = tmp_path / "warehouse" / "amparo.duckdb"
    database.parent.mkdir()
    database.write_bytes(b"Informe de gestion 2024" * 1000)
    extracts = tmp_path / "extracts"
    extracts.mkdir()
    (extracts / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    more = ("--extracts", str(extracts)) if arguments[0] in {"land", "build"} else ()
    run = in_process(*arguments, *more, database=database)
    assert str(database.name) in said(run, run.code)
    assert run.code in {1, 3}


@pytest.mark.parametrize("arguments", ON_WAREHOUSE, ids=" ".join)
def test_a_warehouse_that_holds_something_else_is_told(
    tiny: Place, arguments: tuple[str, ...]
) -> None:
    """An older version's, or another program's: it opens, and what is asked for is not there."""
    with duckdb.connect(str(tiny.project.database)) as connection:
        connection.execute("drop schema marts cascade; drop schema raw cascade")
    run = in_process(*arguments, database=tiny.project.database)
    assert "amparo " in said(run, run.code)
    assert run.code in {1, 2}


@pytest.mark.parametrize("record", ["", "{", "[]", "{}", "null"])
def test_a_record_of_the_last_build_that_was_cut_off_is_a_warning(tiny: Place, record: str) -> None:
    tiny.project.database.with_name("last_build.json").write_text(record, encoding="utf-8")
    run = in_process("status", database=tiny.project.database)
    assert "La última construcción no terminó bien" in said(run, 1)
    assert "es de otra versión de Amparo" in said(run, 1)


@pytest.mark.parametrize("arguments", ON_PUBLISHED, ids=" ".join)
@pytest.mark.parametrize("text", ["", "{", "[]", '{"sha256": 1}'])
def test_a_spoiled_sidecar_is_told(tiny: Place, arguments: tuple[str, ...], text: str) -> None:
    (version,) = (tiny.project.published / "versions").iterdir()
    sidecar = version / "manifest.json"
    sidecar.chmod(0o600)
    sidecar.write_text(text, encoding="utf-8")
    run = in_process(*arguments, database=tiny.project.database, extra=tiny.variables)
    assert run.code in {0, 1}
    assert "Traceback" not in run.err + run.out


@pytest.mark.parametrize("arguments", ON_PUBLISHED, ids=" ".join)
def test_a_published_file_cut_short_is_told(tiny: Place, arguments: tuple[str, ...]) -> None:
    (version,) = (tiny.project.published / "versions").iterdir()
    file = version / "amparo.duckdb"
    file.chmod(0o600)
    file.write_bytes(file.read_bytes()[:5_000])
    run = in_process(*arguments, database=tiny.project.database, extra=tiny.variables)
    assert run.code == 1, run.out
    assert "Traceback" not in run.err + run.out


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (("verify", "nada.duckdb"), 1, "No existe nada.duckdb"),
        (("verify", "README.md"), 1, "no es un archivo publicado por Amparo"),
        (("rollback", "--to", "1999"), 1, "No hay una versión 1999"),
        (("aliases", "suggest", "--output", "no/such/a.csv"), 2, "no/such"),
        (("aliases", "suggest", "--output", "README.md"), 2, "README.md"),
        (("acknowledge", "x", "--by", " ", "--why", "y"), 2, "--by"),
        (("land", "--extracts", "README.md"), 1, "README.md"),
        (("check", "--extracts", "README.md"), 1, "README.md"),
        (("doctor", "--extracts", "README.md", "--seed"), 2, "--seed"),
        (("aliases", "suggest", "--seed", "otra"), 2, "otra"),
        (("key", "chek"), 2, "chek"),
    ],
)
def test_a_wrong_argument_is_said_back(
    tiny: Place,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    code: int,
    sentence: str,
) -> None:
    monkeypatch.chdir(ROOT)
    run = in_process(*arguments, database=tiny.project.database, extra=tiny.variables)
    assert sentence in said(run, code)


@pytest.mark.parametrize(
    ("variable", "advice"),
    [
        ("AMPARO_HASH_KEY", "quite esa clave y ejecute: amparo key create"),
        ("AMPARO_DATABASE_KEY", "ponga la clave con que se cifró"),
    ],
)
def test_a_key_that_is_too_short_is_told_with_what_to_do_and_not_shown(
    tiny: Place, variable: str, advice: str
) -> None:
    command = ("key", "check") if variable == "AMPARO_HASH_KEY" else ("status",)
    run = in_process(*command, database=tiny.project.database, extra={variable: "corta-4711"})
    sentence = said(run, 1)
    assert "muy corta" in sentence
    assert advice in sentence
    assert "4711" not in run.err


@pytest.mark.parametrize("variable", ["AMPARO_DATABASE", "AMPARO_PUBLISHED"])
def test_a_file_in_the_place_of_a_folder_is_told(tmp_path: Path, variable: str) -> None:
    file = tmp_path / "informe.pdf"
    file.write_text("x", encoding="utf-8")
    place = file / "amparo.duckdb" if variable == "AMPARO_DATABASE" else file
    extracts = tmp_path / "extracts"
    extracts.mkdir()
    (extracts / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    commands: dict[str, list[tuple[str, ...]]] = {
        "AMPARO_DATABASE": [("land", "--extracts", str(extracts)), ("status",), ("doctor",)],
        "AMPARO_PUBLISHED": [("rollback",), ("verify",), ("doctor",)],
    }
    for command in commands[variable]:
        run = in_process(
            *command, database=tmp_path / "amparo.duckdb", extra={variable: str(place)}
        )
        assert run.code == 1, (command, run.err)
        assert file.name in run.err + run.out, command


def test_a_project_without_its_texts_is_told(tmp_path: Path) -> None:
    for part in ("dbt_project.yml", "models/marts/pin"):
        target = tmp_path / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, target)
        else:
            shutil.copy2(ROOT / part, target)
    run = in_process("status", project=tmp_path, database=tmp_path / "amparo.duckdb")
    assert "labels.csv" in said(run, 1)


def test_what_goes_to_a_machine_is_json(tiny: Place) -> None:
    run = in_process("versions", "--json", database=tiny.project.database, extra=tiny.variables)
    assert run.code == 0
    assert json.loads(run.out)[0]["is_current"]
