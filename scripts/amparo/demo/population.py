"""Population by municipality, year, sex and single age, with the published national totals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import numpy as np

from amparo.demo.allocate import share_out, stream, whole_weights
from amparo.demo.settings import section

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from amparo.demo.places import Place

YEARS = (2022, 2023, 2024)
AGES = 86
ADULT = 18
_EMPTY_CODE = "94663"  # absorbed by 94343, still in the projections with zeros


@dataclass(frozen=True)
class Population:
    """Synthetic projections.

    Attributes:
        people: whole people, shape (municipalities, years 2022-2024, men and women, ages 0-85).
    """

    people: NDArray[np.int64]

    def total(self, year: int) -> NDArray[np.int64]:
        """Return all inhabitants of a year, one number per municipality."""
        return self.band(year, 0, AGES - 1)

    def minors(self, year: int) -> NDArray[np.int64]:
        """Return the 0-17 population of a year, one number per municipality."""
        return self.band(year, 0, ADULT - 1)

    def band(self, year: int, first: int, last: int, sex: int | None = None) -> NDArray[np.int64]:
        """Return the people of an age band.

        Args:
            year: 2022, 2023 or 2024.
            first: youngest age, in years.
            last: oldest age, in years; 85 holds everybody of 85 or more.
            sex: 0 men, 1 women, none for both.

        Returns:
            One number per municipality.

        Raises:
            ValueError: if the year has no projection.
        """
        table = self.people[:, YEARS.index(year), :, first : last + 1]
        chosen = table if sex is None else table[:, sex : sex + 1]
        summed: NDArray[np.int64] = chosen.sum(axis=(1, 2))
        return summed


def _totals_2023(rng: np.random.Generator, places: list[Place]) -> NDArray[np.int64]:
    """Draw heavy-tailed totals; a few land exactly on the limits of the PiN bands."""
    settings = section("population")
    siblings = {
        place.department_code: sum(
            1 for other in places if other.department_code == place.department_code
        )
        for place in places
    }
    size = np.empty(len(places))
    for index, place in enumerate(places):
        spread = float(rng.standard_normal())
        if place.code == _EMPTY_CODE:
            size[index] = 0
        elif place.is_capital:
            big = siblings[place.department_code] >= settings["large_department"]
            median = settings["large_capital"] if big else settings["small_capital"]
            size[index] = median * np.exp(settings["capital_spread"] * spread)
        else:
            size[index] = settings["median"] * np.exp(settings["spread"] * spread)
    size = np.where(size > 0, np.clip(np.rint(size), settings["smallest"], settings["largest"]), 0)
    national = int(settings["total"][2023])
    bogota = next(index for index, place in enumerate(places) if place.code == "11001")
    size[bogota] = 0
    fixed = {bogota: round(national * settings["bogota_share"])}
    size *= (national - fixed[bogota]) / size.sum()
    for limit in settings["exact"]:
        gaps = np.abs(size - limit)
        gaps[[*fixed]] = np.inf
        fixed[int(np.argmin(gaps))] = int(limit)
    size[[*fixed]] = 0
    totals = share_out(national - sum(fixed.values()), whole_weights(size))
    for index, value in fixed.items():
        totals[index] = value
    return totals


def _pyramid(rng: np.random.Generator, rows: int, first: int, last: int) -> NDArray[np.int64]:
    """Draw the age and sex shape of every municipality, shape (rows, 2 x ages)."""
    age = np.arange(first, last + 1)
    # Births have been falling: slightly more adolescents than babies, then a slow decline.
    shape = np.where(age < ADULT, 0.82 + 0.012 * age, 1.12 - 0.0118 * (age - ADULT))
    sexes = np.concatenate([shape * 1.01, shape * (0.99 + 0.001 * age)])
    noise = 0.94 + 0.12 * rng.random((rows, sexes.size))
    return np.rint(sexes * noise * 1_000_000).astype(np.int64)


def build_population(seed: int, places: list[Place]) -> Population:
    """Invent the population of every municipality.

    Args:
        seed: seed of the demo.
        places: the municipalities.

    Returns:
        People whose national totals, and 0-17 totals, are the published ones in every year.
    """
    settings = section("population")
    rng = stream(seed, "population")
    base = _totals_2023(rng, places)
    growth = 0.011 * np.clip(rng.standard_normal(len(places)), -3, 3)
    youth = 0.272 + 0.035 * np.clip(rng.standard_normal(len(places)), -2.5, 2.5)
    youth = np.where(base > 400_000, youth - 0.035, youth)
    young = _pyramid(rng, len(places), 0, ADULT - 1)
    old = _pyramid(rng, len(places), ADULT, AGES - 1)
    people = np.zeros((len(places), len(YEARS), 2, AGES), dtype=np.int64)
    for position, year in enumerate(YEARS):
        drifted = base * (1 + growth * (year - 2023))
        totals = (
            base if year == 2023 else share_out(settings["total"][year], whole_weights(drifted))
        )
        minors = share_out(settings["minors"][year], whole_weights(totals * youth))
        people[:, position, :, :ADULT] = share_out(minors, young).reshape(len(places), 2, ADULT)
        adults = share_out(totals - minors, old).reshape(len(places), 2, AGES - ADULT)
        people[:, position, :, ADULT:] = adults
    return Population(people)


def write_population(path: Path, places: list[Place], population: Population) -> None:
    """Write the tidy parquet: divipola, anio, sexo, edad (0-85), pob.

    Args:
        path: file to write; its folder is made if needed.
        places: the municipalities.
        population: their people.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    grid = np.indices(population.people.shape).reshape(4, -1)
    columns = {
        "place": grid[0],
        "year": grid[1] + YEARS[0],
        "sex": grid[2],
        "age": grid[3],
        "people": population.people.reshape(-1),
    }
    names = {"place": np.arange(len(places)), "code": np.array([place.code for place in places])}
    # One thread keeps the row groups, and so the bytes, the same on every machine.
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("grid", columns)
        connection.register("names", names)
        connection.execute(
            """
            create table tidy as
            select
                names.code as divipola,
                grid.year as anio,
                case grid.sex when 0 then 'hombres' else 'mujeres' end as sexo,
                grid.age as edad,
                grid.people as pob
            from grid
            inner join names on grid.place = names.place
            order by names.code, grid.year, grid.sex, grid.age
            """
        )
        target = str(path).replace("'", "''")
        connection.execute(f"copy tidy to '{target}' (format parquet, compression zstd)")
