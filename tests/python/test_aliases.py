"""A misspelt municipality: set aside, listed by place, suggested as an alias, and counted after."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb
import pytest

from conftest import Built, amparo, build_models, copy_project

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from filelock import FileLock

MISSPELT = ("DELITOS SEXUALES", "Antioquia", "ABEJORAAL")  # Abejorral, 05002
VICTIMS = [
    MISSPELT,
    ("DELITOS SEXUALES", "Antioquia", "MEDELLÍN"),
    ("FEMINICIDIO", "Antiokia", "LA CEJA"),  # the department's spelling
    ("DELITOS SEXUALES", "Antioquia", "XYZW QK"),  # like nothing
    ("DELITOS SEXUALES", "Chocó", "RIO QUITO ALTO BAUDO"),  # two places in one cell
    ("DELITOS SEXUALES", "Nariño", "SIN DATO"),  # unknown to the source itself
]
HEADER = (
    *("HECHO", "ANIO_HECHO", "DEPARTAMENTO", "MUNICIPIO", "GRUPO_DELITO", "DELITO"),
    *("SEXO_VICTIMA", "GRUPO_EDAD_VICTIMA", "TOTAL_VICTIMAS"),
)


class Mended(NamedTuple):
    """What was suggested of a small delivery, and the two warehouses before and after."""

    project: Path
    before: Path
    after: Path
    suggested: Path


def query(database: Path, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql, list(parameters)).fetchall()


@pytest.fixture(scope="module")
def mended(once: Callable[[str], tuple[Path, FileLock]]) -> Mended:
    """Build, suggest, put the suggested row into the seed of a copied project, build again."""
    folder, lock = once("aliases")
    project = folder / "project"
    before = folder / "before" / "amparo.duckdb"
    after = folder / "after" / "amparo.duckdb"
    suggested = folder / "suggested.csv"
    with lock:
        if not (folder / "done").exists():
            copy_project(project)
            extracts = folder / "extracts"
            extracts.mkdir()
            with (extracts / "Conteo_de_Victimas.csv").open(
                "w", encoding="utf-8", newline=""
            ) as stream:
                writer = csv.writer(stream)
                writer.writerow(HEADER)
                for group, department, municipality in VICTIMS:
                    writer.writerow(
                        (
                            "SI",
                            2022,
                            department,
                            municipality,
                            group,
                            "x",
                            "F",
                            "INFANCIA 6 - 11",
                            9,
                        )
                    )
            build_models(project, before.parent, extracts)
            seed = project / "seeds" / "reference" / "municipality_aliases.csv"
            untouched = seed.read_bytes()
            run = amparo(
                *("aliases", "suggest", "--output", str(suggested)),
                project=project,
                database=before,
            )
            assert run.code == 0, run.err
            assert seed.read_bytes() == untouched, "a suggestion must not edit the seed"
            with suggested.open(encoding="utf-8", newline="") as stream:
                _, row = csv.reader(stream)
            with seed.open("a", encoding="utf-8", newline="") as stream:
                csv.writer(stream, lineterminator="\n").writerow(row[:5])
            build_models(project, after.parent, extracts)
            (folder / "done").touch()
    return Mended(project, before, after, suggested)


@pytest.mark.slow
def test_a_misspelt_municipality_is_suggested_with_its_cases(mended: Mended) -> None:
    with mended.suggested.open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert row["department_code"] == "05"
    assert row["alias"] == "ABEJORAAL"
    assert row["municipality_code"] == "05002"
    assert row["seen_in"] == "fiscalia"
    assert float(row["likeness"]) > 0.92
    assert row["rows"] == "1"
    assert row["cases_at_stake"] == "9 víctimas"
    assert "Conteo_de_Victimas.csv" in row["evidence"]


@pytest.mark.slow
def test_places_no_alias_can_mend_get_none(mended: Mended) -> None:
    found = dict(
        query(
            mended.before,
            "select municipality_text, fix_seed from marts.fct_place_unresolved",
        )
    )
    assert found == {
        "ABEJORAAL": "municipality_aliases",
        "LA CEJA": "department_aliases",
        "XYZW QK": None,
        "RIO QUITO ALTO BAUDO": None,
        "SIN DATO": None,
    }


@pytest.mark.slow
def test_the_department_spelt_otherwise_is_suggested_for_its_own_seed(mended: Mended) -> None:
    run = amparo(
        *("aliases", "suggest", "--seed", "department_aliases"),
        project=mended.project,
        database=mended.before,
    )
    assert run.code == 0, run.err
    (row,) = csv.DictReader(io.StringIO(run.out))
    assert (row["alias"], row["department_code"]) == ("Antiokia", "05")


@pytest.mark.slow
def test_with_the_row_in_the_seed_the_cases_count(mended: Mended) -> None:
    sql = (
        "select row_status, sum(additive_amount) from intermediate.int_rows__classified"
        " where component_id = 'fiscalia_sexual_offences' group by all order by all"
    )
    assert query(mended.before, sql) == [("set_aside", 36), ("used", 9)]
    assert query(mended.after, sql) == [("set_aside", 27), ("used", 18)]
    assert query(
        mended.after,
        "select municipality_code from intermediate.int_rows__classified"
        " where place_text = 'ABEJORAAL, Antioquia'",
    ) == [("05002",)]
    assert query(
        mended.after,
        "select count(*) from marts.fct_place_unresolved where municipality_text = 'ABEJORAAL'",
    ) == [(0,)]


@pytest.mark.parametrize(
    ("language", "said"), [("es", "ya existe y no se sobrescribe"), ("en", "exists already")]
)
@pytest.mark.slow
def test_an_existing_file_is_never_overwritten(mended: Mended, language: str, said: str) -> None:
    kept = mended.suggested.read_bytes()
    run = amparo(
        *("aliases", "suggest", "--output", str(mended.suggested)),
        project=mended.project,
        database=mended.before,
        language=language,
    )
    assert run.code == 2
    assert said in " ".join(run.err.split())
    assert mended.suggested.read_bytes() == kept


@pytest.mark.slow
def test_another_source_has_nothing_to_suggest(mended: Mended) -> None:
    run = amparo(
        *("aliases", "suggest", "--source", "ungrd"),
        project=mended.project,
        database=mended.before,
    )
    assert (run.code, run.out) == (0, "")
    assert "Ningún lugar apartado" in run.err
    run = amparo(
        *("aliases", "suggest", "--source", "nadie"),
        project=mended.project,
        database=mended.before,
    )
    assert run.code == 2
    assert "No existe la fuente nadie" in " ".join(run.err.split())


def test_places_and_amounts_of_the_demo_are_those_of_its_files(demo_built: Built) -> None:
    """Cases read are what the files hold, summed where they were landed."""
    sums = {
        "fiscalia": ("fiscalia__conteo_victimas", "try_cast(total_victimas as double)"),
        "inmlcf": ("inmlcf__procuraduria", "try_cast(numerador_casos as double)"),
        "uariv": ("uariv__victims_by_fact", "try_cast(replace(per_ocu, ',', '') as double)"),
        "sivigila": ("sivigila__evento_356", "1"),
        "dane": ("dane__population", "try_cast(pob as double)"),
    }
    for source, (table, amount) in sums.items():
        held = demo_built.rows(
            f"select _file_name, sum({amount}) from raw.{table} group by 1 order by 1"
        )
        assert held == demo_built.rows(
            "select file_name, amount_read from intermediate.int_row_accounts"
            " where source_id = ? order by 1",
            source,
        )


def test_levels_and_decisions_are_no_cases(demo_built: Built) -> None:
    assert demo_built.rows(
        "select source_id, unit, amount_read, amount_used from intermediate.int_row_accounts"
        " where source_id in ('ipor', 'experts') order by 1"
    ) == [("experts", None, None, None), ("ipor", None, None, None)]


def test_other_cut_offs_are_restated_and_not_lost(demo_built: Built) -> None:
    ((restated, out_of_scope, named),) = demo_built.rows(
        "select amount_restated, amount_out_of_scope, (select sum(amount)"
        " from intermediate.int_row_reasons where source_id = 'uariv' and is_restating)"
        " from intermediate.int_row_accounts where source_id = 'uariv'"
    )
    assert 0 < restated < out_of_scope
    assert restated == named
