"""Invented tables of metrics for the tests of disclosure control, and the seeds describing them.

Made from invented rows of children, so that every sum holds as it does in the real tables.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from amparo.registry.disclosure_rules import Parameters, Rules

PARAMETERS = Parameters(
    minimum_cell=5,
    protection_width=5,
    full_cell_minimum=5,
    minimum_quantile_cases=10,
    rounding_base=0,
    confidence_level=0.95,
    survival_minimum_at_risk=10,
    survival_rounding_base=5,
    survival_decimals=2,
)
DIMENSIONS = ("localidad", "subred", "sex", "profile")
METRIC_COLUMNS = ["metric_id", "period", "dimension", "member"]


def children(
    count: int, *, seed: int, subredes: int = 2, localidades: int = 4, quarters: int = 5
) -> pd.DataFrame:
    """One row per invented child; localidades of very different sizes, the last ones tiny."""
    chance = np.random.default_rng(seed)
    weights = 1 / np.arange(1, localidades + 1) ** 1.5
    localidad = chance.choice(localidades, count, p=weights / weights.sum())
    quarter = chance.integers(0, quarters, count)
    return pd.DataFrame(
        {
            "localidad": [f"{number + 1:02}" for number in localidad],
            "subred": [f"s{number % subredes}" for number in localidad],
            "sex": chance.choice(["female", "male", "intersex"], count, p=[0.45, 0.53, 0.02]),
            "profile": chance.choice(
                ["nurse", "psychologist", "unknown"], count, p=[0.6, 0.3, 0.1]
            ),
            "quarter": [f"{2021 + number // 4}-T{number % 4 + 1}" for number in quarter],
            "left": chance.choice(["yes", "no", "no_data"], count, p=[0.75, 0.17, 0.08]),
        }
    )


def rules(rows: pd.DataFrame, alerts: int = 0, parameters: Parameters = PARAMETERS) -> Rules:
    """The seeds as they would be for these tables."""
    quantities = ["identified", "left_yes", "left_no", "left_known", "left_no_data"]
    quantities += [f"alert_{number}" for number in range(alerts)]
    metrics: list[tuple[Any, ...]] = [
        ("identified", "identified", None, False, False),
        ("left_share", "left_yes", "left_known", True, False),
        ("left_share_of_all", "left_yes", "identified", True, False),
        ("stayed_share", "left_no", "left_known", True, False),
        ("no_data_share", "left_no_data", "identified", True, False),
        ("median_days", None, "left_known", False, True),
    ]
    metrics += [
        (f"alert_{number}", f"alert_{number}", "identified", True, False)
        for number in range(alerts)
    ]
    columns = "metric_id numerator_quantity denominator_quantity numerator_is_part is_quantile"
    nested = rows[["localidad", "subred"]].drop_duplicates().sort_values("localidad")
    return Rules(
        parameters=parameters,
        quantities=pd.DataFrame({"quantity_id": quantities}).assign(
            is_public=False, adds_over_periods=True, adds_over_members=True
        ),
        metric_quantities=pd.DataFrame(metrics, columns=columns.split()).assign(
            coverage_quantity=None, denominator_member=None, is_total_withheld=False
        ),
        quantity_sums=pd.DataFrame(
            [
                ("known", "left_known", "left_yes"),
                ("known", "left_known", "left_no"),
                ("all", "identified", "left_known"),
                ("all", "identified", "left_no_data"),
            ],
            columns=["sum_id", "whole_quantity", "part_quantity"],
        ).assign(is_rest_known=False),
        quantity_members=pd.DataFrame(
            columns=["quantity_id", "whole_quantity", "dimension_id", "member"]
        ),
        quantity_parts=pd.DataFrame(
            columns=["part_quantity", "whole_quantity", "is_rest_sensitive"]
        ),
        dimension_sums=pd.DataFrame(
            {"part_dimension": DIMENSIONS, "whole_dimension": "total", "is_partition": True}
        ),
        member_sums=pd.DataFrame(
            {
                "part_dimension": "localidad",
                "part_member": nested["localidad"],
                "whole_dimension": "subred",
                "whole_member": nested["subred"],
            }
        ),
        period_sums=pd.DataFrame(
            {"part_pattern": [r"(\d{4})-T[1-4]", r"\d{4}"], "whole_period": [r"\1", "all"]}
        ),
    )


def metrics(
    rows: pd.DataFrame, alerts: int = 0, dimensions: tuple[str, ...] = DIMENSIONS
) -> pd.DataFrame:
    """The table of metrics over these children, as registry_metrics before it is protected."""
    chance = np.random.default_rng(len(rows))
    counted = rows.assign(
        identified=1,
        left_yes=rows["left"].eq("yes").astype(int),
        left_no=rows["left"].eq("no").astype(int),
        left_known=rows["left"].ne("no_data").astype(int),
        left_no_data=rows["left"].eq("no_data").astype(int),
        year=rows["quarter"].str[:4],
        all="all",
        total="total",
    )
    for number in range(alerts):
        counted[f"alert_{number}"] = (chance.random(len(rows)) < 0.3 / (number + 1)).astype(int)
    names = ["identified", "left_yes", "left_no", "left_known", "left_no_data"]
    names += [f"alert_{number}" for number in range(alerts)]
    counts = pd.concat(
        [
            counted.groupby([period, dimension])[names]
            .sum()
            .reset_index()
            .rename(columns={period: "period", dimension: "member"})
            .assign(dimension=dimension)
            for period in ("all", "year", "quarter")
            for dimension in ("total", *dimensions)
        ],
        ignore_index=True,
    )
    declared = rules(rows, alerts).metric_quantities
    return pd.concat(
        [_metric(counts, *row) for row in declared.itertuples(index=False)], ignore_index=True
    )


def _metric(
    counts: pd.DataFrame,
    metric: str,
    numerator: str | None,
    denominator: str | None,
    *_: object,
) -> pd.DataFrame:
    frame = counts[["period", "dimension", "member"]].assign(metric_id=metric)
    frame["numerator"] = counts[numerator].astype(float) if numerator else np.nan
    frame["denominator"] = counts[denominator].astype(float) if denominator else np.nan
    share = frame["numerator"] / frame["denominator"].where(frame["denominator"] > 0)
    frame["value"] = share if numerator and denominator else frame["numerator"].fillna(42.0)
    frame["lower"], frame["upper"] = frame["value"] * 0.9, frame["value"] * 1.1
    frame["coverage"] = 1.0
    return frame[[*METRIC_COLUMNS, *frame.columns.difference(METRIC_COLUMNS, sort=False)]]
