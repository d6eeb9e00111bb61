"""Landing small files made here: every rule of the loader, one test each."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import stat
import struct
import subprocess
import sys
import unicodedata
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlwt import CompoundDoc

from amparo.errors import ExitCode, UserError
from amparo.landing import (
    LandingError,
    land,
)
from amparo.landing.garbled import is_suspect
from landing_place import HEADER, ROWS_OF_CASES, SOURCES, Heard, Place, events

if TYPE_CHECKING:
    from pathlib import Path

posix_only = pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes and links")
ENCRYPTED_XLSX = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")
)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_a_csv_lands_with_its_origin(place: Place) -> None:
    place.write("a/casos.csv", HEADER + "05001,2023, 7 \n05002,,x\n")
    report = place.land()
    assert events(report) == [("landed", "a/casos.csv")]
    assert report.rows_by_source == {"cases": 2}
    assert report.has_changes
    assert place.query(ROWS_OF_CASES) == [("05001", "2023", " 7 "), ("05002", None, "x")]
    assert place.query(
        "select _file_name, _sheet, _row_number, _load_id, length(_file_sha256), "
        "_loaded_at is not null from raw.cases__yearly order by _row_number"
    ) == [
        ("a/casos.csv", "", 2, report.load_id, 64, True),
        ("a/casos.csv", "", 3, report.load_id, 64, True),
    ]
    assert place.query(
        "select source_id, table_name, file_bytes, encoding, delimiter, header_row, rows_read, "
        "rows_blank, columns_found, columns_missing, columns_ignored, is_synthetic "
        "from raw.landed_files"
    ) == [
        (
            *("cases", "cases__yearly", 44, "utf-8", ",", 1, 2, 0, 3),
            *("zona_sin_informacion,etnia_sin_informacion,serie", "", False),
        )
    ]


def test_every_declared_table_exists_when_nothing_was_delivered(place: Place) -> None:
    report = place.land()
    assert report.results == ()
    assert not report.has_changes
    assert place.query(
        "select column_name, data_type from duckdb_columns() where table_name = 'alerts__all' "
        "order by column_index"
    ) == [
        *(("alerta", "VARCHAR"), ("fecha", "VARCHAR"), ("municipios", "VARCHAR")),
        *(("_file_name", "VARCHAR"), ("_file_sha256", "VARCHAR"), ("_sheet", "VARCHAR")),
        *(("_row_number", "BIGINT"), ("_load_id", "VARCHAR"), ("_loaded_at", "TIMESTAMP")),
    ]
    assert place.query("select count(*) from raw.cases__yearly") == [(0,)]


@posix_only
def test_the_database_is_its_owners_alone(place: Place) -> None:
    place.land()
    assert stat.S_IMODE(place.database.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + HEADER.encode() + b"05001,2023,7\n",
        HEADER.replace("\n", "\r\n").encode() + b"05001,2023,7\r\n",
        HEADER.replace("\n", "\r").encode() + b"05001,2023,7\r",
        HEADER.replace(",", ";").encode() + b"05001;2023;7\n",
        HEADER.replace(",", "\t").encode() + b"05001\t2023\t7",
        HEADER.replace(",", "|").encode() + b"05001|2023|7\n",
        b'"COD_MUN","A\xc3\x91O","PER_OCU"\n"05001","2023","7"\n',
        "cod_mun,AÑO,per_ocu\n05001,2023,7\n".encode("cp1252"),
        HEADER.encode() + b"05001,2023,7,,\n",
        b"codigo,anio,per_ocu,,\n05001,2023,7\n",
    ],
    ids=["bom", "crlf", "cr", "semicolon", "tab", "pipe", "quoted", "cp1252", "more", "fewer"],
)
def test_dialects_of_csv(place: Place, content: bytes) -> None:
    place.write("casos.csv", content)
    assert place.land().refusals == ()
    assert place.query(ROWS_OF_CASES) == [("05001", "2023", "7")]


def test_cp1252_text_is_decoded(place: Place) -> None:
    place.write("casos.csv", (HEADER + "Nariño,2023,“7” €\n").encode("cp1252"))
    place.land()
    assert place.query(ROWS_OF_CASES) == [("Nariño", "2023", "“7” €")]
    assert place.query("select encoding from raw.landed_files") == [("cp1252",)]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_row_numbers_are_those_of_excel(place: Place, end: str) -> None:
    lines = ["Título;con cosas", '"dos', 'líneas"', "", "codigo,anio,per_ocu", "1,2023,7", ""]
    lines += [",,", '2,2023,"a', 'b, ""c"""', " ,\t,", "3,2023,9", ""]
    place.write("casos.csv", end.join(lines))
    place.land()
    assert place.query("select _row_number, codigo, per_ocu from raw.cases__yearly order by 1") == [
        (5, "1", "7"),
        (8, "2", f'a{end}b, "c"'),
        (10, "3", "9"),
    ]
    assert place.query("select header_row, rows_read, rows_blank from raw.landed_files") == [
        (4, 3, 3)
    ]


def test_blank_rows_are_left_out_of_the_direct_reading_too(place: Place) -> None:
    place.write("casos.csv", HEADER + "1,2,3\n,,\n\u00a0,,\n4,5,6\n,,\n")
    place.land()
    assert place.query("select _row_number, codigo from raw.cases__yearly order by 1") == [
        (2, "1"),
        (5, "4"),
    ]
    assert place.query("select rows_read, rows_blank from raw.landed_files") == [(2, 3)]


def test_a_workbook_with_its_header_on_row_6(place: Place) -> None:
    rows: list[list[Any]] = [["Reporte"], [], [None, "de alertas"], [], []]
    rows += [[None, "Alerta", "Fecha", "Municipios"], [None, "013-25", dt.date(2025, 1, 2), "A, B"]]
    rows += [[], [None, "014-25", dt.datetime(2025, 1, 2, 3, 4, 5), True]]  # noqa: DTZ001 - cells have no zone
    place.workbook("x.xlsx", {"portada": [["Nada"]], "Ind. uno": rows})
    report = place.land()
    assert place.query(
        "select * exclude (_load_id, _loaded_at, _file_sha256) from raw.alerts__all"
    ) == [
        ("013-25", "2025-01-02", "A, B", "x.xlsx", "Ind. uno", 7),
        ("014-25", "2025-01-02 03:04:05", "true", "x.xlsx", "Ind. uno", 9),
    ]
    assert [(item.file, item.sheet) for item in report.ignored] == [("x.xlsx", "portada")]
    assert place.query("select header_row, rows_blank from raw.landed_files") == [(6, 1)]


def test_numbers_of_a_workbook(place: Place) -> None:
    rows: list[list[Any]] = [
        ["codigo", "anio", "per_ocu"],
        [5001, 2023.0, 46.9116],
        ["05001", "2023", 1e20],
    ]
    place.workbook("casos.xlsx", {"Hoja1": rows})
    place.land()
    assert place.query(ROWS_OF_CASES) == [
        ("5001", "2023", "46.9116"),
        ("05001", "2023", "1e+20"),
    ]


def test_error_cells_are_null_and_counted(place: Place) -> None:
    path = place.extracts / "casos.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet()
    page.write_row(0, 0, ["codigo", "anio", "per_ocu"])
    page.write_string(1, 0, "#N/A")
    page.write_formula(1, 1, "=1/0", None, "#DIV/0!")
    page.write_formula(1, 2, "=NA()", None, "#N/A")
    book.close()
    report = place.land()
    assert place.query(ROWS_OF_CASES) == [("#N/A", None, None)]
    assert "2 celdas con error" in report.results[0].message_es


def test_an_old_xls(place: Place) -> None:
    book = xlwt.Workbook()
    page = book.add_sheet("Hoja1")
    rows: list[list[Any]] = [["codigo", "anio", "per_ocu"], [5001, "08", 1.5]]
    for i, row in enumerate(rows, start=1):
        for j, cell in enumerate(row, start=1):
            page.write(i, j, cell)
    book.save(str(place.extracts / "casos.xls"))
    place.land()
    assert place.query(ROWS_OF_CASES) == [("5001", "08", "1.5")]
    assert place.query("select _row_number from raw.cases__yearly") == [(3,)]


def test_an_xls_that_is_an_xlsx_inside(place: Place) -> None:
    path = place.workbook("casos.xlsx", {"Hoja1": [["codigo", "anio", "per_ocu"], [1, 2, 3]]})
    path.rename(place.extracts / "casos.xls")
    place.land()
    assert place.query(ROWS_OF_CASES) == [("1", "2", "3")]


def test_parquet(place: Place) -> None:
    path = str(place.extracts / "casos.parquet")
    duckdb.sql(
        "select * from (values (5001, 2023.0::double, 'a'), (null, 'nan'::double, ''), "
        "(5002, 0.5::double, 'é'), (5003, 1e20::double, null)) t(\"Codigo\", year, per_ocu)"
    ).write_parquet(path)
    place.land()
    assert place.query(
        "select codigo, anio, per_ocu, _row_number from raw.cases__yearly order by _row_number"
    ) == [("5001", "2023", "a", 2), ("5002", "0.5", "é", 4), ("5003", "1e+20", None, 5)]
    assert place.query("select rows_read, rows_blank from raw.landed_files") == [(3, 1)]


def test_a_repeated_header_is_told_apart_by_its_occurrence(place: Place) -> None:
    header = "codigo,anio,per_ocu,Sin información,x,Sin Información\n"
    place.write("casos.csv", header + "1,2,3,zona,-,etnia\n")
    place.write("casos2.csv", header.replace(",Sin Información", "") + "1,2,3,zona,-\n")
    named = header.replace("Sin información", "zona_sin_informacion")
    named = named.replace("Sin Información", "etnia_sin_informacion")
    place.write("casos3.csv", named + "4,2,3,zona,-,etnia\n")
    place.land()
    assert place.query(
        "select zona_sin_informacion, etnia_sin_informacion from raw.cases__yearly "
        "order by _file_name"
    ) == [("zona", "etnia"), ("zona", None), ("zona", "etnia")]


@pytest.mark.parametrize(
    ("name", "header", "serie"),
    [
        ("casos_pped_2020.csv", "codigo,anio,per_ocu,x", "PPED"),
        ("casos_2023.csv", "codigo,anio,per_ocu,x", "2023"),
        ("casos.csv", "codigo,anio,per_ocu,x", None),
        ("casos_2023.csv", "codigo,anio,per_ocu,serie", "propia"),
    ],
)
def test_a_column_from_the_file_name(
    place: Place, name: str, header: str, serie: str | None
) -> None:
    place.write(name, f"{header}\n1,2,3,propia\n")
    place.land()
    assert place.query("select serie from raw.cases__yearly") == [(serie,)]


def test_undeclared_columns_are_named_and_not_landed(place: Place) -> None:
    place.write("casos.csv", "codigo,Dirección,anio,per_ocu\n1,calle,2,3\n")
    place.land()
    assert place.query("select columns_ignored from raw.landed_files") == [("Dirección",)]
    assert "Dirección" in place.query("select message from raw.load_log")[0][0]


def test_a_missing_column_is_named_with_the_nearest_header(place: Place) -> None:
    place.write("casos.csv", "codigo,anio,PER_OCUR\n1,2,3\n")
    refusal = place.refusal()
    assert "falta la columna per_ocu; la más parecida es PER_OCUR" in refusal.message_es
    assert "column per_ocu is missing; the nearest is PER_OCUR" in refusal.message_en
    assert (refusal.source, refusal.table, refusal.reason) == (
        *("cases", "cases__yearly"),
        "missing_columns",
    )
    assert refusal.expected == ("per_ocu",)
    assert refusal.found == ("codigo", "anio", "PER_OCUR")
    assert refusal.nearest == ("per_ocu=PER_OCUR",)
    assert "docs/how-to-add.md" in refusal.what_to_do, "an officer edits no YAML"
    assert "also_named" not in refusal.what_to_do
    assert not refusal.is_unclaimed


@pytest.mark.parametrize(
    ("name", "header", "is_unclaimed"),
    [
        ("otro.csv", "codigo,x,y", True),
        ("otro.csv", "codigo,anio,y", False),
        ("casos.csv", "x,y,z", False),
        ("otro.csv", "x,y,z", True),
    ],
)
def test_which_refusals_stop_a_build(
    place: Place, name: str, header: str, is_unclaimed: bool
) -> None:
    place.write(name, f"{header}\n1,2,3\n")
    place.write("casos_buenos.csv", HEADER + "1,2,3\n")
    report = place.land()
    assert [refusal.is_unclaimed for refusal in report.refusals] == [is_unclaimed]
    assert len(report.refused_claimed) == (not is_unclaimed)
    assert len(report.refused_unclaimed) == is_unclaimed
    assert report.rows_by_table == {"cases__yearly": 1}


def xlsx_bytes(path: Path) -> bytes:
    book = xlsxwriter.Workbook(str(path))
    book.add_worksheet().write_row(0, 0, ["codigo", "anio", "per_ocu"])
    book.close()
    return path.read_bytes()


def protected_xls() -> bytes:
    book = xlwt.Workbook()
    book.add_sheet("Hoja1").write(0, 0, "codigo")
    data = book.get_biff_data()
    end = 4 + struct.unpack("<H", data[2:4])[0]
    lock = struct.pack("<HHHHH", 0x2F, 6, 1, 1, 1)  # FILEPASS, RC4
    file = io.BytesIO()
    CompoundDoc.XlsDoc().save(file, data[:end] + lock + data[end:])
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("casos.csv", b"", "empty"),
        ("casos.csv", b"\n\n", "empty"),
        ("casos.csv", HEADER.encode(), "no_rows"),
        ("casos.csv", HEADER.encode() + b",,\n\n", "no_rows"),
        ("casos.csv", HEADER.encode() + b"\x81\xff,1,2\n", "undecodable"),
        ("casos.csv", b"codigo,anio,year,per_ocu\n1,2,3,4\n", "ambiguous_columns"),
        ("casos.csv", b"codigo,codigo,anio,per_ocu\n1,2,3,4\n", "ambiguous_columns"),
        ("casos.xlsx", b"", "empty"),
        ("casos.xlsx", b"codigo,anio,per_ocu\n", "unreadable"),
        ("casos.xls", b"<html><table></table></html>", "unreadable"),
        ("casos.xlsx", ENCRYPTED_XLSX, "password"),
        ("casos.parquet", b"PAR1 no", "unreadable"),
    ],
)
def test_what_cannot_be_read_is_refused(
    place: Place, name: str, content: bytes, reason: str
) -> None:
    place.write(name, content)
    refusal = place.refusal()
    assert refusal.reason == reason
    assert refusal.file == name
    assert not refusal.is_unclaimed
    assert place.query("select count(*) from raw.cases__yearly") == [(0,)]
    assert place.query("select count(*) from raw.landed_files") == [(0,)]


@pytest.mark.parametrize("size", [100, 3000, -30])
def test_truncated_workbooks_are_refused(place: Place, tmp_path: Path, size: int) -> None:
    place.write("casos.xlsx", xlsx_bytes(tmp_path / "whole.xlsx")[:size])
    assert place.refusal().reason == "unreadable"


def test_protected_workbooks_are_refused(place: Place) -> None:
    place.write("casos.xls", protected_xls())
    assert place.refusal().reason == "password"


@pytest.mark.parametrize(
    ("body", "row", "found"),
    [
        ("1,2,3\n4,5\n", 3, "hay 2"),
        ("1,2,3\n\n4,5,6,7\n", 4, "hay 4"),
        ("Fuente: DANE\n", 2, "hay 1"),
        ('1,2,3\n4,"5,6\n7,8,9\n', 3, "comillas"),
        ('1,2,"3"x\n', 2, "comillas"),
    ],
)
def test_malformed_rows_are_named_and_not_quoted(
    place: Place, body: str, row: int, found: str
) -> None:
    place.write("casos.csv", HEADER + body)
    refusal = place.refusal()
    assert refusal.reason == "malformed_row"
    assert f"fila {row} " in refusal.message_es
    assert found in refusal.message_es
    assert "Fuente" not in refusal.message_es
    assert place.query("select count(*) from raw.cases__yearly") == [(0,)]


def test_a_tie_between_two_tables_is_refused(place: Place) -> None:
    twin = SOURCES.replace("name: alerts\n", "name: twins\n").replace("alerts__all", "twins__all")
    twin = twin.split("  - name: twins\n")[1].replace("alertas", "gemelos")
    place.declare(SOURCES + "  - name: twins\n" + twin)
    place.workbook("alertas.xlsx", {"Ind. 1": [["alerta", "fecha", "municipios"], [1, 2, 3]]})
    refusal = place.refusal()
    assert refusal.reason == "two_tables"
    assert refusal.expected == ("alerts__all", "twins__all")


def test_the_table_with_more_columns_is_chosen(place: Place) -> None:
    wider = SOURCES.replace("cases__yearly", "wide__yearly").replace("name: cases", "name: wide")
    wider = wider.split("sources:\n")[1].split("  - name: alerts\n")[0]
    wider = wider.replace("- {name: serie}", "- {name: serie}\n          - {name: extra}")
    place.declare(SOURCES + wider)
    place.write("casos.csv", "codigo,anio,per_ocu,extra\n1,2,3,4\n")
    assert place.land().rows_by_table == {"wide__yearly": 1}


def test_a_sheet_with_a_declared_name_that_does_not_fit_is_refused(place: Place) -> None:
    good: list[list[Any]] = [["alerta", "fecha", "municipios"], ["1", "2", "3"]]
    place.workbook("alertas.xlsx", {"Ind. a": good, "Ind. b": [["alerta", "fecha"], ["1", "2"]]})
    refusal = place.refusal()
    assert (refusal.sheet, refusal.expected) == ("Ind. b", ("municipios",))
    assert "[Ind. b]" in refusal.message_es
    # A file is the unit: half a workbook would be an undercount.
    assert place.query("select count(*) from raw.alerts__all") == [(0,)]


def test_a_sheet_under_another_name_is_said_to_be_that(place: Place) -> None:
    place.workbook("alertas.xlsx", {"Hoja1": [["alerta", "fecha", "municipios"], [1, 2, 3]]})
    refusal = place.refusal()
    assert refusal.reason == "sheet_name"
    assert "Hoja1" in refusal.message_es


def test_the_same_bytes_twice_change_nothing(place: Place) -> None:
    place.write("casos.csv", HEADER + "1,2,3\n")
    first = place.land()
    second = place.land()
    assert events(second) == [("unchanged", "casos.csv")]
    assert second.rows_by_source == {"cases": 1}
    assert not second.has_changes
    assert place.query("select distinct _load_id from raw.cases__yearly") == [(first.load_id,)]
    assert place.query("select event from raw.load_log order by logged_at") == [
        ("landed",),
        ("unchanged",),
    ]


def test_a_correction_replaces(place: Place) -> None:
    place.write("casos.csv", HEADER + "1,2,3\n9,9,9\n")
    place.write("casos_b.csv", HEADER + "7,7,7\n")
    place.land()
    place.write("casos.csv", HEADER + "1,2,4\n")
    report = place.land()
    assert events(report) == [("replaced", "casos.csv"), ("unchanged", "casos_b.csv")]
    assert place.query(ROWS_OF_CASES) == [("1", "2", "4"), ("7", "7", "7")]
    assert place.query("select count(*) from raw.landed_files") == [(2,)]


def test_a_file_taken_away_is_withdrawn(place: Place) -> None:
    place.write("casos_SINTETICO.csv", HEADER + "1,2,3\n")
    place.land()
    assert place.query("select is_synthetic from raw.landed_files") == [(True,)]
    (place.extracts / "casos_SINTETICO.csv").rename(place.extracts / "casos.csv")
    report = place.land()
    assert events(report) == [("withdrawn", "casos_SINTETICO.csv"), ("landed", "casos.csv")]
    assert place.query("select _file_name from raw.cases__yearly") == [("casos.csv",)]
    assert place.query("select file_name, is_synthetic from raw.landed_files") == [
        ("casos.csv", False)
    ]


def test_identical_files_count_once(place: Place) -> None:
    place.write("casos_b.csv", HEADER + "1,2,3\n")
    place.land()
    place.write("casos_a.csv", HEADER + "1,2,3\n")
    report = place.land()
    assert events(report) == [
        ("landed", "casos_a.csv"),
        ("withdrawn", "casos_b.csv"),
        ("duplicate", "casos_b.csv"),
    ]
    assert "casos_a.csv" in report.results[-1].message_es
    assert place.query("select _file_name from raw.cases__yearly") == [("casos_a.csv",)]


@pytest.mark.parametrize("bad", [b"", HEADER.encode() + b"1,2\n", b"x,y\n1,2\n"])
def test_the_last_good_rows_stay_when_a_correction_is_refused(place: Place, bad: bytes) -> None:
    place.write("casos.csv", HEADER + "1,2,3\n")
    place.land()
    place.write("casos.csv", bad)
    refusal = place.refusal()
    assert refusal.keeps_last_good
    assert "última entrega buena" in refusal.message_es
    assert place.query(ROWS_OF_CASES) == [("1", "2", "3")]
    assert place.query("select rows_read from raw.landed_files") == [(1,)]
    place.write("casos.csv", HEADER + "1,2,3\n")
    assert events(place.land()) == [("unchanged", "casos.csv")]
    assert place.query("select count(*) from raw.refused_files") == [(0,)]


def test_changed_declarations_land_anew(place: Place) -> None:
    place.write("casos.csv", "codigo,anio,per_ocu,extra\n1,2,3,4\n")
    place.write("alertas.csv", "alerta,fecha,municipios\n1,2,3\n")
    place.declare(SOURCES.replace("sheets: '(?i)ind\\. .*', ", ""))
    place.land()
    wider = SOURCES.replace("- {name: serie}", "- {name: extra}\n          - {name: serie}")
    place.declare(wider)
    report = place.land()
    assert events(report)[-1] == ("replaced", "casos.csv")
    assert place.query("select codigo, extra from raw.cases__yearly") == [("1", "4")]
    # The other file no longer fits; its rows survive in the table made anew.
    assert [refusal.keeps_last_good for refusal in report.refusals] == [True]
    assert place.query("select alerta from raw.alerts__all") == [("1",)]
    place.declare(wider.split("  - name: alerts\n")[0])
    place.land()
    assert place.query(
        "select table_name from duckdb_tables() where schema_name = 'raw' order by 1"
    ) == [
        ("accepted_loads",),
        ("cases__yearly",),
        ("declared_sources",),
        ("garbled_texts",),
        ("landed_files",),
        ("load_log",),
        ("quality_checks",),
        ("quality_profile",),
        ("refused_files",),
    ]


@posix_only
def test_what_is_no_data_is_ignored_and_listed(place: Place) -> None:
    for name in ("leame.docx", ".oculto.csv", "~$casos.xlsx", ".git/casos.csv", "notas.md"):
        place.write(name, "x")
    (place.root / "fuera").mkdir()
    (place.extracts / "enlace").symlink_to(place.root / "fuera")
    report = place.land()
    assert sorted(item.file for item in report.ignored) == [
        *(".git/casos.csv", ".oculto.csv", "enlace", "leame.docx", "notas.md", "~$casos.xlsx"),
    ]
    assert report.results == ()
    assert place.query("select distinct event from raw.load_log") == [("ignored",)]


@posix_only
def test_links_to_files_are_followed_and_broken_ones_refused(place: Place) -> None:
    elsewhere = place.root / "elsewhere.csv"
    elsewhere.write_text(HEADER + "1,2,3\n")
    (place.extracts / "casos.csv").symlink_to(elsewhere)
    (place.extracts / "casos_roto.csv").symlink_to(place.root / "nowhere")
    report = place.land()
    assert events(report) == [("landed", "casos.csv"), ("refused", "casos_roto.csv")]


def test_names_are_composed_and_twins_refused(place: Place) -> None:
    place.write(unicodedata.normalize("NFD", "casos_año.csv"), HEADER + "1,2,3\n")
    place.land()
    assert place.query("select _file_name from raw.cases__yearly") == [("casos_año.csv",)]
    place.write("casos_año.csv", HEADER + "4,5,6\n")
    report = place.land()
    assert [refusal.reason for refusal in report.refusals] == ["name_taken"]
    assert place.query("select count(*) from raw.cases__yearly") == [(1,)]


@pytest.mark.parametrize(
    "name",
    ["casos'; drop table raw.load_log; --.csv", 'casos"".csv', "casos*[1]?.csv", "casos{a,b}.csv"],
)
def test_hostile_names_are_only_names(place: Place, name: str) -> None:
    # What the name would match if DuckDB took it for a pattern.
    place.write("casosX1y.csv", HEADER + "8,8,8\n")
    place.write("casosa.csv", HEADER + "9,9,9\n")
    place.write(name, 'codigo,"a\'; drop schema raw cascade; --",anio,per_ocu\n1,x,2,3\n')
    assert place.land().refusals == ()
    assert place.query(
        "select codigo from raw.cases__yearly where _file_name = $$" + name + "$$"
    ) == [("1",)]
    assert place.query("select max(columns_ignored), count(*) from raw.landed_files") == [
        ("a'; drop schema raw cascade; --", 3)
    ]


def test_hostile_sheets_and_parquet_columns_are_only_names(place: Place) -> None:
    sheet = "Ind. '; drop table x"
    rows: list[list[Any]] = [["alerta", "fecha", "municipios"], ["1", "2", "'; --"]]
    place.workbook("x.xlsx", {sheet.replace("'", "´"): rows})
    path = str(place.extracts / "casos ' ; \".parquet")
    duckdb.sql('select 1 as "códi""go""", 2 as codigo, 3 as anio, 4 as per_ocu').write_parquet(path)
    place.land()
    assert place.query("select _sheet, municipios from raw.alerts__all") == [
        ("Ind. ´; drop table x", "'; --")
    ]


def test_a_parquet_with_two_headers_for_one_column_is_refused(place: Place) -> None:
    path = str(place.extracts / "casos.parquet")
    duckdb.sql(
        'select 1 as "códi""go""", 2 as "COD-MUN", 3 as anio, 4 as per_ocu, 5 as "año"'
    ).write_parquet(path)
    assert place.refusal().reason == "ambiguous_columns"


def test_name_that_is_no_unicode(place: Place) -> None:
    raw = os.path.join(os.fsencode(place.extracts), b"casos_\xf1.csv")  # noqa: PTH118 - a name that is no text
    try:
        with open(raw, "wb") as file:  # noqa: PTH123 - a name that is no text
            file.write(HEADER.encode() + b"1,2,3\n")
    except OSError:
        pytest.skip("the file system takes only Unicode names")
    place.land()
    assert place.query("select _file_name from raw.cases__yearly") == [("casos_\ufffd.csv",)]


@posix_only
def test_personal_values_are_nowhere(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = "ZANAHORIAPERSONAL"
    header = ["codigo", "Cédula", "anio", "FECHA_NTO", "per_ocu"]
    row = ["1", planted, "2", planted, "3"]
    plain = ",".join(header) + "\n" + ",".join(row) + "\n"
    place.write("casos_utf8.csv", plain)
    place.write("casos_cp1252.csv", plain.replace("1,", "ñ,").encode("cp1252"))
    place.write("casos_malo.csv", plain + f"{planted},1\n")
    place.write("casos_comillas.csv", plain + f'1,"{planted}"x,2,3,4\n')
    place.write("casos_sin_encabezado.csv", ",".join(row) + "\n")
    place.workbook("casos.xlsx", {"Hoja1": [header, row]})
    duckdb.sql(f"select 1 as codigo, '{planted}' as cedula, 2 as anio, 3 as per_ocu").write_parquet(
        str(place.extracts / "casos.parquet")
    )
    staged: list[bytes] = []
    unlink = type(place.root).unlink

    def watching(path: Path, missing_ok: bool = False) -> None:
        if path.exists():
            staged.append(path.read_bytes())
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(type(place.root), "unlink", watching)
    heard = Heard()
    report = place.land(heard)
    assert len(report.refusals) == 3
    assert report.rows_by_table == {"cases__yearly": 4}
    assert staged
    assert not any(planted.encode() in content for content in staged)
    assert planted not in repr(report)
    assert planted not in repr(heard)
    assert planted.encode() not in place.database.read_bytes()
    assert "Cédula" not in str(place.query("select columns_ignored from raw.landed_files"))


def test_a_busy_database_is_said_to_be_that(place: Place) -> None:
    place.land()
    code = (
        "import duckdb, sys; held = duckdb.connect(sys.argv[1]); "
        "print(1, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(  # noqa: S603 - our own code in our own interpreter
        [sys.executable, "-c", code, str(place.database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(UserError) as raised:
            place.land()
        other.communicate()
    assert raised.value.code == ExitCode.BUSY
    assert "otro programa tiene abierto ese archivo" in raised.value.message_es
    assert "another program has that file open" in raised.value.message_en
    place.land()


def test_what_is_no_database_or_no_folder_is_a_clear_error(place: Place) -> None:
    place.database.parent.mkdir()
    place.database.write_text("esto no es una base de datos" * 1000)
    with pytest.raises(UserError, match=r"No se puede abrir la bodega .*dañado"):
        place.land()
    with pytest.raises(LandingError, match="No existe la carpeta"):
        land(place.root / "nada", place.database, place.models)


def test_the_leavings_of_a_killed_landing_are_removed(place: Place) -> None:
    place.land()
    left = place.database.parent / ".warehouse.duckdb.landing-abc"
    left.mkdir()
    (left / "1.csv").write_text("x")
    place.land()
    assert not left.exists()


def test_progress_is_reported(place: Place) -> None:
    place.write("casos.csv", HEADER + "1,2,3\n")
    place.write("otro.csv", "x\n1\n")
    heard = Heard()
    report = place.land(heard)
    assert heard.started == [("casos.csv", 1, 2), ("otro.csv", 2, 2)]
    assert tuple(heard.finished) == report.results


def test_order_of_delivery_changes_nothing(tmp_path: Path) -> None:
    files = {"casos_a.csv": "1,2,3", "casos_b.csv": "4,5,6", "casos_c.csv": "7,8,9"}
    seen: list[list[tuple[Any, ...]]] = []
    for number, order in enumerate([list(files), list(reversed(files))]):
        (tmp_path / str(number)).mkdir()
        place = Place(tmp_path / str(number))
        for name in order:
            place.write(name, f"{HEADER}{files[name]}\n")
            place.land()
        seen.append(
            place.query(
                "select * exclude (_load_id, _loaded_at) from raw.cases__yearly order by all"
            )
        )
    assert seen[0] == seen[1]


CELLS = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
        st.sampled_from('",;\r\n\t '),
    ),
    max_size=8,
    # texts that bear the marks of a wrong reading are repaired, see test_landing_garbled
).filter(lambda text: not is_suspect(text))


@pytest.fixture(scope="module")
def shared_place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return Place(tmp_path_factory.mktemp("round_trip"))


@settings(max_examples=20, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6),
    end=st.sampled_from(["\n", "\r\n"]),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
)
def test_any_text_survives_a_csv(
    shared_place: Place, rows: list[tuple[str, str, str]], end: str, delimiter: str
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerows([("codigo", "anio", "per_ocu"), ("first", "1", "1"), *rows])
    shared_place.write("casos.csv", text.getvalue())
    report = shared_place.land()
    assert report.refusals == ()
    blank = " \t\r\n\f\v\u00a0\ufeff"
    want = [
        (number, *(cell or None for cell in row))
        for number, row in enumerate(rows, start=3)
        if any(cell.strip(blank) for cell in row)
    ]
    got = shared_place.query(
        "select _row_number, codigo, anio, per_ocu from raw.cases__yearly "
        "where _row_number > 2 order by 1"
    )
    assert got == want


MESSY = st.lists(
    st.sampled_from(
        ["a", " ", '"', '""', ",", "\n", "\r\n", "\r", "x y", '"q"', '"q,r"', '"l\n2"']
    ),
    max_size=25,
).map("".join)


@settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(body=MESSY)
def test_the_quick_and_the_careful_way_agree(shared_place: Place, body: str) -> None:
    """An ASCII file is read by DuckDB where it can; the same with an ñ in cp1252 never is."""
    outcomes: list[tuple[Any, ...]] = []
    for mark in (b"n", b"\xf1"):
        content = HEADER.encode() + b"1,2," + mark + b"\n" + body.encode()
        shared_place.write("casos.csv", content)
        report = shared_place.land()
        rows = shared_place.query(
            "select _row_number, codigo, anio, per_ocu from raw.cases__yearly "
            "where _row_number > 2 order by 1"
        )
        texts = [refusal.message_es for refusal in report.refusals]
        outcomes.append((texts, rows if not texts else None))
    assert outcomes[0] == outcomes[1]


def test_a_copy_of_a_refused_file_is_no_duplicate(place: Place) -> None:
    place.write("0_casos.csv", "codigo,anio\n1,2\n")
    place.write("1_casos.csv", "codigo,anio\n1,2\n")
    report = place.land()
    assert events(report) == [("refused", "0_casos.csv"), ("refused", "1_casos.csv")]


@pytest.mark.parametrize(("prefix", "line"), [("", 3), ("1,2,3\n" * 900_000, 900_003)])
def test_a_nul_byte_is_refused_with_its_line(place: Place, prefix: str, line: int) -> None:
    place.write("casos.csv", HEADER + prefix + "1,2,3\n4,5\0,6\n")
    refusal = place.refusal()
    assert refusal.reason == "nul_byte"
    assert f"línea {line}" in refusal.message_es


def test_unicode_text_of_excel_is_told_to_be_saved_as_utf8(place: Place) -> None:
    place.write("casos.csv", (HEADER + "1,2,3\n").encode("utf-16"))
    assert "CSV UTF-8" in place.refusal().message_es


@pytest.mark.parametrize("size", [3 * 2**20, 10 * 2**20])
def test_a_cell_that_never_ends_is_refused_with_its_row(place: Place, size: int) -> None:
    place.write("casos.csv", HEADER + f'1,2,3\n4,5,"{"x" * size}"\n')
    refusal = place.refusal()
    assert refusal.reason == "long_cell"
    assert "fila 3" in refusal.message_es
    assert "xxx" not in refusal.message_es


def test_five_thousand_columns_land_by_their_names(place: Place) -> None:
    names = [f"sobra_{i}" for i in range(5000)]
    names[7], names[4000], names[4999] = "per_ocu", "codigo", "anio"
    values = [str(i) for i in range(5000)]
    place.write("casos.csv", ",".join(names) + "\n" + ",".join(values) + "\n")
    assert place.land().refusals == ()
    assert place.query(ROWS_OF_CASES) == [("4000", "4999", "7")]
