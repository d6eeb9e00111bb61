"""Figures of the report: names on a zoomed map, circles, source, and files of each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import duckdb

if TYPE_CHECKING:
    from browser import Session

TEXTS = "#fig-final .plot svg text"
CLASHES = """selector => { const boxes = [...document.querySelectorAll(selector)]
  .filter(t => t.textContent).map(t => t.getBoundingClientRect());
  return boxes.filter((a, i) => boxes.some((b, j) => j > i && a.left < b.right - 4
    && b.left < a.right - 4 && a.top < b.bottom - 4 && b.top < a.bottom - 4)).length; }"""


def saved(report: Session, figure: str, kind: str) -> bytes:
    with report.page.expect_download() as waiting:
        report.page.click(f"#fig-{figure} button[data-file={kind}]")
    assert waiting.value.suggested_filename == f"{figure}_2024_27.{kind}"
    return Path(waiting.value.path()).read_bytes()


def test_a_zoomed_map_names_municipalities_and_the_country_none(report: Session) -> None:
    report.go("resumen?ev=2024&lang=es")
    texts = report.page.locator(TEXTS).all_text_contents()
    assert "Quibdó" not in texts
    report.go("resumen?ev=2024&lang=es&dep=27")
    report.page.wait_for_function(f"document.querySelectorAll('{TEXTS}').length > 8")
    assert "Quibdó" in report.page.locator(TEXTS).all_text_contents()
    assert report.page.evaluate(CLASHES, TEXTS) == 0


def test_circles_are_as_large_as_the_pin(report: Session, published: Path) -> None:
    with duckdb.connect(str(published / "amparo.duckdb"), read_only=True) as connection:
        [(count, largest)] = connection.execute(
            "select count(*), max(pin_rounded) from marts.fct_pin"
            " where assessment_id = '2024' and municipality_code like '27%' and pin > 0"
        ).fetchall()
    report.go("mapas?ev=2024&lang=es&dep=27")
    legend = report.page.inner_text("#fig-pin_places .legend")
    assert f"círculo mayor: {largest:,}".replace(",", ".") in legend
    assert "sin dato" not in legend
    circles = "#fig-pin_places .mark-symbol path"
    assert report.page.locator(circles).count() == count
    widths = report.page.eval_on_selector_all(circles, "all => all.map(one => one.getBBox().width)")
    assert widths == sorted(widths, reverse=True)
    assert widths[0] > 3 * widths[-1]


def test_each_figure_is_saved_as_drawing_picture_and_data(report: Session) -> None:
    report.go("resumen?ev=2024&lang=es&dep=27")
    drawing = saved(report, "severities", "svg").decode()
    texts = [text.text or "" for text in ET.fromstring(drawing).iter() if text.text]  # noqa: S314 - ours
    assert "Municipios por severidad" in texts
    assert "Antes del techo" in texts
    assert any("AdR Protección de la Niñez" in text for text in texts)
    assert "DATOS SINTÉTICOS" in " ".join(texts)
    assert saved(report, "final", "png").startswith(b"\x89PNG")
    lines = saved(report, "final", "csv").decode("utf-8-sig").splitlines()
    assert len(lines) == 31
    assert lines[0] == "Código,Municipio,Departamento,Severidad final"
    assert not report.said


def test_each_figure_names_its_source_date_and_borders(report: Session) -> None:
    report.go("mapas?ev=2024&lang=en")
    for source in report.page.locator("#mapas .source").all_inner_texts():
        assert source.startswith("Child Protection AoR, Colombia, with Amparo.")
        assert "no boundaries" in source
        assert "published on 20" in source
    report.go("resumen?ev=2024&lang=es")
