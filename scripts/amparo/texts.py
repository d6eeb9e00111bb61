"""The one table of texts that users read, Spanish and English."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

from amparo.errors import UserError
from amparo.files.last_extracts import advised
from amparo.seeds import rows_of

if TYPE_CHECKING:
    from pathlib import Path

Language = Literal["es", "en"]
LANGUAGE_VARIABLE = "AMPARO_LANG"


def preferred_language() -> Language:
    """Spanish, unless $AMPARO_LANG says ``en``."""
    return "en" if os.environ.get(LANGUAGE_VARIABLE, "es").lower().startswith("en") else "es"


class Labels:
    """Texts by id in one language.

    Args:
        seeds: Folder of the seeds; ``labels/labels.csv`` is read.
        language: ``es`` or ``en``.
        database: Working database whose last folder of extracts stands in commands that are
            advised; None for texts of files, which name no folder of a machine.
    """

    def __init__(self, seeds: Path, language: Language, database: Path | None = None) -> None:
        """Read the table."""
        self.language = language
        self._database = database
        rows = rows_of(seeds, "labels", "label_id", language)
        self._texts = {row["label_id"]: row[language] for row in rows}

    def __call__(self, label_id: str, **values: object) -> str:
        """Text of a label with its ``{placeholders}`` filled in.

        Raises:
            UserError: the table has no such label, or one with other placeholders.
        """
        try:
            return self._advised(self._texts[label_id].format(**values))
        except (KeyError, IndexError, ValueError) as error:
            raise UserError(
                f"seeds/labels/labels.csv: el texto {label_id} falta o tiene otros {{marcadores}} "
                "que los suyos. Recupérelo de la copia de trabajo (git) o con amparo upgrade.",
                f"seeds/labels/labels.csv: the text {label_id} is missing or has other "
                "{placeholders} than its own. Restore it from the checkout (git) or with "
                "amparo upgrade.",
            ) from error

    def has(self, label_id: str) -> bool:
        """Whether the table has this label."""
        return label_id in self._texts

    def either(self, es: str, en: str) -> str:
        """The one of two texts that is in this language."""
        return self._advised(es if self.language == "es" else en)

    def number(self, value: float | None, decimals: int = 0) -> str:
        """A number as the language writes it: 1.234,5 or 1,234.5; '–' for a missing one."""
        if value is None:
            return "–"
        text = f"{value:,.{decimals}f}"
        if self.language == "es":
            text = text.replace(",", "\0").replace(".", ",").replace("\0", ".")
        return text

    def _advised(self, text: str) -> str:
        return text if self._database is None else advised(text, self._database)
