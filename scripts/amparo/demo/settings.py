"""Lists, tables and national totals of the demo, kept in `demo.yml`."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml


@cache
def section(name: str) -> dict[str, Any]:
    """Return one section of `demo.yml`.

    Args:
        name: top-level key of the file.

    Returns:
        The section's keys and values.

    Raises:
        KeyError: if the file has no such section.
    """
    text = resources.files("amparo.demo").joinpath("demo.yml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(text)
    return loaded[name]
