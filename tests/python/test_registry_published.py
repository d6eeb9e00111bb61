"""Published tables of the registry cross no two quasi-identifiers and hold no row of a child."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
MARTS = ROOT / "models" / "marts" / "registry"
MEASURES = {"integer", "bigint", "double"}
# What stands beside a member without narrowing whom it counts: when, and in which file.
ALLOWED_BESIDE = {"extract_id"}
# Lists of labels and of files: they count no children.
LABELS = {"dim_metric", "registry_localidades", "registry_calendar", "registry_extracts"}


def described(folder: Path) -> dict[str, dict[str, Any]]:
    return {
        model["name"]: model
        for file in sorted(folder.glob("*.yml"))
        for model in yaml.safe_load(file.read_text(encoding="utf-8")).get("models") or []
    }


def crossings(columns: dict[str, str], quasi: set[str]) -> set[str]:
    """Quasi-identifiers of a table that counts something, where they are more than one."""
    counts = {name for name, kind in columns.items() if kind in MEASURES and name not in quasi}
    crossed = {name for name in columns if name in quasi and name not in ALLOWED_BESIDE}
    return crossed if counts and len(crossed) > 1 else set()


# What describes a child or a form in the row-level models of the contract.
QUASI = re.compile(
    r".*(?:localidad_code|subred_id|profile_id|sex_id|gender_id|age_years|age_band_id|ethnicity_id"
    r"|life_course_id|nationality_id|nationality_group_id|disability_id|regime_id|stratum_id|tie_id"
    r"|occupation_id|education_level_id|work_place_id|zone_id|_date|_key|alert_id|topic_id|is_student"
    r"|population_id)"
)


def test_no_published_table_crosses_quasi_identifiers() -> None:
    models = described(MARTS)
    assert "registry_metrics" in models
    for name, model in models.items():
        columns = {column["name"]: column["data_type"] for column in model["columns"]}
        quasi = {column for column in columns if QUASI.fullmatch(column)}
        if name in LABELS:
            continue
        assert not crossings(columns, quasi), f"{name}: {sorted(quasi)}"


def test_no_published_table_is_keyed_by_a_child_or_a_form() -> None:
    for name, model in described(MARTS).items():
        columns = {column["name"] for column in model["columns"]}
        assert not {column for column in columns if column.endswith("_key")}, name


def test_the_check_notices_a_crossing() -> None:
    wrong = {"localidad_code": "varchar", "sex_id": "varchar", "children": "bigint"}
    assert crossings(wrong, {"localidad_code", "sex_id"}) == {"localidad_code", "sex_id"}


COUNTS = ("_measured", "__completeness", "__cell_reasons", "__naive_readings", "__extracts")


def test_no_mart_reads_exact_counts_without_the_rule() -> None:
    for file in sorted(MARTS.glob("*.sql")):
        text = file.read_text(encoding="utf-8")
        refs = set(re.findall(r"ref\('(\w+)'\)", text))
        exact = {ref for ref in refs if ref.endswith(COUNTS) or "counts" in ref}
        assert not exact or "published_count(" in text, f"{file.name} reads {exact} as they are"


def test_every_mart_with_counts_is_held_to_the_rule_and_names_its_exact_twin() -> None:
    found = described(MARTS)
    held = {
        name
        for name, model in found.items()
        if any("counts_follow_the_rule" in test for test in model.get("data_tests", []))
    }
    counting = {
        name
        for name, model in found.items()
        if {column["name"] for column in model["columns"]}
        & {"numerator", "filled", "cells", "at_risk", "observations", "rows_read"}
    }
    assert counting
    assert counting <= held
    metas = [found[name]["config"]["meta"] for name in held]
    # two may have rows of one twin, but not the same
    assert len({(m["exact"], m.get("restricted_where")) for m in metas}) == len(held)
    assert not {m["exact"] for m in metas} & found.keys()
