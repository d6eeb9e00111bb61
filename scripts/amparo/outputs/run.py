"""All outputs of the current version, from the published file to the names readers know."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import duckdb

from amparo.errors import ExitCode, UserError
from amparo.files.locking import only_writer
from amparo.landing.text import printable
from amparo.outputs import made
from amparo.publishing.output_sets import Part, described, put, show, stated
from amparo.publishing.restricted import restricted_shelf
from amparo.publishing.shelf import Shelf
from amparo.publishing.stripping import strip_older
from amparo.publishing.writer import Silent
from amparo.warehouse.causes import told

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from amparo.outputs.made import Options
    from amparo.project import Project
    from amparo.publishing.declared import Edition
    from amparo.publishing.output_sets import OutputSet
    from amparo.publishing.shelf import Version
    from amparo.publishing.writer import Progress


@dataclass(frozen=True, slots=True)
class Outputs:
    """What making outputs came to.

    Attributes:
        event: ``made``, or ``unchanged`` where all of them were there already.
        version: The version they are of.
        assessment: The assessment they are of.
        folder: Folder in which readers find them.
        is_linked: Whether by links; False where the system allows none.
        files: Size in bytes by path in that folder.
        restricted: The same of the restricted edition; None where none were made.
    """

    event: Literal["made", "unchanged"]
    version: str
    assessment: str | None
    folder: Path
    is_linked: bool
    files: dict[str, int]
    restricted: Outputs | None = None

    def facts(self) -> dict[str, Any]:
        """The same for ``--json``."""
        return {
            "event": self.event,
            "version": self.version,
            "assessment": self.assessment,
            "folder": str(self.folder),
            "is_linked": self.is_linked,
            "files": self.files,
            "restricted": self.restricted.facts() if self.restricted else None,
        }


def make_all(  # noqa: PLR0913 - what a caller may want
    project: Project,
    options: Options,
    *,
    only: Sequence[str] = (),
    restricted_only: Sequence[str] = (),
    is_forced: bool = False,
    umask: int = 0o022,
    progress: Progress | None = None,
) -> Outputs:
    """Make the outputs of both editions, see `make_outputs`; those of the shared one first.

    Args:
        project: The project.
        options: What they are made with.
        only: Names of those to make; () for all.
        restricted_only: The same for the restricted edition; () for what ``only`` says.
        is_forced: Whether to make also what is there already.
        umask: Permissions others do not get on what is shared.
        progress: Hears of every part.
    """
    shared = make_outputs(
        project, options, only=only, is_forced=is_forced, umask=umask, progress=progress
    )
    only = restricted_only or only
    has_any = not only or set(only) & set(made.parts_of("restricted"))
    if not has_any or restricted_shelf(project).current() is None:
        return shared
    restricted = make_outputs(
        project, options, edition="restricted", only=only, is_forced=is_forced, progress=progress
    )
    return replace(shared, restricted=restricted)


def make_outputs(  # noqa: PLR0913 - what a caller may want
    project: Project,
    options: Options,
    *,
    edition: Edition = "shared",
    only: Sequence[str] = (),
    is_forced: bool = False,
    umask: int = 0o022,
    progress: Progress | None = None,
) -> Outputs:
    """Make the outputs of the current version and have readers find them.

    What is there already, made from the same, is kept as it is. Whatever fails, readers keep the
    outputs they had.

    Args:
        project: The project.
        options: What they are made with.
        edition: Of which edition.
        only: Names of those to make, see `made.parts`; () for all that the edition has.
        is_forced: Whether to make also what is there already.
        umask: Permissions others do not get.
        progress: Hears of every part.

    Raises:
        UserError: nothing is published, there is no such output, or one cannot be made.
    """
    unknown = [name for name in only if name not in made.parts()]
    if unknown:
        wanted, there = ", ".join(unknown), ", ".join(made.parts())
        raise UserError(
            f"No hay una salida {wanted}; hay: {there}",
            f"There is no output {wanted}; there are: {there}",
            code=ExitCode.MISUSED,
        )
    shelf = Shelf(project.published, umask=umask)
    if edition == "restricted":
        shelf = restricted_shelf(project)
    version = shelf.current()
    if version is None:
        raise UserError(
            f"Todavía no hay nada publicado en {shelf.folder}; ejecute primero: amparo build",
            f"Nothing is published yet in {shelf.folder}; run first: amparo build",
        )
    options = made.resolved(version, options)
    possible = made.parts_of(edition)
    chosen = tuple(name for name in possible if not only or name in only)
    try:
        with only_writer(shelf.lock):
            outputs, event = _make(
                project, shelf, version, options, chosen, is_forced, progress or Silent()
            )
            is_linked = show(shelf, version)
            # outputs of another version may have been seen until now
            strip_older(shelf)
    except OSError as error:
        raise told(error, "publish", shelf.folder) from error
    files = {path: size for p in outputs.parts.values() for path, (_, size) in p.files.items()}
    return Outputs(event, version.name, options.assessment, shelf.folder, bool(is_linked), files)


def _make(  # noqa: PLR0913, PLR0917 - what a run is made of
    project: Project,
    shelf: Shelf,
    version: Version,
    options: Options,
    wanted: Sequence[str],
    is_forced: bool,
    progress: Progress,
) -> tuple[OutputSet, Literal["made", "unchanged"]]:
    last = stated(version)
    print_of = made.fingerprint(project, version, options)
    kept = {
        name: part
        for name, part in (last.parts if last else {}).items()
        if last is not None
        and last.is_whole(name)
        and (name not in wanted or (part.fingerprint == print_of and not is_forced))
    }
    missing = [name for name in wanted if name not in kept]
    if last is not None and not missing and kept.keys() == last.parts.keys():
        return last, "unchanged"
    progress.started(len(missing) + 1)
    with shelf.staging() as staged:
        whole = staged / "whole"
        whole.mkdir()
        parts = dict(kept)
        for name in missing:
            folder = staged / name
            folder.mkdir()
            try:
                made.make(name, project, version, folder, options)
            except UserError:
                raise
            except (OSError, MemoryError, duckdb.Error) as error:
                raise told(error, "output", name) from error
            except Exception as error:
                # a fault of ours or of a library: readers keep what they had, and hear which part
                reason = printable(f"{type(error).__name__}: {error}", 300)
                raise UserError(
                    f"No se pudo hacer la salida {name} ({reason}).",
                    f"The output {name} could not be made ({reason}).",
                ) from error
            parts[name] = Part(print_of, described(folder))
            for path in folder.iterdir():
                path.rename(whole / path.name)
            progress.finished(name)
        if last is not None:
            for part in kept.values():
                for name in part.files:
                    (whole / name).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy2(last.folder / name, whole / name)
        ordered = {name: parts[name] for name in made.parts() if name in parts}
        outputs = put(version, whole, ordered, options.facts(), shelf.umask)
        progress.finished("placed")
    return outputs, "made"
