"""Of how many children the registry differs between two publications.

The registry has no key of a child. What it counts as one is a form with the forms that later forms
name as their previous one; several children of one form, and all that a link may lead to, count
once. So a number of children is never too high where links are there, and a child whose forms are
not linked counts once for each.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from amparo.publishing.editions import WORKING
from amparo.warehouse.quoting import identifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import duckdb

NAME: Final = "registry_basis.json"
_TABLE: Final = ("intermediate", "int_registry__form_contents")
_FORMS: Final = "forms"
_PUBLISHED: Final = "is_published"
_LENGTH: Final = 16  # hex digits of a hash that are kept: two of a million forms do not meet


@dataclass(frozen=True, slots=True)
class Form:
    """A form of the registry, named by hashes of what landing has hashed with the project's key.

    Attributes:
        number: Hash of its number, by which later forms name it.
        previous: Hashes of the numbers that it names as previous.
        content: Digest of its rows.
    """

    number: str
    previous: tuple[str, ...]
    content: str


@dataclass(frozen=True, slots=True)
class Basis:
    """What registry tables were made of.

    Attributes:
        forms: Forms by hash.
        is_published: Whether tables of just these forms were published; False for what is only a
            mark to count from, since nobody knows what the published tables were made of.
    """

    forms: Mapping[str, Form]
    is_published: bool = True

    def changed(self, other: Basis) -> int | None:
        """Children of which the two differ.

        Returns:
            Their number; None where no form is in both, which a new key would do as well as new
            children.
        """
        if self.forms and other.forms and not self.forms.keys() & other.forms.keys():
            return None
        differing = [
            form
            for form in self.forms.keys() | other.forms.keys()
            if self.forms.get(form) != other.forms.get(form)
        ]
        groups = _Groups()
        for basis in (self, other):
            basis._link(groups)
        return len({groups.of(form) for form in differing})

    def _link(self, groups: _Groups) -> None:
        by_number: dict[str, list[str]] = {}
        for name, form in self.forms.items():
            by_number.setdefault(form.number, []).append(name)
        for name, form in self.forms.items():
            for number in form.previous:
                for previous in by_number.get(number, ()):
                    groups.join(name, previous)

    def write(self, folder: Path) -> None:
        """Write it into a folder, whole or not at all, for its owner only."""
        rows = [
            [name, form.number, list(form.previous), form.content]
            for name, form in sorted(self.forms.items())
        ]
        new = folder / f".{NAME}"
        new.unlink(missing_ok=True)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump({_PUBLISHED: self.is_published, _FORMS: rows}, stream, separators=(",", ":"))
            stream.flush()
            os.fsync(stream.fileno())
        new.replace(folder / NAME)


class _Groups:
    """Forms that belong together."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def of(self, form: str) -> str:
        """The form that stands for a form's group."""
        while (parent := self._parents.setdefault(form, form)) != form:
            self._parents[form] = form = self._parents[parent]
        return form

    def join(self, one: str, other: str) -> None:
        """Put the groups of two forms together."""
        self._parents[self.of(one)] = self.of(other)


def read_basis(folder: Path) -> Basis | None:
    """What the registry tables published last were made of; None where that is not known."""
    try:
        found = json.loads((folder / NAME).read_text(encoding="utf-8"))
        forms = {
            name: Form(number, tuple(previous), content)
            for name, number, previous, content in found[_FORMS]
        }
        return Basis(forms, is_published=bool(found[_PUBLISHED]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def current_basis(connection: duckdb.DuckDBPyConnection) -> Basis:
    """What the working database's registry is made of; empty where there is none.

    Args:
        connection: A connection to which the working database is attached as `WORKING`.
    """
    if not has_table(connection, *_TABLE):
        return Basis({})
    rows = connection.execute(
        "select form_key, form_number_key, previous_form_number_keys, content_sha256"  # noqa: S608 - quoted
        f" from {identifier(WORKING, *_TABLE)}"
    ).fetchall()
    return Basis(
        {
            _short(form): Form(_short(number), _all_short(previous), content[:_LENGTH])
            for form, number, previous, content in rows
        }
    )


def has_table(connection: duckdb.DuckDBPyConnection, schema: str, name: str) -> bool:
    """Whether the working database has a table."""
    found = connection.execute(
        "select 1 from duckdb_tables()"
        " where database_name = ? and schema_name = ? and table_name = ?",
        [WORKING, schema, name],
    ).fetchone()
    return found is not None


def _short(text: str | None) -> str:
    return hashlib.sha256((text or "").encode()).hexdigest()[:_LENGTH] if text else ""


def _all_short(texts: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(map(_short, texts or ()))
