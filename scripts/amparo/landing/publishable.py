"""What may be kept and published of a refused file: its source, the reason, declared columns.

Headers, sheets and file names that no declaration knows can hold a person's name; they are shown to
who runs the landing and written nowhere.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from amparo.landing.declarations import Declarations
    from amparo.landing.refusal import Reason, Refusal

_REASONS: Final[dict[Reason, tuple[str, str]]] = {
    "unrecognised": ("no se reconoce", "not recognised"),
    "missing_columns": ("faltan columnas", "columns are missing"),
    "ambiguous_columns": (
        "varios encabezados responden por una columna",
        "several headers answer for one column",
    ),
    "two_tables": ("encaja igual de bien en dos tablas", "fits two tables equally well"),
    "sheet_name": ("la hoja no lleva su nombre", "the sheet does not have its name"),
    "refused_layout": ("formato conocido que no se puede usar", "known layout that cannot be used"),
    "empty": ("está vacío", "is empty"),
    "no_rows": ("no trae ninguna fila", "has no row"),
    "unreadable": ("está dañado o es de otro formato", "is damaged or of another format"),
    "password": ("está protegido con contraseña", "is password protected"),
    "undecodable": ("codificación desconocida", "unknown encoding"),
    "malformed_row": ("una fila está mal formada", "a row is malformed"),
    "name_taken": ("otro archivo se llama igual", "another file has the same name"),
    "nul_byte": ("tiene un byte nulo", "has a NUL byte"),
    "long_cell": ("una celda no termina", "a cell does not end"),
    "archive": ("el zip no se puede abrir sin riesgo", "the zip cannot be opened safely"),
    "key_missing": ("no hay clave para sus identificadores", "no key for its identifiers"),
    "format": ("formato que no se lee", "a format that is not read"),
    "no_access": ("no se pudo abrir", "could not be opened"),
    "too_big": ("es demasiado grande", "is too big"),
    "stray_cell": (
        "tiene un valor suelto lejos de los datos",
        "has a stray value far from the data",
    ),
}
_LAST_ES: Final = " Quedan las filas de la última entrega buena."
_LAST_EN: Final = " The rows of the last good delivery stay."


def public_reason(refusal: Refusal) -> tuple[str, str]:
    """Say why a file was refused without anything it delivered, in Spanish and English."""
    es, en = _REASONS[refusal.reason]
    listed = ", ".join(refusal.columns_missing)
    if listed:
        es, en = f"{es}: {listed}", f"{en}: {listed}"
    es, en = f"{es}.", f"{en}."
    return (es + _LAST_ES, en + _LAST_EN) if refusal.keeps_last_good else (es, en)


def public_of(
    refusals: Iterable[Refusal], declarations: Declarations
) -> Iterator[dict[str, object]]:
    """Give the rows of ``raw.refused_files``; files are numbered within their source.

    Args:
        refusals: Of one landing.
        declarations: The sources, for their labels.
    """
    numbers: Counter[str] = Counter()
    for refusal in sorted(refusals, key=lambda item: (item.source, item.file)):
        numbers[refusal.source] += 1
        number = numbers[refusal.source]
        source = declarations.by_name.get(refusal.source)
        label_es = source.label_es if source else "Fuente desconocida"
        label_en = source.label_en if source else "Unknown source"
        es, en = public_reason(refusal)
        yield {
            "source_id": refusal.source,
            "refusal_number": number,
            "reason": refusal.reason,
            "columns_missing": ", ".join(refusal.columns_missing),
            "is_unclaimed": refusal.is_unclaimed,
            "file_sha256": refusal.sha256,
            "message_es": f"{label_es}, archivo rechazado {number}: {es}",
            "message_en": f"{label_en}, refused file {number}: {en}",
        }
