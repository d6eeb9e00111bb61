"""SIVIGILA event 356 (suicide attempts), the 74-column workbook of all ages."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from amparo.demo.allocate import pick, scatter, stream
from amparo.demo.places import plain
from amparo.demo.settings import section
from amparo.demo.sheets import Cell, workbook, write_sheet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from amparo.demo.places import Place
    from amparo.demo.world import World

YEAR = 2021
_ABROAD = "862"


def _cases(rng: np.random.Generator, world: World) -> NDArray[np.int64]:
    """Draw the rows, columns place (-1 abroad), age, unit, adjustment (position in `demo.yml`)."""
    settings = section("sivigila")
    everybody = world.population.total(2022) * world.risk.harm
    minors = np.repeat(np.arange(len(world.places)), world.attempts)
    young = 8 + pick(rng, settings["young_ages"], minors.size)
    units = np.ones(minors.size, dtype=np.int64)
    # Babies in months, days, hours and minutes: an age of 11 months must not read as 11 years.
    odd = rng.choice(minors.size, size=sum(settings["units"].values()), replace=False)
    units[odd] = np.repeat(list(settings["units"]), list(settings["units"].values()))
    young[odd] = rng.integers(1, 12, odd.size)
    young[odd[0]] = 11
    adults = np.repeat(np.arange(len(world.places)), scatter(rng, settings["adults"], everybody))
    old = 18 + pick(rng, [max(1, 60 - step) for step in range(70)], adults.size)
    valid = [
        np.column_stack([minors, young, units, np.zeros_like(minors)]),
        np.column_stack([adults, old, np.ones_like(adults), np.zeros_like(adults)]),
    ]
    # Discarded rows repeat what valid ones look like; they only differ in AJUSTE.
    every = np.concatenate(valid)
    count = settings["discarded"]
    discarded = every[rng.choice(len(every), size=count, replace=False)]
    discarded[:, 3] = 1 + np.arange(count) % 2
    abroad = every[rng.choice(len(every), size=settings["abroad"], replace=False)]
    abroad[:, 0] = -1
    rows = np.concatenate([every, discarded, abroad])
    return rows[rng.permutation(len(rows))]


def _place_cells(world: World, where: int, home: int) -> dict[str, Cell]:
    """Write occurrence, residence and notification; `where` is -1 for an event abroad."""
    settings = section("sivigila")
    at = world.places[where if where >= 0 else home]
    house = world.places[home]

    def names(place: Place) -> tuple[str, str]:
        name = settings["names"].get(place.code, place.name)
        return plain(place.department), plain(name)

    notified, residence = names(at), names(house)
    occurred = notified if where >= 0 else tuple(settings["abroad_names"])
    return {
        "COD_PAIS_O": "170" if where >= 0 else _ABROAD,
        "COD_DPTO_O": at.department_code if where >= 0 else "01",
        "COD_MUN_O": at.code[2:] if where >= 0 else _ABROAD,
        "COD_PAIS_R": "170",
        "COD_DPTO_R": house.department_code,
        "COD_MUN_R": house.code[2:],
        "COD_DPTO_N": at.department_code,
        "COD_MUN_N": at.code,
        "Pais_ocurrencia": "COLOMBIA" if where >= 0 else "VENEZUELA",
        "Departamento_ocurrencia": occurred[0],
        "Municipio_ocurrencia": occurred[1],
        "Departamento_residencia": residence[0],
        "Municipio_residencia": residence[1],
        "Departamento_Notificacion": notified[0],
        "Municipio_notificacion": notified[1],
    }


def case_rows(world: World) -> Iterator[list[Cell]]:
    """Yield the header and the rows: text cells only, leading zeros kept, fixed-width blanks.

    Args:
        world: the synthetic country.

    Yields:
        74 cells per row; `None` is an empty cell.
    """
    settings = section("sivigila")
    header: list[str] = settings["header"]
    yield list(header)
    rng = stream(world.seed, "sivigila")
    rows = _cases(rng, world)
    count = len(rows)
    everybody = world.population.total(2022)
    home = np.where(rng.random(count) < 0.05, pick(rng, everybody, count), rows[:, 0])
    home = np.where(home < 0, pick(rng, everybody, count), home).tolist()
    female = (rng.random(count) < 0.66).tolist()
    day = rng.integers(0, 363, count).tolist()
    codes = {
        name: (1 + pick(rng, weights, count)).tolist()
        for name, weights in settings["coded"].items()
    }
    social = pick(rng, [50, 43, 4, 3], count).tolist()
    base: dict[str, Cell] = {**dict.fromkeys(header), **settings["fixed"]}
    dates = [(date(YEAR, 1, 3) + timedelta(days=step)).isoformat() for step in range(366)]
    known: dict[tuple[int, int], dict[str, Cell]] = {}
    for number, (where, years, unit, adjustment) in enumerate(rows.tolist()):
        pair = (where, home[number])
        if pair not in known:
            known[pair] = _place_cells(world, *pair)
        step = day[number]
        cells = {
            **base,
            **known[pair],
            **{name: str(values[number]) for name, values in codes.items()},
            "CONSECUTIVE": f"SINT{number + 1:07d}",
            "FEC_NOT": dates[step + 2],
            "SEMANA": f"{min(52, 1 + step // 7):02d}",
            "EDAD": str(years),
            "UNI_MED": str(unit),
            "SEXO": "F" if female[number] else "M",
            "TIP_SS": settings["social_security"][social[number]],
            "FEC_CON": dates[step],
            "INI_SIN": dates[step],
            "FEC_HOS": dates[step] if codes["PAC_HOS"][number] == 1 else None,
            "AJUSTE": settings["adjustments"][adjustment],
        }
        yield list(cells.values())


def write_sivigila(path: Path, world: World) -> None:
    """Write the workbook of 2021.

    Args:
        path: file to write; its folder is made if needed.
        world: the synthetic country.
    """
    with workbook(path) as book:
        write_sheet(book, "Hoja1", case_rows(world))
