"""SQL from the project's own macros and models, so that the gate reads a cell as staging does."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, StrictUndefined, Template

from amparo.landing.declarations import SCHEMA
from amparo.warehouse.quoting import identifier, literal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from amparo.gate.declared import Reader


class Rendering:
    """Macros and models of a project, without dbt.

    Args:
        root: The project.

    Attributes:
        seeds_read: Seeds that the statements given so far read.
    """

    def __init__(self, root: Path) -> None:
        """Read the macros."""
        self._models = root / "models" / "staging"
        self._seeds = root / "seeds"
        self.seeds_read: set[Path] = set()
        files = sorted((root / "macros").glob("*.sql"))
        self._macros = "\n".join(file.read_text(encoding="utf-8") for file in files)
        self._module: Any = _compiled(self._macros).module

    def read(self, reader: Reader, expression: str) -> str:
        """SQL that reads a cell; null where it cannot be read.

        Args:
            reader: How; see ``amparo.gate.declared``.
            expression: SQL of the text.

        Returns:
            SQL of a number, a date or a normalised text.
        """
        if reader in {"count", "count_lost_zeros"}:
            text = self._module.parse_count(expression, reader == "count_lost_zeros")
        elif reader == "date":
            text = self._module.parse_date(expression)
        elif reader == "text":
            text = self._module.normalise_text(expression)
        elif reader == "label":
            text = self._module.normalise_label(expression)
        else:
            plain = f"trim({expression})"
            text = {
                "upper": f"upper({plain})",
                "number": f"try_cast({plain} as double)",
                "leading_year": f"try_cast(regexp_extract({plain}, '^([0-9]{{4}})', 1) as bigint)",
            }[reader]
        return f"({str(text).strip()})"

    def year(self, reader: Reader, expression: str) -> str:
        """SQL of the year a cell names, as a whole number."""
        read = self.read(reader, expression)
        return f"year({read})" if reader == "date" else read

    def statements(self, name: str) -> Iterator[str]:
        """SQL that makes a staging model, and what it refers to, as temporary tables.

        Args:
            name: A model of staging or a seed, e.g. ``stg_places__resolved``.

        Yields:
            Statements in the order in which they have to run; each table bears its model's name.
        """
        yield from self._statements(name, set())

    def _statements(self, name: str, done: set[str]) -> Iterator[str]:
        if name in done:
            return
        done.add(name)
        seed = next(iter(self._seeds.glob(f"*/{name}.csv")), None)
        if seed is not None:
            self.seeds_read.add(seed)
            yield f"create or replace temp table {identifier(name)} as {read_seed(seed)}"
            return
        (file,) = self._models.rglob(f"{name}.sql")
        needed: list[str] = []

        def ref(other: str) -> str:
            needed.append(other)
            return f"temp.{identifier(other)}"

        def source(_: str, raw: str) -> str:
            return identifier(SCHEMA, raw)

        text = f"{self._macros}\n{file.read_text(encoding='utf-8')}"
        sql = _compiled(text).render(ref=ref, source=source)
        for other in needed:
            yield from self._statements(other, done)
        yield f"create or replace temp table {identifier(name)} as {sql}"


@cache
def _compiled(text: str) -> Template:
    # SQL is no HTML: escaping would spoil it
    environment = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701 - SQL, no page
    return environment.from_string(text)


def read_seed(file: Path) -> str:
    """SQL that reads a seed; every column is text, so that a bad cell is left for dbt to name."""
    return (
        f"select * from read_csv({literal(str(file))}, header = true, all_varchar = true,"  # noqa: S608 - quoted
        " nullstr = '', delim = ',', quote = '\"')"
    )
