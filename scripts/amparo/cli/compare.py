"""``amparo compare``: why two assessments differ."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.markup import escape
from rich.table import Table

from amparo.cli.progress import at_work
from amparo.cli.session import JsonOption, Session, to_json
from amparo.compare.run import compare, compiled_models
from amparo.errors import ExitCode, UserError
from amparo.outputs.exchange.text_files import write_csv

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amparo.texts import Labels

_ROWS: Final = 20
_LEVELS: Final = ("country", "department", "municipality")
_ENDS: Final = ("part", "least", "most")
_COLUMNS: Final = (
    *("level", "place", "name", "measure", "before", "after", "change", "undivided"),
    *("municipalities", "municipalities_divided"),
)


def compare_command(
    before: Annotated[str, typer.Argument(help="Evaluación de antes. · Assessment before.")],
    after: Annotated[str, typer.Argument(help="Evaluación de después. · Assessment after.")],
    csv_file: Annotated[
        Path | None,
        typer.Option(
            "--csv",
            help="Guardar todo en un archivo nuevo .csv: país, departamentos, municipios. "
            "· Write all to a new .csv: country, departments, municipalities.",
        ),
    ] = None,
    rows: Annotated[
        int,
        typer.Option("--rows", min=1, help="Municipios en la lista. · Municipalities to list."),
    ] = _ROWS,
    as_json: JsonOption = False,
) -> None:
    """Por qué cambió: datos, población, método, expertos. · Why it changed."""
    session = Session()
    labels, project = session.labels, session.project
    if csv_file is not None:
        check_new(csv_file, labels)
    with at_work(session, "step_compare", quiet=as_json) as progress:
        facts = compare(
            project, labels, (before, after), compiled_models(project), progress=progress
        )
    if csv_file is not None:
        columns = [(factor, end) for factor in facts["factors"] for end in _ENDS]
        names = [factor if end == "part" else f"{factor}_{end}" for factor, end in columns]
        cells = [_cells(row, columns) for row in facts["rows"]]
        write_csv(csv_file, [*_COLUMNS, *names], cells)
    if as_json:
        typer.echo(to_json(facts))
        return
    _print(session, facts, rows)
    if csv_file is not None:
        session.console.print(escape(labels("compare_written", path=csv_file)), soft_wrap=True)


def check_new(file: Path, labels: Labels) -> None:
    """Make sure that a file may be written: a new .csv in a folder that is there.

    Raises:
        UserError: it may not.
    """
    name = ""
    if file.suffix.lower() != ".csv":
        name = "csv_ending"
    elif file.exists():
        name = "aside_exists"
    elif not file.absolute().parent.is_dir():
        name = "aliases_no_folder"
    if name:
        text = labels(name, path=file)
        raise UserError(text, text, code=ExitCode.MISUSED)


def _cells(row: dict[str, Any], columns: Sequence[tuple[str, str]]) -> list[Any]:
    parts = {part["factor"]: part for part in row["parts"]}
    return [
        *(row[column] for column in _COLUMNS),
        *(parts.get(factor, {}).get(end) for factor, end in columns),
    ]


def _print(session: Session, facts: dict[str, Any], rows: int) -> None:
    labels, console = session.labels, session.console
    console.print(escape(labels("compare_title", **facts)), soft_wrap=True)
    if "severity" in facts["factors"]:
        console.print(f"[yellow]{escape(labels('compare_published'))}[/]", soft_wrap=True)
    if "data_and_method" in facts["factors"]:
        console.print(f"[yellow]{escape(labels('compare_other_parts'))}[/]", soft_wrap=True)
    found = {name: [row for row in facts["rows"] if row["level"] == name] for name in _LEVELS}
    for row in found["country"]:
        _print_whole(session, row)
    pins = [row for row in found["department"] if row["measure"] == "pin"]
    console.print(_places("diff_department", pins, facts["factors"], labels, rows))
    moved = [
        row
        for row in found["municipality"]
        if row["measure"] == "pin" and row["change"] is not None
    ]
    console.print(_places("diff_municipality", moved, facts["factors"], labels, rows))


def _print_whole(session: Session, row: dict[str, Any]) -> None:
    labels, measure = session.labels, row["measure"]
    numbers = {name: labels.number(row[name]) for name in ("before", "after")}
    text = labels(f"compare_{measure}", change=_signed(row["change"], labels), **numbers)
    session.console.print(escape(text), soft_wrap=True)
    table = Table(title_justify="left")
    for name in ("compare_factor", "compare_part", "compare_range"):
        table.add_column(labels(name), justify="left" if name == "compare_factor" else "right")
    for part in row["parts"]:
        ends = f"{_signed(part['least'], labels)} … {_signed(part['most'], labels)}"
        cells = (labels(f"compare_factor_{part['factor']}"), _signed(part["part"], labels), ends)
        table.add_row(*map(escape, cells))
    missing = row["municipalities"] - row["municipalities_divided"]
    if missing:
        whole = labels("compare_undivided", municipalities=labels.number(missing))
        table.add_row(escape(whole), _signed(row["undivided"], labels), "–")
    session.console.print(table)


def _places(
    title: str, rows: Sequence[dict[str, Any]], factors: Sequence[str], labels: Labels, most: int
) -> Table:
    table = Table(title_justify="left")
    table.add_column(labels(title), overflow="fold")
    for name in ("diff_before", "diff_after", "diff_change"):
        table.add_column(labels(name), justify="right")
    for factor in factors:
        table.add_column(labels(f"compare_factor_{factor}"), justify="right", overflow="fold")
    table.add_column(labels("compare_rest"), justify="right")
    for row in sorted(rows, key=lambda row: -abs(row["change"]))[:most]:
        parts = {part["factor"]: part["part"] for part in row["parts"]}
        cells = [
            f"{row['place']} {row['name']}",
            *(labels.number(row[name]) for name in ("before", "after")),
            *(_signed(value, labels) for value in (row["change"], *map(parts.get, factors))),
            _signed(row["undivided"], labels),
        ]
        table.add_row(*map(escape, cells))
    return table


def _signed(value: float | None, labels: Labels) -> str:
    if value is None:
        return "–"
    shown = labels.number(abs(value))
    if shown == "0":
        return shown
    return ("+" if value > 0 else "−") + shown
