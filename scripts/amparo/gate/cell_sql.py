"""What is asked of the cells of one column, and its SQL; see `amparo.gate.checks`."""

# ruff: noqa: S608 (names and texts are quoted by `quoting`)

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from amparo.landing.declarations import SCHEMA
from amparo.warehouse.quoting import identifier, literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from amparo.gate.declared import ColumnExpectation, Outcome
    from amparo.gate.rendering import Rendering
    from amparo.landing.declarations import Column, Table

EXAMPLES: Final = 5
"""Different values shown of what does not fit."""
NEGATIVE: Final = "negative_numbers"
"""Kind of check, and its rows of ``quality_limits``."""


class Question(NamedTuple):
    """What one check asks of the cells of a column.

    Attributes:
        kind: What kind of expectation.
        expected: The expectation in a few signs, without language.
        looked: SQL that is true of a ``value`` that is judged.
        fits: SQL that is true of one that fits.
        least: Share that has to fit, by outcome.
    """

    kind: str
    expected: str
    looked: str
    fits: str
    least: Mapping[Outcome, float]


def questions(
    table: Table,
    item: ColumnExpectation,
    rendering: Rendering,
    negative: Mapping[Outcome, float],
) -> Iterator[Question]:
    """What an expectation of a column asks.

    The models set a negative amount aside and use one that is too big, so a range from 0 asks
    twice: of what is negative, by the limits of the seed, and of the rest, by its own.

    Args:
        table: The table.
        item: The expectation.
        rendering: How cells are read.
        negative: Largest share of negative numbers, by outcome; empty where it is not asked.
    """
    looked = "true" if item.kind == "filled" else "nullif(value, '') is not null"
    if item.between is None or item.read_as is None:
        yield Question(item.kind, *_stated(item, rendering, looked), item.least)
        return
    read = rendering.read(item.read_as, "value")
    # what cannot be read is the fault of its type
    looked = f"{read} is not null"
    if isinstance(item.between, str):
        seed, limit = item.between.split(".")
        of_limit = f"from temp.{identifier(seed)} as limits where limit_id = {literal(limit)}"
        landed = f"from {_raw('landed_files')} where source_id = {literal(table.source)}"
        # nothing is told before it happens, but for what is planned: where a seed says so
        ahead = f"select coalesce(cast(to_json(limits) ->> 'years_ahead' as integer), 0) {of_limit}"
        last = f"(select max(cast(loaded_at as date)) {landed}) + to_years(({ahead}))"
        last = last if item.read_as == "date" else f"year({last})"
        amount = rendering.year(item.read_as, "value")
        fits = f"{amount} >= (select cast(lower as integer) {of_limit}) and {read} <= {last}"
        yield Question(item.kind, item.between, looked, fits, item.least)
        return
    low, high = item.between
    amount = rendering.year(item.read_as, "value")
    fits = f"{amount} between {low:g} and {high:g}"
    if low == 0 and negative:
        yield Question(
            NEGATIVE,
            ">= 0",
            looked,
            f"{amount} >= 0",
            {outcome: 1 - share for outcome, share in negative.items()},
        )
        fits = f"{amount} <= {high:g}"
    yield Question(item.kind, f"{low:g}..{high:g}", looked, fits, item.least)


def _stated(item: ColumnExpectation, rendering: Rendering, looked: str) -> tuple[str, str, str]:
    """What is expected, and SQL of what is looked at and of what fits."""
    if item.type is not None:
        return item.type, looked, f"{rendering.read(item.type, 'value')} is not null"
    if item.values is not None and item.read_as is not None:
        seed, column = item.values.split(".")
        read = rendering.read(item.read_as, "value")
        where = " and ".join(f"{identifier(k)} = {literal(v)}" for k, v in item.where.items())
        allowed = f"select {identifier(column)} from temp.{identifier(seed)}"
        allowed += f" where {where}" if where else ""
        named = ", ".join(f"{key} = {value}" for key, value in item.where.items())
        expected = item.values + (f" ({named})" if named else "")
        return expected, looked, f"cast({read} as varchar) in ({allowed})"
    if item.pattern is not None:
        return item.pattern, looked, f"regexp_full_match(value, {literal(item.pattern)})"
    return "filled", looked, "nullif(value, '') is not null"


def faulty_cells(table: Table, column: Column, asked: Question, shown: str) -> str:
    """SQL of the values that do not fit, most frequent first.

    Different cells of a column are judged, then the first row of each shown is looked up.

    Args:
        table: The table.
        column: The column.
        asked: What is asked of it.
        shown: SQL of what may be shown of a ``value``.
    """
    cell = f"trim({identifier(column.name)})"
    return f"""
        with looked as (
            select value, value_rows
            from (
                select {cell} as value, count(*) as value_rows
                from {_raw(table.name)} group by 1
            ) as cells
            where {asked.looked}
        ),
        faulty as (
            select *, {shown} as shown
            from looked
            where not coalesce({asked.fits}, false)
        ),
        counted as (
            select
                (select coalesce(sum(value_rows), 0) from faulty) as faults,
                (select coalesce(sum(value_rows), 0) from looked) as looked_at
        ),
        worst as (
            select shown, sum(value_rows) as value_rows, faults, looked_at
            from faulty, counted
            where looked_at - faults < {max(asked.least.values()):g} * looked_at
            group by shown, faults, looked_at
            order by value_rows desc, shown limit {EXAMPLES}
        ),
        located as (
            select
                worst.shown,
                first(_file_name order by _file_name, _sheet, _row_number) as file_name,
                first(_sheet order by _file_name, _sheet, _row_number) as sheet,
                first(_row_number order by _file_name, _sheet, _row_number) as row_number
            from {_raw(table.name)}
            inner join faulty on {cell} is not distinct from faulty.value
            inner join worst on faulty.shown is not distinct from worst.shown
            group by worst.shown
        )
        select located.file_name, located.sheet, located.row_number,
            worst.shown as value, cast(worst.value_rows as bigint) as value_rows,
            cast(worst.faults as bigint) as faults, cast(worst.looked_at as bigint) as looked_at
        from worst inner join located on worst.shown is not distinct from located.shown
        order by worst.value_rows desc, worst.shown
    """


def _raw(table: str) -> str:
    return identifier(SCHEMA, table)
