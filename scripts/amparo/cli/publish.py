"""``amparo publish``: what dbt built by hand, or a build did not publish."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from amparo.build.publish_built import run_publish
from amparo.build.run import Choice
from amparo.cli.build import MOVERS, OnConsole
from amparo.cli.diff import print_diff
from amparo.cli.outputs import outputs_facts, tell_outputs, warn_older_outputs
from amparo.cli.published import published_lines
from amparo.cli.quality import AcceptWarningsOption, print_let_pass
from amparo.cli.session import JsonOption, NoReportOption, QuietOption, Session, to_json


def publish_command(
    is_demo: Annotated[
        bool,
        typer.Option(
            "--demo",
            help="Publicar datos sintéticos, también donde hay reales. "
            "· Publish synthetic data, also where there are real ones.",
        ),
    ] = False,
    accept_warnings: AcceptWarningsOption = False,
    no_report: NoReportOption = False,
    quiet: QuietOption = False,
    as_json: JsonOption = False,
) -> None:
    """Publicar lo que dbt build construyó. · Publish what dbt build built."""
    session = Session()
    quiet = quiet or as_json
    choice = Choice(is_demo=is_demo, accepts_warnings=accept_warnings, reports=not no_report)
    watch = OnConsole(session, quiet=quiet)
    done = run_publish(session.project, session.labels, choice, watch)
    is_older = warn_older_outputs(session)
    if as_json:
        facts = {
            "publication": done.publication.facts(),
            "outputs": outputs_facts(done.outputs),
            "older_outputs": is_older,
            "moved": done.moved,
            "steps": [{"step": step.name, "seconds": step.seconds} for step in done.steps],
        }
        typer.echo(to_json(facts))
    elif not quiet:
        print_let_pass(session, done.of_results)
        if done.moved is not None:
            print_diff(session, done.moved, MOVERS)
        for line in published_lines(done.publication, session.labels):
            session.console.print(escape(line), soft_wrap=True)
    tell_outputs(session, done.outputs, quiet=quiet)
