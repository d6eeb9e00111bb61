"""The shapes that maps and exchange files draw municipalities with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas
import shapely

from amparo.geometry.boundary_files import find_layer
from amparo.geometry.reference import codes, recodings
from amparo.geometry.schematic import cells

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = "boundaries"


@dataclass(frozen=True, slots=True)
class Shapes:
    """Municipal and departmental shapes, in degrees (WGS 84).

    Attributes:
        municipalities: ``municipality_code``, ``geometry``, ``is_schematic``; one row per
            municipality that has a shape, in order of code.
        departments: ``department_code``, ``geometry``; made of the municipalities where these
            are the user's.
        is_schematic: Whether the municipalities are cells around seats, not boundaries.
        file_name: The user's file, if any.
        code_property: Its property with the codes.
        unknown: Codes of its polygons that are no municipality.
        missing: Municipalities of the project without a shape.
    """

    municipalities: geopandas.GeoDataFrame
    departments: geopandas.GeoDataFrame
    is_schematic: bool
    file_name: str | None
    code_property: str | None
    unknown: tuple[str, ...]
    missing: tuple[str, ...]


def municipalities(project_root: Path, boundaries: Path | None = None) -> geopandas.GeoDataFrame:
    """Municipal shapes.

    Args:
        project_root: The checkout.
        boundaries: File or folder with municipal polygons; without it, the folder ``boundaries``
            of the project if it holds any; else cells around the seats.

    Returns:
        ``municipality_code``, ``geometry`` (WGS 84), ``is_schematic``, in order of code. A
        municipality that the user's file lacks has no row.

    Raises:
        UserError: the user's file is not usable.
    """
    return load(project_root, boundaries).municipalities


def load(project_root: Path, boundaries: Path | None = None) -> Shapes:
    """Shapes of municipalities and departments; see ``municipalities`` for the arguments."""
    place = boundaries or project_root / FOLDER
    known = codes(project_root)
    layer = None
    if boundaries or place.is_dir():
        layer = find_layer(place, known, recodings(project_root))
    polygons = layer.polygons if layer else cells(project_root)
    polygons = polygons.assign(is_schematic=layer is None)
    return Shapes(
        municipalities=polygons,
        departments=_departments(polygons),
        is_schematic=layer is None,
        file_name=layer.file.name if layer else None,
        code_property=layer.code_property if layer else None,
        unknown=layer.unknown if layer else (),
        missing=tuple(sorted(known - set(polygons["municipality_code"]))),
    )


def _departments(polygons: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Outlines made of the municipalities, so that both always fit together."""
    of_department = polygons["municipality_code"].str[:2]
    found = sorted(set(of_department))
    return geopandas.GeoDataFrame(
        {"department_code": found},
        geometry=[
            shapely.union_all(polygons.geometry[of_department == code].values) for code in found
        ],
        crs="EPSG:4326",
    )
