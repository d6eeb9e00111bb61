"""Every fault that is known to happen to files: how the run ends, and what the user reads.

The outcomes make ``docs/faults.md``; run with AMPARO_WRITE_DOCS=1 to write it anew.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from amparo.gate import run_gate
from amparo.project import Project
from amparo.texts import Labels
from conftest import ROOT
from faults import contents, files
from faults.base import Fault, write_sound
from faults.page import fault_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from filelock import FileLock

    from rehearsal import Rehearsal

FAULTS = [*files.FAULTS, *contents.FAULTS]
PAGE = ROOT / "docs" / "faults.md"
TWICE = "two_files_never_state_the_same_facts"


@dataclass(frozen=True)
class Outcome:
    """How a run ended.

    Attributes:
        ends: As `faults.base.Ending` says.
        text: What the user reads, Spanish; '' where there is nothing to read.
        accounts: Rows read, used, set aside and out of scope, and cases used.
        broken: Accounting tests that fail.
    """

    ends: str
    text: str
    accounts: tuple[Any, ...] = ()
    broken: tuple[str, ...] = ()


def _accounts(database: Path) -> tuple[Any, ...]:
    with duckdb.connect(str(database), read_only=True) as connection:
        row = connection.execute(
            "select sum(rows_read), sum(rows_used), sum(rows_set_aside), sum(rows_out_of_scope),"
            " sum(amount_used) from intermediate.int_row_accounts"
        ).fetchone()
    return tuple(None if value is None else float(value) for value in row or ())


def _set_aside(database: Path) -> str:
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            "select label_es, sum(source_rows) from intermediate.int_row_reasons"
            " where row_status = 'set_aside' group by 1 order by 2 desc, 1"
        ).fetchall()
    return "; ".join(f"{label} ({count:.0f})" for label, count in rows)


def _run(folder: Path, rehearsal: Rehearsal, sound: tuple[Any, ...] | None) -> Outcome:
    database = folder / "db" / "amparo.duckdb"
    report = rehearsal.land(folder / "extracts", database)
    if report.refused_claimed:
        return Outcome("refused", " ".join(r.message_es for r in report.refused_claimed))
    verdict = run_gate(Project(ROOT, database, folder / "published"), Labels(ROOT / "seeds", "es"))
    failed = [*verdict.of("stop", "failed"), *verdict.of("warn", "failed")]
    if failed:
        return Outcome("stopped", " ".join(result.message_es for result in failed))
    rehearsal.run(database)
    broken = rehearsal.broken_accounts(database)
    if TWICE in broken:
        return Outcome("stated twice", " ".join(str(cell) for cell in broken[TWICE][0]))
    accounts = _accounts(database)
    if accounts == sound or sound is None:
        ends, text = "harmless", ""
    elif accounts[2] > sound[2]:
        more = [r.message_es for r in report.results if ";" in r.message_es]
        ends, text = "set aside", " ".join([_set_aside(database), *more])
    else:
        notes = [n for n in verdict.of("note", "failed") if "between" in n.check.check_id]
        ends, text = "accounted for", " ".join(note.message_es for note in notes)
    return Outcome(ends, text, accounts, tuple(broken))


@pytest.fixture(scope="session")
def outcomes(
    once: Callable[[str], tuple[Path, FileLock]], rehearsal: Rehearsal
) -> dict[str, Outcome]:
    """Every fault, run once: the quality gate is slow to import and quick to use."""
    folder, lock = once("faults")
    kept = folder / "outcomes.json"
    with lock:
        if not kept.exists():
            found: dict[str, Outcome] = {}
            sound: tuple[Any, ...] | None = None
            for fault in [None, *FAULTS]:
                name = fault.fault_id if fault else "sound"
                place = folder / name
                (place / "extracts").mkdir(parents=True)
                write_sound(place / "extracts")
                if fault:
                    fault.spoil(place / "extracts")
                found[name] = _run(place, rehearsal, sound)
                sound = sound or found[name].accounts
                shutil.rmtree(place)
            kept.write_text(json.dumps({k: asdict(v) for k, v in found.items()}), encoding="utf-8")
    read = json.loads(kept.read_text(encoding="utf-8"))
    return {name: Outcome(**facts) for name, facts in read.items()}


def test_the_sound_extract_passes_and_adds_up(outcomes: dict[str, Outcome]) -> None:
    sound = outcomes["sound"]
    assert sound.ends == "harmless", sound.text
    assert not sound.broken
    read, used, aside, out, cases = sound.accounts
    assert read == used + aside + out == 100
    assert used == 75  # every fourth row is an adult
    assert cases == 150


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.fault_id)
def test_a_fault_ends_as_it_must(fault: Fault, outcomes: dict[str, Outcome]) -> None:
    outcome = outcomes[fault.fault_id]
    assert outcome.ends == fault.ends, outcome
    assert not outcome.broken
    for text in fault.reads:
        assert text in outcome.text
    assert "Traceback" not in outcome.text
    if outcome.accounts:
        read, used, aside, out, _ = outcome.accounts
        assert read == used + aside + out


def test_the_page_of_faults_is_what_the_run_gave(outcomes: dict[str, Outcome]) -> None:
    rows = [(f.what, outcomes[f.fault_id].ends, outcomes[f.fault_id].text) for f in FAULTS]
    page = fault_page(rows, PAGE.read_text(encoding="utf-8"))
    if os.environ.get("AMPARO_WRITE_DOCS"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page, "write it anew with AMPARO_WRITE_DOCS=1"
