"""`amparo variant new`: rows of seeds that dbt's own tests of the seeds accept, or nothing."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import duckdb
import pytest

from amparo.seeds.reading import find_seed, rows_of
from command import in_process
from conftest import ROOT, Run
from harness import Harness, _column_types

if TYPE_CHECKING:
    from pathlib import Path

SEED_TESTS = sorted((ROOT / "tests" / "dbt" / "seeds").glob("*.sql"))
WRITTEN = {"assessments", "assessment_settings", "methodologies", "severity_scales", "variables"}
CEILING = ("--set", "cap_at_cluster=false")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with seeds of its own."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    for part in ("dbt_project.yml", "profiles.yml"):
        shutil.copy2(ROOT / part, tmp_path / part)
    (tmp_path / "models" / "marts").mkdir(parents=True)
    return tmp_path


def new(project: Path, *arguments: str) -> Run:
    database = project / "warehouse" / "amparo.duckdb"
    return in_process("variant", "new", *arguments, database=database, project=project)


def stated(project: Path, name: str, **where: str) -> list[dict[str, str]]:
    rows = rows_of(project / "seeds", name)
    return [row for row in rows if where.items() <= row.items()]


def contents(project: Path) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in sorted(project.glob("seeds/*/*"))}


def faults_of_seeds(project: Path) -> dict[str, int]:
    """Rows that dbt's tests of the seeds find, for those that read seeds alone."""
    types, found = _column_types(project / "seeds"), {}
    with duckdb.connect() as connection:
        for test in SEED_TESTS:
            sql = test.read_text(encoding="utf-8")
            names = set(re.findall(r"ref\('(\w+)'\)", sql))
            files = {name: find_seed(project / "seeds", name) for name in names}
            if (
                not names & WRITTEN
                or None in files.values()
                or "{%" in sql
                or re.search(r"\{\{ (?!ref\()", sql)
            ):
                continue
            for name, file in files.items():
                columns = ", ".join(f"'{k}': '{v}'" for k, v in types[name].items())
                connection.execute(
                    f"create or replace table {name} as select * from read_csv('{file}',"
                    f" header = true, columns = {{{columns}}}, nullstr = '')"
                )
            query = re.sub(r"\{\{ ref\('(\w+)'\) \}\}", r"\1", sql)
            found[test.stem] = len(connection.execute(query).fetchall())
    return found


def test_a_setting_makes_two_rows(project: Path) -> None:
    done = new(project, "2024-sin-techo", "--from", "2024", *CEILING)
    assert done.code == 0, done.err
    [row] = stated(project, "assessments", assessment_id="2024-sin-techo")
    assert (row["parent_assessment_id"], row["is_main"], row["status"]) == (
        "2024",
        "false",
        "active",
    )
    assert row["description_es"] == "Variante: cap_at_cluster = false"
    [setting] = stated(project, "assessment_settings", assessment_id="2024-sin-techo")
    assert (setting["setting"], setting["value"]) == ("cap_at_cluster", "false")
    assert "amparo diff --assessment 2024-sin-techo --with 2024" in done.out


@pytest.mark.parametrize("bounds", ["10,500,5000,15000", "0,10,500,5000,15000,inf"])
def test_a_scale_is_stated_whole_under_a_methodology_of_its_own(project: Path, bounds: str) -> None:
    done = new(project, "x", "--from", "2024-alerts-from-3", "--scale", f"disasters={bounds}")
    assert done.code == 0, done.err
    [method] = stated(project, "methodologies", methodology_id="x")
    assert method["parent_methodology_id"] == "co-2024-alerts-from-3"
    [setting] = stated(project, "assessment_settings", assessment_id="x")
    assert (setting["setting"], setting["value"]) == ("methodology_id", "x")
    scale = stated(project, "severity_scales", methodology_id="x")
    assert [(step["severity"], step["upper_bound"]) for step in scale] == [
        *(("0", "0"), ("1", "10"), ("2", "500"), ("3", "5000"), ("4", "15000"), ("5", "inf")),
    ]


def test_the_lines_that_were_there_stay_and_the_tests_of_the_seeds_hold(project: Path) -> None:
    before = contents(project)
    assert new(project, "a", "--from", "2025", *CEILING).code == 0
    assert new(project, "b", "--from", "a", "--scale", "disasters=1,2,3,4").code == 0
    after = contents(project)
    assert after.keys() == before.keys()
    assert all(after[file].startswith(text) for file, text in before.items())
    found = faults_of_seeds(project)
    assert "severity_scales_have_no_gap_overlap_or_double_step" in found
    assert "assessment_settings_are_known_and_allowed" in found
    assert not any(found.values()), found


def test_the_tests_of_the_seeds_would_see_a_fault(project: Path) -> None:
    file = project / "seeds" / "method" / "severity_scales.csv"
    file.write_text(file.read_text(encoding="utf-8") + "co-2024,none,1,5,\n", encoding="utf-8")
    assert any(faults_of_seeds(project).values())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("2024", "--from", "2024", *CEILING), "Ya existe «2024»"),
        (("x", "--from", "2023", *CEILING), "No hay una evaluación «2023»"),
        (("Sin Techo", "--from", "2024", *CEILING), "no sirve de id"),
        (("x", "--from", "2024"), "en qué se diferencia"),
        (("x", "--from", "2024", "--set", "cap_at_cluster"), "NOMBRE=VALOR"),
        (("x", "--from", "2024", "--set", "cap_at_cluster=no"), "puede ser: true, false"),
        (("x", "--from", "2024", "--set", "hpc_cycle=2.024"), "un número entero"),
        (("x", "--from", "2024", "--set", "methodology_id=co-2030"), "co-2024"),
        (("x", "--from", "2024", "--set", "ceiling=false"), "No hay un parámetro «ceiling»"),
        (("x", "--from", "2024", "--scale", "floods=1,2"), "No hay una escala de «floods»"),
        (("x", "--from", "2024", "--scale", "disasters=10,500"), "0, 10, 1000, 10000"),
        (("x", "--from", "2024", "--scale", "disasters=10,500,400,900"), "suben"),
        (("x", "--from", "2024", "--scale", "disasters=10,1.000,2 000,3000"), "suben"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_written(
    project: Path, arguments: tuple[str, ...], said: str
) -> None:
    before = contents(project)
    done = new(project, *arguments)
    assert done.code == 2
    assert said in done.err
    assert contents(project) == before


def test_a_variable_that_is_dropped_is_stated_as_not_used(project: Path) -> None:
    done = new(project, "sin-ipor", "--from", "2024", "--drop", "ipor")
    assert done.code == 0, done.err
    [method] = stated(project, "methodologies", methodology_id="sin-ipor")
    assert (method["parent_methodology_id"], method["source_document"]) == (
        "co-2024",
        "Variante / Variant: -ipor",
    )
    [before] = stated(project, "variables", methodology_id="co-2024", variable_id="ipor")
    [row] = stated(project, "variables", methodology_id="sin-ipor")
    assert row == before | {"methodology_id": "sin-ipor", "is_used": "false"}
    assert stated(project, "severity_scales", methodology_id="sin-ipor") == []
    # a variant of the variant leaves out another one, and has the first left out already
    assert new(project, "b", "--from", "sin-ipor", "--drop", "early_warnings").code == 0
    again = new(project, "c", "--from", "b", "--drop", "ipor")
    assert again.code == 2
    assert "No se usa una variable «ipor»" in again.err
    assert not any(faults_of_seeds(project).values())


def test_the_last_variables_of_an_indicator_cannot_be_dropped(project: Path) -> None:
    before = contents(project)
    drops = [("--drop", name) for name in ("armed_conflict", "disasters")]
    done = new(project, "x", "--from", "2024", *drops[0], *drops[1])
    assert done.code == 2
    assert "el indicador 3 no tendría ninguna" in re.sub(r"\s+", " ", done.err)
    assert contents(project) == before


def test_a_methodology_has_all_its_parent_measures_but_what_it_leaves_out(
    compiled: Path, project: Path
) -> None:
    assert new(project, "sin-desastres", "--from", "2024", "--drop", "disasters").code == 0
    harness = Harness(project, compiled)
    harness.method()
    used: dict[str, set[str]] = {}
    for row in harness.rows("int_methodologies__variables"):
        used.setdefault(row["methodology_id"], set()).add(row["variable_id"])
    assert "disasters" in used["co-2024"]
    assert used["sin-desastres"] == used["co-2024"] - {"disasters"}
