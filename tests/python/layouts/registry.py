"""The registry of interventions: sheet BD of the workbook, the same as CSV; population."""

from __future__ import annotations

from typing import TYPE_CHECKING

from registry_book import DEC_2024, HEADERS, rows, write_csv, write_workbook

from .base import Account, LayoutFixture

if TYPE_CHECKING:
    from pathlib import Path


def _workbook(folder: Path) -> list[Account]:
    file = folder / "registro_nna_sintetico.xlsx"
    delivered = rows()
    write_workbook(file, delivered)
    return [Account(file.name, "registry", len(delivered), 0, 0, len(delivered))]


def _csv(folder: Path) -> list[Account]:
    file = folder / "registro_nna_dic24_sintetico.csv"
    delivered = [row for row in rows() if row["Base_Origen"] == DEC_2024]
    delivered.append(delivered[0] | {"Fecha_intervencion": "sin fecha"})
    write_csv(file, delivered)
    used = len(delivered) - 1
    return [Account(file.name, "registry", used, 1, 0, used, {"invalid_date": 1})]


def _repeated_headers(folder: Path) -> list[Account]:
    """Excel's own headers: PERFIL stands there four times, LOCALIDAD twice."""
    file = folder / "registro_nna_encabezados_sintetico.xlsx"
    delivered = rows()[:3]
    headers = [
        name[:-2] if name[-2:] in {".1", ".2", ".3"} and name[:-2] in HEADERS else name
        for name in HEADERS
    ]
    write_workbook(file, delivered, headers)
    return [Account(file.name, "registry", 3, 0, 0, 3)]


def _population(folder: Path) -> list[Account]:
    file = folder / "poblacion_localidad_sintetico.csv"
    lines = (
        "codigo_localidad;anio;edad;poblacion",
        "19;2023;0;9000",
        "19;2023;17;9500",
        "19;2023;18;9900",
        "7;2023;5;8000",
        "99;2023;5;1",
        "7;2023;cinco;8000",
    )
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    reasons = {"adult": 1, "unknown_localidad": 1, "age_unknown": 1}
    return [Account(file.name, "registry", 3, 2, 1, None, reasons)]


LAYOUTS = (
    LayoutFixture(
        "registry_workbook",
        "Registry of interventions, sheet BD with 115 columns and five extracts",
        "siblings in one form, sentinels, filler dates, result in a repeated column, SI and Si",
        "a",
        _workbook,
    ),
    LayoutFixture(
        "registry_csv",
        "Registry of interventions, one extract as CSV",
        "cp1252 with semicolons, an intervention date that cannot be read",
        "b",
        _csv,
    ),
    LayoutFixture(
        "registry_repeated_headers",
        "Registry of interventions, headers as Excel repeats them",
        "PERFIL four times, told by their order",
        "c",
        _repeated_headers,
    ),
    LayoutFixture(
        "registry_population",
        "Population by localidad and age, the project's own template",
        "adults, an unknown localidad, an age in words",
        "a",
        _population,
    ),
)
