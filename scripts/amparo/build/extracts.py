"""Which folder of extracts a command takes; invented files never take the place of real ones."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import duckdb

from amparo.errors import ExitCode, UserError
from amparo.files.last_extracts import last_folder, remember
from amparo.landing import check_there, holds_data, holds_synthetic
from amparo.publishing.origin import real_versions
from amparo.publishing.shelf import Shelf
from amparo.warehouse.connection import connect

if TYPE_CHECKING:
    from amparo.project import Project
    from amparo.texts import Labels

DEMO_SEED: Final = 20240101
_STAMP: Final = ".demo"


class Progress(Protocol):
    """Receives how far the demo is."""

    def finished(self, name: str) -> None:
        """Receive that one more file is written."""


def chosen(
    project: Project, labels: Labels, stated: Path | None, progress: Progress, *, is_demo: bool
) -> Path:
    """Folder that is going to be landed; the demo's is written if need be.

    The caller holds the project's lock.

    Args:
        project: The project.
        labels: Texts of errors.
        stated: Folder of ``--extracts``, or None.
        progress: Follows the writing of the demo.
        is_demo: Whether ``--demo`` was said.

    Raises:
        LandingError: the folder does not exist.
        UserError: it has no data file, or what is invented would replace what is real.
    """
    if stated is not None:
        # told at once, not after the seeds were tried
        check_there(stated)
    # an unmounted or mistyped folder must not empty the warehouse
    if stated is not None and not holds_data(stated):
        text = labels("no_data_files", path=stated)
        raise UserError(text, text, code=ExitCode.MISUSED)
    if not is_demo and (stated is None or holds_synthetic(stated)):
        _refuse_over_real(project, labels, stated)
    if stated is None:
        remember(project.database, None, is_demo=True)
        return _demo_folder(project, progress)
    remember(project.database, stated, is_demo=is_demo)
    return stated


def write_demo_files(project: Project, folder: Path, seed: int, progress: Progress) -> list[Path]:
    """Write the demo's extracts into a folder and tell how far it is."""
    # numpy and xlsxwriter are needed for the demo only
    from amparo.demo import write_demo  # noqa: PLC0415 - numpy and xlsxwriter are needed for the demo only

    return write_demo(
        folder, reference=project.seeds / "reference", seed=seed, progress=progress.finished
    )


def _refuse_over_real(project: Project, labels: Labels, stated: Path | None) -> None:
    where = [project.database] if _has_real_rows(project.database) else []
    editions = (project.published, project.restricted)
    where += [folder for folder in editions if real_versions(Shelf(folder))]
    if where:
        said = "demo_over_real" if stated is None else "synthetic_over_real"
        folder = last_folder(project.database) or labels("a_folder")
        text = labels(said, where=", ".join(map(str, where)), path=stated, folder=folder)
        raise UserError(text, text, code=ExitCode.MISUSED)


def _has_real_rows(database: Path) -> bool:
    if not database.is_file():
        return False
    try:
        with connect(database) as connection:
            sql = "select 1 from raw.landed_files where not is_synthetic limit 1"
            return connection.execute(sql).fetchone() is not None
    except duckdb.Error:
        # nothing was landed yet, or it cannot be opened: landing then says why and lands nothing
        return False


def _demo_folder(project: Project, progress: Progress) -> Path:
    folder = project.demo_extracts
    stamp = folder / _STAMP
    made_by = _demo_fingerprint(project)
    # an interrupted or older demo is written anew: the stamp comes last
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != made_by:
        shutil.rmtree(folder, ignore_errors=True)
        write_demo_files(project, folder, DEMO_SEED, progress)
        stamp.write_text(made_by, encoding="utf-8")
    return folder


def _demo_fingerprint(project: Project) -> str:
    makers = (Path(__file__).parents[1] / "demo").rglob("*")
    parts = [*makers, *project.seeds.glob("reference/*.csv")]
    files = sorted(part for part in parts if part.is_file() and part.parent.name != "__pycache__")
    return hashlib.sha256(b"".join(part.read_bytes() for part in files)).hexdigest()
