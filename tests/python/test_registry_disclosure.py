"""No withheld count can be worked out from what is published, by one who otherwise could."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import registry_tables
from amparo.errors import UserError
from amparo.registry.disclosure import (
    METRIC_FIELDS,
    make_plan,
    metric_statements,
    protect,
    withhold,
)
from amparo.registry.disclosure_cells import KEY
from registry_attack import Attack, Cell, read_tables

if TYPE_CHECKING:
    from amparo.registry.disclosure_rules import Rules

WIDTH = registry_tables.PARAMETERS.protection_width
DIMENSIONS = ("localidad", "subred", "sex")


def tables(count: int, seed: int, alerts: int = 1) -> tuple[pd.DataFrame, Rules]:
    rows = registry_tables.children(count, seed=seed, localidades=3, quarters=2)
    frame = registry_tables.metrics(rows, alerts, DIMENSIONS)
    return frame, registry_tables.rules(rows, alerts)


def is_small(counts: pd.Series) -> pd.Series:
    return counts.between(1, registry_tables.PARAMETERS.minimum_cell - 1)


def primary_only(frame: pd.DataFrame) -> pd.DataFrame:
    hidden = is_small(frame["numerator"]) | is_small(frame["denominator"])
    hidden |= is_small(frame["denominator"] - frame["numerator"])
    return withhold(frame, hidden, METRIC_FIELDS)


def small_cells(frame: pd.DataFrame, rules: Rules) -> dict[Cell, float]:
    statements, _ = metric_statements(frame, rules)
    small = statements[is_small(statements["count"])]
    return {tuple(row[:4]): row[4] for row in small[[*KEY, "count"]].itertuples(index=False)}


def attack(published: pd.DataFrame, frame: pd.DataFrame, rules: Rules) -> Attack:
    """An attacker who goes for what is withheld on purpose, not for neighbours in the same row."""
    found = read_tables(published, rules)
    plan = make_plan(*metric_statements(frame, rules), rules).cells
    withheld = plan.loc[plan["is_withheld"], KEY]
    found.wanted &= {tuple(row) for row in withheld.itertuples(index=False)}
    return found


@settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(count=st.integers(30, 200), seed=st.integers(0, 10_000))
def test_no_withheld_cell_can_be_recovered_or_bounded_closely(count: int, seed: int) -> None:
    frame, rules = tables(count, seed, alerts=0)
    found = attack(protect(frame, rules), frame, rules)
    assert not found.exactly()
    for cell, (least, most) in found.bounds().items():
        assert most - least >= WIDTH - 1e-6, cell


def test_the_attacker_recovers_small_cells_that_are_only_left_out() -> None:
    frame, rules = tables(150, 1)
    small = small_cells(frame, rules)
    recovered = read_tables(primary_only(frame), rules).exactly()
    right = {cell for cell, count in small.items() if round(recovered.get(cell, -1)) == count}
    assert len(right) > len(small) / 3, f"{len(right)} of {len(small)}"


def test_no_published_row_states_or_leaves_a_small_count() -> None:
    frame, rules = tables(400, 3)
    shown = protect(frame, rules).query("not suppressed")
    assert len(shown)
    for counts in (
        shown["numerator"],
        shown["denominator"],
        shown["denominator"].astype(float) - shown["numerator"].astype(float),
    ):
        assert not is_small(counts.astype(float)).any()


def test_all_fields_of_a_withheld_row_are_null_and_its_keys_are_not() -> None:
    frame, rules = tables(200, 4)
    found = protect(frame, rules)
    withheld = found[found["suppressed"]]
    assert len(withheld)
    assert withheld[METRIC_FIELDS].isna().all().all()
    pd.testing.assert_frame_equal(
        found[registry_tables.METRIC_COLUMNS], frame[registry_tables.METRIC_COLUMNS]
    )


def test_what_is_shown_is_as_it_was() -> None:
    frame, rules = tables(400, 5)
    found = protect(frame, rules)
    shown = ~found["suppressed"]
    for name in METRIC_FIELDS:
        np.testing.assert_array_equal(found.loc[shown, name].astype(float), frame.loc[shown, name])


def test_the_same_tables_in_any_order_withhold_the_same() -> None:
    frame, rules = tables(200, 6)
    shuffled = frame.sample(frac=1, random_state=1)
    again = protect(shuffled, rules).sort_index()
    pd.testing.assert_frame_equal(protect(frame, rules), again)


def test_the_total_of_large_tables_is_spared() -> None:
    frame, rules = tables(2000, 7)
    found = protect(frame, rules)
    whole = found[(found["dimension"] == "total") & (found["period"] == "all")]
    assert not whole["suppressed"].any()


def test_a_zero_is_shown_and_a_hundred_per_cent_of_few_is_not() -> None:
    _, rules = tables(100, 8)
    counts = pd.DataFrame(
        {
            "metric_id": "alert_0",
            "period": "all",
            "dimension": "sex",
            "member": ["none_of_9", "all_of_9", "all_of_10", "half"],
            "numerator": [0.0, 9.0, 10.0, 30.0],
            "denominator": [9.0, 9.0, 10.0, 60.0],
        }
    ).assign(value=0.0, lower=0.0, upper=1.0, coverage=1.0)
    strict = dataclasses.replace(rules.parameters, full_cell_minimum=10)
    found = protect(counts, dataclasses.replace(rules, parameters=strict))
    assert found["suppressed"].tolist() == [False, True, False, False]


def test_a_median_of_few_cases_is_not_shown() -> None:
    frame, rules = tables(400, 9)
    few = frame["metric_id"].eq("median_days") & frame["denominator"].lt(10)
    assert few.any()
    assert protect(frame, rules).loc[few, "suppressed"].all()


def test_rounded_counts_are_multiples_and_values_follow_from_them() -> None:
    frame, rules = tables(800, 10)
    rounding = dataclasses.replace(
        rules, parameters=dataclasses.replace(rules.parameters, rounding_base=5)
    )
    shown = protect(frame, rounding).query("not suppressed")
    for name in ("numerator", "denominator"):
        assert (shown[name].dropna().astype(float) % 5 == 0).all()
    shares = shown[shown["metric_id"].eq("left_share") & shown["denominator"].gt(0)].astype(
        dict.fromkeys(METRIC_FIELDS, float)
    )
    assert len(shares)
    np.testing.assert_allclose(shares["value"], shares["numerator"] / shares["denominator"])
    assert (shares["lower"] <= shares["value"] + 1e-9).all()
    assert (shares["upper"] >= shares["value"] - 1e-9).all()


def test_a_dimension_that_no_seed_declares_is_not_published() -> None:
    frame, rules = tables(100, 11)
    cut = dataclasses.replace(rules, dimension_sums=rules.dimension_sums.iloc[1:])
    with pytest.raises(UserError, match=r"registry_dimension_sums.*localidad|localidad"):
        protect(frame, cut)


def test_a_metric_that_no_seed_declares_is_not_published() -> None:
    frame, rules = tables(100, 11)
    cut = dataclasses.replace(rules, metric_quantities=rules.metric_quantities.iloc[1:])
    with pytest.raises(UserError, match="identified"):
        protect(frame, cut)


def test_two_counts_of_one_quantity_stop() -> None:
    frame, rules = tables(100, 12)
    frame.loc[frame["metric_id"].eq("left_share_of_all"), "numerator"] += 1
    with pytest.raises(UserError, match="left_yes"):
        protect(frame, rules)


def test_parts_above_their_whole_stop() -> None:
    frame, rules = tables(100, 13)
    total = frame["dimension"].eq("total") & frame["period"].eq("all")
    frame.loc[total & frame["metric_id"].eq("identified"), "numerator"] = 1
    frame.loc[total & frame["metric_id"].str.contains("of_all|no_data|alert"), "denominator"] = 1
    with pytest.raises(UserError, match="identified"):
        protect(frame, rules)
