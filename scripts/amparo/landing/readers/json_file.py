"""Reading the JSON of the open-data portal: a list of rows, each an object of its filled cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb

from amparo.landing import bounds, limits, problems
from amparo.landing.damage import reading
from amparo.landing.readers.parquet_file import ParquetFile
from amparo.warehouse.quoting import identifier, literal

if TYPE_CHECKING:
    from pathlib import Path

_KEYS = "select distinct unnest(json_keys(json)) from {} where json_type(json) = 'OBJECT'"


class JsonFile(ParquetFile):
    """One JSON file; a name and a cell of it are read as a column and a cell of Parquet are."""

    def __init__(self, path: Path) -> None:
        """Read the names of all rows: a row leaves out what is empty.

        Raises:
            ProblemError: the file is no JSON, or a damaged one.
        """
        rows = f"read_json_objects({literal(str(path))}, format = 'auto')"
        with reading("JSON", "JSON", duckdb.Error), duckdb.connect() as connection:
            found = connection.execute(_KEYS.format(rows)).fetchall()
        self._size = path.stat().st_size
        names = sorted(str(name) for (name,) in found if name and "\0" not in name)
        if len(names) > limits.MOST_COLUMNS:
            raise bounds.too_big("columns", len(names), limits.MOST_COLUMNS)
        if not names:
            raise problems.unreadable("JSON", "JSON")
        self._columns = [(name, "VARCHAR") for name in names]
        cells = ", ".join(f"{_cell(name)} as {identifier(name)}" for name in names)
        self._relation = f"(select {cells} from {rows})"  # noqa: S608 - names and path are quoted


def _cell(name: str) -> str:
    pointer = name.replace("~", "~0").replace("/", "~1")
    return f"json ->> {literal('/' + pointer)}"
