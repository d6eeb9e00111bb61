"""The page as one HTML text that loads nothing."""

from __future__ import annotations

import base64
import gzip
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
SCRIPTS = (
    "report.js",
    "totals.js",
    "headline.js",
    "address.js",
    "groups.js",
    "compare.js",
    "figures.js",
    "profiles.js",
    "opening.js",
)
"""Parts of the page's one script, in the order in which they run."""
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
        "centres": drawing.centres,
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
            "change": palette.CHANGE,
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
        script=_safe(script()),
        vega=_safe(vega_bundle()),
        data=packed({"data": data, "topology": drawing.topology, "specs": charts.compiled()}),
    )


@cache
def vega_bundle() -> str:
    """Vega and its embedding, from the bundle that vl-convert carries; 0.9 MB."""
    return str(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))


def packed(value: object) -> str:
    """JSON by gzip in base64, which the browser itself unpacks; a third of its size."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # no time in it: the same data are the same page
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode("ascii")


def script() -> str:
    """The page's script: its parts within one function, which share their names."""
    parts = "".join((FOLDER / name).read_text(encoding="utf-8") for name in SCRIPTS)
    return f'"use strict";\n(async function () {{\n{parts}}})();\n'


def _raw(name: str) -> Any:
    return _safe((FOLDER / name).read_text(encoding="utf-8"))


def _safe(code: str) -> Any:
    """Code of our own, which must not end the element it stands in."""
    return Markup(code.replace("</script", "<\\/script"))  # noqa: S704 - files of ours
