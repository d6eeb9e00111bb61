"""An internal test that fails: told with source, file and row, or as a fault of the program."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

import duckdb
import pytest

from amparo.build import failures
from amparo.build.dbt import DbtOutcome, Failure
from amparo.project import Project
from amparo.seeds.lines import lines_with
from amparo.texts import Labels
from amparo.yaml_files import read_yaml
from conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

Language = Literal["es", "en"]
PERSON = "ANA-PLANTADA-DE-LA-CRUZ"
NAME = "int_rows__x_columns_are_given"
ROWS = (
    "select file_name, sheet, row_number, place_text from intermediate.int_rows__x where amount < 0"
)
NULLS = "select null as place_text, 'department_code' as null_column, 1 as occurrences"
KEYS = (
    "select place_text, null as null_column, 2 as occurrences"
    " from intermediate.int_rows__x where amount < 0"
)
SUMS = "select 3 as expected, 2 as found"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A warehouse with a model of source rows, one of them odd, and one of sums."""
    database = tmp_path / "amparo.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "create schema raw; create schema intermediate;"
            " create table raw.landed_files as"
            " select 'a/b.xlsx' as file_name, 'fiscalia' as source_id;"
            " create table intermediate.int_rows__x as select * from (values"
            f" ('a/b.xlsx', 'Hoja1', 7, null, '{PERSON}', -1),"
            " ('a/b.xlsx', 'Hoja1', 8, '05', 'Cali', 1))"
            " as x(file_name, sheet, row_number, department_code, place_text, amount);"
            " create table intermediate.int_sums as select 'x' as kind, null as total"
        )
    return Project(ROOT, database, tmp_path / "published")


def _told(project: Project, language: Language, query: str, model: str) -> str:
    failure = Failure(NAME, "test", "x.yml", "A used row has a place.", "Got 1", query, model=model)
    labels = Labels(ROOT / "seeds", language)
    (text,) = failures.describe(DbtOutcome(failures=[failure]), project, labels)
    assert PERSON not in text
    return text


@pytest.mark.parametrize(
    ("language", "row", "advice"),
    [("es", "fila", "Corríjalas o retírelas"), ("en", "row", "Correct them, or remove them")],
)
@pytest.mark.parametrize("asked", [(ROWS, ""), (NULLS, "int_rows__x"), (KEYS, "int_rows__x")])
def test_a_failed_test_is_told_with_source_file_row_and_what_to_do(
    project: Project, language: Language, row: str, advice: str, asked: tuple[str, str]
) -> None:
    text = _told(project, language, *asked)
    assert f"fiscalia: a/b.xlsx, Hoja1, {row} 7" in text
    assert f"{row} 8" not in text
    assert advice in text


@pytest.mark.parametrize(
    ("language", "advice"), [("es", "fallo de Amparo"), ("en", "fault of Amparo")]
)
@pytest.mark.parametrize(("query", "model"), [(SUMS, ""), (SUMS, "int_sums"), (NULLS, "int_sums")])
def test_a_failed_test_without_rows_is_a_fault_to_be_reported(
    project: Project, language: Language, advice: str, query: str, model: str
) -> None:
    text = _told(project, language, query, model)
    assert advice in text
    assert "amparo doctor --json" in text
    assert NAME in text


CELLS: list[tuple[str, dict[str, object], str, str]] = [
    ("accepted_values", {"values": ["a", "b"]}, "no se admite; se admite: a, b", "allowed: a, b"),
    ("is_between", {"minimum": 1}, "female está fuera de 1..inf", "female is outside 1..inf"),
    ("matches_pattern", {"pattern": "x+"}, "no tiene la forma x+", "is not of the form x+"),
    ("is_normalised", {}, "debe ir en minúsculas", "must be lower case"),
    ("relationships", {"to": "ref('groups')"}, "no está en groups.csv", "is not in groups.csv"),
    ("unique", {}, "«female» está en más de una fila", "'female' is in more than one row"),
]


@pytest.mark.parametrize(("test", "given", "spanish", "english"), CELLS, ids=str)
def test_a_cell_of_a_seed_is_told_with_its_line_in_the_language_of_the_reader(
    project: Project, test: str, given: dict[str, object], spanish: str, english: str
) -> None:
    failure = Failure(
        *(NAME, "test", "x.yml", "A description in English.", "", "select 'female' as value_field"),
        seed="sexes",
        column="sex",
        test=test,
        arguments=given,
    )
    for language, said in (("es", spanish), ("en", english)):
        labels = Labels(ROOT / "seeds", "es" if language == "es" else "en")
        texts = failures.describe(DbtOutcome(failures=[failure]), project, labels)
        lines = [line.line for line in lines_with(ROOT / "seeds", "sexes", {"sex": "female"})]
        assert len(texts) == len(lines) > 1
        for text, line in zip(texts, lines, strict=True):
            assert said in text
            assert "A description" not in text
            assert re.search(rf"sexes\.csv, (línea|line) {line}: ", text)


@pytest.mark.parametrize(("language", "says"), [("es", "hueco"), ("en", "gap")])
def test_the_words_of_a_test_of_seeds_are_those_of_the_reader_and_many_rows_are_counted(
    project: Project, language: Language, says: str
) -> None:
    rows = (
        "select 'sexes' as seed, 'x' || range as seed_row, 'hueco · gap' as problem from range(13)"
    )
    failure = Failure(NAME, "test", "x.sql", "", "", rows)
    texts = failures.describe(
        DbtOutcome(failures=[failure]), project, Labels(ROOT / "seeds", language)
    )
    assert [text.rpartition(": ")[2] for text in texts[:-1]] == [says] * 10
    assert texts[0].startswith(("Semilla sexes.csv", "Seed sexes.csv"))
    assert re.search(r"3 (más|more)", texts[-1])


def test_every_test_of_a_seed_has_words_in_both_languages() -> None:
    used = {
        name
        for file in (ROOT / "seeds").glob("*/*.yml")
        for seed in read_yaml(file)["seeds"]
        for part in (seed, *seed.get("columns", []))
        for test in part.get("data_tests", [])
        for name in ([test] if isinstance(test, str) else test)
    }
    labels = Labels(ROOT / "seeds", "es")
    for name in used - {"one_row_per"}:
        assert labels.has(f"failure_{name}"), name
    for file in (ROOT / "tests" / "dbt" / "seeds").glob("*.sql"):
        assert " · " in file.read_text(encoding="utf-8"), file.name
