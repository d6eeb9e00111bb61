"""Rows and cases of every source and file: read = used + set aside + out of scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amparo.texts import Labels
    from amparo.warehouse.reader import Reader, Row

PARTS = ("read", "used", "set_aside", "out_of_scope")
_TOLERANCE = 1e-6
_NAME_WIDTH = 22
_NUMBER_WIDTH = 11
_VERDICT_WIDTH = 12
_SMALLEST_SHARE = 0.0005
_SUMS = ", ".join(
    [
        *(f"coalesce(sum(accounts.rows_{part}), 0) as rows_{part}" for part in PARTS),
        *(f"sum(accounts.amount_{part}) as amount_{part}" for part in (*PARTS, "restated")),
    ]
)


def gather(reader: Reader) -> dict[str, Any]:
    """Read the accounts.

    Args:
        reader: The warehouse, built.

    Returns:
        ``accounting`` per source and ``accounting_files`` per file, with rows and amounts by what
        became of them and the unit of the amounts; ``set_aside`` per source and reason, those
        that hold the largest part of a source's cases first; ``restated`` per source, what only
        says again what is counted; ``unresolved_places``: the number of spellings without
        municipality and of those with a suggested alias.
    """
    return {
        "accounting": reader.rows(
            "select source_id, label_es, label_en, is_delivered,"  # noqa: S608 - our own columns
            f" max(unit_es) as unit_es, max(unit_en) as unit_en, {_SUMS}"
            " from marts.dim_source left join intermediate.int_row_accounts as accounts"
            " using (source_id) group by all order by source_id"
        ),
        "accounting_files": reader.rows(
            "select source_id, file_name, unit_es, unit_en,"  # noqa: S608 - our own columns
            f" {_SUMS} from intermediate.int_row_accounts as accounts"
            " group by all order by source_id, file_name"
        ),
        "set_aside": reader.rows(
            "with due as (select source_id, max(unit_es) as unit_es, max(unit_en) as unit_en,"
            " coalesce(sum(amount_used), 0) + coalesce(sum(amount_set_aside), 0) as amount_due"
            " from intermediate.int_row_accounts group by source_id)"
            " select source_id, row_reason, label_es, label_en, unit_es, unit_en,"
            " sum(source_rows) as source_rows, sum(amount) as amount,"
            " sum(amount) / nullif(amount_due, 0) as share"
            " from intermediate.int_row_reasons inner join due using (source_id)"
            # decisions are listed one by one
            " where row_status = 'set_aside' and source_id != 'experts'"
            " group by source_id, row_reason, label_es, label_en, unit_es, unit_en, amount_due"
            " order by share desc nulls last, source_rows desc, source_id, label_es"
        ),
        "restated": reader.rows(
            "select source_id, unit_es, unit_en, sum(source_rows) as source_rows,"
            " sum(reasons.amount) as amount from intermediate.int_row_reasons as reasons"
            " inner join intermediate.int_row_accounts using (source_id, file_name)"
            " where is_restating group by all order by source_id"
        ),
        "unresolved_places": reader.row(
            "select count(*) as places, count(fix_row) as fixes from marts.fct_place_unresolved"
        ),
    }


def source_table(rows: Sequence[Row], labels: Labels) -> Table:
    """Table of the accounts per source: a line of rows and a line of cases."""
    return _table([(_label(row, labels), row) for row in rows], labels, labels("source"))


def file_table(rows: Sequence[Row], labels: Labels) -> Table:
    """Table of the accounts per file."""
    return _table([(escape(row["file_name"]), row) for row in rows], labels, labels("file"))


def set_aside_lines(facts: dict[str, Any], labels: Labels) -> list[str]:
    """What was set aside by source and reason, with its rows and cases; then where to mend it."""
    lines = [
        labels(
            "set_aside_line",
            source=row["source_id"],
            rows=labels.number(row["source_rows"]),
            cases=_cases(row, labels),
            reason=_label(row, labels),
        )
        for row in facts["set_aside"]
    ]
    lines += [
        labels(
            "restated_line",
            source=row["source_id"],
            rows=labels.number(row["source_rows"]),
            amount=labels.number(row["amount"]),
            unit=row[f"unit_{labels.language}"] or "",
        )
        for row in facts["restated"]
    ]
    places = facts["unresolved_places"]
    if places and places["places"]:
        lines.append(labels("places_unresolved", **places))
    return lines


def _table(named: Sequence[tuple[str, Row]], labels: Labels, head: str) -> Table:
    table = Table(title=labels("accounting"), title_justify="left")
    table.add_column(head, overflow="fold", min_width=_NAME_WIDTH)
    table.add_column("")
    for part in PARTS:
        table.add_column(labels(f"rows_{part}"), justify="right", max_width=_NUMBER_WIDTH)
    table.add_column("", min_width=_VERDICT_WIDTH)
    for name, row in named:
        if not row.get("is_delivered", True):
            table.add_row(name, "", *["–"] * len(PARTS), labels("not_delivered"))
            continue
        # two lines in one: the rows, and what they count
        columns = [[labels("rows_plain")], *([row[f"rows_{part}"]] for part in PARTS)]
        if row["amount_read"] is not None:
            amounts = [row[f"amount_{part}"] or 0 for part in PARTS]
            second = [row[f"unit_{labels.language}"], *amounts]
            columns = [[*one, other] for one, other in zip(columns, second, strict=True)]
        cells = ("\n".join(_cell(value, labels) for value in column) for column in columns)
        table.add_row(name, *cells, _verdict(row, labels))
    return table


def _cell(value: float | str, labels: Labels) -> str:
    return value if isinstance(value, str) else labels.number(value)


def _verdict(row: Row, labels: Labels) -> str:
    for kind in ("rows", "amount"):
        read, *parts = (row[f"{kind}_{part}"] or 0 for part in PARTS)
        if abs(read - sum(parts)) > _TOLERANCE:
            return f"[bold red]{labels('does_not_add_up')}[/]"
    return labels("adds_up")


def _cases(row: Row, labels: Labels) -> str:
    if row["amount"] is None:
        return labels("set_aside_no_cases")
    return labels(
        "set_aside_cases",
        amount=labels.number(row["amount"]),
        unit=row[f"unit_{labels.language}"],
        share=_percentage(row["share"] or 0, labels),
    )


def _percentage(share: float, labels: Labels) -> str:
    # a small loss must not read as none
    is_small = 0 < share < _SMALLEST_SHARE
    return f"<{labels.number(0.1, 1)}" if is_small else labels.number(100 * share, 1)


def _label(row: Row, labels: Labels) -> str:
    return str(row[f"label_{labels.language}"])
