"""Whose fault it is that a file cannot be read: the file's, or the machine's."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from amparo.landing import problems
from amparo.landing.bounds import no_access
from amparo.warehouse.causes import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_NO_ACCESS: Final = frozenset({"denied", "busy", "absent"})
_NO_ROOM: Final = frozenset({"full", "memory"})


def is_the_machines(error: BaseException) -> bool:
    """Whether disk, memory or permissions are to blame for an error, and not what a file holds."""
    return kind_of(error) in _NO_ACCESS | _NO_ROOM


@contextmanager
def reading(es: str, en: str, *damage: type[Exception]) -> Iterator[None]:
    """Refuse a file that turns out damaged.

    Args:
        es: What it was taken for, in Spanish.
        en: The same in English.
        damage: Errors that a damaged file leads to, and that the machine can lead to as well.

    Raises:
        ProblemError: the file is damaged, or may not be read.
    """
    try:
        yield
    except damage as error:
        kind = kind_of(error)
        if kind in _NO_ROOM:
            raise
        if kind in _NO_ACCESS:
            raise no_access(is_folder=False) from None
        raise problems.unreadable(es, en) from None
