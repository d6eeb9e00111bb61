"""Defensoría export of early warnings, and the project's template that classifies them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from amparo.demo.allocate import stream
from amparo.demo.settings import section
from amparo.demo.sheets import Cell, workbook, write_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from amparo.demo.alerts import Alert
    from amparo.demo.world import World

_EPOCH = date(1899, 12, 30)  # day 0 of Excel's calendar, counting its false leap day of 1900


def _listed(world: World, alert: Alert) -> str:
    """Write the places of an alert: "A, B (Depto); C (Depto)"."""
    settings = section("defensoria")
    groups: dict[str, list[str]] = {}
    for position in alert.places:
        place = world.places[position]
        department = settings["departments"].get(place.department_code, place.department)
        name = settings["names"].get(place.code, place.name)
        groups.setdefault(department, []).append(name)
    return "; ".join(f"{', '.join(names)} ({department})" for department, names in groups.items())


def _calm(world: World) -> list[str]:
    """Return the codes of the assessed year's alerts that are not about recruitment."""
    year = section("defensoria")["year"]
    return [alert.code for alert in world.alerts if alert.year == year and not alert.recruitment]


def write_alerts(path: Path, world: World) -> None:
    """Write the export: five title rows, header on row 6, one row per alert.

    Args:
        path: file to write; its folder is made if needed.
        world: the synthetic country.
    """
    settings = section("defensoria")
    rng = stream(world.seed, "defensoria")
    calm = _calm(world)
    # None of these changes a count of recruitment alerts: they belong to the other alerts.
    cut, nowhere = set(calm[3:5]), calm[6]
    rows: list[list[Cell]] = [[title] for title in settings["titles"]]
    rows.append(list(settings["header"]))
    for alert in world.alerts:
        issued = date(alert.year, 1, 1) + timedelta(days=alert.day - 1)
        places = _listed(world, alert)
        if alert.code in cut:
            places += " ... y Otros"
        if alert.code == nowhere:
            places += f"; {settings['nowhere']}"
        armed = settings["groups"][: 1 + int(rng.integers(0, len(settings["groups"])))]
        rows.append(
            [
                alert.code,
                settings["kinds"][int(rng.integers(0, len(settings["kinds"])))],
                (issued - _EPOCH).days,
                settings["topics"][int(alert.recruitment)],
                places,
                f"https://example.org/sintetico/{alert.code}",
                "; ".join(armed),
            ]
        )
    with workbook(path) as book:
        write_sheet(book, "Reporte de Alertas", rows)


def write_classification(path: Path, world: World) -> None:
    """Write the template: one row per alert, one alert of the assessed year left blank.

    Args:
        path: file to write; its folder is made if needed.
        world: the synthetic country.
    """
    settings = section("defensoria")
    blank = _calm(world)[1]
    answers = ("NO", "SI")
    rows: list[list[Cell]] = [list(settings["template"])]
    for alert in world.alerts:
        if alert.code == blank:
            rows.append([alert.code])
            continue
        rows.append(
            [
                alert.code,
                answers[alert.recruitment],
                answers[alert.minors],
                settings["classifier"],
                f"{alert.year + 1}-02-15",
                settings["origin"],
            ]
        )
    with workbook(path) as book:
        write_sheet(book, "clasificacion", rows)
