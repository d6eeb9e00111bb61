"""What the gate let pass, and ``amparo acknowledge``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.markup import escape

from amparo.cli.session import Session
from amparo.files.locking import only_writer
from amparo.gate import Verdict, acknowledge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amparo.gate.results import CheckResult

_WARNED: Final = ("warn", "acknowledged", "accepted")
AcceptWarningsOption = Annotated[
    bool,
    typer.Option(
        "--accept-warnings",
        help="Seguir esta vez con advertencias sin reconocer; queda escrito. "
        "· Go on this once with warnings nobody acknowledged; it is recorded.",
    ),
]


def print_let_pass(session: Session, verdict: Verdict) -> None:
    """Print what did not fit and did not stop the build."""
    _print_results(session, [*verdict.of(*_WARNED), *verdict.notes])


def print_warnings(session: Session, verdict: Verdict) -> None:
    """Print the warnings that a person let pass; notes are on the gate's page."""
    _print_results(session, verdict.of(*_WARNED))


def _print_results(session: Session, results: Sequence[CheckResult]) -> None:
    labels = session.labels
    for result in results:
        text = labels.either(result.message_es, result.message_en)
        if result.outcome == "warn":
            text = f"{labels(f'gate_status_{result.status}')}: {text}"
        noted = labels("gate_noted", check=result.check.check_id, text=text)
        session.console.print(f"[yellow]• {escape(noted)}[/]", soft_wrap=True)


def acknowledge_command(
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
