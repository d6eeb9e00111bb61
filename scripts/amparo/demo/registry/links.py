"""Numbers of the forms, and the follow-ups that name the number of an earlier form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from amparo.demo.allocate import stream
from amparo.demo.registry.forms import FOLLOW_UP, Forms, scaled, some
from amparo.demo.settings import registry

if TYPE_CHECKING:
    from amparo.demo.registry.forms import Dates, Whole

_LAST_MODULE = 900_000  # consecutive numbers from here on belong to no row


@dataclass(frozen=True)
class Links:
    """Ids of the forms and what they name, by row.

    Attributes:
        form_id: internal id of the form, unique.
        form_number: number of the form; a few are used by a second form of another module.
        earlier: first row of the form that is named, -1 where none is or no row has the number.
        number: number that is named, 0 for none.
        date: date of the previous intervention as stated, NaT for none.
    """

    form_id: Whole
    form_number: Whole
    earlier: Whole
    number: Whole
    date: Dates


def _named(rng: np.random.Generator, forms: Forms) -> tuple[Whole, Whole]:
    """Give the first row of the form each follow-up names, and the follow-ups to unknown forms."""
    settings = registry("links")
    share = forms.share
    earlier = np.full(forms.size, -1, dtype=np.int64)
    asking = forms.among(settings["extract"]) & (forms.kind == FOLLOW_UP)
    asking[some(rng, asking, scaled(settings["without"], share))] = False
    unknown = some(rng, asking, scaled(settings["to_unknown"], share))
    asking[unknown] = False
    several = (
        forms.among(settings["several_in"])
        & forms.identifying
        & (forms.rows_in_form > 1)
        & (forms.row_in_form == 1)
    )
    chosen = some(rng, asking, scaled(settings["to_several"], share))
    earlier[chosen] = rng.permutation(some(rng, several, chosen.size))
    asking[chosen] = False
    repeated = some(rng, asking, scaled(settings["shared"], share))
    asking[repeated] = False
    single = forms.identifying & (forms.rows_in_form == 1)
    pool = np.flatnonzero(single & (forms.date >= np.datetime64(settings["since"], "D")))
    pool = pool[np.argsort(forms.date[pool], kind="stable")]
    used = np.zeros(pool.size, dtype=bool)
    # The follow-ups stand in the order of their dates, and so does the pool.
    for row in np.flatnonzero(asking).tolist():
        before = int(np.searchsorted(forms.date[pool], forms.date[row] - np.timedelta64(15, "D")))
        free = np.flatnonzero(~used[:before])
        drawn = free[int(rng.integers(0, free.size))]
        used[drawn] = True
        earlier[row] = pool[drawn]
    for row in repeated.tolist():
        before_it = np.flatnonzero((earlier >= 0) & (forms.date < forms.date[row]))
        before_it = before_it[forms.rows_in_form[earlier[before_it]] == 1]
        if before_it.size:
            earlier[row] = earlier[before_it[int(rng.integers(0, before_it.size))]]
    return earlier, unknown


def _numbers(rng: np.random.Generator, forms: Forms, named: Whole) -> Whole:
    """Number the forms: digit of the subred, two of the localidad, consecutive number."""
    firsts = np.flatnonzero(forms.row_in_form == 1)
    places = forms.localidad[firsts]
    order = np.argsort(places, kind="stable")
    counts = np.bincount(places)
    consecutive = np.empty(firsts.size, dtype=np.int64)
    consecutive[order] = np.concatenate([np.arange(1, count + 1) for count in counts.tolist()])
    numbers = (forms.subred[firsts] * 100 + places) * 1_000_000 + consecutive
    # A number is unique inside a module only: the fourth extract uses a few of the first one again.
    first, *_, fourth, _ = registry("extracts")
    free = forms.among(fourth)[firsts] & ~np.isin(firsts, named)
    free &= forms.date[firsts] < np.datetime64(registry("links")["since"], "D")
    wanted = forms.among(first)[firsts] & (forms.rows_in_form[firsts] == 1)
    for form in some(rng, wanted, registry("siblings")["numbers_used_twice"]).tolist():
        again = np.flatnonzero(free & (places == places[form]))
        if again.size:
            numbers[again[0]] = numbers[form]
            free[again[0]] = False
    return numbers[forms.form]


def build_links(seed: int, forms: Forms) -> tuple[Forms, Links]:
    """Draw which forms the follow-ups name.

    Args:
        seed: seed of the demo.
        forms: the forms.

    Returns:
        The forms, with follow-ups in the localidad of the form they name, and the links.
    """
    rng = stream(seed, "registry links")
    earlier, unknown = _named(rng, forms)
    linked = earlier >= 0
    localidad = np.where(linked, forms.localidad[earlier], forms.localidad)
    forms = replace(forms, localidad=localidad)
    numbers = _numbers(rng, forms, earlier[linked])
    date = np.full(forms.size, np.datetime64("NaT", "D"))
    date[linked] = forms.date[earlier[linked]]
    date[unknown] = forms.date[unknown] - rng.integers(30, 200, unknown.size)
    number = np.where(linked, numbers[earlier], 0)
    prefix = (forms.subred * 100 + forms.localidad) * 1_000_000
    number[unknown] = prefix[unknown] + _LAST_MODULE + np.arange(unknown.size)
    steps = rng.integers(1, 6, int(forms.form[-1]) + 1)
    return forms, Links(
        form_id=(200_000 + np.cumsum(steps))[forms.form],
        form_number=numbers,
        earlier=earlier,
        number=number,
        date=date,
    )
