"""Shapley values of the factors: exact, from all mixtures of two results.

The part of a factor is its mean step over all orders in which the factors can change from one
assessment to the other; the parts sum to the whole. The least and the greatest step are what the
order can make of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

LEAST: Final = 1e-6
"""A smaller difference is one of rounding, and none."""

_LONG: Final = """
create or replace temp table mixed_values as
from (
    unpivot (
        select mask, municipality_code, cast(severity_final as double) as severity, pin
        from mixed
    )
    on severity, pin
    into name measure value value
)
"""

# municipalities whose value is known in every mixture can be told apart; the others are counted
_DIVIDED: Final = """
create or replace temp table divided as
select municipality_code, measure
from mixed_values
group by municipality_code, measure
having count(*) = $mixtures
"""

_VALUES: Final = """
create or replace temp table mixture_values as
with placed as (
    select
        mixed_values.*,
        unnest(['country', 'department', 'municipality']) as level,
        unnest(['', left(municipality_code, 2), municipality_code]) as place
    from mixed_values
    semi join divided
        on
            mixed_values.municipality_code = divided.municipality_code
            and mixed_values.measure = divided.measure
)

select level, place, measure, mask, sum(value) as value
from placed
group by all
"""

_PARTS: Final = """
select
    without.level,
    without.place,
    without.measure,
    factors.factor,
    sum(
        (changed.value - without.value)
        * factorial(cast(bit_count(without.mask) as integer))
        * factorial(cast($factors - 1 - bit_count(without.mask) as integer))
        / factorial($factors)
    ) as part,
    min(changed.value - without.value) as least,
    max(changed.value - without.value) as most
from mixture_values as without
inner join factors on without.mask & factors.bit = 0
inner join mixture_values as changed
    on
        without.level = changed.level
        and without.place = changed.place
        and without.measure = changed.measure
        and without.mask | factors.bit = changed.mask
group by all
"""

# what is known at one end only is a change, too: of the total, not of a factor
_TOTALS: Final = """
with ends as (
    select
        coalesce(old.municipality_code, new.municipality_code) as municipality_code,
        unnest(['severity', 'pin']) as measure,
        unnest([cast(old.severity_final as double), old.pin]) as before,
        unnest([cast(new.severity_final as double), new.pin]) as after
    from (select * from mixed where mask = 0) as old
    full join (select * from mixed where mask = $last) as new
        on old.municipality_code = new.municipality_code
),

placed as (
    select
        ends.*,
        divided.municipality_code is not null as is_divided,
        unnest(['country', 'department', 'municipality']) as level,
        unnest(['', left(ends.municipality_code, 2), ends.municipality_code]) as place
    from ends
    left join divided
        on
            ends.municipality_code = divided.municipality_code
            and ends.measure = divided.measure
)

select
    level,
    place,
    measure,
    sum(before) as before,
    sum(after) as after,
    case
        when level != 'municipality' or (count(before) = 1 and count(after) = 1)
            then coalesce(sum(after), 0) - coalesce(sum(before), 0)
    end as change,
    case
        when level != 'municipality' or (count(before) = 1 and count(after) = 1)
            then coalesce(sum(coalesce(after, 0) - coalesce(before, 0))
                filter (where not is_divided), 0)
    end as undivided,
    count(*) as municipalities,
    count(*) filter (where is_divided) as municipalities_divided
from placed
group by level, place, measure
order by level, place, measure
"""


def divide(connection: duckdb.DuckDBPyConnection, factors: Sequence[str]) -> list[dict[str, Any]]:
    """Split the change between the first and the last mixture into factors.

    Args:
        connection: Has a table ``mixed``: mask, municipality_code, severity_final, pin. A bit of
            the mask is set where a factor is of the result after.
        factors: The factors, that of bit 0 first.

    Returns:
        Per level, place and measure: before, after, change, and parts: factor, part, least, most.
        ``undivided`` is the change of municipalities without a value in some mixture. Missing is
        None, and no 0.
    """
    connection.execute(_LONG)
    connection.execute(_DIVIDED, {"mixtures": 2 ** len(factors)})
    connection.execute(_VALUES)
    connection.execute("create or replace temp table factors (factor varchar, bit integer)")
    connection.executemany(
        "insert into factors values (?, ?)", [[name, 1 << n] for n, name in enumerate(factors)]
    )
    parts: dict[tuple[str, str, str], dict[str, dict[str, float]]] = {}
    for level, place, measure, factor, *numbers in connection.execute(
        _PARTS, {"factors": len(factors)}
    ).fetchall():
        found = parts.setdefault((level, place, measure), {})
        found[factor] = {
            name: 0.0 if abs(number) < LEAST else number
            for name, number in zip(("part", "least", "most"), numbers, strict=True)
        }
    cursor = connection.execute(_TOTALS, {"last": 2 ** len(factors) - 1})
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        known = parts.get((row["level"], row["place"], row["measure"]), {})
        row["parts"] = [{"factor": name, **known[name]} for name in factors if name in known]
    return rows
