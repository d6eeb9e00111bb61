"""UNGRD emergencies: the Spanish yearly workbook and the translated copy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from amparo.demo.allocate import pick, scatter, share_out, stream
from amparo.demo.places import plain
from amparo.demo.settings import section
from amparo.demo.sheets import Cell, workbook, write_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from amparo.demo.world import World

_FIRE = 0  # position of the vegetation fire among the natural events


@dataclass
class _Event:
    """One emergency; `place` is a position, or past the places a department or odd code."""

    day: int
    place: int
    kind: str
    people: int = 0


def _exposure(world: World) -> NDArray[np.float64]:
    """Weigh municipalities by size, with far less than proportion."""
    return np.sqrt(world.population.total(2022)) * np.exp(0.2 * np.clip(world.risk.score, -3, 3))


def _municipal(
    rng: np.random.Generator,
    world: World,
    count: int,
    kinds: dict[str, float],
    people: NDArray[np.int64],
) -> list[_Event]:
    """Draw natural events whose people add up to `people` in every municipality."""
    names = list(kinds)
    hit = np.flatnonzero(people)
    first = [
        (int(place), names[int(kind)])
        for place, kind in zip(hit, 1 + pick(rng, list(kinds.values())[1:], hit.size), strict=True)
    ]
    rest = count - hit.size
    places = np.repeat(np.arange(len(world.places)), scatter(rng, rest, _exposure(world)))
    kind = pick(rng, list(kinds.values()), rest)
    days = rng.integers(0, 365, count).tolist()
    events = [
        _Event(days[number], place, name)
        for number, (place, name) in enumerate(
            [
                *first,
                *((int(where), names[int(at)]) for where, at in zip(places, kind, strict=True)),
            ]
        )
    ]
    by_place: dict[int, list[_Event]] = {}
    for event in events:
        # Vegetation fires rarely affect people; the rest share the municipality's people.
        if event.kind != names[_FIRE]:
            by_place.setdefault(event.place, []).append(event)
    for place in hit.tolist():
        mine = by_place[place]
        weights = np.where(np.arange(len(mine)) % 2 == 0, rng.integers(1, 1000, len(mine)), 0)
        for event, share in zip(mine, share_out(int(people[place]), weights).tolist(), strict=True):
            event.people = share
    return events


def build_2022(world: World) -> list[_Event]:
    """Draw the events of 2022, natural and not, by day.

    Args:
        world: the synthetic country.

    Returns:
        7,950 events; the people of the natural ones of each municipality add up to its risk.
    """
    settings = section("ungrd")
    rng = stream(world.seed, "ungrd 2022")
    places, departments = len(world.places), _departments(world)
    total = int(settings["rows"][2022])
    accidents = round(total * settings["not_natural"])
    wide = int(settings["department_rows"])
    strange = [place for place, row in enumerate(settings["strange"]) for _ in range(row["rows"])]
    natural = total - accidents - wide - len(strange)
    kinds = settings["natural"]
    events = _municipal(rng, world, natural, kinds, world.risk.disaster_people)
    weights = list(settings["accidents"].values())
    for where, at in zip(
        pick(rng, _exposure(world), accidents), pick(rng, weights, accidents), strict=True
    ):
        people = int(rng.integers(1, 12)) if rng.random() < 0.6 else 0
        kind = list(settings["accidents"])[at]
        events.append(_Event(int(rng.integers(0, 365)), int(where), kind, people))
    for at in rng.integers(0, len(departments), wide).tolist():
        events.append(_Event(int(rng.integers(0, 365)), places + at, list(kinds)[1]))
    for at in strange:
        where = places + len(departments) + at
        events.append(_Event(int(rng.integers(0, 365)), where, list(kinds)[1], 8))
    return sorted(events, key=lambda event: (event.day, event.place, event.kind, event.people))


def build_2021(world: World) -> list[_Event]:
    """Draw the natural events of 2021, by day; nothing else depends on them."""
    settings = section("ungrd")
    rng = stream(world.seed, "ungrd 2021")
    places, departments = len(world.places), _departments(world)
    wide = int(settings["department_rows"]) // 4
    count = int(settings["rows"][2021]) - wide
    people = world.risk.disaster_people // 5
    # Fewer events than municipalities with people: the smaller ones had a quiet year.
    people = np.where(people >= 20, people, 0)
    events = _municipal(rng, world, count, settings["translated"], people)
    for at in rng.integers(0, len(departments), wide).tolist():
        kind = list(settings["translated"])[1]
        events.append(_Event(int(rng.integers(0, 365)), places + at, kind))
    return sorted(events, key=lambda event: (event.day, event.place, event.kind, event.people))


def _departments(world: World) -> list[tuple[str, str]]:
    """Return code and name of every department but the capital district."""
    found = {place.department_code: plain(place.department) for place in world.places}
    return [(code, name) for code, name in sorted(found.items()) if code != "11"]


def _fields(world: World) -> list[tuple[str, str, int]]:
    """Return department, municipality and code number of every position an event can have."""
    settings = section("ungrd")
    rename = settings["departments"]
    fields = [
        (
            rename.get(place.department_code, plain(place.department)),
            plain(settings["names"].get(place.code, place.name)),
            place.number,
        )
        for place in world.places
    ]
    fields += [
        (rename.get(code, name), "DEPARTAMENTO", int(code)) for code, name in _departments(world)
    ]
    return fields + [
        (row["department"], row["municipality"], row["code"]) for row in settings["strange"]
    ]


def _damage(rng: np.random.Generator, people: int) -> dict[str, int]:
    """Draw the losses of an event from the people it affected."""
    families = -(-people // 4)
    struck = people > 40
    return {
        "dead": int(rng.integers(1, 4)) if rng.random() < 0.02 else 0,
        "injured": int(rng.integers(1, 8)) if rng.random() < 0.02 else 0,
        "missing": int(rng.random() < 0.005),
        "people": people,
        "families": families,
        "destroyed": int(rng.integers(0, 2 + families // 20)) if people else 0,
        "damaged": int(rng.integers(0, 1 + families)) if people else 0,
        "roads": int(rng.random() < 0.12),
        "bridges": int(rng.random() < 0.05),
        "footbridges": int(rng.random() < 0.03),
        "water": int(struck and rng.random() < 0.2),
        "sewer": int(struck and rng.random() < 0.08),
        "health": int(struck and rng.random() < 0.05),
        "schools": int(struck and rng.random() < 0.15),
        "halls": int(struck and rng.random() < 0.05),
        "hectares": int(rng.integers(1, 60)) if rng.random() < 0.35 else 0,
    }


def write_ungrd_2022(path: Path, world: World) -> None:
    """Write the workbook of 2022 with Spanish headers, codes as numbers, dates as text.

    Args:
        path: file to write; its folder is made if needed.
        world: the synthetic country.
    """
    settings = section("ungrd")
    rng = stream(world.seed, "ungrd damage 2022")
    fields = _fields(world)
    rows: list[list[Cell]] = [list(settings["header"])]
    for event in build_2022(world):
        moment = date(2022, 1, 1) + timedelta(days=event.day)
        department, municipality, code = fields[event.place]
        stamp = f"{moment:%m/%d/%Y} 12:00:00 AM"
        losses = _damage(rng, event.people)
        rows.append([stamp, department, municipality, event.kind, code, *losses.values(), None])
    with workbook(path) as book:
        write_sheet(book, "Sheet1", rows)


def worn(value: int) -> str:
    """Write a number as the translated copy does: comma thousands, trailing zeros lost.

    Args:
        value: 0 or more.

    Returns:
        For example 5030 as "5,03" and 1100 as "1,1"; below 1,000 unchanged.
    """
    text = f"{value:,}"
    return text.rstrip("0").rstrip(",") if "," in text else text


def write_ungrd_2021(path: Path, world: World) -> None:
    """Write the translated copy of 2021: English headers, codes and people as worn text.

    Args:
        path: file to write; its folder is made if needed.
        world: the synthetic country.
    """
    settings = section("ungrd")
    rng = stream(world.seed, "ungrd damage 2021")
    fields = _fields(world)
    header = [*settings["translated_header"], *(f"Unnamed: {at}" for at in range(30, 71))]
    # Aid columns beside the emergency: nothing was paid in the demo.
    aid = ["$ 0"] * (len(header) - 22)
    months = settings["months"]
    rows: list[list[Cell]] = [list(header)]
    for event in build_2021(world):
        moment = date(2021, 1, 1) + timedelta(days=event.day)
        department, municipality, code = fields[event.place]
        stamp = f"2021 {months[moment.month - 1]} {moment.day:02d} 12:00:00 AM"
        losses = _damage(rng, event.people)
        cells: list[Cell] = [
            worn(value) if name in settings["text_losses"] else value
            for name, value in losses.items()
        ]
        garbled = department.replace("NARINO", "NARIÃ‘O")
        rows.append(
            [stamp, garbled, municipality, event.kind, worn(code), *cells, "Not reported", *aid]
        )
    with workbook(path) as book:
        write_sheet(book, "Sheet1", rows)
