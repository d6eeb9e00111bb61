"""The real files through the gate, folder by folder: what it says makes ``docs/quality-gate.md``.

Run with AMPARO_WRITE_DOCS=1 to write the page anew.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from amparo.gate import Verdict, run_gate
from amparo.gate.declared import OUTCOMES
from amparo.landing import land
from amparo.project import Project
from amparo.texts import Labels
from conftest import ROOT
from rehearsal import TEST_KEY

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ROOT / "docs" / "quality-gate.md"
HEAD = """# The quality gate on the real files

Written by the test run (`tests/python/test_gate_real.py` with `AMPARO_WRITE_DOCS=1`, in Spanish as
the command says it); a test compares it with what happens, and is skipped where the third-party
files are absent. Every folder is landed and looked at on its own, so that places and years of one
do not speak for another. No row is copied here: what did not pass is told as the gate tells it.

What is expected is declared beside each layout ([how](how-to-add.md#an-expectation)), why so is in
[0014](decisions/0014-quality-gate.md), and what to do with an answer in the
[guide](guia.md#el-control-de-calidad). What the gate costs was measured on the demo extracts:
rows "quality gate, first" and "quality gate, again" of [bench/latest.md](../bench/latest.md), as a
share of landing, gate and dbt together.

Checks run: those of the tables that the folder has rows of; one with nothing to look at (the known
total of a year that is not there) counts as passed. With notes the build goes on, with warnings it
waits for a person, a stop ends it.

| folder | checks run | passed | notes | warnings | stops |
|---|---:|---:|---:|---:|---:|
"""


@pytest.fixture(scope="module")
def verdicts(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Verdict]:
    """What the gate says of each folder of the real files."""
    found = {}
    for real in sorted((shared / "data" / "real").iterdir()):
        if not real.is_dir():
            continue
        folder = tmp_path_factory.mktemp(f"real-{real.name}")
        # below a folder of its own, as in a delivery: some layouts are told by it
        (folder / "extracts" / real.name).mkdir(parents=True)
        for file in real.iterdir():
            (folder / "extracts" / real.name / file.name).symlink_to(file)
        database = folder / "amparo.duckdb"
        report = land(folder / "extracts", database, ROOT / "models" / "staging", key=TEST_KEY)
        assert not report.refusals
        project = Project(ROOT, database, folder / "published")
        found[real.name] = run_gate(project, Labels(ROOT / "seeds", "es"))
    return found


def page(verdicts: dict[str, Verdict]) -> str:
    """The page: a row per folder, then what did not pass."""
    rows, told = [], []
    for name, verdict in verdicts.items():
        run = [result for result in verdict.results if result.status != "skipped"]
        failed = [result for result in run if result.status == "failed"]
        counts = {o: sum(result.outcome == o for result in failed) for o in OUTCOMES}
        cells = [len(run), len(run) - len(failed), counts["note"], counts["warn"], counts["stop"]]
        rows.append(f"| {name} | " + " | ".join(map(str, cells)) + " |")
        for result in failed:
            text = " ".join(result.message_es.split()).replace("|", "\\|")
            told.append(f"| {name} | {result.outcome} | {text} |")
    below = "\n\n## What did not pass\n\n| folder | outcome | the user reads |\n|---|---|---|\n"
    return HEAD + "\n".join(rows) + below + "\n".join(told) + "\n"


def test_no_real_file_is_stopped(verdicts: dict[str, Verdict]) -> None:
    assert verdicts
    for name, verdict in verdicts.items():
        assert [r.message_es for r in verdict.of("stop", "failed")] == [], name
        assert any(result.status == "passed" for result in verdict.results), name


def test_the_page_of_real_files_is_what_the_gate_says(verdicts: dict[str, Verdict]) -> None:
    text = page(verdicts)
    if os.environ.get("AMPARO_WRITE_DOCS"):
        PAGE.write_text(text, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == text, "write it anew with AMPARO_WRITE_DOCS=1"
