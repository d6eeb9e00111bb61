"""What the workbook consists of, as ``sheets.yml`` and ``sql/`` declare."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from amparo.yaml_files import read_yaml

FOLDER: Final = Path(__file__).parent


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Spread(_Strict):
    """Rows written as columns: one column for each combination of values of ``by``.

    Where ``value`` is missing the cell shows what ``mark`` says: a text as it is, or an id with a
    label ``mark_<id>``, which the legend below the rows explains.
    """

    by: tuple[str, ...]
    value: str
    mark: str | None = None


class Sheet(_Strict):
    """A sheet: which marts it needs, what stays in view, what is summed."""

    id: str
    needs: tuple[str, ...]
    fixed: int
    totals: dict[str, str | None] = {}
    spread: Spread | None = None

    @property
    def sql(self) -> str:
        """Its query."""
        return (FOLDER / "sql" / f"{self.id}.sql").read_text(encoding="utf-8")


class Format(_Strict):
    """How cells look: Excel's number format, width in characters."""

    width: float
    number: str | None = None
    wrap: bool = False
    is_severity: bool = False


class Column(_Strict):
    """What the cells of a column are."""

    format: str = "text"
    words: str | None = None
    hxl: str = ""


class _File(_Strict):
    sheets: tuple[Sheet, ...]
    formats: dict[str, Format]
    columns: dict[str, Column]
    severity_colours: dict[int, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Definitions:
    """All of ``sheets.yml``."""

    sheets: tuple[Sheet, ...]
    formats: dict[str, Format]
    columns: dict[str, Column]
    severity_colours: dict[int, tuple[str, str]]

    def column(self, name: str) -> Column:
        """What a column is; text where nothing is declared."""
        return self.columns.get(name, Column())


def load_definitions() -> Definitions:
    """Read ``sheets.yml``."""
    read = read_yaml(FOLDER / "sheets.yml")
    found = _File.model_validate(read)
    return Definitions(found.sheets, found.formats, found.columns, found.severity_colours)
