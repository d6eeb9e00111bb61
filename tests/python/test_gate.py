"""The quality gate: what it catches, what it lets pass, what it says, and what it never shows."""

from __future__ import annotations

import csv
import json
import re
import shutil
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import xlsxwriter
import yaml

from amparo.cli.quality import print_let_pass
from amparo.cli.session import Session
from amparo.errors import UserError
from amparo.gate import Verdict, accept_load, acknowledge, run_gate
from amparo.gate.declared import KINDS, load_expected
from amparo.gate.docs import offline
from amparo.gate.engine import as_query, keep_one_connection
from amparo.gate.results import AFTER_DBT
from amparo.landing import DeclarationError, land
from amparo.project import Project
from amparo.seeds import rows_of
from amparo.texts import Labels
from conftest import ROOT, Built, Run, amparo, copy_project
from faults.page import state_machine_fault
from layouts.dane import TOWN, WHOLE, wide_header, wide_row
from rehearsal import TEST_KEY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from amparo.gate.results import CheckResult

    Fault = tuple[str, str, list[str], Callable[[], list[list[object]]], str, str]

Rows = list[list[object]]
UNGRD = "emergencias_ungrd_2022.csv"
UNGRD_HEADER = ["FECHA", "DEPARTAMENTO", "MUNICIPIO", "EVENTO", "PERSONAS", "FAMILIAS"]
PLACES = [
    ("ANTIOQUIA", "MEDELLIN"),
    ("ANTIOQUIA", "ABEJORRAL"),
    ("CALDAS", "MANIZALES"),
    ("HUILA", "PAICOL"),
    ("SANTANDER", "TONA"),
]
CODES = ("05001", "17001", "41483", "68820")
DANE = "poblacion_municipal.csv"
DANE_HEADER = ["divipola", "anio", "sexo", "edad", "pob", "serie"]


def ungrd_rows() -> Rows:
    """Forty emergencies of 2022 that nothing is wrong with."""
    return [
        [f"{day:02d}/06/2022 12:00:00 AM", *PLACES[day % 5], "INUNDACION", 200 + day, 30]
        for day in range(1, 13)
    ] * 3 + [["06/20/2022 12:00:00 AM", *PLACES[0], "VENDAVAL", 5, 1]] * 4


def dane_rows(serie: str = "de prueba") -> Rows:
    """The population of a municipality of four departments, of the three years needed."""
    return [
        [code, year, sex, age, 9_000 + age, serie]
        for code in CODES
        for year in (2022, 2023, 2024)
        for sex in ("hombres", "mujeres")
        for age in range(86)
    ]


@dataclass
class Bench:
    """A folder of extracts, a database and the project, landed and looked at on demand."""

    project: Project
    extracts: Path
    labels: Labels = field(init=False)

    def __post_init__(self) -> None:
        self.labels = Labels(self.project.seeds, "es")

    def write(self, name: str, header: list[str], rows: Rows) -> None:
        file = self.extracts / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix == ".xlsx":
            with xlsxwriter.Workbook(file) as book:
                sheet = book.add_worksheet("Ind. Patología")
                for number, row in enumerate([header, *rows]):
                    sheet.write_row(number, 0, row)
            return
        with file.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([header, *rows])

    def land(self) -> None:
        report = land(self.extracts, self.project.database, self.project.sources, key=TEST_KEY)
        assert not report.refusals

    def look(self, *, accept_warnings: bool = False) -> Verdict:
        self.land()
        return run_gate(self.project, self.labels, accept_warnings=accept_warnings)

    def stored(self, check_id: str) -> dict[str, Any]:
        with duckdb.connect(str(self.project.database), read_only=True) as connection:
            cursor = connection.execute(
                "select * from raw.quality_checks where check_id = ?", [check_id]
            )
            names = [column[0] for column in cursor.description]
            (row,) = cursor.fetchall()
            return dict(zip(names, row, strict=True))


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    (tmp_path / "extracts").mkdir()
    return Bench(
        Project(ROOT, tmp_path / "amparo.duckdb", tmp_path / "published"),
        tmp_path / "extracts",
    )


def failed(verdict: Verdict) -> dict[str, CheckResult]:
    return {r.check.check_id: r for r in verdict.results if r.status == "failed"}


def outcomes(verdict: Verdict) -> dict[str, str]:
    return {name: result.outcome for name, result in failed(verdict).items()}


# --- what passes -------------------------------------------------------------------------------


def test_clean_rows_pass_without_a_word(bench: Bench) -> None:
    bench.write(UNGRD, UNGRD_HEADER, ungrd_rows())
    bench.write(DANE, DANE_HEADER, dane_rows())
    bench.write(V3, V3_HEADER, v3_rows())
    verdict = bench.look()
    assert failed(verdict) == {}
    assert verdict.is_passed
    statuses = {r.check.tables[0]: r.status for r in verdict.results if r.check.column}
    tables = ("ungrd__emergencias", "fiscalia__victimas_v3", "uariv__victims_by_fact")
    assert [statuses[table] for table in tables] == ["passed", "passed", "skipped"]


def stored_outcomes(built: Built) -> dict[str, str]:
    """What the gate of a build did not find as expected, also what was let pass."""
    rows = built.rows(
        "select check_id, outcome_if_failed from raw.quality_checks"
        " where status not in ('passed', 'skipped')"
    )
    return {str(name): str(outcome) for name, outcome in rows}


def test_the_demo_passes_with_notes_only(demo_built: Built) -> None:
    assert set(stored_outcomes(demo_built).values()) == {"note"}
    silent = demo_built.rows(
        "select source_id from raw.quality_checks group by 1"
        " having bool_and(status not in ('passed', 'failed'))"
    )
    assert silent == [], "the demo has every source"


def test_the_real_files_pass_but_for_a_delivery_of_years_nobody_needs(real_built: Built) -> None:
    found = stored_outcomes(real_built)
    serious = {name: outcome for name, outcome in found.items() if outcome != "note"}
    assert serious == {"fiscalia__conteo_victimas.source_without_needed_year.warn": "warn"}


FISCALIA_HEADER = ["ANIO_HECHO", "DEPARTAMENTO", "MUNICIPIO", "GRUPO_DELITO", "DELITO"]
FISCALIA_HEADER += ["GRUPO_EDAD_VICTIMA", "TOTAL_VICTIMAS"]
INMLCF_HEADER = ["Código Departamento", "Código Municipio", "Código indicador"]
INMLCF_HEADER += ["Nombre del indicador", "Periodo del Indicador", "Rangos de edad"]
INMLCF_HEADER += ["Numerador (casos)", "Denominador (Población)"]


@pytest.mark.parametrize(
    ("name", "header", "rows"),
    [
        # typing errors of the year, an age not recorded, an unknown crime group
        (
            "conteo_de_victimas.csv",
            FISCALIA_HEADER,
            [[2022, "Antioquia", "MEDELLÍN", "FEMINICIDIO", "x", "SIN DATO", 1]] * 98
            + [[2205, "Antioquia", "MEDELLÍN", "OTRO", "x", "SIN DATO", 2]],
        ),
        # a code of nowhere, a preliminary year, no denominator
        (
            "procuraduria_2023.xlsx",
            INMLCF_HEADER,
            [[5, 5001, 74, "x", "2022", "(12 a 17)", 1, 900]] * 20
            + [[999, 999, 74, "x", "2023* Preliminares", "Menores de un año", 2, ""]] * 5,
        ),
        # mixed thousands, lost zeros, a department for a municipality
        (
            "emergencias_ungrd.csv",
            ["DATE", "DEPARTMENT", "MUNICIPALITY", "EVENT", "PEOPLE", "FAMILIES", "DIVIPOLA"],
            [["2022 Jan 01 12:00:00 AM", *PLACES[0], "FLOOD", "1,1", "1,151", "5,03"]] * 20
            + [["2022 May 02 12:00:00 AM", "CALDAS", "DEPARTAMENTO", "FLOOD", 0, 0, "17"]],
        ),
    ],
    ids=["fiscalia", "inmlcf", "ungrd"],
)
def test_the_usual_traps_of_official_files_do_not_hold_a_build_up(
    bench: Bench, name: str, header: list[str], rows: Rows
) -> None:
    bench.write(name, header, rows)
    found = outcomes(bench.look())
    # the totals of these few rows are not the nation's
    # the fixtures hold few places: that they are not the country is said of them, and is true
    of_few = ("known_total", "few_departments", "municipalities_change")
    told = {k for k, v in found.items() if v != "note" and not any(few in k for few in of_few)}
    assert told == set()


# --- what is caught ----------------------------------------------------------------------------


def swap(rows: Rows, one: int, other: int) -> Rows:
    for row in rows:
        row[one], row[other] = row[other], row[one]
    return rows


def each(rows: Rows, column: int, value: object, count: int | None = None) -> Rows:
    copied = [list(row) for row in rows]
    for row in copied[:count]:
        row[column] = value
    return copied


INJURIES = "violencia_intrafamiliar.csv"
INJURIES_HEADER = ["a_o_del_hecho", "ciclo_vital", "codigo_dane_municipio"]
INJURIES_HEADER += ["municipio_del_hecho_dane", "departamento_del_hecho_dane"]
INJURIES_HEADER += ["contexto_de_violencia", "circunstancia_del_hecho"]
V3 = "victimas_fiscalia_v3.csv"
V3_HEADER = ["id_victima_anonimizado", "proceso_anonimizado", "deli_id", "delito"]
V3_HEADER += ["titulo_delito", "cod_dane_hecho_origen", "a_o_hecho_origen", "grupo_etario"]
V3_HEADER += ["victima_nna"]
WIDE = "PPED_pob_mun.csv"


def injury_rows() -> Rows:
    """Twenty cases of domestic violence that nothing is wrong with."""
    return [
        [
            *(2022, "(12 a 17) Adolescencia", "5001", "Medellín", "Antioquia"),
            *("Violencia de Pareja", "Sin información"),
        ]
        for _ in range(20)
    ]


def v3_rows() -> Rows:
    """Twenty victims of a crime that nothing is wrong with."""
    title, age = "DELITOS CONTRA LA FAMILIA", "ADOLESCENTE 14 - 17"
    crime = "VIOLENCIA INTRAFAMILIAR ART. 229"
    return [
        [f"victima-{n}", f"p{n}", "3", crime, title, CODES[n % 4], 2022, age, "SI"]
        for n in range(4711, 4731)
    ]


WIDE_HEADER = [str(name) for name in wide_header(85)]


def wide_rows() -> Rows:
    """One municipality of DANE's wide layout, in town and as a whole, the three years needed."""
    return [
        list(wide_row((5001, "Medellín"), year, area, [2] * 86, [3] * 86))
        for year in (2022, 2023, 2024)
        for area in (TOWN, WHOLE)
    ]


FAULTS: list[Fault] = [
    ("type", UNGRD, UNGRD_HEADER, lambda: each(ungrd_rows(), 4, "muchas"), "personas.type", "stop"),
    ("values", UNGRD, UNGRD_HEADER, lambda: swap(each(ungrd_rows(), 0, "06/01/2022"), 2, 3),
     "evento.values", "stop"),
    ("pattern", UNGRD, UNGRD_HEADER, lambda: swap(ungrd_rows(), 1, 4), "departamento.pattern",
     "stop"),
    ("shifted by one", UNGRD, UNGRD_HEADER, lambda: [[row[-1], *row[:-1]] for row in ungrd_rows()],
     "evento.values", "stop"),
    ("one negative count", UNGRD, UNGRD_HEADER, lambda: each(ungrd_rows(), 4, -5, 1),
     "personas.negative_numbers", "note"),
    ("some negative counts", UNGRD, UNGRD_HEADER, lambda: each(ungrd_rows(), 4, -5, 4),
     "personas.negative_numbers", "warn"),
    ("a negative column", UNGRD, UNGRD_HEADER, lambda: each(ungrd_rows(), 4, -5),
     "personas.negative_numbers", "stop"),
    ("absurd count", UNGRD, UNGRD_HEADER, lambda: each(ungrd_rows(), 4, 99_000_000, 1),
     "personas.between", "warn"),
    ("date of 1900", UNGRD, UNGRD_HEADER, lambda: each(ungrd_rows(), 0, "01/01/1900", 2),
     "fecha.between", "warn"),
    ("all dates of 2205", UNGRD, UNGRD_HEADER, lambda: each(ungrd_rows(), 0, "01/01/2205"),
     "fecha.between", "stop"),
    ("filled", DANE, DANE_HEADER, lambda: each(dane_rows(), 4, "", 100), "pob.filled", "stop"),
    ("swapped numbers", DANE, DANE_HEADER, lambda: swap(dane_rows(), 3, 4), "edad.between", "stop"),
    ("unknown codes", DANE, DANE_HEADER, lambda: each(dane_rows(), 0, "77777"),
     "dane.unmatched_places", "stop"),
    ("known total", DANE, DANE_HEADER, lambda: dane_rows("DCD post-COVID"),
     "known_total.dcd_post_covid_2022_all", "warn"),
    ("no year needed", UNGRD, UNGRD_HEADER, lambda: each(ungrd_rows(), 0, "06/01/2019"),
     "source_without_needed_year.warn", "warn"),
    ("year missing", DANE, DANE_HEADER, lambda: [r for r in dane_rows() if r[1] != 2023],
     "years_missing.note", "note"),
    ("injuries: code and department", INJURIES, INJURIES_HEADER,
     lambda: swap(injury_rows(), 2, 4), "codigo_dane_municipio.pattern", "stop"),
    ("injuries: circumstance for context", INJURIES, INJURIES_HEADER,
     lambda: swap(each(injury_rows(), 6, "Riña"), 5, 6), "contexto.values", "stop"),
    ("injuries: another age column", INJURIES, INJURIES_HEADER,
     lambda: each(injury_rows(), 1, "(10 a 14)"), "ciclo_vital.values", "stop"),
    ("injuries: shifted", INJURIES, INJURIES_HEADER,
     lambda: [[row[-1], *row[:-1]] for row in injury_rows()], "ano_del_hecho.type", "stop"),
    ("V3: crime and title", V3, V3_HEADER, lambda: swap(v3_rows(), 3, 4),
     "titulo_delito.pattern", "stop"),
    ("V3: year and code", V3, V3_HEADER, lambda: swap(v3_rows(), 5, 6),
     "a_o_hecho_origen.between", "stop"),
    ("V3: shifted", V3, V3_HEADER, lambda: [[row[-1], *row[:-1]] for row in v3_rows()],
     "grupo_etario.values", "stop"),
    ("wide: area and name", WIDE, WIDE_HEADER, lambda: swap(wide_rows(), 3, 5),
     "area_geografica.values", "stop"),
    ("wide: code and year", WIDE, WIDE_HEADER, lambda: swap(wide_rows(), 2, 4),
     "anio.between", "stop"),
    ("wide: shifted", WIDE, WIDE_HEADER, lambda: [[r[-1], *r[:-1]] for r in wide_rows()],
     "mpio.pattern", "stop"),
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=[fault[0] for fault in FAULTS])
def test_a_planted_fault_has_its_outcome(bench: Bench, fault: Fault) -> None:
    _, name, header, rows, ending, outcome = fault
    bench.write(name, header, rows())
    verdict = bench.look()
    (found,) = [key for key in failed(verdict) if key.endswith(ending)]
    assert failed(verdict)[found].outcome == outcome
    assert verdict.is_passed == (set(outcomes(verdict).values()) == {"note"})


def test_a_file_of_years_nobody_needs_is_noted_beside_one_that_is_needed(bench: Bench) -> None:
    bench.write(UNGRD, UNGRD_HEADER, ungrd_rows())
    bench.write("emergencias_2019.csv", UNGRD_HEADER, each(ungrd_rows(), 0, "06/01/2019"))
    assert outcomes(bench.look()) == {"ungrd__emergencias.file_without_needed_year.note": "note"}


def test_tables_that_tell_of_the_same_stand_for_one_another_and_no_others_do(bench: Bench) -> None:
    # each of DANE's layouts brings a year that the other lacks
    bench.write(DANE, DANE_HEADER, [row for row in dane_rows() if row[1] == 2022])
    bench.write(WIDE, WIDE_HEADER, [row for row in wide_rows() if row[4] != 2022])
    # injuries of the country do not hide that the suicides are of one department
    named = [PLACES[0], *PLACES[2:]]
    places = [(code, name, place) for code, (place, name) in zip(CODES, named, strict=True)]
    injuries = [[2022, *row[1:2], *places[n % 4], *row[5:]] for n, row in enumerate(injury_rows())]
    bench.write(INJURIES, INJURIES_HEADER, injuries)
    header = [*INJURIES_HEADER[:5], "razon_del_suicidio"]
    bench.write("suicidios.csv", header, [[*row[:5], "Desamor"] for row in injury_rows()])
    found = outcomes(bench.look())
    assert not [name for name in found if name.startswith("dane") and "year" in name]
    few = [name for name in found if name.endswith("few_departments") and "inmlcf" in name]
    assert few == ["inmlcf.suicides.few_departments"]


TOTAL = "dane__population.known_total.dcd_post_covid_2022_all"


def test_a_known_total_none_of_whose_rows_is_landed_is_skipped_with_a_note(
    bench: Bench, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.write(DANE, DANE_HEADER, dane_rows("DCD 2018"))
    verdict = bench.look()
    (result,) = [r for r in verdict.results if r.check.check_id == TOTAL]
    assert (result.status, result.outcome) == ("skipped", "note")
    for part in ("dane__population.pob", "ninguna de las 688 filas", "dcd_post_covid_2022_all"):
        assert part in result.message_es, part
    assert result in verdict.notes
    assert verdict.is_passed
    monkeypatch.chdir(ROOT)
    print_let_pass(Session(), verdict)
    assert TOTAL in capsys.readouterr().out


def test_a_known_total_of_a_year_that_is_not_landed_is_skipped_without_a_word(bench: Bench) -> None:
    bench.write(DANE, DANE_HEADER, [r for r in dane_rows() if r[1] != 2022])
    (result,) = [r for r in bench.look().results if r.check.check_id == TOTAL]
    assert (result.status, result.message_es) == ("skipped", "")


def test_a_fault_is_told_with_file_row_value_number_and_what_to_do(bench: Bench) -> None:
    rows = each(ungrd_rows(), 4, 99_000_000, 1)
    bench.write(UNGRD, UNGRD_HEADER, rows)
    verdict = bench.look()
    with pytest.raises(UserError) as error:
        verdict.raise_if_stopped(bench.labels)
    for part in (
        "ungrd__emergencias.personas",
        "1 de 40",
        "«99000000»",
        UNGRD,
        "fila 2",
        "0..2e+06",
    ):
        assert part in error.value.message_es, part
    assert (
        'amparo acknowledge ungrd__emergencias.personas.between --by "NOMBRE O CARGO" --why "RAZÓN"'
        in error.value.message_es
    )
    assert error.value.code == 1
    (result,) = failed(verdict).values()
    assert "outside" in result.message_en
    assert "Compare those rows" in result.message_en


def test_one_odd_cell_of_a_column_is_a_note_however_short_the_file(bench: Bench) -> None:
    rows = ungrd_rows()[:6]
    for row, (column, value) in enumerate(
        [(0, "sin fecha"), (0, "01/01/2205"), (1, "7"), (3, "x"), (4, "muchas"), (4, -1)]
    ):
        rows[row][column] = value
    bench.write(UNGRD, UNGRD_HEADER, rows)
    of_columns = [r for r in failed(bench.look()).values() if r.check.column]
    assert {r.outcome for r in of_columns} == {"note"}
    kinds = {r.check.kind for r in of_columns}
    assert kinds == {"type", "between", "pattern", "values", "negative_numbers"}


def test_few_examples_are_shown_of_many_different_faults(bench: Bench) -> None:
    rows = [[*row[:4], f"x{number}", 1] for number, row in enumerate(ungrd_rows())]
    bench.write(UNGRD, UNGRD_HEADER, rows)
    result = failed(bench.look())["ungrd__emergencias.personas.type"]
    assert (result.faults, result.looked_at, len(result.found)) == (40, 40, 5)


# --- against the last accepted load ------------------------------------------------------------


def test_rows_and_sums_are_compared_with_the_last_accepted_load(bench: Bench) -> None:
    bench.write(UNGRD, UNGRD_HEADER, ungrd_rows())
    assert bench.look().is_passed
    accept_load(bench.project.database)

    bench.write(UNGRD, UNGRD_HEADER, ungrd_rows()[:-5])
    assert bench.look().is_passed, "a small change is none"

    bench.write(UNGRD, UNGRD_HEADER, ungrd_rows()[:20])
    verdict = bench.look()
    assert outcomes(verdict) == {
        "ungrd__emergencias.rows_change.warn": "warn",
        "ungrd__emergencias.sum_change.warn": "warn",
    }
    assert "2022: 40 → 20" in failed(verdict)["ungrd__emergencias.rows_change.warn"].message_es

    accept_load(bench.project.database)
    assert bench.look().is_passed, "what was accepted is what the next load is compared with"


def test_a_table_without_a_year_is_compared_as_a_whole(bench: Bench) -> None:
    name, header = "alertas_clasificacion_alertas.csv", ["codigo", "reclutamiento", "afecta_nna"]
    rows: Rows = [[f"{number:03d}-22", "SI", "NO"] for number in range(1, 41)]
    bench.write(name, header, rows)
    assert failed(bench.look()) == {}
    accept_load(bench.project.database)
    bench.write(name, header, rows[:20])
    (found,) = failed(bench.look()).values()
    assert found.check.check_id == "defensoria__clasificacion.rows_change.warn"
    assert "?: 40 → 20" in found.message_es


def test_a_template_that_people_add_to_may_grow_and_must_not_shrink(bench: Bench) -> None:
    name = "decisiones_expertas.csv"
    header = [
        *("assessment_id", "divipola", "decision", "severidad_anterior", "severidad_nueva"),
        *("justificacion", "aprobado_por", "fecha_aprobacion"),
    ]
    rows: Rows = [
        ["2024", code, "subir", 3, 4, "Acta", "Comité", "2024-03-01"]
        for code in ("05001", "05002", "05004", "05021")
    ]
    bench.write(name, header, rows[:2])
    assert failed(bench.look()) == {}
    accept_load(bench.project.database)
    bench.write(name, header, rows)
    assert failed(bench.look()) == {}, "a decision that was added is no file cut short"
    what = "decisions are added to the template of expert decisions"
    state_machine_fault(ROOT / "docs" / "faults.md", what, "harmless", "")
    accept_load(bench.project.database)
    bench.write(name, header, rows[:2])
    assert set(outcomes(bench.look())) == {"experts__decisions.rows_change.warn"}


def test_a_load_is_compared_with_its_own_kind_only(bench: Bench) -> None:
    bench.write(f"sintetico/{UNGRD}", UNGRD_HEADER, ungrd_rows())
    bench.look()
    accept_load(bench.project.database)
    (bench.extracts / "sintetico" / UNGRD).unlink()
    bench.write(UNGRD, UNGRD_HEADER, ungrd_rows()[:5])
    assert failed(bench.look()) == {}
    accept_load(bench.project.database)
    with duckdb.connect(str(bench.project.database), read_only=True) as connection:
        kept = connection.execute(
            "select is_synthetic, rows_read from raw.accepted_loads"
            " where rows_read is not null order by all"
        ).fetchall()
    assert kept == [(False, 5), (True, 40)]


# --- acknowledgements --------------------------------------------------------------------------


@pytest.fixture
def spoilt(tmp_path: Path) -> Bench:
    """A copy of the project with one warning."""
    project = copy_project(tmp_path / "project")
    (tmp_path / "extracts").mkdir()
    bench = Bench(
        Project(project, tmp_path / "amparo.duckdb", tmp_path / "published"),
        tmp_path / "extracts",
    )
    bench.write(UNGRD, UNGRD_HEADER, each(ungrd_rows(), 4, -5, 4))
    return bench


NEGATIVE = "ungrd__emergencias.personas.negative_numbers"


def test_an_acknowledgement_holds_for_the_content_it_was_given_for(spoilt: Bench) -> None:
    assert not spoilt.look().is_passed
    file = acknowledge(
        spoilt.project, NEGATIVE, "Oficial de información", "corrección de la fuente"
    ).file
    (line,) = rows_of(spoilt.project.seeds, "acknowledgements")
    assert file.name == "acknowledgements.csv"
    assert (line["check_id"], line["acknowledged_by"]) == (NEGATIVE, "Oficial de información")

    assert spoilt.look().is_passed
    row = spoilt.stored(NEGATIVE)
    assert row["status"] == "acknowledged"
    assert row["acknowledged_why"] == "corrección de la fuente"

    spoilt.write(UNGRD, UNGRD_HEADER, each(ungrd_rows(), 4, -6, 4))
    assert not spoilt.look().is_passed, "another content has not been acknowledged"


def test_an_acknowledgement_does_not_hold_for_another_finding_in_the_same_files(
    spoilt: Bench,
) -> None:
    spoilt.write(UNGRD, UNGRD_HEADER, ungrd_rows())
    spoilt.look()
    accept_load(spoilt.project.database)
    spoilt.write(UNGRD, UNGRD_HEADER, ungrd_rows()[:30])
    fallen = spoilt.look().of("warn", "failed")
    assert "ungrd__emergencias.rows_change.warn" in {r.check.check_id for r in fallen}
    for result in fallen:
        acknowledge(spoilt.project, result.check.check_id, "SIM", "la fuente retiró filas")
    assert spoilt.look().is_passed, "seen again as it was"

    with duckdb.connect(str(spoilt.project.database)) as connection:
        connection.execute("update raw.accepted_loads set rows_read = 4000")
    assert set(outcomes(spoilt.look())) == {"ungrd__emergencias.rows_change.warn"}


def test_an_acknowledgement_holds_where_its_file_was_moved(spoilt: Bench) -> None:
    spoilt.look()
    acknowledge(spoilt.project, NEGATIVE, "SIM", "visto")
    (spoilt.extracts / "sub").mkdir()
    (spoilt.extracts / UNGRD).rename(spoilt.extracts / "sub" / UNGRD)
    assert spoilt.look().is_passed


def test_an_acknowledgement_after_a_line_left_open_is_a_line_of_its_own(spoilt: Bench) -> None:
    (file,) = spoilt.project.seeds.glob("*/acknowledgements.csv")
    with file.open("a", encoding="utf-8") as stream:
        stream.write("x.y,abc,2024-01-01,SIM,visto")
    spoilt.look()
    acknowledge(spoilt.project, NEGATIVE, "SIM", 'por "error", corregido')
    first, second = rows_of(spoilt.project.seeds, "acknowledgements")
    assert (first["check_id"], first["why"]) == ("x.y", "visto")
    assert (second["check_id"], second["why"]) == (NEGATIVE, 'por "error", corregido')
    assert [found.name for found in file.parent.iterdir() if found.name.startswith(".")] == []


def test_what_is_acknowledged_already_is_not_written_again(spoilt: Bench) -> None:
    spoilt.look()
    assert acknowledge(spoilt.project, NEGATIVE, "SIM", "visto").is_new
    again = acknowledge(spoilt.project, NEGATIVE, "otra persona", "visto otra vez")
    assert not again.is_new
    (line,) = rows_of(spoilt.project.seeds, "acknowledgements")
    assert line["acknowledged_by"] == "SIM"


def test_a_fault_while_writing_leaves_the_acknowledgements_as_they_were(
    spoilt: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoilt.look()
    acknowledge(spoilt.project, NEGATIVE, "SIM", "visto")
    (file,) = spoilt.project.seeds.glob("*/acknowledgements.csv")
    before = file.read_bytes()
    spoilt.write(UNGRD, UNGRD_HEADER, each(ungrd_rows(), 4, -7, 4))
    spoilt.look()

    def full(_: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("amparo.gate.acknowledgements.os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        acknowledge(spoilt.project, NEGATIVE, "SIM", "visto")
    assert file.read_bytes() == before
    assert [found.name for found in file.parent.iterdir() if found.name.startswith(".")] == []


def test_a_stop_or_an_unknown_check_cannot_be_acknowledged(spoilt: Bench) -> None:
    spoilt.write(UNGRD, UNGRD_HEADER, each(ungrd_rows(), 4, "muchas"))
    spoilt.look()
    for name, said in (("ungrd__emergencias.personas.type", "detiene"), ("x", "abierta")):
        with pytest.raises(UserError, match=said):
            acknowledge(spoilt.project, name, "alguien", "porque sí")
    with pytest.raises(UserError, match="--why"):
        acknowledge(spoilt.project, NEGATIVE, "alguien", "  ")
    assert rows_of(spoilt.project.seeds, "acknowledgements") == []


def test_accepted_warnings_pass_once_and_are_recorded_as_such(spoilt: Bench) -> None:
    assert spoilt.look(accept_warnings=True).is_passed
    assert spoilt.stored(NEGATIVE)["status"] == "accepted"
    assert not spoilt.look().is_passed


def test_what_stops_is_not_let_pass_by_accepting_warnings(spoilt: Bench) -> None:
    spoilt.write(UNGRD, UNGRD_HEADER, each(ungrd_rows(), 4, "muchas"))
    assert not spoilt.look(accept_warnings=True).is_passed


def test_the_command_stops_before_dbt_and_says_what_to_type(spoilt: Bench) -> None:
    def run(*arguments: str) -> Run:
        return amparo(*arguments, project=spoilt.project.root, database=spoilt.project.database)

    built = run("build", "--extracts", str(spoilt.extracts), "--json")
    assert (built.code, built.out) == (1, "")
    assert "El control de calidad detiene la construcción" in built.err
    assert f"amparo acknowledge {NEGATIVE}" in built.err
    with duckdb.connect(str(spoilt.project.database), read_only=True) as connection:
        schemas = connection.execute("select distinct schema_name from duckdb_tables()").fetchall()
    assert schemas == [("raw",)]

    assert run("acknowledge", NEGATIVE, "--by", "SIM", "--why", "visto").code == 0
    again = run("acknowledge", NEGATIVE, "--by", "SIM", "--why", "visto")
    assert again.code == 0
    assert "Ya estaba reconocida" in again.out
    checked = run("check")
    assert checked.code == 0, checked.err
    assert "reconocidas 1" in re.sub(r"\s+", " ", checked.out)


def test_checking_a_folder_with_a_refused_file_ends_with_an_error(bench: Bench) -> None:
    bench.write(UNGRD, UNGRD_HEADER, ungrd_rows())
    bench.write("emergencias_2023.csv", ["FECHA", "x"], [["06/01/2023", 1]])
    checked = amparo(
        *("check", "--extracts", str(bench.extracts)),
        project=ROOT,
        database=bench.project.database,
    )
    assert "emergencias_2023.csv" in checked.err
    assert "detienen 0" in re.sub(r"\s+", " ", checked.out), "the gate's own result is told, too"
    assert checked.code == 1


# --- what is never shown, never loaded, never sent ---------------------------------------------


def test_cells_of_a_table_with_personal_columns_are_shown_by_shape_only(bench: Bench) -> None:
    header = ["COD_EVE", "ANO", "EDAD", "UNI_MED", "COD_PAIS_O", "COD_DPTO_O", "COD_MUN_O"]
    header += ["AJUSTE", "Departamento_ocurrencia", "Municipio_ocurrencia"]
    good: list[object] = [356, 2021, 14, 1, 170, "05", "001", 0, "ANTIOQUIA", "MEDELLIN"]
    # a shift by one brings a name into the age
    rows = [[*good[:2], "Zutanita Pérez 1032456789", *good[3:]]] * 10
    bench.write("datos_2021_356.csv", header, rows)
    verdict = bench.look()
    result = failed(verdict)["sivigila__evento_356.edad.type"]
    assert result.found[0]["value"] == "aaaaaaaa aaaaa 99999"
    with duckdb.connect(str(bench.project.database), read_only=True) as connection:
        stored = str(connection.execute("select * from raw.quality_checks").fetchall())
    pages = "".join(
        page.read_text(encoding="utf-8") for page in verdict.docs.parent.rglob("*.html")
    )
    assert "aaaaaaaa aaaaa 99999" in pages
    for text in (stored, pages):
        assert "Zutanita" not in text
        assert "1032456789" not in text


PERSON = "Zutanita Quiñones Umbarila"


@pytest.fixture
def misplaced(bench: Bench) -> Bench:
    """A shift brought a person's name into the municipality of a source with personal columns."""
    header = ["COD_EVE", "ANO", "EDAD", "UNI_MED", "COD_PAIS_O", "COD_DPTO_O", "COD_MUN_O"]
    header += ["AJUSTE", "Departamento_ocurrencia", "Municipio_ocurrencia"]
    row = [356, 2021, 14, 1, 170, "", "", 0, "ANTIOQUIA"]
    bench.write("datos_2021_356.csv", header, [[*row, f"{PERSON} {n}"] for n in range(10)])
    return bench


def test_a_place_of_a_source_with_personal_columns_is_shown_by_shape_only(
    misplaced: Bench,
) -> None:
    verdict = misplaced.look()
    result = failed(verdict)["sivigila.unmatched_places"]
    assert [(r["value"], r["value_rows"]) for r in result.found] == [("aaaaaaaa aaaaaaaa aa", 10)]
    with duckdb.connect(str(misplaced.project.database), read_only=True) as connection:
        tables = connection.execute("select schema_name, table_name from duckdb_tables()")
        held = {
            f"{schema}.{name}"
            for schema, name in tables.fetchall()
            if PERSON.split(maxsplit=1)[0].lower()
            in str(connection.execute(f'from "{schema}"."{name}"').fetchall()).lower()
        }
    assert held == {"raw.sivigila__evento_356"}, "its declared municipality column"
    pages = [page.read_text(encoding="utf-8") for page in verdict.docs.parent.rglob("*.html")]
    assert any("aaaaaaaa aaaaaaaa" in page for page in pages)
    with pytest.raises(UserError) as error:
        verdict.raise_if_stopped(misplaced.labels)
    for text in (*pages, error.value.message_es, result.message_es, result.message_en):
        for part in PERSON.split():
            assert part.lower() not in text.lower()


def test_no_cell_of_a_source_is_published_with_the_results(bench: Bench) -> None:
    bench.write(UNGRD, UNGRD_HEADER, each(ungrd_rows(), 4, "muchas"))
    bench.look()
    models = ROOT / "models"
    source = "{{ source('landing', 'quality_checks') }}"
    ref = "{{ ref('stg_landing__quality_checks') }}"
    staging = models / "staging" / "landing" / "stg_landing__quality_checks.sql"
    mart = models / "marts" / "accounting" / "fct_quality_check.sql"
    staged = staging.read_text(encoding="utf-8").replace(source, "raw.quality_checks")
    sql = mart.read_text(encoding="utf-8").replace(ref, f"({staged})")
    for model in ("int_row_accounts__withheld", "int_row_accounts__rules"):
        sql = sql.replace(f"{{{{ ref('{model}') }}}}", "(select null::varchar as source_id)")
    sql = re.sub(r"\{\{ shared_rows\('(.+?)'\) \}\}", r"\1", sql)
    with duckdb.connect(str(bench.project.database), read_only=True) as connection:
        cursor = connection.execute(sql)
        names = {column[0] for column in cursor.description}
        rows = str(cursor.fetchall())
    assert {"check_id", "status", "faults", "looked_at", "expected"} <= names
    assert "ungrd__emergencias.personas.type" in rows
    assert "muchas" not in rows
    assert UNGRD not in rows


def test_nothing_of_an_identifier_is_shown(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    file = project / "models" / "staging" / "ungrd" / "_ungrd__sources.yml"
    declared = yaml.safe_load(file.read_text(encoding="utf-8"))
    (column,) = [
        column
        for column in declared["sources"][0]["tables"][0]["columns"]
        if column["name"] == "personas"
    ]
    column["config"]["meta"]["is_identifier"] = True
    file.write_text(yaml.safe_dump(declared, allow_unicode=True), encoding="utf-8")
    bench = Bench(
        Project(project, tmp_path / "amparo.duckdb", tmp_path / "published"),
        tmp_path / "extracts",
    )
    bench.write(UNGRD, UNGRD_HEADER, each(ungrd_rows(), 4, "secreto-4711"))
    result = failed(bench.look())["ungrd__emergencias.personas.type"]
    assert [row["value"] for row in result.found] == [None]
    assert "secreto" not in result.message_es
    assert UNGRD in result.message_es


def test_an_identifier_swapped_into_another_column_is_shown_by_its_shape(bench: Bench) -> None:
    bench.write(V3, V3_HEADER, swap(v3_rows(), 0, 6))
    verdict = bench.look()
    result = failed(verdict)["fiscalia__victimas_v3.a_o_hecho_origen.type"]
    assert [row["value"] for row in result.found] == ["aaaaaaa-9999"]
    with duckdb.connect(str(bench.project.database), read_only=True) as connection:
        stored = str(connection.execute("select * from raw.quality_checks").fetchall())
    pages = "".join(
        page.read_text(encoding="utf-8") for page in verdict.docs.parent.rglob("*.html")
    )
    for text in (stored, pages):
        assert "victima-47" not in text


def test_data_docs_open_from_a_disk_without_network_or_scripts(bench: Bench) -> None:
    bench.write(UNGRD, UNGRD_HEADER, each(ungrd_rows(), 4, "muchas"))
    verdict = bench.look()
    pages = sorted(verdict.docs.parent.rglob("*.html"))
    assert len(pages) >= 3, "an index, a suite and its validation"
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert re.findall(r"(?:src|href|url)\s*[=(]\s*['\"]?(?:https?:)?//", text) == [], page
        assert not re.search(r"<script|<link|<img|<iframe|@import", text, re.IGNORECASE), page
        for target in re.findall(r'href="([^"#]+)', text):
            assert (page.parent / target).is_file(), (page, target)
    index = verdict.docs.read_text(encoding="utf-8")
    assert "«muchas»" in index
    (validation,) = [page for page in pages if "validations" in page.parts]
    assert "«muchas»" in validation.read_text(encoding="utf-8")
    assert f"{UNGRD} 2" in validation.read_text(encoding="utf-8")


def test_whatever_a_page_would_load_is_dropped() -> None:
    page = (
        "<head><link href='https://x.org/a.css'></head><script src=\"http://x.org\"></script>"
        "<style>a{background:url('https://x.org/b.png')}</style><img src='https://x.org/c.png'>"
        '<a href="https://x.org">text</a><p class="collapse">kept</p>'
    )
    text = offline(page)
    assert "x.org" not in text
    assert '<a>text</a><p class="collapse">kept</p>' in text
    assert ".collapse { display: block" in text


def test_nothing_is_sent_anywhere(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[object] = []

    def refuse(_: socket.socket, address: object) -> None:
        tried.append(address)
        raise OSError("no network in this test")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *address, **_: refuse(None, address))  # type: ignore[arg-type]
    bench.write(UNGRD, UNGRD_HEADER, ungrd_rows())
    assert bench.look().is_passed
    assert tried == []


def test_standard_output_stays_free_for_json(
    bench: Bench, capfd: pytest.CaptureFixture[str]
) -> None:
    bench.write(UNGRD, UNGRD_HEADER, ungrd_rows())
    bench.look()
    assert capfd.readouterr().out == ""


# --- declarations ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("least: {stop: 0.99}", "lesat: {stop: 0.99}", "lesat"),
        ("least: {stop: 0.99}", "least: {halt: 0.99}", "halt"),
        ("least: {stop: 0.99}", "least: {stop: 99}", "less than or equal to 1"),
        ("- type: count\n", "- type: cuont\n", "type"),
        ("- filled: true", "- filled: true\n                    pattern: x", "exactly one of"),
        ("- values: sexes.printed", "- values: sexes", "values"),
        ("                    as: count\n", "", "'as' goes with"),
        ("year: {column: anio,", "year: {column: ano,", "'ano'"),
        ("needed_by_settings", "needed_by_setting", "needed_by_setting"),
        ("year: {column: anio, as: count}", "without_year: none", "at least 20"),
        ("              year: {column: anio, as: count}\n", "", "exactly one of year"),
        ("unchecked: >-", "uncheckd: >-", "uncheckd"),
        (
            "                  - type: count\n",
            "                  - type: count\n                    where: {field: x}\n",
            "'where' goes with",
        ),
    ],
)
def test_a_wrong_expectation_is_named_by_file_and_key(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    folder = tmp_path / "dane"
    shutil.copytree(ROOT / "models" / "staging" / "dane", folder)
    file = folder / "_dane__sources.yml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DeclarationError) as error:
        load_expected(tmp_path)
    assert file.name in error.value.message_es
    assert "dane__population" in error.value.message_en
    assert said in error.value.message_en


def test_every_source_has_expectations_and_every_seed_they_name_exists() -> None:
    seeds = {file.stem: file for file in (ROOT / "seeds").rglob("*.csv")}
    for item in load_expected(ROOT / "models" / "staging"):
        assert item.of_columns, item.table.name
        for column, expectations in item.of_columns:
            for expectation in expectations:
                if expectation.values is not None:
                    seed, name = expectation.values.split(".")
                    with seeds[seed].open(encoding="utf-8", newline="") as stream:
                        assert name in next(csv.reader(stream)), (item.table.name, column.name)


def test_every_kind_of_check_has_its_texts() -> None:
    kinds = {
        *KINDS,
        "known_total",
        *AFTER_DBT,
        *(row["kind"] for row in rows_of(ROOT / "seeds", "quality_limits")),
    }
    named = {row["label_id"] for row in rows_of(ROOT / "seeds", "labels")}
    for kind in kinds:
        assert {f"gate_{part}_{kind}" for part in ("kind", "problem", "do")} <= named, kind


def test_known_totals_name_what_the_tables_declare() -> None:
    tables = {item.table.name: item for item in load_expected(ROOT / "models" / "staging")}
    for row in rows_of(ROOT / "seeds", "known_totals"):
        item = tables[row["table_name"]]
        columns = {column.name for column in item.table.columns}
        assert {row["match_column"], row["range_column"]} <= columns
        assert item.of_table is not None
        assert item.of_table.sum is not None


@pytest.mark.parametrize(
    ("seed", "old", "new", "said"),
    [
        ("quality_limits", "rows_change,warn,0.2", "rows_change,halt,0.2", "halt"),
        ("quality_limits", "rows_change,warn,0.2", "rows_change,warn,much", "csv:2"),
        ("parameters", "masked_digits,5", "masked_digits,five", "csv:10"),
        ("known_totals", ",51682692,", ",many,", "many"),
        ("known_totals", "dane__population,2022", "ipor__niveles,2022", "ipor__niveles"),
    ],
)
def test_a_wrong_cell_of_the_gates_seeds_is_named(
    spoilt: Bench, seed: str, old: str, new: str, said: str
) -> None:
    [file] = spoilt.project.seeds.glob(f"*/{seed}.csv")
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserError) as error:
        spoilt.look()
    assert said in error.value.message_es
    assert seed in error.value.message_es


def test_without_a_landing_the_gate_says_what_to_run(bench: Bench) -> None:
    duckdb.connect(str(bench.project.database)).close()
    with pytest.raises(UserError, match="amparo land"):
        run_gate(bench.project, bench.labels)


def test_an_expectation_changes_nothing_of_what_is_landed(bench: Bench, tmp_path: Path) -> None:
    """Editing an expectation must not have every file read again."""
    bench.write(UNGRD, UNGRD_HEADER, ungrd_rows())
    bench.land()
    project = copy_project(tmp_path / "project")
    file = project / "models" / "staging" / "ungrd" / "_ungrd__sources.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("least: {stop: 0.9}", "least: {stop: 0.8}"), encoding="utf-8")
    dane = file.parents[1] / "dane" / "_dane__sources.yml"
    text = dane.read_text(encoding="utf-8")
    changed = text.replace("dbt adds the ages", "dbt sums the ages up")
    assert changed != text
    dane.write_text(changed, encoding="utf-8")
    sources = project / "models" / "staging"
    report = land(bench.extracts, bench.project.database, sources, key=TEST_KEY)
    assert {result.event for result in report.results} == {"unchanged"}


# --- Great Expectations on DuckDB --------------------------------------------------------------


@pytest.mark.parametrize("is_kept", [True, False])
def test_one_connection_kept_open_mends_the_empty_cursor(tmp_path: Path, is_kept: bool) -> None:
    """Without it the answer is lost (issues 10738 and 11579 of Great Expectations).

    When the case without it passes, upstream is mended: `keep_one_connection` can go.
    """
    import great_expectations as gx  # noqa: PLC0415 - it takes seconds
    from great_expectations.expectations.core.expect_table_row_count_to_equal import (  # noqa: PLC0415 - takes seconds to import
        ExpectTableRowCountToEqual,
    )
    from sqlalchemy.pool import StaticPool  # noqa: PLC0415 - the same

    database = tmp_path / "x.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create table t as select 1 as x")
    context = gx.get_context(mode="ephemeral")
    datasource = context.data_sources.add_sql(
        "x",
        connection_string=f"duckdb:///{database}",
        create_temp_table=False,
        kwargs={"poolclass": StaticPool},  # type: ignore[call-arg] # its stub lacks it
    )
    if is_kept:
        keep_one_connection(datasource)
    batch = datasource.add_table_asset("t", table_name="t").add_batch_definition_whole_table("a")
    result = batch.get_batch().validate(ExpectTableRowCountToEqual(value=1))
    assert result.success is is_kept
    assert (
        is_kept or "NoneType" in str(result.exception_info) or "index" in str(result.exception_info)
    )


def test_braces_and_colons_of_sql_are_not_taken_for_placeholders() -> None:
    assert as_query("select 'a{3}:b', x::int") == "select 'a{{3}}\\:b', x::int\n/* {batch} */"


def test_results_are_readable_json(bench: Bench) -> None:
    bench.write(UNGRD, UNGRD_HEADER, each(ungrd_rows(), 4, "muchas"))
    bench.look()
    row = bench.stored("ungrd__emergencias.personas.type")
    (example,) = json.loads(row["examples"])
    assert (example["file_name"], example["row_number"], example["value"]) == (UNGRD, 2, "muchas")
    assert row["load_id"]
    assert row["checked_at"]
