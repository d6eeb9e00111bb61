"""A landing on its own: a folder of extracts, a database and declarations of the test's making."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import duckdb
import xlsxwriter

from amparo.landing import FileResult, LandingReport, Refusal, land

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

SOURCES = """
version: 2
sources:
  - name: cases
    schema: raw
    config:
      meta:
        label_es: Casos
        label_en: Cases
        provider: Nadie
        licence: none
        file_names: ['(?i)casos']
    tables:
      - name: cases__yearly
        config:
          meta:
            layout:
              personal_columns: [Cédula, FECHA_NTO]
              from_file_name:
                - {column: serie, pattern: '(?i)pped', value: PPED}
                - {column: serie, pattern: '(20\\d\\d)'}
        columns:
          - {name: codigo, config: {meta: {required: true, also_named: [COD_MUN]}}}
          - {name: anio, config: {meta: {required: true, also_named: [año, year]}}}
          - {name: per_ocu, config: {meta: {required: true}}}
          - {name: zona_sin_informacion,
             config: {meta: {occurrence: 1, also_named: [Sin información]}}}
          - {name: etnia_sin_informacion,
             config: {meta: {occurrence: 2, also_named: [Sin información]}}}
          - {name: serie}
  - name: alerts
    schema: raw
    config:
      meta:
        label_es: Alertas
        label_en: Alerts
        provider: Nadie
        licence: none
        file_names: ['(?i)alertas']
    tables:
      - name: alerts__all
        config: {meta: {layout: {sheets: '(?i)ind\\. .*', header_within_rows: 8}}}
        columns:
          - {name: alerta, config: {meta: {required: true}}}
          - {name: fecha, config: {meta: {required: true}}}
          - {name: municipios, config: {meta: {required: true}}}
"""
HEADER = "codigo,anio,per_ocu\n"
ROWS_OF_CASES = (
    "select codigo, anio, per_ocu from raw.cases__yearly order by _file_name, _row_number"
)


@dataclass
class Heard:
    """A reporter that remembers."""

    started: list[tuple[str, int, int]] = field(default_factory=list)
    finished: list[FileResult] = field(default_factory=list)

    def file_started(self, name: str, index: int, total: int) -> None:
        self.started.append((name, index, total))

    def file_finished(self, result: FileResult) -> None:
        self.finished.append(result)


@dataclass
class Place:
    """A folder of extracts, a database and declarations, all empty at first."""

    root: Path

    def __post_init__(self) -> None:
        self.extracts.mkdir()
        self.models.mkdir()
        self.declare(SOURCES)

    @property
    def extracts(self) -> Path:
        return self.root / "extracts"

    @property
    def database(self) -> Path:
        return self.root / "db" / "warehouse.duckdb"

    @property
    def models(self) -> Path:
        return self.root / "staging"

    def declare(self, text: str) -> None:
        (self.models / "_demo__sources.yml").write_text(text, encoding="utf-8")

    def write(self, name: str, content: str | bytes) -> Path:
        path = self.extracts / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def workbook(self, name: str, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
        path = self.extracts / name
        book = xlsxwriter.Workbook(str(path))
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        for sheet, rows in sheets.items():
            page = book.add_worksheet(sheet)
            for i, row in enumerate(rows):
                for j, cell in enumerate(row):
                    if isinstance(cell, dt.date):
                        style = moment if isinstance(cell, dt.datetime) else day
                        page.write_datetime(i, j, cell, style)
                    elif cell is not None:
                        page.write(i, j, cell)
        book.close()
        return path

    def land(self, reporter: Heard | None = None, key: bytes | None = None) -> LandingReport:
        report = land(self.extracts, self.database, self.models, reporter=reporter, key=key)
        # Nothing of a landing stays beside the database, not even a log.
        assert [path.name for path in self.database.parent.iterdir()] == ["warehouse.duckdb"]
        return report

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def refusal(self) -> Refusal:
        report = self.land()
        assert len(report.refusals) == 1
        refusal = report.refusals[0]
        kept = "select source_id, reason, columns_missing, is_unclaimed from raw.refused_files"
        assert self.query(kept) == [
            (
                refusal.source,
                refusal.reason,
                ", ".join(refusal.columns_missing),
                refusal.is_unclaimed,
            )
        ]
        return refusal


def events(report: LandingReport) -> list[tuple[str, str]]:
    return [(result.event, result.file) for result in report.results]
