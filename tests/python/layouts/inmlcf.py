"""Medicina Legal: yearly workbooks as they drifted, and microdata in both header editions."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from amparo.demo.sheets import Cell, workbook, write_sheet

from .base import Account, LayoutFixture

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

MEASURES = ["Numerador (casos)", "Denominador (Población)", "Resultado (Tasa)"]
HEADER = [
    "Código Departamento",
    "Código Municipio",
    "Código indicador",
    "Nombre del indicador",
    "Contexto del hecho",
    "Periodo del Indicador",
    "Rangos de edad o edades simples",
    *MEASURES,
    *(f"{sex} {measure}" for sex in ("Hombre", "Mujer", "Sin Datos") for measure in MEASURES),
    "Rural",
    "Urbana",
    "Sin información",
    "Desplazados (as)",
    "Otros",
    "Persona con discapacidad",
    "No discapacitado",
    "Discapacitado\nSin información",
    "Indígena",
    "Negro/Afrodescendiente",
    "Palenquero",
    "Raizal",
    "ROM (Gitano)",
    "Sin pertenencia étnica",
    "Sin información",
    "TOTAL",
]
SHEETS = {
    "Ind. Patología": {72, 73, 74, 110},
    "Ind. Violencia Sexual": {81, 121},
    "Ind. Violencia Intrafamiliar": {77, 78, 79, 0},
    "Ind. Violencia Interpersonal": {80, 120},
}

_SNAKE = (
    "id,a_o_del_hecho,sexo_de_la_victima,grupo_de_edad_de_la_victima,grupo_mayor_menor_de_edad,"
    "edad_judicial,ciclo_vital,pais_de_nacimiento_de_la_victima,escolaridad,estado_civil,"
    "tipo_de_discapacidad,pertenencia_etnica,pertenencia_grupal,mes_del_hecho,dia_del_hecho,"
    "rango_de_hora_del_hecho_x_3_horas,codigo_dane_municipio,municipio_del_hecho_dane,"
    "departamento_del_hecho_dane,codigo_dane_departamento,localidad_del_hecho,zona_del_hecho,"
    "escenario_del_hecho,actividad_durante_el_hecho,circunstancia_del_hecho,contexto_de_violencia,"
    "mecanismo_causal,diagnostico_topografico_de_la_lesion,sexo_del_presunto_agresor,"
    "presunto_agresor,condicion_de_la_victima,medio_de_desplazamiento_o_transporte,"
    "servicio_del_vehiculo,clase_o_tipo_de_accidente,objeto_de_colision,"
    "servicio_del_objeto_de_colision,dias_de_incapacidad_medicolegal"
)
SNAKE = _SNAKE.split(",")
SNAKE_DEATHS = [
    *(c for c in SNAKE if c not in {"contexto_de_violencia", "dias_de_incapacidad_medicolegal"}),
    "manera_de_muerte",
    "razon_del_suicidio",
]
TITLE = [
    "ID",
    "Año del hecho",
    "Sexo de la victima",
    "Grupo de Edad Quinquenal ",
    "Grupo Mayor Menor de Edad",
    "Grupo de Edad judicial",
    "Ciclo Vital",
    "País de Nacimiento",
    "Escolaridad",
    "Estado Civil",
    "Tipo de Discapacidad",
    "Pertenencia Étnica",
    "Pueblo Indígena",
    "Pertenencia Grupal",
    "Mes del hecho",
    "Dia del hecho",
    "Rango de Hora del Hecho X 3 Horas",
    "Código Dane Municipio",
    "Municipio del hecho DANE",
    "Departamento del hecho DANE",
    "Código Dane Departamento",
    "Localidad del Hecho",
    "Zona del Hecho",
    "Escenario del Hecho",
    "Actividad Durante el Hecho",
    "Circunstancia del Hecho Detallada",
    "Presunto Agresor Detallado",
]
TITLE_INJURIES = [
    *TITLE,
    "Contexto del Hecho",
    "Mecanismo Causal de la Lesión no Fatal",
    "Factor Desencadenante de la Agresión",
    "Días de Incapacidad Medicolegal",
]
TITLE_DEATHS = [*TITLE, "Mecanismo Causal de la Lesión Fatal"]
_TITLE_SUICIDES = (
    "Año del hecho,Ciclo Vital,Sexo de la victima,País de Nacimiento,Departamento del hecho DANE,"
    "Escenario del Hecho,Mecanismo Causal de la Lesión Fatal,Razón del Suicidio"
)
TITLE_SUICIDES = _TITLE_SUICIDES.split(",")

MINORS, ADULTS = "a) Menores de Edad (<18 años)", "b) Mayores de Edad (>18 años)"
TEEN = ("(10 a 14)", MINORS, "(10 a 13)", "(12 a 17) Adolescencia")
SMALL = ("(00 a 04)", MINORS, "(00 a 04)", "(00 a 05) Primera Infancia")
CHILD = ("(05 a 09)", MINORS, "(05 a 09)", "(06 a 11) Infancia")
EIGHTEEN = ("(15 a 19)", ADULTS, "(18 a 19)", "(18 a 28) Juventud")  # 15-19 holds both
NOBODY_KNOWS = ("Por determinar", "Por determinar", "Por determinar", "Por determinar")
ONLY_GROUP = ("Por determinar", MINORS, "Por determinar", "Por determinar")
AT_ODDS = ("(15 a 17)", ADULTS, "(15 a 17)", "(12 a 17) Adolescencia")
AGES = [("quinquenal", "edad_de_la"), ("mayor",), ("judicial",), ("ciclo",)]

BOGOTA = ("11001", "Bogotá, D.C.", "Bogotá, D.C.", "11", "Rafael Uribe Uribe")
BOGOTA_OLD = ("11001", "Bogotá D.C.", "Bogotá D.C.", "11", "Kennedy")
MEDELLIN = ("5001", "Medellín", "Antioquia", "5", "No aplica")  # the zero is lost
SOACHA = ("25754", "Soacha", "Cundinamarca", "25", "No aplica")
NOWHERE = ("999", "Sin información", "Sin Información", "999", "Sin información")
NO_CODE = ("", "Cali", "Valle del Cauca", "76", "No aplica")
PLACES = [
    ("odigo_dane_municipio", "ódigo dane municipio"),
    ("municipio_del", "municipio del"),
    ("departamento_del", "departamento del"),
    ("odigo_dane_departamento", "ódigo dane departamento"),
    ("localidad",),
]

Row = tuple[int | str, tuple[str, ...], tuple[str, ...], str]
Figure = tuple[int, int, int | str, int | str, str, int]


def _microdata(path: Path, header: Sequence[str], rows: Sequence[Row], told_by: str) -> None:
    """Write cases: year, the four age columns, the five place columns, what ``told_by`` says."""

    def cell(column: str, row: Row, number: int) -> str:
        name = column.lower()
        year, ages, place, told = row
        if name == "id":
            return str(number)
        if name in ("a_o_del_hecho", "año del hecho"):
            return str(year)
        if column == told_by:
            return told
        for names, value in (*zip(AGES, ages, strict=True), *zip(PLACES, place, strict=True)):
            if any(part in name for part in names):
                return value
        if "sexo" in name:
            return "HOMBRE" if number % 2 else "Mujer"
        return "Sin información"

    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(header)
        for number, row in enumerate(rows, start=1):
            writer.writerow([cell(column, row, number) for column in header])


def _workbook(
    path: Path,
    figures: Sequence[Figure],
    headers: Mapping[str, Sequence[str]] | None = None,
    first: Sequence[Cell] = ("",),
    last: Sequence[Cell] = (),
) -> None:
    """Write a workbook: a cover, then the four sheets, ``first`` and ``last`` around each row."""
    with workbook(path) as book:
        cover = "Indicadores." if first else "Indicadores"
        write_sheet(book, cover, [["INDICADORES PROCURADURÍA"], ["Código indicador", "Nombre"]])
        for sheet, indicators in SHEETS.items():
            header = list((headers or {}).get(sheet, HEADER))
            if sheet == "Ind. Patología":
                header = ["Manera de muerte" if h == "Contexto del hecho" else h for h in header]
            body: list[list[Cell]] = []
            for department, municipality, indicator, year, age, cases in figures:
                if int(indicator) not in indicators:
                    continue
                people: Cell = None if municipality == 999 else 1000
                values: list[Cell] = [department, municipality, indicator, "Tasa", "HECHO", year]
                values += [age, cases, people, None if people is None else cases / 10]
                values += [None] * (len(header) - len(values) - 1) + [cases]
                body.append([*first, *values, *last])
            # what stands beyond the named columns has no header
            write_sheet(book, sheet, [[*first, *header], *body])


def _workbook_2015(folder: Path) -> list[Account]:
    file = folder / "Procuraduria_2015.xlsx"
    figures: list[Figure] = [
        (5, 5001, 81, 2015, "(06 a 11)", 3),
        (91, 91001, 72, 2015, "(12 a 17)", 2),
        (999, 999, 77, 2015, "Menores de un año", 1),
        (5, 5001, 80, 2015, "(18 a 28)", 9),
    ]
    _workbook(file, figures, last=("nota", 7))
    reasons = {"year_not_needed": 2, "indicator_not_counted": 1, "adult": 1}
    return [Account(file.name, "inmlcf", 0, 0, 4, None, reasons)]


def _workbook_2018(folder: Path) -> list[Account]:
    file = folder / "Procuraduria_2018.xlsx"
    figures: list[Figure] = [
        (5, 5001, 81, 2018, "Menores de 1 año", 3),
        (5, 5002, 74, 2018, "(12 a 17)", 1),
        (5, 5001, 80, 2018, "(12 a 17)", 4),
        (5, 5001, 77, 2018, "(01 a 05)", 2),
    ]
    header = ["Periodo del indicador" if h == "Periodo del Indicador" else h for h in HEADER]
    typo = dict.fromkeys(SHEETS, header) | {"Ind. Violencia Interpersonal": ["{", *header[1:]]}
    _workbook(file, figures, typo, first=())
    reasons = {"year_not_needed": 3, "indicator_not_counted": 1}
    return [Account(file.name, "inmlcf", 0, 0, 4, None, reasons)]


def _workbook_2020(folder: Path) -> list[Account]:
    file = folder / "Procuraduria_2020.xlsx"
    figures: list[Figure] = [
        (5, 5001, "110", 2020, "(18 a 28)", 3),  # the indicator is text
        (5, 5001, 0, 2020, "(18 a 28)", 5),  # blank on the cover
        (5, 5001, 79, 2020, "(12 a 17)", 1),
        (5, 5001, 77, 2020, "(12 a 17)", 2),
        (5, 5001, 81, 2020, "(06 a 11)", 1),
        (5, 5001, 80, 2020, "(06 a 11)", 1),
    ]
    absent = {"Otros", "Persona con discapacidad", "No discapacitado"}
    header = [h for h in HEADER if h not in absent]
    _workbook(file, figures, dict.fromkeys(SHEETS, header))
    reasons = {"adult": 2, "indicator_not_counted": 2, "year_not_needed": 2}
    return [Account(file.name, "inmlcf", 0, 0, 6, None, reasons)]


def _workbook_2021(folder: Path) -> list[Account]:
    file = folder / "Procuraduria_2021.xlsx"
    figures: list[Figure] = [
        (91, 91001, 74, 2021, "(12 a 17)", 3),  # suicides are of 2021
        (5, 5002, 74, 2021, "(06 a 11)", 1),
        (999, 999, 74, 2021, "(12 a 17)", 2),
        (5, 5002, 73, 2021, "(12 a 17)", 5),
        (5, 5002, 81, 2021, "(12 a 17)", 7),
        (5, 5002, 77, 2021, "(12 a 17)", 7),
        (5, 5002, 80, 2021, "(12 a 17)", 7),
    ]
    _workbook(file, figures)
    reasons = {"unknown_place": 1, "indicator_not_counted": 2, "year_not_needed": 2}
    return [Account(file.name, "inmlcf", 2, 1, 4, 4, reasons)]


def _workbook_2022(folder: Path) -> list[Account]:
    file = folder / "Procuraduria_2022.xlsx"
    figures: list[Figure] = [
        (5, 5002, 81, 2022, "(06 a 11)", 21),
        (999, 999, 81, 2022, "(12 a 17)", 42),
        (5, 5002, 77, 2022, "(12 a 17)", 13),
        (5, 5002, 78, 2022, "(12 a 17)", 12),  # contained in 77
        (5, 5002, 79, 2022, "(06 a 11)", 1),
        (5, 5002, 74, 2022, "(12 a 17)", 2),
        (5, 5002, 80, 2022, "(12 a 17)", 2),
    ]
    _workbook(file, figures)
    reasons = {"unknown_place": 1, "indicator_not_counted": 3, "year_not_needed": 1}
    return [Account(file.name, "inmlcf", 2, 1, 4, 34, reasons)]


def _workbook_2023(folder: Path) -> list[Account]:
    file = folder / "Procuraduria_2023.xlsx"
    figures: list[Figure] = [
        (5, 5001, 81, "2023* Preliminares", "(06 a 11)", 3),
        (5, 5001, 74, "2023* Preliminares", "(12 a 17)", 1),
        (5, 5001, 77, "2023* Preliminares", "(12 a 17)", 1),
        (5, 5001, 80, "2023* Preliminares", "(12 a 17)", 1),
    ]
    absent = {"Rural", "Urbana", "Desplazados (as)", "Otros"}
    header = [h for h in HEADER if h not in absent]
    _workbook(file, figures, dict.fromkeys(SHEETS, header))
    reasons = {"year_not_needed": 3, "indicator_not_counted": 1}
    return [Account(file.name, "inmlcf", 0, 0, 4, None, reasons)]


def _domestic(folder: Path, name: str, header: Sequence[str], told_by: str) -> list[Account]:
    file = folder / name
    nna, partner = "Violencia Contra Niños, Niñas y Adolescentes (VIF)", "Violencia de Pareja"
    rows: list[Row] = [
        (2022, TEEN, BOGOTA, nna),
        (2022, TEEN, BOGOTA, nna),  # one row is one case: equal rows are two
        (2022, SMALL, MEDELLIN, nna.upper()),
        (2022, AT_ODDS, SOACHA, partner),  # the life stage wins, the pair is reported
        (2022, ONLY_GROUP, BOGOTA_OLD, "Violencia Entre Otros Familiares (VIF)"),
        (2022, CHILD, NO_CODE, nna),
        (2022, EIGHTEEN, BOGOTA, partner),
        (2022, NOBODY_KNOWS, BOGOTA, nna),
        (2022, CHILD, NOWHERE, nna),
        (2022, CHILD, BOGOTA, "Violencia de otra clase"),
        (2022, CHILD, BOGOTA, "Sin Información"),
        ("20022", CHILD, BOGOTA, nna),
        (2019, CHILD, BOGOTA, nna),
    ]
    _microdata(file, header, rows, told_by)
    reasons = {
        "adult": 1,
        "age_unknown": 1,
        "unknown_place": 1,
        "unknown_context": 1,
        "context_not_recorded": 1,
        "year_not_needed": 2,
    }
    return [Account(file.name, "inmlcf", 6, 4, 3, 6, reasons)]


def _domestic_snake(folder: Path) -> list[Account]:
    return _domestic(folder, "Violencia_intrafamiliar.csv", SNAKE, "contexto_de_violencia")


def _domestic_title(folder: Path) -> list[Account]:
    # the name tells nothing: the context does
    return _domestic(folder, "rows.csv", TITLE_INJURIES, "Contexto del Hecho")


def _sexual(folder: Path, name: str, header: Sequence[str], told_by: str) -> list[Account]:
    file = folder / name
    rows: list[Row] = [
        (2022, CHILD, SOACHA, "Presunto Delito Sexual"),
        (2022, TEEN, NOWHERE, "Presunto Delito Sexual"),
        (2022, EIGHTEEN, SOACHA, "Presunto delito sexual"),
    ]
    _microdata(file, header, rows, told_by)
    return [Account(file.name, "inmlcf", 1, 1, 1, 1, {"unknown_place": 1, "adult": 1})]


def _sexual_snake(folder: Path) -> list[Account]:
    return _sexual(folder, "hyqu-diue.csv", SNAKE, "contexto_de_violencia")


def _sexual_title(folder: Path) -> list[Account]:
    header = [h for h in TITLE_INJURIES if h != "Contexto del Hecho"]
    return _sexual(folder, "Presunto_Delito_Sexual_2015_a_2024.csv", header, "")


def _interpersonal(folder: Path, name: str, header: Sequence[str], told_by: str) -> list[Account]:
    file = folder / name
    rows: list[Row] = [
        (2022, TEEN, SOACHA, "Violencia Interpersonal"),
        (2022, EIGHTEEN, SOACHA, "Violencia Interpersonal"),
    ]
    _microdata(file, header, rows, told_by)
    return [Account(file.name, "inmlcf", 0, 0, 2, None, {"context_not_counted": 2})]


def _interpersonal_snake(folder: Path) -> list[Account]:
    return _interpersonal(folder, "e3xi-4zq5.csv", SNAKE, "contexto_de_violencia")


def _interpersonal_title(folder: Path) -> list[Account]:
    name = "Violencia interpersonal 2015-2024.csv"
    return _interpersonal(folder, name, TITLE_INJURIES, "Contexto del Hecho")


HOMICIDES: list[Row] = [
    (2022, TEEN, BOGOTA, "Feminicidio"),
    (2022, SMALL, MEDELLIN, "Violencia a niños, niñas y adolescentes"),
    (2022, TEEN, SOACHA, "VIOLENCIA DE PAREJA"),
    (2022, TEEN, NOWHERE, "Feminicidio"),
    (2022, TEEN, BOGOTA, "Riña"),
    (2022, TEEN, BOGOTA, "Sin información"),  # it may be one that counts
    (2022, TEEN, BOGOTA, "Otra cosa"),
    (2022, EIGHTEEN, BOGOTA, "Feminicidio"),
    (2021, TEEN, BOGOTA, "Feminicidio"),
]
HOMICIDE_REASONS = {
    "unknown_place": 1,
    "context_not_counted": 1,
    "context_not_recorded": 1,
    "unknown_context": 1,
    "adult": 1,
    "year_not_needed": 1,
}


def _homicides_snake(folder: Path) -> list[Account]:
    file = folder / "vtub-3de2.csv"
    _microdata(file, SNAKE_DEATHS, HOMICIDES, "circunstancia_del_hecho")
    # the manner of death tells what the file holds, row by row
    header, *lines = file.read_text(encoding="utf-8").splitlines()
    lines = [line.rsplit(",", 2)[0] + ',"Violenta - Homicidio","No aplica"' for line in lines]
    lines.append(lines[0].replace("Violenta - Homicidio", "Violenta - Accidental"))
    file.write_text("\n".join([header, *lines, ""]), encoding="utf-8")
    reasons = HOMICIDE_REASONS | {"context_not_counted": 2}
    return [Account(file.name, "inmlcf", 3, 3, 4, 3, reasons)]


def _homicides_title(folder: Path) -> list[Account]:
    file = folder / "Presuntos Homicidios. Colombia, 2015 a 2024.csv"
    _microdata(file, TITLE_DEATHS, HOMICIDES, "Circunstancia del Hecho Detallada")
    return [Account(file.name, "inmlcf", 3, 3, 3, 3, HOMICIDE_REASONS)]


def _suicides_snake(folder: Path) -> list[Account]:
    file = folder / "f75u-mirk.csv"
    rows: list[Row] = [
        (2021, TEEN, BOGOTA, "Suicidio"),
        (2021, CHILD, MEDELLIN, "Suicidio"),
        (2021, EIGHTEEN, BOGOTA, "Suicidio"),
        (2022, TEEN, BOGOTA, "Suicidio"),
    ]
    _microdata(file, SNAKE_DEATHS, rows, "manera_de_muerte")
    return [Account(file.name, "inmlcf", 2, 0, 2, 2, {"adult": 1, "year_not_needed": 1})]


def _suicides_title(folder: Path) -> list[Account]:
    file = folder / "PresuntosSuicidios.csv"
    rows: list[Row] = [
        (2021, TEEN, BOGOTA, "Desamor"),
        (2021, CHILD, MEDELLIN, "Sin información"),
        (2021, TEEN, NOWHERE, "Sin información"),
        (2021, EIGHTEEN, MEDELLIN, "Enfermedad física o mental"),
        (2022, TEEN, MEDELLIN, "Desamor"),
    ]
    _microdata(file, TITLE_SUICIDES, rows, "Razón del Suicidio")
    text = file.read_text(encoding="utf-8").replace('"', "").replace("Bogotá, D.C.", "Bogotá D.C.")
    file.write_text("\ufeff" + text + ",,,,,,,\n" * 12, encoding="utf-8")
    reasons = {"department_wide": 2, "unknown_place": 1, "adult": 1, "year_not_needed": 1}
    return [Account(file.name, "inmlcf", 0, 3, 2, None, reasons)]


def _preliminary(folder: Path) -> list[Account]:
    file = folder / "Lesiones_no_fatales_de_causa_externa.csv"
    violence = (
        "3 Lesiones no Fatales contra Niños, Niñas y Adolescentes por Violencia Intrafamiliar"
    )
    rows: list[Row] = [
        (2024, TEEN, SOACHA, violence),
        (2024, TEEN, SOACHA, "2 Exámenes Medicolegales por Presunto Delito Sexual"),
        (2024, TEEN, SOACHA, "8 Lesiones Accidentales"),
    ]
    _microdata(file, SNAKE, rows, "contexto_de_violencia")
    reasons = {"year_not_needed": 2, "context_not_counted": 1}
    return [Account(file.name, "inmlcf", 0, 0, 3, None, reasons)]


LAYOUTS = (
    LayoutFixture(
        "inmlcf_workbook_2015",
        "Indicadores Procuraduría 2015",
        "empty column A, columns without a header, overlapping indicators, 999/999",
        "a",
        _workbook_2015,
    ),
    LayoutFixture(
        "inmlcf_workbook_2018",
        "Indicadores Procuraduría 2018",
        "no empty column, `{` for a header, cover without its dot, Menores de 1 año",
        "a",
        _workbook_2018,
    ),
    LayoutFixture(
        "inmlcf_workbook_2020",
        "Indicadores Procuraduría 2020",
        "indicator as text, indicator 0, columns that are missing",
        "a",
        _workbook_2020,
    ),
    LayoutFixture(
        "inmlcf_workbook_2021",
        "Indicadores Procuraduría 2021, beside microdata of 2022",
        "suicides are taken of another year than the rest, 999/999 without population",
        "a",
        _workbook_2021,
    ),
    LayoutFixture(
        "inmlcf_workbook_2022",
        "Indicadores Procuraduría 2022, beside microdata of suicides of 2021",
        "77 contains 78 and 79, 999/999 without population",
        "c",
        _workbook_2022,
    ),
    LayoutFixture(
        "inmlcf_workbook_2023",
        "Indicadores Procuraduría 2023",
        "the year is the text 2023* Preliminares, columns that are missing",
        "a",
        _workbook_2023,
    ),
    LayoutFixture(
        "inmlcf_domestic_violence_snake",
        "Microdata of domestic violence, portal field names",
        "three age columns with other cut points, lost zeros, 999, case variants, localities",
        "a",
        _domestic_snake,
    ),
    LayoutFixture(
        "inmlcf_domestic_violence_title",
        "Microdata of domestic violence, edition 2015-2024",
        "a file name that says nothing, Por determinar, names spelt in several ways",
        "b",
        _domestic_title,
    ),
    LayoutFixture(
        "inmlcf_sexual_snake",
        "Microdata of examinations for sexual offences, portal field names",
        "adults in the file, 999",
        "a",
        _sexual_snake,
    ),
    LayoutFixture(
        "inmlcf_sexual_title",
        "Microdata of examinations for sexual offences, edition 2015-2024",
        "no column of context: the file's name tells it",
        "b",
        _sexual_title,
    ),
    LayoutFixture(
        "inmlcf_interpersonal_snake",
        "Microdata of interpersonal violence, portal field names",
        "looks like domestic violence and is not counted",
        "a",
        _interpersonal_snake,
    ),
    LayoutFixture(
        "inmlcf_interpersonal_title",
        "Microdata of interpersonal violence, edition 2015-2024",
        "looks like domestic violence and is not counted",
        "b",
        _interpersonal_title,
    ),
    LayoutFixture(
        "inmlcf_homicides_snake",
        "Microdata of homicides, portal field names",
        "other manners of death among them, circumstances not recorded",
        "a",
        _homicides_snake,
    ),
    LayoutFixture(
        "inmlcf_homicides_title",
        "Microdata of homicides, edition 2015-2024",
        "no manner of death: the file's name tells it; circumstances not recorded",
        "b",
        _homicides_title,
    ),
    LayoutFixture(
        "inmlcf_suicides_snake",
        "Microdata of suicides, portal field names",
        "same columns as homicides: the manner of death tells them apart",
        "c",
        _suicides_snake,
    ),
    LayoutFixture(
        "inmlcf_suicides_title",
        "Microdata of suicides, eight columns",
        "byte order mark, no municipality, empty rows at the end",
        "b",
        _suicides_title,
    ),
    LayoutFixture(
        "inmlcf_injuries_preliminary",
        "Microdata of all injuries, preliminary edition",
        "contexts numbered and named otherwise, traffic and accidents among them",
        "b",
        _preliminary,
    ),
)
