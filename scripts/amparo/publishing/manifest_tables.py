"""The tables of schema ``manifest``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

TABLES: Final[Mapping[str, tuple[str, Mapping[str, tuple[str, str]]]]] = {
    "publication": (
        "One row: this publication.",
        {
            "content_id": ("varchar", "SHA-256 of all the rest, but for times and load."),
            "amparo_version": ("varchar", "Version of Amparo."),
            "git_commit": ("varchar", "Commit of the checkout; null outside a git checkout."),
            "has_uncommitted_changes": (
                "boolean",
                "Whether files differed from the commit; null outside a git checkout.",
            ),
            "published_at": ("timestamp", "When it was written, UTC."),
            "load_id": ("varchar", "The last landing that changed a file; null for none."),
            "is_synthetic": ("boolean", "Whether any file is synthetic."),
            "dbt_version": ("varchar", "Version of dbt-core."),
            "duckdb_version": ("varchar", "Version of DuckDB that wrote the file."),
            "digest_decimals": (
                "integer",
                "Decimals to which floating-point numbers are rounded in digests.",
            ),
            "edition": (
                "varchar",
                "shared: what anybody may have; restricted: exact, for the cluster only.",
            ),
            "registry_state": (
                "varchar",
                "none: no registry. current: its tables are of this build. carried: of an earlier"
                " version, since too few children changed. withheld: left out for the same reason."
                " removed: taken out when newer ones were published.",
            ),
            "registry_version": (
                "varchar",
                "Version that the registry's tables are of where they are carried; else null.",
            ),
        },
    ),
    "inputs": (
        "One row per landed file and source.",
        {
            "file_name": ("varchar", "File, relative to the extracts folder."),
            "source_id": ("varchar", "Source."),
            "sha256": ("varchar", "SHA-256 of the file."),
            "bytes": ("bigint", "Its size."),
            "rows": (
                "bigint",
                "Rows landed, over all sheets; null where they would tell of a few people.",
            ),
        },
    ),
    "seeds": (
        "One row per seed of the method.",
        {
            "path": ("varchar", "File, relative to the project."),
            "sha256": ("varchar", "SHA-256 of the file."),
        },
    ),
    "assessment_settings": (
        "One row per assessment and setting, inherited ones resolved.",
        {
            "assessment_id": ("varchar", "Assessment."),
            "setting": ("varchar", "Setting; data_year: and a component for the years."),
            "value": ("varchar", "Its value."),
            "stated_by_assessment_id": ("varchar", "Assessment whose seed line states it."),
        },
    ),
    "method": (
        "One row per row that the seeds state of a methodology with published results.",
        {
            "seed": ("varchar", "Seed."),
            "row_key": ("varchar", "Its key, methodology first, joined by commas."),
            "value": ("varchar", "Its cells that results depend on."),
        },
    ),
    "restatements": (
        "One row per row of a published methodology that was edited without a new id.",
        {
            "methodology_id": ("varchar", "Methodology."),
            "seed": ("varchar", "Seed."),
            "row_key": ("varchar", "Its key, methodology first, joined by commas."),
            "value_before": ("varchar", "Cells in the publication before; null for no row."),
            "value_after": ("varchar", "Cells now; null for no row."),
            "why": ("varchar", "Reason given."),
        },
    ),
    "changes": (
        "One row per municipality that moved with this version, in the main assessment.",
        {
            "compared_version": ("varchar", "Version that readers had before."),
            "assessment_id": ("varchar", "Main assessment of this version."),
            "compared_assessment_id": ("varchar", "Main assessment of the version before."),
            "municipality_code": ("varchar", "DIVIPOLA code."),
            "severity_before": ("integer", "Final severity before; null for none."),
            "severity_after": ("integer", "Final severity now; null for none."),
            "pin_before": ("double", "PiN before, persons; null for none."),
            "pin_after": ("double", "PiN now, persons; null for none."),
        },
    ),
    "tests": (
        "One row per dbt test that was run before publishing.",
        {
            "name": ("varchar", "Name of the test."),
            "kind": ("varchar", "test: of data, which is all that a build runs."),
            "status": ("varchar", "What became of it."),
            "failures": ("bigint", "Rows it found."),
        },
    ),
    "tables": (
        "One row per published table.",
        {
            "name": ("varchar", "Table of schema marts."),
            "rows": ("bigint", "Its rows."),
            "sha256": ("varchar", "Digest of its content, independent of the order of rows."),
            "definition_sha256": (
                "varchar",
                "Digest of its definition: columns, keys, checks, comments.",
            ),
            "is_registry": ("boolean", "Whether it tells of the children of the registry."),
        },
    ),
}
"""Comment and columns (type, comment) of the tables of schema ``manifest``."""

LATER: Final = {"method", "restatements", "changes"}
"""Tables that a file of an older version does not have."""
