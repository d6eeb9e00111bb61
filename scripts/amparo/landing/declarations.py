"""Declarations: what the dbt sources files say about the layouts of the extracts.

A source is landed when it lies in the schema ``raw`` and claims ``file_names``; each of its tables
then has a ``config.meta.layout`` (which may be empty). dbt's own keys pass unread; in the parts
read here an unknown key is an error that names the file and the key, because dbt itself lets a
misspelt key pass in silence.
"""

from __future__ import annotations

import codecs
import hashlib
import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, TypeVar

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from amparo.landing.errors import DeclarationError
from amparo.landing.text import header_key, normalise_header
from amparo.seeds import rows_of
from amparo.yaml_files import FastSafeLoader

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


def _pattern(value: object) -> object:
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


Pattern = Annotated[str, BeforeValidator(_pattern)]
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


class _ColumnMeta(_Strict):
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
    def _derives_from_something(self) -> _ColumnMeta:
        if self.derive is not None and self.is_identifier:
            raise ValueError("derive and is_identifier exclude each other")
        if (self.derive == "completed_age") != bool(self.derive_at):
            raise ValueError("derive_at goes with derive: completed_age")
        if (self.derive == "classify") != bool(self.patterns):
            raise ValueError("patterns goes with derive: classify")
        return self


class _SourceMeta(_Strict):
    label_es: str
    label_en: str
    provider: str
    licence: str
    file_names: list[Pattern] = Field(min_length=1)
    refused_layouts: list[RefusedLayout] = []


class _TableMeta(_Strict):
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
            source.name: {h for t in source.tables for c in t.columns for h in c.headers}
            for source in self.sources
        }
        return {
            name: frozenset(headers).difference(
                *(others for other, others in declared.items() if other != name)
            )
            for name, headers in declared.items()
        }

    @cached_property
    def by_name(self) -> Mapping[str, Source]:
        """Sources by name."""
        return {source.name: source for source in self.sources}


def load_declarations(folder: Path) -> Declarations:
    """Read every ``_*__sources.yml`` under ``folder``.

    Args:
        folder: ``models/staging`` of the project.

    Returns:
        The declared sources, sorted by the path of their file.

    Raises:
        DeclarationError: no such file, YAML that cannot be read, an unknown or wrong key, or
            declarations that contradict each other; the text names the file and the key.
    """
    files = sorted(folder.glob("**/_*__sources.yml"))
    if not files:
        raise _wrong(folder, "no hay archivos _*__sources.yml", "there is no file _*__sources.yml")
    sources: list[Source] = []
    parts: list[object] = []
    for file in files:
        for source, read in _sources_in(file):
            for other in sources:
                _check_apart(file, other, source)
            sources.append(source)
            parts.append(read)
    text = json.dumps([LOADER_VERSION, parts], sort_keys=True, ensure_ascii=False)
    return Declarations(tuple(sources), hashlib.sha256(text.encode()).hexdigest())


class _UniqueKeys(FastSafeLoader):
    """Safe YAML in which a key written twice is an error instead of the last one winning."""


def _mapping(loader: _UniqueKeys, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    for key in keys:
        if keys.count(key) > 1:
            text = f"key {key!r} twice"
            raise yaml.constructor.ConstructorError(None, None, text, node.start_mark)
    return loader.construct_mapping(node, deep=True)


_UniqueKeys.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def _sources_in(file: Path) -> Iterator[tuple[Source, object]]:
    """Give each landed source of a file, with the parts read (for the fingerprint)."""
    try:
        # The loader is a SafeLoader: no object of ours can come out of the file.
        document = yaml.load(file.read_text(encoding="utf-8"), Loader=_UniqueKeys)  # noqa: S506 - derives from SafeLoader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        detail = " ".join(str(error).split())
        raise _wrong(file, f"no se puede leer: {detail}", f"cannot be read: {detail}") from None
    for number, entry in enumerate(_list(file, document, "sources")):
        where = f"sources[{number}]"
        tables = [
            (f"{where}.tables[{i}]", table) for i, table in enumerate(_list(file, entry, "tables"))
        ]
        # A source for the tables which the loader itself writes has neither key.
        landed = "file_names" in _meta(entry) or any("layout" in _meta(t) for _, t in tables)
        if landed and entry.get("schema", entry.get("name")) == SCHEMA:
            yield _source(file, where, entry, tables)


def _source(
    file: Path, where: str, entry: dict[str, Any], tables: list[tuple[str, dict[str, Any]]]
) -> tuple[Source, object]:
    name = _name(file, where, entry)
    meta = read_part(_SourceMeta, file, f"{where}.config.meta", _meta(entry))
    read: list[object] = [name, meta.file_names]
    built: list[Table] = []
    for path, table in tables:
        table_name = _name(file, path, table)
        table_meta = read_part(_TableMeta, file, f"{path}.config.meta", _meta(table))
        layout = table_meta.layout
        columns: list[Column] = []
        for i, column in enumerate(_list(file, table, "columns")):
            at = f"{path}.columns[{i}]"
            column_name = _name(file, at, column)
            column_meta = read_part(_ColumnMeta, file, f"{at}.config.meta", _meta(column))
            nulls, patterns = _seeds_of(file, at, column_meta)
            names = [column_name, *column_meta.also_named]
            headers = tuple(dict.fromkeys(header_key(n) for n in names))
            columns.append(
                Column(
                    column_name,
                    column_meta.required,
                    headers,
                    column_meta.occurrence,
                    column_meta.is_identifier,
                    column_meta.header_pattern,
                    expect=column_meta.expect,
                    is_number=column_meta.is_number,
                    null_texts=frozenset(nulls),
                    derive=column_meta.derive,
                    derive_at=column_meta.derive_at,
                    patterns=patterns,
                )
            )
            read.append([table_name, column_name, column_meta.model_dump(), nulls, patterns])
        for family in layout.column_families:
            columns.extend(family.columns())
        read.append([table_name, layout.model_dump()])
        built.append(Table(table_name, name, layout, tuple(columns), table_meta.expect))
        _check_table(file, path, built[-1])
    source = Source(
        name=name,
        label_es=meta.label_es,
        label_en=meta.label_en,
        provider=meta.provider,
        licence=meta.licence,
        file_names=tuple(meta.file_names),
        tables=tuple(built),
        refused_layouts=tuple(meta.refused_layouts),
        declared_in=file,
    )
    for i, table_of in enumerate(built):
        if table_of.name in {other.name for other in built[:i]}:
            raise _wrong(file, f"la tabla {table_of.name} está dos veces", f"{table_of.name} twice")
    return source, read


def _seeds_of(
    file: Path, where: str, meta: _ColumnMeta
) -> tuple[list[str], tuple[tuple[str, str], ...]]:
    """Read the seeds a column names: the texts that mean nothing, and its patterns."""
    seeds = next((p / "seeds" for p in file.parents if (p / "seeds").is_dir()), file.parent)
    nulls: list[str] = []
    patterns: tuple[tuple[str, str], ...] = ()
    name = ""
    try:
        if meta.null_values is not None:
            name, _, column = meta.null_values.partition(".")
            nulls = sorted(row[column] for row in rows_of(seeds, name))
        if meta.patterns:
            name = meta.patterns
            rows = sorted(rows_of(seeds, name), key=lambda row: int(row["pattern_order"]))
            patterns = tuple((str(_pattern(row["pattern"])), row["class_id"]) for row in rows)
    except (LookupError, OSError, ValueError) as error:
        raise _wrong(
            file,
            f"{where}: no se puede usar la semilla {name} ({error})",
            f"{where}: the seed {name} cannot be used ({error})",
        ) from None
    return nulls, patterns


def _check_table(file: Path, where: str, table: Table) -> None:
    """Refuse what would make a header's column depend on luck."""
    names = [column.name for column in table.columns]
    taken: dict[tuple[str, int], str] = {}
    problem: tuple[str, str] | None = None
    if table.name in CONTROL_TABLES:
        problem = (f"{table.name} es un nombre reservado", f"{table.name} is a reserved name")
    elif not table.required:
        problem = ("ninguna columna es obligatoria (required)", "no column is required")
    for column in table.columns:
        for header in column.headers:
            other = taken.setdefault((header, column.occurrence or 1), column.name)
            if not header or other != column.name or header in table.layout.personal_headers:
                problem = (
                    f"el encabezado «{header}» de {column.name} es ambiguo",
                    f"the header '{header}' of {column.name} is ambiguous",
                )
    if len(names) != len(set(names)):
        twice = next(name for name in names if names.count(name) > 1)
        problem = (f"la columna {twice} está dos veces", f"column {twice} is declared twice")
    for column in table.columns:
        if column.derive_at and column.derive_at not in names:
            problem = (
                f"derive_at nombra la columna no declarada «{column.derive_at}»",
                f"derive_at names the undeclared column '{column.derive_at}'",
            )
    for key in ("from_file_name", "from_header", "from_other_sheets", "last_resort"):
        for item in getattr(table.layout, key):
            named = item if isinstance(item, str) else item.column
            if named not in names:
                problem = (
                    f"{key} nombra la columna no declarada «{named}»",
                    f"{key} names the undeclared column '{named}'",
                )
    if problem:
        raise _wrong(file, f"{where}: {problem[0]}", f"{where}: {problem[1]}")


def _check_apart(file: Path, one: Source, other: Source) -> None:
    if one.name == other.name:
        raise _wrong(file, f"la fuente {one.name} está dos veces", f"source {one.name} twice")
    shared = {table.name for table in one.tables} & {table.name for table in other.tables}
    for name in sorted(shared):
        raise _wrong(file, f"la tabla {name} está dos veces", f"table {name} twice")


def read_part(model: type[M], file: Path, where: str, value: object) -> M:
    """Validate one part; the error names the file, the key and what is wrong with it."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        texts: list[str] = []
        for item in error.errors(include_url=False, include_input=False):
            key = ".".join(str(part) for part in item["loc"])
            texts.append(f"{where}.{key}: {item['msg']}")
        detail = "; ".join(texts)
        raise _wrong(file, detail, detail) from None


def _list(file: Path, entry: object, key: str) -> list[dict[str, Any]]:
    found = entry.get(key, []) if isinstance(entry, dict) else None
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise _wrong(file, f"«{key}» debe ser una lista", f"'{key}' must be a list")
    return found


def _meta(entry: dict[str, Any]) -> dict[str, Any]:
    config = entry.get("config") or {}
    meta = config.get("meta") if isinstance(config, dict) else None
    return meta if isinstance(meta, dict) else {}


def _name(file: Path, where: str, entry: dict[str, Any]) -> str:
    name = entry.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise _wrong(file, f"{where}.name debe ser snake_case", f"{where}.name must be snake_case")
    return name


def _wrong(file: Path, es: str, en: str) -> DeclarationError:
    return DeclarationError(f"Declaración en {file}: {es}", f"Declaration in {file}: {en}")
