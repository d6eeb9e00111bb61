"""What the gate's messages show of a cell: what its column is decides, not what stands in it."""

from __future__ import annotations

import duckdb
import pytest

from amparo.gate.declared import load_expected
from amparo.gate.seeds import parameters
from amparo.gate.showing import Shown, is_personal
from conftest import ROOT
from faults.page import state_machine_fault

EXPECTED = {item.table.name: item for item in load_expected(ROOT / "models" / "staging")}
NUMBERS = parameters(ROOT / "seeds")
SHOWN = Shown(NUMBERS.masked_digits, NUMBERS.shown_from_rows)
MANY, FEW = SHOWN.shown_from_rows, SHOWN.shown_from_rows - 1
LABEL = "Niño, Niña. Población de 0 a 13 años."


def shown(table: str, column: str, kind: str, value: str, rows: int = MANY) -> str | None:
    """What a message says of a value of a column."""
    item = EXPECTED[table]
    declared, items = next((c, i) for c, i in item.of_columns if c.name == column)
    asked = next(i for i in items if i.kind == kind)
    sql = SHOWN.cell(item.table, declared, asked)
    (found,) = duckdb.execute(
        f"select {sql} from (select ? as value, ? as value_rows)", [value, rows]
    ).fetchone() or (None,)
    return found if found is None else str(found)


def test_a_label_a_seed_does_not_know_is_shown_so_that_it_can_be_added() -> None:
    assert is_personal(EXPECTED["fiscalia__victimas_v3"].table)
    where = ("fiscalia__victimas_v3", "grupo_etario", "values")
    assert shown(*where, LABEL) == LABEL
    # what few rows have may be a name that a shift brought here
    assert "Niño" not in str(shown(*where, LABEL, FEW))
    assert shown("ungrd__emergencias", "evento", "values", "Sequía", 1) == "Sequía"


@pytest.mark.parametrize(
    "value",
    [
        *("317 999 8877", "317.999.8877", "(317) 999-8877", "31 79 99 88 77", "tel 3179998877"),
        *("a@b.co", "CC 1.032.456.789", "1032-456-789"),
    ],
)
def test_a_telephone_a_mail_or_a_document_gets_past_no_mask(value: str) -> None:
    for where in (
        ("fiscalia__victimas_v3", "grupo_etario", "values"),
        ("ungrd__emergencias", "evento", "values"),
        ("ungrd__emergencias", "personas", "type"),
        ("sivigila__evento_356", "edad", "type"),
    ):
        text = str(shown(*where, value))
        assert not set("12345678") & set(text)
        assert "b.co" not in text
    if value == "317.999.8877":
        state_machine_fault(
            ROOT / "docs" / "faults.md",
            "a telephone with dots, spaces or brackets stands where a column of a source is wrong",
            "the messages show its form alone",
            f"«{text}»",
        )


@pytest.mark.parametrize("value", ["-5", "99000000", "1.234.567", "2205-01-01", "varias", "1,5"])
def test_a_figure_or_a_word_where_no_person_can_be_is_shown(value: str) -> None:
    assert shown("ungrd__emergencias", "personas", "type", value, 1) == value


def test_a_free_column_beside_personal_ones_is_never_shown() -> None:
    assert shown("sivigila__evento_356", "edad", "type", "Zutanita 14", 900) == "aaaaaaaa 99"
