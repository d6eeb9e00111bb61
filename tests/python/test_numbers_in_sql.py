"""No number of the method stands in SQL: thresholds, years and counts are rows of seeds."""

from __future__ import annotations

import re
from collections import Counter

from conftest import ROOT

# beside 0 and 1, what takes a text or a date apart says nothing of children
STRUCTURAL = re.compile(
    r"""
    \b(?:left|right|lpad|rpad|substr|split_part|round)\((?:[^()]|\([^()]*\))*\)  # parts of a text
    | \blength\(\w+\)\s*(?:<=|=|in)\s*(?:\d+|\([\d,\s]+\))                       # codes by length
    | \b12,\s*31\)                                                               # a year's last day
    | \bbetween\s+1\s+and\s+12\b                                                 # months
    | [*]\s*10\b | /\s*100\b                                                     # tens, percentages
    """,
    re.VERBOSE,
)
NUMBER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)(?![\w.])")
EXCEPTIONS = {
    ("macros/lineage.sql", "20"): "stops a circle in a seed, which its own test reports",
    ("macros/runs/show_failure.sql", "5"): "how many rows of a failed test a person is shown",
    ("macros/runs/told_rows.sql", "2"): "the first row of a file below its header",
    ("models/intermediate/rows/int_uariv__editions.sql", "9998"): "the last year DuckDB can date",
    ("models/intermediate/places/int_places__candidates.sql", "2"): "the second of a ranking",
    ("models/staging/registry/base/base_registry__cells.sql", "2"): "the second choice of a column",
}


def _numbers(sql: str) -> list[str]:
    sql = re.sub(r"\{#.*?#\}|--[^\n]*", "", sql, flags=re.DOTALL)
    sql = re.sub(r"'(?:[^']|'')*'", "''", sql)
    sql = re.sub(r"\{\{|\}\}", " ", sql)
    # what is inside of a function that is inside of another goes first, if it holds no number
    while (bare := re.sub(r"\w*\([^()\d]*\)", "x", STRUCTURAL.sub("x", sql))) != sql:
        sql = bare
    return [number for number in NUMBER.findall(sql) if float(number) not in {0.0, 1.0}]


def test_a_number_of_the_method_is_a_row_of_a_seed() -> None:
    found = Counter(
        (file.relative_to(ROOT).as_posix(), number)
        for folder in ("models", "macros")
        for file in sorted((ROOT / folder).rglob("*.sql"))
        for number in _numbers(file.read_text(encoding="utf-8"))
    )
    assert set(found) - set(EXCEPTIONS) == set(), "put it into a seed, or say why not above"
    assert set(EXCEPTIONS) - set(found) == set(), "an exception for what is no longer there"


def test_the_test_sees_a_number_of_the_method() -> None:
    assert _numbers("select a from b where met = 4 and left(code, 2) = '05' -- 7") == ["4"]
    assert _numbers("case when people > 1000 then 3 end, x * 0.25") == ["1000", "3", "0.25"]
    assert _numbers("{{ is_few('cells', 5) }}") == ["5"]
    assert _numbers("lpad(cast(round(x, 0) as varchar), 5, '0'), make_date(y, 12, 31)") == []
