"""The models of factors associated with leaving work, as the seed states them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from amparo.registry.statistics.factors import CLUSTER, OUTCOME, Factor, Limits, odds_ratios
from amparo.registry.tables import FACTORS

if TYPE_CHECKING:
    from amparo.registry.statistics.parameters import Parameters

UNKNOWN = "unknown"


def fit_models(
    rows: pd.DataFrame, models: pd.DataFrame, cautions: pd.DataFrame, parameters: Parameters
) -> pd.DataFrame:
    """Fit every model on the rows in which all its factors are known.

    Args:
        rows: ``int_registry__factor_rows``: of each child form_key, outcome and a row per factor.
        models: The seed ``registry_factor_models``.
        cautions: The seed ``registry_cautions``: what to mind, in words.
        parameters: The seed ``parameters``.

    Returns:
        One row per model, factor and member, with the columns of ``FACTORS``; ``coverage`` is the
        share of the rows with an outcome in which all factors of the model are known.
    """
    limits = Limits(
        level=parameters.number("confidence_level"),
        member_events=parameters.whole("factor_member_events"),
        events_per_variable=parameters.number("factor_events_per_variable"),
    )
    wide = rows.pivot(
        index=["intervention_key", "form_key", "outcome"], columns="factor_id", values="member"
    )
    children = wide.reset_index().rename(columns={"outcome": OUTCOME, "form_key": CLUSTER})
    found = []
    for model_id, stated in models.sort_values("factor_order").groupby("model_id"):
        factors = [
            Factor(row.factor_id, row.reference_member) for row in stated.itertuples(index=False)
        ]
        names = [factor.factor_id for factor in factors]
        complete = children[(children[names] != UNKNOWN).all(axis=1)]
        if complete.empty:
            continue
        ratios = odds_ratios(complete, factors, limits)
        covariates = dict(zip(stated["factor_id"], stated["is_covariate"], strict=True))
        found.append(
            ratios.assign(
                model_id=model_id,
                is_covariate=ratios["factor_id"].map(covariates),
                coverage=len(complete) / len(children),
            )
        )
    if not found:
        return pd.DataFrame(columns=list(FACTORS))
    told = pd.concat(found, ignore_index=True).merge(cautions, on="caution_id", how="left")
    return told[list(FACTORS)]
