"""What a registry does not tell is null, "cannot be known", and never 0 %."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from conftest import ROOT
from landed import run_landed
from registry_book import DEC_2024, LEFT, rows, write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Cells = dict[str, Any]
METRICS = "int_registry_metrics__measured"
PREVIOUS = "NÚMERO DE FICHA ANTERIOR"
MET = ("CUMPLIÓ", "CUMPLIÓ.1", "CUMPLIÓ.2", "CUMPLIÓ.3")
LAST_EXTRACT = "dimension = 'extract' and member = 'registry_2024_dec_2025_mar'"
COMING_BACK = "metric_id like '%reinterven%'"


def _no_links(row: Cells) -> Cells:
    return row | {PREVIOUS: 99999}


def _a_stray_link(row: Cells) -> Cells:
    """One follow-up of many names a form, in an extract in which no other does."""
    return row | ({PREVIOUS: 10101} if row["Id_fic"] == 31903 else {PREVIOUS: 99999})


def _nothing_met(row: Cells) -> Cells:
    return row | dict.fromkeys(MET, 99999)


def _nobody_asked(row: Cells) -> Cells:
    return row | ({LEFT: 99999} if row["Base_Origen"] == DEC_2024 else {})


def _metrics(
    folder: Path, compiled: Path, change: Callable[[Cells], Cells], extra: list[Cells], where: str
) -> dict[str, float | None]:
    extracts = folder / "extracts"
    extracts.mkdir()
    delivered = [change(row) for row in [*rows(), *extra]]
    write_workbook(extracts / "registro_nna_sintetico.xlsx", delivered)
    harness = run_landed(ROOT, compiled, extracts, [METRICS])
    found = harness.connection.execute(
        "select metric_id, case when not isnan(value) then value end"
        f" from {harness.relation(METRICS)} where period = 'all' and {where}"
    ).fetchall()
    assert found
    return dict(found)


def _follow_ups(number: int) -> list[Cells]:
    (one,) = [row for row in rows() if row["Id_fic"] == 31903]
    return [one | {"Id_fic": 32000 + n, "Ficha_fic": 32000 + n} for n in range(number)]


@pytest.mark.parametrize("change", [_no_links, _a_stray_link])
def test_without_links_nobody_knows_who_came_back(
    tmp_path: Path, compiled: Path, change: Callable[[Cells], Cells]
) -> None:
    where = f"dimension = 'total' and ({COMING_BACK} or metric_id = 'needs_reintervention_rate')"
    found = _metrics(tmp_path, compiled, change, _follow_ups(3), where)
    assert len(found) >= 5
    assert set(found.values()) == {None}


def test_with_links_it_is_known(tmp_path: Path, compiled: Path) -> None:
    earlier, later = _follow_ups(2)
    # the first link of all, and one to the child identified on 10 December, on 1 February
    earlier |= {"Fecha_intervencion": dt.date(2024, 12, 9), PREVIOUS: 10101}
    later |= {PREVIOUS: 31901}
    where = "dimension = 'total' and metric_id = 'days_to_reintervention_median'"
    assert _metrics(tmp_path, compiled, dict, [earlier, later], where) == {
        "days_to_reintervention_median": 53
    }


@pytest.mark.parametrize(
    ("change", "metrics"),
    [
        (_nothing_met, ("all_met_rate",)),
        (_nobody_asked, ("left_work_rate", "left_work_rate_over_all")),
    ],
)
def test_a_column_that_is_empty_from_top_to_bottom_says_no_of_nobody(
    tmp_path: Path, compiled: Path, change: Callable[[Cells], Cells], metrics: tuple[str, ...]
) -> None:
    found = _metrics(tmp_path, compiled, change, [], LAST_EXTRACT)
    assert {metric: found[metric] for metric in metrics} == dict.fromkeys(metrics)


def test_a_column_that_is_filled_says_no_where_it_is_empty(tmp_path: Path, compiled: Path) -> None:
    found = _metrics(tmp_path, compiled, dict, [], LAST_EXTRACT)
    assert found["all_met_rate"] == 0.5
