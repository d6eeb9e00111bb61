"""Which cells of additive tables to withhold, so that none withheld can be worked out again.

Works on numbers only: cells, and relations that say which sums of cells are equal. Which table
states which cell is :mod:`amparo.registry.disclosure_cells`.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import highspy
import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Places = NDArray[np.int64]

# How far upward the search for other possible tables goes from a small true count, in protection
# widths. A program needs an end; a nearer one only suppresses more than it had to.
BOX_WIDTHS: Final = 20.0
# What it costs, beside the logarithm of its size, that a cell is a total, and that it is the first
# to be withheld in a sum.
TOTAL_COST: Final = 6.0
OPENED_COST: Final = 1.5
# Rounds that withhold one more cell near each cell in doubt; each later one withholds twice as many
# as the last, so that the few cells of a sparse table that little can free are not searched long.
PATIENT_ROUNDS: Final = 20
# Joint programs per round before the cells still in doubt are looked at one by one.
JOINT_ROUNDS: Final = 6
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
    """

    values: Numbers
    relations: sparse.csr_array
    sensitive: Flags
    stated: Flags
    known: Flags
    ceilings: Places
    sensitive_gaps: Flags


@dataclass
class _Search:
    """State of one search: what is withheld, and how far each cell is proven to be free."""

    system: System
    width: float
    unknown: Flags
    required: Flags
    level: Numbers
    columns: sparse.csc_array
    up: Numbers = field(init=False)
    down: Numbers = field(init=False)
    gap_up: Numbers = field(init=False)
    gap_down: Numbers = field(init=False)

    def __post_init__(self) -> None:
        self.up = np.zeros(len(self.unknown))
        self.down = np.zeros(len(self.unknown))
        self.gap_up = np.zeros(len(self.system.ceilings))
        self.gap_down = np.zeros(len(self.system.ceilings))

    @property
    def in_doubt(self) -> Flags:
        """Cells that must be free within the width and are not yet proven to be."""
        return self.required & (self.up + self.down < self.width - TOLERANCE)

    @property
    def gaps_in_doubt(self) -> Places:
        """Ceilings whose difference is sensitive and not yet proven to be free within the width."""
        narrow = self.gap_up + self.gap_down < self.width - TOLERANCE
        return np.flatnonzero(self.system.sensitive_gaps & narrow)

    def blocks_in_doubt(self, blocks: Places) -> Places:
        """Blocks with a cell, or the smaller cell of a difference, in doubt."""
        small = self.system.ceilings[self.gaps_in_doubt, 0]
        return np.union1d(blocks[self.in_doubt], blocks[small])

    def relations_of(self, cell: int) -> Places:
        place = slice(self.columns.indptr[cell], self.columns.indptr[cell + 1])
        return np.asarray(self.columns.indices[place])

    def cells_of(self, relation: int) -> tuple[Places, Numbers]:
        matrix = self.system.relations
        place = slice(matrix.indptr[relation], matrix.indptr[relation + 1])
        return matrix.indices[place], matrix.data[place]

    def withhold(self, cell: int) -> None:
        self.unknown[cell] = True
        self.required[cell] = True


def suppress(system: System, width: float) -> Flags:
    """Withhold the sensitive cells and as many others as it takes to protect them.

    Every sensitive cell, and every stated cell that is withheld, can afterwards take values at
    least ``width`` apart in tables that agree with all that stays published. Always the same
    answer for the same system. Cheap cells go first: small ones, and parts before totals.

    Args:
        system: Cells and relations; the true values fulfil every relation.
        width: Least width, in cases, of what can be said of a withheld cell.

    Returns:
        Per cell, whether it is withheld. Cells no row states are never marked.
    """
    relations = system.relations
    unstated = ~system.stated & ~system.known
    search = _Search(
        system=system,
        width=width,
        unknown=(system.sensitive | unstated) & ~system.known,
        required=system.sensitive & ~system.known,
        level=_levels(relations),
        columns=relations.tocsc(),
    )
    pending = np.flatnonzero(np.diff(relations.indptr))
    number = 1
    for attempt in itertools.count(1):
        _close_relations(search, pending)
        _prove(search)
        of_gaps = system.ceilings[search.gaps_in_doubt, 0]
        doubtful = np.union1d(np.flatnonzero(search.in_doubt), of_gaps)
        if not len(doubtful):
            return search.unknown & system.stated
        number *= 2 if attempt > PATIENT_ROUNDS else 1
        pending = _widen(search, doubtful, number)
    raise AssertionError("the rounds end when nothing is in doubt, or nothing left to withhold")


def _levels(relations: sparse.csr_array) -> Numbers:
    """Weight of a cell as a total: logarithm of the parts it is the sum of."""
    coo = relations.tocoo()
    parts = np.asarray((relations == -1).sum(axis=1)).ravel()
    weight = np.zeros(relations.shape[1])
    wholes = coo.data > 0
    np.add.at(weight, coo.col[wholes], parts[coo.row[wholes]])
    return np.asarray(np.log1p(weight))


def _close_relations(search: _Search, pending: Places) -> None:
    """Withhold until each relation by itself leaves its withheld cells the width."""
    queue = list(pending[::-1])
    waiting = set(queue)
    while queue:
        relation = queue.pop()
        waiting.discard(relation)
        while True:
            cells, signs = search.cells_of(relation)
            short = _shortfall(search, cells, signs)
            if short <= 0:
                break
            choice = _cheapest(search, cells, signs, short)
            if choice is None:
                break
            search.withhold(choice)
            for other in search.relations_of(choice):
                if other != relation and other not in waiting:
                    waiting.add(other)
                    queue.append(other)


def _shortfall(search: _Search, cells: Places, signs: Numbers) -> float:
    """Cases missing for the worst-off withheld cell of a relation; 0 where all have the width."""
    unknown = search.unknown[cells]
    if not (search.required[cells] & unknown).any():
        return 0.0
    free, side = cells[unknown], signs[unknown]
    values = search.system.values[free]
    worst = 0.0
    for sign in (1.0, -1.0):
        mine, others = values[side == sign], values[side != sign]
        wanted = search.required[free[side == sign]]
        if not wanted.any():
            continue
        if len(others):
            # up without bound with the other side; the relation alone cannot tell them
            continue
        if len(mine) == 1:
            return search.width
        worst = max(worst, search.width - float(mine.sum()))
    return worst


def _cheapest(search: _Search, cells: Places, signs: Numbers, short: float) -> int | None:
    """The known cell of a relation that costs least to withhold and closes the shortfall."""
    open_to = ~search.unknown[cells] & ~search.system.known[cells] & search.system.stated[cells]
    if not open_to.any():
        return None
    side = signs[search.unknown[cells] & search.required[cells]][0]
    candidates = cells[open_to]
    values = search.system.values[candidates]
    enough = (values >= short) | (signs[open_to] != side)
    return int(min(_ranked(search, candidates, ~enough))[-1])


def _ranked(search: _Search, candidates: Places, last: Flags) -> list[tuple[bool, float, int]]:
    return [
        (bool(behind), _cost(search, int(cell)), int(cell))
        for cell, behind in zip(candidates, last, strict=True)
    ]


def _cost(search: _Search, cell: int) -> float:
    """What withholding a cell costs: its size, its rank as a total, relations newly opened."""
    opened = 0
    for relation in search.relations_of(cell):
        cells, _ = search.cells_of(relation)
        opened += not (search.unknown[cells] & search.required[cells]).any()
    value = float(search.system.values[cell])
    return float(np.log1p(value)) + TOTAL_COST * float(search.level[cell]) + OPENED_COST * opened


def _widen(search: _Search, doubtful: Places, number: int) -> Places:
    """Withhold a number of cells near each cell in doubt; the relations to look at again.

    Cells in doubt whose surroundings have just gained one wait: it may have been enough for them.
    """
    touched: set[int] = set()
    for cell in doubtful:
        if touched.intersection(map(int, search.relations_of(int(cell)))):
            continue
        for _ in range(number):
            choice = _neighbour(search, int(cell))
            if choice is None:
                # all that is tied to it is withheld: nothing published bears on it
                search.up[cell] = np.inf
                search.gap_up[search.system.ceilings[:, 0] == cell] = np.inf
                break
            search.withhold(choice)
            touched.update(map(int, search.relations_of(choice)))
    return np.array(sorted(touched), dtype=np.int64)


def _neighbour(search: _Search, cell: int) -> int | None:
    """The cheapest cell still published in the relations around a cell, nearest ring first."""
    reached, ring = {cell}, [cell]
    while ring:
        around = sorted(_cells_around(search, ring) - reached)
        places = np.array(around, dtype=np.int64)
        if not len(places):
            break
        open_to = places[
            ~search.unknown[places] & ~search.system.known[places] & search.system.stated[places]
        ]
        if len(open_to):
            # a cell that is 0 frees nothing by itself
            return min(_ranked(search, open_to, search.system.values[open_to] == 0))[-1]
        reached.update(around)
        ring = [int(place) for place in places if search.unknown[place]]
    return None


def _cells_around(search: _Search, ring: list[int]) -> set[int]:
    """Every cell that shares a relation with one of the ring."""
    return {
        int(cell)
        for one in ring
        for relation in search.relations_of(one)
        for cell in search.cells_of(int(relation))[0]
    }


def _prove(search: _Search) -> None:
    """Look for other tables that agree with all that is published, until every cell has its width.

    Quantities that share no sum are blocks that can be moved apart, each while the others stay as
    they are: small programs, and what one allows holds in the whole. Where that is not enough (a
    count as large as its denominator), a numerator is moved with its denominator. What was found
    for a cell stays true when more is withheld, so nothing is looked for twice.
    """
    unknown = np.flatnonzero(search.unknown)
    matrix = search.system.relations[:, unknown]
    blocks = np.full(len(search.unknown), -1)
    blocks[unknown] = csgraph.connected_components(matrix.T @ matrix, directed=False)[1]
    _move_jointly(search, _program(search, blocks, search.blocks_in_doubt(blocks), apart=True))
    small, large = search.system.ceilings.T
    for block in search.blocks_in_doubt(blocks):
        above = blocks[large[(blocks[small] == block) & search.unknown[large]]]
        program = _program(search, blocks, np.union1d(above, [block]), apart=False)
        _move_jointly(search, program)
        _move_singly(search, program, blocks == block)


@dataclass(frozen=True)
class _Program:
    """The changes of some cells that no published figure contradicts, all others as they are.

    Attributes:
        place: Of each cell of the system, its place among the cells moved; -1 where it stays.
        cells: Cells moved.
        equal: Sums of changes that are 0.
        below: Differences of changes that are at most ``margin``.
        margin: See ``below``.
        lower: Least change of each cell moved.
        upper: Greatest change.
        apart: The blocks are moved one at a time, although solved together.
        blocks: Block of each cell of the system.
    """

    place: Places
    cells: Places
    equal: sparse.csr_array
    below: sparse.csr_array
    margin: Numbers
    lower: Numbers
    upper: Numbers
    apart: bool
    blocks: Places

    @cached_property
    def solver(self) -> Any:
        """The constraints in a solver, which starts each direction from where the last ended."""
        rows = sparse.csc_array(sparse.vstack([self.equal, self.below]))
        ends = np.zeros(self.equal.shape[0])
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.cells), rows.shape[0]
        model.col_cost_ = np.zeros(len(self.cells))
        model.col_lower_, model.col_upper_ = self.lower, self.upper
        model.row_lower_ = np.concatenate([ends, np.full(len(self.margin), -highspy.kHighsInf)])
        model.row_upper_ = np.concatenate([ends, self.margin])
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = rows.indptr
        model.a_matrix_.index_ = rows.indices
        model.a_matrix_.value_ = rows.data
        solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]  # not typed
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.passModel(model)
        return solver


def _program(search: _Search, blocks: Places, chosen: Places, *, apart: bool) -> _Program:
    """Constraints on the changes of the cells of some blocks."""
    system = search.system
    inside = np.isin(blocks, chosen) & (blocks >= 0)
    cells = np.flatnonzero(inside)
    place = np.where(inside, np.cumsum(inside) - 1, -1)
    lower = -system.values
    upper = np.maximum(system.values, BOX_WIDTHS * search.width)
    small, large = system.ceilings.T
    gap = system.values[large] - system.values[small]
    together = inside[small] & inside[large]
    if apart:
        together &= blocks[small] == blocks[large]
    np.minimum.at(upper, small[~together], gap[~together])
    np.maximum.at(lower, large[~together], -gap[~together])
    both = np.flatnonzero(together)
    below = sparse.csr_array(
        (
            np.tile([1.0, -1.0], len(both)),
            (np.repeat(np.arange(len(both)), 2), place[system.ceilings[both].ravel()]),
        ),
        shape=(len(both), len(cells)),
    )
    equal = system.relations[:, cells]
    return _Program(
        place=place,
        cells=cells,
        equal=equal[np.flatnonzero(np.diff(equal.indptr))],
        below=below,
        margin=gap[both],
        lower=lower[cells],
        upper=upper[cells],
        apart=apart,
        blocks=blocks,
    )


def _move_jointly(search: _Search, program: _Program) -> None:
    """Move all cells in doubt at once, up, down and to and fro: a few tables settle most."""
    chance = np.random.default_rng(0)
    for attempt in range(JOINT_ROUNDS):
        direction = np.where(search.in_doubt, -1.0 if attempt % 2 else 1.0, 0.0)
        small, large = search.system.ceilings[search.gaps_in_doubt].T
        direction[small[direction[small] == 0]] = 1.0 if attempt % 2 else -1.0
        direction[large[direction[large] == 0]] = -1.0 if attempt % 2 else 1.0
        if attempt >= 2:
            direction *= chance.choice([-1.0, 1.0], len(direction))
        if not direction[program.cells].any():
            return
        _move(search, program, direction[program.cells])


def _move_singly(search: _Search, program: _Program, mine: Flags) -> None:
    """Move the cells and differences still in doubt one by one, as far as they go."""
    for cell in np.flatnonzero(search.in_doubt & mine):
        for sign in (1.0, -1.0):
            if search.in_doubt[cell]:
                direction = np.zeros(len(program.cells))
                direction[program.place[cell]] = sign
                _move(search, program, direction)
    gaps = search.gaps_in_doubt
    for gap in gaps[mine[search.system.ceilings[gaps, 0]]]:
        ends = program.place[search.system.ceilings[gap]]
        for sign in (1.0, -1.0):
            if gap in search.gaps_in_doubt:
                direction = np.zeros(len(program.cells))
                direction[ends[ends >= 0]] = (sign * np.array([-1.0, 1.0]))[ends >= 0]
                _move(search, program, direction)


def _move(search: _Search, program: _Program, direction: Numbers) -> None:
    """Change cells as far as possible in a direction, and note how far each one went.

    The cells asked for go as far as the width, so that one's freedom is not spent on another.
    """
    asked = direction != 0
    lower, upper = program.lower.copy(), program.upper.copy()
    lower[asked] = np.maximum(lower[asked], -search.width)
    upper[asked] = np.minimum(upper[asked], search.width)
    places = np.arange(len(direction), dtype=np.int32)
    solver = program.solver
    solver.changeColsCost(len(direction), places, -direction)
    solver.changeColsBounds(len(direction), places, lower, upper)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        status = solver.modelStatusToString(solver.getModelStatus())
        raise AssertionError(f"no change at all is always possible: {status}")
    _note(search, program, np.array(solver.getSolution().col_value))


def _note(search: _Search, program: _Program, changes: Numbers) -> None:
    """Keep the farthest that cells, and differences, have been seen to go."""
    search.up[program.cells] = np.maximum(search.up[program.cells], changes)
    search.down[program.cells] = np.maximum(search.down[program.cells], -changes)
    change = np.zeros(len(program.place))
    change[program.cells] = changes
    small, large = search.system.ceilings.T
    of_gap = [change[large] - change[small]]
    if program.apart:
        differ = program.blocks[small] != program.blocks[large]
        of_gap = [np.where(differ, -change[small], of_gap[0])]
        of_gap.append(np.where(differ, change[large], of_gap[0]))
    for one in of_gap:
        search.gap_up = np.maximum(search.gap_up, one)
        search.gap_down = np.maximum(search.gap_down, -one)
