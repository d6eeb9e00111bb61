"""HPC global files of Colombia: severities and people in need by sector."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from amparo.demo.allocate import stream
from amparo.demo.settings import section
from amparo.demo.sheets import quoted, write_lines
from amparo.demo.world import child_protection

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from amparo.demo.world import World

CYCLES = (2024, 2025)
_TOP_BAND, _BIG_BAND = 500_000, 100_000


@dataclass(frozen=True)
class Severities:
    """Protection severities of one cycle, 1-5, one number per municipality.

    Attributes:
        child_protection: published for 2025; for 2024 what the sources lead to, not published.
        gbv: gender-based violence.
        mine_action: mine action.
        hlp: housing, land and property; 2024 only.
        general: General Protection; 2024 only.
        protection: the cluster's.
        contested: positions the experts talk about (2024): General Protection is 5 there.
        quiet: positions with the lowest risk everywhere (2024): the cluster is at 2 there.
    """

    child_protection: NDArray[np.int64]
    gbv: NDArray[np.int64]
    mine_action: NDArray[np.int64]
    hlp: NDArray[np.int64]
    general: NDArray[np.int64]
    protection: NDArray[np.int64]
    contested: list[int]
    quiet: list[int]


def _near(
    rng: np.random.Generator, base: NDArray[np.int64], low: int, high: int
) -> NDArray[np.int64]:
    """Move severities by a step or so, within 1-5."""
    moved: NDArray[np.int64] = np.clip(base + rng.integers(low, high + 1, base.size), 1, 5)
    return moved


def build_severities(world: World, cycle: int) -> Severities:
    """Draw the severities of a cycle.

    Args:
        world: the synthetic country.
        cycle: 2024 or 2025.

    Returns:
        Severities coherent with the risk; the cluster is the highest in nearly all rows.
    """
    settings = section("hpc")
    rng = stream(world.seed, f"hpc {cycle}")
    computed, _ = child_protection(world)
    inhabited = world.population.total(2024) > 0
    gbv = _near(rng, computed, -1, 1)
    mines = np.where(computed >= 3, _near(rng, computed, -2, 0), 1)
    if cycle == 2025:
        total = world.population.total(2024)
        moved = rng.random(computed.size)
        child = np.clip(computed + (moved > 0.9) - (moved < 0.08), 1, 5)
        # The published percentages have no cell for these severities in the largest bands.
        child = np.where(total >= _BIG_BAND, np.clip(child, 2, 5), child)
        child = np.where(total >= _TOP_BAND, np.clip(child, 2, 3), child)
        highest = np.max(np.stack([child, gbv, mines]), axis=0)
        cluster = highest.copy()
        lower = np.flatnonzero((highest >= 4) & inhabited)[: settings["breaches"]]
        cluster[lower] -= 1
        none = np.zeros_like(child)
        return Severities(child, gbv, mines, none, none, cluster, [], [])
    general = _near(rng, computed, -1, 1)
    hlp = _near(rng, computed, -1, 0)
    contested: list[int] = []
    for severity, count in settings["contested"].items():
        where = np.flatnonzero((computed == severity) & inhabited)
        chosen = rng.permutation(where)[:count]
        contested.extend(int(position) for position in np.sort(chosen))
    general[contested] = 5
    calm = np.flatnonzero((computed == 1) & (world.risk.tier == 0) & inhabited)
    quiet = [int(position) for position in np.sort(rng.permutation(calm)[: settings["quiet"]])]
    gbv[quiet], mines[quiet], general[quiet], hlp[quiet] = 1, 1, 1, 2
    cluster = np.max(np.stack([computed, gbv, mines, hlp, general]), axis=0)
    return Severities(computed, gbv, mines, hlp, general, cluster, contested, quiet)


def _starts(world: World) -> list[str]:
    """Return the eight place fields of every row."""
    return [
        f"Colombia,COL,{quoted(place.department)},CO{place.department_code},"
        f"{quoted(place.name)},CO{place.code},,"
        for place in world.places
    ]


def write_severity(path: Path, world: World, cycle: int) -> None:
    """Write the severity file of a cycle.

    Args:
        path: file to write; its folder is made if needed.
        world: the synthetic country.
        cycle: 2024 or 2025.
    """
    found = build_severities(world, cycle)
    rng = stream(world.seed, f"hpc severity {cycle}")
    header: list[str] = section("hpc")["severity_header"]
    inhabited = (world.population.total(2024) > 0).tolist()
    general = cycle == 2024
    others = {
        name: _near(rng, found.child_protection, -1, 1).tolist()
        for name in section("hpc")["other_sectors"]
    }
    lines = [",".join(header)]
    for at, start in enumerate(_starts(world)):
        cells: dict[str, object] = {name: values[at] for name, values in others.items()}
        # Sectors that average two indicators publish halves.
        if at % 3 == 0 and others["Shelter"][at] > 1:
            cells["Shelter"] = others["Shelter"][at] - 0.5
        cells |= {"Mortality": 2, "Protection": int(found.protection[at])}
        cells |= {"GBV": int(found.gbv[at]), "Mine Action": int(found.mine_action[at])}
        if general:
            cells |= {"HLP": int(found.hlp[at]), "General Protection": int(found.general[at])}
        else:
            cells["Child Protection"] = int(found.child_protection[at])
        if not inhabited[at]:
            for name in section("hpc")["blank_without_people"]:
                cells[name] = ""
            cells["Final Severity"] = "-"
        fields = ",".join(str(cells.get(name, "")) for name in header[8:])
        lines.append(f"{start},{fields}")
    write_lines(path, lines)


def write_pin(path: Path, world: World, cycle: int) -> None:
    """Write the people-in-need file of a cycle; an uninhabited municipality has blanks only.

    Args:
        path: file to write; its folder is made if needed.
        world: the synthetic country.
        cycle: 2024 or 2025.
    """
    settings = section("hpc")
    found = build_severities(world, cycle)
    header: list[str] = settings["pin_header"]
    year = cycle - 1
    totals = world.population.total(year).tolist()
    children = world.population.minors(year).tolist()
    shares: dict[int, float] = settings["shares"]
    lines = [",".join(header)]
    for at, start in enumerate(_starts(world)):
        people = totals[at]
        if not people:
            lines.append(f"{start}{',' * (len(header) - 8)}")
            continue
        cells: dict[str, object] = {"Population": people}
        values = {
            "GBV": people * shares[int(found.gbv[at])] / 100,
            "Health": people * 4 / 100,
            "WASH": people * 6 / 100,
        }
        if found.mine_action[at] > 1:
            values["Mine Action"] = people * shares[int(found.mine_action[at])] / 400
        if cycle == 2024:
            values["General Protection"] = people * shares[int(found.general[at])] / 100
            values["HLP"] = people * shares[int(found.hlp[at])] / 200
        else:
            percent = _percent(people, int(found.child_protection[at]))
            values["Child Protection"] = children[at] * percent / 100
        values["Protection"] = max(
            people * shares[int(found.protection[at])] / 100, *values.values()
        )
        values["Final PiN"] = values["Protection"]
        cells |= {name: round(value, 4) for name, value in values.items()}
        fields = ",".join(str(cells.get(name, "")) for name in header[8:])
        lines.append(f"{start},{fields}")
    write_lines(path, lines)


def _percent(people: int, severity: int) -> float:
    """Return the published 2025 percentage of a severity in a band of inhabitants."""
    for band in section("hpc")["percentages"]:
        if people >= band["from"]:
            return float(band["percent"][severity])
    msg = f"no band for {people} people"
    raise ValueError(msg)
