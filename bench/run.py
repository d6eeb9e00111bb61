"""Measure a build of the demo: time and memory of each step, as ratios within one run.

    python bench/run.py [--write]

``--write`` replaces ``bench/latest.md``.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from amparo.build.dbt import run_dbt
from amparo.demo import write_demo
from amparo.gate import run_gate
from amparo.landing import land
from amparo.project import Project
from amparo.texts import Labels
from amparo.warehouse.connection import connect

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Step:
    """One measured step: seconds, and the highest memory of the process so far in MiB."""

    name: str
    seconds: float
    peak: float


def peak_memory() -> float:
    """Highest resident memory of this process so far, in MiB; nan where the system cannot say."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return float("nan")
    unit = 1024 if sys.platform != "darwin" else 1024 * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def measured(name: str, work: Callable[[], object]) -> Step:
    """Run a step and measure it."""
    begun = time.perf_counter()
    work()
    return Step(name, time.perf_counter() - begun, peak_memory())


def straight_sql(project: Project, compiled: dict[str, str]) -> Callable[[], object]:
    """All models as plain SQL in DuckDB, without dbt: what the computing itself costs."""

    def run() -> None:
        with connect(project.database) as connection:
            connection.execute("create or replace schema bench")
            for name, sql in compiled.items():
                connection.execute(f'create or replace table bench."{name}" as {sql}')

    return run


def main(arguments: list[str]) -> int:
    """Measure, print, and write if asked to."""
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        project = Project(root=ROOT, database=base / "amparo.duckdb", published=base / "published")
        os.environ["DBT_TARGET_PATH"] = str(base / "target")
        extracts = base / "demo"

        def brought() -> object:
            return land(extracts, project.database, project.sources)

        def looked() -> object:
            return run_gate(project, Labels(project.seeds, "en"))

        steps = [
            measured(
                "demo extracts", lambda: write_demo(extracts, reference=ROOT / "seeds/reference")
            ),
            measured("landing, first", brought),
            measured("landing, unchanged", brought),
            measured("quality gate, first (with the import)", looked),
            measured("quality gate, again", looked),
            measured("dbt build, first (full parse)", lambda: run_dbt(project, "build")),
            measured("dbt build, again", lambda: run_dbt(project, "build")),
            measured("dbt run, models only", lambda: run_dbt(project, "run")),
        ]
        steps.append(measured("the models as plain SQL", straight_sql(project, compiled(base))))
        size = project.database.stat().st_size / 2**20
    text = report(steps, size)
    sys.stdout.write(text)
    if "--write" in arguments:
        (ROOT / "bench" / "latest.md").write_text(text, encoding="utf-8")
    return 0


def compiled(base: Path) -> dict[str, str]:
    """Compiled SQL of every model of the last invocation."""
    folder = base / "target" / "compiled" / "amparo" / "models"
    return {
        file.stem: file.read_text(encoding="utf-8")
        for file in sorted(folder.rglob("*.sql"))
        if ".yml" not in str(file.parent)
    }


def report(steps: list[Step], size: float) -> str:
    """A table: share of the first build, and ratio to the plain SQL."""
    plain = steps[-1].seconds
    first = ("demo", "landing, first", "quality gate, first", "dbt build, first")
    whole = sum(step.seconds for step in steps if step.name.startswith(first))
    lines = [
        "# Cost of one build of the demo",
        "",
        "Share: of demo + first landing, gate and dbt build. Ratio: to the models as plain SQL.",
        "",
        "| step | share | ratio | peak memory so far, MiB |",
        "|---|---:|---:|---:|",
        *(
            f"| {step.name} | {step.seconds / whole:.0%} | {step.seconds / plain:.1f} |"
            f" {step.peak:.0f} |"
            for step in steps
        ),
        "",
        f"Working database after the runs: {size:.0f} MiB.",
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
