"""Forms of the synthetic registry: extracts, dates, types, places and children in one form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from amparo.demo.allocate import pick, share_out, stream, whole_weights
from amparo.demo.settings import registry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

Days = np.dtype[np.datetime64]
Dates = np.ndarray[tuple[int, ...], Days]
Whole = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
Flags = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]

FOLLOW_UP = 5
IDENTIFYING = (2, 3)


@dataclass(frozen=True)
class Forms:
    """What a form says of all its children, by row of the registry.

    Attributes:
        share: rows of this registry over those of the full size.
        extract: position of the extract.
        form: number of the form, from 0 in the order of the file.
        row_in_form: number of the row in its form, from 1.
        rows_in_form: rows of the form.
        source: row this one repeats exactly; its own position where it repeats none.
        date: date of the intervention.
        kind: code of the type of intervention, 0 where none was recorded.
        localidad: code of the localidad, 1-20.
    """

    share: float
    extract: Whole
    form: Whole
    row_in_form: Whole
    rows_in_form: Whole
    source: Whole
    date: Dates
    kind: Whole
    localidad: Whole

    @property
    def size(self) -> int:
        """Rows of the registry."""
        return int(self.extract.size)

    @property
    def identifying(self) -> Flags:
        """Whether the row identifies a new child."""
        return np.isin(self.kind, IDENTIFYING)

    @property
    def subred(self) -> Whole:
        """Code of the subred of the form's localidad, 1-4."""
        codes = np.zeros(32, dtype=np.int64)
        for code, (_, _, subred, _) in registry("localidades").items():
            codes[code] = subred
        return codes[self.localidad]

    @property
    def own(self) -> Flags:
        """Whether the row repeats no other."""
        return np.asarray(self.source == np.arange(self.size))

    @property
    def single(self) -> Flags:
        """Whether the row repeats no other and no other repeats it."""
        return np.asarray(np.bincount(self.source, minlength=self.size) == 1)

    def among(self, *names: str) -> Flags:
        """Tell which rows are of the extracts of these ids."""
        order = list(registry("extracts"))
        return np.isin(self.extract, [order.index(name) for name in names])


def scaled(count: int, share: float) -> int:
    """Scale a count of the full size, leaving at least one of what there is."""
    return max(1, round(count * share)) if count else 0


def some(rng: np.random.Generator, among: Flags, count: int) -> Whole:
    """Draw up to `count` different rows among those flagged, in ascending order."""
    positions = np.flatnonzero(among)
    return np.sort(rng.choice(positions, size=min(count, positions.size), replace=False))


def by_extract(forms: Forms, shares: Mapping[str, float] | float) -> NDArray[np.float64]:
    """Give each row the share of its extract, 0 where the extract has none."""
    if not isinstance(shares, dict):
        return np.full(forms.size, float(shares))  # type: ignore[arg-type]
    table = np.array([shares.get(name, 0.0) for name in registry("extracts")], dtype=np.float64)
    return table[forms.extract]


def _dealt(rng: np.random.Generator, weights: Mapping[int, float], total: int) -> Whole:
    """Deal the keys in proportion to their weights, at least one each, in random order."""
    keys = np.array(list(weights), dtype=np.int64)
    least = np.full(keys.size, int(total > 4 * keys.size), dtype=np.int64)
    parts = least + share_out(
        total - int(least.sum()), whole_weights(np.array(list(weights.values())))
    )
    return rng.permutation(np.repeat(keys, parts))


def _sizes(rng: np.random.Generator, rows: int, extra: int) -> Whole:
    """Give the rows of every form: `rows` in all, `extra` of them beyond the first of a form."""
    sizes = np.ones(rows - extra, dtype=np.int64)
    weights: dict[int, float] = registry("siblings")["sizes"]
    keys = np.array(list(weights), dtype=np.int64)
    every = keys if int((keys - 1).sum()) * 2 < extra else keys[:0]
    drawn = np.concatenate([every, keys[pick(rng, list(weights.values()), extra)]])
    gained = np.cumsum(drawn - 1)
    last = int(np.searchsorted(gained, extra))
    drawn = drawn[: last + 1].copy()
    drawn[-1] -= gained[last] - extra
    sizes[rng.choice(sizes.size, size=drawn.size, replace=False)] = drawn
    return sizes


def _dates(rng: np.random.Generator, kinds: Whole, settings: Mapping[str, Any]) -> Dates:
    """Draw the dates of one extract; its first and last day occur."""
    dates: Dates = np.empty(kinds.size, dtype="datetime64[D]")
    for column, chosen in ((2, kinds != FOLLOW_UP), (3, kinds == FOLLOW_UP)):
        windows = settings["dates"]
        count = int(chosen.sum())
        parts = share_out(count, whole_weights([window[column] for window in windows]))
        drawn = []
        for (first, last, *_), part in zip(windows, parts.tolist(), strict=True):
            steps = rng.integers(0, (last - first).days + 1, part)
            drawn.append(np.datetime64(first, "D") + steps.astype("timedelta64[D]"))
        dates[chosen] = rng.permutation(np.concatenate(drawn))
    # Follow-ups close on their day, which must not be taken for the filler.
    filler = np.datetime64(registry("texts")["filler_date"], "D")
    dates[(kinds == FOLLOW_UP) & (dates == filler)] += np.timedelta64(3, "D")
    return dates


def build_forms(seed: int, rows: int) -> Forms:
    """Draw the forms of a registry.

    Args:
        seed: seed of the demo.
        rows: rows of the registry, split over the extracts as in the full size.

    Returns:
        One entry per row, extract after extract and by date within each.
    """
    rng = stream(seed, "registry forms")
    extracts = registry("extracts")
    full = sum(settings["rows"] for settings in extracts.values())
    share = rows / full
    parts = share_out(rows, whole_weights([e["rows"] for e in extracts.values()])).tolist()
    kinds, dates, sizes, owners, repeats = [], [], [], [], []
    for position, (settings, count) in enumerate(zip(extracts.values(), parts, strict=True)):
        extra = scaled(settings.get("extra_rows", 0), share)
        kind = _dealt(rng, settings["types"], count - extra)
        date = _dates(rng, kind, settings)
        order = np.argsort(date, kind="stable")
        kind, date = kind[order], date[order]
        date[0], date[-1] = settings["dates"][0][0], settings["dates"][-1][1]
        kinds.append(kind)
        dates.append(date)
        sizes.append(_sizes(rng, count, extra) if extra else np.ones(count, dtype=np.int64))
        owners.append(np.full(count - extra, position))
        repeats.append(scaled(settings.get("repeated_rows", 0), share))
    size = np.concatenate(sizes)
    form = np.repeat(np.arange(size.size), size)
    first = np.repeat(np.cumsum(size) - size, size)
    row_in_form = np.arange(rows) - first + 1
    extract = np.concatenate(owners)[form]
    source = np.arange(rows)
    for position, count in enumerate(repeats):
        chosen = some(rng, (extract == position) & (row_in_form > 1), count)
        source[chosen] = first[chosen]
    weights = {code: place[3] for code, place in registry("localidades").items()}
    return Forms(
        share=share,
        extract=extract,
        form=form,
        row_in_form=row_in_form,
        rows_in_form=size[form],
        source=source,
        date=np.concatenate(dates)[form],
        kind=np.concatenate(kinds)[form],
        localidad=_dealt(rng, weights, size.size)[form],
    )
