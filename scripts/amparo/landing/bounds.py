"""What is said of a file that holds more than any delivery does, or in a form that is not read."""

from __future__ import annotations

from typing import Final, Literal

from amparo.landing.refusal import ProblemError
from amparo.landing.text import printable

What = Literal["columns", "cells", "bytes", "row", "cell"]

_MEGABYTE: Final = 2**20
_SAID: Final[dict[What, tuple[str, str]]] = {
    "columns": (
        "tiene {found} columnas y se leen hasta {most}",
        "has {found} columns, {most} are read",
    ),
    "cells": (
        "abarca {found} celdas, contadas las vacías, y se leen hasta {most}",
        "spans {found} cells, blank ones counted, and {most} are read",
    ),
    "bytes": (
        "descomprimido pasa de {most} MB",
        "unpacks to more than {most} MB",
    ),
    "row": (
        "la fila que termina en la línea {found} pasa de {most} MB; casi siempre no cierran unas "
        "comillas",
        "the row that ends on line {found} exceeds {most} MB; nearly always quotes do not close",
    ),
    "cell": (
        "una celda de {found} caracteres; se leen hasta {most}",
        "a cell has {found} characters; {most} are read",
    ),
}


def too_big(what: What, found: int, most: int) -> ProblemError:
    """Say that a file exceeds a limit.

    Args:
        what: What there is too much of.
        found: How much there is; of a row, its line.
        most: The limit, in bytes or characters for ``bytes`` and ``row``.
    """
    shown = most // _MEGABYTE if what in {"bytes", "row"} else most
    es, en = (text.format(found=found, most=shown) for text in _SAID[what])
    return ProblemError(
        "too_big",
        (
            f"es demasiado grande: {es}.",
            "Pida el archivo original de la fuente; ningún extracto oficial llega a ese tamaño.",
        ),
        (
            f"it is too big: {en}.",
            "Ask for the source's original file; no official extract is that big.",
        ),
    )


def stray_cell(address: str) -> ProblemError:
    """Say which cell of a nearly empty sheet lies far away from the others."""
    return ProblemError(
        "stray_cell",
        (
            f"hay un valor suelto en la celda {address}, muy lejos de los datos.",
            "Borre esa celda (Ctrl+Fin lleva a ella) y guarde el libro de nuevo.",
        ),
        (
            f"there is a stray value in cell {address}, far away from the data.",
            "Clear that cell (Ctrl+End leads to it) and save the workbook again.",
        ),
    )


def nested(column: str) -> ProblemError:
    """Say that a column of a Parquet file holds lists or records, which are no cells."""
    return ProblemError(
        "too_big",
        (
            f"la columna {printable(column, 40)} trae listas o registros, no celdas.",
            "Pida el archivo original de la fuente o entréguelo como .csv.",
        ),
        (
            f"column {printable(column, 40)} holds lists or records, not cells.",
            "Ask for the source's original file or deliver it as .csv.",
        ),
    )


def not_read(suffix: str, formats: str) -> ProblemError:
    """Say that a file holds data in a format that is not read."""
    shown = printable(suffix, 10)
    return ProblemError(
        "format",
        (
            f"el formato {shown} no se lee (se leen {formats}).",
            "Guárdelo como .csv o .xlsx, con los mismos encabezados, y entregue ese archivo.",
        ),
        (
            f"the format {shown} is not read (read are {formats}).",
            "Save it as .csv or .xlsx, with the same headers, and deliver that file.",
        ),
        expected=tuple(formats.split(", ")),
        found=(shown,),
    )


def no_access(*, is_folder: bool) -> ProblemError:
    """Say that the system does not let a file or a folder be read."""
    es, en = ("la carpeta", "the folder") if is_folder else ("el archivo", "the file")
    return ProblemError(
        "no_access",
        (
            f"no se puede abrir {es}: falta el permiso, o la unidad o la red no responde.",
            "Revise los permisos y la unidad, y repita; nada de lo que tenía se da por retirado.",
        ),
        (
            f"{en} cannot be opened: permission is missing, or the drive or network is gone.",
            "See to permissions and drive, and run again; nothing it had counts as taken away.",
        ),
    )
