"""A warehouse of a few rows, with all that publishing reads and some that it must never write."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import duckdb

from amparo.project import Project
from amparo.publishing.declared import Declared, ForeignKey, TestRun
from amparo.publishing.publish import Publication, publish

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from amparo.publishing.writer import Progress

PERSON = "ANA-PLANTADA-DE-LA-CRUZ"
SHA = "0" * 64
DECLARED = Declared(
    published=("agg_pin_national", "dim_assessment", "fct_pin"),
    withheld={"fct_row_set_aside": "single rows"},
    foreign_keys=(
        ForeignKey("agg_pin_national", "assessment_id", "dim_assessment", "assessment_id"),
        ForeignKey("fct_pin", "assessment_id", "dim_assessment", "assessment_id"),
    ),
)
TESTS = (TestRun("keys_are_unique", "test", "pass", 0), TestRun("steps", "unit_test", "pass", 0))

_TABLES = f"""
create schema raw; create schema staging; create schema intermediate; create schema marts;
create table raw.landed_files as select
    'a/b.csv' as file_name, 'dane' as source_id, '{SHA}' as file_sha256,
    cast(12 as bigint) as file_bytes, cast(3 as bigint) as rows_read, 'load-1' as load_id,
    timestamp '2024-05-06 07:08:09' as loaded_at, true as is_synthetic;
create table raw.sivigila__cases as select '{PERSON}' as name;
create table staging.stg_sivigila__cases as select '{PERSON}' as name;
create table intermediate.int_rows__sivigila as select '{PERSON}' as name;
create table intermediate.int_assessments__resolved as select
    '2024' as assessment_id, [struct_pack(
        setting := 'municipality_list', value := 'dcd-2023', stated_by_assessment_id := '2024'
    )] as stated_settings;
create table intermediate.int_assessments__data_years as select
    '2024' as assessment_id, '2024' as stated_by_assessment_id, 'uariv' as component_id,
    2022 as data_year;
create table marts.fct_row_set_aside (place_text varchar);
insert into marts.fct_row_set_aside values ('{PERSON}');
create table marts.dim_assessment (
    assessment_id varchar not null, label_es varchar, primary key (assessment_id)
);
comment on table marts.dim_assessment is 'One row per assessment. It''s the year.';
comment on column marts.dim_assessment.label_es is 'Label in Spanish: "año".';
insert into marts.dim_assessment values ('2024', 'Año 2024');
create table marts.fct_pin (
    assessment_id varchar not null, municipality_code varchar not null, pin double,
    severity_final integer, valid_on date, is_capped boolean,
    primary key (assessment_id, municipality_code), check (pin >= 0)
);
comment on table marts.fct_pin is 'One row per assessment and municipality.';
create table marts.agg_pin_national (
    assessment_id varchar not null, pin_rounded bigint, primary key (assessment_id)
);
create table marts.dropped_later as select '{PERSON}' as name;
drop table marts.dropped_later;
"""
_PROJECT = "name: tiny\nvars:\n  published_versions_kept: {kept}\n"


@dataclass
class Tiny:
    """A project with a working database.

    Attributes:
        project: The project.
        extracts: The one file it was landed from.
    """

    project: Project
    extracts: Path = field(init=False)

    def __post_init__(self) -> None:
        """Write the project and its working database."""
        root = self.project.root
        (root / "seeds" / "method").mkdir(parents=True)
        text = "methodology_id,variable_id,severity,upper_bound\nco-1,a,0,0\nco-1,a,1,5.0\n"
        self.seed.write_text(text, encoding="utf-8")
        self.keep(5)
        self.extracts = root / "extracts"
        (self.extracts / "a").mkdir(parents=True)
        self.project.database.parent.mkdir(parents=True)
        with self.writing() as connection:
            connection.execute(_TABLES)
        self.set_pin(1)

    @property
    def seed(self) -> Path:
        """The project's only seed."""
        return self.project.root / "seeds" / "method" / "severity_scales.csv"

    def keep(self, versions: int) -> None:
        """Set how many versions are kept."""
        text = _PROJECT.format(kept=versions)
        (self.project.root / "dbt_project.yml").write_text(text, encoding="utf-8")

    @contextlib.contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the working database to write."""
        connection = duckdb.connect(str(self.project.database))
        try:
            yield connection
        finally:
            connection.execute("checkpoint")
            connection.close()

    def set_pin(self, pin: float, rows: int = 20) -> None:
        """Make every PiN this one, in two tables, so that a mixture would show."""
        with self.writing() as connection:
            connection.execute(
                "begin; delete from marts.fct_pin; delete from marts.agg_pin_national"
            )
            connection.execute(
                "insert into marts.fct_pin select '2024', format('{:05d}', i), ?,"
                " case when i > 3 then 4 end, date '2024-02-29', i % 2 = 0"
                " from range(?) as numbers(i)",
                [pin, rows],
            )
            connection.execute(
                "insert into marts.agg_pin_national values ('2024', cast(? as bigint))", [pin]
            )
            connection.execute("commit")

    def publish(self, progress: Progress | None = None, umask: int = 0o022) -> Publication:
        """Publish."""
        return publish(self.project, DECLARED, TESTS, umask=umask, progress=progress)

    def published_pin(self) -> float:
        """What a reader who connects now gets; fails where two tables disagree."""
        link = self.project.published / "amparo.duckdb"
        with duckdb.connect(str(link), read_only=True) as connection:
            found = connection.execute(
                "select min(pin), max(pin), count(*), any_value(pin_rounded) from marts.fct_pin"
                " inner join marts.agg_pin_national using (assessment_id)"
            ).fetchone()
        assert found is not None
        assert found[0] == found[1] == found[3]
        return float(found[0])

    def left_overs(self) -> list[str]:
        """What lies in the folder and is neither the link, the lock nor a whole version."""
        published = self.project.published
        known = {"amparo.duckdb", "versions", ".amparo.lock"}
        found = [path.name for path in published.iterdir() if path.name not in known]
        for version in (published / "versions").iterdir():
            names = sorted(path.name for path in version.iterdir())
            found += [] if names == ["amparo.duckdb", "manifest.json"] else [version.name, *names]
        return found


def make_tiny(folder: Path) -> Tiny:
    """Make a tiny project in a folder."""
    return Tiny(
        Project(
            root=folder / "project",
            database=folder / "warehouse" / "amparo.duckdb",
            published=folder / "published",
        )
    )
