"""What the results of an assessment rest on, in the same words for summary, workbook and page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amparo.texts import Labels
    from amparo.warehouse.reader import Reader

LARGEST: Final = 5
"""Municipalities without PiN that are named, for each reason."""


def basis(reader: Reader, assessment: str, labels: Labels) -> list[str]:
    """What has to be known of an assessment before one of its numbers is used.

    Args:
        reader: The warehouse, or a published file.
        assessment: Id of the assessment.
        labels: Texts and number format.

    Returns:
        Sentences: variables nobody has data of, severities that could be others, the largest
        municipalities without PiN by the reason why, what comes of expert decisions. None where
        nothing is wanting, and no expert moved a severity.
    """
    return [
        *_variables_without_data(reader, assessment, labels),
        *_open_severities(reader, assessment, labels),
        *_without_pin(reader, assessment, labels),
        *_of_experts(reader, assessment, labels),
    ]


def _variables_without_data(reader: Reader, assessment: str, labels: Labels) -> Iterator[str]:
    rows = reader.rows(
        "select label_es, label_en, count(severity) = 0 as is_missing"
        " from marts.fct_variable_severity inner join marts.dim_variable using (variable_id)"
        " where assessment_id = ? group by variable_id, label_es, label_en, sort_order"
        " order by sort_order",
        [assessment],
    )
    missing = [labels.either(row["label_es"], row["label_en"]) for row in rows if row["is_missing"]]
    if missing:
        listed = "; ".join(missing)
        yield labels("basis_variables", count=len(missing), total=len(rows), variables=listed)


def _open_severities(reader: Reader, assessment: str, labels: Labels) -> Iterator[str]:
    row = reader.row(
        "select count(*) as municipalities from marts.fct_municipality_severity"
        " where assessment_id = ? and severity_calculated is not null"
        " and severity_lower != severity_upper",
        [assessment],
    )
    if row and row["municipalities"]:
        yield labels("basis_open_severity", count=labels.number(row["municipalities"]))


def _without_pin(reader: Reader, assessment: str, labels: Labels) -> Iterator[str]:
    rows = reader.rows(
        "select missing_reason, count(*) as municipalities,"
        " sum(total_population) as total_population,"
        " list({'name': municipality_name, 'population': total_population}"
        " order by total_population desc nulls last, municipality_name)[1:?] as largest"
        " from marts.fct_pin inner join marts.dim_municipality using (municipality_code)"
        " where assessment_id = ? and pin is null"
        " group by missing_reason order by total_population desc nulls last, missing_reason",
        [LARGEST, assessment],
    )
    for row in rows:
        yield labels(
            "basis_without_pin",
            reason=labels(f"reason_{row['missing_reason']}"),
            count=labels.number(row["municipalities"]),
            population=labels.number(row["total_population"]),
            largest=", ".join(
                f"{place['name']} ({labels.number(place['population'])})"
                for place in row["largest"]
            ),
        )


def _of_experts(reader: Reader, assessment: str, labels: Labels) -> Iterator[str]:
    # a publication of an earlier version may lack the column
    if not reader.row(
        "select 1 from information_schema.columns where table_schema = 'marts'"
        " and table_name = 'agg_severity_flow' and column_name = 'pin'"
    ):
        return
    row = reader.row(
        "with ways as (select *,"
        " severity_final is distinct from severity_before_experts as is_moved"
        " from marts.agg_severity_flow where assessment_id = ?)"
        " select sum(municipalities) as total, sum(pin) as pin,"
        " sum(municipalities) filter (where is_moved) as municipalities_moved,"
        " sum(pin) filter (where is_moved) as pin_moved from ways",
        [assessment],
    )
    if row and row["municipalities_moved"]:
        share = 100 * row["municipalities_moved"] / row["total"]
        of_pin = 100 * (row["pin_moved"] or 0) / row["pin"] if row["pin"] else None
        yield labels(
            "basis_experts",
            count=labels.number(row["municipalities_moved"]),
            share=labels.number(share, 1),
            pin=labels.number(row["pin_moved"]),
            of_pin=labels.number(of_pin, 1),
        )
