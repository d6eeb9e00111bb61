"""A small synthetic file of every layout the landing accepts, with what must become of its rows.

Each module serves one source and lists its layouts in ``LAYOUTS``; ``all_layouts`` finds them.
"""

from __future__ import annotations

import importlib
import pkgutil

from .base import Account, LayoutFixture


def all_layouts() -> list[LayoutFixture]:
    """Every layout of every module of this folder, by id."""
    found: list[LayoutFixture] = []
    for module in pkgutil.iter_modules(__path__):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        found += getattr(loaded, "LAYOUTS", ())
    return sorted(found, key=lambda layout: layout.layout_id)


__all__ = ["Account", "LayoutFixture", "all_layouts"]
