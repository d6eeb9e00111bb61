"""Which rows of a file are copies of one another, by numbers that say nothing of what they hold."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from amparo.landing.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

CONTENT_COLUMN: Final = "_content_number"
"""Column in which rows of a file have the same number where they are copies of one another."""


@dataclass(slots=True)
class Contents:
    """Numbers the different contents of a file's rows, in the order in which they come.

    The number tells which rows are equal and nothing of what they hold: no hash of a row is kept,
    since columns that are never landed, personal ones too, are compared.
    """

    _seen: dict[bytes, int] = field(default_factory=dict)

    def number(self, cells: Iterable[str]) -> int:
        """Give the number of a content; case, accents and blanks do not tell rows apart."""
        texts = "\x1f".join(map(_compared, cells))
        digest = hashlib.blake2b(texts.encode(errors="replace"), digest_size=16).digest()
        return self._seen.setdefault(digest, len(self._seen) + 1)


@lru_cache(maxsize=65536)
def _compared(cell: str) -> str:
    return " ".join(plain(cell).split())
