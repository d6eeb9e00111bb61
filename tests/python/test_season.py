"""`amparo season`: each step is told from what is there, whoever built it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from amparo.season.steps import Step, steps
from amparo.texts import Labels
from amparo.warehouse.reader import Reader
from amparo.yaml_files import read_yaml
from command import in_process
from conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

LABELS = Labels(ROOT / "seeds", "es")
PARTS = "inmlcf_suicides 2023, ungrd_people_affected 2024"
NATIONAL = {
    "assessment_id": "2026",
    "municipalities": 4,
    "municipalities_with_severity": 4,
    "municipalities_with_pin": 3,
    "municipalities_above_ceiling": 1,
    "municipalities_with_partial_cluster": 0,
    "variables_with_data": 30,
    "variables_total": 40,
    "child_population": 1000,
    "pin": 200.4,
    "pin_rounded": 200,
}
SEVERITY = {
    "assessment_id": "2026",
    "severity": 3,
    "municipalities_before_ceiling": 4,
    "municipalities_after_ceiling": 4,
    "pin": 200.4,
}
ASSESSMENT = {
    "assessment_id": "2026",
    "severity_basis": "computed",
    "hpc_cycle": 2026,
    "pin_population_year": 2025,
    "is_capped_at_cluster": True,
}
DECISION = {"assessment_id": "2026", "is_in_force": True, "is_open": False}
SOURCES = [
    {"source_id": name, "label_es": f"Fuente {name}", "label_en": f"Source {name}"}
    for name in ("inmlcf", "ungrd")
]
COMPONENTS = [
    {"component_id": "inmlcf_suicides", "source_id": "inmlcf", "label_es": "Suicidios"},
    {"component_id": "ungrd_people_affected", "source_id": "ungrd", "label_es": "Afectados"},
]
SOUND: Mapping[str, list[dict[str, Any]]] = {
    "dim_assessment": [ASSESSMENT],
    "dim_source": SOURCES,
    "agg_pin_national": [NATIONAL],
    "agg_pin_by_severity": [SEVERITY],
    "fct_expert_decision": [DECISION],
    "fct_quality_check": [],
    "fct_refused_file": [],
    "fct_pin": [],
}


def tables(**changed: list[dict[str, Any]]) -> Reader:
    """A warehouse of the tables that are read, with the columns that their contracts state."""
    connection = duckdb.connect()
    connection.execute("create schema marts; create schema seeds; create schema manifest")
    connection.execute(
        "create table seeds.components"
        " (component_id varchar, source_id varchar, label_es varchar, label_en varchar)"
    )
    connection.execute("create table manifest.publication (published_at timestamp)")
    connection.execute("insert into manifest.publication values ('2026-12-01 10:30:00')")
    _fill(connection, "seeds.components", COMPONENTS)
    for name, rows in {**SOUND, **changed}.items():
        [file] = (ROOT / "models" / "marts").glob(f"*/{name}.yml")
        [model] = [each for each in read_yaml(file)["models"] if each["name"] == name]
        columns = ", ".join(f"{each['name']} {each['data_type']}" for each in model["columns"])
        connection.execute(f"create table marts.{name} ({columns})")
        _fill(connection, f"marts.{name}", rows)
    return Reader(connection)


def _fill(connection: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        marks = ", ".join("?" for _ in row)
        connection.execute(
            f"insert into {table} ({', '.join(row)}) values ({marks})", list(row.values())
        )


def told(reader: Reader | None, published: Reader | None = None) -> dict[str, Step]:
    return {step.step: step for step in steps(reader, published, "2026", ["IPOR: 2025"], LABELS)}


def test_where_all_is_there_every_step_is_done() -> None:
    found = told(tables(), tables())
    assert {name: step.state for name, step in found.items()} == dict.fromkeys(
        ("files", "gate", "preliminary", "decisions", "ceiling", "final", "published"), "done"
    )
    assert {step.who for step in found.values()} == {""}
    assert found["preliminary"].said == (
        "Municipios con severidad: 4 de 4",
        "Variables con datos: 75,0 %",
    )
    assert found["ceiling"].said == ("Municipios por encima del techo: 1; su severidad baja a él",)
    assert found["final"].said == ("PiN 200; municipios con PiN: 3 de 4",)
    assert found["published"].said == ("Publicado (2026-12-01 10:30), con las cifras de la bodega",)


def test_before_anything_is_built_it_says_what_to_ask_for() -> None:
    # another assessment may have been built
    other = tables(dim_assessment=[ASSESSMENT | {"assessment_id": "2025"}])
    for reader in (None, other):
        found = told(reader)
        assert found["files"].state == "open"
        assert found["files"].said[1:] == ("Se pide: IPOR: 2025",)
        assert {step.state for name, step in found.items() if name != "files"} == {"waiting"}


def _national(**changed: object) -> dict[str, list[dict[str, Any]]]:
    return {"agg_pin_national": [NATIONAL | changed]}


def _assessment(**changed: object) -> dict[str, list[dict[str, Any]]]:
    return {"dim_assessment": [ASSESSMENT | changed]}


def _check(status: str, severity: str) -> dict[str, list[dict[str, Any]]]:
    row = {"check_id": "ungrd.rows", "outcome_if_failed": severity, "status": status}
    return {"fct_quality_check": [row]}


@pytest.mark.parametrize(
    ("changed", "step", "said"),
    [
        (
            _assessment(data_years_not_delivered=PARTS),
            "files",
            "Falta de Fuente inmlcf: Suicidios, 2023|Falta de Fuente ungrd: Afectados, 2024",
        ),
        (_national(child_population=None), "files", "Falta la población de 2025"),
        (
            _assessment(severity_basis="published")
            | _national(municipalities_with_severity=0, variables_total=None),
            "files",
            "Faltan las severidades publicadas del ciclo HPC 2026",
        ),
        (
            _national(municipalities_with_partial_cluster=2),
            "files",
            "Faltan severidades de otras áreas, ciclo HPC 2026",
        ),
        (
            _national(municipalities_with_partial_cluster=2),
            "ceiling",
            "Municipios cuya severidad de clúster es de una parte de las áreas: 2",
        ),
        (
            {"fct_refused_file": [{"message_es": "Falta TOTAL", "is_unclaimed": False}]},
            "files",
            "Falta TOTAL",
        ),
        (_check("failed", "warn"), "gate", "Por mirar y reconocer: 1, la primera ungrd.rows"),
        # let pass for one build only: nobody has answered for it
        (_check("accepted", "warn"), "gate", "Por mirar y reconocer: 1, la primera ungrd.rows"),
        (
            _national(municipalities_with_severity=3),
            "preliminary",
            "Municipios con severidad: 3 de 4|Variables con datos: 75,0 %",
        ),
        ({"fct_expert_decision": []}, "decisions", "Ninguna decisión cuenta todavía"),
        (
            {"fct_expert_decision": [DECISION, DECISION | {"is_in_force": False, "is_open": True}]},
            "decisions",
            "Decisiones vigentes: 1|Apartadas, por tomar de nuevo: 1",
        ),
        (
            _national(municipalities_with_pin=0, pin_rounded=None),
            "final",
            "PiN –; municipios con PiN: 0 de 4",
        ),
    ],
)
def test_what_is_open_is_said_with_who_acts(
    changed: dict[str, list[dict[str, Any]]], step: str, said: str
) -> None:
    found = told(tables(**changed))[step]
    assert (found.state, "|".join(found.said)) == ("open", said)
    assert LABELS.has(found.who)


@pytest.mark.parametrize(
    ("changed", "step", "said"),
    [
        # a file nobody knows, a note, and what a person has let pass are no open step
        (
            {"fct_refused_file": [{"message_es": "No reconocido", "is_unclaimed": True}]},
            "files",
            "Todo lo que la evaluación pide está cargado",
        ),
        (_check("failed", "note"), "gate", "Sin advertencias"),
        (_check("acknowledged", "warn"), "gate", "Advertencias reconocidas: 1"),
        (
            _assessment(severity_basis="published") | {"fct_expert_decision": []},
            "decisions",
            "Decisiones vigentes: 0",
        ),
        (
            _assessment(is_capped_at_cluster=False),
            "ceiling",
            "Municipios por encima del techo: 1; esta evaluación no los baja",
        ),
    ],
)
def test_what_nobody_has_to_act_on_is_done(
    changed: dict[str, list[dict[str, Any]]], step: str, said: str
) -> None:
    found = told(tables(**changed))[step]
    assert (found.state, "|".join(found.said)) == ("done", said)


@pytest.mark.parametrize(
    ("published", "said"),
    [
        (None, "Nada se ha publicado"),
        ({"agg_pin_by_severity": []}, "Lo publicado (2026-12-01 10:30) no tiene esta evaluación"),
        (
            {"agg_pin_by_severity": [SEVERITY | {"pin": 300.0}]},
            "Lo publicado (2026-12-01 10:30) tiene otras cifras que la bodega",
        ),
    ],
)
def test_what_others_read_is_compared(
    published: dict[str, list[dict[str, Any]]] | None, said: str
) -> None:
    there = None if published is None else tables(**published)
    found = told(tables(), there)["published"]
    assert (found.state, found.said) == ("open", (said,))


def test_the_command_needs_no_warehouse(tmp_path: Path) -> None:
    database = tmp_path / "warehouse" / "amparo.duckdb"
    done = in_process("season", "-a", "2024-alerts-from-3", database=database, language="en")
    assert done.code == 0, done.err
    assert "Asked for: IPOR level: 2021" in done.out
    assert "Steps open: 1" in done.out
    done = in_process("season", "--json", database=database)
    facts = json.loads(done.out)
    assert facts["assessment_id"] == "2024"
    assert [step["state"] for step in facts["steps"]] == ["open", *["waiting"] * 6]
    assert facts["steps"][0]["who"] == "Oficial de información"
    done = in_process("season", "-a", "1999", database=database)
    assert (done.code, "No hay una evaluación «1999»" in done.err) == (2, True)
