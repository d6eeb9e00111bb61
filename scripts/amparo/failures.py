"""What went wrong in dbt, in words a user can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amparo.seed_lines import line_starting
from amparo.warehouse import reading

if TYPE_CHECKING:
    from amparo.dbt_run import DbtOutcome, Failure
    from amparo.labels import Labels
    from amparo.project import Project

SHOWN_ROWS = 5


def describe(outcome: DbtOutcome, project: Project, labels: Labels) -> list[str]:
    """One text per failure: a seed's fault names the file and the line, a test shows its rows.

    Args:
        outcome: What dbt came to.
        project: The project, whose database holds the rows.
        labels: Texts.

    Returns:
        Texts, plain, possibly of several lines.
    """
    texts = [outcome.error] if outcome.error else []
    for failure in outcome.failures:
        texts.extend(_describe_one(failure, project, labels))
    return texts


def _describe_one(failure: Failure, project: Project, labels: Labels) -> list[str]:
    if not failure.query:
        return [
            labels(
                "failure_node",
                kind=failure.kind,
                name=failure.name,
                file=failure.file,
                message=failure.message,
            )
        ]
    with reading(project.database) as reader:
        rows = reader.rows(
            f"select * from ({failure.query}) limit {SHOWN_ROWS}"  # noqa: S608 - dbt compiled it
        )
    if rows and {"seed", "seed_row", "problem"} <= rows[0].keys():
        texts = []
        for row in rows:
            place = line_starting(project.seeds, row["seed"], row["seed_row"])
            file, line, text = place or (row["seed"], 1, row["seed_row"])
            texts.append(
                labels("failure_seed", file=file, line=line, row=text, problem=row["problem"])
            )
        return texts
    head = labels(
        "failure_test",
        name=failure.name,
        description=failure.description or failure.message,
    )
    shown = [", ".join(f"{name}={value}" for name, value in row.items()) for row in rows]
    return ["\n  ".join([head, *shown])]
