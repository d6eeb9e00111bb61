"""The attacker of registry_attack.py on all published tables: what they add to the metrics.

Reads shares as ratios of counts known from elsewhere, intervals as functions of their denominator,
curves as numbers of events.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np

from registry_attack import Attack, read_metrics, tie

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from amparo.registry.disclosure_rules import Rules
    from registry_attack import Cell

Z = 1.959963984540054
# A field of statuses and the quantity of children whose answer the metrics know.
ANSWERED = {
    "left_work": "left_work_known",
    "protected_work": "protected_work_known",
    "finished": "finished_known",
    "reposition_left_work": "reposition_known",
}


def is_given(value: object) -> bool:
    """Whether a published field says anything."""
    return value is not None and value == value and str(value) != "<NA>"  # noqa: PLR0124


def count_of_interval(value: float, lower: float, upper: float) -> tuple[int, int] | None:
    """Numerator and denominator whose Wilson interval this is; None where none fits."""
    width = upper - lower
    if not 0 < width < 1:
        return None
    for total in range(1, 100_000):
        spread = Z * math.sqrt(value * (1 - value) / total + Z**2 / (4 * total**2))
        told = 2 * spread / (1 + Z**2 / total)
        if abs(told - width) < 1e-9 and abs(value * total - round(value * total)) < 1e-6:
            return round(value * total), total
        if told < width - 1e-9:
            return None
    return None


def read_all(tables: Mapping[str, pd.DataFrame], criteria: pd.DataFrame, rules: Rules) -> Attack:
    """Read metrics, gaps and ranks together.

    Args:
        tables: Published tables by name.
        criteria: The seed registry_ranking_criteria.
        rules: The seeds of disclosure control.
    """
    attack = Attack()
    metrics = tables["registry_metrics"]
    gaps = tables["registry_gaps"].assign(period="all", coverage=None)
    for frame in (metrics, gaps):
        read_metrics(attack, frame, rules)
    _read_references(attack, gaps, rules)
    _read_ranks(attack, tables["registry_ranking"], criteria, rules)
    # also where no table tells it
    attack.wanted |= {
        ("left_work_no", cell[1], cell[2], cell[3])
        for cell in attack.wanted | set(attack.read)
        if cell[0] == "left_work_known"
    }
    tie(attack, rules)
    return attack


def _read_references(attack: Attack, gaps: pd.DataFrame, rules: Rules) -> None:
    """The reference of gaps is the share of all known members."""
    quantities = rules.metric_quantities.set_index("metric_id")
    for row in gaps[gaps["reference_value"].notna()].to_dict("records"):
        meant = quantities.loc[row["metric_id"]]
        yes, known = (
            (meant[f"{side}_quantity"], "all", row["dimension"], "known")
            for side in ("numerator", "denominator")
        )
        attack.at_most.add((yes, known))
        if not meant["is_quantile"]:
            # as a sum of it: yes is so many times known
            others = gaps[
                (gaps["metric_id"] == row["metric_id"]) & (gaps["dimension"] == row["dimension"])
            ]
            if others["denominator"].notna().all():
                attack.read[known] = float(others["denominator"].sum())
                attack.read[yes] = round(row["reference_value"] * attack.read[known])
        attack.wanted |= {yes, known}


def _read_ranks(
    attack: Attack, ranking: pd.DataFrame, criteria: pd.DataFrame, rules: Rules
) -> None:
    """A share of the city and the count give the city's; the share of another then its count."""
    quantities = rules.metric_quantities.set_index("metric_id")
    shares = list(_shares(ranking.merge(criteria, on="criterion_id")))
    for _ in range(2):
        for row, period, value in shares:
            meant = quantities.loc[row["metric_id"]]
            place = (period, row["dimension_id"], row["localidad_code"])
            whole = (period, row["dimension_id"], "known")
            if row["kind_id"] == "concentration":
                own, city = (meant["numerator_quantity"],) * 2
            elif row["kind_id"].endswith("_missing"):
                own = city = "left_work_no"
                whole = place if row["kind_id"] == "share_missing" else whole
                city = meant["denominator_quantity"] if whole == place else city
            else:
                continue
            part, of = (own, *place), (city, *whole)
            attack.wanted |= {part, of}
            if part in attack.read and value > 0:
                attack.read.setdefault(of, round(attack.read[part] / value))
            elif of in attack.read:
                attack.read.setdefault(part, round(attack.read[of] * value))
        _subtract(attack)


def _shares(rows: pd.DataFrame) -> Iterator[tuple[dict[str, str], str, float]]:
    for row in rows.to_dict("records"):
        if is_given(row["value"]):
            yield row, row["period"], row["value"]
        if is_given(row["previous_value"]):
            yield row, row["previous_period"], row["previous_value"]


def _subtract(attack: Attack) -> None:
    """NO is what YES leaves of the known."""
    for known, count in list(attack.read.items()):
        yes: Cell = ("left_work_yes", known[1], known[2], known[3])
        if known[0] == "left_work_known" and yes in attack.read:
            no: Cell = ("left_work_no", known[1], known[2], known[3])
            attack.read.setdefault(no, count - attack.read[yes])


def read_cells(tables: Mapping[str, pd.DataFrame], metrics: Attack) -> Attack:
    """Read filled cells, and traps among them, beside the answers the metrics count by extract.

    A filled cell has one trap or none; a blank one is a sentinel or empty.
    """
    attack = Attack()
    for row in tables["registry_completeness"].to_dict("records"):
        field, extract = row["field_id"], row["extract_id"]
        filled = _place(field, extract, "filled")
        blank = _place(field, extract, "blank")
        attack.wanted.add(filled)
        attack.wanted.add(blank)
        if is_given(row["filled"]):
            attack.read[filled] = row["filled"]
        if is_given(row["share"]):
            attack.read.setdefault(filled, round(row["share"] * row["rows"]))
        rows = ("rows", "all", "extract", extract)
        attack.read[rows] = row["rows"]
        attack.equations.append({rows: -1.0, filled: 1.0, blank: 1.0})
        known = (ANSWERED.get(field, ""), "all", "extract", extract)
        if known in metrics.read:
            attack.read[known] = metrics.read[known]
            attack.at_most.add((known, filled))
    for row in tables["registry_data_quality"].to_dict("records"):
        field, extract, reason = row["field_id"], row["extract_id"], row["reason_id"]
        trap = _place(field, extract, reason)
        attack.wanted.add(trap)
        if is_given(row["cells"]):
            attack.read[trap] = row["cells"]
        whole = _place(field, extract, "blank" if reason == "sentinel" else "filled")
        # answers to a question of several count more than once: no part
        if not field.endswith(("_topics", "_alerts", "_iec", "population", "occupation")):
            attack.at_most.add((trap, whole))
    attack.wanted -= set(attack.read)
    return attack


def _place(field: str, extract: str, what: str) -> tuple[str, str, str, str]:
    return f"{field} {what}", "all", "extract", extract


def close_readings(tables: Mapping[str, pd.DataFrame], least: int) -> list[tuple[str, float]]:
    """Naive readings set apart by few from another, or from sums of what metrics tell."""
    metrics = tables["registry_metrics"]
    told = metrics[(metrics["period"] == "all") & ~metrics["suppressed"]]
    rates = told[told["metric_id"].isin(["left_work_rate", "continued_out_of_work_rate"])]
    whole = rates[(rates["metric_id"] == "left_work_rate") & (rates["dimension"] == "total")]
    parts = rates[rates["dimension"].isin(["extract", "total"])]
    found = []
    readings = tables["registry_naive_readings"].query("not suppressed").to_dict("records")
    for side in ("numerator", "denominator"):
        base = [float(value) for value in whole[side]]
        others = [float(value) for value in parts[side]]
        sums = {one + sign * other for one in base for other in others for sign in (-1, 0, 1)}
        for row in readings:
            found += [
                (row["reading_id"], value) for value in sums if 0 < abs(row[side] - value) < least
            ]
        found += [
            (one["reading_id"], other[side])
            for one, other in itertools.combinations(readings, 2)
            if 0 < abs(one[side] - other[side]) < least
        ]
    return found


def read_factors(factors: pd.DataFrame, metrics: Attack) -> Attack:
    """Members of every factor of a model add up to the same cases, a part of those of the metrics.

    A model of more factors has a part of the cases of one of fewer.
    """
    attack = Attack()
    sums: dict[tuple[str, str], dict[Cell, float]] = {}
    models = factors.groupby("model_id")["factor_id"].agg(set).to_dict()
    for row in factors.to_dict("records"):
        model, place = row["model_id"], ("all", row["factor_id"], row["member"])
        for side, answer in (("events", "yes"), ("observations", "known")):
            cell = (f"{model} {side}", *place)
            attack.wanted.add(cell)
            if is_given(row[f"member_{side}"]):
                attack.read[cell] = row[f"member_{side}"]
            total = (f"{model} {side}", "all", "total", "total")
            sums.setdefault((cell[0], cell[2]), {total: -1.0})[cell] = 1.0
            whole = (f"left_work_{answer}", *place)
            if whole in metrics.read:
                attack.read[whole] = metrics.read[whole]
                attack.at_most.add((cell, whole))
            attack.at_most |= {
                (cell, (f"{other} {side}", *place))
                for other, of in models.items()
                if other != model and of <= models[model]
            }
        events, cases = (f"{model} events", *place), (f"{model} observations", *place)
        attack.at_most.add((events, cases))
    attack.equations = list(sums.values())
    attack.wanted -= set(attack.read)
    return attack


def possible_events(told: pd.DataFrame, decimals: int, base: int) -> list[tuple[int, int]]:
    """Least and most events between days told of a curve, from rounded shares and cases at risk."""
    half, cases = 0.5 * 10.0**-decimals, base / 2
    rows = told.sort_values("day")[["survival", "at_risk"]].astype(float).to_numpy()
    found = []
    for (before, many), (after, few) in itertools.pairwise(rows):
        least = 1 - (after + half) / (before - half)
        most = 1 - (after - half) / min(before + half, 1)
        found.append(
            (
                math.ceil(max(least, 0) * max(few - cases, 0) - 1e-9),
                math.floor(most * (many + cases) + 1e-9),
            )
        )
    return found


def few_events(curves: pd.DataFrame, decimals: int, base: int, least: int) -> list[object]:
    """Curves, of all published, between two days of which there were surely 1 to ``least`` - 1."""
    told = curves[~curves["suppressed"].astype(bool)]
    return [
        (key, span)
        for key, curve in told.groupby(["curve_id", "dimension", "member"])
        for span in possible_events(curve, decimals, base)
        if 1 <= span[0] <= span[1] < least
    ]


def leaking_rows(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Fields that a withheld row still has, but what it has from a table that shows it."""
    found = []
    for name, frame in tables.items():
        hidden = frame[frame["suppressed"].astype(bool)]
        numbers = hidden.select_dtypes([np.number]).columns.difference(
            ["day", "rows", "reading_order", "harmonised_value"]
        )
        found += [f"{name}.{column}" for column in numbers if hidden[column].notna().any()]
    return found
