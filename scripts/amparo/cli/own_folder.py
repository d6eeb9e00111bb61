"""``amparo init`` and ``amparo upgrade``: a project folder without a clone."""

from __future__ import annotations

import difflib
from collections import Counter
from dataclasses import asdict
from pathlib import Path  # noqa: TC003 - typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from amparo import __version__
from amparo.carried import carried_files, carried_root, changes, create, upgrade
from amparo.cli.session import JsonOption, new_console, to_json
from amparo.project import find_project
from amparo.texts import Labels, preferred_language

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def init_command(
    folder: Annotated[
        Path,
        typer.Argument(metavar="DIR", help="Carpeta nueva o vacía. · New or empty folder."),
    ],
) -> None:
    """Escribir un proyecto propio en una carpeta. · Write a project of one's own into a folder."""
    carried, labels = carried_files(), _labels()
    create(folder, carried)
    new_console().print(
        escape(labels("init_done", folder=folder, count=len(carried))), soft_wrap=True
    )


def upgrade_command(
    is_wanted: Annotated[
        bool,
        typer.Option(
            "--write",
            help="Escribir lo que cambia; lo que usted editó queda como está. "
            "· Write what changes; what you edited stays as it is.",
        ),
    ] = False,
    shows_lines: Annotated[
        bool, typer.Option("--diff", help="Mostrar las líneas. · Show the lines.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Ver qué cambia la versión instalada. · See what the installed version changes."""
    carried, labels, root = carried_files(), _labels(), find_project().root
    version, found = changes(root, carried)
    if is_wanted:
        upgrade(root, carried, found)
    if as_json:
        files = [asdict(change) for change in found]
        stated = {"from": version, "to": __version__, "is_written": is_wanted, "files": files}
        typer.echo(to_json(stated))
        return
    console = new_console()
    console.print(labels("upgrade_versions", before=version, after=__version__))
    for change in found:
        told = labels(f"upgrade_{change.state}")
        console.print(escape(f"{told:<12} {change.path}"), soft_wrap=True)
        if shows_lines and not is_wanted and change.state in {"changed", "conflict"}:
            console.print(escape("".join(_lines(root, carried, change.path))), soft_wrap=True)
    counts = Counter(change.state for change in found)
    if counts["conflict"]:
        case = "upgrade_beside" if is_wanted else "upgrade_conflicts"
        console.print(labels(case, count=counts["conflict"]), soft_wrap=True)
    waiting = counts.total() - counts["edited"] - counts["conflict"]
    case = "upgrade_done" if is_wanted else "upgrade_todo" if waiting else "upgrade_nothing"
    console.print(labels(case, count=waiting), soft_wrap=True)


def _labels() -> Labels:
    # those of the version: a folder of an earlier one has no texts for what is new
    return Labels(carried_root() / "seeds", preferred_language())


def _lines(root: Path, carried: Mapping[str, Path], path: str) -> Iterator[str]:
    before, after = (_text(file) for file in (root / path, carried.get(path)))
    return difflib.unified_diff(before, after, path, f"{path} ({__version__})", n=1)


def _text(file: Path | None) -> list[str]:
    if file is None or not file.is_file():
        return []
    return file.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
