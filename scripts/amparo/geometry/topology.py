"""Shapes as one small TopoJSON, with San Andrés brought near in a frame."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas
import shapely
from topojson.core.topology import Topology

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amparo.geometry.shapes import Shapes

ARCHIPELAGO = "88"
FRAME = (-79.6, 9.6, -77.9, 12.4)
"""West, south, east, north of the frame, in degrees: sea between the Pacific and the Caribbean."""
SLOTS = {"88001": (0.5, 0.30), "88564": (0.5, 0.76)}
"""Centre of each island in the frame, as shares of its width and height."""
ISLAND_HEIGHT = 0.42
"""Height each island is drawn with, as a share of the frame's height."""
MAIN_ISLAND_EAST = -81.0
"""Degrees; what lies east of it are cays where nobody lives."""
TOLERANCE = 0.015
"""Degrees of simplification: less than a pixel of the report's maps."""
CENTRE_DECIMALS = 3
GRID = 12_000
"""Steps of the coordinates along each side of the map."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a map is drawn from.

    Attributes:
        topology: TopoJSON with the objects ``municipalities`` (ids are codes), ``departments``
            (likewise) and ``frame``.
        label_at: Longitude and latitude below which the frame's caption stands.
        centres: By municipality a point inside its shape, for names and circles.
    """

    topology: dict[str, Any]
    label_at: tuple[float, float]
    centres: dict[str, tuple[float, float]]


def draw(shapes: Shapes) -> Drawing:
    """Simplify shapes together, so that neighbours keep a common border, and move San Andrés."""
    places = shapes.municipalities
    moved = [
        _moved(code, shape)
        for code, shape in zip(places["municipality_code"], places.geometry, strict=True)
    ]
    simple = shapely.make_valid(shapely.coverage_simplify(moved, TOLERANCE))
    kept = [
        shape if not shape.is_empty else whole for shape, whole in zip(simple, moved, strict=True)
    ]
    codes = [str(code) for code in places["municipality_code"]]
    departments = sorted({code[:2] for code in codes})
    outlines = [
        shapely.union_all([s for c, s in zip(codes, kept, strict=True) if c[:2] == department])
        for department in departments
    ]
    topology = Topology(
        [
            _frame(codes, kept),
            _frame(departments, outlines),
            _frame(["frame"], [shapely.box(*FRAME)]),
        ],
        object_name=["municipalities", "departments", "frame"],
        prequantize=GRID,
    )
    compact = _compact(json.loads(str(topology.to_json())))
    points = shapely.point_on_surface(kept)
    centres = {
        code: (round(float(point.x), CENTRE_DECIMALS), round(float(point.y), CENTRE_DECIMALS))
        for code, point in zip(codes, points, strict=True)
    }
    return Drawing(compact, (FRAME[0], FRAME[1]), centres)


def _frame(ids: Sequence[str], shapes: Sequence[shapely.Geometry]) -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame({"code": list(ids)}, geometry=list(shapes))


def _moved(code: str, shape: shapely.Geometry) -> shapely.Geometry:
    """An island of the archipelago enlarged into its slot of the frame; else the shape."""
    if not code.startswith(ARCHIPELAGO):
        return shape
    west, south, east, north = FRAME
    island = shapely.intersection(shape, shapely.box(-180, -90, MAIN_ISLAND_EAST, 90))
    island = max(shapely.get_parts(island), key=lambda part: float(part.area))
    x0, y0, x1, y1 = island.bounds
    scale = ISLAND_HEIGHT * (north - south) / (y1 - y0)
    across, up = SLOTS.get(code, (0.5, 0.5))
    centre = (west + across * (east - west), south + up * (north - south))
    middle = ((x0 + x1) / 2, (y0 + y1) / 2)
    return shapely.transform(island, lambda xy: (xy - middle) * scale + centre)


def _compact(topology: dict[str, Any]) -> dict[str, Any]:
    """Codes as ids, no other properties and no boxes."""
    topology.pop("bbox", None)
    for collection in topology["objects"].values():
        collection.pop("bbox", None)
        for geometry in collection["geometries"]:
            geometry["id"] = geometry.pop("properties")["code"]
            geometry.pop("bbox", None)
    return topology
