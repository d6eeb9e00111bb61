"""Columns of the synthetic registry under construction: the sentinel wherever nothing is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from amparo.demo.allocate import pick, stream
from amparo.demo.registry.forms import by_extract, scaled, some
from amparo.demo.settings import registry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from amparo.demo.registry.extracts import Registry
    from amparo.demo.registry.forms import Dates, Flags, Whole

Cells = np.ndarray[tuple[int, ...], np.dtype[np.object_]]


class Columns:
    """The columns of one sheet, by header.

    Attributes:
        world: the registry they tell of.
        size: rows.
    """

    def __init__(self, world: Registry, show: Callable[[Any], Any]) -> None:
        """Start with every column blank.

        Args:
            world: the registry.
            show: gives the cell of a date; workbooks and texts write them differently.
        """
        texts = registry("texts")
        self.world = world
        self.size = world.forms.size
        self._show = show
        self._sentinel: int = texts["sentinel"]
        as_text = set(texts["text_sentinels"])
        self._cells: dict[str, Cells] = {
            name: np.full(self.size, str(self._sentinel) if name in as_text else self._sentinel,
                          dtype=object)
            for name in registry("header")["columns"]
        }  # fmt: skip

    def put(self, name: str, where: Flags | Whole, cells: Sequence[Any] | NDArray[Any]) -> None:
        """Write cells: one for each row that `where` flags or lists."""
        self._cells[name][where] = cells

    def put_all(self, name: str, where: Flags | Whole, cell: str | float | None) -> None:
        """Write the same cell in all rows that `where` flags."""
        self._cells[name][where] = cell

    def put_coded(
        self, name: str, where: Flags, codes: Whole, texts: Sequence[str | float | None]
    ) -> None:
        """Write the text of each row's code."""
        self._cells[name][where] = np.array(texts, dtype=object)[codes[where]]

    def put_dates(self, name: str, where: Flags, dates: Dates) -> None:
        """Write dates."""
        days, positions = np.unique(dates[where], return_inverse=True)
        shown = np.array([self._show(day) for day in days.tolist()], dtype=object)
        if days.size:
            self._cells[name][where] = shown[positions]

    def put_date_texts(self, name: str, where: Flags, dates: Dates) -> None:
        """Write dates as a person types them, day first."""
        days, positions = np.unique(dates[where], return_inverse=True)
        shown = np.array([day.strftime("%d/%m/%Y") for day in days.tolist()], dtype=object)
        if days.size:
            self._cells[name][where] = shown[positions]

    def rng(self, part: str) -> np.random.Generator:
        """Return the random stream of one column or group of columns."""
        return stream(self.world.seed, f"registry column {part}")

    def rows(self) -> list[tuple[Any, ...]]:
        """Give the cells row by row; rows that repeat another are equal to it."""
        source = self.world.forms.source
        return list(zip(*(cells[source].tolist() for cells in self._cells.values()), strict=True))


def put_listed(columns: Columns) -> None:
    """Fill the columns whose published counts alone are known, as `registry.yml` lists them."""
    world = columns.world
    forms, children = world.forms, world.children
    among: dict[str, Flags] = {
        "child": children.recorded,
        "home": children.home > 0,
        "work": children.work > 0,
        **{f"visit_{number}": held for number, held in world.visits.held.items()},
    }
    for name, settings in registry("columns").items():
        rng = columns.rng(name)
        rows = among[settings["among"]]
        if "otherwise" in settings:
            columns.put_all(name, np.ones(forms.size, dtype=bool), settings["otherwise"])
        if "count" in settings:
            filled = np.zeros(forms.size, dtype=bool)
            filled[some(rng, rows, scaled(settings["count"], forms.share))] = True
        else:
            filled = rows & (rng.random(forms.size) < by_extract(forms, settings["fill"]))
        texts = [value for value, _ in settings["values"]]
        codes = pick(rng, [float(count) for _, count in settings["values"]], forms.size)
        columns.put_coded(name, filled, codes, texts)
        mixed = filled & forms.among(*settings.get("mixed_case", []))
        columns.put_coded(name, mixed, codes, [str(text).capitalize() for text in texts])
