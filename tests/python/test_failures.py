"""An internal test that fails: told with source, file and row, or as a fault of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import duckdb
import pytest

from amparo.build import failures
from amparo.build.dbt import DbtOutcome, Failure
from amparo.project import Project
from amparo.texts import Labels
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
