"""A method that was published is not edited in silence: compared with the last publication."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amparo.diff.facts import moved_cells
from amparo.errors import UserError
from amparo.publishing.origin import is_synthetic, real_versions
from amparo.publishing.shelf import Shelf
from amparo.seeds.lines import lines_with
from amparo.seeds.method import METHOD, Method, stated_method

if TYPE_CHECKING:
    from amparo.project import Project
    from amparo.publishing.shelf import Version
    from amparo.texts import Labels

_SHOWN = 20


def restated(project: Project, labels: Labels, why: str | None) -> list[dict[str, Any]]:
    """Compare what published methodologies state with what they stated when they were published.

    Only real publications count, and only methodologies of which results were published; one that
    is no longer in the seeds was retired, not edited.

    Args:
        project: The project; its seeds are in order.
        labels: Texts of the error.
        why: Reason of ``--restate``; None where it was not said.

    Returns:
        Rows of ``manifest.restatements``; none where nothing published was edited.

    Raises:
        UserError: published rows were edited, and nobody said why.
    """
    before, versions = _published(Shelf(project.published))
    now = stated_method(project.seeds)
    known = versions.keys() & {key[0] for key in now["methodologies"]}
    cells = moved_cells(*(_only(method, known) for method in (before, now)))
    found = [
        {
            "methodology_id": cell["key"][0],
            "seed": cell["table"],
            "row_key": ",".join(cell["key"]),
            "value_before": cell["before"],
            "value_after": cell["after"],
            "why": why,
        }
        for cell in cells
    ]
    if not found or why is not None:
        return found
    rows = [f"• {_told(row, project, labels)}" for row in found[:_SHOWN]]
    if len(found) > _SHOWN:
        rows.append(labels("x_more", count=len(found) - _SHOWN))
    methods = sorted({row["methodology_id"] for row in found})
    names = ", ".join(sorted({versions[method] for method in methods}))
    edited = ", ".join(methods)
    text = labels("restate_refused", version=names, methods=edited)
    todo = labels("restate_do", methods=edited)
    text = "\n".join([text, *rows, todo])
    raise UserError(text, text)


def _published(shelf: Shelf) -> tuple[Method, dict[str, str]]:
    """The method as readers were told it, and by methodology the version that told it.

    Of each methodology what the current version says, else the newest that has it: one that was
    retired for a while is no new one.
    """
    current = shelf.current()
    real = real_versions(shelf)[::-1]
    if current is not None and not is_synthetic(current):
        real = [current, *real]
    found: Method = {name: {} for name in METHOD}
    told: dict[str, str] = {}
    for version in real:
        method = _method_of(version)
        new = {key[0] for key in method["methodologies"]} - told.keys()
        for name, rows in _only(method, new).items():
            found[name] |= rows
        told |= dict.fromkeys(new, version.name)
    return found, told


def _method_of(version: Version) -> Method:
    method: Method = {name: {} for name in METHOD}
    # a version of before this was kept says nothing of its method
    for row in version.sidecar().get("manifest", {}).get("method", []):
        method.setdefault(row["seed"], {})[tuple(row["row_key"].split(","))] = row["value"]
    return method


def _only(method: Method, methodologies: set[str]) -> Method:
    return {
        name: {key: cell for key, cell in method[name].items() if key[0] in methodologies}
        for name in METHOD
    }


def _told(row: dict[str, Any], project: Project, labels: Labels) -> str:
    keys = METHOD[row["seed"]][0]
    wanted = dict(zip(keys, row["row_key"].split(","), strict=True))
    found = lines_with(project.seeds, row["seed"], wanted)
    where = f"{found[0].file}:{found[0].line}" if found else f"seeds/method/{row['seed']}.csv"
    before, after = (
        labels("restate_absent") if cell is None else cell or labels("restate_there")
        for cell in (row["value_before"], row["value_after"])
    )
    return f"{where}: {row['row_key']}: {before} → {after}"
