"""Kaplan-Meier curves of the groups that the seed marks, measured and as they are published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import stats

from amparo.registry.disclosure import FEW
from amparo.registry.statistics import survival
from amparo.registry.tables import SURVIVAL, SURVIVAL_MEASURED

if TYPE_CHECKING:
    from amparo.registry.statistics.parameters import Parameters


def draw_curves(
    spells: pd.DataFrame, fact_dimensions: pd.DataFrame, parameters: Parameters
) -> pd.DataFrame:
    """Curves over the whole registry.

    Args:
        spells: ``int_registry__spells_grouped``.
        fact_dimensions: The seed ``registry_fact_dimensions``; ``in_curves`` chooses.
        parameters: The seed ``parameters``.

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


def publish_curves(curves: pd.DataFrame, rule: dict[str, Any], level: float) -> pd.DataFrame:
    """Curves computed anew from rounded counts: they fall in steps of so many events.

    Args:
        curves: What :func:`draw_curves` measured.
        rule: Row ``registry_survival`` of the seed ``disclosure_rules``.
        level: Confidence of the interval.

    Returns:
        The same rows with the columns of ``SURVIVAL`` and value_reason. A curve of too few persons
        or events says nothing, and every curve ends where too few are at risk.
    """
    ordered = curves.sort_values(["curve_id", "dimension", "member", "day"], ignore_index=True)
    groups = ordered.groupby(["curve_id", "dimension", "member"])
    few = ordered["at_risk"] < rule["minimum_persons"]
    few |= ordered["all_events"] < rule["minimum_events"]
    # later days may have more at risk where cases enter late: a curve does not begin again
    few = few.groupby([ordered[name] for name in groups.keys]).cummax()
    shown = [_in_steps(curve, rule, level) for _, curve in ordered.groupby(groups.keys)]
    told = pd.concat(shown) if shown else ordered
    fields = ["survival", "lower", "upper", "at_risk"]
    return told.assign(
        **{name: told[name].astype(float).mask(few) for name in fields},
        value_reason=pd.Series(FEW, told.index, dtype=object).where(few, None),
    )[[*SURVIVAL, "value_reason"]]


def _in_steps(curve: pd.DataFrame, rule: dict[str, Any], level: float) -> pd.DataFrame:
    """The curve from rounded events and rounded cases at risk, with Greenwood's log-log bounds."""
    base = rule["rounding_base"]

    def rounded(counts: pd.Series[int]) -> np.ndarray[Any, np.dtype[np.float64]]:
        return np.asarray(np.floor(counts.to_numpy(dtype=float) / base + 0.5) * base)

    events = np.diff(rounded(curve["events"]), prepend=0)
    # at risk of an event since the day before were those still watched when it was over
    watched = np.append(rounded(curve["at_risk"])[:1], rounded(curve["watched_after"])[:-1])
    watched = np.maximum(watched, events)
    left = np.divide(watched - events, watched, out=np.ones(len(events)), where=watched > 0)
    share = np.cumprod(left)
    terms = np.zeros(len(events))
    np.divide(events, watched * (watched - events), out=terms, where=(watched > events))
    inside = (share > 0) & (share < 1)
    width = np.zeros(len(events))
    z = stats.norm.ppf((1 + level) / 2)
    width[inside] = z * np.sqrt(np.cumsum(terms)[inside]) / np.log(share[inside])
    decimals = int(rule["decimals"])
    bounds = [np.where(inside, share ** np.exp(sign * width), share) for sign in (-1, 1)]
    return curve.assign(
        survival=share.round(decimals),
        lower=np.minimum(*bounds).round(decimals),
        upper=np.maximum(*bounds).round(decimals),
        at_risk=rounded(curve["at_risk"]),
    )
