"""Which tables of the registry a publication has: of this build, of an earlier one, or none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amparo.publishing.registry_basis import Basis

State = Literal["none", "current", "carried", "withheld", "removed"]
"""``none``: there is no registry. ``current``: the tables are of this build. ``carried``: of an
earlier one. ``withheld``: of neither, for the earlier ones have other columns. ``removed``: taken
out when newer ones were published."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which registry tables are published.

    Attributes:
        state: See `State`.
        tables: Names of the registry's tables.
        version: Earlier version the tables are of; None for this build's.
        changed: Children of which this build and the tables published last differ, None where
            that is not known or nobody asked.
        rows: SQL of rows that take the place of the working database's, by table.
        inputs: Files of the registry as the earlier version states them; None for those landed.
        basis: What to keep as the basis of the next publication; None to keep what there is.
    """

    state: State
    tables: frozenset[str] = frozenset()
    version: str | None = None
    changed: int | None = None
    rows: Mapping[str, str] = field(default_factory=dict)
    inputs: tuple[dict[str, Any], ...] | None = None
    basis: Basis | None = None
