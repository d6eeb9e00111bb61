"""Municipalities and departments the demo writes about, read from the reference seeds."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amparo.seeds import read_seed

if TYPE_CHECKING:
    from pathlib import Path

_YES = frozenset({"true", "t", "1", "yes", "si"})


@dataclass(frozen=True)
class Place:
    """One municipality of the list the 2024 assessment uses.

    Attributes:
        code: 5-digit DIVIPOLA code.
        name: everyday name, mixed case.
        official: official name, upper case.
        department_code: 2-digit code.
        department: everyday name of the department.
        department_official: official name of the department, upper case.
    """

    code: str
    name: str
    official: str
    department_code: str
    department: str
    department_official: str

    @property
    def number(self) -> int:
        """Code as a number, the way spreadsheets lose the leading zero."""
        return int(self.code)

    @property
    def is_capital(self) -> bool:
        """Whether the municipality is the capital of its department."""
        return self.code.endswith("001")


def plain(text: str) -> str:
    """Upper-case a name and take its accents off, as several sources write it.

    Args:
        text: any name.

    Returns:
        The name in unaccented upper case.
    """
    marked = unicodedata.normalize("NFD", text.upper())
    return "".join(letter for letter in marked if not unicodedata.combining(letter))


def read_places(reference: Path) -> list[Place]:
    """Read the municipalities that have a post-COVID population projection.

    Args:
        reference: folder with `municipalities.csv` and `departments.csv`.

    Returns:
        The municipalities, in order of code.

    Raises:
        FileNotFoundError: if one of the two files is missing.
        ValueError: if no municipality is left.
    """
    rows = read_seed(reference / "departments.csv").rows()
    departments = {row["department_code"]: row for row in rows}
    places = []
    for row in read_seed(reference / "municipalities.csv").rows():
        if row["in_dcd_postcovid"].strip().lower() not in _YES:
            continue
        department = departments[row["department_code"]]
        places.append(
            Place(
                code=row["municipality_code"],
                name=row["municipality_name"],
                official=row["municipality_name_official"].upper(),
                department_code=row["department_code"],
                department=department["department_name"],
                department_official=department["department_name_official"].upper(),
            )
        )
    if not places:
        msg = f"no municipality with a post-COVID projection in {reference}"
        raise ValueError(msg)
    return sorted(places, key=lambda place: place.code)
