"""What publishing the warehouse moves, compared with the publication that readers have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb

from amparo.diff.facts import compare
from amparo.diff.side import read_side
from amparo.errors import UserError
from amparo.publishing.origin import is_synthetic
from amparo.publishing.shelf import Shelf
from amparo.warehouse.reader import reading, reading_published

if TYPE_CHECKING:
    from amparo.project import Project
    from amparo.texts import Labels

_KEPT = ("municipality_code", "severity_before", "severity_after", "pin_before", "pin_after")


def what_moves(project: Project, labels: Labels) -> dict[str, Any] | None:
    """Compare the main assessment in the warehouse with that of the current publication.

    Returns:
        What ``diff.facts.compare`` gives; None where nothing is published yet.

    Raises:
        UserError: one of the two holds no results.
    """
    version = Shelf(project.published).current()
    if version is None:
        return None
    with reading_published(version.file) as reader:
        before = read_side(reader, version.name, None, labels)
    with reading(project.database) as reader:
        after = read_side(reader, labels("diff_warehouse"), None, labels)
    return compare(before, after)


def what_moves_if_known(project: Project, labels: Labels) -> dict[str, Any] | None:
    """The same for what is kept with a publication.

    None also where a publication of an older version lacks what is compared, and where one of the
    two is invented: nothing of a demo is a before of real results.
    """
    version = Shelf(project.published).current()
    try:
        with reading(project.database) as reader:
            landed = reader.row(
                "select coalesce(bool_or(is_synthetic), false) as invented from raw.landed_files"
            )
        if version is None or landed is None or is_synthetic(version) != landed["invented"]:
            return None
        return what_moves(project, labels)
    except (UserError, duckdb.Error):
        return None  # to publish is more than to compare


def rows_of_changes(facts: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Rows of ``manifest.changes``: the municipalities that moved."""
    if facts is None:
        return []
    sides = {
        "compared_version": facts["before"]["name"],
        "assessment_id": facts["after"]["assessment_id"],
        "compared_assessment_id": facts["before"]["assessment_id"],
    }
    return [sides | {name: row[name] for name in _KEPT} for row in facts["movers"]]
