"""The published figure beside ours: two sentences with the numbers of the marts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from amparo.outputs.control import control
from amparo.texts import Labels
from amparo.warehouse.reader import Reader

SEEDS = Path(__file__).parents[2] / "seeds"
TABLES = """
    create schema marts;
    create table marts.dim_assessment (
        assessment_id varchar, parent_assessment_id varchar, is_synthetic boolean
    );
    create table marts.agg_pin_national (
        assessment_id varchar, municipalities integer, municipalities_with_pin integer,
        variables_with_data bigint, variables_total bigint, pin double, pin_rounded bigint,
        published_pin double, pin_difference double
    );
    create table marts.agg_pin_by_severity (
        assessment_id varchar, severity integer, published_by varchar,
        municipalities_after_ceiling integer, pin double,
        published_municipalities_after_ceiling integer, published_pin double
    );
"""


def reader(
    levels: list[tuple[Any, ...]],
    *,
    is_synthetic: bool,
    published: float | None,
    parent: str | None = None,
) -> Reader:
    connection = duckdb.connect()
    connection.execute(TABLES)
    connection.execute(
        "insert into marts.dim_assessment values ('x', ?, ?)", [parent, is_synthetic]
    )
    difference = None if published is None else 1200.4 - published
    connection.execute(
        "insert into marts.agg_pin_national values ('x', 10, 8, 95, 100, 1200.4, 1200, ?, ?)",
        [published, difference],
    )
    for level in levels:
        connection.execute(
            "insert into marts.agg_pin_by_severity values ('x', ?, 'Documento', ?, ?, ?, ?)", level
        )
    return Reader(connection)


LEVELS = [
    (1, 2, None, 3, 0.0),
    (2, 4, 100.0, 3, 400.0),
    (3, 3, 600.4, 3, 590.0),
    (4, 1, 500.0, 1, 10.0),
]


def test_the_difference_is_told_by_the_severities_that_make_most_of_it() -> None:
    said = control(reader(LEVELS, is_synthetic=False, published=1000.0), "x", Labels(SEEDS, "es"))
    assert said == [
        "Documento: PiN publicado 1.000; calculado aquí 1.200; diferencia +200 (+20,0 %).",
        "La mayor parte viene de severidad 4: +490 (municipios aquí 1, publicados 1);"
        " severidad 2: −300 (municipios aquí 4, publicados 3)."
        " Faltan 5 de 100 datos de variables por municipio. No tienen PiN 2 municipios."
        " Nada se ajusta para alcanzar la cifra publicada.",
    ]


def test_synthetic_data_need_not_agree() -> None:
    _, why = control(reader(LEVELS, is_synthetic=True, published=1300.0), "x", Labels(SEEDS, "en"))
    assert why.endswith("The data here are synthetic: they need not agree with what was published.")


def test_no_difference_has_no_reason() -> None:
    english = Labels(SEEDS, "en")
    assert control(reader(LEVELS, is_synthetic=False, published=1200.4), "x", english) == [
        "Documento: published PiN 1,200; computed here 1,200; difference 0 (0.0%).",
        "There is no difference.",
    ]


@pytest.mark.parametrize("assessment", ["x", "nobody"])
def test_where_nothing_was_published_nothing_is_said(assessment: str) -> None:
    found = reader([], is_synthetic=False, published=None)
    assert control(found, assessment, Labels(SEEDS, "es")) == []


def test_a_variant_inherits_what_is_known_of_the_document() -> None:
    found = reader(LEVELS, is_synthetic=True, published=1000.0, parent="2024")
    _, why = control(found, "x", Labels(SEEDS, "en"))
    assert "The figures printed in 2024 do not follow from the percentages printed" in why
    assert "This is a variant of 2024" in why
