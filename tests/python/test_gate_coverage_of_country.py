"""Files that are not the whole country: the gate warns of them."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from amparo.gate import Verdict, accept_load, run_gate
from amparo.landing import land
from amparo.project import Project
from amparo.texts import Labels
from conftest import ROOT
from faults.page import state_machine_fault
from rehearsal import TEST_KEY

if TYPE_CHECKING:
    from pathlib import Path

HEADER = ["FECHA", "DEPARTAMENTO", "MUNICIPIO", "EVENTO", "PERSONAS", "FAMILIAS", "VIAS_AVERIADAS"]
CODES = ROOT / "seeds" / "reference"


def municipalities(*departments: str, each: int = 30) -> list[tuple[str, str]]:
    """Names of department and municipality, so many of each department."""
    with (CODES / "departments.csv").open(encoding="utf-8", newline="") as file:
        names = {
            row["department_code"]: row["department_name_official"] for row in csv.DictReader(file)
        }
    with (CODES / "municipalities.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        (names[code], row["municipality_name_official"])
        for code in departments
        for row in [row for row in rows if row["department_code"] == code][:each]
    ]


def tell(what: str, text: str) -> None:
    """Have the page of faults say it."""
    ends = "the build stops until somebody acknowledges it"
    state_machine_fault(ROOT / "docs" / "faults.md", what, ends, text)


class Country:
    """A folder with emergencies of 2022, landed and looked at anew each time."""

    def __init__(self, folder: Path) -> None:
        self.extracts = folder / "extracts"
        self.extracts.mkdir()
        self.project = Project(ROOT, folder / "amparo.duckdb", folder / "published")

    def look(self, places: list[tuple[str, str]], rows: int) -> Verdict:
        """The gate on so many rows of these places; on another file where there are none."""
        for old in self.extracts.iterdir():
            old.unlink()
        name = "emergencias_ungrd_2022.csv" if rows else "emergencias_ipor.csv"
        with (self.extracts / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            if rows:
                writer.writerow(HEADER)
                writer.writerows(
                    [f"{1 + n % 28:02d}/06/2022", *places[n % len(places)], "INUNDACION", 9, 2, ""]
                    for n in range(rows)
                )
            else:
                writer.writerows([["divipola", "anio", "ipor_nivel"], ["05001", 2022, "Alto"]])
        report = land(self.extracts, self.project.database, self.project.sources, key=TEST_KEY)
        assert not report.refusals, report.refusals
        return run_gate(self.project, Labels(ROOT / "seeds", "es"))


def told(verdict: Verdict, source: str = "ungrd") -> dict[str, tuple[str, str]]:
    """Outcome and message by kind, of what a source's checks found."""
    return {
        r.check.kind: (r.outcome, r.message_es)
        for r in verdict.results
        if r.status == "failed" and r.check.source == source
    }


@pytest.fixture
def country(tmp_path: Path) -> Country:
    return Country(tmp_path)


def test_a_page_of_one_department_with_an_empty_column(country: Country) -> None:
    found = told(country.look(municipalities("05", each=100), 1000))
    assert found["page_rows"][0] == found["few_departments"][0] == "warn"
    assert "emergencias_ungrd_2022.csv «1000»" in found["page_rows"][1]
    assert "«2022: 05»" in found["few_departments"][1]
    assert "quedan sin dato, nunca en cero" in found["few_departments"][1]
    tell("a file of exactly 1,000 rows, the page of a portal", found["page_rows"][1])
    tell("a file of one department of 33", found["few_departments"][1])
    outcome, message = found["empty_columns"]
    assert outcome == "note"
    assert "1 de" in message


def test_fewer_municipalities_and_none_at_all_are_told(country: Country) -> None:
    places = municipalities("05", "15", "25", "68")
    assert "few_departments" not in told(country.look(places, 999))
    accept_load(country.project.database)
    found = told(country.look(places[::2], 999))
    assert set(found) - {"empty_columns"} == {"municipalities_change"}
    assert "2022: 120 → 60" in found["municipalities_change"][1]
    tell("a file of half the municipalities it had before", found["municipalities_change"][1])
    # the source is gone from the folder: a fall of all its rows
    outcome, message = told(country.look([], 0))["rows_change"]
    assert outcome == "warn"
    assert "2022: 999 → 0" in message
    tell("a source that was delivered before is gone from the folder", message)
