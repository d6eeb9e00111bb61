"""Keyed hashes in place of identifiers of people and cases."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Final

from amparo.landing import problems

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from amparo.landing.declarations import Table

_DIGITS: Final = 32
_PUBLIC: Final = b"amparo: synthetic data need no secret"


class Pseudonyms:
    """Gives the hash function of each identifier column.

    Equal identifiers of one source give equal hashes, in any of its files, as long as the key
    is the same; without the key nobody can try out identifiers.

    Args:
        key: The secret, or None where there is none.
    """

    def __init__(self, key: bytes | None) -> None:
        """Keep the key."""
        self._key = key

    def of(self, table: Table, *, is_synthetic: bool) -> Mapping[str, Callable[[str], str]]:
        """Give the functions by column; empty for a table without identifiers.

        Args:
            table: The declared table.
            is_synthetic: Whether the file's name declares it invented; such a file needs no
                secret.

        Raises:
            ProblemError: the table has identifiers and there is no key.
        """
        names = [column.name for column in table.columns if column.is_identifier]
        if not names:
            return {}
        key = _PUBLIC if is_synthetic else self._key
        if key is None:
            raise problems.key_missing(table.name, names)
        return dict.fromkeys(names, _hash_with(key, table.source))

    def stamp(self, table: Table, *, is_synthetic: bool) -> str:
        """Give a text that changes with the key, '' for a table without identifiers."""
        if not any(column.is_identifier for column in table.columns):
            return ""
        key = _PUBLIC if is_synthetic else self._key
        return _hash_with(key, "")("stamp") if key else "none"


def _hash_with(key: bytes, domain: str) -> Callable[[str], str]:
    def hashed(text: str) -> str:
        message = f"{domain}\0{text.strip()}".encode()
        return hmac.new(key, message, hashlib.sha256).hexdigest()[:_DIGITS]

    return hashed
