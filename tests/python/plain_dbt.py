"""A project of a few rows for dbt itself, with the hooks, profile and settings of the real one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from command import in_process
from conftest import ROOT, Run
from tiny_warehouse import Tiny, make_tiny

if TYPE_CHECKING:
    from pathlib import Path

DBT = "import sys; from dbt.cli.main import cli; cli(sys.argv[1:])"
_REAL = (
    *("macros/generate_schema_name.sql", "macros/runs", "profiles.yml", "seeds/labels"),
    *("seeds/quality/acknowledgements.csv", "seeds/quality/acknowledgements.yml"),
    *("models/staging/landing/stg_landing__refusals.sql", "tests/dbt/generic/one_row_per.sql"),
)
_FILES = {
    "seeds/method/severity_scales.csv": (
        "methodology_id,variable_id,severity,upper_bound\nm,v,1,2\n"
    ),
    "seeds/method/severity_scales.yml": """
seeds:
  - name: severity_scales
    config:
      column_types:
        {methodology_id: varchar, variable_id: varchar, severity: integer, upper_bound: integer}
    columns: [{name: severity, data_tests: [{unique: {name: every_step_is_stated_once}}]}]
""",
    "tests/dbt/steps_end_at_five.sql": """
select 'severity_scales' as seed, 'm,v,' || severity as seed_row, 'step above five' as problem
from {{ ref('severity_scales') }} where severity > 5
""",
    "models/staging/landing/sources.yml": """
sources:
  - name: landing
    schema: raw
    tables: [{name: landed_files}, {name: refused_files}, {name: quality_checks}]
""",
    "models/staging/landing/stg_landing__files.sql": (
        "select * from {{ source('landing', 'landed_files') }}"
    ),
    "models/staging/landing/stg_landing__quality_checks.sql": (
        "select * from {{ source('landing', 'quality_checks') }}"
    ),
    "models/marts/dim_assessment.sql": """
select '2024' as assessment_id, count(*) as steps from {{ ref('severity_scales') }}
""",
    "models/marts/dim_municipality.sql": (
        "select '05001' as municipality_code, 'M' as municipality_name"
    ),
    "models/marts/agg_pin_national.sql": "select '2024' as assessment_id, 7 as pin_rounded",
    "models/marts/fct_pin.sql": """
select
    '2024' as assessment_id, '05001' as municipality_code, 7.0 as pin, 3 as severity_final,
    10 as total_population, 0 as population_from, cast(null as varchar) as missing_reason
from {{ ref('stg_landing__files') }}
""",
    "models/marts/marts.yml": """
models:
  - name: fct_pin
    columns: [{name: severity_final, data_tests: [{not_null: {name: severities_are_given}}]}]
""",
}
_LANDED = """
create or replace table raw.landed_files as
    select *, 'dane__population' as table_name, '' as sheet from raw.landed_files;
create table raw.refused_files (
    source_id varchar, refusal_number bigint, reason varchar, columns_missing varchar,
    message_es varchar, message_en varchar, file_sha256 varchar, load_id varchar,
    is_unclaimed boolean
);
create table raw.load_log as select 'load-1' as load_id, timestamp '2024-05-06' as logged_at;
create table raw.accepted_loads (is_synthetic boolean, accepted_at timestamp);
create table raw.quality_profile (is_synthetic boolean);
create table raw.quality_checks as select
    'dane.rows' as check_id, '' as source_id, '' as table_name, '' as column_name,
    'table_rows' as kind, 'stop' as outcome_if_failed, 'passed' as status, 0 as faults,
    0 as looked_at, '' as expected, '' as examples, '' as message_es, '' as message_en,
    '' as content_sha256, '' as acknowledged_by, '' as acknowledged_why,
    timestamp '2124-05-06' as checked_at, 'load-1' as load_id;
drop schema marts cascade;
"""


@dataclass(frozen=True)
class PlainDbt:
    """The project, and both commands on it."""

    tiny: Tiny

    @property
    def variables(self) -> dict[str, str]:
        """What dbt and ``amparo`` go by."""
        project = self.tiny.project
        return {
            "AMPARO_PROJECT": str(project.root),
            "AMPARO_DATABASE": str(project.database),
            "AMPARO_PUBLISHED": str(project.published),
            "DBT_TARGET_PATH": str(project.root / "target"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "False",
            "PYTHONIOENCODING": "utf-8",
        }

    def dbt(self, *arguments: str) -> Run:
        """Run dbt as a person would, in the project's folder."""
        done = subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-c", DBT, *arguments, "--profiles-dir", "."],
            cwd=self.tiny.project.root,
            env=os.environ | self.variables,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=300,
        )
        return Run(done.returncode, done.stdout, done.stderr)

    def amparo(self, *arguments: str, language: str = "es") -> Run:
        """Run ``amparo``."""
        project = self.tiny.project
        return in_process(
            *arguments,
            database=project.database,
            project=project.root,
            language=language,
            extra=self.variables,
        )

    def write(self, file: str, text: str) -> None:
        """Write a file of the project."""
        target = self.tiny.project.root / file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def make_plain(folder: Path) -> PlainDbt:
    """Make the project in a folder, with its extracts landed and the gate passed."""
    made = PlainDbt(make_tiny(folder))
    root = made.tiny.project.root
    for part in _REAL:
        (root / part).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, root / part)
        else:
            shutil.copy2(ROOT / part, root / part)
    for name, text in _FILES.items():
        made.write(name, text)
    settings: dict[str, Any] = yaml.safe_load((ROOT / "dbt_project.yml").read_text("utf-8"))
    of_models = settings["models"]["amparo"]
    settings["models"]["amparo"] = {
        name: {"+schema": name, "+materialized": of_models[name]["+materialized"]}
        for name in ("staging", "marts")
    }
    made.write("dbt_project.yml", yaml.safe_dump(settings, allow_unicode=True))
    with made.tiny.writing() as connection:
        connection.execute(_LANDED)
    return made
