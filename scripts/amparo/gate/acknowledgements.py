"""What a person has looked at and let pass, bound to the very content they looked at."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from amparo.errors import UserError
from amparo.gate.seeds import rows_of
from amparo.warehouse import reading

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from amparo.project import Project
    from amparo.warehouse import Row

NAME = "acknowledgements"


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Who let a warning pass, and why."""

    by: str
    why: str


def digest(expected: str, files: Iterable[str]) -> str:
    """Digest of what a check looked at.

    Args:
        expected: The expectation: a changed one has not been acknowledged.
        files: SHA-256 of each file concerned.
    """
    text = json.dumps([expected, sorted(set(files))])
    return hashlib.sha256(text.encode()).hexdigest()


def acknowledged(seeds: Path) -> dict[tuple[str, str], Acknowledgement]:
    """Acknowledgements by check id and content digest."""
    return {
        (row["check_id"], row["content_sha256"]): Acknowledgement(
            row["acknowledged_by"], row["why"]
        )
        for row in rows_of(seeds, NAME)
    }


def acknowledge(project: Project, check_id: str, by: str, why: str) -> Path:
    """Write down that a person lets a warning of the last check pass.

    Args:
        project: The project; its seed ``acknowledgements`` gets a line.
        check_id: The check, as the message names it.
        by: Who: a name or a role.
        why: Reason a reader can follow.

    Returns:
        The seed's file.

    Raises:
        UserError: no such warning is open, or a text is blank.
    """
    by, why = " ".join(by.split()), " ".join(why.split())
    if not by or not why:
        raise UserError(
            "Diga quién (--by) y por qué (--why); ninguno puede estar vacío.",
            "Say who (--by) and why (--why); neither may be blank.",
            code=2,
        )
    with reading(project.database) as reader:
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
    today = dt.datetime.now(dt.UTC).date().isoformat()
    with file.open("a", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerow(
            [check_id, row["content_sha256"], today, by, why]
        )
    return file


def _not_open(check_id: str, row: Row | None, open_ids: list[str]) -> UserError:
    listed = ", ".join(open_ids) or "–"
    why_es, why_en = "no es una advertencia abierta", "is no open warning"
    if row is not None and row["outcome_if_failed"] == "stop" and row["status"] == "failed":
        why_es = "detiene la construcción y no se puede reconocer: corrija el archivo"
        why_en = "stops the build and cannot be acknowledged: correct the file"
    return UserError(
        f"«{check_id}» {why_es}. Advertencias abiertas de la última revisión: {listed}",
        f"'{check_id}' {why_en}. Open warnings of the last check: {listed}",
        code=2,
    )
