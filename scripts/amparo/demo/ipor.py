"""Recruitment risk index, the project's own template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amparo.demo.sheets import Cell, workbook, write_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from amparo.demo.world import World

YEAR = 2021


def write_ipor(path: Path, world: World) -> None:
    """Write the index: divipola as a number, municipio, ipor_nivel 1-5, anio.

    Args:
        path: file to write; its folder is made if needed.
        world: the synthetic country.
    """
    rows: list[list[Cell]] = [["divipola", "municipio", "ipor_nivel", "anio"]]
    rows.extend(
        [place.number, place.name, level, YEAR]
        for place, level in zip(world.places, world.risk.ipor.tolist(), strict=True)
        if level
    )
    with workbook(path) as book:
        write_sheet(book, "IPOR", rows)
