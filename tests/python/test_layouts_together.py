"""Layouts of one source side by side: other years add up, the same facts twice are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import ROOT
from landed import failures, run_landed
from layouts.books import Cell, write_book, write_csv
from layouts.dane import RURAL, SHEET, TOWN, WHOLE, wide_header, wide_row
from layouts.hpc import PIN_SHEET, SEVERITY_SHEET, global_rows, pin_sheet, severity_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from harness import Harness

DBT_TESTS = ROOT / "tests" / "dbt"
POPULATION_ONCE = DBT_TESTS / (
    "marts/population_has_one_value_per_municipality_year_sex_and_age.sql"
)
SEVERITY_ONCE = DBT_TESTS / (
    "accounting/published_severity_is_stated_once_per_municipality_and_area.sql"
)
WIDE = "PPED_pob_mun.xlsx"


@pytest.fixture
def extracts(tmp_path: Path) -> Path:
    folder = tmp_path / "extracts"
    folder.mkdir()
    return folder


def _wide(folder: Path, rows: list[list[Cell]]) -> None:
    write_book(folder / WIDE, {SHEET: [["PROYECCIONES"], [], wide_header(85), *rows]})


def _tidy(folder: Path, year: int) -> None:
    rows: list[list[Cell]] = [["divipola", "anio", "sexo", "edad", "pob"]]
    rows += [["05001", year, "hombres", 0, 40], ["05001", year, "mujeres", 0, 41]]
    write_csv(folder / "dane_tidy.csv", rows)


def _stated_twice(harness: Harness) -> list[tuple[object, ...]]:
    return harness.connection.execute(
        "select source_id, counted_as, data_year, one_file, other_file"
        " from amparo.intermediate.int_facts__stated_twice order by all"
    ).fetchall()


def test_a_wide_and_a_tidy_file_of_other_years_are_both_the_population(
    extracts: Path, compiled: Path
) -> None:
    _wide(extracts, [wide_row(("05001", "Medellín"), 2022, WHOLE, [2] * 86, [3] * 86)])
    _tidy(extracts, 2023)
    harness = run_landed(ROOT, compiled, extracts, ["int_population"])
    assert failures(harness, POPULATION_ONCE) == []
    found = harness.connection.execute(
        "select data_year, sex, series, count(*), sum(population)"
        " from amparo.intermediate.int_population group by all order by all"
    ).fetchall()
    assert found == [
        (2022, "female", "PPED 2018-2042", 86, 258),
        (2022, "male", "PPED 2018-2042", 86, 172),
        (2023, "female", "series not stated", 1, 41),
        (2023, "male", "series not stated", 1, 40),
    ]


def test_a_wide_and_a_tidy_file_of_one_year_are_refused_with_both_names(
    extracts: Path, compiled: Path
) -> None:
    _wide(extracts, [wide_row(("05001", "Medellín"), 2023, WHOLE, [2] * 86, [3] * 86)])
    _tidy(extracts, 2023)
    harness = run_landed(ROOT, compiled, extracts, ["int_facts__stated_twice"])
    assert _stated_twice(harness) == [("dane", "dane", 2023, WIDE, "dane_tidy.csv")]


def test_two_wide_files_of_one_year_are_refused_with_both_names(
    extracts: Path, compiled: Path
) -> None:
    rows = [wide_row(("05001", "Medellín"), 2023, WHOLE, [2] * 86, [3] * 86)]
    _wide(extracts, rows)
    rows = [wide_row(("05001", "Medellín"), 2023, WHOLE, [2] * 86, [4] * 86)]
    write_book(extracts / "PPED_2.xlsx", {SHEET: [["PROYECCIONES"], [], wide_header(85), *rows]})
    harness = run_landed(ROOT, compiled, extracts, ["int_facts__stated_twice"])
    assert _stated_twice(harness) == [("dane", "dane", 2023, "PPED_2.xlsx", WIDE)]


def test_a_wide_row_that_cannot_be_read_is_set_aside_whole_and_says_why(
    extracts: Path, compiled: Path
) -> None:
    good = wide_row(("05001", "Medellín"), 2022, WHOLE, [2] * 86, [3] * 86)
    start = 6
    wrong_sum, text, hole, other_area, no_total = (list(good) for _ in range(5))
    wrong_sum[start + 5] = 3
    text[start + 5] = "n.d."
    hole[start + 5] = None
    other_area[5] = "Vereda"
    no_total[-1] = None
    shifted = list(good)
    # men and women still add up, but one age of both together does not
    shifted[start + 2 * 86] = 6
    fewer = list(good)
    # the open band is empty for women, whose total leaves it out, too
    fewer[start + 2 * 86 - 1] = None
    fewer[-2], fewer[-1] = 255, 427
    rows = [good, wrong_sum, text, hole, other_area, no_total, shifted, fewer]
    _wide(extracts, rows)
    harness = run_landed(ROOT, compiled, extracts, ["int_rows__classified"])
    reasons = harness.connection.execute(
        "select row_number, row_reason from amparo.intermediate.int_rows__classified"
        " where source_id = 'dane' order by row_number"
    ).fetchall()
    assert reasons == [
        (4, None),
        (5, "total_mismatch"),
        (6, "invalid_number"),
        (7, "invalid_number"),
        (8, "unknown_area"),
        (9, "total_mismatch"),
        (10, "total_mismatch"),
        (11, "invalid_number"),
    ]


@pytest.mark.parametrize(
    ("odd", "reason", "years_left"),
    [
        ((3, "cinco"), "invalid_number", {2024}),
        ((4, "n.d."), "invalid_number", {2024}),
        ((2, "otro"), "unknown_sex", {2024}),
        # of an unknown year: of either
        ((1, "sin dato"), "invalid_year", set()),
    ],
)
def test_a_population_with_a_hole_is_unknown_and_not_too_small(
    extracts: Path, compiled: Path, odd: tuple[int, str], reason: str, years_left: set[int]
) -> None:
    rows: list[list[Cell]] = [
        [code, year, sex, age, 40]
        for code in ("05001", "05002")
        for year in (2023, 2024)
        for sex in ("hombres", "mujeres")
        for age in (0, 1)
    ]
    column, text = odd
    rows[1][column] = text
    header: list[Cell] = ["divipola", "anio", "sexo", "edad", "pob"]
    write_csv(extracts / "dane_tidy.csv", [header, *rows])
    harness = run_landed(ROOT, compiled, extracts, ["int_population", "int_rows__classified"])
    found = harness.connection.execute(
        "select municipality_code, data_year, sum(population)"
        " from amparo.intermediate.int_population group by all order by all"
    ).fetchall()
    whole = [("05001", year, 160) for year in sorted(years_left)]
    assert found == [*whole, ("05002", 2023, 160), ("05002", 2024, 160)]
    reasons = harness.connection.execute(
        "select row_reason, row_status, count(*) from amparo.intermediate.int_rows__classified"
        " where source_id = 'dane' and row_reason is not null group by all order by all"
    ).fetchall()
    incomplete = 7 - 4 * len(years_left)
    assert set(reasons) == {
        (reason, "set_aside", 1),
        ("population_incomplete", "set_aside", incomplete),
    }


def test_a_worksheet_beside_the_global_file_of_its_cycle_is_refused_with_both_names(
    extracts: Path, compiled: Path
) -> None:
    write_book(
        extracts / "hojas.xlsx",
        {
            PIN_SHEET: pin_sheet(2025, [["CO05001", "Todos", 7]]),
            SEVERITY_SHEET: severity_sheet(2025, [["CO05001", None, 2, 3, 3, 1, 1]]),
        },
    )
    write_csv(extracts / "jiaf2025_pin.csv", global_rows("pin", [["COL", "CO05001", 7, 1]]))
    write_csv(
        extracts / "jiaf2025_severity.csv", global_rows("severity", [["COL", "CO05001", 3, 2]])
    )
    harness = run_landed(ROOT, compiled, extracts, ["int_facts__stated_twice"])
    assert _stated_twice(harness) == [
        ("hpc", "child_protection", 2025, "hojas.xlsx", "jiaf2025_severity.csv"),
        ("hpc", "hpc", 2025, "hojas.xlsx", "jiaf2025_pin.csv"),
        ("hpc", "protection", 2025, "hojas.xlsx", "jiaf2025_severity.csv"),
    ]


def test_a_worksheet_beside_the_global_file_of_another_cycle_adds_to_it(
    extracts: Path, compiled: Path
) -> None:
    write_book(
        extracts / "hojas.xlsx",
        {
            PIN_SHEET: pin_sheet(2024, [["CO05001", "Todos", 7]]),
            SEVERITY_SHEET: severity_sheet(2024, [["CO05001", None, 2, 3, 3, 1, 1]]),
        },
    )
    write_csv(
        extracts / "jiaf2025_severity.csv", global_rows("severity", [["COL", "CO05001", 3, 2]])
    )
    harness = run_landed(ROOT, compiled, extracts, ["int_cluster_areas__severities"])
    assert failures(harness, SEVERITY_ONCE) == []
    found = harness.connection.execute(
        "select hpc_cycle, area_id, severity"
        " from amparo.intermediate.int_cluster_areas__severities"
        " where assessment_id in ('2024', '2025') order by all"
    ).fetchall()
    assert found == [
        (2024, "child_protection", 3),
        (2024, "gbv", 3),
        (2024, "hlp", 1),
        (2024, "mine_action", 1),
        (2024, "protection", 2),
        (2025, "child_protection", 3),
        (2025, "general_protection", 2),
        (2025, "protection", 2),
    ]


@pytest.fixture(scope="module")
def staged(compiled: Path, tmp_path_factory: pytest.TempPathFactory) -> Harness:
    """The warehouse with an empty wide table, to be filled by each example."""
    folder = tmp_path_factory.mktemp("wide") / "extracts"
    folder.mkdir()
    return run_landed(ROOT, compiled, folder, ["stg_dane__wide_ages"])


COUNTS = st.lists(st.integers(0, 5_000_000), min_size=4, max_size=4)
ROWS = st.lists(
    st.tuples(st.sampled_from([TOWN, RURAL, WHOLE]), st.sampled_from([2022, 2030]), COUNTS, COUNTS),
    max_size=8,
)


@settings(
    deadline=None,
    database=None,
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ROWS)
def test_from_wide_to_tidy_every_cell_is_there_once_and_the_sum_is_kept(
    staged: Harness, rows: list[tuple[str, int, list[int], list[int]]]
) -> None:
    connection = staged.connection
    connection.execute("delete from amparo.raw.dane__population_wide")
    expected: dict[tuple[int, str, int], int] = {}
    for number, (area, year, men, women) in enumerate(rows, start=10):
        cells = {"hombres": men, "mujeres": women}
        values = {f"{name}_{age}": str(n) for name, ns in cells.items() for age, n in enumerate(ns)}
        values |= {"mpio": "05001", "anio": str(year), "area_geografica": area}
        values |= {"_file_name": "f", "_sheet": "s", "_row_number": str(number)}
        names, marks = ", ".join(values), ", ".join("?" for _ in values)
        connection.execute(
            f"insert into amparo.raw.dane__population_wide ({names}) values ({marks})",
            list(values.values()),
        )
        if area == WHOLE and year == 2022:
            expected |= {
                (number, name, age): n for name, ns in cells.items() for age, n in enumerate(ns)
            }
    staged.run(
        "base_places__by_file",
        "stg_places__codes",
        "stg_places__resolved",
        "stg_dane__wide_rows",
        "stg_dane__wide_ages",
    )
    assert len(staged.rows("stg_dane__wide_rows")) == len(rows)
    found = [
        (row["row_number"], row["column_family"], row["age"], row["population"])
        for row in staged.rows("stg_dane__wide_ages")
    ]
    assert len(found) == len(expected)
    assert {key[:3]: key[3] for key in found} == expected
