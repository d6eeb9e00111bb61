"""The cases from the field, where they are at hand: what happens is what they call right."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from amparo.gate import Verdict, run_gate
from amparo.landing import LandingReport, land
from amparo.project import Project
from amparo.texts import Labels
from conftest import ROOT
from rehearsal import TEST_KEY, Rehearsal

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


READABLE = (
    "01_worksheet_percent_columns",
    "03_ungrd_decimal_comma_thousandfold",
    "04_fiscalia_v2_layout",
    "08_fiscalia_age_labels_of_v2_in_v3",
    "09_san_pedro_and_bogota_cundinamarca",
)
MEDELLIN, MAGANGUE, CALI, BOGOTA = "05001", "13430", "76001", "11001"


@pytest.fixture(scope="module")
def readable_cases(
    shared: Path, rehearsal: Rehearsal, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Database of the cases that ought to be read, a folder each, landed and built together."""
    cases = shared / "data" / "cases"
    if not cases.is_dir():
        pytest.skip(f"no cases at {cases}")
    folder = tmp_path_factory.mktemp("readable-cases")
    for name in READABLE:
        shutil.copytree(cases / name, folder / "extracts" / name)
        (folder / "extracts" / name / "README").unlink()
    database = folder / "amparo.duckdb"
    assert not rehearsal.land(folder / "extracts", database).refusals
    rehearsal.run(database)
    # two of the cases state the same victims: they are deliveries of their own
    assert set(rehearsal.broken_accounts(database)) == {"two_files_never_state_the_same_facts"}
    return database


def _rows(database: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def _classified(database: Path, case: str, columns: str) -> list[tuple[Any, ...]]:
    return _rows(
        database,
        f"select {columns} from intermediate.int_rows__classified"
        f" where starts_with(file_name, '{case}') group by all order by all",
    )


def test_a_share_beside_each_area_is_another_column(readable_cases: Path) -> None:
    assert _rows(
        readable_cases,
        "select municipality_code, hpc_cycle, child_protection_pin from staging.stg_hpc__pins"
        " order by row_number",
    ) == [(MEDELLIN, 2026, 120.5), ("27001", 2026, 90), ("91263", 2026, 5)]
    assert _rows(
        readable_cases,
        "select municipality_code, hpc_cycle, severity from staging.stg_hpc__severities"
        " where area_id = 'child_protection'"
        " order by row_number",
    ) == [(MEDELLIN, 2026, 3), ("27001", 2026, 4), ("91263", 2026, 2)]


def test_a_decimal_comma_makes_nobody_a_thousand(readable_cases: Path) -> None:
    found = _rows(
        readable_cases,
        "select people from staging.stg_ungrd__emergencies order by row_number",
    )
    assert [people for (people,) in found] == [16, 790, 8, 25, 120, 4]
    assert _classified(readable_cases, "03", "row_status, sum(amount)") == [("used", 963)]


def test_the_counts_of_v2_are_read(readable_cases: Path) -> None:
    used = _classified(
        readable_cases,
        "04",
        "component_id, municipality_code,"
        " sum(amount) filter (where row_status = 'used' and data_year = 2022)",
    )
    places = (MEDELLIN, BOGOTA, MAGANGUE, CALI)
    assert used == [
        *(("fiscalia_domestic_violence", place, 4) for place in places),
        *(("fiscalia_sexual_offences", place, 5) for place in places),
    ]
    assert _classified(readable_cases, "04", "row_reason, count(*)") == [
        ("adult", 4),
        ("age_unknown", 4),
        ("year_not_needed", 20),
        (None, 12),
    ]


def test_the_age_groups_of_v2_are_known_in_v3(readable_cases: Path) -> None:
    found = dict(_classified(readable_cases, "08", "row_reason, count(*)"))
    assert found == {"adult": 24, "age_unknown": 12, None: 24}


def test_san_pedro_and_bogota_under_cundinamarca_are_found(readable_cases: Path) -> None:
    assert _rows(
        readable_cases,
        "select row_number, municipality_code from staging.stg_fiscalia__victims"
        " where starts_with(file_name, '09') order by row_number",
    ) == [(2, "05664"), (3, BOGOTA), (4, MEDELLIN), (5, MAGANGUE)]
