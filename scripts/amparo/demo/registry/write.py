"""Writing of the synthetic registry, as a workbook or as the same sheet saved as CSV."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from amparo.demo.registry.cells import Columns, put_listed
from amparo.demo.registry.columns import put_children, put_forms, put_outcomes, put_visits
from amparo.demo.registry.extracts import build_registry
from amparo.demo.registry.personal import decoy_rows, put_contacts, put_places
from amparo.demo.settings import registry
from amparo.demo.sheets import workbook, write_sheet

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from amparo.demo.registry.extracts import Registry


def registry_rows(world: Registry, show: Callable[[date], Any]) -> list[tuple[Any, ...]]:
    """Write every row of the registry.

    Args:
        world: the registry.
        show: gives the cell of a date.

    Returns:
        The header and the rows, 115 cells each; `None` is an empty cell.
    """
    columns = Columns(world, show)
    for put in (
        put_forms, put_children, put_listed, put_contacts, put_places, put_visits, put_outcomes,
    ):  # fmt: skip
        put(columns)
    return [tuple(registry("header")["columns"]), *columns.rows()]


def _spanish(cell: Any) -> Any:
    """Write a decimal number as Excel in Spanish does."""
    return f"{cell:.16G}".replace(".", ",") if isinstance(cell, float) else cell


def _write_csv(path: Path, world: Registry) -> None:
    """Write what Excel in Spanish saves: semicolons, UTF-8 with a mark, day first."""
    rows = registry_rows(world, lambda day: day.strftime("%d/%m/%Y"))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerows([_spanish(cell) for cell in row] for row in rows)


def _write_workbook(path: Path, world: Registry) -> None:
    texts = registry("texts")
    with workbook(path) as book:
        write_sheet(book, texts["decoy"], decoy_rows())
        write_sheet(book, texts["sheet"], registry_rows(world, lambda day: day))


def write_registry(path: Path, *, seed: int, rows: int | None = None) -> Registry:
    """Write a synthetic registry.

    Args:
        path: file to write, `.xlsx` (with a second sheet that must be refused) or `.csv`; its
            folder is made if needed.
        seed: 0 or more; the same seed and rows give the same bytes.
        rows: number of rows, 1,000 or more; the full size without it.

    Returns:
        The registry's true state, for `registry_truth`.

    Raises:
        ValueError: if there are too few rows, or the file is of neither kind.
    """
    writers = {".csv": _write_csv, ".xlsx": _write_workbook}
    if path.suffix not in writers:
        msg = f"the registry is written as {' or '.join(writers)}, not {path.suffix or path.name}"
        raise ValueError(msg)
    world = build_registry(seed, rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    writers[path.suffix](path, world)
    return world
