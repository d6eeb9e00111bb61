"""What is published, read by the clients BI tools use, and what dbt is told of its readers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import adbc_driver_duckdb
import duckdb
import pytest
import sqlalchemy
import yaml
from adbc_driver_manager import dbapi

from amparo.publishing.words import spanish
from faults.page import state_machine_fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Built

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "bi" / "python.md"
SUPERSET = ROOT / "docs" / "bi" / "superset"
EXPOSURES = yaml.safe_load((ROOT / "models" / "exposures.yml").read_text(encoding="utf-8"))


def published_models() -> dict[str, dict[str, Any]]:
    """YAML of the marts that are published, by name."""
    return {
        model["name"]: model
        for file in (ROOT / "models" / "marts").rglob("*.yml")
        for model in yaml.safe_load(file.read_text(encoding="utf-8")).get("models", [])
        if model.get("config", {}).get("meta", {}).get("published", True)
    }


MARTS = published_models()
WORDS = spanish(ROOT / "seeds")


@pytest.fixture(scope="module")
def file(demo_built: Built) -> Path:
    """What readers open."""
    return demo_built.database.parent / "published" / "amparo.duckdb"


@pytest.fixture(scope="module")
def rows(file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of every mart, as DuckDB itself reads them."""
    with duckdb.connect(str(file), read_only=True) as connection:
        return {
            name: connection.execute(f"select * from marts.{name} order by all").fetchall()
            for name in MARTS
        }


@pytest.fixture(scope="module")
def engine(file: Path) -> sqlalchemy.Engine:
    """SQLAlchemy's way in."""
    url = sqlalchemy.URL.create("duckdb", database=str(file))
    # the page's lines open the same file in this process: nothing may be kept open in a pool
    return sqlalchemy.create_engine(
        url, connect_args={"read_only": True}, poolclass=sqlalchemy.NullPool
    )


@pytest.fixture(scope="module")
def adbc(file: Path) -> Iterator[dbapi.Connection]:
    """ADBC's way in."""
    with dbapi.connect(
        driver=adbc_driver_duckdb.driver_path(),
        entrypoint="duckdb_adbc_init",
        db_kwargs={"path": str(file), "access_mode": "READ_ONLY"},
    ) as connection:
        yield connection


def test_sqlalchemy_lists_every_mart_and_nothing_that_is_withheld(
    engine: sqlalchemy.Engine,
) -> None:
    assert set(sqlalchemy.inspect(engine).get_table_names(schema="marts")) == MARTS.keys()


def test_sqlalchemy_gives_every_table_and_column_its_description(
    engine: sqlalchemy.Engine,
) -> None:
    inspector = sqlalchemy.inspect(engine)
    for name, model in MARTS.items():
        stated = {
            column["name"]: f"{WORDS[column['name']]} · {column['description'].strip()}"
            for column in model["columns"]
        }
        found = {
            column["name"]: column["comment"]
            for column in inspector.get_columns(name, schema="marts")
        }
        assert found == stated, name
        comment = inspector.get_table_comment(name, schema="marts")["text"]
        assert comment == f"{WORDS[f'mart_{name}']} · {model['description'].strip()}"


def test_sqlalchemy_knows_which_columns_are_never_empty(engine: sqlalchemy.Engine) -> None:
    columns = sqlalchemy.inspect(engine).get_columns("fct_pin", schema="marts")
    nullable = {column["name"]: column["nullable"] for column in columns}
    assert (nullable["municipality_code"], nullable["pin"]) == (False, True)


def test_sqlalchemy_reads_every_mart(
    engine: sqlalchemy.Engine, rows: dict[str, list[tuple[Any, ...]]]
) -> None:
    with engine.connect() as connection:
        for name, wanted in rows.items():
            query = sqlalchemy.text(f"select * from marts.{name} order by all")
            assert [tuple(row) for row in connection.execute(query)] == wanted, name


def test_adbc_reads_every_mart(
    adbc: dbapi.Connection, rows: dict[str, list[tuple[Any, ...]]]
) -> None:
    with adbc.cursor() as cursor:
        for name, wanted in rows.items():
            cursor.execute(f"select * from marts.{name} order by all")
            table = cursor.fetch_arrow_table()
            columns = [column["name"] for column in MARTS[name]["columns"]]
            assert sorted(table.column_names) == sorted(columns), name
            found = [tuple(row.values()) for row in table.to_pylist()]
            assert found == wanted, name


def test_codes_come_to_clients_as_text(adbc: dbapi.Connection) -> None:
    with adbc.cursor() as cursor:
        cursor.execute("select municipality_code from marts.dim_municipality order by 1")
        codes = cursor.fetch_arrow_table()["municipality_code"]
    assert str(codes.type) in {"string", "large_string", "string_view"}
    assert codes[0].as_py() == "05001"


def test_clients_cannot_write(engine: sqlalchemy.Engine, adbc: dbapi.Connection) -> None:
    statement = "update marts.fct_pin set pin = 0"
    refused = pytest.raises(sqlalchemy.exc.DBAPIError, match="read-only")
    with engine.connect() as connection, refused:
        connection.execute(sqlalchemy.text(statement))
    with adbc.cursor() as cursor, pytest.raises(dbapi.Error, match="read-only"):
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("heading", "result"), [("DuckDB", "table"), ("SQLAlchemy", "rows"), ("ADBC", "arrow")]
)
def test_what_the_page_shows_runs(
    file: Path, monkeypatch: pytest.MonkeyPatch, heading: str, result: str
) -> None:
    section = PAGE.read_text(encoding="utf-8").split(f"\n## {heading}\n")[1]
    match = re.search(r"```python\n(.*?)```", section, re.DOTALL)
    assert match is not None
    monkeypatch.chdir(file.parents[1])
    names: dict[str, Any] = {}
    exec(match[1], names)  # noqa: S102 - the page's own lines
    assert len(names[result]) > 1_000
    if "engine" in names:
        names["engine"].dispose()


def test_exposures_that_read_all_marts_name_all_of_them() -> None:
    for exposure in EXPOSURES["exposures"]:
        named = re.findall(r"ref\('(\w+)'\)", " ".join(exposure["depends_on"]))
        assert len(named) == len(set(named)), exposure["name"]
        assert set(named) <= MARTS.keys(), exposure["name"]
        if exposure["name"] in {"business_intelligence", "exchange_files", "workbook"}:
            assert MARTS.keys() - set(named) == set(), exposure["name"]


def superset(folder: str) -> dict[str, dict[str, Any]]:
    """What the Superset export holds in a folder, by uuid."""
    found = [
        yaml.safe_load(file.read_text(encoding="utf-8"))
        for file in (SUPERSET / folder).rglob("*.yaml")
    ]
    return {item["uuid"]: item for item in found}


def test_every_cell_of_the_board_names_its_chart_by_uuid_and_no_chart_twice() -> None:
    """An import elsewhere gives charts other numbers; only a uuid leads a cell to its own."""
    charts = superset("charts")
    (board,) = superset("dashboards").values()
    parts = {k: part for k, part in board["position"].items() if isinstance(part, dict)}
    cells = [part["meta"] for part in parts.values() if part["type"] == "CHART"]
    assert sorted(cell["uuid"] for cell in cells) == sorted(charts)
    for cell in cells:
        assert cell["sliceName"] == charts[cell["uuid"]]["slice_name"]
        assert cell["width"] <= 12
    # what the grid leads to is what there is, each part once
    reached, todo = [], ["ROOT_ID"]
    while todo:
        name = todo.pop()
        reached.append(name)
        todo += parts[name].get("children", [])
    assert sorted(reached) == sorted(set(parts) - {"HEADER_ID"})
    state_machine_fault(
        ROOT / "docs" / "faults.md",
        "the board of Superset is imported where its charts get other numbers",
        "harmless: every cell names its chart by uuid, each chart once",
        "",
    )


def test_every_chart_leads_to_a_published_mart_and_filters_on_its_columns() -> None:
    (database,) = superset("databases")
    datasets = superset("datasets")
    for chart in superset("charts").values():
        dataset = datasets[chart["dataset_uuid"]]
        assert (dataset["schema"], dataset["database_uuid"]) == ("marts", database)
        columns = {column["name"] for column in MARTS[dataset["table_name"]]["columns"]}
        assert {one["column_name"] for one in dataset["columns"]} <= columns
        for filtered in chart["params"].get("adhoc_filters", []):
            assert filtered["subject"] in columns, chart["slice_name"]
