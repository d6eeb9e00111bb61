"""The synthetic registry: the state all its columns and its truth are told from."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from amparo.demo.registry.children import Children, build_children
from amparo.demo.registry.forms import Forms, build_forms
from amparo.demo.registry.links import Links, build_links
from amparo.demo.registry.outcomes import Outcomes, build_outcomes
from amparo.demo.registry.visits import Visits, build_visits
from amparo.demo.settings import registry

if TYPE_CHECKING:
    from amparo.demo.registry.forms import Whole

FEWEST_ROWS = 1000  # below, the rarest traps no longer fit


@dataclass(frozen=True)
class Registry:
    """One synthetic registry; every array has one entry per row, in the order of the file.

    Attributes:
        seed: seed it was drawn from.
        forms: what the forms say of all their children.
        links: ids, and which form a follow-up names.
        children: who the children are.
        outcomes: what became of them.
        visits: the accompaniments.
    """

    seed: int
    forms: Forms
    links: Links
    children: Children
    outcomes: Outcomes
    visits: Visits


def full_size() -> int:
    """Return the rows of the registry the demo writes."""
    return sum(int(extract["rows"]) for extract in registry("extracts").values())


def _repeated(part: Any, source: Whole) -> Any:
    """Make every repeating row of a part equal to the row it repeats."""
    changed: dict[str, Any] = {}
    for field in fields(part):
        value = getattr(part, field.name)
        if isinstance(value, dict):
            changed[field.name] = {key: array[source] for key, array in value.items()}
        elif isinstance(value, np.ndarray):
            changed[field.name] = value[source]
    return replace(part, **changed)


def build_registry(seed: int, rows: int | None = None) -> Registry:
    """Invent a registry.

    Args:
        seed: 0 or more; the same seed and rows give the same registry.
        rows: number of rows, split over the five extracts as in the full size; the full size
            without it.

    Returns:
        The registry's true state.

    Raises:
        ValueError: if there are fewer than 1,000 rows.
    """
    size = full_size() if rows is None else rows
    if size < FEWEST_ROWS:
        msg = f"a registry needs {FEWEST_ROWS} rows or more, not {size}"
        raise ValueError(msg)
    forms, links = build_links(seed, build_forms(seed, size))
    children = _repeated(build_children(seed, forms, links), forms.source)
    outcomes = _repeated(build_outcomes(seed, forms, children), forms.source)
    return Registry(
        seed=seed,
        forms=forms,
        links=links,
        children=children,
        outcomes=outcomes,
        visits=build_visits(seed, forms, outcomes),
    )
