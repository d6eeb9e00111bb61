"""What a version's sidecar has to hold before anybody goes by it."""

from __future__ import annotations

from typing import Any


def is_whole(sidecar: Any) -> bool:
    """Whether what was read of a sidecar holds all that is asked of one."""
    try:
        parts = (sidecar.get("outputs") or {"folder": "", "options": {}, "parts": {}})["parts"]
        files = [file for part in parts.values() for file in part["files"] if part["fingerprint"]]
        return (
            {"sha256", "manifest"} <= sidecar.keys()
            and isinstance(sidecar["manifest"]["publication"][0], dict)
            and all({"path", "sha256", "bytes"} <= file.keys() for file in files)
        )
    except (AttributeError, IndexError, KeyError, TypeError):
        return False
