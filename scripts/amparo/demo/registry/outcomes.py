"""Outcomes of the synthetic registry: who left work, when cases closed, and what came after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from amparo.demo.allocate import pick, stream
from amparo.demo.registry.children import texts_of
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
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from amparo.demo.registry.children import Children

STATUSES = ("no_data", "yes", "no", "not_applicable", "open")
NO_DATA, YES, NO, NOT_APPLICABLE, OPEN = range(5)
FAULTS = (
    "none", "unparsable", "year_2006", "year_2202", "before_opening", "after_limit", "filler",
    "sentinel",
)  # fmt: skip
ADOLESCENTS = 3


@dataclass(frozen=True)
class Outcomes:
    """What became of each row; statuses are positions in `STATUSES`.

    Attributes:
        left_work: whether the child left work.
        protected: whether the adolescent moved to protected work.
        finished: whether the process was finished.
        closed: date of the closure, NaT where there is none.
        fault: what is wrong with the date as written, position in `FAULTS`.
        reposition: result of the visit after the closure.
        repeated_protected: the answer on protected work at that visit.
        visited: date of that visit, NaT for none.
        visit_filler: whether the filler stands for that date.
    """

    left_work: Whole
    protected: Whole
    finished: Whole
    closed: Dates
    fault: Whole
    reposition: Whole
    repeated_protected: Whole
    visited: Dates
    visit_filler: Flags


def logits(forms: Forms, children: Children) -> NDArray[np.float64]:
    """Give what moves each child towards leaving work, in logits.

    Args:
        forms: the forms.
        children: the children.

    Returns:
        One number per row; only differences between rows of one extract and type count.
    """
    effects, categories = registry("effects"), registry("categories")
    nationality = texts_of(categories["nationality"])
    student = np.array(["Estudiante" in text for text in texts_of(categories["occupation"])])
    street = np.array(["calle" in text for text in texts_of(categories["work_place"])])
    venezuela = next(at for at, text in enumerate(nationality) if text.startswith("Venezuela"))
    total = np.zeros(forms.size)
    for code, effect in effects["subred"].items():
        total += effect * (forms.subred == code)
    for code, effect in effects["localidad"].items():
        total += effect * (forms.localidad == code)
    total += effects["older_than_11"] * np.maximum(children.age - 11, 0)
    total += effects["venezuela"] * (children.nationality == venezuela)
    total += effects["student"] * student[children.occupation]
    total += effects["street"] * street[children.work_place]
    total += effects["female"] * (children.sex == 1)
    total += effects["health_technician"] * ((children.profile == 0) & forms.identifying)
    return total


def _logistic(rng: np.random.Generator, size: int) -> NDArray[np.float64]:
    uniform = (rng.integers(0, 1_000_000, size) + 0.5) / 1_000_000
    return np.asarray(np.log(uniform / (1 - uniform)))


def _left_work(rng: np.random.Generator, forms: Forms, children: Children, closed: Flags) -> Whole:
    """Draw who left work: exact shares by extract and type, a logistic model within."""
    latent = logits(forms, children) + _logistic(rng, forms.size)
    status = np.full(forms.size, NO_DATA, dtype=np.int64)
    for extract, settings in registry("left_work").items():
        here = forms.among(extract)
        answered = here & (rng.random(forms.size) >= settings["blank"])
        if extract == registry("closure")["open_in"]:
            answered = here & closed
            status[here & ~closed] = OPEN
        status[
            some(rng, answered & forms.single, scaled(settings["not_applicable"], forms.share))
        ] = NOT_APPLICABLE
        answered &= status != NOT_APPLICABLE
        special = [kind for kind in settings["yes"] if kind]
        for kind, share in settings["yes"].items():
            cell = answered & (forms.kind == kind if kind else ~np.isin(forms.kind, special))
            rows = np.flatnonzero(cell)
            ranked = rows[np.argsort(-latent[rows], kind="stable")]
            status[ranked] = NO
            status[ranked[: round(share * rows.size)]] = YES
    return status


def _days(rng: np.random.Generator, forms: Forms) -> Whole:
    """Draw the days to closure, with the medians of extract and type; 0 for follow-ups."""
    settings = registry("closure")
    raw = np.exp(settings["spread"] * rng.standard_normal(forms.size))
    for code, effect in settings["subred"].items():
        raw[forms.subred == code] *= np.exp(effect)
    days = np.zeros(forms.size, dtype=np.int64)
    for extract, medians in settings["median"].items():
        for adolescents, kind in ((False, 2), (True, ADOLESCENTS)):
            cell = forms.among(extract) & ((forms.kind == ADOLESCENTS) == adolescents)
            cell &= forms.kind != FOLLOW_UP
            if cell.any():
                median = medians[kind]
                if extract == settings["open_in"]:
                    median *= settings["drawn_median"] / medians[2]
                days[cell] = np.rint(raw[cell] / np.median(raw[cell]) * median)
    return np.clip(days, 0, settings["longest"])


def _off_filler(dates: Dates) -> Dates:
    """Move true dates off the day that fills blanks, which nobody could tell from it."""
    filler = np.datetime64(registry("texts")["filler_date"], "D")
    return np.where(dates == filler, dates - np.timedelta64(1, "D"), dates)


def _closed(rng: np.random.Generator, forms: Forms) -> tuple[Dates, Flags]:
    """Draw the date each case closes and whether it does before the registry ends."""
    settings = registry("closure")
    closed = _off_filler(forms.date + _days(rng, forms).astype("timedelta64[D]"))
    pending = forms.among(settings["open_in"]) & (forms.kind != FOLLOW_UP)
    ever = rng.random(forms.size) < settings["ever_closed"]
    return closed, ~pending | (ever & (closed <= forms.date.max()))


def _faults(
    rng: np.random.Generator, forms: Forms, left_work: Whole, closed: Dates
) -> tuple[Whole, Dates]:
    """Spoil some closure dates as the registry does, and give those that can still be read."""
    settings = registry("closure")
    closed = closed.copy()
    blank = np.isin(left_work, (NO_DATA, OPEN))
    as_text = forms.among(*settings["text_column_in"])
    fault = np.where(blank, np.where(as_text, FAULTS.index("sentinel"), FAULTS.index("filler")), 0)
    for extract, count in settings["blank_rather_than_filler"].items():
        chosen = some(rng, blank & forms.among(extract), scaled(count, forms.share))
        fault[chosen] = FAULTS.index("sentinel")
    closed[blank] = np.datetime64("NaT")
    for name, count in settings["faults"].items():
        free = (fault == 0) & forms.single & forms.identifying & ~forms.among(settings["open_in"])
        if name in {"unparsable", "year_2006", "year_2202"}:
            free &= as_text
        chosen = some(rng, free, scaled(count, forms.share))
        fault[chosen] = FAULTS.index(name)
        steps = rng.integers(1, 60, chosen.size).astype("timedelta64[D]")
        if name == "before_opening":
            closed[chosen] = _off_filler(forms.date[chosen] - steps)
        elif name == "after_limit":
            after = np.timedelta64(settings["longest"], "D") + steps
            closed[chosen] = _off_filler(forms.date[chosen] + after) + np.timedelta64(2, "D")
    return fault, closed


def _answers(
    rng: np.random.Generator, filled: Flags, shares: Mapping[str, Any], size: int
) -> Whole:
    """Draw yes, no and, for the rest, not applicable where filled."""
    yes, no = shares["yes"], shares["no"]
    drawn = np.array([YES, NO, NOT_APPLICABLE])[pick(rng, [yes, no, 1 - yes - no], size)]
    return np.where(filled, drawn, NO_DATA)


def _protected(rng: np.random.Generator, forms: Forms) -> Whole:
    settings = registry("protected")
    filled = rng.random(forms.size) < by_extract(forms, settings["filled"])
    young = _answers(rng, filled, settings["others"], forms.size)
    adolescents = _answers(rng, filled, settings["adolescents"], forms.size)
    return np.where(forms.kind == ADOLESCENTS, adolescents, young)


def _finished(rng: np.random.Generator, forms: Forms, left_work: Whole) -> Whole:
    settings = registry("finished")
    filled = rng.random(forms.size) < by_extract(forms, settings["filled"])
    filled &= np.isin(left_work, (YES, NO))
    share = np.where(left_work == YES, settings["yes"]["yes"], settings["yes"]["no"])
    answer = np.where(rng.random(forms.size) < share, YES, NO)
    # Where cases were open when the extract was drawn, no answer means that they still are.
    pending = forms.among(registry("closure")["open_in"])
    return np.where(filled, answer, np.where(pending, OPEN, NO_DATA))


def _reposition(
    rng: np.random.Generator, forms: Forms, left_work: Whole, closed: Dates
) -> dict[str, Any]:
    """Draw the visits after the closure: mostly to those who had not left work."""
    settings = registry("reposition")
    result = np.full(forms.size, NO_DATA, dtype=np.int64)
    protected = result.copy()
    visited = np.full(forms.size, np.datetime64("NaT", "D"))
    for extract, count in settings["dates"].items():
        here = forms.among(extract) & ~np.isnat(closed) & forms.identifying
        total = scaled(count, forms.share)
        first = some(rng, here & (left_work == NO), round(total * settings["filled_once_no"]))
        rest = some(rng, here & (left_work == YES), total - first.size)
        chosen = rng.permutation(np.concatenate([first, rest]))
        steps = rng.integers(10, 60, chosen.size).astype("timedelta64[D]")
        visited[chosen] = _off_filler(closed[chosen] + steps)
        answered = chosen[: scaled(settings["result"].get(extract, 0), forms.share)]
        yes = rng.random(answered.size) < settings["yes"]
        result[answered] = np.where(yes, YES, NO)
    filled = rng.random(forms.size) < by_extract(forms, settings["filler"])
    third = forms.among(settings["protected_in"]) & (result != NO_DATA)
    protected[some(rng, third, scaled(settings["protected"], forms.share))] = NOT_APPLICABLE
    return {
        "reposition": result,
        "repeated_protected": protected,
        "visited": visited,
        "visit_filler": filled & np.isnat(visited),
    }


def build_outcomes(seed: int, forms: Forms, children: Children) -> Outcomes:
    """Draw what became of every row.

    Args:
        seed: seed of the demo.
        forms: the forms.
        children: the children, whose traits move the outcome.

    Returns:
        One entry per row.
    """
    rng = stream(seed, "registry outcomes")
    dates, is_closed = _closed(rng, forms)
    left_work = _left_work(rng, forms, children, is_closed)
    fault, closed = _faults(rng, forms, left_work, dates)
    unreadable = np.isin(fault, [FAULTS.index(x) for x in ("unparsable", "year_2006", "year_2202")])
    return Outcomes(
        left_work=left_work,
        protected=_protected(rng, forms),
        finished=_finished(rng, forms, left_work),
        fault=fault,
        **_reposition(rng, forms, left_work, np.where(unreadable, np.datetime64("NaT"), closed)),
        closed=np.where(unreadable, np.datetime64("NaT", "D"), closed),
    )
