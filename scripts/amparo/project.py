"""Where the project and its files are."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from amparo.errors import UserError

PROJECT_VARIABLE = "AMPARO_PROJECT"
DATABASE_VARIABLE = "AMPARO_DATABASE"
PUBLISHED_VARIABLE = "AMPARO_PUBLISHED"
RESTRICTED_VARIABLE = "AMPARO_RESTRICTED"
TARGET_VARIABLE = "DBT_TARGET_PATH"
DATABASE_NAME = "amparo.duckdb"
PUBLISHED_NAME = "published"


@dataclass(frozen=True, slots=True)
class Project:
    """The folders of one checkout.

    Attributes:
        root: Folder with ``dbt_project.yml``.
        database: Working DuckDB file; always called ``amparo.duckdb``.
        published: Folder of the published files, which others read.
        restricted_at: Folder of the restricted edition; None for the one beside ``published``,
            named after it.
    """

    root: Path
    database: Path
    published: Path
    restricted_at: Path | None = None

    @property
    def restricted(self) -> Path:
        """Folder of the exact tables, for the cluster: its owner's alone."""
        # a publication of its own (a demo kept apart) has a restricted edition of its own
        name = self.published.name
        own = "restricted" if name == PUBLISHED_NAME else f"{name}-restricted"
        return self.restricted_at or self.published.with_name(own)

    @property
    def seeds(self) -> Path:
        """Folder of the seed CSV files."""
        return self.root / "seeds"

    @property
    def sources(self) -> Path:
        """Folder whose YAML files declare the sources."""
        return self.root / "models" / "staging"

    @property
    def demo_extracts(self) -> Path:
        """Folder the synthetic extracts are written to, and read from by default."""
        return self.root / "extracts" / "demo"

    @property
    def target(self) -> Path:
        """Folder dbt writes to: its manifest, compiled SQL, results of its run."""
        return self.root / os.environ.get(TARGET_VARIABLE, "target")

    @property
    def lock(self) -> Path:
        """File that one landing or build at a time holds locked."""
        return self.database.with_suffix(".lock")


def find_project() -> Project:
    """Find the project: $AMPARO_PROJECT, else the working folder or one above, else the checkout.

    Returns:
        The project, with the database from $AMPARO_DATABASE or ``warehouse/amparo.duckdb``, the
        published files in $AMPARO_PUBLISHED or ``published`` and the restricted ones in
        $AMPARO_RESTRICTED or ``restricted`` beside them.

    Raises:
        UserError: no folder holds the project, the database has another name, or one of the folders
            of published files lies in the other.
    """
    root = _find_root()
    stated = os.environ.get(DATABASE_VARIABLE)
    database = Path(stated).absolute() if stated else root / "warehouse" / DATABASE_NAME
    if database.name != DATABASE_NAME:
        raise UserError(
            f"{DATABASE_VARIABLE} debe nombrar un archivo {DATABASE_NAME}; dice {database}.",
            f"{DATABASE_VARIABLE} must name a file {DATABASE_NAME}; it says {database}.",
        )
    published = os.environ.get(PUBLISHED_VARIABLE)
    restricted = os.environ.get(RESTRICTED_VARIABLE)
    project = Project(
        root=root,
        database=database,
        published=Path(published).absolute() if published else root / PUBLISHED_NAME,
        restricted_at=Path(restricted).absolute() if restricted else None,
    )
    places = (project.published.resolve(), project.restricted.resolve())
    if places[0] in (places[1], *places[1].parents) or places[1] in places[0].parents:
        raise UserError(
            f"{RESTRICTED_VARIABLE} y {PUBLISHED_VARIABLE} deben ser carpetas separadas, ninguna "
            f"dentro de la otra; dicen {project.restricted} y {project.published}.",
            f"{RESTRICTED_VARIABLE} and {PUBLISHED_VARIABLE} must be separate folders, neither "
            f"inside the other; they say {project.restricted} and {project.published}.",
        )
    return project


def _find_root() -> Path:
    stated = os.environ.get(PROJECT_VARIABLE)
    here = Path.cwd()
    candidates = [Path(stated)] if stated else [here, *here.parents, Path(__file__).parents[2]]
    for candidate in candidates:
        if (candidate / "dbt_project.yml").is_file() and (candidate / "models" / "marts").is_dir():
            return candidate.absolute()
    raise UserError(
        f"No hay un proyecto Amparo en {here}; entre en su carpeta, fije {PROJECT_VARIABLE} o cree "
        "uno con amparo init CARPETA.",
        f"There is no Amparo project in {here}; go to its folder, set {PROJECT_VARIABLE} or create "
        "one with amparo init DIR.",
    )
