"""Disclosure control of the registry's published tables.

A row is published whole or withheld whole: value, interval and coverage give its counts away. What
the tables have in common is the cell: a count of one quantity, period, dimension and member. A cell
withheld from one table is withheld from all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from amparo.errors import UserError
from amparo.registry.disclosure_cells import KEY, TOTAL, build_cells
from amparo.registry.disclosure_rounding import round_counts
from amparo.registry.suppression import suppress

if TYPE_CHECKING:
    from amparo.registry.disclosure_rules import Rules

METRIC_KEY: Final = ["metric_id", "period", "dimension", "member"]
METRIC_FIELDS: Final = ["numerator", "denominator", "value", "lower", "upper", "coverage"]


@dataclass(frozen=True)
class Plan:
    """Which cells are withheld.

    Attributes:
        cells: One row per cell some table states: quantity, period, dimension, member,
            is_withheld.
    """

    cells: pd.DataFrame

    def hides(self, keys: pd.DataFrame) -> pd.Series:
        """Per row of keys (quantity, period, dimension, member), whether its cell is withheld."""
        withheld = self.cells.loc[self.cells["is_withheld"], KEY]
        index = pd.MultiIndex.from_frame(withheld)
        return pd.Series(pd.MultiIndex.from_frame(keys[KEY]).isin(index), index=keys.index)


def make_plan(
    statements: pd.DataFrame,
    pairs: pd.DataFrame,
    rules: Rules,
    withheld: pd.DataFrame | None = None,
) -> Plan:
    """Decide what to withhold, over everything that will be published.

    Args:
        statements: Counts that rows state, of all tables: ``KEY`` and count.
        pairs: Numerators that are parts of their denominators: ``KEY``, whole_quantity and
            whole_member.
        rules: The seeds.
        withheld: Cells to be withheld and protected whatever their counts: ``KEY``.

    Raises:
        UserError: as :func:`amparo.registry.disclosure_cells.build_cells`.
    """
    cells = build_cells(statements, pairs, rules, withheld)
    withheld = suppress(cells.system, rules.parameters.protection_width)
    frame = cells.keys.to_frame(index=False).assign(is_withheld=withheld[: len(cells.keys)])
    return Plan(frame)


def metric_statements(frame: pd.DataFrame, rules: Rules) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The counts that rows of metrics state, and which numerators are parts of denominators.

    Coverage states one too: of how many the denominator is a part.

    Args:
        frame: metric_id, period, dimension, member, numerator, denominator, coverage.
        rules: The seeds.

    Returns:
        Statements and pairs, as :func:`make_plan` takes them.

    Raises:
        UserError: a metric has no row in ``registry_metric_quantities``.
    """
    rows = with_quantities(frame, rules)
    rows = rows[~_is_withheld_total(rows)].copy()
    rows["coverage_count"] = (rows["denominator"] / rows["coverage"].replace(0, np.nan)).round()
    counts = {
        "numerator": rows["numerator"],
        "denominator": rows["denominator"],
        "coverage": rows["coverage_count"],
    }
    row = rows["metric_id"].str.cat([rows[name] for name in METRIC_KEY[1:]], sep=" ")
    stated = [keys_of(rows, side).assign(count=count, row=row) for side, count in counts.items()]
    statements = pd.concat(stated, ignore_index=True).dropna(subset=["quantity", "count"])
    is_part = rows["numerator_is_part"].astype(bool) & rows["numerator"].notna()
    is_part &= rows["denominator"].notna()
    parts = _pairs(rows[is_part], "numerator", "denominator", is_rest_sensitive=True)
    # of how many nobody knows the answer is no secret
    is_covered = (rows["coverage_quantity"].fillna("") != "") & rows["coverage_count"].notna()
    covered = _pairs(rows[is_covered], "denominator", "coverage", is_rest_sensitive=False)
    return statements, pd.concat([parts, covered], ignore_index=True)


def _pairs(rows: pd.DataFrame, part: str, whole: str, *, is_rest_sensitive: bool) -> pd.DataFrame:
    wholes = keys_of(rows, whole).add_prefix("whole_")
    pairs = keys_of(rows, part).join(wholes)
    differ = (pairs[KEY].to_numpy() != wholes.to_numpy()).any(axis=1)
    return pairs[differ].assign(is_rest_sensitive=is_rest_sensitive)


def keys_of(rows: pd.DataFrame, side: str) -> pd.DataFrame:
    """Cell that each row states as numerator, denominator or coverage; quantity null for none."""
    keys = rows.assign(quantity=rows[f"{side}_quantity"].replace("", None))[KEY]
    among_known = rows["denominator_member"].fillna("") != ""
    if side == "denominator":
        return keys.assign(member=_denominator_member(rows))
    if side == "coverage":
        # those whose member is known are a part of all
        return keys.mask(among_known, keys.assign(dimension=TOTAL, member=TOTAL))
    return keys


def _denominator_member(rows: pd.DataFrame) -> pd.Series:
    given = rows["denominator_member"].fillna("")
    return rows["member"].where(given == "", given)


def with_quantities(frame: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Rows of metrics with the quantities of ``registry_metric_quantities``, index kept.

    Raises:
        UserError: a metric has no row there.
    """
    seed = rules.metric_quantities
    unknown = sorted(set(frame["metric_id"]) - set(seed["metric_id"]))
    if unknown:
        names = ", ".join(unknown)
        raise UserError(
            f"seeds/registry/registry_metric_quantities.csv no dice qué cuentan: {names}. "
            "Agregue una fila por medida; sin ella no se publica.",
            f"seeds/registry/registry_metric_quantities.csv does not say what these count: {names}."
            " Add a row per metric; without it nothing is published.",
        )
    return frame.merge(seed, on="metric_id", how="left").set_axis(frame.index)


def hidden_metric_rows(frame: pd.DataFrame, plan: Plan, rules: Rules) -> pd.Series:
    """Per row of metrics, whether it is withheld.

    It is where one of its counts is, or where it is a median or percentile of too few cases.
    """
    rows = with_quantities(frame, rules)
    hidden = pd.Series(data=False, index=frame.index)
    for side in ("numerator", "denominator", "coverage"):
        hidden |= plan.hides(keys_of(rows, side))
    few = rows["numerator"].fillna(rows["denominator"]) < rules.parameters.minimum_quantile_cases
    return hidden | (rows["is_quantile"].astype(bool) & few) | _is_withheld_total(rows)


def _is_withheld_total(rows: pd.DataFrame) -> pd.Series:
    return rows["is_total_withheld"].astype(bool) & (rows["dimension"] == TOTAL)


def protect(frame: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Withhold what the table of metrics must not tell, and round where that is asked for.

    Args:
        frame: One row per metric_id, period, dimension and member: numerator, denominator, value,
            lower, upper, coverage. Counts are unrounded and complete.
        rules: The seeds.

    Returns:
        The same rows in the same order with ``suppressed``; all fields of a suppressed row but its
        key are null.

    Raises:
        UserError: a metric, quantity or dimension is not declared, or the declared sums do not
            hold.
    """
    plan = make_plan(*metric_statements(frame, rules), rules)
    return protect_metrics(frame, plan, rules)


def protect_metrics(frame: pd.DataFrame, plan: Plan, rules: Rules) -> pd.DataFrame:
    """As :func:`protect`, by a plan that other tables share."""
    hidden = hidden_metric_rows(frame, plan, rules)
    shown = round_counts(with_quantities(frame, rules), rules.parameters)[list(frame.columns)]
    return withhold(shown, hidden, METRIC_FIELDS)


def withhold(frame: pd.DataFrame, hidden: pd.Series, fields: list[str]) -> pd.DataFrame:
    """Null the fields of hidden rows and say so in ``suppressed``."""
    emptied = {name: frame[name].astype(object).where(~hidden, None) for name in fields}
    return frame.assign(**emptied, suppressed=hidden.to_numpy(dtype=bool))
