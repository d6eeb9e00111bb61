"""One odd cell never stops a build: each declared column with all that a cell may become.

A sample in every run, all of them in `make test-slow`, which states their number in
``docs/faults.md`` (written anew with AMPARO_WRITE_DOCS=1).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING

import pytest

from amparo import __version__
from conftest import ROOT, LayoutsBuilt, amparo
from faults.page import state_machine_fault
from odd_cells import MOST_COPIES, ODD, Cell, every_cell, faults, statuses

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from rehearsal import Rehearsal

DELIVERIES = ("a", "b", "c")
SAMPLES = 16
"""A run tries one cell of so many."""


def _sample() -> list[Cell]:
    """The cells of this state of the models: others when a model changes, the same until then."""
    digest = hashlib.sha256(__version__.encode())
    for file in sorted((ROOT / "models").rglob("*.sql")):
        digest.update(file.read_bytes())
    return every_cell()[int(digest.hexdigest(), 16) % SAMPLES :: SAMPLES]


def _batches(cells: list[Cell]) -> Iterator[list[Cell]]:
    """Cells a build can hold: a table has as many copies as there are places to tell them apart."""
    tables = [list(own) for _, own in groupby(cells, key=lambda cell: cell.table)]
    for first in range(0, max(map(len, tables)), MOST_COPIES):
        yield [cell for own in tables for cell in own[first : first + MOST_COPIES]]


@pytest.mark.parametrize("delivery", DELIVERIES)
def test_the_layouts_alone_pass_every_data_test(
    delivery: str, layouts_built: LayoutsBuilt, rehearsal: Rehearsal
) -> None:
    _, database = layouts_built(delivery)
    assert rehearsal.failed_tests(database) == {}


def test_odd_cells_are_accounted_for_and_harm_nothing_else(
    layouts_built: LayoutsBuilt, rehearsal: Rehearsal, tmp_path: Path
) -> None:
    _, base = layouts_built("a")
    planted, wrong = faults(rehearsal, base, tmp_path, _sample())
    assert len(planted) > 100
    assert wrong == []


@pytest.mark.slow
def test_every_odd_cell_is_accounted_for_and_harms_nothing_else(
    layouts_built: LayoutsBuilt, rehearsal: Rehearsal, tmp_path: Path
) -> None:
    tried: set[Cell] = set()
    builds = cells = 0
    for delivery in DELIVERIES:
        _, base = layouts_built(delivery)
        for batch in _batches(every_cell()):
            planted, wrong = faults(rehearsal, base, tmp_path, batch)
            assert wrong == [], f"delivery {delivery}: odd_cells.culprits finds the cells"
            tried |= set(planted.values())
            cells += len(planted)
            builds += bool(planted)
    assert tried == set(every_cell()), "a table without a fixture of its layout"
    columns = len({(cell.table, cell.column) for cell in tried})
    state_machine_fault(
        ROOT / "docs" / "faults.md",
        f"one cell of a row becomes odd ({', '.join(ODD)}): {columns} columns of"
        f" {len({cell.table for cell in tried})} tables, {cells:,} cells, beside each other in"
        f" {builds} builds",
        "set aside",
        "(each row is set aside with its reason, counted or out of scope, none changes what becomes"
        " of another, 0 builds stop and 0 data tests fail)",
    )


@pytest.mark.slow
@pytest.mark.parametrize("delivery", DELIVERIES)
def test_every_layout_is_built_by_the_command(
    delivery: str, layouts_built: LayoutsBuilt, tmp_path: Path
) -> None:
    extracts, _ = layouts_built(delivery)
    run = amparo(
        *("build", "--extracts", str(extracts), "--accept-warnings", "--no-report"),
        project=ROOT,
        database=tmp_path / "warehouse" / "amparo.duckdb",
    )
    assert run.code == 0, run.out + run.err


@pytest.mark.slow
@pytest.mark.parametrize(
    "case",
    [
        ("13_one_unreadable_year", "Conteo_de_Victimas_feminicidio.csv", {"invalid_year": 1}),
        ("13_one_unreadable_year", "Victimas_V3.csv", {"invalid_year": 1}),
        ("14_one_blank_localidad", "registro.xlsx", {}),
    ],
)
def test_the_cases_from_the_field_pass(
    shared: Path, rehearsal: Rehearsal, tmp_path: Path, case: tuple[str, str, dict[str, int]]
) -> None:
    folder, file, reasons = case
    extracts = tmp_path / "extracts"
    extracts.mkdir()
    copied = extracts / file
    copied.write_bytes((shared / "data" / "cases" / folder / file).read_bytes())
    database = tmp_path / "db" / "amparo.duckdb"
    assert not rehearsal.land(extracts, database).refused_claimed
    rehearsal.run(database)
    assert rehearsal.failed_tests(database) == {}
    counted = statuses(database).values()
    assert len(counted) > 1
    aside = Counter(reason for status, reason in counted if status == "set_aside")
    assert {reason: aside[reason] for reason in reasons} == reasons
