"""What a build came to, read from the marts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

from amparo.cli import accounting
from amparo.outputs.basis import basis

if TYPE_CHECKING:
    from rich.console import Console

    from amparo.texts import Labels
    from amparo.warehouse.reader import Reader, Row

Facts = dict[str, Any]
_BEFORE = "municipalities_before_ceiling"
_AFTER = "municipalities_after_ceiling"


def gather(reader: Reader, labels: Labels) -> Facts:
    """Read the figures of a summary.

    Args:
        reader: The warehouse, built.
        labels: Texts of ``basis``.

    Returns:
        ``assessments`` (rows of ``dim_assessment``, the main one first), ``national`` and
        ``severities`` by assessment, ``missing`` variables by assessment, the accounts of
        ``accounting.gather``, expert decisions that are ``rejected`` and have not been taken anew,
        municipalities with an ``open`` severity by assessment, ``refused`` files, ``basis`` (see
        there) by assessment, ``unshown_figures``: assessments of published figures that are none
        any more.
    """
    assessments = reader.rows(
        "select * from marts.dim_assessment order by is_main desc, assessment_id"
    )
    return {
        "assessments": assessments,
        "national": {
            row["assessment_id"]: row for row in reader.rows("select * from marts.agg_pin_national")
        },
        "severities": _grouped(
            reader.rows("select * from marts.agg_pin_by_severity order by assessment_id, severity")
        ),
        "missing": _grouped(
            reader.rows(
                "select assessment_id, variable_id from marts.fct_variable_severity"
                " inner join marts.dim_variable using (variable_id)"
                " group by assessment_id, variable_id, sort_order"
                " having count(severity) = 0 order by assessment_id, sort_order"
            )
        ),
        **accounting.gather(reader),
        "rejected": reader.rows(
            "select assessment_id, file_name, row_number, place_text, rejection_reason,"
            " severity_before, cluster_severity_calculated, label_es, label_en,"
            " what_to_do_es, what_to_do_en"
            " from marts.fct_expert_decision"
            " inner join seeds.row_reasons on reason = rejection_reason"
            " where is_open and assessment_id = stated_for_assessment_id and assessment_id not in"
            " (select assessment_id from marts.dim_assessment where is_retired)"
            " order by assessment_id, file_name, row_number"
        ),
        "open": {
            row["assessment_id"]: row["municipalities"]
            for row in reader.rows(
                "select assessment_id, count(*) as municipalities"
                " from marts.fct_municipality_severity"
                " where severity_calculated is not null and severity_lower != severity_upper"
                " group by assessment_id"
            )
        },
        "basis": {
            row["assessment_id"]: basis(reader, row["assessment_id"], labels) for row in assessments
        },
        "unshown_figures": unshown_figures(reader),
        "refused": reader.rows("select * from marts.fct_refused_file order by all"),
    }


def unshown_figures(reader: Reader) -> list[Row]:
    """Assessments of published figures that are none any more, or never were."""
    return reader.rows(
        "select distinct assessment_id from seeds.published_figures"
        " anti join marts.dim_assessment using (assessment_id) order by assessment_id"
    )


def render(console: Console, facts: Facts, labels: Labels) -> None:
    """Print a summary.

    Args:
        console: Where to.
        facts: What ``gather`` returned.
        labels: Texts and number format.
    """
    if any(row["is_synthetic"] for row in facts["assessments"]):
        console.print(f"\n[bold yellow]{labels('synthetic_banner')}[/]")
    retired = [row["assessment_id"] for row in facts["assessments"] if row["is_retired"]]
    for assessment in facts["assessments"]:
        if assessment["is_retired"]:
            continue
        console.print(_assessment_table(assessment, facts, labels))
        _coverage(console, assessment, facts, labels)
    if retired:
        console.print(labels("assessments_retired", names=", ".join(retired)))
    console.print(accounting.source_table(facts["accounting"], labels))
    _attention(console, facts, labels)


def name_of(assessment: Row, labels: Labels) -> str:
    """Id of an assessment; the main one is said to be it."""
    assessment_id = str(assessment["assessment_id"])
    return labels("main_assessment", id=assessment_id) if assessment["is_main"] else assessment_id


def _assessment_table(assessment: Row, facts: Facts, labels: Labels) -> Table:
    assessment_id = assessment["assessment_id"]
    rows = facts["severities"].get(assessment_id, [])
    national = facts["national"][assessment_id]
    published = next((row["published_by"] for row in rows if row["published_by"]), None)
    title = f"{name_of(assessment, labels)}: {_label(assessment, labels)}"
    table = Table(
        title=title,
        title_justify="left",
        caption=labels("published_figure", source=published) if published else None,
        caption_justify="left",
    )
    table.add_column(labels("severity"))
    columns = [("before_ceiling", _BEFORE), ("after_ceiling", _AFTER), ("pin", "pin")]
    for label_id, _ in columns:
        table.add_column(labels(label_id), justify="right")
        if published:
            table.add_column(labels("published"), justify="right", style="dim")
    for row in rows:
        cells = [str(row["severity"])]
        for _, column in columns:
            cells.append(labels.number(row[column]))
            if published:
                cells.append(labels.number(row[f"published_{column}"]))
        table.add_row(*cells)
    without = national["municipalities"] - sum(row[_AFTER] for row in rows)
    if without:
        gap = national["municipalities"] - national["municipalities_with_severity"]
        blank = [""] if published else []
        table.add_row(
            labels("none"), labels.number(gap), *blank, labels.number(without), *blank, "–", *blank
        )
    table.add_section()
    totals = [labels("total")]
    for value, key in (
        (national["municipalities"], _BEFORE),
        (national["municipalities"], _AFTER),
        (national["pin"], "pin"),
    ):
        totals.append(labels.number(value))
        if published:
            figures = [row[f"published_{key}"] for row in rows]
            known = [figure for figure in figures if figure is not None]
            totals.append(labels.number(sum(known) if known else None))
    table.add_row(*totals)
    return table


def _coverage(console: Console, assessment: Row, facts: Facts, labels: Labels) -> None:
    national = facts["national"][assessment["assessment_id"]]
    common = {
        "with_severity": labels.number(national["municipalities_with_severity"]),
        "total": labels.number(national["municipalities"]),
        "with_pin": labels.number(national["municipalities_with_pin"]),
    }
    if national["variables_total"]:
        share = 100 * national["variables_with_data"] / national["variables_total"]
        console.print(labels("coverage_line", **common, variables=f"{labels.number(share, 1)} %"))
    else:
        console.print(labels("coverage_published", **common))
    for sentence in facts["basis"][assessment["assessment_id"]]:
        console.print(f"[yellow]{escape(sentence)}[/]", soft_wrap=True)
    if national["municipalities_with_partial_cluster"]:
        console.print(f"[yellow]{labels('cluster_partial')}[/]")
    if national["municipalities_above_ceiling"]:
        console.print(labels("breaches", count=national["municipalities_above_ceiling"]))
    console.print()


def attention_lines(facts: Facts, labels: Labels) -> list[str]:
    """What needs a person, one line each."""
    lines = _main_without_results(facts, labels)
    lines += [
        labels("figures_unshown", assessment=row["assessment_id"])
        for row in facts["unshown_figures"]
    ]
    lines += [str(row[f"message_{labels.language}"]) for row in facts["refused"]]
    lines += [
        labels("nothing_used", source=row["source_id"], rows=labels.number(row["rows_read"]))
        for row in facts["accounting"]
        if row["rows_read"] and not row["rows_used"]
    ]
    lines += accounting.set_aside_lines(facts, labels)
    return lines + [_rejected(row, labels) for row in facts["rejected"]]


def _attention(console: Console, facts: Facts, labels: Labels) -> None:
    lines = attention_lines(facts, labels)
    if lines:
        console.print(f"\n[bold]{labels('attention')}[/]")
        for line in lines:
            console.print(f"• {escape(line)}", soft_wrap=True)


def _main_without_results(facts: Facts, labels: Labels) -> list[str]:
    with_pin = [i for i, row in facts["national"].items() if row["municipalities_with_pin"]]
    return [
        labels("main_without_results", id=row["assessment_id"], others=", ".join(sorted(with_pin)))
        for row in facts["assessments"]
        if row["is_main"] and with_pin and row["assessment_id"] not in with_pin
    ]


def _rejected(row: Row, labels: Labels) -> str:
    reason = _label(row, labels)
    if row["rejection_reason"] == "previous_mismatch":
        cluster = row["cluster_severity_calculated"]
        said = "decision_previous" if cluster is not None else "decision_previous_none"
        reason += labels(said, cluster=cluster, before=row["severity_before"])
    return labels(
        "decision_rejected",
        assessment=row["assessment_id"],
        file=row["file_name"],
        row=row["row_number"],
        place=row["place_text"],
        reason=reason,
        todo=row[f"what_to_do_{labels.language}"],
    )


def _grouped(rows: list[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(row["assessment_id"], []).append(row)
    return grouped


def _label(row: Row, labels: Labels) -> str:
    return str(row[f"label_{labels.language}"])
