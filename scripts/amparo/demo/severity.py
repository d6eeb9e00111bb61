"""A rough severity of the demo's own counts: enough to place expert decisions and check the spread.

This is not the method (that is the warehouse's work): it reads the counts the generator invented,
never a file, and knows only the steps of the 2024 scales.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_STEPS: dict[str, tuple[int, ...]] = {
    "sexual_violence": (0, 200, 400, 600, 800),
    "femicide_homicide": (0, 2, 5, 10, 20),
    "domestic_violence": (0, 10, 50, 200, 400),
    "suicide": (0, 50, 100, 200, 300),
    "armed_conflict": (0, 10, 1_000, 10_000, 20_000),
    "disasters": (0, 10, 1_000, 10_000, 20_000),
}
_SCORES = (3, 6, 7, 9)


def step(variable: str, measure: NDArray[np.float64]) -> NDArray[np.int64]:
    """Place measures on the printed scale of a variable.

    Args:
        variable: one of the variables measured as a rate, or disasters (people).
        measure: rates per 100,000 minors, or people; one per municipality.

    Returns:
        Severity 0-5; anything above 0 is at least 1.

    Raises:
        KeyError: if the variable has no such scale.
    """
    whole = np.floor(measure + 0.5)
    severity = np.searchsorted(_STEPS[variable], whole, side="left")
    return np.where(measure > 0, np.maximum(severity, 1), 0)


def recruited(victims: NDArray[np.int64]) -> NDArray[np.int64]:
    """Place counts of recruitment victims on their scale: 0, then 3, 4 and 5."""
    return np.select([victims >= 10, victims >= 6, victims >= 1], [5, 4, 3], 0)


def warned(alerts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Place counts of alerts on their scale: 0, then 4 and 5."""
    return np.select([alerts >= 5, alerts >= 1], [5, 4], 0)


def final(
    first: NDArray[np.int64], second: NDArray[np.int64], third: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Combine the three indicator severities into the final one.

    Args:
        first: recruitment risk, 0-5.
        second: violence, 0-5.
        third: conflict and disasters, 0-5.

    Returns:
        Final severity, 1-5.
    """
    score = (2 * (3 * first + second + 3 * third) + 3) // 6
    steps = np.searchsorted(_SCORES, score, side="left")
    return steps.astype(np.int64) + 1


def highest(variables: Sequence[NDArray[np.int64]]) -> NDArray[np.int64]:
    """Return the highest severity among variables, one per municipality."""
    top: NDArray[np.int64] = np.max(np.stack(list(variables)), axis=0)
    return top


def per_100k(cases: NDArray[np.int64], minors: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return cases per 100,000 minors, 0 where nobody lives."""
    return np.where(minors > 0, cases * 100_000 / np.where(minors > 0, minors, 1), 0.0)
