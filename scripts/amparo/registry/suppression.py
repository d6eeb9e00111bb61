"""Which cells of additive tables to withhold, so that none withheld can be worked out again.

Works on numbers only: cells, and relations that say which sums of cells are equal. Which table
states which cell is :mod:`amparo.registry.disclosure_cells`. The way is the usual one of linear
programming for cell suppression: a withheld cell is safe when tables exist that agree with all
that is published and in which it differs; where none do, the tables that change published cells at
the least cost say which of them to withhold as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import highspy
import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Places = NDArray[np.int64]

# How far upward the search for other possible tables goes from a small true count, in protection
# widths. A program needs an end; a nearer one only suppresses more than it had to.
BOX_WIDTHS: Final = 20.0
# What withholding a cell costs beside a unit for each published row that goes with it: by the
# logarithm of its size, by that of the parts it is the total of, and where it is 0, which hides
# nobody and so looks odd.
SIZE_COST: Final = 1.0
TOTAL_COST: Final = 20.0
ZERO_COST: Final = 6.0
# Programs that move all cells in doubt at once, before what to withhold is asked one by one.
JOINT_MOVES: Final = 40
# What the solver may be wrong by, in cases.
TOLERANCE: Final = 1e-6


@dataclass(frozen=True)
class System:
    """Cells and what is known of them.

    Attributes:
        values: True count of each cell, 0 or more.
        relations: One row per relation, one column per cell: 1 for the whole, -1 for a part.
        sensitive: Cells that may not be told, nor bounded too closely.
        stated: Cells that some published row states. The others become known only by arithmetic.
        known: Cells that everybody knows (population); never withheld.
        ceilings: Two columns, a row per cell that is no more than another: the smaller, the larger.
        sensitive_gaps: Ceilings of which the difference may not be told either.
        rows: One row per published row, one column per cell: 1 where the row states the cell. A
            row is withheld whole, so a cell may be told by no row although nobody withholds it.
    """

    values: Numbers
    relations: sparse.csr_array
    sensitive: Flags
    stated: Flags
    known: Flags
    ceilings: Places
    sensitive_gaps: Flags
    rows: sparse.csr_array


def suppress(system: System, width: float) -> Flags:
    """Withhold the sensitive cells and as many others as it takes to protect them.

    Every sensitive cell, and every stated cell that is withheld, can afterwards take values at
    least ``width`` apart in tables that agree with all that stays published. Always the same
    answer for the same system.

    Args:
        system: Cells and relations; the true values fulfil every relation.
        width: Least width, in cases, of what can be said of a withheld cell.

    Returns:
        Per cell, whether it is withheld. Cells no row states are never marked.
    """
    search = _Search(system, width)
    everything = _Program(system, np.flatnonzero(~system.known), width)
    while True:
        withheld = _Program(system, np.flatnonzero(search.unknown), width)
        _move_jointly(search, withheld)
        doubtful = list(search.aims())
        if not doubtful:
            return search.required & system.stated
        for aim in doubtful:
            if search.lacks(aim):
                _withhold_around(search, everything, aim)


@dataclass(frozen=True)
class _Aim:
    """A cell, or the difference of two, that has to be free: +1 and -1 of cells.

    Attributes:
        cells: The cell; or the larger and the smaller one of a ceiling.
        gap: Number of the ceiling; -1 for a cell.
    """

    cells: tuple[int, ...]
    gap: int = -1


class _Search:
    """State of one search: what is withheld, and how far each cell is proven to be free.

    Attributes:
        system: What is searched.
        width: Least width of what can be said of a withheld cell.
        required: Cells that must be free: withheld ones.
        unknown: Cells nobody is told: withheld, stated by no row, or by withheld rows only.
        open_rows: Rows that state a cell and are not withheld.
        up: How far each cell was seen to go upward.
        down: How far downward.
        gap_up: How far the difference of each ceiling.
        gap_down: How far downward.
    """

    def __init__(self, system: System, width: float) -> None:
        self.system, self.width = system, width
        count = len(system.values)
        self._is_open = np.ones(system.rows.shape[0], dtype=bool)
        self._rows_of = system.rows.tocsc()
        self._weight = SIZE_COST * np.log1p(system.values) + TOTAL_COST * _levels(system.relations)
        self._weight += ZERO_COST * (system.values == 0)
        self.required = np.zeros(count, dtype=bool)
        self.unknown = ~system.stated & ~system.known
        self.open_rows = np.diff(self._rows_of.indptr).astype(float)
        self.up, self.down = np.zeros(count), np.zeros(count)
        self.gap_up, self.gap_down = (np.zeros(len(system.ceilings)) for _ in range(2))
        for cell in np.flatnonzero(system.sensitive & ~system.known):
            self.withhold(int(cell))

    def withhold(self, cell: int) -> None:
        """Withhold a cell, and the rows that state it: what no other row states is not told."""
        self.unknown[cell] = self.required[cell] = True
        rows, of = self.system.rows, self._rows_of
        for row in of.indices[of.indptr[cell] : of.indptr[cell + 1]]:
            if self._is_open[row]:
                self._is_open[row] = False
                stated = rows.indices[rows.indptr[row] : rows.indptr[row + 1]]
                self.open_rows[stated] -= 1
                self.unknown[stated] |= (self.open_rows[stated] == 0) & ~self.system.known[stated]

    def costs(self) -> Numbers:
        """What it costs to withhold each cell; nothing where nobody is told it anyway."""
        return np.where(self.unknown, 0.0, self.open_rows + self._weight)

    def aims(self) -> Iterator[_Aim]:
        """What must be free and is not yet proven to be; asked again before each."""
        for cell in np.flatnonzero(self.required):
            if self.lacks(aim := _Aim((int(cell),))) > 0:
                yield aim
        for gap in np.flatnonzero(self.system.sensitive_gaps):
            small, large = self.system.ceilings[gap]
            if self.lacks(aim := _Aim((int(large), int(small)), int(gap))) > 0:
                yield aim

    def lacks(self, aim: _Aim) -> float:
        """Cases that are missing to the width of what can be said of it."""
        seen = sum(self.seen(aim))
        return self.width - seen if seen < self.width - TOLERANCE else 0.0

    def seen(self, aim: _Aim) -> tuple[float, float]:
        """How far up and down it was seen to go."""
        if aim.gap >= 0:
            return float(self.gap_up[aim.gap]), float(self.gap_down[aim.gap])
        return float(self.up[aim.cells[0]]), float(self.down[aim.cells[0]])

    def note(self, changes: Numbers) -> None:
        """Keep the farthest that cells, and differences, have been seen to go.

        What was found stays true when more is withheld, so nothing is looked for twice.
        """
        np.maximum(self.up, changes, out=self.up)
        np.maximum(self.down, -changes, out=self.down)
        small, large = self.system.ceilings.T
        np.maximum(self.gap_up, changes[large] - changes[small], out=self.gap_up)
        np.maximum(self.gap_down, changes[small] - changes[large], out=self.gap_down)

    def give_up(self, aim: _Aim) -> None:
        """Look no more: nothing that is published bears on it."""
        if aim.gap >= 0:
            self.gap_up[aim.gap] = np.inf
        else:
            self.up[aim.cells[0]] = np.inf


def _levels(relations: sparse.csr_array) -> Numbers:
    """Weight of a cell as a total: logarithm of the parts it is the sum of."""
    coo = relations.tocoo()
    parts = np.asarray((relations == -1).sum(axis=1)).ravel()
    weight = np.zeros(relations.shape[1])
    wholes = coo.data > 0
    np.add.at(weight, coo.col[wholes], parts[coo.row[wholes]])
    return np.asarray(np.log1p(weight))


class _Program:
    """The changes of some cells that agree with every sum, all others staying as they are.

    Changes upward and downward are columns of their own, so that both can cost. No count falls
    below 0, none exceeds its ceiling. The solver starts each move from where the last one ended.
    """

    def __init__(self, system: System, cells: Places, width: float) -> None:
        self._cells, self._width = cells, width
        self._total = len(system.values)
        self._place = np.full(self._total, -1)
        self._place[cells] = np.arange(len(cells))
        self._values = system.values[cells]
        small, large = system.ceilings.T
        self._gaps = system.values[large] - system.values[small]
        equal = system.relations[:, cells]
        below = _differences(system)[:, cells]
        self._first_gap = equal.shape[0]
        rows = sparse.csc_array(sparse.vstack([equal, below]))
        self._solver = _solver(
            sparse.csc_array(sparse.hstack([rows, -rows])),
            np.concatenate(
                [np.zeros(equal.shape[0]), np.full(len(self._gaps), -highspy.kHighsInf)]
            ),
            np.concatenate([np.zeros(equal.shape[0]), self._gaps]),
        )

    def move(self, direction: Numbers) -> Numbers:
        """Change cells as far as possible in a direction.

        The cells asked for go as far as the width, so that one's freedom is not spent on another.

        Args:
            direction: Per cell of the system.

        Returns:
            Changes of all cells of the system.
        """
        asked = direction[self._cells]
        up, down = self._ends()
        up = np.where(asked != 0, np.minimum(up, self._width), up)
        down = np.where(asked != 0, np.minimum(down, self._width), down)
        changes = self._solve(np.concatenate([-asked, asked]), up, down)
        if changes is None:
            raise AssertionError("no change at all is always possible")
        return changes

    def cheapest(self, costs: Numbers, aim: _Aim, cases: float) -> Numbers | None:
        """The change of least cost in which an aim goes up, or down, by some cases.

        Args:
            costs: Of changing each cell of the system by one case.
            aim: What has to change.
            cases: By how much; below 0 downward.

        Returns:
            Changes of all cells of the system; none where it cannot change so.
        """
        up, down = self._ends()
        least_up, least_down = np.zeros(len(up)), np.zeros(len(down))
        own = np.tile(costs[self._cells], 2)
        if aim.gap >= 0:
            row, gap = self._first_gap + aim.gap, self._gaps[aim.gap]
            if cases < -gap:
                return None
            self._solver.changeRowBounds(
                row, *((-highspy.kHighsInf, -cases) if cases > 0 else (-cases, gap))
            )
            changes = self._solve(own, up, down)
            self._solver.changeRowBounds(row, -highspy.kHighsInf, gap)
            return changes
        place = self._place[aim.cells[0]]
        asked, least, other = (up, least_up, down) if cases > 0 else (down, least_down, up)
        if asked[place] < abs(cases):
            return None
        asked[place] = least[place] = abs(cases)
        other[place] = 0.0
        return self._solve(own, up, down, np.concatenate([least_up, least_down]))

    def _ends(self) -> tuple[Numbers, Numbers]:
        """The farthest that each cell may go up and down."""
        return np.maximum(self._values, BOX_WIDTHS * self._width), self._values.copy()

    def _solve(
        self, costs: Numbers, up: Numbers, down: Numbers, least: Numbers | None = None
    ) -> Numbers | None:
        places = np.arange(len(costs), dtype=np.int32)
        least = np.zeros(len(costs)) if least is None else least
        self._solver.changeColsCost(len(costs), places, costs)
        self._solver.changeColsBounds(len(costs), places, least, np.concatenate([up, down]))
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise AssertionError(f"no answer: {self._solver.modelStatusToString(status)}")
        solution = np.array(self._solver.getSolution().col_value)
        changes = np.zeros(self._total)
        changes[self._cells] = solution[: len(up)] - solution[len(up) :]
        return changes


def _differences(system: System) -> sparse.csr_array:
    """One row per ceiling: 1 for the smaller cell, -1 for the larger one."""
    count = len(system.ceilings)
    signs = np.tile([1.0, -1.0], count)
    places = (np.repeat(np.arange(count), 2), system.ceilings.ravel())
    return sparse.csr_array((signs, places), shape=(count, len(system.values)))


def _solver(rows: sparse.csc_array, lower: Numbers, upper: Numbers) -> Any:
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = rows.shape
    model.col_cost_ = model.col_lower_ = model.col_upper_ = np.zeros(rows.shape[1])
    model.row_lower_, model.row_upper_ = lower, upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = rows.indptr
    model.a_matrix_.index_ = rows.indices
    model.a_matrix_.value_ = rows.data
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # not typed
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.passModel(model)
    return solver


def _move_jointly(search: _Search, program: _Program) -> None:
    """Move all that is in doubt at once, up, down and to and fro: a few tables settle most."""
    chance = np.random.default_rng(0)
    for attempt in range(JOINT_MOVES):
        direction = np.zeros(len(search.unknown))
        for aim in search.aims():
            _aim_at(direction, aim, -1.0 if attempt % 2 else 1.0)
        if attempt >= 2:
            direction *= chance.choice([-1.0, 1.0], len(direction))
        if not direction.any():
            return
        search.note(program.move(direction))


def _aim_at(direction: Numbers, aim: _Aim, sign: float) -> None:
    for cell, side in zip(aim.cells, (1.0, -1.0), strict=False):
        if not direction[cell]:
            direction[cell] = sign * side


def _withhold_around(search: _Search, program: _Program, aim: _Aim) -> None:
    """Withhold the cells that have to change, at the least cost, for an aim to be free."""
    costs, best = search.costs(), None
    for sign, seen in zip((1, -1), search.seen(aim), strict=True):
        changes = program.cheapest(costs, aim, sign * (seen + search.lacks(aim)))
        if changes is not None and (best is None or costs @ abs(changes) < costs @ abs(best)):
            best = changes
    if best is None:
        search.give_up(aim)
        return
    for cell in np.flatnonzero(abs(best) > TOLERANCE):
        # those withheld before may have taken the rows of this one with them
        if not search.unknown[cell]:
            search.withhold(int(cell))
    search.note(best)
