"""Pictures of the report for the documentation, and its weight and load time.

Run ``python scripts/make_screenshots.py [--boundaries FILE]``. It takes what lies in
``published/`` (``AMPARO_PUBLISHED`` names another folder), of a build on the demo only, for the
pictures are committed. It needs Chromium. With boundaries, the page of maps is drawn once more with
them: only the picture is kept.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright

from amparo.outputs.published import open_published
from amparo.outputs.report import write

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
WINDOW = (1280, 960)
WIDTH = 800
MOST_BYTES = 120_000
COLOURS = (96, 64, 48, 32)
"""Sizes of the palette, tried until a picture is small enough."""
DRAWN = """page => [...document.querySelectorAll(`#${page} figure[data-chart]`)]
  .every(figure => figure.hidden || figure.querySelector('.plot').dataset.drawn === 'true')"""
FIRST_MAP = "#fig-final .plot[data-drawn=true] svg path"
WITH_BOUNDARIES = "mapas-limites"
HASHES = {"municipios": "municipios/05001"}
"""Pages that show more with a municipality chosen."""


def main() -> None:
    """Make all pictures and say what the page weighs and how long it takes."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--boundaries", type=Path, help="file or folder with municipal polygons")
    boundaries: Path | None = options.parse_args().boundaries
    published = Path(os.environ.get("AMPARO_PUBLISHED", ROOT / "published"))
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        report = (published / "reporte.html").resolve()
        page, seconds = opened(browser, report)
        say(f"{report.stat().st_size / 1e6:.2f} MB, first map after {seconds:.1f} s")
        for link in page.locator("nav a[data-page]").all():
            name = str(link.get_attribute("data-page"))
            take(page, name, name)
        if boundaries:
            with open_published(published / "amparo.duckdb") as opened_file:
                chosen = str(opened_file.assessment()["assessment_id"])
            with tempfile.TemporaryDirectory() as folder:
                files = write(
                    published / "amparo.duckdb",
                    Path(folder),
                    chosen,
                    boundaries=boundaries,
                    project_root=ROOT,
                )
                page, seconds = opened(browser, files[0])
                size = files[0].stat().st_size / 1e6
                say(f"with boundaries {size:.2f} MB, first map after {seconds:.1f} s")
                take(page, "mapas", WITH_BOUNDARIES)
        browser.close()


def opened(browser: Browser, file: Path) -> tuple[Page, float]:
    """A window with the report, and the seconds until its first map was drawn."""
    page = browser.new_page(viewport={"width": WINDOW[0], "height": WINDOW[1]})
    page.set_default_timeout(60_000)
    begun = time.monotonic()
    page.goto(file.as_uri())
    page.wait_for_selector(FIRST_MAP)
    seconds = time.monotonic() - begun
    page.wait_for_selector("body[data-ready=true]")
    return page, seconds


def take(page: Page, name: str, picture: str) -> None:
    """Write the picture of one of the report's pages, as small as it must be."""
    page.evaluate("to => { location.hash = to }", HASHES.get(name, name))
    page.wait_for_selector(f"#{name}:not([hidden])")
    page.wait_for_function(DRAWN, arg=name)
    page.evaluate("scrollTo(0, 0)")
    image = Image.open(BytesIO(page.screenshot())).convert("RGB")
    image = image.resize(
        (WIDTH, round(WIDTH * image.height / image.width)), Image.Resampling.LANCZOS
    )
    for colours in COLOURS:
        target = IMAGES / f"{picture}.png"
        image.quantize(colours, dither=Image.Dither.NONE).save(target, optimize=True)
        if target.stat().st_size <= MOST_BYTES:
            say(f"{target.relative_to(ROOT)}: {target.stat().st_size / 1e3:.0f} kB")
            return
    raise SystemExit(f"{picture}.png has more than {MOST_BYTES} bytes even with {colours} colours")


def say(text: str) -> None:
    """Tell whoever runs the script."""
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
