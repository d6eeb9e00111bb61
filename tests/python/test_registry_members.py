"""Every member that a published table of the registry holds has a name in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

if TYPE_CHECKING:
    from conftest import Built

HELD = {
    "registry_metrics": ("dimension, member", "'dimension', dimension"),
    "registry_gaps": ("dimension, member", "'dimension', dimension"),
    "registry_survival": ("dimension, member", "'dimension', dimension", "'curve', curve_id"),
    "registry_factors": (
        "factor_id, member",
        "factor_id, reference_member",
        "'dimension', factor_id",
        "'model', model_id",
    ),
    "registry_ranking": ("'localidad', localidad_code", "'criterion', criterion_id"),
    "registry_completeness": ("'extract', extract_id", "'field', field_id"),
    "registry_data_quality": (
        "'extract', extract_id",
        "'field', field_id",
        "'reason', reason_id",
    ),
    "registry_naive_readings": ("'reading', reading_id",),
}
"""Dimension and member, as the columns of each table give them."""


@pytest.mark.parametrize("table", HELD)
def test_every_member_has_a_name_of_its_own(demo_built: Built, table: str) -> None:
    file = demo_built.database.parent / "published" / "amparo.duckdb"
    with duckdb.connect(str(file), read_only=True) as connection:
        for columns in HELD[table]:
            held = connection.execute(f"select distinct {columns} from marts.{table}").fetchall()
            named = {
                (dimension, member): names
                for dimension, member, *names in connection.execute(
                    "select dimension, member, label_es, label_en from marts.registry_members"
                ).fetchall()
            }
            assert held
            assert not [key for key in held if key not in named], columns
            for dimension, member in held:
                if not str(member).isdigit():
                    assert member not in named[dimension, member], f"{dimension}: {member}"
