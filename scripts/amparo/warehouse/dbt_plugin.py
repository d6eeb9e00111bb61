"""dbt's way to the encrypted working database: a plugin of dbt-duckdb, named in ``profiles.yml``.

It attaches the file itself, so that dbt, which logs and stores what its profile says, never gets
the key.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from dbt.adapters.duckdb.plugins import BasePlugin

from amparo.errors import UserError
from amparo.warehouse.connection import CATALOGUE, DATABASE_KEY_VARIABLE, attach, database_key

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Plugin(BasePlugin):
    """Attaches the file that the profile names, before dbt finds it attached."""

    def configure_connection(self, conn: DuckDBPyConnection) -> None:
        """Attach.

        Raises:
            UserError: there is no key, or it is not that of the file.
        """
        if database_key() is None:
            raise UserError(
                f"El perfil cifrado de dbt necesita {DATABASE_KEY_VARIABLE}.",
                f"dbt's encrypted profile needs {DATABASE_KEY_VARIABLE}.",
            )
        for stated in (self.creds and self.creds.attach) or []:
            conn.execute("set temp_directory = ?", [f"{stated.path}.tmp"])
            attach(conn, Path(stated.path), CATALOGUE, read_only=False)

    def configure_cursor(self, cursor: Any) -> None:
        """Have unqualified names mean the file, as they do where it is plain."""
        cursor.execute(f"use {CATALOGUE}")
