"""Fiscalía "Conteo de Víctimas", one file per group of crimes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from amparo.demo.allocate import pick, scatter, stream, tally
from amparo.demo.settings import section
from amparo.demo.sheets import quoted, write_lines

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from amparo.demo.places import Place
    from amparo.demo.world import World

GROUPS = ("reclutamiento", "delitos_sexuales", "feminicidio", "violencia_intrafamiliar")
YEAR = 2022
_YES = ("NO", "SI")
_SEXES = ("MASCULINO", "FEMENINO", "")


def place_fields(place: Place) -> tuple[str, str]:
    """Return department and municipality the way the Fiscalía spells them, without any code."""
    settings = section("fiscalia")
    department = settings["departments"].get(place.department_code, place.department)
    return department, settings["names"].get(place.code, place.official)


def _ages(
    rng: np.random.Generator, group: str, minors: NDArray[np.int64], adults: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Draw the age of every victim as a position in minor ages + adult ages + the missing one."""
    settings = section("fiscalia")
    young = list(settings["minor_ages"].values())
    old = list(settings["adult_ages"].values())
    ages = np.concatenate(
        [pick(rng, young, int(minors.sum())), len(young) + pick(rng, old, int(adults.sum()))]
    )
    if group == "reclutamiento":
        # Recruited children are adolescents, a few registered as the adults they have become; a
        # fifth has no age, as in every group.
        ages = pick(rng, [0, 0, 60, 140, 5], ages.size)
        ages[rng.random(ages.size) < settings["unknown_age"]] = len(young) + len(old)
    return ages


def _victims(rng: np.random.Generator, world: World, group: str) -> NDArray[np.int64]:
    """Draw the attributes of every victim, shape (victims, place, year, age)."""
    settings = section("fiscalia")
    places = len(world.places)
    weights = world.population.total(2022) * world.risk.violence
    minors = world.fiscalia[group]
    adults = scatter(rng, settings["adults"][group], weights)
    missing = len(settings["minor_ages"]) + len(settings["adult_ages"])
    known = int(minors.sum() + adults.sum())
    place = np.concatenate([np.repeat(np.arange(places), count) for count in (minors, adults)])
    blocks = [np.stack([place, np.full(known, YEAR), _ages(rng, group, minors, adults)], axis=1)]
    share = settings["unknown_age"]
    extra = 0 if group == "reclutamiento" else round(known * share / (1 - share))
    ageless = pick(rng, weights, extra)
    blocks.append(np.stack([ageless, np.full(extra, YEAR), np.full(extra, missing)], axis=1))
    for year, part in settings["other_years"].items():
        count = max(2, round(known * part))
        where = pick(rng, weights, count)
        blocks.append(
            np.stack([where, np.full(count, year), rng.integers(0, missing + 1, count)], axis=1)
        )
    strays = 2 * len(settings["unresolved"])
    where = places + np.arange(strays) % len(settings["unresolved"])
    blocks.append(np.stack([where, np.full(strays, YEAR), np.full(strays, 3)], axis=1))
    return np.concatenate(blocks)


def victim_rows(world: World, group: str) -> list[str]:
    """Return the data lines of one file: combinations of attributes with their victims.

    Args:
        world: the synthetic country.
        group: one of `GROUPS`.

    Returns:
        CSV lines of 25 fields; no combination comes twice.
    """
    settings = section("fiscalia")
    rng = stream(world.seed, f"fiscalia {group}")
    victims = _victims(rng, world, group)
    count = len(victims)
    stages = list(settings["stages"])
    stage = pick(rng, list(settings["stages"].values()), count)
    late = pick(rng, [90, 9, 1], count)
    share = settings["female"][group]
    sex_of = pick(rng, [1 - share, share, 0.004], count)
    crime = pick(rng, list(settings["crimes"][group].values()), count)
    born = pick(rng, [87, 9, 4], count)
    # One case in ten is joined, split or closed: those flags are rare, the rest follow the stage.
    rare = pick(rng, [96, 2, 1, 1], count)
    table = np.column_stack([victims, stage, late, sex_of, crime, born, rare])
    unique, totals = tally(table)
    fields = [place_fields(place) for place in world.places]
    fields += [(department, name) for department, name in settings["unresolved"]]
    ages = [*settings["minor_ages"], *settings["adult_ages"], settings["no_age"]]
    crimes = [quoted(text) for text in settings["crimes"][group]]
    label = quoted(settings["groups"][group])
    starts = [
        (
            quoted(department),
            quoted(name),
            quoted(f"DIRECCIÓN SECCIONAL DE {department.upper().replace(', D. C.', '')}"),
        )
        for department, name in fields
    ]
    lines = []
    for row, victims_here in zip(unique.tolist(), totals.tolist(), strict=True):
        place, year, age, at, delay, sex, what, country, flag = row
        department, name, section_name = starts[place]
        # A typing error sits in the year of the event only: the report has a plausible one.
        reported = (YEAR if year > 2050 else year) + delay
        charged = int(1 <= at <= 4)
        closed = int(at in {2, 4})
        youth = "Ley 1098" if flag == 3 else "Ley 906"
        active = "INACTIVO" if closed or (at == 0 and flag == 2) else "ACTIVO"
        country_name = ("Colombia", "", "Venezuela")[country]
        dead = _YES[group == "feminicidio" and at < 3]
        lines.append(
            f"{_YES[flag != 2]},{_YES[flag == 1]},{_YES[flag == 3]},{active},{stages[at]},"
            f"{reported},{reported},{year},{youth},Colombia,{department},{name},{section_name},"
            f"{label},{crimes[what]},{_YES[charged]},{_YES[closed]},{_YES[flag == 2]},"
            f"{_YES[int(at in {1, 2})]},{_YES[int(at == 2)]},{_SEXES[sex]},"
            f"{ages[age]},{country_name},{dead},{victims_here}"
        )
    return lines


def write_fiscalia(path: Path, world: World, group: str) -> None:
    """Write the file of one group of crimes.

    Args:
        path: file to write; its folder is made if needed.
        world: the synthetic country.
        group: one of `GROUPS`.
    """
    header = ",".join(section("fiscalia")["header"])
    write_lines(path, [header, *victim_rows(world, group)])
