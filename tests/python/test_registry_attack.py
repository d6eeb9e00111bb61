"""All published tables of the demo's registry, attacked together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pytest

from registry_attack import Attack, leaking_rows, read, read_metrics

if TYPE_CHECKING:
    import pandas as pd

    from conftest import Built

REASONED = ("registry_metrics", "registry_gaps", "registry_ranking", "registry_survival")
TABLES = (*REASONED, "registry_factors", "registry_members")
VALUES = 3


@pytest.fixture(scope="module")
def tables(demo_built: Built) -> dict[str, pd.DataFrame]:
    """What anybody can read."""
    with duckdb.connect(str(demo_built.database), read_only=True) as connection:
        return {name: connection.execute(f"select * from marts.{name}").df() for name in TABLES}


@pytest.fixture(scope="module")
def attack(tables: dict[str, pd.DataFrame]) -> Attack:
    return read_metrics(
        tables["registry_metrics"], tables["registry_gaps"], tables["registry_members"]
    )


def test_no_suppressed_count_follows_from_metrics_and_gaps_together(attack: Attack) -> None:
    assert len(attack.wanted) > 50
    assert not attack.narrower_than(VALUES)


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
