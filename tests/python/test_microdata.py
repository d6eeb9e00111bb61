"""Files with one row per person: what they hold is told by a column or their name, or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from amparo.landing import land
from conftest import ROOT
from layouts import all_layouts
from layouts.inmlcf import BOGOTA, SNAKE, TEEN, TITLE, TITLE_DEATHS, Row, _microdata

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from conftest import LayoutsBuilt

LAYOUTS = {layout.layout_id: layout for layout in all_layouts()}
ROW: Row = (2022, TEEN, BOGOTA, "Feminicidio")


def landed(folder: Path, tmp_path: Path) -> tuple[Any, Any]:
    """Land a folder; gives the report and a connection."""
    database = tmp_path / "warehouse.duckdb"
    report = land(folder, database, ROOT / "models" / "staging")
    return report, duckdb.connect(str(database), read_only=True)


def one_file(tmp_path: Path, name: str, header: Sequence[str], told_by: str) -> tuple[Any, Any]:
    """Land a folder with one file of one case."""
    folder = tmp_path / "extracts"
    folder.mkdir()
    _microdata(folder / name, header, [ROW], told_by)
    return landed(folder, tmp_path)


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("rows.csv", TITLE_DEATHS),
        ("homicidios_y_suicidios.csv", TITLE_DEATHS),  # the name tells two kinds
        ("datos.csv", TITLE),
    ],
)
def test_a_file_whose_kind_nobody_can_tell_is_refused_with_what_to_do(
    tmp_path: Path, name: str, header: Sequence[str]
) -> None:
    report, _ = one_file(tmp_path, name, header, "Circunstancia del Hecho Detallada")
    (refusal,) = report.refusals
    assert (refusal.file, refusal.source, refusal.is_unclaimed) == (name, "inmlcf", False)
    assert refusal.expected == ("manera_de_muerte",)
    assert "que el nombre del archivo diga «homicidio»" in refusal.message_es
    assert "«homicidio»" in refusal.message_en


def test_homicides_with_a_column_of_context_are_deaths_by_their_name(tmp_path: Path) -> None:
    """Else a homicide by a partner would count as an examination for domestic violence."""
    report, connection = one_file(tmp_path, "Homicidios 2022.csv", SNAKE, "contexto_de_violencia")
    assert report.refusals == ()
    assert connection.execute(
        "select manera_de_muerte, contexto from raw.inmlcf__muertes"
    ).fetchall() == [("Homicidio", "Feminicidio")]
    assert connection.execute(
        "select count(*) from raw.inmlcf__lesiones_no_fatales"
    ).fetchall() == [(0,)]


def test_the_header_typo_of_2018_lands_as_the_department_code(tmp_path: Path) -> None:
    folder = tmp_path / "extracts"
    folder.mkdir()
    LAYOUTS["inmlcf_workbook_2018"].write(folder)
    report, connection = landed(folder, tmp_path)
    assert report.refusals == ()
    assert connection.execute(
        "select codigo_departamento, codigo_municipio, rangos_de_edad"
        " from raw.inmlcf__procuraduria where _sheet = 'Ind. Violencia Interpersonal'"
    ).fetchall() == [("5", "5001", "(12 a 17)")]


def test_empty_rows_at_the_end_are_left_out_and_counted(tmp_path: Path) -> None:
    folder = tmp_path / "extracts"
    folder.mkdir()
    LAYOUTS["inmlcf_suicides_title"].write(folder)
    _, connection = landed(folder, tmp_path)
    assert connection.execute(
        "select table_name, rows_read, rows_blank from raw.landed_files"
    ).fetchall() == [("inmlcf__suicidios", 5, 12)]


@pytest.mark.parametrize(
    ("layout_id", "table"),
    [
        ("inmlcf_sexual_title", "inmlcf__lesiones_no_fatales"),
        ("inmlcf_homicides_title", "inmlcf__muertes"),
        ("fiscalia_v3", "fiscalia__victimas_v3"),
    ],
)
def test_what_describes_a_person_beyond_need_is_never_read(
    tmp_path: Path, layout_id: str, table: str
) -> None:
    folder = tmp_path / "extracts"
    folder.mkdir()
    LAYOUTS[layout_id].write(folder)
    _, connection = landed(folder, tmp_path)
    columns = {row[0] for row in connection.execute(f"describe raw.{table}").fetchall()}
    for word in ("hora", "localidad", "agresor", "etnia", "orient", "religioso", "estado_civil"):
        assert not [column for column in columns if word in column]


def rows(delivery: str, built: LayoutsBuilt, sql: str) -> list[tuple[Any, ...]]:
    """Answer of a query on a delivery of layouts."""
    _, database = built(delivery)
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize(
    ("delivery", "expected"),
    [
        # microdata of 2022 beside the workbook of 2021
        (
            "a",
            [
                ("inmlcf_domestic_violence", 2022, 6),
                ("inmlcf_femicide_homicide", 2022, 3),
                ("inmlcf_sexual_offences", 2022, 1),
                ("inmlcf_suicides", 2021, 4),
            ],
        ),
        # the suicides came without municipality: that is not zero
        (
            "b",
            [
                ("inmlcf_domestic_violence", 2022, 6),
                ("inmlcf_femicide_homicide", 2022, 3),
                ("inmlcf_sexual_offences", 2022, 1),
                ("inmlcf_suicides", 2021, None),
            ],
        ),
        # the workbook of 2022 beside microdata of 2021: it cannot tell femicides
        (
            "c",
            [
                ("inmlcf_domestic_violence", 2022, 13),
                ("inmlcf_femicide_homicide", 2022, None),
                ("inmlcf_sexual_offences", 2022, 21),
                ("inmlcf_suicides", 2021, 2),
            ],
        ),
    ],
)
def test_workbooks_of_one_year_and_microdata_of_another_make_one_delivery(
    layouts_built: LayoutsBuilt, delivery: str, expected: list[tuple[Any, ...]]
) -> None:
    found = rows(
        delivery,
        layouts_built,
        "select component_id, data_year, sum(amount) from intermediate.int_cases"
        " where assessment_id = '2024' and component_id like 'inmlcf%' group by all order by all",
    )
    assert found == expected


def test_femicides_and_homicides_within_the_family_reach_their_municipalities(
    layouts_built: LayoutsBuilt,
) -> None:
    found = rows(
        "a",
        layouts_built,
        "select municipality_code, amount from intermediate.int_cases"
        " where assessment_id = '2024' and component_id = 'inmlcf_femicide_homicide'"
        " and amount > 0 order by all",
    )
    assert found == [("05001", 1), ("11001", 1), ("25754", 1)]


def test_ages_that_contradict_each_other_are_reported(layouts_built: LayoutsBuilt) -> None:
    found = rows(
        "b",
        layouts_built,
        "select source_id, age_printed, other_age_printed, age_class, source_rows"
        " from marts.fct_age_disagreement order by all",
    )
    assert found == [
        ("fiscalia", "ADOLESCENTE 14 - 17", "NO", "minor", 1),
        ("fiscalia", "ADULTEZ 29 - 59", "SI", "adult", 1),
        (
            "inmlcf",
            "(12 a 17) Adolescencia",
            "b) Mayores de Edad (>18 años)",
            "minor",
            1,
        ),
    ]


def test_victims_of_v3_reach_the_component_of_their_crime(layouts_built: LayoutsBuilt) -> None:
    found = rows(
        "b",
        layouts_built,
        "select component_id, sum(amount) from intermediate.int_cases"
        " where assessment_id = '2024' and component_id like 'fiscalia%' group by all order by all",
    )
    assert found == [
        # the second numbers are of Conteo de Víctimas V2, which is delivered beside V3
        ("fiscalia_domestic_violence", 3 + 4),
        ("fiscalia_femicide", 1),
        ("fiscalia_recruitment", 1),
        ("fiscalia_sexual_offences", 3 + 5),
    ]
