"""The command ``amparo``."""

from __future__ import annotations

import os
import sys
import time
from io import TextIOWrapper
from pathlib import Path  # noqa: TC003 - typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated, NoReturn

import duckdb
import typer
from rich.markup import escape
from rich.table import Table

from amparo import __version__
from amparo.build import failures
from amparo.build.dbt import DbtOutcome, run_dbt
from amparo.build.extracts import DEMO_SEED, DemoOption, ExtractsOption, chosen, write_demo_files
from amparo.build.last_build import mark_unfinished, recorded, unfinished_since
from amparo.cli import accounting, aliases, set_aside, summary
from amparo.cli.keys import keys_app
from amparo.cli.machine import add_doctor
from amparo.cli.outputs import (
    add_output_commands,
    outputs_facts,
    outputs_step,
    tell_outputs,
    warn_older_outputs,
)
from amparo.cli.progress import Steps, bar
from amparo.cli.published import (
    add_commands,
    last_publication_named,
    publish_step,
    published_lines,
)
from amparo.cli.quality import (
    AcceptWarningsOption,
    add_gate_commands,
    gate_result,
    gate_step,
    percentages_step,
    print_let_pass,
)
from amparo.cli.session import JsonOption, QuietOption, Session, new_console, to_json
from amparo.errors import ExitCode, UserError
from amparo.explain import facts as explain
from amparo.explain.tree import Renderer
from amparo.files.last_extracts import advised
from amparo.files.locking import only_writer
from amparo.files.private import private_working_files
from amparo.gate import accept_load
from amparo.keys import load_key
from amparo.landing import LandingReport, land
from amparo.project import find_project
from amparo.seeds.check import check_seeds
from amparo.texts import Labels, preferred_language
from amparo.warehouse.causes import TRACEBACK_VARIABLE, fault, kind_of, told
from amparo.warehouse.reader import reading

if TYPE_CHECKING:
    from amparo.publishing.publish import Publication

app = typer.Typer(
    help="Severidad y PiN de protección de la niñez, de los extractos oficiales a los resultados. "
    "· Child protection severity and PiN, from official extracts to results.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.add_typer(keys_app, name="key")
app.add_typer(aliases.app, name="aliases")
Timings = list[tuple[str, float, str]]


def main() -> None:
    """Run the command; a user's mistake is a sentence and an exit code, not a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # a pipe on Windows has an old code page that cannot write → or á
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    try:
        app()
    except UserError as error:
        _end(error)
    except (OSError, MemoryError, duckdb.Error) as error:
        # a folder that is a file, no permission, a full disk, a share that is gone
        _end(told(error, "file", getattr(error, "filename", None) or "Amparo"))
    except Exception as error:
        if os.environ.get(TRACEBACK_VARIABLE):
            raise
        _end(fault(error))


def _with_last_extracts(text: str) -> str:
    try:
        return advised(text, find_project().database)
    except UserError:  # what is wrong is that there is no project
        return text


def _end(error: UserError) -> NoReturn:
    text = error.message_es if preferred_language() == "es" else error.message_en
    text = _with_last_extracts(text)
    new_console(stderr=True).print(f"[red]{escape(text)}[/]", soft_wrap=True)
    sys.exit(error.code)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"amparo {__version__}")
        raise typer.Exit


add_commands(app)
add_gate_commands(app)
add_doctor(app)
add_output_commands(app)


@app.callback()
def common(
    _version_wanted: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Versión. · Version."),
    ] = False,
) -> None:
    """Options before the sub-command."""


@app.command()
def demo(
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
    files = write_demo_files(session, folder, seed, quiet=quiet or as_json)
    if as_json:
        typer.echo(to_json({"folder": folder, "files": files}))
    elif not quiet:
        session.console.print(session.labels("demo_written", count=len(files), path=folder))


@app.command(name="land")
def land_command(
    extracts: ExtractsOption = None,
    is_demo: DemoOption = False,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    """Cargar los extractos en el esquema raw. · Land the extracts in schema raw."""
    session = Session()
    quiet = quiet or as_json
    with private_working_files(session.project), only_writer(session.project.lock):
        check_seeds(session.project.seeds, session.labels)
        folder = chosen(session, extracts, is_demo=is_demo, quiet=quiet)
        report = _land(session, folder, quiet=quiet)
        if report.has_changes:
            mark_unfinished(session.project.database)
    _print_refusals(session, report)
    if as_json:
        typer.echo(to_json(report.facts() | {"warehouse": session.project.database}))
    elif not quiet:
        _print_ignored(session, report)
        session.console.print(_landing_table(report, session.labels))
        session.console.print(session.labels("warehouse_at", path=session.project.database))
    if report.refused_claimed:
        raise typer.Exit(1)


@app.command()
def build(
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
    no_publish: Annotated[
        bool,
        typer.Option("--no-publish", help="Construir sin publicar. · Build without publishing."),
    ] = False,
    no_report: Annotated[
        bool,
        typer.Option(
            "--no-report",
            help="Sin informe, libro ni intercambio. · No report, workbook, exchange files.",
        ),
    ] = False,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    """Cargar, calcular, probar, publicar e informar. · Land, compute, test, publish, report."""
    session = Session()
    quiet = quiet or as_json
    timings: Timings = []
    labels = session.labels
    publication, outputs = None, None
    with (
        private_working_files(session.project) as umask,
        only_writer(session.project.lock),
        last_publication_named(session.project, labels),
    ):
        begun = time.perf_counter()
        check_seeds(session.project.seeds, labels)
        folder = chosen(session, extracts, is_demo=is_demo, quiet=quiet)
        if extracts is None:
            timings.append((labels("step_demo"), time.perf_counter() - begun, str(folder.name)))
        # landing already changes what the warehouse holds: until dbt has passed, it is unfinished
        with recorded(session.project.database):
            report = _land_timed(session, folder, timings, quiet=quiet)
            _print_refusals(session, report)
            if report.refused_claimed and not skip_refused:
                text = labels("stopped_refused")
                raise UserError(text, text)
            verdict, timing = gate_step(
                session, accept_warnings=accept_warnings, quiet=quiet, before_dbt=True
            )
            timings.append(timing)
            verdict.raise_if_stopped(labels)
            outcome = _run_dbt(session, timings, quiet=quiet)
            of_results = percentages_step(session, accept_warnings=accept_warnings)
            accept_load(session.project.database)
        if not no_publish:
            publication, timing = publish_step(
                session, outcome, umask, is_demo=is_demo, quiet=quiet
            )
            timings.append(timing)
    if publication is not None and not no_report:
        # data are published by now: a failure of outputs is said at the end and changes nothing
        outputs, timing = outputs_step(session, umask, quiet=quiet)
        timings.append(timing)
    begun = time.perf_counter()
    with reading(session.project.database) as reader:
        facts = summary.gather(reader, session.labels)
    timings.append((labels("step_summary"), time.perf_counter() - begun, ""))
    is_older = warn_older_outputs(session)
    if as_json:
        facts["older_outputs"] = is_older
        facts["publication"] = publication.facts() if publication else None
        facts["outputs"] = outputs_facts(outputs)
        facts["steps"] = [{"step": name, "seconds": seconds} for name, seconds, _ in timings]
        typer.echo(to_json(facts))
    elif not quiet:
        _print_ignored(session, report)
        summary.render(session.console, facts, labels)
        print_let_pass(session, verdict)
        print_let_pass(session, of_results)
        _print_end(session, timings, publication)
    tell_outputs(session, outputs, quiet=quiet)


@app.command()
def check(
    extracts: ExtractsOption = None,
    is_demo: DemoOption = False,
    accept_warnings: AcceptWarningsOption = False,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    """Solo el control de calidad, de lo cargado o de una carpeta. · Only the quality gate."""
    session = Session()
    quiet = quiet or as_json
    report = None
    with private_working_files(session.project), only_writer(session.project.lock):
        check_seeds(session.project.seeds, session.labels)
        if extracts is not None or is_demo:
            folder = chosen(session, extracts, is_demo=is_demo, quiet=quiet)
            report = _land(session, folder, quiet=quiet)
            if report.has_changes:
                mark_unfinished(session.project.database)
            _print_refusals(session, report)
        verdict, _ = gate_step(session, accept_warnings=accept_warnings, quiet=quiet)
    if as_json:
        typer.echo(to_json(verdict.facts()))
    elif not quiet:
        print_let_pass(session, verdict)
    verdict.raise_if_stopped(session.labels)
    if not quiet:
        session.console.print(gate_result(session, verdict))
        session.console.print(session.labels("gate_docs_at", path=verdict.docs), soft_wrap=True)
    # what the gate looked at lacks the refused file, and a build would stop at it
    if report is not None and report.refused_claimed:
        raise typer.Exit(1)


@app.command()
def status(
    files_too: Annotated[
        bool, typer.Option("--files", help="Cuentas por archivo. · Accounts per file.")
    ] = False,
    aside_file: Annotated[
        Path | None,
        typer.Option(
            "--set-aside",
            help="Guardar las filas apartadas en un archivo nuevo, .xlsx o .csv. "
            "· Write the rows set aside to a new file, .xlsx or .csv.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Qué hay en la bodega. · What the warehouse holds."""
    session = Session()
    labels = session.labels
    _warn_unfinished(session)
    with reading(session.project.database) as reader:
        if not reader.has_table("marts", "fct_pin"):
            text = labels("not_built")
            raise UserError(text, text)
        if aside_file is not None:
            rows = set_aside.export(reader, aside_file, labels)
            if as_json:
                typer.echo(to_json({"file": aside_file, "rows": rows}))
            else:
                text = labels("aside_written", rows=labels.number(rows), path=aside_file)
                session.console.print(escape(text), soft_wrap=True)
            return
        files = reader.rows(
            "select source_id, file_name, sum(rows_read) as rows_read,"
            " max(loaded_at) as loaded_at from raw.landed_files group by all order by all"
        )
        facts = summary.gather(reader, session.labels)
    is_older = warn_older_outputs(session)
    if as_json:
        typer.echo(to_json(facts | {"files": files, "older_outputs": is_older}))
        return
    table = Table(title_justify="left")
    for name in ("source", "file", "rows", "loaded_at"):
        table.add_column(labels(name), justify="right" if name == "rows" else "left")
    for row in files:
        table.add_row(
            row["source_id"],
            escape(row["file_name"]),
            labels.number(row["rows_read"]),
            f"{row['loaded_at']:%Y-%m-%d %H:%M}",
        )
    session.console.print(table)
    summary.render(session.console, facts, labels)
    if files_too:
        session.console.print(accounting.file_table(facts["accounting_files"], labels))


@app.command(name="explain")
def explain_command(
    municipality: Annotated[
        str,
        typer.Argument(help="Código DIVIPOLA, P-code o nombre. · DIVIPOLA code, P-code or name."),
    ],
    assessment: Annotated[
        str | None,
        typer.Option(
            "--assessment",
            "-a",
            help="Evaluación; sin ella, la principal. · Assessment; without it, the main one.",
        ),
    ] = None,
    rows: Annotated[
        int,
        typer.Option(
            "--rows", min=1, help="Filas de origen por archivo. · Source rows shown per file."
        ),
    ] = 8,
    as_json: JsonOption = False,
) -> None:
    """Todo el camino de un municipio. · The whole way of one municipality."""
    session = Session()
    _warn_unfinished(session)
    with reading(session.project.database) as reader:
        if not reader.has_table("marts", "fct_pin"):
            text = session.labels("not_built")
            raise UserError(text, text)
        found = explain.find_municipality(reader, municipality, session.labels)
        facts = explain.gather(
            reader,
            session.project.seeds,
            found["municipality_code"],
            assessment or explain.main_assessment(reader),
            session.labels,
        )
    if as_json:
        typer.echo(to_json(facts))
    else:
        session.console.print(Renderer(session.labels, rows).tree(facts))


def _warn_unfinished(session: Session) -> None:
    started = unfinished_since(session.project.database)
    if started:
        text = session.labels("last_build_failed", when=started)
        new_console(stderr=True).print(f"[bold red]{escape(text)}[/]", soft_wrap=True)


def _land(session: Session, extracts: Path, *, quiet: bool) -> LandingReport:
    with bar(session.console, quiet=quiet) as display:
        return land(
            extracts,
            session.project.database,
            session.project.sources,
            reporter=Steps(display, session.labels("step_land")),
            key=load_key(),
        )


def _land_timed(
    session: Session, extracts: Path, timings: Timings, *, quiet: bool
) -> LandingReport:
    begun = time.perf_counter()
    report = _land(session, extracts, quiet=quiet)
    labels = session.labels
    read = {r.file for r in report.results if r.event in {"landed", "replaced", "unchanged"}}
    parts = [labels("files_read", count=len(read))]
    for event in ("withdrawn", "refused", "duplicate"):
        files = {result.file for result in report.results if result.event == event}
        if files:
            parts.append(f"{labels(f'event_{event}')}: {len(files)}")
    timings.append((labels("step_land"), time.perf_counter() - begun, ", ".join(parts)))
    return report


def _run_dbt(session: Session, timings: Timings, *, quiet: bool) -> DbtOutcome:
    labels = session.labels
    with bar(session.console, quiet=quiet) as display:
        outcome = run_dbt(session.project, "build", progress=Steps(display, labels("step_dbt")))
    total = sum(outcome.counts.values())
    passed = outcome.counts.get("pass", 0) + outcome.counts.get("success", 0)
    result = labels("tests_passed", passed=labels.number(passed), total=labels.number(total))
    timings.append((labels("step_dbt"), outcome.seconds, result))
    if not outcome.succeeded:
        lines = failures.describe(outcome, session.project, labels)
        text = "\n".join([labels("build_failed", count=len(lines)), *(f"• {x}" for x in lines)])
        is_busy = any(kind_of(said) == "busy" for said in outcome.messages())
        raise UserError(text, text, ExitCode.BUSY if is_busy else ExitCode.FAILED)
    return outcome


def _print_end(session: Session, timings: Timings, publication: Publication | None) -> None:
    labels, console = session.labels, session.console
    console.print(_timing_table(timings, labels))
    console.print(f"[green]{labels('build_ok')}[/]")
    console.print(labels("warehouse_at", path=session.project.database))
    lines = published_lines(publication, labels) if publication else [labels("not_published")]
    for line in lines:
        console.print(escape(line), soft_wrap=True)


def _print_refusals(session: Session, report: LandingReport) -> None:
    """Print what is passed over first, then what stops a build."""
    console = new_console(stderr=True)
    for refusal in [*report.refused_unclaimed, *report.refused_claimed]:
        style = "yellow" if refusal.is_unclaimed else "red"
        said = session.labels("not_recognised" if refusal.is_unclaimed else "refused")
        text = session.labels.either(refusal.message_es, refusal.message_en)
        console.print(f"[{style}]{said}: {escape(text)}[/]", soft_wrap=True)


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


def _timing_table(timings: Timings, labels: Labels) -> Table:
    table = Table(title=labels("steps"), title_justify="left")
    table.add_column(labels("step"))
    table.add_column(labels("result"))
    table.add_column(labels("seconds"), justify="right")
    for name, seconds, result in timings:
        table.add_row(name, result, labels.number(seconds, 1))
    table.add_section()
    total = sum(seconds for _, seconds, _ in timings)
    table.add_row(labels("total"), "", labels.number(total, 1))
    return table
