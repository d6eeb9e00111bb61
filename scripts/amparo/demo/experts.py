"""Expert decisions on the cluster severity, the project's own template."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amparo.demo.allocate import stream
from amparo.demo.hpc import Severities, build_severities
from amparo.demo.settings import section
from amparo.demo.sheets import Cell, workbook, write_sheet

if TYPE_CHECKING:
    from pathlib import Path

    from amparo.demo.world import World


def _decision(world: World, position: int, before: int, after: int, day: int) -> list[Cell]:
    """Write one complete decision; `day` (1-28) is the day of approval in March 2024."""
    settings = section("experts")
    place = world.places[position]
    verb = "subir" if after > before else "bajar" if after < before else "mantener"
    return [
        settings["assessment"],
        place.code,
        place.name,
        verb,
        before,
        after,
        f"{settings['reasons'][verb]} ({place.name}).",
        settings["evidence"].format(code=place.code),
        settings["proposer"].format(department=place.department),
        settings["approver"],
        f"2024-03-{day:02d}",
    ]


def decision_rows(world: World) -> list[list[Cell]]:
    """Return the decisions, without the header.

    Args:
        world: the synthetic country.

    Returns:
        Complete decisions first, then the defective ones, then one that replaces an earlier one,
        then one without rationale, one of a day to come and two of one day that disagree.
    """
    settings = section("experts")
    found = build_severities(world, 2024)
    rng = stream(world.seed, "experts")
    spare = settings["spare"]
    # A municipality of every severity is contested; the first few are kept for the defects.
    shuffled = [found.contested[at] for at in rng.permutation(len(found.contested)).tolist()]
    kept, decided = shuffled[:spare], sorted(shuffled[spare:])
    rows = []
    for number, position in enumerate(decided):
        own = int(found.child_protection[position])
        after = settings["ladder"][own][number % len(settings["ladder"][own])]
        rows.append(_decision(world, position, 5, after, 1 + number % 20))
    rows.extend(
        _decision(world, position, 2, 3, 1 + number % 20)
        for number, position in enumerate(found.quiet)
    )
    rationale, approver, date_column, verb, before, code = 6, 9, 10, 3, 4, 1
    defects = [_decision(world, position, 5, 4, 21) for position in kept[:5]]
    defects[0][approver] = None
    defects[1][date_column] = None
    defects[2][verb] = "subir"
    defects[3][before] = 3
    defects[3][verb], defects[3][5] = "bajar", 2
    defects[4][code] = settings["unknown_code"]
    # Two valid decisions on one municipality: the newest approved one counts.
    twice = [_decision(world, kept[5], 5, 3, 5), _decision(world, kept[5], 5, 4, 22)]
    # Further ones on places whose first was rejected, none of which counts either.
    more = [
        _decision(world, kept[at], 5, after, 23) for at, after in ((0, 4), (1, 4), (2, 3), (2, 4))
    ]
    more[0][rationale] = None
    more[1][date_column] = settings["to_come"]
    return [*rows, *defects, *twice, *more, *_of_the_template(world, decided, kept[4], found)]


def _of_the_template(
    world: World, decided: list[int], undecided: int, found: Severities
) -> list[list[Cell]]:
    """Rows of the other stage and states, none of which moves a severity."""
    settings = section("experts")
    at = [
        _decision(world, position, 5, 5, 24) for position in (decided[0], undecided, *decided[1:4])
    ]
    own = int(found.child_protection[decided[0]])
    at[0][4:6] = [own, own]
    return [
        # on the AoR's own severity, which it keeps
        [*at[0], "aor", "aprobada", None],
        # kept what the data say, which is what is left of it
        [*at[1], "cluster", "aprobada", settings["expired"]],
        [*at[2], "cluster", "propuesta", None],
        [*at[3], "cluster", "rechazada", None],
        # a row of the template that nobody filled
        [*at[4][:3], None, 5, *[None] * 6, "cluster", None, None],
    ]


def write_experts(path: Path, world: World) -> None:
    """Write the workbook of decisions.

    Args:
        path: file to write; its folder is made if needed.
        world: the synthetic country.
    """
    header: list[Cell] = list(section("experts")["header"])
    with workbook(path) as book:
        write_sheet(book, "decisiones", [header, *decision_rows(world)])
