"""The gate asks the same of the same rows once, and again as soon as one of the two has changed."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import duckdb
import pytest

from amparo.gate import Verdict, accept_load, acknowledge, results, run_gate
from amparo.gate.acknowledgements import Acknowledgement
from amparo.landing import land
from amparo.project import Project
from amparo.texts import Labels
from conftest import copy_project
from rehearsal import TEST_KEY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

HEADER = ["FECHA", "DEPARTAMENTO", "MUNICIPIO", "EVENTO", "PERSONAS", "FAMILIAS"]
PLACES = [("ANTIOQUIA", "MEDELLIN"), ("CALDAS", "MANIZALES"), ("HUILA", "PAICOL")]
PLACES += [("SANTANDER", "TONA")]
OPENED = "amparo.gate.engine.opened"
NEGATIVE = "ungrd__emergencias.personas.negative_numbers"
SOURCES = "models/staging/ungrd/_ungrd__sources.yml"
LIMITS = "seeds/quality/quality_limits.csv"
ALIASES = "seeds/reference/municipality_aliases.csv"
LABELS = "seeds/labels/labels.csv"
ACKNOWLEDGED = "seeds/quality/acknowledgements.csv"


class AskedError(Exception):
    """The gate went to look."""


def write(project: Project, persons: object = 200, count: int = 1) -> None:
    """Forty emergencies, so many of them with such a number of persons; landed."""
    extracts = project.root.parent / "extracts"
    extracts.mkdir(exist_ok=True)
    rows = [
        ["12/06/2022 12:00:00 AM", *PLACES[n % 4], "INUNDACION", persons if n < count else 200, 30]
        for n in range(40)
    ]
    with (extracts / "emergencias_ungrd_2022.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    assert not land(extracts, project.database, project.sources, key=TEST_KEY).refusals


def look(project: Project, *, accept_warnings: bool = False, may_recall: bool = True) -> Verdict:
    labels = Labels(project.seeds, "es")
    return run_gate(project, labels, accept_warnings=accept_warnings, may_recall=may_recall)


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose gate has looked and let pass."""
    folder = tmp_path_factory.mktemp("recall")
    project = Project(
        copy_project(folder / "project"), folder / "amparo.duckdb", folder / "published"
    )
    write(project)
    assert look(project).is_passed
    return project


@pytest.fixture
def place(looked: Project, tmp_path: Path) -> Project:
    """A copy of it, of the test's own."""
    shutil.copytree(looked.root.parent, tmp_path, dirs_exist_ok=True)
    return replace(
        looked,
        root=tmp_path / "project",
        database=tmp_path / "amparo.duckdb",
        published=tmp_path / "published",
    )


@pytest.fixture
def unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Great Expectations is not to be begun with."""

    def opened(*_: object) -> None:
        raise AskedError

    monkeypatch.setattr(OPENED, opened)


def edited(project: Project, file: str, old: str, new: str) -> None:
    path = project.root / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, (file, text.count(old))
    path.write_text(text.replace(old, new), encoding="utf-8")


def appended(project: Project, file: str, line: str) -> None:
    path = project.root / file
    path.write_text(f"{path.read_text(encoding='utf-8').rstrip()}\n{line}\n", encoding="utf-8")


def rows_of_gate(project: Project) -> list[tuple[object, ...]]:
    with duckdb.connect(str(project.database), read_only=True) as connection:
        return connection.execute(
            "select * exclude (checked_at, load_id) from raw.quality_checks order by check_id"
        ).fetchall()


@pytest.mark.usefixtures("unasked")
def test_the_same_of_the_same_rows_is_answered_from_what_was_found(place: Project) -> None:
    before = rows_of_gate(place)
    verdict = look(place)
    assert verdict.is_passed
    assert verdict.docs.is_file()
    assert len(verdict.results) == len(before)
    assert rows_of_gate(place) == before
    assert look(place).facts() == verdict.facts()


def test_what_is_recalled_reads_as_what_was_found(place: Project) -> None:
    asked = look(place, may_recall=False)
    assert look(place).facts() == asked.facts()


@pytest.mark.usefixtures("unasked")
def test_what_is_recalled_is_of_the_latest_load(place: Project) -> None:
    write(place)
    assert look(place).is_passed
    with duckdb.connect(str(place.database), read_only=True) as connection:
        loads = connection.execute(
            "select distinct load_id = (select max_by(load_id, logged_at) from raw.load_log)"
            " from raw.quality_checks"
        ).fetchall()
    assert loads == [(True,)]


EDITS: dict[str, Callable[[Project], None]] = {
    "a row": lambda place: write(place, 201),
    "an expectation": lambda place: edited(place, SOURCES, "emergency_year", "event_year"),
    "a limit": lambda place: edited(
        place, LIMITS, "rows_change,warn,0.2,", "rows_change,warn,0.3,"
    ),
    "an alias of a place": lambda place: appended(place, ALIASES, "05,Medallo,05001,,"),
    "a text": lambda place: edited(place, LABELS, "gate_title,Amparo", "gate_title,Ensayo"),
    "what people let pass": lambda place: appended(
        place, ACKNOWLEDGED, "a.check,aa,2026-01-01,yo,sí"
    ),
    "the load accepted last": lambda place: accept_load(place.database),
    "the pages are gone": lambda place: shutil.rmtree(place.database.with_name("data_docs")),
    "another gate's results": lambda place: results.confirm(place.database),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
@pytest.mark.usefixtures("unasked")
def test_what_the_answer_hangs_on_makes_it_ask_again(
    place: Project, edit: Callable[[Project], None]
) -> None:
    edit(place)
    with pytest.raises(AskedError):
        look(place)


@pytest.mark.usefixtures("unasked")
def test_a_gate_that_is_to_look_looks(place: Project) -> None:
    with pytest.raises(AskedError):
        look(place, may_recall=False)


def test_what_was_let_pass_for_one_run_is_asked_again_and_what_a_person_wrote_is_not(
    place: Project,
) -> None:
    write(place, -5, 4)
    assert look(place, accept_warnings=True).is_passed
    assert not look(place).is_passed
    acknowledge(place, NEGATIVE, "alguien", "así vino")
    asked = look(place)
    assert asked.is_passed
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(OPENED, None)
        recalled = look(place)
    assert recalled.facts() == asked.facts()
    (found,) = recalled.of("warn", "acknowledged")
    assert found.acknowledgement == Acknowledgement("alguien", "así vino")


def test_what_stopped_is_asked_again(place: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    write(place, "muchas", 40)
    assert not look(place).is_passed
    monkeypatch.setattr(OPENED, None)
    with pytest.raises(TypeError):
        look(place)
