"""Profiles of the report: a department, a municipality and a localidad, each with its address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from pathlib import Path

    from browser import Session


MUNICIPALITY = "27001"


def asked(published: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(published / "amparo.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def enter(report: Session, address: str) -> None:
    report.page.goto("about:blank")
    report.page.goto(f"{report.file.as_uri()}#{address}")
    report.page.wait_for_selector("body[data-ready=true]")


def cells(report: Session, label: str) -> list[list[str]]:
    """Rows of the table of a profile with that name."""
    rows = report.page.locator(f'#profile .holder[aria-label="{label}"] tbody tr').all()
    assert rows, label
    return [
        [text.replace("\u00a0", " ") for text in row.locator("td").all_inner_texts()]
        for row in rows
    ]


def spanish(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def test_a_department_has_its_municipalities_rank_and_years(
    report: Session, published: Path
) -> None:
    enter(report, "departamento/27?ev=2024&lang=es")
    assert report.page.inner_text("#profile-title") == "Chocó (27)"
    years = asked(
        published,
        "select pin_rounded from marts.agg_pin_by_department inner join marts.dim_assessment"
        " using (assessment_id) where department_code = '27' order by is_main desc, hpc_cycle,"
        " parent_assessment_id nulls first",
    )
    assert [row[-1] for row in cells(report, "Otras evaluaciones")] == [
        spanish(pin) for (pin,) in years
    ]
    [(rank, count)] = asked(
        published,
        "select * from (select rank() over (order by pin desc), count(*) over (), department_code"
        " from marts.agg_pin_by_department where assessment_id = '2024')"
        " as ranked (r, n, department_code) where department_code = '27'".replace(
            "select *", "select r, n", 1
        ),
    )
    assert cells(report, "Puesto")[0][-1] == f"{rank} de {count}"
    places = asked(
        published,
        "select municipality_name, severity_final, pin_rounded from marts.fct_pin"
        " inner join marts.dim_municipality using (municipality_code)"
        " where assessment_id = '2024' and department_code = '27'",
    )
    shown = {
        (row[0], row[-4], row[-1]) for row in cells(report, "Municipios, de mayor a menor PiN")
    }
    assert shown == {(name, str(final), spanish(pin)) for name, final, pin in places}
    report.page.wait_for_selector("#fig-profile .plot[data-drawn=true] svg path")


def test_ages_are_in_order_and_their_pin_sums_to_the_whole(
    report: Session, published: Path
) -> None:
    sums = dict(
        asked(
            published,
            "select age_group, cast(round(sum(pin)) as bigint) from marts.fct_pin_by_group"
            " where assessment_id = '2024' and municipality_code like '27%' group by age_group",
        )
    )
    [(whole,)] = asked(
        published,
        "select pin_rounded from marts.agg_pin_by_department"
        " where assessment_id = '2024' and department_code = '27'",
    )
    enter(report, "departamento/27?ev=2024&lang=es")
    rows = cells(report, "PiN por sexo y edad")
    assert [row[0] for row in rows] == [
        *("Primera infancia (0 a 5)", "Infancia (6 a 11)", "Adolescencia (12 a 17)", "Total")
    ]
    wanted = [sums[age] for age in ("0-5", "6-11", "12-17")]
    assert [row[-1] for row in rows] == [spanish(number) for number in [*wanted, whole]]


def test_a_municipality_is_told_from_case_to_pin(report: Session, published: Path) -> None:
    enter(report, f"municipio/{MUNICIPALITY}?ev=2024&lang=es")
    variables = asked(
        published,
        "select label_es, cases, severity, is_suppressed, missing_reason"
        " from marts.fct_variable_severity inner join marts.dim_variable using (variable_id)"
        f" where assessment_id = '2024' and municipality_code = '{MUNICIPALITY}'"
        " order by sort_order",
    )
    rows = cells(report, "Del caso a la severidad")
    assert len(rows) == len(variables)
    hidden = 0
    for row, (label, cases, severity, is_suppressed, missing) in zip(rows, variables, strict=True):
        assert row[1] == label
        assert row[4] == ("sin dato" if severity is None else str(severity))
        hidden += is_suppressed
        if is_suppressed:
            assert row[2:4] == ["1 a 4, o no se comparte", "–"]
        elif cases is not None and not missing:
            assert row[2] == spanish(int(cases))
    assert hidden
    assert "Medicina Legal (INMLCF), 2022" in next(row[5] for row in rows if "sexual" in row[1])
    [(pin,)] = asked(
        published,
        "select pin_rounded from marts.fct_pin"
        f" where assessment_id = '2024' and municipality_code = '{MUNICIPALITY}'",
    )
    assert spanish(pin) in report.page.inner_text("#profile .cards")
    assert cells(report, "PiN por sexo y edad")[-1][-1] == spanish(pin)


def test_severities_taken_as_published_are_said_to_be(report: Session) -> None:
    enter(report, f"municipio/{MUNICIPALITY}?ev=2025&lang=es")
    assert "las severidades se toman como las publicó" in report.page.inner_text("#profile")


def test_a_localidad_has_its_ranks_and_measures(report: Session, published: Path) -> None:
    enter(report, "localidad/08?ev=2024&lang=es")
    assert report.page.inner_text("#profile-title") == "Localidad Kennedy (08)"
    [(identified,)] = asked(
        published,
        "select cast(value as bigint) from marts.registry_metrics where period = 'all'"
        " and metric_id = 'children_identified' and dimension = 'localidad' and member = '08'",
    )
    measures = {row[0]: row for row in cells(report, "Medidas de la localidad")}
    assert measures["NNA identificados"][1] == spanish(identified)
    assert len(cells(report, "Orden de las localidades")) == 4
    assert not report.page.locator("#fig-profile").is_visible()


def test_profiles_are_reached_by_links_and_print_alone(report: Session) -> None:
    enter(report, "resumen?ev=2024&lang=es&dep=88")
    report.page.click("#ranked tbody a >> nth=0")
    report.page.wait_for_selector("#perfil:not([hidden])")
    assert "#municipio/88" in report.page.url
    report.page.click("#profile-back")
    report.page.wait_for_function("location.hash.startsWith('#departamento/88')")
    assert report.page.inner_text("#profile-title").startswith("Archipiélago de San Andrés")
    report.page.emulate_media(media="print")
    for control in ("nav", "#filters", "#profile-back", "#copy-link"):
        assert not report.page.locator(control).is_visible(), control
    report.page.emulate_media(media="screen")
    assert not report.said


@pytest.mark.parametrize(
    "address", ["departamento/88", f"municipio/{MUNICIPALITY}", "localidad/08"]
)
def test_profiles_pass_axe(report: Session, address: str) -> None:
    enter(report, f"{address}?ev=2024&lang=es")
    found = Axe().run(report.page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
