"""``docs/faults.md``: what was tried, how it ended, what the user reads.

The first table comes from `test_faults`, all at once; the second gets a row from each test of a
fault of the machine.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_LONGEST = 260
_HEAD = """# Faults tried, and what the user reads

Written by the test run (`tests/python/test_faults.py` with `AMPARO_WRITE_DOCS=1`); a test compares
it with what happens.

How a run ends: **refused**: the file is not landed and the build stops, the last good output stays;
**stopped**: the quality gate stops the build before dbt; **stated twice**: two files state the same
facts, the build stops; **set aside**: rows lack what it takes, they are listed with a reason and
nothing else changes; **accounted for**: rows fall out of scope by a stated rule; **harmless**: the
same result as without the fault.

| what is done | the run ends | the user reads (first words) |
|---|---|---|
"""


_MACHINE = """
## Faults of the machine, of what people read, and every cell

Faults of the machine, of the project's own files and of what people read: a row by each test of
`tests/python` that calls `state_machine_fault`; that of odd cells by `test_odd_cells.py`.
Publishing alone is killed at eleven more moments, and its disk filled, in
`test_publishing_place.py`.

| what is done | the run ends | the user reads |
|---|---|---|
"""


def fault_page(rows: Iterable[tuple[str, str, str]], before: str) -> str:
    """Render the page.

    Args:
        rows: What was done, how it ended, what was read.
        before: The page as it is: its table of faults of the machine stays.
    """
    lines = [_row(*row) for row in rows]
    machine = before.partition(_MACHINE)[2]
    return _HEAD + "\n".join(lines) + "\n" + _MACHINE + machine


def state_machine_fault(page: Path, what: str, ends: str, text: str) -> None:
    """Assert that a fault of the machine stands on the page as it went; write it if told to."""
    row = _row(what, ends, text)
    if os.environ.get("AMPARO_WRITE_DOCS"):
        head, _, machine = page.read_text(encoding="utf-8").partition(_MACHINE)
        rows = {line.split(" | ")[0]: line for line in [*machine.splitlines(), row]}
        page.write_text(head + _MACHINE + "\n".join(rows.values()) + "\n", encoding="utf-8")
    stated = page.read_text(encoding="utf-8").partition(_MACHINE)[2].splitlines()
    assert row in stated, "write it anew with AMPARO_WRITE_DOCS=1"


def _row(what: str, ends: str, text: str) -> str:
    return f"| {what} | {ends} | {_cell(text)} |"


def _cell(text: str) -> str:
    plain = " ".join(text.split()).replace("|", "\\|")
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1].rstrip() + "…"
