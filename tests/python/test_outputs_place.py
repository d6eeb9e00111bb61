"""Outputs beside the published file: swapped whole, kept on failure, brought back by rollback."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

import pytest

from amparo.cli.outputs import warn_older_outputs
from amparo.cli.session import Session
from amparo.doctor import examine
from amparo.errors import UserError
from amparo.outputs import made
from amparo.outputs.made import Options
from amparo.outputs.run import Outputs, make_outputs
from amparo.publishing.output_sets import older, show, stated
from amparo.publishing.rollback import roll_back
from amparo.publishing.shelf import Shelf
from amparo.publishing.verify import verify
from amparo.texts import Labels
from command import in_process
from conftest import ROOT
from faults.page import state_machine_fault
from tiny_warehouse import Tiny, make_tiny

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from amparo.project import Project
    from amparo.publishing.shelf import Version

OPTIONS = Options(assessment=None, language="es")


class Maker:
    """Stands for what draws and writes: two parts, one file and one folder, with a text."""

    def __init__(self) -> None:
        self.text = "1"
        self.made: list[str] = []
        self.failing = ""

    def make(
        self, part: str, _project: Project, _version: Version, folder: Path, _options: Options
    ) -> None:
        self.made.append(part)
        target = folder / "amparo.xlsx" if part == "workbook" else folder / "intercambio" / "a.csv"
        target.parent.mkdir(exist_ok=True)
        target.write_text(self.text, encoding="utf-8")
        if part == self.failing:
            raise ZeroDivisionError("a fault of a library")


@pytest.fixture
def maker(monkeypatch: pytest.MonkeyPatch) -> Maker:
    found = Maker()
    monkeypatch.setattr(made, "parts", lambda: ("workbook", "exchange"))
    monkeypatch.setattr(made, "make", found.make)
    monkeypatch.setattr(made, "resolved", lambda _version, options: options)
    return found


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Tiny]:
    found = make_tiny(tmp_path)
    found.publish()
    yield found
    hidden = [p.name for p in found.project.published.iterdir() if p.name.startswith(".publishing")]
    assert hidden == []


def run(tiny: Tiny, **options: object) -> Outputs:
    return make_outputs(tiny.project, OPTIONS, **options)  # type: ignore[arg-type]


def shown(tiny: Tiny) -> dict[str, str]:
    """What a reader finds by the names that never change."""
    folder = tiny.project.published
    files = [folder / "amparo.xlsx", folder / "intercambio" / "a.csv"]
    return {f.name: f.read_text(encoding="utf-8") for f in files if f.exists()}


def test_readers_find_outputs_by_names_that_never_change(tiny: Tiny, maker: Maker) -> None:
    outputs = run(tiny)
    assert outputs.event == "made"
    assert outputs.files == {"amparo.xlsx": 1, "intercambio/a.csv": 1}
    assert shown(tiny) == {"amparo.xlsx": "1", "a.csv": "1"}
    assert maker.made == ["workbook", "exchange"]
    link = tiny.project.published / "amparo.duckdb"
    checks = [c for c in verify(link, tiny.project.root) if c.kind == "output"]
    assert [c.state for c in checks] == ["agrees", "agrees"]


def test_what_was_made_from_the_same_is_not_written_again(tiny: Tiny, maker: Maker) -> None:
    run(tiny)
    before = (tiny.project.published / "amparo.xlsx").resolve()
    maker.text = "2"
    assert run(tiny).event == "unchanged"
    assert (tiny.project.published / "amparo.xlsx").resolve() == before
    assert run(tiny, is_forced=True).event == "made"
    assert shown(tiny) == {"amparo.xlsx": "2", "a.csv": "2"}
    assert not before.exists()


def test_other_texts_make_other_outputs(tiny: Tiny, maker: Maker) -> None:
    run(tiny)
    labels = tiny.project.seeds / "labels" / "labels.csv"
    labels.parent.mkdir()
    labels.write_text("label_id,es,en\n", encoding="utf-8")
    maker.text = "2"
    assert run(tiny).event == "made"
    assert shown(tiny) == {"amparo.xlsx": "2", "a.csv": "2"}


def test_an_output_made_alone_leaves_the_others(tiny: Tiny, maker: Maker) -> None:
    run(tiny)
    maker.text, maker.made = "2", []
    run(tiny, only=("workbook",), is_forced=True)
    assert maker.made == ["workbook"]
    assert shown(tiny) == {"amparo.xlsx": "2", "a.csv": "1"}


def test_a_damaged_output_is_found_by_verify_and_made_again(tiny: Tiny, maker: Maker) -> None:
    run(tiny)
    file = (tiny.project.published / "amparo.xlsx").resolve()
    file.chmod(0o600)
    file.write_text("damaged", encoding="utf-8")
    checks = verify(tiny.project.published / "amparo.duckdb", tiny.project.root)
    assert [(c.kind, c.item) for c in checks if c.is_difference] == [("output", "amparo.xlsx")]
    maker.made = []
    assert run(tiny).event == "made"
    assert maker.made == ["workbook"]
    assert shown(tiny) == {"amparo.xlsx": "1", "a.csv": "1"}


def test_a_failure_leaves_the_last_good_outputs_even_of_a_version_no_longer_kept(
    tiny: Tiny, maker: Maker
) -> None:
    run(tiny)
    tiny.keep(1)
    maker.failing, maker.text = "exchange", "2"
    for pin in (2, 3):
        tiny.set_pin(pin)
        tiny.publish()
        with pytest.raises(UserError, match=r"exchange .*ZeroDivisionError"):
            run(tiny)
        assert tiny.published_pin() == pin
        assert shown(tiny) == {"amparo.xlsx": "1", "a.csv": "1"}
    maker.failing = ""
    run(tiny)
    assert shown(tiny) == {"amparo.xlsx": "2", "a.csv": "2"}
    tiny.set_pin(4)
    tiny.publish()
    # the version of the first outputs is gone by now, the one of those shown is not
    assert len(Shelf(tiny.project.published).versions()) == 2


def test_outputs_of_another_version_than_the_tables_are_named(
    tiny: Tiny, maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "a required privilege is not held by the client")

    shelf = Shelf(tiny.project.published)
    link = tiny.project.published / "amparo.duckdb"
    for has_links in (True, False):
        if not has_links:
            monkeypatch.setattr(os, "symlink", refuse)
            maker.text = "copies"
        run(tiny, is_forced=True)
        first = shelf.current()
        assert first is not None
        assert older(shelf) == {}
        tiny.set_pin(2 if has_links else 3)
        # as after --no-report, or after outputs that failed
        tiny.publish()
        assert older(shelf) == {"amparo.xlsx": first.name, "intercambio": first.name}
        checks = [c for c in verify(link, tiny.project.root) if c.is_difference]
        assert [(c.kind, c.item, c.found) for c in checks] == [
            ("shown", "amparo.xlsx", first.name),
            ("shown", "intercambio", first.name),
        ]
        extra = {"AMPARO_PUBLISHED": str(tiny.project.published)}
        said = in_process("verify", database=tiny.project.database, extra=extra)
        assert said.code == 1
        assert first.name in said.out
        (finding,) = (
            found
            for found in examine(tiny.project, Labels(ROOT / "seeds", "es"))
            if found.check == "published"
        )
        assert (finding.state, finding.todo) == ("warn", "Ejecute: amparo report")
        session = Session()
        monkeypatch.setattr(session, "project", tiny.project)
        assert warn_older_outputs(session) == older(shelf)
    state_machine_fault(
        ROOT / "docs" / "faults.md",
        "tables are published and their outputs are not (`--no-report`, or they fail)",
        "the last good outputs stay; build, `status`, `verify` and `doctor` say of which version",
        session.labels("older_outputs", listed="amparo.xlsx (…), intercambio (…)"),
    )
    assert run(tiny).event == "made"
    assert older(shelf) == {}


def test_going_back_brings_the_outputs_of_that_version_back(tiny: Tiny, maker: Maker) -> None:
    run(tiny)
    tiny.set_pin(2)
    tiny.publish()
    maker.text = "2"
    run(tiny)
    shelf = Shelf(tiny.project.published)
    assert show(shelf, roll_back(shelf)) is True
    assert shown(tiny) == {"amparo.xlsx": "1", "a.csv": "1"}


def test_going_back_to_a_version_without_outputs_shows_none(tiny: Tiny, maker: Maker) -> None:
    tiny.set_pin(2)
    tiny.publish()
    run(tiny)
    assert maker.made
    shelf = Shelf(tiny.project.published)
    version = roll_back(shelf)
    assert show(shelf, version) is None
    assert shown(tiny) == {}
    assert not (tiny.project.published / "intercambio").is_symlink()


def test_what_a_killed_run_left_is_removed(tiny: Tiny, maker: Maker) -> None:
    run(tiny)
    version = Shelf(tiny.project.published).current()
    assert version is not None
    (version.folder / "outputs-deadbeef").mkdir()
    (version.folder / "outputs-deadbeef" / "half.xlsx").touch()
    run(tiny)
    outputs = stated(version)
    assert outputs is not None
    names = {path.name for path in version.folder.iterdir()}
    assert names == {"amparo.duckdb", "manifest.json", outputs.folder.name}
    assert maker.made == ["workbook", "exchange"]


def test_without_links_outputs_are_copies_that_are_replaced(
    tiny: Tiny, maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "a required privilege is not held by the client")

    monkeypatch.setattr(os, "symlink", refuse)
    for text in ("1", "2"):
        maker.text = text
        assert not run(tiny, is_forced=True).is_linked
        assert shown(tiny) == {"amparo.xlsx": text, "a.csv": text}
        assert not (tiny.project.published / "intercambio").is_symlink()
    shelf = Shelf(tiny.project.published)
    tiny.set_pin(2)
    monkeypatch.undo()
    tiny.publish()
    version = shelf.current()
    assert version is not None
    assert show(shelf, version) is None
    assert shown(tiny) == {}


def test_before_any_publication_the_message_says_what_to_run(tmp_path: Path) -> None:
    tiny = make_tiny(tmp_path)
    with pytest.raises(UserError, match="amparo build"):
        run(tiny)


def test_an_output_nobody_knows_is_named(tiny: Tiny, maker: Maker) -> None:
    with pytest.raises(UserError, match="pdf") as caught:
        run(tiny, only=("pdf",))
    assert "workbook, exchange" in caught.value.message_en
    assert maker.made == []
