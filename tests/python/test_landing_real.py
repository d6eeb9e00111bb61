"""The real extracts, read where they lie; copied nowhere."""

from __future__ import annotations

import os
import time
from pathlib import Path

import duckdb
import pytest

from amparo.landing import land

PROJECT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("AMPARO_SHARED", Path(__file__).parents[3] / "shared"))
REAL = SHARED / "data" / "real"


@pytest.mark.skipif(not REAL.is_dir(), reason="the real extracts are not on this machine")
def test_the_real_extracts_land_whole(tmp_path: Path) -> None:
    database = tmp_path / "warehouse.duckdb"
    report = land(REAL, database, PROJECT / "models" / "staging")
    rows = {
        (result.file.rsplit("/", 1)[-1], result.sheet): result.rows
        for result in report.results
        if result.event == "landed"
    }
    assert rows == {
        ("dane_dcd_postcovid_pob_mun_edad_simple_2022_2024.parquet", ""): 578_952,
        ("Conteo_de_Victimas.csv", ""): 2_189,
        ("Procuraduria_2021.xlsx", "Ind. Patología"): 4_335,
        ("Procuraduria_2021.xlsx", "Ind. Violencia Sexual"): 2_454,
        ("Procuraduria_2021.xlsx", "Ind. Violencia Intrafamiliar"): 3_869,
        ("Procuraduria_2021.xlsx", "Ind. Violencia Interpersonal"): 1_545,
        ("Procuraduria_2022.xlsx", "Ind. Patología"): 4_502,
        ("Procuraduria_2022.xlsx", "Ind. Violencia Sexual"): 2_539,
        ("Procuraduria_2022.xlsx", "Ind. Violencia Intrafamiliar"): 4_165,
        ("Procuraduria_2022.xlsx", "Ind. Violencia Interpersonal"): 1_764,
        ("jiaf2025_col_pin.csv", ""): 1_122,
        ("jiaf2025_col_severity.csv", ""): 1_122,
        ("Emergencias_UNGRD_2019_2022_translated.xlsx", "Sheet1"): 16_308,
    }
    assert [refusal.file for refusal in report.refusals] == ["divipola_crosswalk_1123.csv"]
    assert report.refused_claimed == ()
    with duckdb.connect(str(database), read_only=True) as connection:
        sums = connection.sql(
            "select (select sum(total_victimas::int) from raw.fiscalia__conteo_victimas), "
            "(select sum(pob::double)::bigint from raw.dane__population where anio = '2022'), "
            "(select count(distinct serie) from raw.dane__population where serie is not null), "
            "(select sum(numerador_casos::int) from raw.inmlcf__procuraduria "
            " where codigo_indicador = '81' and periodo_del_indicador = '2021' "
            " and rangos_de_edad <> '(18 a 28)'), "
            "(select min(hpc_cycle) from raw.hpc__pin), "
            "(select max(_row_number) from raw.ungrd__emergencias_translated)"
        ).fetchone()
    assert sums == (2_782, 51_682_692, 1, 18_478, "2025", 16_309)
    clock = time.perf_counter()
    again = land(REAL, database, PROJECT / "models" / "staging")
    assert not again.has_changes
    assert time.perf_counter() - clock < 5
