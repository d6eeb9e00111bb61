"""Children and adolescents by localidad, year and age: the optional template rates need."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from amparo.demo.allocate import share_out, whole_weights
from amparo.demo.settings import registry
from amparo.demo.sheets import write_lines

if TYPE_CHECKING:
    from pathlib import Path

    from amparo.demo.world import World

_CITY = "11001"


def write_localidades(path: Path, world: World) -> None:
    """Split the minors of the synthetic city over localidades and ages.

    Args:
        path: file to write; its folder is made if needed.
        world: the synthetic country, whose years are the nearest where it lacks one.
    """
    settings = registry("localidad_population")
    known = sorted(settings["known_years"])
    city = world.position(_CITY)
    codes = list(settings["thousands"])
    ages = range(settings["ages"])
    minors = range(settings["minor_ages"])
    weights = np.outer(list(settings["thousands"].values()), np.ones(len(minors))).ravel()
    lines = ["codigo_localidad,anio,edad,poblacion"]
    for year in settings["years"]:
        nearest = min(max(year, known[0]), known[-1])
        total = int(world.population.minors(nearest)[city])
        people = share_out(total, whole_weights(weights)).reshape(len(codes), len(minors))
        lines += [
            f"{code:02d},{year},{age},{people[at, min(age, minors[-1])]}"
            for at, code in enumerate(codes)
            for age in ages
        ]
    write_lines(path, lines)
