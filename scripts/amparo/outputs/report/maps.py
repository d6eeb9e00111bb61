"""The report's maps, of Altair: shapes or circles, the frame of San Andrés, names of places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

import altair as alt

from amparo.outputs.report import palette

if TYPE_CHECKING:
    from collections.abc import Sequence

Layered: TypeAlias = alt.LayerChart | alt.FacetChart
"""What ``alt.layer`` says it returns."""
MAP_SIZE = (460, 600)
ROWS = "rows"
"""Data set with what a chart shows."""
CAPTIONS = "captions"
"""Data set with the frame's caption: ``x``, ``y`` (degrees), ``t``."""
NAMES = "names"
"""Data set with names of places, likewise; empty where a map shows the whole country."""


def choropleth(
    domain: Sequence[int], colours: list[str], *, legend: alt.Legend | None = None
) -> Layered:
    """Municipalities in the colour of ``v``; ``rows`` has ``id``, ``v``, ``on`` (filtered in)."""
    colour = alt.Color("v:O", scale=alt.Scale(domain=list(domain), range=colours), legend=legend)
    return _map("municipalities", colour)


def department_map(*, legend: alt.Legend | None = None) -> Layered:
    """Departments in the colour of ``v``; ``rows`` has ``id``, ``v`` and ``on``."""
    scale = alt.Scale(type="threshold", domain=palette.PIN_BREAKS, range=palette.PIN)
    return _map("departments", alt.Color("v:Q", scale=scale, legend=legend))


def circles() -> Layered:
    """Circles of the size ``s`` and the colour of ``v`` (severity) at ``x``, ``y``, on outlines."""
    ground = _shapes("departments").mark_geoshape(
        fill="#f4f7f9", stroke="#93a3b3", strokeWidth=0.6, aria=False
    )
    drawn = (
        alt.Chart(alt.NamedData(ROWS))
        .mark_circle(stroke="#ffffff", strokeWidth=0.5, aria=False, cursor="pointer")
        .encode(
            longitude="x:Q",
            latitude="y:Q",
            size=alt.Size("s:Q", scale=alt.Scale(range=[4, 1400], zero=True), legend=None),
            color=alt.Color(
                "v:O", scale=alt.Scale(domain=list(range(6)), range=palette.SEVERITY), legend=None
            ),
            opacity=alt.condition("datum.on === 0", alt.value(0.08), alt.value(0.88)),
        )
    )
    return _framed(ground, drawn)


def _map(layer: str, colour: alt.Color) -> Layered:
    rows = alt.LookupData(data=alt.NamedData(ROWS), key="id", fields=["v", "on"])
    fill = alt.condition("isValid(datum.v)", colour, alt.value(palette.NO_DATA))
    shapes = (
        _shapes(layer)
        .mark_geoshape(stroke="#ffffff", strokeWidth=0.3, aria=False, cursor="pointer")
        .transform_lookup(lookup="id", from_=rows)
        .encode(color=fill, opacity=alt.condition("datum.on === 0", alt.value(0.1), alt.value(1)))
    )
    borders = _outline("departments", stroke="#5d6b7a", strokeWidth=0.55)
    chosen = _outline(layer, stroke="#000000", strokeWidth=2).transform_filter("datum.id == chosen")
    return _framed(shapes, borders, chosen)


def _framed(*shown: alt.Chart) -> Layered:
    """A map of these layers, with the frame of San Andrés, its caption and names of places."""
    frame = _outline("frame", stroke="#93a3b3", strokeWidth=0.8)
    names = (
        alt.Chart(alt.NamedData(NAMES))
        .mark_text(fontSize=12, color=palette.INK, aria=False)
        .encode(longitude="x:Q", latitude="y:Q", text="t:N")
    )
    caption = (
        alt.Chart(alt.NamedData(CAPTIONS))
        .mark_text(
            align="left",
            baseline="top",
            lineBreak="|",
            dy=3,
            fontSize=12,
            color=palette.QUIET,
            aria=False,
        )
        .encode(longitude="x:Q", latitude="y:Q", text="t:N")
    )
    layers = alt.layer(*shown, frame, caption, names).add_params(
        alt.param(name="chosen", value=""), alt.param(name="zoom", value="")
    )
    return layers.project(type="identity", reflectY=True).properties(
        width=MAP_SIZE[0], height=MAP_SIZE[1]
    )


def _shapes(layer: str) -> alt.Chart:
    form = alt.TopoDataFormat(type="topojson", feature=layer)
    return alt.Chart(alt.NamedData(layer, format=form))


def _outline(layer: str, **style: Any) -> alt.Chart:
    chart: alt.Chart = _shapes(layer).mark_geoshape(filled=False, aria=False, **style)
    return chart
