"""The one place where names become SQL text. Values go as prepared parameters wherever possible."""

from __future__ import annotations


def identifier(*parts: str) -> str:
    """Quote a name, or a dotted name from its parts: ``"raw"."ungrd__emergencias"``.

    Raises:
        ValueError: a part is empty or holds a NUL, which DuckDB cannot quote.
    """
    if not parts or any(not part or "\0" in part for part in parts):
        raise ValueError("a name must have text and no NUL")
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def literal(text: str) -> str:
    """Quote a text value.

    Raises:
        ValueError: the text holds a NUL, which would end the statement early.
    """
    if "\0" in text:
        raise ValueError("a literal must have no NUL")
    return "'" + text.replace("'", "''") + "'"
