"""Every layout through the quality gate: its traps do not stop it, and what it finds is said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import duckdb
import pytest

from amparo.gate import Verdict, run_gate
from amparo.gate.declared import load_expected
from amparo.gate.results import OF_SOURCE
from amparo.landing import land
from amparo.project import Project
from amparo.texts import Labels
from amparo.warehouse.quoting import identifier
from conftest import ROOT
from rehearsal import TEST_KEY
from test_layouts import DELIVERIES, LAYOUTS

if TYPE_CHECKING:
    from pathlib import Path

STAGING = ROOT / "models" / "staging"
EXPECTED = load_expected(STAGING)
# what the layouts' fixtures call cases, victims and proceedings
INVENTED_IDENTIFIERS = re.compile(r"\b(?:90000\d\d|[vp][0-9]{1,2})\b")
FIGURE = re.compile(r"\d")


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Verdict, Path]]:
    """Each delivery, landed and looked at once."""
    found = {}
    for delivery in DELIVERIES:
        folder = tmp_path_factory.mktemp(f"gate-{delivery}")
        (folder / "extracts").mkdir()
        for layout in LAYOUTS:
            if layout.delivery == delivery:
                layout.write(folder / "extracts")
        database = folder / "amparo.duckdb"
        assert not land(folder / "extracts", database, STAGING, key=TEST_KEY).refusals
        project = Project(ROOT, database, folder / "published")
        found[delivery] = (run_gate(project, Labels(ROOT / "seeds", "es")), database)
    return found


def landed_tables(database: Path) -> set[str]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return {
            item.table.name
            for item in EXPECTED
            if connection.execute(f"select 1 from raw.{item.table.name} limit 1").fetchone()
        }


def identifiers(database: Path) -> set[str]:
    """Hashes of identifiers, as landed."""
    found: set[str] = set()
    with duckdb.connect(str(database), read_only=True) as connection:
        for item in EXPECTED:
            for column in item.table.columns:
                if column.is_identifier:
                    name = identifier(column.name)
                    cells = connection.execute(f"select {name} from raw.{item.table.name}")
                    found |= {str(cell) for (cell,) in cells.fetchall() if cell}
    return found


@pytest.mark.parametrize("delivery", DELIVERIES)
def test_no_layout_is_stopped(delivery: str, looked_at: dict[str, tuple[Verdict, Path]]) -> None:
    """A warning is due where one row of five is a trap; nothing looks like another column."""
    verdict, _ = looked_at[delivery]
    assert [result.message_es for result in verdict.of("stop", "failed")] == []


@pytest.mark.parametrize("delivery", DELIVERIES)
def test_each_check_of_a_layout_is_answered_and_what_fails_is_said_in_both_languages(
    delivery: str, looked_at: dict[str, tuple[Verdict, Path]]
) -> None:
    verdict, database = looked_at[delivery]
    landed = landed_tables(database)
    assert {result.status for result in verdict.results} == {"passed", "failed", "skipped"}
    for result in verdict.results:
        is_landed = bool(landed & set(result.check.tables))
        # a known total is skipped, too, where nothing landed is of its year or kind
        may_be_skipped = not is_landed or result.check.kind == "known_total"
        assert is_landed or result.status == "skipped", result.check.check_id
        assert may_be_skipped or result.status != "skipped", result.check.check_id
        texts = (result.message_es, result.message_en)
        if result.status == "passed":
            assert texts == ("", "")
        if result.status != "failed":
            continue
        spanish, english = texts
        assert spanish != english
        is_of_source = result.check.kind in OF_SOURCE
        where = result.check.source if is_of_source else result.check.tables[0]
        for text in texts:
            assert text.startswith(where)
            assert FIGURE.search(text), "how many, or which years"
            assert text.endswith("."), "what to do closes it"
            # no gap left unfilled, nothing of the machine
            assert not re.search(r"\{\w+\}|\bNone\b|\bnan\b|Traceback|Error\b|/tmp/|gate_", text), (
                text
            )


@pytest.mark.parametrize("delivery", DELIVERIES)
def test_no_identifier_is_in_what_the_gate_says_or_writes(
    delivery: str, looked_at: dict[str, tuple[Verdict, Path]]
) -> None:
    verdict, database = looked_at[delivery]
    with duckdb.connect(str(database), read_only=True) as connection:
        stored = str(connection.execute("select * from raw.quality_checks").fetchall())
    messages = " ".join(f"{r.message_es} {r.message_en} {r.found}" for r in verdict.results)
    hashes = identifiers(database)
    for text in (stored, messages):
        assert INVENTED_IDENTIFIERS.findall(text) == []
        assert [cell for cell in hashes if cell in text] == []


def test_the_deliveries_together_have_every_table_and_identifiers_to_hide(
    looked_at: dict[str, tuple[Verdict, Path]],
) -> None:
    databases = [database for _, database in looked_at.values()]
    assert set.union(*map(landed_tables, databases)) == {item.table.name for item in EXPECTED}
    assert len(set.union(*map(identifiers, databases))) > 20
