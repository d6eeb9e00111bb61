"""What the page shows, read from the published marts; nothing is computed here."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from amparo.outputs.basis import basis
from amparo.outputs.control import control
from amparo.seeds import rows_of
from amparo.texts import Labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from amparo.warehouse.reader import Reader

Columns = dict[str, list[Any]]
"""A table by column; ``null`` is a missing value."""

DECIMALS = 6
"""Decimals kept; the published digests stand on as many."""

PLAIN_TABLES = {
    "assessments": (
        "marts.dim_assessment order by is_main desc, hpc_cycle, parent_assessment_id nulls first"
    ),
    "departments": "marts.dim_department order by department_code",
    "places": "marts.dim_municipality order by municipality_code",
    "indicators": "marts.dim_indicator order by indicator_id",
    "variables": "marts.dim_variable order by sort_order",
    "sources": "marts.dim_source order by source_id",
    "national": "marts.agg_pin_national order by all",
    "by_severity": "marts.agg_pin_by_severity order by assessment_id, severity",
    "lowered": "marts.fct_ceiling_breach order by all",
    "decisions": (
        "marts.fct_expert_decision order by assessment_id, reported_under, is_in_force desc,"
        " approved_on desc nulls last, row_number desc"
    ),
    "accounting": "marts.fct_row_accounting order by source_id, file_name",
    "reasons": "marts.fct_row_reason order by all",
    "refused": "marts.fct_refused_file order by all",
    "scales": "marts.dim_severity_scale order by methodology_id, variable_id, severity",
    "steps": "marts.dim_score_step order by methodology_id, severity",
    "percentages": "marts.dim_pin_percentage order by all",
    "weights": "marts.dim_indicator_weight order by methodology_id, indicator_id",
    "settings": "manifest.assessment_settings order by all",
    "inputs": "manifest.inputs order by all",
}
"""Tables that the page gets whole."""

LEFT_OUT = {
    "sources": ("loaded_at",),
    "accounting": ("file_sha256",),
    "inputs": ("sha256",),
    "decisions": ("place_text", "stated_for_assessment_id", "sheet"),
}
"""Columns that the page does not show."""

BY_MUNICIPALITY = {
    "severity": "marts.fct_municipality_severity",
    "pin": "marts.fct_pin",
    "change": "marts.fct_assessment_change",
}
BY_KEY = {
    "indicator": ("marts.fct_indicator_severity", "indicator_id"),
    "variable": ("marts.fct_variable_severity", "variable_id"),
}
"""Tables with one row per assessment, municipality and one more key."""

REGISTRY = (
    "dim_metric",
    "registry_members",
    "registry_metrics",
    "registry_gaps",
    "registry_factors",
    "registry_survival",
    "registry_ranking",
    "registry_completeness",
    "registry_data_quality",
    "registry_naive_readings",
    "registry_disclosure",
)
"""Tables of the registry of interventions, shown where they exist and hold rows."""


def gather(reader: Reader) -> dict[str, Any]:
    """Everything the page shows.

    Args:
        reader: A published file.

    Returns:
        ``publication`` (one row of the manifest), ``tables`` and ``registry`` (values by table
        and column) and ``results``: by assessment ``codes`` (the municipalities, whose order all
        columns keep), ``severity``, ``pin``, ``change``, and by key ``indicator`` and ``variable``.
    """
    publication = reader.rows("select * from manifest.publication")[0]
    tables = {
        name: _columns(reader.rows(f"select * from {source}"), LEFT_OUT.get(name, ()))  # noqa: S608 - names of ours
        for name, source in PLAIN_TABLES.items()
    }
    assessments = [
        str(row["assessment_id"])
        for row in reader.rows("select assessment_id from marts.dim_assessment order by all")
    ]
    return {
        "publication": {
            key: value.isoformat(" ", "minutes") if key == "published_at" else value
            for key, value in publication.items()
        },
        "tables": tables,
        "results": {name: _results(reader, name) for name in assessments},
        "registry": _registry(reader),
    }


def told(reader: Reader, seeds: Path) -> dict[str, dict[str, dict[str, list[str]]]]:
    """What each assessment rests on and the published figure, by assessment and language."""
    languages = (Labels(seeds, "es"), Labels(seeds, "en"))
    assessments = reader.rows("select assessment_id from marts.dim_assessment")
    return {
        part: {
            name: {labels.language: say(reader, name, labels) for labels in languages}
            for name in (str(row["assessment_id"]) for row in assessments)
        }
        for part, say in (("basis", basis), ("control", control))
    }


def _results(reader: Reader, assessment: str) -> dict[str, Any]:
    """Columns of one assessment, all in the order of its municipalities."""
    left_out = ("assessment_id", "municipality_code", "indicator_id", "variable_id")
    found: dict[str, Any] = {}
    for name, table in BY_MUNICIPALITY.items():
        rows = reader.rows(
            f"select * from {table} where assessment_id = ? order by municipality_code",  # noqa: S608 - names of ours
            [assessment],
        )
        found.setdefault("codes", [row["municipality_code"] for row in rows])
        found[name] = _columns(rows, left_out)
    for name, (table, key) in BY_KEY.items():
        rows = reader.rows(
            f"select * from {table} where assessment_id = ? order by municipality_code",  # noqa: S608 - names of ours
            [assessment],
        )
        by_key: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            by_key.setdefault(str(row[key]), []).append(row)
        found[name] = {value: _columns(part, left_out) for value, part in by_key.items()}
    found["groups"] = _groups(reader, assessment, found["codes"])
    return found


def _groups(reader: Reader, assessment: str, codes: Sequence[str]) -> dict[str, list[Any]]:
    """PiN by sex and age, ``female|0-5``, in the order of the municipalities."""
    parts: dict[str, dict[str, Any]] = {}
    for row in reader.rows(
        "select municipality_code, sex, age_group, round(pin, 3) as pin"
        " from marts.fct_pin_by_group where assessment_id = ? order by sex, age_group",
        [assessment],
    ):
        key = f"{row['sex']}|{row['age_group']}"
        parts.setdefault(key, {})[row["municipality_code"]] = _plain(row["pin"])
    return {key: [part.get(code) for code in codes] for key, part in parts.items()}


def words_of_method(seeds: Path) -> dict[str, Any]:
    """Sexes and ages in their order, and the components that a variable counts, with source."""
    columns = ("label_es", "label_en")
    ages = rows_of(seeds, "age_groups", "age_group", "age_from", *columns)
    sources = {
        row["component_id"]: row["source_id"]
        for row in rows_of(seeds, "components", "component_id", "source_id")
    }
    components: dict[str, list[dict[str, str]]] = {}
    for row in rows_of(seeds, "variable_components", "variable_id", "component_id"):
        part = {"component_id": row["component_id"], "source_id": sources[row["component_id"]]}
        known = components.setdefault(row["variable_id"], [])
        if part not in known:
            known.append(part)
    return {
        "groups": {
            "sexes": [
                {"id": sex} | {name: row[name] for name in columns}
                # several printed words for each
                for sex, row in sorted(
                    {row["sex"]: row for row in rows_of(seeds, "sexes", "sex", *columns)}.items()
                )
            ],
            "ages": [
                {"id": row["age_group"]} | {name: row[name] for name in columns}
                for row in sorted(ages, key=lambda row: int(row["age_from"]))
            ],
        },
        "components": components,
    }


def _registry(reader: Reader) -> dict[str, Columns]:
    found: dict[str, Columns] = {}
    for table in REGISTRY:
        if reader.has_table("marts", table):
            rows = reader.rows(f"select * from marts.{table} order by all")  # noqa: S608 - names of ours
            if rows:
                found[table] = _columns(rows)
    return found


def _columns(rows: Sequence[dict[str, Any]], leave_out: Iterable[str] = ()) -> Columns:
    """A table by column."""
    names = [name for name in (rows[0] if rows else {}) if name not in set(leave_out)]
    return {name: [_plain(row[name]) for row in rows] for name in names}


def _plain(value: object) -> object:
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        value = float(value)
    if isinstance(value, float):
        if math.isnan(value):
            return None
        if math.isinf(value):
            return "inf"
        rounded = round(value, DECIMALS)
        return int(rounded) if rounded.is_integer() else rounded
    return value
