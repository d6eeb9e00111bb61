"""`amparo templates`: a filled book lands as it is, and counts; what is known stands in it."""

from __future__ import annotations

import datetime as dt
import json
import stat
from typing import TYPE_CHECKING, Any

import duckdb
import openpyxl
import pytest

from amparo.errors import UserError
from amparo.season.templates import Template, templates, write_template
from amparo.seeds.reading import rows_of
from amparo.texts import Labels
from amparo.warehouse.reader import Reader
from command import in_process
from conftest import ROOT
from layouts import all_layouts

if TYPE_CHECKING:
    from pathlib import Path

    from rehearsal import Rehearsal

SEEDS = ROOT / "seeds"
LABELS = Labels(SEEDS, "es")
BOGOTA, MEDELLIN, CALAMAR = "11001", "05001", "95015"


def made(database: Path) -> dict[str, Template]:
    with duckdb.connect(str(database), read_only=True) as connection:
        found = templates(SEEDS, Reader(connection), "2024", LABELS)
    return {each.kind: each for each in found}


def fill(file: Path, key: str, cells: dict[str, dict[str, Any]]) -> None:
    """Fill cells of rows, and hand the rows back in the reverse order, as a person may sort."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    head, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    for row in rows:
        for name, value in cells.get(str(row[head.index(key)]), {}).items():
            row[head.index(name)] = value
    for number, row in enumerate(reversed(rows), start=2):
        for index, value in enumerate(row, start=1):
            sheet.cell(number, index).value = value
    book.save(file)


def test_a_filled_book_lands_as_it_is_and_counts(tmp_path: Path, rehearsal: Rehearsal) -> None:
    extracts, database = tmp_path / "extracts", tmp_path / "amparo.duckdb"
    extracts.mkdir()
    [layout] = [each for each in all_layouts() if each.layout_id == "defensoria_export"]
    layout.write(extracts)
    rehearsal.land(extracts, database)
    rehearsal.run(database)
    alerts = made(database)["alerts"]
    assert (alerts.file_name, alerts.to_fill) == ("clasificacion_alertas_2022.xlsx", 1)
    # of 2022 only, and what nobody has read first
    assert [row[0] for row in alerts.rows] == ["004-22", "001-22", "002-22", "003-22"]
    day = dt.date(2023, 2, 15)
    assert alerts.rows[0][1:] == (
        *(dt.date(2022, 4, 1), "Inminencia", "Pasto (Nariño)"),
        *(None, None, None, None, None),
    )
    assert alerts.rows[3][4:8] == ("NO", "SI", "Equipo", day)

    ipor = made(database)["ipor"]
    assert (ipor.file_name, len(ipor.rows), ipor.to_fill) == (
        "plantilla_IPOR_2021.xlsx",
        1122,
        1122,
    )
    for each in (alerts, ipor):
        file = extracts / each.file_name
        write_template(file, each, LABELS)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    read = {"clasificado_por": "Equipo", "fecha_clasificacion": dt.date(2023, 3, 1)}
    answers = {"reclutamiento": "SI", "afecta_nna": "SI", **read}
    fill(extracts / alerts.file_name, "codigo", {"004-22": answers, "003-22": answers})
    levels = {MEDELLIN: {"ipor_nivel": 4}, CALAMAR: {"ipor_nivel": 5}}
    fill(extracts / ipor.file_name, "divipola", levels)
    report = rehearsal.land(extracts, database)
    assert not report.refused_claimed
    rehearsal.run(database)
    assert rehearsal.broken_accounts(database) == {}
    once = "two_files_never_state_the_same_facts"
    assert once in rehearsal.tests
    assert once not in rehearsal.failed_tests(database)
    with duckdb.connect(str(database), read_only=True) as connection:
        counted = connection.execute(
            "select alert_code, is_counted from intermediate.int_alerts__classified"
            " where data_year = 2022 order by all"
        ).fetchall()
        used = connection.execute(
            "select municipality_code, amount from intermediate.int_rows__ipor"
            " where row_reason is null order by all"
        ).fetchall()
        aside = connection.execute(
            "select row_reason, count(*) from intermediate.int_rows__ipor"
            " where row_reason is not null group by all"
        ).fetchall()
    assert counted == [("001-22", True), ("002-22", True), ("003-22", True), ("004-22", True)]
    assert used == [(MEDELLIN, 4.0), (CALAMAR, 5.0)]
    assert aside == [("invalid_level", 1120)]

    # a second time: what was filled is known, and nothing is written over
    again = made(database)
    assert again["alerts"].to_fill == 0
    assert {row[0]: row[4:6] for row in again["alerts"].rows}["003-22"] == ("SI", "SI")
    assert again["ipor"].to_fill == 1120
    assert {row[0]: row[-1] for row in again["ipor"].rows}[CALAMAR] == 5
    with pytest.raises(UserError, match="ya existe"):
        write_template(extracts / "plantilla_IPOR_2021.xlsx", again["ipor"], LABELS)


def test_the_level_known_before_is_of_an_earlier_year_alone(tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema staging; create schema intermediate")
        connection.execute(
            "create table staging.stg_ipor__levels as select * from (values"
            " ('11001', 2019, 2), ('11001', 2020, 3), ('11001', 2021, 4), ('11001', 2022, 5),"
            " ('05001', 2022, 1)) as t(municipality_code, data_year, ipor_level)"
        )
        [ipor] = templates(SEEDS, Reader(connection), "2024", LABELS)
    rows = {row[0]: row for row in ipor.rows}
    assert rows[BOGOTA] == (BOGOTA, "Bogotá, D.C.", "Bogotá, D.C.", 2021, 2020, 3, 4)
    assert rows[MEDELLIN][3:] == (2021, None, None, None)
    listed = {
        r["municipality_code"]
        for r in rows_of(SEEDS, "municipalities")
        if r["in_dcd_postcovid"] == "true"
    }
    assert set(rows) == listed
    write_template(tmp_path / ipor.file_name, ipor, LABELS)
    sheet = openpyxl.load_workbook(tmp_path / ipor.file_name).worksheets[0]
    [levels] = sheet.data_validations.dataValidation
    # the levels that the scale of the method knows
    assert levels.formula1 == '"1,2,3,4,5"'
    assert sheet.protection.sheet
    assert [cell.protection.locked for cell in sheet[2]] == [True] * 6 + [False]


def test_the_command_works_before_anything_is_landed(tmp_path: Path) -> None:
    database, folder = tmp_path / "warehouse" / "amparo.duckdb", tmp_path / "books"
    run = in_process("templates", "-o", str(folder), database=database)
    assert run.code == 0, run.err
    assert "1.122 filas, por llenar 1.122" in run.out
    assert "Sin libro de alertas" in run.out
    assert [file.name for file in folder.iterdir()] == ["plantilla_IPOR_2021.xlsx"]
    run = in_process("templates", "-o", str(folder), database=database)
    assert (run.code, "ya existe" in run.err) == (2, True)
    run = in_process("templates", "-o", str(tmp_path / "b"), "--json", database=database)
    assert json.loads(run.out)[0]["to_fill"] == 1122
    run = in_process("templates", "-a", "2025", "-o", str(folder), database=database)
    assert (run.code, "severidades publicadas" in run.err) == (2, True)
