"""What does not fit a declared layout, with the nearest one and what it lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amparo.landing.refusal import ProblemError
from amparo.landing.text import is_blank, printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amparo.landing.declarations import RefusedLayout, Table, TextColumn
    from amparo.landing.matching import HeaderMatch
    from amparo.landing.refusal import Language

_ASK_ES = "Pida el archivo original de la fuente; si la fuente cambió su formato, pida a quien "
_ASK_ES += "mantiene Amparo que lo declare (docs/how-to-add.md)."
_ASK_EN = "Ask for the source's original file; if the source changed its layout, have whoever "
_ASK_EN += "maintains Amparo declare it (docs/how-to-add.md)."
_HEADERS_SHOWN = 40
_MISSING_SHOWN = 10


def no_fit(match: HeaderMatch | None, *, is_claimed: bool) -> ProblemError:
    """Say that nothing fits, with the nearest table and what it lacks.

    A claimed file was meant for its source's table even if not one column is there.
    """
    if match is None or not (match.required_found or is_claimed):
        return ProblemError(
            "unrecognised",
            (
                "no se reconoce: ninguna fila parece el encabezado de una tabla declarada.",
                _ASK_ES,
            ),
            ("not recognised: no row looks like the header of a declared table.", _ASK_EN),
        )
    table = match.table
    named = match.missing[:_MISSING_SHOWN]
    more = len(match.missing) - len(named)
    es = "; ".join(_lack(match, name, "es") for name in named) + (f"; y {more} más" if more else "")
    en = "; ".join(_lack(match, name, "en") for name in named) + (f"; {more} more" if more else "")
    found = f"{match.required_found}/{match.required_count}"
    unused = ", ".join(_unused_headers(match))
    es += f". Encabezados sin columna: {unused}" if unused else ""
    en += f". Headers without a column: {unused}" if unused else ""
    do_es, do_en = _rename(match) or (_ASK_ES, _ASK_EN)
    return ProblemError(
        "missing_columns",
        (
            f"no encaja en ninguna tabla declarada; la más cercana es {table.name} ({found} "
            f"columnas obligatorias): {es}.",
            do_es,
        ),
        (
            f"fits no declared table; the nearest is {table.name} ({found} required columns): "
            f"{en}.",
            do_en,
        ),
        expected=match.missing,
        found=_shown_headers(match),
    )


def _rename(match: HeaderMatch) -> tuple[str, str] | None:
    """Give the advice for a file that lacks nothing but what its name has to say."""
    told = [item for item in match.table.layout.from_file_name if item.column in match.missing]
    if not told or {item.column for item in told} != set(match.missing):
        return None
    return (
        f"Cambie el nombre del archivo para que {_readable(told, 'es')}.",
        f"Rename the file so that it {_readable(told, 'en')}.",
    )


def no_such_sheet(table: Table) -> ProblemError:
    """Say that a workbook lacks the one sheet of it that is read."""
    name = table.layout.sheets_shown
    return ProblemError(
        "sheet_name",
        (
            f"no tiene la hoja «{name}», la única que se lee para {table.name}.",
            "Entregue el libro con esa hoja y ese nombre.",
        ),
        (
            f"has no sheet '{name}', the only one read for {table.name}.",
            "Deliver the workbook with that sheet under that name.",
        ),
    )


def sheet_name(match: HeaderMatch) -> ProblemError:
    """Say that a sheet has the columns of a table but not the declared name."""
    sheet, name = printable(match.grid.sheet), match.table.layout.sheets_shown
    return ProblemError(
        "sheet_name",
        (
            f"la hoja «{sheet}» tiene las columnas de {match.table.name}, pero no su nombre.",
            f"Devuelva a la hoja su nombre original, como «{name}», y entregue el libro de nuevo.",
        ),
        (
            f"sheet '{sheet}' has the columns of {match.table.name} but not its name.",
            f"Give the sheet its original name back, like '{name}', and deliver it again.",
        ),
        expected=(name,),
        found=(sheet,),
    )


def refused_layout(layout: RefusedLayout) -> ProblemError:
    """Say that a layout is known and why it is not landed, in the words of its declaration."""
    return ProblemError(
        "refused_layout",
        (layout.why_es, layout.what_to_do_es),
        (layout.why_en, layout.what_to_do_en),
        found=tuple(layout.headers),
    )


def two_tables(matches: Sequence[HeaderMatch]) -> ProblemError:
    """Say that several tables fit equally well."""
    names = tuple(match.table.name for match in matches)
    listed = ", ".join(names)
    return ProblemError(
        "two_tables",
        (
            f"encaja igual de bien en {listed}.",
            "Entregue el archivo original, con todas sus columnas; si ya lo es, avise a quien "
            "mantiene Amparo.",
        ),
        (
            f"fits {listed} equally well.",
            "Deliver the original file, with all its columns; if it is, tell whoever maintains "
            "Amparo.",
        ),
        expected=names,
    )


def ambiguous(match: HeaderMatch) -> ProblemError:
    """Say that several headers, or a header and the file's name, answer for one column."""
    column, headers = match.conflicts[0]
    shown = ", ".join(printable(header, 40) for header in headers)
    return ProblemError(
        "ambiguous_columns",
        (
            f"varios encabezados ({shown}) corresponden a la columna {column} de "
            f"{match.table.name}.",
            "Deje uno solo; si el archivo es el original, avise a quien mantiene Amparo.",
        ),
        (
            f"several headers ({shown}) answer for column {column} of {match.table.name}.",
            "Leave only one; if the file is the original, tell whoever maintains Amparo.",
        ),
        expected=(column,),
        found=tuple(printable(header, 40) for header in headers),
    )


def _lack(match: HeaderMatch, column: str, language: Language) -> str:
    by_name = [item for item in match.table.layout.from_file_name if item.column == column]
    by_header = [item for item in match.table.layout.from_header if item.column == column]
    header = match.nearest(column)
    is_spanish = language == "es"
    text = f"falta la columna {column}" if is_spanish else f"column {column} is missing"
    if header is not None:
        text += "; la más parecida es " if is_spanish else "; the nearest is "
        text += printable(header, 40)
    if by_name:
        text += " (o que el nombre del archivo " if is_spanish else " (or a file name that "
        text += f"{_readable(by_name, language)})"
    if by_header:
        text += " (o que un encabezado " if is_spanish else " (or a header that "
        text += f"{_readable(by_header, language)})"
    return text


def _readable(told: Sequence[TextColumn], language: Language) -> str:
    """Say in words what a name or a header has to be like: a pattern is for who declares it."""
    is_spanish = language == "es"
    texts = [item.readable_es if is_spanish else item.readable_en for item in told]
    said = dict.fromkeys(text or ("la diga" if is_spanish else "tells it") for text in texts)
    return (" o " if is_spanish else " or ").join(said)


def _unused_headers(match: HeaderMatch) -> tuple[str, ...]:
    """Give the headers that met no column: the one that was renamed is among them."""
    unused = {printable(header, 40) for header in match.ignored}
    return tuple(header for header in _shown_headers(match) if header in unused)


def _shown_headers(match: HeaderMatch) -> tuple[str, ...]:
    """Give the headers of a row which is surely a header and not somebody's data."""
    personal = set(match.personal)
    if match.required_found < 2 or any(c.strip()[:1].isdigit() for c in match.headers):
        return ()
    shown = [printable(h, 40) for h in match.headers if not is_blank(h) and h not in personal]
    return tuple(shown[:_HEADERS_SHOWN])
