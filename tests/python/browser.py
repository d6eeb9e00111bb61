"""A real browser for the report: the page opened from disk, without a network."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image, ImageChops
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium")
NO_CHROMIUM = "no Chromium on this machine (Debian: apt-get install chromium)"
SECONDS_TO_FIRST_MAP = 20
"""Budget from opening the file to the first map drawn, on a CI machine of 2 busy cores. Measured: 2
to 3 seconds on an idle one (docs/outputs.md)."""
PATIENCE = 30_000
"""Milliseconds that a step may take before a test gives up."""
READY = "body[data-ready=true]"
DRAWN = """page => [...document.querySelectorAll(`#${page} figure[data-chart]`)]
  .every(figure => figure.hidden || figure.querySelector('.plot').dataset.drawn === 'true')"""
GO = """to => new Promise(done => {
  if (location.hash === '#' + to) { done(); return; }
  addEventListener('hashchange', () => setTimeout(done), { once: true });
  location.hash = to;
})"""
"""Go to an address, and wait until the page has read it."""
BACKGROUND = (255, 255, 255)


@dataclass
class Session:
    """The page, and what the browser complained of or asked the network for."""

    page: Page
    file: Path
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def open(self) -> None:
        """Open the file and wait until its first page is drawn."""
        self.page.goto(self.file.as_uri())
        self.page.wait_for_selector(READY)

    def go(self, page: str) -> None:
        """Open one of the report's pages and wait for its charts."""
        self.page.evaluate(GO, page)
        section = re.split("[/?]", page, maxsplit=1)[0]
        self.page.wait_for_selector(f"#{section}:not([hidden])")
        self.page.wait_for_function(DRAWN, arg=section)

    def speak(self, language: str) -> None:
        """Switch to a language, where the page is in the other one."""
        if self.page.get_attribute("html", "lang") != language:
            self.page.click("#language")
            self.page.wait_for_selector(f"html[lang={language}]")

    def show(self, figure: str) -> Image.Image:
        """A picture of what a figure has drawn."""
        return picture(self.page.locator(f"#fig-{figure} .plot").screenshot())


def started() -> Iterator[Browser]:
    """Debian's Chromium; skips the test where there is none."""
    if CHROMIUM is None:
        pytest.skip(NO_CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


def session(browser: Browser, file: Path, *, width: int = 1280) -> Iterator[Session]:
    """The report in a window of its own, with the network off."""
    context = browser.new_context(
        offline=True, viewport={"width": width, "height": 900}, accept_downloads=True
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    opened = Session(page, file)
    page.on("console", lambda message: opened.said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: opened.said.append(f"error: {error}"))
    page.on("request", lambda request: opened.asked.append(request.url))
    yield opened
    context.close()


def picture(png: bytes) -> Image.Image:
    """A PNG as pixels of red, green and blue."""
    return Image.open(BytesIO(png)).convert("RGB")


def filled(image: Image.Image) -> float:
    """Share of the pixels that are not background, 0 to 1."""
    counted = image.getcolors(maxcolors=image.width * image.height) or []
    return 1 - sum(n for n, colour in counted if colour == BACKGROUND) / (
        image.width * image.height
    )


def colours(image: Image.Image, at_least: float = 0.002) -> int:
    """Colours that fill at least that share of the picture; edges blur into many more."""
    counted = image.getcolors(maxcolors=image.width * image.height) or []
    return sum(1 for n, _ in counted if n >= at_least * image.width * image.height)


def changed(before: Image.Image, after: Image.Image) -> float:
    """Share of the pixels in which two pictures of one size differ, 0 to 1."""
    same = ImageChops.difference(before, after).convert("L").histogram()[0]
    return 1 - same / (before.width * before.height)
