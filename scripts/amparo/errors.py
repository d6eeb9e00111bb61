"""Errors a user can mend: a sentence in each language, never a traceback."""

from __future__ import annotations


class UserError(Exception):
    """Something the user can put right.

    Attributes:
        message_es: What happened and what to do, in Spanish.
        message_en: The same in English.
        code: Exit code of the command.
    """

    def __init__(self, message_es: str, message_en: str, code: int = 1) -> None:
        """Keep both texts; ``str()`` gives Spanish first, English second."""
        super().__init__(f"{message_es}\n{message_en}")
        self.message_es = message_es
        self.message_en = message_en
        self.code = code
