"""A build of what has changed gives what a whole build gives, whatever is edited."""

from __future__ import annotations

import json
import random
import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import pytest

import parsed
from amparo.build import changes
from amparo.build.last_build import last_build
from amparo.errors import UserError
from amparo.project import Project
from amparo.texts import Labels
from conftest import ROOT, amparo, copy_project

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# times and ids of a landing, which two builds of the same do not share
VOLATILE = {"loaded_at"}
UNCHANGED = "sin cambios desde el último resultado"


@dataclass(frozen=True)
class Place:
    """A project, its extracts and its warehouse, all of the test's own."""

    project: Path
    extracts: Path
    database: Path

    def replace(self, file: str, pattern: str, new: str) -> None:
        """Edit one place of a file of the project."""
        path = self.project / file
        text, edits = re.subn(pattern, new, path.read_text(encoding="utf-8"), count=1)
        assert edits, f"{file}: {pattern}"
        path.write_text(text, encoding="utf-8")

    def build(self, *options: str, database: Path | None = None) -> str:
        """Build without outputs; what it printed."""
        done = amparo(
            *("build", "--extracts", str(self.extracts), "--accept-warnings", "--no-report"),
            *("--no-publish", *options),
            project=self.project,
            database=database or self.database,
        )
        assert done.code == 0, done.out + done.err
        return done.out

    @property
    def chosen(self) -> changes.Last | None:
        """The result that the next build would go on from."""
        target = self.database.parent / "target"
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DBT_TARGET_PATH", str(target))
            project = Project(self.project, self.database, self.database.parent)
            return changes.last_result(project, changes.begin(project))


def a_bound(place: Place) -> None:
    place.replace("seeds/method/severity_scales.csv", r"co-2024,ipor,4,4,4", "co-2024,ipor,4,4.5,4")


def a_percentage(place: Place) -> None:
    place.replace("seeds/method/pin_percentages.csv", r"co-2024,5,0,75", "co-2024,5,0,76")


def a_setting(place: Place) -> None:
    place.replace(
        "seeds/assessments/assessment_settings.csv",
        r"2024,cap_at_cluster,true",
        "2024,cap_at_cluster,false",
    )


def a_label(place: Place) -> None:
    place.replace("seeds/method/indicators.csv", r"NNA en riesgo", "Niñas y niños en riesgo")


def a_model(place: Place) -> None:
    place.replace("models/intermediate/cases/int_cases.sql", r"\A", "-- a comment moves nothing\n")


def a_macro(place: Place) -> None:
    place.replace("macros/round_half_away.sql", r"\A", "{#- a comment moves nothing -#}\n")


def an_extract(place: Place) -> None:
    """One victim more in the first row of the first file of counts."""
    file = min(place.extracts.rglob("*.csv"))
    lines = file.read_text(encoding="utf-8").splitlines()
    lines.append(lines[-1])
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def a_file_less(place: Place) -> None:
    max(place.extracts.rglob("*.csv")).unlink()


def a_note(place: Place) -> None:
    """A comment in YAML, which dbt takes for no edit."""
    place.replace("models/marts/pin/fct_pin.yml", r"\A", "# a comment moves nothing\n")


def a_variable(place: Place) -> None:
    """What dbt does not compare; no row of the small extracts is of another country."""
    place.replace("dbt_project.yml", r"country_iso3: COL", "country_iso3: PER")


EDITS: tuple[Callable[[Place], None], ...] = (
    *(a_bound, a_percentage, a_setting, a_label, a_model, a_macro, an_extract, a_file_less),
    *(a_note, a_variable),
)


@pytest.fixture(scope="module")
def first(small_built: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A project of its own, built once."""
    folder = tmp_path_factory.mktemp("first")
    project = copy_project(folder / "project")
    shutil.copytree(small_built / "extracts", folder / "extracts")
    place = Place(project, folder / "extracts", folder / "warehouse" / "amparo.duckdb")
    place.database.parent.mkdir()
    parsed.take_over(place.database.parent / "target", place.database)
    place.build()
    return place


@pytest.fixture
def place(first: Place, tmp_path: Path) -> Iterator[Place]:
    """A copy of it in the same places, so that dbt's reading still holds."""
    kept = tmp_path / "kept"
    for folder in (first.project, first.extracts, first.database.parent):
        shutil.copytree(folder, kept / folder.name, symlinks=True)
    yield first
    for folder in (first.project, first.extracts, first.database.parent):
        shutil.rmtree(folder)
        shutil.copytree(kept / folder.name, folder, symlinks=True)


def marts(database: Path) -> dict[str, str]:
    """Digest of the rows of every mart; sums to nine digits, whose order is nobody's."""
    with duckdb.connect(str(database), read_only=True) as connection:
        columns: dict[str, list[str]] = {}
        for table, column, kind in connection.execute(
            "select table_name, column_name, data_type from duckdb_columns()"
            " where schema_name = 'marts' order by all"
        ).fetchall():
            shown = f'"{column}"' if kind != "DOUBLE" else f"format('{{:.9g}}', \"{column}\")"
            if column not in VOLATILE:
                columns.setdefault(table, []).append(shown)
        return {
            table: str(
                connection.execute(
                    f"select count(*), sum(hash(({', '.join(names)}))::hugeint) from marts.{table}"
                ).fetchone()
            )
            for table, names in columns.items()
        }


def nodes_of(said: str) -> int:
    """How many nodes dbt ran; 0 where it had nothing to do."""
    done = re.search(r"\(dbt\): (\d+) correctos de (\d+)", said)
    return int(done[1]) if done else 0


def built_both_ways(place: Place, elsewhere: Path) -> tuple[int, int]:
    """Build what has changed, and everything on a copy of the warehouse; nodes of both.

    A copy and not an empty one: the gate compares with what was landed before.
    """
    copy = elsewhere / "copy"
    shutil.copytree(place.database.parent, copy)
    said = place.build()
    everything = place.build("--full", database=copy / place.database.name)
    whole, found = marts(copy / place.database.name), marts(place.database)
    assert len(whole) > 40
    assert {name for name in whole if whole[name] != found[name]} == set()
    shutil.rmtree(copy)
    return nodes_of(said), nodes_of(everything)


def test_nothing_is_computed_where_nothing_changed(place: Place) -> None:
    before = marts(place.database)
    # dbt has read other files since, and was stopped
    manifest = place.database.parent / "target" / "manifest.json"
    manifest.write_text("{}", encoding="utf-8")
    said = place.build()
    assert said.count(UNCHANGED) == 2  # seeds, and dbt
    assert marts(place.database) == before
    last = place.chosen
    assert last is not None
    assert len(last.tests) > 400
    assert json.loads(manifest.read_text(encoding="utf-8")) == last.manifest


@pytest.mark.slow
def test_what_dbt_takes_for_no_edit_is_no_error(place: Place) -> None:
    before = marts(place.database)
    a_note(place)
    place.build()
    assert marts(place.database) == before
    assert place.chosen is not None


def test_what_dbt_does_not_compare_makes_everything_anew(place: Place) -> None:
    a_variable(place)
    assert place.chosen is None


def test_files_that_are_edited_while_a_build_runs_end_it(place: Place) -> None:
    project = Project(place.project, place.database, place.database.parent)
    begun = changes.begin(project)
    changes.raise_if_edited(project, begun, Labels(ROOT / "seeds", "es"))
    a_percentage(place)
    with pytest.raises(UserError, match="mientras la construcción corría"):
        changes.raise_if_edited(project, begun, Labels(ROOT / "seeds", "es"))


@pytest.mark.parametrize(
    "edit",
    [a_bound, pytest.param(an_extract, marks=pytest.mark.slow)],
    ids=lambda edit: edit.__name__,
)
def test_an_edit_gives_what_a_whole_build_gives(
    place: Place, tmp_path: Path, edit: Callable[[Place], None]
) -> None:
    edit(place)
    part, whole = built_both_ways(place, tmp_path)
    assert 0 < part < whole / 2


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_edits_in_any_order_give_what_a_whole_build_gives(
    place: Place, tmp_path: Path, seed: int
) -> None:
    edits = list(EDITS)
    random.Random(seed).shuffle(edits)  # noqa: S311 - an order to try
    for edit in edits:
        edit(place)
        built_both_ways(place, tmp_path)


def test_a_run_of_dbt_by_hand_or_a_failed_build_leaves_nothing_to_go_on_from(place: Place) -> None:
    assert place.chosen is not None
    record = place.database.with_name("last_build.json")
    text = record.read_text(encoding="utf-8")
    built = last_build(place.database)
    assert built is not None
    record.write_text(text.replace(built.started_at, "2020-01-01T00:00:00+00:00"), encoding="utf-8")
    assert place.chosen is None
    record.write_text(text.replace('"is_finished": true', '"is_finished": false'), encoding="utf-8")
    assert place.chosen is None
    record.write_text(text, encoding="utf-8")
    assert place.chosen is not None


@pytest.mark.slow
def test_a_table_that_is_gone_is_made_again_with_all_others(place: Place) -> None:
    with duckdb.connect(str(place.database)) as connection:
        connection.execute("drop table marts.fct_pin")
    place.build()
    assert "fct_pin" in marts(place.database)
    assert place.chosen is not None
    assert len(place.chosen.tests) > 400


def an_alias(place: Place) -> None:
    aliases = place.project / "seeds/reference/municipality_aliases.csv"
    text = aliases.read_text(encoding="utf-8").rstrip()
    aliases.write_text(f"{text}\n05,Medallo,05001,,\n", encoding="utf-8")


def a_model_of_the_end(place: Place) -> None:
    place.replace("models/marts/pin/fct_pin.sql", r"\A", "-- a comment moves nothing\n")


# what is edited, what has to be computed anew and what must not be, by a part of its name
DOCUMENTED: dict[str, tuple[Callable[[Place], None] | None, str, str]] = {
    "a scale, a percentage, a weight": (a_bound, "fct_variable_severity", "registry"),
    "a setting, a new assessment or variant": (a_setting, "int_assessments__resolved", "registry"),
    "an alias, a list of codes": (an_alias, "stg_places__resolved", "int_registry__rows"),
    "an extract, an expert decision": (an_extract, "fct_row_accounting", "int_registry__rows"),
    "any seed, to know whether it is sound": (a_percentage, "", ""),
    "a model": (a_model_of_the_end, "agg_pin_national", "fct_variable_severity"),
    "nothing": (None, "", ""),
}


def documented() -> dict[str, list[str]]:
    """The table of the docs: what was edited, and the words of the shortest command."""
    page = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| `amparo ([^`|]+)` \| [^|]+ \|$", page, re.MULTILINE)
    return {edited: command.split() for edited, command in rows}


def test_each_row_of_the_docs_on_what_an_edit_costs_is_tried() -> None:
    assert documented().keys() == DOCUMENTED.keys()


@pytest.mark.slow
@pytest.mark.parametrize("edited", DOCUMENTED)
def test_the_shortest_command_of_the_docs_computes_what_they_say(place: Place, edited: str) -> None:
    edit, anew, as_it_was = DOCUMENTED[edited]
    if edit is not None:
        edit(place)
    results = place.database.parent / "target" / "run_results.json"
    results.unlink(missing_ok=True)
    command = documented()[edited]
    options = ["--extracts", str(place.extracts), "--accept-warnings"]
    done = amparo(
        *command,
        *(options if command[0] == "build" else ()),
        *(["--no-publish"] if command == ["build"] else ()),
        project=place.project,
        database=place.database,
    )
    assert done.code == 0, done.out + done.err
    if not anew:
        assert not results.exists() or edited != "nothing"
        return
    run = json.loads(results.read_text(encoding="utf-8"))["results"]
    models = {one["unique_id"].split(".")[2] for one in run if one["unique_id"].startswith("model")}
    assert anew in models
    assert [name for name in models if as_it_was in name] == []
