"""The exchange files: exactly the columns others read, and the numbers of the marts."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import zipfile
from typing import TYPE_CHECKING, Any

import duckdb
import geopandas
import pytest
from frictionless import Package, Resource, Schema
from python_calamine import CalamineWorkbook

from amparo.geometry import municipalities
from amparo.outputs.edition import EditionLabels
from amparo.outputs.exchange.formats import load_formats
from amparo.outputs.exchange.geo import write_geo
from amparo.outputs.exchange.hapi import write_hapi
from amparo.outputs.exchange.hno import write_hno
from amparo.outputs.exchange.jiaf import write_jiaf
from amparo.outputs.exchange.text_files import write_csv
from amparo.outputs.published import open_published
from conftest import ROOT, Built

if TYPE_CHECKING:
    from pathlib import Path


def names(text: str) -> list[str]:
    return text.split(",")


HAPI_COLUMNS = names(
    "location_code,has_hrp,in_gho,provider_admin1_name,provider_admin2_name,admin1_code,"
    "admin1_name,admin2_code,admin2_name,admin_level,sector_code,sector_name,category,"
    "population_status,population,reference_period_start,reference_period_end,dataset_hdx_id,"
    "resource_hdx_id,warning,error"
)
HNO_COLUMNS = names(
    "Admin 1 PCode,Admin 1 Name,Admin 2 PCode,Admin 2 Name,Description,Cluster,Category,"
    "Population,In Need,Targeted,Affected,Reached,Info"
)
HNO_TAGS = names(
    "#adm1+code,#adm1+name,#adm2+code,#adm2+name,#sector+description,#sector+cluster+code,"
    "#category,#population,#inneed,#targeted,#affected,#reached,#meta+info"
)
GROUPS = {
    f"Children {age} - {sex}" for age in ("0-5", "6-11", "12-17") for sex in ("Female", "Male")
}

HOSTILE = "=cmd|'/C calc'!A0"


@pytest.fixture(scope="module")
def folder(demo_built: Built) -> Path:
    """The demo's exchange files, as others find them."""
    return demo_built.database.parent / "published" / "intercambio"


@pytest.fixture(scope="module")
def hapi(folder: Path) -> list[dict[str, str]]:
    return records(folder / "hdx_hapi_humanitarian_needs_col_2024.csv", HAPI_COLUMNS)


def records(file: Path, columns: list[str]) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        assert reader.fieldnames == columns
        return list(reader)


def one(built: Built, sql: str) -> Any:
    [(value,)] = built.rows(sql)
    return value


def test_hapi_rows_are_of_child_protection_with_codes_periods_and_known_statuses(
    hapi: list[dict[str, str]],
) -> None:
    constants = {
        "location_code": "COL",
        "has_hrp": "Y",
        "in_gho": "Y",
        "sector_code": "PRO-CPN",
        "sector_name": "Child Protection",
        "reference_period_start": "2024-01-01",
        "reference_period_end": "2024-12-31",
        # what is invented is served by no API
        "error": "Synthetic data",
    }
    assert {tuple(row[name] for name in constants) for row in hapi} == {tuple(constants.values())}
    assert {row["population_status"] for row in hapi} == {"all", "INN"}
    assert {row["category"] for row in hapi} == {"", "Children", *GROUPS}
    assert {row["warning"] for row in hapi} == {"", "Rounded value"}
    for row in hapi:
        level = int(row["admin_level"])
        assert row["population"].isdigit()
        assert bool(row["admin1_code"]) == (level > 0)
        assert bool(row["admin2_code"]) == (level > 1)
        assert level < 2 or row["admin2_code"].startswith(row["admin1_code"])
    key = [name for name in HAPI_COLUMNS if name not in {"population", "warning", "error"}]
    assert len({tuple(row[name] for name in key) for row in hapi}) == len(hapi)


def test_hapi_totals_are_those_of_the_marts_on_every_level(
    hapi: list[dict[str, str]], demo_built: Built
) -> None:
    def total(level: str, category: str, status: str) -> int:
        wanted = (level, category, status)
        key = ("admin_level", "category", "population_status")
        return sum(int(r["population"]) for r in hapi if tuple(r[n] for n in key) == wanted)

    national = "from marts.agg_pin_national where assessment_id = '2024'"
    pin = one(demo_built, f"select pin_rounded {national}")
    children = one(demo_built, f"select child_population {national}")
    everybody = one(demo_built, f"select total_population {national}")
    assert total("0", "", "INN") == total("0", "Children", "INN") == pin
    for level in "012":
        assert total(level, "", "all") == everybody
        assert total(level, "Children", "all") == children
    rounded = "select sum(pin_rounded) from marts.{} where assessment_id = '2024'"
    assert total("1", "", "INN") == one(demo_built, rounded.format("agg_pin_by_department"))
    assert total("2", "", "INN") == one(demo_built, rounded.format("fct_pin"))
    assert sum(total("2", group, "all") for group in GROUPS) == children
    assert sum(total("2", group, "INN") for group in GROUPS) == pytest.approx(pin, rel=0.002)


def test_a_municipality_without_pin_has_a_population_and_no_people_in_need(
    hapi: list[dict[str, str]],
) -> None:
    found = {(r["population_status"]) for r in hapi if r["admin2_code"] == "CO94663"}
    assert found == {"all"}


def test_the_hno_file_has_the_same_figures_side_by_side(
    folder: Path, hapi: list[dict[str, str]]
) -> None:
    found = records(folder / "hpc_hno_col_2024.csv", HNO_COLUMNS)
    by_key = {
        (row["admin1_code"], row["admin2_code"], row["category"], row["population_status"]): row
        for row in hapi
    }
    seen = 0
    for row in found:
        assert (row["Cluster"], row["Description"]) == ("PRO-CPN", "Protección de la Niñez")
        assert row["Info"] == "Synthetic data"
        assert row["Targeted"] == row["Affected"] == row["Reached"] == ""
        place = (row["Admin 1 PCode"], row["Admin 2 PCode"], row["Category"])
        for status, column in (("all", "Population"), ("INN", "In Need")):
            if row[column]:
                assert by_key[*place, status]["population"] == row[column]
                seen += 1
    assert seen == len(hapi)


def test_the_hno_file_has_hxl_tags_where_asked(demo_built: Built, tmp_path: Path) -> None:
    file = demo_built.database.parent / "published" / "amparo.duckdb"
    with open_published(file) as published:
        write_hno(published, tmp_path, published.assessment(), has_tags=True)
    first, *_ = records(tmp_path / "hpc_hno_col_2024.csv", HNO_COLUMNS)
    assert list(first.values()) == HNO_TAGS


def test_a_csv_neutralises_what_a_spreadsheet_would_run(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", ["a", "b"], [["=cmd|'/C calc'!A0", -1], ["Bogotá, D.C.", None]])
    text = (tmp_path / "a.csv").read_text(encoding="utf-8")
    assert text == "a,b\n'=cmd|'/C calc'!A0,-1\n\"Bogotá, D.C.\",\n"


def test_a_hostile_name_stays_text_in_the_worksheets_and_hapi_says_what_was_done_to_it(
    demo_built: Built, tmp_path: Path
) -> None:
    file = tmp_path / "amparo.duckdb"
    shutil.copyfile(demo_built.database.parent / "published" / "amparo.duckdb", file)
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "update marts.dim_municipality set municipality_name = ? where pcode = 'CO05001'",
            [HOSTILE],
        )
    with open_published(file) as published:
        assessment = published.assessment()
        write_hapi(published, tmp_path, assessment)
        write_jiaf(published, tmp_path, EditionLabels(ROOT / "seeds", "es"), assessment)
    found = records(tmp_path / "hdx_hapi_humanitarian_needs_col_2024.csv", HAPI_COLUMNS)
    rows = [row for row in found if row["admin2_code"] == "CO05001"]
    assert {row["admin2_name"] for row in rows} == {f"'{HOSTILE}"}
    assert all("Apostrophe put before text" in row["warning"] for row in rows)
    assert not any("Apostrophe" in r["warning"] for r in found if r["admin2_code"] != "CO05001")
    with zipfile.ZipFile(tmp_path / "jiaf_col_2024.xlsx") as parts:
        sheets = [n for n in parts.namelist() if n.startswith("xl/worksheets/sheet")]
        assert not any(b"<f" in parts.read(name).replace(b"<filter", b"") for name in sheets)
        assert "cmd|" in parts.read("xl/sharedStrings.xml").decode()


def test_the_jiaf_worksheets_have_their_headings_in_row_3_and_only_our_columns(
    folder: Path, demo_built: Built
) -> None:
    book = CalamineWorkbook.from_path(folder / "jiaf_col_2024.xlsx")
    assert book.sheet_names[:2] == ["WS - 3.1 PiN Total", "WS - 3.2 Severidad Intersector"]
    sheet = book.get_sheet_by_name("WS - 3.1 PiN Total").to_python()
    header, data = sheet[2], sheet[3:]
    assert header[:20] == [
        *("ID", "Admin 1", "Admin 1 Código P", "Admin 2", "Admin 2 Código P", "Admin 3"),
        *("Admin 3 Código P", "Foco de necesidades", "Población 2023", "Grupo de población"),
        *("Food Security and Nutrition", "Health", "Education", "Protection", "Shelter / NFI"),
        *("WASH", "Child Protection", "GBV", "Acción contra las minas", "HLP"),
    ]
    assert header[-2:] == ["PiN final", "Pruebas y comentarios"]
    filled = {header[i] for row in data for i, value in enumerate(row) if value != ""}
    assert filled == {
        *("ID", "Admin 1", "Admin 1 Código P", "Admin 2", "Admin 2 Código P", "Población 2023"),
        *("Child Protection", "Pruebas y comentarios"),
    }
    assert (sheet[1][1], sheet[1][16]) == ("Ubicación", "Área de responsabilidad de protección")
    pin = sum(row[16] for row in data if isinstance(row[16], float))
    national = one(
        demo_built, "select pin from marts.agg_pin_national where assessment_id = '2024'"
    )
    assert pin == pytest.approx(national)
    severities = book.get_sheet_by_name("WS - 3.2 Severidad Intersector").to_python()
    column = severities[2].index("Child Protection")
    stated = demo_built.rows(
        "select cast(severity_final as double) from marts.fct_pin"
        " where assessment_id = '2024' order by municipality_code"
    )
    assert [(row[column],) for row in severities[3:]] == stated
    assert book.get_sheet_by_name("Envío sectorial 3.1").to_python()[0] == [
        *("Admin 1", "Admin 1 P-Code", "Admin 2", "Admin 2 P-Code", "Population", "Cluster's PiN")
    ]


def test_a_block_pasted_by_position_into_the_official_form_lands_right() -> None:
    worksheets = {sheet.name: sheet.columns for sheet in load_formats().jiaf.sheets[:2]}
    assert [len(columns) for columns in worksheets.values()] == [60, 46]
    filled = [
        [(index, column.value) for index, column in enumerate(columns) if column.value]
        for columns in worksheets.values()
    ]
    places = list(
        enumerate(("id", "department_name", "department_pcode", "municipality_name", "pcode"))
    )
    # I and Q of the form
    assert filled == [
        [*places, (8, "total_population"), (16, "pin"), (59, "comment")],
        [*places, (8, "total_population"), (16, "severity_final"), (45, "comment")],
    ]


def test_the_worksheets_are_those_of_the_official_form_of_2026(shared: Path) -> None:
    official: dict[str, list[tuple[str, str]]] = {}
    with (shared / "sources" / "jiaf_2026_columns.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            columns = official.setdefault(row["sheet"], [])
            columns.append((row["header"], row["text_above"]))
            assert (row["header_row"], row["position"]) == ("3", str(len(columns)))
    ours = {
        sheet.name: [
            (column.name.format(year=2026), column.above or "") for column in sheet.columns
        ]
        for sheet in load_formats().jiaf.sheets[:2]
    }
    assert ours == official


def test_geojson_and_geoparquet_hold_every_municipality_with_its_results(
    folder: Path, demo_built: Built
) -> None:
    frame = geopandas.read_parquet(folder / "resultados_2024.geo.parquet")
    assert frame.crs.to_epsg() == 4326
    stated = demo_built.rows(
        "select municipality_code, pin_rounded from marts.fct_pin"
        " where assessment_id = '2024' order by municipality_code"
    )
    rounded = [None if value is geopandas.pd.NA else value for value in frame["pin_rounded"]]
    assert list(zip(frame["municipality_code"], rounded, strict=True)) == stated
    assert frame["is_synthetic"].all()
    [(shapes,)] = duckdb.sql(
        f"select count(geometry) from '{folder / 'resultados_2024.geo.parquet'}'"
    ).fetchall()
    assert shapes == frame.geometry.notna().sum() > 1000
    collection = json.loads((folder / "resultados_2024.geojson").read_text(encoding="utf-8"))
    assert [f["properties"]["pcode"] for f in collection["features"]] == list(frame["pcode"])
    assert collection["features"][0]["properties"]["severity_final"] in range(1, 6)


def test_outer_rings_run_anticlockwise_as_geojson_wants(folder: Path) -> None:
    frame = geopandas.read_file(folder / "resultados_2024.geojson").dropna(subset="geometry")
    polygons = frame.geometry.explode()
    assert all(polygon.exterior.is_ccw for polygon in polygons)


def test_real_boundaries_are_taken_where_given(
    demo_built: Built, shared: Path, tmp_path: Path
) -> None:
    file = demo_built.database.parent / "published" / "amparo.duckdb"
    with open_published(file) as published:
        shapes = municipalities(ROOT, shared / "data" / "boundaries")
        write_geo(published, tmp_path, published.assessment(), shapes)
    frame = geopandas.read_parquet(tmp_path / "resultados_2024.geo.parquet")
    assert not frame["is_schematic"].any()
    # a municipality without a polygon is there all the same
    assert set(frame[frame.geometry.isna()]["municipality_code"]) == {"94663"}


def test_the_tables_are_the_published_marts_and_the_package_describes_them(
    folder: Path, demo_built: Built
) -> None:
    tables = folder / "tablas"
    descriptor = json.loads((tables / "datapackage.json").read_text(encoding="utf-8"))
    assert list(Package.metadata_validate(descriptor)) == []
    link = demo_built.database.parent / "published" / "amparo.duckdb"
    connection = duckdb.connect()
    connection.execute(f"attach '{link}' as readers (read_only)")
    marts = connection.execute(
        "select table_name from duckdb_tables() where schema_name = 'marts' order by 1"
    ).fetchall()
    assert [(resource["name"],) for resource in descriptor["resources"]] == marts
    for resource in descriptor["resources"]:
        file = tables / resource["path"]
        assert resource["hash"] == f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"
        name = resource["name"]
        differing = connection.execute(
            f"(from readers.marts.{name} except all from '{file}') union all"
            f" (from '{file}' except all from readers.marts.{name})"
        ).fetchall()
        assert differing == [], name
        columns = connection.execute(f"describe select * from '{file}'").fetchall()
        assert [field["name"] for field in resource["schema"]["fields"]] == [c[0] for c in columns]
        assert all(field["description"] for field in resource["schema"]["fields"])
        assert all(part["title"] for part in (resource, *resource["schema"]["fields"]))


@pytest.mark.parametrize("name", ["dim_assessment", "agg_pin_national", "dim_source"])
def test_the_rows_hold_what_the_schema_says(folder: Path, name: str) -> None:
    descriptor = json.loads((folder / "tablas" / "datapackage.json").read_text(encoding="utf-8"))
    [stated] = [r for r in descriptor["resources"] if r["name"] == name]
    schema = {key: value for key, value in stated["schema"].items() if key != "foreignKeys"}
    rows = duckdb.sql(f"from '{folder / 'tablas' / stated['path']}'")
    data = [dict(zip(rows.columns, row, strict=True)) for row in rows.fetchall()]
    report = Resource(data=data, schema=Schema.from_descriptor(schema)).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])


def test_the_columns_of_the_formats_are_declared_once() -> None:
    formats = load_formats()
    assert list(formats.hapi.columns) == HAPI_COLUMNS
    assert dict(zip(HNO_COLUMNS, HNO_TAGS, strict=True)) == formats.hno.columns
