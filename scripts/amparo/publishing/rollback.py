"""Going back to an earlier version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amparo.errors import UserError
from amparo.publishing.files import file_sha256
from amparo.publishing.origin import is_synthetic

if TYPE_CHECKING:
    from amparo.publishing.shelf import Shelf, Version


def roll_back(shelf: Shelf, to: str | None = None) -> Version:
    """Make an earlier version the current one; it stays so until the next publication.

    The caller holds the shelf's lock.

    Args:
        shelf: The published files.
        to: Name of a version, or its beginning; None for the one before the current one.

    Returns:
        The version that is now current.

    Raises:
        UserError: there is no such version, its file is not as it was written, or it is synthetic,
            the current one is not, and nobody named it.
    """
    shelf.clean()
    versions = shelf.versions()
    current = shelf.current()
    if to is None:
        found = [v for v in versions if current is not None and v.name < current.name][-1:]
    else:
        found = [version for version in versions if version.name.startswith(to)]
    if len(found) != 1:
        listed = ", ".join(version.name for version in versions) or "-"
        raise UserError(
            f"No hay una versión {to or 'anterior'} única; versiones: {listed}",
            f"There is no single version {to or 'before this one'}; versions: {listed}",
        )
    version = found[0]
    if to is None and is_synthetic(version) and current is not None and not is_synthetic(current):
        raise UserError(
            f"La versión anterior, {version.name}, es de datos sintéticos y la actual no. Si es lo "
            f"que quiere: amparo rollback --to {version.name}",
            f"The version before, {version.name}, is of synthetic data and the current one is not. "
            f"If you want that: amparo rollback --to {version.name}",
        )
    if file_sha256(version.file) != version.sidecar().get("sha256"):
        raise UserError(
            f"{version.file} no es como se escribió (otro SHA-256): no se usa.",
            f"{version.file} is not as it was written (another SHA-256): it is not used.",
        )
    shelf.make_current(version)
    return version
