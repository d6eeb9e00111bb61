"""The report on a phone and on paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from browser import Session, session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ViewportSize

    from conftest import Built

PHONE: ViewportSize = {"width": 390, "height": 844}
SMALLEST = 12
"""Pixels of the smallest label on a phone."""
LABELS = """page => [...document.querySelectorAll(`#${page} svg text`)].filter(t => t.textContent)
  .map(t => parseFloat(getComputedStyle(t).fontSize)
    * t.closest('svg').getBoundingClientRect().width / t.closest('svg').viewBox.baseVal.width)"""
PAPER: ViewportSize = {"width": 1040, "height": 700}
"""A4 on its side, without margins, at 96 dots an inch."""
CUT = """page => [...document.querySelectorAll(`#${page} table`)]
  .filter(t => t.getBoundingClientRect().right > innerWidth + 1).length"""


@pytest.fixture(scope="module")
def report(chromium: Browser, demo_built: Built) -> Iterator[Session]:
    file = demo_built.database.parent / "published" / "reporte.html"
    for window in session(chromium, file):
        window.open()
        yield window


@pytest.fixture(scope="module")
def phone(chromium: Browser, demo_built: Built) -> Iterator[Session]:
    file = demo_built.database.parent / "published" / "reporte.html"
    for window in session(chromium, file, width=PHONE["width"]):
        window.page.set_viewport_size(PHONE)
        window.open()
        yield window


def pages(report: Session) -> int:
    pdf = report.page.pdf(prefer_css_page_size=True)
    return len(re.findall(rb"/Type /Page\b(?!s)", pdf))


def test_a_phone_shows_a_map_and_one_row_of_pages_at_once(phone: Session) -> None:
    phone.go("resumen?ev=2024&lang=es")
    map_box = phone.page.locator("#fig-final svg").bounding_box()
    assert map_box is not None
    assert map_box["y"] < 0.8 * PHONE["height"]
    tops = {link.bounding_box()["y"] for link in phone.page.locator("nav a").all()}  # type: ignore[index] # links have a box
    assert len(tops) == 1
    assert not phone.page.locator("#filter-department").is_visible()
    phone.page.click("#fold")
    assert phone.page.locator("#filter-department").is_visible()
    phone.page.click("#fold")


@pytest.mark.parametrize("page", ["resumen", "cambios", "cobertura"])
def test_labels_are_legible_on_a_phone(phone: Session, page: str) -> None:
    phone.go(f"{page}?ev=2024&lang=es")
    sizes = phone.page.evaluate(LABELS, page)
    assert sizes
    assert min(sizes) >= SMALLEST - 0.01


def test_a_linked_municipality_is_seen_at_once_on_a_phone(phone: Session) -> None:
    phone.go("municipios/05001?ev=2024&lang=es")
    box = phone.page.locator("#explanation h3").bounding_box()
    assert box is not None
    assert box["y"] < PHONE["height"] / 2


def test_paper_has_what_is_selected(report: Session) -> None:
    report.go("municipios/27001?ev=2024&lang=es")
    one = pages(report)
    report.page.emulate_media(media="print")
    assert not report.page.locator("#places-table").is_visible()
    report.page.emulate_media(media="null")
    report.page.select_option("#filter-department", "27")
    report.page.wait_for_function("document.querySelectorAll('#places-table tbody tr').length < 99")
    report.page.emulate_media(media="print")
    assert report.page.locator("#places-table tbody tr").count() == 30
    assert report.page.locator("#places-table").is_visible()
    report.page.emulate_media(media="null")
    assert one <= 3
    assert pages(report) <= one + 2
    report.page.click("#clear")
    report.page.evaluate("location.hash = 'departamento/27?ev=2024&lang=es'")
    report.page.wait_for_selector("#perfil:not([hidden])")
    assert pages(report) <= 3


@pytest.mark.parametrize("page", ["registro", "cobertura", "cambios"])
def test_no_column_is_lost_on_paper(report: Session, page: str) -> None:
    report.page.set_viewport_size(PAPER)
    report.page.emulate_media(media="print")
    report.page.evaluate("page => { location.hash = page }", f"{page}?ev=2024&lang=es")
    report.page.wait_for_selector(f"#{page} table")
    assert report.page.evaluate(CUT, page) == 0
    report.page.emulate_media(media="null")
    report.page.set_viewport_size({"width": 1280, "height": 900})


@pytest.mark.parametrize("page", ["resumen", "registro", "cobertura"])
def test_every_axis_with_numbers_says_what_it_counts(report: Session, page: str) -> None:
    report.go(f"{page}?ev=2024&lang=es")
    charts = report.page.locator(f"#{page} figure[data-chart]:not([hidden])").all()
    drawn = [chart for chart in charts if chart.locator(".role-axis-label text").count()]
    assert drawn
    for chart in drawn:
        titles = chart.locator(".role-axis-title text").all_text_contents()
        assert any(titles), chart.get_attribute("id")
        for number in chart.locator(".role-axis-label text").all_text_contents():
            assert not re.search(r"\d[keM]|\d,\d{3}\b|\d%", number), number
