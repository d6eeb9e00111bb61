"""Latent risk of every municipality, from which all sources draw coherently."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from amparo.demo.allocate import log_uniform, one_of, pick, stream
from amparo.demo.settings import section

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from amparo.demo.places import Place
    from amparo.demo.population import Population


@dataclass(frozen=True)
class Risk:
    """Risk and the counts it leads to; every array has one number per municipality.

    Attributes:
        score: latent risk, no unit, higher is worse.
        tier: 0 (low) to 4 (extreme).
        ipor: level 1-5 of the recruitment index, 0 where the index has no row.
        recruited_uariv: recruitment victims of 2022 in the UARIV.
        recruited_fiscalia: recruitment victims of 2022 in the Fiscalía.
        alerts: alerts of 2022 about recruitment the municipality should be named in.
        conflict: minors who were victims in 2022 of anything but recruitment, in the UARIV.
        disaster_people: people affected by natural events of 2022.
        violence: factor on the rates of violence against minors, about 1.
        harm: factor on the rate of suicide attempts, about 1.
    """

    score: NDArray[np.float64]
    tier: NDArray[np.int64]
    ipor: NDArray[np.int64]
    recruited_uariv: NDArray[np.int64]
    recruited_fiscalia: NDArray[np.int64]
    alerts: NDArray[np.int64]
    conflict: NDArray[np.int64]
    disaster_people: NDArray[np.int64]
    violence: NDArray[np.float64]
    harm: NDArray[np.float64]


@dataclass
class _Draft:
    """Counts of one municipality while they are drawn."""

    ipor: int = 1
    uariv: int = 0
    fiscalia: int = 0
    alerts: int = 0
    conflict: int = 0
    people: int = 0


def _tiers(score: NDArray[np.float64], empty: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Rank the municipalities and cut them into the tiers of `demo.yml`."""
    sizes = [int(tier["size"]) for tier in section("risk")["tiers"]]
    # An uninhabited municipality belongs to the lowest tier whatever was drawn for it.
    ranked = np.argsort(np.where(empty, -99.0, score), kind="stable")
    tier = np.full(score.size, len(sizes) - 1, dtype=np.int64)
    tier[ranked] = np.searchsorted(np.cumsum(sizes), np.arange(score.size), side="right").clip(
        max=len(sizes) - 1
    )
    return tier


def _recruitment(rng: np.random.Generator, level: int, draft: _Draft) -> None:
    """Draw what brings indicator 1 to `level`, and company below it."""
    if level <= 2:
        draft.ipor = level
        return
    weights = section("risk")["drivers"][level]
    driver = one_of(rng, list(weights), list(weights.values()))
    draft.ipor = level - int(rng.integers(0, 2))
    ranges = {3: (1, 5), 4: (6, 9), 5: (10, 45)}
    low, high = ranges[level]
    # The Fiscalía registers far fewer recruitment victims than the UARIV.
    draft.uariv = int(rng.integers(0, low)) if level > 3 else int(rng.integers(0, 2))
    draft.fiscalia = int(rng.integers(0, 3)) if rng.random() < 0.4 else 0
    if driver == "ipor":
        draft.ipor = level
    elif driver == "uariv":
        draft.uariv = int(rng.integers(low, high + 1))
    elif driver == "fiscalia":
        draft.fiscalia = int(rng.integers(low, min(high, 22) + 1))
    else:
        draft.alerts = int(rng.integers(1, 4)) if level == 4 else int(rng.integers(5, 7))


def _conflict_and_disasters(
    rng: np.random.Generator, level: int, minors: int, draft: _Draft
) -> None:
    """Draw what brings indicator 3 to `level`: conflict victims, people in disasters, or both."""
    settings = section("risk")
    if level == 0:
        return
    people = settings["disaster_people"]
    if level == 1:
        draft.people = log_uniform(rng, *people[1])
        return
    rate = log_uniform(rng, *settings["conflict_rate"][level])
    victims = round(rate * minors / 100_000)
    fits = victims >= 1 and (level < 4 or minors < settings["largest_conflict"])
    # The lower level of the other source keeps both sources present almost everywhere.
    if fits and rng.random() < settings["conflict_share"][level]:
        draft.conflict = victims
        draft.people = log_uniform(rng, *people[int(rng.integers(1, level))])
    else:
        draft.people = log_uniform(rng, *people[level])
        if level > 2 or rng.random() < 0.3:
            draft.conflict = round(log_uniform(rng, 15, 700) * minors / 100_000)


def _drop_from_ipor(drafts: list[_Draft], empty: NDArray[np.bool_]) -> None:
    """Leave a few municipalities out of the index; recruitment victims set their level anyway."""
    missing = int(section("ipor")["missing"]) - int(empty.sum())
    for index, draft in enumerate(drafts):
        reached = 5 if draft.uariv >= 10 else 4 if draft.uariv >= 6 else 3 if draft.uariv else 0
        if empty[index]:
            draft.ipor = 0
        elif missing > 0 and reached > draft.ipor and index % 7 == 0:
            draft.ipor = 0
            missing -= 1
    if missing > 0:
        msg = "too few municipalities with recruitment victims to leave out of the IPOR"
        raise ValueError(msg)


def build_risk(seed: int, places: list[Place], population: Population) -> Risk:
    """Draw the latent risk of every municipality and the counts that follow from it.

    Args:
        seed: seed of the demo.
        places: the municipalities.
        population: their people.

    Returns:
        Risk whose tiers aim at the published spread of severities.

    Raises:
        ValueError: if too few municipalities can be left out of the IPOR.
    """
    settings = section("risk")
    rng = stream(seed, "risk")
    effect = np.array([settings["department"].get(place.department_code, 0.0) for place in places])
    score = np.round(effect + settings["spread"] * rng.standard_normal(len(places)), 6)
    minors = population.minors(2022)
    tier = _tiers(score, minors == 0)
    drafts = []
    for index in range(len(places)):
        levels = settings["tiers"][int(tier[index])]["levels"]
        aim = levels[int(pick(rng, [entry[2] for entry in levels], 1)[0])]
        draft = _Draft()
        if minors[index]:
            _recruitment(rng, aim[0], draft)
            _conflict_and_disasters(rng, aim[1], int(minors[index]), draft)
        drafts.append(draft)
    _drop_from_ipor(drafts, minors == 0)
    noise = np.clip(rng.standard_normal((2, len(places))), -2.5, 2.5)
    standard = np.clip((score - score.mean()) / score.std(), -2.5, 2.5)
    return Risk(
        score=score,
        tier=tier,
        ipor=np.array([draft.ipor for draft in drafts]),
        recruited_uariv=np.array([draft.uariv for draft in drafts]),
        recruited_fiscalia=np.array([draft.fiscalia for draft in drafts]),
        alerts=np.array([draft.alerts for draft in drafts]),
        conflict=np.array([draft.conflict for draft in drafts]),
        disaster_people=np.array([draft.people for draft in drafts]),
        violence=np.exp(0.45 * noise[0] + 0.15 * standard),
        harm=np.exp(0.4 * noise[1]),
    )
