"""A layout known not to be landable is refused in the words of its declaration."""

from __future__ import annotations

from pathlib import Path

import pytest

from amparo.landing import LandingReport
from amparo.landing import land as land_all

STAGING = Path(__file__).parents[2] / "models" / "staging"

# The head of the local extract, with invented rows: the last columns are displaced there too.
LOCAL = (
    "ORDEN,ndep_proce,nmun_proce,semana,año,grupo_edad,Ciclo_de_vida,sexo_,area_,Barrio,edad_,"
    "inten_prev,prob_parej,nom_upgd,nombre_aseguradora,ndep_resi,nmun_resi\n"
    "1,NORTE SANTANDER,OCAÃ‘A,8,2021,12 a 17,Adolescencia,F,1,X,14,2,2,,UPGD,EPS X,SANTANDER\n"
    "2,SANTANDER,GIRON,9,2021,7  a 11,Infancia,M,1,X,11,2,2,,UPGD,EPS X,SANTANDER\n"
)


def landed(folder: Path, name: str, text: str) -> LandingReport:
    extracts = folder / "extracts"
    extracts.mkdir()
    (extracts / name).write_text(text, encoding="utf-8")
    return land_all(extracts, folder / "amparo.duckdb", STAGING)


@pytest.mark.parametrize("name", ["intento_suicidio_santander.csv", "copia.csv"])
def test_the_local_extract_of_sivigila_says_why_and_what_to_do(tmp_path: Path, name: str) -> None:
    report = landed(tmp_path, name, LOCAL)
    (refusal,) = report.refusals
    assert refusal.reason == "refused_layout"
    assert refusal.source == "sivigila"
    assert not refusal.is_unclaimed, "a build has to stop for it"
    assert "un solo departamento dejaría en cero a los demás" in refusal.message_es
    assert "Deliver the national file" in refusal.message_en
    assert "EPS" not in refusal.message_es + refusal.message_en


def test_a_file_without_all_of_its_headers_is_refused_as_any_other(tmp_path: Path) -> None:
    report = landed(tmp_path, "intento_suicidio.csv", LOCAL.replace("inten_prev", "otra"))
    (refusal,) = report.refusals
    assert refusal.reason == "missing_columns"
