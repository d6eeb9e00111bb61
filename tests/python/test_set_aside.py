"""The list of rows set aside as a file: complete, codes as text, for its owner alone."""

from __future__ import annotations

import csv
import os
import stat
from typing import TYPE_CHECKING

import duckdb
import openpyxl
import pytest

from amparo.cli import set_aside
from amparo.errors import ExitCode, UserError
from amparo.texts import Labels
from amparo.warehouse.reader import Reader
from conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROWS = [
    ("sivigila", "b.csv", "", 7, "", "unknown_place", "5002", "=1+1", 2021, 1.0),
    ("fiscalia", "a.xlsx", "Hoja 1", 12, "2", "no_such_code", "05002", "Abejorral", 2022, None),
]


@pytest.fixture
def reader() -> Iterator[Reader]:
    """A warehouse with two rows set aside."""
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.fct_row_set_aside as select source_id, file_name, sheet,"
            " row_number, fragment, row_reason, 'Razón' as label_es, 'Reason' as label_en,"
            " place_text, code_text, null::varchar as department_text,"
            " place_text as municipality_text, 'x' as candidates, 'Haga' as what_to_do_es,"
            " 'Do' as what_to_do_en, data_year, amount"
            f" from (values {', '.join(map(_sql, ROWS))}) as rows (source_id, file_name, sheet,"
            " row_number, fragment, row_reason, code_text, place_text, data_year, amount)"
        )
        yield Reader(connection)


def _sql(row: tuple[object, ...]) -> str:
    return "(" + ", ".join("null" if cell is None else repr(cell) for cell in row) + ")"


LABELS = Labels(ROOT / "seeds", "es")
HEADS = ["Fuente", "Razón", "Qué hacer", "Archivo", "Hoja", "Fila", "Parte de la fila"]


def test_excel_gets_codes_as_text_and_no_formula(tmp_path: Path, reader: Reader) -> None:
    file = tmp_path / "apartadas.xlsx"
    assert set_aside.export(reader, file, LABELS) == 2
    sheet = openpyxl.load_workbook(file).active
    heads, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert heads[:7] == HEADS
    code, place = heads.index("Código como está escrito"), heads.index("Lugar como está escrito")
    assert [row[0] for row in rows] == ["fiscalia", "sivigila"]
    assert [row[code] for row in rows] == ["05002", "5002"]
    assert rows[1][place] == "=1+1"
    assert sheet.cell(3, place + 1).data_type == "s"
    assert [row[-1] for row in rows] == [None, 1]


def test_programs_get_a_csv(tmp_path: Path, reader: Reader) -> None:
    file = tmp_path / "apartadas.csv"
    assert set_aside.export(reader, file, Labels(ROOT / "seeds", "en")) == 2
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows[0]["Code as written"] == "05002"
    assert rows[0]["Row"] == "12"
    assert rows[0]["What to do"] == "Do"
    assert rows[1]["Place as written"] == "'=1+1", "a spreadsheet would run it"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_its_owner_alone_can_read_it(tmp_path: Path, reader: Reader, name: str) -> None:
    set_aside.export(reader, tmp_path / name, LABELS)
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("name", "says"),
    [("a.txt", ".xlsx"), ("there.csv", "ya existe"), ("no/such.csv", "no existe")],
)
def test_a_wrong_place_is_said_back(tmp_path: Path, reader: Reader, name: str, says: str) -> None:
    (tmp_path / "there.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match=says) as raised:
        set_aside.export(reader, tmp_path / name, LABELS)
    assert raised.value.code == ExitCode.MISUSED
    assert (tmp_path / "there.csv").read_text(encoding="utf-8") == "mine"


def test_more_rows_than_excel_takes_go_to_a_csv(
    tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(set_aside, "_MOST_ROWS", 1)
    with pytest.raises(UserError, match=r"Son 2 filas.*\.csv"):
        set_aside.export(reader, tmp_path / "a.xlsx", LABELS)
    assert not (tmp_path / "a.xlsx").exists()
    assert set_aside.export(reader, tmp_path / "a.csv", LABELS) == 2
