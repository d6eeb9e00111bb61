"""What a fault states, and the small sound extract most faults spoil."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Ending = Literal["refused", "stopped", "set aside", "accounted for", "harmless", "stated twice"]
"""How a run ends: a file refused at landing, the build stopped by the gate, rows set aside with a
reason, rows in or out of scope as they say and adding up, the same result as without the fault, or
stopped because two files state the same facts."""

FISCALIA = (
    "HECHO",
    "RUPTURA",
    "CONEXO",
    "ESTADO_NOTICIA",
    "ETAPA",
    "ANIO_DENUNCIA",
    "ANIO_ENTRADA",
    "ANIO_HECHO",
    "LEY",
    "PAIS",
    "DEPARTAMENTO",
    "MUNICIPIO",
    "SECCIONAL",
    "GRUPO_DELITO",
    "DELITO",
    "IMPUTACION",
    "CONDENA",
    "ATIPICIDAD_INEXISTENCIA",
    "ACUSACION",
    "CAPTURA",
    "SEXO_VICTIMA",
    "GRUPO_EDAD_VICTIMA",
    "PAIS_NACIMIENTO",
    "HOMICIDIO_DOLOSO_CONSUMADO",
    "TOTAL_VICTIMAS",
)
SEED = Path(__file__).parents[3] / "seeds" / "reference" / "municipalities.csv"
AGES = ("ADOLESCENTE 14 - 17", "INFANCIA 6 - 11", "PRIMERA INFANCIA 0 - 5", "ADULTEZ 29 - 59")
DEPARTMENTS = {"05": "Antioquia", "15": "Boyacá", "25": "Cundinamarca", "68": "Santander"}
FILE = "Conteo_de_Victimas_feminicidio.csv"


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong.

    Attributes:
        fault_id: Short name.
        what: What is done, English, one line.
        spoil: Does it to a folder that holds the sound extract.
        ends: How the run must end.
        reads: Texts that what the user reads in Spanish must hold.
    """

    fault_id: str
    what: str
    spoil: Callable[[Path], None]
    ends: Ending
    reads: tuple[str, ...] = ()


@cache
def places() -> list[tuple[str, str]]:
    """Department and municipality as the Fiscalía writes them: 25 of each of four departments."""
    with SEED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        (department, row["municipality_name_official"])
        for code, department in DEPARTMENTS.items()
        for row in [row for row in rows if row["department_code"] == code][:25]
    ]


def sound_rows(count: int = 100) -> list[dict[str, str]]:
    """Rows of the sound extract: Fiscalía, feminicides of 2022, 1 to 3 victims each."""
    rows = []
    for number in range(count):
        department, municipality = places()[number % len(places())]
        row = dict.fromkeys(FISCALIA, "NO") | {
            "HECHO": "SI",
            "ESTADO_NOTICIA": "ACTIVO",
            "ETAPA": "INDAGACIÓN",
            "ANIO_DENUNCIA": "2022",
            "ANIO_ENTRADA": "2022",
            "ANIO_HECHO": "2022",
            "LEY": "Ley 906",
            "PAIS": "Colombia",
            "DEPARTAMENTO": department,
            "MUNICIPIO": municipality,
            "SECCIONAL": f"DIRECCIÓN SECCIONAL {number}",
            "GRUPO_DELITO": "FEMINICIDIO",
            "DELITO": "FEMINICIDIO ART. 104A C.P.",
            "SEXO_VICTIMA": "FEMENINO",
            "GRUPO_EDAD_VICTIMA": AGES[number % len(AGES)],
            "PAIS_NACIMIENTO": "Colombia",
            "TOTAL_VICTIMAS": str(1 + number % 3),
        }
        rows.append(row)
    return rows


def csv_text(
    rows: Sequence[dict[str, str]], header: Sequence[str] = FISCALIA, *, delimiter: str = ","
) -> str:
    """Rows as CSV text under a header; the columns keep the order of the sound extract."""
    held = io.StringIO()
    writer = csv.writer(held, lineterminator="\n", delimiter=delimiter)
    writer.writerow(header)
    writer.writerows([row[name] for name in FISCALIA] for row in rows)
    return held.getvalue()


def write_sound(folder: Path) -> Path:
    """Write the sound extract; gives the file."""
    file = folder / FILE
    file.write_text(csv_text(sound_rows()), encoding="utf-8")
    return file
