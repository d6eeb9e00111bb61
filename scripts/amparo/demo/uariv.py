"""UARIV victims by act and municipality, the layout of its web service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from amparo.demo.allocate import pick, scatter, stream, tally, whole_weights
from amparo.demo.settings import section
from amparo.demo.sheets import quoted, write_lines

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from amparo.demo.world import World

RECRUITMENT = 10
_DIMENSIONS = ("sex", "ethnicity", "disability", "age")


@dataclass(frozen=True)
class _Table:
    """Restatement of one cut-off: unique combinations and their counts.

    Attributes:
        keys: positions (year, place, act, sex, ethnicity, disability, age), one row each.
        occurred: victims by place of the event; 0 stands for an empty cell.
        declared: victims by place of declaration.
    """

    keys: NDArray[np.int64]
    occurred: NDArray[np.int64]
    declared: NDArray[np.int64]


def _attributes(rng: np.random.Generator, count: int, ages: NDArray[np.int64]) -> NDArray[np.int64]:
    """Draw sex, ethnicity and disability and join the ages, shape (count, 4)."""
    settings = section("uariv")
    drawn = [pick(rng, list(settings[name].values()), count) for name in _DIMENSIONS[:3]]
    return np.column_stack([*drawn, ages])


def _year_victims(rng: np.random.Generator, world: World, year: int) -> NDArray[np.int64]:
    """Draw the victims of a year, one row each, columns as the keys of `_Table`."""
    settings = section("uariv")
    acts = list(settings["acts"])
    act_weights = [settings["acts"][act]["weight"] for act in acts]
    recruitment = acts.index(RECRUITMENT)
    others = [
        0 if act == RECRUITMENT else weight for act, weight in zip(acts, act_weights, strict=True)
    ]
    factor = 1.0 if year == settings["years"][-1] else settings["previous_year"]
    minors = np.floor(world.risk.conflict * factor + 0.5).astype(np.int64)
    recruited = np.floor(world.risk.recruited_uariv * factor + 0.5).astype(np.int64)
    exposed = world.population.total(2022) * np.exp(np.clip(world.risk.score, -3, 3))
    adults = minors + scatter(rng, settings["adults"], exposed)
    # Places no list of municipalities knows: undefined, and two obsolete or unofficial codes.
    strange = settings["strange"]
    minors = np.append(minors, [row["minors"] for row in strange])
    adults = np.append(adults, [2 * row["minors"] for row in strange])
    recruited = np.append(recruited, [row["recruited"] for row in strange])
    blocks = []
    for counts, ages, act in (
        (minors, settings["minor_ages"], None),
        (adults, settings["adult_ages"], None),
        (recruited, settings["recruited_ages"], recruitment),
    ):
        # Victims of a place share few profiles, more where they are many: rows hold real counts.
        profiles = np.ceil(np.log2(counts + 1)).astype(np.int64)
        total = int(profiles.sum())
        what = pick(rng, others, total) if act is None else np.full(total, act)
        drawn = _attributes(rng, total, pick(rng, ages, total))
        place = np.repeat(np.arange(counts.size), counts)
        first = np.cumsum(profiles) - profiles
        chance = rng.random(place.size)
        profile = first[place] + np.floor(chance * profiles[place]).astype(np.int64)
        blocks.append(
            np.column_stack([np.full(place.size, year), place, what[profile], drawn[profile]])
        )
    return np.concatenate(blocks)


def _december(world: World) -> _Table:
    """Build the restatement of 31 December of the last year."""
    settings = section("uariv")
    rng = stream(world.seed, "uariv")
    keys, counts = tally(
        np.concatenate([_year_victims(rng, world, year) for year in settings["years"]])
    )
    declared = counts + (rng.random(counts.size) < 0.12) - (rng.random(counts.size) < 0.1)
    # Some declare where nothing happened to them: rows with an empty PER_OCU.
    size = round(settings["declared_only"] * counts.size)
    weights = whole_weights(world.population.total(2022))
    pool = np.column_stack(
        [
            rng.integers(settings["years"][0], settings["years"][-1] + 1, size),
            pick(rng, weights, size),
            pick(rng, [act["weight"] for act in settings["acts"].values()], size),
            _attributes(rng, size, pick(rng, settings["adult_ages"], size)),
        ]
    )
    elsewhere, _ = tally(pool)
    seen = {row.tobytes() for row in keys}
    elsewhere = elsewhere[[row.tobytes() not in seen for row in elsewhere]]
    extra = len(elsewhere)
    keys = np.concatenate([keys, elsewhere])
    occurred = np.concatenate([counts, np.zeros(extra, dtype=np.int64)])
    declared = np.concatenate([declared, rng.integers(1, 3, extra)])
    order = np.lexsort(keys.T[::-1])
    return _Table(keys[order], occurred[order], declared[order])


def _earlier(rng: np.random.Generator, table: _Table, last: int) -> _Table:
    """Restate as of September: the last year is three quarters complete."""
    recent = table.keys[:, 0] == last
    kept = ~recent | (rng.random(recent.size) < 0.7)
    partial = np.where(recent & (table.occurred > 3), table.occurred * 3 // 4, table.occurred)
    return _Table(table.keys[kept], partial[kept], table.declared[kept])


def _later(rng: np.random.Generator, table: _Table) -> _Table:
    """Restate half a year later: a few victims more everywhere."""
    more = (rng.random(table.occurred.size) < 0.03) & (table.occurred > 0)
    raised = table.occurred + np.where(more, 1 + table.occurred // 40, 0)
    return _Table(table.keys, raised, table.declared + more)


def _number(value: int) -> str:
    """Write a count as the service exports it: comma thousands, empty for none."""
    if value <= 0:
        return ""
    return f'"{value:,}"' if value >= 1000 else str(value)


def _lines(world: World, table: _Table, dates: list[str]) -> list[str]:
    """Write one restatement; each department has its own spelling of the cut-off date."""
    settings = section("uariv")
    acts = list(settings["acts"].items())
    texts = [quoted(act["name"]) for _, act in acts]
    odd = [quoted(act.get("mojibake", act["name"])) for _, act in acts]
    choices = [[quoted(text) for text in settings[name]] for name in _DIMENSIONS]
    sexes, ethnicities, disabilities, ages = choices
    places = [
        (int(place.department_code), quoted(place.department), place.number, quoted(place.name))
        for place in world.places
    ]
    places += [
        (row["department"], row["department_name"], row["code"], row["name"])
        for row in settings["strange"]
    ]
    report = quoted(settings["report"])
    lines = []
    rows = zip(table.keys.tolist(), table.occurred.tolist(), table.declared.tolist(), strict=True)
    for number, (key, occurred, declared) in enumerate(rows):
        year, where, what, sex, ethnicity, disability, age = key
        department, department_name, code, name = places[where]
        # Of the acts met with a broken encoding, a row in eleven keeps it.
        text = odd[what] if number % 11 == 7 else texts[what]
        lines.append(
            f"{dates[department % len(dates)]},{report},48,COLOMBIA,{department},"
            f"{department_name},{code},{name},{year},{acts[what][0]},{text},{sexes[sex]},"
            f"{ethnicities[ethnicity]},{disabilities[disability]},{ages[age]},"
            f"{_number(occurred)},{_number(declared)},{_number(occurred)}"
        )
    return lines


def write_uariv(path: Path, world: World) -> None:
    """Write three stacked cut-offs, the one of 31 December twice.

    Args:
        path: file to write; its folder is made if needed.
        world: the synthetic country.
    """
    settings = section("uariv")
    rng = stream(world.seed, "uariv cuts")
    december = _december(world)
    middle = _lines(world, december, settings["dates"]["middle"])
    earlier = _earlier(rng, december, settings["years"][-1])
    later = _later(rng, december)
    write_lines(
        path,
        [
            ",".join(settings["header"]),
            *_lines(world, earlier, settings["dates"]["earlier"]),
            *middle,
            *middle,
            *_lines(world, later, settings["dates"]["later"]),
        ],
    )
