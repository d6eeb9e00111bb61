"""Publishing what is built already: by ``dbt build``, or by a build that did not publish."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from amparo.build.dbt import run_dbt
from amparo.build.last_build import files_read, last_build
from amparo.build.run import Build, last_publication_named
from amparo.errors import UserError
from amparo.files.locking import only_writer
from amparo.files.private import private_working_files
from amparo.gate import accept_load
from amparo.gate.results import AFTER_DBT
from amparo.seeds.check import check_seeds
from amparo.warehouse.reader import reading

if TYPE_CHECKING:
    from amparo.build.last_build import LastBuild
    from amparo.build.run import Choice
    from amparo.build.watching import Step, Watch
    from amparo.gate import Verdict
    from amparo.outputs.run import Outputs
    from amparo.project import Project
    from amparo.publishing.publish import Publication
    from amparo.texts import Labels

_READ_BY_DBT: Final = {
    "landed_files": (
        "stg_landing__files",
        "source_id, table_name, file_name, sheet, file_sha256, load_id",
    ),
    "refused_files": ("stg_landing__refusals", "source_id, reason, file_sha256"),
    "quality_checks": ("stg_landing__quality_checks", "check_id, status, faults, looked_at"),
}
"""Tables of ``raw``: the model in which dbt read each, and the columns that tell its state."""


@dataclass(slots=True)
class Published:
    """What publishing came to.

    Attributes:
        publication: The publication.
        of_results: What was found in the results.
        outputs: None where none were wanted, the error where they failed.
        steps: The steps in their order.
        moved: What publishing moved, see ``diff.facts.compare``; None where nothing was before.
    """

    publication: Publication
    of_results: Verdict
    outputs: Outputs | UserError | None = None
    steps: list[Step] = field(default_factory=list)
    moved: dict[str, Any] | None = None


def run_publish(project: Project, labels: Labels, choice: Choice, watch: Watch) -> Published:
    """Publish what the warehouse holds, if all of it is of one build whose tests all passed.

    Args:
        project: The project; its lock is taken.
        labels: Texts of results and errors.
        choice: What is asked for; nothing is landed.
        watch: Follows the steps.

    Raises:
        UserError: the last run was not a whole build, or files, extracts or the gate's verdict have
            changed since; it says what to run. What was published before stays.
    """
    build = Build(project, labels, choice, watch)
    with (
        private_working_files(project) as umask,
        only_writer(project.lock),
        last_publication_named(project, labels),
    ):
        check_seeds(project.seeds, labels)
        built, changed_at = _whole(project, labels)
        edited = build.restated()
        if not _gate_has_passed(project, changed_at):
            build.gate()
        if not _is_read(project):
            _refuse(labels, "publish_other_extracts", built)
        of_results = build.percentages()
        accept_load(project.database)
        _renew_manifest(project, changed_at)
        done = Published(build.publish(built.tests, edited, umask), of_results, steps=build.steps)
        done.moved = build.moved
    if choice.reports:
        done.outputs = build.outputs(umask)
    return done


def _whole(project: Project, labels: Labels) -> tuple[LastBuild, float]:
    """The last build, if it is whole and of the files as they are; when the newest was changed."""
    built = last_build(project.database)
    if built is None:
        text = labels("publish_nothing_built")
        raise UserError(text, text)
    warning = built.warning(labels)
    if warning:
        raise UserError(warning, warning)
    files, changed_at = files_read(project.root)
    if built.files != files:
        _refuse(labels, "publish_other_files", built)
    return built, changed_at


def _refuse(labels: Labels, label: str, built: LastBuild) -> None:
    text = labels(label, when=built.started_at)
    raise UserError(text, text)


def _gate_has_passed(project: Project, changed_at: float) -> bool:
    """Whether the gate let pass what is landed, and has nothing newer to go by."""
    with reading(project.database) as reader:
        found = reader.row(
            "select count(*) as checks, coalesce(min(checked_at), timestamp '1970-01-01') as at,"
            " count(*) filter (status = 'failed' and outcome_if_failed != 'note') as faults,"
            " bool_and(load_id = (select max_by(load_id, logged_at) from raw.load_log)) as is_last"
            " from raw.quality_checks where not list_contains(?, kind)",
            [list(AFTER_DBT)],
        )
    if not found or not found["checks"] or found["faults"] or not found["is_last"]:
        return False
    checked_at: dt.datetime = found["at"].replace(tzinfo=dt.UTC)
    return checked_at.timestamp() >= changed_at


def _is_read(project: Project) -> bool:
    """Whether dbt read what is landed, and what the gate said of it, as they are now."""
    after_dbt = ", ".join(f"'{kind}'" for kind in AFTER_DBT)
    with reading(project.database) as reader:
        for table, (model, columns) in _READ_BY_DBT.items():
            kept = f" where kind not in ({after_dbt})" if table == "quality_checks" else ""
            now = f"select {columns} from raw.{table}{kept}"  # noqa: S608 - our own names
            then = f"select {columns} from staging.{model}{kept}"  # noqa: S608 - our own names
            both = f"(({now}) except all ({then})) union all (({then}) except all ({now}))"
            if reader.row(f"select 1 from ({both}) limit 1"):  # noqa: S608 - our own names
                return False
    return True


def _renew_manifest(project: Project, changed_at: float) -> None:
    """Have dbt write its manifest anew where it may be of other files than those of the build."""
    file = project.target / "manifest.json"
    if not file.is_file() or file.stat().st_mtime < changed_at:
        outcome = run_dbt(project, "parse")
        if not outcome.succeeded:
            raise UserError(outcome.error, outcome.error)
