"""Municipal polygons from a file of the user's, whose codes are found by their content."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas
import pyogrio
import shapely

from amparo.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from pathlib import Path

SUFFIXES = (".topojson", ".geojson", ".json", ".gpkg", ".zip", ".shp")
LEAST_SHARE = 0.9
"""Share of a property's values that must be municipality codes for it to be the code."""
COLOMBIA = (-85.0, -6.0, -64.0, 18.0)
"""Degrees between which all of Colombia lies, with its islands and a margin."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Polygons of one layer of one file.

    Attributes:
        file: The file.
        code_property: Property that holds the codes.
        polygons: ``municipality_code`` and ``geometry`` (WGS 84), one row per code.
        unknown: Values of the property that are no municipality of the project's list.
    """

    file: Path
    code_property: str
    polygons: geopandas.GeoDataFrame
    unknown: tuple[str, ...]


def find_layer(place: Path, codes: Collection[str], recodings: Mapping[str, str]) -> Layer | None:
    """The one layer with municipal polygons of a file or a folder.

    Args:
        place: A file, or a folder whose boundary files are all looked at.
        codes: Municipality codes of the project.
        recodings: Current code by obsolete one.

    Returns:
        The layer; None where the folder holds no boundary file.

    Raises:
        UserError: nothing is there, a file cannot be read, no layer or more than one has
            municipality codes, or its polygons are not in degrees or not in Colombia.
    """
    files = _files(place)
    if not files:
        return None
    found: list[Layer] = []
    seen: list[str] = []
    for file in files:
        for name, frame in _read(file):
            layer = _with_codes(file, frame, codes, recodings)
            if layer:
                found.append(layer)
            else:
                columns = ", ".join(str(c) for c in frame.columns if c != "geometry") or "–"
                seen.append(f"{file.name} [{name}]: {columns}")
    if not found:
        listed = "; ".join(seen)
        raise UserError(
            f"Ninguna propiedad de {place} tiene códigos de municipio (DIVIPOLA de cinco dígitos o"
            f" P-code CO + código). Propiedades leídas: {listed}. Agregue el código a los"
            " polígonos o retire el archivo.",
            f"No property of {place} has municipality codes (five-digit DIVIPOLA or P-code CO +"
            f" code). Properties read: {listed}. Add the code to the polygons or remove the file.",
        )
    if len(found) > 1:
        names = ", ".join(layer.file.name for layer in found)
        raise UserError(
            f"Hay más de una capa con polígonos de municipios en {place}: {names}. Deje una.",
            f"More than one layer of {place} has municipal polygons: {names}. Leave one.",
        )
    return found[0]


def _files(place: Path) -> list[Path]:
    if place.is_dir():
        return sorted(file for file in place.iterdir() if file.suffix.lower() in SUFFIXES)
    if not place.exists():
        raise UserError(
            f"No existe {place}: se esperaba un archivo de polígonos o una carpeta de ellos.",
            f"{place} does not exist: a file of polygons or a folder of them was expected.",
        )
    if place.suffix.lower() not in SUFFIXES:
        listed = ", ".join(SUFFIXES)
        raise UserError(
            f"{place.name} no es un archivo de polígonos que se sepa leer ({listed}).",
            f"{place.name} is no file of polygons that can be read ({listed}).",
        )
    return [place]


def _read(file: Path) -> Iterable[tuple[str, geopandas.GeoDataFrame]]:
    try:
        for name, kind in pyogrio.list_layers(file):
            if kind is not None:
                yield str(name), geopandas.read_file(file, layer=name)
    except (ValueError, OSError, RuntimeError) as error:  # pyogrio's own errors are RuntimeErrors
        first = str(error).splitlines()[0]
        raise UserError(
            f"No se puede leer {file.name} como archivo de polígonos: {first}. Se espera"
            " TopoJSON, GeoJSON, GeoPackage o un shapefile en zip (.shp, .shx, .dbf, .prj).",
            f"{file.name} cannot be read as a file of polygons: {first}. Expected is TopoJSON,"
            " GeoJSON, GeoPackage or a zipped shapefile (.shp, .shx, .dbf, .prj).",
        ) from error


def _with_codes(
    file: Path,
    frame: geopandas.GeoDataFrame,
    codes: Collection[str],
    recodings: Mapping[str, str],
) -> Layer | None:
    best: tuple[float, str, list[str]] | None = None
    for column in frame.columns:
        if column == frame.geometry.name or not len(frame):
            continue
        values = [_as_code(value) for value in frame[column]]
        values = [recodings.get(value, value) for value in values]
        share = sum(value in codes for value in values) / len(values)
        distinct = len(set(values) & set(codes))
        # a column that repeats few codes (the department's capital, say) is not the key
        if share >= LEAST_SHARE and distinct > len(values) / 2 and (not best or share > best[0]):
            best = (share, str(column), values)
    if best is None:
        return None
    _, column, values = best
    unknown = tuple(sorted({value for value in values if value not in codes}))
    polygons = _in_degrees(file, frame[["geometry"]].assign(municipality_code=values))
    known = polygons[polygons["municipality_code"].isin(codes)]
    merged = known.dissolve("municipality_code").reset_index()
    return Layer(file, column, merged[["municipality_code", "geometry"]], unknown)


def _as_code(value: object) -> str:
    """Five digits, from text or number, with or without CO and a lost zero; else the text."""
    text = re.sub(r"\.0+$", "", str(value).strip())
    digits = re.fullmatch(r"(?i)(?:co)?(\d{4,5})", text)
    return digits[1].zfill(5) if digits else text


def _in_degrees(file: Path, frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    degrees = frame.to_crs(epsg=4326) if frame.crs else frame.set_crs(epsg=4326)
    shapes = degrees.geometry
    kinds = set(shapes[~shapes.isna() & ~shapes.is_empty].geom_type)
    if not kinds or not kinds <= {"Polygon", "MultiPolygon"}:
        met = ", ".join(sorted(kinds)) or "–"
        raise UserError(
            f"{file.name} no tiene solo polígonos: {met}. Use la capa de polígonos municipales.",
            f"{file.name} does not have polygons only: {met}. Use the layer of municipal polygons.",
        )
    x0, y0, x1, y1 = shapes.total_bounds
    if not (COLOMBIA[0] <= x0 and COLOMBIA[1] <= y0 and x1 <= COLOMBIA[2] and y1 <= COLOMBIA[3]):
        box = f"{x0:.1f}, {y0:.1f} – {x1:.1f}, {y1:.1f}"
        raise UserError(
            f"Los polígonos de {file.name} no están en Colombia ({box}): falta el sistema de"
            " referencia (.prj) o es otro. Guárdelos en WGS 84 (EPSG:4326).",
            f"The polygons of {file.name} are not in Colombia ({box}): the reference system (.prj)"
            " is missing or another one. Save them in WGS 84 (EPSG:4326).",
        )
    repair: Callable[[object], shapely.Geometry] = shapely.make_valid
    return degrees.assign(geometry=repair(shapes.values))
