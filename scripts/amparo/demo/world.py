"""Everything the sources report on, built once and shared by all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from amparo.demo import alerts, forensic, severity
from amparo.demo.allocate import scatter, stream
from amparo.demo.places import Place, read_places
from amparo.demo.population import Population, build_population
from amparo.demo.risk import Risk, build_risk
from amparo.demo.settings import section

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


@dataclass(frozen=True)
class World:
    """One synthetic country.

    Attributes:
        seed: seed everything was drawn from.
        places: municipalities, in order of code; all arrays follow this order.
        population: people by year, sex and age.
        risk: latent risk and the counts it leads to.
        forensic: Medicina Legal cases by year (2021, 2022), then by (indicator, age band); the last
            position of each array is the unknown place.
        alerts: alerts of 2020-2023.
        fiscalia: minors with a known age of 2022 per municipality, by crime group; for recruitment
            every victim.
        attempts: suicide attempts of minors in 2021, by municipality of occurrence.
    """

    seed: int
    places: list[Place]
    population: Population
    risk: Risk
    forensic: dict[int, dict[tuple[int, str], NDArray[np.int64]]]
    alerts: list[alerts.Alert]
    fiscalia: dict[str, NDArray[np.int64]]
    attempts: NDArray[np.int64]

    def position(self, code: str) -> int:
        """Return the position of a municipality.

        Raises:
            KeyError: if the code is not in the demo.
        """
        for index, place in enumerate(self.places):
            if place.code == code:
                return index
        raise KeyError(code)


def build_world(reference: Path, seed: int) -> World:
    """Invent the country the demo describes.

    Args:
        reference: folder of `municipalities.csv` and `departments.csv`.
        seed: 0 or more.

    Returns:
        The same country for the same seed and reference files.

    Raises:
        FileNotFoundError: if a reference file is missing.
    """
    places = read_places(reference)
    population = build_population(seed, places)
    risk = build_risk(seed, places, population)
    rng = stream(seed, "counts")
    minors = population.minors(2022)
    exposed = minors * risk.violence
    totals = section("fiscalia")["minors"]
    fiscalia = {group: scatter(rng, total, exposed) for group, total in totals.items()}
    fiscalia["reclutamiento"] = risk.recruited_fiscalia
    return World(
        seed=seed,
        places=places,
        population=population,
        risk=risk,
        forensic={year: forensic.cases(seed, year, population, risk) for year in (2021, 2022)},
        alerts=alerts.build_alerts(seed, places, risk),
        fiscalia=fiscalia,
        attempts=scatter(rng, section("sivigila")["minors"], minors * risk.harm),
    )


def child_protection(world: World) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Compute the severity the sources should lead to, roughly.

    Args:
        world: the synthetic country.

    Returns:
        Final severity (1-5) per municipality, and the three indicator severities, shape
        (3, municipalities).
    """
    minors = world.population.minors(2022)
    risk, cases = world.risk, world.forensic
    first = severity.highest(
        [
            risk.ipor,
            severity.recruited(risk.recruited_uariv),
            severity.recruited(risk.recruited_fiscalia),
            severity.warned(alerts.counted(world.alerts, 2022, len(world.places))),
        ]
    )

    def rate(counts: NDArray[np.int64]) -> NDArray[np.float64]:
        return severity.per_100k(counts, minors)

    known = slice(0, len(world.places))
    sexual = np.maximum(forensic.minors(cases[2022], 81)[known], world.fiscalia["delitos_sexuales"])
    family = np.maximum(
        forensic.minors(cases[2022], 77)[known], world.fiscalia["violencia_intrafamiliar"]
    )
    suicide = world.attempts + forensic.minors(cases[2021], 74)[known]
    second = severity.highest(
        [
            severity.step("sexual_violence", rate(sexual)),
            severity.step("domestic_violence", rate(family)),
            severity.step("femicide_homicide", rate(world.fiscalia["feminicidio"])),
            severity.step("suicide", rate(suicide)),
        ]
    )
    third = severity.highest(
        [
            severity.step("armed_conflict", rate(risk.conflict)),
            severity.step("disasters", risk.disaster_people.astype(np.float64)),
        ]
    )
    return severity.final(first, second, third), np.stack([first, second, third])
