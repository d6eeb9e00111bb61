"""``docs/layouts.md``: every layout with a synthetic fixture, and what becomes of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .base import Account, LayoutFixture

_HEAD = """# Layouts that are read

Written by the test run (`tests/python/test_layouts.py` with `AMPARO_WRITE_DOCS=1`), which builds a
small synthetic file of every layout and asserts that its rows come out as here: read = used +
set aside + out of scope. What a source means and which rules apply is on its page in
[sources](sources/README.md).

| layout | what it is | traps in the fixture | read | used | set aside | out of scope | cases used |
|---|---|---|---:|---:|---:|---:|---:|
"""


def layouts_page(rows: Iterable[tuple[LayoutFixture, Sequence[Account]]]) -> str:
    """Render the page from the layouts and the accounts of their files."""
    lines = []
    for layout, accounts in rows:
        sums = [
            sum(getattr(account, name) for account in accounts)
            for name in ("read", "used", "set_aside", "out_of_scope")
        ]
        amounts = [a.amount_used for a in accounts if a.amount_used is not None]
        cases = f"{sum(amounts):g}" if amounts else "–"
        cells = [f"`{layout.layout_id}`", layout.title, layout.traps, *map(str, sums), cases]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return _HEAD + "\n".join(lines) + "\n"
