"""Columns and constants of the exchange files, as ``formats.yml`` declares them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from amparo.yaml_files import read_yaml

FOLDER: Final = Path(__file__).parent


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Country(_Strict):
    """The country, as HAPI names it."""

    iso3: str
    has_hrp: str
    in_gho: str


class Sector(_Strict):
    """The sector: code and name of the global clusters, and the country's own name."""

    code: str
    name: str
    description: str


class Hapi(_Strict):
    """HAPI: file, statuses (with the column their value is in), columns in order."""

    file: str
    statuses: dict[str, str]
    columns: tuple[str, ...]


class Hno(_Strict):
    """HNO country file: columns in order with their HXL tags."""

    file: str
    columns: dict[str, str]


class JiafColumn(_Strict):
    """A column of a worksheet; empty without a value. ``above`` stands over its heading."""

    name: str
    above: str | None = None
    value: str | None = None


class JiafSheet(_Strict):
    """A worksheet; its headings are in row ``header_row``, counted from 1."""

    name: str
    header_row: int
    columns: tuple[JiafColumn, ...]


class Jiaf(_Strict):
    """The JIAF workbook."""

    file: str
    sheets: tuple[JiafSheet, ...]


class Geo(_Strict):
    """Files of results with shapes."""

    geojson: str
    geoparquet: str


class ParquetFiles(_Strict):
    """Folder of the tables and name of their descriptor."""

    folder: str
    descriptor: str


class Formats(_Strict):
    """All of ``formats.yml``."""

    country: Country
    sector: Sector
    categories: dict[str, str]
    sexes: dict[str, str]
    warnings: dict[str, str]
    errors: dict[str, str]
    hapi: Hapi
    hno: Hno
    jiaf: Jiaf
    geo: Geo
    parquet: ParquetFiles


def load_formats() -> Formats:
    """Read ``formats.yml``."""
    read = read_yaml(FOLDER / "formats.yml")
    return Formats.model_validate(read)


def query(name: str) -> str:
    """A query of ``sql/``."""
    return (FOLDER / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def reference_year(assessment: dict[str, Any]) -> int:
    """Year the needs are of: the HPC cycle's, else that of the population.

    Args:
        assessment: Row of ``dim_assessment``.
    """
    return int(assessment["hpc_cycle"] or assessment["pin_population_year"])


def file_name(template: str, assessment: dict[str, Any]) -> str:
    """Name of an exchange file: it says which assessment it is of.

    Args:
        template: The name with ``{assessment}``.
        assessment: Row of ``dim_assessment``.
    """
    part = re.sub(r"[^\w.-]+", "-", str(assessment["assessment_id"]))
    return template.format(assessment=part)
