"""The small parts of the landing: texts, quoting, declarations."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amparo.landing import DeclarationError, load_declarations
from amparo.landing.contents import Contents
from amparo.landing.matching import _likeness
from amparo.landing.text import (
    Cell,
    cell_text,
    header_key,
    is_portal_name,
    normalise_header,
    printable,
)
from amparo.warehouse.quoting import identifier, literal
from conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

VALID = """
version: 2
sources:
  - name: demo
    schema: raw
    config:
      meta:
        label_es: Demo
        label_en: Demo
        provider: Nadie
        licence: none
        file_names: ['(?i)demo']
    tables:
      - name: demo__cases
        config:
          meta:
            layout: {}
        columns:
          - name: codigo
            config:
              meta:
                required: true
          - name: valor
"""


def declare(folder: Path, text: str) -> Path:
    (folder / "demo").mkdir(exist_ok=True)
    (folder / "demo" / "_demo__sources.yml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("header", "normalised"),
    [
        ("Código Departamento", "codigo_departamento"),
        ("  AÑO_HECHO ", "ano_hecho"),
        ("Numerador (casos)", "numerador_casos"),
        ("Discapacitado\nSin información", "discapacitado_sin_informacion"),
        ("HR/IHL Violation", "hr_ihl_violation"),
        ("2023* Preliminares", "2023_preliminares"),
        ("\ufeffHECHO", "hecho"),
        ("{", ""),
        ("% Health", "pct_health"),
        ("%Shelter / NFI", "pct_shelter_nfi"),
        ("Health (%)", "health_pct"),
        ("\uff05 Health", "pct_health"),
    ],
)
def test_headers_are_normalised(header: str, normalised: str) -> None:
    assert normalise_header(header) == normalised


@pytest.mark.parametrize(
    ("title", "field"),
    [
        ("AÑO_HECHOS", "a_o_hechos"),
        ("TOTAL_VÍCTIMAS", "total_v_ctimas"),
        ("PAÍS_HECHO", "pa_s_hecho"),
        ("ES_PRECLUSIÓN", "es_preclusi_n"),
        ("Codificación según DIVIPOLA", "codificaci_n_seg_n_divipola"),
        ("Código étnico", "c_digo_tnico"),
        ("Compañía", "compa_a"),
        ("Área geográfica", "rea_geogr_fica"),
    ],
)
def test_a_title_is_met_in_the_field_names_of_the_portal(title: str, field: str) -> None:
    assert is_portal_name(field, normalise_header(title))
    # and the rule that makes them is the one stated
    made = re.sub("[^a-z0-9]+", "_", title.lower()).strip("_")
    assert normalise_header(made) == field


@pytest.mark.parametrize(
    ("header", "key"),
    [("cdigo", "codigo"), ("no", "ano"), ("a_o", "dano"), ("per_ocu", "per_ocup"), ("", "ano")],
)
def test_other_names_are_not_the_portals(header: str, key: str) -> None:
    assert not is_portal_name(header, key)


def test_no_declared_column_looks_like_the_portals_spelling_of_another() -> None:
    for table in load_declarations(ROOT / "models" / "staging").tables:
        names = [(c.name, header) for c in table.columns if not c.family for header in c.headers]
        alike = [
            (one, other)
            for column, one in names
            for another, other in names
            if column != another and one != other and is_portal_name(one, other)
        ]
        assert alike == [], table.name


@pytest.mark.parametrize(
    ("header", "key"), [("Código Departamento", "codigo_departamento"), (" {\n", "{"), (" ", "")]
)
def test_a_header_of_signs_alone_can_still_be_declared(header: str, key: str) -> None:
    assert header_key(header) == key


@settings(deadline=None, database=None)
@given(st.text())
def test_normalising_a_header_twice_changes_nothing(header: str) -> None:
    once = normalise_header(header)
    assert normalise_header(once) == once
    assert once == once.strip("_")
    assert "__" not in once


@settings(deadline=None, database=None)
@given(st.text())
def test_case_and_surroundings_of_a_header_do_not_matter(header: str) -> None:
    assert normalise_header(f" -{header}\n") == normalise_header(header)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5001.0, "5001"),
        (-3.0, "-3"),
        (0.1, "0.1"),
        (46.9116432, "46.9116432"),
        (1e20, "1e+20"),
        (float("nan"), ""),
        (7, "7"),
        (True, "true"),
        (False, "false"),
        (None, ""),
        (" a ", " a "),
        ("05001", "05001"),
        (dt.date(2024, 1, 2), "2024-01-02"),
        (dt.datetime(2024, 1, 2, 3, 4, 5), "2024-01-02 03:04:05"),  # noqa: DTZ001 - cells have no zone
        (dt.datetime(2024, 1, 2, 3, 4, 59, 999_999), "2024-01-02 03:05:00"),  # noqa: DTZ001 - cells have no zone
        (dt.time(3, 4, 5), "03:04:05"),
        (dt.timedelta(hours=26, minutes=5), "26:05:00"),
    ],
)
def test_cells_become_text(value: Cell, text: str) -> None:
    assert cell_text(value) == text


def test_printable_has_no_control_characters() -> None:
    assert printable("a\x1b[31m\nb\u202e") == "a [31m b"
    assert len(printable("x" * 500)) == 80


@settings(deadline=None, database=None)
@given(st.text().filter(lambda text: "\0" not in text and text.isprintable()))
def test_literals_come_back_as_they_were(text: str) -> None:
    row = duckdb.sql(f"select {literal(text)}").fetchone()
    assert row == (text,)


@pytest.mark.parametrize("name", ['a"b', "a; drop table x --", "a'b", "ñ.é", "select"])
def test_identifiers_come_back_as_they_were(name: str) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"create schema {identifier(name)}")
        connection.execute(
            f"create table {identifier(name, name)} as select 1 as {identifier(name)}"
        )
        assert connection.sql(f"from {identifier(name, name)}").columns == [name]


@pytest.mark.parametrize("name", ["", "a\0b"])
def test_what_cannot_be_quoted_is_an_error(name: str) -> None:
    with pytest.raises(ValueError, match="NUL"):
        identifier("raw", name)


def test_declarations_have_defaults(tmp_path: Path) -> None:
    table = load_declarations(declare(tmp_path, VALID)).tables[0]
    assert table.name == "demo__cases"
    assert table.layout.encodings == ["utf-8", "cp1252"]
    assert table.layout.delimiters == [",", ";", "\t", "|"]
    assert table.layout.header_within_rows == 20
    assert table.required == ("codigo",)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("layout: {}", "layout: {shets: x}", "layout.shets"),
        ("layout: {}", "layout: {sheets: '('}", "layout.sheets"),
        ("layout: {}", "layout: {encodings: [utf-99]}", "utf-99"),
        ("layout: {}", "layout: {delimiters: ['::']}", "layout.delimiters"),
        ("layout: {}", "layout: {formats: [pdf]}", "layout.formats"),
        ("layout: {}", "layout: {header_within_rows: 0}", "header_within_rows"),
        ("layout: {}", "layout: {from_file_name: [{column: otra, pattern: '(a)'}]}", "otra"),
        ("layout: {}", "layout: {from_file_name: [{column: valor, pattern: a}]}", "group"),
        ("layout: {}", "layout: {personal_columns: [Código]}", "codigo"),
        ("layout: {}", "layot: {}", "layot"),
        ("required: true", "requird: true", "requird"),
        ("required: true", "required: false", "required"),
        ("required: true", "required: si", "required"),
        ("label_es: Demo", "label_ex: Demo", "label_ex"),
        ("file_names: ['(?i)demo']", "file_names: ['(?i']", "file_names"),
        ("name: valor", "name: codigo", "codigo"),
        ("name: valor", "name: Valor", "snake_case"),
        ("name: demo__cases", "name: load_log", "load_log"),
        ("version: 2", "version: 2\nversion: 3", "version"),
        ("version: 2", "version: [", "_demo__sources.yml"),
    ],
)
def test_wrong_declarations_name_the_file_and_the_key(
    tmp_path: Path, old: str, new: str, named: str
) -> None:
    with pytest.raises(DeclarationError) as raised:
        load_declarations(declare(tmp_path, VALID.replace(old, new)))
    assert "_demo__sources.yml" in raised.value.message_es
    assert named in raised.value.message_en


def test_a_folder_without_declarations_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="no hay archivos"):
        load_declarations(tmp_path)


def test_the_same_table_in_two_files_is_an_error(tmp_path: Path) -> None:
    declare(tmp_path, VALID)
    other = VALID.replace("name: demo\n", "name: otra\n")
    (tmp_path / "demo" / "_otra__sources.yml").write_text(other, encoding="utf-8")
    with pytest.raises(DeclarationError, match="demo__cases"):
        load_declarations(tmp_path)


def test_sources_of_other_schemas_and_of_the_log_are_left_alone(tmp_path: Path) -> None:
    log = "version: 2\nsources: [{name: landing, schema: raw, tables: [{name: load_log}]}]\n"
    declare(tmp_path, VALID)
    (tmp_path / "demo" / "_landing__sources.yml").write_text(log, encoding="utf-8")
    assert [source.name for source in load_declarations(tmp_path).sources] == ["demo"]


def test_descriptions_do_not_change_the_fingerprint_and_layouts_do(tmp_path: Path) -> None:
    plain = load_declarations(declare(tmp_path, VALID)).fingerprint
    described = VALID.replace("name: valor", "name: valor\n            description: algo")
    assert load_declarations(declare(tmp_path, described)).fingerprint == plain
    changed = VALID.replace("layout: {}", "layout: {header_within_rows: 5}")
    assert load_declarations(declare(tmp_path, changed)).fingerprint != plain


def test_a_header_with_its_words_turned_round_is_the_nearest() -> None:
    assert _likeness("victimas_total", "total_victimas") == 100
    assert _likeness("barrio", "total_victimas") < 60


def test_contents_are_numbered_in_the_order_in_which_they_come() -> None:
    contents = Contents()
    rows = [("a", "1"), ("b", "1"), ("Á ", "1"), ("a", "11"), ("a1", ""), ("b", "1"), ("a", "-1")]
    assert [contents.number(row) for row in rows] == [1, 2, 1, 3, 4, 2, 5]
