"""Which line of which seed a value comes from."""

from __future__ import annotations

import csv
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@lru_cache(maxsize=64)
def _rows(file: Path) -> list[tuple[int, dict[str, str]]]:
    with file.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        return [(reader.line_num, row) for row in reader]


def find_seed(seeds: Path, name: str) -> Path | None:
    """File of a seed by its name, or None."""
    return next(iter(sorted(seeds.glob(f"*/{name}.csv"))), None)


def line_of(seeds: Path, name: str, **keys: object) -> str:
    """Where a seed row stands, as ``severity_scales.csv:12``.

    Args:
        seeds: Folder of the seeds.
        name: Seed without folder or suffix.
        **keys: Column values that identify the row; numbers are compared as numbers.

    Returns:
        File and line, or the file name alone where no row fits.
    """
    file = find_seed(seeds, name)
    if file is None:
        return name
    for line, row in _rows(file):
        if all(_same(row.get(column, ""), value) for column, value in keys.items()):
            return f"{file.name}:{line}"
    return file.name


def line_starting(seeds: Path, name: str, beginning: str) -> tuple[str, int, str] | None:
    """First line of a seed that begins with the given fields.

    Args:
        seeds: Folder of the seeds.
        name: Seed without folder or suffix.
        beginning: Leading fields joined by commas, e.g. ``co-2024,suicide,3``.

    Returns:
        Path of the file below the project, line number and the line; None where none fits.
    """
    file = find_seed(seeds, name)
    if file is None:
        return None
    wanted = [_plain(part) for part in beginning.split(",")]
    shown = f"{seeds.name}/{file.parent.name}/{file.name}"
    with file.open(encoding="utf-8", newline="") as stream:
        reader = csv.reader(stream)
        for row in reader:
            if [_plain(part) for part in row[: len(wanted)]] == wanted:
                return shown, reader.line_num, ",".join(row)
    return shown, 1, beginning


def _plain(text: str) -> str:
    try:
        return f"{float(text):g}"
    except ValueError:
        return text.strip()


def _same(text: str, value: object) -> bool:
    return _plain(text) == _plain(str(value))
