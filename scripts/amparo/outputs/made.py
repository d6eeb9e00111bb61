"""Which outputs there are, what makes each, and what it was made from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from amparo.errors import UserError
from amparo.outputs.edition import RESTRICTED_MARK, EditionLabels, edition_of
from amparo.outputs.published import open_published
from amparo.publishing.shelf import SIDECAR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from amparo.project import Project
    from amparo.publishing.declared import Edition
    from amparo.publishing.shelf import Version
    from amparo.texts import Language

PACKAGE: Final = Path(__file__).parents[1]
_CODE: Final = ("outputs", "geometry")
_BOUNDARIES: Final = "boundaries"


@dataclass(frozen=True, slots=True)
class Options:
    """What outputs are made with.

    Attributes:
        assessment: Id of the assessment; None for the main one.
        language: Language of workbook and maps; the report has both.
        has_tags: Whether workbook and HNO file have a row of HXL tags.
        boundaries: File or folder with municipal polygons; None for those of the project.
    """

    assessment: str | None
    language: Language
    has_tags: bool = False
    boundaries: Path | None = None

    def facts(self) -> dict[str, Any]:
        """The same for the sidecar, without the names of a machine's folders."""
        return asdict(self) | {"boundaries": self.boundaries and self.boundaries.name}


def _report(project: Project, version: Version, folder: Path, options: Options) -> None:
    # altair and geopandas take seconds to import: only commands that need them pay for it
    from amparo.outputs.report import write  # noqa: PLC0415 - draws in geopandas and altair, which take seconds to import

    with open_published(version.file) as published:
        edition = edition_of(published)
    write(
        version.file,
        folder,
        _assessment(version, options),
        boundaries=options.boundaries,
        project_root=project.root,
        language=options.language,
        edition=edition,
    )


def _workbook(project: Project, version: Version, folder: Path, options: Options) -> None:
    from amparo.outputs.workbook.book import write_workbook  # noqa: PLC0415 - only where wanted

    with open_published(version.file) as published:
        labels = EditionLabels(project.seeds, options.language, edition_of(published))
        mark = "" if labels.edition == "shared" else f"{RESTRICTED_MARK}-"
        write_workbook(
            published,
            folder / f"{mark}amparo.xlsx",
            labels,
            assessment=published.assessment(options.assessment),
            has_tags=options.has_tags,
        )


def _exchange(project: Project, version: Version, folder: Path, options: Options) -> None:
    # geopandas takes seconds to import: only commands that need it pay for it
    from amparo.geometry import municipalities  # noqa: PLC0415 - draws in geopandas and altair, which take seconds to import
    from amparo.outputs.exchange.geo import write_geo  # noqa: PLC0415 - draws in geopandas and altair, which take seconds to import
    from amparo.outputs.exchange.hapi import write_hapi  # noqa: PLC0415 - draws in geopandas and altair, which take seconds to import
    from amparo.outputs.exchange.hno import write_hno  # noqa: PLC0415 - draws in geopandas and altair, which take seconds to import
    from amparo.outputs.exchange.jiaf import write_jiaf  # noqa: PLC0415 - draws in geopandas and altair, which take seconds to import
    from amparo.outputs.exchange.parquet import write_parquet  # noqa: PLC0415 - draws in geopandas and altair, which take seconds to import

    target = folder / "intercambio"
    target.mkdir()
    # the worksheets are Spanish, and so is the package's title
    with open_published(version.file) as published:
        labels = EditionLabels(project.seeds, "es", edition_of(published))
        assessment = published.assessment(options.assessment)
        write_hapi(published, target, assessment)
        write_hno(published, target, assessment, has_tags=options.has_tags)
        write_jiaf(published, target, labels, assessment)
        write_geo(published, target, assessment, municipalities(project.root, options.boundaries))
        write_parquet(published, target, labels)


_MAKERS: Final[Mapping[str, Callable[[Project, Version, Path, Options], None]]] = {
    "report": _report,
    "workbook": _workbook,
    "exchange": _exchange,
}


_RESTRICTED: Final = ("report", "workbook")
"""Files for other systems are for others."""


def parts() -> tuple[str, ...]:
    """Names of the outputs that can be made, in the order they are."""
    return tuple(_MAKERS)


def parts_of(edition: Edition) -> tuple[str, ...]:
    """Names of the outputs that an edition has."""
    return parts() if edition == "shared" else _RESTRICTED


def resolved(version: Version, options: Options) -> Options:
    """The same options with the assessment named.

    Raises:
        UserError: there is no such assessment.
    """
    return replace(options, assessment=_assessment(version, options))


def _assessment(version: Version, options: Options) -> str:
    with open_published(version.file) as published:
        return str(published.assessment(options.assessment)["assessment_id"])


def make(part: str, project: Project, version: Version, folder: Path, options: Options) -> None:
    """Make the outputs of a part in a folder of their own.

    Args:
        part: One of `parts`.
        project: The project, for texts and shapes.
        version: The published version they are of.
        folder: An empty folder.
        options: What they are made with.
    """
    _MAKERS[part](project, version, folder, options)


def fingerprint(project: Project, version: Version, options: Options) -> str:
    """Digest of what outputs are made from: published file, options, code, texts, shapes."""
    digest = hashlib.sha256()
    made_from = {
        "file": _sidecar(version)["sha256"],
        "options": asdict(options) | {"boundaries": None},
    }
    digest.update(json.dumps(made_from, sort_keys=True).encode())
    for name, file in _files(project, options):
        digest.update(f"\n{name}\n".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _sidecar(version: Version) -> dict[str, Any]:
    found = version.sidecar()
    if not found:
        raise UserError(
            f"{version.folder / SIDECAR} falta o está dañado: sin él no se sabe de qué archivo son "
            "las salidas. Vuelva a una versión buena con: amparo rollback",
            f"{version.folder / SIDECAR} is missing or damaged: without it nobody knows which file "
            "outputs are of. Go back to a good version with: amparo rollback",
        )
    return found


def _files(project: Project, options: Options) -> Iterator[tuple[str, Path]]:
    """Files beside the published one that decide what outputs look like, by name."""
    folders = [PACKAGE / name for name in _CODE]
    folders += [project.seeds / "labels", project.seeds / "reference"]
    boundaries = options.boundaries or project.root / _BOUNDARIES
    if boundaries.is_file():
        yield boundaries.name, boundaries
    else:
        folders.append(boundaries)
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                yield f"{folder.name}/{file.relative_to(folder).as_posix()}", file
