"""``amparo variant new``: the seed rows of a what-if, written and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from amparo.cli.session import Session
from amparo.errors import ExitCode, UserError
from amparo.seeds.check import check_seeds
from amparo.seeds.reading import find_seed
from amparo.seeds.variants import Variant, add_rows, rows_of_variant

if TYPE_CHECKING:
    from amparo.seeds.variants import RowsBySeed
    from amparo.texts import Labels

app = typer.Typer(
    help="Variantes de una evaluación. · Variants of an assessment.", no_args_is_help=True
)


@app.callback()
def common() -> None:
    """Variantes de una evaluación. · Variants of an assessment."""


@app.command()
def new(
    assessment: Annotated[
        str,
        typer.Argument(metavar="ID", help="Id de la variante. · Id of the variant."),
    ],
    parent: Annotated[
        str, typer.Option("--from", help="Evaluación que varía. · Assessment it varies.")
    ],
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="SETTING=VALUE",
            help="Parámetro que cambia, p. ej. cap_at_cluster=false. · Setting that differs.",
        ),
    ] = None,
    scales: Annotated[
        list[str] | None,
        typer.Option(
            "--scale",
            metavar="VARIABLE=BOUNDS",
            help="Escala que cambia, entera, p. ej. disasters=10,500,5000,20000. "
            "· Scale that differs, stated whole.",
        ),
    ] = None,
    dropped: Annotated[
        list[str] | None,
        typer.Option(
            "--drop",
            metavar="VARIABLE",
            help="Variable que no se usa. · Variable that is not used.",
        ),
    ] = None,
    label_es: Annotated[
        str, typer.Option("--label-es", help="Nombre en español. · Label in Spanish.")
    ] = "",
    label_en: Annotated[
        str, typer.Option("--label-en", help="Nombre en inglés. · Label in English.")
    ] = "",
) -> None:
    """Escribir en las semillas una variante de una evaluación. · Write a variant into the seeds."""
    session = Session()
    labels, seeds = session.labels, session.project.seeds
    check_seeds(seeds, labels)
    variant = Variant(
        assessment,
        parent,
        dict(pair(text, labels) for text in settings or []),
        {name: _listed(bounds) for name, bounds in (pair(text, labels) for text in scales or [])},
        tuple(dict.fromkeys(dropped or [])),
        label_es,
        label_en,
    )
    rows = rows_of_variant(seeds, variant, labels)
    add_rows(seeds, rows)
    say_written(session, rows)
    session.console.print(labels("variant_next", id=assessment, parent=parent), soft_wrap=True)


def say_written(session: Session, rows: RowsBySeed) -> None:
    """Say which rows were added to which seeds."""
    seeds = session.project.seeds
    for name, added in rows.items():
        file = find_seed(seeds, name)
        where = file.relative_to(seeds.parent).as_posix() if file else name
        session.console.print(session.labels("variant_written", file=where, rows=len(added)))


def pair(text: str, labels: Labels) -> tuple[str, str]:
    """NAME=VALUE of an option.

    Raises:
        UserError: it is something else.
    """
    name, sign, value = text.partition("=")
    if not sign or not name.strip() or not value.strip():
        said = labels("variant_pair", found=text)
        raise UserError(said, said, code=ExitCode.MISUSED)
    return name.strip(), value.strip()


def _listed(bounds: str) -> tuple[str, ...]:
    return tuple(bound.strip() for bound in bounds.split(","))
