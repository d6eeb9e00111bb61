"""Whether a version was made of real files or of invented ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amparo.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amparo.publishing.manifest import Manifest
    from amparo.publishing.shelf import Shelf, Version


def is_synthetic(version: Version) -> bool:
    """Whether any file behind a version is invented; False where nothing says so any more."""
    sidecar = version.sidecar()
    publication: dict[str, Any] = sidecar["manifest"]["publication"][0] if sidecar else {}
    return publication.get("is_synthetic") is True


def real_versions(shelf: Shelf) -> list[Version]:
    """Versions in which no file is invented, oldest first."""
    return [version for version in shelf.versions() if not is_synthetic(version)]


def refuse_synthetic(shelves: Iterable[Shelf], manifest: Manifest) -> None:
    """Keep what was made of invented files from becoming the current version beside real ones.

    Args:
        shelves: The published files of every edition.
        manifest: What is going to be published.

    Raises:
        UserError: it is of invented files and a version on a shelf is not.
    """
    if not manifest["publication"][0]["is_synthetic"]:
        return
    found = ((shelf, real_versions(shelf)) for shelf in shelves)
    shelf, real = next(((shelf, real) for shelf, real in found if real), (None, []))
    if shelf is None:
        return
    raise UserError(
        f"No se publica: entre los extractos hay archivos sintéticos, y {shelf.folder} tiene "
        f"resultados reales ({real[-1].name}). Saque los archivos cuyo nombre dice SINTETICO y "
        "construya de nuevo; para publicar la demostración encima, agregue --demo, o póngala "
        "aparte con AMPARO_DATABASE y AMPARO_PUBLISHED, y con AMPARO_RESTRICTED si está puesta "
        "(sin ella, lo restringido va al lado de lo publicado).",
        f"Not published: some extracts are synthetic, and {shelf.folder} holds real results "
        f"({real[-1].name}). Take out the files whose names say SINTETICO and build again; to "
        "publish the demo over them add --demo, or keep it apart with AMPARO_DATABASE and "
        "AMPARO_PUBLISHED, and AMPARO_RESTRICTED if it is set (without it, what is restricted goes "
        "beside what is published).",
    )
