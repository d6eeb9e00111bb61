"""``amparo demo``, ``land``, ``check`` and ``build``: what is asked for, and what is printed."""

from __future__ import annotations

import time
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from amparo.build.alone import run_check, run_landing, run_seed_check
from amparo.build.extracts import DEMO_SEED, write_demo_files
from amparo.build.run import Choice, run_build
from amparo.build.watching import Step
from amparo.build.wording import gate_result
from amparo.cli import summary
from amparo.cli.diff import print_diff, print_preview
from amparo.cli.outputs import outputs_facts, tell_outputs, warn_older_outputs
from amparo.cli.progress import Steps, bar
from amparo.cli.published import published_lines
from amparo.cli.quality import AcceptWarningsOption, print_let_pass, print_warnings
from amparo.cli.session import (
    JsonOption,
    NoReportOption,
    QuietOption,
    Session,
    new_console,
    to_json,
)
from amparo.cli.short_summary import print_attention, print_steps, render_short
from amparo.errors import ExitCode, UserError
from amparo.files.locking import only_writer
from amparo.files.private import private_working_files
from amparo.warehouse.reader import reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amparo.build.run import Done
    from amparo.landing import LandingReport
    from amparo.texts import Labels

MOVERS = 10
"""Municipalities listed of those that moved."""

ExtractsOption = Annotated[
    Path | None,
    typer.Option(
        "--extracts",
        help="Carpeta con los archivos oficiales; sin ella, la demostración, si no hay datos "
        "reales. · Folder with the official files; without it the demo, if nothing is real.",
    ),
]
DemoOption = Annotated[
    bool,
    typer.Option(
        "--demo",
        help="Datos sintéticos, también donde hay reales. "
        "· Synthetic data, also where there are real ones.",
    ),
]


class OnConsole:
    """Follows a build on the terminal.

    Args:
        session: Console and texts.
        quiet: Whether to show no progress; refusals are always printed.
    """

    def __init__(self, session: Session, *, quiet: bool) -> None:
        """Remember where to print."""
        self._session = session
        self._is_quiet = quiet

    @contextmanager
    def step(self, name: str) -> Iterator[Steps]:
        """Show one step while it runs."""
        with bar(self._session.console, quiet=self._is_quiet) as display:
            yield Steps(display, name)

    def landed(self, report: LandingReport) -> None:
        """Print what is passed over first, then what stops a build."""
        labels, console = self._session.labels, new_console(stderr=True)
        for refusal in [*report.refused_unclaimed, *report.refused_claimed]:
            style = "yellow" if refusal.is_unclaimed else "red"
            said = labels("not_recognised" if refusal.is_unclaimed else "refused")
            text = labels.either(refusal.message_es, refusal.message_en)
            console.print(f"[{style}]{said}: {escape(text)}[/]", soft_wrap=True)


def demo_command(
    target: Annotated[
        Path | None,
        typer.Option("--target", help="Carpeta de destino. · Folder to write to."),
    ] = None,
    seed: Annotated[
        int, typer.Option("--seed", help="Semilla del azar. · Seed of the random numbers.")
    ] = DEMO_SEED,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    """Escribir extractos sintéticos. · Write synthetic extracts of every source."""
    session = Session()
    folder = target or session.project.demo_extracts
    with OnConsole(session, quiet=quiet or as_json).step(session.labels("step_demo")) as progress:
        files = write_demo_files(session.project, folder, seed, progress)
    if as_json:
        typer.echo(to_json({"folder": folder, "files": files}))
    elif not quiet:
        session.console.print(session.labels("demo_written", count=len(files), path=folder))


def land_command(
    extracts: ExtractsOption = None,
    is_demo: DemoOption = False,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    """Cargar los extractos en el esquema raw. · Land the extracts in schema raw."""
    session = Session()
    quiet = quiet or as_json
    choice, watch = Choice(extracts, is_demo), OnConsole(session, quiet=quiet)
    with private_working_files(session.project), only_writer(session.project.lock):
        report = run_landing(session.project, session.labels, choice, watch)
    if as_json:
        typer.echo(to_json(report.facts() | {"warehouse": session.project.database}))
    elif not quiet:
        _print_ignored(session, report)
        session.console.print(_landing_table(report, session.labels))
        session.console.print(session.labels("warehouse_at", path=session.project.database))
    if report.refused_claimed:
        raise typer.Exit(1)


def build_command(
    extracts: ExtractsOption = None,
    is_demo: DemoOption = False,
    skip_refused: Annotated[
        bool,
        typer.Option(
            "--skip-refused",
            help="Seguir sin los archivos rechazados. · Go on without the refused files.",
        ),
    ] = False,
    accept_warnings: AcceptWarningsOption = False,
    preview: Annotated[
        bool,
        typer.Option(
            "--preview",
            help="Construir sin publicar y mostrar qué se movería. "
            "· Build without publishing, and show what would move.",
        ),
    ] = False,
    restate: Annotated[
        bool,
        typer.Option(
            "--restate",
            help="Publicar aunque cambió un método ya publicado, con --why. "
            "· Publish though a published method was edited, with --why.",
        ),
    ] = False,
    why: Annotated[
        str | None,
        typer.Option("--why", help="Por qué cambió, con --restate. · Why it was, with --restate."),
    ] = None,
    no_publish: Annotated[
        bool,
        typer.Option("--no-publish", help="Construir sin publicar. · Build without publishing."),
    ] = False,
    no_report: NoReportOption = False,
    full: Annotated[
        bool,
        typer.Option(
            "--full",
            help="Calcular todo de nuevo, no solo lo que cambió. "
            "· Compute everything anew, not only what changed.",
        ),
    ] = False,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    """Cargar, calcular, probar, publicar e informar. · Land, compute, test, publish, report."""
    session = Session()
    quiet = quiet or as_json
    labels = session.labels
    why = (why or "").strip()
    if restate != bool(why):
        raise UserError(labels("restate_why"), labels("restate_why"), code=ExitCode.MISUSED)
    choice = Choice(
        extracts,
        is_demo,
        skip_refused,
        accept_warnings,
        not (no_publish or preview),
        reports=not no_report,
        is_full=full,
        restates=why or None,
    )
    done = run_build(session.project, labels, choice, OnConsole(session, quiet=quiet))
    begun = time.perf_counter()
    with reading(session.project.database) as reader:
        facts = summary.gather(reader, labels)
    done.steps.append(Step(labels("step_summary"), time.perf_counter() - begun, ""))
    is_older = warn_older_outputs(session)
    if as_json:
        facts["older_outputs"] = is_older
        facts["publication"] = done.publication.facts() if done.publication else None
        facts["outputs"] = outputs_facts(done.outputs)
        facts["moved"] = done.moved
        facts["steps"] = [{"step": step.name, "seconds": step.seconds} for step in done.steps]
        typer.echo(to_json(facts))
    elif not quiet:
        _print_ignored(session, done.landing)
        render_short(session.console, facts, labels)
        if done.moved is not None:
            print_diff(session, done.moved, MOVERS)
        for verdict in (done.verdict, done.of_results):
            print_warnings(session, verdict)
        notes = len(done.verdict.notes) + len(done.of_results.notes)
        print_attention(session.console, facts, notes, done.verdict.docs, labels)
        _print_end(session, done)
    if preview and not quiet:
        print_preview(session)
    tell_outputs(session, done.outputs, quiet=quiet, in_short=True)


class Part(StrEnum):
    """What can be checked alone."""

    SEEDS = "seeds"


def check_command(
    part: Annotated[
        Part | None,
        typer.Argument(
            help="seeds: solo las semillas y sus pruebas, sin extractos. "
            "· Only the seeds and their tests, without extracts."
        ),
    ] = None,
    extracts: ExtractsOption = None,
    is_demo: DemoOption = False,
    accept_warnings: AcceptWarningsOption = False,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    """Solo el control de calidad, o solo las semillas. · Only the quality gate, or the seeds."""
    session = Session()
    quiet = quiet or as_json
    if part is Part.SEEDS:
        if extracts is not None or is_demo or accept_warnings:
            text = session.labels("seeds_alone")
            raise UserError(text, text, code=ExitCode.MISUSED)
        tests = run_seed_check(session.project, session.labels, OnConsole(session, quiet=quiet))
        if as_json:
            typer.echo(to_json({"tests": tests}))
        elif not quiet:
            session.console.print(
                session.labels("seeds_passed", count=session.labels.number(tests))
            )
        return
    choice = Choice(extracts, is_demo, accepts_warnings=accept_warnings)
    watch = OnConsole(session, quiet=quiet)
    lands = extracts is not None or is_demo
    verdict, report = run_check(session.project, session.labels, choice, watch, lands=lands)
    if as_json:
        typer.echo(to_json(verdict.facts()))
    elif not quiet:
        print_let_pass(session, verdict)
    verdict.raise_if_stopped(session.labels)
    if not quiet:
        session.console.print(gate_result(verdict, session.labels))
        session.console.print(session.labels("gate_docs_at", path=verdict.docs), soft_wrap=True)
    # what the gate looked at lacks the refused file, and a build would stop at it
    if report is not None and report.refused_claimed:
        raise typer.Exit(1)


def _print_end(session: Session, done: Done) -> None:
    labels, console = session.labels, session.console
    print_steps(console, done.steps, labels)
    console.print(labels("warehouse_at", path=session.project.database))
    lines = [labels("not_published")]
    if done.publication is not None:
        lines = published_lines(done.publication, labels)
    for line in lines:
        console.print(escape(line), soft_wrap=True)


def _print_ignored(session: Session, report: LandingReport) -> None:
    for ignored in report.ignored:
        if not ignored.sheet:
            reason = session.labels.either(ignored.reason_es, ignored.reason_en)
            text = session.labels("ignored_file", file=ignored.file, reason=reason)
            session.console.print(f"[yellow]• {escape(text)}[/]", soft_wrap=True)


def _landing_table(report: LandingReport, labels: Labels) -> Table:
    table = Table(title_justify="left")
    for name in ("source", "file", "sheet", "event", "rows", "seconds"):
        is_number = name in {"rows", "seconds"}
        table.add_column(labels(name), justify="right" if is_number else "left", overflow="fold")
    for result in report.results:
        table.add_row(
            result.source,
            escape(result.file),
            escape(result.sheet),
            labels(f"event_{result.event}"),
            labels.number(result.rows),
            labels.number(result.seconds, 1),
        )
    return table
