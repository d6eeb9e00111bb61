"""Values of the registry that no seed knows: heard before dbt, and never at a person's cost."""

from __future__ import annotations

import csv
import datetime as dt
from typing import TYPE_CHECKING

import duckdb
import pytest

from amparo.errors import UserError
from amparo.gate import Verdict, acknowledge, run_gate, seeds
from amparo.gate.checks import translation_checks
from amparo.gate.declared import load_expected
from amparo.gate.rendering import Rendering
from amparo.gate.showing import Shown
from amparo.landing import land
from amparo.project import Project
from amparo.seeds import rows_of
from amparo.texts import Labels
from conftest import ROOT, copy_project
from landed import failures, run_landed
from registry_book import (
    CHILD,
    DEC_2024,
    LEFT,
    MAIL,
    MAR_2023,
    PROTECTED,
    SEP_2022,
    row,
    rows,
    write_csv,
)
from rehearsal import TEST_KEY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from registry_book import Cell

STAGING = ROOT / "models" / "staging"
SAME = (
    ROOT
    / "tests"
    / "dbt"
    / "accounting"
    / "what_the_gate_says_of_the_registry_is_what_its_models_count.sql"
)
WARN = "registry__bd.unmapped_values.warn"
BOOK = "registro_nna_sintetico.csv"
MANY = 5  # minimum_cell: as many forms show a text
TYPE, MET, PROTECTED_AGAIN = "TIPO INTERVENCIÓN", "CUMPLIÓ.2", f"{PROTECTED}.1"
LEFT_COLUMN = "nna_desvinculado_de_la_actividad_laboral"
COLUMNS = {
    LEFT: LEFT_COLUMN,
    PROTECTED_AGAIN: "adolescente_trabajo_protegido_1",
    MET: "cumplio_2",
}


def forms(
    extract: str, cells: Iterable[Mapping[str, Cell]], first: int = 51000
) -> list[dict[str, Cell]]:
    """A form with one child per entry; SI wherever an entry says nothing of the result."""
    visit: dict[str, Cell] = {
        "Fecha_intervencion": dt.date(2024, 12, 11),
        LEFT: "SI",
        f"{LEFT}.1": "SI",
    }
    return [
        row(extract, first + number, CHILD, {**visit, **each}) for number, each in enumerate(cells)
    ]


def known(extract: str, count: int = MANY) -> list[dict[str, Cell]]:
    """Forms nothing is wrong with."""
    given = {TYPE: "3. Adolescentes", MET: "Si", "SEXO": "2- Mujer"}
    return forms(extract, [{**given, PROTECTED: "NO"}] * count, 91000)


class Looked:
    """A folder with one registry, landed and looked at on demand."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.project = Project(root, folder / "amparo.duckdb", folder / "published")
        self.extracts = folder / "extracts"
        self.extracts.mkdir()
        self.labels = Labels(root / "seeds", "es")

    def land(self, delivered: Iterable[Mapping[str, Cell]]) -> None:
        write_csv(self.extracts / BOOK, delivered)
        report = land(self.extracts, self.project.database, self.project.sources, key=TEST_KEY)
        assert not report.refusals

    def look(self, delivered: Iterable[Mapping[str, Cell]]) -> Verdict:
        self.land(delivered)
        return run_gate(self.project, self.labels)

    def unmapped(
        self, delivered: Iterable[Mapping[str, Cell]] = (), warn: float = 0
    ) -> dict[str, tuple[str, int]]:
        """What is told of values no seed knows: outcome and cells by ``column (domain): text``.

        By the check's own SQL, for Great Expectations costs seconds.
        """
        if delivered:
            self.land(delivered)
        (expected,) = (e for e in load_expected(STAGING) if e.table.name == "registry__bd")
        limits = seeds.limits(self.project.seeds)
        limits["unmapped_values"]["warn"] = warn
        numbers = seeds.parameters(self.project.seeds)
        shown = Shown(numbers.masked_digits, numbers.shown_from_rows)
        told: dict[str, tuple[str, int]] = {}
        with duckdb.connect(str(self.project.database)) as connection:
            for statement in Rendering(self.project.root).statements("stg_registry__coded_texts"):
                connection.execute(statement)
            for check in translation_checks(expected, limits, shown):
                found = connection.execute(check.sql).fetchall()
                told |= {value: (check.worst, cells) for *_, value, cells, _, _ in found}
        return told


@pytest.fixture
def looked(tmp_path: Path) -> Looked:
    return Looked(ROOT, tmp_path)


# --- what is heard -----------------------------------------------------------------------------


def test_a_new_spelling_of_the_result_stops_the_build_until_a_person_says_so(
    tmp_path: Path,
) -> None:
    looked = Looked(copy_project(tmp_path / "project"), tmp_path)
    verdict = looked.look([*known(DEC_2024), *forms(DEC_2024, [{LEFT: "Sí, se desvinculó"}] * 7)])
    with pytest.raises(UserError) as error:
        verdict.raise_if_stopped(looked.labels)
    told = error.value.message_es
    spelling = f"«{LEFT_COLUMN} (yes_no): Sí, se desvinculó» ({BOOK}, fila 7; filas iguales: 7)"
    for part in (spelling, "7 de ", "registry_values.csv", f"amparo acknowledge {WARN} "):
        assert part in told, part
    (result,) = verdict.of("warn", "failed")
    assert "add it to the seed" in result.message_en

    acknowledge(looked.project, WARN, "SIM", "así lo escribe la subred")
    assert run_gate(looked.project, looked.labels).is_passed


def test_a_row_in_the_seed_makes_the_spelling_known(tmp_path: Path) -> None:
    looked = Looked(copy_project(tmp_path / "project"), tmp_path)
    delivered = [*known(DEC_2024), *forms(DEC_2024, [{LEFT: "Sí, se desvinculó"}])]
    assert len(looked.unmapped(delivered)) == 1
    with (looked.project.seeds / "registry" / "registry_values.csv").open("a", newline="") as seed:
        csv.writer(seed, lineterminator="\n").writerow(
            ["yes_no", "si se desvinculo", "yes", "false"]
        )
    assert looked.unmapped(delivered) == {}


def test_the_columns_of_results_and_types_warn_and_descriptions_are_noted(looked: Looked) -> None:
    new = [{LEFT: "Aún no", f"{LEFT}.1": "Aún no", PROTECTED: "Aún no", TYPE: "9. Otra cosa"}]
    described = [{"SEXO": "9- Otro texto", "OCUPACIÓN": "3- Estudiante | 77- Astronauta"}]
    delivered = [
        *known(MAR_2023),
        *forms(MAR_2023, new * MANY),
        *forms(MAR_2023, described * MANY, 61000),
        *known(DEC_2024),
        *forms(DEC_2024, [{MET: "A medias"}] * MANY, 71000),
    ]
    assert looked.unmapped(delivered) == {
        f"{LEFT_COLUMN} (yes_no): Aún no": ("warn", MANY),
        f"{LEFT_COLUMN}_1 (yes_no): Aún no": ("warn", MANY),
        "adolescente_trabajo_protegido (yes_no): Aún no": ("warn", MANY),
        "tipo_intervencion_1 (intervention_type): 9. Otra cosa": ("warn", MANY),
        "cumplio_2 (yes_no): A medias": ("warn", MANY),
        "sexo (sex): 9- Otro texto": ("note", MANY),
        "ocupacion (occupation): 77- Astronauta": ("note", MANY),
    }


def test_a_column_is_looked_at_in_the_extracts_that_read_it(looked: Looked) -> None:
    # that of September 2022 keeps its result in the repeated column and reads no other
    read = [{LEFT: "ilegible", f"{LEFT}.1": "SÍ."}]
    assert looked.unmapped([*known(SEP_2022), *forms(SEP_2022, read)]) == {}


def test_another_case_accent_or_code_of_a_known_value_is_no_news(looked: Looked) -> None:
    texts = ("si", "SÍ", " Si ", "1- Sí", "NO.", "no aplica", "No Aplicá")
    assert looked.unmapped(forms(DEC_2024, [{LEFT: text, MET: text} for text in texts])) == {}


def test_a_sentinel_or_a_blank_is_no_news(looked: Looked) -> None:
    texts: tuple[Cell, ...] = ("99999", "99999.0", "99999,0", "<null>", "  ", 99999, None)
    cells = [{LEFT: text, TYPE: text, "SEXO": text, "OCUPACIÓN": text} for text in texts]
    assert looked.unmapped(forms(DEC_2024, cells)) == {}


def test_few_cells_that_a_limit_lets_pass_are_noted(looked: Looked) -> None:
    looked.land([*known(DEC_2024), *forms(DEC_2024, [{LEFT: "Quizá"}] * 2)])
    told = f"{LEFT_COLUMN} (yes_no): aaaaa"
    assert looked.unmapped(warn=2) == {told: ("note", 2)}
    assert looked.unmapped(warn=1) == {told: ("warn", 2)}


# --- what is never shown -----------------------------------------------------------------------

PERSON = "Zutanita Umbarila"


def test_what_may_be_of_a_person_is_told_by_its_shape(looked: Looked) -> None:
    visits = forms(DEC_2024, [{LEFT: "SI", PROTECTED_AGAIN: "NO", MET: 99999}] * MANY, 81000)
    name = "aaaaaaaa aaaaaaaa"
    planted: list[tuple[str, str, list[dict[str, Cell]]]] = [
        # in few forms, be it with many children; a mail; a telephone; a column moved as a whole
        (LEFT, name, [{LEFT: PERSON}] * (MANY - 1)),
        (PROTECTED_AGAIN, name, [{PROTECTED_AGAIN: PERSON, "Id_fic": 7, "Ficha_fic": 7}] * 9),
        (LEFT, "aaaaaaaaa.aaaaaaa@aa", [{LEFT: MAIL}] * 9),
        (LEFT, f"{name} 99", [{LEFT: f"{PERSON} 3007770001"}] * 9),
        (MET, name, [{MET: PERSON}] * 9),
    ]
    delivered = [
        each
        for number, (_, _, cells) in enumerate(planted)
        for each in forms(DEC_2024, cells, 51000 + 100 * number)
    ]
    verdict = looked.look([*visits, *delivered])
    (result,) = verdict.of("warn", "failed")
    assert {(row["value"], row["value_rows"]) for row in result.found} == {
        (f"{COLUMNS[header]} (yes_no): {shape}", len(cells)) for header, shape, cells in planted
    }
    with duckdb.connect(str(looked.project.database), read_only=True) as connection:
        stored = str(connection.execute("select * from raw.quality_checks").fetchall())
    pages = [page.read_text(encoding="utf-8") for page in verdict.docs.parent.rglob("*.html")]
    for text in (stored, *pages, *(r.message_es + r.message_en for r in verdict.results)):
        for part in (*PERSON.split(), "3007770001", MAIL):
            assert part.lower() not in text.lower()


# --- seeds -------------------------------------------------------------------------------------


def test_every_field_that_is_translated_says_what_an_unknown_value_does() -> None:
    fields = rows_of(ROOT / "seeds", "registry_fields")
    for each in fields:
        is_translated = each["kind"] in {"value", "code"}
        assert (each["if_unmapped"] != "") == is_translated, each["field_id"]
    assert {each["field_id"] for each in fields if each["if_unmapped"] == "warn"} == {
        "intervention_type",
        *(f"accompaniment_{number}_met" for number in range(1, 5)),
        *("finished", "left_work", "protected_work"),
        *("reposition_left_work", "reposition_protected_work"),
    }


def test_the_gate_reads_cells_as_the_models_do(looked: Looked, compiled: Path) -> None:
    """Every row of the small book, and texts of every kind of field, by dbt's own test."""
    new = {"IEC": "1 | nada | ", "ALERTAS SALUD BUCAL": "4- x | sin código", "SEXO": "---"}
    write_csv(looked.extracts / BOOK, [*rows(), *forms(DEC_2024, [new])])
    harness = run_landed(
        ROOT, compiled, looked.extracts, ["stg_registry__cells", "stg_registry__coded_texts"]
    )
    assert failures(harness, SAME) == []
    told = harness.connection.execute(
        "select field_id, value_text, sum(cells)"
        f" from {harness.relation('stg_registry__coded_texts')}"
        " where not is_known group by all order by all"
    ).fetchall()
    assert told == [
        ("accompaniment_1_iec", "nada", 1),
        ("left_work", "TAL VEZ", 1),
        ("oral_health_alerts", "sin código", 1),
        ("sex", "---", 1),
        ("sex", "Otro texto", 1),
    ]
    harness.connection.execute(
        f"delete from {harness.relation('stg_registry__coded_texts')} where value_text = 'nada'"
    )
    (found,) = failures(harness, SAME)
    assert (found["field_id"], found["counted_by_models"]) == ("accompaniment_1_iec", 1)
