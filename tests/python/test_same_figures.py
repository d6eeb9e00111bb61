"""One figure is the same wherever a reader meets it: page, workbook, exchange files, BI clients."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import sqlalchemy
from python_calamine import CalamineWorkbook

from output_walk import embedded

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Built

ASSESSMENT = "2024"
TOTAL = {"period": "all", "dimension": "total", "member": "total"}
SHARED_METRICS = ("children_identified", "left_work_rate", "days_to_closure_median")


@pytest.fixture(scope="module")
def folder(demo_built: Built) -> Path:
    return demo_built.database.parent / "published"


@pytest.fixture(scope="module")
def page(folder: Path) -> dict[str, Any]:
    return embedded(folder / "reporte.html")


@pytest.fixture(scope="module")
def book(folder: Path) -> CalamineWorkbook:
    return CalamineWorkbook.from_path(folder / "amparo.xlsx")


def of_page(page: dict[str, Any], table: str, where: dict[str, str]) -> dict[str, Any]:
    """The one row of a table of the page that ``where`` names."""
    columns = page["tables"].get(table) or page["registry"][table]
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    (found,) = [row for row in rows if where.items() <= row.items()]
    return found


def by_sql(folder: Path, sql: str) -> set[Any]:
    """The value as DuckDB, SQLAlchemy and the Parquet of the exchange files give it."""
    engine = sqlalchemy.create_engine(
        f"duckdb:///{folder / 'amparo.duckdb'}",
        connect_args={"read_only": True},
        poolclass=sqlalchemy.pool.NullPool,
    )
    with engine.connect() as connection:
        stored = connection.execute(sqlalchemy.text(sql)).scalar_one()
    table = sql.split(" from marts.")[1].split(maxsplit=1)[0]
    parquet = folder / "intercambio" / "tablas" / f"{table}.parquet"
    given = duckdb.sql(sql.replace(f"marts.{table}", f"'{parquet}'")).fetchone()
    assert given is not None
    return {stored, given[0]}


def test_the_pin_is_one_number_everywhere(
    folder: Path, page: dict[str, Any], book: CalamineWorkbook
) -> None:
    sql = f"select pin_rounded from marts.agg_pin_national where assessment_id = '{ASSESSMENT}'"
    cover = book.get_sheet_by_name("Portada").to_python()
    in_book = [row[1] for row in cover if row[0] == "PiN redondeado"]
    with (folder / "intercambio" / f"hdx_hapi_humanitarian_needs_col_{ASSESSMENT}.csv").open(
        encoding="utf-8"
    ) as lines:
        in_hapi = {
            int(row["population"])
            for row in csv.DictReader(lines)
            if row["admin_level"] == "0"
            and row["population_status"] == "INN"
            and not row["category"]
        }
    on_page = of_page(page, "national", {"assessment_id": ASSESSMENT})["pin_rounded"]
    (pin,) = by_sql(folder, sql)
    assert in_book == [pin]
    assert in_hapi == {pin}
    assert on_page == pin


@pytest.mark.parametrize("metric", SHARED_METRICS)
def test_a_measure_of_the_registry_is_one_number_everywhere(
    folder: Path, page: dict[str, Any], book: CalamineWorkbook, metric: str
) -> None:
    conditions = " and ".join(f"{column} = '{value}'" for column, value in TOTAL.items())
    sql = f"select value from marts.registry_metrics where metric_id = '{metric}' and {conditions}"
    headers, *lines = book.get_sheet_by_name("Registro, métricas").to_python()
    key = [metric, "all", "Total", "total"]  # dimensions stand there by name
    columns = ("Id de la métrica", "Período", "Dimensión", "Valor de la dimensión")
    places = [headers.index(column) for column in columns]
    in_book = [
        row[headers.index("Valor")] for row in lines if [row[place] for place in places] == key
    ]
    on_page = of_page(page, "registry_metrics", {"metric_id": metric} | TOTAL)["value"]
    (value,) = by_sql(folder, sql)
    assert value is not None
    assert in_book == [pytest.approx(value)]
    assert on_page == pytest.approx(value)
