"""Writes the report of a published file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amparo.errors import UserError
from amparo.geometry import load
from amparo.geometry.topology import draw
from amparo.outputs.edition import RESTRICTED_MARK
from amparo.outputs.report.facts import gather, told, words_of_method
from amparo.outputs.report.images import write_maps
from amparo.outputs.report.page import page
from amparo.outputs.report.texts import page_labels
from amparo.texts import Labels, Language
from amparo.warehouse.reader import reading_published

if TYPE_CHECKING:
    from pathlib import Path

    from amparo.publishing.declared import Edition

FILE = "reporte.html"


def write(  # noqa: PLR0913 - what a page is made of
    database: Path,
    folder: Path,
    assessment: str,
    *,
    boundaries: Path | None = None,
    project_root: Path,
    language: Language = "es",
    edition: Edition = "shared",
) -> list[Path]:
    """Write ``reporte.html`` and the maps ``mapas/*.svg`` and ``mapas/*.png``.

    Of the restricted edition only the page, named so: the maps show nothing that is not shared.

    Args:
        database: A published file; nothing but its schemas ``marts`` and ``manifest`` is read.
        folder: Where the files go; made where it does not exist.
        assessment: Assessment that the page opens with and the maps show.
        boundaries: File or folder with municipal polygons, see ``geometry.load``.
        project_root: The checkout, for labels and the shapes of schematic maps.
        language: Of the image files; the page has both.
        edition: Edition of the file.

    Returns:
        The files written, the page first.

    Raises:
        UserError: the file is of an older version, or a boundary file is not usable.
    """
    seeds = project_root / "seeds"
    shapes = load(project_root, boundaries)
    drawing = draw(shapes)
    folder.mkdir(parents=True, exist_ok=True)
    with reading_published(database) as reader:
        if not reader.has_table("marts", "agg_severity_flow"):
            raise UserError(
                f"{database.name} es de una versión anterior: publique de nuevo con amparo build.",
                f"{database.name} is of an older version: publish anew with amparo build.",
            )
        facts = gather(reader) | told(reader, seeds) | words_of_method(seeds)
        facts["first"] = assessment
        html = page(facts, page_labels(seeds), drawing, shapes, edition)
        target = folder / (FILE if edition == "shared" else f"{RESTRICTED_MARK}-{FILE}")
        target.write_text(html, encoding="utf-8", newline="\n")
        if edition == "restricted":
            return [target]
        images = write_maps(
            reader,
            assessment,
            drawing,
            folder,
            Labels(seeds, language),
            is_schematic=shapes.is_schematic,
        )
    return [target, *images]
