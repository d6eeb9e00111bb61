"""Which edition a published file is, and the texts that say so on every sheet and page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from amparo.texts import Labels

if TYPE_CHECKING:
    from pathlib import Path

    from amparo.outputs.published import Published
    from amparo.publishing.declared import Edition
    from amparo.texts import Language

RESTRICTED_MARK: Final = "RESTRINGIDO"
"""Beginning of the names of files that are for the cluster only, in both languages."""
_TITLES: Final = ("sheet_", "book_title")
_LONGEST: Final = 31  # characters of a sheet's name that Excel takes


def edition_of(published: Published) -> Edition:
    """The edition a file says it is; files of before there were two are shared."""
    return cast("Edition", published.publication().get("edition") or "shared")


class EditionLabels(Labels):
    """Texts of an edition: titles of the restricted one begin with what it is.

    Args:
        seeds: Folder of the seeds.
        language: ``es`` or ``en``.
        edition: The edition.
    """

    def __init__(self, seeds: Path, language: Language, edition: Edition = "shared") -> None:
        """Read the texts."""
        super().__init__(seeds, language)
        self.edition = edition

    def __call__(self, label_id: str, **values: object) -> str:
        """Text of a label; a title of the restricted edition is marked and fits a sheet's name."""
        text = super().__call__(label_id, **values)
        if self.edition == "shared" or not label_id.startswith(_TITLES):
            return text
        marked = f"{super().__call__('restricted_mark')} {text}"
        return marked[:_LONGEST] if label_id.startswith("sheet_") else marked

    @property
    def classification(self) -> str:
        """OCHA's sensitivity class of the edition."""
        return super().__call__(f"classification_{self.edition}")

    @property
    def licence(self) -> str:
        """What readers may do with the edition."""
        return super().__call__(f"licence_{self.edition}")
