"""What moved: cells of the method, municipalities by severity, PiN, and who moved it."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from amparo.diff.side import Side

Row = dict[str, Any]
# a difference of a rounding error is none
_LEAST = 1e-6


def compare(before: Side, after: Side) -> Row:
    """Compare two results.

    Args:
        before: What is compared with.
        after: What is looked at.

    Returns:
        before, after: name and assessment of each; method: cells that differ; severities:
        municipalities by severity before and after; pin: totals; departments and movers: PiN in
        persons before and after, those that moved most first. A missing PiN is None, and no 0.
    """
    codes = sorted(before.results.keys() | after.results.keys())
    pairs = {code: (before.results.get(code), after.results.get(code)) for code in codes}
    return {
        "before": {"name": before.name, "assessment_id": before.assessment_id},
        "after": {"name": after.name, "assessment_id": after.assessment_id},
        "method": list(moved_cells(before.method, after.method)),
        "severities": _severities(pairs.values()),
        "pin": _pins(pairs.values()),
        "departments": _departments(pairs),
        "movers": _movers(pairs, before, after),
    }


def moved_cells(
    before: Mapping[str, Mapping[Any, Any]], after: Mapping[str, Mapping[Any, Any]]
) -> Iterable[Row]:
    """Cells of the method that differ, by table and key; None stands for a row that is not there.

    Args:
        before: Cells by table and key.
        after: The same of the other result.
    """
    for table, cells in after.items():
        old = before[table]
        for key in sorted(old.keys() | cells.keys(), key=str):
            if old.get(key) != cells.get(key):
                yield {
                    "table": table,
                    "key": [str(part) for part in key],
                    "before": old.get(key),
                    "after": cells.get(key),
                }


def _severity(result: Mapping[str, Any] | None) -> int | None:
    return result["severity_final"] if result else None


def _pin(result: Mapping[str, Any] | None) -> float | None:
    return result["pin"] if result else None


def _has_moved(old: float | None, new: float | None) -> bool:
    if old is None or new is None:
        return old is not new
    return abs(new - old) > _LEAST


def _severities(pairs: Iterable[tuple[Any, Any]]) -> list[Row]:
    counts = Counter((_severity(old), _severity(new)) for old, new in pairs)
    return [
        {"before": old, "after": new, "municipalities": count}
        for (old, new), count in sorted(counts.items(), key=str)
        if old != new
    ]


def _pins(pairs: Iterable[tuple[Any, Any]]) -> Row:
    known = [(_pin(old), _pin(new)) for old, new in pairs]
    old = [pin for pin, _ in known if pin is not None]
    new = [pin for _, pin in known if pin is not None]
    return {
        "before": sum(old) if old else None,
        "after": sum(new) if new else None,
        "municipalities_before": len(old),
        "municipalities_after": len(new),
        "municipalities_moved": sum(_has_moved(*pair) for pair in known),
    }


def _departments(pairs: Mapping[str, tuple[Any, Any]]) -> list[Row]:
    found: dict[str, list[tuple[Any, Any]]] = defaultdict(list)
    names = {}
    for old, new in pairs.values():
        place = new or old
        found[place["department_code"]].append((old, new))
        names[place["department_code"]] = place["department_name"]
    rows = [
        {"department_code": code, "department_name": names[code]} | _pins(members)
        for code, members in found.items()
    ]
    moved = [row for row in rows if row["municipalities_moved"]]
    return sorted(moved, key=lambda row: -abs((row["after"] or 0) - (row["before"] or 0)))


def _movers(pairs: Mapping[str, tuple[Any, Any]], before: Side, after: Side) -> list[Row]:
    variables = sorted({variable for _, variable in before.variables.keys() | after.variables})
    rows = []
    for code, (old, new) in pairs.items():
        if _severity(old) == _severity(new) and not _has_moved(_pin(old), _pin(new)):
            continue
        place = new or old
        decided = [
            {
                "variable_id": variable,
                "label": after.labels.get(variable, variable),
                "before": before.variables.get((code, variable)),
                "after": after.variables.get((code, variable)),
            }
            for variable in variables
            if before.variables.get((code, variable)) != after.variables.get((code, variable))
        ]
        rows.append(
            {
                "municipality_code": code,
                "municipality_name": place["municipality_name"],
                "department_name": place["department_name"],
                "severity_before": _severity(old),
                "severity_after": _severity(new),
                "pin_before": _pin(old),
                "pin_after": _pin(new),
                "variables": decided,
            }
            | {
                f"{expert}_{when}": (side or {}).get(f"{expert}_severity")
                for expert in ("aor_expert", "expert")
                for when, side in (("before", old), ("after", new))
            }
        )
    return sorted(rows, key=lambda row: -abs((row["pin_after"] or 0) - (row["pin_before"] or 0)))
