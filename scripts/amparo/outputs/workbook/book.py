"""The workbook's file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import xlsxwriter
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from amparo.errors import UserError
from amparo.outputs.workbook.cells import MOST_ROWS, OPTIONS, Styles, first_row, write
from amparo.outputs.workbook.contents import Content, gather
from amparo.outputs.workbook.cover import write_cover
from amparo.outputs.workbook.definitions import load_definitions
from amparo.outputs.workbook.dictionary import write_dictionary

if TYPE_CHECKING:
    from pathlib import Path

    from amparo.outputs.edition import EditionLabels
    from amparo.outputs.published import Published
    from amparo.outputs.workbook.definitions import Definitions


@dataclass(frozen=True, slots=True)
class _Pen:
    """What writing a sheet takes."""

    workbook: Any
    styles: Styles
    definitions: Definitions
    labels: EditionLabels
    has_tags: bool


def write_workbook(
    published: Published,
    file: Path,
    labels: EditionLabels,
    *,
    assessment: dict[str, Any],
    has_tags: bool = False,
) -> None:
    """Write the workbook of an assessment.

    The same published file, language and options give the same bytes.

    Args:
        published: The published file.
        file: File to write.
        labels: Texts of the workbook's language.
        assessment: Row of ``dim_assessment``.
        has_tags: Whether the second row of every data sheet holds HXL tags.

    Raises:
        UserError: a total of a sheet is not what the marts say, or a sheet has too many rows.
    """
    definitions = load_definitions()
    contents = [
        gather(published, sheet, definitions, labels, str(assessment["assessment_id"]))
        for sheet in definitions.sheets
        if published.has(*sheet.needs)
    ]
    with xlsxwriter.Workbook(str(file), OPTIONS) as workbook:
        workbook.set_properties(
            {
                "title": labels("book_title"),
                "subject": labels.either(assessment["label_es"], assessment["label_en"]),
                # a date of its own would make equal workbooks differ
                "created": published.publication()["published_at"],
            }
        )
        pen = _Pen(workbook, Styles(workbook, definitions, labels), definitions, labels, has_tags)
        cover = workbook.add_worksheet(labels("sheet_cover"))
        for content in contents:
            _write_sheet(pen, content)
        write_dictionary(workbook, pen.styles, contents)
        for worksheet in workbook.worksheets():
            worksheet.set_footer(f"&C{labels.classification}&R&P/&N")
            if labels.edition == "restricted":
                worksheet.set_header(f"&C{labels('restricted_mark')}")
                worksheet.set_tab_color("#7F0000")
        write_cover(cover, pen.styles, published, contents, assessment, has_tags=has_tags)
        cover.activate()


def _write_sheet(pen: _Pen, content: Content) -> None:
    worksheet = pen.workbook.add_worksheet(pen.labels(f"sheet_{content.sheet.id}"))
    first = first_row(has_tags=pen.has_tags)
    if len(content.rows) > MOST_ROWS:
        raise UserError(
            f"Hoja {content.sheet.id}: {len(content.rows)} filas no caben en Excel.",
            f"Sheet {content.sheet.id}: {len(content.rows)} rows do not fit into Excel.",
        )
    for index, column in enumerate(content.columns):
        declared = pen.definitions.column(column.name)
        worksheet.set_column(index, index, pen.styles.kind(declared.format).width)
        worksheet.write_string(0, index, column.heading, pen.styles.heading)
        if pen.has_tags:
            worksheet.write_string(1, index, declared.hxl, pen.styles.tag)
    worksheet.set_row(0, 45)
    formats = [pen.definitions.column(column.name).format for column in content.columns]
    for number, row in enumerate(content.rows, start=first):
        for index, value in enumerate(row):
            write(worksheet, (number, index), value, formats[index], pen.styles)
    last = first + len(content.rows) - 1
    if content.rows:
        worksheet.autofilter(first - 1, 0, last, len(content.columns) - 1)
        _write_totals(pen, worksheet, content, formats)
        _colour_severities(pen, worksheet, formats, first, last)
        # one row between, so that neither filter nor totals take it for data
        for number, text in enumerate(content.legend, start=last + 3):
            worksheet.write_string(number, 0, text, pen.styles.note)
    else:
        worksheet.write_string(first, 0, pen.labels("book_no_rows"), pen.styles.note)
    worksheet.freeze_panes(first, content.sheet.fixed)
    worksheet.set_landscape()
    worksheet.repeat_rows(0)
    worksheet.fit_to_pages(1, 0)


def _write_totals(pen: _Pen, worksheet: Any, content: Content, formats: list[str]) -> None:
    """Totals of what the filter shows, below the filtered rows, with their values stored."""
    if all(column.total is None for column in content.columns):
        return
    first = first_row(has_tags=pen.has_tags)
    last = first + len(content.rows) - 1
    bold = pen.styles.cell("text", is_total=True)
    worksheet.write_string(last + 1, 0, pen.labels("book_visible_total"), bold)
    for index, column in enumerate(content.columns):
        if column.total is not None:
            worksheet.write_formula(
                last + 1,
                index,
                f"=SUBTOTAL(109,{xl_range(first, index, last, index)})",
                pen.styles.cell(formats[index], is_total=True),
                column.total,
            )


def _colour_severities(
    pen: _Pen, worksheet: Any, formats: list[str], first: int, last: int
) -> None:
    for index, name in enumerate(formats):
        if not pen.styles.kind(name).is_severity:
            continue
        top = xl_rowcol_to_cell(first, index)
        for severity, style in pen.styles.severities.items():
            # an equality with a number is true of no empty cell
            rule = {"type": "formula", "criteria": f"={top}={severity}", "format": style}
            worksheet.conditional_format(first, index, last, index, rule)
