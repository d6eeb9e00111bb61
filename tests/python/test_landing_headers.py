"""Headers of several rows, families of columns, and columns which a header fills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from amparo.landing import DeclarationError, LandingReport, land, load_declarations
from layouts.books import Cell, write_book, write_csv

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SOURCES = """
version: 2
sources:
  - name: counts
    schema: raw
    config:
      meta:
        label_es: Conteos
        label_en: Counts
        provider: Nadie
        licence: none
        file_names: ['(?i)conteos']
    tables:
      - name: counts__wide
        config:
          meta:
            layout:
              header_rows: 3
              column_families:
                - {name: edad, headers: ['Edad {n}', 'Edad {n} y más'], last: 9, required_to: 2}
              from_file_name: [{column: ciclo, pattern: '(20\\d\\d)'}]
              from_header: [{column: ciclo, pattern: '^poblacion_(20\\d\\d)$'}]
        columns:
          - {name: codigo, config: {meta: {required: true}}}
          - {name: ciclo, config: {meta: {required: true}}}
          - {name: poblacion, config: {meta: {header_pattern: 'poblacion(_20\\d\\d)?'}}}
"""


@dataclass(frozen=True)
class Place:
    """Folders of one test."""

    extracts: Path
    sources: Path
    database: Path

    def land(self) -> LandingReport:
        return land(self.extracts, self.database, self.sources)

    def rows(self, *columns: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.database), read_only=True) as connection:
            query = f"select {', '.join(columns)} from raw.counts__wide order by _row_number"
            return connection.sql(query).fetchall()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    found = Place(tmp_path / "extracts", tmp_path / "sources", tmp_path / "warehouse.duckdb")
    found.extracts.mkdir()
    found.sources.mkdir()
    (found.sources / "_counts__sources.yml").write_text(SOURCES, encoding="utf-8")
    return found


HEADER = ["Código", "Población 2024", "Edad 0", "Edad 1", "Edad 2 y más"]


def test_a_family_lands_as_one_column_per_number_whatever_the_open_band(place: Place) -> None:
    write_csv(place.extracts / "a.csv", [HEADER, ["05001", 9, 1, 2, 3]])
    longer = ["Código", "Población 2024", *(f"EDAD_{n}" for n in range(9)), "Edad 9 y más"]
    write_csv(place.extracts / "b.csv", [longer, ["05002", 9, *range(10)]])
    report = place.land()
    assert [result.event for result in report.results] == ["landed", "landed"]
    # how far a family goes is no news of a file
    assert "edad" not in report.results[0].message_es
    assert sorted(place.rows("codigo", "edad_0", "edad_2", "edad_3", "edad_9")) == [
        ("05001", "1", "3", None, None),
        ("05002", "0", "2", "3", "9"),
    ]


def test_a_gap_in_a_family_refuses_the_file_and_names_the_column(place: Place) -> None:
    write_csv(place.extracts / "conteos.csv", [[*HEADER[:3], HEADER[4]], ["05001", 9, 1, 3]])
    refusal = place.land().refusals[0]
    assert refusal.reason == "missing_columns"
    assert refusal.expected == ("edad_1",)
    # a family is one of the things required, however many columns it has
    assert "counts__wide (2/3 columnas obligatorias)" in refusal.message_es


def test_two_headers_for_one_age_are_refused(place: Place) -> None:
    header = [*HEADER, "Edad 2"]
    write_csv(place.extracts / "conteos.csv", [header, ["05001", 9, 1, 2, 3, 3]])
    refusal = place.land().refusals[0]
    assert refusal.reason == "ambiguous_columns"
    assert set(refusal.found) == {"Edad 2", "Edad 2 y más"}


GROUP: list[Cell] = ["LUGAR", None, "E D A D E S"]
NAMES: list[Cell] = list(HEADER)
DATA: list[Cell] = ["05001", 6, 1, 2, 3]


@pytest.mark.parametrize(
    ("rows", "header_row", "data_rows"),
    [
        ([NAMES, DATA], 1, [2]),
        ([["Título"], [], GROUP, NAMES, DATA], 4, [5]),
        # the code's cell is merged downwards: its text stands in the group's row
        ([["Título"], ["Código", None, "EDADES"], [None, *NAMES[1:]], DATA], 3, [4]),
        # three rows: each column has its name on another one
        (
            [["Código", "X", "E"], [None, *NAMES[1:4]], [None, None, None, None, NAMES[4]], DATA],
            3,
            [4],
        ),
        # a blank row below the header, and the header once more among the data
        ([GROUP, NAMES, [], DATA, GROUP, NAMES, DATA], 2, [4, 5, 6, 7]),
        # what a blank cell of the data has above it is no header
        ([NAMES, [None, 6, 1, 2, 3], DATA], 1, [2, 3]),
    ],
)
def test_the_lowest_text_of_a_column_is_its_header(
    place: Place, rows: Sequence[Sequence[Cell]], header_row: int, data_rows: list[int]
) -> None:
    write_book(place.extracts / "conteos.xlsx", {"Hoja": rows})
    report = place.land()
    assert report.refusals == ()
    assert [row[0] for row in place.rows("_row_number")] == data_rows
    assert place.rows("codigo", "poblacion", "edad_0", "edad_2")[-1] == ("05001", "6", "1", "3")
    with duckdb.connect(str(place.database), read_only=True) as connection:
        assert connection.sql("select header_row from raw.landed_files").fetchall() == [
            (header_row,)
        ]


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_csv_may_have_a_header_of_several_rows(place: Place, delimiter: str) -> None:
    rows: list[list[Cell]] = [
        ["Código", None, "EDADES", None, None],
        [None, *NAMES[1:]],
        DATA,
        ["05002", None, 1, 1, 1],
    ]
    write_csv(place.extracts / "conteos.csv", rows, delimiter)
    assert place.land().refusals == ()
    assert place.rows("codigo", "edad_2", "_row_number") == [("05001", "3", 3), ("05002", "1", 4)]


def test_the_year_of_a_header_fills_a_column(place: Place) -> None:
    write_csv(place.extracts / "conteos.csv", [NAMES, DATA])
    place.land()
    assert place.rows("ciclo", "poblacion") == [("2024", "6")]


def test_a_header_without_the_year_leaves_it_to_the_files_name(place: Place) -> None:
    plain = ["Código", "Población", *NAMES[2:]]
    write_csv(place.extracts / "conteos_2023.csv", [plain, DATA])
    write_csv(place.extracts / "conteos.csv", [plain, [*DATA[:4], 4]])
    refusal = place.land().refusals[0]
    assert place.rows("ciclo", "poblacion") == [("2023", "6")]
    assert refusal.file == "conteos.csv"
    assert refusal.expected == ("ciclo",)
    assert "que un encabezado la diga" in refusal.message_es


def test_a_header_and_a_file_name_that_disagree_are_refused_with_both(place: Place) -> None:
    write_csv(place.extracts / "conteos_2023.csv", [NAMES, DATA])
    refusal = place.land().refusals[0]
    assert refusal.reason == "ambiguous_columns"
    assert refusal.expected == ("ciclo",)
    assert refusal.found == ("conteos_2023.csv", "Población 2024")


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("'Edad {n}', ", "'Edad', ", "column_families.0"),
        ("last: 9", "last: 1", "column_families.0"),
        ("name: edad,", "name: Edad,", "column_families.0.name"),
        ("name: poblacion,", "name: edad_3,", "edad_3"),
        ("from_header: [{column: ciclo", "from_header: [{column: otra", "from_header"),
        ("header_rows: 3", "header_rows: 0", "header_rows"),
        ("header_pattern: 'poblacion(", "header_pattern: 'poblacion((", "header_pattern"),
    ],
)
def test_wrong_declarations_of_headers_name_the_key(
    place: Place, old: str, new: str, named: str
) -> None:
    assert old in SOURCES
    file = place.sources / "_counts__sources.yml"
    file.write_text(SOURCES.replace(old, new), encoding="utf-8")
    with pytest.raises(DeclarationError) as raised:
        load_declarations(place.sources)
    assert named in raised.value.message_en
