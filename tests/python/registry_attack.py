"""An attacker on published tables: reads them, writes down all that must add up, and solves.

Shares no code with the protection. Knows the declared sums, that no count is below 0, that a
numerator is no more than its denominator, and that those with a known answer are no more than all;
of every cell he works out the least and the most it can be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import lil_array

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    import pandas as pd

    from amparo.registry.disclosure_rules import Rules

Cell = tuple[str, str, str, str]
Equation = dict[Cell, float]


@dataclass
class Attack:
    """What the attacker has read, and what follows.

    Attributes:
        read: Counts as published.
        wanted: Cells of which a row exists and no count is published.
        equations: Sums of cells that are 0.
        at_most: Pairs of which the first is no more than the second.
        complete: Quantities and dimensions of which all members have rows, the unknown too.
    """

    read: dict[Cell, float] = field(default_factory=dict)
    wanted: set[Cell] = field(default_factory=set)
    equations: list[Equation] = field(default_factory=list)
    at_most: set[tuple[Cell, Cell]] = field(default_factory=set)
    complete: set[tuple[str, str]] = field(default_factory=set)

    def bounds(self) -> dict[Cell, tuple[float, float]]:
        """Least and most that each wanted cell can be, by linear programs over everything read."""
        unknown = sorted(
            {cell for equation in self.equations for cell in equation}
            | self.wanted
            | {cell for pair in self.at_most for cell in pair}
        )
        unknown = [cell for cell in unknown if cell not in self.read]
        place = {cell: number for number, cell in enumerate(unknown)}
        equal, equal_to = self._rows(self.equations, place)
        below, below_to = self._rows(
            [{small: 1.0, large: -1.0} for small, large in sorted(self.at_most)], place
        )
        found = {}
        for cell in sorted(self.wanted - set(self.read)):
            ends = []
            for sign in (1.0, -1.0):
                aim = np.zeros(len(unknown))
                aim[place[cell]] = sign
                done = linprog(
                    aim, A_ub=below, b_ub=below_to, A_eq=equal, b_eq=equal_to, method="highs"
                )
                ends.append(np.inf if done.status == 3 else sign * done.fun)
            found[cell] = (ends[0], ends[1])
        return found

    def closer_than(self, width: float, most: float) -> dict[Cell, tuple[float, float]]:
        """Wanted cells that can be told to less than a width, if no count is above ``most``.

        As :meth:`bounds`, for many cells: tables that agree with all that was read are looked for
        in a few directions at once, and only what is in doubt then is taken cell by cell.
        """
        unknown = {cell for row in self.equations for cell in row} | self.wanted
        unknown |= {cell for pair in self.at_most for cell in pair}
        names = sorted(unknown - set(self.read))
        place = {cell: number for number, cell in enumerate(names)}
        equal, equal_to = self._rows(self.equations, place)
        pairs = [{small: 1.0, large: -1.0} for small, large in sorted(self.at_most)]
        below, below_to = self._rows(pairs, place)

        def table(aim: np.ndarray) -> np.ndarray:
            done = linprog(aim, below, below_to, equal, equal_to, (0, most), "highs")
            assert done.x is not None, f"what is published contradicts itself: {done.message}"
            return np.asarray(done.x)

        wanted = np.array([place[cell] for cell in sorted(self.wanted - set(self.read))], dtype=int)
        if not len(wanted):
            return {}
        chance = np.random.default_rng(0)
        seen = []
        for attempt in range(6):
            aim = np.zeros(len(names))
            signs = chance.choice([-1.0, 1.0], len(wanted)) * chance.random(len(wanted))
            aim[wanted] = [1.0, -1.0][attempt] if attempt < 2 else signs
            seen.append(table(aim))
        least, highest = np.min(seen, axis=0), np.max(seen, axis=0)
        close = {}
        for one in wanted:
            for sign in (1.0, -1.0):
                if highest[one] - least[one] < width - 1e-6:
                    aim = np.zeros(len(names))
                    aim[one] = sign
                    found = table(aim)
                    least, highest = np.minimum(least, found), np.maximum(highest, found)
            if highest[one] - least[one] < width - 1e-6:
                close[names[one]] = (float(least[one]), float(highest[one]))
        return close

    def exactly(self) -> dict[Cell, float]:
        """Wanted cells that linear algebra alone gives: fixed by the equations, signs unused."""
        unknown = sorted({cell for row in self.equations for cell in row} - set(self.read))
        place = {cell: number for number, cell in enumerate(unknown)}
        matrix, right = self._rows(self.equations, place)
        if matrix is None or right is None:
            return {}
        dense = matrix.toarray()
        _, sizes, directions = np.linalg.svd(dense)
        rank = int((sizes > 1e-9).sum())
        free = np.abs(directions[rank:]).max(axis=0, initial=0.0) > 1e-9
        solution = np.linalg.lstsq(dense, right, rcond=None)[0]
        return {
            cell: float(solution[place[cell]])
            for cell in sorted(self.wanted)
            if cell in place and not free[place[cell]]
        }

    def _rows(
        self, equations: list[Equation], place: dict[Cell, int]
    ) -> tuple[lil_array | None, np.ndarray | None]:
        open_rows = [row for row in equations if any(cell in place for cell in row)]
        if not open_rows:
            return None, None
        matrix = lil_array((len(open_rows), len(place)))
        right = np.zeros(len(open_rows))
        for number, row in enumerate(open_rows):
            for cell, sign in row.items():
                if cell in place:
                    matrix[number, place[cell]] += sign
                else:
                    right[number] -= sign * self.read[cell]
        return matrix.tocsr(), right


def read_tables(published: pd.DataFrame, rules: Rules) -> Attack:
    """Read a published table of metrics as an attacker who has the seeds would."""
    attack = Attack()
    read_metrics(attack, published, rules)
    tie(attack, rules)
    return attack


def read_metrics(attack: Attack, published: pd.DataFrame, rules: Rules) -> None:
    """Read rows of metrics, or of gaps with a period."""
    quantities = rules.metric_quantities.set_index("metric_id").to_dict("index")
    for row in published.to_dict("records"):
        meant = quantities[row["metric_id"]]
        place = (row["period"], row["dimension"], row["member"])
        among = meant["denominator_member"]
        places = {"numerator": place, "denominator": place}
        if isinstance(among, str):
            places["denominator"] = (*place[:2], among)
        cells = {}
        for side in ("numerator", "denominator"):
            quantity = meant[f"{side}_quantity"]
            if isinstance(quantity, str):
                cells[side] = (quantity, *places[side])
                attack.wanted.add(cells[side])
                if not isinstance(among, str):
                    attack.complete.add((quantity, row["dimension"]))
                if row[side] == row[side] and row[side] is not None:
                    attack.read[cells[side]] = row[side]
        covered = meant["coverage_quantity"]
        if isinstance(covered, str):
            whole = (
                covered,
                place[0],
                *(("total", "total") if isinstance(among, str) else place[1:]),
            )
            attack.at_most.add((cells["denominator"], whole))
            attack.wanted.add(whole)
            if row["coverage"] and row["coverage"] == row["coverage"]:
                attack.read[whole] = round(row["denominator"] / row["coverage"])
        # the ratio gives a count away where the other one is known
        if len(cells) == 2 and meant["numerator_is_part"]:
            attack.at_most.add((cells["numerator"], cells["denominator"]))
            value = row["value"]
            known = attack.read.get(cells["denominator"])
            if value == value and value is not None and known is not None:  # noqa: PLR0124
                attack.read.setdefault(cells["numerator"], round(value * known))


def tie(attack: Attack, rules: Rules) -> None:
    """Write down every declared sum and part of the cells that were read or are wanted."""
    attack.wanted -= set(attack.read)
    cells = attack.wanted | set(attack.read)
    attack.equations = list(_equations(cells, attack.complete, rules))
    for rule in rules.quantity_parts.to_dict("records"):
        for cell in cells:
            whole: Cell = (rule["whole_quantity"], cell[1], cell[2], cell[3])
            if cell[0] == rule["part_quantity"] and whole in cells:
                attack.at_most.add((cell, whole))


@dataclass(frozen=True)
class _Declared:
    quantity_members: list[dict[Hashable, str]]
    partitions: set[str]
    nested: dict[tuple[str, str], tuple[str, str]]


# Cases of curves: each curve leaves out those it is not connected with, so parts do not add up.
OF_CURVES = {"reintervention_cases", "reinterventions_timed"}
# Sums over quantities that other children, whom no metric counts, are a part of.
OPEN_SUMS = {"types", "with_population", "every_type_known", "every_type_yes"}


def _equations(cells: set[Cell], complete: set[tuple[str, str]], rules: Rules) -> list[Equation]:
    """Every declared sum over the cells of the tables; wholes that no row has are unknowns.

    Args:
        cells: Cells of which there is a row.
        complete: Quantities and dimensions whose unknown member has a row, if it is not 0.
        rules: The seeds.
    """
    sums: dict[tuple[str, Cell], Equation] = {}

    def add(kind: str, whole: Cell, part: Cell) -> None:
        sums.setdefault((kind, whole), {whole: -1.0})[part] = 1.0

    members, periods = (
        set(rules.quantities.loc[rules.quantities[name].astype(bool), "quantity_id"]) - OF_CURVES
        for name in ("adds_over_members", "adds_over_periods")
    )
    declared = _Declared(
        rules.quantity_members.to_dict("records"),
        set(rules.dimension_sums.query("is_partition")["part_dimension"]),
        {
            (row["part_dimension"], row["part_member"]): (
                row["whole_dimension"],
                row["whole_member"],
            )
            for row in rules.member_sums.to_dict("records")
        },
    )
    of_periods = rules.period_sums.to_dict("records")
    of_quantities = rules.quantity_sums.to_dict("records")
    for cell in cells:
        if cell[0] in members:
            _sums_of_members(add, cell, cells, complete, declared)
        # the known ones of a year have no row of their own where it tells no shares of them
        for rule in of_periods if cell[0] in periods and cell[3] != "known" else ():
            if re.fullmatch(rule["part_pattern"], cell[1]):
                longer = re.sub(rule["part_pattern"], rule["whole_period"], cell[1])
                add("time", (cell[0], longer, *cell[2:]), cell)
        for rule in of_quantities:
            if rule["part_quantity"] == cell[0]:
                kind, whole = f"sum {rule['sum_id']}", (rule["whole_quantity"], *cell[1:])
                add(kind, whole, cell)
                if rule["sum_id"] in OPEN_SUMS:
                    add(kind, whole, (f"rest {rule['sum_id']}", *cell[1:]))
    return list(sums.values())


def _sums_of_members(
    add: Callable[[str, Cell, Cell], None],
    cell: Cell,
    cells: set[Cell],
    complete: set[tuple[str, str]],
    declared: _Declared,
) -> None:
    quantity, period, dimension, member = cell
    total: Cell = (quantity, period, "total", "total")
    unknown: Cell = (quantity, period, dimension, "unknown")
    known: Cell = (quantity, period, dimension, "known")
    has_unknown = unknown in cells or (quantity, dimension) not in complete
    for rule in declared.quantity_members:
        if cell == (rule["quantity_id"], period, "total", "total"):
            whole = (rule["whole_quantity"], period, rule["dimension_id"], rule["member"])
            add(f"member {quantity}", whole, cell)
    if dimension == "calendar_year" and period == "all" and member.isdigit():
        add("year", (quantity, member, "total", "total"), cell)
    if dimension == "total":
        return
    if member == "known":
        add(f"halves {dimension}", total, cell)
        if has_unknown:
            add(f"halves {dimension}", total, unknown)
        return
    if member != "unknown" and known in cells:
        add("known", known, cell)
    if dimension in declared.partitions:
        add(dimension, total, cell)
        if has_unknown:
            add(dimension, total, unknown)
    if (dimension, member) in declared.nested:
        whole = (quantity, period, *declared.nested[dimension, member])
        add(f"nested {dimension}", whole, cell)
        if has_unknown:
            add(f"nested {dimension}", whole, (f"rest {dimension} {quantity}", *whole[1:]))
