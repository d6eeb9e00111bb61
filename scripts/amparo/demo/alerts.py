"""Early warnings of the Defensoría: which municipality is named in which alert."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from amparo.demo.allocate import pick, stream
from amparo.demo.settings import section

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from amparo.demo.places import Place
    from amparo.demo.risk import Risk


@dataclass(frozen=True)
class Alert:
    """One alert.

    Attributes:
        number: number within its year, from 1.
        year: year of issue.
        day: day of the year of issue, from 1.
        places: positions of the municipalities it names.
        recruitment: whether it warns of recruitment or use of minors.
        minors: whether it says minors are affected.
    """

    number: int
    year: int
    day: int
    places: tuple[int, ...]
    recruitment: bool
    minors: bool

    @property
    def code(self) -> str:
        """Code as the Defensoría writes it, NNN-YY."""
        return f"{self.number:03d}-{self.year % 100:02d}"


def _named(rng: np.random.Generator, places: list[Place], risk: Risk) -> list[int]:
    """Draw neighbours at risk: one to seven municipalities of one or two departments."""
    weights = np.exp(np.clip(risk.score, -3, 4)) * (risk.tier >= 1)
    centre = int(pick(rng, weights, 1)[0])
    home = places[centre].department_code
    near = np.array([place.department_code == home for place in places]) * weights
    chosen = {centre, *pick(rng, near, int(rng.integers(0, 6))).tolist()}
    if rng.random() < 0.25:
        chosen.add(int(pick(rng, weights, 1)[0]))
    return sorted(chosen)


def build_alerts(seed: int, places: list[Place], risk: Risk) -> list[Alert]:
    """Draw the alerts of every year in `demo.yml`.

    Args:
        seed: seed of the demo.
        places: the municipalities.
        risk: their risk; its `alerts` says how many recruitment alerts of 2022 name each.

    Returns:
        Alerts in order of year and number.
    """
    settings = section("defensoria")
    rng = stream(seed, "alerts")
    order = {place.code: index for index, place in enumerate(places)}
    wanted = np.flatnonzero(risk.alerts)
    drawn = []
    for year, count in settings["alerts"].items():
        about = [bool(rng.random() < 0.58) for _ in range(count)]
        if year == settings["year"]:
            about = [number % 5 in {0, 2, 4} for number in range(count)]
        names: list[set[int]] = [set() for _ in range(count)]
        recruiting = [number for number in range(count) if about[number]]
        if year == settings["year"]:
            # Neighbours in order of code share an alert: each stays within few departments.
            for rank, place in enumerate(wanted):
                start = rank * len(recruiting) // len(wanted)
                for extra in range(int(risk.alerts[place])):
                    names[recruiting[(start + extra) % len(recruiting)]].add(int(place))
        for number in range(count):
            # Recruitment alerts of the assessed year name exactly the municipalities drawn for it.
            if not names[number]:
                names[number].update(_named(rng, places, risk))
        if year == settings["alias_year"]:
            for number, code in enumerate(settings["aliases"]):
                names[(number * 3) % count].add(order[code])
        if year == settings["year"]:
            calm = [number for number in range(count) if not about[number]]
            for number, code in zip(calm, settings["always"], strict=False):
                names[number].add(order[code])
        days = np.sort(rng.integers(8, 355, size=count))
        for number in range(count):
            minors = about[number] or bool(rng.random() < 0.4)
            found = tuple(sorted(names[number]))
            drawn.append(
                Alert(number + 1, int(year), int(days[number]), found, about[number], minors)
            )
    return drawn


def counted(drawn: list[Alert], year: int, size: int) -> NDArray[np.int64]:
    """Count, per municipality, the alerts of a year about recruitment that affect minors.

    Args:
        drawn: all alerts.
        year: year of issue.
        size: number of municipalities.

    Returns:
        Alerts per municipality.
    """
    counts = np.zeros(size, dtype=np.int64)
    for alert in drawn:
        if alert.year == year and alert.recruitment and alert.minors:
            counts[list(alert.places)] += 1
    return counts
