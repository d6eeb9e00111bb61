"""What the Python models of dbt run for disclosure control: relations in, tables out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import pyarrow as pa

from amparo.registry import disclosure, disclosure_tables
from amparo.registry.disclosure_cells import KEY
from amparo.registry.disclosure_rules import read_rules
from amparo.registry.tables import FACTORS, GAPS, METRICS, RANKING, SURVIVAL, typed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amparo.registry.disclosure_rules import Rules

_TRUTH: Final = pa.bool_()
PLAN: Final = {name: pa.string() for name in KEY} | {"is_withheld": _TRUTH}
_SUPPRESSED: Final = {"suppressed": _TRUTH}


def plan_table(
    metrics: Any, gaps: Any, ranking: Any, criteria: Any, seeds: Mapping[str, Any]
) -> pa.Table:
    """The plan over metrics, gaps and ranks, as ``int_registry_withheld_cells``."""
    rules = _rules(seeds)
    counts = _plain(metrics)
    made = [
        disclosure.metric_statements(counts, rules),
        disclosure_tables.gap_statements(_plain(gaps), rules),
        disclosure_tables.ranking_statements(_plain(ranking), criteria.df(), counts, rules),
    ]
    statements, pairs = (pd.concat(parts, ignore_index=True) for parts in zip(*made, strict=True))
    return typed(disclosure.make_plan(statements, pairs, rules).cells, PLAN)


def metrics_table(metrics: Any, plan: Any, seeds: Mapping[str, Any]) -> pa.Table:
    """``registry_metrics``, protected."""
    found = disclosure.protect_metrics(_plain(metrics), _plan(plan), _rules(seeds))
    return typed(found, METRICS | _SUPPRESSED)


def gaps_table(gaps: Any, plan: Any, seeds: Mapping[str, Any]) -> pa.Table:
    """``registry_gaps``, protected."""
    found = disclosure_tables.protect_gaps(_plain(gaps), _plan(plan), _rules(seeds))
    return typed(found, GAPS | _SUPPRESSED)


def ranking_table(ranking: Any, criteria: Any, plan: Any, seeds: Mapping[str, Any]) -> pa.Table:
    """``registry_ranking``, protected."""
    found = disclosure_tables.protect_ranking(
        _plain(ranking), criteria.df(), _plan(plan), _rules(seeds)
    )
    return typed(found, RANKING | _SUPPRESSED)


def survival_table(curves: Any, items: Any, plan: Any, seeds: Mapping[str, Any]) -> pa.Table:
    """``registry_survival``, protected."""
    found = disclosure_tables.protect_survival(
        _plain(curves), items.df(), _plan(plan), _rules(seeds)
    )
    return typed(found, SURVIVAL | _SUPPRESSED)


def factors_table(factors: Any, items: Any, plan: Any, seeds: Mapping[str, Any]) -> pa.Table:
    """``registry_factors``, protected."""
    found = disclosure_tables.protect_factors(
        _plain(factors), items.df(), _plan(plan), _rules(seeds)
    )
    return typed(found, FACTORS | _SUPPRESSED)


def _rules(seeds: Mapping[str, Any]) -> Rules:
    return read_rules({name: relation.df() for name, relation in seeds.items()})


def _plan(relation: Any) -> disclosure.Plan:
    return disclosure.Plan(relation.df())


def _plain(relation: Any) -> pd.DataFrame:
    """A frame whose numbers are floats: a null is nan, whatever the column's type."""
    frame = relation.df()
    numbers = frame.select_dtypes("number").columns
    return frame.astype(dict.fromkeys(numbers, "float64"))
