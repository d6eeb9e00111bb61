"""SQL of the checks that look at a table or a source as a whole; see `amparo.gate.checks`."""

# ruff: noqa: S608 (names and texts are quoted by `quoting`)

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from amparo.gate.profile import COVERED, NEEDED, YEARS
from amparo.landing.declarations import SCHEMA
from amparo.warehouse.quoting import identifier, literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from amparo.landing.declarations import Table

COLUMNS_NAMED: Final = 20
"""Empty columns named; how many there are in all is said."""
UNMAPPED_EXAMPLES: Final = 20
"""Values shown that no seed knows: each asks for a row of the seed."""


def _beside(table: Table) -> str:
    """SQL that is true of the tables whose years stand for this one's.

    Those are the source's that tell of the same, and all of it where its tables do not say what.
    """
    of_source = f"source_id = {literal(table.source)}"
    brings = (table.expect or {}).get("brings", ())
    if not brings:
        return of_source
    return f"{of_source} and list_has_any(brings, [{', '.join(map(literal, brings))}])"


def _years_missing(table: Table, _limit: float) -> str:
    return f"""
        with needed as (
            select data_year, assessments, data_year not in (
                select data_year from {YEARS}
                where {_beside(table)} and data_year is not null
            ) as is_fault
            from {NEEDED} where table_name = {literal(table.name)} and assessments != ''
        )
        select '' as file_name, '' as sheet, null::bigint as row_number,
            concat(data_year, ' (', assessments, ')') as value, 1 as value_rows,
            (select count(*) filter (where is_fault) from needed) as faults,
            (select count(*) from needed) as looked_at
        from needed where is_fault
        order by data_year
    """


def _without_needed_year(table: Table, unit: str) -> str:
    """Files, or the whole table, none of whose rows is of a year that an assessment needs.

    Files are named only where a needed year stands beside them; else it is the whole.
    """
    is_whole = unit == "''"
    return f"""
        with units as (
            select {unit} as file_name, sum(rows_read) as value_rows,
                min(data_year) || case when min(data_year) != max(data_year)
                    then '-' || max(data_year) else '' end as years,
                count(*) filter (where data_year in (
                    select data_year from {NEEDED} where table_name = {literal(table.name)}
                )) as needed_years
            from {YEARS} where table_name = {literal(table.name)}
            group by 1
        ),
        beside as (
            select count(*) filter (where data_year in (
                select data_year from {NEEDED} where table_name = {literal(table.name)}
            )) as needed_years
            from {YEARS} where {_beside(table)}
        )
        select file_name, '' as sheet, null::bigint as row_number, years as value, value_rows,
            count(*) over () as faults, (select count(*) from units) as looked_at
        from units
        where needed_years = 0
            and (select needed_years from beside) {"=" if is_whole else ">"} 0
            and exists (select 1 from {NEEDED} where table_name = {literal(table.name)})
        order by file_name
    """


def _change(table: Table, limit: float, column: str) -> str:
    """Years whose rows or sum differ from the last accepted load of the same kind of data."""
    named = f"table_name = {literal(table.name)}"
    # that a table has gone as a whole is told once, by its rows
    only = "" if column == "rows_read" else " and exists (select 1 from present)"
    # of a table that people go on adding to, more is what is expected
    only_grows = table.expect is not None and table.expect.get("only_grows") is True
    difference = "before - after" if only_grows else "abs(after - before)"
    return f"""
        with present as (
            select is_synthetic, data_year, {column} as amount
            from {_raw("quality_profile")} where {named}
        ),
        accepted as (
            select is_synthetic, data_year, {column} as amount
            from {_raw("accepted_loads")}
            where {named} and is_synthetic in (
                select is_synthetic from {_raw("quality_profile")}
            ){only}
        ),
        compared as (
            select accepted.data_year, accepted.amount as before,
                coalesce(present.amount, 0) as after
            from accepted
            left join present
                on accepted.is_synthetic = present.is_synthetic
                and accepted.data_year is not distinct from present.data_year
        ),
        faulty as (
            select * from compared where {difference} > {limit:g} * abs(before)
        )
        select '' as file_name, '' as sheet, null::bigint as row_number,
            concat(coalesce(cast(data_year as varchar), '?'), ': ', cast(before as bigint), ' → ',
                cast(after as bigint)) as value,
            1 as value_rows, count(*) over () as faults,
            (select count(*) from compared) as looked_at
        from faulty order by data_year
    """


def _file_without_needed_year(table: Table, _limit: float) -> str:
    return _without_needed_year(table, "file_name")


def _source_without_needed_year(table: Table, _limit: float) -> str:
    return _without_needed_year(table, "''")


def _rows_change(table: Table, limit: float) -> str:
    return _change(table, limit, "rows_read")


def _sum_change(table: Table, limit: float) -> str:
    return _change(table, limit, "amount")


def _page_rows(table: Table, _limit: float) -> str:
    """Files that hold exactly as many rows as a portal hands over at a time."""
    return f"""
        with delivered as (
            select file_name, sum(rows_read) as rows_read
            from {_raw("landed_files")} where table_name = {literal(table.name)}
            group by file_name
        )
        select file_name, '' as sheet, null::bigint as row_number,
            cast(rows_read as varchar) as value, cast(rows_read as bigint) as value_rows,
            count(*) over () as faults, (select count(*) from delivered) as looked_at
        from delivered
        where rows_read in (select cast(page_rows as bigint) from temp.page_sizes)
        order by file_name
    """


def _empty_columns(table: Table, limit: float) -> str:
    """Columns that some file delivered and none filled; how far a family goes is no news."""
    names = [column.name for column in table.columns if not column.family]
    counts = ", ".join(f"count(nullif(trim({n}), '')) as {n}" for n in map(identifier, names))
    return f"""
        with filled as (
            unpivot (select {counts} from {_raw(table.name)})
            on columns(*) into name column_name value cells
        ),
        present as (
            select * from filled
            where exists (
                select 1 from {_raw("landed_files")} as files
                where files.table_name = {literal(table.name)}
                    and not list_contains(
                        string_split(files.columns_missing, ','), filled.column_name
                    )
            )
        ),
        faulty as (select * from present where cells = 0)
        select '' as file_name, '' as sheet, null::bigint as row_number, column_name as value,
            1 as value_rows, (select count(*) from faulty) as faults,
            (select count(*) from present) as looked_at
        from faulty
        where (select count(*) from faulty) > {limit:g} * (select count(*) from present)
        order by column_name limit {COLUMNS_NAMED}
    """


def _few_departments(source: str, tables: Sequence[str], limit: float) -> str:
    """Years whose files name places in few of the departments."""
    named = ", ".join(map(literal, tables))
    return f"""
        with covered as (
            select data_year,
                count(distinct left(municipality_code, 2)) as found,
                string_agg(
                    distinct left(municipality_code, 2), ', ' order by left(municipality_code, 2)
                ) as named
            from {COVERED}
            where source_id = {literal(source)} and table_name in ({named})
            group by data_year
        ),
        known as (select count(*) as departments from temp.departments)
        select '' as file_name, '' as sheet, null::bigint as row_number,
            concat(coalesce(cast(data_year as varchar), '?'), ': ', named) as value,
            found as value_rows, count(*) over () as faults,
            (select count(*) from covered) as looked_at
        from covered, known
        where departments - found > {limit:g} * departments
        order by data_year
    """


def _municipalities_change(source: str, _tables: Sequence[str], limit: float) -> str:
    """Years with far fewer municipalities than in the last accepted load of the same kind."""
    of_source = f"table_name = '' and source_id = {literal(source)}"
    return f"""
        with present as (
            select is_synthetic, data_year, municipalities
            from {_raw("quality_profile")} where {of_source}
        ),
        compared as (
            select accepted.data_year, accepted.municipalities as before,
                present.municipalities as after
            from {_raw("accepted_loads")} as accepted
            inner join present
                on accepted.is_synthetic = present.is_synthetic
                and accepted.data_year is not distinct from present.data_year
            where accepted.table_name = '' and accepted.source_id = {literal(source)}
        )
        select '' as file_name, '' as sheet, null::bigint as row_number,
            concat(coalesce(cast(data_year as varchar), '?'), ': ', before, ' → ', after) as value,
            1 as value_rows, count(*) over () as faults,
            (select count(*) from compared) as looked_at
        from compared
        where before - after > {limit:g} * before
        order by data_year
    """


def unmapped(texts: str, judged: Iterable[str], is_asked: str, limit: float, text: str) -> str:
    """Values no seed knows, most frequent first, by column and rows of the seed to look in."""
    left_out = ", ".join(map(literal, judged)) or "null"
    return f"""
        with looked as (
            select *, {text} as shown,
                sum(cells) filter (where not is_known and if_unmapped = 'warn') over ()
                    as warned_of
            from temp.{identifier(texts)}
            where column_name not in ({left_out})
        ),
        asked as (select * from looked where {is_asked}),
        counted as (
            select coalesce(sum(cells) filter (where not is_known), 0) as faults,
                coalesce(sum(cells), 0) as looked_at
            from asked
        )
        select
            first(file_name order by file_name, sheet, row_number) as file_name,
            first(sheet order by file_name, sheet, row_number) as sheet,
            first(row_number order by file_name, sheet, row_number) as row_number,
            concat(column_name, ' (', value_domain, '): ', shown) as value,
            cast(sum(cells) as bigint) as value_rows,
            cast(faults as bigint) as faults, cast(looked_at as bigint) as looked_at
        from asked, counted
        where not is_known and faults > {limit:g}
        group by column_name, value_domain, shown, faults, looked_at
        order by value_rows desc, value limit {UNMAPPED_EXAMPLES}
    """


OF_YEARS: Final = frozenset(
    {"years_missing", "file_without_needed_year", "source_without_needed_year"}
)
"""Checks of a table whose rows are of a year."""
TABLE_SQL: Final[Mapping[str, Callable[[Table, float], str]]] = {
    "years_missing": _years_missing,
    "file_without_needed_year": _file_without_needed_year,
    "source_without_needed_year": _source_without_needed_year,
    "rows_change": _rows_change,
    "sum_change": _sum_change,
    "page_rows": _page_rows,
    "empty_columns": _empty_columns,
}
BY_THING: Final = frozenset({"few_departments"})
"""Checks of a source that look at what each of its tables tells of."""
SOURCE_SQL: Final[Mapping[str, Callable[[str, Sequence[str], float], str]]] = {
    "few_departments": _few_departments,
    "municipalities_change": _municipalities_change,
}


def _raw(table: str) -> str:
    return identifier(SCHEMA, table)
