"""Opening the working database: a plain file, or an encrypted one where there is a key for it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import duckdb

from amparo.errors import UserError
from amparo.keys import checked
from amparo.warehouse.causes import told
from amparo.warehouse.quoting import identifier, literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DATABASE_KEY_VARIABLE: Final = "AMPARO_DATABASE_KEY"
CATALOGUE: Final = "amparo"
"""What an encrypted file is attached as: compiled SQL says it, and a plain one is called so."""

_ADVICE: Final = (
    "Si la bodega ya está cifrada, ponga la clave con que se cifró; si no, ponga una larga y al "
    "azar, o quite la variable: la bodega queda entonces sin cifrar.",
    "If the warehouse is encrypted already, set the key it was encrypted with; if not, set a long "
    "random one, or unset the variable: the warehouse is plain then.",
)
# DuckDB 1.5 cannot replay comments on tables with constraints, which a killed build leaves behind
_UNREADABLE_LOG: Final = "replaying WAL"

Setting = str | bool | int | float | list[str]


def database_key() -> bytes | None:
    """Read the key of the working database.

    Returns:
        The key, from $AMPARO_DATABASE_KEY; None where it is not set: the file is then plain.

    Raises:
        UserError: it is too short.
    """
    stated = os.environ.get(DATABASE_KEY_VARIABLE)
    return None if stated is None else checked(stated, f"${DATABASE_KEY_VARIABLE}", _ADVICE)


def connect(
    database: Path, *, read_only: bool = False, config: Mapping[str, Setting] | None = None
) -> duckdb.DuckDBPyConnection:
    """Open the working database; its schemas are the ones unqualified names are looked for in.

    With a key, two connections opened here do not know of each other, as two to a plain file do:
    one at a time, or cursors of one.

    Args:
        database: The file; created if need be, unless it is opened to read.
        read_only: Open to read.
        config: DuckDB's settings.

    Raises:
        UserError: key and file do not belong together, a killed run left a log that only opening to
            write sets aside, or the file cannot be opened; it says why.
    """
    try:
        return _connect(database, read_only=read_only, config=config)
    except duckdb.Error as error:
        if _UNREADABLE_LOG not in str(error):
            raise _explained(error, database) from None
        if read_only:
            raise UserError(
                f"Una corrida interrumpida dejó a medias la bodega {database}. Ejecute de nuevo: "
                "amparo build. Lo publicado no se toca.",
                f"An interrupted run left the warehouse {database} half done. Run again: "
                "amparo build. What is published is not touched.",
            ) from error
    # what the log held, the next landing and build make anew from the extracts; the file is as of
    # the last checkpoint, in which tables and what is noted of their files agree
    database.with_name(f"{database.name}.wal").unlink(missing_ok=True)
    try:
        return _connect(database, read_only=read_only, config=config)
    except duckdb.Error as error:
        raise _explained(error, database) from None


def _connect(
    database: Path, *, read_only: bool, config: Mapping[str, Setting] | None
) -> duckdb.DuckDBPyConnection:
    settings = dict(config or {})
    if database_key() is None:
        return duckdb.connect(str(database), read_only=read_only, config=settings)
    # as for a plain file, what does not fit into memory goes beside the database
    settings.setdefault("temp_directory", f"{database}.tmp")
    connection = duckdb.connect(config=settings)
    try:
        _attach(connection, database, CATALOGUE, read_only=read_only)
        connection.execute(f"use {CATALOGUE}")
    except BaseException:
        connection.close()
        raise
    return connection


def attach(
    connection: duckdb.DuckDBPyConnection, database: Path, alias: str, *, read_only: bool
) -> None:
    """Attach the working database to a connection, with its key if there is one.

    Args:
        connection: A connection to a database in memory.
        database: The file.
        alias: Name it gets there.
        read_only: Attach to read.

    Raises:
        UserError: key and file do not belong together, the key is too short, or the file cannot be
            opened; it says why.
    """
    try:
        _attach(connection, database, alias, read_only=read_only)
    except duckdb.Error as error:
        raise _explained(error, database) from None


def _attach(
    connection: duckdb.DuckDBPyConnection, database: Path, alias: str, *, read_only: bool
) -> None:
    options = ["read_only"] if read_only else []
    key = database_key()
    if key is not None:
        connection.load_extension(str(_extension()))
        # rows go to temporary files, too
        connection.execute("set temp_file_encryption = true")
        # each byte as a number: no sign of the key means anything to SQL
        options.append("encryption_key '{}'".format("".join(f"\\x{byte:02X}" for byte in key)))
    stated = f" ({', '.join(options)})" if options else ""
    connection.execute(f"attach {literal(str(database))} as {identifier(alias)}{stated}")


def _extension() -> Path:
    """DuckDB's extension with the ciphers; it comes as a package, nothing is fetched.

    Raises:
        UserError: the package is not installed, or is for another DuckDB.
    """
    from importlib.resources import files  # noqa: PLC0415 - only where there is a key
    from pathlib import Path  # noqa: PLC0415 - as above

    inside = f"extensions/v{duckdb.__version__}/httpfs.duckdb_extension"
    try:
        file = Path(str(files("duckdb_extension_httpfs") / inside))
    except ModuleNotFoundError:
        file = Path(inside)
    if not file.is_file():
        raise UserError(
            f"{DATABASE_KEY_VARIABLE} pide el paquete duckdb-extension-httpfs "
            f"{duckdb.__version__}, que no está instalado; repita la instalación de Amparo.",
            f"{DATABASE_KEY_VARIABLE} needs the package duckdb-extension-httpfs "
            f"{duckdb.__version__}, which is not installed; install Amparo again.",
        )
    return file


def _explained(error: duckdb.Error, database: Path) -> UserError:
    """An error of opening in the user's words."""
    text = str(error)
    if "without a key" in text:
        es = f"está cifrada y {DATABASE_KEY_VARIABLE} no está fijada. Fije la clave"
        en = f"is encrypted and {DATABASE_KEY_VARIABLE} is not set. Set the key"
    elif "is not encrypted" in text:
        es = f"no está cifrada y {DATABASE_KEY_VARIABLE} está fijada. Quite la clave"
        en = f"is not encrypted and {DATABASE_KEY_VARIABLE} is set. Unset the key"
    elif "Wrong encryption key" in text:
        es = f"está cifrada con otra clave que la de {DATABASE_KEY_VARIABLE}. Fije la suya"
        en = f"is encrypted with another key than that in {DATABASE_KEY_VARIABLE}. Set its own"
    else:
        return told(error, "open", database)
    return UserError(
        f"La bodega {database} {es}, o borre ese archivo y ejecute de nuevo: amparo build. Amparo "
        "no convierte la bodega, y lo publicado no se toca.",
        f"The warehouse {database} {en}, or delete that file and run again: amparo build. Amparo "
        "does not convert the warehouse, and what is published is not touched.",
    )
