"""JIAF worksheets 3.1 and 3.2: Child Protection's columns filled, those of others empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import xlsxwriter

from amparo.outputs.exchange.formats import file_name, load_formats, query
from amparo.outputs.workbook.cells import OPTIONS, Styles, write
from amparo.outputs.workbook.definitions import load_definitions

if TYPE_CHECKING:
    from pathlib import Path

    from amparo.outputs.edition import EditionLabels
    from amparo.outputs.exchange.formats import JiafSheet
    from amparo.outputs.published import Published

_KINDS = {"total_population": "people", "pin": "people", "severity_final": "severity"}


def write_jiaf(
    published: Published, folder: Path, labels: EditionLabels, assessment: dict[str, Any]
) -> None:
    """Write the workbook of an assessment into a folder.

    Args:
        published: The published file.
        folder: Folder to write to.
        labels: Spanish texts: the worksheets are Spanish.
        assessment: Row of ``dim_assessment``.
    """
    formats = load_formats()
    rows = published.table(query("jiaf"), assessment=assessment["assessment_id"]).records()
    for row in rows:
        reason = row["missing_reason"]
        row["comment"] = labels(f"reason_{reason}") if reason else None
    file = folder / file_name(formats.jiaf.file, assessment)
    with xlsxwriter.Workbook(str(file), OPTIONS) as workbook:
        workbook.set_properties({"created": published.publication()["published_at"]})
        styles = Styles(workbook, load_definitions(), labels)
        for sheet in formats.jiaf.sheets:
            _write_sheet(workbook.add_worksheet(sheet.name), sheet, rows, styles, assessment)


def _write_sheet(
    worksheet: Any,
    sheet: JiafSheet,
    rows: list[dict[str, Any]],
    styles: Styles,
    assessment: dict[str, Any],
) -> None:
    header = sheet.header_row - 1
    if header:
        # the row over the headings is the form's own
        title = f"{sheet.name}. {assessment['label_es']}"
        if assessment["is_synthetic"]:
            title += f". {styles.labels('synthetic_banner')}"
        worksheet.write_string(0, 0, title, styles.title)
    for index, column in enumerate(sheet.columns):
        name = column.name.format(year=assessment["pin_population_year"])
        worksheet.write_string(header, index, name, styles.heading)
        if column.above:
            worksheet.write_string(header - 1, index, column.above, styles.heading)
        if column.value is None:
            continue
        kind = _KINDS.get(column.value, "text")
        for number, row in enumerate(rows, start=header + 1):
            write(worksheet, (number, index), row[column.value], kind, styles)
    worksheet.set_column(0, len(sheet.columns) - 1, 16)
    worksheet.freeze_panes(header + 1, 5 if header else 4)
    worksheet.autofilter(header, 0, header + len(rows), len(sheet.columns) - 1)
