"""CSV as the exchange formats want it: UTF-8, commas, one line per row, no formulas."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from amparo.outputs.safety import is_formula_like, neutralised

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path


def write_csv(file: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write a CSV; a missing value is an empty cell, and no text can be taken for a formula.

    Args:
        file: File to write.
        columns: Its first line.
        rows: Values in that order.
    """
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([_cell(value) for value in row] for row in rows)


def has_formula_like(values: Iterable[Any]) -> bool:
    """Whether any text of a row has to be neutralised."""
    return any(isinstance(value, str) and is_formula_like(value) for value in values)


def _cell(value: Any) -> Any:
    return neutralised(value) if isinstance(value, str) else value
