"""The real files, built whole: their totals, and what is missing stays missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Built

NOT_DELIVERED = (
    "ipor",
    "early_warnings",
    "recruitment_fiscalia",
    "recruitment_uariv",
    "femicide_homicide",
    "suicide",
    "armed_conflict",
)
DELIVERED = ("sexual_violence", "domestic_violence", "disasters")
VALUES = ("cases", "denominator", "measure_value", "measure_rounded", "severity")


def amounts(built: Built, component: str, year: int) -> dict[str, float]:
    """Cases of a component and year by what became of them."""
    return dict(
        built.rows(
            "select row_status, sum(amount) from intermediate.int_rows__classified"
            " where component_id = ? and data_year = ? group by row_status",
            component,
            year,
        )
    )


def test_every_assessment_has_the_municipalities_of_its_list(real_built: Built) -> None:
    for table in ("fct_municipality_severity", "fct_pin"):
        rows = real_built.rows(
            f"select assessment_id, count(*), count(distinct municipality_code)"
            f" from marts.{table} group by assessment_id order by assessment_id"
        )
        assert rows == [
            (assessment, 1_122, 1_122)
            for assessment in ("2024", "2024-alerts-from-3", "2025", "2025-percentages-2024")
        ]


def test_every_municipality_has_every_variable_and_indicator(real_built: Built) -> None:
    assert real_built.rows(
        "select count(*), count(distinct (municipality_code, variable_id))"
        " from intermediate.int_variable_severities where assessment_id = '2024'"
    ) == [(11_220, 11_220)]
    assert real_built.rows(
        "select count(*), count(distinct (municipality_code, indicator_id))"
        " from marts.fct_indicator_severity where assessment_id = '2024'"
    ) == [(3_366, 3_366)]


@pytest.mark.parametrize(
    ("component", "year", "used", "set_aside"),
    [
        ("inmlcf_sexual_offences", 2022, 21_423, 72),
        ("inmlcf_domestic_violence", 2022, 6_922, 2),
        ("inmlcf_suicides", 2021, 284, 0),
    ],
)
def test_forensic_totals_include_unknown_places(
    real_built: Built, component: str, year: int, used: int, set_aside: int
) -> None:
    """21,495 examinations, 6,924 cases of domestic violence, 284 suicides: nothing gets lost."""
    found = amounts(real_built, component, year)
    assert (found.get("used", 0), found.get("set_aside", 0)) == (used, set_aside)
    assert found.keys() <= {"used", "set_aside"}


@pytest.mark.parametrize(
    ("variable", "cases"), [("sexual_violence", 21_423), ("domestic_violence", 6_922)]
)
def test_cases_with_a_known_place_reach_the_municipalities(
    real_built: Built, variable: str, cases: int
) -> None:
    ((found, partial, total),) = real_built.rows(
        "select sum(cases), count(*) filter (where is_partial), count(*)"
        " from intermediate.int_variable_severities"
        " where assessment_id = '2024' and variable_id = ?",
        variable,
    )
    assert found == cases
    assert partial == total, "the Fiscalía of 2022 was not delivered: a maximum of one part only"


def test_cases_at_unknown_places_are_listed(real_built: Built) -> None:
    assert real_built.rows(
        "select row_reason, count(*), sum(amount) from marts.fct_row_set_aside"
        " where source_id = 'inmlcf' group by row_reason"
    ) == [("unknown_place", 5, 74.0)]


def test_the_children_of_the_projections_are_all_there(real_built: Built) -> None:
    assert real_built.rows(
        "select data_year, sum(population) filter (where age < 18), sum(population)"
        " from intermediate.int_population group by data_year order by data_year"
    ) == [
        (2022, 14_086_298, 51_682_692),
        (2023, 14_020_265, 52_215_503),
        (2024, 13_942_630, 52_695_952),
    ]


def test_rates_take_the_children_of_2022_and_pin_those_of_2023(real_built: Built) -> None:
    assert real_built.rows(
        "select sum(denominator) from intermediate.int_variable_severities"
        " where assessment_id = '2024' and variable_id = 'sexual_violence'"
    ) == [(14_086_298,)]
    assert real_built.rows(
        "select sum(child_population), sum(total_population) from marts.fct_pin"
        " where assessment_id = '2024'"
    ) == [(14_020_265, 52_215_503)]


def test_every_emergency_of_2022_is_used_set_aside_or_out_of_scope(real_built: Built) -> None:
    found = real_built.rows(
        "select row_status, coalesce(row_reason, ''),"
        " count(distinct (file_name, sheet, row_number)) from intermediate.int_rows__classified"
        " where source_id = 'ungrd' and data_year = 2022 group by all order by all"
    )
    # the file stacks the rows of 2022 three times, apart from money columns nobody lands; two
    # reports of one day and place differ in what else was affected
    assert found == [
        ("out_of_scope", "duplicate_row", 5_298),
        ("out_of_scope", "not_natural", 54),
        ("set_aside", "department_wide", 19),
        ("used", "", 2_579),
    ]
    assert sum(row[2] for row in found) == 7_950


def test_emergencies_of_other_years_are_out_of_scope(real_built: Built) -> None:
    assert real_built.rows(
        "select rows_read, rows_used, rows_set_aside, rows_out_of_scope"
        " from intermediate.int_row_accounts where source_id = 'ungrd'"
    ) == [(16_308, 2_579, 19, 16_308 - 2_579 - 19)]


def test_affected_people_reach_the_municipalities(real_built: Built) -> None:
    ((used,),) = real_built.rows(
        "select sum(amount) from intermediate.int_rows__classified"
        " where source_id = 'ungrd' and data_year = 2022 and row_status = 'used'"
    )
    assert real_built.rows(
        "select sum(cases) from intermediate.int_variable_severities"
        " where assessment_id = '2024' and variable_id = 'disasters'"
    ) == [(used,)]


@pytest.mark.parametrize("variable", NOT_DELIVERED)
def test_what_was_not_delivered_is_null_and_never_zero(real_built: Built, variable: str) -> None:
    counts = ", ".join(f"count({column})" for column in VALUES)
    assert real_built.rows(
        f"select count(*), {counts}, min(missing_reason), max(missing_reason),"
        " count(missing_reason), min(severity_upper)"
        " from intermediate.int_variable_severities"
        " where assessment_id = '2024' and variable_id = ?",
        variable,
    ) == [(1_122, 0, 0, 0, 0, 0, "not_delivered", "not_delivered", 1_122, 5)]


def test_the_known_part_of_an_incomplete_sum_is_a_lower_bound(real_built: Built) -> None:
    """Suicides were delivered, attempts were not: the sum is null, its known part a bound."""
    ((known, bounded, wrong),) = real_built.rows(
        "select sum(cases_known), count(*) filter (where severity_lower > 0),"
        " count(*) filter (where (cases_known > 0) != (severity_lower > 0))"
        " from intermediate.int_variable_severities"
        " where assessment_id = '2024' and variable_id = 'suicide'"
    )
    assert (known, wrong) == (284, 0)
    assert bounded > 100


@pytest.mark.parametrize("variable", DELIVERED)
def test_a_delivered_sparse_source_gives_zero_where_it_has_no_row(
    real_built: Built, variable: str
) -> None:
    ((rows, cases, severities, zeros, wrong),) = real_built.rows(
        "select count(*), count(cases), count(severity), count(*) filter (where cases = 0),"
        " count(*) filter (where (cases = 0) != (severity = 0))"
        " from intermediate.int_variable_severities"
        " where assessment_id = '2024' and variable_id = ?",
        variable,
    )
    assert (rows, cases, severities, wrong) == (1_122, 1_122, 1_122, 0)
    assert zeros > 0


def test_the_summary_names_the_variables_without_data(real_built: Built) -> None:
    missing = [row["variable_id"] for row in real_built.facts["missing"]["2024"]]
    assert sorted(missing) == sorted(NOT_DELIVERED)


def test_an_indicator_without_any_variable_is_null_between_0_and_5(real_built: Built) -> None:
    assert real_built.rows(
        "select severity, severity_lower, severity_upper, variables_with_data, variables_total,"
        " coverage, deciding_variables, count(*) from marts.fct_indicator_severity"
        " where assessment_id = '2024' and indicator_id = 1 group by all"
    ) == [(None, 0, 5, 0, 4, 0.0, None, 1_122)]


def test_the_other_indicators_say_how_much_they_rest_on(real_built: Built) -> None:
    assert real_built.rows(
        "select indicator_id, variables_with_data, variables_total, coverage, count(severity),"
        " count(*) filter (where severity_lower < severity), min(severity_upper)"
        " from marts.fct_indicator_severity"
        " where assessment_id = '2024' and indicator_id > 1 group by all order by all"
    ) == [(2, 2, 4, 0.5, 1_122, 0, 5), (3, 1, 2, 0.5, 1_122, 0, 5)]


def test_with_an_indicator_missing_there_is_no_final_severity_and_no_pin(real_built: Built) -> None:
    assert real_built.rows(
        "select count(*), count(score), count(severity_calculated), count(severity_final),"
        " count(severity_lower), count(severity_upper), min(severity_lower), max(severity_upper),"
        " count(*) filter (where severity_lower >= severity_upper)"
        " from marts.fct_municipality_severity where assessment_id = '2024'"
    ) == [(1_122, 0, 0, 0, 1_122, 1_122, 1, 5, 0)]
    assert real_built.rows(
        "select missing_reason, count(*), count(pin), count(percentage) from marts.fct_pin"
        " where assessment_id = '2024' group by missing_reason"
    ) == [("no_severity", 1_122, 0, 0)]


def test_no_other_area_was_delivered_for_2024_and_the_results_say_so(real_built: Built) -> None:
    assert real_built.rows(
        "select is_cluster_partial, count(*), count(cluster_severity_final)"
        " from marts.fct_municipality_severity where assessment_id = '2024' group by all"
    ) == [(True, 1_122, 0)]


def test_published_severities_and_the_projection_give_a_pin_near_the_published_one(
    real_built: Built,
) -> None:
    ((pin, published, municipalities),) = real_built.rows(
        "select pin, published_pin, municipalities_with_pin from marts.agg_pin_national"
        " where assessment_id = '2025'"
    )
    assert municipalities == 1_121
    assert published == pytest.approx(2_160_164.845, rel=0, abs=1e-3)
    assert abs(pin / 2_160_165 - 1) < 0.02, f"PiN with DANE's projection of 2024: {pin:,.3f}"
    assert pin == pytest.approx(2_178_350.822, rel=0, abs=1e-3), f"PiN is now {pin:,.3f}"


def test_pin_by_severity_stands_beside_the_published_one(real_built: Built) -> None:
    rows = real_built.rows(
        "select severity, municipalities_after_ceiling, published_municipalities_after_ceiling,"
        " pin / published_pin from marts.agg_pin_by_severity"
        " where assessment_id = '2025' order by severity"
    )
    assert [row[:3] for row in rows] == [
        (1, 130, 130),
        (2, 617, 617),
        (3, 226, 226),
        (4, 106, 106),
        (5, 43, 43),
    ]
    assert all(0.98 < row[3] < 1.02 for row in rows), rows


def test_no_published_severity_is_above_its_ceiling(real_built: Built) -> None:
    assert real_built.rows("select count(*) from marts.fct_ceiling_breach") == [(0,)]


def test_a_file_of_no_source_is_refused_and_the_build_goes_on(real_built: Built) -> None:
    """The build ended with 0: a file that nobody claims is reported and stops nothing."""
    assert real_built.rows("select is_unclaimed from raw.refused_files") == [(True,)]
    (refused,) = real_built.facts["refused"]
    assert refused["refusal_number"] == 1
    for language in ("es", "en"):
        assert "divipola_crosswalk_1123.csv" not in refused[f"message_{language}"]


def test_the_rows_of_every_file_add_up(real_built: Built) -> None:
    rows = real_built.rows(
        "select file_name, rows_read, rows_used + rows_set_aside + rows_out_of_scope,"
        " coalesce(amount_read, 0), coalesce(amount_used, 0) + coalesce(amount_set_aside, 0)"
        " + coalesce(amount_out_of_scope, 0) from intermediate.int_row_accounts order by file_name"
    )
    assert [row[0] for row in rows] == [
        "dane/dane_dcd_postcovid_pob_mun_edad_simple_2022_2024.parquet",
        "fiscalia/Conteo_de_Victimas.csv",
        "inmlcf/Procuraduria_2021.xlsx",
        "inmlcf/Procuraduria_2022.xlsx",
        "jiaf/jiaf2025_col_pin.csv",
        "jiaf/jiaf2025_col_severity.csv",
        "ungrd/Emergencias_UNGRD_2019_2022_translated.xlsx",
    ]
    for file, read, accounted, amount_read, amount_accounted in rows:
        assert read == accounted, file
        assert amount_accounted == pytest.approx(amount_read, rel=0, abs=1e-6), file


def test_what_was_read_is_what_was_landed(real_built: Built) -> None:
    landed = real_built.rows(
        "select source_id, file_name, sum(rows_read) from raw.landed_files"
        " group by all order by all"
    )
    assert landed == real_built.rows(
        "select source_id, file_name, rows_read from intermediate.int_row_accounts order by all"
    )


def test_victims_of_other_years_do_not_make_the_fiscalia_delivered(real_built: Built) -> None:
    """Femicides of 2015 to 2020: all out of scope, and femicide_homicide stays missing."""
    assert real_built.rows(
        "select rows_read, rows_used, rows_set_aside, rows_out_of_scope, amount_out_of_scope"
        " from intermediate.int_row_accounts where source_id = 'fiscalia'"
    ) == [(2_189, 0, 0, 2_189, 2_782.0)]


def test_nothing_of_the_real_files_is_called_synthetic(real_built: Built) -> None:
    assert real_built.rows(
        "select (select count(*) from marts.dim_assessment where is_synthetic),"
        " (select count(*) from intermediate.int_row_accounts where is_synthetic)"
    ) == [(0, 0)]


def test_sources_that_delivered_nothing_are_named_too(real_built: Built) -> None:
    found = dict(real_built.rows("select source_id, is_delivered from marts.dim_source"))
    assert sorted(source for source, delivered in found.items() if not delivered) == [
        "defensoria",
        "experts",
        "ipor",
        "registry",
        "sivigila",
        "uariv",
    ]
