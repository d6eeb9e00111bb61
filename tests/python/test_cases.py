"""The cases from the field, where they are at hand: what happens is what they call right."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from amparo.gate import Verdict, run_gate
from amparo.labels import Labels
from amparo.landing import LandingReport, land
from amparo.project import Project
from conftest import ROOT
from rehearsal import TEST_KEY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STAGING = ROOT / "models" / "staging"


@dataclass(frozen=True)
class Case:
    """One case, landed."""

    folder: Path
    database: Path
    report: LandingReport

    def look(self) -> Verdict:
        """What the quality gate says of it."""
        project = Project(ROOT, self.database, self.folder / "published")
        return run_gate(project, Labels(ROOT / "seeds", "es"))

    def refusals(self) -> dict[str, str]:
        """Reason by refused file."""
        return {refusal.file: refusal.reason for refusal in self.report.refusals}


@pytest.fixture
def case(shared: Path, tmp_path: Path) -> Callable[[str], Case]:
    """Land the files of a case, found by its number."""

    def landed(number: str) -> Case:
        found = sorted((shared / "data" / "cases").glob(f"{number}_*"))
        if not found:
            pytest.skip(f"case {number} is not at hand")
        extracts, database = tmp_path / "extracts", tmp_path / "db" / "amparo.duckdb"
        shutil.copytree(found[0], extracts, ignore=shutil.ignore_patterns("README*"))
        return Case(tmp_path, database, land(extracts, database, STAGING, key=TEST_KEY))

    return landed


def test_case_06_a_first_page_of_the_portal_warns(case: Callable[[str], Case]) -> None:
    warned = {r.check.kind: r.message_es for r in case("06").look().of("warn", "failed")}
    assert "ers2-kerr.csv «1000»" in warned["page_rows"]


def test_case_08_labels_of_a_code_list_are_known_or_shown(case: Callable[[str], Case]) -> None:
    told = [r for r in case("08").look().results if r.status == "failed"]
    for result in told:
        if result.check.column == "grupo_etario":
            assert "«Niño, Niña. Población de 0 a 13 años.»" in result.message_es


def test_case_11_the_advice_is_a_name_not_a_pattern(case: Callable[[str], Case]) -> None:
    for refusal in case("11").report.refusals:
        assert "empiece por jiaf2025_" in refusal.what_to_do
        assert "also_named" not in refusal.message_es
        assert "(?" not in refusal.message_es


def test_case_12_data_in_other_formats_are_told_as_such(case: Callable[[str], Case]) -> None:
    found = case("12")
    assert found.refusals()["ungrd_2022.txt"] == "format"
    assert found.report.refused_claimed, "its name is that of a source"
    assert not found.report.ignored, "none of them is 'not data'"


def test_case_15_nothing_is_allocated_for_a_stray_cell(case: Callable[[str], Case]) -> None:
    found = case("15")
    assert set(found.refusals().values()) == {"stray_cell", "too_big"}
    said = " ".join(refusal.message_es for refusal in found.report.refusals)
    for address in ("A1048576", "XFD1048576", "XFD3"):
        assert f"celda {address}," in said
    assert max(result.seconds for result in found.report.results) < 10


def test_case_16_nothing_delivered_in_a_header_is_kept(case: Callable[[str], Case]) -> None:
    found = case("16")
    assert set(found.refusals()) == {"registro_nna_c.csv", "sivigila_d.csv"}
    kept = found.database.read_bytes()
    for text in ("Zoraidaqzx", "9998877", "zoraidaqzx.co"):
        assert text.encode() not in kept
