"""All published tables of the demo's registry, attacked together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from amparo.registry.disclosure_cells import KEY
from amparo.registry.disclosure_rules import SOURCES, read_rules
from registry_attack_tables import (
    close_readings,
    count_of_interval,
    few_events,
    leaking_rows,
    read_all,
    read_cells,
    read_factors,
)

if TYPE_CHECKING:
    import pandas as pd

    from amparo.registry.disclosure_rules import Rules
    from conftest import Built
    from registry_attack import Attack, Cell

TABLES = (
    "registry_metrics",
    "registry_gaps",
    "registry_ranking",
    "registry_survival",
    "registry_factors",
    "registry_completeness",
    "registry_data_quality",
    "registry_naive_readings",
)


class Published:
    """What anybody can read, and, of the working file, which cells are withheld on purpose."""

    def __init__(self, built: Built) -> None:
        with duckdb.connect(str(built.database), read_only=True) as connection:

            def table(name: str) -> pd.DataFrame:
                return connection.execute(f"select * from {name}").df()

            def seed(name: str) -> pd.DataFrame:
                return table(("intermediate." if name.startswith("int_") else "seeds.") + name)

            self.tables = {name: table(f"marts.{name}") for name in TABLES}
            self.rules: Rules = read_rules({name: seed(name) for name in SOURCES})
            self.criteria = seed("registry_ranking_criteria")
            plan = table("intermediate.int_registry_withheld_cells").query("is_withheld")
        self.withheld: set[Cell] = {tuple(row) for row in plan[KEY].itertuples(index=False)}
        self.metrics: Attack = read_all(self.tables, self.criteria, self.rules)


@pytest.fixture(scope="module")
def published(demo_built: Built) -> Published:
    return Published(demo_built)


def test_withheld_rows_of_all_tables_are_empty(published: Published) -> None:
    assert not leaking_rows(published.tables)


def test_no_count_withheld_follows_from_metrics_gaps_and_ranks_together(
    published: Published,
) -> None:
    assert published.withheld
    told = published.withheld & set(published.metrics.read)
    assert not told
    published.metrics.wanted &= published.withheld
    width, most = published.rules.parameters.protection_width, 60_000
    assert not published.metrics.closer_than(width, most)


def test_no_count_withheld_follows_from_filled_cells_and_their_traps(published: Published) -> None:
    attack = read_cells(published.tables, published.metrics)
    # of what only the blank cells are, nothing is published
    attack.wanted = {cell for cell in attack.wanted if not cell[0].endswith(" blank")}
    assert attack.wanted
    assert not attack.exactly()
    assert not attack.closer_than(1, 60_000)


def test_no_count_withheld_follows_from_the_members_of_factors(published: Published) -> None:
    attack = read_factors(published.tables["registry_factors"], published.metrics)
    assert attack.wanted
    assert not attack.closer_than(published.rules.parameters.protection_width, 60_000)


def test_naive_readings_are_not_few_children_apart(published: Published) -> None:
    assert not close_readings(published.tables, published.rules.parameters.minimum_cell)


def test_no_curve_tells_few_events(published: Published) -> None:
    limits = published.rules.parameters
    curves = published.tables["registry_survival"]
    assert (~curves["suppressed"]).any()
    # where many enter late, who is at risk between two days told is not to be had from those at
    # risk on them, and what the attacker reckons from it is not what happened
    curves = curves[curves["curve_id"] != "time_to_reintervention"]
    assert not few_events(
        curves, limits.survival_decimals, limits.survival_rounding_base, limits.minimum_cell
    )


def test_an_interval_gives_its_counts_away() -> None:
    # Wilson's of 8 in 10
    assert count_of_interval(0.8, 0.4901624715, 0.9433178485) == (8, 10)
