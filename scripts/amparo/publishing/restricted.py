"""The restricted edition: where it lies, and that it goes with the shared one."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from amparo.files.locking import only_writer
from amparo.publishing.files import PRIVATE, file_sha256, remove
from amparo.publishing.output_sets import hide, show
from amparo.publishing.shelf import Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amparo.project import Project
    from amparo.publishing.shelf import Version


def restricted_shelf(project: Project) -> Shelf:
    """The shelf of the restricted edition; its versions bear the names of the shared ones."""
    return Shelf(project.restricted, umask=PRIVATE)


@contextlib.contextmanager
def only_writer_of_both(project: Project, shared: Shelf) -> Iterator[Shelf]:
    """Hold the locks of both editions, that of the restricted one where its folder is there.

    Yields:
        The shelf of the restricted edition.
    """
    shelf = restricted_shelf(project)
    with only_writer(shared.lock), contextlib.ExitStack() as stack:
        if shelf.folder.is_dir():
            stack.enter_context(only_writer(shelf.lock))
        yield shelf


def make_restricted(project: Project) -> None:
    """Make the folder of the restricted edition, closed to others."""
    shelf = restricted_shelf(project)
    shelf.make_folders()
    shelf.folder.chmod(0o700)


def remove_strangers(shelf: Shelf, shared: Shelf) -> None:
    """Remove restricted versions that the shared edition no longer has, but the current one."""
    kept = {version.name for version in shared.versions()}
    current = shelf.current()
    for version in shelf.versions():
        if version.name not in kept and (current is None or version.name != current.name):
            remove(version.folder)


def twin(shelf: Shelf, version: Version | None) -> Version | None:
    """The restricted edition of a shared version, whole; None where there is none."""
    if version is None:
        return None
    found = next((v for v in shelf.versions() if v.name == version.name), None)
    if found is None or file_sha256(found.file) != found.sidecar().get("sha256"):
        return None
    return found


def follow(project: Project, version: Version) -> bool:
    """Have readers of the restricted edition get that of a shared version, or nothing.

    Returns:
        Whether there is one.
    """
    shelf = restricted_shelf(project)
    if not shelf.folder.is_dir():
        return False
    found = twin(shelf, version)
    if found is None:
        shelf.withdraw()
        hide(shelf)
        return False
    shelf.make_current(found)
    show(shelf, found)
    return True
