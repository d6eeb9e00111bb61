"""The end of a build on one screen; ``amparo status`` says the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.markup import escape

from amparo.cli.summary import attention_lines, name_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from amparo.build.watching import Step
    from amparo.cli.summary import Facts
    from amparo.texts import Labels

MOST: Final = 6
"""Lines shown of what needs attention."""


def render_short(console: Console, facts: Facts, labels: Labels) -> None:
    """Print the results, a line per assessment, and whether the rows add up.

    Args:
        console: Where to.
        facts: What ``summary.gather`` returned.
        labels: Texts and number format.
    """
    if any(row["is_synthetic"] for row in facts["assessments"]):
        console.print(f"[bold yellow]{labels('synthetic_banner')}[/]")
    for assessment in facts["assessments"]:
        if assessment["is_retired"]:
            continue
        key = assessment["assessment_id"]
        national = facts["national"][key]
        severities = facts["severities"].get(key, [])
        line = labels(
            "short_assessment",
            name=name_of(assessment, labels),
            pin=labels.number(national["pin"]),
            severities=", ".join(
                f"{row['severity']}: {labels.number(row['municipalities_after_ceiling'])}"
                for row in severities
            ),
            with_pin=labels.number(national["municipalities_with_pin"]),
            total=labels.number(national["municipalities"]),
        )
        console.print(escape(line), soft_wrap=True)
    accounts = facts["accounting"]
    parts = {
        part: labels.number(sum(row[f"rows_{part}"] for row in accounts))
        for part in ("read", "used", "set_aside", "out_of_scope")
    }
    delivered = sum(bool(row["is_delivered"]) for row in accounts)
    text = labels("short_rows", **parts, delivered=delivered, sources=len(accounts))
    console.print(text, soft_wrap=True)


def print_attention(
    console: Console, facts: Facts, notes: int, gate_page: object, labels: Labels
) -> None:
    """Print the first of what needs attention, and how much more there is.

    Args:
        console: Where to.
        facts: What ``summary.gather`` returned.
        notes: Notes of the gate.
        gate_page: Where the gate's page is.
        labels: Texts.
    """
    lines = [
        *(
            sentence
            for assessment in facts["assessments"]
            if assessment["is_main"]
            for sentence in facts["basis"][assessment["assessment_id"]]
        ),
        *attention_lines(facts, labels),
    ]
    if lines:
        console.print(f"[bold]{labels('attention')}[/]")
    for line in lines[:MOST]:
        console.print(f"• {escape(line)}", soft_wrap=True)
    if len(lines) > MOST:
        console.print(f"• {labels('short_more', count=len(lines) - MOST)}", soft_wrap=True)
    if notes:
        text = labels("short_notes", count=notes, path=gate_page)
        console.print(f"• {escape(text)}", soft_wrap=True)


def print_steps(console: Console, steps: Sequence[Step], labels: Labels) -> None:
    """Print what each step came to, how long all took, and which took longest."""
    results = "; ".join(f"{step.name}: {step.result}" for step in steps if step.result)
    console.print(escape(results), soft_wrap=True)
    longest = max(steps, key=lambda step: step.seconds)
    took = labels(
        "short_steps",
        total=labels.number(sum(step.seconds for step in steps)),
        name=longest.name,
        longest=labels.number(longest.seconds),
    )
    console.print(f"[green]{labels('build_ok')}[/] {escape(took)}", soft_wrap=True)
