"""Numbers and choices of the statistics, from the seed ``registry_parameters``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amparo.errors import UserError

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
                f"registry_parameters.csv no tiene el parámetro {parameter_id}; agregue su fila.",
                f"registry_parameters.csv does not state {parameter_id}; add its row.",
            )
        return self.values[parameter_id]

    def number(self, parameter_id: str) -> float:
        """A number.

        Raises:
            UserError: the seed does not state it, or it is no number.
        """
        stated = self.text(parameter_id)
        try:
            return float(stated)
        except ValueError:
            raise UserError(
                f"registry_parameters.csv: {parameter_id} debe ser un número, no «{stated}».",
                f"registry_parameters.csv: {parameter_id} must be a number, not '{stated}'.",
            ) from None

    def whole(self, parameter_id: str) -> int:
        """A whole number; raises as ``number`` does."""
        return int(self.number(parameter_id))
