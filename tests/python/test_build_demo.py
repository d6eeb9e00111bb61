"""The demo, built whole: public names, accounts, explanations, and what changes nothing."""

from __future__ import annotations

import csv
import json
import random
import shutil
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from conftest import Built, amparo, build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from filelock import FileLock

Rows = list[tuple[Any, ...]]

ASSESSMENTS = ("2024", "2024-alerts-from-3", "2025", "2025-percentages-2024")
KEY = ("assessment_id", "municipality_code")
PUBLIC: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "dim_municipality": (("municipality_code",), ()),
    "dim_department": (("department_code",), ()),
    "dim_assessment": (("assessment_id",), ()),
    "dim_indicator": (("indicator_id",), ()),
    "dim_variable": (("variable_id",), ()),
    "fct_variable_severity": (
        (*KEY, "variable_id"),
        ("cases", "denominator", "measure_value", "severity"),
    ),
    "fct_indicator_severity": ((*KEY, "indicator_id"), ("severity",)),
    "fct_municipality_severity": (
        KEY,
        (
            "score",
            "severity_calculated",
            "cluster_severity_calculated",
            "cluster_severity_final",
            "severity_final",
        ),
    ),
    "fct_pin": (
        KEY,
        ("severity_final", "total_population", "child_population", "percentage", "pin"),
    ),
    "fct_pin_by_group": ((*KEY, "sex", "age_group"), ("child_population", "pin")),
    "agg_pin_by_department": (("assessment_id", "department_code"), ("pin",)),
    "agg_pin_by_severity": (("assessment_id", "severity"), ("pin",)),
    "fct_ceiling_breach": (KEY, ()),
    "fct_row_accounting": (
        ("source_id", "file_name"),
        ("rows_read", "rows_used", "rows_set_aside", "rows_out_of_scope"),
    ),
}
VARIABLES = {
    "ipor": 1,
    "early_warnings": 1,
    "recruitment_fiscalia": 1,
    "recruitment_uariv": 1,
    "sexual_violence": 2,
    "femicide_homicide": 2,
    "domestic_violence": 2,
    "suicide": 2,
    "armed_conflict": 3,
    "disasters": 3,
}
# Where the count of a source row stands as delivered; a notification of SIVIGILA is one case.
RAW_AMOUNTS = {
    "ipor": ("ipor__niveles", "ipor_nivel"),
    "fiscalia": ("fiscalia__conteo_victimas", "total_victimas"),
    "inmlcf": ("inmlcf__procuraduria", "numerador_casos"),
    "ungrd": ("ungrd__emergencias", "personas"),
    "uariv": ("uariv__victims_by_fact", "replace(per_ocu, ',', '')"),
    "sivigila": ("sivigila__evento_356", "'1'"),
}
SHUFFLED = ("fiscalia", "uariv", "hpc")
# Columns that say where a row was read, not what it says.
PROVENANCE = {"file_name", "file_sha256", "sheet", "row_number", "loaded_at"}


def columns_of(built: Built, table: str) -> dict[str, str]:
    return dict(
        built.rows(
            "select column_name, data_type from information_schema.columns"
            " where table_schema = 'marts' and table_name = ?",
            table,
        )
    )


def only_in_one(one: Path, other: Path, query: str) -> Rows:
    """Rows of a query that only one of two databases gives; ``{db}`` stands for its name."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{one}' as one (read_only)")
        connection.execute(f"attach '{other}' as other (read_only)")
        first, second = query.format(db="one"), query.format(db="other")
        return connection.execute(
            f"(select 'one', * from ({first} except all {second}))"
            f" union all (select 'other', * from ({second} except all {first})) order by all"
        ).fetchall()


def values_of(built: Built, table: str) -> str:
    """Query of a mart without provenance; sums of floating point numbers may end differently."""
    columns = [
        f"round({name}, 6) as {name}" if kind == "DOUBLE" else name
        for name, kind in columns_of(built, table).items()
        if name not in PROVENANCE
    ]
    return f"select {', '.join(columns)} from {{db}}.marts.{table}"


def record(built: Built, sql: str, *parameters: object) -> dict[str, Any]:
    """The one row of a query as ``explain --json`` would print it."""
    ((text,),) = built.rows(f"select to_json(found) from ({sql}) as found", *parameters)
    return dict(json.loads(text))


def restarted(built: Built, folder: Path) -> Path:
    """A copy of a built warehouse, to go on with."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy2(built.database, folder / built.database.name)
    shutil.copytree(built.database.parent / "target", folder / "target")
    return folder


def data_files(extracts: Path) -> list[Path]:
    return sorted(path for path in extracts.rglob("*") if path.suffix not in {"", ".md"})


# --- what is there -----------------------------------------------------------------------------


@pytest.mark.parametrize("table", PUBLIC)
def test_public_tables_have_their_columns(demo_built: Built, table: str) -> None:
    keys, others = PUBLIC[table]
    columns = columns_of(demo_built, table)
    assert {*keys, *others} <= columns.keys()
    for key in keys:
        expected = "INTEGER" if key in {"indicator_id", "severity"} else "VARCHAR"
        assert columns[key] == expected, key


@pytest.mark.parametrize("table", PUBLIC)
def test_public_tables_have_one_row_per_key(demo_built: Built, table: str) -> None:
    keys = ", ".join(PUBLIC[table][0])
    nulls = " or ".join(f"{key} is null" for key in PUBLIC[table][0])
    ((rows, distinct, without),) = demo_built.rows(
        f"select count(*), count(distinct ({keys})), count(*) filter (where {nulls})"
        f" from marts.{table}"
    )
    assert rows > 0
    assert (distinct, without) == (rows, 0)


@pytest.mark.parametrize("table", [name for name, (keys, _) in PUBLIC.items() if KEY[1] in keys])
def test_municipality_codes_are_five_digits_of_text(demo_built: Built, table: str) -> None:
    assert demo_built.rows(
        f"select count(*) from marts.{table}"
        " where not regexp_full_match(municipality_code, '[0-9]{5}')"
    ) == [(0,)]


def test_the_dimensions_hold_all_there_is(demo_built: Built) -> None:
    assert demo_built.rows(
        "select (select count(*) from marts.dim_municipality),"
        " (select count(*) from marts.dim_department)"
    ) == [(1_123, 33)]
    assert demo_built.rows(
        "select assessment_id from marts.dim_assessment order by assessment_id"
    ) == [(name,) for name in ASSESSMENTS]
    assert (
        dict(demo_built.rows("select variable_id, indicator_id from marts.dim_variable"))
        == VARIABLES
    )


def test_ipor_is_a_level_and_no_count(demo_built: Built) -> None:
    ((levels, cases, wrong),) = demo_built.rows(
        "select count(measure_value), count(cases),"
        " count(*) filter (where measure_value not in (1, 2, 3, 4, 5))"
        " from intermediate.int_variable_severities where variable_id = 'ipor'"
    )
    assert levels > 0
    assert (cases, wrong) == (0, 0)


def test_percentages_are_as_printed(demo_built: Built) -> None:
    """35 means 35 %."""
    ((largest, wrong),) = demo_built.rows(
        "select max(percentage),"
        " count(*) filter (where abs(pin - child_population * percentage / 100) > 1e-9)"
        " from marts.fct_pin"
    )
    assert largest > 1
    assert wrong == 0


@pytest.mark.parametrize("assessment", ["2024", "2025"])
def test_every_severity_has_at_least_five_municipalities(
    demo_built: Built, assessment: str
) -> None:
    found = dict(
        demo_built.rows(
            "select severity_final, count(*) from marts.fct_municipality_severity"
            " where assessment_id = ? group by severity_final",
            assessment,
        )
    )
    assert {severity: found.get(severity, 0) >= 5 for severity in range(1, 6)} == dict.fromkeys(
        range(1, 6), True
    ), found


def test_everything_is_marked_synthetic(demo_built: Built) -> None:
    for table in ("dim_assessment", "fct_row_accounting"):
        assert demo_built.rows(
            f"select count(*) filter (where not is_synthetic) from marts.{table}"
        ) == [(0,)], table
    assert (
        demo_built.rows(
            "select source_id from marts.dim_source where not (is_delivered and is_synthetic)"
        )
        == []
    )
    assert all(row["is_synthetic"] for row in demo_built.facts["assessments"])


def test_rows_and_amounts_of_every_file_add_up(demo_built: Built, demo_extracts: Path) -> None:
    rows = demo_built.rows(
        "select file_name, rows_read, rows_used + rows_set_aside + rows_out_of_scope,"
        " amount_read, coalesce(amount_used, 0) + coalesce(amount_set_aside, 0)"
        " + coalesce(amount_out_of_scope, 0) from intermediate.int_row_accounts order by file_name"
    )
    delivered = [path.relative_to(demo_extracts).as_posix() for path in data_files(demo_extracts)]
    assert [row[0] for row in rows] == delivered
    for file, read, accounted, amount_read, amount_accounted in rows:
        assert read > 0, file
        assert accounted == read, file
        assert amount_accounted == pytest.approx(amount_read or 0, rel=0, abs=1e-3), file


def test_what_was_read_is_what_was_landed(demo_built: Built) -> None:
    landed = demo_built.rows(
        "select source_id, file_name, sum(rows_read) from raw.landed_files"
        " group by all order by all"
    )
    assert landed == demo_built.rows(
        "select source_id, file_name, rows_read from intermediate.int_row_accounts order by all"
    )


# --- explain -----------------------------------------------------------------------------------


@pytest.fixture(scope="module", params=range(8))
def explained(request: pytest.FixtureRequest, demo_built: Built) -> dict[str, Any]:
    """What ``explain`` says of one of eight municipalities, chosen by hash."""
    ((code,),) = demo_built.rows(
        "select municipality_code from marts.fct_pin where assessment_id = '2024'"
        " order by md5(municipality_code || 'explain') limit 1 offset ?",
        request.param,
    )
    run = amparo(
        *("explain", code, "--assessment", "2024", "--json"),
        project=demo_built.project,
        database=demo_built.database,
    )
    assert run.code == 0, run.err
    return run.facts


def seed_row(built: Built, place: str) -> dict[str, str]:
    """The row of a seed that ``explain`` names as ``file.csv:line``."""
    name, line = place.split(":")
    (file,) = (built.project / "seeds").glob(f"*/{name}")
    with file.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        return next(row for row in reader if reader.line_num == int(line))


def test_explain_agrees_with_the_marts(demo_built: Built, explained: dict[str, Any]) -> None:
    key = ("2024", explained["municipality"]["municipality_code"])
    where = "where assessment_id = ? and municipality_code = ?"
    for part, table in (("severity", "fct_municipality_severity"), ("pin", "fct_pin")):
        expected = record(demo_built, f"select * from marts.{table} {where}", *key)
        assert {name: explained[part][name] for name in expected} == expected
    assert [indicator["indicator_id"] for indicator in explained["indicators"]] == [1, 2, 3]
    for indicator in explained["indicators"]:
        number = indicator["indicator_id"]
        expected = record(
            demo_built,
            f"select * from marts.fct_indicator_severity {where} and indicator_id = ?",
            *(*key, number),
        )
        assert {name: indicator[name] for name in expected} == expected
        names = [variable["variable_id"] for variable in indicator["variables"]]
        assert names == [name for name, owner in VARIABLES.items() if owner == number]
        for variable in indicator["variables"]:
            expected = record(
                demo_built,
                f"select * from intermediate.int_variable_severities {where} and variable_id = ?",
                *(*key, variable["variable_id"]),
            )
            assert {name: variable[name] for name in expected} == expected


def test_explained_source_rows_hold_the_amounts(
    demo_built: Built, explained: dict[str, Any]
) -> None:
    """The rows named sum up, in the files as landed, to the amount stated."""
    checked = 0
    for indicator in explained["indicators"]:
        for variable in indicator["variables"]:
            for component in variable["components"]:
                if component["source_id"] not in RAW_AMOUNTS or not component["is_delivered"]:
                    continue
                table, amount = RAW_AMOUNTS[component["source_id"]]
                total, count = 0.0, 0
                for part in component["source_rows"]:
                    ((found, rows),) = demo_built.rows(
                        f"select coalesce(sum(cast({amount} as double)), 0), count(*)"
                        f" from raw.{table} where _file_name = ? and _sheet = ?"
                        " and list_contains(?, _row_number)",
                        *(part["file_name"], part["sheet"], part["row_numbers"]),
                    )
                    assert rows == len(part["row_numbers"])
                    total, count = total + found, count + rows
                assert total == (component["amount"] or 0), component["component_id"]
                assert count == (component["source_records"] or 0), component["component_id"]
                checked += 1
    assert checked >= 10


def test_explained_steps_follow_from_each_other(
    demo_built: Built, explained: dict[str, Any]
) -> None:
    """From components to PiN, with what ``explain`` says and the seed lines it names."""
    weighted = []
    for indicator in explained["indicators"]:
        severities = {}
        for variable in indicator["variables"]:
            name = variable["variable_id"]
            amounts = [part["amount"] for part in variable["components"] if part["is_delivered"]]
            if variable["severity"] is None:
                continue
            severities[name] = variable["severity"]
            combined = sum(amounts) if variable["combination"] == "sum" else max(amounts)
            measure = combined
            if variable["measure"] == "rate" and variable["denominator"]:
                measure = combined / variable["denominator"] * variable["rate_per"]
            if variable["measure_value"] is not None:
                assert variable["measure_value"] == pytest.approx(measure), name
                assert variable["measure_rounded"] == int(measure + 0.5 + 1e-9), name
            step = seed_row(demo_built, variable["step"]["seed"])
            assert (step["variable_id"], int(step["severity"])) == (name, variable["severity"])
            assert float(step["upper_bound"]) >= (variable["measure_rounded"] or 0), name
        assert indicator["severity"] == max(severities.values())
        deciding = [name for name, value in severities.items() if value == indicator["severity"]]
        assert indicator["deciding_variables"].split(",") == deciding
        weight = float(seed_row(demo_built, indicator["seed"])["weight"])
        assert weight == indicator["weight"]
        weighted.append(weight * indicator["severity"])
    severity, pin = explained["severity"], explained["pin"]
    assert severity["mean_severity"] == pytest.approx(sum(weighted) / 3)
    assert severity["score"] == int(severity["mean_severity"] + 0.5 + 1e-9)
    step = seed_row(demo_built, severity["step"]["seed"])
    assert int(step["severity"]) == severity["severity_calculated"]
    assert float(step["upper_bound"]) >= severity["score"]
    assert severity["severity_final"] == min(
        severity["severity_calculated"], severity["cluster_severity_final"]
    )
    if pin["pin"] is None:
        assert pin["missing_reason"]
        return
    stated = seed_row(demo_built, pin["seed"])
    assert float(stated["percentage"]) == pin["percentage"]
    assert int(stated["severity"]) == pin["severity_final"] == severity["severity_final"]
    assert int(stated["population_from"]) <= pin["total_population"]
    assert pin["pin"] == pytest.approx(pin["child_population"] * pin["percentage"] / 100)


# --- what changes nothing, and what changes only what depends on it -----------------------------


def test_landing_the_same_folder_again_changes_no_row(
    demo_built: Built, demo_extracts: Path, tmp_path: Path
) -> None:
    folder = restarted(demo_built, tmp_path / "again")
    database = folder / demo_built.database.name
    run = amparo(
        *("land", "--extracts", str(demo_extracts)), project=demo_built.project, database=database
    )
    assert run.code == 0, run.err
    tables = demo_built.rows(
        "select table_name from information_schema.columns"
        " where table_schema = 'raw' and column_name = '_load_id' order by table_name"
    )
    assert len(tables) >= 10
    for (table,) in tables:
        query = (
            "select _file_name, _file_sha256, _sheet, _row_number, _load_id, _loaded_at"
            f" from {{db}}.raw.{table}"
        )
        assert only_in_one(demo_built.database, database, query) == [], table
    with duckdb.connect(str(database), read_only=True) as connection:
        events = connection.execute(
            "select distinct event from raw.load_log where load_id ="
            " (select max_by(load_id, logged_at) from raw.load_log) order by event"
        ).fetchall()
    assert events == [("ignored",), ("unchanged",)]


@pytest.fixture(scope="module")
def shuffled_built(
    once: Callable[[str], tuple[Path, FileLock]], demo_built: Built, demo_extracts: Path
) -> Built:
    """The demo with other file names in reverse order, flat, and the rows of its CSV shuffled."""
    folder, lock = once("demo-shuffled")
    database = folder / "warehouse" / demo_built.database.name
    with lock:
        if not (folder / "done").exists():
            extracts = folder / "extracts"
            extracts.mkdir()
            files = data_files(demo_extracts)
            for place, file in enumerate(reversed(files)):
                target = extracts / f"{place:02d}_{file.stem}_copia{file.suffix}"
                if file.suffix == ".csv" and file.parent.name in SHUFFLED:
                    shuffle_rows(file, target)
                else:
                    target.symlink_to(file)
            build(demo_built.project, database.parent, extracts)
            (folder / "done").touch()
    return Built(demo_built.project, database, {})


def shuffle_rows(source: Path, target: Path) -> None:
    header, *lines = source.read_bytes().splitlines(keepends=True)
    assert all(line.count(b'"') % 2 == 0 for line in lines), "a cell spans several lines"
    random.Random(source.name).shuffle(lines)  # noqa: S311 - an order, not a secret
    target.write_bytes(header + b"".join(lines))


@pytest.mark.parametrize(
    "table",
    [
        "fct_variable_severity",
        "fct_indicator_severity",
        "fct_municipality_severity",
        "fct_pin",
        "fct_pin_by_group",
        "fct_ceiling_breach",
        "fct_expert_decision",
        "fct_row_set_aside",
        "agg_pin_by_department",
        "agg_pin_by_severity",
        "agg_pin_national",
        "dim_assessment",
        "dim_source",
    ],
)
@pytest.mark.slow
def test_order_of_rows_and_names_and_order_of_files_change_no_value(
    demo_built: Built, shuffled_built: Built, table: str
) -> None:
    query = values_of(demo_built, table)
    assert only_in_one(demo_built.database, shuffled_built.database, query)[:5] == []


@pytest.mark.slow
def test_order_of_rows_and_files_changes_no_account(
    demo_built: Built, shuffled_built: Built
) -> None:
    accounts = (
        "select source_id, sum(rows_read), sum(rows_used), sum(rows_set_aside),"
        " sum(rows_out_of_scope), round(sum(amount_used), 3)"
        " from {db}.intermediate.int_row_accounts group by source_id"
    )
    assert only_in_one(demo_built.database, shuffled_built.database, accounts) == []
    reasons = (
        "select source_id, row_reason, sum(source_rows), round(sum(amount), 3)"
        " from {db}.intermediate.int_row_reasons group by all"
    )
    assert only_in_one(demo_built.database, shuffled_built.database, reasons) == []


@pytest.fixture(scope="module")
def corrected_code(demo_built: Built) -> str:
    """A municipality whose PiN must rise when its IPOR level does."""
    ((code,),) = demo_built.rows(
        "select municipality_code from marts.fct_municipality_severity"
        " inner join marts.fct_indicator_severity as indicators using (assessment_id,"
        " municipality_code) where assessment_id = '2024' and indicator_id = 1"
        " and deciding_variables = 'ipor' and indicators.severity = 1"
        " and severity_calculated <= 2 and not is_above_ceiling and expert_decision is null"
        " and municipality_code != '94663' order by municipality_code limit 1"
    )
    return str(code)


@pytest.fixture(scope="module")
def corrected_built(
    once: Callable[[str], tuple[Path, FileLock]],
    demo_built: Built,
    demo_extracts: Path,
    corrected_code: str,
) -> Built:
    """The demo built again after the IPOR level of one municipality was corrected to 5."""
    folder, lock = once("demo-corrected")
    database = folder / "warehouse" / demo_built.database.name
    with lock:
        if not (folder / "done").exists():
            extracts = folder / "extracts"
            for file in data_files(demo_extracts):
                target = extracts / file.relative_to(demo_extracts)
                target.parent.mkdir(parents=True, exist_ok=True)
                if file.parent.name == "ipor":
                    correct_level(file, target, corrected_code)
                else:
                    target.symlink_to(file)
            restarted(demo_built, database.parent)
            build(demo_built.project, database.parent, extracts)
            (folder / "done").touch()
    return Built(demo_built.project, database, {})


def correct_level(source: Path, target: Path, code: str) -> None:
    sheet = CalamineWorkbook.from_path(str(source)).get_sheet_by_name("IPOR")
    header, *rows = sheet.to_python()
    level = header.index("ipor_nivel")
    with xlsxwriter.Workbook(str(target)) as book:
        page = book.add_worksheet("IPOR")
        page.write_row(0, 0, header)
        changed = 0
        for number, row in enumerate(rows, start=1):
            if int(float(str(row[header.index("divipola")]))) == int(code):
                row[level] = 5
                changed += 1
            page.write_row(number, 0, row)
    assert changed == 1


@pytest.mark.parametrize(
    ("table", "extra"),
    [
        ("fct_variable_severity", [("ipor",)]),
        ("fct_indicator_severity", [(1,)]),
        ("fct_municipality_severity", [()]),
        ("fct_pin", [()]),
        (
            "fct_pin_by_group",
            [(sex, group) for sex in ("female", "male") for group in ("0-5", "12-17", "6-11")],
        ),
    ],
)
@pytest.mark.slow
def test_a_corrected_number_changes_only_what_depends_on_it(
    demo_built: Built,
    corrected_built: Built,
    corrected_code: str,
    table: str,
    extra: list[tuple[object, ...]],
) -> None:
    columns = list(columns_of(demo_built, table))
    changed = only_in_one(
        demo_built.database, corrected_built.database, values_of(demo_built, table)
    )
    kept = [name for name in columns if name not in PROVENANCE]
    places = [1 + kept.index(name) for name in PUBLIC[table][0]]
    for side in ("one", "other"):
        keys = sorted(tuple(row[place] for place in places) for row in changed if row[0] == side)
        assert keys == sorted(
            (assessment, corrected_code, *rest)
            for assessment in ("2024", "2024-alerts-from-3")
            for rest in extra
        )


@pytest.mark.parametrize(
    "table",
    [
        "dim_municipality",
        "dim_department",
        "dim_assessment",
        "dim_indicator",
        "dim_variable",
        "dim_source",
        "fct_expert_decision",
        "fct_row_set_aside",
        "fct_row_reason",
    ],
)
@pytest.mark.slow
def test_a_corrected_number_leaves_what_does_not_depend_on_it(
    demo_built: Built, corrected_built: Built, table: str
) -> None:
    query = values_of(demo_built, table)
    assert only_in_one(demo_built.database, corrected_built.database, query) == []


@pytest.mark.slow
def test_a_corrected_number_reaches_the_totals(
    demo_built: Built, corrected_built: Built, corrected_code: str
) -> None:
    sql = (
        "select level.measure_value, results.severity_final, results.pin, national.pin"
        " from marts.fct_pin as results"
        " inner join intermediate.int_variable_severities"
        " as level using (assessment_id, municipality_code)"
        " inner join marts.agg_pin_national as national using (assessment_id)"
        " where assessment_id = '2024' and municipality_code = ? and variable_id = 'ipor'"
    )
    ((old_level, old_severity, old_pin, old_total),) = demo_built.rows(sql, corrected_code)
    ((level, severity, pin, total),) = corrected_built.rows(sql, corrected_code)
    assert (old_level, level) == (1, 5)
    assert severity > old_severity
    assert pin > old_pin
    assert total - old_total == pytest.approx(pin - old_pin, rel=0, abs=1e-3)


@pytest.mark.slow
def test_a_corrected_file_replaces_its_rows_and_no_others(
    demo_built: Built, corrected_built: Built
) -> None:
    files = (
        "select source_id, file_name, sheet, rows_read, load_id from {db}.raw.landed_files"
        " where source_id != 'ipor'"
    )
    assert only_in_one(demo_built.database, corrected_built.database, files) == []
    levels = "select divipola, _file_name, _row_number from {db}.raw.ipor__niveles where true"
    assert only_in_one(demo_built.database, corrected_built.database, levels) == []
    accounts = "select source_id, file_name, file_sha256 from {db}.intermediate.int_row_accounts"
    changed = only_in_one(demo_built.database, corrected_built.database, accounts)
    assert [row[:2] for row in changed] == [("one", "ipor"), ("other", "ipor")]


@pytest.mark.slow
def test_another_folder_leaves_no_synthetic_row(demo_built: Built, tmp_path: Path) -> None:
    extracts = tmp_path / "extracts"
    extracts.mkdir()
    with (extracts / "poblacion_municipal.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["divipola", "anio", "sexo", "edad", "pob", "serie"])
        writer.writerows(
            ["05001", year, sex, age, 1_000, "de prueba"]
            for year in (2022, 2023, 2024)
            for sex in ("hombres", "mujeres")
            for age in (0, 30)
        )
    folder = restarted(demo_built, tmp_path / "warehouse")
    built = build(demo_built.project, folder, extracts)
    raw = built.rows(
        "select table_name from information_schema.columns"
        " where table_schema = 'raw' and column_name = '_file_name' order by table_name"
    )
    for (table,) in raw:
        expected = 12 if table == "dane__population" else 0
        assert built.rows(f"select count(*) from raw.{table}") == [(expected,)], table
    assert built.rows("select distinct is_synthetic from marts.dim_assessment") == [(False,)]
    assert built.rows(
        "select source_id, file_name, rows_read from intermediate.int_row_accounts"
    ) == [("dane", "poblacion_municipal.csv", 12)]
    assert built.rows(
        "select count(cases), count(severity) from intermediate.int_variable_severities"
    ) == [(0, 0)]
    assert built.rows("select count(*) from marts.fct_pin where pin is not null") == [(0,)]
    for table in ("fct_expert_decision", "fct_row_set_aside"):
        assert built.rows(f"select count(*) from marts.{table}") == [(0,)], table
