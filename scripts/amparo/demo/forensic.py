"""Medicina Legal cases of minors and young adults, by indicator and age band."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from amparo.demo.allocate import scatter, stream
from amparo.demo.settings import section

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from amparo.demo.population import Population
    from amparo.demo.risk import Risk

BANDS = {
    "Menores de un año": (0, 0),
    "(01 a 05)": (1, 5),
    "(06 a 11)": (6, 11),
    "(12 a 17)": (12, 17),
    "(18 a 28)": (18, 28),
}
# An indicator and the ones it is the sum of: whoever adds all of them counts twice.
SUMS = {72: (73, 74, 75, 76), 77: (78, 79), 110: (111, 112, 113, 114), 0: (118, 119)}


def projection_year(year: int) -> int:
    """Return the year of the demo's projections nearest to a data year."""
    return max(year, 2022)


def cases(
    seed: int, year: int, population: Population, risk: Risk
) -> dict[tuple[int, str], NDArray[np.int64]]:
    """Draw the cases of a year so that each indicator and band meets its national total.

    Args:
        seed: seed of the demo.
        year: 2021 or 2022.
        population: people of the municipalities.
        risk: their risk.

    Returns:
        Cases by (indicator, band): one number per municipality and a last one for the unknown
        place (999); sums of indicators agree in every municipality and band.
    """
    settings = section("inmlcf")
    rng = stream(seed, f"forensic {year}")
    found: dict[tuple[int, str], NDArray[np.int64]] = {}
    for indicator, bands in settings["cases"][year].items():
        unknown = settings["unknown"].get(indicator, 0)
        for band, total in bands.items():
            people = population.band(projection_year(year), *BANDS[band])
            factor = risk.harm if indicator in {74, 112} else risk.violence
            weights = people * factor
            lost = min(unknown, total // 20)
            found[indicator, band] = np.append(scatter(rng, total - lost, weights), lost)
    for whole, parts in SUMS.items():
        for band in BANDS:
            present = [found[part, band] for part in parts if (part, band) in found]
            if present:
                found[whole, band] = np.sum(np.stack(present), axis=0)
    return found


def minors(found: dict[tuple[int, str], NDArray[np.int64]], indicator: int) -> NDArray[np.int64]:
    """Add the bands of one indicator that are under 18.

    Args:
        found: cases by (indicator, band), as `cases` returns them.
        indicator: indicator code of minors.

    Returns:
        Cases per municipality, the unknown place last.
    """
    bands = [found[indicator, band] for band in BANDS if (indicator, band) in found]
    summed: NDArray[np.int64] = np.sum(np.stack(bands), axis=0)
    return summed
