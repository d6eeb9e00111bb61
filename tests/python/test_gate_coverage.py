"""Every raw table has expectations, and they tell a column from its neighbours.

The rule, table by table: its year, or why it has none; a form for at least one column that names a
place; a type, values or a form for every required column, or why not; a type and a range for the
year and the sum. An identifier is exempt: it is a hash when the gate sees it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from jinja2 import Environment

from amparo.gate.cell_sql import questions
from amparo.gate.checks import column_checks
from amparo.gate.declared import Expected, load_expected
from amparo.gate.rendering import Rendering, read_seed
from amparo.gate.seeds import limits, parameters
from amparo.gate.showing import Shown
from conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from amparo.gate.checks import Check

STAGING = ROOT / "models" / "staging"
EXPECTED = {item.table.name: item for item in load_expected(STAGING)}
PARAMETERS = parameters(ROOT / "seeds")
SHOWN = Shown(PARAMETERS.masked_digits, PARAMETERS.shown_from_rows)
LIMITS = limits(ROOT / "seeds")
TELLING = {"type", "values", "pattern"}


@cache
def place_columns() -> Mapping[str, frozenset[str]]:
    """Columns by which each raw table names places, as ``base_places__by_file`` reads them."""
    files = [*(ROOT / "macros").glob("*.sql"), *STAGING.rglob("base_places__by_file.sql")]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    template = Environment(autoescape=False).from_string(text)  # noqa: S701 - SQL, no page
    by_file: Any = template.make_module({"source": lambda _, raw: raw, "ref": str})
    behind = {table: [table] for table in by_file.tables}
    for table, base in by_file.bases.items():
        (file,) = STAGING.rglob(f"{base}.sql")
        behind[table] = re.findall(r"source\('\w+', '(\w+)'\)", file.read_text(encoding="utf-8"))
    return {
        raw: frozenset(column.name for column in EXPECTED[raw].table.columns)
        & set(re.findall(r"\w+", by_file.place_columns(table)))
        for table, raw_tables in behind.items()
        for raw in raw_tables
    }


def gaps(item: Expected, places: frozenset[str]) -> list[str]:
    """What the rule asks for and a table's expectations lack."""
    kinds = {
        column.name: {one.kind for one in expectations} for column, expectations in item.of_columns
    }
    found: list[str] = []
    if item.of_table is None:
        found.append("no year, and no reason why not")
    found += [
        f"{told.column}: the year or the sum has no type or no range"
        for told in ((item.of_table.year, item.of_table.sum) if item.of_table else ())
        if told is not None and not {"type", "between"} <= kinds.get(told.column, set())
    ]
    if places and not any("pattern" in kinds.get(name, set()) for name in places):
        found.append(f"none of {', '.join(sorted(places))} has a form: they name places")
    for column in item.table.columns:
        if not column.required or column.is_identifier or column.name in item.unchecked:
            continue
        if not TELLING & kinds.get(column.name, set()):
            found.append(f"{column.name}: required, but neither type, values, pattern nor a reason")
    return found


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_raw_table_has_expectations(name: str) -> None:
    assert gaps(EXPECTED[name], place_columns().get(name, frozenset())) == []


def test_every_table_that_names_places_is_known_to_do_so() -> None:
    # alerts name theirs in a list that a base model takes apart; a classification names an alert;
    # a localidad is no place of DIVIPOLA's
    assert set(EXPECTED) - {table for table, names in place_columns().items() if names} == {
        "defensoria__alertas",
        "defensoria__clasificacion",
        "registry__bd",
        "registry__localidad_population",
    }


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_a_table_without_its_expectations_fails_column_by_column(name: str) -> None:
    item, places = EXPECTED[name], place_columns().get(name, frozenset())
    for one in item.of_columns:
        column = one[0]
        if column.required and not column.is_identifier:
            fewer = tuple(other for other in item.of_columns if other is not one)
            found = gaps(replace(item, of_columns=fewer), places)
            assert any(gap.startswith(f"{column.name}: required") for gap in found), column.name
    bare = replace(item, of_table=None, of_columns=(), unchecked={})
    assert "no year, and no reason why not" in gaps(bare, places)
    assert bool(places) == any("they name places" in gap for gap in gaps(bare, places))


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_no_single_odd_cell_holds_a_build_up_but_what_nothing_sets_aside(name: str) -> None:
    """Every cell is asked for only of amounts that are too big, of labels and of identifiers."""
    item = EXPECTED[name]
    of_the_file = {"hpc_cycle"}
    asks_for_all = {
        f"{column.name}.{one.kind}"
        for column, expectations in item.of_columns
        for one in expectations
        if any(share == 1 for outcome, share in one.least.items() if outcome != "note")
        and not (isinstance(one.between, list) and one.between[0] == 0)
        and not column.is_identifier
        and column.name not in of_the_file
        # what landing did not write must not go on
        and not column.derive
    }
    assert asks_for_all == set()


_DATES = {"2020-12-31": False, "2021-01-01": True, "2061-05-01": True, "2061-05-02": False}


@pytest.mark.parametrize(
    ("table", "name", "told"),
    [
        # the gate's and the models' limit is a row of registry_limits
        ("registry__bd", "fecha_intervencion", _DATES | {"2202-01-01": False}),
        ("fiscalia__conteo_victimas", "anio_hecho", {"1984": False, "2061": True, "2062": False}),
        ("inmlcf__suicidios", "ano_del_hecho", {"2061": True, "2062": False}),
        ("hpc__severity", "hpc_cycle", {"2013": False, "2063": True, "2064": False}),
        ("uariv__victims_by_fact", "fecha_corte", {"01/05/2061": True, "02/05/2061": False}),
    ],
)
def test_a_year_or_a_date_is_from_the_seeds_first_to_the_landing_and_no_limit_runs_out(
    seeded: duckdb.DuckDBPyConnection, table: str, name: str, told: dict[str, bool]
) -> None:
    item = EXPECTED[table]
    (items,) = (items for column, items in item.of_columns if column.name == name)
    (asked,) = (
        asked
        for one in items
        if one.kind == "between"
        for asked in questions(item.table, one, Rendering(ROOT), {})
    )
    landed_on(seeded, "2061-05-01")
    sql = f"select {asked.fits} from (select unnest(?) as value)"
    fits = [row[0] for row in seeded.execute(sql, [[*told]]).fetchall()]
    assert fits == [*told.values()]
    landed_on(seeded, "2026-12-31")


def test_no_range_of_years_stands_in_a_declaration() -> None:
    """A year written down is a day on which the gate begins to lie."""
    assert [
        (name, column.name)
        for name, item in EXPECTED.items()
        for column, items in item.of_columns
        for one in items
        if isinstance(one.between, list) and 1900 <= one.between[0] <= one.between[1] <= 2200
    ] == []


# --- columns told from one another -------------------------------------------------------------

Cells = dict[str, tuple[str, ...]]
YEARS = ("2022", "2021", "2022", "2020")
CODES = ("5001", "05002", "76364", "11001")
DEPARTMENT_CODES = ("5", "05", "76", "11")
MUNICIPALITIES = ("Medellín", "Abejorral", "Jamundí", "Bogotá, D.C.")
DEPARTMENTS = ("Antioquia", "ANTIOQUIA", "Valle Del Cauca", "Bogotá D.C.")
COUNTS = ("12", "0", "1,250", "7")
P_CODES = ("CO05001", "CO05002", "CO76364", "CO11001")
SEVERITIES = ("2.5", "3", "4", "1")
CASE: Cells = {
    "ano_del_hecho": YEARS,
    "sexo_de_la_victima": ("Hombre", "MUJER", "Mujer", "Mujer"),
    "grupo_mayor_menor_de_edad": ("a) Menores de Edad (<18 años)",) * 3 + ("Por determinar",),
    "ciclo_vital": ("(12 a 17) Adolescencia", "(06 a 11) Infancia", "Juventud", "Por determinar"),
    "codigo_dane_municipio": ("5001", "05002", "11001", "999"),
    "municipio_del_hecho_dane": MUNICIPALITIES,
    "departamento_del_hecho_dane": DEPARTMENTS,
    "codigo_dane_departamento": ("5", "05", "11", "999"),
}
WORKSHEET: Cells = {
    "hpc_cycle": ("2024",) * 4,
    "admin_1": DEPARTMENTS,
    "admin_2": MUNICIPALITIES,
    "admin_2_p_code": P_CODES,
}
VICTIMS: Cells = {
    "fecha_corte": ("31/12/2022", "2022/06/30 00:00:00.000000000", "30/09/24", "30/06/2026"),
    "cod_estado_depto": DEPARTMENT_CODES,
    "estado_depto": ("Antioquia", "Choco", "SIN DEFINIR", "Quindio"),
    "param_hecho": ("5", "10", "4", "20"),
    "ciclo_vital": ("entre 12 y 17", "ND", "entre 29 y 60", "entre 0 y 5"),
    "per_ocu": COUNTS,
}
SOUND: dict[str, Cells] = {
    "dane__population_wide": {
        "dp": DEPARTMENT_CODES,
        "dpnom": DEPARTMENTS,
        "mpio": CODES,
        "dpmp": MUNICIPALITIES,
        "anio": ("2018", "2022", "2030", "2042"),
        "area_geografica": (
            "Cabecera Municipal",
            "Total",
            "Centros Poblados y Rural Disperso",
            " TOTAL ",
        ),
        "total_hombres": ("120000", "83", "61000", "3700000"),
        "total_mujeres": ("130000", "81", "64000", "4000000"),
        "total": ("250000", "164", "125000", "7700000"),
    },
    "ungrd__eventos": {
        "fecha": ("01/13/2019 12:00:00 AM", "09/09/2021 12:00:00 AM") * 2,
        "departamento": DEPARTMENTS,
        "municipio": ("ANZA", "DEPARTAMENTO", "TARAPACÁ (CD)", "TONA"),
        "evento": ("INUNDACION", "VENDAVAL ", "INUNDACIÓN", "SEQUIA"),
        "familias": ("0", "30", "12,0", "1,151"),
    },
    "ungrd__emergencias_translated": {
        "date": ("2022 Jan 01 12:00:00 AM", "2019 May 02 12:00:00 AM") * 2,
        "department": DEPARTMENTS,
        "municipality": ("ANZA", "DEPARTAMENTO", "TARAPACÁ (CD)", "TONA"),
        "event": ("FLOOD", "WINDSTORM", "CRECIENTE SUBITA", "FLOOD"),
        "divipola": ("5,044", "17,5", "91,798", "68,82"),
        "people": ("0", "30", "1,1", "1,151"),
        "families": ("0", "7", "1,1", "151"),
    },
    "hpc__worksheet_severity": WORKSHEET
    | dict.fromkeys(
        ("protection", "child_protection", "gbv", "mine_action", "hlp", "final_severity"),
        SEVERITIES,
    ),
    "hpc__worksheet_pin": WORKSHEET
    | {
        "population": ("250000", "164", "125000", "7700000"),
        "child_protection": ("120.5", "0", "300.25", "7"),
        "final_pin": ("220.5", "20", "400.25", "9"),
    },
    "inmlcf__lesiones_no_fatales": CASE
    | {
        "contexto": (
            "Violencia Contra Niños, Niñas y Adolescentes (VIF)",
            "Violencia de Pareja",
            "Presunto Delito Sexual",
            "Sin Información",
        ),
    },
    "inmlcf__muertes": CASE
    | {
        "manera_de_muerte": (
            "Homicidio",
            "Violenta - Homicidio",
            "Violenta - Suicidio",
            "Violenta - Accidental",
        ),
        "circunstancia_del_hecho": ("Feminicidio", "Violencia de pareja", "Riña", "No aplica"),
    },
    "inmlcf__suicidios": CASE
    | {"razon_del_suicidio": ("Desamor", "Sin información", "Enfermedad física o mental", "Otra")},
    "fiscalia__victimas_v3": {
        "delito": (
            "FEMINICIDIO ART. 104A",
            "HURTO ART. 239",
            "HOMICIDIO ART. 103",
            "VIOLENCIA INTRAFAMILIAR ART. 229 AGRAVADA",
        ),
        "titulo_delito": (
            "DELITOS CONTRA LA FAMILIA",
            "Delitos Contra El Patrimonio Economico",
            "De los delitos contra la fe pública",
            "Sin Información",
        ),
        "departamento_hecho_origen": DEPARTMENTS,
        "municipio_hecho_origen": MUNICIPALITIES,
        "cod_dane_hecho_origen": CODES,
        "a_o_hecho_origen": YEARS,
        "grupo_etario": ("ADOLESCENTE 14 - 17", "SIN DATO", "INFANCIA 6 - 11", "ADULTEZ 29 - 59"),
        "victima_nna": ("SI", "NO", "Si", "NO"),
        "fecha_actualizacion_datos": ("31/07/2026",) * 4,
    },
    "uariv__victims_by_fact_without_year": VICTIMS
    | {
        "cod_ciudad_muni": ("5001", "27001", "0", "63001"),
        "ciudad_municipio": MUNICIPALITIES,
        "per_ubic": COUNTS,
        "per_sa": COUNTS,
    },
    "uariv__displacement_by_year": VICTIMS | {"vigencia": YEARS, "per_llegada": COUNTS},
    "uariv__victims_by_month": {
        "dane_ocurrencia": CODES,
        "ano": YEARS,
        "mes": ("1", "12", "5", "8"),
        "hecho": ("Homicidio", "Desplazamiento forzado", "Amenaza", "Desaparición forzada"),
        "total": COUNTS,
    },
}


@cache
def checks_of(table: str) -> list[Check]:
    """The expectations of a table's columns, which are the same for whatever lies in it."""
    return list(
        column_checks(EXPECTED[table], Rendering(ROOT), LIMITS, SHOWN, PARAMETERS.few_cells)
    )


def held_up(
    connection: duckdb.DuckDBPyConnection, table: str, cells: Cells, first: tuple[str, ...] = ()
) -> bool:
    """Whether the expectations of columns stop a table of these cells or warn of it, as SQL.

    Those of the columns named first are asked first, for they are likely to.
    """
    item = EXPECTED[table]
    columns = ", ".join(f'"{column.name}" varchar' for column in item.table.columns)
    connection.execute(
        f"create or replace table raw.{table} ({columns}, _file_name varchar, _sheet varchar,"
        " _row_number bigint)"
    )
    # one odd cell of a column is let pass, so each row is there twice
    rows = [*zip(*cells.values(), strict=True)] * 2
    marks = ", ".join("?" for _ in cells)
    connection.execute(
        f"insert into raw.{table} ({', '.join(cells)}, _file_name, _sheet, _row_number) values "
        + ", ".join(f"({marks}, 'f', '', {number})" for number, _ in enumerate(rows, start=2)),
        [cell for row in rows for cell in row],
    )
    for check in sorted(checks_of(table), key=lambda check: check.column not in first):
        cursor = connection.execute(check.sql)
        answer = [column[0] for column in cursor.description]
        faults, looked_at = answer.index("faults"), answer.index("looked_at")
        for values in cursor.fetchall():
            if check.outcome(values[faults], values[looked_at]) != "note":
                return True
    return False


@pytest.fixture(scope="module")
def seeded() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("create schema raw")
    connection.execute("set threads = 1")
    for file in (ROOT / "seeds").rglob("*.csv"):
        connection.execute(f"create temp table {file.stem} as {read_seed(file)}")
    landed_on(connection, "2026-12-31")
    return connection


def landed_on(connection: duckdb.DuckDBPyConnection, day: str) -> None:
    """Have the files of every source landed on a day, and one of another source later."""
    connection.execute(
        "create or replace table raw.landed_files as select unnest(?) as source_id,"
        " cast(? as timestamp) as loaded_at union all values ('another', timestamp '2099-01-01')",
        [sorted({item.table.source for item in EXPECTED.values()}), f"{day} 10:00"],
    )


# What no look at cells can tell: columns of one kind. Places are looked up besides, and dbt adds up
# the ages and totals of DANE's rows.
_INMLCF_PLACE = {"municipio_del_hecho_dane", "departamento_del_hecho_dane"}
ALIKE: dict[str, list[set[str]]] = {
    "dane__population_wide": [
        {"dpnom", "dpmp"},
        {"total_hombres", "total_mujeres", "total"},
    ],
    "ungrd__eventos": [{"departamento", "municipio"}],
    "ungrd__emergencias_translated": [
        {"department", "municipality"},
        {"people", "families"},
    ],
    "hpc__worksheet_severity": [
        {"admin_1", "admin_2"},
        {"protection", "child_protection", "gbv", "mine_action", "hlp", "final_severity"},
    ],
    "hpc__worksheet_pin": [
        {"admin_1", "admin_2"},
        {"population", "child_protection", "final_pin"},
    ],
    "inmlcf__lesiones_no_fatales": [_INMLCF_PLACE],
    "inmlcf__muertes": [_INMLCF_PLACE],
    "inmlcf__suicidios": [_INMLCF_PLACE | {"razon_del_suicidio"}],
    "fiscalia__victimas_v3": [{"departamento_hecho_origen", "municipio_hecho_origen"}],
    "uariv__victims_by_fact_without_year": [
        {"estado_depto", "ciudad_municipio"},
        {"per_ocu", "per_ubic", "per_sa"},
    ],
    "uariv__displacement_by_year": [{"per_ocu", "per_llegada"}],
    "uariv__victims_by_month": [],
}


def are_alike(table: str, pair: tuple[str, str]) -> bool:
    return any(set(pair) <= group for group in ALIKE[table])


@pytest.mark.parametrize("table", sorted(SOUND))
def test_two_columns_swapped_hold_the_build_up(
    seeded: duckdb.DuckDBPyConnection, table: str
) -> None:
    sound = SOUND[table]
    assert set(sound) >= {c.name for c, _ in EXPECTED[table].of_columns if c.required}
    assert not held_up(seeded, table, sound)
    missed = [
        pair
        for pair in combinations(sound, 2)
        if not held_up(
            seeded, table, sound | {pair[0]: sound[pair[1]], pair[1]: sound[pair[0]]}, first=pair
        )
    ]
    assert missed == [pair for pair in combinations(sound, 2) if are_alike(table, pair)]


@pytest.mark.parametrize("table", sorted(SOUND))
def test_columns_shifted_by_one_hold_the_build_up(
    seeded: duckdb.DuckDBPyConnection, table: str
) -> None:
    sound = SOUND[table]
    names = list(sound)
    for step in (1, -1):
        moved = names[step:] + names[:step]
        shifted = {name: sound[other] for name, other in zip(names, moved, strict=True)}
        assert held_up(seeded, table, shifted), step
