"""What may be shared tells of no few children, in any file; what is restricted says what it is."""

from __future__ import annotations

import json
import os
import re
import stat
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from python_calamine import CalamineWorkbook

from amparo.outputs.report import write
from amparo.publishing.declared import declared_marts
from conftest import ROOT
from output_walk import Table, drawn_texts, files, tables

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from conftest import Built

POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
Key = tuple[str, str, str]
COUNTS = ("cases", "cases_known", "measure_value", "measure_rounded", "source_records")
"""Columns that are the count, or give it back."""
TOLD = (
    *("severity", "severity_lower", "severity_upper", "denominator", "indicator_id"),
    *("components_with_data", "components_total", "assessment_id", "municipality_code"),
)
"""Numbers of a variable that are told: public, or the severity itself."""
MUNICIPALITY = ("municipality_code", "reported_under", "pcode", "Admin 2 PCode", "admin2_code")
LEAST = 5
MARKS = {"is_suppressed", "suppressed", "is_rounded"}
"""Columns that say whether something is kept back: of nothing in the restricted edition."""
CLOSE = 1e-6


@dataclass(frozen=True)
class Small:
    """A sensitive cell of 1 to 4 cases, exactly."""

    variable: str
    code: str
    exact: Mapping[str, float | None]


@pytest.fixture(scope="module")
def restricted(demo_built: Built) -> Path:
    return demo_built.database.parent / "restricted"


@pytest.fixture(scope="module")
def small(demo_built: Built) -> dict[Key, Small]:
    """Sensitive cells of the demo with 1 to 4 cases, from the exact table."""
    found = demo_built.rows(
        f"select assessment_id, municipality_code, variable_id, {', '.join(COUNTS)}"
        " from intermediate.int_variable_severities"
        " where variable_id in (select variable_id from seeds.variables where is_sensitive)"
        " and coalesce(cases, cases_known) between 1 and 4"
    )
    cells = {
        (a, code, variable): Small(variable, code, dict(zip(COUNTS, exact, strict=True)))
        for a, code, variable, *exact in found
    }
    assert len({variable for _, _, variable in cells}) == 6
    return cells


@pytest.fixture(scope="module")
def shown(published: Path) -> list[Table]:
    """All tables of all files that may be shared."""
    found = list(tables(published))
    suffixes = {file.suffix for file in files(published)}
    assert {".duckdb", ".parquet", ".csv", ".geojson", ".xlsx", ".html", ".svg", ".png"} <= suffixes
    return found


def leaks(table: Table, small: Mapping[Key, Small]) -> list[str]:
    """Columns of a table that follow the small counts, municipality by municipality.

    A column leaks where it holds values for some of the cells of a variable, not all the same, and
    each is what the exact table says.
    """
    name = next((name for name in MUNICIPALITY if name in table.columns), None)
    if name is None:
        return []
    by_code: dict[str, list[Small]] = {}
    for cell in small.values():
        by_code.setdefault(cell.code, []).append(cell)
    cells = [by_code.get(str(code).removeprefix("CO"), []) for code in table.columns[name]]
    variables = {cell.variable for cell in small.values()}
    return [
        f"{table.where}: {column} = {what} of {variable}"
        for column, values in table.columns.items()
        for what, variable in _followed(cells, values, variables)
    ]


def _followed(
    cells: list[list[Small]], values: list[Any], variables: set[str]
) -> list[tuple[str, str]]:
    agreeing: dict[tuple[str, str], list[float]] = {
        (what, variable): [] for what in COUNTS for variable in variables
    }
    for value, here in zip(values, cells, strict=False):
        number = _number(value) if here else None
        if number is None:
            continue
        for cell in here:
            for what in COUNTS:
                exact = cell.exact[what]
                if exact is None or (what, cell.variable) not in agreeing:
                    continue
                if abs(number - exact) < CLOSE:
                    agreeing[what, cell.variable].append(exact)
                else:
                    del agreeing[what, cell.variable]
        if not agreeing:
            break
    return [key for key, found in agreeing.items() if len(found) >= LEAST and len(set(found)) > 1]


def _number(value: Any) -> float | None:
    try:
        return None if value is None or isinstance(value, bool) else float(value)
    except (TypeError, ValueError):
        return None


def test_no_column_of_any_shared_file_follows_the_small_counts(
    shown: list[Table], small: dict[Key, Small]
) -> None:
    by_variable = [table for table in shown if "variable_id" not in table.columns]
    assert [leak for table in by_variable for leak in leaks(table, small)] == []
    # the walk itself: a table with the counts in any column is found
    cells = [
        (cell.code, cell.exact["cases"]) for (_, _, v), cell in small.items() if v == "suicide"
    ]
    planted: dict[str, list[Any]] = {
        "pcode": [f"CO{code}" for code, _ in cells],
        "x": [cases for _, cases in cells],
    }
    assert "planted: x = cases of suicide" in leaks(Table("planted", planted), small)


def test_rows_of_small_cells_say_nothing_that_gives_the_count_back(
    shown: list[Table], small: dict[Key, Small]
) -> None:
    looked_at: dict[str, int] = {}
    for table in shown:
        if not {"assessment_id", "municipality_code", "variable_id"} <= table.columns.keys():
            continue
        keys = zip(
            *(
                table.columns[name]
                for name in ("assessment_id", "municipality_code", "variable_id")
            ),
            strict=True,
        )
        for at, key in enumerate(keys):
            if key not in small:
                continue
            row = {name: values[at] for name, values in table.columns.items()}
            told = {
                name: value
                for name, value in row.items()
                if _number(value) is not None and name not in TOLD
            }
            assert told == {}, (table.where, key)
            assert row["is_suppressed"] is True
            kind = table.where.rsplit("/", 1)[0].split("/")[-1]
            looked_at[kind] = looked_at.get(kind, 0) + 1
    # in the DuckDB file, the Parquet files and the page
    assert len(looked_at) >= 3, looked_at


def test_what_is_not_small_or_not_sensitive_is_told_exactly(
    demo_built: Built, small: dict[Key, Small]
) -> None:
    differing = demo_built.rows(
        "select s.assessment_id, s.municipality_code, s.variable_id"
        " from marts.fct_variable_severity as s"
        " inner join intermediate.int_variable_severities as e"
        " using (assessment_id, municipality_code, variable_id)"
        " where s.cases is distinct from e.cases or s.measure_value is distinct from"
        " e.measure_value"
        " or s.measure_rounded is distinct from e.measure_rounded"
        " or s.cases_known is distinct from e.cases_known"
    )
    assert set(differing) <= small.keys()
    severities = "select {} from {} order by all"
    columns = (
        "assessment_id, municipality_code, variable_id, severity, severity_lower, severity_upper"
    )
    assert demo_built.rows(
        severities.format(columns, "marts.fct_variable_severity")
    ) == demo_built.rows(severities.format(columns, "intermediate.int_variable_severities"))


def test_what_is_drawn_names_no_municipality(published: Path, demo_built: Built) -> None:
    names = {
        name for (name,) in demo_built.rows("select municipality_name from marts.dim_municipality")
    }
    departments = demo_built.rows("select department_name from marts.dim_department")
    # the words of a department's name may stand in two lines
    words = " ".join(name for (name,) in departments)
    names = {name for name in names if name not in words}
    drawn = [file for file in files(published) if file.suffix == ".svg"]
    assert drawn
    for file in drawn:
        found = {text.strip() for text in drawn_texts(file)}
        assert found, file.name
        assert not found & names, file.name


def test_names_of_who_decided_are_in_the_restricted_edition_only(
    published: Path, restricted: Path, demo_built: Built
) -> None:
    names = {
        name
        for row in demo_built.rows(
            "select distinct proposed_by, approved_by"
            " from intermediate.int_expert_decisions__checked where is_in_force"
        )
        for name in row
        if name
    }
    sql = (
        "select count(proposed_by), count(approved_by), (select count(expert_approved_by)"
        " from marts.fct_municipality_severity) from marts.fct_expert_decision"
    )
    with duckdb.connect(str(published / "amparo.duckdb"), read_only=True) as connection:
        assert connection.execute(sql).fetchall() == [(0, 0, 0)]
    with duckdb.connect(str(restricted / "amparo.duckdb"), read_only=True) as connection:
        [counts] = connection.execute(sql).fetchall()
        assert all(counts)
    page = tables(published)
    shown = {str(value) for table in page for column in table.columns.values() for value in column}
    assert not names & shown


@POSIX
def test_the_restricted_edition_is_its_owners_alone_and_beside_the_shared_one(
    published: Path, restricted: Path
) -> None:
    for path in [restricted, *restricted.rglob("*")]:
        if path.is_symlink():
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), f"{path}: {mode:o}"
    for path in published.rglob("*"):
        if path.is_symlink():
            assert restricted.resolve() not in path.resolve().parents
    assert (published / "amparo.duckdb").resolve().parent.name == (
        restricted / "amparo.duckdb"
    ).resolve().parent.name


def test_the_restricted_edition_has_the_same_tables_exact_and_what_else_the_cluster_needs(
    demo_built: Built, published: Path, restricted: Path
) -> None:
    declared = declared_marts(demo_built.database.parent / "target" / "manifest.json")
    connection = duckdb.connect()
    connection.execute(f"attach '{published / 'amparo.duckdb'}' as shared (read_only)")
    connection.execute(f"attach '{restricted / 'amparo.duckdb'}' as exact (read_only)")
    connection.execute(f"attach '{demo_built.database}' as working (read_only)")

    def described(catalogue: str) -> dict[str, list[Any]]:
        return {
            name: connection.execute(f"describe {catalogue}.marts.{name}").fetchall()
            for (name,) in connection.execute(
                "select table_name from duckdb_tables()"
                f" where database_name = '{catalogue}' and schema_name = 'marts'"
            ).fetchall()
        }

    shared, exact = described("shared"), described("exact")
    assert exact.keys() - shared.keys() == set(declared.restricted)
    assert "fct_variable_component" in declared.restricted
    assert {name: exact[name] for name in shared} == shared
    for name, rows in declared.rows.items():
        twin = f"describe working.{rows.schema}.{rows.name}"
        columns = {column for column, *_ in connection.execute(twin).fetchall()}
        assert {column for column, *_ in exact[name]} - columns <= {*MARKS, "value_reason"}, name
        for mark in MARKS & {column for column, *_ in exact[name]}:
            sql = f"select count(*) from exact.marts.{name} where {mark}"
            assert connection.execute(sql).fetchall() == [(0,)], (name, mark)
    assert {"registry_metrics", "registry_gaps"} <= declared.registry
    assert {"registry_metrics", "registry_factors", "fct_row_accounting"} <= declared.rows.keys()
    assert {name for name in declared.registry if "suppressed" in str(shared[name])} | {
        "registry_extracts"
    } <= declared.rows.keys()
    for name, count in (("registry_metrics", "numerator"), ("registry_gaps", "numerator")):
        few = f"select count(*) from {{}}.marts.{name} where {count} between 1 and 4"
        assert connection.execute(few.format("exact")).fetchall() > [(0,)]
        assert connection.execute(few.format("shared")).fetchall() == [(0,)]
    # row by row of a source that counts children: exact they add up, shared within rounding
    read = (
        "select sum(rows_read), sum(rows_read - rows_used - rows_set_aside - rows_out_of_scope),"
        " bool_or(is_rounded), sum(rows_read % 5) from {}.marts.fct_row_accounting"
        " where source_id = 'registry'"
    )
    [(rows, unexplained, is_rounded, _)] = connection.execute(read.format("exact")).fetchall()
    assert (unexplained, is_rounded) == (0, False)
    [(told, _, is_rounded, not_rounded)] = connection.execute(read.format("shared")).fetchall()
    assert (not_rounded, is_rounded, abs(told - rows) <= 5) == (0, True, True)
    differing = connection.execute(
        "select * exclude (is_suppressed) from exact.marts.fct_variable_severity except all"
        " select * from working.intermediate.int_variable_severities"
    ).fetchall()
    assert differing == []
    parts = connection.execute(
        "select count(*) from exact.marts.fct_variable_component as part"
        " inner join exact.marts.fct_variable_severity as whole"
        " using (assessment_id, municipality_code, variable_id)"
        " where part.is_maximum and part.cases <> whole.cases"
    ).fetchall()
    assert parts == [(0,)]
    for name in ("fct_row_set_aside", "fct_place_unresolved"):
        sql = f"select count(*), count(*) filter (source_id = 'registry') from exact.marts.{name}"
        [(rows, of_registry)] = connection.execute(sql).fetchall()
        assert rows > 0
        assert of_registry == 0


def test_what_the_registry_tells_of_its_extracts_is_exact_in_the_restricted_edition_only(
    demo_built: Built, published: Path, restricted: Path
) -> None:
    """Against the raw sheet, not the models that the edition is taken from."""
    connection = duckdb.connect()
    connection.execute(f"attach '{published / 'amparo.duckdb'}' as shared (read_only)")
    connection.execute(f"attach '{restricted / 'amparo.duckdb'}' as exact (read_only)")
    connection.execute(f"attach '{demo_built.database}' as working (read_only)")

    def rows(sql: str, edition: str = "exact") -> list[tuple[Any, ...]]:
        return connection.execute(sql.format(f"{edition}.marts")).fetchall()

    [(landed,)] = rows("select count(*) from working.raw.registry__bd")
    read = "select sum(rows_read), count(*) filter (rows_read % 5 <> 0) from {}.registry_extracts"
    [(told, odd)] = rows(read)
    assert (told, odd > 0) == (landed, True)
    [(_, odd)] = rows(read, "shared")
    assert odd == 0
    columns = {
        "registry_completeness": ("filled", "rows"),
        "registry_data_quality": ("cells",),
        "registry_naive_readings": ("numerator", "denominator"),
    }
    for name, counts in columns.items():
        for count in counts:
            sql = f"select count(*) filter ({count} % 5 <> 0), count(*) from {{}}.{name}"
            [(odd, told)], [shared] = rows(sql), rows(sql, "shared")
            assert (odd > 0, shared) == (True, (0, told)), (name, count)
    # whom an extract asks and who answers, of the one whose column is that of the sheet
    filled = (
        "select count(*) filter (trim(sexo) not in (select sentinel from"
        " working.seeds.registry_sentinels) and trim(sexo) <> ''), count(*)"
        " from working.raw.registry__bd inner join working.seeds.registry_extract_names"
        " on written_as = registry__bd.base_origen group by extract_id"
    )
    by_extract = (
        "select filled, rows from {}.registry_completeness where field_id = 'sex' and is_asked"
        " order by extract_id"
    )
    assert set(rows(by_extract)) <= set(rows(filled))
    assert rows(by_extract) != rows(by_extract, "shared")
    # the reading beside the rate of the same edition
    reading = (
        "select bool_and(value = numerator / denominator and difference = value - harmonised_value"
        " and harmonised_value = (select value from {0}.registry_metrics where metric_id ="
        " 'left_work_rate' and period = 'all' and dimension = 'total')), count(*)"
        " from {0}.registry_naive_readings"
    )
    assert rows(reading) == rows(reading, "shared") == [(True, 6)]


def test_every_sheet_of_the_restricted_edition_says_so(restricted: Path) -> None:
    made = [file.name for file in files(restricted) if "outputs-" in file.parent.name]
    assert made == ["RESTRINGIDO-amparo.xlsx"]
    with zipfile.ZipFile(restricted / made[0]) as book:
        names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) == len(names)
        assert all("<oddHeader>&amp;CRESTRINGIDO<" in book.read(s).decode() for s in sheets)
    assert [name for name in names if not name.startswith("RESTRINGIDO ")] == []
    assert {"RESTRINGIDO Casos por fuente", "RESTRINGIDO Filas apartadas"} <= set(names)


@pytest.mark.slow
def test_the_page_of_the_restricted_edition_says_so(restricted: Path, tmp_path: Path) -> None:
    [file] = write(
        restricted / "amparo.duckdb", tmp_path, "2024", project_root=ROOT, edition="restricted"
    )
    assert file.name == "RESTRINGIDO-reporte.html"
    page = file.read_text(encoding="utf-8")
    assert "<title>RESTRINGIDO" in page
    assert "RESTRINGIDO: cifras exactas" in page.split("<main", 1)[0]


def test_classification_and_licence_are_on_cover_page_and_data_package(published: Path) -> None:
    page = (published / "reporte.html").read_text(encoding="utf-8").split("<footer>", 1)[1]
    cover = CalamineWorkbook.from_path(published / "amparo.xlsx").get_sheet_by_index(0)
    lines = [str(row[0]) for row in cover.to_python() if row]
    descriptor = next(file for file in files(published) if file.name == "datapackage.json")
    package = json.loads(descriptor.read_text(encoding="utf-8"))
    for begins in ("Clasificación de sensibilidad (OCHA)", "Licencia de uso: CC BY 4.0"):
        assert begins in page
        assert any(line.startswith(begins) for line in lines)
    assert package["licenses"][0]["title"].startswith("Licencia de uso: CC BY 4.0")
    assert package["description"].startswith("Clasificación de sensibilidad (OCHA)")
