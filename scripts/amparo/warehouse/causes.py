"""The one place that turns an exception into a sentence: its true cause and what to do."""

from __future__ import annotations

import errno
import re
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import duckdb

from amparo.errors import ExitCode, UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

Kind = Literal[
    "busy",
    "denied",
    "full",
    "damaged",
    "version",
    "lacking",
    "memory",
    "misplaced",
    "absent",
    "unknown",
]
Doing = Literal["open", "read", "write", "published", "publish", "output", "file"]
Text = tuple[str, str]

TRACEBACK_VARIABLE: Final = "AMPARO_TRACEBACK"
"""Set, a fault of the program ends in Python's traceback, for whoever mends it."""

_PACKAGE: Final = Path(__file__).parents[1]
_LONGEST: Final = 300
_WINDOWS_HELD: Final = (32, 33)
_NUMBERS: Final[Mapping[int, Kind]] = {
    errno.ENOSPC: "full",
    errno.EFBIG: "full",
    errno.EDQUOT: "full",
    errno.EACCES: "denied",
    errno.EPERM: "denied",
    errno.EROFS: "denied",
    errno.EBUSY: "busy",
    errno.ENOENT: "absent",
    errno.ENOTDIR: "misplaced",
    errno.EISDIR: "misplaced",
    errno.EEXIST: "misplaced",
}
# DuckDB has one kind of error for all of these; what the system says of a file comes at its end
_ENGINE: Final = re.compile(
    r"(?:IO|Out of Memory|Connection|TransactionContext|Serialization|FATAL|INTERNAL) Error: "
    r"([^\n]*)"
)
# a path, and not the name a file is attached by
_NAMED: Final = re.compile(r"\b(?:file|database) \"((?:/|\\\\|[A-Za-z]:)[^\"]+)\"")
_SIGNS: Final[tuple[tuple[Kind, str], ...]] = (
    (
        "busy",
        r"conflicting lock|different configuration|used by another|(utiliz|us)ado por otro",
    ),
    ("denied", r"permission denied|access is denied|acceso denegado|read-only file system"),
    (
        "full",
        r"no space left|not enough space|espacio (en disco )?insuficiente|quota exceeded"
        r"|file too large|failed to offload",
    ),
    ("version", r"with version number"),
    ("damaged", r"not a valid duckdb|enough bytes|checksum|corrupt|deserializ|invalidated"),
    ("memory", r"failed to (allocate|pin)|out of memory|could not allocate"),
    ("misplaced", r"is a directory|not a directory"),
    ("absent", r"no such file|cannot find the|no puede encontrar|does not exist"),
)
_DOING: Final[Mapping[Doing, Text]] = {
    "open": ("No se puede abrir la bodega {path}", "The warehouse {path} cannot be opened"),
    "read": ("No se puede leer la bodega {path}", "The warehouse {path} cannot be read"),
    "write": ("No se puede escribir la bodega {path}", "The warehouse {path} cannot be written"),
    "published": (
        "No se puede leer el archivo publicado {path}",
        "The published file {path} cannot be read",
    ),
    "publish": ("No se pudo publicar en {path}", "Publishing to {path} failed"),
    "output": ("No se pudo hacer la salida {path}", "The output {path} could not be made"),
    "file": ("No se puede usar {path}", "{path} cannot be used"),
}
_CAUSES: Final[Mapping[Kind, Text]] = {
    "busy": (
        "otro programa tiene abierto ese archivo (otra corrida de Amparo o una herramienta de BI, "
        "también mientras actualiza sus datos). Ciérrelo o espere a que termine, y repita.",
        "another program has that file open (another run of Amparo or a BI tool, also while it "
        "refreshes its data). Close it or wait until it ends, and repeat.",
    ),
    "denied": (
        "su usuario no tiene permiso, o la carpeta es de solo lectura. Pida el permiso o use otra "
        "carpeta, y repita.",
        "your user has no permission, or the folder is read-only. Ask for the permission or use "
        "another folder, and repeat.",
    ),
    "full": (
        "el disco está lleno, o se llegó a un límite de tamaño. Libere espacio (amparo doctor dice "
        "cuánto hay) y repita.",
        "the disk is full, or a limit of size was reached. Free some space (amparo doctor says how "
        "much there is) and repeat.",
    ),
    "damaged": (
        "ese archivo está dañado o cortado, o no es una base de DuckDB.",
        "that file is damaged or cut short, or is no database of DuckDB.",
    ),
    "version": (
        "ese archivo es de otra versión de DuckDB.",
        "that file is of another version of DuckDB.",
    ),
    "lacking": (
        "le falta lo que se pide: es de otra versión de Amparo. Ejecute: amparo build",
        "it lacks what is asked for: it is of another version of Amparo. Run: amparo build",
    ),
    "memory": (
        "la memoria del equipo no alcanza. Cierre otros programas y repita.",
        "the machine has not enough memory. Close other programs and repeat.",
    ),
    "misplaced": (
        "hay un archivo donde debía haber una carpeta, o al revés. Quítelo o use otra carpeta, y "
        "repita.",
        "there is a file where a folder should be, or the other way round. Remove it or use "
        "another folder, and repeat.",
    ),
    "absent": (
        "no existe, o dejó de estar mientras se usaba. Revise la ruta (¿una unidad de red que se "
        "desconectó?) y repita.",
        "it does not exist, or went while it was used. See to the path (a network drive that was "
        "disconnected?) and repeat.",
    ),
}
_PUBLISHED_TODO: Final = (
    " Vuelva a una versión buena con: amparo rollback",
    " Go back to a good version with: amparo rollback",
)
_WAREHOUSE_TODO: Final = (
    " Muévalo a otro lugar y ejecute: amparo build. Lo publicado no se toca.",
    " Move it away and run: amparo build. What is published is not touched.",
)


def kind_of(error: BaseException | str) -> Kind:
    """What is behind an error of the system or of DuckDB.

    Args:
        error: The exception, or a text that holds DuckDB's message, as dbt hands it on.

    Returns:
        The kind; ``unknown`` also for an error of data or of SQL, whatever words are in it.
    """
    if isinstance(error, MemoryError):
        return "memory"
    if isinstance(error, OSError):
        if getattr(error, "winerror", None) in _WINDOWS_HELD:
            return "busy"
        return _NUMBERS.get(error.errno or 0, "unknown")
    if isinstance(error, duckdb.CatalogException | duckdb.BinderException):
        return "lacking"
    found = _ENGINE.search(str(error))
    if found is None:
        return "unknown"
    said = found[0].lower()
    return next((kind for kind, sign in _SIGNS if re.search(sign, said)), "unknown")


def told(error: BaseException | str, doing: Doing, path: object) -> UserError:
    """Give the sentence for an error: what failed, why, and what to do.

    Args:
        error: The exception, or a text that holds DuckDB's message.
        doing: What was being done.
        path: To which file or folder. Where the error names another file, that one is told.
    """
    named = _named(error)
    if named and not _is_of(named, path):
        doing, path = "file", named
    kind = kind_of(error)
    cause = _CAUSES.get(kind) or _reason(error)
    todo = ("", "")
    if kind in {"damaged", "version"} and doing != "file":
        is_published = doing in {"published", "publish", "output"}
        todo = _PUBLISHED_TODO if is_published else _WAREHOUSE_TODO
    es, en = (
        f"{begin.format(path=path)}: {why}{then}"
        for begin, why, then in zip(_DOING[doing], cause, todo, strict=True)
    )
    return UserError(es, en, code=ExitCode.BUSY if kind == "busy" else ExitCode.FAILED)


def fault(error: Exception) -> UserError:
    """Give the sentence for an error nobody foresaw: a fault of Amparo, and where it is.

    What the error says is left out, since it may hold a cell.
    """
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if _PACKAGE in Path(frame.filename).parents]
    where = "?"
    if own:
        where = f"{Path(own[-1].filename).relative_to(_PACKAGE).as_posix()}:{own[-1].lineno}"
    what = f"{type(error).__name__}, {where}"
    return UserError(
        f"Amparo falló por dentro ({what}). No es culpa de sus archivos: informe esta falla con "
        "esta línea, la versión (amparo --version) y lo que ejecutó. Lo publicado no se toca.",
        f"Amparo failed inside ({what}). It is not your files' fault: report it with this line, "
        "the version (amparo --version) and what you ran. What is published is not touched.",
    )


def _named(error: BaseException | str) -> str:
    """The file an error names, '' where it names none."""
    if isinstance(error, OSError):
        return str(error.filename or "")
    found = _NAMED.search(str(error))
    return found[1] if found else ""


def _is_of(named: str, path: object) -> bool:
    """Whether an error is about the file itself, or one beside it or below."""
    own, other = Path(str(path)).resolve(), Path(named).resolve()
    return own == other or own in other.parents or own.parent == other.parent


def _reason(error: BaseException | str) -> Text:
    if isinstance(error, OSError):
        said = error.strerror or str(error)
    elif isinstance(error, duckdb.IOException | str):
        found = _ENGINE.search(str(error))
        said = found[1] if found else str(error)
    else:
        # an error of data quotes what it found, which may be a person's
        said = type(error).__name__
    said = "".join(sign if sign.isprintable() else " " for sign in said)
    said = " ".join(said.split())[:_LONGEST].rstrip(".")
    return (
        f"{said}. Si se repite, informe esta falla con esta línea.",
        f"{said}. If it happens again, report it with this line.",
    )
