"""Which municipality a row means: by its code, else by department and name."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .seeds import read_seed
from .texts import place_name, plain

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Written:
    """A place as a row writes it; blank where the source has no such field."""

    code: str = ""
    department_code: str = ""
    department: str = ""
    municipality: str = ""


@dataclass(frozen=True)
class Place:
    """A municipality, or the reason why there is none."""

    code: str | None = None
    reason: str | None = None


class Gazetteer:
    """Codes, names, aliases, recodings and sentinels of the seeds."""

    def __init__(self, reference: Path) -> None:
        """Read the seeds of places."""
        rows = read_seed(reference, "municipalities")
        self._codes = {row["municipality_code"] for row in rows}
        self._recodings = {
            row["old_code"]: row["new_code"]
            for row in read_seed(reference, "municipality_recodings")
        }
        self._departments: dict[str, str] = {}
        for row in read_seed(reference, "departments"):
            for column in ("department_name", "department_name_official"):
                self._departments[place_name(row[column])] = row["department_code"]
        for row in read_seed(reference, "department_aliases"):
            self._departments[place_name(row["alias"])] = row["department_code"]
        self._names: dict[tuple[str, str], set[str]] = defaultdict(set)
        for row in rows:
            for column in ("municipality_name", "municipality_name_official"):
                self._name(row["department_code"], row[column], row["municipality_code"])
        for row in read_seed(reference, "municipality_aliases"):
            self._name(row["department_code"], row["alias"], row["municipality_code"])
        self._sentinels = {
            (row["source_id"], row["field"], row["value"]): row["reason"]
            for row in read_seed(reference, "place_sentinels")
        }
        self._found: dict[tuple[str, Written], Place] = {}

    def _name(self, department: str, name: str, code: str) -> None:
        self._names[department, place_name(name)].add(code)

    def _sentinel(self, source: str, field: str, value: str) -> str | None:
        return self._sentinels.get((source, field, value)) or self._sentinels.get(
            ("*", field, value)
        )

    def find(self, source: str, written: Written) -> Place:
        """The municipality meant, or why there is none."""
        if (source, written) not in self._found:
            self._found[source, written] = self._find(source, written)
        return self._found[source, written]

    def _find(self, source: str, written: Written) -> Place:
        code_sentinel = self._sentinel(
            source, "municipality_code", _bare(written.code)
        ) or self._sentinel(source, "department_code", _bare(written.department_code))
        name_sentinel = self._sentinel(
            source, "municipality_name", plain(written.municipality)
        ) or self._sentinel(source, "department_name", plain(written.department))
        by_code = None
        if written.code and not code_sentinel:
            by_code = self.by_code(written.code, written.department_code)
            if by_code.code:
                return by_code
        if name_sentinel:
            return Place(reason=name_sentinel)
        if by_code:
            return by_code
        if written.municipality:
            by_name = self.by_name(written.department, written.municipality)
            if by_name.code or not code_sentinel:
                return by_name
        if code_sentinel or not (written.department or written.department_code):
            return Place(reason=code_sentinel or "no_place_given")
        return Place(reason="department_wide")

    def by_code(self, code: str, department_code: str = "") -> Place:
        """A municipality by its code, obsolete ones included."""
        if not code.isdigit() or len(code) > 5:
            return Place(reason="invalid_code")
        code = code.zfill(5)
        if code in self._recodings:
            new = self._recodings[code]
            return Place(code=new) if new else Place(reason="code_retired")
        if code not in self._codes:
            return Place(reason="no_such_code")
        if department_code and code[:2] != department_code.zfill(2):
            return Place(reason="code_department_conflict")
        return Place(code=code)

    def by_name(self, department: str, municipality: str) -> Place:
        """A municipality by department and name."""
        code = self._departments.get(place_name(department))
        if code is None:
            return Place(reason="department_missing")
        found = self._names.get((code, place_name(municipality)), set())
        if len(found) == 1:
            return Place(code=next(iter(found)))
        return Place(reason="ambiguous_name" if found else "no_such_name")


def _bare(code: str) -> str:
    return code.lstrip("0") or code[-1:]
