"""Defensoría: the export of alerts, and the cluster's classification template."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import xlsxwriter

from .base import Account, LayoutFixture

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SERIAL_2022 = 44652  # 1 April 2022
SERIAL_2019 = 43500


def _book(path: Path, sheet: str, rows: Sequence[Sequence[Any]]) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)


def _export(folder: Path) -> list[Account]:
    header = ["Código", "Tipo", "Fecha Emisión", "Tema", "Municipios", "Enlace", "Grupos"]
    alerts: list[tuple[str, int | str, str]] = [
        ("001-22", SERIAL_2022, "Calamar, El Retorno (Guaviare); Bogotá, D.C. (Bogotá, D.C.)"),
        ("002-22", SERIAL_2022, "Nunca Jamás, Medellín (Antioquia) ... y Otros"),
        ("003-22", SERIAL_2022, "Cali (Valle del Cauca)"),
        ("004-22", SERIAL_2022, "Pasto (Nariño)"),
        ("005-19", SERIAL_2019, "Pasto (Nariño)"),
        ("006-22", "sin fecha", "Pasto (Nariño)"),
    ]
    rows: list[list[Any]] = [[title] for title in ("Defensoría del Pueblo", "", "SAT", "", "")]
    rows.append(header)
    rows += [[code, "Inminencia", day, "", places, "", "A; B"] for code, day, places in alerts]
    export = folder / "Reporte_de_Alertas_Tempranas.xlsx"
    _book(export, "Reporte", rows)

    template = folder / "clasificacion_alertas.xlsx"
    answers = [
        [
            "codigo",
            "reclutamiento",
            "afecta_nna",
            "clasificado_por",
            "fecha_clasificacion",
            "fuente",
        ],
        ["001-22", "SI", "SI", "Equipo", "2023-02-15", ""],
        ["002-22", "SI", "SI", "Equipo", "2023-02-15", ""],
        ["003-22", "NO", "SI", "Equipo", "2023-02-15", ""],
        ["005-19", "SI", "SI", "Equipo", "2023-02-15", ""],
        ["077-22", "SI", "SI", "Equipo", "2023-02-15", ""],  # no such alert
        ["003-22", "QUIZÁS", "SI", "Equipo", "2023-02-16", ""],
    ]
    _book(template, "clasificacion", answers)
    return [
        Account(
            export.name,
            "defensoria",
            2,
            2,
            2,
            4,
            {
                "no_such_name": 1,
                "not_recruitment": 1,
                "alert_not_classified": 1,
                "year_not_needed": 1,
                "invalid_date": 1,
            },
        ),
        Account(
            template.name,
            "defensoria",
            3,
            2,
            1,
            None,
            {"alert_not_listed": 1, "invalid_answer": 1, "year_not_needed": 1},
        ),
    ]


LAYOUTS = (
    LayoutFixture(
        "defensoria_export",
        "export of the early warnings with the cluster's classification template",
        "five title rows, Excel dates, several municipalities and departments in one cell, lists"
        " cut with 'y Otros', alerts nobody classified",
        "a",
        _export,
    ),
)
