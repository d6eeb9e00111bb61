"""An attacker on published tables: reads them, writes down all that must add up, and solves.

Shares no code with the protection. Knows the declared sums, that no count is below 0, and that a
numerator is no more than its denominator; of every cell he works out the least and the most it can
be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import lil_array

if TYPE_CHECKING:
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
    """

    read: dict[Cell, float] = field(default_factory=dict)
    wanted: set[Cell] = field(default_factory=set)
    equations: list[Equation] = field(default_factory=list)
    at_most: set[tuple[Cell, Cell]] = field(default_factory=set)

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
    quantities = rules.metric_quantities.set_index("metric_id").to_dict("index")
    for row in published.to_dict("records"):
        meant = quantities[row["metric_id"]]
        place = (row["period"], row["dimension"], row["member"])
        cells = {}
        for side in ("numerator", "denominator"):
            quantity = meant[f"{side}_quantity"]
            if isinstance(quantity, str):
                cells[side] = (quantity, *place)
                attack.wanted.add(cells[side])
                if row[side] == row[side] and row[side] is not None:
                    attack.read[cells[side]] = row[side]
        # the ratio gives a count away where the other one is known
        if len(cells) == 2 and meant["numerator_is_part"]:
            attack.at_most.add((cells["numerator"], cells["denominator"]))
            value = row["value"]
            known = attack.read.get(cells["denominator"])
            if value == value and value is not None and known is not None:  # noqa: PLR0124
                attack.read.setdefault(cells["numerator"], round(value * known))
    attack.wanted -= set(attack.read)
    attack.equations = list(_equations(set(attack.wanted) | set(attack.read), rules))
    return attack


def _equations(cells: set[Cell], rules: Rules) -> list[Equation]:
    """Every declared sum over the cells of the tables; wholes that no row has are unknowns."""
    sums: dict[tuple[str, Cell], Equation] = {}

    def add(kind: str, whole: Cell, part: Cell) -> None:
        sums.setdefault((kind, whole), {whole: -1.0})[part] = 1.0

    partitions = set(rules.dimension_sums.query("is_partition")["part_dimension"])
    nested = {
        (row["part_dimension"], row["part_member"]): (row["whole_dimension"], row["whole_member"])
        for row in rules.member_sums.to_dict("records")
    }
    periods = rules.period_sums.to_dict("records")
    of_quantities = rules.quantity_sums.to_dict("records")
    for cell in cells:
        quantity, period, dimension, member = cell
        if dimension in partitions:
            add(dimension, (quantity, period, "total", "total"), cell)
        if (dimension, member) in nested:
            add("nested", (quantity, period, *nested[dimension, member]), cell)
        for rule in periods:
            if re.fullmatch(rule["part_pattern"], period):
                longer = re.sub(rule["part_pattern"], rule["whole_period"], period)
                add("time", (quantity, longer, dimension, member), cell)
        for rule in of_quantities:
            if rule["part_quantity"] == quantity:
                whole = (rule["whole_quantity"], period, dimension, member)
                add(f"sum {rule['sum_id']}", whole, cell)
    return list(sums.values())
