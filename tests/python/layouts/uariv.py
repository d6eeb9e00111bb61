"""UARIV: editions of the registry of victims, which restate each other."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from .base import Account, LayoutFixture

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_PLACE = ("FECHA_CORTE", "NOM_RPT", "COD_PAIS", "PAIS", "COD_ESTADO_DEPTO", "ESTADO_DEPTO")
_MUNICIPALITY = ("COD_CIUDAD_MUNI", "CIUDAD_MUNICIPIO")
_PROFILE = ("PARAM_HECHO", "HECHO", "SEXO", "ETNIA", "DISCAPACIDAD", "CICLO_VITAL")
_COUNTS = ("PER_OCU", "PER_DECLA", "PER_UBIC", "PER_SA", "EVENTOS")

_MEDELLIN = ("5", "Antioquia", "5001", "Medellín")
_QUIBDO = ("27", "Choco", "27001", "Quibdó")
_RECRUITMENT = (
    "Vinculación de Niños Niñas y Adolescentes a Actividades Relacionadas con grupos armados"
)
_DISPLACED = ("5", "Desplazamiento forzado")
_RECRUITED = ("10", _RECRUITMENT)
_HOMICIDE = ("6", "Homicidio")
_TRAITS = ("Indigena (Acreditado RA)", "Ninguna")

Row = tuple[str, ...]


def _write(file: Path, header: Sequence[str], rows: Sequence[Row], encoding: str = "utf-8") -> None:
    with file.open("w", encoding=encoding, newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _api_row(  # noqa: PLR0913, PLR0917 - one argument per trap, in the order of the columns
    cutoff: str, place: Row, year: str, act: Row, sex: str, age: str, people: str
) -> Row:
    report = "CIFRAS DE VICTIMAS POR HECHO (SINTETICO)"
    return (
        *(cutoff, report, "48", "COLOMBIA", *place, year, *act, sex, *_TRAITS, age),
        *(people, people, people),
    )


def _api_file(file: Path, rows: Sequence[Row]) -> None:
    header = (*_PLACE, *_MUNICIPALITY, "VIGENCIA", *_PROFILE, "PER_OCU", "PER_DECLA", "EVENTOS")
    _write(file, header, rows)


def _api(folder: Path) -> list[Account]:
    file = folder / "uariv_cifras_hechos_municipal.csv"
    end = "31/12/2022"
    one = (_MEDELLIN, "2022", _DISPLACED, "Mujer", "entre 12 y 17")
    nowhere = ("0", "SIN DEFINIR", "0", "SIN DEFINIR")
    bajira = ("27", "Choco", "27086", "Belén de Bajirá")
    garbled = ("10", "Vinculaciï¿½n de Niï¿½os Niï¿½as y Adolescentes a …")
    rows = [
        _api_row(end, *one, "1,250"),
        # the same cut-off loaded three times, its date in other spellings
        _api_row("2022/12/31 00:00:00.000000000", *one, "1,250"),
        _api_row("31/12/2022 00:00", *one, "1,250"),
        _api_row("30/09/22", *one, "900"),
        _api_row("30/06/2023", *one, "1,300"),
        _api_row(end, _QUIBDO, "2022", garbled, "LGBTI", "entre 29 y 59", "7"),
        _api_row(end, _QUIBDO, "2022", _RECRUITED, "No Informa", "ND", "2"),
        _api_row(end, _QUIBDO, "2022", ("4", "DesapariciÃ³n forzada"), "Mujer", "entre 0 y 5", "3"),
        _api_row(
            end, _QUIBDO, "2022", ("4", "DesapariciÃÂ³n forzada"), "Mujer", "entre 6 y 11", "1"
        ),
        _api_row(end, bajira, "2022", _HOMICIDE, "Hombre", "entre 12 y 17", "5"),
        # adult bands changed, child bands did not
        _api_row(end, _QUIBDO, "2022", _HOMICIDE, "Hombre", "entre 29 y 60", "4"),
        _api_row(end, _QUIBDO, "2022", _HOMICIDE, "Hombre", "entre 60 y 110", "1"),
        _api_row(end, _QUIBDO, "2022", ("2", "Amenaza"), "Intersexual", "ND", "6"),
        _api_row(end, _QUIBDO, "2022", ("2", "Amenaza"), "Mujer", "entre 6 y 11", ""),
        _api_row(end, nowhere, "2022", _DISPLACED, "Mujer", "entre 6 y 11", "8"),
        _api_row(
            end,
            ("99", "Vichada", "99572", "Santa Rita"),
            *("2022", _DISPLACED, "Mujer", "entre 6 y 11", "2"),
        ),
        _api_row(end, _QUIBDO, "2022", ("99", "Otro"), "Mujer", "entre 6 y 11", "1"),
        _api_row(end, _QUIBDO, "2022", _DISPLACED, "Mujer", "entre 3 y 4", "1"),
        _api_row(end, _QUIBDO, "2022", _DISPLACED, "Mujer", "entre 6 y 11", "x"),
        _api_row(end, _QUIBDO, "", _DISPLACED, "Mujer", "entre 6 y 11", "1"),
        _api_row("32/12/2022", _QUIBDO, "2022", _DISPLACED, "Mujer", "entre 6 y 11", "1"),
        _api_row(end, _QUIBDO, "2021", _DISPLACED, "Mujer", "entre 6 y 11", "1"),
    ]
    _api_file(file, rows)
    aside = [
        *("age_unknown", "unknown_place", "code_retired", "unknown_fact", "unknown_age_band"),
        *("invalid_number", "invalid_year", "invalid_date"),
    ]
    out = {"duplicate_row": 2, "other_cutoff": 2, "adult": 2, "no_count": 1, "year_not_needed": 1}
    reasons = dict.fromkeys(aside, 1) | out
    people = 1250 + 7 + 2 + 3 + 1 + 5
    return [Account(file.name, "uariv", 6, len(aside), sum(out.values()), people, reasons)]


def _without_year_row(cutoff: str, place: Row, age: str) -> Row:
    report = "VICTIMAS POR HECHO (SINTETICO)"
    counts = ("9,321", "13,710", "12,542", "11,304", "9,643")
    return (
        *(cutoff, report, "48", "COLOMBIA", *place, *_DISPLACED, "Mujer", *_TRAITS, age),
        *counts,
    )


def _municipal(folder: Path) -> list[Account]:
    """9qih-4vkc: a cut-off accumulates all years, also the one of 31 December."""
    file = folder / "Victimas_por_hecho_municipal_9qih-4vkc.csv"
    rows = [
        _without_year_row("31/12/2022", _MEDELLIN, "entre 12 y 17"),
        _without_year_row("30/06/2026", _QUIBDO, "entre 0 y 5"),
        _without_year_row("30/09/24", ("0", "SIN DEFINIR", "0", "SIN DEFINIR"), "ND"),
    ]
    _write(file, (*_PLACE, *_MUNICIPALITY, *_PROFILE, *_COUNTS), rows)
    return [Account(file.name, "uariv", 0, 3, 0, None, {"no_event_year": 3})]


def _department(folder: Path) -> list[Account]:
    file = folder / "Victimas_por_hecho_departamental_rz2g-mxda.csv"
    rows = [
        _without_year_row("2022/06/30 00:00:00.000000000", ("5", "Antioquia"), "entre 12 y 17"),
        _without_year_row("2022/06/30 00:00:00.000000000", ("27", "Choco"), "ND"),
        _without_year_row("2022/06/30 00:00:00.000000000", ("0", "SIN DEFINIR"), "ND"),
    ]
    _write(file, (*_PLACE, *_PROFILE, *_COUNTS), rows)
    reasons = {"department_wide": 2, "no_event_year": 1}
    return [Account(file.name, "uariv", 0, 3, 0, None, reasons)]


def _displacement_file(file: Path) -> None:
    """krnc-8azs: names in lower case, no municipality."""
    names = (*_PLACE, "VIGENCIA", *_PROFILE, "PER_OCU", "PER_LLEGADA", "EVENTOS")
    report = "REPORTE VICTIMAS DESPLAZAMIENTO ANUALIZADO, CIFRA DEPARTAMENTAL (SINTETICO)"
    rows = [
        (
            *(cutoff, report, "48", "COLOMBIA", code, department, year, *_DISPLACED, "Hombre"),
            *("Ninguna", "Visual", age, people, "2", people),
        )
        for cutoff, code, department, year, age, people in (
            ("2023-12-31", "63", "Quindio", "2022", "entre 12 y 17", "0"),
            ("2023-12-31", "8", "Atlantico", "2022", "entre 6 y 11", "3"),
            ("2023-12-31", "", "", "2022", "entre 29 y 60", "4"),
            ("2025-08-31", "85", "Casanare", "2013", "entre 12 y 17", "79"),
            ("2024-10-31", "5", "Antioquia", "2012", "entre 60 y 110", "1"),
        )
    ]
    _write(file, [name.lower() for name in names], rows)


def _displacement(folder: Path) -> list[Account]:
    """Beside the edition of all acts of the same year."""
    file = folder / "Desplazamiento_anualizado_krnc-8azs.csv"
    _displacement_file(file)
    reasons = {"other_edition": 3, "year_not_needed": 2}
    return [Account(file.name, "uariv", 0, 0, 5, None, reasons)]


def _displacement_alone(folder: Path) -> list[Account]:
    """Without an edition of all acts: one act is no sum of all."""
    file = folder / "Desplazamiento_anualizado_krnc-8azs.csv"
    _displacement_file(file)
    reasons = {"part_of_acts": 3, "year_not_needed": 2}
    return [Account(file.name, "uariv", 0, 3, 2, None, reasons)]


_MONTHS = ("DANE_OCURRENCIA", "Ano", "Mes", "HECHO", "TIPO_DESPLAZAMIENTO", "total")


def _hdx(folder: Path) -> list[Account]:
    file = folder / "hechos_victimizantes_agosto_2023.csv"
    rows = [
        ("5001", "2022", "1", _RECRUITMENT, "", "3"),
        # columns that are not read may tell these two apart: both count
        ("5001", "2022", "12", _RECRUITMENT, "", "2"),
        ("5001", "2022", "12", _RECRUITMENT, "", "2"),
        ("1349", "2022", "5", _RECRUITMENT, "", "1"),
        ("2368", "2022", "5", _RECRUITMENT, "", "1"),
        ("99572", "2022", "5", _RECRUITMENT, "", "1"),
        ("", "2022", "3", _RECRUITMENT, "", "1"),
        ("27001", "2022", "7", "Desplazamiento forzado", "MASIVO", "120"),
        ("27001", "2022", "7", "Hecho nuevo", "", "1"),
        ("27001", "2021", "7", _RECRUITMENT, "", "4"),
        ("27001", "2023", "8", "Homicidio", "", "1"),
    ]
    _write(file, _MONTHS, rows, encoding="cp1252")
    reasons = {"no_such_code": 2, "code_retired": 1, "no_place_given": 1, "age_unknown": 1}
    reasons |= {"unknown_fact": 1, "year_not_needed": 2}
    return [Account(file.name, "uariv", 3, 6, 2, 7, reasons)]


def _side_by_side(folder: Path) -> list[Account]:
    """The web service's of one year, the edition by month of the next."""
    file = folder / "uariv_cifras_vigencia_2021.csv"
    rows = [
        _api_row("31/12/2021", _MEDELLIN, "2021", _DISPLACED, "Mujer", "entre 12 y 17", "11"),
        _api_row("31/12/2021", _MEDELLIN, "2021", _RECRUITED, "Mujer", "entre 12 y 17", "1"),
    ]
    _api_file(file, rows)
    months = folder / "hechos_victimizantes_agosto_2023.csv"
    month_rows = [
        ("5001", "2021", "1", _RECRUITMENT, "", "1"),
        ("5001", "2022", "1", _RECRUITMENT, "", "3"),
        ("5001", "2022", "2", "Homicidio", "", "2"),
    ]
    _write(months, _MONTHS, month_rows, encoding="cp1252")
    return [
        Account(file.name, "uariv", 0, 0, 2, None, {"year_not_needed": 2}),
        Account(months.name, "uariv", 1, 1, 1, 3, {"year_not_needed": 1, "age_unknown": 1}),
    ]


LAYOUTS = (
    LayoutFixture(
        "uariv_api",
        "Victims by act and municipality with the year of the act (web service)",
        "cut-offs stacked and loaded twice, dates in five spellings, comma thousands, garbled acts",
        "a",
        _api,
    ),
    LayoutFixture(
        "uariv_displacement",
        "Displacement by year, department (krnc-8azs), beside the edition of all acts",
        "restates act 5 of the other edition, no municipality, zeros, rows without department",
        "a",
        _displacement,
    ),
    LayoutFixture(
        "uariv_municipal_without_year",
        "Victims by act and municipality, open data 9qih-4vkc",
        "no year of the act: a cut-off accumulates all years",
        "b",
        _municipal,
    ),
    LayoutFixture(
        "uariv_department_without_year",
        "Victims by act and department, open data rz2g-mxda",
        "no municipality and no year of the act",
        "b",
        _department,
    ),
    LayoutFixture(
        "uariv_displacement_alone",
        "Displacement by year, department (krnc-8azs), without the edition of all acts",
        "one act is no sum of all acts",
        "b",
        _displacement_alone,
    ),
    LayoutFixture(
        "uariv_hdx",
        "Victims by act, municipality and month, HDX edition",
        "cp1252, lost zeros, codes that never existed, acts by name, no ages",
        "b",
        _hdx,
    ),
    LayoutFixture(
        "uariv_two_editions",
        "Web service of 2021 beside the HDX edition of 2022",
        "each year is counted from the edition that has it",
        "c",
        _side_by_side,
    ),
)
