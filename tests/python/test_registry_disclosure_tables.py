"""Curves, factors and ranks tell no few events: on small frames, worked out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import registry_tables
from amparo.registry import survival
from amparo.registry.disclosure import Plan
from amparo.registry.disclosure_cells import KEY
from amparo.registry.disclosure_tables import protect_factors, protect_ranking, protect_survival
from registry_attack_tables import possible_events

RULES = registry_tables.rules(registry_tables.children(50, seed=1))
LIMITS = registry_tables.PARAMETERS
NOTHING = Plan(pd.DataFrame(columns=[*KEY, "is_withheld"]).astype({"is_withheld": bool}))
ITEMS = pd.DataFrame({"item_id": ["closure", "model"], "metric_id": "left_share"})


def withheld(*cells: tuple[str, str, str, str]) -> Plan:
    return Plan(pd.DataFrame(list(cells), columns=KEY).assign(is_withheld=True))


def curve(events: list[int], total: int, of: int = 60) -> pd.DataFrame:
    """A curve of cases nobody left without the event; events until days 0, 7, 14 and so on."""
    until = np.array(events)
    before = np.concatenate([[0], until[:-1]])
    share = 1 - until / of
    return pd.DataFrame(
        {
            "curve_id": "closure",
            "dimension": "sex",
            "member": "male",
            "day": np.arange(len(until)) * 7,
            "survival": share,
            "lower": share - 0.05,
            "upper": share + 0.05,
            "at_risk": of - before,
            "events": until,
            "events_after": total - until,
        }
    )


def days_told(found: pd.DataFrame) -> list[int]:
    fields = ["survival", "lower", "upper", "at_risk"]
    assert found.loc[found["suppressed"], fields].isna().all(None)
    return list(map(int, found.loc[~found["suppressed"], "day"].tolist()))


@pytest.mark.parametrize(
    ("events", "total", "told"),
    [
        # 1 by day 7, 3 by day 14; 12 by day 21 may be told, 8 more by day 28, none by day 35
        ([0, 1, 3, 12, 20, 20], 30, [0, 21, 28, 35]),
        # after day 28 come 3: it is left out, and day 35 tells them with those before
        ([0, 6, 12, 18, 27, 30], 30, [0, 7, 14, 21, 35]),
        # 2 on the first day
        ([2, 4, 10], 30, [14]),
    ],
)
def test_a_day_is_told_where_none_or_enough_had_the_event_since(
    events: list[int], total: int, told: list[int]
) -> None:
    found = protect_survival(curve(events, total), ITEMS, NOTHING, RULES)
    assert days_told(found) == told
    assert not {"events", "events_after"} & set(found.columns)


def test_a_curve_is_told_in_hundredths_and_fives_and_ends_with_few_at_risk() -> None:
    found = protect_survival(curve([0, 7, 52, 57], 57), ITEMS, NOTHING, RULES)
    # at risk are 60, 60, 53 and 8
    assert days_told(found) == [0, 7, 14]
    assert found.loc[1, ["survival", "at_risk"]].tolist() == [0.88, 60]
    assert found.loc[2, ["survival", "at_risk"]].tolist() == [0.13, 55]


def test_a_curve_of_a_withheld_member_is_withheld() -> None:
    plan = withheld(("left_known", "all", "sex", "male"))
    assert not days_told(protect_survival(curve([0, 7, 20], 40), ITEMS, plan, RULES))


def few_events_told(told: pd.DataFrame) -> list[tuple[int, int]]:
    spans = possible_events(told, LIMITS.survival_decimals, LIMITS.survival_rounding_base)
    return [(least, most) for least, most in spans if 1 <= least <= most < 5]


def test_few_events_between_two_days_are_told_by_rounding_alone_and_by_no_protected_curve() -> None:
    chance = np.random.default_rng(1)
    broken = 0
    for _ in range(15):
        cases = int(chance.integers(20, 120))
        days = chance.integers(0, 90, cases)
        spells = survival.Spells.of(days, chance.random(cases) < 0.7, np.zeros(cases))
        measured = survival.kaplan_meier(spells, 0.95, step=7, last=90).assign(
            curve_id="closure", dimension="sex", member="male"
        )
        rounded = measured.assign(
            survival=measured["survival"].round(LIMITS.survival_decimals),
            at_risk=(measured["at_risk"] / 5).round() * 5,
        )
        broken += bool(few_events_told(rounded[measured["at_risk"] >= 10]))
        found = protect_survival(measured, ITEMS, NOTHING, RULES)
        assert not few_events_told(found[~found["suppressed"]])
        told = measured.loc[found.index[~found["suppressed"]], ["events", "events_after"]]
        since = np.diff(told["events"], prepend=0)
        assert not ((since > 0) & (since < 5)).any()
        assert not told["events_after"].between(1, 4).any()
    assert broken > 10


def factors(**members: tuple[int, int]) -> pd.DataFrame:
    """A model of sex and profile, with the members of sex as given: events, observations."""
    events = sum(count for count, _ in members.values())
    observations = sum(of for _, of in members.values())
    others = {"nurse": (40, 80), "psychologist": (events - 40, observations - 80)}
    rows = [("sex", "male", name, *counts) for name, counts in members.items()] + [
        ("profile", "psychologist", name, *counts) for name, counts in others.items()
    ]
    columns = ["factor_id", "reference_member", "member", "member_events", "member_observations"]
    return pd.DataFrame(rows, columns=columns).assign(
        model_id="model",
        is_covariate=False,
        crude_odds_ratio=1.5,
        crude_lower=1.0,
        crude_upper=2.0,
        adjusted_odds_ratio=1.4,
        adjusted_lower=0.9,
        adjusted_upper=2.1,
        p_value=0.2,
        events=events,
        observations=observations,
        events_per_variable=events / 2,
        coverage=0.9,
        caution_id="association",
    )


def told_members(found: pd.DataFrame) -> set[str]:
    hidden = found[found["suppressed"]]
    fields = ["member_events", "member_observations", "crude_odds_ratio", "p_value", "coverage"]
    assert hidden[fields].isna().all(None)
    return set(found.loc[~found["suppressed"], "member"])


def test_factors_without_few_are_told_with_their_totals() -> None:
    frame = factors(male=(60, 100), female=(30, 50))
    found = protect_factors(frame, ITEMS, NOTHING, RULES)
    assert told_members(found) == {"male", "female", "nurse", "psychologist"}
    pd.testing.assert_frame_equal(found[frame.columns], frame, check_dtype=False)


@pytest.mark.parametrize("few", [(2, 20), (18, 20), (1, 3)])
def test_a_member_of_few_events_or_few_others_is_withheld_with_another(
    few: tuple[int, int],
) -> None:
    frame = factors(male=(60, 100), female=(30, 50), intersex=few)
    found = protect_factors(frame, ITEMS, NOTHING, RULES)
    # the other factor tells the totals: with male and female, they would give the third away
    assert told_members(found) == {"male", "nurse", "psychologist"}
    assert found[["events", "observations", "events_per_variable", "coverage"]].isna().all(None)


def test_odds_to_a_withheld_reference_are_left_out() -> None:
    frame = factors(male=(2, 20), female=(30, 50), unknown=(35, 70), intersex=(30, 66))
    found = protect_factors(frame, ITEMS, NOTHING, RULES).set_index("member")
    # 2 of 20 is the reference, withheld with another; the counts of the others stay, their odds go
    assert found.loc["male", "suppressed"]
    told = found[(found["factor_id"] == "sex") & ~found["suppressed"]]
    assert len(told) == 2
    assert told["member_events"].notna().all()
    assert told[["crude_odds_ratio", "adjusted_odds_ratio", "p_value"]].isna().all(None)
    assert found.loc["nurse", "crude_odds_ratio"] == 1.5


def test_a_member_the_metrics_withhold_is_withheld() -> None:
    plan = withheld(("left_yes", "all", "sex", "female"))
    found = protect_factors(factors(male=(60, 100), female=(30, 50)), ITEMS, plan, RULES)
    # nor may it follow from the other factor's total and the only other member
    assert told_members(found) == {"nurse", "psychologist"}


def test_ranks_are_told_among_those_told() -> None:
    frame = pd.DataFrame(
        {
            "period": ["2023"] * 3 + ["2024"] * 3,
            "localidad_code": ["01", "02", "03"] * 2,
            "criterion_id": "concentration",
            "numerator": [50, 30, 20, 40, 35, 25],
            "denominator": 100,
            "value": [0.5, 0.3, 0.2, 0.4, 0.35, 0.25],
            "rank": [1, 2, 3] * 2,
            "rank_lower": [1, 2, 3] * 2,
            "rank_upper": [2, 2, 3] * 2,
            "previous_period": [None] * 3 + ["2023"] * 3,
            "previous_rank": [np.nan] * 3 + [1, 2, 3],
            "previous_value": [np.nan] * 3 + [0.5, 0.3, 0.2],
            "change": [np.nan] * 3 + [-0.1, 0.05, 0.05],
        }
    )
    criteria = pd.DataFrame(
        [("concentration", "identified", "localidad", "concentration")],
        columns=["criterion_id", "metric_id", "dimension_id", "kind_id"],
    )
    # who is second in 2024 is not told; that the third is third would say it has 26 to 39
    plan = withheld(("identified", "2024", "localidad", "02"))
    found = protect_ranking(frame, criteria, plan, RULES)
    assert found["suppressed"].tolist() == [False] * 4 + [True, False]
    later = found[found["period"].eq("2024") & ~found["suppressed"]]
    assert later["rank"].tolist() == [1, 2]
    assert later["previous_rank"].tolist() == [1, 3]
    assert (later["rank_lower"] <= later["rank"]).all()
    assert (later["rank"] <= later["rank_upper"]).all()
    city = withheld(("identified", "2024", "localidad", "known"))
    assert (
        protect_ranking(frame, criteria, city, RULES)["suppressed"].tolist()
        == [False] * 3 + [True] * 3
    )
