"""What a step came to, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from amparo.gate import Verdict
    from amparo.landing import LandingReport
    from amparo.texts import Labels


def gate_result(verdict: Verdict, labels: Labels) -> str:
    """Count the checks by what they came to."""
    counts = {
        "checks": len(verdict.results),
        "stops": len(verdict.of("stop", "failed")),
        "warnings": len(verdict.of("warn", "failed")),
        "notes": len(verdict.notes),
        "acknowledged": len(verdict.of("warn", "acknowledged")),
        "accepted": len(verdict.of("warn", "accepted")),
    }
    return labels("gate_summary", **counts)


def landed_result(report: LandingReport, labels: Labels) -> str:
    """Count the files by what became of them."""
    read = {r.file for r in report.results if r.event in {"landed", "replaced", "unchanged"}}
    parts = [labels("files_read", count=len(read))]
    for event in ("withdrawn", "refused", "duplicate"):
        files = {result.file for result in report.results if result.event == event}
        if files:
            parts.append(f"{labels(f'event_{event}')}: {len(files)}")
    return ", ".join(parts)
