"""The rows set aside as a file a person works through; it is for its owner alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from amparo.errors import ExitCode, UserError
from amparo.files.private import private_files
from amparo.outputs.exchange.text_files import write_csv

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from amparo.texts import Labels
    from amparo.warehouse.reader import Reader

_MOST_ROWS: Final = 1_048_575
"""Rows Excel takes below a header."""
_COLUMNS: Final = {
    "source": "source_id",
    "reason": "label_{language}",
    "what_to_do": "what_to_do_{language}",
    "file": "file_name",
    "sheet": "sheet",
    "row": "row_number",
    "fragment": "fragment",
    "place": "place_text",
    "code": "code_text",
    "department": "department_text",
    "municipality": "municipality_text",
    "candidates": "candidates",
    "year": "data_year",
    "amount": "amount",
}
"""Columns of ``fct_row_set_aside`` by the label of their heading."""


def export(reader: Reader, file: Path, labels: Labels) -> int:
    """Write all rows set aside, by source and reason, as .xlsx or .csv.

    Args:
        reader: The warehouse, built.
        file: A new file.
        labels: Headings, and the language of reasons.

    Returns:
        How many rows.

    Raises:
        UserError: the file is there already, has no folder or another ending, there are more rows
            than Excel takes, or the warehouse has no results yet.
        OSError: the file cannot be written.
    """
    kind = file.suffix.lower()
    if kind not in {".csv", ".xlsx"}:
        raise _misused(labels("aside_ending", path=file))
    if file.exists():
        raise _misused(labels("aside_exists", path=file))
    if not file.absolute().parent.is_dir():
        raise _misused(labels("aliases_no_folder", path=file))
    if not reader.has_table("marts", "fct_row_set_aside"):
        text = labels("not_built")
        raise UserError(text, text)
    columns = ", ".join(name.format(language=labels.language) for name in _COLUMNS.values())
    rows = reader.tuples(
        f"select {columns} from marts.fct_row_set_aside"  # noqa: S608 - our own columns
        " order by source_id, row_reason, file_name, sheet, row_number, fragment"
    )
    if kind == ".xlsx" and len(rows) > _MOST_ROWS:
        raise _misused(labels("aside_too_many", rows=labels.number(len(rows)), path=file))
    write = write_csv if kind == ".csv" else _write_workbook
    with private_files():
        write(file, [labels(f"aside_{name}") for name in _COLUMNS], rows)
    return len(rows)


def _write_workbook(file: Path, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    # xlsxwriter is needed for this form only
    import xlsxwriter  # noqa: PLC0415 - needed for this form only

    from amparo.outputs.workbook.cells import LONGEST, OPTIONS  # noqa: PLC0415 - needed for this form only

    with xlsxwriter.Workbook(str(file), {**OPTIONS, "constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, heads, book.add_format({"bold": True}))
        last = 0
        for last, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    # a code keeps its zero, and nothing is taken for a formula
                    sheet.write_string(last, column, value[:LONGEST])
                elif value is not None:
                    sheet.write_number(last, column, value)
        sheet.autofilter(0, 0, last, len(heads) - 1)


def _misused(text: str) -> UserError:
    return UserError(text, text, code=ExitCode.MISUSED)
