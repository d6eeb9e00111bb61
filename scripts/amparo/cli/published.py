"""``amparo versions``, ``rollback`` and ``verify``, and what a build says of its publication."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from pathlib import Path  # noqa: TC003 - typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from amparo.cli.progress import bar
from amparo.cli.session import JsonOption, QuietOption, Session, to_json
from amparo.errors import UserError
from amparo.files.locking import only_writer
from amparo.files.private import private_working_files
from amparo.publishing.origin import is_synthetic
from amparo.publishing.output_sets import show
from amparo.publishing.registry import registry_state
from amparo.publishing.restricted import (
    follow,
    only_writer_of_both,
    restricted_shelf,
    twin,
)
from amparo.publishing.rollback import roll_back
from amparo.publishing.shelf import Shelf
from amparo.publishing.verify import verify, verify_restricted
from amparo.warehouse.reader import reading_published

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from amparo.publishing.publish import Publication
    from amparo.publishing.shelf import Version
    from amparo.publishing.verify import Check
    from amparo.texts import Labels


_VERSION_COLUMNS = (
    *("version", "published_on", "data", "registry_column", "restricted_column", "commit", "pin"),
)


def published_lines(publication: Publication, labels: Labels) -> list[str]:
    """What a build says of its publication at the end."""
    lines = [labels("published_at", path=publication.path, version=publication.version.name)]
    if not publication.is_linked:
        lines.append(labels("published_copy"))
    lines.append(labels("restricted_at", path=publication.restricted))
    if publication.registry.state in {"carried", "withheld"}:
        name = f"registry_{publication.registry.state}"
        lines.append(labels(name, version=publication.registry.version))
    return lines


def versions_command(as_json: JsonOption = False) -> None:
    """Las versiones publicadas. · The published versions."""
    session = Session()
    shelf = Shelf(session.project.published)
    current = shelf.current()
    exact = restricted_shelf(session.project)
    facts = [
        _version_facts(version, current) | {"has_restricted": twin(exact, version) is not None}
        for version in shelf.versions()
    ]
    if as_json:
        typer.echo(to_json(facts))
        return
    labels = session.labels
    table = Table(title_justify="left")
    for name in _VERSION_COLUMNS:
        table.add_column(labels(name), overflow="fold", no_wrap=name == "version")
    for row in facts:
        commit = (row["git_commit"] or "–")[:10] + ("*" if row["has_uncommitted_changes"] else "")
        pins = ", ".join(f"{k}: {labels.number(v)}" for k, v in row["pin"].items())
        mark = f" [bold]← {labels('current')}[/]" if row["is_current"] else ""
        published_at = (row["published_at"] or "–")[:16].replace("T", " ")
        cells = (
            *(row["version"] + mark, published_at, _origin(row, labels), _registry(row, labels)),
            *(labels("yes" if row["has_restricted"] else "no"), commit, pins),
        )
        table.add_row(*cells)
    session.console.print(table)
    for row in facts:
        for one in row["restated"]:
            text = labels("version_restated", version=row["version"], **one)
            session.console.print(f"[yellow]• {escape(text)}[/]", soft_wrap=True)


def rollback_command(
    to: Annotated[
        str | None,
        typer.Option(
            "--to", help="Versión; sin ella, la anterior. · Version; without it, the one before."
        ),
    ] = None,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    """Volver a una versión publicada. · Go back to a published version."""
    session = Session()
    project = session.project
    with private_working_files(project) as umask:
        shelf = Shelf(project.published, umask=umask)
        if not shelf.versions():
            text = session.labels("nothing_published", path=project.published)
            raise UserError(text, text)
        with only_writer(project.lock), only_writer_of_both(project, shelf):
            version = roll_back(shelf, to)
            is_invented = is_synthetic(version)
            has_outputs = show(shelf, version) is not None
            has_restricted = follow(project, version)
    registry = registry_state(version)
    if as_json:
        typer.echo(
            to_json(
                {
                    "version": version.name,
                    "path": shelf.link,
                    "is_synthetic": is_invented,
                    "has_outputs": has_outputs,
                    "has_restricted": has_restricted,
                    "registry": registry,
                }
            )
        )
    elif not quiet:
        session.console.print(
            session.labels("rolled_back", version=version.name, path=shelf.link), soft_wrap=True
        )
        if is_invented:
            session.console.print(f"[bold yellow]{session.labels('synthetic_banner')}[/]")
        text = session.labels("outputs_restored" if has_outputs else "outputs_absent")
        session.console.print(text, soft_wrap=True)
        for text in _brought_back(registry, session.labels, has_restricted=has_restricted):
            session.console.print(text, soft_wrap=True)


def _brought_back(registry: str | None, labels: Labels, *, has_restricted: bool) -> Iterator[str]:
    """What going back to a version brings and does not bring."""
    if registry == "removed":
        yield labels("rollback_registry_removed")
    elif registry in {"current", "carried"}:
        yield labels("rollback_registry_kept")
    if not has_restricted:
        yield labels("rollback_restricted_absent")


def verify_command(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="Archivo; sin él, el publicado. · File; without it, the published one."
        ),
    ] = None,
    extracts: Annotated[
        Path | None,
        typer.Option("--extracts", help="Carpeta de los extractos. · Folder of the extracts."),
    ] = None,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    """Recalcular y comparar lo publicado. · Recompute and compare what is published."""
    session = Session()
    link = Shelf(session.project.published).link
    with bar(session.console, quiet=quiet or as_json) as display:
        display.add_task(session.labels("verifying"), total=None, current="")
        checks = verify(
            file or link, session.project.root, extracts, database=session.project.database
        )
        if file is None:
            checks += verify_restricted(session.project)
    differences = [check for check in checks if check.is_difference]
    if as_json:
        typer.echo(to_json({"agrees": not differences, "checks": [asdict(c) for c in checks]}))
    elif not quiet:
        _print_checks(session, checks)
    if differences:
        raise typer.Exit(1)


def _version_facts(version: Version, current: Version | None) -> dict[str, Any]:
    sidecar = version.sidecar()
    # a sidecar that was spoiled is for verify to tell; the list is there to get away from it
    publication = sidecar["manifest"]["publication"][0] if sidecar else {}
    with reading_published(version.file) as reader:
        has_totals = reader.has_table("marts", "agg_pin_national")
        sql = "select assessment_id, pin_rounded from marts.agg_pin_national order by all"
        totals = reader.rows(sql) if has_totals else []
    return {
        "version": version.name,
        "is_current": current is not None and current.name == version.name,
        **{
            name: publication.get(name)
            for name in (
                *("published_at", "git_commit", "has_uncommitted_changes", "is_synthetic"),
                *("registry_state", "registry_version"),
            )
        },
        "pin": {row["assessment_id"]: row["pin_rounded"] for row in totals},
        "restated": _restated(sidecar),
    }


def _restated(sidecar: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Methodologies edited without a new id: how many rows, and why."""
    rows = sidecar["manifest"].get("restatements", []) if sidecar else []
    counts = Counter((row["methodology_id"], row["why"]) for row in rows)
    return [
        {"methodology_id": method, "why": why, "rows": number}
        for (method, why), number in sorted(counts.items())
    ]


def _registry(row: dict[str, Any], labels: Labels) -> str:
    state = row["registry_state"]
    return labels(f"registry_state_{state}", version=row["registry_version"]) if state else "–"


def _origin(row: dict[str, Any], labels: Labels) -> str:
    if row["is_synthetic"] is None:
        return "–"
    return f"[bold yellow]{labels('synthetic')}[/]" if row["is_synthetic"] else labels("real")


def _print_checks(session: Session, checks: list[Check]) -> None:
    labels = session.labels
    table = Table(title_justify="left")
    table.add_column(labels("compared"))
    states = ("agrees", "differs", "not_compared")
    for state in states:
        table.add_column(labels(f"state_{state}"), justify="right")
    for kind in dict.fromkeys(check.kind for check in checks):
        of_kind = [check for check in checks if check.kind == kind]
        differing = sum(check.is_difference for check in of_kind)
        counts = {s: sum(check.state == s for check in of_kind) for s in states}
        counts["differs"] = differing
        style = "red" if differing else None
        cells = [labels.number(counts[state]) for state in states]
        table.add_row(labels(f"compared_{kind}"), *cells, style=style)
    session.console.print(table)
    for check in checks:
        if check.is_difference:
            text = labels(
                "difference",
                kind=labels(f"compared_{check.kind}"),
                item=check.item,
                state=labels(f"state_{check.state}"),
                stated=check.stated or "–",
                found=check.found or "–",
            )
            session.console.print(f"[red]• {escape(text)}[/]", soft_wrap=True)
    is_good = not any(check.is_difference for check in checks)
    text = labels("verified" if is_good else "not_verified")
    session.console.print(f"[{'green' if is_good else 'red'}]{text}[/]")
