"""What Excel does to a seed, found before dbt and named by file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amparo.errors import UserError
from amparo.seeds.reading import COMMA, read_seed
from amparo.yaml_files import read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Labels = Callable[..., str]


def check_seeds(seeds: Path, labels: Labels) -> None:
    """See that every seed is there, UTF-8, with the columns its YAML names and a cell for each.

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
    there = {file.stem for file in seeds.glob("*/*.csv")}
    faults = [labels("seed_missing", file=f"{name}.csv") for name in wanted if name not in there]
    faults += [
        fault
        for file in sorted(seeds.glob("*/*.csv"))
        for fault in _faults(file, f"seeds/{file.parent.name}/{file.name}", wanted, labels)
    ]
    if faults:
        text = "\n".join(f"• {fault}" for fault in faults)
        raise UserError(text, text)


def _faults(file: Path, name: str, wanted: dict[str, list[str]], labels: Labels) -> list[str]:
    columns = wanted.get(file.stem)
    seed = read_seed(file)
    if not seed.is_utf8:
        return [labels("seed_not_utf8", file=name)]
    if seed.separator != COMMA:
        sign = labels("seed_semicolon" if seed.separator == ";" else "seed_tab")
        return [labels("seed_separator", file=name, separator=sign)]
    if columns is None or list(seed.header) != columns:
        found = ",".join(seed.header)
        return [labels("seed_header", file=name, wanted=",".join(columns or []), found=found)]
    return [
        labels("seed_cells", file=name, line=line, wanted=len(columns), found=len(row))
        for line, row in seed.lines
        if len(row) != len(columns)
    ]
