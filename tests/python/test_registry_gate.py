"""Values of the registry that no seed knows: heard before dbt, and never at a person's cost."""

from __future__ import annotations

import csv
import datetime as dt
from typing import TYPE_CHECKING

import duckdb
import pytest

from amparo.errors import UserError
from amparo.gate import Verdict, acknowledge, run_gate
from amparo.gate.rendering import Rendering
from amparo.gate.seeds import rows_of
from amparo.labels import Labels
from amparo.landing import land
from amparo.project import Project
from conftest import ROOT, copy_project
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
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from registry_book import Cell

WARN, NOTE = "registry__bd.unmapped_values.warn", "registry__bd.unmapped_values.note"
BOOK = "registro_nna_sintetico.csv"
MANY = 5  # minimum_cell: as many forms show a text
TYPE, MET = "TIPO INTERVENCIÓN", "CUMPLIÓ.2"
LEFT_COLUMN = "nna_desvinculado_de_la_actividad_laboral"
COLUMNS = {
    LEFT: LEFT_COLUMN,
    f"{LEFT}.1": f"{LEFT_COLUMN}_1",
    PROTECTED: "adolescente_trabajo_protegido",
    TYPE: "tipo_intervencion_1",
    MET: "cumplio_2",
}


def forms(
    extract: str, cells: Iterable[Mapping[str, Cell]], first: int = 51000
) -> list[dict[str, Cell]]:
    """A form with one child per entry; SI wherever an entry says nothing of the result."""
    visit = {"Fecha_intervencion": dt.date(2024, 12, 11), LEFT: "SI", f"{LEFT}.1": "SI"}
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

    def look(self, delivered: Iterable[Mapping[str, Cell]]) -> Verdict:
        write_csv(self.extracts / BOOK, delivered)
        report = land(self.extracts, self.project.database, self.project.sources, key=TEST_KEY)
        assert not report.refusals
        return run_gate(self.project, self.labels)


@pytest.fixture
def looked(tmp_path: Path) -> Looked:
    return Looked(ROOT, tmp_path)


def unmapped(verdict: Verdict) -> dict[str, tuple[str, int]]:
    """What is told of values no seed knows: outcome and cells by ``column (domain): text``."""
    return {
        str(row["value"]): (result.outcome, int(row["value_rows"]))
        for result in verdict.results
        if result.status == "failed" and result.check.kind == "unmapped_values"
        for row in result.found
    }


# --- what is heard -----------------------------------------------------------------------------


def test_a_new_spelling_of_the_result_stops_the_build_until_a_person_says_so(
    tmp_path: Path,
) -> None:
    looked = Looked(copy_project(tmp_path / "project"), tmp_path)
    delivered = [*known(DEC_2024), *forms(DEC_2024, [{LEFT: "Sí, se desvinculó"}] * 7)]
    verdict = looked.look(delivered)
    with pytest.raises(UserError) as error:
        verdict.raise_if_stopped(looked.labels)
    told = error.value.message_es
    spelling = f"«{LEFT_COLUMN} (yes_no): Sí, se desvinculó» ({BOOK}, fila 7; filas iguales: 7)"
    for part in (spelling, "7 de ", "registry_values.csv", f"amparo acknowledge {WARN} "):
        assert part in told, part
    (result,) = verdict.of("warn", "failed")
    assert "add it to the seed" in result.message_en

    acknowledge(looked.project, WARN, "SIM", "así lo escribe la subred")
    assert looked.look(delivered).is_passed
    assert not looked.look([*delivered, *forms(DEC_2024, [{LEFT: "Quizá"}], 99000)]).is_passed


def test_a_row_in_the_seed_makes_the_spelling_known(tmp_path: Path) -> None:
    looked = Looked(copy_project(tmp_path / "project"), tmp_path)
    delivered = [*known(DEC_2024), *forms(DEC_2024, [{LEFT: "Sí, se desvinculó"}])]
    assert not looked.look(delivered).is_passed
    with (looked.project.seeds / "registry" / "registry_values.csv").open("a", newline="") as seed:
        csv.writer(seed, lineterminator="\n").writerow(
            ["yes_no", "si se desvinculo", "yes", "false"]
        )
    assert unmapped(looked.look(delivered)) == {}


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
    told = unmapped(looked.look(delivered))
    assert told == {
        f"{COLUMNS[LEFT]} (yes_no): Aún no": ("warn", MANY),
        f"{COLUMNS[LEFT + '.1']} (yes_no): Aún no": ("warn", MANY),
        f"{COLUMNS[PROTECTED]} (yes_no): Aún no": ("warn", MANY),
        f"{COLUMNS[TYPE]} (intervention_type): 9. Otra cosa": ("warn", MANY),
        f"{COLUMNS[MET]} (yes_no): A medias": ("warn", MANY),
        "sexo (sex): 9- Otro texto": ("note", MANY),
        "ocupacion (occupation): 77- Astronauta": ("note", MANY),
    }


def test_a_column_is_looked_at_in_the_extracts_that_read_it(looked: Looked) -> None:
    # that of September 2022 keeps its result in the repeated column and reads no other
    delivered = [*known(SEP_2022), *forms(SEP_2022, [{LEFT: "ilegible", f"{LEFT}.1": "SÍ."}])]
    assert unmapped(looked.look(delivered)) == {}


@pytest.mark.parametrize("text", ["si", "SÍ", " Si ", "1- Sí", "NO.", "no aplica", "No Aplicá"])
def test_another_case_accent_or_code_of_a_known_value_is_no_news(
    looked: Looked, text: str
) -> None:
    assert unmapped(looked.look(forms(DEC_2024, [{LEFT: text, MET: text}] * MANY))) == {}


@pytest.mark.parametrize("text", ["99999", "99999.0", "99999,0", "<null>", "  ", 99999, None])
def test_a_sentinel_or_a_blank_is_no_news(looked: Looked, text: Cell) -> None:
    cells: Mapping[str, Cell] = {LEFT: text, TYPE: text, "SEXO": text, "OCUPACIÓN": text}
    assert unmapped(looked.look(forms(DEC_2024, [cells] * MANY))) == {}


# --- what is never shown -----------------------------------------------------------------------


@pytest.fixture
def moved(looked: Looked) -> Iterator[tuple[Looked, list[dict[str, Cell]]]]:
    yield looked, known(DEC_2024)


PERSON = "Zutanita Umbarila"


@pytest.mark.parametrize(
    ("cells", "shape"),
    [
        # few forms; few forms with many children; a mail; a telephone; a column moved as a whole
        ([{LEFT: PERSON}] * (MANY - 1), "aaaaaaaa aaaaaaaa"),
        ([{LEFT: PERSON, "Id_fic": 7, "Ficha_fic": 7}] * 9, "aaaaaaaa aaaaaaaa"),
        ([{LEFT: MAIL}] * 9, "aaaaaaaaa.aaaaaaa@aa"),
        ([{LEFT: f"{PERSON} 3007770001"}] * 9, "aaaaaaaa aaaaaaaa 99"),
        ([{MET: PERSON}] * 9, "aaaaaaaa aaaaaaaa"),
    ],
)
def test_what_may_be_of_a_person_is_told_by_its_shape(
    looked: Looked, cells: list[Mapping[str, Cell]], shape: str
) -> None:
    visits = [{LEFT: "SI", MET: 99999}] * MANY
    verdict = looked.look([*forms(DEC_2024, visits, 81000), *forms(DEC_2024, cells)])
    ((told, (outcome, count)),) = unmapped(verdict).items()
    assert (told.split("): ")[1], outcome, count) == (shape, "warn", len(cells))
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


def test_few_cells_that_a_limit_lets_pass_are_noted(tmp_path: Path) -> None:
    looked = Looked(copy_project(tmp_path / "project"), tmp_path)
    file = looked.project.seeds / "quality" / "quality_limits.csv"
    text = file.read_text(encoding="utf-8")
    assert "unmapped_values,warn,0" in text
    file.write_text(text.replace("unmapped_values,warn,0", "unmapped_values,warn,2"), "utf-8")
    few = [*known(DEC_2024), *forms(DEC_2024, [{LEFT: "Quizá"}] * 2)]
    assert [outcome for outcome, _ in unmapped(looked.look(few)).values()] == ["note"]
    more = [*known(DEC_2024), *forms(DEC_2024, [{LEFT: "Quizá"}] * 3)]
    assert [outcome for outcome, _ in unmapped(looked.look(more)).values()] == ["warn"]


def test_the_gate_reads_cells_as_the_models_do(tmp_path: Path, looked: Looked) -> None:
    """Every row of the small book, by the models' own reading."""
    new = {"IEC": "1 | nada | ", "ALERTAS SALUD BUCAL": "4- x | sin código", "SEXO": "---"}
    write_csv(looked.extracts / BOOK, [*rows(), *forms(DEC_2024, [new])])
    database = tmp_path / "amparo.duckdb"
    land(looked.extracts, database, ROOT / "models" / "staging", key=TEST_KEY)
    rendering = Rendering(ROOT)
    with duckdb.connect(str(database)) as connection:
        for statement in rendering.statements("stg_registry__coded_texts"):
            connection.execute(statement)
        told = connection.execute(
            "select field_id, value_text, sum(cells) from temp.stg_registry__coded_texts"
            " where not is_known group by all order by all"
        ).fetchall()
    assert told == [
        ("accompaniment_1_iec", "nada", 1),
        ("left_work", "TAL VEZ", 1),
        ("oral_health_alerts", "sin código", 1),
        ("sex", "---", 1),
        ("sex", "Otro texto", 1),
    ]
