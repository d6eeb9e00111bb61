"""The page of the restricted edition explains with the very lines of ``amparo explain``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.text import Text

from amparo.explain.facts import gather
from amparo.explain.tree import Renderer
from amparo.outputs.report.writing import write
from amparo.texts import Labels
from amparo.warehouse.reader import reading
from browser import session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page
    from rich.tree import Tree

    from conftest import Built

ROOT = Path(__file__).parents[2]
ASSESSMENTS = ("2024", "2025")
# large, capped by an expert, decision rejected, on an island with a half cent, without inhabitants
MUNICIPALITIES = ("05001", "05079", "13655", "88001", "94663")
ONLY_IN_THE_COMMAND = re.compile(r"\b(filas|rows)\b|no entregado|not delivered")
"""Source rows and files: they are in the working file, which is not published."""
LINES = """() => [document.querySelector('#explanation h3').textContent,
  ...[...document.querySelectorAll('#explanation li')].map(line => line.firstChild.textContent)]"""


@pytest.fixture
def page(chromium: Browser, demo_built: Built, tmp_path: Path) -> Iterator[Page]:
    # what is shared leaves out small counts and names, the command does not
    whole = demo_built.database.parent / "restricted" / "amparo.duckdb"
    [file] = write(whole, tmp_path, "2024", project_root=ROOT, edition="restricted")
    for window in session(chromium, file):
        window.open()
        yield window.page


def told(tree: Tree) -> list[str]:
    """Lines of the command, without the seed lines that a published file cannot name."""
    line = Text.from_markup(str(tree.label)).plain
    lines = [re.sub(r" \[[^\[\]]*\.csv[^\[\]]*\]$", "", line)]
    return lines + [line for child in tree.children for line in told(child)]


def test_page_and_command_explain_alike(page: Page, demo_built: Built) -> None:
    seeds = ROOT / "seeds"
    compared = 0
    with reading(demo_built.database) as reader:
        for language in ("es", "en"):
            labels = Labels(seeds, language)
            if language == "en":
                page.click("#language")
            for assessment in ASSESSMENTS:
                page.select_option("#pick-assessment", assessment)
                for code in MUNICIPALITIES[: 5 if language == "es" else 1]:
                    page.evaluate(f"location.hash = 'municipios/{code}'")
                    page.wait_for_selector(f"#explanation[data-code='{code}'] h3")
                    shown = page.evaluate(LINES)
                    said = told(
                        Renderer(labels, 5).tree(gather(reader, seeds, code, assessment, labels))
                    )
                    assert set(shown) <= set(said)
                    rest = set(said) - set(shown) - {labels("synthetic_banner")}
                    assert not [line for line in rest if not ONLY_IN_THE_COMMAND.search(line)]
                    compared += len(shown)
    assert compared > 150
