"""The checks of one source, each as SQL that finds what does not fit.

Every statement answers in the same columns: ``file_name``, ``sheet``, ``row_number`` of the first
row with the ``value``, ``value_rows`` that have it, ``faults`` in all and how many were
``looked_at``. It answers with no row where the expectation is met, with few where it is not, and
with one that ``looked_at`` nothing where there was nothing to compare.
"""

# ruff: noqa: S608 (names and texts are quoted by `quoting`)

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from amparo.errors import UserError
from amparo.gate.cell_sql import EXAMPLES, NEGATIVE, faulty_cells, questions
from amparo.gate.declared import OUTCOMES
from amparo.gate.table_sql import BY_THING, OF_YEARS, SOURCE_SQL, TABLE_SQL, unmapped
from amparo.landing.declarations import SCHEMA
from amparo.warehouse.quoting import identifier, literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from amparo.gate.declared import Expected, Outcome
    from amparo.gate.rendering import Rendering
    from amparo.gate.seeds import KnownTotal
    from amparo.gate.showing import Shown
    from amparo.landing.declarations import Table


@dataclass(frozen=True, slots=True)
class Check:
    """One expectation with the SQL that looks for what does not fit.

    Attributes:
        check_id: Name people type, unique in the project.
        source: Source id.
        tables: Raw tables it looks at.
        column: Column, or '' where it is about a table or a source.
        kind: What kind of expectation.
        least: Share that has to fit, by what happens where less does, worst first. Where the
            statement itself holds the limit, the share is 1.
        expected: The expectation in a few signs, without language.
        sql: The statement.
        readable: A pattern in words, Spanish and English; '' where nobody wrote them.
        few: So many faults are no more than a note, however few are looked at, unless ``least``
            asks for every one.
    """

    check_id: str
    source: str
    tables: tuple[str, ...]
    column: str
    kind: str
    least: dict[Outcome, float]
    expected: str
    sql: str
    readable: tuple[str, str] = ("", "")
    few: int = 0

    @property
    def worst(self) -> Outcome:
        """The worst that can happen."""
        return next(iter(self.least))

    def outcome(self, faults: int, looked_at: int) -> Outcome:
        """What happens where so many of those looked at do not fit."""
        asks_for_all = any(n == 1 for outcome, n in self.least.items() if outcome != "note")
        if faults <= self.few and not asks_for_all:
            return "note"
        for outcome, least in self.least.items():
            if looked_at - faults < least * looked_at:
                return outcome
        return next(reversed(self.least))


def column_checks(
    expected: Expected,
    rendering: Rendering,
    limits: Mapping[str, Mapping[Outcome, float]],
    shown: Shown,
    few: int,
) -> Iterator[Check]:
    """Checks of the columns of a table.

    Args:
        expected: What is expected of the table.
        rendering: How cells are read.
        limits: Limits by kind and outcome.
        shown: What is shown of a cell.
        few: Cells of a column that are no more than a note, however short the file.

    Yields:
        One check per expectation and question it asks.
    """
    table = expected.table
    for column, items in expected.of_columns:
        kinds: list[str] = []
        for item in items:
            for asked in questions(table, item, rendering, limits.get(NEGATIVE, {})):
                same = kinds.count(asked.kind)
                kinds.append(asked.kind)
                yield Check(
                    check_id=f"{table.name}.{column.name}.{asked.kind}{same + 1 if same else ''}",
                    source=table.source,
                    tables=(table.name,),
                    column=column.name,
                    kind=asked.kind,
                    least=_worst_first(asked.least),
                    expected=asked.expected,
                    sql=faulty_cells(table, column, asked, shown.cell(table, column, item)),
                    readable=(item.readable_es, item.readable_en),
                    few=few,
                )


def table_checks(
    expected: Expected, limits: Mapping[str, Mapping[Outcome, float]]
) -> Iterator[Check]:
    """Checks of a table's years, and of its rows and sums against the last accepted load."""
    if expected.of_table is None:
        return
    table = expected.table
    for kind, make in TABLE_SQL.items():
        if kind == "sum_change" and expected.of_table.sum is None:
            continue
        if kind in OF_YEARS and expected.of_table.year is None:
            continue
        for outcome, limit in limits.get(kind, {}).items():
            yield Check(
                check_id=f"{table.name}.{kind}.{outcome}",
                source=table.source,
                tables=(table.name,),
                column="",
                kind=kind,
                least={outcome: 1.0},
                expected=f"<= {limit:g}",
                sql=make(table, limit),
            )


def translation_checks(
    expected: Expected, limits: Mapping[str, Mapping[Outcome, float]], shown: Shown
) -> Iterator[Check]:
    """Checks of the values that seeds translate: one of those that matter most, one of the rest.

    Faults are cells that hold a value the seed does not know. Those of a column that warns are
    noted where they are no more than its limit, so that none goes unsaid. A column with values of
    its own in the YAML is left to that.
    """
    kind = "unmapped_values"
    if expected.of_table is None or expected.of_table.translated is None:
        return
    translated = expected.of_table.translated
    judged = [c.name for c, items in expected.of_columns if any(i.values for i in items)]
    of_kind = limits.get(kind, {})
    for outcome, limit in of_kind.items():
        is_asked = f"if_unmapped = {literal(outcome)}"
        if outcome == "note" and "warn" in of_kind:
            is_asked += f" or warned_of <= {of_kind['warn']:g}"
        yield Check(
            check_id=f"{expected.table.name}.{kind}.{outcome}",
            source=expected.table.source,
            tables=(expected.table.name,),
            column="",
            kind=kind,
            least={outcome: 1.0},
            expected=f"{translated.seed}.csv, <= {limit:g}",
            sql=unmapped(
                translated.texts, judged, is_asked, limit, shown.translated(expected.table)
            ),
        )


def known_total_checks(
    expected: Expected, totals: Iterable[KnownTotal], rendering: Rendering
) -> Iterator[Check]:
    """Checks of a table's sums against totals somebody stated."""
    for total in totals:
        if total.table != expected.table.name:
            continue
        of_table = expected.of_table
        if of_table is None or of_table.sum is None or of_table.year is None:
            raise UserError(
                f"known_totals.csv, {total.total_id}: {total.table} no declara expect.year y"
                " expect.sum.",
                f"known_totals.csv, {total.total_id}: {total.table} declares no expect.year and"
                " expect.sum.",
            )
        year = rendering.year(of_table.year.read_as, identifier(of_table.year.column))
        amount = rendering.read(of_table.sum.read_as, identifier(of_table.sum.column))
        ranged = rendering.read("count", identifier(total.range_column))
        bounds = f"{ranged} >= {total.range_from:g}"
        if total.range_to != float("inf"):
            bounds += f" and {ranged} <= {total.range_to:g}"
        matched = identifier(total.match_column)
        yield Check(
            check_id=f"{total.table}.known_total.{total.total_id}",
            source=expected.table.source,
            tables=(total.table,),
            column=of_table.sum.column,
            kind="known_total",
            least={total.outcome: 1.0},
            expected=f"{total.total_id}: {total.expected:.0f} +- {total.tolerance:g}",
            sql=f"""
                with of_year as (
                    select {amount} as amount,
                        lower(trim({matched})) = lower({literal(total.match_value)})
                            and {bounds} as is_asked
                    from {_raw(total.table)} where {year} = {total.year}
                ),
                found as (
                    select count(*) as year_rows, count(*) filter (where is_asked) as looked_at,
                        sum(amount) filter (where is_asked) as amount
                    from of_year
                )
                select '' as file_name, '' as sheet, null::bigint as row_number,
                    cast(case
                        when looked_at > 0 then cast(coalesce(amount, 0) as bigint)
                        -- none of the year's rows: how many there are, null where there is none
                        else nullif(year_rows, 0)
                    end as varchar) as value,
                    looked_at as value_rows, looked_at as faults, looked_at
                from found
                where looked_at = 0
                    or not coalesce(
                        abs(amount - {total.expected:.0f})
                        <= {total.tolerance:g} * {total.expected:.0f},
                        false
                    )
            """,
        )


def place_checks(
    source: str,
    tables: tuple[Table, ...],
    limits: Mapping[str, Mapping[Outcome, float]],
    shown: Shown,
) -> Iterator[Check]:
    """Share of the places a source names that lead to no municipality.

    A coarse look: it counts distinct places, not rows or cases, which is dbt's to do. What the
    source itself calls unknown is no fault. A place can come from any of the source's tables, so
    what may be shown of it is what the strictest of them allows.
    """
    kind = "unmatched_places"
    if kind not in limits:
        return
    least = _worst_first({outcome: 1 - limit for outcome, limit in limits[kind].items()})
    text = shown.place(tables)
    yield Check(
        check_id=f"{source}.{kind}",
        source=source,
        tables=tuple(table.name for table in tables),
        column="",
        kind=kind,
        least=least,
        expected="a municipality",
        sql=f"""
            with looked as (
                select
                    concat_ws(', ', code_text, municipality_text, department_text) as place,
                    municipality_code is null as is_fault
                from temp.stg_places__resolved
                where source_id = {literal(source)}
                    and not coalesce(
                        place_reason in (select reason from temp.place_sentinels), false
                    )
            ),
            counted as (
                select count(*) filter (where is_fault) as faults, count(*) as looked_at
                from looked
            )
            select '' as file_name, '' as sheet, null::bigint as row_number, {text} as value,
                count(*) as value_rows, faults, looked_at
            from looked, counted
            where is_fault and looked_at - faults < {max(least.values()):.17g} * looked_at
            group by all order by value limit {EXAMPLES}
        """,
    )


def coverage_checks(
    source: str, expected: Sequence[Expected], limits: Mapping[str, Mapping[Outcome, float]]
) -> Iterator[Check]:
    """Checks of which departments and municipalities a source's years have.

    A source whose tables tell of several things is looked at thing by thing, for one that is whole
    would hide another that is cut; its municipalities are compared as a whole. One none of whose
    tables has to cover the country is left out.
    """
    whole = {
        item.table.name: item.of_table.brings
        for item in expected
        if item.of_table is not None and item.of_table.regional is None
    }
    things = sorted({thing for brings in whole.values() for thing in brings})
    parts = {f"{source}.{thing}": [n for n, of in whole.items() if thing in of] for thing in things}
    for kind, make in SOURCE_SQL.items():
        is_by_thing = len(things) > 1 and kind in BY_THING
        for name, tables in (parts if is_by_thing else {source: [*whole]}).items():
            for outcome, limit in limits.get(kind, {}).items() if tables else ():
                yield Check(
                    check_id=f"{name}.{kind}",
                    source=source,
                    tables=tuple(tables),
                    column="",
                    kind=kind,
                    least={outcome: 1.0},
                    expected=f"<= {limit:g}",
                    sql=make(source, tables, limit),
                )


def _worst_first(least: Mapping[Outcome, float]) -> dict[Outcome, float]:
    return {outcome: least[outcome] for outcome in OUTCOMES if outcome in least}


def _raw(table: str) -> str:
    return identifier(SCHEMA, table)
