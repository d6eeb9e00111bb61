"""Steps of a build on their own: landing, the gate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amparo.build.last_build import mark_unfinished
from amparo.build.run import folder_of, land_folder
from amparo.files.locking import only_writer
from amparo.files.private import private_working_files
from amparo.gate import Verdict, run_gate
from amparo.seeds.check import check_seeds

if TYPE_CHECKING:
    from amparo.build.run import Choice, Watch
    from amparo.landing import LandingReport
    from amparo.project import Project
    from amparo.texts import Labels


def run_landing(project: Project, labels: Labels, choice: Choice, watch: Watch) -> LandingReport:
    """Land a delivery and nothing else; the caller holds the project's lock.

    Raises:
        UserError: a seed is not in order, or there is no such folder.
    """
    check_seeds(project.seeds, labels)
    folder = folder_of(project, labels, choice, watch)
    with watch.step(labels("step_land")) as progress:
        report = land_folder(project, folder, progress)
    if report.has_changes:
        mark_unfinished(project.database)
    watch.landed(report)
    return report


def run_check(
    project: Project, labels: Labels, choice: Choice, watch: Watch, *, lands: bool
) -> tuple[Verdict, LandingReport | None]:
    """Run the gate alone, on what is landed or on a folder that is landed first.

    Raises:
        UserError: a seed is not in order, nothing is landed, or there is no such folder.
    """
    with private_working_files(project), only_writer(project.lock):
        report = None
        if lands:
            report = run_landing(project, labels, choice, watch)
        else:
            check_seeds(project.seeds, labels)
        with watch.step(labels("step_gate")):
            verdict = run_gate(project, labels, accept_warnings=choice.accepts_warnings)
    return verdict, report
