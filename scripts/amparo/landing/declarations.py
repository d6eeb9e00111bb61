"""Declarations: what a sources file can say about the layouts of its extracts."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from amparo.landing.text import normalise_header

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Format = Literal["csv", "xlsx", "xls", "parquet", "json"]

SCHEMA: Final = "raw"
CONTROL_TABLES: Final = frozenset(
    {
        *("landed_files", "load_log", "refused_files", "garbled_texts"),
        *("quality_checks", "quality_profile", "accepted_loads"),
    }
)
LOADER_VERSION: Final = 3
"""Raise it when the reading itself changes, so that unchanged files are read again."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
M = TypeVar("M", bound=BaseModel)


def as_pattern(value: object) -> object:
    """Compile a regex; pydantic turns the ValueError into an error that names the key."""
    if isinstance(value, str):
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from None
    return value


def _encoding(value: object) -> object:
    if isinstance(value, str):
        try:
            codecs.lookup(value)
        except LookupError:
            raise ValueError(f"unknown encoding {value!r}") from None
    return value


Pattern = Annotated[str, BeforeValidator(as_pattern)]
Encoding = Annotated[str, BeforeValidator(_encoding)]
SeedColumn = Annotated[str, Field(pattern=r"^[a-z_]+\.[a-z_]+$")]
Derivation = Literal["completed_age", "classify", "filled"]
Delimiter = Annotated[str, Field(min_length=1, max_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class TextColumn(_Strict):
    """A column that the name of the file or a header can fill.

    ``pattern`` is searched in the file's name or in a normalised header; ``value``, or else its
    first group, fills the column of a file that has no such column itself. ``readable_es`` and
    ``readable_en`` say the pattern to who delivers the file, as the end of a sentence: the name
    has to change so that it ...
    """

    column: str
    pattern: Pattern
    value: str | None = None
    readable_es: str = Field(default="", exclude=True)
    readable_en: str = Field(default="", exclude=True)

    @model_validator(mode="after")
    def _has_something_to_fill_with(self) -> TextColumn:
        if self.value is None and re.compile(self.pattern).groups < 1:
            raise ValueError("pattern needs a group, or give a value")
        return self

    def read(self, text: str) -> str | None:
        """Give the text for the column, or None where the text does not tell."""
        found = re.search(self.pattern, text)
        if found is None:
            return None
        return self.value if self.value is not None else found.group(1)


class ColumnFamily(_Strict):
    """Columns that differ by a number only, one per year of age say.

    The family ``hombres`` with ``headers: ['Hombres_{n}', 'Hombres_{n} y más']`` and ``last: 100``
    stands for the columns ``hombres_0`` to ``hombres_100``, each known by either header. Those up
    to ``required_to`` are required, or none without it; the others are optional. ``expect`` is what
    the quality gate expects of each of them.
    """

    name: str = Field(pattern=f"^{_NAME.pattern}$")
    headers: list[str] = Field(min_length=1)
    first: int = Field(default=0, ge=0)
    last: int = Field(ge=0, le=9999)
    required_to: int | None = None
    expect: Any = Field(default=None, exclude=True)

    @model_validator(mode="after")
    def _tells_its_members_apart(self) -> ColumnFamily:
        if not all("{n}" in header for header in self.headers):
            raise ValueError("every header needs {n}, the place of the number")
        if not self.first <= (self.required_to or self.first) <= self.last:
            raise ValueError("first, required_to and last are out of order")
        return self

    def columns(self) -> Iterator[Column]:
        """Give the columns the family stands for, in the order of their numbers."""
        for number in range(self.first, self.last + 1):
            name = f"{self.name}_{number}"
            names = [name, *(header.replace("{n}", str(number)) for header in self.headers)]
            yield Column(
                name=name,
                required=self.required_to is not None and number <= self.required_to,
                headers=tuple(dict.fromkeys(map(normalise_header, names))),
                occurrence=None,
                family=self.name,
                expect=self.expect,
            )


class Layout(_Strict):
    """How the files of one table may look (``config.meta.layout``).

    With ``only_sheet`` no sheet of the workbook is looked at but those ``sheets`` names;
    ``sheets_shown`` is such a name, as it is shown to who delivers the workbook.

    A header of up to ``header_rows`` rows is read downwards: a cell that is blank in the lowest of
    them takes the text above it, so that a group's title never hides the names below it.

    A column of ``from_other_sheets`` that neither the sheet nor the file's name tells is what the
    headers of the other sheets say; ``last_resort`` is searched in the file's name where they say
    nothing either.

    With ``copies_differ_in`` the landing tells which rows of a file are copies of one another:
    equal in every column of the file, landed or not, but those whose normalised header matches one
    of these patterns as a whole.
    """

    formats: list[Format] = Field(default=["csv", "xlsx", "xls", "parquet", "json"], min_length=1)
    encodings: list[Encoding] = Field(default=["utf-8", "cp1252"], min_length=1)
    delimiters: list[Delimiter] = Field(default=[",", ";", "\t", "|"], min_length=1)
    sheets: Pattern | None = None
    sheets_shown: str = Field(default="", exclude=True)
    only_sheet: bool = False
    header_within_rows: int = Field(default=20, ge=1, le=1000)
    header_rows: int = Field(default=1, ge=1, le=5)
    personal_columns: list[str] = []
    from_file_name: list[TextColumn] = []
    from_header: list[TextColumn] = []
    from_other_sheets: list[str] = []
    last_resort: list[TextColumn] = []
    copies_differ_in: list[Pattern] | None = None
    column_families: list[ColumnFamily] = []

    @cached_property
    def personal_headers(self) -> frozenset[str]:
        """Normalised headers of the columns which are never read."""
        return frozenset(normalise_header(name) for name in self.personal_columns)

    def takes_sheet(self, sheet: str) -> bool:
        """Tell whether a sheet of this name may hold the table."""
        # a space before or behind a name shows nowhere
        return self.sheets is None or re.fullmatch(self.sheets, sheet.strip()) is not None


class RefusedLayout(_Strict):
    """A layout that is known and is not to be landed, with the texts that say why and what to do.

    A file that fits no table is of it where one of its first rows has all ``headers``.
    """

    headers: list[str] = Field(min_length=2)
    why_es: str
    why_en: str
    what_to_do_es: str
    what_to_do_en: str

    @cached_property
    def normalised_headers(self) -> frozenset[str]:
        """The headers as they are compared."""
        return frozenset(normalise_header(name) for name in self.headers)


class ColumnMeta(_Strict):
    """``config.meta`` of a column."""

    required: bool = False
    also_named: list[str] = []
    header_pattern: Pattern | None = None
    occurrence: int | None = Field(default=None, ge=1)
    is_identifier: bool = False
    is_number: bool = False
    null_values: SeedColumn | None = None
    derive: Derivation | None = None
    derive_at: str = ""
    patterns: str = ""
    # read by amparo.gate.declared; it changes nothing of what is landed, so it is no part of the
    # fingerprint
    expect: Any = Field(default=None, exclude=True)

    @model_validator(mode="after")
    def _derives_from_something(self) -> ColumnMeta:
        if self.derive is not None and self.is_identifier:
            raise ValueError("derive and is_identifier exclude each other")
        if (self.derive == "completed_age") != bool(self.derive_at):
            raise ValueError("derive_at goes with derive: completed_age")
        if (self.derive == "classify") != bool(self.patterns):
            raise ValueError("patterns goes with derive: classify")
        return self


class SourceMeta(_Strict):
    """``config.meta`` of a source."""

    label_es: str
    label_en: str
    provider: str
    licence: str
    file_names: list[Pattern] = Field(min_length=1)
    refused_layouts: list[RefusedLayout] = []


class TableMeta(_Strict):
    """``config.meta`` of a table; the gate reads ``expect``."""

    layout: Layout
    expect: Any = Field(default=None, exclude=True)


@dataclass(frozen=True)
class Column:
    """One declared column.

    Attributes:
        name: Name in ``raw``, snake_case.
        required: Whether a file without it does not fit the table.
        headers: Keys of the headers it goes by, the column's own name first.
        occurrence: Which of several equal headers is meant, 1-based; None where the header must
            be the only one.
        is_identifier: Whether it names a person or a case: ``raw`` gets a keyed hash instead.
        header_pattern: Pattern of further normalised headers it goes by, matched as a whole.
        is_number: Whether an identifier is a number, written one way before it is hashed.
        null_texts: Texts that mean nothing, for a column that is hashed or derived.
        derive: What lands in place of its cells, see `amparo.landing.deriving`.
        derive_at: Column with the date at which an age is completed.
        patterns: Pattern and class, in the order they are tried, for ``classify``.
        family: Family it is a member of, '' for none.
        expect: What the quality gate expects of it, as written in the YAML.
    """

    name: str
    required: bool
    headers: tuple[str, ...]
    occurrence: int | None
    is_identifier: bool = False
    header_pattern: str | None = None
    family: str = ""
    expect: Any = None
    is_number: bool = False
    null_texts: frozenset[str] = frozenset()
    derive: Derivation | None = None
    derive_at: str = ""
    patterns: tuple[tuple[str, str], ...] = ()

    @property
    def unit(self) -> str:
        """What it counts as in a file's likeness to the table: a family is one thing."""
        return self.family or self.name


@dataclass(frozen=True)
class Table:
    """One declared table ``raw.<name>`` with its layout, columns in declared order."""

    name: str
    source: str
    layout: Layout
    columns: tuple[Column, ...]
    expect: Any = None

    @cached_property
    def required(self) -> tuple[str, ...]:
        """Names of the required columns."""
        return tuple(column.name for column in self.columns if column.required)

    @cached_property
    def required_units(self) -> Mapping[str, str]:
        """What each required column counts as: itself, or its family."""
        return {column.name: column.unit for column in self.columns if column.required}


@dataclass(frozen=True)
class Source:
    """One provider of extracts, with the file names it claims and the layouts it refuses."""

    name: str
    label_es: str
    label_en: str
    provider: str
    licence: str
    file_names: tuple[str, ...]
    tables: tuple[Table, ...]
    declared_in: Path
    refused_layouts: tuple[RefusedLayout, ...] = ()

    def claims(self, file_name: str) -> bool:
        """Tell whether a file's relative path looks like this source's."""
        return any(re.search(pattern, file_name) for pattern in self.file_names)


@dataclass(frozen=True)
class Declarations:
    """All sources, in the order of their files; ``fingerprint`` changes with any of them."""

    sources: tuple[Source, ...]
    fingerprint: str

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """Every table of every source."""
        return tuple(table for source in self.sources for table in source.tables)

    @cached_property
    def own_headers(self) -> Mapping[str, frozenset[str]]:
        """Headers that one source alone declares, by source."""
        declared = {
            source.name: frozenset(h for t in source.tables for c in t.columns for h in c.headers)
            for source in self.sources
        }
        return {
            name: headers.difference(*(own for other, own in declared.items() if other != name))
            for name, headers in declared.items()
        }

    @cached_property
    def by_name(self) -> Mapping[str, Source]:
        """Sources by name."""
        return {source.name: source for source in self.sources}
