"""The workbook: opened again, its totals agree with the marts, and no text becomes a formula."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING, Any

import duckdb
import openpyxl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from amparo.outputs.edition import EditionLabels
from amparo.outputs.published import Published, open_published
from amparo.outputs.safety import is_formula_like, neutralised
from amparo.outputs.workbook.book import write_workbook
from amparo.outputs.workbook.cells import LONGEST, OPTIONS, Styles, write_text
from amparo.outputs.workbook.contents import gather
from amparo.outputs.workbook.definitions import FOLDER, load_definitions
from conftest import ROOT, Built

if TYPE_CHECKING:
    from pathlib import Path

    from amparo.texts import Language

HOSTILE = ["=cmd|'/C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", " =1+1", "＝1+1"]
PUBLISHED_SEVERITIES = "2025"
"""Its workbook is small: it has no indicators and variables of its own."""


def published_file(built: Built) -> Path:
    return built.database.parent / "published" / "amparo.duckdb"


def make(
    built: Built, file: Path, language: Language, assessment: str | None, *, has_tags: bool = False
) -> Path:
    with open_published(published_file(built)) as published:
        write_workbook(
            published,
            file,
            EditionLabels(ROOT / "seeds", language),
            assessment=published.assessment(assessment),
            has_tags=has_tags,
        )
    return file


@pytest.fixture(scope="module")
def book(demo_built: Built) -> CalamineWorkbook:
    """The demo's workbook, as readers find it."""
    return CalamineWorkbook.from_path(published_file(demo_built).with_name("amparo.xlsx"))


@pytest.fixture(scope="module")
def tagged(demo_built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small workbook in English with HXL tags."""
    file = tmp_path_factory.mktemp("workbook") / "tagged.xlsx"
    return make(demo_built, file, "en", PUBLISHED_SEVERITIES, has_tags=True)


def rows(book: CalamineWorkbook, sheet: str) -> list[list[Any]]:
    return book.get_sheet_by_name(sheet).to_python()


def test_the_workbook_has_its_sheets_in_spanish(book: CalamineWorkbook) -> None:
    found = book.sheet_names
    assert found[:7] == [
        *("Portada", "Municipios", "Departamentos", "PiN por sexo y edad", "PiN por severidad"),
        *("Indicadores", "Variables"),
    ]
    assert {
        *("Decisiones expertas", "Sobre el techo", "Fuentes", "Cuentas", "Razones"),
        *("Pesos", "Escalas", "Puntaje a severidad", "Porcentajes", "Diccionario"),
    } <= set(found)


def test_scales_and_percentages_are_those_of_the_assessment(
    book: CalamineWorkbook, demo_built: Built
) -> None:
    header, *data = rows(book, "Porcentajes")
    columns = [
        header.index(name) for name in ("Severidad", "Habitantes desde", "Porcentaje aplicado")
    ]
    found = {tuple(row[i] for i in columns) for row in data}
    stated = demo_built.rows(
        "select severity, population_from, percentage from marts.dim_pin_percentage"
        " where methodology_id = 'co-2024'"
    )
    assert len(data) == 25
    assert found == set(stated)
    steps = rows(book, "Escalas")[1:]
    [(scales,)] = demo_built.rows(
        "select count(*) from marts.dim_severity_scale where methodology_id = 'co-2024'"
    )
    assert len(steps) == scales
    assert any("∞" in row for row in steps)


def test_a_municipality_is_what_the_marts_say_of_it(
    book: CalamineWorkbook, demo_built: Built
) -> None:
    header, *data, total = rows(book, "Municipios")
    by_code = {row[header.index("Código DIVIPOLA")]: row for row in data}
    stated = demo_built.rows(
        "select municipality_code, severity_final, pin, child_population from marts.fct_pin"
        " where assessment_id = '2024'"
    )
    assert len(data) == len(stated) == 1122
    for code, severity, pin, children in stated:
        row = by_code[code]
        assert row[header.index("Severidad final")] == severity
        assert row[header.index("PiN")] == ("" if pin is None else pytest.approx(pin))
        assert row[header.index("Población de 0 a 17 años")] == children
    [(pin,)] = demo_built.rows(
        "select pin from marts.agg_pin_national where assessment_id = '2024'"
    )
    assert total[header.index("PiN")] == pytest.approx(pin, abs=1e-6)


def test_the_parts_by_sex_and_age_sum_to_the_pin(book: CalamineWorkbook) -> None:
    header, *data, total = rows(book, "PiN por sexo y edad")
    parts = [i for i, name in enumerate(header) if name.startswith("PiN,")]
    ages = ("0-5", "6-11", "12-17")
    assert [header[i] for i in parts] == [
        f"PiN, {sex}, {age} años" for sex in ("mujeres", "hombres") for age in ages
    ]
    for row in (*data, total):
        if row[header.index("PiN")] != "":
            assert sum(row[i] for i in parts) == pytest.approx(row[header.index("PiN")])


def test_the_cover_warns_and_its_totals_agree_with_the_marts(book: CalamineWorkbook) -> None:
    cover = rows(book, "Portada")
    texts = [row[0] for row in cover]
    assert any(text.startswith("DATOS SINTÉTICOS") for text in texts)
    begin = next(i for i, row in enumerate(cover) if row[4] == "Diferencia") + 1
    checks = [row for row in cover[begin:] if isinstance(row[2], float)]
    assert len(checks) >= 10
    for sheet, column, found, stated, difference in checks:
        assert found == pytest.approx(stated), (sheet, column)
        assert difference == 0


def test_every_column_is_in_the_dictionary(book: CalamineWorkbook) -> None:
    explained = {(row[0], row[1]) for row in rows(book, "Diccionario")[1:]}
    for sheet in book.sheet_names:
        if sheet in {"Portada", "Diccionario"} or sheet.startswith("Registro"):
            continue
        for heading in rows(book, sheet)[0]:
            if not heading.startswith("PiN,"):
                # of columns that differ by indicator only the first is explained
                first = re.sub(r"(?<=^Severidad del indicador )\d+$", "1", heading)
                assert (sheet, first) in explained


def test_the_only_formulas_are_the_totals(demo_built: Built) -> None:
    with zipfile.ZipFile(published_file(demo_built).with_name("amparo.xlsx")) as parts:
        formulas = [
            formula
            for name in parts.namelist()
            if name.startswith("xl/worksheets/sheet")
            for formula in re.findall(r"<f[^>]*>([^<]*)</f>", parts.read(name).decode())
        ]
    assert len(formulas) > 20
    assert [f for f in formulas if not re.match(r"(SUBTOTAL\(109,|SUM\('?|ROUND\(C)", f)] == []


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text_whatever_it_looks_like(tmp_path: Path, text: str) -> None:
    file = tmp_path / "hostile.xlsx"
    with xlsxwriter.Workbook(str(file), OPTIONS) as workbook:
        styles = Styles(workbook, load_definitions(), EditionLabels(ROOT / "seeds", "es"))
        write_text(workbook.add_worksheet(), (0, 0), text, "text", styles)
    cell = openpyxl.load_workbook(file).active["A1"]
    assert cell.data_type == "s"
    assert cell.value.replace("_x000D_", "\r") == text
    # so that editing the cell makes no formula of it either
    assert cell.quotePrefix
    assert neutralised(text) == f"'{text}"


def test_text_that_excel_has_no_room_for_says_that_it_is_cut(tmp_path: Path) -> None:
    file = tmp_path / "long.xlsx"
    with xlsxwriter.Workbook(str(file), OPTIONS) as workbook:
        styles = Styles(workbook, load_definitions(), EditionLabels(ROOT / "seeds", "es"))
        write_text(workbook.add_worksheet(), (0, 0), "x" * 40_000, "text", styles)
    value = openpyxl.load_workbook(file).active["A1"].value
    assert len(value) == LONGEST
    assert value.endswith("[cortado: Excel no admite más]")


@pytest.mark.parametrize("text", ["Bogotá, D.C.", "1-5", "a=b", "", "'=1"])
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert not is_formula_like(text)
    assert neutralised(text) == text


def test_the_same_publication_gives_the_same_bytes(
    demo_built: Built, tagged: Path, tmp_path: Path
) -> None:
    again = make(demo_built, tmp_path / "again.xlsx", "en", PUBLISHED_SEVERITIES, has_tags=True)
    assert again.read_bytes() == tagged.read_bytes()


def test_with_tags_filter_and_frozen_rows_leave_them_above(tagged: Path) -> None:
    book = openpyxl.load_workbook(tagged)
    sheet = book["Municipalities"]
    assert [cell.value for cell in sheet[1]][:3] == ["P-code", "DIVIPOLA code", "Municipality"]
    assert [cell.value for cell in sheet[2]][:1] == ["#adm2+code+pcode"]
    assert sheet.freeze_panes == "D3"
    assert sheet.auto_filter.ref.startswith("A2:")
    assert sheet.max_row == 2 + 1122 + 1
    rules = [rule for item in sheet.conditional_formatting for rule in item.rules]
    colours = {rule.dxf.fill.bgColor.rgb[-6:].lower() for rule in rules}
    assert colours == {c.removeprefix("#") for c, _ in load_definitions().severity_colours.values()}
    pin = next(cell.column for cell in sheet[1] if cell.value == "PiN")
    assert sheet.cell(3, pin).number_format == "#,##0"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_computes_the_totals_itself(
    tagged: Path, demo_built: Built, tmp_path: Path
) -> None:
    bare = tmp_path / "bare.xlsx"
    with zipfile.ZipFile(tagged) as source, zipfile.ZipFile(bare, "w") as target:
        for name in source.namelist():
            # without the stored values every total has to be computed
            content = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", source.read(name))
            target.writestr(name, content)
    soffice = shutil.which("soffice")
    done = subprocess.run(  # noqa: S603 - a program of the system
        [
            *(str(soffice), "--headless", "--norestore"),
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            *("--convert-to", "ods", "--outdir", str(tmp_path), str(bare)),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert done.returncode == 0, done.stderr
    book = CalamineWorkbook.from_path(tmp_path / "bare.ods")
    header, *_, total = rows(book, "Municipalities")
    [(pin,)] = demo_built.rows(
        "select pin from marts.agg_pin_national where assessment_id = ?", PUBLISHED_SEVERITIES
    )
    assert total[header.index("PiN")] == pytest.approx(pin, abs=1e-3)


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_declared_column_and_sheet_has_its_texts(language: Language) -> None:
    definitions = load_definitions()
    labels = EditionLabels(ROOT / "seeds", language)
    for name in definitions.columns:
        if name != "sex":  # it becomes part of headings
            assert labels.has(f"column_{name}"), name
            assert labels.has(f"about_{name}"), name
    titles = [labels(f"sheet_{sheet.id}") for sheet in definitions.sheets]
    assert len(set(titles)) == len(titles)
    assert [title for title in titles if len(title) > 31 or set(title) & set("[]:*?/\\")] == []
    assert all(labels.has(f"about_sheet_{sheet.id}") for sheet in definitions.sheets)
    assert {sheet.id for sheet in definitions.sheets} == {
        file.stem for file in (FOLDER / "sql").glob("*.sql")
    }


def test_what_moved_since_the_publication_before_is_a_sheet_of_versions_that_keep_it() -> None:
    [sheet] = [sheet for sheet in load_definitions().sheets if sheet.id == "version_changes"]
    with duckdb.connect() as connection:
        connection.execute("""
            create schema marts;
            create schema manifest;
            create table marts.dim_municipality as select * from (values
                ('CO05001', '05001', 'Medellín', 'Antioquia'),
                ('CO27001', '27001', 'Quibdó', 'Chocó')
            ) as places (pcode, municipality_code, municipality_name, department_name);
        """)
        assert not Published(connection, "memory").has(*sheet.needs)
        connection.execute("""
            create table manifest.changes as
            select '2024' as assessment_id, 'v1' as compared_version, * from (values
                ('05001', 3, 4, 100.0, 150.0), ('27001', null, 2, null, 9.0),
                ('27001', 4, 3, 90.0, 20.0)
            ) as moved (municipality_code, severity_before, severity_after, pin_before, pin_after);
        """)
        published = Published(connection, "memory")
        assert published.has(*sheet.needs)
        labels = EditionLabels(ROOT / "seeds", "es")
        content = gather(published, sheet, load_definitions(), labels, "2024")
        elsewhere = gather(published, sheet, load_definitions(), labels, "2025")
    # the greatest first; what had no PiN before has no change, and no 0
    assert [row[3:8] for row in content.rows] == [
        (4, 3, 90.0, 20.0, -70.0),
        (3, 4, 100.0, 150.0, 50.0),
        (None, 2, None, 9.0, None),
    ]
    assert elsewhere.rows == []


def test_what_is_not_told_of_a_localidad_is_marked_and_the_marks_explained() -> None:
    with duckdb.connect() as connection:
        connection.execute("""
            create schema marts;
            create table marts.dim_metric as select * from (values
                ('a', 'Identificados', 'Identified', 1), ('b', 'Desvinculados', 'Left', 2)
            ) as metrics (metric_id, label_es, label_en, metric_order);
            create table marts.registry_localidades as select * from (values
                ('19', 'Ciudad Bolívar', 'Ciudad Bolívar'), ('20', 'Sumapaz', 'Sumapaz')
            ) as places (localidad_code, label_es, label_en);
            create table marts.registry_disclosure as
                select 'registry_metrics' as table_id, 5 as minimum_cell;
            create table marts.registry_metrics as select *, 'all' as period,
                'localidad' as dimension from (values
                ('a', '19', 90.0, null), ('b', '19', null, 'secondary_suppression'),
                ('a', '20', null, 'suppressed'), ('b', '20', null, 'not_recorded')
            ) as metrics (metric_id, member, value, value_reason);
        """)
        labels = EditionLabels(ROOT / "seeds", "es")
        definitions = load_definitions()
        [sheet] = [sheet for sheet in definitions.sheets if sheet.id == "registry_localidades"]
        published = Published(connection, "memory")
        content = gather(published, sheet, definitions, labels, "2024")
    assert [column.heading for column in content.columns][2:] == ["Identificados", "Desvinculados"]
    assert content.rows == [
        ("19", "Ciudad Bolívar", 90.0, "(p)"),
        ("20", "Sumapaz", "<5", "(r)"),
    ]
    assert content.legend == (
        "(p): suprimido para proteger otra cifra",
        "(r): el extracto no lo registra",
        "<5: suprimido: pocas personas",
    )
