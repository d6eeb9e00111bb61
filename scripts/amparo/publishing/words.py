"""What tables and columns are called in Spanish: comments of a published file are in both."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from amparo.seeds.reading import find_seed, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from amparo.publishing.tables import Definition

BETWEEN: Final = " · "
"""Between the Spanish and the English text of a comment."""

_ABOUT: Final = "about_"


def spanish(seeds: Path) -> dict[str, str]:
    """Descriptions in Spanish by the name of a column, or ``mart_`` and the name of a table.

    A name that recurs is described once, in the catalogue of texts; where it has none, a table of
    one's own keeps the comment it has.
    """
    if find_seed(seeds, "labels") is None:
        return {}
    return {
        row["label_id"].removeprefix(_ABOUT): row["es"]
        for row in rows_of(seeds, "labels", "label_id", "es")
        if row["label_id"].startswith(_ABOUT)
    }


def in_both(definition: Definition, words: Mapping[str, str]) -> Definition:
    """A definition whose comments begin with the Spanish text.

    Args:
        definition: As the models describe it, in English.
        words: Texts by name, from `spanish`.
    """
    return replace(
        definition,
        comment=_both(words.get(f"mart_{definition.name}"), definition.comment),
        columns=tuple(
            replace(column, comment=_both(words.get(column.name), column.comment))
            for column in definition.columns
        ),
    )


def _both(es: str | None, en: str | None) -> str | None:
    return BETWEEN.join(filter(None, (es, en))) or None
