"""Columns of the workbook of a workshop: what is shown, and what people fill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["text", "wide", "severity", "count", "percentage", "date"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: Name; its heading is the label ``workshop_<name>``.
        kind: What its cells look like.
        is_filled: Whether people fill it: its cells are not protected.
    """

    name: str
    kind: Kind = "text"
    is_filled: bool = False


SHOWN: Final = (
    Column("assessment"),
    Column("divipola"),
    Column("municipality"),
    Column("department"),
    Column("indicators", "severity"),
    Column("drivers", "wide"),
    Column("score", "count"),
    Column("aor", "severity"),
    Column("cluster", "severity"),
    Column("areas", "wide"),
    Column("final", "severity"),
    Column("last_severity", "severity"),
    Column("children", "count"),
    Column("percentage", "percentage"),
    Column("pin", "count"),
)
"""What is known; ``indicators`` stands for one column each."""

FILLED: Final = (
    Column("stage", is_filled=True),
    Column("before", "severity"),
    Column("decision", is_filled=True),
    Column("after", "severity", is_filled=True),
    Column("rationale", "wide", is_filled=True),
    Column("evidence", "wide", is_filled=True),
    Column("evidence_source", is_filled=True),
    Column("proposed_by", is_filled=True),
    Column("approved_by", is_filled=True),
    Column("approved_on", "date", is_filled=True),
    Column("expires_on", "date", is_filled=True),
    Column("state", is_filled=True),
    Column("check", "wide"),
)
"""What is decided; ``before`` and ``check`` are formulas."""

WIDTHS: Final = {"text": 14, "wide": 42, "severity": 9, "count": 12, "percentage": 9, "date": 12}
NUMBERS: Final = {"count": "#,##0", "percentage": "0.0##", "date": "yyyy-mm-dd", "severity": "0"}
