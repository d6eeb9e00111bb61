"""The secret with which identifiers are hashed: from the environment or a file of its owner's."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from platformdirs import user_config_path

from amparo.errors import UserError

KEY_VARIABLE = "AMPARO_HASH_KEY"
KEY_FILE_VARIABLE = "AMPARO_HASH_KEY_FILE"
SHORTEST = 32
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_ADVICE = (
    "Si ya se cargaron casos, use la clave con que se cargaron: con otra tendrían otros códigos. "
    "Si no, quite esa clave y ejecute: amparo key create",
    "If cases were landed already, use the key they were landed with: with another they would get "
    "other codes. If not, take that key away and run: amparo key create",
)


def key_file() -> Path:
    """Where the key lies: $AMPARO_HASH_KEY_FILE, else the user's folder of settings."""
    stated = os.environ.get(KEY_FILE_VARIABLE)
    return Path(stated) if stated else user_config_path("amparo") / "hash.key"


def load_key() -> bytes | None:
    """Read the key.

    Returns:
        The key, from $AMPARO_HASH_KEY or else the key file; None where there is neither.

    Raises:
        UserError: it is too short, or others may read the file.
    """
    stated = os.environ.get(KEY_VARIABLE)
    if stated is not None:
        return checked(stated, f"${KEY_VARIABLE}", _ADVICE)
    file = key_file()
    if not file.is_file():
        return None
    if os.name == "posix" and file.stat().st_mode & _OTHERS:
        raise UserError(
            f"Otros pueden leer la clave {file}; ejecute: chmod 600 {file}",
            f"Others can read the key {file}; run: chmod 600 {file}",
        )
    # of random bytes, too, every one counts
    return checked(file.read_text(encoding="utf-8", errors="surrogateescape"), str(file), _ADVICE)


def create_key() -> Path:
    """Write a new random key, readable by its owner only.

    Returns:
        The file.

    Raises:
        UserError: there is one already; another key would make every hash another.
    """
    file = key_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise UserError(
            f"Ya hay una clave en {file}; con otra, los mismos casos tendrían otros códigos.",
            f"There is a key in {file}; with another, the same cases would get other codes.",
        ) from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
        opened.write(secrets.token_hex(SHORTEST) + "\n")
    return file


def checked(text: str, where: str, advice: tuple[str, str]) -> bytes:
    """A key as bytes, without the spaces around it.

    Args:
        text: The key.
        where: Where it comes from, for the message.
        advice: What to do where it is too short, Spanish and English.

    Raises:
        UserError: it is too short; the message does not show it.
    """
    key = text.strip()
    if len(key) < SHORTEST:
        raise UserError(
            f"La clave de {where} es muy corta: {len(key)} signos, se piden {SHORTEST}. "
            f"{advice[0]}",
            f"The key in {where} is too short: {len(key)} characters, {SHORTEST} are needed. "
            f"{advice[1]}",
        )
    # under the locale C, Python reads what is not ASCII as lone surrogates: the same bytes go back
    return key.encode("utf-8", "surrogateescape")
