"""Refusals: what does not fit, said so that the person who delivers it can mend it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from amparo.landing.text import header_key, printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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


def _nearest_headers(match: HeaderMatch) -> tuple[str, ...]:
    pairs = ((name, match.nearest(name)) for name in match.missing)
    return tuple(f"{name}={printable(header, 40)}" for name, header in pairs if header is not None)
