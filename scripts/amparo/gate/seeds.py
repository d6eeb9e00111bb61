"""The seeds the gate goes by: limits, known totals, years needed, acknowledgements."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final, cast

from amparo.errors import UserError
from amparo.gate.declared import OUTCOMES
from amparo.seeds import Row, as_number, rows_of
from amparo.seeds.lines import lines_with

if TYPE_CHECKING:
    from pathlib import Path

    from amparo.gate.declared import Outcome

_NO_END: Final = "inf"


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


@dataclass(frozen=True, slots=True)
class Parameters:
    """Numbers the gate goes by, each a row of ``parameters``.

    Attributes:
        masked_digits: Digits in a row from which a text may be a telephone or a document.
        shown_from_rows: Rows from which a value of a code list is shown beside personal columns.
        few_cells: Odd cells of a column that never hold a build up, however short the file.
    """

    masked_digits: int
    shown_from_rows: int
    few_cells: int


def limits(seeds: Path) -> dict[str, dict[Outcome, float]]:
    """Limits by kind and outcome."""
    found: dict[str, dict[Outcome, float]] = {}
    for row in rows_of(seeds, "quality_limits"):
        outcome = _outcome(seeds, "quality_limits", row)
        limit = _number(seeds, "quality_limits", row, "limit_value")
        found.setdefault(row["kind"], {})[outcome] = limit
    return found


def parameters(seeds: Path) -> Parameters:
    """Numbers the gate goes by.

    Raises:
        UserError: a row is missing or no number; the text names the seed, and the line.
    """
    name = "parameters"
    wanted = [field.name for field in fields(Parameters)]
    found: dict[str, int] = {}
    for row in rows_of(seeds, name, "parameter_id", "value"):
        if row["parameter_id"] in wanted:
            found[row["parameter_id"]] = _whole(seeds, name, row, "value")
    missing = ", ".join(each for each in wanted if each not in found)
    if missing:
        raise UserError(
            f"seeds/method/{name}.csv: falta la fila de {missing} (parameter_id). Agréguela con "
            "su valor, o recupere la semilla de la copia de trabajo (git).",
            f"seeds/method/{name}.csv: the row of {missing} is missing (parameter_id). Add it "
            "with its value, or restore the seed from the checkout (git).",
        )
    return Parameters(**found)


def known_totals(seeds: Path) -> list[KnownTotal]:
    """Totals the landed rows are compared with."""
    name = "known_totals"
    return [
        KnownTotal(
            total_id=row["total_id"],
            table=row["table_name"],
            year=_whole(seeds, name, row, "data_year"),
            match_column=row["match_column"],
            match_value=row["match_value"],
            range_column=row["range_column"],
            range_from=_number(seeds, name, row, "range_from"),
            range_to=_number(seeds, name, row, "range_to"),
            expected=_number(seeds, name, row, "expected_total"),
            tolerance=_number(seeds, name, row, "tolerance_share"),
            outcome=_outcome(seeds, name, row),
        )
        for row in rows_of(seeds, name)
    ]


def _where(seeds: Path, seed: str, row: Row) -> str:
    """File, line and first cell of a row."""
    key = next(iter(row.values()))
    found = lines_with(seeds, seed, row)
    if not found:
        return f"{seed}.csv, {key}"
    return f"{found[0].file}:{found[0].line}, {key}"


def _outcome(seeds: Path, seed: str, row: Row) -> Outcome:
    if row["outcome"] not in OUTCOMES:
        where = _where(seeds, seed, row)
        raise UserError(
            f"{where}: «{row['outcome']}» no es {', '.join(OUTCOMES)} (outcome).",
            f"{where}: '{row['outcome']}' is not one of {', '.join(OUTCOMES)} (outcome).",
        )
    return cast("Outcome", row["outcome"])


def _number(seeds: Path, seed: str, row: Row, column: str) -> float:
    number = as_number(row[column])
    if number is not None:
        return float(number)
    if row[column] == _NO_END:
        return math.inf
    where = _where(seeds, seed, row)
    raise UserError(
        f"{where}: «{row[column]}» no es un número ({column}).",
        f"{where}: '{row[column]}' is not a number ({column}).",
    )


def _whole(seeds: Path, seed: str, row: Row, column: str) -> int:
    number = _number(seeds, seed, row, column)
    if number.is_integer():
        return int(number)
    where = _where(seeds, seed, row)
    raise UserError(
        f"{where}: «{row[column]}» no es un número entero ({column}).",
        f"{where}: '{row[column]}' is not a whole number ({column}).",
    )
