"""What Excel does to a seed, found before dbt and named by file and line."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from amparo.errors import UserError
from amparo.yaml_files import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from amparo.labels import Labels


def check_seeds(seeds: Path, labels: Labels) -> None:
    """See that every seed is UTF-8, has the columns its YAML names and as many cells in each row.

    Args:
        seeds: Folder of the seeds.
        labels: Texts for the error.

    Raises:
        UserError: one or more seeds do not; the text names file, line and what was found.
    """
    wanted = {
        seed["name"]: list(seed["config"]["column_types"])
        for file in sorted(seeds.glob("*/*.yml"))
        for seed in read_yaml(file)["seeds"]
    }
    faults = [
        fault
        for file in sorted(seeds.glob("*/*.csv"))
        for fault in _faults(file, f"seeds/{file.parent.name}/{file.name}", wanted, labels)
    ]
    if faults:
        text = "\n".join(f"• {fault}" for fault in faults)
        raise UserError(text, text)


def _faults(file: Path, name: str, wanted: dict[str, list[str]], labels: Labels) -> list[str]:
    columns = wanted.get(file.stem)
    try:
        with file.open(encoding="utf-8", newline="") as stream:
            reader = csv.reader(stream)
            header = next(reader, [])
            rows = [(reader.line_num, row) for row in reader]
    except UnicodeDecodeError:
        return [labels("seed_not_utf8", file=name)]
    if columns is None or header != columns:
        return [
            labels("seed_header", file=name, wanted=",".join(columns or []), found=",".join(header))
        ]
    return [
        labels("seed_cells", file=name, line=line, wanted=len(columns), found=len(row))
        for line, row in rows
        if len(row) != len(columns)
    ]
