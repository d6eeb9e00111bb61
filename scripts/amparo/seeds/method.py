"""What methodologies state, cell by cell: all that makes a result another one, and no label."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from amparo.seeds.reading import as_number, find_seed, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Key = tuple[str, ...]
Method = dict[str, dict[Key, str]]
"""By seed and key of a row, the methodology first: its cells, as ``upper_bound=200``."""

METHOD: Final[Mapping[str, tuple[Key, Key]]] = {
    "methodologies": (("methodology_id",), ("parent_methodology_id",)),
    "indicators": (("methodology_id", "indicator_id"), ("weight",)),
    "variables": (
        ("methodology_id", "variable_id"),
        ("indicator_id", "measure", "rate_per", "combination", "is_used"),
    ),
    "variable_components": (("methodology_id", "variable_id", "component_id"), ()),
    "severity_scales": (("methodology_id", "variable_id", "severity"), ("upper_bound",)),
    "score_steps": (("methodology_id", "severity"), ("upper_bound",)),
    "pin_percentages": (("methodology_id", "severity", "population_from"), ("percentage",)),
}
"""Seeds of the method: the columns that say which row, and those that say what it is."""

_USUAL: Final = {"is_used": "true"}
"""What goes without saying, so that earlier publications, which lack the column, said it too."""


def stated_method(seeds: Path) -> Method:
    """What the seeds state of every methodology; what is inherited stands with who states it.

    A seed that is not there states nothing; `check_seeds` asks for it.
    """
    return {
        name: {
            tuple(row[column] for column in keys): ", ".join(
                f"{column}={_plain(row[column])}"
                for column in columns
                if row[column] != _USUAL.get(column)
            )
            for row in rows_of(seeds, name, *keys, *columns)
        }
        if find_seed(seeds, name)
        else {}
        for name, (keys, columns) in METHOD.items()
    }


def with_ancestors(method: Method, used: set[str]) -> set[str]:
    """Methodologies and all they inherit from."""
    parents = {key[0]: cell.partition("=")[2] for key, cell in method["methodologies"].items()}
    found: set[str] = set()
    todo = set(used)
    while todo:
        name = todo.pop()
        found.add(name)
        todo |= {parents.get(name, "")} - found - {""}
    return found


def _plain(text: str) -> str:
    # 5 and 5.0 are one bound
    number = as_number(text)
    return text if number is None else f"{number.normalize():f}"
