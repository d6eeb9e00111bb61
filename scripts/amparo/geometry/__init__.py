"""Shapes of municipalities and departments: boundary files of the user's, or schematic cells."""

from __future__ import annotations

from amparo.geometry.shapes import Shapes, load, municipalities

__all__ = ["Shapes", "load", "municipalities"]
