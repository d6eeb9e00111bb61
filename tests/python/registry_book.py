"""A small hand-written registry: sheet BD with all 115 columns, five extracts and every trap.

Every child, form and number in it is invented. What is planted as personal is in ``PLANTED``.
"""

from __future__ import annotations

import csv
import datetime as dt
from typing import TYPE_CHECKING, Final

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

HEADERS: Final = """\
Id_fic
Base_Origen
Ficha_fic
Fecha_intervencion
Localidad_fic
Red_fic
Usuario
TIPO_INTERVENCION
PERFIL
TIPO INTERVENCIÓN
.INFORMACIÓN DEL MENOR.
Sub-Sección => INFORMACIÓN DEL MENOR NNA IDENTIFICADO COMO TRABAJADOR
NACIONALIDAD
SEXO
GENERO
ESTADO CIVIL
FECHA DE NACIMIENTO
EDAD
CURSO DE VIDA
ETNIA
POBLACIÓN DIFERENCIAL Y DE INCLUSIÓN
.Personas a Cargo.
OCUPACIÓN
IdNivelEducativo
RazonAbandonoEscolar
CATEGORÍAS DE LA DISCAPACIDAD
HABLA ESPAÑOL
PUEBLO
VÍNCULO CON EL JEFE DE HOGAR
AFILIACIÓN AL SGSSS
NOMBRE EAPB
DIRECCIÓN DE LA VIVIENDA
ZONA
ESPECIAL
LOCALIDAD
UPZ/UPR
BARRIO
BARRIO PRIORIZADO
MANZANA DEL CUIDADO
NUMERO DE MANZANA DEL CUIDADO
ESTRATO
SUBGRUPO SISBEN
TELÉFONO 1
TELÉFONO 2
VEREDA
CORREO  1
CORREO  2
ÚLTIMA INTERVENCIÓN
FECHA DE LA ÚLTIMA INTERVENCIÓN
NÚMERO DE FICHA ANTERIOR
Sub-Sección => INFORMACIÓN DEL ACUDIENTE
AFILIACIÓN AL SGSSS.1
NOMBRE EAPB.1
ESTRATO SOCIOECONÓMICO
Sub-Sección => INFORMACIÓN LABORAL
DIRECCIÓN DEL TRABAJO
ZONA.1
ESPECIAL.1
LOCALIDAD.1
UPZ/UPR.1
BARRIO.1
BARRIO PRIORIZADO.1
MANZANA DEL CUIDADO.1
NUMERO DE MANZANA DEL CUIDADO.1
NOMBRE DE LA UT
¿EN DONDE REALIZA PRINCIPALMENTE SU TRABAJO?
ACOMPAÑAMIENTO 1 - PERFIL
TEMA TRATADOS
IEC
FECHA SEGUIMIENTO
ALERTAS PSICOSOCIALES
CUMPLIÓ
ACOMPAÑAMIENTO 2
PERFIL.1
TEMAS TRATADOS
IEC.1
FECHA
ALERTAS PSICOSOCIALES.1
CUMPLIÓ.1
ACOMPAÑAMIENTO 3
PERFIL.2
TEMAS TRATADOS.1
IEC.2
FECHA.1
ALERTAS PSICOSOCIALES.2
CUMPLIÓ.2
ACOMPAÑAMIENTO 4
PERFIL.3
TEMAS TRATADOS.2
IEC.3
FECHA.2
CUMPLIÓ.3
CONDICIONES CRÓNICAS
ENFERMEDADES TRANSMISIBLES Y ETV
ALERTAS EN NUTRICIÓN
ALERTAS PSICOSOCIALES.3
ALERTAS SALUD BUCAL
ALERTAS INFANCIA
ALERTAS EN MUJERES
ETAPA DE GESTACIÓN
ACUDIENTE AUTORIZA VERIFICACIÓN O TOMA DE PESO Y TALLA
PESO
TALLA_CM
CLASIFICACIÓN NUTRICIONAL
REQUIERE ASESORÍA DE NUTRICIÓN
INTERVENCIÓN DE NIÑO, NIÑA O ADOLESCENTE QUE TERMINA EL PROCESO
FECHA - SEGUIMIENTO CIERRE
NNA DESVINCULADO DE LA ACTIVIDAD LABORAL
Sub-Sección => Intervención de Niño, Niña o Adolescente
Sub-Sección => RESULTADOS DE LA INTERVENCIÓN
ADOLESCENTE TRABAJO PROTEGIDO
Sub-Sección => RESULTADOS DE LA REPOSICION
FECHA - REPOSICIÓN DE PSICÓLOGO O TRABAJADOR SOCIAL POSTERIOR AL SEGUIMIENTO - CIERRE
NNA DESVINCULADO DE LA ACTIVIDAD LABORAL.1
ADOLESCENTE TRABAJO PROTEGIDO.1""".splitlines()

MAR_2021, NOV_2021, SEP_2022, MAR_2023, DEC_2024 = (
    "marzo_octubre 2021",
    "nov21_sep08_2022",
    "sep09_2022_mar2023",
    "MARZO2023_NOVI 2024",
    "dic24_mar25",
)
PHONE, MAIL, ADDRESS, WORK_UNIT = (
    "3007770001",
    "inventada.persona@ejemplo.invalid",
    "CALLE INVENTADA 77 # 7-77",
    "RESTAURANTE DE INVENTADA ZARZALEJO",
)
BIRTH, FORM, GUARDIAN = "2014-06-17", "41970777", "INVENTADA ACUDIENTE"
PLANTED: Final = (
    PHONE,
    MAIL,
    ADDRESS,
    WORK_UNIT,
    "ZARZALEJO",
    BIRTH,
    FORM,
    GUARDIAN,
)
"""What must be found nowhere."""

Cell = str | int | float | dt.date | None
LEFT, PROTECTED = "NNA DESVINCULADO DE LA ACTIVIDAD LABORAL", "ADOLESCENTE TRABAJO PROTEGIDO"
CLOSURE, FOLLOWED = "FECHA - SEGUIMIENTO CIERRE", "FECHA SEGUIMIENTO"
FILLER = dt.date(2023, 10, 13)
CHILD: Final[Mapping[str, Cell]] = {
    "NACIONALIDAD": "Colombia",
    "SEXO": "1- Hombre",
    "FECHA DE NACIMIENTO": dt.date(2014, 6, 17),
}


def row(
    extract: str, form: float | str, *parts: Mapping[str, Cell], **cells: Cell
) -> dict[str, Cell]:
    """One row: sentinels wherever nothing is said, as the workbook has them."""
    base: dict[str, Cell] = dict.fromkeys(HEADERS, 99999)
    base |= {
        "Id_fic": form,
        "Base_Origen": extract,
        "Ficha_fic": form,
        "Localidad_fic": "Ciudad Bolívar",
        "Red_fic": "Sur",
        "Usuario": MAIL,
        "ESTADO CIVIL": "6- No aplica",
        "ETNIA": "6- Ninguno",
        "POBLACIÓN DIFERENCIAL Y DE INCLUSIÓN": "14- No Aplica",
        "CATEGORÍAS DE LA DISCAPACIDAD": "No aplica",
        "TIPO INTERVENCIÓN": "2. Niños - Niñas",
    }
    for part in parts:
        base.update(part)
    return base | cells


def rows() -> list[dict[str, Cell]]:
    """Every row of the small registry, by extract."""
    day = dt.date
    visit = "Fecha_intervencion"
    return [
        # 1-3: no age in the extract; a closure of the limit's last day, one after, one before
        row(
            MAR_2021,
            10101,
            CHILD,
            {visit: day(2021, 6, 16), LEFT: "SI", CLOSURE: day(2022, 6, 16)},
            {f"{PROTECTED}.1": "NO APLICA", "TELÉFONO 1": PHONE},
            {"NOMBRE DE LA UT": WORK_UNIT, "DIRECCIÓN DEL TRABAJO": ADDRESS},
        ),
        row(
            MAR_2021,
            10102,
            CHILD,
            {visit: day(2021, 6, 17), LEFT: "Si", CLOSURE: day(2022, 6, 18)},
        ),
        row(
            MAR_2021,
            10103,
            CHILD,
            {"FECHA DE NACIMIENTO": day(2021, 7, 1)},
            {visit: day(2021, 6, 17), LEFT: "NO", CLOSURE: day(2021, 6, 16)},
        ),
        # 4-6: siblings whose block is blank, the same in every cell
        *[
            row(NOV_2021, "20201", {visit: day(2022, 1, 5), LEFT: "NO", FOLLOWED: "02/////4/"})
            for _ in range(3)
        ],
        row(NOV_2021, 20202.0, {visit: day(2022, 1, 6), LEFT: "SI", FOLLOWED: "2006-01-20"}),
        row(NOV_2021, 20203, {visit: day(2022, 1, 7), LEFT: 99999, FOLLOWED: "2202-02-01"}),
        # 9-10: the result stands in the repeated column, the type in the other one
        row(
            SEP_2022,
            30501,
            CHILD,
            {visit: day(2022, 10, 1), f"{LEFT}.1": "SI", FOLLOWED: day(2022, 11, 2)},
            {CLOSURE: FILLER, "TIPO_INTERVENCION": "Niños-Niñas", "TIPO INTERVENCIÓN": 99999},
            {"EDAD": 8, "CURSO DE VIDA": "infancia", f"{PROTECTED}.1": "NO"},
            OCUPACIÓN="2- Trabajo informal | 3- Estudiante | ",
        ),
        row(
            SEP_2022,
            30502,
            CHILD,
            {"SEXO": "2- Mujer", "FECHA DE NACIMIENTO": "no se sabe"},
            {visit: day(2022, 10, 2), f"{LEFT}.1": "NO", "Red_fic": 3, "EDAD": 15},
            {"TIPO_INTERVENCION": "Adolescentes", "TIPO INTERVENCIÓN": 99999},
        ),
        # 11-12: protected work in the base column; filler dates; a value nobody knows
        row(
            MAR_2023,
            int(FORM),
            CHILD,
            {visit: day(2023, 6, 17), LEFT: "NO APLICA", CLOSURE: FILLER, "EDAD": 9},
            {PROTECTED: "SI", f"{LEFT}.1": "NO", "Red_fic": "Suroccidente"},
            {"VÍNCULO CON EL JEFE DE HOGAR": "5- Nieto(a)", "LOCALIDAD": "7- Bosa"},
            {"INTERVENCIÓN DE NIÑO, NIÑA O ADOLESCENTE QUE TERMINA EL PROCESO": "Si"},
        ),
        row(
            MAR_2023,
            40703,
            CHILD,
            {"SEXO": "Otro texto"},
            {visit: day(2023, 6, 18), LEFT: "TAL VEZ", CLOSURE: day(2023, 7, 18), "EDAD": 99999},
            {"VÍNCULO CON EL JEFE DE HOGAR": "Hijo(a)", "LOCALIDAD": "17- La Candelaria"},
        ),
        # 13-15: open, closed with four accompaniments, and a follow-up that names a form
        row(DEC_2024, 31901, CHILD, {visit: day(2024, 12, 10), "PERFIL": "Trabajador social"}),
        row(
            DEC_2024,
            31902,
            CHILD,
            {visit: day(2024, 12, 11), LEFT: "Si", CLOSURE: day(2025, 1, 20)},
            {"ACOMPAÑAMIENTO 1 - PERFIL": "Psicólogo", FOLLOWED: day(2024, 12, 18)},
            {"CUMPLIÓ": "Si", "TEMA TRATADOS": "Autoconocimiento | Manejo de emociones"},
            {"IEC": "1 | 7", "ALERTAS PSICOSOCIALES": "7- Pautas de crianza inadecuadas"},
            {"PERFIL.1": "Psicólogo", "FECHA": day(2025, 1, 2), "CUMPLIÓ.1": "SI"},
            {"PERFIL.2": "Trabajador social", "FECHA.1": day(2025, 1, 9), "CUMPLIÓ.2": "Si"},
            {"PERFIL.3": "Enfermero", "FECHA.2": day(2025, 1, 25), "CUMPLIÓ.3": "Si"},
            {"ALERTAS INFANCIA": "16- No aplica", "ALERTAS SALUD BUCAL": "4- Caries | 7- Otra"},
            PESO=10000,
            TALLA_CM=1.32,
        ),
        row(
            DEC_2024,
            31903,
            {visit: day(2025, 2, 1), LEFT: "SI", "TIPO INTERVENCIÓN": "5. Seguimiento al efecto"},
            {"NÚMERO DE FICHA ANTERIOR": f"{FORM}.0", CLOSURE: day(2025, 2, 1)},
            {"FECHA DE LA ÚLTIMA INTERVENCIÓN": day(2023, 6, 17)},
        ),
    ]


def write_workbook(
    file: Path,
    delivered: Iterable[Mapping[str, Cell]],
    headers: Sequence[str] = HEADERS,
    *,
    sheet: str = "BD",
    twin: str = "",
) -> None:
    """Write the sheet, and before it one that names guardians.

    Args:
        file: The workbook.
        delivered: Rows by header.
        headers: The headers as they are to be shown, in the order of ``HEADERS``.
        sheet: Name of the sheet.
        twin: Name of another sheet with the same rows, '' for none.
    """
    listed = list(delivered)
    with xlsxwriter.Workbook(str(file)) as book:
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        book.add_worksheet("variables").write_column(0, 0, ["ACUDIENTE", GUARDIAN])
        for name in filter(None, (sheet, twin)):
            page = book.add_worksheet(name)
            page.write_row(0, 0, headers)
            for number, cells in enumerate(listed, start=1):
                for column, header in enumerate(HEADERS):
                    value = cells[header]
                    if isinstance(value, dt.date):
                        moment = dt.datetime.combine(value, dt.time())
                        page.write_datetime(number, column, moment, date)
                    elif value is not None:
                        page.write(number, column, value)


def write_csv(file: Path, delivered: Iterable[Mapping[str, Cell]]) -> None:
    """Write the same as CSV: semicolons, cp1252."""
    with file.open("w", encoding="cp1252", newline="") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(HEADERS)
        writer.writerows([cells[name] for name in HEADERS] for cells in delivered)
