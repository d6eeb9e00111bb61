"""The labels that the page shows, in both languages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amparo.seeds import rows_of

if TYPE_CHECKING:
    from pathlib import Path

PREFIXES = (
    "r_",
    "x_",
    "reason_",
    "value_reason_",
    "caveat_",
    "synthetic_banner",
    "main_assessment",
    "restricted_",
    "classification_",
    "licence_",
)
"""Labels of the page; those of ``amparo explain`` too, so that both say the same."""
SEED_LINE = re.compile(r" \[\{seed\}\]")
"""Lines of seeds are in the checkout, not in a published file."""


def page_labels(seeds: Path) -> dict[str, dict[str, str]]:
    """Texts by language (``es``, ``en``) and label."""
    rows = rows_of(seeds, "labels", "label_id", "es", "en")
    return {
        language: {
            row["label_id"]: SEED_LINE.sub("", row[language])
            for row in rows
            if row["label_id"].startswith(PREFIXES)
        }
        for language in ("es", "en")
    }
