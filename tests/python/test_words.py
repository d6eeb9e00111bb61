"""Names and descriptions in Spanish: all that is published has them, and the file tells them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import yaml

from amparo.publishing.words import spanish
from amparo.seeds import rows_of
from conftest import ROOT
from tiny_warehouse import make_tiny

if TYPE_CHECKING:
    from pathlib import Path

LABELS = {row["label_id"]: row for row in rows_of(ROOT / "seeds", "labels")}
MODELS: dict[str, dict[str, Any]] = {
    model["name"]: model
    for file in sorted((ROOT / "models" / "marts").rglob("*.yml"))
    for model in yaml.safe_load(file.read_text(encoding="utf-8")).get("models", [])
}


def named(model: str) -> list[str]:
    """What a mart's labels are called after: itself and its columns."""
    return [f"mart_{model}", *(column["name"] for column in MODELS[model]["columns"])]


@pytest.mark.parametrize("model", MODELS)
def test_a_mart_and_its_columns_have_a_name_and_a_description_in_both_languages(
    model: str,
) -> None:
    for name in named(model):
        title = name if name.startswith("mart_") else f"column_{name}"
        for label in (title, f"about_{name}"):
            assert LABELS.keys() >= {label}, f"{label}: add it to seeds/labels/labels.csv"
            assert LABELS[label]["es"].strip(), label
            assert LABELS[label]["en"].strip(), label
        # copied English would be no Spanish; a name of one word can be the same in both
        about = LABELS[f"about_{name}"]
        assert about["es"] != about["en"] or len(about["es"].split()) < 3, name


def test_no_description_is_of_a_table_that_is_gone() -> None:
    tables = {label.removeprefix("mart_") for label in LABELS if label.startswith("mart_")}
    assert tables == MODELS.keys()


def test_the_file_tells_them_before_the_english_and_leaves_what_it_does_not_know(
    tmp_path: Path,
) -> None:
    tiny = make_tiny(tmp_path)
    folder = tiny.project.seeds / "labels"
    folder.mkdir()
    (folder / "labels.csv").write_text(
        "label_id,es,en\nabout_mart_dim_assessment,Una por evaluación,x\nabout_pin,El PiN,x\n"
        "column_pin,Otra cosa,x\n",
        encoding="utf-8",
    )
    published = tiny.publish()
    with duckdb.connect(str(published.path), read_only=True) as connection:
        tables = dict(
            connection.execute("select table_name, comment from duckdb_tables()").fetchall()
        )
        columns = connection.execute(
            "select distinct comment from duckdb_columns()"
            " where schema_name = 'marts' and column_name = 'pin'"
        ).fetchall()
        labels = connection.execute(
            "select distinct comment from duckdb_columns()"
            " where schema_name = 'marts' and table_name = 'dim_assessment'"
        ).fetchall()
    assert tables["dim_assessment"] == "Una por evaluación · One row per assessment. It's the year."
    assert all(comment == "El PiN" or comment.startswith("El PiN · ") for (comment,) in columns)
    assert ('Label in Spanish: "año".',) in labels


def test_the_words_are_the_descriptions_in_spanish() -> None:
    words = spanish(ROOT / "seeds")
    assert words["pin_before"] == "Personas en Necesidad en la evaluación comparada"
    assert words["mart_dim_severity"] == "Una fila por severidad, de 0 a 5: su nombre y sus colores"
