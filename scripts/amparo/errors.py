"""Errors a user can mend: a sentence in each language, never a traceback."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the command ends with; `docs/command-line.md` says so to its callers."""

    OK = 0
    FAILED = 1
    MISUSED = 2
    BUSY = 3
    INTERRUPTED = 130


class UserError(Exception):
    """Something the user can put right.

    Attributes:
        message_es: What happened and what to do, in Spanish.
        message_en: The same in English.
        code: Exit code of the command.
    """

    def __init__(self, message_es: str, message_en: str, code: int = ExitCode.FAILED) -> None:
        """Keep both texts; ``str()`` gives Spanish first, English second."""
        super().__init__(f"{message_es}\n{message_en}")
        self.message_es = message_es
        self.message_en = message_en
        self.code = code
