"""Problems of a file's content, whatever source it is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amparo.landing.refusal import ProblemError
from amparo.landing.text import printable

if TYPE_CHECKING:
    from collections.abc import Sequence


def empty() -> ProblemError:
    """Say that there is nothing in the file."""
    return ProblemError(
        "empty",
        ("el archivo está vacío.", "Vuelva a descargarlo o a exportarlo."),
        ("the file is empty.", "Download or export it again."),
    )


def no_rows() -> ProblemError:
    """Say that there is a header and nothing below it."""
    return ProblemError(
        "no_rows",
        ("hay encabezado, pero ninguna fila de datos.", "Complete el archivo o retírelo."),
        ("there is a header but no row of data.", "Fill the file or take it away."),
    )


def unreadable(kind_es: str, kind_en: str) -> ProblemError:
    """Say that a file cannot be opened as what its suffix says."""
    return ProblemError(
        "unreadable",
        (
            f"no se puede leer como {kind_es}: está truncado, dañado o es de otro formato.",
            "Vuelva a descargarlo; si se abre en Excel, guárdelo de nuevo como .xlsx o .csv.",
        ),
        (
            f"cannot be read as {kind_en}: it is truncated, damaged or of another format.",
            "Download it again; if Excel opens it, save it anew as .xlsx or .csv.",
        ),
    )


def password() -> ProblemError:
    """Say that a workbook is protected."""
    return ProblemError(
        "password",
        ("el libro está protegido con contraseña.", "Guárdelo sin contraseña y entréguelo así."),
        ("the workbook is password protected.", "Save it without a password and deliver that."),
    )


def undecodable(encodings: Sequence[str]) -> ProblemError:
    """Say that a CSV is in none of the declared encodings."""
    listed = ", ".join(encodings)
    return ProblemError(
        "undecodable",
        (
            f"el texto no está en ninguna de las codificaciones declaradas ({listed}).",
            "Ábralo en Excel y guárdelo como «CSV UTF-8».",
        ),
        (
            f"the text is in none of the declared encodings ({listed}).",
            "Open it in Excel and save it as 'CSV UTF-8'.",
        ),
        expected=encodings,
    )


def malformed_row(row: int, expected: int, found: int) -> ProblemError:
    """Say which row of a CSV has another number of columns than the header."""
    return ProblemError(
        "malformed_row",
        (
            f"fila {row} mal formada: se esperaban {expected} columnas y hay {found}.",
            "Corrija esa fila (comas sin comillas, pies de página, filas cortadas).",
        ),
        (
            f"row {row} is malformed: {expected} columns expected, {found} found.",
            "Correct that row (commas without quotes, footers, cut rows).",
        ),
        expected=(str(expected),),
        found=(f"row {row}: {found}",),
    )


def malformed_quotes(row: int) -> ProblemError:
    """Say at which row of a CSV the quotes do not close."""
    return ProblemError(
        "malformed_row",
        (
            f"fila {row} mal formada: las comillas no cierran o llevan texto después.",
            "Corrija las comillas de esa fila o vuelva a exportar el archivo.",
        ),
        (
            f"row {row} is malformed: its quotes do not close, or text follows them.",
            "Correct the quotes of that row or export the file again.",
        ),
        found=(f"row {row}",),
    )


def changing() -> ProblemError:
    """Say that somebody wrote to the file meanwhile."""
    return ProblemError(
        "unreadable",
        ("el archivo cambió durante la lectura.", "Espere a que termine la copia y repita."),
        ("the file changed while being read.", "Wait until it is copied and run again."),
    )


def name_taken() -> ProblemError:
    """Say that two files differ only in how their names are encoded."""
    return ProblemError(
        "name_taken",
        ("otro archivo se llama igual (salvo por la codificación).", "Cambie el nombre de uno."),
        ("another file has the same name (but for its encoding).", "Rename one of them."),
    )


def nul_byte(line: int) -> ProblemError:
    """Say that a text file holds a NUL: it is damaged, or UTF-16 that nobody declared."""
    return ProblemError(
        "nul_byte",
        (
            f"línea {line}: hay un byte nulo; está dañado o es «Texto Unicode» (UTF-16).",
            "Guárdelo como «CSV UTF-8» o vuelva a descargarlo.",
        ),
        (
            f"line {line}: there is a NUL byte; the file is damaged or 'Unicode text' (UTF-16).",
            "Save it as 'CSV UTF-8' or download it again.",
        ),
        found=(f"line {line}",),
    )


def long_cell(row: int, longest: int) -> ProblemError:
    """Say at which row of a CSV a cell never seems to end."""
    size = f"{longest // 2**20} MB"
    return ProblemError(
        "long_cell",
        (
            f"fila {row}: una celda pasa de {size}; casi siempre son comillas que no cierran.",
            "Corrija las comillas de esa fila o vuelva a exportar el archivo.",
        ),
        (
            f"row {row}: a cell exceeds {size}; nearly always its quotes do not close.",
            "Correct the quotes of that row or export the file again.",
        ),
        found=(f"row {row}",),
    )


def archive_member(name: str) -> ProblemError:
    """Say that a zip holds a member no data file is: a way out of the folder, a link, a twin."""
    shown = printable(name, 120)
    return ProblemError(
        "archive",
        (
            f"el zip contiene «{shown}»: una ruta, un enlace o un nombre repetido.",
            "Pida el archivo original y vuelva a comprimirlo; no lo descomprima con otro programa.",
        ),
        (
            f"the zip holds '{shown}': a path, a link or a repeated name.",
            "Ask for the original file and zip it anew; do not unpack it with another program.",
        ),
        found=(shown,),
    )


def archive_too_big(size: str) -> ProblemError:
    """Say that a zip unpacks to more than any delivery does."""
    return ProblemError(
        "archive",
        (
            f"el zip descomprimido es demasiado grande ({size}): puede estar hecho para dañar.",
            "Si es un archivo legítimo, entréguelo sin comprimir.",
        ),
        (
            f"the zip unpacks to too much ({size}): it may be made to harm.",
            "If it is a legitimate file, deliver it unzipped.",
        ),
        found=(size,),
    )


def archive_inside() -> ProblemError:
    """Say that a zip lies in a zip."""
    return ProblemError(
        "archive",
        ("es un zip dentro de otro zip.", "Saque los archivos y entréguelos directamente."),
        ("it is a zip within a zip.", "Take the files out and deliver them directly."),
    )


def key_missing(table: str, columns: Sequence[str]) -> ProblemError:
    """Say that a table has identifiers and there is no key to hash them with."""
    listed = ", ".join(columns)
    return ProblemError(
        "key_missing",
        (
            f"{table} trae identificadores ({listed}) y no hay clave para reemplazarlos.",
            "Cree una con «amparo key create», o fije AMPARO_HASH_KEY.",
        ),
        (
            f"{table} brings identifiers ({listed}) and there is no key to replace them with.",
            "Make one with 'amparo key create', or set AMPARO_HASH_KEY.",
        ),
        expected=columns,
    )
