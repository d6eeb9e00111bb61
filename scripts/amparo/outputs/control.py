"""The published figure beside ours, and why they differ: in the same words on every output."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amparo.texts import Labels
    from amparo.warehouse.reader import Reader

LEVELS = """
    select severity, published_by, municipalities_after_ceiling as municipalities, pin,
        published_municipalities_after_ceiling as published_municipalities, published_pin
    from marts.agg_pin_by_severity
    where assessment_id = ? and published_pin is not null
    order by severity
"""


def control(reader: Reader, assessment: str, labels: Labels) -> list[str]:
    """What was published for an assessment, what is computed, and what the difference is made of.

    Args:
        reader: The warehouse, or a published file.
        assessment: Id of the assessment.
        labels: Texts and number format.

    Returns:
        Two sentences; none where nothing was published.
    """
    levels = reader.rows(LEVELS, [assessment])
    total = reader.row(
        "select nation.*, about.is_synthetic from marts.agg_pin_national as nation"
        " inner join marts.dim_assessment as about using (assessment_id) where assessment_id = ?",
        [assessment],
    )
    if not levels or not total or total["pin"] is None:
        return []
    published, difference = total["published_pin"], total["pin_difference"]
    figure = labels(
        "control_figure",
        by=levels[0]["published_by"],
        published=labels.number(published),
        pin=labels.number(total["pin_rounded"]),
        difference=_signed(labels, difference),
        share=_signed(labels, 100 * difference / published, 1) if published else "–",
    )
    if round(difference) == 0:
        return [figure, labels("control_none")]
    rest = [*_notes(reader, assessment, labels), *_rest(total, labels)]
    why = labels("control_why", parts=_levels(levels, labels), rest=" ".join(rest))
    return [figure, why]


def _notes(reader: Reader, assessment: str, labels: Labels) -> Iterator[str]:
    """What is known of the document: label ``control_note_<assessment>``, inherited by variants."""
    known = reader.rows("select assessment_id, parent_assessment_id from marts.dim_assessment")
    parents = {row["assessment_id"]: row["parent_assessment_id"] for row in known}
    current: str | None = assessment
    while current and not labels.has(f"control_note_{current}"):
        current = parents.get(current)
    if current:
        yield labels(f"control_note_{current}")
    if parents.get(assessment):
        yield labels("control_variant", parent=parents[assessment])


def _levels(levels: Sequence[dict[str, Any]], labels: Labels) -> str:
    """The severities that make most of the difference, the largest first."""
    by_size = sorted(levels, key=lambda row: -abs((row["pin"] or 0) - row["published_pin"]))
    return "; ".join(
        labels(
            "control_level",
            severity=row["severity"],
            difference=_signed(labels, (row["pin"] or 0) - row["published_pin"]),
            municipalities=labels.number(row["municipalities"]),
            published=labels.number(row["published_municipalities"]),
        )
        for row in by_size[:2]
    )


def _rest(total: dict[str, Any], labels: Labels) -> Iterator[str]:
    """What is known of these data that could be another in the published ones."""
    if total["is_synthetic"]:
        yield labels("control_synthetic")
        return
    missing = (total["variables_total"] or 0) - (total["variables_with_data"] or 0)
    if missing:
        count, whole = labels.number(missing), labels.number(total["variables_total"])
        yield labels("control_variables", count=count, total=whole)
    without = total["municipalities"] - total["municipalities_with_pin"]
    if without:
        yield labels("control_without_pin", count=labels.number(without))
    yield labels("control_never_tuned")


def _signed(labels: Labels, value: float, decimals: int = 0) -> str:
    rounded = round(value, decimals)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return sign + labels.number(abs(rounded), decimals)
