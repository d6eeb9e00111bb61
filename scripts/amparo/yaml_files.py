"""Reading YAML: every landing and gate reads the declarations of all sources, and waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from pathlib import Path

    FastSafeLoader = yaml.SafeLoader
else:
    # libyaml reads ten times as fast; the wheels of PyYAML have it, a build from source may not
    FastSafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(file: Path) -> Any:
    """What a YAML file says; no object of ours can come out of it.

    Raises:
        yaml.YAMLError: it is no YAML.
    """
    return yaml.load(file.read_text(encoding="utf-8"), Loader=FastSafeLoader)  # noqa: S506 - a SafeLoader
