"""Kaplan-Meier curves of the groups that the seed marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amparo.registry import survival
from amparo.registry.tables import SURVIVAL_MEASURED

if TYPE_CHECKING:
    from amparo.registry.parameters import Parameters


def draw_curves(
    spells: pd.DataFrame, fact_dimensions: pd.DataFrame, parameters: Parameters
) -> pd.DataFrame:
    """Curves over the whole registry.

    Args:
        spells: ``int_registry_spells__grouped``.
        fact_dimensions: The seed ``registry_fact_dimensions``; ``in_curves`` chooses.
        parameters: The seed ``registry_parameters``.

    Returns:
        One row per curve (the fact), dimension, member and day, with the columns of
        ``SURVIVAL_MEASURED``.
    """
    chosen = fact_dimensions[fact_dimensions["in_curves"]][["fact_id", "dimension_id"]]
    groups = spells[spells["period"] == "all"].merge(
        chosen.rename(columns={"dimension_id": "dimension"}), on=["fact_id", "dimension"]
    )
    curves = [
        survival.kaplan_meier(
            survival.Spells.of(group["spell_days"], group["is_observed"], group["entry_day"]),
            parameters.number("confidence_level"),
            parameters.whole("survival_step_days"),
            parameters.whole("survival_last_day"),
        ).assign(curve_id=group["fact_id"], dimension=group["dimension"], member=group["member"])
        for group in groups.to_dict("records")
    ]
    curves = [curve for curve in curves if not curve.empty]
    if not curves:
        return pd.DataFrame(columns=list(SURVIVAL_MEASURED))
    return pd.concat(curves, ignore_index=True)[list(SURVIVAL_MEASURED)]
