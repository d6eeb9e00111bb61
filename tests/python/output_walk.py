"""Everything that a folder of published files says: its tables, and all its texts, decoded."""

from __future__ import annotations

import base64
import csv
import gzip
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
from PIL import Image
from python_calamine import CalamineWorkbook

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_EMBEDDED = re.compile(r'<script type="application/gzip" id="data">(.*?)</script>', re.DOTALL)


@dataclass(frozen=True)
class Table:
    """A table of an output: where it is, and its columns by name."""

    where: str
    columns: dict[str, list[Any]]


def files(folder: Path) -> list[Path]:
    """Files below a folder; what a link leads to is below it as well."""
    return sorted(p for p in folder.rglob("*") if p.is_file() and not p.is_symlink())


def tables(folder: Path) -> Iterator[Table]:
    """All tables of all files below a folder."""
    for file in files(folder):
        where = file.relative_to(folder).as_posix()
        match file.suffix:
            case ".duckdb":
                yield from _of_database(file, where)
            case ".parquet":
                with duckdb.connect() as connection:
                    # the shapes of GeoParquet are bytes, which hold no count
                    yield _read(connection, f"from read_parquet('{file}')", where)
            case ".csv":
                with file.open(encoding="utf-8", newline="") as stream:
                    header, *rows = csv.reader(stream)
                yield _table(where, header, rows)
            case ".geojson":
                features = json.loads(file.read_text(encoding="utf-8"))["features"]
                names = list(features[0]["properties"])
                yield _table(where, names, [list(f["properties"].values()) for f in features])
            case ".xlsx":
                yield from _of_workbook(file, where)
            case ".html":
                yield from _of_page(embedded(file), where)


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Every text of all files below a folder: names, headings, cells, comments, tags, metadata."""
    for file in files(folder):
        where = file.relative_to(folder).as_posix()
        yield where, where
        if file.suffix == ".png":
            with Image.open(file) as image:
                yield where, repr(image.info)
        elif file.suffix in {".json", ".csv", ".geojson", ".html", ".svg"}:
            yield where, file.read_text(encoding="utf-8")
        if file.suffix == ".html":
            yield where, json.dumps(embedded(file), ensure_ascii=False)
    for table in tables(folder):
        yield table.where, table.where
        for name, values in table.columns.items():
            yield table.where, name
            yield table.where, "\n".join(map(str, values))


def drawn_texts(file: Path) -> list[str]:
    """What a reader, or a program that reads aloud, finds written in an SVG."""
    found = []
    for element in ET.parse(file).iter():  # noqa: S314 - a file of ours
        found += [element.text or "", element.get("aria-label") or ""]
    return [text for text in found if text.strip()]


def embedded(file: Path) -> dict[str, Any]:
    """The data of a page."""
    found = _EMBEDDED.search(file.read_text(encoding="utf-8"))
    assert found is not None, file
    data: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(found.group(1))))["data"]
    return data


def _of_database(file: Path, where: str) -> Iterator[Table]:
    with duckdb.connect(str(file), read_only=True) as connection:
        found = connection.execute(
            "select schema_name, table_name, comment from duckdb_tables() order by all"
        ).fetchall()
        for schema, name, comment in found:
            yield _read(connection, f'from "{schema}"."{name}"', f"{where}/{name}")
            yield _table(f"{where}/{name}", ["comment"], [[comment]])


def _of_workbook(file: Path, where: str) -> Iterator[Table]:
    book = CalamineWorkbook.from_path(file)
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).to_python()
        if rows:
            yield _table(f"{where}/{name}", [str(cell) for cell in rows[0]], rows[1:])


def _of_page(data: dict[str, Any], where: str) -> Iterator[Table]:
    def table(name: str, columns: dict[str, list[Any]], **more: list[Any]) -> Table:
        return Table(f"{where}/{name}", more | columns)

    for name, columns in (data["tables"] | data["registry"]).items():
        yield table(name, columns)
    for assessment, results in data["results"].items():
        codes = results["codes"]
        keys: dict[str, list[Any]] = {
            "assessment_id": [assessment] * len(codes),
            "municipality_code": codes,
        }
        for name in ("severity", "pin", "change"):
            yield table(f"{assessment}/{name}", results[name], **keys)
        for kind in ("indicator", "variable"):
            for key, columns in results[kind].items():
                named = keys | {f"{kind}_id": [key] * len(codes)}
                yield table(f"{assessment}/{kind}/{key}", columns, **named)


def _read(connection: duckdb.DuckDBPyConnection, sql: str, where: str) -> Table:
    cursor = connection.execute(sql)
    return _table(where, [column[0] for column in cursor.description], cursor.fetchall())


def _table(where: str, names: list[str], rows: Any) -> Table:
    columns: dict[str, list[Any]] = {name: [] for name in names}
    for row in rows:
        for name, value in zip(names, row, strict=False):
            columns[name].append(value)
    return Table(where, columns)
