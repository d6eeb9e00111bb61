"""What a gate was asked: the same, asked again of the same rows, is answered from what was found.

The load accepted last is part of the question: the first build after a new one asks again.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Final

from amparo.gate import results
from amparo.warehouse.reader import reading

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from amparo.gate.results import CheckResult

_RECORD: Final = "asked.json"
_ROWS: Final = (
    "select table_name, file_name, file_sha256, sheet, load_id, declaration_sha256, is_synthetic"
    " from raw.landed_files order by all",
    "select * exclude (accepted_at) from raw.accepted_loads order by all",
)
"""What is landed, and what it is compared with."""


def question(database: Path, asked: Iterable[object], seeds: Iterable[Path]) -> str:
    """Digest of what is asked, of which rows, and of the seeds that are read on the way.

    Args:
        database: Working database; the rows of a file are the same while its load is.
        asked: Statements, checks and sentences: whatever stands in them counts.
        seeds: Files whose content does not stand in a statement.
    """
    found = hashlib.sha256()
    for part in asked:
        found.update(f"{part!r}\n".encode())
    for file in sorted(seeds):
        found.update(hashlib.sha256(file.read_bytes()).digest())
    with reading(database) as reader:
        for sql in _ROWS:
            for row in reader.rows(sql):
                found.update(f"{tuple(row.values())!r}\n".encode())
    return found.hexdigest()


def answered(database: Path, pages: Path, asked: str) -> list[CheckResult] | None:
    """What was found the last time, where the same was asked and everything could go on.

    Args:
        database: Working database.
        pages: Folder of the Data Docs, which have to be there.
        asked: See `question`.

    Returns:
        The results, worst first; None where the gate has to look.
    """
    try:
        record = json.loads((pages / _RECORD).read_text(encoding="utf-8"))
        is_same = record["asked"] == asked
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if not is_same or record.get("checked_at") != results.checked_at(database):
        return None
    found = results.read(database)
    # what was let pass for one run is not let pass for the next
    is_settled = all(
        result.status in {"passed", "skipped", "acknowledged"} or result.outcome == "note"
        for result in found
    )
    return results.in_order(found) if found and is_settled else None


def keep(database: Path, pages: Path, asked: str) -> None:
    """Record what was asked, once the results and the pages are written."""
    record = {"asked": asked, "checked_at": results.checked_at(database)}
    (pages / _RECORD).write_text(json.dumps(record), encoding="utf-8")
