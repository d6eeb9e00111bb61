"""The report's charts and maps: made with Altair, compiled to Vega for page and image files.

A chart names its data sets and holds none: the page, or ``images``, fills them in. Texts come with
the data, so that one chart serves both languages.
"""

from __future__ import annotations

import json
from typing import Any, cast

import altair as alt
import vl_convert

from amparo.outputs.report import maps, palette
from amparo.outputs.report.maps import ROWS, Layered

Spec = dict[str, Any]
WIDTH = 700
FORMATTED = alt.Axis(labelExpr="format(datum.value, shape)", tickCount=6)
"""Axis whose number format is the parameter ``shape``: shares and counts share a chart."""
ZOOMED = {"type": "filter", "expr": "datum.id === zoom"}
"""The department that a map shows alone; all of them where the parameter ``zoom`` is empty."""


def compiled() -> dict[str, Spec]:
    """Every chart of the page as Vega, by id."""
    charts: dict[str, Layered | alt.Chart] = {
        "map_severity": maps.choropleth(range(6), palette.SEVERITY),
        "map_ceiling": maps.choropleth(range(5), palette.LOWERED),
        "map_change": maps.choropleth(range(-4, 5), palette.CHANGE),
        "map_pin": maps.department_map(),
        "map_circles": maps.circles(),
        "bars": bars(),
        "flow": flow(),
        "matrix": matrix(),
        "stacked": stacked(),
        "intervals": intervals(),
        "funnel": funnel(),
        "forest": forest(),
        "survival": survival(),
        "trend": trend(),
    }
    return {name: to_vega(chart) for name, chart in charts.items()}


def to_vega(chart: Layered | alt.Chart) -> Spec:
    """A chart as Vega, with its data sets named and empty."""
    spec = chart.to_dict(validate=False)
    spec["config"] = {
        "view": {"stroke": None},
        "font": "system-ui, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif",
        "axis": {
            "labelColor": palette.INK,
            "labelFontSize": 12,
            "titleColor": palette.QUIET,
            "titleFontWeight": "normal",
            "titleFontSize": 12,
            "gridColor": "#e6eaee",
            "domainColor": "#b9bec6",
            "tickColor": "#b9bec6",
        },
        "legend": {"labelFontSize": 12, "titleFontSize": 12, "symbolStrokeWidth": 0},
        "title": {"fontSize": 17, "subtitleFontSize": 12, "anchor": "start", "offset": 12},
    }
    vega = cast("Spec", _json(vl_convert.vegalite_to_vega(spec)))
    for projection in vega.get("projections", []):
        # fitted once: the shape that is chosen must not fit the map anew
        projection["fit"] = {
            "signal": "zoom ? data('zoomed') : [data('departments'), data('frame')]"
        }
        vega["data"].append({"name": "zoomed", "source": "departments", "transform": [ZOOMED]})
    for mark in vega["marks"]:
        mark["clip"] = bool(vega.get("projections"))
        # borders lie above the shapes and must not catch the pointer
        if mark["type"] == "shape" and mark["name"] != "layer_0_marks":
            mark["interactive"] = False
    return vega


def _rows() -> alt.Chart:
    return alt.Chart(alt.NamedData(ROWS))


def bars() -> Layered:
    """Groups of two bars; ``rows`` has ``group``, ``series``, ``place`` (order), ``v``, ``t``."""
    base = _rows().encode(
        x=alt.X("group:N", title=None, sort=None, axis=alt.Axis(labelAngle=0, ticks=False)),
        xOffset=alt.XOffset("place:O"),
        y=alt.Y("v:Q", title=None, axis=alt.Axis(tickCount=5, format=",.0f")),
    )
    drawn = base.mark_bar(cornerRadiusEnd=2, aria=False).encode(
        color=alt.Color("place:O", scale=alt.Scale(domain=[0, 1], range=palette.PAIR), legend=None)
    )
    text = base.mark_text(dy=-6, fontSize=12, color=palette.INK, aria=False).encode(text="t:N")
    return alt.layer(drawn, text).properties(width=WIDTH, height=260)


def flow() -> Layered:
    """Ribbons between three stages, laid out by the page: ``links``, ``nodes``, ``heads``."""
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.12, 2.12], nice=False))
    severity = alt.Color(
        "severity:O",
        scale=alt.Scale(domain=list(range(6)), range=palette.SEVERITY),
        legend=None,
    )
    y = alt.Y("y0:Q", axis=None, scale=alt.Scale(reverse=True, nice=False, zero=False))
    ribbons = (
        alt.Chart(alt.NamedData("links"))
        .mark_area(opacity=0.62, aria=False)
        .encode(x=x, y=y, y2="y1:Q", color=severity, detail="link:N")
    )
    nodes = alt.Chart(alt.NamedData("nodes"))
    boxes = nodes.mark_bar(stroke="#1d2733", strokeWidth=0.5, aria=False).encode(
        x=x, x2="x1:Q", y=y, y2="y1:Q", color=severity
    )
    words = nodes.mark_text(align="left", dx=4, fontSize=12, color=palette.INK, aria=False).encode(
        x=alt.X("x1:Q", axis=None), y=alt.Y("middle:Q", axis=None), text="t:N"
    )
    heads = (
        alt.Chart(alt.NamedData("heads"))
        .mark_text(fontSize=13, fontWeight="bold", color=palette.INK, aria=False)
        .encode(x=x, y=y, text="t:N")
    )
    return alt.layer(ribbons, boxes, words, heads).properties(width=760, height=420)


def matrix() -> Layered:
    """Severity before against after; ``rows`` has ``before``, ``after``, ``v``, ``t``."""
    base = _rows().encode(
        x=alt.X("after:N", title=None, sort=None, axis=alt.Axis(labelAngle=0, orient="top")),
        y=alt.Y("before:N", title=None, sort=None),
    )
    cells = base.mark_rect(aria=False, stroke="#ffffff").encode(
        color=alt.Color(
            "v:Q", scale=alt.Scale(range=["#eef4f6", palette.ACCENT], type="sqrt"), legend=None
        )
    )
    text = base.mark_text(fontSize=13, aria=False).encode(
        text="t:N",
        color=alt.condition("datum.is_dark", alt.value("#ffffff"), alt.value(palette.INK)),
    )
    return alt.layer(cells, text).properties(width=420, height=300)


def stacked() -> alt.Chart:
    """Shares of rows; ``rows`` has ``label``, ``series``, ``place`` (order), ``v``."""
    chart: alt.Chart = (
        _rows()
        .mark_bar(aria=False)
        .encode(
            y=alt.Y("label:N", title=None, sort=None, axis=alt.Axis(labelLimit=210, ticks=False)),
            x=alt.X("v:Q", stack="normalize", title=None, axis=alt.Axis(format="%", tickCount=5)),
            color=alt.Color(
                "place:O",
                scale=alt.Scale(domain=[0, 1, 2], range=[palette.ACCENT, "#d9822b", "#d3d9df"]),
                legend=None,
            ),
            order="place:Q",
        )
        .properties(width=430, height=alt.Step(24))
    )
    return chart


def intervals() -> Layered:
    """Values with their interval; ``rows`` has ``label``, ``v``, ``low``, ``high``."""
    y = alt.Y("label:N", title=None, sort=None, axis=alt.Axis(labelLimit=240, ticks=False))
    base = _rows().encode(y=y)
    lines = base.mark_rule(color=palette.ACCENT, strokeWidth=2, aria=False).encode(
        x=alt.X("low:Q", title=None, axis=FORMATTED), x2="high:Q"
    )
    dots = base.mark_circle(size=80, color=palette.ACCENT, opacity=1, aria=False).encode(
        x=alt.X("v:Q", title=None, scale=alt.Scale(zero=True), axis=FORMATTED)
    )
    return _shaped(alt.layer(lines, dots)).properties(width=WIDTH, height=alt.Step(24))


def funnel() -> Layered:
    """Values by size against their limits; ``rows`` as of ``registry_gaps``, with ``label``."""
    base = _rows().encode(x=alt.X("denominator:Q", title=None))
    limits = [
        base.mark_line(
            color=palette.QUIET, strokeDash=dash, strokeWidth=1, interpolate="monotone", aria=False
        ).encode(y=alt.Y(f"{side}_{level}:Q", title=None, axis=FORMATTED))
        for level, dash in (("95", [4, 3]), ("998", [1, 0]))
        for side in ("funnel_lower", "funnel_upper")
    ]
    mean = base.mark_line(color=palette.INK, strokeWidth=1, aria=False).encode(
        y=alt.Y("reference_value:Q", title=None, axis=FORMATTED)
    )
    dots = base.mark_circle(size=70, opacity=1, aria=False).encode(
        y=alt.Y("value:Q", title=None, axis=FORMATTED, scale=alt.Scale(zero=False)),
        color=alt.condition(
            "datum.is_outside", alt.value(palette.FUNNEL["above"]), alt.value(palette.ACCENT)
        ),
    )
    words = base.mark_text(dy=-9, fontSize=12, color=palette.INK, aria=False).encode(
        y=alt.Y("value:Q", title=None, axis=FORMATTED), text="t:N"
    )
    return _shaped(alt.layer(*limits, mean, dots, words)).properties(width=WIDTH, height=340)


def forest() -> Layered:
    """Odds ratios, crude and adjusted; ``rows``: ``label``, ``place``, ``v``, ``low``, ``high``."""
    x = alt.X("v:Q", title=None, scale=alt.Scale(type="log"), axis=alt.Axis(tickCount=6))
    colour = alt.Color("place:O", scale=alt.Scale(domain=[0, 1], range=palette.PAIR), legend=None)
    y = alt.Y("label:N", title=None, sort=None, axis=alt.Axis(labelLimit=340, ticks=False))
    base = _rows().encode(y=y, yOffset=alt.YOffset("place:O"), color=colour)
    one = (
        _rows()
        .mark_rule(color=palette.INK, strokeDash=[3, 3], aria=False)
        .encode(x=alt.XDatum(1, scale=alt.Scale(type="log")))
    )
    lines = base.mark_rule(strokeWidth=2, aria=False).encode(
        x=alt.X("low:Q", title=None, scale=alt.Scale(type="log")), x2="high:Q"
    )
    dots = base.mark_point(filled=True, size=70, opacity=1, aria=False).encode(
        x=x, shape=alt.Shape("place:O", scale=alt.Scale(range=["circle", "diamond"]), legend=None)
    )
    return alt.layer(one, lines, dots).properties(width=460, height=alt.Step(26))


def survival() -> Layered:
    """Step curves with their band; ``rows`` has ``day``, ``v``, ``low``, ``high``, ``label``."""
    colour = alt.Color("label:N", scale=alt.Scale(range=palette.SERIES), legend=_top())
    base = _rows().encode(x=alt.X("day:Q", title=None), color=colour)
    y = alt.Y("v:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%"))
    band = base.mark_area(opacity=0.15, interpolate="step-after", aria=False).encode(
        y=alt.Y("low:Q", title=None), y2="high:Q"
    )
    line = base.mark_line(interpolate="step-after", aria=False).encode(y=y)
    return alt.layer(band, line).properties(width=WIDTH, height=300)


def trend() -> Layered:
    """Values by period with their band; ``rows`` has ``period``, ``v``, ``low``, ``high``."""
    base = _rows().encode(
        x=alt.X("period:O", title=None, sort=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    )
    band = base.mark_area(opacity=0.15, color=palette.ACCENT, aria=False).encode(
        y=alt.Y("low:Q", title=None, axis=FORMATTED), y2="high:Q"
    )
    line = base.mark_line(color=palette.ACCENT, point=True, aria=False).encode(
        y=alt.Y("v:Q", title=None, scale=alt.Scale(zero=True), axis=FORMATTED)
    )
    return _shaped(alt.layer(band, line)).properties(width=WIDTH, height=260)


def _shaped(chart: Layered) -> Layered:
    return chart.add_params(alt.param(name="shape", value=","))


def _top() -> alt.Legend:
    return alt.Legend(
        title=None, orient="top", labelLimit=220, symbolOpacity=1, symbolType="square"
    )


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
