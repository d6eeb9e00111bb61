"""What a sheet shows: columns with their headings, and rows as a reader sees them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from math import fsum, isclose
from typing import TYPE_CHECKING, Any, Final

from amparo.errors import UserError
from amparo.warehouse.quoting import identifier

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amparo.outputs.edition import EditionLabels
    from amparo.outputs.published import Published, Table
    from amparo.outputs.workbook.definitions import Definitions, Sheet

_TOLERANCE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Shown:
    """A column of a sheet.

    Attributes:
        name: Name of the query's column.
        heading: What the first row says.
        total: Sum of its cells, None where it has no live total.
        mart: The mart's column that says the same, as ``mart.column``; None for none.
    """

    name: str
    heading: str
    total: float | None = None
    mart: str | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """A sheet with its rows, empty where the assessment has none, and what marks in them mean."""

    sheet: Sheet
    columns: tuple[Shown, ...]
    rows: list[tuple[Any, ...]]
    legend: tuple[str, ...] = ()


def gather(
    published: Published,
    sheet: Sheet,
    definitions: Definitions,
    labels: EditionLabels,
    assessment: str,
) -> Content:
    """Read what a sheet shows.

    Args:
        published: The published file.
        sheet: The sheet; the file has the marts it needs.
        definitions: What columns are.
        labels: Texts of the workbook's language.
        assessment: Id of the assessment.

    Raises:
        UserError: the sum of a column is not what the mart of totals says.
    """
    table = published.table(sheet.sql, assessment=assessment, language=labels.language)
    words = {
        index: prefix
        for index, name in enumerate(table.columns)
        if (prefix := definitions.column(name).words)
    }
    rows = [
        tuple(
            _in_words(value, words[index], labels) if index in words else value
            for index, value in enumerate(row)
        )
        for row in table.rows
    ]
    rows, legend = _marked(table, rows, sheet, labels)
    names, headings, rows = _spread(table, rows, sheet, labels)
    totals = _totals(published, sheet, names, rows, assessment)
    columns = tuple(
        Shown(name, heading, totals.get(index), sheet.totals.get(name))
        for index, (name, heading) in enumerate(zip(names, headings, strict=True))
    )
    return Content(sheet, columns, rows, legend)


def _in_words(value: Any, prefix: str, labels: EditionLabels) -> Any:
    """Ids as texts; several, separated by commas, one after the other."""
    if not isinstance(value, str):
        return value
    return "; ".join(
        labels(f"{prefix}{part}") if labels.has(f"{prefix}{part}") else part
        for part in (item.strip() for item in value.split(","))
    )


def _marked(
    table: Table, rows: list[tuple[Any, ...]], sheet: Sheet, labels: EditionLabels
) -> tuple[list[tuple[Any, ...]], tuple[str, ...]]:
    """Rows with a mark in the place of missing values, and what the marks mean."""
    if sheet.spread is None or sheet.spread.mark is None:
        return rows, ()
    value, mark = (table.columns.index(n) for n in (sheet.spread.value, sheet.spread.mark))
    marks = {
        stated: labels(f"mark_{stated}") if labels.has(f"mark_{stated}") else str(stated)
        for row in rows
        if row[value] is None and (stated := row[mark]) is not None
    }
    marked = [
        (*row[:value], marks.get(row[mark]), *row[value + 1 :]) if row[value] is None else row
        for row in rows
    ]
    reasons = (
        f"value_reason_{stated}" if labels.has(f"mark_{stated}") else "value_reason_suppressed"
        for stated in marks
    )
    legend = (
        f"{text}: {labels(reason)}" for text, reason in zip(marks.values(), reasons, strict=True)
    )
    return marked, tuple(sorted(legend))


def _spread(
    table: Table, rows: list[tuple[Any, ...]], sheet: Sheet, labels: EditionLabels
) -> tuple[list[str], list[str], list[tuple[Any, ...]]]:
    """Names, headings and rows, with values as columns where the sheet says so."""
    names = list(table.columns)
    if sheet.spread is None:
        return names, [labels(f"column_{name}") for name in names], rows
    by = [names.index(name) for name in sheet.spread.by]
    value = names.index(sheet.spread.value)
    told = {*sheet.spread.by, sheet.spread.value, sheet.spread.mark}
    keys = [i for i, name in enumerate(names) if name not in told]
    # the columns stand where the value stood
    first = sum(i < value for i in keys)
    parts = dict.fromkeys(part for row in rows if None not in (part := _pick(row, by)))
    spread = []
    for key, group in groupby(rows, key=lambda row: _pick(row, keys)):
        cells = {_pick(row, by): row[value] for row in group}
        spread.append((*key[:first], *(cells.get(part) for part in parts), *key[first:]))
    label = f"column_{sheet.spread.value}"
    kept = [names[i] for i in keys]
    headings = [labels(f"column_{name}") for name in kept]
    headings[first:first] = [
        labels(label, **dict(zip(sheet.spread.by, map(str, part), strict=True))) for part in parts
    ]
    kept[first:first] = [sheet.spread.value] * len(parts)
    return kept, headings, spread


def _pick(row: Sequence[Any], indices: Sequence[int]) -> tuple[Any, ...]:
    return tuple(row[i] for i in indices)


def _totals(
    published: Published,
    sheet: Sheet,
    names: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    assessment: str,
) -> Mapping[int, float]:
    totals = {}
    for index, name in enumerate(names):
        if name not in sheet.totals:
            continue
        known = [float(row[index]) for row in rows if row[index] is not None]
        if not known:  # the sum of nothing known is not 0
            continue
        shown = fsum(known)
        stated = sheet.totals[name]
        if stated is not None:
            of_mart = national(published, stated, assessment)
            if not isclose(shown, of_mart or 0.0, rel_tol=_TOLERANCE, abs_tol=1e-6):
                raise UserError(
                    f"Hoja {sheet.id}: {name} suma {shown}, y {stated} dice {of_mart}.",
                    f"Sheet {sheet.id}: {name} sums to {shown}, and {stated} says {of_mart}.",
                )
        totals[index] = shown
    return totals


def national(published: Published, stated: str, assessment: str) -> float | None:
    """A figure of an assessment, by the mart and column that hold it (``mart.column``)."""
    mart, column = stated.split(".")
    sql = (
        f"select {identifier(column)} from {identifier('marts', mart)}"  # noqa: S608 - quoted
        " where assessment_id = $assessment"
    )
    [(value,)] = published.table(sql, assessment=assessment).rows
    return None if value is None else float(value)
