"""Results with the shapes of municipalities, as GeoJSON and GeoParquet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from amparo.outputs.exchange.formats import file_name, load_formats, query

if TYPE_CHECKING:
    from pathlib import Path

    from amparo.outputs.published import Published

_DECIMALS: Final = 5
"""Decimals of a degree: about a metre."""


def write_geo(published: Published, folder: Path, assessment: dict[str, Any], shapes: Any) -> None:
    """Write both files of an assessment into a folder.

    Args:
        published: The published file.
        folder: Folder to write to.
        assessment: Row of ``dim_assessment``.
        shapes: GeoDataFrame with ``municipality_code``, ``geometry`` in WGS 84, ``is_schematic``;
            a municipality without a shape is kept, without one.
    """
    import geopandas  # noqa: PLC0415 - it takes a second, and most commands do without

    formats = load_formats()
    found = published.table(query("geo"), assessment=assessment["assessment_id"])
    # nullable types: a column of whole numbers stays one where a value is missing
    results = geopandas.GeoDataFrame(found.records(), columns=list(found.columns)).convert_dtypes()
    results["is_synthetic"] = bool(assessment["is_synthetic"])
    # of the file as a whole, so that a municipality without a shape says it too
    results["is_schematic"] = bool(shapes["is_schematic"].any())
    outlines = dict(zip(shapes["municipality_code"], shapes.geometry, strict=True))
    outline = [outlines.get(code) for code in results["municipality_code"]]
    shape = geopandas.GeoSeries(outline, name="geometry", crs=shapes.crs)
    frame = results.set_geometry(shape).to_crs("EPSG:4326")
    frame.to_parquet(folder / file_name(formats.geo.geoparquet, assessment), compression="zstd")
    # RFC 7946 wants outer rings anticlockwise; d3 wants them clockwise, see docs/outputs.md
    frame.to_file(
        folder / file_name(formats.geo.geojson, assessment),
        driver="GeoJSON",
        engine="pyogrio",
        RFC7946="YES",
        COORDINATE_PRECISION=str(_DECIMALS),
    )
