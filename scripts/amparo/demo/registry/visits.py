"""Accompaniments of the last extract: four visits, their dates and whether commitments were met."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from amparo.demo.allocate import pick, stream
from amparo.demo.registry.forms import Dates, Flags, Forms, Whole, scaled, some
from amparo.demo.registry.outcomes import FAULTS
from amparo.demo.settings import registry

if TYPE_CHECKING:
    from amparo.demo.registry.outcomes import Outcomes

NUMBERS = (1, 2, 3, 4)
MET, NOT_MET, EMPTY, UNANSWERED = range(4)


@dataclass(frozen=True)
class Visits:
    """The accompaniments of each row, by number of the accompaniment.

    Attributes:
        held: whether it took place.
        date: its date.
        fault: what is wrong with the date as written, position in `FAULTS`.
        profile: position of the professional's profile in the list of the accompaniment.
        met: met, not met, an empty cell, the sentinel.
    """

    held: dict[int, Flags]
    date: dict[int, Dates]
    fault: dict[int, Whole]
    profile: dict[int, Whole]
    met: dict[int, Whole]


def build_visits(seed: int, forms: Forms, outcomes: Outcomes) -> Visits:
    """Draw the accompaniments; those of a closed case come before it closes.

    Args:
        seed: seed of the demo.
        forms: the forms.
        outcomes: what became of the rows.

    Returns:
        One entry per row and accompaniment.
    """
    rng = stream(seed, "registry visits")
    settings = registry("visits")
    size = forms.size
    shortest, longest = settings["steps"]
    here = forms.among(settings["extract"]) & forms.identifying
    is_closed = ~np.isnat(outcomes.closed)
    length = np.where(is_closed, (outcomes.closed - forms.date).astype(np.int64), 0)
    gone = np.zeros(size, dtype=np.int64)
    visits = Visits({}, {}, {}, {}, {})
    before = here
    for number in NUMBERS:
        gone = gone + rng.integers(shortest, longest, size)
        after = np.where(is_closed, length * (2 * number) // 9, gone)
        date = forms.date + after.astype("timedelta64[D]")
        asked = before if number < 4 else visits.held[1]
        held = asked & (rng.random(size) < settings["held"][number])
        if number == 4:
            held |= here & ~visits.held[1] & (rng.random(size) < settings["fourth_alone"])
        held &= date <= forms.date.max()
        before = held
        fault = np.zeros(size, dtype=np.int64)
        for name, count in settings["faults"].items():
            free = held & ~is_closed & (fault == 0)
            chosen = some(rng, free, scaled(count, forms.share))
            fault[chosen] = FAULTS.index(name)
            if name == "before_opening":
                date[chosen] = forms.date[chosen] - 5
        profiles = [float(rows) for _, rows in settings["profiles"][number]]
        visits.held[number] = held
        visits.date[number] = date
        visits.fault[number] = fault
        visits.profile[number] = pick(rng, profiles, size)
        visits.met[number] = pick(rng, settings["met"][number], size)
    return visits
