"""What Excel does to a seed, found before dbt and named by file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from amparo.errors import UserError
from amparo.seeds.cells import has_fractions, misread
from amparo.seeds.reading import COMMA, read_seed
from amparo.yaml_files import read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Labels = Callable[..., str]


_SHOWN: Final = 20


def check_seeds(seeds: Path, labels: Labels) -> None:
    """See that every seed is there, UTF-8, with the columns its YAML names and a cell for each.

    And that each cell can be read as the type of its column, and as nothing else.

    Args:
        seeds: Folder of the seeds.
        labels: Texts for the error.

    Raises:
        UserError: one or more seeds do not; the text names file, line and what was found.
    """
    config = {
        seed["name"]: seed["config"]
        for file in sorted(seeds.glob("*/*.yml"))
        for seed in read_yaml(file)["seeds"]
    }
    wanted = {name: dict(each["column_types"]) for name, each in config.items()}
    stated = {name: each.get("meta", {}).get("type_of", {}) for name, each in config.items()}
    there = {file.stem for file in seeds.glob("*/*.csv")}
    faults = [labels("seed_missing", file=f"{name}.csv") for name in wanted if name not in there]
    faults += [
        fault
        for file in sorted(seeds.glob("*/*.csv"))
        for fault in _faults(
            file,
            f"seeds/{file.parent.name}/{file.name}",
            wanted.get(file.stem),
            stated.get(file.stem, {}),
            labels,
        )
    ]
    if len(faults) > _SHOWN:
        faults = [*faults[:_SHOWN], labels("x_more", count=len(faults) - _SHOWN)]
    if faults:
        text = "\n".join(f"• {fault}" for fault in faults)
        raise UserError(text, text)


def _faults(
    file: Path,
    name: str,
    columns: dict[str, str] | None,
    stated: dict[str, str],
    labels: Labels,
) -> list[str]:
    """What is wrong with a seed.

    Args:
        file: The seed.
        name: What it is called in texts.
        columns: Its columns and their types; None for a seed that no YAML knows.
        stated: Columns of which each cell has a type of its own, and the one that states it.
        labels: Texts.
    """
    seed = read_seed(file)
    if not seed.is_utf8:
        return [labels("seed_not_utf8", file=name)]
    if seed.separator != COMMA:
        sign = labels("seed_semicolon" if seed.separator == ";" else "seed_tab")
        return [labels("seed_separator", file=name, separator=sign)]
    if columns is None or list(seed.header) != list(columns):
        found = ",".join(seed.header)
        return [labels("seed_header", file=name, wanted=",".join(columns or []), found=found)]
    faults = []
    whole = [row for _, row in seed.lines if len(row) == len(columns)]
    fractional = [has_fractions(cells) for cells in zip(*whole, strict=True)]
    for line, row in seed.lines:
        if len(row) != len(columns):
            wide = {"wanted": len(columns), "found": len(row)}
            faults.append(labels("seed_cells", file=name, line=line, **wide))
            continue
        cells = dict(zip(columns, row, strict=True))
        for (column, kind), text, of_fractions in zip(
            columns.items(), row, fractional, strict=True
        ):
            own = cells[stated[column]] if column in stated else None
            expected = misread(text, own or kind, is_fractional=of_fractions and not own)
            if expected:
                said = labels(f"seed_cell_{expected}", found=text)
                faults.append(
                    labels("seed_cell", file=name, line=line, column=column, problem=said)
                )
    return faults
