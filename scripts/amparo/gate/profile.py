"""What is landed, by table and year, and which years the assessments need."""

# ruff: noqa: S608 (names and texts are quoted by `quoting`)

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from amparo.landing.declarations import SCHEMA
from amparo.warehouse.quoting import identifier, literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from amparo.gate.declared import Expected
    from amparo.gate.needed import Years
    from amparo.gate.rendering import Rendering

YEARS: Final = "temp.gate_years"
"""Rows and sums by table, file and year."""
COVERED: Final = "temp.gate_covered"
"""Municipalities by source, table and year."""
PLACES: Final = "stg_places__resolved"
PLACES_BY_FILE: Final = "base_places__by_file"
NEEDED: Final = "temp.gate_needed"
"""Years needed, by table, and the assessments that are not retired and need them."""


def statements(
    expected: Iterable[Expected],
    needed: Mapping[str, Years],
    rendering: Rendering,
) -> Iterator[str]:
    """SQL that profiles the landed tables.

    Args:
        expected: The tables with rows.
        needed: Years needed by table, and by whom.
        rendering: How cells are read.

    Yields:
        Statements in the order in which they have to run. ``raw.quality_profile`` then holds rows
        and sum by table, year and whether the file is synthetic.
    """
    yield (
        f"create or replace temp table {_bare(NEEDED)} (table_name varchar, data_year bigint,"
        " assessments varchar)"
    )
    for table, years in sorted(needed.items()):
        for needed_year, by in sorted(years.items()):
            values = f"{literal(table)}, {needed_year:d}, {literal(', '.join(by))}"
            yield f"insert into {NEEDED} values ({values})"
    yield (
        f"create or replace temp table {_bare(YEARS)} (source_id varchar, table_name varchar,"
        " brings varchar[], file_name varchar, is_synthetic boolean, data_year bigint,"
        " rows_read bigint, amount double)"
    )
    for item in expected:
        if item.of_table is None:
            continue
        year = "cast(null as bigint)"
        if item.of_table.year is not None:
            told = item.of_table.year
            read = rendering.year(told.read_as, identifier(told.column))
            # a number of other length is no year; in a shifted file it may be a document's
            year = f"case when {read} between 1000 and 9999 then {read} end"
        amount = "null"
        if item.of_table.sum is not None:
            part = item.of_table.sum
            amount = f"sum({rendering.read(part.read_as, identifier(part.column))})"
        brings = ", ".join(map(literal, item.of_table.brings))
        yield f"""
            insert into {YEARS}
            with files as (
                select file_name, bool_or(is_synthetic) as is_synthetic
                from {identifier(SCHEMA, "landed_files")} group by file_name
            ),
            counted as (
                select _file_name, {year} as data_year, count(*) as rows_read, {amount} as amount
                from {identifier(SCHEMA, item.table.name)} group by 1, 2
            )
            select {literal(item.table.source)}, {literal(item.table.name)}, [{brings}],
                counted._file_name, files.is_synthetic, counted.data_year, counted.rows_read,
                counted.amount
            from counted inner join files on counted._file_name = files.file_name
        """
    profile = identifier(SCHEMA, "quality_profile")
    yield f"delete from {profile}"
    yield f"""
        insert into {profile}
        select source_id, table_name, is_synthetic, data_year, sum(rows_read), sum(amount), null
        from {YEARS} group by all
    """


def place_statements() -> Iterator[str]:
    """SQL that profiles the places, once `PLACES_BY_FILE` and `PLACES` are there.

    A year has the places of all files that hold a row of it: which rows name a place is staging's
    to know. ``raw.quality_profile`` gets the municipalities by source and year, under no table.

    Yields:
        Statements in the order in which they have to run.
    """
    yield f"""
        create or replace temp table {_bare(COVERED)} as
        select distinct years.source_id, years.table_name, years.is_synthetic, years.data_year,
            resolved.municipality_code
        from {YEARS} as years
        inner join temp.{identifier(PLACES_BY_FILE)} as by_file
            on years.source_id = by_file.source_id and years.file_name = by_file.file_name
        inner join temp.{identifier(PLACES)} as resolved
            on by_file.place_key = resolved.place_key
        where resolved.municipality_code is not null
    """
    yield f"""
        insert into {identifier(SCHEMA, "quality_profile")}
        select source_id, '', is_synthetic, data_year, null, null,
            count(distinct municipality_code)
        from {COVERED} group by all
    """


def _bare(table: str) -> str:
    return table.removeprefix("temp.")
