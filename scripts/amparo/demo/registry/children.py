"""Children of the synthetic registry: who they are, and where they live and work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from amparo.demo.allocate import pick, stream
from amparo.demo.registry.forms import (
    FOLLOW_UP,
    Dates,
    Flags,
    Forms,
    Whole,
    by_extract,
    scaled,
    some,
)
from amparo.demo.settings import registry

if TYPE_CHECKING:
    from amparo.demo.registry.links import Links

SEXES = (0, 1, 2)  # man, woman, intersex
_NO_TYPE = 0


@dataclass(frozen=True)
class Children:
    """The child of each row; what was not recorded is drawn too, since outcomes depend on it.

    Attributes:
        recorded: whether the form's block on the child was filled.
        birth: date of birth.
        birth_known: false where the birth date is blank or after the intervention.
        birth_wrong: where it is after the intervention.
        age: completed years at the intervention.
        sex, nationality, occupation, work_place: positions in the lists of `registry.yml`.
        occupation_known, work_place_known: whether they were recorded.
        home, work: code of the localidad of home and work place, 0 where not recorded.
        profile: position of the professional's profile in the list of its type, -1 for none.
    """

    recorded: Flags
    birth: Dates
    birth_known: Flags
    birth_wrong: Flags
    age: Whole
    sex: Whole
    nationality: Whole
    occupation: Whole
    occupation_known: Flags
    work_place: Whole
    work_place_known: Flags
    home: Whole
    work: Whole
    profile: Whole


def texts_of(pairs: list[list[str | int]]) -> list[str]:
    """Give the texts of a list of [text, rows]."""
    return [str(text) for text, _ in pairs]


def _drawn(rng: np.random.Generator, pairs: list[list[str | int]], size: int) -> Whole:
    return pick(rng, [float(rows) for _, rows in pairs], size)


def completed_years(birth: Dates, date: Dates) -> Whole:
    """Give the completed years between two dates."""

    def parts(days: Dates) -> tuple[Whole, Whole]:
        months = days.astype("datetime64[M]")
        number = months.astype(np.int64)
        within = (number % 12) * 32 + (days - months).astype(np.int64)
        return number // 12, within

    (born, born_within), (now, now_within) = parts(birth), parts(date)
    return now - born - (now_within < born_within)


def _births(rng: np.random.Generator, forms: Forms) -> Dates:
    """Draw birth dates by the ages of each type of intervention."""
    ages: dict[int, list[float]] = registry("children")["ages"]
    groups = {2: (2, 4), 3: (3, 6), 5: (_NO_TYPE, FOLLOW_UP)}
    years = np.zeros(forms.size, dtype=np.int64)
    for kind, weights in ages.items():
        chosen = np.isin(forms.kind, groups[kind])
        years[chosen] = pick(rng, weights, int(chosen.sum()))
    months = forms.date.astype("datetime64[M]")
    then = months - (12 * years).astype("timedelta64[M]")
    length = ((then + 1).astype("datetime64[D]") - then.astype("datetime64[D]")).astype(np.int64)
    day = np.minimum((forms.date - months).astype(np.int64), length - 1)
    since = rng.integers(0, 365, forms.size)
    births: Dates = then.astype("datetime64[D]") + (day - since).astype("timedelta64[D]")
    return births


def _places(rng: np.random.Generator, forms: Forms, which: str) -> Whole:
    """Draw the localidad of home or work: mostly that of the form, 0 where not recorded."""
    settings, outside = registry("places"), registry("outside")
    codes = np.array(list(registry("localidades")), dtype=np.int64)
    weights = [place[3] for place in registry("localidades").values()]
    other = codes[pick(rng, weights, forms.size)]
    same = rng.random(forms.size) < settings[f"same_{which}"]
    place = np.where(same, forms.localidad, other)
    place[rng.random(forms.size) >= by_extract(forms, settings[which])] = 0
    place[some(rng, place > 0, scaled(outside[f"{which}_rows"], forms.share))] = outside["code"]
    return place


def _profiles(rng: np.random.Generator, forms: Forms) -> Whole:
    """Draw the profile of the professional, in the one extract that has it."""
    profile = np.full(forms.size, -1, dtype=np.int64)
    here = forms.among(registry("links")["extract"])
    for kind, pairs in registry("first_profiles").items():
        chosen = here & ((forms.kind == FOLLOW_UP) == (kind == "follow_up"))
        profile[chosen] = _drawn(rng, pairs, int(chosen.sum()))
    return profile


def build_children(seed: int, forms: Forms, links: Links) -> Children:
    """Draw the child of every row; a follow-up of one child is about the child it names.

    Args:
        seed: seed of the demo.
        forms: the forms.
        links: which form each follow-up names.

    Returns:
        One entry per row.
    """
    rng = stream(seed, "registry children")
    settings, categories = registry("children"), registry("categories")
    size = forms.size
    same = links.earlier >= 0
    same &= forms.rows_in_form[links.earlier] == 1
    who = np.where(same, links.earlier, np.arange(size))
    birth = _births(rng, forms)[who]
    recorded = ~forms.among(*settings["blank_in"]) & (forms.kind != _NO_TYPE)
    wrong = np.zeros(size, dtype=bool)
    for extract, count in settings["births_after"].items():
        chosen = forms.among(extract) & recorded
        wrong[some(rng, chosen, scaled(count, forms.share))] = True
    known = recorded & ~wrong
    known[some(rng, known, scaled(settings["births_blank"], forms.share))] = False
    occupations = texts_of(categories["occupation"])
    accompanied = next(at for at, text in enumerate(occupations) if text.startswith("19-"))
    weights = [0.0 if at == accompanied else float(rows)
               for at, (_, rows) in enumerate(categories["occupation"])]  # fmt: skip
    occupation = pick(rng, weights, size)
    follow_up = forms.among(settings["accompanied_in"]) & (forms.kind == FOLLOW_UP)
    occupation[follow_up] = accompanied
    return Children(
        recorded=recorded,
        birth=birth,
        birth_known=known,
        birth_wrong=wrong,
        age=completed_years(birth, forms.date),
        sex=_drawn(rng, settings["sex"], size)[who],
        nationality=_drawn(rng, categories["nationality"], size)[who],
        occupation=occupation,
        occupation_known=recorded & (rng.random(size) < by_extract(forms, settings["occupation"])),
        work_place=_drawn(rng, categories["work_place"], size),
        work_place_known=rng.random(size) < by_extract(forms, registry("places")["work_place"]),
        home=_places(rng, forms, "home"),
        work=_places(rng, forms, "work"),
        profile=_profiles(rng, forms),
    )
