"""The measures as they are published: computed from published counts, and from nothing else.

The rule itself is SQL (``int_registry__counts_rounded``). Here stands what it needs besides: a
suppressed count that stands in a sum of published ones, and what follows from the counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from amparo.registry.statistics import measures
from amparo.registry.sums import KEY, REST, exposed
from amparo.registry.tables import METRICS

if TYPE_CHECKING:
    from amparo.registry.statistics.parameters import Parameters

SUPPRESSED, SECONDARY, FEW = "suppressed", "secondary_suppression", "too_few_events"
TOTAL, UNKNOWN = "total", "unknown"
KEY_OF_COUNT: Final = ["numerator_quantity", "period", "dimension", "member"]
_ESTIMATE: Final = ["value", "lower", "upper"]
# The column that states the count of each side; a coverage is told as a share of it.
_TOLD_AS: Final = {"numerator": "numerator", "denominator": "denominator", "coverage": "concerned"}
_QUANTITIES: Final = [
    *(f"{side}_quantity" for side in _TOLD_AS),
    *(f"{side}_part_of" for side in ("numerator", "denominator")),
]


def rule_of(rules: pd.DataFrame, table_id: str) -> dict[str, Any]:
    """The row of the seed ``disclosure_rules`` for a table, by column."""
    return dict(rules.set_index("table_id").loc[table_id])


def publish(
    rounded: pd.DataFrame,
    metrics: pd.DataFrame,
    rule: dict[str, Any],
    parameters: Parameters,
) -> pd.DataFrame:
    """Measures of published counts.

    Args:
        rounded: ``int_registry__counts_rounded``.
        metrics: The seed, with the quantity of each count.
        rule: Row ``registry_metrics`` of the seed ``disclosure_rules``.
        parameters: The seed ``parameters``.

    Returns:
        The same rows in their order: the columns of ``METRICS`` and value_reason. An estimate from
        single cases (a median) is the one measured; all else follows from the counts.
    """
    numbers = dict.fromkeys(rounded.select_dtypes("number").columns, float)
    named = rounded.astype(numbers).merge(
        metrics[["metric_id", "kind_id", *_QUANTITIES]], on="metric_id", how="left"
    )
    frame = suppress_further(named, rule).drop(columns="kind_id")
    found = measures.of_counts(frame, metrics, parameters.number("confidence_level"))
    estimated = found["kind_id"].isin(measures.ESTIMATORS).to_numpy()
    for name in _ESTIMATE:
        stated = frame[name].astype(float).to_numpy()
        decimals = frame["decimals"].to_numpy(dtype=float)
        coarse = np.where(np.isnan(decimals), stated, np.round(stated, int(rule["decimals"])))
        found[name] = np.where(estimated, coarse, found[name])
    found[_ESTIMATE] = found[_ESTIMATE].mask(found["value_reason"].notna())
    return found[[*METRICS, "value_reason"]]


def suppress_further(named: pd.DataFrame, rule: dict[str, Any]) -> pd.DataFrame:
    """Suppress what would narrow a suppressed count to fewer values than the rule asks for.

    Args:
        named: ``int_registry__counts_rounded`` with kind_id and the quantities of each count.
        rule: minimum_cell, rounding_base, full_cell_minimum, minimum_values.

    Returns:
        The same rows, index kept. A count is suppressed wherever it is stated, and the row says
        ``secondary_suppression``.
    """
    sides = {side: _cells(named, side) for side in _TOLD_AS}
    hidden = exposed(_counts(named, sides, rule), rule)
    gone = {
        side: pd.MultiIndex.from_frame(keys[KEY]).isin(hidden) & keys["quantity"].notna()
        for side, keys in sides.items()
    }
    found = named.assign(
        numerator=named["numerator"].mask(gone["numerator"]),
        denominator=named["denominator"].mask(gone["denominator"]),
        known=named["known"].mask(gone["denominator"]),
        concerned=named["concerned"].mask(gone["coverage"]),
        value_reason=named["value_reason"].mask(gone["numerator"] | gone["denominator"], SECONDARY),
    )
    return _of_known(found)


def _of_known(named: pd.DataFrame) -> pd.DataFrame:
    """Shares of those whose member is known: of the published total less the published unknown.

    Counted by themselves they would tell the unknown more closely than its own count does.
    """
    counts = named[named["kind_id"] == "count"].set_index(KEY_OF_COUNT)["numerator"]
    shares = named[named["kind_id"] == "distribution"]
    totals, unknown = (
        counts.reindex(pd.MultiIndex.from_frame(shares.assign(**place)[KEY_OF_COUNT])).to_numpy()
        for place in ({"dimension": TOTAL, "member": TOTAL}, {"member": UNKNOWN})
    )
    known = totals - np.nan_to_num(unknown)
    # rounded one by one, a part may be more than its whole; of a suppressed total there is no share
    known = np.where(np.isnan(known), known, np.fmax(known, shares["numerator"].to_numpy()))
    found = named.copy()
    found.loc[shares.index, ["denominator", "known"]] = np.column_stack([known, known])
    found.loc[shares.index, "concerned"] = np.maximum(totals, known)
    untold = shares.index[np.isnan(known) & shares["value_reason"].isna().to_numpy()]
    found.loc[untold, "value_reason"] = SECONDARY
    return found


def _cells(rows: pd.DataFrame, side: str) -> pd.DataFrame:
    """The count each row states as numerator, denominator or coverage; no quantity for none."""
    quantity = rows[f"{side}_quantity"].replace("", None)
    if side != "numerator":  # see `_of_known`
        quantity = quantity.mask(rows["kind_id"] == "distribution")
    return rows.assign(quantity=quantity)[KEY]


def _counts(
    named: pd.DataFrame, sides: dict[str, pd.DataFrame], rule: dict[str, Any]
) -> pd.DataFrame:
    """Every count that rows state or leave, once: ``KEY``, published, exact, is_told_few, least.

    What a part leaves of its whole is a count too, which no row states; its quantity names both.
    """
    is_share = named["kind_id"] == "share"
    # of a small group no numerator is told, nor that there is none
    small_group = is_share & (named["exact_denominator"] < rule["full_cell_minimum"])
    stated = [
        sides[side].assign(
            published=named[told],
            exact=named[f"exact_{side}"],
            is_told_few=named[told].isna()
            & (named["value_reason"] != SECONDARY)
            & (side != "coverage"),
            least=np.where(small_group & (side == "numerator"), 0, 1),
        )
        for side, told in _TOLD_AS.items()
    ]
    shares = named[is_share]
    both = shares[["numerator", "denominator"]].notna().all(axis=1)
    answers = _rests(shares, "denominator", "numerator").assign(
        # both counts are published and the share is not: it is the rest that is few
        is_told_few=(shares["value_reason"] == SUPPRESSED) & both
    )
    of_all = _rests(shares, "coverage", "denominator").assign(is_told_few=False)
    counts = pd.concat([*stated, answers, of_all], ignore_index=True).fillna({"least": 1})
    counts = counts[counts["quantity"].notna() & counts["exact"].notna()]
    # all of a small group are suppressed too, and are not few for that
    counts["is_told_few"] &= counts["exact"].between(counts["least"], rule["minimum_cell"] - 1)
    # what one row publishes no other hides, and what one tells is told
    order, ways = ["published", "is_told_few", "least"], [True, False, False]
    once = counts.sort_values(order, ascending=ways).drop_duplicates(KEY)
    return pd.concat([once, *_left_of_several(once, named)], ignore_index=True)


def _left_of_several(counts: pd.DataFrame, named: pd.DataFrame) -> list[pd.DataFrame]:
    """What several counts leave of the one they are parts of together."""
    pairs = pd.concat(
        named[[f"{side}_quantity", f"{side}_part_of"]].set_axis(["part", "whole"], axis=1)
        for side in ("numerator", "denominator")
    ).drop_duplicates()
    exact = counts.pivot_table(index=KEY[1:], columns="quantity", values="exact")
    found = []
    for whole, parts in pairs[pairs["whole"].fillna("") != ""].groupby("whole")["part"]:
        if not {whole, *parts} <= set(exact.columns):
            continue
        several = exact[[whole, *parts]].dropna()
        left = several[whole] - several[list(parts)].sum(axis=1)
        quantity = REST.join([str(whole), *sorted(parts)])
        found.append(
            left.rename("exact")
            .reset_index()
            .assign(quantity=quantity, published=np.nan, is_told_few=False, least=1)
        )
    return found


def _rests(rows: pd.DataFrame, whole: str, part: str) -> pd.DataFrame:
    return rows[KEY[1:]].assign(
        quantity=rows[f"{whole}_quantity"] + REST + rows[f"{part}_quantity"],
        published=np.full(len(rows), np.nan),
        exact=rows[f"exact_{whole}"] - rows[f"exact_{part}"],
    )
