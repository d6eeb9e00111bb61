"""Files that read well and mean something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import xlsxwriter

from .base import FILE, FISCALIA, Fault, csv_text, sound_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

Rows = list[dict[str, str]]


def _rows(
    change: Callable[[Rows], Rows | None], header: Sequence[str] = FISCALIA
) -> Callable[[Path], None]:
    """Spoil the rows of the sound extract, in place or by giving others."""

    def spoil(folder: Path) -> None:
        rows = sound_rows()
        changed = change(rows)
        text = csv_text(rows if changed is None else changed, header)
        (folder / FILE).write_text(text, encoding="utf-8")

    return spoil


def _set(column: str, value: str, rows: slice = slice(0, 1)) -> Callable[[Rows], None]:
    def change(found: Rows) -> None:
        for row in found[rows]:
            row[column] = value

    return change


def _shift(found: Rows) -> Rows:
    """Every cell one column to the right, the last one lost."""
    shifted = []
    for row in found:
        cells = ["", *list(row.values())[:-1]]
        shifted.append(dict(zip(FISCALIA, cells, strict=True)))
    return shifted


def _swap(first: str, second: str) -> Callable[[Rows], None]:
    def change(found: Rows) -> None:
        for row in found:
            row[first], row[second] = row[second], row[first]

    return change


def _renamed(old: str, new: str) -> tuple[str, ...]:
    return tuple(new if name == old else name for name in FISCALIA)


def _traded(first: str, second: str) -> tuple[str, ...]:
    other = {first: second, second: first}
    return tuple(other.get(name, name) for name in FISCALIA)


PORTAL = tuple(
    {
        "ANIO_HECHO": "a_o_hecho",
        "TOTAL_VICTIMAS": "total_v_ctimas",
        "GRUPO_EDAD_VICTIMA": "grupo_edad_v_ctima",
    }.get(name, name.lower())
    for name in FISCALIA
)


def _decimals(found: Rows) -> None:
    for row in found:
        row["TOTAL_VICTIMAS"] += ",0"


def _unknown_places(found: Rows) -> Rows:
    return [row | {"MUNICIPIO": f"PUEBLO {number}"} for number, row in enumerate(found * 50)]


def _twin(folder: Path) -> None:
    rows = sound_rows()
    rows[7]["TOTAL_VICTIMAS"] = "9"
    (folder / "Conteo_de_Victimas_copia.csv").write_text(csv_text(rows), encoding="utf-8")


def _formulas(folder: Path) -> None:
    (folder / FILE).unlink()
    with xlsxwriter.Workbook(str(folder / "fiscalia_conteo.xlsx")) as book:
        page = book.add_worksheet("datos';--")
        page.write_row(0, 0, FISCALIA)
        for number, row in enumerate(sound_rows(), start=1):
            page.write_row(number, 0, list(row.values()))
        page.write_string(1, FISCALIA.index("MUNICIPIO"), "=cmd|' /C calc'!A0")
        page.write_formula(2, FISCALIA.index("TOTAL_VICTIMAS"), "=1+1", None, 2)
        page.write_formula(3, FISCALIA.index("TOTAL_VICTIMAS"), "=1/0", None, "#DIV/0!")


def _hostile_columns(folder: Path) -> None:
    header = [*FISCALIA, 'x"; drop table raw.landed_files; --', "../../etc/passwd", "a'b"]
    lines = [",".join('"' + name.replace('"', '""') + '"' for name in header)]
    lines += [line + ",1,2,3" for line in csv_text(sound_rows()).splitlines()[1:]]
    (folder / FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")


FAULTS = (
    Fault(
        "renamed_column",
        "the source renamed a column (TOTAL_VICTIMAS is NUM_VICTIMAS)",
        _rows(lambda _: None, _renamed("TOTAL_VICTIMAS", "NUM_VICTIMAS")),
        "refused",
        ("falta la columna total_victimas", "NUM_VICTIMAS"),
    ),
    Fault(
        "names_of_the_portal",
        "headers as the portal spells them in its field names (a_o_hecho, total_v_ctimas)",
        _rows(lambda _: None, PORTAL),
        "harmless",
    ),
    Fault(
        "percent_beside",
        "a column with the share beside that of the count (% TOTAL_VICTIMAS)",
        _rows(lambda _: None, _renamed("HOMICIDIO_DOLOSO_CONSUMADO", "% TOTAL_VICTIMAS")),
        "harmless",
    ),
    Fault(
        "decimal_comma",
        "the counts were saved with a decimal comma: 2,0 is two, not 2,000",
        _rows(_decimals),
        "harmless",
    ),
    Fault(
        "swapped_headers",
        "two columns trade places with their headers",
        _rows(_swap("SEXO_VICTIMA", "LEY"), _traded("SEXO_VICTIMA", "LEY")),
        "harmless",
    ),
    Fault(
        "swapped_columns",
        "the cells of two columns trade places, the headers stay (crime group and age group)",
        _rows(_swap("GRUPO_DELITO", "GRUPO_EDAD_VICTIMA")),
        "stopped",
        ("grupo_",),
    ),
    Fault(
        "swapped_places",
        "the cells of department and municipality trade places",
        _rows(_swap("DEPARTAMENTO", "MUNICIPIO")),
        "stopped",
        ("municipio",),
    ),
    Fault(
        "shifted_by_one",
        "every cell stands one column to the right of its header",
        _rows(_shift),
        "stopped",
        ("total_victimas",),
    ),
    Fault(
        "thousands_of_unknown_places",
        "3,000 rows of municipalities that do not exist",
        _rows(_unknown_places),
        "stopped",
        ("municipio",),
    ),
    Fault(
        "one_unknown_place",
        "one misspelt municipality",
        _rows(_set("MUNICIPIO", "MEDEYÍN")),
        "set aside",
        ("no existe",),
    ),
    Fault(
        "negative_count",
        "a negative number of victims",
        _rows(_set("TOTAL_VICTIMAS", "-3")),
        "set aside",
        ("es negativo",),
    ),
    Fault(
        "absurd_count",
        "a billion victims in one row",
        _rows(_set("TOTAL_VICTIMAS", "1000000000")),
        "stopped",
        ("total_victimas",),
    ),
    Fault(
        "text_for_a_count",
        "a word where the number of victims stands, in one row",
        _rows(_set("TOTAL_VICTIMAS", "varias")),
        "set aside",
        ("Número que no se puede leer",),
    ),
    Fault(
        "text_for_all_counts",
        "words where the numbers of victims stand, in every row",
        _rows(_set("TOTAL_VICTIMAS", "varias", slice(None))),
        "stopped",
        ("total_victimas",),
    ),
    Fault(
        "year_2205",
        "the act happened in 2205, as the real file has it",
        _rows(_set("ANIO_HECHO", "2205")),
        "accounted for",
    ),
    Fault(
        "year_1900",
        "the act happened in 1900",
        _rows(_set("ANIO_HECHO", "1900")),
        "accounted for",
    ),
    Fault(
        "text_for_a_year",
        "a word where the year of the act stands, in one row",
        _rows(_set("ANIO_HECHO", "SIN DATO")),
        "set aside",
        ("Año que no se puede leer",),
    ),
    Fault(
        "every_year_wrong",
        "all acts happened in 2205",
        _rows(_set("ANIO_HECHO", "2205", slice(None))),
        "stopped",
        ("anio_hecho",),
    ),
    Fault(
        "one_number_apart",
        "a second file equal but for one number",
        _twin,
        "stated twice",
        ("Conteo_de_Victimas_copia.csv", FILE),
    ),
    Fault(
        "formulas",
        "a workbook with formulas, one that fails and a text that looks like a command; a sheet"
        " named with quotes",
        _formulas,
        "set aside",
        ("celdas con error de fórmula",),
    ),
    Fault("hostile_columns", "headers of quotes, paths and SQL", _hostile_columns, "harmless"),
    Fault("shuffled_rows", "the rows in another order", _rows(lambda rows: rows[::-1]), "harmless"),
)
