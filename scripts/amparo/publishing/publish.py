"""One publication, from the working database to the link."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import duckdb
import yaml

from amparo.errors import UserError
from amparo.project import DATABASE_NAME
from amparo.publishing import manifest as manifests
from amparo.publishing.editions import WORKING
from amparo.publishing.files import file_sha256
from amparo.publishing.origin import refuse_synthetic
from amparo.publishing.output_sets import show
from amparo.publishing.registry import applied, choose
from amparo.publishing.restricted import (
    follow,
    make_restricted,
    only_writer_of_both,
    remove_strangers,
    twin,
)
from amparo.publishing.shelf import Shelf, Version
from amparo.publishing.stripping import remove_unsuppressed, strip_older
from amparo.publishing.writer import Silent, check_file, open_working, read_marts, write_file
from amparo.warehouse.causes import told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from amparo.project import Project
    from amparo.publishing.declared import Declared, Edition, TestRun
    from amparo.publishing.registry_choice import Choice
    from amparo.publishing.writer import Mart, Progress

KEPT_VARIABLE = "published_versions_kept"
_OTHER_STEPS = 6


@dataclass(frozen=True, slots=True)
class Publication:
    """What a publication came to.

    Attributes:
        event: ``published``, or ``unchanged`` where the current version is the same already.
        version: The current version.
        path: What readers open.
        is_linked: Whether that is a link; False where the system allows none.
        tables: Marts in it.
        removed: Versions that were removed because newer ones are kept.
        restricted: What readers of the restricted edition open.
        registry: Which registry tables were published.
    """

    event: Literal["published", "unchanged"]
    version: Version
    path: Path
    is_linked: bool
    tables: int
    removed: int
    restricted: Path
    registry: Choice

    def facts(self) -> dict[str, Any]:
        """The same for ``--json``."""
        return {
            "event": self.event,
            "version": self.version.name,
            "path": str(self.path),
            "is_linked": self.is_linked,
            "tables": self.tables,
            "versions_removed": self.removed,
            "restricted": str(self.restricted),
            "registry": {
                "state": self.registry.state,
                "version": self.registry.version,
                "children_changed": self.registry.changed,
            },
        }


@dataclass(frozen=True, slots=True)
class Draft:
    """An edition on its way.

    Attributes:
        file: File it is written to.
        marts: What it holds.
        manifest: What it says of itself.
    """

    file: Path
    marts: Sequence[Mart]
    manifest: manifests.Manifest

    @property
    def parts(self) -> tuple[Path, Sequence[Mart], manifests.Manifest]:
        """All of it."""
        return self.file, self.marts, self.manifest


def publish(  # noqa: PLR0913 - what a caller may want
    project: Project,
    declared: Declared,
    tests: Iterable[TestRun],
    *,
    is_demo: bool = False,
    history: Mapping[str, Iterable[dict[str, Any]]] | None = None,
    umask: int = 0o022,
    progress: Progress | None = None,
) -> Publication:
    """Publish the marts of a working database whose tests have all passed.

    The caller holds the project's lock. Whatever fails, the last publication stays as it was.

    Args:
        project: The project; nothing of its working database is changed.
        declared: Which marts.
        tests: The tests that passed.
        is_demo: Whether synthetic results may be published where real ones are.
        history: Rows of the manifest's tables ``restatements`` (rows of published methodologies
            that were edited, with the reason) and ``changes`` (what moves with it).
        umask: Permissions that others do not get on what is published.
        progress: Hears of every table and step.

    Returns:
        What was published, or that nothing has changed since the current version.

    Raises:
        UserError: the folder or the disk refuses, or what was written is not what was meant.
    """
    shelf = Shelf(project.published, umask=umask)
    try:
        shelf.make_folders()
        make_restricted(project)
        with only_writer_of_both(project, shelf) as restricted:
            shelf.clean()
            restricted.clean()
            shelves = shelf, restricted
            stated = partial(manifests.gather, tests=tests, history=history)
            return _publish(
                project, shelves, declared, stated, progress or Silent(), is_demo=is_demo
            )
    except (duckdb.Error, OSError) as error:
        raise told(error, "publish", project.published) from error


def versions_kept(project_root: Path) -> int:
    """How many versions are kept, as ``dbt_project.yml`` says.

    Raises:
        UserError: it is no whole number of at least 1.
    """
    file = project_root / "dbt_project.yml"
    kept = yaml.safe_load(file.read_text(encoding="utf-8")).get("vars", {}).get(KEPT_VARIABLE)
    if not isinstance(kept, int) or isinstance(kept, bool) or kept < 1:
        raise UserError(
            f"{file.name}: vars.{KEPT_VARIABLE} debe ser un entero de 1 o más; dice {kept}.",
            f"{file.name}: vars.{KEPT_VARIABLE} must be a whole number of 1 or more; "
            f"it says {kept}.",
        )
    return kept


def _publish(  # noqa: PLR0913 - what a publication is made of
    project: Project,
    shelves: tuple[Shelf, Shelf],
    declared: Declared,
    stated: Callable[..., manifests.Manifest],
    progress: Progress,
    *,
    is_demo: bool,
) -> Publication:
    keep = versions_kept(project.root)
    exact_tables = declared.tables("restricted")
    progress.started(len(declared.published) + len(exact_tables) + _OTHER_STEPS)
    shelf, restricted = shelves
    current = shelf.current()
    with shelf.staging() as staged, restricted.staging() as aside:
        shared = exact = None
        with open_working(project.database, aside / "spill") as connection:
            gather = partial(stated, connection, WORKING, project.root)
            fresh = read_marts(connection, declared, project.seeds)
            choice = choose(connection, declared, fresh, shelf, restricted.folder)
            marts = applied(connection, fresh, choice)
            manifest = _stated(gather, marts, "shared", choice)
            progress.finished("read")
            if not is_demo:
                refuse_synthetic(shelves, manifest)
            remove_strangers(restricted, shelf)
            content_id = manifest["publication"][0]["content_id"]
            kept = current if current and _is_same(current, content_id) else None
            if kept is None:
                shared = Draft(staged / DATABASE_NAME, marts, manifest)
                write_file(connection, *shared.parts, progress)
            marts = read_marts(connection, declared, project.seeds, "restricted")
            manifest_exact = _stated(gather, marts, "restricted", choice)
            # what is shared may be the same though what is exact is not
            if not _is_twin(twin(restricted, kept), manifest_exact):
                exact = Draft(aside / DATABASE_NAME, marts, manifest_exact)
                write_file(connection, *exact.parts, progress)
        progress.finished("written")
        for draft in filter(None, (shared, exact)):
            check_file(*draft.parts)
        progress.finished("checked")
        if choice.basis is not None:
            # before readers get the tables: were it to fail afterwards, nobody would know of them
            choice.basis.write(restricted.folder)
        version = kept or shelf.add(staged, manifests.as_json(manifest), content_id)
        if exact is not None:
            stated = manifests.as_json(exact.manifest)
            exact_version = restricted.add(aside, stated, content_id, version.name)
    progress.finished("placed")
    is_linked = shelf.make_current(version) if kept is None else shelf.is_linked()
    progress.finished("current")
    if exact is None:
        follow(project, version)
    else:
        restricted.make_current(exact_version)
        if kept is not None:
            show(restricted, exact_version)  # what was made of the one replaced is gone with it
    removed = shelf.prune(keep) if kept is None else []
    restricted.prune(keep)
    for edition in (shelf, restricted):
        strip_older(edition)
    remove_unsuppressed(shelf)
    progress.finished("pruned")
    return Publication(
        event="published" if kept is None else "unchanged",
        version=version,
        path=shelf.link,
        is_linked=is_linked,
        tables=len(declared.published),
        removed=len(removed),
        restricted=restricted.link,
        registry=choice,
    )


def _stated(
    gather: Callable[..., manifests.Manifest],
    marts: Sequence[Mart],
    edition: Edition,
    choice: Choice,
) -> manifests.Manifest:
    """What an edition says of itself; the restricted one always has this build's registry."""
    if edition == "restricted":
        choice = replace(
            choice, state="current" if choice.state != "none" else "none", version=None
        )
    tables = {m.definition.name: (m.content, m.definition.sha256) for m in marts}
    return gather(tables=tables, edition=edition, registry=choice)


def _is_twin(exact: Version | None, manifest: manifests.Manifest) -> bool:
    """Whether a restricted version, whole, says just this of itself."""
    if exact is None:
        return False
    stated = exact.sidecar()["manifest"]["publication"][0]
    return bool(stated.get("content_id") == manifest["publication"][0]["content_id"])


def _is_same(current: Version, content_id: str) -> bool:
    """Whether the current version has this content, and its file is as it was written."""
    sidecar = current.sidecar()
    publication = sidecar["manifest"]["publication"][0] if sidecar else {}
    return (
        publication.get("content_id") == content_id
        and file_sha256(current.file) == sidecar["sha256"]
    )
