"""What a layout's fixture states."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Account:
    """What must become of one file: its rows by status, its cases, and why rows did not count.

    Attributes:
        file: Path relative to the extracts folder.
        source: Source it belongs to.
        used: Rows used.
        set_aside: Rows set aside.
        out_of_scope: Rows out of scope.
        amount_used: Cases (victims, people, inhabitants) in the rows used; None where nothing
            adds up.
        reasons: Rows (or fragments of rows) by reason, for those not used.
    """

    file: str
    source: str
    used: int
    set_aside: int
    out_of_scope: int
    amount_used: float | None
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def read(self) -> int:
        """Rows read: the three add up."""
        return self.used + self.set_aside + self.out_of_scope


@dataclass(frozen=True)
class LayoutFixture:
    """One layout with a small invented file of it.

    Attributes:
        layout_id: ``<source>_<layout>``.
        title: What the layout is, English, one line.
        traps: What is wrong with such files, English, one line; shown in the docs.
        delivery: Folder it is delivered in (``a``, ``b``, ...): layouts of one source that would
            state the same facts lie in different ones.
        write: Writes the files below a folder, made already, and says what must become of them.
    """

    layout_id: str
    title: str
    traps: str
    delivery: str
    write: Callable[[Path], Sequence[Account]]
