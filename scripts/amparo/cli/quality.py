"""The quality gate as a step of a build, and ``amparo acknowledge``."""

from __future__ import annotations

import time
from typing import Annotated

import typer
from rich.markup import escape

from amparo.cli.progress import bar
from amparo.cli.session import Session
from amparo.files.locking import only_writer
from amparo.gate import (
    Verdict,
    acknowledge,
    forget_percentages,
    look_at_percentages,
    run_gate,
)

AcceptWarningsOption = Annotated[
    bool,
    typer.Option(
        "--accept-warnings",
        help="Seguir esta vez con advertencias sin reconocer; queda escrito. "
        "· Go on this once with warnings nobody acknowledged; it is recorded.",
    ),
]


def add_gate_commands(app: typer.Typer) -> None:
    """Add the commands that need nothing of a build."""
    app.command(name="acknowledge")(_acknowledge)


def gate_step(
    session: Session, *, accept_warnings: bool, quiet: bool, before_dbt: bool = False
) -> tuple[Verdict, tuple[str, float, str]]:
    """Run the gate on what is landed.

    Args:
        session: The session.
        accept_warnings: Let warnings pass for this run.
        quiet: Whether to show no progress.
        before_dbt: Whether dbt follows where nothing stops: what was found in its last results
            is then told no longer.

    Returns:
        The verdict, and the row of the table of steps: name, seconds, result.
    """
    begun = time.perf_counter()
    with bar(session.console, quiet=quiet) as display:
        display.add_task(session.labels("step_gate"), total=None, current="")
        verdict = run_gate(session.project, session.labels, accept_warnings=accept_warnings)
    if before_dbt and verdict.is_passed:
        forget_percentages(session.project)
    seconds = time.perf_counter() - begun
    return verdict, (session.labels("step_gate"), seconds, gate_result(session, verdict))


def percentages_step(session: Session, *, accept_warnings: bool) -> Verdict:
    """Look for severities without a percentage in what dbt has just built.

    Raises:
        UserError: there are some and nobody let them pass.
    """
    verdict = look_at_percentages(session.project, accept_warnings=accept_warnings)
    verdict.raise_if_stopped(session.labels)
    return verdict


def gate_result(session: Session, verdict: Verdict) -> str:
    """Count the checks by what they came to."""
    counts = {
        "checks": len(verdict.results),
        "stops": len(verdict.of("stop", "failed")),
        "warnings": len(verdict.of("warn", "failed")),
        "notes": len(verdict.notes),
        "acknowledged": len(verdict.of("warn", "acknowledged")),
        "accepted": len(verdict.of("warn", "accepted")),
    }
    return session.labels("gate_summary", **counts)


def print_let_pass(session: Session, verdict: Verdict) -> None:
    """Print what did not fit and did not stop the build."""
    labels = session.labels
    for result in [*verdict.of("warn", "acknowledged", "accepted"), *verdict.notes]:
        text = labels.either(result.message_es, result.message_en)
        if result.outcome == "warn":
            text = f"{labels(f'gate_status_{result.status}')}: {text}"
        noted = labels("gate_noted", check=result.check.check_id, text=text)
        session.console.print(f"[yellow]• {escape(noted)}[/]", soft_wrap=True)


def _acknowledge(
    check_id: Annotated[str, typer.Argument(help="Revisión que advierte. · Check that warns.")],
    by: Annotated[str, typer.Option("--by", help="Quién: nombre o cargo. · Who: name or role.")],
    why: Annotated[str, typer.Option("--why", help="Por qué es correcto. · Why it is right.")],
) -> None:
    """Reconocer una advertencia de la última revisión. · Acknowledge a warning."""
    session = Session()
    with only_writer(session.project.lock):
        written = acknowledge(session.project, check_id, by, why)
    said = "gate_acknowledged" if written.is_new else "gate_already_acknowledged"
    session.console.print(session.labels(said, path=written.file), soft_wrap=True)
