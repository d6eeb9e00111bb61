"""The counts that published rows state or give away, and the sums that tie them together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
from scipy import sparse

from amparo.errors import UserError
from amparo.registry.suppression import System

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from amparo.registry.disclosure_rules import Rules

KEY: Final = ["quantity", "period", "dimension", "member"]
WHOLE: Final = [f"whole_{column}" for column in KEY]
# The dimension of one member that all partitions sum up to.
TOTAL: Final = "total"
# The member of the children of whom nothing is known, and the sum of all others.
UNKNOWN: Final = "unknown"
KNOWN: Final = "known"
_SUM: Final = "sum "


@dataclass(frozen=True)
class Cells:
    """Cells, numbered from 0, and the system over them.

    Attributes:
        keys: Quantity, period, dimension, member of each cell some row states; its place is the
            cell's number. Cells that no row states have higher numbers.
        system: What suppression works on.
    """

    keys: pd.MultiIndex
    system: System

    def numbers(self, keys: pd.DataFrame) -> pd.Series:
        """Number of the cell that each row of keys names; -1 where it names no quantity."""
        places = self.keys.get_indexer(pd.MultiIndex.from_frame(keys[KEY]))
        return pd.Series(places, index=keys.index)


def build_cells(
    statements: pd.DataFrame,
    pairs: pd.DataFrame,
    rules: Rules,
    withheld: pd.DataFrame | None = None,
) -> Cells:
    """Number the cells that rows state, and write down every sum declared over them.

    What parts leave of their whole (members nobody names, a quarter without a row) is a cell too,
    which no row states. Where it is small it must not be told either, except in a sum over
    quantities: that leaves children of whom nothing is known. A numerator that leaves few of its
    denominator is as sensitive as a small one, and so is one that leaves nobody of a small group.

    Args:
        statements: One row per count stated somewhere: quantity, period, dimension, member,
            count, and ``row``, alike for counts that are withheld together.
        pairs: One row per count that is no more than another: ``KEY``, ``WHOLE``, and
            ``is_rest_sensitive``: their difference is as sensitive as a count.
        rules: The seeds.
        withheld: Cells that are as sensitive as small ones: ``KEY``.

    Raises:
        UserError: two rows state different counts for one cell; parts exceed their whole; a
            quantity or a dimension is not declared.
    """
    _check_declared(statements, rules)
    stated = _one_count_per_cell(statements)
    parts = _number(
        pd.concat(
            [
                _dimension_sums(stated, rules),
                _known_sums(stated, rules),
                _member_sums(stated, rules),
                _period_sums(stated, rules),
                _quantity_sums(stated, rules),
                _quantity_members(stated, rules),
            ],
            ignore_index=True,
        )
    )
    all_pairs = pd.concat([pairs, _declared_pairs(stated, rules)], ignore_index=True)
    cells = _assemble(stated, parts, all_pairs, statements, rules)
    if withheld is not None:
        places = cells.numbers(withheld)
        cells.system.sensitive[places[places >= 0]] = True
    return cells


def _check_declared(statements: pd.DataFrame, rules: Rules) -> None:
    dimensions = {TOTAL, *rules.dimension_sums["part_dimension"]}
    for column, seed, declared in (
        ("quantity", "registry_quantities", set(rules.quantities["quantity_id"])),
        ("dimension", "registry_dimension_sums", dimensions),
    ):
        unknown = sorted(set(statements[column]) - declared)
        if unknown:
            names = ", ".join(unknown)
            raise UserError(
                f"Se publicaría por «{names}», y seeds/registry/{seed}.csv no dice cómo suma. "
                "Agregue una fila.",
                f"'{names}' would be published, and seeds/registry/{seed}.csv does not say how it "
                "adds up. Add a row.",
            )


def _one_count_per_cell(statements: pd.DataFrame) -> pd.DataFrame:
    groups = statements.groupby(KEY, sort=True)["count"].agg(["min", "max"]).reset_index()
    differing = groups[groups["min"] != groups["max"]]
    if len(differing):
        first = differing.iloc[0]
        cell, low, high = _name(first[KEY]), first["min"], first["max"]
        raise UserError(
            f"Dos filas dan cifras distintas de {cell}: {low:g} y {high:g}. No son la misma "
            "cantidad: revise seeds/registry/registry_metric_quantities.csv.",
            f"Two rows give different counts of {cell}: {low:g} and {high:g}. They are not the "
            "same quantity: see seeds/registry/registry_metric_quantities.csv.",
        )
    return groups.rename(columns={"max": "count"})[[*KEY, "count"]]


def _name(key: pd.Series) -> str:
    return " / ".join(map(str, key))


def _sums(parts: pd.DataFrame, kind: pd.Series | str, **whole: pd.Series | str) -> pd.DataFrame:
    """One row per part of a sum: its key and count, the key of the whole, the kind of the sum."""
    keys = {f"whole_{column}": whole.get(column, parts[column]) for column in KEY}
    return parts[[*KEY, "count"]].assign(**keys, kind=kind)


def _adding(stated: pd.DataFrame, rules: Rules, over: str) -> pd.DataFrame:
    quantities = rules.quantities.loc[rules.quantities[over].astype(bool), "quantity_id"]
    return stated[stated["quantity"].isin(quantities)]


def _dimension_sums(stated: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    declared = rules.dimension_sums
    partitions = declared.loc[declared["is_partition"].astype(bool), "part_dimension"]
    parts = _adding(stated, rules, "adds_over_members")
    parts = parts[parts["dimension"].isin(partitions) & (parts["member"] != KNOWN)]
    return _sums(parts, "over " + parts["dimension"], dimension=TOTAL, member=TOTAL)


def _known_sums(stated: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Members but the unknown one make up the known ones, where some row states those."""
    cells = _adding(stated, rules, "adds_over_members")
    wholes = cells.loc[cells["member"] == KNOWN, ["quantity", "period", "dimension"]]
    parts = cells[~cells["member"].isin([KNOWN, UNKNOWN])].merge(wholes.drop_duplicates())
    members = _sums(parts, "known of " + parts["dimension"], member=KNOWN)
    halves = cells[cells["member"].isin([KNOWN, UNKNOWN])].merge(wholes.drop_duplicates())
    both = _sums(halves, "halves of " + halves["dimension"], dimension=TOTAL, member=TOTAL)
    return pd.concat([members, both], ignore_index=True)


def _member_sums(stated: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    parts = _adding(stated, rules, "adds_over_members").merge(
        rules.member_sums,
        left_on=["dimension", "member"],
        right_on=["part_dimension", "part_member"],
    )
    return _sums(
        parts,
        "over " + parts["dimension"],
        dimension=parts["whole_dimension"],
        member=parts["whole_member"],
    )


def _period_sums(stated: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    parts = _adding(stated, rules, "adds_over_periods")
    wholes = {period: _whole_period(period, rules) for period in parts["period"].unique()}
    parts = parts.assign(longer=parts["period"].map(wholes)).dropna(subset="longer")
    return _sums(parts, "over periods", period=parts["longer"])


def _whole_period(period: str, rules: Rules) -> str | None:
    seed = rules.period_sums
    for pattern, whole in zip(seed["part_pattern"], seed["whole_period"], strict=True):
        if re.fullmatch(pattern, period):
            return re.sub(pattern, whole, period)
    return None


def _quantity_sums(stated: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    seed = rules.quantity_sums.rename(columns={"whole_quantity": "sum_whole"})
    parts = stated.merge(seed, left_on="quantity", right_on="part_quantity")
    return _sums(parts, _SUM + parts["sum_id"], quantity=parts["sum_whole"])


def _quantity_members(stated: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """The total of a quantity that is one member of another quantity."""
    parts = stated[stated["dimension"] == TOTAL].merge(
        rules.quantity_members.rename(
            columns={"whole_quantity": "sum_whole", "member": "sum_member"}
        ),
        left_on="quantity",
        right_on="quantity_id",
    )
    return _sums(
        parts,
        "member " + parts["quantity"],
        quantity=parts["sum_whole"],
        dimension=parts["dimension_id"],
        member=parts["sum_member"],
    )


def _declared_pairs(stated: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Cells that are a part of another quantity's, member by member, by the seed."""
    parts = stated.merge(rules.quantity_parts, left_on="quantity", right_on="part_quantity")
    same = {f"whole_{column}": parts[column] for column in KEY[1:]}
    wholes = stated[KEY].set_axis(WHOLE, axis=1)
    return parts.assign(**same).merge(wholes, on=WHOLE)[[*KEY, *WHOLE, "is_rest_sensitive"]]


def _number(parts: pd.DataFrame) -> pd.DataFrame:
    return parts.assign(relation=parts.groupby(["kind", *WHOLE], sort=True).ngroup())


def _assemble(
    stated: pd.DataFrame,
    parts: pd.DataFrame,
    pairs: pd.DataFrame,
    statements: pd.DataFrame,
    rules: Rules,
) -> Cells:
    """Add the cells no row states, mark the sensitive ones, and write the sums as a matrix."""
    sums = parts.groupby("relation").agg(
        {**dict.fromkeys(WHOLE, "first"), "kind": "first", "count": "sum"}
    )
    keys, counts = _with_unstated_wholes(stated, sums)
    whole_places = keys.get_indexer(pd.MultiIndex.from_frame(sums[WHOLE]))
    left = counts[whole_places] - sums["count"].to_numpy()
    _check_nothing_exceeds_its_whole(sums, left)

    rests = np.flatnonzero(left > 0)
    part_places = keys.get_indexer(pd.MultiIndex.from_frame(parts[KEY]))
    relations = _matrix(parts["relation"].to_numpy(), part_places, whole_places, rests, len(keys))
    values = np.concatenate([counts, left[rests]])
    known = np.zeros(len(values), dtype=bool)
    public = rules.quantities.loc[rules.quantities["is_public"].astype(bool), "quantity_id"]
    known[: len(keys)] = keys.get_level_values("quantity").isin(public)

    told = rules.quantity_sums["is_rest_known"].astype(bool)
    told_kinds = _SUM + rules.quantity_sums.loc[told, "sum_id"]
    known[len(keys) :] = sums["kind"].isin(told_kinds).to_numpy()[rests]

    minimum = rules.parameters.minimum_cell
    sensitive = (values > 0) & (values < minimum)
    of_unknown = sums["kind"].str.startswith(_SUM).to_numpy(dtype=bool)
    sensitive[len(keys) + np.flatnonzero(of_unknown[rests])] = False
    ceilings, tells_rest = _ceilings(keys, pairs)
    part, whole = ceilings.T
    gap = values[whole] - values[part]
    few_left = (gap > 0) & (gap < minimum) & tells_rest
    is_small = (values[whole] > 0) & (values[whole] < rules.parameters.full_cell_minimum)
    is_small &= tells_rest
    sensitive[part[few_left | ((gap == 0) & is_small)]] = True
    return Cells(
        keys[: len(stated)],
        System(
            values=values,
            relations=relations,
            sensitive=sensitive & ~known,
            stated=np.arange(len(values)) < len(stated),
            known=known,
            ceilings=ceilings,
            sensitive_gaps=few_left,
            rows=_published_rows(keys, statements, len(values)),
        ),
    )


def _published_rows(keys: pd.MultiIndex, statements: pd.DataFrame, count: int) -> sparse.csr_array:
    """One row per published row, one column per cell: 1 where it states the cell."""
    rows = pd.factorize(statements["row"])[0]
    places = keys.get_indexer(pd.MultiIndex.from_frame(statements[KEY]))
    pairs = np.unique(np.column_stack([rows, places]), axis=0)
    return sparse.csr_array(
        (np.ones(len(pairs)), tuple(pairs.T)), shape=(pairs[:, 0].max(initial=-1) + 1, count)
    )


def _ceilings(
    keys: pd.MultiIndex, pairs: pd.DataFrame
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Cells of parts and of their wholes, and whether what the part leaves is sensitive."""
    places = pd.DataFrame(
        {
            "part": keys.get_indexer(pd.MultiIndex.from_frame(pairs[KEY])),
            "whole": keys.get_indexer(pd.MultiIndex.from_frame(pairs[WHOLE])),
            "tells_rest": pairs["is_rest_sensitive"].astype(bool).to_numpy(),
        }
    )
    found = places.groupby(["part", "whole"])["tells_rest"].max().reset_index()
    return found[["part", "whole"]].to_numpy(np.int64), found["tells_rest"].to_numpy(bool)


def _with_unstated_wholes(
    stated: pd.DataFrame, sums: pd.DataFrame
) -> tuple[pd.MultiIndex, NDArray[np.float64]]:
    """Cells that rows state, then wholes that none does: those are the largest of their sums."""
    keys = pd.MultiIndex.from_frame(stated[KEY])
    largest = sums.groupby(WHOLE, sort=True)["count"].max()
    largest = largest[~largest.index.isin(keys)]
    counts = np.concatenate([stated["count"].to_numpy(float), largest.to_numpy(float)])
    return keys.append(largest.index.set_names(KEY)), counts


def _check_nothing_exceeds_its_whole(sums: pd.DataFrame, left: NDArray[np.float64]) -> None:
    if (left >= 0).all():
        return
    first = sums.iloc[int(np.argmin(left))]
    cell, kind, parts, surplus = _name(first[WHOLE]), first["kind"], first["count"], -left.min()
    raise UserError(
        f"Las partes de {cell} ({kind}) suman {parts:g}, {surplus:g} más que el todo: no es una "
        "suma. Revise las semillas registry_*_sums.csv y registry_metric_quantities.csv.",
        f"The parts of {cell} ({kind}) add up to {parts:g}, {surplus:g} more than the whole: no "
        "sum. See the seeds registry_*_sums.csv and registry_metric_quantities.csv.",
    )


def _matrix(
    part_rows: NDArray[np.int64],
    part_places: NDArray[np.int64],
    whole_places: NDArray[np.int64],
    rests: NDArray[np.int64],
    first_rest: int,
) -> sparse.csr_array:
    """One row per sum: 1 for its whole, -1 for its parts and for what they leave."""
    count = len(whole_places)
    rows = np.concatenate([np.arange(count), part_rows, rests])
    columns = np.concatenate([whole_places, part_places, first_rest + np.arange(len(rests))])
    signs = np.repeat([1.0, -1.0], [count, len(part_rows) + len(rests)])
    return sparse.csr_array((signs, (rows, columns)), shape=(count, first_rest + len(rests)))
