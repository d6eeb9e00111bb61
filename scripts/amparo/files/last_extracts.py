"""The folder of extracts that was taken last, which every command that is advised names.

``amparo build`` alone is the demo: as advice to somebody with files of their own it would be wrong.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_COMMAND: Final = re.compile(r"\bamparo (?:build|land)\b(?! --(?:extracts|demo)\b)")


def remember(database: Path, folder: Path | None, *, is_demo: bool) -> None:
    """Write down which extracts a warehouse is made of from now on.

    Args:
        database: Working database; the record lies beside it.
        folder: Folder somebody stated; None for the demo's own.
        is_demo: Whether files may be invented.
    """
    record = {"folder": None if folder is None else str(folder.absolute()), "is_demo": is_demo}
    database.parent.mkdir(parents=True, exist_ok=True)
    _file(database).write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")


def advised(text: str, database: Path) -> str:
    """A text with the options of the last run in every command that would take extracts.

    Args:
        text: What a user is going to read.
        database: Working database.
    """
    if _COMMAND.search(text) is None:
        return text
    options = _options(database)
    return _COMMAND.sub(lambda found: found.group() + options, text)


def last_folder(database: Path) -> str | None:
    """Folder somebody stated last; None where it was the demo, or nothing was landed yet."""
    record = _record(database)
    return None if record is None else record[0]


def _options(database: Path) -> str:
    folder, is_demo = _record(database) or (None, False)
    return (f' --extracts "{folder}"' if folder else "") + (" --demo" if is_demo else "")


def _record(database: Path) -> tuple[str | None, bool] | None:
    try:
        record = json.loads(_file(database).read_text(encoding="utf-8"))
        return record["folder"], bool(record["is_demo"])
    except (OSError, ValueError, KeyError, TypeError):
        # nothing was landed here yet, or a full disk cut the record off
        return None


def _file(database: Path) -> Path:
    return database.with_name("last_extracts.json")
