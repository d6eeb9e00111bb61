"""Cells around the municipal seats, cut to the departments: maps without municipal polygons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas
import shapely

from amparo.geometry.reference import OUTSIDE, outlines, seats

if TYPE_CHECKING:
    from pathlib import Path

    from amparo.geometry.reference import Seat


def cells(project_root: Path) -> geopandas.GeoDataFrame:
    """One cell per municipality: what of its department is nearest to its seat.

    Returns:
        Columns ``municipality_code`` and ``geometry`` (WGS 84), in order of code. A cell is no
        boundary: it shows roughly where a municipality is.
    """
    shapes = dict(zip(*(outlines()[name] for name in ("department_code", "geometry")), strict=True))
    by_outline: dict[str, list[Seat]] = {}
    for seat in seats(project_root):
        department = seat.municipality_code[:2]
        by_outline.setdefault(OUTSIDE.get(department, department), []).append(seat)
    found: dict[str, shapely.Geometry] = {}
    for department, placed in by_outline.items():
        found |= _cells_of(shapes[department], placed)
    codes = sorted(found)
    return geopandas.GeoDataFrame(
        {"municipality_code": codes}, geometry=[found[code] for code in codes], crs="EPSG:4326"
    )


def _cells_of(outline: shapely.Geometry, placed: list[Seat]) -> dict[str, shapely.Geometry]:
    points = [_inside(outline, seat) for seat in placed]
    regions = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(points), extend_to=outline, ordered=True)
    )
    return {
        seat.municipality_code: shapely.make_valid(shapely.intersection(region, outline))
        for seat, region in zip(placed, regions, strict=True)
    }


def _inside(outline: shapely.Geometry, seat: Seat) -> shapely.Point:
    """The seat, or the nearest point of its department where a rough coast leaves it outside."""
    point = shapely.Point(seat.longitude, seat.latitude)
    if outline.contains(point):
        return point
    return shapely.get_point(shapely.shortest_line(outline, point), 0)
