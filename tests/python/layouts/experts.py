"""Expert decisions: the project's own template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .base import Account, LayoutFixture

if TYPE_CHECKING:
    from pathlib import Path

HEADER = (
    "assessment_id,divipola,municipio,decision,severidad_anterior,severidad_nueva,"
    "justificacion,evidencia,propuesto_por,aprobado_por,fecha_aprobacion"
)


def _template(folder: Path) -> list[Account]:
    file = folder / "decisiones_expertas.csv"
    rows = [
        HEADER,
        "2024,05001,Medellín,subir,1,2,Porque sí,Acta 1,Mesa,,2024-03-01",
        "2024,05002,Abejorral,subir,1,2,Porque sí,Acta 1,Mesa,Comité,",
        "2031,05004,Abriaquí,subir,1,2,Porque sí,Acta 1,Mesa,Comité,2024-03-01",
        ",05005,,subir,1,2,Porque sí,Acta 1,Mesa,Comité,2024-03-01",
        "2024,05021,Alejandría,subir,3,2,Porque sí,Acta 1,Mesa,Comité,2024-03-01",
        "2024,05030,Amagá,ajustar,1,2,Porque sí,Acta 1,Mesa,Comité,2024-03-01",
        "2024,05031,Amalfi,subir,1,9,Porque sí,Acta 1,Mesa,Comité,2024-03-01",
        "2024,05034,Andes,subir,1,2,,Acta 1,Mesa,Comité,2024-03-01",
        "2024,05036,Angelópolis,subir,1,2,Porque sí,Acta 1,Mesa,Comité,2099-03-01",
        "2024,99999,Ninguno,subir,1,2,Porque sí,Acta 1,Mesa,Comité,2024-03-01",
    ]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    reasons = {
        "no_rationale": 1,
        "no_approver": 1,
        "no_approval_date": 1,
        "approval_in_future": 1,
        "unknown_assessment": 2,
        "direction_mismatch": 1,
        "invalid_decision": 1,
        "invalid_severity": 1,
        "no_such_code": 1,
    }
    return [Account(file.name, "experts", 0, 10, 0, None, reasons)]


LAYOUTS = (
    LayoutFixture(
        "experts_template",
        "expert decisions on the cluster severity, template of the project",
        "no rationale, no approver, no date or one to come, a direction that contradicts its "
        "values, an unknown assessment or none",
        "a",
        _template,
    ),
)
