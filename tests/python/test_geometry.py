"""Shapes: codes found by content, bad boundary files, cells around seats, San Andrés' frame."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas
import pytest
import shapely

from amparo.errors import UserError
from amparo.geometry import load, municipalities
from amparo.geometry.topology import FRAME, draw

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
MEDELLIN, BOGOTA, SAN_ANDRES = "05001", "11001", "88001"


def squares(**properties: list[object]) -> geopandas.GeoDataFrame:
    """Neighbouring squares of one degree, with the properties given."""
    count = len(next(iter(properties.values())))
    boxes = [shapely.box(-76 + i % 5, 4 + i // 5, -75 + i % 5, 5 + i // 5) for i in range(count)]
    return geopandas.GeoDataFrame(properties, geometry=boxes, crs="EPSG:4326")


@pytest.mark.parametrize(
    ("codes", "suffix"),
    [
        (["05001", "05002", "11001"], ".geojson"),
        (["CO05001", "CO05002", "CO11001"], ".gpkg"),
        ([5001, 5002, 11001], ".geojson"),
        ([5001.0, 5002.0, 11001.0], ".gpkg"),
    ],
)
def test_codes_are_found_by_content_whatever_the_property_is_called(
    tmp_path: Path, codes: list[object], suffix: str
) -> None:
    file = tmp_path / f"x{suffix}"
    squares(nombre=["a", "b", "c"], algo=codes).to_file(file)
    shapes = load(ROOT, file)
    assert shapes.code_property == "algo"
    assert list(shapes.municipalities["municipality_code"]) == ["05001", "05002", "11001"]
    assert not shapes.is_schematic
    assert list(shapes.departments["department_code"]) == ["05", "11"]


def test_a_zipped_shapefile_in_metres_comes_out_in_degrees(tmp_path: Path) -> None:
    squares(cod=["05001", "05002"]).to_crs(epsg=9377).to_file(tmp_path / "mun.shp")
    with zipfile.ZipFile(tmp_path / "mun.zip", "w") as archive:
        for part in tmp_path.glob("mun.*"):
            if part.suffix != ".zip":
                archive.write(part, part.name)
                part.unlink()
    found = municipalities(ROOT, tmp_path)
    assert found.total_bounds == pytest.approx([-76, 4, -74, 5], abs=0.01)


def test_obsolete_codes_become_current_ones_and_pieces_one_shape(tmp_path: Path) -> None:
    file = tmp_path / "x.geojson"
    squares(mpio=["27086", "27493", "27615"]).to_file(file)
    assert list(municipalities(ROOT, file)["municipality_code"]) == ["27493", "27615"]


def test_unknown_codes_and_municipalities_without_polygon_are_told(tmp_path: Path) -> None:
    file = tmp_path / "x.geojson"
    listed = sorted(load(ROOT).municipalities["municipality_code"])[:19]
    squares(mpio=[*listed, "99999"]).to_file(file)
    shapes = load(ROOT, file)
    assert shapes.unknown == ("99999",)
    assert len(shapes.missing) == 1123 - 19


def test_a_layer_of_departments_may_lie_beside_the_municipalities(tmp_path: Path) -> None:
    squares(dpto=["05", "11"], capital=["05001", "05001"]).to_file(tmp_path / "dep.geojson")
    squares(mpio=["05001", "11001"]).to_file(tmp_path / "mun.geojson")
    assert load(ROOT, tmp_path).file_name == "mun.geojson"


def _no_such_file(_: Path) -> None:
    """Nothing is written."""


def _garbage(file: Path) -> None:
    file.write_text("no es un mapa")


def _no_codes(file: Path) -> None:
    squares(nombre=["a", "b"]).to_file(file)


def _points(file: Path) -> None:
    frame = squares(mpio=["05001", "05002"])
    frame.geometry = frame.geometry.centroid
    frame.to_file(file)


def _metres_without_system(file: Path) -> None:
    frame = squares(mpio=["05001", "05002"]).to_crs(epsg=9377)
    text = json.loads(frame.set_crs(epsg=4326, allow_override=True).to_json())
    file.write_text(json.dumps(text))


@pytest.mark.filterwarnings("ignore:Geometry is in a geographic CRS")
@pytest.mark.parametrize(
    ("write", "found"),
    [
        (_no_such_file, "No existe"),
        (_garbage, "No se puede leer x.geojson"),
        (_no_codes, "Ninguna propiedad"),
        (_points, "no tiene solo polígonos: Point"),
        (_metres_without_system, "no están en Colombia"),
    ],
)
def test_a_bad_boundary_file_is_refused_with_its_name(
    tmp_path: Path, write: Callable[[Path], None], found: str
) -> None:
    file = tmp_path / "x.geojson"
    write(file)
    with pytest.raises(UserError) as error:
        load(ROOT, file)
    assert found in error.value.message_es
    assert "x.geojson" in error.value.message_es
    assert "x.geojson" in error.value.message_en


def test_two_layers_of_municipalities_are_refused(tmp_path: Path) -> None:
    squares(mpio=["05001"]).to_file(tmp_path / "a.geojson")
    squares(mpio=["05001"]).to_file(tmp_path / "b.geojson")
    with pytest.raises(UserError, match=r"a\.geojson, b\.geojson"):
        load(ROOT, tmp_path)


def test_an_empty_folder_means_schematic_maps(tmp_path: Path) -> None:
    assert load(ROOT, tmp_path).is_schematic


def test_every_municipality_has_a_cell_in_its_department_and_cells_do_not_overlap() -> None:
    shapes = load(ROOT)
    cells = shapes.municipalities
    assert len(cells) == 1123
    assert not shapes.missing
    assert bool(cells["is_schematic"].all())
    assert not cells.geometry.is_empty.any()
    total = float(sum(shape.area for shape in cells.geometry))
    union = shapely.union_all(cells.geometry.values).area
    assert total == pytest.approx(union, rel=1e-6)


@pytest.mark.filterwarnings("ignore:driver TopoJSON does not support")
def test_neighbours_keep_a_common_border_and_san_andres_is_in_the_frame() -> None:
    drawing = draw(load(ROOT))
    topology = drawing.topology
    assert {g["id"] for g in topology["objects"]["municipalities"]["geometries"]} >= {MEDELLIN}
    assert len(topology["objects"]["municipalities"]["geometries"]) == 1123
    assert len(json.dumps(topology, separators=(",", ":"))) < 300_000
    file = json.dumps(topology)
    frame = geopandas.read_file(file, driver="TopoJSON", layer="municipalities")
    island = frame.set_index("id").geometry[SAN_ANDRES]
    assert shapely.box(*FRAME).contains(island)
    shapes = [shapely.make_valid(shape) for shape in frame.geometry]
    overlap = sum(shape.area for shape in shapes) - shapely.union_all(shapes).area
    assert overlap < 0.001 * sum(shape.area for shape in shapes)


def test_real_polygons_are_matched(shared: Path) -> None:
    shapes = load(ROOT, shared / "data" / "boundaries")
    assert shapes.code_property in {"divipola", "adm2_pcode"}
    assert len(shapes.municipalities) == 1121
    assert shapes.missing == ("27493", "94663")
    assert shapes.unknown == ()
