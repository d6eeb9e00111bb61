"""The same facts in two files stop the build and both files are named; what differs may stand."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import pytest
import xlsxwriter

from amparo.build.dbt import DbtOutcome, Failure
from amparo.build.failures import describe
from amparo.project import Project
from amparo.texts import Labels
from conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from filelock import FileLock

    from harness import Harness
    from rehearsal import Rehearsal

Rows = list[dict[str, object]]

# --- every source twice, the second file with one number changed ---------------------------------

VICTIMS: Rows = [
    {
        "anio_hecho": 2022,
        "departamento": "Antioquia",
        "municipio": "MEDELLÍN",
        "grupo_delito": "DELITOS SEXUALES",
        "delito": "ACTOS SEXUALES",
        "sexo_victima": "FEMENINO",
        "grupo_edad_victima": band,
        "total_victimas": 3,
    }
    for band in ("INFANCIA 6 - 11", "ADOLESCENTE 14 - 17")
]
REGISTERED: Rows = [
    {
        "fecha_corte": "31/12/2022",
        "cod_estado_depto": 5,
        "estado_depto": "Antioquia",
        "cod_ciudad_muni": 5001,
        "ciudad_municipio": "Medellín",
        "vigencia": 2022,
        "param_hecho": act,
        "hecho": "sin leer",
        "sexo": "Mujer",
        "etnia": "Ninguna",
        "discapacidad": "Ninguna",
        "ciclo_vital": "entre 12 y 17",
        "per_ocu": 7,
    }
    for act in (5, 6)
]
NOTIFIED: Rows = [
    {
        "cod_eve": 356,
        "semana": week,
        "ano": 2021,
        "edad": 15,
        "uni_med": 1,
        "cod_pais_o": 170,
        "cod_dpto_o": "05",
        "cod_mun_o": "001",
        "departamento_ocurrencia": "ANTIOQUIA",
        "municipio_ocurrencia": "MEDELLIN",
        "ajuste": "0",
        "tip_cas": "4",
        "con_fin": "1",
        "sexo": "F",
    }
    for week in (3, 4)
]
EMERGENCIES: Rows = [
    {
        "fecha": f"{month:02}/15/2022 12:00:00 AM",
        "departamento": "ANTIOQUIA",
        "municipio": "AMAGA",
        "evento": "INUNDACION",
        "divipola": "5030",
        "personas": 40,
        "familias": 9,
    }
    for month in (2, 3)
]
ALERTS: Rows = [
    {
        "codigo": code,
        "tipo": "Inminencia",
        "fecha_emision": "2022-05-02",
        "municipios": "Abejorral, Medellín (Antioquia)",
    }
    for code in ("010-22", "011-22")
]
READINGS: Rows = [
    {
        "codigo": code,
        "reclutamiento": "SI",
        "afecta_nna": "SI",
        "clasificado_por": "AdR",
        "fecha_clasificacion": "2022-06-01",
        "fuente": "texto",
    }
    for code in ("010-22", "011-22")
]
LEVELS: Rows = [
    {"divipola": code, "municipio": "x", "ipor_nivel": 3, "anio": 2021}
    for code in ("05001", "05002")
]
SEVERITIES: Rows = [
    {
        "iso3": "COL",
        "admin_1": "Antioquia",
        "admin_2": "x",
        "admin_2_p_code": code,
        "child_protection": 2,
        "gbv": 3,
        "mine_action": 1,
        "hlp": 1,
        "general_protection": 3,
        "protection": 3,
        "final_severity": 3,
    }
    for code in ("CO05001", "CO05002")
]
PUBLISHED: Rows = [
    {
        "iso3": "COL",
        "admin_1": "Antioquia",
        "admin_2": "x",
        "admin_2_p_code": code,
        "population": 1000,
        "population_group": "",
        "child_protection": 250.5,
        "final_pin": 250.5,
    }
    for code in ("CO05001", "CO05002")
]
PEOPLE: Rows = [
    {"divipola": code, "anio": 2022, "sexo": "hombres", "edad": 7, "pob": 100, "serie": "x"}
    for code in ("05001", "05002")
]
# stem of the file, its rows, and the one cell of the last row that the second file changes
TWICE: dict[str, tuple[Rows, str, object]] = {
    "Conteo_de_Victimas": (VICTIMS, "total_victimas", 4),
    "victimas_hechos": (REGISTERED, "per_ocu", 8),
    "Datos_2021_356": (NOTIFIED, "edad", 16),
    "Emergencias_UNGRD": (EMERGENCIES, "personas", 41),
    "Alertas_Tempranas": (ALERTS, "municipios", "Abejorral (Antioquia)"),
    "clasificacion_alertas": (READINGS, "reclutamiento", "NO"),
    "IPOR": (LEVELS, "ipor_nivel", 4),
    "jiaf2025_col_severity": (SEVERITIES, "gbv", 2),
    "jiaf2025_col_pin": (PUBLISHED, "child_protection", 251.5),
    "poblacion_municipal": (PEOPLE, "pob", 101),
}


def write(file: Path, rows: Rows) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def write_forensic(file: Path, cases: int) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    header = (
        *("Código Departamento", "Código Municipio", "Código indicador", "Nombre del indicador"),
        *("Contexto del hecho", "Periodo del Indicador", "Rangos de edad o edades simples"),
        "Numerador (casos)",
    )
    rows = [
        (5, 5001, 81, "x", "y", 2022, "(12 a 17)", 6),
        (5, 5002, 81, "x", "y", 2022, "(06 a 11)", cases),
    ]
    with xlsxwriter.Workbook(str(file)) as book:
        page = book.add_worksheet("Ind. Violencia Sexual")
        for number, row in enumerate((header, *rows)):
            page.write_row(number, 0, row)


@pytest.fixture(scope="module")
def said(once: Callable[[str], tuple[Path, FileLock]], rehearsal: Rehearsal) -> str:
    """What a build says of a folder that holds every source twice.

    How a data test that fails ends the command is shown by ``test_build_bad_seeds``.
    """
    folder, lock = once("same-facts-twice")
    extracts, database = folder / "extracts", folder / "warehouse" / "amparo.duckdb"
    with lock:
        if not (folder / "said.txt").exists():
            for stem, (rows, column, value) in TWICE.items():
                write(extracts / "enero" / f"{stem}.csv", rows)
                changed = [*rows[:-1], {**rows[-1], column: value}]
                write(extracts / "febrero" / f"{stem}.csv", changed)
            write_forensic(extracts / "enero" / "Procuraduria_2022.xlsx", 2)
            write_forensic(extracts / "febrero" / "Procuraduria_2022.xlsx", 3)
            assert not rehearsal.land(extracts, database).refused_claimed
            rehearsal.run(database)
            broken = [
                Failure(name, "test", f"{name}.sql", "", "", rehearsal.accounting[name])
                for name in rehearsal.broken_accounts(database)
            ]
            lines = describe(
                DbtOutcome(failures=broken),
                Project(ROOT, database, folder / "published"),
                Labels(ROOT / "seeds", "es"),
            )
            (folder / "said.txt").write_text("\n".join(lines), encoding="utf-8")
    return (folder / "said.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("stem", [*(f"{stem}.csv" for stem in TWICE), "Procuraduria_2022.xlsx"])
def test_both_files_are_named_with_what_to_do(said: str, stem: str) -> None:
    lines = [line for line in said.splitlines() if f"enero/{stem}" in line]
    assert lines, said
    for line in lines:
        assert f"febrero/{stem}" in line
        assert "dos veces" in line or "se contradicen" in line
        assert "deje" in line.lower()


def test_the_message_states_component_year_department_rows_and_cases(said: str) -> None:
    (line,) = [line for line in said.splitlines() if "Conteo_de_Victimas" in line]
    assert "delitos sexuales, 2022" in line
    assert "enero/Conteo_de_Victimas.csv (2 filas, 6 víctimas)" in line
    assert "febrero/Conteo_de_Victimas.csv (2 filas, 7 víctimas)" in line
    assert "1 departamento(s): 05" in line


# --- what may stand side by side ----------------------------------------------------------------

TYPES = {
    "source_id": "varchar",
    "table_name": "varchar",
    "file_name": "varchar",
    "sheet": "varchar",
    "row_number": "bigint",
    "component_id": "varchar",
    "data_year": "bigint",
    "municipality_code": "varchar",
    "fact_key": "varchar",
    "row_status": "varchar",
    "additive_amount": "double",
}
FACT = {
    "source_id": "fiscalia",
    "table_name": "fiscalia__conteo_victimas",
    "file_name": "a.csv",
    "sheet": "",
    "row_number": 2,
    "component_id": "fiscalia_domestic_violence",
    "data_year": 2022,
    "municipality_code": "05001",
    "fact_key": "violencia intrafamiliar",
    "row_status": "used",
    "additive_amount": 1.0,
}


def twice(harness: Harness, *others: dict[str, object]) -> list[dict[str, Any]]:
    """Clashes of ``FACT`` with rows that differ from it as stated."""
    rows = [FACT, *({**FACT, "row_number": 3 + at, **one} for at, one in enumerate(others))]
    harness.put("int_rows__classified", rows, TYPES)
    harness.run("int_facts__stated_twice")
    return harness.rows("int_facts__stated_twice")


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"file_name": "b.csv", "municipality_code": "08001"}, id="other department"),
        pytest.param({"file_name": "b.csv", "data_year": 2021}, id="other year"),
        pytest.param(
            {"file_name": "b.csv", "component_id": "fiscalia_femicide"}, id="other component"
        ),
        pytest.param(
            {"file_name": "b.csv", "fact_key": "violencia intrafamiliar agravada"},
            id="other crime group of one component",
        ),
        pytest.param({"file_name": "b.csv", "row_status": "set_aside"}, id="not used"),
        pytest.param({"sheet": "two"}, id="another sheet of one layout"),
        pytest.param(
            {"file_name": "b.csv", "table_name": "v3", "data_year": 2023},
            id="another layout, another year",
        ),
        pytest.param({}, id="another row of the file"),
    ],
)
def test_what_differs_may_stand_side_by_side(harness: Harness, other: dict[str, object]) -> None:
    assert twice(harness, other) == []


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"file_name": "b.csv"}, id="two files"),
        pytest.param({"file_name": "b.csv", "municipality_code": "05999"}, id="same department"),
        pytest.param({"table_name": "v3"}, id="two layouts of one file"),
        pytest.param({"file_name": "b.csv", "fact_key": None}, id="a layout without a key"),
    ],
)
def test_what_covers_the_same_clashes(harness: Harness, other: dict[str, object]) -> None:
    (clash,) = twice(harness, other)
    assert (clash["one_rows"], clash["other_rows"], clash["department_codes"]) == (1, 1, "05")
    assert {clash["one_file"], clash["one_table"]} != {clash["other_file"], clash["other_table"]}


def test_each_side_counts_its_rows_once(harness: Harness) -> None:
    """One row without a key meets two with one: it is still one row."""
    (clash,) = twice(
        harness,
        {"fact_key": "violencia intrafamiliar agravada"},
        {"file_name": "b.csv", "fact_key": None, "additive_amount": 5.0},
    )
    assert (clash["one_rows"], clash["one_amount"]) == (2, 2)
    assert (clash["other_rows"], clash["other_amount"]) == (1, 5)


def test_newest_statements_are_no_facts_to_add_up(harness: Harness) -> None:
    """Decisions and readings of alerts may come again in a second file."""
    decision = {"source_id": "experts", "component_id": None, "fact_key": None}
    harness.put(
        "int_rows__classified",
        [{**FACT, **decision}, {**FACT, **decision, "file_name": "b.csv"}],
        TYPES,
    )
    harness.run("int_facts__stated_twice")
    assert harness.rows("int_facts__stated_twice") == []
