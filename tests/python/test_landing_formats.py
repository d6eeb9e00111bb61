"""Formats beside CSV and Excel: OpenDocument and the JSON of the portal; copies told at landing."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import duckdb
import pytest

from amparo.landing import LandingReport, land
from conftest import ROOT
from faults.page import state_machine_fault
from layouts.fiscalia import V2, V2_FIELDS, v2_rows
from layouts.ungrd import LAYOUTS as UNGRD

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

STAGING = ROOT / "models" / "staging"
COUNTS = "select anio_hecho, municipio, grupo_edad_victima, total_victimas, _row_number from raw."
COUNTS += "fiscalia__conteo_victimas order by _row_number"
_MIME = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_MIME}"/>'
    "</manifest:manifest>"
)


def _ods(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """Write a spreadsheet of texts as LibreOffice keeps it."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            '<table:table-cell office:value-type="string">'
            f"<text:p>{escape(cell)}</text:p></table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    body = f'<office:body><office:spreadsheet><table:table table:name="Hoja1">{cells}'
    body += "</table:table></office:spreadsheet></office:body>"
    content = f'<?xml version="1.0"?><office:document-content {_NAMES}>{body}'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", _MIME)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", f"{content}</office:document-content>")


def _land(folder: Path) -> LandingReport:
    return land(folder / "extracts", folder / "amparo.duckdb", STAGING, key=b"x" * 32)


def _rows(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(folder / "amparo.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture
def extracts(tmp_path: Path) -> Path:
    folder = tmp_path / "extracts"
    folder.mkdir()
    return folder


def test_a_spreadsheet_of_libreoffice_is_read_as_a_workbook(extracts: Path) -> None:
    _ods(extracts / "conteo.ods", [V2, *v2_rows()])
    report = _land(extracts.parent)
    assert not report.refusals
    first = ("2022", "PASTO", "Niño, Niña. Población de 0 a 13 años.", "3", 2)
    assert _rows(extracts.parent, COUNTS)[0] == first


def test_the_json_of_the_portal_is_read_with_its_missing_cells_and_numbers(extracts: Path) -> None:
    rows: list[dict[str, object]] = [
        dict(zip(V2_FIELDS, row, strict=True)) | {"total_v_ctimas": 3} for row in v2_rows()
    ]
    rows[1]["total_v_ctimas"] = None
    del rows[2]["total_v_ctimas"]
    rows[3] |= {"total_v_ctimas": 2.0, "a/b~c": {"x": [1]}, "ley": 'Ley "906"'}
    (extracts / "4mnf-va5w.json").write_text(json.dumps(rows), encoding="utf-8")
    assert not _land(extracts.parent).refusals
    found = _rows(extracts.parent, COUNTS)
    assert [row[3:] for row in found] == [
        ("3", 2), (None, 3), (None, 4), ("2.0", 5), ("3", 6), ("3", 7),
    ]  # fmt: skip
    assert found[0][0] == "2022"


@pytest.mark.parametrize("text", ['[{"a": 1}, {"a"', "[]", '"x"', "{"])
def test_a_json_without_rows_or_damaged_is_refused(extracts: Path, text: str) -> None:
    (extracts / "conteo_de_victimas.json").write_text(text, encoding="utf-8")
    (refusal,) = _land(extracts.parent).refusals
    assert refusal.reason == "unreadable"
    assert "JSON" in refusal.message_es


def test_copies_are_told_by_what_is_not_landed_and_nothing_of_it_is_kept(extracts: Path) -> None:
    (layout,) = (one for one in UNGRD if one.layout_id == "ungrd_decimal_comma")
    layout.write(extracts)
    assert not _land(extracts.parent).refusals
    # the third row is the first with other money
    found = _rows(
        extracts.parent,
        "select _content_number, _row_number from raw.ungrd__emergencias order by _row_number",
    )
    assert [number for number, _ in found] == [1, 2, 1, 3, 4, 5]
    held = (extracts.parent / "amparo.duckdb").read_bytes()
    assert b"VILLAVICENCIO" in held
    assert b"Vereda El Carmen" not in held
    state_machine_fault(
        ROOT / "docs" / "faults.md",
        "two rows differ in a column that is not landed alone (two villages of one emergency)",
        "harmless: both count, and copies that differ in money alone are one",
        "",
    )
