"""The statistics of the registry against hand computations, closed forms and other libraries."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats

from amparo.errors import UserError
from amparo.registry.statistics import comparisons, factors, funnel, intervals, ranking, survival
from amparo.registry.statistics.parameters import Parameters
from amparo.registry.statistics.survival import Spells
from amparo.registry.tables import RANKING, typed

Z = 1.959963984540054


def wilson_by_hand(count: int, total: int) -> tuple[float, float]:
    share = count / total
    middle = (share + Z**2 / (2 * total)) / (1 + Z**2 / total)
    half = Z / (1 + Z**2 / total) * math.sqrt(share * (1 - share) / total + Z**2 / (4 * total**2))
    return middle - half, middle + half


@pytest.mark.parametrize(("count", "total"), [(0, 7), (3, 7), (7, 7), (43218, 52234)])
def test_wilson_is_the_printed_formula(count: int, total: int) -> None:
    lower, upper = intervals.wilson([count], [total], 0.95)
    assert (lower[0], upper[0]) == pytest.approx(wilson_by_hand(count, total), abs=1e-9)
    assert lower[0] <= count / total <= upper[0]


def test_no_total_gives_no_interval() -> None:
    assert np.isnan(intervals.wilson([0, 1], [0, 2], 0.95)).tolist() == [[True, False]] * 2
    assert np.isnan(intervals.poisson_rate([0], [0], 0.95)).all()


def test_the_rate_interval_is_garwoods() -> None:
    lower, upper = intervals.poisson_rate([10, 0], [5000, 5000], 0.95, per=1000)
    assert lower.tolist() == pytest.approx([stats.chi2.ppf(0.025, 20) / 2 / 5, 0])
    assert upper.tolist() == pytest.approx(
        [
            stats.chi2.ppf(0.975, 22) / 2 / 5,
            stats.chi2.ppf(0.975, 2) / 2 / 5,
        ]
    )


def test_the_median_of_ten_lies_between_the_second_and_the_ninth() -> None:
    # the textbook's order statistics: P(2 <= B(10, 1/2) <= 8) = 0.979, and no closer pair has 0.95
    assert intervals.quantile(range(1, 11), 0.5, 0.95) == (5.5, 2, 9)


def test_too_few_days_have_no_bounds() -> None:
    value, lower, upper = intervals.quantile([4], 0.5, 0.95)
    assert value == 4
    assert math.isnan(lower)
    assert math.isnan(upper)
    assert np.isnan(intervals.quantile([], 0.5, 0.95)).all()


def test_a_share_against_the_rest_is_the_chi_squared_of_the_table() -> None:
    # [[80, 20], [300, 200]] is member and rest; n (ad - bc)^2 / (product of the margins)
    statistic = 600 * (80 * 200 - 20 * 300) ** 2 / (100 * 500 * 380 * 220)
    found = comparisons.share_against_rest(80, 100, 380, 600, fisher_below=5)
    assert found == pytest.approx(stats.chi2.sf(statistic, 1))


def test_small_tables_are_fishers() -> None:
    # [[3, 0], [1, 3]]: tables as unlikely as this one are 3 and 0 of the three draws
    chance = stats.hypergeom(7, 4, 3).pmf
    by_hand = sum(chance(k) for k in range(4) if chance(k) <= chance(3) + 1e-12)
    assert comparisons.share_against_rest(3, 3, 4, 7, fisher_below=5) == pytest.approx(by_hand)


def test_nothing_to_compare_has_no_p_value_and_no_difference_is_one() -> None:
    assert math.isnan(comparisons.share_against_rest(0, 0, 5, 10, 5))
    assert math.isnan(comparisons.share_against_rest(5, 10, 5, 10, 5))
    assert comparisons.share_against_rest(10, 10, 40, 40, 5) == 1


def test_holm_by_hand_and_missing_p_values_do_not_count() -> None:
    found = comparisons.corrected([0.01, math.nan, 0.04, 0.03], "holm")
    assert found.tolist() == pytest.approx([0.03, math.nan, 0.06, 0.06], nan_ok=True)


def test_a_small_member_stays_inside_the_funnel_where_a_large_one_leaves_it() -> None:
    def place(count: int, total: int) -> str | None:
        limits = [funnel.limits([total], 0.8, level) for level in (0.95, 0.998)]
        inner, outer = ((float(low[0]), float(high[0])) for low, high in limits)
        return funnel.position(count / total if total else math.nan, inner, outer)

    assert place(3, 5) == "within"
    assert place(300, 500) == "below_outer"
    assert place(500, 500) == "above_outer"
    assert place(77, 105) == "within"
    assert place(75, 105) == "below_inner"
    assert place(0, 0) is None


@pytest.mark.parametrize("total", [1, 5, 40, 1000])
def test_funnel_limits_leave_out_no_more_than_they_say(total: int) -> None:
    lower, upper = funnel.limits([total], 0.83, 0.95)
    counts = np.arange(total + 1)
    outside = (counts / total < lower[0]) | (counts / total > upper[0])
    assert stats.binom(total, 0.83).pmf(counts[outside]).sum() <= 0.05


def test_kaplan_meier_by_hand() -> None:
    spells = Spells.of([3, 4, 4, 5, 6, 6], [1, 1, 1, 1, 0, 0], [0] * 6)
    curve = survival.kaplan_meier(spells, 0.95, step=1, last=100).set_index("day")
    assert curve["survival"].tolist() == pytest.approx([1, 1, 1, 5 / 6, 3 / 6, 2 / 6, 2 / 6])
    assert curve["at_risk"].tolist() == [6, 6, 6, 6, 5, 3, 2]
    # Greenwood's variance on the log-log scale, at day 5
    greenwood = 1 / (6 * 5) + 2 / (5 * 3) + 1 / (3 * 2)
    share = 2 / 6
    width = Z * math.sqrt(greenwood) / math.log(share)
    bounds = [share ** math.exp(-sign * width) for sign in (1, -1)]
    assert curve.loc[5, ["lower", "upper"]].tolist() == pytest.approx(sorted(bounds))
    assert survival.quantile(spells, 0.5, 0.95)[0] == 4
    assert math.isnan(survival.quantile(spells, 0.9, 0.95)[0])


def test_who_comes_under_observation_late_is_not_at_risk_before() -> None:
    # day 10: 2 at risk, 1 event; day 30: the late one has joined, 2 at risk, 1 event
    spells = Spells.of([10, 40, 30], [1, 0, 1], [0, 0, 20])
    assert survival.survival_at(spells, 10, 0.95)[0] == pytest.approx(1 / 2)
    assert survival.survival_at(spells, 30, 0.95)[0] == pytest.approx(1 / 2 * 1 / 2)
    ignoring = Spells.of([10, 40, 30], [1, 0, 1], [0, 0, 0])
    assert survival.survival_at(ignoring, 30, 0.95)[0] == pytest.approx(2 / 3 * 1 / 2)


def test_a_day_nobody_was_watched_on_ends_what_can_be_said() -> None:
    spells = Spells.of([10, 200, 300], [0, 1, 0], [0, 100, 100])
    assert len(spells) == 1
    assert np.isnan(survival.survival_at(spells, 200, 0.95)).all()
    late_only = Spells.of([200], [1], [100])
    assert survival.kaplan_meier(late_only, 0.95, 1, 300).empty


@pytest.mark.parametrize("seed", range(20))
def test_any_curve_with_late_entries_is_the_product_of_its_days(seed: int) -> None:
    generator = np.random.default_rng(seed)
    entry = generator.choice([0, 0, 5, 20], size=12)
    days = entry + generator.integers(0, 15, size=12)
    observed = generator.random(12) < 0.6
    spells = Spells.of(days, observed, entry)
    curve = survival.kaplan_meier(spells, 0.95, step=1, last=100)
    share, until = 1.0, set(curve["day"])
    for day in range(int(days.max()) + 1):
        at_risk = (entry <= day) & (days >= day)
        # nobody is left, or nobody of those there the day before
        if not at_risk.any() or (day > 0 and entry[at_risk].min() == day):
            assert day not in until
            break
        share *= 1 - (at_risk & observed & (days == day)).sum() / at_risk.sum()
        assert curve.loc[curve["day"] == day, "survival"].item() == pytest.approx(share, abs=1e-6)


def test_logrank_by_hand() -> None:
    one, other = Spells.of([1, 3], [1, 1], [0, 0]), Spells.of([2, 4], [1, 0], [0, 0])
    # day: at risk (one, all); expected in one = share at risk; variance of the hypergeometric
    expected = 2 / 4 + 1 / 3 + 1 / 2
    variance = 1 / 4 + 2 / 9 + 1 / 4
    by_hand = stats.chi2.sf((2 - expected) ** 2 / variance, 1)
    assert survival.logrank(one, other) == pytest.approx(by_hand)
    assert math.isnan(survival.logrank(one, Spells.of([], [], [])))
    assert survival.logrank(Spells.of([9], [0], [0]), Spells.of([9], [0], [0])) == 1


LIMITS = factors.Limits(level=0.95, member_events=2, events_per_variable=10)


def rows_of(cells: dict[tuple[str, str], tuple[int, int]]) -> pd.DataFrame:
    """One row per child: cells (sex, place) with events and non-events, each its own cluster."""
    rows = [
        {"sex": sex, "place": place, "outcome": outcome}
        for (sex, place), tally in cells.items()
        for outcome, times in zip((1, 0), tally, strict=True)
        for _ in range(times)
    ]
    return pd.DataFrame(rows).assign(cluster=range(len(rows)))


CONFOUNDED = {
    ("m", "x"): (80, 20),
    ("f", "x"): (400, 110),
    ("m", "y"): (90, 400),
    ("f", "y"): (30, 120),
}
FACTORS = [factors.Factor("sex", "f"), factors.Factor("place", "x")]


def member(found: pd.DataFrame, factor: str, name: str) -> pd.Series[float]:
    return found[(found["factor_id"] == factor) & (found["member"] == name)].iloc[0]


def test_the_crude_odds_ratio_is_that_of_the_table_with_woolfs_interval() -> None:
    found = member(factors.odds_ratios(rows_of(CONFOUNDED), FACTORS, LIMITS), "sex", "m")
    table = (170, 420, 430, 230)
    ratio = (table[0] / table[1]) / (table[2] / table[3])
    width = Z * math.sqrt(sum(1 / cell for cell in table))
    assert found["crude_odds_ratio"] == pytest.approx(ratio)
    assert found["crude_lower"] == pytest.approx(ratio * math.exp(-width), rel=1e-3)
    assert found["crude_upper"] == pytest.approx(ratio * math.exp(width), rel=1e-3)


def test_the_adjusted_odds_ratio_is_that_of_the_likelihood_and_undoes_confounding() -> None:
    data = rows_of(CONFOUNDED)
    found = factors.odds_ratios(data, FACTORS, LIMITS)
    design = np.column_stack([np.ones(len(data)), data["sex"] == "m", data["place"] == "y"])

    def loss(beta: np.ndarray) -> float:
        score = design @ beta
        return float(np.logaddexp(0, score).sum() - (score * data["outcome"]).sum())

    best = np.exp(optimize.minimize(loss, np.zeros(3), method="BFGS").x)
    assert member(found, "sex", "m")["adjusted_odds_ratio"] == pytest.approx(best[1], rel=1e-3)
    assert member(found, "place", "y")["adjusted_odds_ratio"] == pytest.approx(best[2], rel=1e-3)
    assert member(found, "sex", "m")["crude_odds_ratio"] < 0.3
    assert 0.8 < member(found, "sex", "m")["adjusted_odds_ratio"] < 1.1
    assert member(found, "sex", "f")["caution_id"] == factors.REFERENCE
    assert member(found, "sex", "m")["events_per_variable"] == 600 / 2
    assert member(found, "sex", "m")["caution_id"] == factors.ASSOCIATION


def test_children_of_one_form_do_not_count_as_two_answers() -> None:
    once = rows_of(CONFOUNDED)
    twice = pd.concat([once, once], ignore_index=True)
    alone = member(factors.odds_ratios(once, FACTORS, LIMITS), "sex", "m")
    siblings = member(factors.odds_ratios(twice, FACTORS, LIMITS), "sex", "m")
    assert siblings["adjusted_lower"] == pytest.approx(alone["adjusted_lower"], rel=1e-3)
    strangers = twice.assign(cluster=range(len(twice)))
    narrower = member(factors.odds_ratios(strangers, FACTORS, LIMITS), "sex", "m")
    assert narrower["adjusted_lower"] > siblings["adjusted_lower"] * 1.02


def test_a_member_with_hardly_an_event_has_no_odds_ratio_and_says_so() -> None:
    data = rows_of(CONFOUNDED | {("i", "x"): (5, 0)})
    found = factors.odds_ratios(data, FACTORS, LIMITS)
    few = member(found, "sex", "i")
    assert math.isnan(few["crude_odds_ratio"])
    assert math.isnan(few["adjusted_odds_ratio"])
    assert few["caution_id"] == factors.FEW_EVENTS
    assert few["member_observations"] == 5
    assert few["observations"] == len(data) - 5


def test_what_cannot_be_told_apart_is_not_estimated() -> None:
    data = rows_of({("m", "y"): (30, 70), ("f", "x"): (60, 40)})
    found = member(factors.odds_ratios(data, FACTORS, LIMITS), "sex", "m")
    assert math.isnan(found["adjusted_odds_ratio"])
    assert found["caution_id"] == factors.NOT_ESTIMABLE
    assert found["crude_odds_ratio"] == pytest.approx((30 / 70) / (60 / 40))


def test_a_model_with_few_events_per_variable_warns() -> None:
    data = rows_of({("m", "x"): (5, 6), ("f", "x"): (6, 5), ("m", "y"): (4, 7), ("f", "y"): (3, 5)})
    found = member(factors.odds_ratios(data, FACTORS, LIMITS), "sex", "m")
    assert found["events_per_variable"] == 18 / 2
    assert found["caution_id"] == factors.FEW_EVENTS


def test_ranks_of_what_is_clear_have_no_width_and_small_members_have_much() -> None:
    rank, lower, upper = ranking.of_shares(
        [900, 500, 3, 100, 0], [1000, 1000, 5, 1000, 0], 0.95, 4000, 1
    )
    assert rank.tolist() == pytest.approx([1, 3, 2, 4, math.nan], nan_ok=True)
    assert (lower[2], upper[2]) == (1, 3)
    assert (lower[3], upper[3]) == (4, 4)


def test_the_rank_interval_is_as_wide_as_the_chance_of_changing_places() -> None:
    # two counts: the chance that the smaller comes first, of two Gamma variables, is a Beta's
    for counts, may_swap in (((110, 90), True), ((200, 90), False)):
        swapped = stats.beta(counts[1] + 0.5, counts[0] + 0.5).sf(0.5)
        assert (swapped > 0.025) == may_swap
        _, lower, upper = ranking.of_concentration(counts, [1, 1], 0.95, 20000, 7)
        assert (lower[0], upper[0]) == (1, 2 if may_swap else 1)


def test_the_same_seed_gives_the_same_ranks_and_ties_share_one() -> None:
    one = ranking.of_concentration([10, 10, 3], [1, 1, 1], 0.95, 500, 3)
    other = ranking.of_concentration([10, 10, 3], [1, 1, 1], 0.95, 500, 3)
    assert [part.tolist() for part in one] == [part.tolist() for part in other]
    assert one[0].tolist() == [1, 1, 3]


def test_a_parameter_that_is_missing_or_no_number_is_named() -> None:
    parameters = Parameters({"confidence_level": "mucha"})
    with pytest.raises(UserError, match="confidence_level"):
        parameters.number("confidence_level")
    with pytest.raises(UserError, match="ranking_seed"):
        parameters.whole("ranking_seed")
    with pytest.raises(UserError, match="debe ser un número, no «nan»"):
        Parameters({"survival_last_day": "nan"}).whole("survival_last_day")
    with pytest.raises(UserError, match=r"debe ser un número entero, no 2\.5"):
        Parameters({"survival_last_day": "2.5"}).whole("survival_last_day")


def test_columns_of_nothing_but_nulls_keep_their_type() -> None:
    frame = pd.DataFrame([dict.fromkeys(RANKING)])
    table = typed(frame.assign(rank=[math.nan], value=[0.5]), RANKING)
    assert [str(kind) for kind in table.schema.types] == [str(kind) for kind in RANKING.values()]
    assert table.column("rank").to_pylist() == [None]
    assert table.column("value").to_pylist() == [0.5]
