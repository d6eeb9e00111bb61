"""The harmonised registry equals the truth of the synthetic one; naive readings of it do not."""

from __future__ import annotations

from collections import Counter, defaultdict
from statistics import median
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from amparo.demo.registry import truth as registry_truth
from amparo.demo.registry.extracts import Registry, build_registry
from conftest import REGISTRY_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Built

SEED = 20240101  # of the demo
TEXTS = {
    "sex_id": "sex_text",
    "nationality_id": "nationality_text",
    "work_place_id": "work_place_text",
}
FIRST_DATA_ROW = 2
Row = dict[str, Any]


@pytest.fixture(scope="module")
def world() -> Registry:
    return build_registry(SEED, REGISTRY_ROWS)


@pytest.fixture(scope="module")
def truth(world: Registry) -> list[Row]:
    return registry_truth.intervention_rows(world)


@pytest.fixture(scope="module")
def warehouse(demo_built: Built) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(demo_built.database), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="module")
def harmonised(warehouse: duckdb.DuckDBPyConnection) -> list[Row]:
    return queried(
        warehouse,
        """
        select interventions.*, outcomes.* exclude (intervention_key)
        from intermediate.int_registry__interventions as interventions
        inner join intermediate.int_registry__outcomes as outcomes using (intervention_key)
        order by interventions.row_number
        """,
    )


def queried(warehouse: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    cursor = warehouse.execute(sql)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def share(yes: int, no: int) -> float:
    return round(100 * yes / (yes + no), 4)


def raw_cells(warehouse: duckdb.DuckDBPyConnection, condition: str) -> int:
    found = warehouse.execute(f"select count(*) from raw.registry__bd where {condition}").fetchone()
    assert found
    return int(found[0])


def test_every_row_says_what_is_true_of_it(truth: list[Row], harmonised: list[Row]) -> None:
    assert [row["row_number"] for row in harmonised] == [
        at + FIRST_DATA_ROW for at in range(len(truth))
    ]
    compared = [name for name in truth[0] if name not in TEXTS.values()]
    wrong: dict[str, list[Any]] = defaultdict(list)
    for true, found in zip(truth, harmonised, strict=True):
        for name in compared:
            if true[name] != found[name]:
                wrong[name].append((true["extract_id"], true[name], found[name]))
    summary = {name: (len(cases), Counter(cases).most_common(3)) for name, cases in wrong.items()}
    assert not summary


def test_how_every_identified_child_ended_is_counted(
    truth: list[Row], warehouse: duckdb.DuckDBPyConnection
) -> None:
    identified = ("children", "adolescents")
    counts = Counter(
        row["left_work_status_id"] for row in truth if row["intervention_type_id"] in identified
    )
    found = warehouse.execute(
        "select member, numerator from intermediate.int_registry__metrics_measured"
        " where metric_id = 'children_distribution' and period = 'all'"
        " and dimension = 'left_work_status'"
    ).fetchall()
    assert dict(found) == counts


def test_categories_are_told_apart_and_none_is_lost(
    truth: list[Row], harmonised: list[Row]
) -> None:
    for column, text in TEXTS.items():
        ids: dict[Any, set[Any]] = defaultdict(set)
        for true, found in zip(truth, harmonised, strict=True):
            ids[true[text]].add(found[column])
        assert all(len(found) == 1 for found in ids.values()), ids
        assert ids[None] == {None}
        assert all(None not in found for name, found in ids.items() if name is not None)


def test_every_accompaniment_says_what_is_true_of_it(
    world: Registry, warehouse: duckdb.DuckDBPyConnection
) -> None:
    found = queried(
        warehouse,
        """
        select interventions.row_number - 2 as row, accompaniments.*
        from intermediate.int_registry__accompaniments as accompaniments
        inner join intermediate.int_registry__interventions as interventions
            using (intervention_key)
        order by accompaniment_number, row
        """,
    )
    true = registry_truth.accompaniment_rows(world)
    assert [{name: row[name] for name in true[0]} for row in found] == true


def test_what_came_after_every_identification_is_true(
    world: Registry, warehouse: duckdb.DuckDBPyConnection
) -> None:
    found = queried(
        warehouse,
        """
        select
            identified.row_number - 2 as row,
            next.row_number - 2 as next_row,
            episodes.*
        from intermediate.int_registry__episodes as episodes
        inner join intermediate.int_registry__interventions as identified
            on episodes.intervention_key = identified.intervention_key
        left join intermediate.int_registry__interventions as next
            on episodes.next_intervention_key = next.intervention_key
        order by row
        """,
    )
    true = registry_truth.episode_rows(world)
    assert [{name: row[name] for name in true[0]} for row in found] == true
    assert (
        sum(row["is_reintervened"] for row in found)
        == (registry_truth.figures(world)["reintervened"])
    )


def test_counting_only_si_misses_the_extract_that_writes_si_otherwise(
    world: Registry, warehouse: duckdb.DuckDBPyConnection
) -> None:
    columns = "nna_desvinculado_de_la_actividad_laboral{}"
    naive = raw_cells(
        warehouse,
        " or ".join(f"{columns.format(suffix)} = 'SI'" for suffix in ("", "_1")),
    )
    by_extract = registry_truth.figures(world)["left_work_by_extract"]
    true = sum(count for key, count in by_extract.items() if key.endswith("/yes"))
    assert naive != true
    assert (
        raw_cells(warehouse, f"{columns.format('')} = 'Si'")
        == (by_extract["registry_2024_dec_2025_mar/yes"])
    )


def test_ignoring_the_repeated_column_loses_a_whole_extract(
    world: Registry, warehouse: duckdb.DuckDBPyConnection
) -> None:
    column = "upper(nna_desvinculado_de_la_actividad_laboral)"
    by_extract = registry_truth.figures(world)["left_work_by_extract"]
    true = {
        status: sum(n for key, n in by_extract.items() if key.endswith(f"/{status}"))
        for status in ("yes", "no")
    }
    naive = [raw_cells(warehouse, f"{column} = '{answer}'") for answer in ("SI", "NO")]
    third = [by_extract[f"registry_2022_sep_2023_mar/{status}"] for status in ("yes", "no")]
    assert naive == [true["yes"] - third[0], true["no"] - third[1]]
    assert share(*naive) != share(true["yes"], true["no"])


def test_dropping_repeated_rows_loses_children(
    world: Registry, warehouse: duckdb.DuckDBPyConnection
) -> None:
    found = warehouse.execute(
        "select count(*) from (select distinct columns(c -> c not like '\\_%' escape '\\')"
        " from raw.registry__bd)"
    ).fetchone()
    repeated = int((~world.forms.own).sum())
    assert found
    assert repeated
    assert found[0] <= world.forms.size - repeated


def test_taking_fillers_for_closures_moves_the_days(
    truth: list[Row], warehouse: duckdb.DuckDBPyConnection
) -> None:
    found = warehouse.execute(
        """
        with closures as (
            select
                interventions.intervention_date,
                cast(coalesce(
                    try_strptime(source_rows.fecha_seguimiento_cierre, '%d/%m/%Y'),
                    try_strptime(source_rows.fecha_seguimiento_cierre, '%Y-%m-%d')
                ) as date) as closure_date
            from raw.registry__bd as source_rows
            inner join intermediate.int_registry__interventions as interventions
                on source_rows._row_number = interventions.row_number
            where interventions.is_identification
        )

        select
            count(*) filter (where closure_date = date '2023-10-13'),
            median(closure_date - intervention_date)
        from closures
        """
    ).fetchone()
    identifying = [r for r in truth if r["intervention_type_id"] in {"children", "adolescents"}]
    days = [r["days_to_closure"] for r in identifying if r["days_to_closure"] is not None]
    assert found
    assert found[0] > len(identifying) / 4
    assert found[1] != median(days)
    assert all(str(row["closure_date"]) != "2023-10-13" for row in truth)
