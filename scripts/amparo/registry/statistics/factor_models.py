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
    rows: pd.DataFrame, models: pd.DataFrame, folds: pd.DataFrame, parameters: Parameters
) -> pd.DataFrame:
    """Fit every model on the rows in which all its factors are known.

    Args:
        rows: ``int_registry_factor_rows``: form_key, outcome and a column per dimension.
        models: The seed ``registry_factor_models``.
        folds: ``int_registry_member_folds``: rare members count together, as everywhere.
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
    folded = folds[folds["period_kind"] == "all"].groupby("dimension")
    rows = rows.assign(
        **{
            name: rows[name].map(folded.get_group(name).set_index("member")["published_member"])
            for name in models["factor_id"].unique()
        }
    )
    found = []
    for model_id, stated in models.sort_values("factor_order").groupby("model_id"):
        factors = [
            Factor(row.factor_id, row.reference_member) for row in stated.itertuples(index=False)
        ]
        names = [factor.factor_id for factor in factors]
        complete = rows[(rows[names] != UNKNOWN).all(axis=1)]
        if complete.empty:
            continue
        ratios = odds_ratios(
            complete.rename(columns={"outcome": OUTCOME, "form_key": CLUSTER}), factors, limits
        )
        covariates = dict(zip(stated["factor_id"], stated["is_covariate"], strict=True))
        found.append(
            ratios.assign(
                model_id=model_id,
                is_covariate=ratios["factor_id"].map(covariates),
                coverage=len(complete) / len(rows),
            )
        )
    if not found:
        return pd.DataFrame(columns=list(FACTORS))
    return pd.concat(found, ignore_index=True)[list(FACTORS)]
