"""Factors associated with an outcome: crude and adjusted odds ratios by logistic regression.

Children of one form are siblings or neighbours: standard errors are clustered by form.
"""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

OUTCOME, CLUSTER = "outcome", "cluster"
_SMALL = "_small"

COLUMNS = (
    "factor_id",
    "member",
    "reference_member",
    "crude_odds_ratio",
    "crude_lower",
    "crude_upper",
    "adjusted_odds_ratio",
    "adjusted_lower",
    "adjusted_upper",
    "p_value",
    "member_events",
    "member_observations",
    "events",
    "observations",
    "events_per_variable",
    "caution_id",
)

# What to read beside a row; labels stand in seeds/labels
ASSOCIATION, FEW_EVENTS, REFERENCE = "association_is_not_cause", "too_few_events", "is_reference"
NOT_ESTIMABLE = "not_estimable"


@dataclass(frozen=True, slots=True)
class Factor:
    """A factor of a model.

    Attributes:
        factor_id: Column of the frame.
        reference: Member that the others are compared with.
    """

    factor_id: str
    reference: str


@dataclass(frozen=True, slots=True)
class Limits:
    """When an odds ratio is not shown.

    Attributes:
        level: Confidence of the intervals.
        member_events: A member needs so many events, and so many non-events.
        events_per_variable: Below this the whole model warns of too few events.
    """

    level: float
    member_events: int
    events_per_variable: float


Estimates = dict[tuple[str, str], tuple[float, float, float, float]]


def odds_ratios(frame: pd.DataFrame, factors: Sequence[Factor], limits: Limits) -> pd.DataFrame:
    """Fit each factor alone (crude) and all together (adjusted).

    Args:
        frame: Complete cases: ``outcome`` (0 or 1), ``cluster`` and a text column per factor.
        factors: Factors and covariates.
        limits: When not to show.

    Returns:
        One row per factor and member, with ``COLUMNS``; odds ratios null for the reference and
        where ``caution_id`` says why. ``events`` is the rarer outcome of the model.
    """
    data = frame.copy()
    stated = {factor.factor_id: data[factor.factor_id].copy() for factor in factors}
    used: list[Factor] = []
    for factor in factors:
        data[factor.factor_id] = _without_small(data, factor, limits.member_events)
        data = data[data[factor.factor_id].notna()]
        if data[factor.factor_id].nunique() > 1 and factor.reference in set(data[factor.factor_id]):
            used.append(factor)
    events = int(min(data[OUTCOME].sum(), len(data) - data[OUTCOME].sum())) if len(data) else 0
    adjusted = _fit(data, used, limits.level)
    variables = sum(data[factor.factor_id].nunique() - 1 for factor in used)
    per_variable = events / variables if variables else math.nan
    rows = []
    for factor in factors:
        crude = _fit(data, [factor], limits.level) if factor in used else {}
        for member in sorted(set(stated[factor.factor_id])):
            cell = frame.loc[stated[factor.factor_id] == member, OUTCOME]
            key = (factor.factor_id, member)
            rows.append(
                {
                    "factor_id": factor.factor_id,
                    "member": member,
                    "reference_member": factor.reference,
                    **_named("crude", crude.get(key)),
                    **_named("adjusted", adjusted.get(key)),
                    "p_value": adjusted.get(key, (math.nan,) * 4)[3],
                    "member_events": int(cell.sum()),
                    "member_observations": len(cell),
                    "events": events,
                    "observations": len(data),
                    "events_per_variable": per_variable,
                    "caution_id": _caution(
                        member == factor.reference,
                        member not in set(data[factor.factor_id]),
                        key in adjusted,
                        per_variable >= limits.events_per_variable,
                    ),
                }
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _without_small(data: pd.DataFrame, factor: Factor, least: int) -> pd.Series[Any]:
    # Members with hardly an event or a non-event have no odds ratio to speak of. Together they may;
    # what even then is too small leaves the model.
    column = data[factor.factor_id].astype(object)
    for small in (_SMALL, None):
        tally = data[OUTCOME].groupby(column, dropna=True).agg(["sum", "count"])
        few = tally[(tally["sum"] < least) | (tally["count"] - tally["sum"] < least)].index
        column = column.where(~column.isin(few), small)
    return column


def _fit(data: pd.DataFrame, factors: Sequence[Factor], level: float) -> Estimates:
    import statsmodels.api as sm  # noqa: PLC0415 - statsmodels is slow to import

    if not factors or data[OUTCOME].nunique() < 2:
        return {}
    design = pd.concat(
        [
            pd.get_dummies(data[factor.factor_id])
            .drop(columns=factor.reference)
            .set_axis(
                pd.MultiIndex.from_tuples(
                    [
                        (factor.factor_id, member)
                        for member in sorted(set(data[factor.factor_id]) - {factor.reference})
                    ]
                ),
                axis=1,
            )
            for factor in factors
        ],
        axis=1,
    ).astype(float)
    matrix = np.column_stack([np.ones(len(design)), design.to_numpy()])
    if np.linalg.matrix_rank(matrix.T @ matrix) < matrix.shape[1]:
        return {}
    with warnings.catch_warnings():
        # separation, and a likelihood that does not converge, are warnings: no estimate here
        warnings.simplefilter("error")
        try:
            fitted = sm.Logit(data[OUTCOME].to_numpy(dtype=float), matrix, check_rank=False).fit(
                disp=0,
                cov_type="cluster",
                cov_kwds={"groups": pd.factorize(data[CLUSTER])[0]},
            )
        except (Warning, np.linalg.LinAlgError):
            return {}
    bounds = np.exp(fitted.conf_int(alpha=1 - level))
    ratios = np.exp(fitted.params)
    return {
        key: (
            float(ratios[at]),
            float(bounds[at][0]),
            float(bounds[at][1]),
            float(fitted.pvalues[at]),
        )
        for at, key in enumerate(design.columns, start=1)
    }


def _named(prefix: str, estimate: tuple[float, float, float, float] | None) -> dict[str, float]:
    ratio, lower, upper, _ = estimate or (math.nan,) * 4
    return {f"{prefix}_odds_ratio": ratio, f"{prefix}_lower": lower, f"{prefix}_upper": upper}


def _caution(is_reference: bool, is_small: bool, is_estimated: bool, enough: bool) -> str:
    if is_reference:
        return REFERENCE
    if is_small:
        return FEW_EVENTS
    if not is_estimated:
        return NOT_ESTIMABLE
    return ASSOCIATION if enough else FEW_EVENTS
