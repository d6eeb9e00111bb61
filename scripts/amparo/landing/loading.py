"""Reading the declarations from the dbt sources files.

A source is landed when it lies in the schema ``raw`` and claims ``file_names``; each of its tables
then has a ``config.meta.layout`` (which may be empty). dbt's own keys pass unread; in the parts
read here an unknown key is an error that names the file and the key, because dbt itself lets a
misspelt key pass in silence.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, Final, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from amparo.landing.declarations import (
    CONTROL_TABLES,
    SCHEMA,
    Column,
    ColumnMeta,
    Declarations,
    Source,
    SourceMeta,
    Table,
    TableMeta,
    as_pattern,
)
from amparo.landing.errors import DeclarationError
from amparo.landing.text import header_key
from amparo.seeds import rows_of
from amparo.yaml_files import FastSafeLoader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOADER_VERSION: Final = 3
"""Raise it when the reading itself changes, so that unchanged files are read again."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")
M = TypeVar("M", bound=BaseModel)


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
    meta = read_part(SourceMeta, file, f"{where}.config.meta", _meta(entry))
    read: list[object] = [name, meta.file_names]
    built: list[Table] = []
    for path, table in tables:
        table_name = _name(file, path, table)
        table_meta = read_part(TableMeta, file, f"{path}.config.meta", _meta(table))
        layout = table_meta.layout
        columns: list[Column] = []
        for i, column in enumerate(_list(file, table, "columns")):
            at = f"{path}.columns[{i}]"
            column_name = _name(file, at, column)
            column_meta = read_part(ColumnMeta, file, f"{at}.config.meta", _meta(column))
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
    file: Path, where: str, meta: ColumnMeta
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
            patterns = tuple((str(as_pattern(row["pattern"])), row["class_id"]) for row in rows)
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
