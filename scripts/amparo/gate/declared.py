"""What the sources' YAML expects of the landed tables: the vocabulary of ``config.meta.expect``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from amparo.landing import DeclarationError, load_declarations
from amparo.landing.declarations import Pattern  # noqa: TC001 - pydantic reads it at run time
from amparo.landing.loading import M, read_part

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from amparo.landing.declarations import Column, Table

Outcome = Literal["stop", "warn", "note"]
Reader = Literal[
    "count", "count_lost_zeros", "number", "date", "leading_year", "text", "label", "upper"
]
Name = Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
Share = Annotated[float, Field(gt=0, le=1)]
OUTCOMES: tuple[Outcome, ...] = ("stop", "warn", "note")
"""Worst first."""
_YEARS = ("date", "count", "leading_year")
KINDS = ("type", "values", "pattern", "between", "filled")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ColumnExpectation(_Strict):
    """One thing expected of a column's filled cells, with the least share of rows by outcome.

    Exactly one kind is given: ``type`` (can be read), ``values`` (``seed.column``), ``pattern``
    (of the whole cell), ``between`` (inclusive; of dates, the year; or, for dates and years,
    ``seed.limit_id`` of a seed with ``limit_id`` and ``lower``: up to the day of landing, or
    ``years_ahead`` later where the seed has it), or ``filled`` (not blank).
    ``as`` says how ``values`` and ``between`` read the cell; ``where`` keeps to the rows of the
    seed with these cells; ``readable_es`` and ``readable_en`` say a pattern in words.
    """

    type: Reader | None = None
    values: Annotated[str, Field(pattern=r"^[a-z0-9_]+\.[a-z0-9_]+$")] | None = None
    pattern: Pattern | None = None
    between: (
        Annotated[list[float], Field(min_length=2, max_length=2)]
        | Annotated[str, Field(pattern=r"^[a-z0-9_]+\.[a-z0-9_]+$")]
        | None
    ) = None
    filled: Literal[True] | None = None
    read_as: Reader | None = Field(default=None, alias="as")
    where: dict[str, str] = {}
    readable_es: str = ""
    readable_en: str = ""
    least: dict[Outcome, Share] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_one_thing(self) -> ColumnExpectation:
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError(f"needs exactly one of {', '.join(KINDS)}; found {given}")
        if (self.read_as is not None) != (given[0] in {"values", "between"}):
            raise ValueError("'as' goes with values and between, and only with them")
        if self.where and given[0] != "values":
            raise ValueError("'where' goes with values only")
        if isinstance(self.between, str) and self.read_as not in _YEARS:
            raise ValueError(f"between with a limit of a seed goes with as: {', '.join(_YEARS)}")
        return self

    @property
    def seed(self) -> str | None:
        """The seed it goes by, or None."""
        named = self.between if isinstance(self.between, str) else self.values
        return None if named is None else named.split(".")[0]

    @property
    def kind(self) -> str:
        """The one kind given."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)


class ReadColumn(_Strict):
    """A column and how its cells are read."""

    column: str
    read_as: Reader = Field(alias="as")


Reason = Annotated[str, Field(min_length=20)]


class Translated(_Strict):
    """Columns whose values a seed translates, as staging reads them.

    ``texts`` is a staging model with a row per different value of such a column: ``column_name``,
    ``value_domain`` (rows of the seed it is looked up in), ``value_text``, ``cells``,
    ``is_known``, ``if_unmapped`` (``warn`` or ``note``), ``may_be_shown`` (where the table has
    personal columns) and the first ``file_name``, ``sheet`` and ``row_number``. ``seed`` is where
    a value is added.
    """

    texts: Name
    seed: Name


class TableExpectation(_Strict):
    """What is looked at in the table as a whole.

    That is: which column tells the year, which is summed, which settings state needed years, and
    whether seeds translate its values (``translated``).

    A table whose rows are of no year says why (``without_year``); its rows and its sum are then
    compared with the last accepted load as a whole. Where people go on adding to a template
    (``only_grows``), more of them is no change to ask about, and fewer is. One whose rows need not
    cover the country says why (``regional``). Tables of a source that tell of the same (``brings``)
    stand for one another, and no other does.
    """

    year: ReadColumn | None = None
    without_year: Reason | None = None
    only_grows: bool = False
    sum: ReadColumn | None = None
    regional: Reason | None = None
    brings: list[Name] = []
    needed_by_settings: list[str] = []
    translated: Translated | None = None

    @model_validator(mode="after")
    def _tells_the_year_or_why_not(self) -> TableExpectation:
        if (self.year is None) == (self.without_year is None):
            raise ValueError("needs exactly one of year, without_year")
        if self.needed_by_settings and self.year is None:
            raise ValueError("'needed_by_settings' goes with year only")
        return self


class Unchecked(_Strict):
    """Why nothing is expected of a column (``expect: {unchecked: reason}``)."""

    unchecked: Reason


class _ColumnPart(_Strict):
    expect: Annotated[list[ColumnExpectation], Field(min_length=1)]

    @model_validator(mode="after")
    def _says_what_can_be_read(self) -> _ColumnPart:
        types = {item.type for item in self.expect}
        for item in self.expect:
            # a range looks at what can be read and at nothing else
            if item.between is not None and item.read_as not in types:
                raise ValueError(f"between as {item.read_as} needs type: {item.read_as} beside it")
        return self


class _UncheckedPart(_Strict):
    expect: Unchecked


class _TablePart(_Strict):
    expect: TableExpectation


@dataclass(frozen=True)
class Expected:
    """What is expected of one landed table.

    Attributes:
        table: Its declaration.
        of_table: Year, sum and needed settings; None where the YAML states none.
        of_columns: Each column with what is expected of it.
        unchecked: Why nothing is expected of some columns, by name.
    """

    table: Table
    of_table: TableExpectation | None
    of_columns: tuple[tuple[Column, tuple[ColumnExpectation, ...]], ...]
    unchecked: Mapping[str, str]


def load_expected(folder: Path) -> tuple[Expected, ...]:
    """Read the expectations of every landed table.

    Args:
        folder: ``models/staging`` of the project.

    Returns:
        One entry per declared table, in declared order.

    Raises:
        DeclarationError: an unknown or wrong key; the text names the file and the key.
    """
    return tuple(
        _expected(source.declared_in, table)
        for source in load_declarations(folder).sources
        for table in source.tables
    )


def _expected(file: Path, table: Table) -> Expected:
    def part(model: type[M], where: str, value: object) -> M:
        return read_part(model, file, f"{table.name}{where}.config.meta", {"expect": value})

    of_table = None if table.expect is None else part(_TablePart, "", table.expect).expect
    of_columns: list[tuple[Column, tuple[ColumnExpectation, ...]]] = []
    unchecked: dict[str, str] = {}
    for column in table.columns:
        where = f".{column.name}"
        if isinstance(column.expect, dict):
            unchecked[column.name] = part(_UncheckedPart, where, column.expect).expect.unchecked
        elif column.expect is not None:
            items = part(_ColumnPart, where, column.expect).expect
            of_columns.append((column, tuple(items)))
    names = {column.name for column in table.columns}
    for item in (of_table.year, of_table.sum) if of_table else ():
        if item is not None and item.column not in names:
            raise DeclarationError(
                f"Declaración en {file}: {table.name}.config.meta.expect nombra la columna no "
                f"declarada «{item.column}»",
                f"Declaration in {file}: {table.name}.config.meta.expect names the undeclared "
                f"column '{item.column}'",
            )
    return Expected(table, of_table, tuple(of_columns), unchecked)
