"""A method whose results were published is edited under a new id, or with a reason that is kept."""

from __future__ import annotations

import csv
import json
import re
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from amparo.build.restating import restated
from amparo.errors import ExitCode, UserError
from amparo.publishing.publish import publish
from amparo.publishing.shelf import Shelf
from amparo.seeds.method import METHOD, stated_method
from amparo.texts import Labels
from amparo.yaml_files import read_yaml
from command import in_process
from conftest import ROOT
from faults.page import state_machine_fault
from tiny_warehouse import DECLARED, TESTS, Tiny, make_tiny

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Run

LABELS = Labels(ROOT / "seeds", "es")
SCALES, METHODS = "severity_scales", "methodologies"
BOUND = "co-2024,suicide,3,200,"
ROW = "severity_scales.csv:{line}: co-2024,suicide,3: upper_bound=200 → upper_bound=300"


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    """The method of the project and results of one methodology, published, of real files."""
    found = make_tiny(tmp_path)
    shutil.rmtree(found.project.seeds)
    shutil.copytree(ROOT / "seeds", found.project.seeds)
    with found.writing() as connection:
        connection.execute("update raw.landed_files set is_synthetic = false")
        connection.execute(
            "update intermediate.int_assessments__resolved set stated_settings ="
            " list_append(stated_settings, struct_pack(setting := 'methodology_id',"
            " value := 'co-2024-alerts-from-3', stated_by_assessment_id := '2024'))"
        )
    found.publish()
    return found


def edit(tiny: Tiny, seed: str, old: str, new: str) -> int:
    """Edit a seed; gives the line."""
    file = tiny.project.seeds / "method" / f"{seed}.csv"
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def refusal(tiny: Tiny) -> str:
    with pytest.raises(UserError) as raised:
        restated(tiny.project, LABELS, None)
    return raised.value.message_es


def test_what_was_not_edited_is_let_pass(tiny: Tiny) -> None:
    assert restated(tiny.project, LABELS, None) == []
    edit(tiny, SCALES, BOUND, "co-2024,suicide,3,200.0,")
    edit(tiny, METHODS, "co-2024,,Colombia 2024,", "co-2024,,Otro nombre,")
    assert restated(tiny.project, LABELS, None) == [], "the same number, another label"


def test_an_edited_bound_of_what_was_inherited_is_refused_with_its_row_and_what_to_do(
    tiny: Tiny,
) -> None:
    line = edit(tiny, SCALES, BOUND, BOUND.replace("200", "300"))
    said = refusal(tiny)
    [version] = Shelf(tiny.project.published).versions()
    assert f"El método co-2024 ya está publicado ({version.name})" in said
    assert said.count("•") == 1
    assert ROW.format(line=line) in said
    for way in ("un id nuevo", 'amparo build --restate --why "por qué"', "amparo build --preview"):
        assert way in said
    state_machine_fault(
        ROOT / "docs" / "faults.md",
        "a bound of a method with published results is edited without a new id",
        "stopped before anything is landed; `--restate --why` goes on and is kept",
        said.replace(version.name, "…"),
    )


@pytest.mark.parametrize(
    ("seed", "old", "new", "says"),
    [
        ("pin_percentages", "co-2024,5,500000,35,", "co-2024,5,500000,36,", "percentage=36"),
        ("variables", "co-2024,ipor,1,level,1,max", "co-2024,ipor,1,level,1,sum", "=sum"),
        ("variables", "ipor,1,level,1,max,false,true", "ipor,1,level,1,max,false,false", "=false"),
        ("indicators", "co-2024,1,3,", "co-2024,1,2,", "weight=3 → weight=2"),
        ("variable_components", "co-2024,ipor,ipor_level\n", "", "ipor_level: está → no está"),
        (SCALES, "co-2024,ipor,1,1,1\n", "co-2024,ipor,1,1,1\nco-2024,new,0,0,\n", "no está → up"),
        (
            METHODS,
            "alerts-from-3,co-2024,",
            "alerts-from-3,,",
            "id=co-2024 → parent_methodology_id",
        ),
    ],
)
def test_every_kind_of_row_that_results_depend_on_is_looked_at(
    tiny: Tiny, seed: str, old: str, new: str, says: str
) -> None:
    edit(tiny, seed, old, new)
    assert says in refusal(tiny)


def test_a_new_id_one_never_published_and_one_that_is_gone_are_no_edits(tiny: Tiny) -> None:
    method = tiny.project.seeds / "method"
    for name, row in ((METHODS, "co-2026,co-2024,A,A,x,true"), (SCALES, "co-2026,ipor,0,0,")):
        with (method / f"{name}.csv").open("a", encoding="utf-8") as stream:
            stream.write(f"{row}\n")
    edit(tiny, "pin_percentages", "co-2025,5,0,55,", "co-2025,5,0,56,")
    for name in METHOD:
        file = method / f"{name}.csv"
        kept = [
            line
            for line in file.read_text(encoding="utf-8").splitlines(keepends=True)
            if not line.startswith("co-2024-alerts-from-3,")
        ]
        file.write_text("".join(kept), encoding="utf-8")
    assert restated(tiny.project, LABELS, None) == []


def test_one_that_was_retired_for_a_while_is_no_new_one(tiny: Tiny) -> None:
    with tiny.writing() as connection:
        connection.execute("update intermediate.int_assessments__resolved set stated_settings = []")
    tiny.set_pin(9)
    tiny.publish()
    assert tiny.published_pin() == 9
    edit(tiny, SCALES, BOUND, BOUND.replace("200", "300"))
    assert ROW.rsplit(":", maxsplit=1)[-1] in refusal(tiny)


def test_results_of_invented_files_bind_nobody(tiny: Tiny, tmp_path: Path) -> None:
    demo = make_tiny(tmp_path / "demo")
    shutil.rmtree(demo.project.seeds)
    shutil.copytree(ROOT / "seeds", demo.project.seeds)
    demo.publish()
    edit(demo, SCALES, BOUND, BOUND.replace("200", "300"))
    assert restated(demo.project, LABELS, None) == []
    # a demo published over real results leaves these what they were
    with tiny.writing() as connection:
        connection.execute("update raw.landed_files set is_synthetic = true")
    publish(tiny.project, DECLARED, TESTS, is_demo=True)
    edit(tiny, SCALES, BOUND, BOUND.replace("200", "300"))
    assert ROW.rsplit(":", maxsplit=1)[-1] in refusal(tiny)


def facts(tiny: Tiny) -> list[dict[str, Any]]:
    run = in_process("versions", "--json", database=tiny.project.database, extra=places(tiny))
    return [dict(row) for row in json.loads(run.out)]


def places(tiny: Tiny) -> dict[str, str]:
    return {"AMPARO_PUBLISHED": str(tiny.project.published)}


def test_a_reason_lets_it_pass_and_is_kept_with_the_version_alone(tiny: Tiny) -> None:
    edit(tiny, SCALES, BOUND, BOUND.replace("200", "300"))
    rows = restated(tiny.project, LABELS, "El documento imprime 300")
    published = publish(tiny.project, DECLARED, TESTS, history={"restatements": rows})
    stated = published.version.sidecar()["manifest"]["restatements"]
    assert stated == [
        {
            "methodology_id": "co-2024",
            "seed": SCALES,
            "row_key": "co-2024,suicide,3",
            "value_before": "upper_bound=200",
            "value_after": "upper_bound=300",
            "why": "El documento imprime 300",
        }
    ]
    said = in_process("versions", database=tiny.project.database, extra=places(tiny)).out
    line = (
        f"{published.version.name}: el método co-2024 cambió sin id nuevo (1 filas): El documento"
    )
    assert line in " ".join(said.split())
    # from now on this is what was published, and nothing that is the same is published again
    assert restated(tiny.project, LABELS, None) == []
    assert tiny.publish().event == "unchanged"
    assert [bool(row["restated"]) for row in facts(tiny)] == [False, True]


class LandedError(Exception):
    """A build got as far as landing."""


def test_a_build_that_publishes_stops_before_landing_and_a_preview_goes_on(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def land(*_: object, **__: object) -> None:
        raise LandedError

    monkeypatch.setattr("amparo.build.run.land", land)
    monkeypatch.setattr("amparo.build.run.parsed", lambda _: None)
    monkeypatch.setattr("amparo.build.run.try_seeds", lambda *_: [])
    shutil.copytree(ROOT / "models", tiny.project.root / "models")
    edit(tiny, SCALES, BOUND, BOUND.replace("200", "300"))
    folder = tmp_path / "delivery"
    folder.mkdir()
    (folder / "poblacion.csv").write_text("a\n1\n", encoding="utf-8")

    def build(*options: str) -> Run:
        return in_process(
            *("build", "--extracts", str(folder), *options),
            project=tiny.project.root,
            database=tiny.project.database,
            extra=places(tiny),
        )

    stopped = build()
    assert stopped.code == ExitCode.FAILED
    assert ROW.rsplit(":", maxsplit=1)[-1] in " ".join(stopped.err.split())
    for options in (("--preview",), ("--no-publish",), ("--restate", "--why", "x")):
        with pytest.raises(LandedError):
            build(*options)


@pytest.mark.parametrize("options", [("--restate",), ("--why", "x"), ("--restate", "--why", " ")])
def test_no_restatement_without_a_reason(tiny: Tiny, options: tuple[str, ...]) -> None:
    run = in_process("build", *options, database=tiny.project.database, extra=places(tiny))
    assert run.code == ExitCode.MISUSED
    assert "--restate y --why van juntos" in run.err


def test_a_version_of_before_methods_were_kept_binds_nobody(tiny: Tiny) -> None:
    [version] = Shelf(tiny.project.published).versions()
    sidecar = version.folder / "manifest.json"
    sidecar.chmod(0o600)
    text = re.sub(r'"method": \[.*?\], ?', "", sidecar.read_text(encoding="utf-8"), flags=re.DOTALL)
    sidecar.write_text(text, encoding="utf-8")
    assert "method" not in version.sidecar()["manifest"]
    edit(tiny, SCALES, BOUND, BOUND.replace("200", "300"))
    assert restated(tiny.project, LABELS, None) == []


def test_every_seed_with_a_methodology_is_looked_at_by_its_key() -> None:
    found = {}
    for file in sorted((ROOT / "seeds" / "method").glob("*.yml")):
        for seed in read_yaml(file)["seeds"]:
            if "methodology_id" in seed["config"]["column_types"]:
                [key] = [t["one_row_per"] for t in seed["data_tests"] if "one_row_per" in t]
                found[seed["name"]] = tuple(key["arguments"]["key"])
    assert {name: keys for name, (keys, _) in METHOD.items()} == found
    method = stated_method(ROOT / "seeds")
    for name, rows in method.items():
        with (ROOT / "seeds" / "method" / f"{name}.csv").open(encoding="utf-8") as stream:
            assert len(rows) == len(list(csv.DictReader(stream))) > 0
