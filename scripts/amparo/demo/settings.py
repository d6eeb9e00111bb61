"""Lists, tables and national totals of the demo, kept in `demo.yml` and `registry.yml`."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def _document(name: str) -> dict[str, dict[Any, Any]]:
    text = resources.files("amparo.demo").joinpath(name).read_text(encoding="utf-8")
    loaded: dict[str, dict[Any, Any]] = yaml.safe_load(text)
    return loaded


def section(name: str) -> dict[str, Any]:
    """Return one section of `demo.yml`.

    Args:
        name: top-level key of the file.

    Returns:
        The section's keys and values.

    Raises:
        KeyError: if the file has no such section.
    """
    return _document("demo.yml")[name]


def registry(name: str) -> dict[Any, Any]:
    """Return one section of `registry.yml`.

    Args:
        name: top-level key of the file.

    Returns:
        The section's keys and values; some keys are numbers.

    Raises:
        KeyError: if the file has no such section.
    """
    return _document("registry/registry.yml")[name]
