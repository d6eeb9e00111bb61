"""The page as one HTML text that loads nothing."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import vl_convert
from markupsafe import Markup

from amparo.outputs.report import charts, palette

if TYPE_CHECKING:
    from amparo.geometry import Shapes
    from amparo.geometry.topology import Drawing
    from amparo.publishing.declared import Edition

FOLDER = Path(__file__).with_name("page")
PAGES = (
    "resumen",
    "mapas",
    "municipios",
    "cambios",
    "comparacion",
    "cobertura",
    "registro",
    "metodo",
)


def page(
    facts: dict[str, Any],
    labels: dict[str, dict[str, str]],
    drawing: Drawing,
    shapes: Shapes,
    edition: Edition = "shared",
) -> str:
    """Put the page together.

    Args:
        facts: What ``facts.gather`` read.
        labels: Texts by language and label.
        drawing: The shapes of the maps.
        shapes: Where the maps' shapes come from.
        edition: Edition of what is shown.
    """
    pages = [name for name in PAGES if name != "registro" or facts["registry"]]
    data = facts | {
        "labels": labels,
        "pages": pages,
        "shapes": {
            "is_schematic": shapes.is_schematic,
            "file_name": shapes.file_name,
            "code_property": shapes.code_property,
            "unknown": shapes.unknown,
            "missing": shapes.missing,
            "label_at": drawing.label_at,
        },
        "palette": {
            "severity": palette.SEVERITY,
            "none": palette.NO_DATA,
            "lowered": palette.LOWERED,
            "pin": palette.PIN,
            "pin_breaks": palette.PIN_BREAKS,
            "pair": palette.PAIR,
            "accent": palette.ACCENT,
        },
    }
    loader = jinja2.FileSystemLoader(FOLDER)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined
    )
    environment.filters.clear()
    return environment.get_template("report.html.j2").render(
        labels=labels,
        pages=pages,
        registry=facts["registry"],
        synthetic=facts["publication"]["is_synthetic"],
        edition=edition,
        css=_raw("report.css"),
        script=_raw("report.js"),
        vega=_safe(vega_bundle()),
        data=as_json(data),
        topology=as_json(drawing.topology),
        specs=as_json(charts.compiled()),
    )


@cache
def vega_bundle() -> str:
    """Vega and its embedding, from the bundle that vl-convert carries; 0.9 MB."""
    return str(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))


def as_json(value: object) -> Any:
    """JSON that can stand inside a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _markup(text.replace("<", "\\u003c").replace("\u2028", "\\u2028"))


def _raw(name: str) -> Any:
    return _safe((FOLDER / name).read_text(encoding="utf-8"))


def _safe(code: str) -> Any:
    """Code of our own, which must not end the element it stands in."""
    return _markup(code.replace("</script", "<\\/script"))


def _markup(text: str) -> Any:
    return Markup(text)  # noqa: S704 - escaped above, or a file of ours
