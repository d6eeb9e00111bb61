"""The workshop's workbook: written, filled, judged and landed as it is."""

from __future__ import annotations

import datetime as dt
import json
import random
import stat
from typing import TYPE_CHECKING, Any

import duckdb
import openpyxl
import pytest

from amparo.decisions.check import RAW, REBUILT, check
from amparo.decisions.columns import FILLED
from amparo.decisions.template import write_template
from amparo.errors import UserError
from amparo.landing import land
from amparo.project import Project
from amparo.texts import Labels
from command import in_process
from conftest import ROOT
from rehearsal import TEST_KEY
from test_compare import Silent
from test_model_graph import FILES, READS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from amparo.texts import Language
    from conftest import Built

LABELS = Labels(ROOT / "seeds", "es")
ASSESSMENT = "2024"
CHOCO = "27"
DAY = dt.date(2024, 5, 2)
Filled = dict[str, object]


@pytest.fixture(scope="module")
def place(demo_built: Built, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The built demo, with a folder of the tests' own for what is written beside it."""
    folder = tmp_path_factory.mktemp("taller")
    return Project(ROOT, demo_built.database, folder / "published")


@pytest.fixture(scope="module")
def models(compiled: Path) -> dict[str, str]:
    """Compiled SQL by model."""
    nodes = json.loads(compiled.read_text(encoding="utf-8"))["nodes"].values()
    return {node["name"]: node["compiled_code"] for node in nodes if node["name"] in REBUILT}


def template(place: Project, folder: Path, labels: Labels = LABELS) -> Path:
    """The workbook of a department."""
    return write_template(place, labels, assessment=ASSESSMENT, department=CHOCO, folder=folder)[0]


def fill(file: Path, decisions: dict[str, Filled], labels: Labels = LABELS) -> Path:
    """Fill rows by code, as people do; what Excel keeps of a formula stands as a value."""
    book = openpyxl.load_workbook(file, data_only=True)
    sheet = book.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[1]}
    codes = at[labels("workshop_divipola")]
    for row in range(2, sheet.max_row + 1):
        for name, value in decisions.get(str(sheet.cell(row, codes).value), {}).items():
            sheet.cell(row, at[labels(f"workshop_{name}")]).value = value
    book.save(file)
    return file


def good(before: int | None, after: int, **also: object) -> Filled:
    """A complete decision on the cluster's severity."""
    assert before is not None
    word = "subir" if after > before else "bajar" if after < before else "mantener"
    complete: Filled = {
        "stage": "cluster",
        "before": before,
        "decision": word,
        "after": after,
        "rationale": "Lo que vio la misión",
        "approved_by": "Coordinación",
        "approved_on": DAY,
    }
    return complete | also


def severities(place: Project) -> dict[str, dict[str, Any]]:
    """Severities and PiN of the department, of the assessment."""
    with duckdb.connect(str(place.database), read_only=True) as connection:
        cursor = connection.execute(
            "select * from marts.fct_municipality_severity inner join marts.fct_pin"
            " using (assessment_id, municipality_code) where assessment_id = ?"
            " and municipality_code like ? order by municipality_code",
            [ASSESSMENT, f"{CHOCO}%"],
        )
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {row["municipality_code"]: row for row in rows}


def landed(place: Project, files: Iterable[Path], folder: Path) -> list[tuple[Any, ...]]:
    """What `land` reads of files."""
    extracts = folder / "extracts"
    extracts.mkdir()
    for file in files:
        (extracts / file.name).write_bytes(file.read_bytes())
    database = folder / "landed.duckdb"
    assert not land(extracts, database, place.sources, key=TEST_KEY).refusals
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(
            "select divipola, etapa, severidad_anterior, decision, severidad_nueva, justificacion,"
            " aprobado_por, fecha_aprobacion from raw.experts__decisions order by all"
        ).fetchall()


def test_what_stands_between_a_decision_and_its_pin_is_computed_anew() -> None:
    changed = {RAW}
    texts = {name: file.read_text(encoding="utf-8") for name, file in FILES.items()}
    # places are listed over all tables by a macro
    changed |= {name for name, text in texts.items() if RAW in text or "place_columns()" in text}
    for _ in FILES:
        changed |= {name for name in FILES if READS[name] & changed}
    above = {"fct_pin"}
    for _ in FILES:
        above |= {other for name in above & FILES.keys() for other in READS[name]}
    after = {"stg_experts__decisions"}
    for _ in FILES:
        after |= {name for name in FILES if READS[name] & after}
    places = {name for name in changed & above if "places" in FILES[name].parent.as_posix()}
    assert set(REBUILT) == (after & above & FILES.keys()) | places


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_template_nobody_filled_lands_as_it_is(
    place: Project, tmp_path: Path, language: Language
) -> None:
    file = template(place, tmp_path, Labels(ROOT / "seeds", language))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    rows = landed(place, [file], tmp_path)
    known = severities(place)
    assert [row[0] for row in rows] == sorted(known)
    assert {row[1] for row in rows} == {"cluster"}
    # the cluster's severity, which is what most decide
    assert {row[0]: row[2] for row in rows} == {
        code: str(one["cluster_severity_calculated"]) for code, one in known.items()
    }
    assert {row[3:] for row in rows} == {(None,) * 5}


def test_rows_may_be_moved_and_files_may_be_several(place: Project, tmp_path: Path) -> None:
    first, second = template(place, tmp_path), tmp_path / "decisiones_otra.xlsx"
    second.write_bytes(first.read_bytes())
    known = severities(place)
    code, other = list(known)[:2]
    before = known[code]["cluster_severity_calculated"]
    fill(first, {code: good(before, before)})
    fill(second, {other: good(known[other]["cluster_severity_calculated"], 1)})
    book = openpyxl.load_workbook(second, data_only=True)
    sheet = book.worksheets[0]
    moved = [cell.value for cell in sheet[3]]
    sheet.delete_rows(3)
    sheet.append(moved)
    book.save(second)
    rows = [row for row in landed(place, [first, second], tmp_path) if row[3]]
    assert sorted((row[0], row[4]) for row in rows) == sorted([(code, str(before)), (other, "1")])


def test_a_file_that_is_there_is_not_overwritten(place: Project, tmp_path: Path) -> None:
    file = template(place, tmp_path)
    with pytest.raises(UserError, match="no se sobrescribe"):
        template(place, tmp_path)
    with pytest.raises(UserError, match="departamento 98"):
        write_template(place, LABELS, department="98", folder=tmp_path)
    with pytest.raises(UserError, match="1999"):
        write_template(place, LABELS, assessment="1999", folder=tmp_path)
    assert [one.name for one in tmp_path.iterdir()] == [file.name]


def test_facts_are_protected_and_what_is_filled_is_limited(place: Project, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(template(place, tmp_path)).worksheets[0]
    assert sheet.protection.sheet
    at = {cell.value: cell.column for cell in sheet[1]}
    filled = {LABELS(f"workshop_{one.name}") for one in FILLED if one.is_filled}
    open_cells = {
        name for name, column in at.items() if not sheet.cell(2, column).protection.locked
    }
    assert open_cells == filled
    rules = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert {'"subir,bajar,mantener"', '"1,2,3,4,5"', '"aor,cluster"'} <= rules
    assert '"propuesta,aprobada,rechazada"' in rules


def test_random_decisions_do_what_the_method_says(
    place: Project, models: dict[str, str], tmp_path: Path
) -> None:
    """The ceiling and the percentage by hand, municipality by municipality."""
    chance = random.Random(4)  # noqa: S311 - for a test, not for a secret
    known = severities(place)
    codes = [code for code, one in known.items() if one["cluster_severity_calculated"]]
    wanted = {code: chance.randint(1, 5) for code in chance.sample(codes, 14)}
    of_aor = {code for code in wanted if chance.random() < 0.5}
    decisions = {}
    for code, after in wanted.items():
        stage = "aor" if code in of_aor else "cluster"
        column = "severity_calculated" if stage == "aor" else "cluster_severity_calculated"
        decisions[code] = good(known[code][column], after, stage=stage)
    file = fill(template(place, tmp_path), decisions)
    facts = check(place, LABELS, [file], models, progress=Silent())
    assert (facts["blank"], len(facts["decisions"])) == (len(known) - 14, 14)
    with duckdb.connect(str(place.database), read_only=True) as connection:
        percentages = {
            (severity, band): percentage
            for severity, band, percentage in connection.execute(
                "select severity, population_from, percentage from marts.dim_pin_percentage"
                " inner join marts.dim_assessment using (methodology_id) where assessment_id = ?",
                [ASSESSMENT],
            ).fetchall()
        }
    # a newer decision of before stays where the new one is older
    for row in facts["decisions"]:
        one, after = known[row["reported_under"]], row["severity_after"]
        if not row["is_in_force"]:
            assert row["reason_id"] == "superseded"
            continue
        own = after if row["decision_stage"] == "aor" else one["severity_decided"]
        ceiling = one["cluster_severity_final"] if row["decision_stage"] == "aor" else after
        if row["decision_stage"] == "aor" and one["expert_severity"] is None:
            # the cluster follows this AoR where no other area holds it up
            others = [int(text[-1]) for text in (one["areas_published"] or "").split(", ") if text]
            ceiling = max([own, *others])
        final = min(own, ceiling)
        assert row["effect"]["severity_after"] == final, row
        share = percentages[final, one["population_from"]]
        assert row["effect"]["pin_after"] == pytest.approx(one["child_population"] * share / 100)
    moved = sum(
        row["effect"]["pin_after"] - row["effect"]["pin_before"] for row in facts["decisions"]
    )
    [country] = facts["country"]
    assert country["pin_after"] - country["pin_before"] == pytest.approx(moved)
    [department] = facts["departments"]
    assert department["pin_after"] - department["pin_before"] == pytest.approx(moved)


def test_each_fault_is_told_as_it_stands_and_if_approved(
    place: Project, models: dict[str, str], tmp_path: Path
) -> None:
    known = severities(place)
    with duckdb.connect(str(place.database), read_only=True) as connection:
        decided = {
            code
            for (code,) in connection.execute(
                "select reported_under from marts.fct_expert_decision"
            ).fetchall()
        }
    codes = iter(code for code in known if code not in decided)
    planted: dict[str, tuple[Filled, str | None, str | None]] = {}

    def plant(now: str | None, then: str | None, **also: object) -> None:
        code = next(codes)
        before = known[code]["cluster_severity_calculated"]
        planted[code] = good(before, before, **also), now, then

    tomorrow = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=1)
    plant(None, None)
    plant("no_approver", None, approved_by=None)
    plant("no_approval_date", None, approved_on=None)
    plant("proposed", None, state="propuesta", approved_by=None, approved_on=None)
    plant("turned_down", "turned_down", state="rechazada")
    plant("no_rationale", "no_rationale", rationale=None)
    plant("approval_in_future", "approval_in_future", approved_on=tomorrow)
    plant("direction_mismatch", "direction_mismatch", decision="subir")
    plant("invalid_stage", "invalid_stage", stage="otra")
    plant("expired", "expired", expires_on=dt.date(2024, 6, 1))
    file = fill(template(place, tmp_path), {code: row for code, (row, _, _) in planted.items()})
    facts = check(place, LABELS, [file], models, progress=Silent())
    found = {row["municipality_code"]: row for row in facts["decisions"]}
    reasons = {row["reason"]: row["reason_id"] for row in facts["decisions"]}
    assert {code: row["reason_id"] for code, row in found.items()} == {
        code: then for code, (_, _, then) in planted.items()
    }
    now = {code: row["reason_now"] for code, row in found.items()}
    with duckdb.connect(str(place.database), read_only=True) as connection:
        labels = dict(
            connection.execute("select reason, label_es from seeds.row_reasons").fetchall()
        )
    assert now == {code: labels[now] if now else None for code, (_, now, _) in planted.items()}
    assert len(reasons) > 1


def test_nothing_of_the_warehouse_changes_and_the_command_says_what_would(
    place: Project, models: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amparo.cli.decisions.compiled_models", lambda _: models)
    before = severities(place)
    code = next(code for code, one in before.items() if one["severity_final"] == 3)
    severity = before[code]["cluster_severity_calculated"]
    file = fill(template(place, tmp_path), {code: good(severity, 1, approved_by=None)})
    said = in_process("decisions", "check", str(file), database=place.database)
    assert (said.code, "simulación" in said.out, "Decisión sin quien la aprobó" in said.out) == (
        0,
        True,
        True,
    )
    fill(file, {code: {"rationale": None}})
    again = in_process("decisions", "check", str(file), "--json", database=place.database)
    facts = json.loads(again.out)
    assert (again.code, facts["decisions"][0]["reason_id"]) == (1, "no_rationale")
    none = in_process("decisions", "check", str(tmp_path / "no.xlsx"), database=place.database)
    assert (none.code, "no.xlsx" in none.err) == (2, True)
    assert severities(place) == before
