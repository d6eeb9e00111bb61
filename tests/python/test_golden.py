"""The golden case: the published HPC 2025 severities and populations give the published PiN."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from amparo.cli import summary
from amparo.gate import run_gate
from amparo.project import Project
from amparo.texts import Labels
from amparo.warehouse.reader import reading
from conftest import Built

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from filelock import FileLock

    from rehearsal import Rehearsal

Golden = dict[str, dict[str, str]]

ASSESSMENT = "2025"
UNINHABITED = "94663"
PUBLISHED_TOTAL = 2_160_164.845
POPULATION_YEAR = 2024


@pytest.fixture(scope="session")
def golden(shared: Path) -> Golden:
    """The published results by municipality; read where they are, never copied."""
    file = shared / "data" / "golden" / "hpc2025_colombia.csv"
    with file.open(encoding="utf-8", newline="") as stream:
        return {row["divipola"]: row for row in csv.DictReader(stream)}


@pytest.fixture(scope="session")
def golden_built(
    once: Callable[[str], tuple[Path, FileLock]],
    shared: Path,
    golden: Golden,
    root: Path,
    rehearsal: Rehearsal,
) -> Built:
    """The golden case, built whole and tested: real severities and published populations."""
    folder, lock = once("golden-built")
    database = folder / "warehouse" / "amparo.duckdb"
    with lock:
        if not (folder / "done").exists():
            extracts = folder / "extracts"
            extracts.mkdir()
            for file in sorted((shared / "data" / "real" / "jiaf").glob("*.csv")):
                (extracts / file.name).symlink_to(file)
            write_population(extracts / "poblacion_municipal_2024.csv", golden)
            assert not rehearsal.land(extracts, database).refusals
            # whole municipalities in one cell of age and sex: the gate warns of so many of one age
            project, labels = (
                Project(root, database, folder / "published"),
                Labels(root / "seeds", "es"),
            )
            assert run_gate(project, labels, accept_warnings=True).is_passed
            rehearsal.run(database)
            assert rehearsal.failed_tests(database) == {}
            (folder / "done").touch()
    with reading(database) as reader:
        return Built(root, database, summary.gather(reader, Labels(root / "seeds", "es")))


def write_population(file: Path, golden: Golden) -> None:
    """All children are boys of age 0 and all others women of 30: only the totals matter here."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["divipola", "anio", "sexo", "edad", "pob", "serie"])
        for code, row in golden.items():
            children = int(row["child_population"] or 0)
            others = int(row["total_population"] or 0) - children
            writer.writerow([code, POPULATION_YEAR, "hombres", 0, children, "HPC 2025"])
            writer.writerow([code, POPULATION_YEAR, "mujeres", 30, others, "HPC 2025"])


def test_the_golden_file_is_the_one_the_method_describes(golden: Golden) -> None:
    inhabited = [row for row in golden.values() if row["cp_pin"]]
    assert len(golden) == 1_122
    assert len(inhabited) == 1_121
    assert sum(float(row["cp_pin"]) for row in inhabited) == pytest.approx(
        PUBLISHED_TOTAL, abs=1e-3
    )


def test_pin_equals_the_published_one_in_every_inhabited_municipality(
    golden_built: Built, golden: Golden
) -> None:
    computed: dict[str, float | None] = dict(
        golden_built.rows(
            "select municipality_code, pin from marts.fct_pin where assessment_id = ?", ASSESSMENT
        )
    )
    assert computed.keys() == golden.keys()
    published = {code: float(row["cp_pin"]) for code, row in golden.items() if row["cp_pin"]}
    wrong = {
        code: (computed[code], value)
        for code, value in published.items()
        if computed[code] != pytest.approx(value, rel=0, abs=1e-6)
    }
    assert wrong == {}
    assert len(published) == 1_121


def test_the_national_total_is_the_published_one(golden_built: Built) -> None:
    ((pin, published, municipalities),) = golden_built.rows(
        "select pin, published_pin, municipalities_with_pin from marts.agg_pin_national"
        " where assessment_id = ?",
        ASSESSMENT,
    )
    assert pin == pytest.approx(PUBLISHED_TOTAL, rel=0, abs=1e-3)
    assert published == pytest.approx(PUBLISHED_TOTAL, rel=0, abs=1e-3)
    assert municipalities == 1_121


def test_the_summary_of_the_build_says_the_same_total(golden_built: Built) -> None:
    national = golden_built.facts["national"][ASSESSMENT]
    assert national["pin"] == pytest.approx(PUBLISHED_TOTAL, rel=0, abs=1e-3)
    assert national["pin_rounded"] == 2_160_165


@pytest.mark.parametrize(
    ("column", "published"),
    [
        ("severity_calculated", "cp_severity"),
        ("severity_final", "cp_severity"),
        ("cluster_severity_calculated", "protection_severity"),
        ("cluster_severity_final", "protection_severity"),
    ],
)
def test_severities_are_the_published_ones(
    golden_built: Built, golden: Golden, column: str, published: str
) -> None:
    rows = golden_built.rows(
        f"select municipality_code, {column} from marts.fct_municipality_severity"
        " where assessment_id = ?",
        ASSESSMENT,
    )
    assert dict(rows) == {code: int(row[published]) for code, row in golden.items()}


def test_pin_by_severity_is_the_published_one(golden_built: Built, golden: Golden) -> None:
    published = dict.fromkeys(range(1, 6), 0.0)
    municipalities = dict.fromkeys(range(1, 6), 0)
    for row in golden.values():
        municipalities[int(row["cp_severity"])] += 1
        published[int(row["cp_severity"])] += float(row["cp_pin"] or 0)
    rows = golden_built.rows(
        "select severity, pin, municipalities_after_ceiling from marts.agg_pin_by_severity"
        " where assessment_id = ?",
        ASSESSMENT,
    )
    assert {row[0]: row[1] for row in rows} == pytest.approx(published, rel=0, abs=1e-3)
    assert {row[0]: row[2] for row in rows} == municipalities


def test_no_municipality_is_above_the_ceiling(golden_built: Built) -> None:
    assert golden_built.rows(
        "select (select count(*) from marts.fct_ceiling_breach where assessment_id = $1),"
        " (select count(*) from marts.fct_municipality_severity"
        "  where assessment_id = $1 and is_above_ceiling)",
        ASSESSMENT,
    ) == [(0, 0)]


def test_the_municipality_without_inhabitants_has_no_pin_and_says_why(golden_built: Built) -> None:
    assert golden_built.rows(
        "select total_population, child_population, pin, pin_rounded, missing_reason"
        " from marts.fct_pin where assessment_id = ? and municipality_code = ?",
        ASSESSMENT,
        UNINHABITED,
    ) == [(0, 0, None, None, "no_inhabitants")]


def test_only_that_municipality_lacks_a_pin(golden_built: Built) -> None:
    assert golden_built.rows(
        "select municipality_code from marts.fct_pin where assessment_id = ? and pin is null",
        ASSESSMENT,
    ) == [(UNINHABITED,)]


def test_what_was_not_delivered_is_missing_and_not_zero(golden_built: Built) -> None:
    """No source of the 2024 method is in the folder: it has no severity and no PiN at all."""
    assert golden_built.rows(
        "select count(*), count(cases), count(measure_value), count(severity)"
        " from intermediate.int_variable_severities where assessment_id = '2024'"
    ) == [(11_220, 0, 0, 0)]
    assert golden_built.rows(
        "select count(*), count(severity_final), count(pin) from marts.fct_pin"
        " where assessment_id = '2024'"
    ) == [(1_122, 0, 0)]
