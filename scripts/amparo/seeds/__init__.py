"""The seeds as Python reads them: one reader, lines to point at, and a check before dbt."""

from __future__ import annotations

from amparo.seeds.reading import Row, SeedFile, as_number, find_seed, read_seed, rows_of

__all__ = ["Row", "SeedFile", "as_number", "find_seed", "read_seed", "rows_of"]
