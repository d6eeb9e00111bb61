"""`amparo assessment new`, `main` and `retire`: how a season begins and ends in the seeds."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from amparo.seeds.reading import rows_of
from command import in_process
from harness import Harness
from test_variants import contents, faults_of_seeds, project, stated

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run

__all__ = ["project"]


def run(folder: Path, *arguments: str, language: str = "es") -> Run:
    database = folder / "warehouse" / "amparo.duckdb"
    return in_process(*arguments, database=database, project=folder, language=language)


def new(folder: Path, *arguments: str) -> Run:
    return run(folder, "assessment", "new", *arguments)


def settings(folder: Path, assessment: str) -> dict[str, str]:
    rows = stated(folder, "assessment_settings", assessment_id=assessment)
    return {row["setting"]: row["value"] for row in rows}


def years(folder: Path, assessment: str) -> dict[str, str]:
    rows = stated(folder, "assessment_data_years", assessment_id=assessment)
    return {row["component_id"]: row["data_year"] for row in rows}


def test_a_new_year_states_every_setting_with_its_years_moved(project: Path) -> None:
    before = contents(project)
    done = new(project, "2026", "--from", "2025")
    assert done.code == 0, done.err
    [row] = stated(project, "assessments", assessment_id="2026")
    assert (row["parent_assessment_id"], row["is_main"], row["status"]) == ("", "false", "active")
    assert settings(project, "2026") == {
        "methodology_id": "co-2025",
        "municipality_list": "dcd-2023",
        "severity_basis": "published",
        "cluster_basis": "published",
        "cap_at_cluster": "true",
        "hpc_cycle": "2026",
        "rate_population_year": "2025",
        "pin_population_year": "2025",
    }
    assert years(project, "2026") == {}
    after = contents(project)
    assert all(after[file].startswith(text) for file, text in before.items())
    assert not any(faults_of_seeds(project).values())


def test_computed_severities_need_a_year_of_each_component(project: Path, compiled: Path) -> None:
    done = new(
        project,
        *("2026", "--from", "2025", "--set", "severity_basis=computed"),
        *("--set", "cluster_basis=computed", "--year", "ipor_level=2025"),
    )
    assert done.code == 0, done.err
    # 2025 states none: those of 2024, two years on
    found = years(project, "2026")
    assert found["ipor_level"] == "2025"
    assert found["defensoria_alerts"] == "2024"
    assert found["inmlcf_suicides"] == "2023"
    harness = Harness(project, compiled)
    harness.method()
    harness.seed("assessments", "assessment_settings", "assessment_data_years")
    harness.run(*(f"int_assessments__{part}" for part in ("lineage", "resolved", "data_years")))
    needed = {
        row["component_id"]
        for row in harness.rows("int_methodologies__components")
        if row["methodology_id"] == "co-2025"
    }
    assert set(found) == needed
    read = {
        row["component_id"]: str(row["data_year"])
        for row in harness.rows("int_assessments__data_years")
        if row["assessment_id"] == "2026"
    }
    assert read == found
    [resolved] = [
        row for row in harness.rows("int_assessments__resolved") if row["assessment_id"] == "2026"
    ]
    assert (resolved["severity_basis"], resolved["hpc_cycle"]) == ("computed", 2026)
    # the year after it follows the nearest year, not the first one
    assert new(project, "2027", "--from", "2026").code == 0
    assert years(project, "2027")["ipor_level"] == "2026"
    assert years(project, "2027")["inmlcf_suicides"] == "2024"


def test_a_year_made_of_a_variant_takes_what_the_variant_inherits(project: Path) -> None:
    done = new(project, "2025-b", "--from", "2024-alerts-from-3")
    assert done.code == 0, done.err
    found = settings(project, "2025-b")
    assert found["methodology_id"] == "co-2024-alerts-from-3"
    assert (found["hpc_cycle"], found["rate_population_year"]) == ("2025", "2023")
    assert years(project, "2025-b")["ungrd_people_affected"] == "2023"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("2025", "--from", "2024"), "Ya existe «2025»"),
        (("2026", "--from", "2023"), "No hay una evaluación «2023»"),
        (("Año 2026", "--from", "2025"), "no sirve de id"),
        (("nueva", "--from", "2025"), "--set hpc_cycle=AÑO"),
        (("2025-otra", "--from", "2025"), "no es posterior"),
        (("2026", "--from", "2025", "--set", "municipality_list=dane"), "dcd-2023"),
        (("2026", "--from", "2025", "--set", "severity_basis=medida"), "computed, published"),
        (("2026", "--from", "2025", "--year", "ipor_level=2025"), "Quite --year"),
        (("2026", "--from", "2024", "--year", "floods=2025"), "ungrd_people_affected"),
        (("2026", "--from", "2024", "--year", "ipor_level=25"), "cuatro cifras"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_written(
    project: Path, arguments: tuple[str, ...], said: str
) -> None:
    before = contents(project)
    done = new(project, *arguments)
    assert done.code == 2
    assert said in " ".join(done.err.split())
    assert contents(project) == before


def test_a_component_no_assessment_has_a_year_of_is_asked_for(project: Path) -> None:
    file = project / "seeds" / "assessments" / "assessment_data_years.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(x for x in lines if "ipor_level" not in x), encoding="utf-8")
    done = new(project, "2026", "--from", "2024")
    assert done.code == 2
    assert "COMPONENTE=AÑO: ipor_level" in " ".join(done.err.split())
    assert new(project, "2026", "--from", "2024", "--year", "ipor_level=2023").code == 0
    assert years(project, "2026")["ipor_level"] == "2023"


def test_at_a_terminal_each_setting_is_asked_with_its_answer_at_hand(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    def answer(text: str, default: str) -> str:
        asked.append((text, default))
        return "2023" if text == "Año de población para tasas" else default

    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("typer.prompt", answer)
    assert new(project, "2026", "--from", "2025", "--set", "cap_at_cluster=false").code == 0
    assert asked[0] == (
        "Metodología (co-2024, co-2024-alerts-from-3, co-2025)",
        "co-2025",
    )
    assert len(asked) == len(rows_of(project / "seeds", "setting_names")) - 1
    found = settings(project, "2026")
    assert (found["rate_population_year"], found["pin_population_year"]) == ("2023", "2025")
    assert found["cap_at_cluster"] == "false"
    asked.clear()
    assert new(project, "2027", "--from", "2026", "--yes").code == 0
    assert asked == []


def test_another_main_one_and_the_old_one_retired(project: Path) -> None:
    before = contents(project)
    refused = run(project, "retire", "2024")
    assert (refused.code, "es la principal" in refused.err) == (2, True)
    assert contents(project) == before
    done = run(project, "assessment", "main", "2025")
    assert done.code == 0, done.err
    assert {row["assessment_id"]: row["is_main"] for row in stated(project, "assessments")} == {
        "2024": "false",
        "2024-alerts-from-3": "false",
        "2025": "true",
        "2025-percentages-2024": "false",
    }
    done = run(project, "retire", "2024")
    assert done.code == 0, done.err
    assert "2024-alerts-from-3" in done.out
    [row] = stated(project, "assessments", assessment_id="2024")
    assert (row["status"], row["is_main"]) == ("retired", "false")
    assert [r["status"] for r in stated(project, "assessments")].count("retired") == 1
    assert not any(faults_of_seeds(project).values())
    # every other line and every other file is as it was
    file = project / "seeds" / "assessments" / "assessments.csv"
    was, now = before[file].splitlines(), file.read_bytes().splitlines()
    assert [a for a, b in zip(was, now, strict=True) if a == b] == [was[0], was[2], was[4]]
    assert {**contents(project), file: b""} == {**before, file: b""}
    for arguments, said in (
        (("retire", "2024"), "ya está retirada"),
        (("retire", "1999"), "No hay una evaluación"),
        (("assessment", "main", "2024"), "está retirada"),
    ):
        again = run(project, *arguments)
        assert (again.code, said in again.err) == (2, True)


def test_a_label_with_a_comma_and_windows_line_ends_survive(project: Path) -> None:
    file = project / "seeds" / "assessments" / "assessments.csv"
    text = file.read_text(encoding="utf-8").replace("\n", "\r\n")
    file.write_bytes(text.encode())
    assert run(project, "retire", "2024-alerts-from-3").code == 0
    now = file.read_bytes().decode()
    assert now == text.replace("give severity 3,active", "give severity 3,retired")
    assert now != text
