"""Errors that stop a landing as a whole, in words for the person who runs it."""

from __future__ import annotations

from amparo.errors import ExitCode, UserError


class LandingError(UserError):
    """A landing cannot start or go on."""


class DeclarationError(LandingError):
    """A declaration under ``models/staging`` is wrong; the text names the file and the key."""


class DatabaseBusyError(LandingError):
    """Another process holds the database file."""

    def __init__(self, message_es: str, message_en: str) -> None:
        """Keep both texts; the command exits with 3, as for any other lock."""
        super().__init__(message_es, message_en, code=ExitCode.BUSY)
