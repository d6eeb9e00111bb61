"""The workbooks that people fill for an assessment: levels of IPOR, and the reading of alerts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from amparo.errors import ExitCode, UserError
from amparo.files.private import private_files
from amparo.outputs.safety import is_formula_like
from amparo.outputs.workbook.cells import OPTIONS
from amparo.seeds.reading import rows_of
from amparo.seeds.years import settings_of, years_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from amparo.texts import Labels
    from amparo.warehouse.reader import Reader

_IPOR: Final = "ipor"
_ALERTS: Final = "defensoria"
_HOW_TO: Final = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a template.

    Attributes:
        name: Its heading, by which landing knows it, in every language.
        width: In characters.
        is_filled: Whether people fill it; else it is for reading.
        choices: What a cell takes; () for anything.
        is_date: Whether it holds days.
    """

    name: str
    width: int
    is_filled: bool = False
    choices: tuple[str | int, ...] = ()
    is_date: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """A workbook to write.

    Attributes:
        kind: ``ipor`` or ``alerts``; texts that explain it are ``template_<kind>_<number>``.
        file_name: Its name, by which landing knows its source.
        columns: Its columns.
        rows: Its rows.
        to_fill: How many of them lack something.
    """

    kind: str
    file_name: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Any, ...]]
    to_fill: int


def templates(
    seeds: Path, reader: Reader | None, assessment: str, labels: Labels
) -> list[Template]:
    """The templates of an assessment, with what is known today.

    Args:
        seeds: Folder of the seeds.
        reader: The warehouse; None where there is none yet: no value is known, and no alert.
        assessment: Its id.
        labels: Texts for the error.

    Raises:
        UserError: it takes severities as published, and asks for neither.
    """
    if settings_of(seeds, assessment)["severity_basis"] != "computed":
        text = labels("template_published", id=assessment)
        raise UserError(text, text, code=ExitCode.MISUSED)
    of_source = {row["component_id"]: row["source_id"] for row in rows_of(seeds, "components")}
    years = {of_source[name]: int(year) for name, year in years_of(seeds, assessment).items()}
    found = []
    if _IPOR in years:
        found.append(_ipor(seeds, reader, assessment, years[_IPOR]))
    if _ALERTS in years and reader and reader.has_table("intermediate", "int_alerts__classified"):
        found.append(_alerts(seeds, reader, years[_ALERTS]))
    return [each for each in found if each.rows]


def _ipor(seeds: Path, reader: Reader | None, assessment: str, year: int) -> Template:
    """A row per municipality of the list: its level of the year, and the one known before."""
    wanted = settings_of(seeds, assessment)["municipality_list"]
    [flag] = [
        r["flag_column"] for r in rows_of(seeds, "municipality_lists") if r["list_id"] == wanted
    ]
    departments = {
        r["department_code"]: r["department_name"] for r in rows_of(seeds, "departments")
    }
    known: dict[str, dict[int, int]] = {}
    if reader and reader.has_table("staging", "stg_ipor__levels"):
        for row in reader.rows(
            "select municipality_code, data_year, ipor_level from staging.stg_ipor__levels"
            " where municipality_code is not null and data_year is not null"
            " and ipor_level is not null"
        ):
            known.setdefault(row["municipality_code"], {})[row["data_year"]] = row["ipor_level"]
    rows = []
    for place in rows_of(seeds, "municipalities"):
        if place[flag].lower() != "true":
            continue
        code = place["municipality_code"]
        levels = known.get(code, {})
        before = max((each for each in levels if each < year), default=None)
        rows.append(
            (
                *(code, departments[place["department_code"]], place["municipality_name"]),
                *(year, before, levels.get(before) if before else None, levels.get(year)),
            )
        )
    scale = rows_of(seeds, "severity_scales")
    levels_there = {int(row["severity"]) for row in scale if row["variable_id"] == _IPOR}
    columns = (
        *(Column("divipola", 10), Column("departamento", 22), Column("municipio", 28)),
        *(Column("anio", 8), Column("anio_anterior", 14), Column("nivel_anterior", 14)),
        Column("ipor_nivel", 12, is_filled=True, choices=tuple(sorted(levels_there))),
    )
    to_fill = sum(row[-1] is None for row in rows)
    return Template("ipor", f"plantilla_IPOR_{year}.xlsx", columns, rows, to_fill)


def _alerts(seeds: Path, reader: Reader, year: int) -> Template:
    """A row per alert of the year: what it says, and its newest reading."""
    answers = [row for row in rows_of(seeds, "source_words") if row["list_id"] == "answer"]
    words = {row["is_so"].lower() == "true": row["word"].upper() for row in answers}
    found = reader.rows(
        "select alerts.alert_code, max(alerts.issued_on) as issued_on, any_value(raw.tipo) as kind,"
        " any_value(raw.municipios) as places,"
        " arg_max(readings.is_recruitment, readings.row_number) as is_recruitment,"
        " arg_max(readings.is_affecting_nna, readings.row_number) as is_affecting_nna,"
        " arg_max(readings.classified_by, readings.row_number) as classified_by,"
        " arg_max(readings.classified_on, readings.row_number) as classified_on,"
        " arg_max(readings.document_read, readings.row_number) as document_read"
        " from intermediate.int_alerts__classified as alerts"
        " left join raw.defensoria__alertas as raw on raw._file_name = alerts.file_name"
        " and raw._sheet = alerts.sheet and raw._row_number = alerts.row_number"
        " left join staging.stg_defensoria__classifications as readings"
        " on readings.file_name = alerts.classification_file_name"
        " and readings.row_number = alerts.classification_row_number"
        " and readings.alert_code = alerts.alert_code"
        " where alerts.data_year = ? group by alerts.alert_code"
        " order by bool_or(alerts.is_classified), issued_on, alerts.alert_code",
        [year],
    )
    rows = [
        (
            *(row["alert_code"], row["issued_on"], row["kind"], row["places"]),
            *(words.get(row["is_recruitment"]), words.get(row["is_affecting_nna"])),
            *(row["classified_by"], row["classified_on"], row["document_read"]),
        )
        for row in found
    ]
    choices = tuple(words[answer] for answer in (True, False))
    # what is for reading has other headings than the export: it would be taken for one
    columns = (
        *(Column("codigo", 10), Column("alerta_emitida", 12, is_date=True)),
        *(Column("alerta_clase", 14), Column("alerta_lugares", 60)),
        Column("reclutamiento", 14, is_filled=True, choices=choices),
        Column("afecta_nna", 12, is_filled=True, choices=choices),
        Column("clasificado_por", 26, is_filled=True),
        Column("fecha_clasificacion", 18, is_filled=True, is_date=True),
        Column("fuente", 30, is_filled=True),
    )
    to_fill = sum(row[4] is None or row[5] is None for row in rows)
    return Template("alerts", f"clasificacion_alertas_{year}.xlsx", columns, rows, to_fill)


def write_template(file: Path, template: Template, labels: Labels) -> None:
    """Write a template; a file that is there is left as it is.

    Raises:
        UserError: it is there already, and may have been filled.
        OSError: it cannot be written.
    """
    # needed for this form only
    import xlsxwriter  # noqa: PLC0415 - needed for this form only

    if file.exists():
        text = labels("aside_exists", path=file)
        raise UserError(text, text, code=ExitCode.MISUSED)
    # it names who read an alert
    with private_files():
        file.parent.mkdir(parents=True, exist_ok=True)
        _write(xlsxwriter.Workbook(str(file), OPTIONS), template, labels)


def _write(new_book: Any, template: Template, labels: Labels) -> None:
    with new_book as book:
        sheet = book.add_worksheet(template.kind)
        _write_rows(book, sheet, template)
        how_to = book.add_worksheet(labels("template_how_sheet"))
        text = book.add_format({"text_wrap": True, "valign": "top"})
        how_to.set_column(0, 0, 110)
        for number in range(1, _HOW_TO + 1):
            how_to.write_string(number, 0, labels(f"template_{template.kind}_{number}"), text)
        how_to.protect()


def _write_rows(book: Any, sheet: Any, template: Template) -> None:
    heading = {"bold": True, "border": 1, "text_wrap": True, "valign": "top"}
    for index, column in enumerate(template.columns):
        sheet.set_column(index, index, column.width)
        colour = "#FFE699" if column.is_filled else "#D9E1EC"
        sheet.write_string(0, index, column.name, book.add_format(heading | {"bg_color": colour}))
        look: dict[str, Any] = {"locked": not column.is_filled, "valign": "top"}
        look["text_wrap"] = True
        if column.is_filled:
            look |= {"bg_color": "#FFFBEA", "border": 1, "border_color": "#E3D9B0"}
        if column.is_date:
            look["num_format"] = "yyyy-mm-dd"
        style, quoted = book.add_format(look), book.add_format(look | {"quote_prefix": True})
        for number, row in enumerate(template.rows, start=1):
            value = row[index]
            if value is None:
                sheet.write_blank(number, index, None, style)
            elif column.is_date:
                sheet.write_datetime(number, index, value, style)
            elif isinstance(value, str):
                shown = quoted if is_formula_like(value) else style
                sheet.write_string(number, index, value, shown)
            else:
                sheet.write_number(number, index, value, style)
        if column.choices:
            listing = {"validate": "list", "source": list(column.choices)}
            sheet.data_validation(1, index, len(template.rows), index, listing)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(template.rows), len(template.columns) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
