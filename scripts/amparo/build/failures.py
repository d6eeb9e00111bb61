"""What went wrong in dbt, in words a user can act on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from amparo.build.failed_rows import NOT_COLUMNS, rows_behind
from amparo.seeds.lines import SeedLine, lines_starting, lines_with
from amparo.warehouse.causes import kind_of, told
from amparo.warehouse.reader import reading

if TYPE_CHECKING:
    from amparo.build.dbt import DbtOutcome, Failure
    from amparo.project import Project
    from amparo.texts import Labels
    from amparo.warehouse.reader import Row

SHOWN_ROWS = 10
SHOWN_MESSAGES = 20
MOST_ROWS = 1_000
MESSAGE_LINES = 4
_CELL_TESTS = {
    *("accepted_values", "is_between", "is_normalised", "matches_pattern", "not_null"),
    *("relationships", "unique"),
}
_ROW_COUNT = "row_count_is"
_TYPE_WORDS = {"BOOLEAN": "a_truth"}
_BAD_CELL = re.compile(
    r"CSV Error on Line: (?P<line>\d+).*?column \"(?P<column>[^\"]*)\".*?"
    r"convert string \"(?P<found>[^\"]*)\" to '(?P<wanted>[^']*)'",
    re.DOTALL,
)


def describe(outcome: DbtOutcome, project: Project, labels: Labels) -> list[str]:
    """Say what failed: a seed's fault names the file and the line, a test shows its rows.

    A test whose rows hold ``message_es`` and ``message_en`` is told in these words. Any other is
    told by the source rows behind what it found, or as a fault of the program to be reported.

    Args:
        outcome: What dbt came to.
        project: The project, whose database holds the rows.
        labels: Texts.

    Returns:
        Texts, plain, possibly of several lines, none twice.
    """
    texts = [outcome.error] if outcome.error else []
    # one cause in the machine fails many nodes, and is told once
    of_machine = [said for said in outcome.messages() if kind_of(said) != "unknown"]
    if of_machine:
        error = told(of_machine[0], "write", project.database)
        return [labels.either(error.message_es, error.message_en)]
    for failure in outcome.failures:
        if failure.query:
            texts.extend(_failed_test(failure, project, labels))
        else:
            texts.append(_failed_node(failure, labels))
    return list(dict.fromkeys(texts))


def _failed_node(failure: Failure, labels: Labels) -> str:
    cell = _BAD_CELL.search(failure.message)
    if failure.kind == "seed" and cell:
        facts = cell.groupdict()
        facts["wanted"] = labels(_TYPE_WORDS.get(facts["wanted"], "a_number"))
        return labels("failure_cell", file=failure.file, **facts)
    return labels(
        "failure_node",
        kind=failure.kind,
        name=failure.name,
        file=failure.file,
        # DuckDB's advice on its own settings is of no use to who edits a model or a seed
        message="\n".join(failure.message.splitlines()[:MESSAGE_LINES]),
    )


def _failed_test(failure: Failure, project: Project, labels: Labels) -> list[str]:
    with reading(project.database) as reader:
        rows = reader.rows(
            f"select * from ({failure.query}) order by all limit {MOST_ROWS}"  # noqa: S608 - dbt compiled it
        )
    if rows and {"message_es", "message_en"} <= rows[0].keys():
        return _worded(rows, labels)
    more = [labels("failures_more", count=len(rows) - SHOWN_ROWS)] if rows[SHOWN_ROWS:] else []
    rows = rows[:SHOWN_ROWS]
    problem = failure.description or failure.message
    if rows and {"seed", "seed_row", "problem"} <= rows[0].keys():
        return [
            text
            for row in rows
            for text in _seed_faults(
                lines_starting(project.seeds, row["seed"], row["seed_row"])
                or [SeedLine(f"{row['seed']}.csv", 1, row["seed_row"])],
                _in_language(row["problem"], labels),
                labels,
            )
        ] + more
    if rows and failure.seed and "null_column" in rows[0]:
        texts = [text for row in rows for text in _grain_faults(failure, row, project, labels)]
        return texts + more
    if rows and failure.seed and failure.test == _ROW_COUNT:
        return [labels(f"failure_{_ROW_COUNT}", seed=failure.seed, **rows[0])]
    texts = [
        text
        for row in rows
        for text in _seed_faults(
            _seed_lines(failure, row, project), _asked(failure, row, labels) or problem, labels
        )
    ]
    if texts:
        return texts + more
    return _internal_test(failure, rows, project, labels)


def _in_language(problem: str, labels: Labels) -> str:
    """What a test in tests/dbt/seeds says of a row: Spanish, and English behind a dot."""
    spanish, _, english = problem.partition(" · ")
    return labels.either(spanish, english or spanish)


def _asked(failure: Failure, row: Row, labels: Labels) -> str:
    """What a generic test asks of a cell and what it found; '' where it has no words for it."""
    if failure.test not in _CELL_TESTS:
        return ""
    given = failure.arguments
    bounds = [str(given.get(name, end)) for name, end in (("minimum", "-inf"), ("maximum", "inf"))]
    return labels(
        f"failure_{failure.test}",
        column=failure.column,
        found=next(iter(row.values())),
        values=", ".join(map(str, given.get("values", []))),
        bounds="..".join(bounds),
        pattern=given.get("pattern", ""),
        # as YAML has it: ref('methodologies')
        seed=str(given.get("to", "")).removeprefix("ref('").removesuffix("')"),
    )


def _grain_faults(failure: Failure, row: Row, project: Project, labels: Labels) -> list[str]:
    """Lines of a seed that lack a cell, or whose key another line has; see ``one_row_per``."""
    column = row["null_column"]
    key = {name: value for name, value in row.items() if name not in NOT_COLUMNS}
    wanted = key if column is None else {column: None}
    problem = (
        labels("failure_repeated", columns=", ".join(key))
        if column is None
        else labels("failure_empty", column=column)
    )
    found = lines_with(project.seeds, failure.seed, wanted)
    # a key that was typed otherwise than DuckDB writes it is shown as DuckDB has it
    shown = ",".join("" if value is None else str(value) for value in key.values())
    return _seed_faults(found or [SeedLine(f"{failure.seed}.csv", 1, shown)], problem, labels)


def _internal_test(
    failure: Failure, rows: list[Row], project: Project, labels: Labels
) -> list[str]:
    # its name alone says nothing to whoever delivered a file, and what a test finds may hold cells:
    # the rows are named, and what remains is a fault of the program that only its makers can mend
    detail = labels(
        "failure_detail", name=failure.name, description=failure.description or failure.message
    )
    with reading(project.database) as reader:
        behind = rows_behind(reader, failure, rows)
    if not behind:
        return [f"{labels('failure_fault')}\n  {detail}"]
    places = [
        labels(
            "failure_row",
            source=row.source,
            place=f"{row.file}, {row.sheet}" if row.sheet else row.file,
            row=row.number,
        )
        for row in behind
    ]
    return ["\n  ".join([labels("failure_rows"), *places, detail])]


def _worded(rows: list[Row], labels: Labels) -> list[str]:
    # a test that words its findings itself needs neither its name nor its columns shown
    texts = [str(row[f"message_{labels.language}"]) for row in rows]
    more = len(texts) - SHOWN_MESSAGES
    return texts[:SHOWN_MESSAGES] + ([labels("failures_more", count=more)] if more > 0 else [])


def _seed_lines(failure: Failure, row: Row, project: Project) -> list[SeedLine]:
    if not failure.seed:
        return []
    # a test on a column gives the value under a name of its own; one on the seed gives its columns
    by_name = lines_with(
        project.seeds,
        failure.seed,
        {name: value for name, value in row.items() if name != "occurrences"},
    )
    if by_name or not failure.column:
        return by_name
    return lines_with(project.seeds, failure.seed, {failure.column: next(iter(row.values()))})


def _seed_faults(lines: list[SeedLine], problem: str, labels: Labels) -> list[str]:
    return [
        labels("failure_seed", file=found.file, line=found.line, row=found.text, problem=problem)
        for found in lines
    ]
