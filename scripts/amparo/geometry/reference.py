"""What the project itself knows of places: codes, recodings, seats, outlines of departments."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas

from amparo.seeds import rows_of

OUTLINES = Path(__file__).with_name("departments.topojson")
OUTSIDE = {"11": "25"}
"""Departments that the outlines lack, and the one whose outline holds them."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a municipality's seat is, in degrees (WGS 84), and whether GeoNames says so."""

    municipality_code: str
    longitude: float
    latitude: float
    is_known: bool


def seats(project_root: Path) -> list[Seat]:
    """Seats of all municipalities, in order of code."""
    return [
        Seat(
            row["municipality_code"],
            float(row["longitude"]),
            float(row["latitude"]),
            row["placed_by"] != "farthest_point",
        )
        for row in _rows(project_root, "municipality_seats")
    ]


def codes(project_root: Path) -> set[str]:
    """DIVIPOLA codes of all municipalities."""
    return {row["municipality_code"] for row in _rows(project_root, "municipalities")}


def recodings(project_root: Path) -> dict[str, str]:
    """Current code by obsolete one, where it is certain."""
    rows = _rows(project_root, "municipality_recodings")
    return {row["old_code"]: row["new_code"] for row in rows if row["new_code"]}


def outlines() -> geopandas.GeoDataFrame:
    """Department outlines: columns ``department_code``, ``geometry`` (WGS 84); Bogotá is in 25."""
    frame = geopandas.read_file(OUTLINES)[["department_code", "geometry"]]
    frame["geometry"] = frame.geometry.make_valid()
    return frame.set_crs(epsg=4326, allow_override=True)


def _rows(project_root: Path, seed: str) -> list[dict[str, str]]:
    return rows_of(project_root / "seeds", seed)
