"""What a table holds, as one number that survives a rebuild.

Two DuckDB files with the same rows are not the same bytes, rows come in any order, and sums of
floating-point numbers differ by about 1e-9 from build to build. So a digest is of the rows as text:

1. a value is its text; a floating-point number with `DECIMALS` decimals, never ``-0``;
2. a cell is ``n`` for null, else ``v``, the text's length in bytes, ``:`` and the text;
3. a row is the SHA-256 of its cells in column order;
4. a table is the SHA-256 of its column names and types as JSON and of its rows' digests, sorted.

A number that lies within 1e-9 of a rounding boundary may round to either side in two builds. Such
builds count as different, which costs one publication more and hides nothing: within one file the
text is always the same.
"""

# ruff: noqa: S608 (names are quoted by `quoting.identifier`)

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from amparo.warehouse.quoting import identifier

if TYPE_CHECKING:
    import duckdb

    from amparo.publishing.tables import Column, Definition

DECIMALS: Final = 6
_FLOATING: Final = {"DOUBLE", "FLOAT"}


@dataclass(frozen=True, slots=True)
class Digest:
    """Rows of a table and the SHA-256 of what they hold."""

    rows: int
    sha256: str


def digest(  # noqa: PLR0913 - a table, or rows in its place
    connection: duckdb.DuckDBPyConnection,
    catalogue: str,
    schema: str,
    table: Definition,
    *,
    rows: str | None = None,
    decimals: int = DECIMALS,
) -> Digest:
    """Compute the digest of a table.

    Args:
        connection: A connection to which the database is attached.
        catalogue: Name it is attached under.
        schema: Schema of the table.
        table: Its definition.
        rows: SQL of the rows; None for those of the table.
        decimals: Decimals of floating-point numbers that count.
    """
    cells = " || ".join(_cell(column, decimals) for column in table.columns)
    found = connection.execute(
        "select count(*), sha256(coalesce(string_agg(row_sha256, '' order by row_sha256), ''))"
        f" from (select sha256({cells}) as row_sha256"
        f" from {f'({rows})' if rows else identifier(catalogue, schema, table.name)})"
    ).fetchone()
    count, content = found or (0, "")
    header = json.dumps([[c.name, c.data_type] for c in table.columns], ensure_ascii=False)
    whole = hashlib.sha256(f"{header}\n{content}".encode()).hexdigest()
    return Digest(int(count), whole)


def _cell(column: Column, decimals: int) -> str:
    name = identifier(column.name)
    text = f"cast({name} as varchar)"
    if column.data_type in _FLOATING:
        # 0.0 is added because the sign of a zero says nothing
        text = f"printf('%.{decimals}f', round(cast({name} as double), {decimals}) + 0.0)"
    return f"coalesce('v' || strlen({text}) || ':' || {text}, 'n')"
