"""What a person has looked at and let pass, bound to the very content and findings they saw."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from amparo.errors import ExitCode, UserError
from amparo.seeds import rows_of
from amparo.warehouse.reader import reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from amparo.project import Project
    from amparo.warehouse.reader import Row

NAME = "acknowledgements"


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Who let a warning pass, and why."""

    by: str
    why: str


@dataclass(frozen=True, slots=True)
class Written:
    """Where an acknowledgement stands, and whether it was not there before."""

    file: Path
    is_new: bool


def digest(expected: str, files: Iterable[str], found: Sequence[Mapping[str, Any]]) -> str:
    """Digest of what a check looked at and what it saw.

    The same files are seen otherwise with other seeds, or against another accepted load.

    Args:
        expected: The expectation: a changed one has not been acknowledged.
        files: SHA-256 of each file concerned.
        found: What does not fit, as the check's SQL answers. Where it stands is left out, for a
            file may be moved.
    """
    seen = ("value", "value_rows", "faults", "looked_at")
    observed = sorted(json.dumps([row[name] for name in seen]) for row in found)
    text = json.dumps([expected, sorted(set(files)), observed])
    return hashlib.sha256(text.encode()).hexdigest()


def acknowledged(seeds: Path) -> dict[tuple[str, str], Acknowledgement]:
    """Acknowledgements by check id and content digest."""
    return {
        (row["check_id"], row["content_sha256"]): Acknowledgement(
            row["acknowledged_by"], row["why"]
        )
        for row in rows_of(seeds, NAME)
    }


def acknowledge(project: Project, check_id: str, by: str, why: str) -> Written:
    """Write down that a person lets a warning of the last check pass.

    Args:
        project: The project; its seed ``acknowledgements`` gets a line, unless it has it.
        check_id: The check, as the message names it.
        by: Who: a name or a role.
        why: Reason a reader can follow.

    Returns:
        The seed's file, and whether it got the line.

    Raises:
        UserError: no such warning is open, or a text is blank.
    """
    by, why = " ".join(by.split()), " ".join(why.split())
    if not by or not why:
        raise UserError(
            "Diga quién (--by) y por qué (--why); ninguno puede estar vacío.",
            "Say who (--by) and why (--why); neither may be blank.",
            code=ExitCode.MISUSED,
        )
    with reading(project.database) as reader:
        if not reader.has_table("raw", "quality_checks"):
            raise not_landed(project.database)
        row = reader.row(
            "select outcome_if_failed, status, content_sha256 from raw.quality_checks"
            " where check_id = ?",
            [check_id],
        )
        open_ids = [
            str(found["check_id"])
            for found in reader.rows(
                "select check_id from raw.quality_checks where outcome_if_failed = 'warn'"
                " and status in ('failed', 'accepted') order by check_id"
            )
        ]
    if row is None or check_id not in open_ids:
        raise _not_open(check_id, row, open_ids)
    (file,) = project.seeds.glob(f"*/{NAME}.csv")
    sha256 = str(row["content_sha256"])
    if (check_id, sha256) in acknowledged(project.seeds):
        return Written(file, is_new=False)
    today = dt.datetime.now(dt.UTC).date().isoformat()
    _append(file.resolve(), [check_id, sha256, today, by, why])
    return Written(file, is_new=True)


def not_landed(database: Path) -> UserError:
    """The error of who asks for checks where nothing has been landed by this version."""
    return UserError(
        f"En {database} no hay extractos cargados; ejecute primero: amparo land",
        f"No extracts are landed in {database}; run first: amparo land",
    )


def _append(file: Path, cells: Sequence[str]) -> None:
    """Add a line; whoever reads meanwhile, or after a fault, finds the old file or the new."""
    text = file.read_bytes()
    # an editor may have left the last line open
    ending = "\r\n" if b"\r\n" in text else "\n"
    if text and not text.endswith((b"\n", b"\r")):
        text += ending.encode()
    line = io.StringIO()
    csv.writer(line, lineterminator=ending).writerow(cells)
    new = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with new.open("wb") as stream:
            stream.write(text + line.getvalue().encode())
            stream.flush()
            os.fsync(stream.fileno())
        shutil.copymode(file, new)
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)


def _not_open(check_id: str, row: Row | None, open_ids: list[str]) -> UserError:
    listed = ", ".join(open_ids) or "–"
    why_es, why_en = "no es una advertencia abierta", "is no open warning"
    if row is not None and row["outcome_if_failed"] == "stop" and row["status"] == "failed":
        why_es = "detiene la construcción y no se puede reconocer: corrija el archivo"
        why_en = "stops the build and cannot be acknowledged: correct the file"
    return UserError(
        f"«{check_id}» {why_es}. Advertencias abiertas de la última revisión: {listed}",
        f"'{check_id}' {why_en}. Open warnings of the last check: {listed}",
        code=ExitCode.MISUSED,
    )
