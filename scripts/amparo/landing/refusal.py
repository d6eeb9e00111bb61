"""Refusals: what does not fit, said so that the person who delivers it can mend it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from amparo.landing.text import header_key, is_blank, printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from amparo.landing.declarations import RefusedLayout, Table, TextColumn
    from amparo.landing.matching import HeaderMatch

Language = Literal["es", "en"]
Reason = Literal[
    "unrecognised",
    "missing_columns",
    "ambiguous_columns",
    "two_tables",
    "sheet_name",
    "refused_layout",
    "empty",
    "no_rows",
    "unreadable",
    "password",
    "undecodable",
    "malformed_row",
    "name_taken",
    "nul_byte",
    "long_cell",
    "archive",
    "key_missing",
    "format",
    "no_access",
    "too_big",
    "stray_cell",
]

_NEARLY = 2 / 3
"""Share of the required columns from which an unclaimed file was probably meant for a table."""
_OWN = 3
"""Headers that one source alone declares, from which a file was probably meant for it."""
_ASK_ES = "Pida el archivo original de la fuente; si la fuente cambió su formato, pida a quien "
_ASK_ES += "mantiene Amparo que lo declare (docs/how-to-add.md)."
_ASK_EN = "Ask for the source's original file; if the source changed its layout, have whoever "
_ASK_EN += "maintains Amparo declare it (docs/how-to-add.md)."
_HEADERS_SHOWN = 40
_MISSING_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Refusal:
    """One file, or one sheet, which is not landed.

    Attributes:
        file: Path relative to the extracts folder.
        sheet: Sheet of a workbook, '' for the whole file.
        source: Source that claims the file by its name or whose table is nearest, '' for none.
        table: Nearest table, '' for none.
        reason: Kind of refusal.
        expected: Column names or other things expected.
        found: Headers or other things found; never cells of data.
        nearest: For each missing column that has one, ``column=header`` of the nearest header.
        what_to_do: What to do, Spanish and English, separated by a line break.
        message_es: Where, what and what to do, in Spanish.
        message_en: The same in English.
        is_unclaimed: True where no source claims the file and it is near no layout.
        columns_missing: Declared columns it lacks: with source and reason all that is published.
        sha256: Digest of the file, '' where it was not read.
        keeps_last_good: True where the rows of an earlier delivery of the file stay in ``raw``.
    """

    file: str
    sheet: str
    source: str
    table: str
    reason: Reason
    expected: tuple[str, ...]
    found: tuple[str, ...]
    nearest: tuple[str, ...]
    what_to_do: str
    message_es: str
    message_en: str
    is_unclaimed: bool
    columns_missing: tuple[str, ...] = ()
    sha256: str = ""
    keeps_last_good: bool = False

    def keeping_last_good(self) -> Refusal:
        """Say also that the rows landed before stay."""
        return replace(
            self,
            keeps_last_good=True,
            message_es=f"{self.message_es} Quedan las filas de la última entrega buena.",
            message_en=f"{self.message_en} The rows of the last good delivery stay.",
        )


class ProblemError(Exception):
    """A file or sheet cannot be read or landed; becomes a `Refusal` with the file's name.

    Attributes:
        reason: Kind of refusal.
        es: What is wrong and what to do, in Spanish.
        en: The same in English.
        expected: Things expected.
        found: Things found; never cells of data.
    """

    def __init__(
        self,
        reason: Reason,
        es: tuple[str, str],
        en: tuple[str, str],
        *,
        expected: Sequence[str] = (),
        found: Sequence[str] = (),
    ) -> None:
        """Keep the texts."""
        super().__init__(es[0])
        self.reason: Reason = reason
        self.es = es
        self.en = en
        self.expected = tuple(expected)
        self.found = tuple(found)


class RefusedError(Exception):
    """A file is refused for a problem of one sheet (or of the whole file: '')."""

    def __init__(
        self, problem: ProblemError, sheet: str = "", nearest: HeaderMatch | None = None
    ) -> None:
        """Keep the problem with the nearest match."""
        super().__init__(str(problem))
        self.problem = problem
        self.sheet = sheet
        self.nearest = nearest


def refuse(
    refused: RefusedError,
    file: str,
    claimed_by: Sequence[str],
    own_headers: Mapping[str, frozenset[str]],
) -> Refusal:
    """Make a refusal from a problem.

    Args:
        refused: What is wrong, the sheet, and the best match found if it could be read so far.
        file: Path relative to the extracts folder.
        claimed_by: Sources which claim the file by its name.
        own_headers: Headers that no other source declares, by source.
    """
    problem, sheet, nearest = refused.problem, refused.sheet, refused.nearest
    where = printable(file, 200) + (f" [{printable(sheet)}]" if sheet else "")
    is_near = nearest and (nearest.required_found or nearest.table.source in claimed_by)
    near = nearest if is_near else None
    is_archive = file.lower().endswith(".zip")
    source = near.table.source if near else (claimed_by[0] if claimed_by else "")
    return Refusal(
        file=file,
        sheet=sheet,
        source=source,
        table=near.table.name if near else "",
        reason=problem.reason,
        expected=problem.expected,
        found=problem.found,
        nearest=_nearest_headers(near) if near else (),
        what_to_do=f"{problem.es[1]}\n{problem.en[1]}",
        message_es=f"{where}: {problem.es[0]} {problem.es[1]}",
        message_en=f"{where}: {problem.en[0]} {problem.en[1]}",
        # nobody can tell what an archive or a folder holds that is not opened
        is_unclaimed=problem.reason not in {"refused_layout", "no_access"}
        and not (claimed_by or is_archive)
        and (near is None or not _is_meant_for(near, own_headers)),
        columns_missing=problem.expected if problem.reason == "missing_columns" else (),
    )


def _is_meant_for(match: HeaderMatch, own_headers: Mapping[str, frozenset[str]]) -> bool:
    """Tell a file of a known source, in an unknown layout, from one of somebody else."""
    own = own_headers.get(match.table.source, frozenset()) & set(map(header_key, match.headers))
    return is_near(match) or len(own) >= _OWN


def is_near(match: HeaderMatch) -> bool:
    """Tell whether a row has most of the required columns of a table."""
    return match.share >= _NEARLY


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


def _nearest_headers(match: HeaderMatch) -> tuple[str, ...]:
    pairs = ((name, match.nearest(name)) for name in match.missing)
    return tuple(f"{name}={printable(header, 40)}" for name, header in pairs if header is not None)


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
