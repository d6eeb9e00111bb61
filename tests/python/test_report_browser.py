"""The published page in a real browser, from disk and without a network."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from axe_playwright_python.sync_playwright import Axe

from browser import SECONDS_TO_FIRST_MAP, Session, changed, colours, filled, session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser


SCREENSHOTS = Path(__file__).parents[2] / "target" / "screenshots"
"""Pictures of this run; CI keeps them (docs/outputs.md)."""
MAPS = ("indicator1", "indicator2", "indicator3", "final2", "pin", "ceiling")
MAP_IS_DRAWN = (0.15, 3)
"""Least share of a map that is not background, least number of colours; a blank one has 0 and 1."""
CHART_IS_DRAWN = (0.002, 2)
MUNICIPALITIES = ("05001", "05079", "13655", "88001", "94663")
REMOVE_DRAWINGS = "page => document.querySelectorAll(`#${page} svg`).forEach(svg => svg.remove())"
NOT_ALIKE = 0.01
"""Share of changed pixels from which two pictures of a map are different maps."""


@pytest.fixture(scope="module")
def opened(chromium: Browser, published: Path) -> Iterator[Session]:
    """One window for all tests; each says the page and language it wants."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for window in session(chromium, published / "reporte.html"):
        window.open()
        yield window


@pytest.fixture
def report(opened: Session) -> Session:
    opened.speak("es")
    opened.go("resumen")
    opened.page.click("#clear")
    return opened


def names(report: Session) -> list[str]:
    links = report.page.locator("nav a[data-page]").all()
    return [str(link.get_attribute("data-page")) for link in links]


def test_the_first_map_is_drawn_within_the_budget(chromium: Browser, published: Path) -> None:
    for window in session(chromium, published / "reporte.html"):
        begun = time.monotonic()
        window.open()
        window.page.wait_for_selector("#fig-final .plot[data-drawn=true] svg path")
        assert time.monotonic() - begun < SECONDS_TO_FIRST_MAP
        assert filled(window.show("final")) > MAP_IS_DRAWN[0]


def test_every_page_is_drawn_without_a_complaint_or_a_request(report: Session) -> None:
    pages = names(report)
    assert "registro" in pages
    report.open()
    for page in pages:
        report.go(page)
        assert report.page.locator(f"#{page} h2").is_visible()
        figures = report.page.locator(f"#{page} figure[data-chart]:not([hidden])").all()
        for figure in figures:
            name = str(figure.get_attribute("data-chart"))
            least, least_colours = MAP_IS_DRAWN if name in {*MAPS, "final"} else CHART_IS_DRAWN
            drawn = report.show(name)
            assert filled(drawn) > least, f"{page}: {name} is blank"
            assert colours(drawn, 0.0005) >= least_colours, f"{page}: {name} is of one colour"
        report.page.screenshot(path=SCREENSHOTS / f"{page}.png", full_page=True)
    assert not report.said
    assert all(url.startswith(("file:", "data:", "blob:")) for url in report.asked)


def test_the_registry_shows_names_and_no_ids(report: Session, published: Path) -> None:
    with duckdb.connect(str(published / "amparo.duckdb"), read_only=True) as connection:
        ids = {
            row[0]
            for row in connection.execute(
                "select member from marts.registry_members where member like '%\\_%' escape '\\'"
                " union select metric_id from marts.dim_metric where metric_id like '%\\_%'"
                " escape '\\'"
            ).fetchall()
        }
    report.go("registro")
    for picker in ("metric", "dimension", "gap", "model", "curve", "criterion", "extract"):
        options = report.page.locator(f"#pick-{picker} option").all_text_contents()
        assert options
        assert not ids & set(options), picker
    for behind in report.page.locator("#registro details.behind summary").all():
        if behind.is_visible():
            behind.click()
    words = set(report.page.locator("#registro").inner_text().replace("\n", "\t").split("\t"))
    assert len(words) > 100
    assert not ids & words
    assert "undefined" not in words


def test_a_measure_of_time_and_every_other_gap_is_drawn_without_a_complaint(
    report: Session,
) -> None:
    report.go("registro")
    before = len(report.said)
    for picker in ("gap", "gap_dimension", "metric", "topic", "curve", "model", "distribution"):
        for value in report.page.eval_on_selector_all(
            f"#pick-{picker} option", "all => all.slice(0, 4).map(one => one.value)"
        ):
            report.page.select_option(f"#pick-{picker}", value)
            report.page.wait_for_timeout(60)
    report.go("registro")
    assert report.said[before:] == []


def test_department_and_severity_filter_maps_table_and_download(
    report: Session, published: Path
) -> None:
    with duckdb.connect(str(published / "amparo.duckdb"), read_only=True) as connection:
        wanted = {
            row[0]
            for row in connection.execute(
                "select municipality_code from marts.fct_municipality_severity"
                " where assessment_id = '2024' and severity_final = 3"
                " and municipality_code like '05%'"
            ).fetchall()
        }
    assert wanted
    whole = report.show("final")
    report.page.select_option("#filter-department", "05")
    for level in ("1", "2", "4", "5", ""):
        report.page.uncheck(f'#filter-severity input[value="{level}"]')
    assert f"{len(wanted)} de" in str(report.page.text_content("#shown"))
    report.page.wait_for_selector("#fig-final .plot[data-drawn=true]")
    faded = report.show("final")
    assert changed(whole, faded) > NOT_ALIKE, "the map did not fade what the filter leaves out"
    report.go("municipios")
    shown = report.page.eval_on_selector_all(
        "#places-table tr[data-code]", "rows => rows.map(row => row.dataset.code)"
    )
    assert set(shown) == wanted
    with report.page.expect_download() as waiting:
        report.page.click("#download")
    lines = Path(waiting.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert {line.split(",")[0] for line in lines[1:]} == wanted
    report.page.click("#clear")
    # the page is drawn anew after the form is emptied, not while it is
    report.page.wait_for_function(
        "document.querySelectorAll('#places-table tr[data-code]').length > 1100"
    )


def test_search_finds_by_name_code_and_pcode_and_enter_explains(report: Session) -> None:
    report.go("municipios")
    for text, code in (("medellin", "05001"), ("88001", "88001"), ("CO94663", "94663")):
        report.page.fill("#search", text)
        report.page.press("#search", "Enter")
        report.page.wait_for_selector(f"#explanation[data-code='{code}'] h3")
        assert code in report.page.url
    report.page.fill("#search", "ningún lugar")
    report.page.wait_for_selector("#places-table:not(:has(table))")


def test_page_agrees_with_the_marts_for_a_sample_of_municipalities(
    report: Session, published: Path
) -> None:
    with duckdb.connect(str(published / "amparo.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select municipality_code, severity_calculated, severity_final, pin_rounded"
            " from marts.fct_municipality_severity"
            " inner join marts.fct_pin using (assessment_id, municipality_code, severity_final)"
            " where assessment_id = '2024' and list_contains(?, municipality_code)",
            [list(MUNICIPALITIES)],
        ).fetchall()
    assert len(rows) == len(MUNICIPALITIES)
    report.go("municipios")
    heads = [
        str(head.get_attribute("data-column"))
        for head in report.page.locator("#places-table th").all()
    ]
    for code, calculated, final, pin in rows:
        cells = report.page.locator(f"#places-table tr[data-code='{code}'] td").all_inner_texts()
        shown = dict(zip(heads, cells, strict=True))
        assert shown["calculated"] == worded(calculated)
        assert shown["final"] == worded(final)
        assert shown["pin"] == ("–" if pin is None else f"{pin:,}".replace(",", "."))


def worded(severity: int | None) -> str:
    return "sin dato" if severity is None else str(severity)


def test_the_language_changes_every_text_and_stays(report: Session) -> None:
    report.go("municipios")
    spanish = report.page.locator("[data-label]").all_text_contents()
    report.speak("en")
    english = report.page.locator("[data-label]").all_text_contents()
    same = [a for a, b in zip(spanish, english, strict=True) if a == b]
    assert len(same) < len(spanish) / 10
    assert report.page.title() != ""
    assert "Municipality" in report.page.locator("#places-table th").all_inner_texts()[1]
    report.open()
    assert report.page.get_attribute("html", "lang") == "en"


@pytest.mark.parametrize("language", ["es", pytest.param("en", marks=pytest.mark.slow)])
def test_every_page_passes_axe(chromium: Browser, published: Path, language: str) -> None:
    """In Spanish; in English, where only the texts are others, among the slow tests."""
    for window in session(chromium, published / "reporte.html"):
        window.open()
        # the rows of the table are alike; a thousand of them cost axe a minute
        window.page.select_option("#filter-department", "88")
        window.speak(language)
        for page in names(window):
            window.go(page)
            found = Axe().run(window.page, options={"resultTypes": ["violations"]})
            assert found.violations_count == 0, f"{page}: {told(found.response)}"
            # read no more: drawings that nobody sees would only slow axe down
            window.page.evaluate(REMOVE_DRAWINGS, page)


def told(response: dict[str, Any]) -> list[str]:
    return [
        f"{violation['id']}: {[node['target'] for node in violation['nodes']][:3]}"
        for violation in response["violations"]
    ]


def test_print_has_the_open_page_and_no_controls(report: Session) -> None:
    report.go("municipios/05001")
    report.page.pdf(format="A4", path=SCREENSHOTS / "municipios.pdf")
    report.page.emulate_media(media="print")
    for control in ("nav", "#filters", "#language", "#download"):
        assert not report.page.locator(control).first.is_visible(), control
    assert report.page.locator("#explanation h3").is_visible()
    report.page.select_option("#filter-department", "05", force=True)
    row = report.page.locator("#places-table tr[data-code='05001'] td").all_inner_texts()
    assert row[1] == "Medellín"
    assert "PiN" in report.page.locator("#places-table th").last.inner_text()
    report.page.emulate_media(media="screen")


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_the_window(chromium: Browser, published: Path, width: int) -> None:
    for window in session(chromium, published / "reporte.html", width=width):
        window.open()
        for page in names(window):
            window.go(page)
            beyond = window.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert beyond <= 0, f"{page} at {width}"
        if width == 1280:
            window.go("municipios/05001")
            assert window.page.evaluate(
                "(() => { const t = document.querySelector('#places-table');"
                " return t.scrollWidth <= t.clientWidth; })()"
            ), "columns of the table are cut"
