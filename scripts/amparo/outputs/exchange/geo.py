"""Results with the shapes of municipalities, as GeoJSON and GeoParquet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from amparo.outputs.exchange.formats import load_formats, query, reference_year

if TYPE_CHECKING:
    from pathlib import Path

    from amparo.outputs.published import Published

_DECIMALS: Final = 5
"""Decimals of a degree: about a metre."""


def write_geo(
    published: Published, folder: Path, assessment: dict[str, Any], shapes: Any
) -> None:
    """Write both files of an assessment into a folder.

    Args:
        published: The published file.
        folder: Folder to write to.
        assessment: Row of ``dim_assessment``.
        shapes: GeoDataFrame with ``municipality_code``, ``geometry`` in WGS 84, ``is_schematic``;
            a municipality without a shape is kept, without one.
    """
    # these take a second to import, and most commands do without
    import geopandas  # noqa: PLC0415 - see above
    import pandas  # noqa: PLC0415 - see above

    formats = load_formats()
    found = published.table(query("geo"), assessment=assessment["assessment_id"])
    results = pandas.DataFrame(found.records(), columns=list(found.columns)).convert_dtypes()
    results["is_synthetic"] = bool(assessment["is_synthetic"])
    keyed = shapes[["municipality_code", "geometry", "is_schematic"]]
    joined = results.merge(keyed, on="municipality_code", how="left", validate="one_to_one")
    frame = geopandas.GeoDataFrame(joined, geometry="geometry", crs=shapes.crs or "EPSG:4326")
    frame = frame.to_crs("EPSG:4326")
    year = reference_year(assessment)
    frame.to_parquet(folder / formats.geo.geoparquet.format(year=year), compression="zstd")
    # RFC 7946 wants outer rings anticlockwise; d3 wants them clockwise, see docs/outputs.md
    frame.to_file(
        folder / formats.geo.geojson.format(year=year),
        driver="GeoJSON",
        engine="pyogrio",
        RFC7946="YES",
        COORDINATE_PRECISION=str(_DECIMALS),
    )
