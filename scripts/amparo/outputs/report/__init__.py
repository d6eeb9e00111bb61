"""The report: one self-contained page with maps, and the maps as image files."""

from __future__ import annotations

from amparo.outputs.report.writing import write

__all__ = ["write"]
