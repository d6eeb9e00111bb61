"""Invented results never take the place of real ones unnoticed."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from amparo.build import extracts
from amparo.errors import ExitCode, UserError
from amparo.files.last_extracts import advised, remember
from amparo.landing import holds_synthetic
from amparo.project import Project
from amparo.publishing.publish import publish
from amparo.publishing.rollback import roll_back
from amparo.publishing.shelf import Shelf
from amparo.texts import Labels
from command import in_process
from conftest import ROOT, Run
from faults.page import state_machine_fault
from tiny_warehouse import DECLARED, TESTS, Tiny, make_tiny

PAGE = ROOT / "docs" / "faults.md"


class LandedError(Exception):
    """Stands for all that follows the landing."""


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return make_tiny(tmp_path)


def make_real(tiny: Tiny, *, is_real: bool = True) -> None:
    """Have the landed file be no invention, or be one again."""
    with tiny.writing() as connection:
        connection.execute("update raw.landed_files set is_synthetic = ?", [not is_real])


def run(tiny: Tiny, *arguments: str) -> Run:
    """Run a command of the project's own checkout on the tiny warehouse."""
    extra = {"AMPARO_PUBLISHED": str(tiny.project.published)}
    return in_process(*arguments, database=tiny.project.database, extra=extra)


def publish_demo(tiny: Tiny) -> None:
    publish(tiny.project, DECLARED, TESTS, is_demo=True)


@pytest.fixture
def landed(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Folders that would be landed; nothing is."""
    found: list[Path] = []

    def land(folder: Path, *_: object, **__: object) -> None:
        found.append(folder)
        raise LandedError

    def go(_: object, folder: Path, *__: object, **___: object) -> None:
        folder.mkdir()

    monkeypatch.setattr("amparo.build.run.land", land)
    monkeypatch.setattr(extracts, "write_demo_files", go)
    return found


@pytest.mark.parametrize("command", ["build", "land"])
@pytest.mark.parametrize("kind", ["warehouse", "published"])
def test_the_demo_does_not_replace_what_is_real(
    tiny: Tiny, landed: list[Path], command: str, kind: str
) -> None:
    make_real(tiny)
    if kind == "published":
        tiny.publish()
        tiny.project.database.unlink()
    remember(tiny.project.database, Path("/datos/mis extractos"), is_demo=False)
    found = run(tiny, command)
    assert found.code == ExitCode.MISUSED
    assert landed == []
    said = " ".join(found.err.split())
    assert 'amparo build --extracts "/datos/mis extractos"' in said
    assert str(tiny.project.published if kind == "published" else tiny.project.database) in said
    if (command, kind) == ("build", "warehouse"):
        shown = said.replace(str(tiny.project.database), "…/amparo.duckdb")
        state_machine_fault(
            PAGE,
            "`amparo build` without `--extracts` where real files are landed or published",
            "nothing is landed or published; `--demo` is needed for the demo",
            shown,
        )


def test_a_folder_with_invented_files_does_not_replace_what_is_real(
    tiny: Tiny, landed: list[Path], tmp_path: Path
) -> None:
    make_real(tiny)
    folder = tmp_path / "delivery"
    folder.mkdir()
    (folder / "poblacion.csv").write_text("a\n1\n", encoding="utf-8")
    (folder / "LEEME_SINTETICO.md").write_text("no data", encoding="utf-8")
    assert not holds_synthetic(folder)
    with zipfile.ZipFile(folder / "todo.zip", "w") as archive:
        archive.writestr("Fiscalía_SINTÉTICO.csv", "a\n1\n")
    found = run(tiny, "build", "--extracts", str(folder))
    assert found.code == ExitCode.MISUSED
    assert "--demo" in found.err
    assert landed == []


@pytest.mark.parametrize("options", [(), ("--demo",)])
def test_where_nothing_is_real_the_demo_needs_no_option(
    tiny: Tiny, landed: list[Path], monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    if options:
        make_real(tiny)
    monkeypatch.setattr(
        Project, "demo_extracts", property(lambda project: project.database.parent / "demo")
    )
    # which folder is taken: neither what is written into it nor the seeds, which take long
    monkeypatch.setattr(extracts, "write_demo_files", lambda _, folder, *__: folder.mkdir())
    monkeypatch.setattr("amparo.build.run.parsed", lambda _: None)
    monkeypatch.setattr("amparo.build.run.try_seeds", lambda *_: [])
    with pytest.raises(LandedError):
        run(tiny, "build", *options)
    assert landed == [tiny.project.database.parent / "demo"]
    assert advised("Repita: amparo build", tiny.project.database) == "Repita: amparo build --demo"


def test_every_advised_command_names_the_last_folder(tiny: Tiny) -> None:
    database = tiny.project.database
    assert advised("Repita: amparo build.", database) == "Repita: amparo build."
    remember(database, Path("/datos/2025"), is_demo=False)
    options = ' --extracts "/datos/2025"'
    assert advised("Repita: amparo build.", database) == f"Repita: amparo build{options}."
    for text in (
        "amparo build --accept-warnings",
        "run first: amparo land",
    ):
        first, _, rest = text.partition(" --")
        wanted = f"{first}{options}" + (f" --{rest}" if rest else "")
        assert advised(text, database) == wanted
        assert advised(wanted, database) == wanted
    assert advised("amparo verify", database) == "amparo verify"
    labels = Labels(ROOT / "seeds", "es", database)
    assert options in labels("gate_acknowledged", path="x")
    assert options in labels("gate_how_to_accept", check="x")
    # what goes into files names no folder of a machine
    assert options not in Labels(ROOT / "seeds", "es")("gate_acknowledged", path="x")


def test_an_error_names_the_last_folder(tiny: Tiny) -> None:
    tiny.project.database.unlink()
    remember(tiny.project.database, Path("/datos/2025"), is_demo=False)
    for command in ("status", "verify", "report"):
        found = run(tiny, command)
        assert 'amparo build --extracts "/datos/2025"' in " ".join(found.err.split()), command


def test_a_publication_of_real_files_is_followed_by_no_invented_one(tiny: Tiny) -> None:
    make_real(tiny)
    real = tiny.publish().version.name
    make_real(tiny, is_real=False)
    tiny.set_pin(2)
    with pytest.raises(UserError, match="SINTETICO") as caught:
        tiny.publish()
    assert real in str(caught.value)
    assert tiny.published_pin() == 1
    publish_demo(tiny)
    assert tiny.published_pin() == 2


def test_versions_tell_the_real_from_the_invented_and_rollback_asks(tiny: Tiny) -> None:
    tiny.publish()
    make_real(tiny)
    tiny.set_pin(2)
    tiny.publish()
    found = run(tiny, "versions")
    assert found.code == 0, found.err
    invented, real = (line for line in found.out.splitlines() if "2024: " in line)
    assert "SINTÉTICOS" in invented
    assert "reales" in real
    shelf = Shelf(tiny.project.published)
    before = shelf.versions()[0].name
    with pytest.raises(UserError, match="sintéticos"):
        roll_back(shelf)
    assert tiny.published_pin() == 2
    back = run(tiny, "rollback", "--to", before)
    assert back.code == 0, back.err
    assert "DATOS SINTÉTICOS" in back.out
    assert tiny.published_pin() == 1


def test_what_is_invented_does_not_replace_real_restricted_results_either(
    tiny: Tiny, tmp_path: Path
) -> None:
    make_real(tiny)
    tiny.publish()
    make_real(tiny, is_real=False)
    apart = replace(
        tiny.project, published=tmp_path / "demo", restricted_at=tiny.project.restricted
    )
    with pytest.raises(UserError, match="AMPARO_RESTRICTED") as error:
        publish(apart, DECLARED, TESTS)
    assert str(tiny.project.restricted) in error.value.message_es
    assert [v.name for v in Shelf(apart.restricted).versions()] == [
        v.name for v in Shelf(tiny.project.published).versions()
    ]
