"""Spoiled seeds: the build stops, names the seed, the line and the fault, and keeps the results."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import pytest

from command import in_process
from conftest import Built, Run, amparo, copy_project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from filelock import FileLock

Once = tuple["Path", "FileLock"]


@dataclass(frozen=True)
class Fault:
    """One way to spoil one seed.

    Attributes:
        seed: The file below ``seeds``.
        old: A line as it stands, or '' to append.
        new: What it is replaced with: one line, several, or nothing.
        row: Beginning of the line the message must point at, in the spoiled file.
        says: What the message must say of it.
    """

    seed: str
    old: str
    new: str
    row: str
    says: str


FAULTS = {
    "a gap between two steps": Fault(
        "method/severity_scales.csv",
        "co-2024,suicide,3,200,101 - 200\n",
        "",
        "co-2024,suicide,4,",
        "hueco: a la severidad 2 le sigue 4",
    ),
    "a bound that does not rise": Fault(
        "method/severity_scales.csv",
        "co-2024,sexual_violence,2,400,201 - 400\n",
        "co-2024,sexual_violence,2,150,201 - 400\n",
        "co-2024,sexual_violence,2,",
        "150.0 no pasa de 200.0, el de la severidad 1",
    ),
    "a variable nobody knows": Fault(
        "method/severity_scales.csv", "", "co-2024,siege,5,inf,any\n", "co-2024,siege,", "siege"
    ),
    "a percentage that falls": Fault(
        "method/pin_percentages.csv",
        "co-2024,4,500000,25,>500.000\n",
        "co-2024,4,500000,10,>500.000\n",
        "co-2024,4,500000,",
        "es menor que 15.0, el de la severidad 3",
    ),
    "a percentage written as a share": Fault(
        "method/pin_percentages.csv",
        "co-2025,5,0,55,",
        "co-2025,5,0,0.55,",
        "co-2025,5,0,",
        "percentage 0.55 parece una fracción: escriba 55",
    ),
    "a scale of which one step is stated": Fault(
        "method/severity_scales.csv",
        "",
        "co-2025,suicide,5,inf,\n",
        "co-2025,suicide,5,",
        "una metodología que cambia un paso los declara todos",
    ),
    "a setting nobody knows": Fault(
        "assessments/assessment_settings.csv",
        "",
        "2024,cap_at_clutser,true\n",
        "2024,cap_at_clutser,",
        "ajuste desconocido: cap_at_clutser",
    ),
    "a parent that does not exist": Fault(
        "assessments/assessments.csv",
        "2024-alerts-from-3,2024,",
        "2024-alerts-from-3,2023,",
        "2024-alerts-from-3,",
        "no existe de quien desciende: 2023",
    ),
    "two main assessments": Fault(
        "assessments/assessments.csv",
        "2025,,false,",
        "2025,,true,",
        "2025,,",
        "is_main es true en 2 filas, no en una",
    ),
    "a circle of parents": Fault(
        "method/methodologies.csv",
        "co-2024,,Colombia 2024,",
        "co-2024,co-2025,Colombia 2024,",
        "co-2024,",
        "desciende de sí misma",
    ),
    "a code without its zero": Fault(
        "reference/municipalities.csv", "\n05002,", "\n5002,", "5002,", "5002"
    ),
    "a name left empty": Fault(
        "reference/departments.csv",
        "\n05,Antioquia,",
        "\n05,,",
        "05,,",
        "la columna department_name no puede quedar vacía",
    ),
    "two rows for one step": Fault(
        "method/severity_scales.csv",
        "co-2024,domestic_violence,2,50,11 - 50\n",
        "co-2024,domestic_violence,2,50,11 - 50\nco-2024,domestic_violence,2,60,11 - 60\n",
        "co-2024,domestic_violence,2,60,",
        "dos filas para la severidad 2",
    ),
}
SAVED_WITH_EXCEL = ("labels/labels.csv", "method/variables.csv")


def spoil(project: Path, fault: Fault) -> None:
    file = project / "seeds" / fault.seed
    text = file.read_text(encoding="utf-8")
    assert text.endswith("\n")
    if fault.old:
        assert text.count(fault.old) == 1, fault
        text = text.replace(fault.old, fault.new)
    else:
        text += fault.new
    file.write_text(text, encoding="utf-8")


def line_of(project: Path, fault: Fault) -> int:
    """Line of the row a message must name."""
    lines = (project / "seeds" / fault.seed).read_text(encoding="utf-8").splitlines()
    (line,) = [number for number, text in enumerate(lines, 1) if text.startswith(fault.row)]
    return line


def messages(run: Run) -> list[str]:
    """The bullets of the error, each without the line breaks of a narrow terminal."""
    flat = re.sub(r"\s+", " ", run.err)
    return [part.strip() for part in flat.split("•")[1:]]


@pytest.fixture(scope="session")
def before(build_without_refused: tuple[Built, Run]) -> Built:
    """One municipality's population, built with the seeds as they are."""
    return build_without_refused[0]


@dataclass(frozen=True)
class Spoiled:
    """A build with spoiled seeds, on top of a good one."""

    project: Path
    database: Path
    run: Run


def save_with_excel(file: Path) -> None:
    """Write a seed as Excel's "CSV UTF-8" does: a byte order mark, and line ends of Windows."""
    text = file.read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8-sig", newline="\r\n")


@pytest.fixture(scope="session")
def spoiled(once: Callable[[str], Once], before: Built) -> Spoiled:
    """Faults that do not hide each other, in one build: the user hears of all of them at once."""
    folder, lock = once("seeds-spoiled")
    project, warehouse = folder / "project", folder / "warehouse"
    database = warehouse / before.database.name
    kept = folder / "run.json"
    with lock:
        if not kept.exists():
            copy_project(project)
            for fault in FAULTS.values():
                spoil(project, fault)
            for seed in SAVED_WITH_EXCEL:
                save_with_excel(project / "seeds" / seed)
            shutil.copytree(before.database.parent, warehouse)
            extracts = before.database.parents[1] / "extracts"
            run = amparo(
                *("build", "--extracts", str(extracts), "--skip-refused", "--json"),
                project=project,
                database=database,
            )
            kept.write_text(json.dumps([run.code, run.out, run.err]), encoding="utf-8")
    return Spoiled(project, database, Run(*json.loads(kept.read_text(encoding="utf-8"))))


def assert_named(spoiled: Spoiled, fault: Fault) -> None:
    """One message names the file, the line and the fault."""
    line = line_of(spoiled.project, fault)
    file = fault.seed.rsplit("/", 1)[-1]
    about = [text for text in messages(spoiled.run) if file in text and fault.says in text]
    assert about, spoiled.run.err
    assert any(re.search(rf"\b{line}\b", text) for text in about), (line, about)


def test_a_spoiled_seed_stops_the_build_without_a_traceback(spoiled: Spoiled) -> None:
    assert spoiled.run.code == 1
    assert "Traceback" not in spoiled.run.err + spoiled.run.out
    assert spoiled.run.out.strip() == ""


@pytest.mark.parametrize("name", FAULTS)
def test_the_message_names_the_seed_the_line_and_the_fault(spoiled: Spoiled, name: str) -> None:
    assert_named(spoiled, FAULTS[name])


def test_a_seed_saved_with_excel_is_none_of_them(spoiled: Spoiled) -> None:
    """Nobody is told of a column called "\ufeffvariable_id", by Amparo or by dbt."""
    assert len(messages(spoiled.run)) >= len(FAULTS)
    for seed in SAVED_WITH_EXCEL:
        name = seed.rpartition("/")[2]
        assert not re.search(rf"\b{name}\b", spoiled.run.err), spoiled.run.err


def test_results_of_the_last_good_build_stay_as_they_were(spoiled: Spoiled, before: Built) -> None:
    tables = [
        name
        for (name,) in before.rows(
            "select table_name from duckdb_tables() where schema_name = 'marts' order by all"
        )
    ]
    assert "fct_pin" in tables
    with duckdb.connect() as connection:
        connection.execute(f"attach '{before.database}' as before (read_only)")
        connection.execute(f"attach '{spoiled.database}' as after (read_only)")
        for table in tables:
            one, other = f"before.marts.{table}", f"after.marts.{table}"
            changed = connection.execute(
                f"(from {one} except all from {other})"
                f" union all (from {other} except all from {one})"
            ).fetchall()
            assert changed[:3] == [], table


def test_nothing_was_landed_for_a_seed_at_fault(spoiled: Spoiled, before: Built) -> None:
    for name in ("raw", "seeds"):
        sql = "select table_name, estimated_size from duckdb_tables() where schema_name = ?"
        with duckdb.connect(str(spoiled.database), read_only=True) as connection:
            found = connection.execute(f"{sql} order by all", [name]).fetchall()
        assert found == before.rows(f"{sql} order by all", name) != []


def test_the_seeds_alone_are_told_in_the_same_words(spoiled: Spoiled) -> None:
    run = in_process("check", "seeds", project=spoiled.project, database=spoiled.database)
    assert run.code == 1
    alone, said = messages(run), messages(spoiled.run)
    assert len(alone) == len(said)
    # the build goes on to name the last publication
    assert (alone[:-1], said[-1].startswith(alone[-1])) == (said[:-1], True)
    assert "Comprobación interna" not in run.err, "what follows from a fault is not told"


def test_the_last_publication_stays_and_is_named(spoiled: Spoiled, before: Built) -> None:
    [version] = (before.database.parent / "published" / "versions").iterdir()
    stayed = (spoiled.database.parent / "published" / "versions").iterdir()
    assert [folder.name for folder in stayed] == [version.name]
    assert version.name in spoiled.run.err


@pytest.mark.parametrize("arguments", [("status",), ("explain", "05001")])
def test_a_user_can_read_the_last_good_results_and_nothing_is_half_done(
    spoiled: Spoiled, arguments: tuple[str, ...]
) -> None:
    """The seeds are tried elsewhere: the warehouse is as the last good build left it."""
    run = in_process(*arguments, "--json", project=spoiled.project, database=spoiled.database)
    assert (run.code, run.err) == (0, "")
    assert run.facts


def test_after_a_good_build_nobody_is_warned(before: Built) -> None:
    run = in_process("status", "--json", project=before.project, database=before.database)
    assert (run.code, run.err) == (0, "")
    assert run.facts["national"]["2024"]["municipalities"] == 1_122
