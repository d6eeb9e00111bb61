"""Fiscalía: the counts of victims by crime group, and V3 with one row per victim."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

from .base import Account, LayoutFixture

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_COUNTS = (
    "HECHO,RUPTURA,CONEXO,ESTADO_NOTICIA,ETAPA,ANIO_DENUNCIA,ANIO_ENTRADA,ANIO_HECHO,LEY,PAIS,"
    "DEPARTAMENTO,MUNICIPIO,SECCIONAL,GRUPO_DELITO,DELITO,IMPUTACION,CONDENA,"
    "ATIPICIDAD_INEXISTENCIA,ACUSACION,CAPTURA,SEXO_VICTIMA,GRUPO_EDAD_VICTIMA,PAIS_NACIMIENTO,"
    "HOMICIDIO_DOLOSO_CONSUMADO,TOTAL_VICTIMAS"
)
COUNTS = _COUNTS.split(",")
_V3 = (
    "id_victima_anonimizado,proceso_anonimizado,deli_id,delito,titulo_delito,capitulo_delito,"
    "grado_delito,occiso_homi_femi,caracterizacion_homicidio_femi,modalidad_homicidio_femi,"
    "proceso_conexado,proceso_con_conexidad,es_ruptura,estado,etapa,tipo_noticia,"
    "procedimiento_abreviado,seccional,proceso_anonimizado_origen,departamento_hecho_origen,"
    "municipio_hecho_origen,cod_dane_hecho_origen,a_o_hecho_origen,mes_hecho_origen,"
    "trimestre_hecho_origen,a_o_creacion_origen,mes_creacion_origen,trimestre_creacion_origen,"
    "sexo,aplica_lgbti,identidad_genero_orient_sexual,grupo_etario,victima_nna,pais_nacimiento,"
    "nivel_educativo,etnia,comunidad_indigena,religioso,periodista,profesor,ddhh,discapacidad,"
    "fecha_actualizacion_datos"
)
V3 = _V3.split(",")
_V2 = (
    "CRIMINALIDAD,ES_ARCHIVO,ES_PRECLUSIÓN,ESTADO,ETAPA_CASO,LEY,PAÍS_HECHO,DEPARTAMENTO_HECHO,"
    "MUNICIPIO_HECHO,SECCIONAL,AÑO_HECHOS,AÑO_ENTRADA,AÑO_DENUNCIA,DELITO,GRUPO_DELITO,"
    "VICTIMA_CONSUMADO,SEXO,GRUPO_ETARIO,PAÍS_NACIMIENTO,APLICA_LGBTI,APLICA_NNA,INDÍGENA,"
    "AFRODESCENDIENTE,TOTAL_VÍCTIMAS"
)
V2 = _V2.split(",")
_V2_FIELDS = (
    "criminalidad,es_archivo,es_preclusi_n,estado,etapa_caso,ley,pa_s_hecho,departamento_hecho,"
    "municipio_hecho,seccional,a_o_hechos,a_o_entrada,a_o_denuncia,delito,grupo_delito,"
    "victima_consumado,sexo,grupo_etario,pa_s_nacimiento,aplica_lgbti,aplica_nna,ind_gena,"
    "afrodescendiente,total_v_ctimas"
)
V2_FIELDS = _V2_FIELDS.split(",")

DIH = "DELITOS CONTRA PERSONAS Y BIENES PROTEGIDOS POR EL DERECHO INTERNACIONAL HUMANITARIO"
LIFE = "DELITOS CONTRA LA VIDA Y LA INTEGRIDAD PERSONAL"
SEXUAL = "DELITOS CONTRA LA LIBERTAD, INTEGRIDAD Y FORMACION SEXUALES"
FAMILY = "DELITOS CONTRA LA FAMILIA"
THEFT = "Delitos Contra El Patrimonio Economico"

TEEN, ADULT, NONE = "ADOLESCENTE 14 - 17", "ADULTEZ 29 - 59", "SIN DATO"
# the age groups as V2 prints them
CHILD, TEEN_V2 = "Niño, Niña. Población de 0 a 13 años.", "Adolescente de 14 a 17 años."
YOUNG = "Joven. Población de 18 a 28 años."
JAMUNDI = ("Valle Del Cauca", "Jamundí", "76364")
ABEJORRAL = ("Antioquia", "Abejorral", "5002")  # the zero is lost
BOGOTA = ("BOGOTÁ, D. C.", "BOGOTÁ, D.C.", "")  # no code: the name tells
NOWHERE = ("Sin Información", "Sin Información", "")


def _write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _row(header: Sequence[str], columns: str, values: Sequence[str]) -> list[str]:
    """Give a row with values in some columns and NO in all others."""
    known = dict(zip(columns.split(","), values, strict=True))
    return [known.get(column, "NO") for column in header]


def _counts(folder: Path) -> list[Account]:
    file = folder / "Conteo_de_Victimas_synthetic.csv"

    given = [
        # department, municipality, group, age, year, victims
        ("BOGOTÁ, D. C.", "BOGOTÁ, D.C.", "FEMINICIDIO", TEEN, "2022", "2"),
        ("Valle", "CALI", "RECLUTAMIENTO ILICITO", NONE, "2022", "3"),
        ("Antioquia", "MEDELLÍN", "DELITOS SEXUALES", NONE, "2022", "5"),
        ("Antioquia", "MEDELLÍN", "DELITOS SEXUALES", ADULT, "2022", "4"),
        # two spellings of official files, which the aliases know
        ("Antioquia", "SAN PEDRO", "FEMINICIDIO", TEEN, "2022", "1"),
        ("CUNDINAMARCA", "BOGOTA, D.C.", "FEMINICIDIO", TEEN, "2022", "1"),
        ("Boyaca", "NINGUNO", "VIOLENCIA INTRAFAMILIAR", TEEN, "2022", "1"),
        ("Antioquia", "MEDELLÍN", "FEMINICIDIO", TEEN, "2055", "1"),
        ("Antioquia", "MEDELLÍN", "HURTO", TEEN, "2022", "1"),
        ("Antioquia", "MEDELLÍN", "PIRATERIA", TEEN, "2022", "1"),
    ]
    columns = "DEPARTAMENTO,MUNICIPIO,GRUPO_DELITO,GRUPO_EDAD_VICTIMA,ANIO_HECHO,TOTAL_VICTIMAS"
    rows = [_row(COUNTS, columns, values) for values in given]
    _write(file, COUNTS, rows)
    reasons = {
        "age_unknown": 1,
        "adult": 1,
        "no_such_name": 1,
        "year_not_needed": 1,
        "crime_group_not_used": 1,
        "unknown_crime_group": 1,
    }
    return [Account(file.name, "fiscalia", 4, 3, 3, 7, reasons)]


def v2_rows() -> list[list[str]]:
    """Rows of V2, in the order of its columns: five minors, an adult, one unknown, one of 2019."""
    columns = "DEPARTAMENTO_HECHO,MUNICIPIO_HECHO,GRUPO_DELITO,GRUPO_ETARIO,AÑO_HECHOS"
    given = [
        ("DELITOS SEXUALES", CHILD, "2022", "3"),
        ("DELITOS SEXUALES", TEEN_V2, "2022", "2"),
        ("DELITOS SEXUALES", YOUNG, "2022", "7"),
        ("VIOLENCIA INTRAFAMILIAR", TEEN_V2, "2022", "4"),
        ("VIOLENCIA INTRAFAMILIAR", NONE, "2022", "1"),
        ("VIOLENCIA INTRAFAMILIAR", TEEN_V2, "2019", "4"),
    ]
    place = ("Nariño", "PASTO")
    return [_row(V2, f"{columns},TOTAL_VÍCTIMAS", (*place, *values)) for values in given]


_V2_REASONS = {"adult": 1, "age_unknown": 1, "year_not_needed": 1}


def _v2(folder: Path) -> list[Account]:
    file = folder / "Conteo_de_Víctimas_V2.csv"
    _write(file, V2, v2_rows())
    return [Account(file.name, "fiscalia", 3, 1, 2, 9, _V2_REASONS)]


def _v2_portal(folder: Path) -> list[Account]:
    """As the portal's API answers: JSON, technical names, no key where a cell is empty."""
    file = folder / "4mnf-va5w.json"
    rows = [dict(zip(V2_FIELDS, row, strict=True)) for row in v2_rows()]
    del rows[0]["pa_s_nacimiento"]
    file.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return [Account(file.name, "fiscalia", 3, 1, 2, 9, _V2_REASONS)]


def _v3(folder: Path) -> list[Account]:
    file = folder / "Victimas_Fiscalia_V3.csv"

    recruitment, femicide = "RECLUTAMIENTO ILICITO ART. 162", "FEMINICIDIO ART. 104A"
    family = "VIOLENCIA INTRAFAMILIAR ART. 229"
    given = [
        # victim/process/crime id, crime, title, age group, minor, place, year|edition
        # the crime is defined for minors
        ("v1/p1/1", recruitment, DIH, NONE, "NO", JAMUNDI, "2022"),
        ("v2/p2/2", femicide, LIFE, TEEN, "SI", ABEJORRAL, "2022"),
        ("v2/p2/2", femicide, LIFE, TEEN, "SI", ABEJORRAL, "2022"),
        # the same again, in an older edition
        ("v2/p2/2", femicide, LIFE, TEEN, "SI", ABEJORRAL, "2022|30/06/2026"),
        # another crime of the process
        ("v2/p2/3", family, FAMILY, TEEN, "SI", ABEJORRAL, "2022"),
        ("v3/p2/3", f"{family} AGRAVADA", FAMILY, NONE, "Si", BOGOTA, "2022"),
        (
            "v4/p3/4",
            "ACTO SEXUAL ABUSIVO ART. 209",
            SEXUAL,
            "INFANCIA 6 - 11",
            "SI",
            JAMUNDI,
            "2022",
        ),
        # at odds: counted
        ("v5/p4/4", "ACCESO CARNAL VIOLENTO ART. 205", SEXUAL, TEEN, "NO", JAMUNDI, "2022"),
        # at odds: an adult
        ("v6/p5/4", "ACOSO SEXUAL ART. 210A", SEXUAL, ADULT, "SI", JAMUNDI, "2022"),
        ("v7/p6/4", "ACOSO SEXUAL ART. 210A", SEXUAL, NONE, "NO", JAMUNDI, "2022"),
        ("v8/p7/5", "HURTO ART. 239", THEFT, TEEN, "SI", JAMUNDI, "2022"),
        ("v9/p8/6", "HOMICIDIO ART. 103", LIFE, TEEN, "SI", JAMUNDI, "2022"),
        # in the title of armed conflict, and sexual violence
        (
            "v10/p9/7",
            "ACCESO CARNAL VIOLENTO EN PERSONA PROTEGIDA ART. 138",
            DIH,
            TEEN,
            "SI",
            JAMUNDI,
            "2022",
        ),
        ("v11/p10/8", "DELITO NUEVO ART. 999", "Sin Información", TEEN, "SI", JAMUNDI, "2022"),
        ("v12/p11/3", family, FAMILY, TEEN, "SI", NOWHERE, "2022"),
        ("v13/p12/3", family, FAMILY, TEEN, "SI", JAMUNDI, "2019"),
        ("v14/p13/3", family, FAMILY, TEEN, "SI", JAMUNDI, "Sin Información"),
        # an age group as V2 prints it
        ("v15/p14/3", family, FAMILY, CHILD, "", JAMUNDI, "2022"),
    ]
    columns = (
        "id_victima_anonimizado,proceso_anonimizado,deli_id,delito,titulo_delito,grupo_etario,"
        "victima_nna,departamento_hecho_origen,municipio_hecho_origen,cod_dane_hecho_origen,"
        "a_o_hecho_origen,fecha_actualizacion_datos"
    )
    rows = []
    for key, crime, title, age, minor, place, when in given:
        year, _, edition = when.partition("|")
        values = [*key.split("/"), crime, title, age, minor, *place, year, edition or "31/07/2026"]
        rows.append(_row(V3, columns, values))
    _write(file, V3, rows)
    reasons = {
        "duplicate_row": 2,
        "adult": 1,
        "age_unknown": 1,
        "crime_group_not_used": 2,
        "unknown_crime_group": 1,
        "unknown_place": 1,
        "year_not_needed": 1,
        "invalid_year": 1,
    }
    return [Account(file.name, "fiscalia", 8, 4, 6, 8, reasons)]


LAYOUTS = (
    LayoutFixture(
        "fiscalia_counts",
        "Conteo de Víctimas, counts by crime group",
        "a row counts several victims, no codes, SIN DATO for the age, years such as 2055,"
        " Bogotá under Cundinamarca",
        "a",
        _counts,
    ),
    LayoutFixture(
        "fiscalia_v2",
        "Conteo de Víctimas V2, 24 columns, 2018 on",
        "headers with accents, age groups in words of its own, sensitive columns beside",
        "a",
        _v2,
    ),
    LayoutFixture(
        "fiscalia_v2_portal",
        "Conteo de Víctimas V2 as the portal's API gives it, JSON",
        "technical field names (`a_o_hechos`, `total_v_ctimas`), empty cells left out",
        "b",
        _v2_portal,
    ),
    LayoutFixture(
        "fiscalia_v3",
        "Víctimas Fiscalía V3, one row per victim, process and crime",
        "repeated rows, no crime group, lost zeros, two age columns at odds",
        "b",
        _v3,
    ),
)
