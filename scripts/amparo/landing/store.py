"""The schema ``raw`` of the database: tables, state, log. All writing goes through here."""

# ruff: noqa: S608 (names are quoted by `quoting.identifier`, values are prepared parameters)

from __future__ import annotations

import contextlib
import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from amparo.landing.contents import CONTENT_COLUMN
from amparo.landing.declarations import CONTROL_TABLES, SCHEMA
from amparo.landing.garbled import MARKS, repair
from amparo.landing.raw_tables import CONTROL, ROW_COLUMNS, LandedSheet
from amparo.landing.text import BLANK
from amparo.warehouse.connection import connect
from amparo.warehouse.quoting import identifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from amparo.landing.declarations import Declarations, Table
    from amparo.landing.matching import HeaderMatch
    from amparo.landing.pseudonyms import Pseudonyms
    from amparo.landing.readers.base import Scan
    from amparo.landing.report import FileResult
    from amparo.warehouse.connection import Setting


@dataclass(frozen=True, slots=True)
class Origin:
    """Identifier of a landing and its start, UTC without zone."""

    load_id: str
    loaded_at: dt.datetime


def now() -> dt.datetime:
    """Give the time as the database keeps it: UTC without zone."""
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


class Store:
    """An open database, held by this process alone until `close`."""

    def __init__(
        self, database: Path, origin: Origin, pseudonyms: Pseudonyms, *, spill: Path, memory: str
    ) -> None:
        """Open or create the database file.

        Args:
            database: The DuckDB file; created readable by its owner only.
            origin: The landing that writes.
            pseudonyms: What identifiers are hashed with.
            spill: Private folder for what does not fit into memory.
            memory: DuckDB's memory limit, e.g. ``1GB``.

        Raises:
            UserError: another process holds the file, it cannot be opened or is no database, or it
                and $AMPARO_DATABASE_KEY do not belong together.
        """
        self._load_id = origin.load_id
        self._loaded_at = origin.loaded_at
        self._declaration = ""
        self._tables: dict[str, Table] = {}
        self._pseudonyms = pseudonyms
        config: dict[str, Setting] = {
            "memory_limit": memory,
            "temp_directory": str(spill),
            # Only formats which the package itself brings are read; nothing is ever fetched.
            "autoinstall_known_extensions": "false",
        }
        is_new = not database.exists()
        self._connection = connect(database, config=config)
        if is_new:
            database.chmod(0o600)
        self._connection.execute("set TimeZone = 'UTC'")

    def close(self) -> None:
        """Write everything to the file itself, so that no log is left beside it, and let go."""
        with contextlib.suppress(duckdb.Error):
            self._connection.execute("checkpoint")
        self._connection.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all or nothing."""
        self._connection.execute("begin")
        try:
            yield
        except BaseException:
            # A statement that failed badly has already ended the transaction.
            with contextlib.suppress(duckdb.Error):
                self._connection.execute("rollback")
            raise
        self._connection.execute("commit")

    def prepare(self, declarations: Declarations) -> None:
        """Make ``raw`` what the declarations say, in one transaction.

        Every declared table exists afterwards, empty or not. A table whose declared columns have
        changed is made anew with its old rows in the columns both have, so that a file which is
        refused now still keeps its last good rows. Tables no longer declared are dropped.
        """
        self._declaration = declarations.fingerprint
        self._tables = {table.name: table for table in declarations.tables}
        with self.transaction():
            self._run(f"create schema if not exists {identifier(SCHEMA)}")
            found = self._columns_by_table()
            for name, columns in CONTROL.items():
                if name in found and found[name] != dict(columns):
                    self._run(f"drop table {_raw(name)}")
                self._create(name, columns)
            # Without its state nobody knows what a row belongs to: begin again.
            is_reset = found.get("landed_files") != dict(CONTROL["landed_files"])
            declared = {table.name: _columns(table) for table in declarations.tables}
            for name, has in found.items():
                is_ours = has.keys() >= ROW_COLUMNS.keys() and name not in CONTROL_TABLES
                if is_ours and (is_reset or name not in declared):
                    self._run(f"drop table {_raw(name)}")
                    self._run(f"delete from {_raw('landed_files')} where table_name = ?", name)
                elif name in declared and has != declared[name]:
                    self._remake(name, has, declared[name])
            for name, columns in declared.items():
                self._create(name, columns)
            self._write_sources(declarations)

    def _write_sources(self, declarations: Declarations) -> None:
        # The marts name sources that delivered nothing, too: they need to know which there are.
        self._run(f"delete from {_raw('declared_sources')}")
        for source in declarations.sources:
            self._run(
                f"insert into {_raw('declared_sources')} values (?, ?, ?, ?, ?)",
                source.name,
                source.label_es,
                source.label_en,
                source.provider,
                source.licence,
            )

    def landed(self) -> list[LandedSheet]:
        """Give the current state: what is landed, by file and sheet."""
        rows = self._run(
            "select source_id, table_name, file_name, file_sha256, sheet, rows_read, "
            f"declaration_sha256, is_synthetic from {_raw('landed_files')} "
            "order by file_name, sheet, table_name"
        ).fetchall()
        return [LandedSheet(*row) for row in rows]

    def is_current(self, sheet: LandedSheet) -> bool:
        """Tell whether a landed sheet was read under the present declarations and key."""
        return sheet.declaration == self._reading(sheet.table, is_synthetic=sheet.is_synthetic)

    def _reading(self, table: str, *, is_synthetic: bool) -> str:
        stamp = self._pseudonyms.stamp(self._tables[table], is_synthetic=is_synthetic)
        return f"{self._declaration}{stamp}"

    def insert(self, match: HeaderMatch, scan: Scan, file: str, sha256: str) -> tuple[int, int]:
        """Insert the rows of a scan.

        Args:
            match: The table they belong to, the sheet, and the texts from the file's name.
            scan: Where they are read.
            file: Name of the file.
            sha256: Digest of its content.

        Returns:
            Rows inserted and blank rows left out.

        Raises:
            duckdb.Error: the file cannot be read as the scan says.
        """
        table, sheet, constants = match.table, match.grid.sheet, match.constants
        names = [*scan.columns, *constants, *ROW_COLUMNS]
        values = [
            *scan.columns.values(),
            *("cast(? as varchar)" for _ in constants),
            *("cast(? as varchar)" for _ in range(3)),
            scan.row_number,
            "cast(? as varchar)",
            "cast(? as timestamp)",
        ]
        inserted = self._count(
            f"insert into {_raw(table.name)} ({', '.join(map(identifier, names))}) "
            f"select {', '.join(values)} from {scan.relation}",
            *constants.values(),
            *(file, sha256, sheet, self._load_id, self._loaded_at),
        )
        blank = 0
        if scan.has_blank:
            # Blank rows are numbered like the others, so they are taken out after the numbering.
            empty = " and ".join(
                f"({identifier(name)} is null or trim({identifier(name)}, $blank) = '')"
                for name in scan.columns
            )
            deleted = self._connection.execute(
                f"delete from {_raw(table.name)} "
                f"where _file_name = $file and _sheet = $sheet and {empty}",
                {"blank": BLANK, "file": file, "sheet": sheet},
            ).fetchone()
            blank = int(deleted[0]) if deleted else 0
        return inserted - blank, scan.rows_blank + blank

    def record(self, row: Mapping[str, Any]) -> None:
        """Add a row to ``raw.landed_files``; load and declaration are added here."""
        full = {
            **row,
            "load_id": self._load_id,
            "loaded_at": self._loaded_at,
            "declaration_sha256": self._reading(
                row["table_name"], is_synthetic=row["is_synthetic"]
            ),
        }
        self._insert_row("landed_files", full)

    def forget(self, file: str, tables: Iterable[str]) -> None:
        """Take a file's rows out of its tables and out of the state."""
        for table in sorted(set(tables)):
            self._run(f"delete from {_raw(table)} where _file_name = ?", file)
        self._run(f"delete from {_raw('landed_files')} where file_name = ?", file)
        self._run(f"delete from {_raw('garbled_texts')} where file_name = ?", file)

    def mend(self, match: HeaderMatch, columns: Iterable[str], file: str) -> tuple[int, int]:
        """Repair the texts of a sheet that were read in the wrong encoding on their way here.

        Every garbled text is kept in ``raw.garbled_texts`` with what became of it.

        Args:
            match: The table and the sheet.
            columns: Columns to look at; no identifiers.
            file: Name of the file.

        Returns:
            Different texts repaired, and those with letters lost for good.
        """
        table, sheet = match.table, match.grid.sheet
        here = "_file_name = $file and _sheet = $sheet"
        place = {"file": file, "sheet": sheet}
        names = list(columns)
        looks = ", ".join(f"bool_or(regexp_matches({identifier(n)}, $marks))" for n in names)
        hits = self._connection.execute(
            f"select {looks} from {_raw(table.name)} where {here}", {**place, "marks": MARKS}
        ).fetchone()
        found: list[tuple[object, ...]] = []
        for name in (n for n, is_hit in zip(names, hits or (), strict=True) if is_hit):
            column = identifier(name)
            rows = self._connection.execute(
                f"select {column}, count(*) from {_raw(table.name)} where {here} "
                f"and regexp_matches({column}, $marks) group by 1 order by 1",
                {**place, "marks": MARKS},
            ).fetchall()
            where = (table.source, table.name, file, sheet, name)
            found += [(*where, text, *repair(text), count) for text, count in rows]
            self._connection.executemany(
                f"update {_raw(table.name)} set {column} = ? "
                f"where {column} = ? and _file_name = ? and _sheet = ?",
                [(repair(text).text, text, file, sheet) for text, _ in rows],
            )
        if found:
            marks = ", ".join("?" for _ in CONTROL["garbled_texts"])
            self._connection.executemany(
                f"insert into {_raw('garbled_texts')} values ({marks})", found
            )
        damaged = sum(bool(row[-2]) for row in found)
        return len(found) - damaged, damaged

    def log(self, result: FileResult, sha256: str) -> None:
        """Append a result to ``raw.load_log``."""
        messages = (result.message_es, result.message_en)
        row = {
            "load_id": self._load_id,
            "logged_at": now(),
            "event": result.event,
            "source_id": result.source,
            "file_name": result.file,
            "sheet": result.sheet,
            "file_sha256": sha256,
            "message": " / ".join(message for message in messages if message),
        }
        self._insert_row("load_log", row)

    def set_refused(self, refused: Iterable[Mapping[str, Any]]) -> None:
        """Make ``raw.refused_files`` the refusals of this landing."""
        self._run(f"delete from {_raw('refused_files')}")
        for row in refused:
            self._insert_row("refused_files", {**row, "load_id": self._load_id})

    def _run(self, sql: str, *values: object) -> duckdb.DuckDBPyConnection:
        return self._connection.execute(sql, list(values))

    def _count(self, sql: str, *values: object) -> int:
        row = self._run(sql, *values).fetchone()
        return int(row[0]) if row else 0

    def _insert_row(self, table: str, row: Mapping[str, Any]) -> None:
        names = ", ".join(map(identifier, row))
        marks = ", ".join("?" for _ in row)
        self._run(f"insert into {_raw(table)} ({names}) values ({marks})", *row.values())

    def _create(self, name: str, columns: Mapping[str, str]) -> None:
        listed = ", ".join(f"{identifier(c)} {kind}" for c, kind in columns.items())
        self._run(f"create table if not exists {_raw(name)} ({listed})")

    def _remake(self, name: str, has: Mapping[str, str], wanted: Mapping[str, str]) -> None:
        old = f"{name}__before"
        self._run(f"drop table if exists {_raw(old)}")
        self._run(f"alter table {_raw(name)} rename to {identifier(old)}")
        self._create(name, wanted)
        shared = ", ".join(identifier(c) for c in wanted if has.get(c) == wanted[c])
        if has.keys() >= ROW_COLUMNS.keys():
            self._run(f"insert into {_raw(name)} ({shared}) select {shared} from {_raw(old)}")
        self._run(f"drop table {_raw(old)}")

    def _columns_by_table(self) -> dict[str, dict[str, str]]:
        rows = self._run(
            "select table_name, column_name, data_type from duckdb_columns() "
            "where schema_name = ? and database_name = current_database() and not internal "
            "order by table_name, column_index",
            SCHEMA,
        ).fetchall()
        tables: dict[str, dict[str, str]] = {}
        for table, column, data_type in rows:
            tables.setdefault(table, {})[column] = data_type
        return tables


def _raw(table: str) -> str:
    return identifier(SCHEMA, table)


def _columns(table: Table) -> dict[str, str]:
    copies = table.layout.copies_differ_in
    return {
        **{column.name: "VARCHAR" for column in table.columns},
        **({} if copies is None else {CONTENT_COLUMN: "BIGINT"}),
        **ROW_COLUMNS,
    }
