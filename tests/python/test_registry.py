"""The registry of interventions: what lands, what never does, and what its rows become.

The rows of the small book are built together with the layouts of delivery ``a``.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from amparo.landing import land, load_declarations
from amparo.landing.deriving import classify, completed_age, whole_number
from conftest import ROOT
from landed import failures, run_landed
from registry_book import (
    DEC_2024,
    FORM,
    GUARDIAN,
    HEADERS,
    LEFT,
    MAR_2021,
    PLANTED,
    row,
    rows,
    write_csv,
    write_workbook,
)

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import LayoutsBuilt

STAGING = ROOT / "models" / "staging"
DELIVERED = (
    ROOT / "tests" / "dbt" / "accounting" / "every_mapped_column_of_the_registry_was_delivered.sql"
)
BOOK = "registro_nna_sintetico.xlsx"


@pytest.fixture(scope="module")
def book(layouts_built: LayoutsBuilt) -> duckdb.DuckDBPyConnection:
    _, database = layouts_built("a")
    return duckdb.connect(str(database), read_only=True)


def of_rows(book: duckdb.DuckDBPyConnection, column: str) -> dict[int, Any]:
    """A column of interventions or outcomes by row of the sheet."""
    sql = (
        f"select row_number, {column} from intermediate.int_registry__interventions"
        " inner join intermediate.int_registry__outcomes using (intervention_key) order by 1"
    )
    return dict(book.execute(sql).fetchall())


# --- landing -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "at", "age"),
    [
        ("2014-06-17", "2021-06-16", "6"),
        ("2014-06-17", "2021-06-17 00:00:00", "7"),
        ("17/06/2014", "18/6/2021", "7"),
        ("2012-02-29", "2019-02-28", "6"),
        ("2012-02-29", "2019-03-01", "7"),
        ("41807", "44363", "6"),  # Excel's serials of the first line
        ("2021-06-17", "2021-06-17", "0"),
        ("2021-06-18", "2021-06-17", "birth_after_intervention"),
        ("2014-02-30", "2021-06-17", "birth_date_invalid"),
        ("no se sabe", "2021-06-17", "birth_date_invalid"),
        ("2014-06-17", "02/////4/", "birth_without_intervention"),
    ],
)
def test_an_age_is_completed_on_the_birthday(born: str, at: str, age: str) -> None:
    assert completed_age(born, at) == age


@pytest.mark.parametrize("text", ["10101", "10101.0", " 010101 ", "10101.00"])
def test_a_form_number_is_written_one_way(text: str) -> None:
    assert whole_number(text) == "10101"


def test_the_first_pattern_found_at_the_beginning_of_a_word_classifies() -> None:
    patterns = (("tienda", "shop"), ("casa", "home"))
    assert classify(patterns, "La TIENDA de la casa") == "shop"
    assert classify(patterns, "Casas de papel") == "home"
    assert classify(patterns, "Picasa") == "unclassified"


def test_every_column_of_the_sheet_is_declared_or_left_on_purpose() -> None:
    (table,) = (t for t in load_declarations(STAGING).tables if t.name == "registry__bd")
    known = {header for column in table.columns for header in column.headers}
    personal = table.layout.personal_headers
    assert not {h for c in table.columns if c.derive is None for h in c.headers[:1]} & personal
    assert len(HEADERS) == 115
    assert {"telefono_1", "correo_1", "usuario", "barrio", "vereda"} <= personal
    assert "nombre_de_la_ut" in known


def test_no_planted_datum_is_in_the_database(layouts_built: LayoutsBuilt) -> None:
    extracts, database = layouts_built("a")
    assert (extracts / BOOK).is_file()
    with duckdb.connect(str(database), read_only=True) as connection:
        columns = connection.execute(
            "select table_schema, table_name, column_name from information_schema.columns"
            " where data_type = 'VARCHAR' and (table_name like '%registry%'"
            " or table_name in ('landed_files', 'load_log', 'garbled_texts', 'refused_files'))"
        ).fetchall()
        assert len(columns) > 200
        marks = " or ".join(f"contains(c, '{text}')" for text in PLANTED)
        union = " union all ".join(
            f'select "{column}" as c from "{schema}"."{table}"' for schema, table, column in columns
        )
        assert connection.execute(f"select count(*) from ({union}) where {marks}").fetchone() == (
            0,
        )
        ages = connection.execute("select distinct fecha_de_nacimiento from raw.registry__bd")
        assert {age for (age,) in ages.fetchall()} >= {"6", "birth_after_intervention", None}


def test_sentinels_of_form_numbers_are_null_and_equal_numbers_have_equal_hashes(
    book: duckdb.DuckDBPyConnection,
) -> None:
    linked = book.execute(
        "select count(*) from raw.registry__bd as later inner join raw.registry__bd as earlier"
        " on later.numero_de_ficha_anterior = earlier.ficha_fic"
        " where later._file_name = ? and earlier._file_name = ?",
        [BOOK, BOOK],
    ).fetchone()
    assert linked == (1,)
    filled = book.execute(
        "select count(numero_de_ficha_anterior), count(distinct ficha_fic) from raw.registry__bd"
        " where _file_name = ?",
        [BOOK],
    ).fetchone()
    assert filled == (1, 13)
    assert FORM in PLANTED


def test_a_workbook_without_its_sheet_is_refused_and_nothing_of_the_others_is_told(
    tmp_path: Path,
) -> None:
    file = tmp_path / "extracts" / "registro_nna_sintetico.xlsx"
    file.parent.mkdir()
    write_workbook(file, rows(), sheet="Hoja1")
    report = land(file.parent, tmp_path / "amparo.duckdb", STAGING)
    (refusal,) = report.refusals
    assert "no tiene la hoja «BD»" in refusal.message_es
    assert "has no sheet 'BD', the only one read for registry__bd" in refusal.message_en
    assert GUARDIAN not in refusal.message_es + refusal.message_en
    assert refusal.found == ()


@pytest.mark.parametrize("sheet", ["bd", "BD ", " Bd"])
def test_the_sheet_is_found_however_its_name_is_typed(tmp_path: Path, sheet: str) -> None:
    file = tmp_path / "extracts" / "registro_nna_sintetico.xlsx"
    file.parent.mkdir()
    write_workbook(file, rows(), sheet=sheet)
    report = land(file.parent, tmp_path / "amparo.duckdb", STAGING)
    assert report.refusals == ()
    assert [(r.sheet, r.rows) for r in report.results] == [(sheet, len(rows()))]


def test_a_sheet_beside_bd_is_left_out_even_where_it_would_fit(tmp_path: Path) -> None:
    file = tmp_path / "extracts" / "registro_nna_sintetico.xlsx"
    file.parent.mkdir()
    write_workbook(file, rows(), twin="BD vieja")
    report = land(file.parent, tmp_path / "amparo.duckdb", STAGING)
    assert [(r.sheet, r.rows) for r in report.results] == [("BD", len(rows()))]
    assert {item.sheet for item in report.ignored} == {"BD vieja", "variables"}


# --- models ------------------------------------------------------------------------------------


def test_siblings_are_rows_of_their_own(book: duckdb.DuckDBPyConnection) -> None:
    assert len(of_rows(book, "intervention_key")) == len(rows())
    in_form = of_rows(book, "row_in_form || '/' || rows_in_form")
    assert [in_form[n] for n in (5, 6, 7, 8)] == ["1/3", "2/3", "3/3", "1/1"]


def test_left_work_is_read_from_the_column_that_means_it_in_the_extract(
    book: duckdb.DuckDBPyConnection,
) -> None:
    assert of_rows(book, "left_work_status_id") == {
        2: "yes",
        3: "yes",
        4: "no",
        5: "no",
        6: "no",
        7: "no",
        8: "yes",
        9: "no_data",
        10: "yes",
        11: "no",
        12: "not_applicable",
        13: "no_data",
        14: "open",
        15: "yes",
        16: "yes",
    }
    protected = of_rows(book, "protected_work_status_id")
    assert [protected[n] for n in (2, 10, 12, 14)] == ["not_applicable", "no", "yes", "no_data"]
    assert of_rows(book, "reposition_left_work_status_id")[10] == "no_data"
    assert of_rows(book, "reposition_left_work_status_id")[12] == "no"


def test_days_to_closure_keep_to_their_limits(book: duckdb.DuckDBPyConnection) -> None:
    days = of_rows(book, "days_to_closure")
    assert [days[n] for n in (2, 3, 4, 10, 16)] == [365, None, None, 32, 0]
    why = of_rows(book, "days_to_closure_reason")
    assert [why[n] for n in (2, 3, 4)] == [
        None,
        "closure_after_limit",
        "closure_before_intervention",
    ]
    dates = of_rows(book, "closure_date_reason")
    assert [dates[n] for n in (5, 8, 9, 11, 12)] == [
        "invalid_date",
        "date_out_of_range",
        "date_out_of_range",
        "no_data",
        "filler_date",
    ]


def test_ages_and_default_categories(book: duckdb.DuckDBPyConnection) -> None:
    ages = of_rows(book, "age_years")
    assert [ages[n] for n in (2, 3, 4, 5, 10, 11, 13)] == [6, 7, None, None, 8, 15, 9]
    bands = of_rows(book, "age_band_id")
    assert [bands[n] for n in (2, 11)] == ["6_11", "15_17"]
    ethnicity = of_rows(book, "ethnicity_id")
    assert ethnicity[2] == "none"
    assert ethnicity[5] is None
    students = of_rows(book, "is_student")
    assert (students[10], students[2]) == (True, None)


def test_variants_lead_to_one_id(book: duckdb.DuckDBPyConnection) -> None:
    types = of_rows(book, "intervention_type_id")
    assert [types[n] for n in (2, 10, 11, 16)] == [
        "children",
        "children",
        "adolescents",
        "follow_up",
    ]
    assert of_rows(book, "household_tie_id")[12] == "grandchild"
    assert of_rows(book, "home_localidad_code")[13] == "17"
    assert of_rows(book, "subred_id")[11] == "sur"
    assert of_rows(book, "sex_id")[13] is None
    assert of_rows(book, "work_unit_class_id")[2] == "food"


def test_accompaniments_and_the_link_to_an_earlier_form(
    book: duckdb.DuckDBPyConnection,
) -> None:
    assert of_rows(book, "accompaniments_met")[15] == 4
    assert of_rows(book, "accompaniments_held")[14] == 0
    assert of_rows(book, "accompaniments_held")[2] is None
    # closed on 20 January, the fourth accompaniment on the 25th
    assert of_rows(book, "days_to_all_met")[15] == 45
    linked = book.execute(
        "select intervention_date, days_to_next, next_left_work_status_id"
        " from intermediate.int_registry__episodes where is_reintervened"
    ).fetchall()
    assert linked == [(dt.date(2023, 6, 17), 595, "yes")]
    ambiguous = book.execute(
        "select count(*) from intermediate.int_registry__episodes where is_link_ambiguous"
    ).fetchone()
    assert ambiguous == (3,)


def test_every_trap_is_counted_by_extract_field_and_reason(
    book: duckdb.DuckDBPyConnection,
) -> None:
    found = {
        (extract.removeprefix("registry_"), field, reason): cells
        for extract, field, reason, cells in book.execute(
            "select extract_id, field_id, reason_id, cells"
            " from intermediate.int_registry__cell_reasons"
        ).fetchall()
    }
    expected = {
        ("2021_mar_oct", "birth_age", "birth_after_intervention"): 1,
        ("2021_mar_oct", "left_work", "spelling_variant"): 1,
        ("2021_nov_2022_sep", "closure_date", "invalid_date"): 3,
        ("2021_nov_2022_sep", "closure_date", "date_out_of_range"): 2,
        ("2021_nov_2022_sep", "ethnicity", "default_fill"): 5,
        ("2022_sep_2023_mar", "birth_age", "birth_date_invalid"): 1,
        ("2023_mar_2024_nov", "closure_date", "filler_date"): 1,
        ("2023_mar_2024_nov", "left_work", "unmapped_value"): 1,
        ("2023_mar_2024_nov", "subred", "subred_disagrees"): 1,
        ("2024_dec_2025_mar", "weight_kg", "number_out_of_range"): 1,
        ("2024_dec_2025_mar", "height_cm", "unit_converted"): 1,
        ("2024_dec_2025_mar", "left_work", "sentinel"): 1,
    }
    assert {key: found.get(key) for key in expected} == expected


def test_completeness_counts_what_an_extract_is_asked(book: duckdb.DuckDBPyConnection) -> None:
    shares = dict(
        book.execute(
            "select extract_id || ' ' || field_id, share"
            " from intermediate.int_registry__completeness"
        ).fetchall()
    )
    assert shares["registry_2021_nov_2022_sep nationality"] == 0
    assert shares["registry_2021_mar_oct ethnicity"] == 1
    assert shares["registry_2024_dec_2025_mar left_work"] == pytest.approx(2 / 3)
    # what is published tells none of them: one child fills the field, or leaves it empty
    assert set(
        book.execute(
            "select share, filled, suppressed from marts.registry_completeness"
            " where extract_id = 'registry_2024_dec_2025_mar' and field_id = 'left_work'"
        ).fetchall()
    ) == {(None, None, True)}


def test_no_mart_holds_a_row_of_the_registry(book: duckdb.DuckDBPyConnection) -> None:
    keys = book.execute(
        "select table_name from information_schema.columns where table_schema = 'marts'"
        " and column_name in ('intervention_key', 'form_key', 'form_number_key')"
    ).fetchall()
    assert keys == []


def test_an_extract_without_mapping_is_named_with_its_file_and_what_to_do(
    tmp_path: Path, compiled_registry: str
) -> None:
    folder = tmp_path / "extracts"
    folder.mkdir()
    write_csv(
        folder / "registro_nna_sintetico.csv",
        [
            row(MAR_2021, 1, Fecha_intervencion="2021-06-01"),
            row("abr25_jun25", 2, Fecha_intervencion="2025-05-01"),
            row(DEC_2024, 3, Fecha_intervencion="2025-01-01"),
        ],
    )
    land(folder, tmp_path / "amparo.duckdb", STAGING)
    with duckdb.connect(str(tmp_path / "amparo.duckdb")) as connection:
        seed = ROOT / "seeds" / "registry" / "registry_extract_names.csv"
        connection.execute("create schema staging")
        connection.execute(
            "create table staging.stg_registry__rows as select _file_name as file_name,"
            " registry__bd.base_origen as extract_text, extract_id from raw.registry__bd left join"
            f" read_csv('{seed}') as names on names.written_as = registry__bd.base_origen"
        )
        ((file, extract, es, en),) = connection.execute(compiled_registry).fetchall()
    assert (file, extract) == ("registro_nna_sintetico.csv", "abr25_jun25")
    assert "registro_nna_sintetico.csv" in es
    assert "abr25_jun25" in en
    assert "registry_field_columns.csv" in en


@pytest.mark.parametrize(
    ("renamed", "missing"),
    [
        ({}, []),
        ({f"{LEFT}.1": "NNA DESVINCULADO"}, [("registry_2022_sep_2023_mar", "left_work")]),
        ({"TIPO_INTERVENCION": "TIPO"}, [("registry_2022_sep_2023_mar", "intervention_type")]),
    ],
)
def test_a_renamed_header_that_an_extract_needs_is_named_with_what_to_do(
    tmp_path: Path, compiled: Path, renamed: dict[str, str], missing: list[tuple[str, str]]
) -> None:
    folder = tmp_path / "extracts"
    folder.mkdir()
    headers = [renamed.get(name, name) for name in HEADERS]
    write_workbook(folder / "registro_nna_sintetico.xlsx", rows(), headers)
    models = ["stg_registry__rows", "stg_registry__cells"]
    harness = run_landed(ROOT, compiled, folder, models)
    found = failures(harness, DELIVERED)
    assert [(each["extract_id"], each["field_id"]) for each in found] == missing
    for each in found:
        assert "registro_nna_sintetico.xlsx" in str(each["message_es"])
        assert "registry_field_columns.csv" in str(each["message_en"])


@pytest.fixture(scope="module")
def compiled_registry() -> str:
    file = ROOT / "tests" / "dbt" / "accounting" / "every_extract_of_the_registry_is_mapped.sql"
    text = file.read_text(encoding="utf-8")
    seed = ROOT / "seeds" / "method" / "parameters.csv"
    text = text.replace("{{ ref('parameters') }}", f"read_csv('{seed}')")
    return text.replace("{{ ref('stg_registry__rows') }}", "staging.stg_registry__rows")
