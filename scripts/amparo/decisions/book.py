"""Writing the workbook of a workshop: protected facts, cells to fill, live checks."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from amparo.decisions.columns import FILLED, NUMBERS, SHOWN, WIDTHS
from amparo.outputs.safety import is_formula_like
from amparo.outputs.workbook.cells import OPTIONS
from amparo.outputs.workbook.definitions import load_definitions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from amparo.decisions.columns import Column
    from amparo.decisions.material import Material
    from amparo.texts import Labels
    from amparo.warehouse.reader import Row

_HOW_TO: Final = 8
_PROTECTED: Final = {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True}
_FIRST_DAY: Final = dt.date(2000, 1, 1)
"""Before it a date is a number that was formatted as one."""
_WARNING: Final = {"bg_color": "#FBD5D0", "font_color": "#7F0000"}
_GOOD: Final = {"bg_color": "#DDF0DD", "font_color": "#12521F"}


class _Formats:
    """Cell formats, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[str, bool, bool], Any] = {}
        self.heading = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "border": 1}
            | {"bg_color": "#1F3A5F", "font_color": "#FFFFFF", "border_color": "#FFFFFF"}
        )
        self.to_fill = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "border": 1}
            | {"bg_color": "#FFE699", "border_color": "#FFFFFF"}
        )

    def cell(self, column: Column, *, is_quoted: bool = False) -> Any:
        key = (column.kind, column.is_filled, is_quoted)
        if key not in self._made:
            look: dict[str, Any] = {"valign": "top", "locked": not column.is_filled}
            look["text_wrap"] = column.kind in {"wide", "text"}
            if column.kind in NUMBERS:
                look["num_format"] = NUMBERS[column.kind]
            if column.is_filled:
                look |= {"bg_color": "#FFFBEA", "border": 1, "border_color": "#E3D9B0"}
            if is_quoted:
                look["quote_prefix"] = True
            self._made[key] = self._book.add_format(look)
        return self._made[key]


def write_book(file: Path, material: Material, labels: Labels) -> None:
    """Write the workbook: decisions, scales, how to fill it.

    Args:
        file: File to write.
        material: What stands in it.
        labels: Texts of its language.
    """
    with xlsxwriter.Workbook(str(file), OPTIONS) as book:
        formats = _Formats(book)
        sheet = book.add_worksheet(labels("workshop_sheet"))
        _write_decisions(book, sheet, material, labels, formats)
        _write_scales(
            book.add_worksheet(labels("workshop_sheet_scales")), material, labels, formats
        )
        _write_how_to(book, book.add_worksheet(labels("workshop_sheet_how")), material, labels)
        for one in book.worksheets():
            one.set_header(f"&C{labels('restricted_mark')}")
            one.set_footer(f"&C{labels('classification_restricted')}&R&P/&N")
            one.set_tab_color("#7F0000")
            one.set_landscape()
            one.fit_to_pages(1, 0)
        sheet.activate()


def _write_decisions(
    book: Any, sheet: Any, material: Material, labels: Labels, formats: _Formats
) -> None:
    columns = _columns(material, labels)
    at = {column.name: index for index, (column, _, _) in enumerate(columns)}
    for index, (column, _, heading) in enumerate(columns):
        sheet.set_column(index, index, WIDTHS[column.kind])
        style = formats.to_fill if column in FILLED else formats.heading
        sheet.write_string(0, index, heading, style)
    last = len(material.municipalities)
    for number, row in enumerate(material.municipalities, start=1):
        formulas = {
            "before": (_before(at, number, material), row["cluster"]),
            "check": (_check(at, number, material, labels), ""),
        }
        for index, (column, indicator, _) in enumerate(columns):
            style = formats.cell(column)
            if column.name in formulas:
                formula, known = formulas[column.name]
                sheet.write_formula(number, index, formula, style, known)
            else:
                value = _value(row, column, indicator, material)
                _write(sheet, (number, index), value, column, formats)
    _limit(sheet, at, last, material, labels)
    _colour(book, sheet, columns, last, labels)
    sheet.set_row(0, 60)
    sheet.autofilter(0, 0, last, len(columns) - 1)
    sheet.freeze_panes(1, at["municipality"] + 1)
    sheet.repeat_rows(0)
    sheet.protect("", _PROTECTED)


def _columns(material: Material, labels: Labels) -> list[tuple[Column, int | None, str]]:
    """Columns with the indicator they are of, and their headings."""
    found: list[tuple[Column, int | None, str]] = []
    for column in (*SHOWN, *FILLED):
        if column.name == "indicators":
            found += [
                (column, number, labels("workshop_indicator", number=number, label=label))
                for number, label in material.indicators.items()
            ]
        elif column.name != "last_severity":
            found.append((column, None, labels(f"workshop_{column.name}")))
        elif material.compared:
            found.append((column, None, labels("workshop_last", label=material.compared)))
    return found


def _write(sheet: Any, at: tuple[int, int], value: Any, column: Column, formats: _Formats) -> None:
    if value is None:
        sheet.write_blank(*at, None, formats.cell(column))
    elif isinstance(value, str):
        style = formats.cell(column, is_quoted=is_formula_like(value))
        sheet.write_string(*at, value, style)
    else:
        sheet.write_number(*at, value, formats.cell(column))


def _value(row: Row, column: Column, indicator: int | None, material: Material) -> Any:
    if column.name == "assessment":
        return str(material.assessment["assessment_id"])
    if column.name == "stage":
        return material.stages[-1]
    if indicator is not None:
        return row["indicators"].get(indicator)
    return None if column.is_filled else row.get(column.name)


def _cells(at: Mapping[str, int], number: int) -> dict[str, str]:
    return {name: f"${xl_col_to_name(index)}{number + 1}" for name, index in at.items()}


def _before(at: Mapping[str, int], number: int, material: Material) -> str:
    """The severity of the stage: the one before the ceiling that the data give it."""
    cells = _cells(at, number)
    # the stages are named as the columns of their severities
    own = material.stages[0]
    known = [f'IF({cell}="","",{cell})' for cell in (cells[own], cells["cluster"])]
    return f'=IF({cells["stage"]}="{own}",{known[0]},{known[1]})'


def _check(at: Mapping[str, int], number: int, material: Material, labels: Labels) -> str:
    """What a row lacks or says against itself; nothing while nobody has filled it."""
    cells = _cells(at, number)
    filled = [
        cells[column.name] for column in FILLED if column.is_filled and column.name != "stage"
    ]
    sign = {1: "<=", -1: ">=", 0: "<>"}
    against = ",".join(
        f'AND({cells["decision"]}="{word}",{cells["after"]}{sign[direction]}{cells["before"]})'
        for word, direction in material.kinds.items()
    )
    uncounted = ",".join(
        f'{cells["state"]}="{word}"' for word, counts in material.states.items() if not counts
    )
    questions = (
        (f"COUNTA({','.join(filled)})=0", '""'),
        (f'{cells["decision"]}=""', "no_decision"),
        (f'{cells["after"]}=""', "no_after"),
        (f'{cells["before"]}=""', "no_before"),
        (f"OR({against})", "against"),
        (f'{cells["rationale"]}=""', "no_rationale"),
        (f"OR({uncounted})", "uncounted"),
        (f'{cells["approved_by"]}=""', "no_approver"),
        (f'{cells["approved_on"]}=""', "no_date"),
        (f"{cells['approved_on']}>TODAY()", "future"),
    )
    text = f'"{labels("workshop_check_good")}"'
    for question, answer in reversed(questions):
        said = answer if answer == '""' else f'"{labels(f"workshop_check_{answer}")}"'
        text = f"IF({question},{said},{text})"
    return f"={text}"


def _limit(
    sheet: Any, at: Mapping[str, int], last: int, material: Material, labels: Labels
) -> None:
    """Drop-downs, and what a cell takes."""
    choices: dict[str, list[Any]] = {
        "stage": material.stages,
        "decision": list(material.kinds),
        "after": material.levels,
        "state": list(material.states),
    }
    wrong = {"error_title": labels("workshop_sheet"), "error_message": labels("workshop_wrong")}
    for name, listed in choices.items():
        listing = {"validate": "list", "source": listed} | wrong
        sheet.data_validation(1, at[name], last, at[name], listing)
    for name in ("approved_on", "expires_on"):
        dated = {"validate": "date", "criteria": ">", "minimum": _FIRST_DAY} | wrong
        sheet.data_validation(1, at[name], last, at[name], dated)


def _colour(
    book: Any,
    sheet: Any,
    columns: list[tuple[Column, int | None, str]],
    last: int,
    labels: Labels,
) -> None:
    for index, (column, _, _) in enumerate(columns):
        top = f"{xl_col_to_name(index)}2"
        if column.kind == "severity":
            for severity, (fill, ink) in load_definitions().severity_colours.items():
                style = book.add_format({"bg_color": fill, "font_color": ink})
                rule = {"type": "formula", "criteria": f'={top}&""="{severity}"', "format": style}
                sheet.conditional_format(1, index, last, index, rule)
        if column.name == "check":
            good = labels("workshop_check_good")
            for criteria, look in (
                (f'={top}="{good}"', _GOOD),
                (f'={top}<>""', _WARNING),
            ):
                rule = {"type": "formula", "criteria": criteria, "format": book.add_format(look)}
                sheet.conditional_format(1, index, last, index, rule)


def _write_scales(sheet: Any, material: Material, labels: Labels, formats: _Formats) -> None:
    names = ("indicator_id", "variable", "measure_unit", "step_severity", "printed")
    for index, name in enumerate(names):
        sheet.write_string(0, index, labels(f"column_{name}"), formats.heading)
    for number, row in enumerate(material.scales, start=1):
        for index, name in enumerate(names):
            sheet.write(number, index, row[name])
    for index, width in enumerate((11, 48, 28, 11, 24)):
        sheet.set_column(index, index, width)
    sheet.freeze_panes(1, 0)
    sheet.protect("", _PROTECTED)


def _write_how_to(book: Any, sheet: Any, material: Material, labels: Labels) -> None:
    title = book.add_format({"bold": True, "font_size": 14})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    label = labels.either(material.assessment["label_es"], material.assessment["label_en"])
    sheet.set_column(0, 0, 110)
    sheet.write_string(0, 0, labels("workshop_title", assessment=label), title)
    for number in range(1, _HOW_TO + 1):
        sheet.write_string(number + 1, 0, labels(f"workshop_how_{number}"), text)
    sheet.protect()
