"""The last sheet: what each sheet and column is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amparo.outputs.workbook.cells import write_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amparo.outputs.workbook.cells import Styles
    from amparo.outputs.workbook.contents import Content

_HEADINGS = ("sheet", "book_column", "book_about", "book_technical_name", "book_tables")


def write_dictionary(workbook: Any, styles: Styles, contents: Sequence[Content]) -> None:
    """Write a row per column of each sheet; columns that differ by group only are one."""
    labels = styles.labels
    worksheet = workbook.add_worksheet(labels("sheet_dictionary"))
    for index, heading in enumerate(_HEADINGS):
        worksheet.write_string(0, index, labels(heading), styles.heading)
    row = 0
    for content in contents:
        for name, heading in _columns(content).items():
            row += 1
            cells = (
                (labels(f"sheet_{content.sheet.id}"), "text"),
                (heading, "text"),
                (labels(f"about_{name}"), "long"),
                (name, "text"),
                (", ".join(content.sheet.needs), "long"),
            )
            for index, (text, kind) in enumerate(cells):
                write_text(worksheet, (row, index), text, kind, styles)
    for index, width in enumerate((22, 32, 70, 30, 60)):
        worksheet.set_column(index, index, width)
    worksheet.autofilter(0, 0, row, len(_HEADINGS) - 1)
    worksheet.freeze_panes(1, 2)


def _columns(content: Content) -> dict[str, str]:
    found: dict[str, str] = {}
    for column in content.columns:
        found.setdefault(column.name, column.heading)
    return found
