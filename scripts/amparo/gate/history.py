"""The last accepted load: what a next one is compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amparo.warehouse.connection import connect

if TYPE_CHECKING:
    from pathlib import Path


def accept_load(database: Path) -> None:
    """Take what the gate profiled as the load that the next one is compared with.

    To be called when a build has ended well. Synthetic and official loads are kept apart, so a
    demo does not make the official files look changed.

    Args:
        database: Working database, held by nobody.
    """
    with connect(database) as connection:
        connection.execute("begin")
        connection.execute(
            "delete from raw.accepted_loads"
            " where is_synthetic in (select is_synthetic from raw.quality_profile)"
        )
        connection.execute(
            "insert into raw.accepted_loads"
            " select *, now() at time zone 'UTC' from raw.quality_profile"
        )
        connection.execute("commit")
