"""The maps as PNG and SVG files, from the same charts as the page."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import altair as alt
import vl_convert

from amparo.outputs.report import charts, maps, palette

if TYPE_CHECKING:
    from pathlib import Path

    from amparo.geometry.topology import Drawing
    from amparo.texts import Labels
    from amparo.warehouse.reader import Reader

FOLDER = "mapas"
PIXELS_PER_POINT = 2.0
NUMBERS: dict[str, dict[str, Any]] = {
    "es": {
        "decimal": ",",
        "thousands": ".",
        "grouping": [3],
        "currency": ["$", ""],
        "percent": "\u00a0%",
    },
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["$", ""]},
}
"""How each language writes numbers, as D3 wants it."""
GEOMETRY = ("municipalities", "departments", "frame")


@dataclass(frozen=True, slots=True)
class Map:
    """One map: its file name, title, chart and values.

    Attributes:
        name: Of the files, without suffix.
        title: Above the map.
        chart: Chart that draws it.
        rows: ``id`` (code), ``v`` and ``on`` by shape.
    """

    name: str
    title: str
    chart: maps.Layered
    rows: list[dict[str, Any]]


def write_maps(  # noqa: PLR0913 - what a map is made of
    reader: Reader,
    assessment: str,
    drawing: Drawing,
    folder: Path,
    labels: Labels,
    *,
    is_schematic: bool,
) -> list[Path]:
    """Write every map of an assessment as PNG and SVG into ``folder/mapas``, named after it.

    Args:
        reader: A published file.
        assessment: Assessment.
        drawing: The shapes.
        folder: Where the report goes.
        labels: Texts, in the language of the images.
        is_schematic: Whether the municipalities are cells around their seats.

    Returns:
        The files.
    """
    target = folder / FOLDER
    target.mkdir(parents=True, exist_ok=True)
    row = reader.row("select * from marts.dim_assessment where assessment_id = ?", [assessment])
    subtitle = [str(row[f"label_{labels.language}"]) if row else assessment]
    if row and row["is_synthetic"]:
        subtitle.append(labels("synthetic_banner"))
    subtitle.append(labels("r_image_schematic" if is_schematic else "r_image_polygons"))
    published = reader.rows("select published_at from manifest.publication")[0]["published_at"]
    subtitle.append(labels("r_image_source", date=f"{published:%Y-%m-%d}"))
    written: list[Path] = []
    for drawn in _maps(reader, assessment, labels):
        spec = _filled(drawn, drawing, subtitle, labels("r_frame"))
        svg, png = (target / f"{drawn.name}_{assessment}.{kind}" for kind in ("svg", "png"))
        text = vl_convert.vega_to_svg(spec, format_locale=NUMBERS[labels.language])
        svg.write_text(text, encoding="utf-8", newline="\n")
        png.write_bytes(vl_convert.svg_to_png(text, scale=PIXELS_PER_POINT))
        written += [svg, png]
    return written


def _filled(drawn: Map, drawing: Drawing, subtitle: list[str], caption: str) -> dict[str, Any]:
    chart = drawn.chart.properties(title=alt.TitleParams(drawn.title, subtitle=subtitle))
    spec = copy.deepcopy(charts.to_vega(chart))
    for data in spec["data"]:
        if data["name"] == maps.ROWS:
            data["values"] = drawn.rows
        elif data["name"] in GEOMETRY:
            data["values"] = drawing.topology
        elif data["name"] == maps.CAPTIONS:
            x, y = drawing.label_at
            data["values"] = [{"x": x, "y": y, "t": caption}]
        elif data["name"] == maps.NAMES:
            data["values"] = []
    return spec


def _maps(reader: Reader, assessment: str, labels: Labels) -> list[Map]:
    severity = _legend(labels, "r_severity", "r_level_", 6)
    lowered = _legend(labels, "r_lowered", "r_lowered_", 5)
    found = [
        Map(
            f"indicador_{row['indicator_id']}",
            labels("r_indicator", id=row["indicator_id"])
            + ": "
            + str(row[f"label_{labels.language}"]),
            maps.choropleth(range(6), palette.SEVERITY, legend=severity),
            _rows(
                reader,
                "select municipality_code as id, severity as v, 1 as on"
                " from marts.fct_indicator_severity where assessment_id = ? and indicator_id = ?",
                assessment,
                row["indicator_id"],
            ),
        )
        # severities that were published as a whole have no indicators, and a blank map says nothing
        for row in reader.rows(
            "select * from marts.dim_indicator where indicator_id in"
            " (select indicator_id from marts.fct_indicator_severity where assessment_id = ?)"
            " order by indicator_id",
            [assessment],
        )
    ]
    finals = (
        "select municipality_code as id, severity_final as v, 1 as on"
        " from marts.fct_municipality_severity where assessment_id = ?"
    )
    cut = (
        "select severities.municipality_code as id, 1 as on,"
        " case when severities.severity_calculated is not null"
        " then coalesce(breaches.levels_lowered, 0) end as v"
        " from marts.fct_municipality_severity as severities"
        " left join marts.fct_ceiling_breach as breaches"
        " using (assessment_id, municipality_code) where assessment_id = ?"
    )
    pins = (
        "select department_code as id, pin_rounded as v, 1 as on"
        " from marts.agg_pin_by_department where assessment_id = ?"
    )
    # so long that every break has room for its number
    breaks = alt.Legend(
        title=labels("r_pin"),
        format=",.0f",
        direction="vertical",
        labelOverlap=False,
        gradientLength=320,
    )
    final = maps.choropleth(range(6), palette.SEVERITY, legend=severity)
    ceiling = maps.choropleth(range(5), palette.LOWERED, legend=lowered)
    by_department = maps.department_map(legend=breaks)
    return [
        *found,
        Map("severidad_final", labels("r_fig_final"), final, _rows(reader, finals, assessment)),
        Map(
            "pin_departamento", labels("r_fig_pin"), by_department, _rows(reader, pins, assessment)
        ),
        Map("techo_cluster", labels("r_fig_ceiling"), ceiling, _rows(reader, cut, assessment)),
    ]


def _rows(reader: Reader, sql: str, *parameters: object) -> list[dict[str, Any]]:
    return reader.rows(f"{sql} order by id", parameters)


def _legend(labels: Labels, title: str, prefix: str, levels: int) -> alt.Legend:
    texts = [labels(f"{prefix}{level}") for level in range(levels)]
    return alt.Legend(
        title=labels(title),
        labelExpr=f"{texts!r}[datum.value]",
        symbolType="square",
        symbolSize=180,
        orient="right",
    )
