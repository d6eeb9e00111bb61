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


# eight columns of the registry, with invented rows
CUT = (
    "Base_Origen,Fecha_intervencion,Localidad_fic,Red_fic,SEXO,EDAD,NACIONALIDAD,"
    "NNA DESVINCULADO DE LA ACTIVIDAD LABORAL\n"
    "dic24_mar25,2025-01-02,11,Norte,1- Hombre,12,Colombia,SI\n"
)


@pytest.mark.parametrize("name", ["registro_nna.csv", "datos.csv"])
def test_some_columns_of_the_registry_are_told_as_a_cut_of_it(tmp_path: Path, name: str) -> None:
    report = landed(tmp_path, name, CUT)
    (refusal,) = report.refusals
    assert (refusal.reason, refusal.source) == ("refused_layout", "registry")
    assert not refusal.is_unclaimed, "a build has to stop for it"
    assert "es un recorte de registry__bd" in refusal.message_es
    assert "id_fic" in refusal.message_es
    assert "Deliver the whole file" in refusal.message_en
    assert "Colombia" not in refusal.message_es + refusal.message_en


def test_a_list_of_places_is_no_cut_of_a_table_that_names_places(tmp_path: Path) -> None:
    text = "divipola,municipio,departamento,poblacion,anio\n05001,MEDELLÍN,ANTIOQUIA,1,2023\n"
    report = landed(tmp_path, "lista.csv", text)
    (refusal,) = report.refusals
    assert refusal.reason != "refused_layout"
