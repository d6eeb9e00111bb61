"""Numbers and choices of the statistics, from the seed ``parameters``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amparo.errors import UserError
from amparo.seeds import as_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters, by id.

    Attributes:
        values: Value as the seed writes it, by ``parameter_id``.
    """

    values: Mapping[str, str]

    @classmethod
    def of(cls, seed: pd.DataFrame) -> Parameters:
        """Read the seed: columns ``parameter_id`` and ``value`` (text)."""
        return cls(
            dict(zip(seed["parameter_id"].astype(str), seed["value"].astype(str), strict=True))
        )

    def text(self, parameter_id: str) -> str:
        """A choice.

        Raises:
            UserError: the seed does not state it.
        """
        if parameter_id not in self.values:
            raise UserError(
                f"parameters.csv no tiene el parámetro {parameter_id}; agregue su fila.",
                f"parameters.csv does not state {parameter_id}; add its row.",
            )
        return self.values[parameter_id]

    def number(self, parameter_id: str) -> float:
        """A number.

        Raises:
            UserError: the seed does not state it, or it is no number.
        """
        stated = self.text(parameter_id)
        number = as_number(stated)
        if number is None:
            raise UserError(
                f"parameters.csv: {parameter_id} debe ser un número, no «{stated}».",
                f"parameters.csv: {parameter_id} must be a number, not '{stated}'.",
            )
        return float(number)

    def whole(self, parameter_id: str) -> int:
        """A whole number.

        Raises:
            UserError: the seed does not state it, or it is no whole number.
        """
        number = self.number(parameter_id)
        if not number.is_integer():
            raise UserError(
                f"parameters.csv: {parameter_id} debe ser un número entero, no {number}.",
                f"parameters.csv: {parameter_id} must be a whole number, not {number}.",
            )
        return int(number)
