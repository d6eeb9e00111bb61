"""A file that holds some columns of a known table and no others is a cut of that table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from amparo.landing.refusal import ProblemError
from amparo.landing.text import is_blank

if TYPE_CHECKING:
    from collections.abc import Iterable

    from amparo.landing.matching import HeaderMatch

_LEAST_COLUMNS: Final = 5
"""Fewer columns than these (a code, a name, a year, ...) are of many tables."""
_KNOWN: Final = 3 / 4
"""Share of the headers that has to be the table's."""
_CUT: Final = 1 / 2
"""Share of the table's columns up to which a file is a cut, not the table under other headers."""
_SHOWN: Final = 10


def cut_of(matches: Iterable[HeaderMatch]) -> HeaderMatch | None:
    """Give the match of the table that a file which fits none is a cut of; None for none.

    The headers decide, not the columns that the table requires: eight columns of a hundred have
    few of those, and a small table with one of them in common would look nearer.
    """
    found = [
        match
        for match in matches
        if _LEAST_COLUMNS <= _known(match) <= _CUT * len(match.table.columns)
        and match.required_found
        and len(match.missing) > 1
    ]
    best = max(found, key=_known, default=None)
    if best is None:
        return None
    headers = sum(not is_blank(header) for header in best.headers)
    rivals = {m.table.name for m in found if _known(m) == _known(best)}
    return best if _known(best) >= _KNOWN * headers and len(rivals) == 1 else None


def told_as_cut(match: HeaderMatch) -> ProblemError:
    """Say of which table a file is a cut and what it lacks."""
    names, columns = match.missing[:_SHOWN], len(match.table.columns)
    more = len(match.missing) - len(names)
    lacks, known = ", ".join(names), _known(match)
    return ProblemError(
        "refused_layout",
        (
            f"es un recorte de {match.table.name}: tiene {known} de sus {columns} columnas; faltan "
            f"obligatorias: {lacks}{f' y {more} más' if more else ''}.",
            "Entregue el archivo completo, con todas sus columnas.",
        ),
        (
            f"is a cut of {match.table.name}: it has {known} of its {columns} columns and lacks "
            f"required ones: {lacks}{f' and {more} more' if more else ''}.",
            "Deliver the whole file, with all its columns.",
        ),
        expected=match.missing,
    )


def _known(match: HeaderMatch) -> int:
    return match.found + len(match.personal)
