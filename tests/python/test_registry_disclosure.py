"""The rule of disclosure control, row by row and in sums, on frames worked out by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from amparo.registry.disclosure import suppress_further
from amparo.registry.statistics.curves import publish_curves
from amparo.registry.statistics.gaps import publish_gaps
from amparo.registry.statistics.parameters import Parameters
from amparo.registry.statistics.prioritisation import publish_ranks
from amparo.registry.sums import KEY, REST, exposed

if TYPE_CHECKING:
    from harness import Harness

ROOT = Path(__file__).parents[2]
RULE = {
    "minimum_cell": 5,
    "rounding_base": 5,
    "full_cell_minimum": 10,
    "minimum_values": 3,
    "minimum_persons": 10,
    "minimum_events": 10,
    "decimals": 2,
}
MEASURED = {
    **dict.fromkeys(("metric_id", "period", "dimension", "member"), "varchar"),
    **dict.fromkeys(("numerator", "denominator", "known", "concerned"), "bigint"),
    **dict.fromkeys(("value", "lower", "upper"), "double"),
}
PARAMETERS = Parameters(
    {
        "confidence_level": "0.95",
        "significance_level": "0.05",
        "correction_method": "holm",
        "fisher_below_expected": "5",
        "funnel_inner_level": "0.95",
        "funnel_outer_level": "0.998",
        "ranking_simulations": "200",
        "ranking_seed": "1",
    }
)
Published = tuple[int | None, int | None, str | None]


def rounded(
    harness: Harness, metric: str, numerator: int | None, denominator: int | None, value: float = 1
) -> Published:
    """What one row of a measure becomes."""
    row = {
        "metric_id": metric,
        "period": "all",
        "dimension": "total",
        "member": "total",
        "numerator": numerator,
        "denominator": denominator,
        "known": denominator,
        "concerned": denominator,
        "value": value,
    }
    harness.put("int_registry__metrics_measured", [row], MEASURED)
    harness.run("int_registry__counts_rounded")
    (found,) = harness.rows("int_registry__counts_rounded")
    return found["numerator"], found["denominator"], found["value_reason"]


@pytest.fixture(scope="module")
def ruled(compiled: Path) -> Harness:
    from harness import Harness as Warehouse  # noqa: PLC0415 - one for the module

    warehouse = Warehouse(ROOT, compiled)
    warehouse.seed("metrics", "disclosure_rules", "disclosure_folds", "registry_dimensions")
    return warehouse


@pytest.mark.parametrize(
    ("count", "published", "reason"),
    [
        (0, 0, None),
        (1, None, "suppressed"),
        (4, None, "suppressed"),
        (5, 5, None),
        (7, 5, None),
        (8, 10, None),
        (43548, 43550, None),
        (None, None, None),
    ],
)
def test_a_count_is_suppressed_or_rounded(
    ruled: Harness, count: int | None, published: int | None, reason: str | None
) -> None:
    assert rounded(ruled, "children_identified", count, None) == (published, None, reason)


@pytest.mark.parametrize(
    ("numerator", "denominator", "published"),
    [
        (61, 117, (60, 115, None)),
        (0, 60, (0, 60, None)),
        (4, 60, (None, 60, "suppressed")),
        # 3 did not: the counts are published, the share would say 100 %
        (57, 60, (55, 60, "suppressed")),
        (60, 60, (60, 60, None)),
        # of a small group neither that all have it, nor how many
        (10, 10, (10, 10, None)),
        (9, 9, (None, 10, "secondary_suppression")),
        (6, 8, (None, 10, "secondary_suppression")),
        (2, 3, (None, None, "suppressed")),
        (0, 7, (0, 5, None)),
        # nobody answered is no few
        (0, 0, (0, 0, "not_recorded")),
    ],
)
def test_a_share_follows_its_numerator_its_denominator_and_what_is_left(
    ruled: Harness, numerator: int, denominator: int, published: Published
) -> None:
    assert rounded(ruled, "left_work_rate", numerator, denominator) == published


@pytest.mark.parametrize(
    ("numerator", "denominator", "published"),
    [
        (10, 12, (10, 10, None)),
        # no event is no secret: there are too few for a median
        (0, 40, (0, 40, "too_few_events")),
        (9, 40, (10, 40, "too_few_events")),
        (4, 40, (None, 40, "too_few_events")),
        (3, 4, (None, None, "suppressed")),
        (0, 0, (0, 0, "not_recorded")),
    ],
)
def test_a_median_needs_persons_and_events(
    ruled: Harness, numerator: int, denominator: int, published: Published
) -> None:
    assert rounded(ruled, "days_to_closure_median", numerator, denominator) == published


def test_inhabitants_are_exact_and_without_them_nothing_was_delivered(ruled: Harness) -> None:
    assert rounded(ruled, "children_per_1000", 12, 1234) == (10, 1234, None)
    assert rounded(ruled, "children_per_1000", 12, None) == (10, None, "not_delivered")


def test_rare_members_count_together_and_places_only_by_time(ruled: Harness) -> None:
    persons = {
        ("sex", "male"): 60,
        ("sex", "intersex"): 3,
        ("profile", "nurse"): 9,
        ("profile", "nutritionist"): 4,
        ("profile", "social_worker"): 50,
        ("stratum", "stratum_5"): 20,
        ("stratum", "stratum_4"): 15,
        ("localidad", "20"): 4,
        ("localidad", "11"): 300,
        ("subred", "sur"): 2,
    }
    members = [
        {"intervention_key": str(number), "dimension": dimension, "member": member}
        for (dimension, member), count in persons.items()
        for number in range(count)
    ]
    dated = [
        {"intervention_date": date(year, 3, 1), "intervention_year": year} for year in (2021, 2022)
    ]
    folding = [
        {"period_kind": "all", "minimum_member": 30, "minimum_others": 10},
        {"period_kind": "year", "minimum_member": 20, "minimum_others": 5},
    ]
    ruled.put("int_registry__members", members, dict.fromkeys(members[0], "varchar"))
    kinds = {"intervention_date": "date", "intervention_year": "integer"}
    ruled.put("int_registry__interventions", dated, kinds)
    numbers = {"minimum_member": "integer", "minimum_others": "integer"}
    ruled.put("disclosure_folding", folding, {"period_kind": "varchar"} | numbers)
    ruled.run("int_registry__member_folds")
    found = {
        (row["period_kind"], row["dimension"], row["member"]): row["published_member"]
        for row in ruled.rows("int_registry__member_folds")
    }
    whole = {key[1:]: member for key, member in found.items() if key[0] == "all"}
    assert whole == {
        ("sex", "male"): "male",
        # three are too few for a category of their own, and for one of others
        ("sex", "intersex"): "unknown",
        ("profile", "nurse"): "other_categories",
        ("profile", "nutritionist"): "other_categories",
        ("profile", "social_worker"): "social_worker",
        ("stratum", "stratum_5"): "stratum_4_6",
        ("stratum", "stratum_4"): "stratum_4_6",
        ("localidad", "20"): "20",
        ("localidad", "11"): "11",
        ("subred", "sur"): "sur",
    }
    assert found["year", "localidad", "20"] == "unknown"
    assert found["year", "stratum", "stratum_4"] == "other_categories"
    assert found["year", "subred", "sur"] == "sur"


def counts(**stated: tuple[float, float]) -> pd.DataFrame:
    """Counts of one quantity by sex: published (nan where suppressed) and exact, by member."""
    rows = [
        ("q", "2021", "total" if name == "total" else "sex", name, *both)
        for name, both in stated.items()
    ]
    frame = pd.DataFrame(rows, columns=[*KEY, "published", "exact"])
    return frame.assign(is_told_few=frame["published"].isna(), least=1)


NONE = float("nan")


@pytest.mark.parametrize(
    ("stated", "hidden"),
    [
        # 6 are 5 and 1; published as 5 and 5 they leave 1 or 2
        ({"total": (5, 6), "male": (5, 5), "female": (NONE, 1)}, ["male"]),
        # 12 are 10 and 2: 10 and 10 leave 1 to 4
        ({"total": (10, 12), "male": (10, 10), "female": (NONE, 2)}, []),
        # 22 are 13, 8 and 1: published as 20, 15 and 10 they leave only 1
        ({"total": (20, 22), "male": (15, 13), "female": (10, 8), "other": (NONE, 1)}, ["female"]),
        # two suppressed ones hide each other
        ({"total": (5, 6), "male": (NONE, 4), "female": (NONE, 2)}, []),
        # what does not add up is no sum
        ({"total": (5, 7), "male": (5, 5), "female": (NONE, 1)}, []),
    ],
)
def test_a_sum_that_leaves_too_few_values_loses_its_smallest_other(
    stated: dict[str, tuple[float, float]], hidden: list[str]
) -> None:
    assert [key[3] for key in exposed(counts(**stated), RULE)] == hidden


def test_what_a_part_leaves_of_its_whole_is_a_count_too() -> None:
    frame = counts(total=(5, 7))
    part = frame.assign(quantity="part", published=5.0, exact=5.0)
    left = frame.assign(quantity=f"q{REST}part", published=np.nan, exact=2.0, is_told_few=True)
    found = exposed(pd.concat([frame, part, left], ignore_index=True), RULE)
    # 5 of 5 to 7 leave 1 or 2
    assert len(found) == 1


def test_suppressed_parts_that_narrow_a_suppressed_whole_are_no_longer_told_few() -> None:
    # three parts of 1 to 4 leave 3 or 4 to a whole of "<5"
    frame = counts(total=(NONE, 4), male=(NONE, 1), female=(NONE, 2), other=(NONE, 1))
    assert [key[3] for key in exposed(frame, RULE)] == ["male"]


def test_who_is_folded_in_quarters_is_together_who_is_not_in_the_year() -> None:
    def stated(period: str, member: str, published: float, exact: int) -> tuple[Any, ...]:
        kind = "total" if member == "total" else "place"
        return ("q", period, kind, member, published, exact, bool(np.isnan(published)))

    rows = [
        stated("2021", "total", 30, 30),
        stated("2021", "north", 20, 22),
        stated("2021", "13", NONE, 4),
        stated("2021", "17", NONE, 4),
        stated("2021-T1", "total", 10, 9),
        stated("2021-T1", "north", 10, 8),
        stated("2021-T1", "others", NONE, 1),
        stated("2021-T2", "total", 10, 10),
        stated("2021-T2", "north", 10, 8),
        stated("2021-T2", "others", NONE, 2),
        stated("2021-T3", "total", 10, 11),
        stated("2021-T3", "north", 5, 6),
        stated("2021-T3", "others", 5, 5),
    ]
    columns = [*KEY, "published", "exact", "is_told_few"]
    frame = pd.DataFrame(rows, columns=columns).assign(least=1)
    # the others are at least 1, 1 and 5: 13 and 17 are 3 or 4 each
    assert ("q", "2021", "place", "13") in set(exposed(frame, RULE))
    # without a third quarter they are at least 2
    assert not len(exposed(frame[frame["period"] != "2021-T3"], RULE))


def test_a_count_that_is_suppressed_further_goes_from_every_row_that_states_it() -> None:
    shared = {"period": "2021", "decimals": NONE, "value": NONE, "lower": NONE, "upper": NONE}
    names = ["metric_id", "kind_id", "dimension", "member", "numerator", "denominator"]
    names += ["exact_numerator", "exact_denominator", "value_reason"]
    rows = [
        ("count", "count", "total", "total", 5, NONE, 6, NONE, None),
        ("count", "count", "sex", "male", 5, NONE, 5, NONE, None),
        ("count", "count", "sex", "female", NONE, NONE, 1, NONE, "suppressed"),
        ("share", "share", "sex", "male", 0, 5, 0, 5, None),
    ]
    frame = pd.DataFrame(rows, columns=names).assign(
        **shared,
        known=5.0,
        concerned=5.0,
        exact_coverage=NONE,
        numerator_quantity=["q", "q", "q", "yes"],
        denominator_quantity=[None, None, None, "q"],
        numerator_part_of="",
        denominator_part_of="",
        coverage_quantity=None,
    )
    found = suppress_further(frame, RULE)
    assert found["value_reason"].tolist() == [
        None,
        "secondary_suppression",
        "suppressed",
        "secondary_suppression",
    ]
    assert found["numerator"].isna().tolist() == [False, True, True, False]
    assert np.isnan(found.loc[3, "denominator"])


NAMES = ("metric_id", "kind_id", "member", "numerator", "denominator", "value_reason")
EXACT = ("exact_numerator", "exact_denominator", "exact_coverage")
QUANTITIES = {
    "count": ("q", None, None),
    "share": ("yes", "q", "asked"),
    "distribution": ("q", "q", "q"),
}


def by_sex(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """Rows of one period: NAMES, EXACT and concerned, as ``suppress_further`` takes them."""
    frame = pd.DataFrame(rows, columns=[*NAMES, *EXACT, "concerned"])
    named = zip(*(QUANTITIES[kind] for kind in frame["kind_id"]), strict=True)
    sides = ("numerator", "denominator", "coverage")
    quantities = {f"{s}_quantity": list(found) for s, found in zip(sides, named, strict=True)}
    parts = {f"{side}_part_of": "" for side in sides[:2]}
    return frame.assign(
        period="2021",
        dimension=np.where(frame["member"] == "total", "total", "sex"),
        known=frame["denominator"],
        **quantities,
        **parts,
    )


def test_that_none_of_a_small_group_has_it_is_not_told_by_a_sum_either() -> None:
    """One asked and none who has it: 20 of 20 and 10 would leave 0 or 1 of "fewer than ten"."""
    frame = by_sex(
        ("s", "share", "total", 30, 60, None, 28, 62, 62, 60),
        ("s", "share", "male", 20, 40, None, 18, 40, 40, 40),
        ("s", "share", "female", 10, 20, None, 10, 21, 21, 20),
        ("s", "share", "unknown", NONE, NONE, "suppressed", 0, 1, 1, NONE),
    )
    # 28 to 32 less 18 to 22 and 8 to 12 may be 0 to 6
    assert suppress_further(frame, RULE)["value_reason"].tolist() == [None] * 3 + ["suppressed"]
    closer = frame.assign(numerator=[25, 20, 10, NONE], exact_numerator=[27, 18, 9, 0])
    # 23 to 27 less 18 to 22 and 8 to 12 may be 0 or 1
    found = suppress_further(closer, RULE)["value_reason"].tolist()
    assert found == [None, None, "secondary_suppression", "suppressed"]


def test_a_distribution_keeps_silent_of_counts_suppressed_further_and_of_their_total() -> None:
    counted = by_sex(
        ("c", "count", "total", 5, NONE, None, 6, NONE, NONE, NONE),
        ("c", "count", "male", 5, NONE, None, 5, NONE, NONE, NONE),
        ("c", "count", "female", NONE, NONE, "suppressed", 1, NONE, NONE, NONE),
        ("d", "distribution", "male", 5, 5, None, 5, 6, 6, 5),
    )
    found = suppress_further(counted, RULE)
    assert found["value_reason"].tolist()[1::2] == ["secondary_suppression"] * 2
    assert found["numerator"].isna().tolist() == [False, True, True, True]
    # where the total is not told, what is of it is no whole of which a part is 100 %
    untold = counted.assign(numerator=[NONE, 5, NONE, 5])
    found = suppress_further(untold, RULE)
    assert found.loc[3, ["denominator", "known", "concerned"]].isna().all()
    assert found.loc[3, "value_reason"] == "secondary_suppression"


def test_what_a_coverage_is_of_is_a_count_too() -> None:
    frame = by_sex(
        ("s", "share", "total", NONE, NONE, "suppressed", 0, 3, 12, 10),
        ("s", "share", "male", NONE, NONE, "suppressed", 0, 2, 10, 10),
        ("s", "share", "female", NONE, NONE, "suppressed", 0, 1, 2, NONE),
    )
    assert set(suppress_further(frame, RULE)["value_reason"]) == {"suppressed"}
    # 5 to 7 less 5 to 7 were asked, so 1 or 2 have answered; it is no more said that they are few
    told = frame.assign(concerned=[5, 5, NONE], exact_coverage=[6, 5, 1])
    found = suppress_further(told, RULE)["value_reason"].tolist()
    assert found == ["suppressed", "suppressed", "secondary_suppression"]


def curve(events: list[int], of: int = 60) -> pd.DataFrame:
    """A curve of cases nobody left without the event; events until days 0, 7, 14 and so on."""
    until = np.array(events)
    before = np.concatenate([[0], until[:-1]])
    return pd.DataFrame(
        {
            "curve_id": "closure",
            "dimension": "sex",
            "member": "male",
            "day": np.arange(len(until)) * 7,
            "survival": 1 - until / of,
            "lower": 0.0,
            "upper": 1.0,
            "at_risk": of - before,
            "watched_after": of - until,
            "events": until,
            "all_events": until[-1],
        }
    )


def test_a_curve_is_of_rounded_counts_and_ends_with_few_at_risk() -> None:
    found = publish_curves(curve([0, 1, 3, 12, 30, 52, 55]), RULE, 0.95)
    # events are told as 0 0 5 10 30 50, of 60 60 60 (57) 50 (48) and 30 still watched
    assert found["survival"].tolist()[:6] == pytest.approx(
        [1, 1, round(55 / 60, 2), 0.83, 0.50, 0.17], abs=0.011
    )
    assert found["at_risk"].tolist()[:6] == [60, 60, 60, 55, 50, 30]
    assert found["value_reason"].tolist() == [None] * 6 + ["too_few_events"]
    assert np.isnan(found.loc[6, "survival"])
    shown = found.iloc[2:6]
    assert ((shown["lower"] < shown["survival"]) & (shown["survival"] < shown["upper"])).all()
    assert (found["survival"].dropna().round(2) == found["survival"].dropna()).all()


def test_a_curve_of_few_events_says_nothing() -> None:
    found = publish_curves(curve([0, 3, 9]), RULE, 0.95)
    assert set(found["value_reason"]) == {"too_few_events"}
    assert found[["survival", "lower", "upper", "at_risk"]].isna().all(None)


def published(metric: str, **members: tuple[float, float, str | None]) -> pd.DataFrame:
    rows = [(name, *stated) for name, stated in members.items()]
    return pd.DataFrame(
        rows, columns=["member", "numerator", "denominator", "value_reason"]
    ).assign(
        metric_id=metric, period="all", dimension="localidad", value=NONE, lower=NONE, upper=NONE
    )


def test_gaps_compare_only_members_that_are_published() -> None:
    frame = published(
        "rate",
        **{"01": (60, 100, None), "02": (30, 90, None), "03": (NONE, 10, "suppressed")},
    )
    seeds: dict[str, Any] = {
        "metrics": pd.DataFrame(
            [("rate", "fact", "share", 0.0)],
            columns=["metric_id", "fact_id", "kind_id", "quantile"],
        ),
        "fact_dimensions": pd.DataFrame(
            [("fact", "localidad", True)], columns=["fact_id", "dimension_id", "in_gaps"]
        ),
    }
    measured = frame[["metric_id", "dimension", "member", "numerator", "denominator"]]
    found = publish_gaps(frame, measured, parameters=PARAMETERS, **seeds).set_index("member")
    assert found.loc["01", "reference_value"] == pytest.approx(90 / 190)
    assert found.loc["01", "value"] == 0.6
    few = found.loc["03"]
    assert (few["denominator"], few["value_reason"]) == (10, "suppressed")
    assert few[["value", "lower", "p_value", "reference_value", "funnel_position"]].isna().all()


def test_ranks_are_among_the_localidades_that_have_a_value() -> None:
    frame = published(
        "identified",
        **{"01": (50, NONE, None), "02": (NONE, NONE, "suppressed"), "03": (30, NONE, None)},
    )
    criteria = pd.DataFrame(
        [("concentration", "identified", "localidad", "concentration")],
        columns=["criterion_id", "metric_id", "dimension_id", "kind_id"],
    )
    found = publish_ranks(frame, criteria, PARAMETERS).set_index("localidad_code")
    assert found["rank"].tolist()[::2] == [1, 2]
    assert np.isnan(found.loc["02", "rank"])
    assert found.loc["01", "value"] == pytest.approx(50 / 80)
    assert found["value_reason"].tolist() == [None, "suppressed", None]
