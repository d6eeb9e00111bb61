"""The seeds the gate goes by: limits, known totals, years needed, acknowledgements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from amparo.errors import UserError
from amparo.gate.declared import OUTCOMES
from amparo.seeds import Row, rows_of

if TYPE_CHECKING:
    from pathlib import Path

    from amparo.gate.declared import Outcome


@dataclass(frozen=True, slots=True)
class KnownTotal:
    """A national total somebody stated, and which rows of a table add up to it."""

    total_id: str
    table: str
    year: int
    match_column: str
    match_value: str
    range_column: str
    range_from: float
    range_to: float
    expected: float
    tolerance: float
    outcome: Outcome


def limits(seeds: Path) -> dict[str, dict[Outcome, float]]:
    """Limits by kind and outcome."""
    found: dict[str, dict[Outcome, float]] = {}
    for row in rows_of(seeds, "quality_limits"):
        outcome = _outcome("quality_limits", row)
        found.setdefault(row["kind"], {})[outcome] = _number("quality_limits", row, "limit_value")
    return found


def parameters(seeds: Path) -> dict[str, int]:
    """Numbers by which it is decided what a message shows of a cell."""
    name = "quality_parameters"
    return {row["parameter_id"]: int(_number(name, row, "value")) for row in rows_of(seeds, name)}


def known_totals(seeds: Path) -> list[KnownTotal]:
    """Totals the landed rows are compared with."""
    name = "known_totals"
    return [
        KnownTotal(
            total_id=row["total_id"],
            table=row["table_name"],
            year=int(_number(name, row, "data_year")),
            match_column=row["match_column"],
            match_value=row["match_value"],
            range_column=row["range_column"],
            range_from=_number(name, row, "range_from"),
            range_to=_number(name, row, "range_to"),
            expected=_number(name, row, "expected_total"),
            tolerance=_number(name, row, "tolerance_share"),
            outcome=_outcome(name, row),
        )
        for row in rows_of(seeds, name)
    ]


def _outcome(seed: str, row: Row) -> Outcome:
    if row["outcome"] not in OUTCOMES:
        where = f"seeds/quality/{seed}.csv, {next(iter(row.values()))}"
        raise UserError(
            f"{where}: «{row['outcome']}» no es {', '.join(OUTCOMES)} (outcome).",
            f"{where}: '{row['outcome']}' is not one of {', '.join(OUTCOMES)} (outcome).",
        )
    return cast("Outcome", row["outcome"])


def _number(seed: str, row: Row, column: str) -> float:
    try:
        return float(row[column])
    except ValueError:
        where = f"seeds/quality/{seed}.csv, {next(iter(row.values()))}"
        raise UserError(
            f"{where}: «{row[column]}» no es un número ({column}).",
            f"{where}: '{row[column]}' is not a number ({column}).",
        ) from None
