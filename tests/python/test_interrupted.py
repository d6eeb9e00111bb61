"""A warehouse whose log DuckDB cannot replay, as a build killed at a bad moment leaves it."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import duckdb
import pytest

from amparo.errors import UserError
from amparo.warehouse.connection import connect

if TYPE_CHECKING:
    from pathlib import Path

KILLED_RUN = """
import os, sys, duckdb
connection = duckdb.connect(sys.argv[1])
connection.execute("create table kept (n integer)")
connection.execute("insert into kept values (1)")
connection.execute("checkpoint")
connection.execute("create table half_done (n integer check (abs(n) > 0))")
connection.execute("comment on column half_done.n is 'a comment'")
os._exit(1)
"""


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    file = tmp_path / "amparo.duckdb"
    subprocess.run([sys.executable, "-c", KILLED_RUN, str(file)], check=False)  # noqa: S603 - ours
    assert file.with_name("amparo.duckdb.wal").is_file()
    return file


def test_duckdb_itself_cannot_open_it(killed: Path) -> None:
    # where this fails, DuckDB has been mended and our connection need not set the log aside
    with pytest.raises(duckdb.Error, match="replaying WAL"):
        duckdb.connect(str(killed))


def test_readers_are_told_to_build_again(killed: Path) -> None:
    with pytest.raises(UserError, match="amparo build"):
        connect(killed, read_only=True)
    assert killed.with_name("amparo.duckdb.wal").is_file()


def test_writers_go_on_from_the_last_checkpoint(killed: Path) -> None:
    with connect(killed) as connection:
        tables = connection.execute("select table_name from duckdb_tables()").fetchall()
    assert tables == [("kept",)]
