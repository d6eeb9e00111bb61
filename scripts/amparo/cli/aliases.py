"""``amparo aliases``: rows for the reference seeds that would give places back their municipality.

Only suggests: a row of a seed is a decision, and a person takes it.
"""

from __future__ import annotations

import csv
import io
from enum import StrEnum
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import TYPE_CHECKING, Annotated

import typer

from amparo.build.last_build import last_build
from amparo.cli.terminal import harmless
from amparo.errors import ExitCode, UserError
from amparo.project import find_project
from amparo.seeds import find_seed, read_seed
from amparo.texts import Labels, preferred_language
from amparo.warehouse.reader import reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from amparo.warehouse.reader import Reader, Row

EXTRA_COLUMNS = ("likeness", "rows", "cases_at_stake", "evidence")

app = typer.Typer(
    help="Alias de lugares, para revisar. · Aliases of places, for review.", no_args_is_help=True
)


class Seed(StrEnum):
    """The reference seeds in which a place may be mended."""

    MUNICIPALITY = "municipality_aliases"
    DEPARTMENT = "department_aliases"
    RECODING = "municipality_recodings"


@app.callback()
def common() -> None:
    """Alias de lugares, para revisar. · Aliases of places, for review."""


@app.command()
def suggest(
    source: Annotated[
        str | None, typer.Option("--source", help="Solo esta fuente. · This source only.")
    ] = None,
    seed: Annotated[
        Seed, typer.Option("--seed", help="Semilla de las filas. · Seed the rows are for.")
    ] = Seed.MUNICIPALITY,
    output: Annotated[
        Path | None,
        typer.Option("--output", help="Archivo nuevo; sin él, la pantalla. · A new file."),
    ] = None,
) -> None:
    """Proponer filas sin tocar las semillas. · Suggest rows without touching the seeds."""
    project = find_project()
    labels = Labels(project.seeds, preferred_language())
    _refuse_output(output, labels)
    built = last_build(project.database)
    warning = built.warning(labels) if built else None
    if warning:
        typer.echo(warning, err=True)
    with reading(project.database) as reader:
        places = places_to_mend(reader, source, labels)
    seed_file = f"seeds/reference/{seed.value}.csv"
    rows = suggestions(places, seed.value, labels)
    if rows:
        header = _header(project.seeds, seed.value)
        text = _csv([(*header, *EXTRA_COLUMNS), *rows])
        if output is None:
            typer.echo(harmless(text), nl=False)
        else:
            with output.open("x", encoding="utf-8", newline="") as file:
                file.write(text)
            typer.echo(labels("aliases_written", count=len(rows), path=output), err=True)
        typer.echo(labels("aliases_apply", columns=len(header), seed=seed_file), err=True)
        if seed is Seed.RECODING:
            typer.echo(labels("aliases_replace"), err=True)
    else:
        typer.echo(labels("aliases_none", seed=seed_file), err=True)
    for other in Seed:
        count = len(suggestions(places, other.value, labels))
        if other is not seed and count:
            typer.echo(labels("aliases_elsewhere", count=count, seed=other.value), err=True)


def places_to_mend(reader: Reader, source: str | None, labels: Labels) -> list[Row]:
    """Read the places that a row of a reference seed would mend.

    Args:
        reader: The warehouse, built.
        source: Id of a source, or None for all.
        labels: Texts for the errors.

    Returns:
        Rows of ``fct_place_unresolved`` that have a ``fix_row``, those that hold most first.

    Raises:
        UserError: the warehouse has no results yet, or there is no such source.
    """
    if not reader.has_table("marts", "fct_place_unresolved"):
        text = labels("not_built")
        raise UserError(text, text)
    known = [
        row["source_id"] for row in reader.rows("select source_id from marts.dim_source order by 1")
    ]
    if source is not None and source not in known:
        text = labels("source_unknown", text=source, names=", ".join(known))
        raise UserError(text, text, code=ExitCode.MISUSED)
    return reader.rows(
        "select places.*, units.label_es as unit_es, units.label_en as unit_en"
        " from marts.fct_place_unresolved as places"
        " left join seeds.source_units as units using (source_id)"
        " where fix_row is not null and (? is null or source_id = ?)"
        " order by amount desc nulls last, source_rows desc, place_key",
        [source, source],
    )


def suggestions(places: Iterable[Row], seed: str, labels: Labels) -> list[tuple[str, ...]]:
    """Turn places into rows of a seed, each followed by the cells of ``EXTRA_COLUMNS``.

    Args:
        places: What ``places_to_mend`` returned.
        seed: Name of the seed the rows are for.
        labels: Texts and number format.

    Returns:
        One row per row of the seed, whichever sources and spellings it would mend.
    """
    by_row: dict[str, list[Row]] = {}
    for place in places:
        if place["fix_seed"] == seed:
            by_row.setdefault(place["fix_row"], []).append(place)
    return [_suggestion(row, held, labels) for row, held in by_row.items()]


def _suggestion(fix_row: str, places: Sequence[Row], labels: Labels) -> tuple[str, ...]:
    totals: dict[str, float] = {}
    for place in places:
        if place["amount"] is not None:
            unit = place[f"unit_{labels.language}"]
            totals[unit] = totals.get(unit, 0) + place["amount"]
    likeness = places[0]["nearest_likeness"] if places[0]["fix_seed"] == Seed.MUNICIPALITY else None
    return (
        *next(csv.reader([fix_row])),
        "" if likeness is None else f"{likeness:.2f}",
        str(sum(place["source_rows"] for place in places)),
        "; ".join(f"{labels.number(total)} {unit}" for unit, total in totals.items()),
        " | ".join(_evidence(place, labels) for place in places),
    )


def _evidence(place: Row, labels: Labels) -> str:
    written = (place["code_text"], place["municipality_text"], place["department_text"])
    cases = labels("set_aside_no_cases")
    if place["amount"] is not None:
        cases = f"{labels.number(place['amount'])} {place[f'unit_{labels.language}']}"
    return labels(
        "aliases_evidence",
        source=place["source_id"],
        rows=labels.number(place["source_rows"]),
        cases=cases,
        place=", ".join(text for text in written if text),
        files=place["file_names"],
    )


def _refuse_output(output: Path | None, labels: Labels) -> None:
    if output is None:
        return
    if output.exists():
        text = labels("aliases_exists", path=output)
        raise UserError(text, text, code=ExitCode.MISUSED)
    if not output.absolute().parent.is_dir():
        text = labels("aliases_no_folder", path=output)
        raise UserError(text, text, code=ExitCode.MISUSED)


def _header(seeds: Path, name: str) -> tuple[str, ...]:
    file = find_seed(seeds, name)
    assert file is not None, name  # noqa: S101 - one of our own three seeds
    return read_seed(file).header


def _csv(rows: Iterable[Sequence[str]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()
