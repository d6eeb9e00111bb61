"""Errors that stop a landing as a whole, in words for the person who runs it."""

from __future__ import annotations

from amparo.errors import UserError


class LandingError(UserError):
    """A landing cannot start or go on."""


class DeclarationError(LandingError):
    """A declaration under ``models/staging`` is wrong; the text names the file and the key."""
