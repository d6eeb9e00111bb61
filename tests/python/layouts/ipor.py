"""IPOR: the project's own template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .base import Account, LayoutFixture

if TYPE_CHECKING:
    from pathlib import Path


def _template(folder: Path) -> list[Account]:
    file = folder / "IPOR_plantilla.csv"
    rows = [
        "divipola,municipio,ipor_nivel,anio",
        "05001,Medellín,3,2021",
        "5002,Abejorral,2,2021",  # the zero is lost
        "05004,Abriaquí,7,2021",  # no such level
        "05021,Alejandría,2,2020",  # a year no assessment uses
    ]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    reasons = {"invalid_level": 1, "year_not_needed": 1}
    return [Account(file.name, "ipor", 2, 1, 1, None, reasons)]


LAYOUTS = (
    LayoutFixture(
        "ipor_template",
        "IPOR level per municipality, template of the project",
        "lost zeros, levels outside 1 to 5",
        "a",
        _template,
    ),
)
