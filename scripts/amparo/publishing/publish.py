"""One publication, from the working database to the link."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import duckdb
import yaml

from amparo.causes import told
from amparo.errors import UserError
from amparo.locking import only_writer
from amparo.project import DATABASE_NAME
from amparo.publishing import manifest as manifests
from amparo.publishing.origin import refuse_synthetic
from amparo.publishing.place import Shelf, Version, file_sha256
from amparo.publishing.writer import Silent, check_file, open_working, read_marts, write_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from amparo.dbt_run import TestRun
    from amparo.project import Project
    from amparo.publishing.declared import Declared
    from amparo.publishing.writer import Progress

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
    """

    event: Literal["published", "unchanged"]
    version: Version
    path: Path
    is_linked: bool
    tables: int
    removed: int

    def facts(self) -> dict[str, Any]:
        """The same for ``--json``."""
        return {
            "event": self.event,
            "version": self.version.name,
            "path": str(self.path),
            "is_linked": self.is_linked,
            "tables": self.tables,
            "versions_removed": self.removed,
        }


def publish(  # noqa: PLR0913 - what a caller may want
    project: Project,
    declared: Declared,
    tests: Iterable[TestRun],
    *,
    is_demo: bool = False,
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
        with only_writer(shelf.lock):
            shelf.clean()
            return _publish(project, shelf, declared, tests, progress or Silent(), is_demo=is_demo)
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
    shelf: Shelf,
    declared: Declared,
    tests: Iterable[TestRun],
    progress: Progress,
    *,
    is_demo: bool,
) -> Publication:
    keep = versions_kept(project.root)
    progress.started(len(declared.published) + _OTHER_STEPS)
    with shelf.staging() as staged:
        file = staged / DATABASE_NAME
        with open_working(project.database, staged / "spill") as connection:
            marts = read_marts(connection, declared)
            tables = {m.definition.name: (m.content, m.definition.sha256) for m in marts}
            manifest = manifests.gather(connection, "working", project.root, tests, tables)
            progress.finished("read")
            if not is_demo:
                refuse_synthetic(shelf, manifest)
            content_id = manifest["publication"][0]["content_id"]
            current = shelf.current()
            if current is not None and _is_same(current, content_id):
                return Publication(
                    "unchanged", current, shelf.link, shelf.is_linked(), len(marts), 0
                )
            write_file(connection, file, marts, manifest, progress)
        progress.finished("written")
        check_file(file, marts, manifest)
        progress.finished("checked")
        version = shelf.add(staged, manifests.as_json(manifest), content_id)
    progress.finished("placed")
    is_linked = shelf.make_current(version)
    progress.finished("current")
    removed = shelf.prune(keep)
    progress.finished("pruned")
    return Publication("published", version, shelf.link, is_linked, len(marts), len(removed))


def _is_same(current: Version, content_id: str) -> bool:
    """Whether the current version has this content, and its file is as it was written."""
    sidecar = current.sidecar()
    publication = sidecar["manifest"]["publication"][0] if sidecar else {}
    return (
        publication.get("content_id") == content_id
        and file_sha256(current.file) == sidecar["sha256"]
    )
