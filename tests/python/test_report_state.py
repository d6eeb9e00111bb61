"""The report follows what is chosen, the address holds it, and the first screen answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from browser import Session


ADDRESSED = "resumen?ev=2025&lang=en&dep=27&sev=3.4"
SUMS = """() => { const report = window.amparoReport, all = report.results();
  return { national: report.totals(all), departments: report.byDepartment(all),
    severities: report.bySeverity(all), flow: report.flowRows(),
    change: report.otherId() && report.totalChange(all, report.otherId()) }; }"""


def asked(published: Path, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(published / "amparo.duckdb"), read_only=True) as connection:
        return connection.execute(sql, list(parameters)).fetchall()


def picked(rows: list[dict[str, Any]], *keys: str) -> set[tuple[Any, ...]]:
    assert rows
    return {tuple(row[key] for key in keys) for row in rows}


def enter(report: Session, address: str) -> None:
    """Open an address as somebody does who was sent it."""
    report.page.goto("about:blank")
    report.page.goto(f"{report.file.as_uri()}#{address}")
    report.page.wait_for_selector("body[data-ready=true]")


def text(report: Session, selector: str) -> str:
    return str(report.page.inner_text(selector)).replace("\u00a0", " ")


@pytest.mark.parametrize("assessment", ["2024", "2025", "2025-percentages-2024"])
def test_sums_of_all_municipalities_are_those_of_the_marts(
    report: Session, published: Path, assessment: str
) -> None:
    report.go(f"resumen?ev={assessment}&lang=es")
    sums = report.page.evaluate(SUMS)
    [national] = asked(
        published,
        "select municipalities, municipalities_with_pin, child_population, pin_rounded, pin_share"
        " from marts.agg_pin_national where assessment_id = ?",
        assessment,
    )
    shown = sums["national"]
    assert [
        shown[key] for key in ("municipalities", "with_pin", "children", "pin_rounded")
    ] == list(national[:4])
    assert shown["pin_share"] == pytest.approx(national[4])
    assert shown["children_with_pin"] * shown["pin_share"] == pytest.approx(shown["pin"])
    departments = asked(
        published,
        "select department_code, municipalities, pin_rounded from marts.agg_pin_by_department"
        " where assessment_id = ?",
        assessment,
    )
    assert picked(sums["departments"], "code", "municipalities", "pin_rounded") == set(departments)
    severities = asked(
        published,
        "select severity, municipalities_before_ceiling, municipalities_after_ceiling,"
        " child_population, pin_rounded from marts.agg_pin_by_severity where assessment_id = ?",
        assessment,
    )
    levels = ("severity", "before", "after", "children", "pin_rounded")
    assert picked(sums["severities"], *levels) == set(severities)
    flow = asked(
        published,
        "select severity_calculated, severity_before_experts, severity_final, municipalities"
        " from marts.agg_severity_flow where assessment_id = ?",
        assessment,
    )
    stages = ("severity_calculated", "severity_before_experts", "severity_final")
    assert picked(sums["flow"], *stages, "municipalities") == set(flow)
    [(change,)] = asked(
        published,
        "select sum(pin_change) from marts.fct_assessment_change where assessment_id = ?",
        assessment,
    )
    if change is None:
        assert sums["change"] is None
    else:
        assert sums["change"]["change"] == pytest.approx(change, abs=0.51)


def test_the_first_screen_tells_pin_the_worst_and_the_published_figure(
    report: Session, published: Path
) -> None:
    report.go("resumen?ev=2024&lang=es")
    [(pin, control)] = asked(
        published,
        "select pin_rounded, cast(published_pin as bigint) from marts.agg_pin_national"
        " where assessment_id = '2024'",
    )
    [(severe, children)] = asked(
        published,
        "select count(*), sum(child_population) from marts.fct_pin"
        " where assessment_id = '2024' and severity_final >= 4",
    )
    first, second, third = report.page.locator("#answers li").all_inner_texts()
    assert first.startswith(f"{spanish(pin)} niñas, niños y adolescentes en necesidad (PiN)")
    assert second.startswith(f"En severidad 4 o 5 hay {spanish(severe)} de 1.122 municipios")
    assert spanish(children) in second
    assert third.startswith("Qué tan seguro es: ")
    cards = text(report, "#headline")
    assert all(spanish(number) in cards for number in (pin, children, control))
    assert f"PiN publicado {spanish(control)}" in text(report, "#control")
    top = report.page.locator("#answers").bounding_box()
    assert top is not None
    assert top["y"] + top["height"] < 500
    for figure in ("#fig-final svg", "#ranked tbody tr"):
        box = report.page.locator(figure).first.bounding_box()
        assert box is not None
        assert box["y"] < 800, figure


def spanish(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def test_the_same_address_gives_the_same_numbers(report: Session, published: Path) -> None:
    [(count, pin)] = asked(
        published,
        "select count(*), cast(round(sum(pin)) as bigint) from marts.fct_pin"
        " where assessment_id = '2025' and municipality_code like '27%'"
        " and severity_final in (3, 4)",
    )
    assert count
    enter(report, ADDRESSED)
    assert report.page.input_value("#pick-assessment") == "2025"
    assert report.page.get_attribute("html", "lang") == "en"
    assert text(report, "#shown") == f"{count} of 1,122 municipalities"
    assert text(report, "#headline .big").startswith(f"{pin:,}")
    before = text(report, "#resumen")
    report.go("mapas")
    report.go("resumen")
    address = report.page.url.split("#")[1]
    assert address == ADDRESSED
    enter(report, address)
    assert text(report, "#resumen") == before


def test_what_is_chosen_by_hand_stands_in_the_address(report: Session) -> None:
    enter(report, "resumen?ev=2024&lang=es")
    report.page.fill("#search", "quibdo")
    report.page.wait_for_function("document.querySelector('#shown').textContent.startsWith('1 de')")
    assert "q=quibdo" in report.page.url
    assert report.page.locator("#ranked tbody tr").count() == 1
    report.go("registro")
    report.page.select_option("#pick-metric", index=1)
    metric = report.page.input_value("#pick-metric")
    assert f"r.metric={metric}" in report.page.url
    address = report.page.url.split("#")[1]
    enter(report, address)
    assert report.page.input_value("#pick-metric") == metric
    assert report.page.input_value("#search") == "quibdo"


@pytest.mark.parametrize(
    "address", ["%E0%A4%A?ev=%", "municipio/99999", "municipios/x?sev=9&ev=none"]
)
def test_an_address_that_means_nothing_opens_the_report(report: Session, address: str) -> None:
    enter(report, address)
    assert report.page.locator("main h2:visible").count() == 1
    assert report.page.input_value("#pick-assessment") == "2024"
    assert not report.said


def test_nothing_chosen_says_so(report: Session) -> None:
    report.go("resumen?ev=2024&lang=es&q=ningun-lugar")
    assert text(report, "#none-chosen").startswith("Ningún municipio cumple los filtros")
    assert not report.page.locator("#headline").is_visible()
    assert text(report, "#shown") == "0 de 1.122 municipios"


def test_a_map_shows_the_chosen_department_alone(report: Session) -> None:
    size = "id => document.querySelectorAll(`#fig-final path`).length && " + (
        "Math.max(...[...document.querySelectorAll('#fig-final path[fill^=\"#\"]')]"
        ".map(path => path.getBBox()).map(box => box.width))"
    )
    report.go("resumen?ev=2024&lang=es")
    report.page.wait_for_selector("#fig-final .plot[data-drawn=true]")
    whole = report.page.evaluate(size)
    report.page.select_option("#filter-department", "88")
    report.page.wait_for_timeout(600)
    assert report.page.evaluate(size) > 2 * whole


def test_the_link_is_copied(report: Session) -> None:
    report.go("resumen?ev=2024&lang=es&dep=05")
    report.page.click("#copy-link")
    report.page.wait_for_function("document.querySelector('#copied').textContent !== ''")
    assert text(report, "#copied") == "Enlace copiado"
    assert not report.said
