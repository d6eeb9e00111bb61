"""Every measure of the registry on twelve invented interventions, against answers by hand."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from test_registry_statistics import wilson_by_hand

if TYPE_CHECKING:
    from harness import Harness

ROOT = Path(__file__).parents[2]
LINKS_FROM, OBSERVED_UNTIL = date(2021, 3, 15), date(2024, 1, 10)

CHILDREN, ADOLESCENTS, FOLLOW_UP = "children", "adolescents", "follow_up"
EARLY, LATE = "registry_2021_mar_oct", "registry_2024_dec_2025_mar"

# key, date, type, localidad, home, sex, student, left, protected, finished, reposition, days
WITHOUT_FORM = "a8"
INTERVENTIONS: list[tuple[Any, ...]] = [
    ("a1", "2021-03-01", CHILDREN, "01", "01", "male", True, "yes", "no_data", "yes", None, 10),
    ("a2", "2021-03-01", CHILDREN, "01", "01", "female", False, "no", "no_data", "no", "yes", 20),
    ("a3", "2021-04-01", CHILDREN, "02", "02", "male", True, "no", "no_data", None, "no", 30),
    ("a4", "2021-05-01", CHILDREN, "02", None, "male", None, "yes", "no_data", "yes", None, 40),
    ("a5", "2022-01-01", ADOLESCENTS, "02", None, None, None, "open", None, None, None, None),
    ("a6", "2022-02-01", ADOLESCENTS, "03", None, None, None, "yes", "yes", None, None, 50),
    ("a7", "2022-03-01", ADOLESCENTS, "03", None, None, False, "yes", "no", None, None, 60),
    ("a8", "2023-12-01", CHILDREN, "03", None, None, None, "no", None, None, None, 5),
    ("f1", "2022-01-02", FOLLOW_UP, "01", None, None, None, "yes", None, None, None, 0),
    ("f2", "2022-01-03", FOLLOW_UP, "01", None, None, None, "no", None, None, None, 0),
    ("f3", "2022-01-04", FOLLOW_UP, "02", None, None, None, None, None, None, None, None),
    ("c1", "2022-01-05", "collective_nna", "02", None, None, None, None, None, None, None, None),
]
# key: accompaniments held, met, days until all were met and the case closed
ACCOMPANIED = {"a5": (1, 1, None), "a6": (4, 4, 50), "a7": (4, 3, None)}
# key, number, days; None where the date cannot be used
ACCOMPANIMENTS = [
    ("a5", 1, 9),
    *(("a6", number, number * 5) for number in (1, 2, 3, 4)),
    ("a7", 1, 7),
    ("a7", 2, 14),
    ("a7", 3, None),
    ("a7", 4, 30),
]
# key: days until the next linked intervention, and its outcome
LINKED = {"a2": (70, "no"), "a3": (122, "yes"), "a4": (304, "no"), "a5": (577, "yes")}
IN_A_FORM_OF_SEVERAL = {"a7"}

# Measures of the total over the whole registry: numerator, denominator, value, coverage.
TOTALS: dict[str, tuple[int, int | None, float | None, float]] = {
    "interventions": (12, None, 12, 1),
    "children_identified": (8, None, 8, 1),
    "follow_ups": (3, None, 3, 1),
    "student_share": (2, 4, 2 / 4, 4 / 8),
    "left_work_rate": (4, 7, 4 / 7, 7 / 8),
    "left_work_rate_over_all": (4, 8, 4 / 8, 1),
    # f1 yes and f2 no besides; the collective has no result
    "left_work_rate_every_type": (5, 9, 5 / 9, 9 / 12),
    "continued_out_of_work_rate": (1, 2, 1 / 2, 2 / 3),
    "continued_out_of_work_rate_over_all": (1, 3, 1 / 3, 1),
    "protected_work_rate": (1, 2, 1 / 2, 2 / 3),
    "reposition_left_work_rate": (1, 2, 1 / 2, 2 / 3),
    "student_after_leaving_rate": (1, 2, 1 / 2, 2 / 4),
    "finished_rate": (2, 3, 2 / 3, 3 / 8),
    "all_met_rate": (1, 3, 1 / 3, 3 / 8),
    # 5 10 20 30 40 50 60, and one open case of 739 days
    "days_to_closure_median": (7, 8, 30, 1),
    "days_to_closure_p90": (7, 8, 54, 1),
    "days_to_closure_median_km": (7, 8, 30, 1),
    "days_to_closure_p90_km": (7, 8, None, 1),
    "days_to_accompaniment_1_median": (3, 3, 7, 1),
    "days_to_accompaniment_1_p90": (3, 3, 8.6, 1),
    "days_to_accompaniment_2_median": (2, 3, 12, 1),
    "days_to_accompaniment_2_p90": (2, 3, 13.6, 1),
    "days_to_accompaniment_3_median": (1, 2, 15, 2 / 3),
    "days_to_accompaniment_3_p90": (1, 2, 15, 2 / 3),
    "days_to_accompaniment_4_median": (2, 3, 25, 1),
    "days_to_accompaniment_4_p90": (2, 3, 29, 1),
    # a5 is open at 739 days: after the first the curve never falls to a tenth
    "days_to_accompaniment_1_median_km": (3, 3, 7, 1),
    "days_to_accompaniment_1_p90_km": (3, 3, 9, 1),
    "days_to_accompaniment_2_median_km": (2, 3, 14, 1),
    "days_to_accompaniment_2_p90_km": (2, 3, None, 1),
    "days_to_accompaniment_3_median_km": (1, 2, 15, 2 / 3),
    "days_to_accompaniment_3_p90_km": (1, 2, None, 2 / 3),
    "days_to_accompaniment_4_median_km": (2, 3, 30, 1),
    "days_to_accompaniment_4_p90_km": (2, 3, None, 1),
    # 50, closed without at 60, open at 739: the curve stays at 2/3
    "days_to_all_met_median": (1, 3, 50, 1),
    "days_to_all_met_p90": (1, 3, 50, 1),
    "days_to_all_met_median_km": (1, 3, None, 1),
    "days_to_all_met_p90_km": (1, 3, None, 1),
    # a1 and a2 came before the links, a7 shares a form, the window of a8 is not over
    "reintervened_within_6_months": (1, 4, 1 / 4, 4 / 8),
    "reintervened_within_12_months": (2, 4, 2 / 4, 4 / 8),
    "reintervened_within_24_months": (3, 3, 1, 3 / 8),
    # at risk and events: day 70 6/1, 122 5/1, 304 4/1, 577 3/1; a1 and a2 from day 14
    "reintervened_within_6_months_km": (4, 7, 1 - 5 / 6 * 4 / 5, 7 / 8),
    "reintervened_within_12_months_km": (4, 7, 1 - 5 / 6 * 4 / 5 * 3 / 4, 7 / 8),
    "reintervened_within_24_months_km": (4, 7, 1 - 5 / 6 * 4 / 5 * 3 / 4 * 2 / 3, 7 / 8),
    "days_to_reintervention_median": (4, 7, 213, 7 / 8),
    "reintervened_after_no_within_12_months": (1, 1, 1, 1 / 3),
    "needs_reintervention_rate": (1, 2, 1 / 2, 2 / 3),
}
# Measures without a total over the whole registry: period, dimension, member first.
OTHERS: dict[str, tuple[tuple[str, str, str], tuple[int, int | None, float | None, float]]] = {
    "children_distribution": (("all", "sex", "male"), (3, 4, 3 / 4, 4 / 8)),
    # of the four of 2021 three have a home, and localidad 02 has no population
    "children_per_1000": (("2021", "home_localidad", "01"), (2, 1000, 2.0, 3 / 4)),
}

TYPES_OF_INTERVENTIONS = {
    "intervention_key": "varchar",
    "form_key": "varchar",
    "extract_id": "varchar",
    "intervention_date": "date",
    "intervention_year": "integer",
    "intervention_type_id": "varchar",
    "is_identification": "boolean",
    "localidad_code": "varchar",
    "subred_id": "varchar",
    "profile_id": "varchar",
    "age_band_id": "varchar",
    "life_course_id": "varchar",
    "sex_id": "varchar",
    "gender_id": "varchar",
    "nationality_group_id": "varchar",
    "nationality_id": "varchar",
    "ethnicity_id": "varchar",
    "disability_id": "varchar",
    "health_regime_id": "varchar",
    "stratum_id": "varchar",
    "household_tie_id": "varchar",
    "occupation_id": "varchar",
    "is_student": "boolean",
    "education_level_id": "varchar",
    "work_place_id": "varchar",
    "zone_id": "varchar",
    "home_localidad_code": "varchar",
    "work_localidad_code": "varchar",
}
SEEDS = (
    "metrics",
    "registry_fact_dimensions",
    "parameters",
    "registry_factor_models",
    "registry_ranking_criteria",
    "registry_cautions",
    "registry_dimensions",
    "registry_localidad_names",
    "registry_facts",
    "disclosure_folds",
    "disclosure_rules",
)
MODELS = (
    "int_registry__members",
    "int_registry__member_folds",
    "int_registry__facts",
    "int_registry__fact_counts",
    "int_registry__counts",
    "int_registry__spells",
    "int_registry__spells_grouped",
    "int_registry__factor_rows",
    "int_registry__metrics_measured",
    "int_registry__gaps_measured",
    "int_registry__survival_measured",
    "int_registry__ranking_measured",
)
PUBLISHED = (
    "int_registry__counts_rounded",
    "int_registry__metrics_published",
    "int_registry__gaps_published",
    "int_registry__ranking_published",
    "int_registry__survival_published",
)

Key = tuple[str, str, str, str]


def put_registry(harness: Harness) -> None:
    """Stand in for the row-level models."""
    interventions, outcomes, episodes = [], [], []
    for (
        key,
        day,
        kind,
        place,
        home,
        sex,
        student,
        left,
        protected,
        finished,
        again,
        days,
    ) in INTERVENTIONS:
        on = date.fromisoformat(day)
        identified = kind in {CHILDREN, ADOLESCENTS}
        interventions.append(
            {
                "intervention_key": key,
                "form_key": None if key == WITHOUT_FORM else f"form of {key}",
                "extract_id": LATE if key in ACCOMPANIED else EARLY,
                "intervention_date": on,
                "intervention_year": on.year,
                "intervention_type_id": kind,
                "is_identification": identified,
                "localidad_code": place,
                "subred_id": "norte",
                "home_localidad_code": home,
                "sex_id": sex,
                "is_student": student,
            }
        )
        held, met, all_met = ACCOMPANIED.get(key, (None, None, None))
        closed = None if days is None else date.fromordinal(on.toordinal() + days)
        outcomes.append(
            {
                "intervention_key": key,
                "left_work_status_id": left or "no_data",
                "protected_work_status_id": protected or "no_data",
                "finished_status_id": finished or "no_data",
                "reposition_left_work_status_id": again or "no_data",
                "closure_date": closed,
                "days_to_closure": days,
                "is_left_work_answered": True,
                "accompaniments_held": held,
                "accompaniments_met": met,
                "days_to_all_met": all_met,
            }
        )
        if not identified:
            continue
        to_next, next_left = LINKED.get(key, (None, None))
        episodes.append(
            {
                "intervention_key": key,
                "intervention_date": on,
                "left_work_status_id": left,
                "next_intervention_date": None
                if to_next is None
                else date.fromordinal(on.toordinal() + to_next),
                "next_left_work_status_id": next_left,
                "days_to_next": to_next,
                "is_reintervened": to_next is not None,
                "is_link_ambiguous": key in IN_A_FORM_OF_SEVERAL,
                "links_recorded_from": LINKS_FROM,
                "links_recorded_until": OBSERVED_UNTIL,
                "observed_until": OBSERVED_UNTIL,
                "is_linkable": key not in IN_A_FORM_OF_SEVERAL,
                "days_observed": (OBSERVED_UNTIL - on).days,
                "days_linked": (OBSERVED_UNTIL - on).days,
                "days_before_links": max(0, (LINKS_FROM - on).days),
            }
        )
    accompaniments = [
        {"intervention_key": key, "accompaniment_number": number, "days_from_intervention": days}
        for key, number, days in ACCOMPANIMENTS
    ]
    harness.put("int_registry__interventions", interventions, TYPES_OF_INTERVENTIONS)
    harness.put("int_registry__outcomes", outcomes, _types(outcomes))
    harness.put("int_registry__episodes", episodes, _types(episodes))
    harness.put("int_registry__accompaniments", accompaniments, _types(accompaniments))
    population = [
        {"localidad_code": "01", "data_year": 2021, "population": 600, "row_reason": None},
        {"localidad_code": "01", "data_year": 2021, "population": 400, "row_reason": None},
        {"localidad_code": "01", "data_year": 2021, "population": 50, "row_reason": "adult"},
    ]
    types = _types(population) | {"row_reason": "varchar"}
    harness.put("int_rows__registry_population", population, types)
    # twelve interventions: nobody is rare among them
    folding = [
        {"period_kind": kind, "minimum_member": 0, "minimum_others": 0}
        for kind in ("all", "year", "quarter")
    ]
    harness.put(
        "disclosure_folding",
        folding,
        dict.fromkeys(folding[0], "varchar")
        | {"minimum_member": "integer", "minimum_others": "integer"},
    )


def _types(rows: list[dict[str, Any]]) -> dict[str, str]:
    def kind(column: str) -> str:
        if column.endswith(("_date", "_from", "_until")):
            return "date"
        if column.startswith("is_"):
            return "boolean"
        return "varchar" if column.endswith(("_key", "_id", "_code")) else "integer"

    return {column: kind(column) for column in rows[0]}


@pytest.fixture(scope="module")
def measured(compiled: Path) -> Harness:
    from harness import Harness as Warehouse  # noqa: PLC0415 - one for the module

    warehouse = Warehouse(ROOT, compiled)
    warehouse.seed(*SEEDS)
    put_registry(warehouse)
    warehouse.run(*MODELS)
    return warehouse


@pytest.fixture(scope="module")
def values(measured: Harness) -> dict[Key, dict[str, Any]]:
    return {
        (row["metric_id"], row["period"], row["dimension"], row["member"]): row
        for row in measured.rows("int_registry__metrics_measured")
    }


def _answer(row: dict[str, Any]) -> tuple[Any, ...]:
    return row["numerator"], row["denominator"], row["value"], row["coverage"]


@pytest.mark.parametrize("metric", TOTALS)
def test_the_measure_is_what_it_is_by_hand(values: dict[Key, dict[str, Any]], metric: str) -> None:
    row = values[metric, "all", "total", "total"]
    assert _answer(row) == pytest.approx(TOTALS[metric])


@pytest.mark.parametrize("metric", OTHERS)
def test_the_measure_of_members_is_what_it_is_by_hand(
    values: dict[Key, dict[str, Any]], metric: str
) -> None:
    key, answer = OTHERS[metric]
    assert _answer(values[metric, *key]) == pytest.approx(answer)


def test_every_measure_of_the_seed_has_an_answer_by_hand() -> None:
    with (ROOT / "seeds" / "registry" / "metrics.csv").open(encoding="utf-8") as stream:
        assert {row["metric_id"] for row in csv.DictReader(stream)} == TOTALS.keys() | OTHERS.keys()


@pytest.mark.parametrize(
    ("metric", "member", "answer"),
    [
        ("left_work_rate", f"{LATE}_{ADOLESCENTS}", (2, 2, 1, 2 / 3)),
        # 10 20 30 40 and 5 days
        ("days_to_closure_median", f"{EARLY}_{CHILDREN}", (5, 5, 20, 1)),
        # 50 and 60 days, and the open one
        ("days_to_closure_median", f"{LATE}_{ADOLESCENTS}", (2, 3, 55, 1)),
    ],
)
def test_a_type_of_one_extract_compares_with_what_was_published(
    values: dict[Key, dict[str, Any]], metric: str, member: str, answer: tuple[Any, ...]
) -> None:
    row = values[metric, "all", "extract_type", member]
    assert _answer(row) == pytest.approx(answer)


def test_intervals_hold_their_value_and_counts_have_none(
    values: dict[Key, dict[str, Any]],
) -> None:
    share = values["left_work_rate", "all", "total", "total"]
    assert (share["lower"], share["upper"]) == pytest.approx(wilson_by_hand(4, 7))
    count = values["interventions", "all", "total", "total"]
    assert (count["lower"], count["upper"]) == (None, None)
    estimate = values["reintervened_within_12_months_km", "all", "total", "total"]
    assert estimate["lower"] < estimate["value"] < estimate["upper"]


def test_years_and_quarters_hold_the_interventions_of_their_dates(
    values: dict[Key, dict[str, Any]],
) -> None:
    counted = {
        key[1]: row["value"]
        for key, row in values.items()
        if (key[0], key[2]) == ("interventions", "total")
    }
    assert counted == {
        "all": 12,
        "2021": 4,
        "2022": 7,
        "2023": 1,
        "2021-T1": 2,
        "2021-T2": 2,
        "2022-T1": 7,
        "2023-T4": 1,
    }


def test_who_has_no_member_counts_under_unknown(values: dict[Key, dict[str, Any]]) -> None:
    members = {
        key[3]: row["value"]
        for key, row in values.items()
        if key[:3] == ("children_identified", "all", "sex")
    }
    assert members == {"male": 3, "female": 1, "unknown": 4}
    assert ("children_distribution", "all", "sex", "unknown") not in values


def test_a_year_without_population_says_what_was_not_delivered(measured: Harness) -> None:
    measured.run(*PUBLISHED)
    rows = {
        (row["metric_id"], row["period"], row["dimension"], row["member"]): row
        for row in measured.rows("int_registry__metrics_published")
    }
    without = rows["children_per_1000", "2021", "home_localidad", "02"]
    assert (without["denominator"], without["value_reason"]) == (None, "not_delivered")
    # 4 of 7 left work, and 3 did not
    few = rows["left_work_rate", "all", "total", "total"]
    assert (few["numerator"], few["value"]) == (None, None)
    assert few["value_reason"] in {"suppressed", "secondary_suppression"}
    assert (
        rows["days_to_closure_median", "all", "total", "total"]["value_reason"] == "too_few_events"
    )
    # that nobody's occupation is recorded in 2023 would narrow the other two years to two values
    unasked = rows["student_share", "2023", "total", "total"]
    assert (unasked["value"], unasked["value_reason"]) == (None, "secondary_suppression")


def test_gaps_leave_out_the_unknown_and_compare_with_the_other_known(measured: Harness) -> None:
    rows = {
        (row["metric_id"], row["dimension"], row["member"]): row
        for row in measured.rows("int_registry__gaps_measured")
    }
    male, female = (rows["left_work_rate", "sex", sex] for sex in ("male", "female"))
    assert male["reference_value"] == female["reference_value"] == 2 / 4
    # [[2, 1], [0, 1]] by Fisher: both possible tables are as likely
    assert male["p_value"] == pytest.approx(1)
    assert male["funnel_position"] == "within"
    assert ("left_work_rate", "sex", "unknown") not in rows
    time = rows["days_to_closure_median_km", "sex", "male"]
    assert (time["numerator"], time["denominator"], time["value"]) == (3, 3, 30)
    assert time["reference_value"] == 20
    assert time["funnel_position"] is None


def test_a_curve_is_the_share_still_open(measured: Harness) -> None:
    curve = {
        row["day"]: (row["survival"], row["at_risk"])
        for row in measured.rows("int_registry__survival_measured")
        if (row["curve_id"], row["dimension"]) == ("time_to_closure", "total")
    }
    assert curve[0] == (1, 8)
    assert curve[7] == (pytest.approx(7 / 8), 7)
    assert curve[28] == (pytest.approx(5 / 8), 5)
    assert curve[728] == (pytest.approx(1 / 8), 1)
    assert max(curve) == 728


def test_ranks_and_their_change_since_the_year_before(measured: Harness) -> None:
    rows = {
        (row["criterion_id"], row["period"], row["localidad_code"]): row
        for row in measured.rows("int_registry__ranking_measured")
    }
    whole = {code: rows["concentration", "all", code] for code in ("01", "02", "03")}
    assert [row["value"] for row in whole.values()] == [2 / 8, 3 / 8, 3 / 8]
    assert [row["rank"] for row in whole.values()] == [3, 1, 1]
    assert whole["01"]["change"] is None
    second = rows["concentration", "2022", "02"]
    assert (second["previous_period"], second["previous_rank"]) == ("2021", 1)
    assert second["change"] == pytest.approx(1 / 3 - 2 / 4)
    assert rows["risk", "2021", "01"]["value"] == 1 / 2
    assert rows["risk", "2023", "03"]["value"] == 1
    assert rows["burden", "all", "03"]["value"] == 1 / 3
    assert rows["rate", "2021", "01"]["value"] == 2
    without = rows["risk", "2022", "02"]
    assert (without["value"], without["rank"]) == (None, None)


def test_models_of_factors_take_the_children_with_si_or_no(measured: Harness) -> None:
    found = measured.rows("int_registry__factor_rows")
    rows = [row for row in found if row["factor_id"] == "sex"]
    assert {row["intervention_key"]: row["outcome"] for row in rows} == {
        "a1": 1,
        "a2": 0,
        "a3": 0,
        "a4": 1,
        "a6": 1,
        "a7": 1,
        "a8": 0,
    }
    assert [row["member"] for row in rows].count("unknown") == 3
    forms = {row["intervention_key"]: row["form_key"] for row in rows}
    assert forms["a1"] == "form of a1"
    # blank is no form that those without one share
    assert forms[WITHOUT_FORM] == WITHOUT_FORM


def test_without_a_registry_there_are_no_measures_and_no_failure(harness: Harness) -> None:
    harness.seed(*SEEDS)
    put_registry(harness)
    for model in (
        "int_registry__interventions",
        "int_registry__outcomes",
        "int_registry__episodes",
        "int_registry__accompaniments",
        "int_rows__registry_population",
    ):
        harness.connection.execute(f"delete from {harness.relation(model)}")
    harness.run(*MODELS, "int_registry__factors_measured", *PUBLISHED)
    for model in ("metrics", "gaps", "survival", "ranking", "factors"):
        assert harness.rows(f"int_registry__{model}_measured") == []
        if model != "factors":
            assert harness.rows(f"int_registry__{model}_published") == []


def test_every_reference_of_a_model_is_a_value_of_the_registry() -> None:
    folder = ROOT / "seeds" / "registry"
    stated = {"student", "not_student"}
    for file in set(folder.glob("*.csv")) - {folder / "registry_factor_models.csv"}:
        with file.open(encoding="utf-8", newline="") as stream:
            stated |= {cell for row in csv.reader(stream) for cell in row}
    with (folder / "registry_factor_models.csv").open(encoding="utf-8") as stream:
        references = {row["reference_member"] for row in csv.DictReader(stream)}
    assert not references - stated


def test_eight_children_of_whom_all_parts_are_few_have_no_total(measured: Harness) -> None:
    measured.run(*PUBLISHED)
    [total] = [
        row
        for row in measured.rows("int_registry__metrics_published")
        if (row["metric_id"], row["period"], row["dimension"])
        == ("children_identified", "all", "total")
    ]
    # 10 would leave 3 or 4 to the children of 2021, and 1 or 2 to those of 2023
    assert (total["value"], total["value_reason"]) == (None, "secondary_suppression")
