"""``docs/faults.md``: what was tried, how it ended, what the user reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 260
_HEAD = """# Faults tried, and what the user reads

Written by the test run (`tests/python/test_faults.py` with `AMPARO_WRITE_DOCS=1`); a test compares
it with what happens. Faults of the machine (a killed run, a full disk) are in
`tests/python/test_faults_process.py`.

How a run ends: **refused**: the file is not landed and the build stops, the last good output stays;
**stopped**: the quality gate stops the build before dbt; **stated twice**: two files state the same
facts, the build stops; **set aside**: rows lack what it takes, they are listed with a reason and
nothing else changes; **accounted for**: rows fall out of scope by a stated rule; **harmless**: the
same result as without the fault.

| what is done | the run ends | the user reads (first words) |
|---|---|---|
"""


def fault_page(rows: Iterable[tuple[str, str, str]]) -> str:
    """Render the page from what was done, how it ended and what was read."""
    lines = [f"| {what} | {ends} | {_cell(text)} |" for what, ends, text in rows]
    return _HEAD + "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    plain = " ".join(text.split()).replace("|", "\\|")
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1].rstrip() + "…"
