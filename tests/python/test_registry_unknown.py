"""What a registry does not tell is null, "cannot be known", and never 0 %."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from conftest import ROOT
from faults.page import state_machine_fault
from landed import run_landed
from registry_book import DEC_2024, LEFT, rows, write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Cells = dict[str, Any]
METRICS = "int_registry__metrics_measured"
PREVIOUS = "NÚMERO DE FICHA ANTERIOR"
MET = ("CUMPLIÓ", "CUMPLIÓ.1", "CUMPLIÓ.2", "CUMPLIÓ.3")


def _neither_links_nor_met(row: Cells) -> Cells:
    return row | {PREVIOUS: 99999} | dict.fromkeys(MET, 99999)


def _a_stray_link_and_nobody_asked(row: Cells) -> Cells:
    """One follow-up of many names a form; nobody of the last extract was asked for the result."""
    unasked = {LEFT: 99999} if row["Base_Origen"] == DEC_2024 else {}
    return row | unasked | {PREVIOUS: 10101 if row["Id_fic"] == 31903 else 99999}


def _metrics(
    folder: Path, compiled: Path, change: Callable[[Cells], Cells], extra: list[Cells]
) -> dict[tuple[str, str], float | None]:
    """Values of the whole registry and of its last extract, by dimension and metric."""
    extracts = folder / "extracts"
    extracts.mkdir()
    delivered = [change(row) for row in [*rows(), *extra]]
    write_workbook(extracts / "registro_nna_sintetico.xlsx", delivered)
    harness = run_landed(ROOT, compiled, extracts, [METRICS])
    found = harness.connection.execute(
        "select dimension, metric_id, case when not isnan(value) then value end"
        f" from {harness.relation(METRICS)} where period = 'all'"
        " and (dimension = 'total' or dimension = 'extract' and member = ?)",
        ["registry_2024_dec_2025_mar"],
    ).fetchall()
    return {(dimension, metric): value for dimension, metric, value in found}


def _follow_ups(number: int) -> list[Cells]:
    (one,) = [row for row in rows() if row["Id_fic"] == 31903]
    return [one | {"Id_fic": 32000 + n, "Ficha_fic": 32000 + n} for n in range(number)]


@pytest.mark.parametrize(
    ("change", "metrics"),
    [
        (_neither_links_nor_met, {"all_met_rate"}),
        (_a_stray_link_and_nobody_asked, {"left_work_rate", "left_work_rate_over_all"}),
    ],
)
def test_what_is_not_told_is_null_and_never_nobody(
    tmp_path: Path, compiled: Path, change: Callable[[Cells], Cells], metrics: set[str]
) -> None:
    found = _metrics(tmp_path, compiled, change, _follow_ups(3))
    back = {key for key in found if key[0] == "total" and "reinterven" in key[1]}
    assert len(back) >= 5
    assert {found[key] for key in back} == {None}
    assert {found["extract", metric] for metric in metrics} == {None}
    if change is _neither_links_nor_met:
        state_machine_fault(
            ROOT / "docs" / "faults.md",
            "a delivery of the registry links no form to an earlier one",
            'what returned is null, "cannot be known", and never 0.0 %',
            "",
        )


def test_what_is_told_is_known(tmp_path: Path, compiled: Path) -> None:
    earlier, later = _follow_ups(2)
    # the first link of all, and one to the child identified on 10 December, on 1 February
    earlier |= {"Fecha_intervencion": dt.date(2024, 12, 9), PREVIOUS: 10101}
    later |= {PREVIOUS: 31901}
    found = _metrics(tmp_path, compiled, dict, [earlier, later])
    assert found["total", "days_to_reintervention_median"] == 53
    # an empty cell of a column that is filled says no
    assert found["extract", "all_met_rate"] == 0.5
    assert found["extract", "left_work_rate_over_all"] == 0.5
