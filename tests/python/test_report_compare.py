"""The comparison of the report: any two assessments, in both directions, with years in headings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from browser import Session, filled, session

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser


PAIRS = (("2024", "2025"), ("2025", "2024"), ("2025-percentages-2024", "2024-alerts-from-3"))


@pytest.fixture(scope="module")
def report(chromium: Browser, published: Path) -> Iterator[Session]:
    for window in session(chromium, published / "reporte.html", width=1024):
        window.open()
        yield window


def compare(report: Session, after: str, before: str) -> None:
    report.page.evaluate("location.hash = ''")
    report.go(f"comparacion?ev={after}&lang=es&con={before}")


def spanish(number: int) -> str:
    sign = "+" if number > 0 else ""
    return sign + f"{number:,}".replace(",", ".")


@pytest.mark.parametrize(("after", "before"), PAIRS)
def test_any_two_assessments_are_compared_as_the_marts_say(
    report: Session, published: Path, after: str, before: str
) -> None:
    with duckdb.connect(str(published / "amparo.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select municipality_code, new.severity_final, old.severity_final, new.pin - old.pin"
            " from marts.fct_pin as new inner join marts.fct_pin as old using (municipality_code)"
            " where new.assessment_id = ? and old.assessment_id = ?",
            [after, before],
        ).fetchall()
    compare(report, after, before)
    worse = sum(new > old for _, new, old, _ in rows)
    better = sum(new < old for _, new, old, _ in rows)
    change = round(sum(pin for *_, pin in rows if pin is not None))
    said = report.page.inner_text("#compared")
    assert f"{spanish(change)} personas" in said
    assert f"La severidad sube en {worse} municipios y baja en {better}." in said
    headings = report.page.locator("#changed th").all_inner_texts()
    assert headings[1:5] == [
        *(f"Severidad {before}", f"Severidad {after}", f"PiN {before}", f"PiN {after}")
    ]
    assert report.page.locator("#changed tbody tr").count() == worse + better
    assert filled(report.show("changed_map")) > 0.1


def test_the_direction_is_turned_round(report: Session) -> None:
    compare(report, "2025", "2024")
    said = report.page.inner_text("#compared")
    report.page.click("#swap")
    report.page.wait_for_function("document.querySelector('#pick-assessment').value === '2024'")
    assert report.page.input_value("#pick-other") == "2025"
    assert "ev=2024" in report.page.url
    assert "con=2025" in report.page.url
    turned = report.page.inner_text("#compared")
    assert turned.startswith("De Evaluación 2025")
    assert said.startswith("De Evaluación 2024")


def test_without_an_earlier_one_it_asks_for_another(report: Session) -> None:
    report.page.evaluate("location.hash = ''")
    report.go("comparacion?ev=2024&lang=es")
    assert "elija otra arriba" in report.page.inner_text("#compared")
    assert not report.page.locator("#changed-block").is_visible()
    assert not report.page.locator("#fig-change").is_visible()
    report.page.select_option("#pick-other", "2025")
    report.page.wait_for_selector("#changed tbody tr")
    assert "con=2025" in report.page.url


def test_severities_taken_as_published_have_no_grey_maps(report: Session) -> None:
    report.go("mapas?ev=2025&lang=es")
    for number in "123":
        assert not report.page.locator(f"#fig-indicator{number}").is_visible()
    assert report.page.inner_text("#maps-published").startswith("Esta evaluación toma")
    report.go("mapas?ev=2024&lang=es")
    assert report.page.locator("#fig-indicator1").is_visible()
    assert not report.page.locator("#maps-published").is_visible()


def test_nothing_of_it_is_cut_at_the_width_of_a_projector(report: Session) -> None:
    compare(report, "2025", "2024")
    for part in ("html", "#changed", "#fig-changed_map .plot", "#fig-change .plot"):
        beyond = report.page.eval_on_selector(part, "one => one.scrollWidth - one.clientWidth")
        assert beyond <= 0, part
    assert not report.said
