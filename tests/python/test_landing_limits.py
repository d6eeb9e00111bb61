"""What one file may hold: decided before memory is taken, and said with what to do."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import duckdb
import pytest
import xlsxwriter

from amparo.landing import limits
from amparo.landing.bounds import too_big
from amparo.landing.extents import (
    Extent,
    _look_binary,
    _look_open_document,
    _look_xml,
    check_workbook,
)
from amparo.landing.refusal import ProblemError
from conftest import ROOT
from faults.page import state_machine_fault
from landing_place import HEADER, Place

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [["codigo", "anio", "per_ocu"], *(["05001", "2022", str(n)] for n in range(60))]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def tell(what: str, text: str) -> None:
    """Have the page of faults say it."""
    state_machine_fault(ROOT / "docs" / "faults.md", what, "refused", text)


def stray(place: Place, row: int, column: int) -> None:
    """A workbook of sixty rows with one value far away."""
    with xlsxwriter.Workbook(str(place.extracts / "casos.xlsx")) as book:
        page = book.add_worksheet("datos")
        for number, cells in enumerate(ROWS):
            page.write_row(number, 0, cells)
        page.write(row, column, "x")
        # a style without a value is no cell
        page.write_blank(1_000_000, 16_000, None, book.add_format({"bold": True}))


@pytest.mark.parametrize(
    ("row", "column", "address"),
    [(1_048_575, 16_383, "XFD1048576"), (1_048_575, 0, "A1048576"), (40_000, 60, "BI40001")],
)
def test_a_stray_cell_is_refused_with_its_address(
    place: Place, row: int, column: int, address: str
) -> None:
    stray(place, row, column)
    refusal = place.refusal()
    assert refusal.reason == "stray_cell"
    assert f"la celda {address}," in refusal.message_es
    if address == "XFD1048576":
        tell("a workbook of sixty rows has one value in its very last cell", refusal.message_es)


def test_a_cell_a_little_apart_and_styles_far_away_do_no_harm(place: Place) -> None:
    stray(place, 90, 12)
    assert not place.land().refusals


def ods(far: str) -> bytes:
    """Two cells, many blank ones written as one, and what stands behind them."""
    filled = '<table:table-cell office:value-type="string"/>'
    return (
        f"<table:table><table:table-row>{filled}{filled}"
        '<table:table-cell table:number-columns-repeated="16380"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048573"><table:table-cell/>'
        "</table:table-row>"
        f"<table:table-row>{far}</table:table-row></table:table>"
    ).encode()


@pytest.mark.parametrize(
    ("far", "bottom", "right", "filled"),
    [
        ("<table:table-cell/>", 1, 2, 2),
        ('<table:table-cell office:value-type="float"/>', 1_048_575, 2, 3),
        (
            '<table:table-cell table:number-columns-repeated="3" office:value-type="float"/>',
            1_048_575,
            3,
            5,
        ),
    ],
)
def test_blanks_of_an_open_document_count_only_before_a_value(
    far: str, bottom: int, right: int, filled: int
) -> None:
    extent = Extent()
    text = ods(far)
    assert _look_open_document(iter([text[:100], text[100:]]), extent) == len(text)
    assert (extent.bottom, extent.right, extent.filled) == (bottom, right, filled)


def sheet(cells: str) -> bytes:
    return f"<worksheet><sheetData>{cells}</sheetData></worksheet>".encode()


@pytest.mark.parametrize(
    ("cells", "extent"),
    [
        ('<row r="1"><c r="B2" t="s"><v>1</v></c><c r="C3"/></row>', (2, 2, 2, 2)),
        ('<x:row><x:c r="AA10"><x:v>1</x:v></x:c></x:row>', (10, 10, 27, 27)),
        # out of order, in other quotes, small letters, without an address
        ('<row><c r="XFD9"><v>1</v></c><c r="A1"><v>1</v></c></row>', (1, 9, 1, 16384)),
        ("<row><c s='1' r='xfd9'><v>1</v></c></row>", (9, 9, 16384, 16384)),
        ('<row r="7" hidden="1"/>', (0, 0, 0, 0)),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_the_extent_of_a_sheet_is_that_of_its_filled_cells(
    cells: str, extent: tuple[int, int, int, int], size: int
) -> None:
    content, found = sheet(cells), Extent()
    pieces = iter([content[i : i + size] for i in range(0, len(content), size)])
    assert _look_xml(pieces, found) == len(content)
    assert (found.top, found.bottom, found.left, found.right) == extent


def test_cells_without_an_address_stand_behind_each_other() -> None:
    found = Extent()
    row = "<row><c><v>1</v></c><c><v>1</v></c></row>"
    _look_xml(iter([sheet(row * 3)]), found)
    assert (found.filled, found.right) == (6, 2)
    assert found.bottom >= 3


def test_a_binary_sheet_is_looked_through_too() -> None:
    row = b"\x00\x04" + (1_048_575).to_bytes(4, "little")
    cell = b"\x05\x0c" + (16_383).to_bytes(4, "little") + bytes(8)
    found = Extent()
    _look_binary(iter([b"\x81\x01\x00", row + cell]), found)
    assert (found.lowest, found.filled) == ("XFD1048576", 1)


def test_a_workbook_that_unpacks_to_too_much_is_refused(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "HARMLESS_BYTES", 2**20)
    file = place.extracts / "casos.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", sheet("<row/>" * 2**19))
    with pytest.raises(ProblemError) as error:
        check_workbook(file)
    assert error.value.reason == "too_big"
    tell("a workbook unpacks to far more than it takes on the disk", " ".join(error.value.es))


def test_a_dictionary_of_long_texts_in_a_parquet_file_is_not_unpacked(place: Place) -> None:
    file = place.extracts / "casos.parquet"
    duckdb.sql(
        "select '05001' as codigo, '2022' as anio, repeat('x', 900000) as per_ocu from range(400)"
    ).write_parquet(str(file))
    assert file.stat().st_size < 2**21
    refusal = place.refusal()
    assert (refusal.reason, refusal.source) == ("too_big", "cases")
    tell("a Parquet file of 2 MB whose texts unpack to 360 MB", refusal.message_es)


def test_columns_without_end_are_refused_and_many_are_not(place: Place) -> None:
    many = limits.MOST_COLUMNS + 1
    place.write("casos.csv", ",".join(f"c{n}" for n in range(many)) + "\n")
    refusal = place.refusal()
    assert refusal.reason == "too_big"
    assert f"tiene {many} columnas" in refusal.message_es
    tell("a CSV with more columns than any delivery has", refusal.message_es)


def test_a_row_without_end_is_not_read_into_memory(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LONGEST_ROW", 2**20)
    # quoted line ends make many lines one row; a blank beside quotes has Python read the file
    cell = '"' + "x\n" * 2**18 + '"'
    place.write("casos.csv", HEADER + '"1", "2","3"\n' + ",".join([cell] * 3) + "\n")
    refusal = place.refusal()
    assert refusal.reason == "too_big"
    tell("a row of a CSV goes on over thousands of lines, the limit being 1 MB", refusal.message_es)
    assert place.query("select count(*) from raw.cases__yearly") == [(0,)]


def test_every_limit_says_what_and_how_much() -> None:
    for what in ("columns", "cells", "bytes", "row", "cell"):
        problem = too_big(what, 3 * 2**20, 2**20)
        assert "{" not in problem.es[0] + problem.en[0]
