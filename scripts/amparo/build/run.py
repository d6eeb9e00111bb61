"""One build as a function: land, gate, dbt, publish, outputs. It needs no console."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from amparo.build import changes, failures
from amparo.build.dbt import DbtOutcome, run_dbt
from amparo.build.extracts import chosen
from amparo.build.last_build import recorded
from amparo.build.moved import rows_of_changes, what_moves_if_known
from amparo.build.restating import restated
from amparo.build.seed_trial import REST, parsed, try_seeds
from amparo.build.watching import Progress, Step, Watch
from amparo.build.wording import gate_result, landed_result
from amparo.errors import ExitCode, UserError
from amparo.files.locking import only_writer
from amparo.files.private import private_working_files
from amparo.gate import (
    Verdict,
    accept_load,
    forget_percentages,
    look_at_percentages,
    run_gate,
)
from amparo.keys import load_key
from amparo.landing import LandingReport, land
from amparo.outputs.made import Options
from amparo.outputs.run import Outputs, make_all
from amparo.publishing.declared import declared_marts
from amparo.publishing.publish import Publication, publish
from amparo.publishing.shelf import Shelf
from amparo.seeds.check import check_seeds
from amparo.warehouse.causes import kind_of
from amparo.warehouse.connection import connect
from amparo.warehouse.reader import reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from amparo.project import Project
    from amparo.publishing.declared import TestRun
    from amparo.texts import Labels


@dataclass(frozen=True, slots=True)
class Choice:
    """What a build is asked to do.

    Attributes:
        extracts: Folder of the delivery; None for the demo's own.
        is_demo: Whether invented files may take the place of real ones.
        skips_refused: Whether to go on without the refused files.
        accepts_warnings: Whether to go on with warnings nobody acknowledged.
        publishes: Whether to publish what was built.
        reports: Whether to make the outputs of what was published.
        is_full: Whether to compute everything, though the last result could be gone on from.
        restates: Why rows of a published methodology were edited; None where that is refused.
    """

    extracts: Path | None = None
    is_demo: bool = False
    skips_refused: bool = False
    accepts_warnings: bool = False
    publishes: bool = True
    reports: bool = True
    is_full: bool = False
    restates: str | None = None


@dataclass(slots=True)
class Done:
    """What a build came to.

    Attributes:
        landing: What was landed.
        verdict: What the gate found.
        of_results: What was found in the results.
        publication: None where nothing was published.
        outputs: None where none were wanted, the error where they failed.
        steps: The steps in their order.
        moved: What publishing moved, see ``diff.facts.compare``; None where nothing was before.
    """

    landing: LandingReport
    verdict: Verdict
    of_results: Verdict
    publication: Publication | None = None
    outputs: Outputs | UserError | None = None
    steps: list[Step] = field(default_factory=list)
    moved: dict[str, Any] | None = None


class Build:
    """The steps of a build, timed and followed."""

    def __init__(self, project: Project, labels: Labels, choice: Choice, watch: Watch) -> None:
        """Begin with no step done."""
        self.project, self.labels, self.choice, self.watch = project, labels, choice, watch
        self.steps: list[Step] = []
        self.manifest: Any = None
        self.moved: dict[str, Any] | None = None

    @contextmanager
    def step(self, label: str) -> Iterator[tuple[Progress, list[str]]]:
        """Time a step; what it appends is the result it is recorded with."""
        name, said = self.labels(label), [""]
        begun = time.perf_counter()
        with self.watch.step(name) as progress:
            yield progress, said
        self.steps.append(Step(name, time.perf_counter() - begun, said[-1]))

    def folder(self) -> Path:
        """Folder that is going to be landed."""
        if self.choice.extracts is not None:
            return folder_of(self.project, self.labels, self.choice, self.watch)
        begun = time.perf_counter()
        folder = folder_of(self.project, self.labels, self.choice, self.watch)
        seconds = time.perf_counter() - begun
        self.steps.append(Step(self.labels("step_demo"), seconds, folder.name))
        return folder

    def seeds(self, begun: changes.State, last: changes.Last | None) -> list[TestRun]:
        """Try the seeds; what is at fault ends the build."""
        if self.project.database.exists():
            # a file that another program holds, or that is damaged, is told at once
            connect(self.project.database).close()
        with self.step("step_seeds") as (_, said):
            if last is not None and last.state.files == begun.files:
                said.append(self.labels("dbt_unchanged"))
                return []
            self.manifest = parsed(self.project)
            tests = try_seeds(self.project, self.labels, self.manifest)
            said.append(self.labels("tests_passed", passed=len(tests), total=len(tests)))
        return tests

    def land(self, folder: Path) -> LandingReport:
        """Land it; a refused file ends the build."""
        with self.step("step_land") as (progress, said):
            report = land_folder(self.project, folder, progress)
            said.append(landed_result(report, self.labels))
        self.watch.landed(report)
        if report.refused_claimed and not self.choice.skips_refused:
            text = self.labels("stopped_refused")
            raise UserError(text, text)
        return report

    def gate(self, last: changes.Last | None = None) -> Verdict:
        """Check what is landed, unless that was done; what does not pass ends the build."""
        with self.step("step_gate") as (_, said):
            verdict = run_gate(
                self.project,
                self.labels,
                accept_warnings=self.choice.accepts_warnings,
                # a last result was made by this very program
                may_recall=last is not None,
            )
            said.append(gate_result(verdict, self.labels))
        if verdict.is_passed:
            # dbt makes results anew: what was found in the last ones holds no longer
            forget_percentages(self.project)
        verdict.raise_if_stopped(self.labels)
        return verdict

    def percentages(self) -> Verdict:
        """Check the results; what does not pass ends the build."""
        verdict = look_at_percentages(self.project, accept_warnings=self.choice.accepts_warnings)
        verdict.raise_if_stopped(self.labels)
        return verdict

    def selected(self, begun: changes.State, last: changes.Last | None) -> changes.Selection:
        """What has to be computed."""
        with reading(self.project.database) as reader:
            selection = changes.choose(reader, begun, last)
        if not selection.is_nothing:
            changes.forget(self.project)
        return selection

    def dbt(self, selection: changes.Selection) -> DbtOutcome:
        """Compute and test; what fails ends the build."""
        with self.step("step_dbt") as (progress, said):
            if selection.is_nothing:
                said.append(self.labels("dbt_unchanged"))
                changes.restore(self.project, selection)
                return DbtOutcome(succeeded=True)
            outcome = run_dbt(
                self.project,
                "build",
                options=selection.options or ("--selector", REST),
                progress=progress,
                manifest=self.manifest,
            )
            counts = outcome.counts
            passed = counts.get("pass", 0) + counts.get("success", 0)
            numbers = {"passed": passed, "total": sum(counts.values())}
            shown = {name: self.labels.number(number) for name, number in numbers.items()}
            said.append(self.labels("tests_passed", **shown))
        if not outcome.succeeded:
            lines = failures.describe(outcome, self.project, self.labels)
            stopped = self.labels("build_failed", count=len(lines))
            text = "\n".join([stopped, *(f"• {line}" for line in lines)])
            is_busy = any(kind_of(said) == "busy" for said in outcome.messages())
            raise UserError(text, text, ExitCode.BUSY if is_busy else ExitCode.FAILED)
        return outcome

    def restated(self) -> list[dict[str, Any]]:
        """Published rows of the method that were edited; without a reason they end the build."""
        if not self.choice.publishes:
            return []
        return restated(self.project, self.labels, self.choice.restates)

    def publish(
        self, tests: Iterable[TestRun], edited: list[dict[str, Any]], umask: int
    ) -> Publication:
        """Publish what passed the tests."""
        self.moved = what_moves_if_known(self.project, self.labels)
        with self.step("step_publish") as (progress, said):
            publication = publish(
                self.project,
                declared_marts(self.project.target / "manifest.json"),
                tests,
                is_demo=self.choice.is_demo,
                history={"restatements": edited, "changes": rows_of_changes(self.moved)},
                umask=umask,
                progress=progress,
            )
            said.append(self.labels(f"publication_{publication.event}", count=publication.tables))
        return publication

    def outputs(self, umask: int) -> Outputs | UserError:
        """Make the outputs, or give the error for which there are none."""
        with self.step("step_outputs") as (progress, said):
            found, result = make_outputs(self.project, self.labels, progress, umask)
            said.append(result)
        return found


def run_build(project: Project, labels: Labels, choice: Choice, watch: Watch) -> Done:
    """Land a delivery, check, compute, test and publish it, and make its outputs.

    Args:
        project: The project; its lock is taken.
        labels: Texts of results and errors.
        choice: What is asked for.
        watch: Follows the steps.

    Raises:
        UserError: something in files, seeds or machine has to be put right. What was published
            before stays, and the error names it.
    """
    build = Build(project, labels, choice, watch)
    with (
        private_working_files(project) as umask,
        only_writer(project.lock),
        last_publication_named(project, labels),
    ):
        # files that are edited while the build runs would be computed untried
        begun = changes.begin(project)
        check_seeds(project.seeds, labels)
        folder = build.folder()
        last = None if choice.is_full else changes.last_result(project, begun)
        of_seeds = build.seeds(begun, last)
        edited = build.restated()
        # landing already changes what the warehouse holds: until dbt has passed, it is unfinished
        with recorded(project, begun.files) as tests:
            report = build.land(folder)
            verdict = build.gate(last)
            selection = build.selected(begun, last)
            outcome = build.dbt(selection)
            changes.raise_if_edited(project, begun, labels)
            tests.extend(changes.whole(project, selection, [*of_seeds, *outcome.tests]))
            done = Done(report, verdict, build.percentages(), steps=build.steps)
            accept_load(project.database)
        changes.keep(project, begun, selection)
        if choice.publishes:
            done.publication = build.publish(tests, edited, umask)
            done.moved = build.moved
    if done.publication is not None and choice.reports:
        # data are published by now: a failure of outputs is said at the end and changes nothing
        done.outputs = build.outputs(umask)
    return done


def folder_of(project: Project, labels: Labels, choice: Choice, watch: Watch) -> Path:
    """Folder that is going to be landed; the demo's is written if need be."""
    with watch.step(labels("step_demo")) as progress:
        return chosen(project, labels, choice.extracts, progress, is_demo=choice.is_demo)


def land_folder(project: Project, folder: Path, progress: Progress) -> LandingReport:
    """Land a folder into the project's warehouse."""
    return land(folder, project.database, project.sources, reporter=progress, key=load_key())


def make_outputs(
    project: Project, labels: Labels, progress: Progress, umask: int
) -> tuple[Outputs | UserError, str]:
    """Make the outputs of what was just published.

    Returns:
        The outputs, or the error for which there are none; and in words what became of them.
    """
    try:
        found = make_all(
            project,
            Options(None, labels.language),
            # a build of every day makes what the cluster opens every day
            restricted_only=("workbook",),
            umask=umask,
            progress=progress,
        )
    except UserError as error:
        text = labels("outputs_failed", reason=labels.either(error.message_es, error.message_en))
        return UserError(text, text, error.code), labels("outputs_none")
    return found, labels(f"outputs_{found.event}", count=len(found.files))


@contextmanager
def last_publication_named(project: Project, labels: Labels) -> Iterator[None]:
    """Have an error of the block say which publication readers still get, if there is one."""
    try:
        yield
    except UserError as error:
        current = Shelf(project.published).current()
        if current is None:
            raise
        text = labels("last_publication_stays", version=current.name, path=project.published)
        error.message_es += f"\n{text}"
        error.message_en += f"\n{text}"
        raise
