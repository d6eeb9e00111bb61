"""Every layout of the official files lands, and each of its rows is accounted for.

What the fixtures state makes ``docs/layouts.md``; run with AMPARO_WRITE_DOCS=1 to write it anew.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from conftest import ROOT, LayoutsBuilt
from layouts import Account, all_layouts
from layouts.page import layouts_page

if TYPE_CHECKING:
    from pathlib import Path

LAYOUTS = all_layouts()
DELIVERIES = sorted({layout.delivery for layout in LAYOUTS})


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.layout_id)
def test_every_row_of_a_layout_is_accounted_for(
    layout: Any, tmp_path: Path, layouts_built: LayoutsBuilt
) -> None:
    expected: list[Account] = list(layout.write(tmp_path))
    assert expected
    _, database = layouts_built(layout.delivery)
    with duckdb.connect(str(database), read_only=True) as connection:
        for account in expected:
            found = connection.execute(
                "select source_id, rows_read, rows_used, rows_set_aside, rows_out_of_scope,"
                " amount_used from intermediate.int_row_accounts where file_name = ?",
                [account.file],
            ).fetchall()
            assert found == [
                (
                    account.source,
                    account.read,
                    account.used,
                    account.set_aside,
                    account.out_of_scope,
                    account.amount_used,
                )
            ]
            reasons = connection.execute(
                "select row_reason, sum(fragments) from intermediate.int_row_reasons"
                " where file_name = ? group by row_reason",
                [account.file],
            ).fetchall()
            assert dict(reasons) == dict(account.reasons)


def test_the_page_of_layouts_is_what_the_fixtures_state(tmp_path: Path) -> None:
    rows = []
    for layout in LAYOUTS:
        folder = tmp_path / layout.layout_id
        folder.mkdir()
        rows.append((layout, list(layout.write(folder))))
    page = layouts_page(rows)
    file = ROOT / "docs" / "layouts.md"
    if os.environ.get("AMPARO_WRITE_DOCS"):
        file.write_text(page, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == page, "write it anew with AMPARO_WRITE_DOCS=1"
