"""What the layouts of a delivery cannot tell is missing, not zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import LayoutsBuilt

CASES = """
    select component_id, sum(amount), count(amount), count(*)
    from intermediate.int_cases
    where assessment_id = '2024' and component_id like 'uariv%'
    group by component_id
"""


def _cases(database: Path) -> dict[str, tuple[float | None, int, int]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return {row[0]: row[1:] for row in connection.execute(CASES).fetchall()}


def test_editions_without_ages_year_or_other_acts_leave_armed_conflict_null(
    layouts_built: LayoutsBuilt,
) -> None:
    # delivery b: open data without year, displacement by department, HDX
    _, database = layouts_built("b")
    assert _cases(database) == {
        "uariv_armed_conflict": (None, 0, 1122),
        "uariv_recruitment": (7, 1122, 1122),
    }


def test_displacement_beside_all_acts_counts_nobody_twice(
    layouts_built: LayoutsBuilt,
) -> None:
    _, database = layouts_built("a")
    assert _cases(database) == {
        "uariv_armed_conflict": (1250 + 3 + 1 + 5, 1122, 1122),
        "uariv_recruitment": (7 + 2, 1122, 1122),
    }
