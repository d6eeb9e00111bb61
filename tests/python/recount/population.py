"""The population projections."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from .places import Gazetteer, Place, Written
from .seeds import Method, read_seed
from .sources import USED, Counted, Item, aside, out
from .texts import plain

if TYPE_CHECKING:
    from .files import PopulationRow

_USED = Item(USED)


class Group(NamedTuple):
    """A sex and an age group of children."""

    sex: str
    age_group: str


class Population:
    """Inhabitants and children by year and municipality code."""

    def __init__(self, method: Method, gazetteer: Gazetteer) -> None:
        """Take the age groups and the years asked for."""
        self._gazetteer = gazetteer
        self._sexes = {
            row["printed"]: row["sex"] for row in read_seed(method.folder / "method", "sexes")
        }
        self.age_groups = {
            row["age_group"]: (int(row["age_from"]), int(row["age_to"]))
            for row in read_seed(method.folder / "method", "age_groups")
        }
        self._group_of_age = {
            age: name
            for name, (first, last) in self.age_groups.items()
            for age in range(first, last + 1)
        }
        self._years = {
            one.year(setting)
            for one in method.assessments.values()
            for setting in ("rate_population_year", "pin_population_year")
        }
        self._places: dict[str, Place] = {}
        self._total: Counter[tuple[int, str]] = Counter()
        self._groups: Counter[tuple[int, str, Group]] = Counter()

    def read(self, files: dict[str, list[PopulationRow]], counted: Counted) -> None:
        """Add the rows of the files."""
        for file_name, rows in files.items():
            counted.account(file_name, ([self._row(row)] for row in rows))

    def _row(self, row: PopulationRow) -> Item:
        if row.year not in self._years:
            return out("year_not_needed")
        sex = self._sexes.get(plain(row.sex))
        if sex is None:
            return aside("unknown_sex")
        if row.code not in self._places:
            self._places[row.code] = self._gazetteer.find("dane", Written(row.code))
        place = self._places[row.code]
        if place.code is None:
            return aside(place.reason)
        self._total[row.year, place.code] += row.people
        age_group = self._group_of_age.get(row.age)
        if age_group:
            self._groups[row.year, place.code, Group(sex, age_group)] += row.people
        return _USED

    def totals(self, year: int, reported_under: dict[str, str]) -> dict[str, int]:
        """Inhabitants by municipality of a list."""
        found: Counter[str] = Counter()
        for (held, code), people in self._total.items():
            if held == year and code in reported_under:
                found[reported_under[code]] += people
        return dict(found)

    def groups(self, year: int, reported_under: dict[str, str]) -> dict[tuple[str, Group], int]:
        """Children by municipality of a list, sex and age group."""
        found: Counter[tuple[str, Group]] = Counter()
        for (held, code, group), people in self._groups.items():
            if held == year and code in reported_under:
                found[reported_under[code], group] += people
        return dict(found)

    def children(self, year: int, reported_under: dict[str, str]) -> dict[str, int]:
        """Children by municipality of a list."""
        found: Counter[str] = Counter()
        for (code, _), people in self.groups(year, reported_under).items():
            found[code] += people
        return dict(found)
