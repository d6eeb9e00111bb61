"""Which line of which seed a value comes from."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from amparo.seeds.reading import as_number, find_seed, read_seed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class SeedLine(NamedTuple):
    """A line of a seed: the file below the project, its number, and the line itself."""

    file: str
    line: int
    text: str


def line_of(seeds: Path, name: str, **keys: object) -> str:
    """Where a seed row stands, as ``severity_scales.csv:12``.

    Args:
        seeds: Folder of the seeds.
        name: Seed without folder or suffix.
        **keys: Column values that identify the row; numbers are compared as numbers.

    Returns:
        File and line, or the file name alone where no row fits.
    """
    found = lines_with(seeds, name, keys)
    return f"{name}.csv:{found[0].line}" if found else f"{name}.csv"


def lines_with(seeds: Path, name: str, values: Mapping[str, object]) -> list[SeedLine]:
    """All lines of a seed that hold the values in the columns named.

    Args:
        seeds: Folder of the seeds.
        name: Seed without folder or suffix.
        values: Values by column; numbers are compared as numbers, None as an empty cell.

    Returns:
        The lines, in the order of the file; empty where the seed or such a line does not exist.
    """
    file = find_seed(seeds, name)
    if file is None:
        return []
    header, rows = _rows(file)
    if not values.keys() <= set(header):
        return []
    wanted = {header.index(column): _plain(value) for column, value in values.items()}
    return [
        _line(seeds, file, number, row)
        for number, row in rows
        if all(_plain(row[place]) == value for place, value in wanted.items())
    ]


def lines_starting(seeds: Path, name: str, beginning: str) -> list[SeedLine]:
    """All lines of a seed that begin with the given fields.

    Args:
        seeds: Folder of the seeds.
        name: Seed without folder or suffix.
        beginning: Leading fields joined by commas, e.g. ``co-2024,suicide,3``.

    Returns:
        The lines, in the order of the file.
    """
    file = find_seed(seeds, name)
    if file is None:
        return []
    wanted = [_plain(part) for part in beginning.split(",")]
    return [
        _line(seeds, file, number, row)
        for number, row in _rows(file)[1]
        if [_plain(part) for part in row[: len(wanted)]] == wanted
    ]


@lru_cache(maxsize=64)
def _rows(file: Path) -> tuple[tuple[str, ...], list[tuple[int, tuple[str, ...]]]]:
    seed = read_seed(file)
    return seed.header, [line for line in seed.lines if len(line[1]) == len(seed.header)]


def _line(seeds: Path, file: Path, number: int, row: tuple[str, ...]) -> SeedLine:
    return SeedLine(f"{seeds.name}/{file.parent.name}/{file.name}", number, ",".join(row))


def _plain(value: object) -> str:
    text = "" if value is None else str(value).strip()
    # a code that begins with a zero is text: 05002 is not 5002
    is_code = text.startswith("0") and text[1:2].isdigit()
    number = None if is_code else as_number(text)
    return text if number is None else str(number.normalize())
