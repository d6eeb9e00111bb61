"""All published tables of the demo's registry, attacked together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pandas as pd
import pytest

from registry_attack import (
    BASE,
    MINIMUM,
    Attack,
    is_given,
    leaking_rows,
    read,
    read_factors,
    read_metrics,
)

if TYPE_CHECKING:
    from conftest import Built

REASONED = ("registry_metrics", "registry_gaps", "registry_ranking", "registry_survival")
BY_EXTRACT = ("registry_completeness", "registry_data_quality", "registry_extracts")
OF_ALL_SOURCES = ("fct_row_accounting", "fct_row_reason", "fct_quality_check")
TABLES = (
    *(*REASONED, *BY_EXTRACT, *OF_ALL_SOURCES),
    *("registry_factors", "registry_members", "registry_naive_readings"),
)
VALUES = 3
NO_COUNTS = {
    *("rank", "rank_lower", "rank_upper", "previous_rank", "day", "member_order"),
    *("reading_order", "extract_order"),
}
"""Whole numbers that count nobody."""
OF_INHABITANTS = "children_per_1000"
"""Measure whose denominator is public."""
RANKED = {
    "concentration": ("children_identified", "localidad"),
    "risk": ("left_work_rate", "localidad"),
    "burden": ("left_work_rate", "localidad"),
    "rate": (OF_INHABITANTS, "home_localidad"),
}


def read_tables(connection: duckdb.DuckDBPyConnection) -> dict[str, pd.DataFrame]:
    """All tables that tell of the registry, of tables of all sources its rows."""
    of_registry = dict.fromkeys(OF_ALL_SOURCES, " where source_id = 'registry'")
    return {
        name: connection.execute(f"select * from marts.{name}{of_registry.get(name, '')}").df()
        for name in TABLES
    }


@pytest.fixture(scope="module")
def tables(demo_built: Built) -> dict[str, pd.DataFrame]:
    """What anybody can read."""
    with duckdb.connect(str(demo_built.database), read_only=True) as connection:
        return read_tables(connection)


@pytest.fixture(scope="module")
def attack(tables: dict[str, pd.DataFrame]) -> Attack:
    return read_metrics(
        tables["registry_metrics"], tables["registry_gaps"], tables["registry_members"]
    )


def test_no_suppressed_count_follows_from_metrics_and_gaps_together(attack: Attack) -> None:
    assert len(attack.wanted) > 50
    assert not attack.narrower_than(VALUES)


def counts_of(name: str, frame: pd.DataFrame) -> dict[str, pd.Series]:
    """Whole numbers of a table that count children or their rows, by column."""
    of_children = frame
    if name in {"registry_metrics", "registry_gaps"}:
        of_children = frame[frame["metric_id"] != OF_INHABITANTS]
    return {
        column: (frame if column == "numerator" else of_children)[column].dropna().astype(float)
        for column in frame.select_dtypes("integer")
        if column not in NO_COUNTS
    }


def test_no_count_in_any_table_is_small_or_exact(tables: dict[str, pd.DataFrame]) -> None:
    found, columns = {}, set()
    for name, frame in tables.items():
        for column, counts in counts_of(name, frame).items():
            columns.add((name, column))
            faulty = counts[(counts != 0) & ((counts < MINIMUM) | (counts % BASE != 0))]
            if len(faulty):
                found[name, column] = faulty.tolist()
    assert found == {}
    looked_at = {name for name, _ in columns}
    assert looked_at == set(tables) - {"registry_members", "registry_ranking"}
    assert {("registry_factors", "member_events"), ("fct_row_accounting", "rows_read")} <= columns


def test_counts_that_two_tables_state_agree(tables: dict[str, pd.DataFrame]) -> None:
    metrics = tables["registry_metrics"]
    whole = metrics[metrics["period"] == "all"].drop(columns="period")
    key = ["metric_id", "dimension", "member"]
    both = tables["registry_gaps"].merge(whole, on=key, suffixes=("", "_metrics"))
    assert len(both) == len(tables["registry_gaps"])
    for side in ("numerator", "denominator"):
        told, other = both[side].astype(float), both[f"{side}_metrics"].astype(float)
        # neither may tell what the other keeps back
        np.testing.assert_array_equal(told, other)
    rows = tables["registry_extracts"].set_index("extract_id")["rows_read"]
    complete = tables["registry_completeness"]
    np.testing.assert_array_equal(complete["rows"], complete["extract_id"].map(rows))
    totals = metrics[(metrics["dimension"] == "total") & (metrics["period"] == "all")]
    headline = totals.set_index("metric_id")["value"]["left_work_rate"]
    assert (tables["registry_naive_readings"]["harmonised_value"] == headline).all()
    # the rows of all extracts are those of the file, within rounding of each
    accounts = tables["fct_row_accounting"]
    read = accounts.loc[accounts["unit"].notna(), "rows_read"].sum()
    assert abs(rows.sum() - read) <= BASE // 2 * (len(rows) + 1)


def test_ranks_and_curves_start_from_what_the_measures_tell(
    tables: dict[str, pd.DataFrame],
) -> None:
    metrics = tables["registry_metrics"]
    told = metrics.set_index(["metric_id", "period", "dimension", "member"])
    ranks = tables["registry_ranking"]
    for row in ranks.to_dict("records"):
        metric, dimension = RANKED[row["criterion_id"]]
        published = told.loc[metric, row["period"], dimension, row["localidad_code"]]
        assert is_given(row["value"]) <= is_given(published["value"]), row
        assert is_given(row["rank"]) <= is_given(published["value"]), row
    curves = tables["registry_survival"]
    # who comes back is watched from a later day on, so fewer are on the first one
    of_all = (curves["day"] == 0) & (curves["curve_id"] != "time_to_reintervention")
    starts = curves[of_all & curves["at_risk"].notna()]
    assert len(starts) > 3
    for row in starts.to_dict("records"):
        metric = row["curve_id"].replace("time", "days") + "_median_km"
        published = told.loc[metric, "all", row["dimension"], row["member"]]
        assert row["at_risk"] == published["denominator"], row


def test_members_of_a_factor_give_no_small_one_back(tables: dict[str, pd.DataFrame]) -> None:
    """All factors of a model are of the same rows, so what one leaves the others may tell."""
    factors = tables["registry_factors"]
    attack = read_factors(factors)
    assert attack.sums
    assert not attack.narrower_than(VALUES)
    # an attack that finds it where only one factor is folded too little: 35 are 30 and "<5"
    weak = pd.DataFrame(
        {
            "model_id": "m",
            "factor_id": ["sex", "sex", "place", "place"],
            "member": ["female", "male", "north", "south"],
            "member_observations": [20, 10, 25, None],
            "member_events": [0, 0, 0, 0],
            "observations": 30,
            "events": 0,
        }
    )
    assert not read_factors(weak).narrower_than(VALUES)
    closer = weak.assign(member_observations=[20, 5, 20, None])
    assert not read_factors(closer).narrower_than(VALUES)
    alone = weak.assign(member_observations=[5, 0, 5, None])
    assert list(read_factors(alone).narrower_than(VALUES)) == [
        ("member_observations", "m", "place", "south")
    ]


def test_the_attacker_finds_what_rounding_alone_leaves() -> None:
    # 6 of 2021 are 5 in one half of the city and 1 in the other: as published 5, 5 and "<5"
    weak = Attack()
    whole, one, other = (("q", "2021", "d", name) for name in ("all", "one", "other"))
    weak.note(whole, *read(5))
    weak.note(one, *read(5))
    weak.note(other, 1, 4)
    weak.wanted.add(other)
    weak.equal(whole, [one, other])
    assert weak.narrower_than(VALUES) == {other: (1, 2)}


def test_a_row_with_a_reason_has_no_estimate(tables: dict[str, pd.DataFrame]) -> None:
    fields = {
        "registry_gaps": ["value", "lower", "upper", "p_value", "reference_value"],
        "registry_ranking": ["value", "rank", "rank_lower", "rank_upper", "change"],
        "registry_survival": ["survival", "lower", "upper", "at_risk"],
    }
    assert not leaking_rows({name: tables[name] for name in REASONED}, fields)


def test_shares_and_their_intervals_are_those_of_the_published_counts(
    tables: dict[str, pd.DataFrame],
) -> None:
    frame = tables["registry_metrics"]
    shares = frame[
        frame["metric_id"].isin(["left_work_rate", "student_share", "children_distribution"])
        & frame["value"].notna()
    ].astype({"numerator": float, "denominator": float})
    assert len(shares) > 100
    np.testing.assert_allclose(shares["value"], shares["numerator"] / shares["denominator"])
    assert (shares["lower"] <= shares["value"]).all()
    assert (shares["value"] <= shares["upper"]).all()


def test_a_curve_falls_in_steps_of_five(tables: dict[str, pd.DataFrame]) -> None:
    curves = tables["registry_survival"].query("value_reason.isna()", engine="python")
    assert len(curves)
    assert (curves["at_risk"] % 5 == 0).all()
    assert np.allclose(curves["survival"].round(2), curves["survival"])


def test_every_reason_is_one_of_those_told_apart(tables: dict[str, pd.DataFrame]) -> None:
    known = {
        "suppressed",
        "secondary_suppression",
        "too_few_events",
        "not_recorded",
        "not_delivered",
    }
    for name in REASONED:
        frame = tables[name]
        assert set(frame["value_reason"].dropna()) <= known
        assert (
            frame["suppressed"]
            == frame["value_reason"].isin(["suppressed", "secondary_suppression"])
        ).all()
    metrics = tables["registry_metrics"]
    assert (metrics["value"].isna() == metrics["value_reason"].notna()).all()


def test_girls_every_profile_and_nearly_all_rows_are_published(
    tables: dict[str, pd.DataFrame],
) -> None:
    metrics = tables["registry_metrics"]
    whole = metrics[(metrics["metric_id"] == "children_identified") & (metrics["period"] == "all")]
    for dimension in ("sex", "profile"):
        assert whole.loc[whole["dimension"] == dimension, "value"].notna().all()
    assert (whole["dimension"] == "sex").sum() == 3
    localidades = whole[whole["dimension"] == "localidad"]
    assert localidades["value"].isna().sum() <= 2
    assert metrics["suppressed"].mean() < 0.1
