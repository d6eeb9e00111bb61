"""The session that the docs show is what the commands print."""

from __future__ import annotations

import os
import re
import shutil
from typing import TYPE_CHECKING, Final

import pytest

from conftest import ROOT, amparo, copy_project

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Built

PAGE: Final = ROOT / "docs" / "session.md"
SCALE: Final = "seeds/method/severity_scales.csv"
BOUND: Final = ("co-2024,disasters,2,1000,", "co-2024,disasters,2,2000,")
HEAD: Final = """# A session: one bound edited, from the seed to readers and back

On the synthetic demo, published before. Versions, folders and seconds are replaced by words; a test
(`tests/python/test_session.py`) runs the session anew and compares.

In `seeds/method/severity_scales.csv`, severity 2 of disasters goes to 2,000 people, not to 1,000.
The methodology was published from synthetic data alone, so its row may be edited as it is; of real
ones a [new id](how-to-add.md#an-assessment-or-a-variant) or `--restate` is asked for.
"""


def plain(text: str, folder: Path) -> str:
    """What two runs have in common."""
    for old, new in (
        (re.escape(str(folder)), "CARPETA"),
        (r"\d{8}T\d{9}Z-[0-9a-f]{8}", "VERSIÓN"),
        (r"\b\d+(,\d)? s\b", "N s"),
        (r"en N s; lo más largo: [^\n]*", "en N s"),
        (r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?( UTC)?", "FECHA"),
        (r"[ \t]+$", ""),
    ):
        text = re.sub(old, new, text, flags=re.MULTILINE)
    return text.strip()


@pytest.mark.slow
def test_the_session_of_the_docs_is_what_the_commands_print(
    demo_built: Built, demo_extracts: Path, tmp_path: Path
) -> None:
    project = copy_project(tmp_path / "project")
    shutil.copytree(demo_built.database.parent, tmp_path / "warehouse", symlinks=True)
    database = tmp_path / "warehouse" / demo_built.database.name
    said = [HEAD]

    def run(*words: str, shown: str = "") -> None:
        options = ("--demo", "--extracts", str(demo_extracts)) if words[0] == "build" else ()
        done = amparo(*words, *options, project=project, database=database)
        assert done.code == 0, done.out + done.err
        told = plain(done.out, tmp_path)
        said.append(f"```console\n$ amparo {' '.join(shown.split() or words)}\n{told}\n```\n")

    run("build", "--no-report")
    said.pop()
    scale = project / SCALE
    text = scale.read_text(encoding="utf-8")
    assert text.count(BOUND[0]) == 1
    scale.write_text(text.replace(*BOUND), encoding="utf-8")
    run("build", "--preview")
    run("publish", "--no-report", "--demo", shown="publish --no-report")
    run("rollback")
    page = "\n".join(said)
    if os.environ.get("AMPARO_WRITE_DOCS"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page
