"""The columns of what landing writes besides the declared ones: of its rows and its own tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

ROW_COLUMNS: Final = {
    "_file_name": "VARCHAR",
    "_file_sha256": "VARCHAR",
    "_sheet": "VARCHAR",
    "_row_number": "BIGINT",
    "_load_id": "VARCHAR",
    "_loaded_at": "TIMESTAMP",
}
"""Columns which every raw table has after its declared ones (and before them `CONTENT_COLUMN`)."""

_PROFILE: Final = {
    "source_id": "VARCHAR",
    "table_name": "VARCHAR",
    "is_synthetic": "BOOLEAN",
    "data_year": "BIGINT",
    "rows_read": "BIGINT",
    "amount": "DOUBLE",
    "municipalities": "BIGINT",
}

CONTROL: Final[Mapping[str, Mapping[str, str]]] = {
    "landed_files": {
        "source_id": "VARCHAR",
        "table_name": "VARCHAR",
        "file_name": "VARCHAR",
        "file_sha256": "VARCHAR",
        "file_bytes": "BIGINT",
        "sheet": "VARCHAR",
        "encoding": "VARCHAR",
        "delimiter": "VARCHAR",
        "header_row": "BIGINT",
        "rows_read": "BIGINT",
        "rows_blank": "BIGINT",
        "columns_found": "BIGINT",
        "columns_missing": "VARCHAR",
        "columns_ignored": "VARCHAR",
        "is_synthetic": "BOOLEAN",
        "load_id": "VARCHAR",
        "loaded_at": "TIMESTAMP",
        "declaration_sha256": "VARCHAR",
    },
    "load_log": {
        "load_id": "VARCHAR",
        "logged_at": "TIMESTAMP",
        "event": "VARCHAR",
        "source_id": "VARCHAR",
        "file_name": "VARCHAR",
        "sheet": "VARCHAR",
        "file_sha256": "VARCHAR",
        "message": "VARCHAR",
    },
    "refused_files": {
        "source_id": "VARCHAR",
        "refusal_number": "BIGINT",
        "reason": "VARCHAR",
        "columns_missing": "VARCHAR",
        "is_unclaimed": "BOOLEAN",
        "file_sha256": "VARCHAR",
        "message_es": "VARCHAR",
        "message_en": "VARCHAR",
        "load_id": "VARCHAR",
    },
    "garbled_texts": {
        "source_id": "VARCHAR",
        "table_name": "VARCHAR",
        "file_name": "VARCHAR",
        "sheet": "VARCHAR",
        "column_name": "VARCHAR",
        "text_found": "VARCHAR",
        "text_repaired": "VARCHAR",
        "is_damaged": "BOOLEAN",
        "row_count": "BIGINT",
    },
    "declared_sources": {
        "source_id": "VARCHAR",
        "label_es": "VARCHAR",
        "label_en": "VARCHAR",
        "provider": "VARCHAR",
        "licence": "VARCHAR",
    },
    # made here so that they exist without a gate; amparo.gate fills them
    "quality_checks": {
        "check_id": "VARCHAR",
        "source_id": "VARCHAR",
        "table_name": "VARCHAR",
        "column_name": "VARCHAR",
        "kind": "VARCHAR",
        "outcome_if_failed": "VARCHAR",
        "status": "VARCHAR",
        "faults": "BIGINT",
        "looked_at": "BIGINT",
        "expected": "VARCHAR",
        "examples": "VARCHAR",
        "message_es": "VARCHAR",
        "message_en": "VARCHAR",
        "content_sha256": "VARCHAR",
        "acknowledged_by": "VARCHAR",
        "acknowledged_why": "VARCHAR",
        "checked_at": "TIMESTAMP",
        "load_id": "VARCHAR",
    },
    "quality_profile": {**_PROFILE},
    "accepted_loads": {**_PROFILE, "accepted_at": "TIMESTAMP"},
}


@dataclass(frozen=True, slots=True)
class LandedSheet:
    """One row of ``raw.landed_files``, as far as the next landing needs it."""

    source: str
    table: str
    file: str
    sha256: str
    sheet: str
    rows: int
    declaration: str
    is_synthetic: bool
