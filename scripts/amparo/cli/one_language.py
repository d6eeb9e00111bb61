"""Help in the reader's language: what is said twice in the code is shown once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from typer import Context, rich_utils

if TYPE_CHECKING:
    from amparo.texts import Language

BETWEEN: Final = " · "
"""Stands between the Spanish and the English of a help text, Spanish first."""

_FRAMES: Final = {
    "ARGUMENTS_PANEL_TITLE": f"Argumentos{BETWEEN}Arguments",
    "OPTIONS_PANEL_TITLE": f"Opciones{BETWEEN}Options",
    "COMMANDS_PANEL_TITLE": f"Comandos{BETWEEN}Commands",
    "DEFAULT_STRING": f"[por omisión: {{}}]{BETWEEN}[default: {{}}]",
    "REQUIRED_LONG_STRING": f"[obligatorio]{BETWEEN}[required]",
}
_BUILT_IN: Final = {
    "--help": f"Mostrar esta ayuda.{BETWEEN}Show this message.",
    "--install-completion": f"Instalar el autocompletado.{BETWEEN}Install completion.",
    "--show-completion": f"Mostrar el autocompletado.{BETWEEN}Show completion.",
}
"""Options that the library adds, and what it frames help with."""


def in_one_language(command: Any, language: Language) -> Any:
    """Leave one of the two languages in the help of a command and all below it.

    Args:
        command: The command, as typer makes it.
        language: ``es`` or ``en``.

    Returns:
        The same command.
    """
    for name, both in _FRAMES.items():
        setattr(rich_utils, name, one(both, language))
    _leave(command, language)
    return command


def one(text: str, language: Language) -> str:
    """The Spanish or the English of a text that has both; any other as it is."""
    spanish, between, english = text.partition(BETWEEN)
    return (english if language == "en" else spanish) if between else text


def _leave(command: Any, language: Language) -> None:
    for holder in (command, *command.params):
        for name in ("help", "short_help", "rich_help_panel"):
            text = getattr(holder, name, None)
            if isinstance(text, str):
                setattr(holder, name, one(text, language))
    for option in (*command.params, command.get_help_option(Context(command))):
        for name in set(option.opts) & _BUILT_IN.keys():
            option.help = one(_BUILT_IN[name], language)
    for part in getattr(command, "commands", {}).values():
        _leave(part, language)
