"""What disclosure control is told by seeds: thresholds, and which sums of cells are equal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from amparo.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pandas as pd

# Seeds, and one model that takes from other seeds which member lies in which.
SOURCES: Final = (
    "registry_disclosure_parameters",
    "registry_quantities",
    "registry_metric_quantities",
    "registry_quantity_sums",
    "registry_quantity_members",
    "registry_quantity_parts",
    "registry_dimension_sums",
    "int_registry_member_sums",
    "registry_period_sums",
)


@dataclass(frozen=True, slots=True)
class Parameters:
    """Thresholds, as rows of ``registry_disclosure_parameters`` by name.

    Attributes:
        minimum_cell: Smallest count of children that may be told; below it, only 0 may.
        protection_width: Cases by which what can be said of a withheld cell has to be apart.
        full_cell_minimum: Smallest group of which may be told that all have something.
        minimum_quantile_cases: Fewest cases of a median or percentile.
        rounding_base: Counts are told as multiples of it; 0 tells them as they are.
        confidence_level: Of intervals computed anew from rounded counts.
        survival_minimum_at_risk: A curve ends before fewer are at risk.
        survival_rounding_base: Numbers at risk are told as multiples of it.
        survival_decimals: Decimals of a curve and its bounds.
    """

    minimum_cell: int
    protection_width: int
    full_cell_minimum: int
    minimum_quantile_cases: int
    rounding_base: int
    confidence_level: float
    survival_minimum_at_risk: int
    survival_rounding_base: int
    survival_decimals: int


@dataclass(frozen=True, slots=True)
class Rules:
    """The seeds of disclosure control, one frame each, columns as in the seeds.

    Attributes:
        parameters: Thresholds.
        quantities: What is counted: quantity_id, is_public, adds_over_periods,
            adds_over_members.
        metric_quantities: metric_id, numerator_quantity, denominator_quantity,
            coverage_quantity, denominator_member, numerator_is_part, is_quantile,
            is_total_withheld.
        quantity_sums: whole_quantity, part_quantity, is_rest_known.
        quantity_members: quantity_id, whole_quantity, dimension_id, member: quantities that are
            one member of another.
        quantity_parts: part_quantity, whole_quantity, is_rest_sensitive: parts whose other parts
            nobody counts.
        dimension_sums: part_dimension, whole_dimension, is_partition.
        member_sums: part_dimension, part_member, whole_dimension, whole_member.
        period_sums: part_pattern, whole_period.
    """

    parameters: Parameters
    quantities: pd.DataFrame
    metric_quantities: pd.DataFrame
    quantity_sums: pd.DataFrame
    quantity_members: pd.DataFrame
    quantity_parts: pd.DataFrame
    dimension_sums: pd.DataFrame
    member_sums: pd.DataFrame
    period_sums: pd.DataFrame


def read_rules(seeds: Mapping[str, pd.DataFrame]) -> Rules:
    """Put the seeds together.

    Args:
        seeds: A frame per name of ``SOURCES``.

    Raises:
        UserError: a parameter is missing, unknown or no number.
    """
    return Rules(
        parameters=_parameters(seeds["registry_disclosure_parameters"]),
        quantities=seeds["registry_quantities"],
        metric_quantities=seeds["registry_metric_quantities"],
        quantity_sums=seeds["registry_quantity_sums"],
        quantity_members=seeds["registry_quantity_members"],
        quantity_parts=seeds["registry_quantity_parts"],
        dimension_sums=seeds["registry_dimension_sums"],
        member_sums=seeds["int_registry_member_sums"],
        period_sums=seeds["registry_period_sums"],
    )


def _parameters(seed: pd.DataFrame) -> Parameters:
    given = dict(zip(seed["parameter_id"], seed["parameter_value"], strict=True))
    wanted = Parameters.__annotations__
    wrong = sorted(set(wanted) ^ set(given))
    if wrong:
        names = ", ".join(wrong)
        raise UserError(
            f"registry_disclosure_parameters.csv: faltan o sobran parámetros: {names}. Cada uno de "
            f"estos lleva una fila: {', '.join(wanted)}.",
            f"registry_disclosure_parameters.csv: parameters missing or unknown: {names}. Each of "
            f"these takes one row: {', '.join(wanted)}.",
        )
    kinds: dict[str, Callable[[float], float]] = {"int": round, "float": float}
    values: dict[str, Any] = {
        name: kinds[kind](float(given[name])) for name, kind in wanted.items()
    }
    return Parameters(**values)
