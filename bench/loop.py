"""Measure the loop of a season: edit, look, publish; CPU seconds as ratios to a cold build.

    python bench/loop.py [--write]

``--write`` replaces ``bench/loop.md``. Each step is a command in a process of its own, as a person
types it, on a copy of the project and the demo in full.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from amparo.demo import write_demo

ROOT = Path(__file__).resolve().parents[1]
PARTS = (
    *("models", "seeds", "macros", "tests/dbt"),
    *("dbt_project.yml", "profiles.yml", "selectors.yml"),
)
SCALE = "seeds/method/severity_scales.csv"
PERCENTAGES = "seeds/method/pin_percentages.csv"
DBT = "import sys; from dbt.cli.main import cli; cli(sys.argv[1:])"


@dataclass(frozen=True, slots=True)
class Step:
    """One command: CPU seconds of it and its children, and its highest memory in MiB."""

    name: str
    seconds: float
    peak: float


@dataclass(frozen=True, slots=True)
class Bench:
    """A copy of the project with the demo's extracts."""

    project: Path
    extracts: Path

    def run(self, name: str, *arguments: str, code: int = 0) -> Step:
        """Run a command that ends with a code."""
        begin = ["-m", "amparo"] if arguments[0] != "dbt" else ["-c", DBT]
        words = list(arguments if arguments[0] != "dbt" else arguments[1:])
        if words[0] == "build" and arguments[0] != "dbt":
            words += ["--demo", "--extracts", str(self.extracts)]
        process = subprocess.Popen(  # noqa: S603 - our own interpreter
            [sys.executable, *begin, *words],
            cwd=self.project,
            env=os.environ | {"AMPARO_PROJECT": str(self.project)},
            stdout=subprocess.DEVNULL,
        )
        _, status, usage = os.wait4(process.pid, 0)
        if os.waitstatus_to_exitcode(status) != code:
            raise SystemExit(f"{name}: {os.waitstatus_to_exitcode(status)}, not {code}")
        return Step(name, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)

    def edit(self, file: str, old: str, new: str) -> None:
        """Edit one place of a seed."""
        path = self.project / file
        text = path.read_text(encoding="utf-8")
        if text.count(old) != 1:
            raise SystemExit(f"{file}: {old} is there {text.count(old)} times")
        path.write_text(text.replace(old, new), encoding="utf-8")

    def shorten(self, pattern: str) -> None:
        """Take the last row out of an extract."""
        file = min(self.extracts.rglob(pattern))
        file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:-1]))


def main(arguments: list[str]) -> int:
    """Measure, print, and write if asked to."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder) / "project", Path(folder) / "demo")
        for part in PARTS:
            target = bench.project / part
            target.parent.mkdir(parents=True, exist_ok=True)
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy2
            copy(ROOT / part, target)
        write_demo(bench.extracts, reference=ROOT / "seeds/reference")
        text = report(measured(bench))
    sys.stdout.write(text)
    if "--write" in arguments:
        (ROOT / "bench" / "loop.md").write_text(text, encoding="utf-8")
    return 0


def measured(bench: Bench) -> list[Step]:
    """The steps, one after the other."""
    steps = [
        bench.run("cold build, published, with all outputs", "build"),
        # the gate compares what is landed with the load accepted before it, which this makes itself
        bench.run("nothing changed, the first time", "build"),
        bench.run("nothing changed", "build"),
    ]
    bench.edit(SCALE, "co-2024,disasters,2,1000,", "co-2024,disasters,2,2000,")
    steps.append(bench.run("one bound edited, `build --preview`", "build", "--preview"))
    steps.append(bench.run("`publish` of that, with all outputs", "publish", "--demo"))
    bench.shorten("*reclutamiento*.csv")
    steps.append(bench.run("one row less of Fiscalía, `build --preview`", "build", "--preview"))
    bench.shorten("*localidad*.csv")
    steps.append(bench.run("one row less of the registry's population", "build", "--preview"))
    steps.append(bench.run("`check seeds`, all sound", "check", "seeds"))
    bench.edit(PERCENTAGES, "co-2024,5,0,75,", "co-2024,5,0,5,")
    steps.append(bench.run("a percentage that falls, to its message", "build", code=1))
    bench.edit(PERCENTAGES, "co-2024,5,0,5,", "co-2024,5,0,7.5.0,")
    steps.append(bench.run("a cell that is no number, to its message", "build", code=1))
    bench.edit(PERCENTAGES, "co-2024,5,0,7.5.0,", "co-2024,5,0,75,")
    options = ("--profiles-dir", ".", "--exclude-resource-type", "unit_test", "--quiet")
    empty = ("dbt", "build", "--empty", *options)
    steps.append(bench.run("`dbt build --empty` of the same graph", *empty))
    return steps


def report(steps: list[Step]) -> str:
    """A table: ratio to the cold build, and memory."""
    cold = steps[0].seconds
    lines = [
        "# The loop of a season",
        "",
        "CPU seconds of a command and its children, as ratios to a cold build within one run,"
        " on the whole demo.",
        "",
        "| step | ratio | peak memory, MiB |",
        "|---|---:|---:|",
        *(f"| {step.name} | {step.seconds / cold:.2f} | {step.peak:.0f} |" for step in steps),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
