"""Seeds as people save them: read alike however they were saved, or refused in true words."""

from __future__ import annotations

import ast
import re
import shutil
from typing import TYPE_CHECKING

import pytest

from amparo.errors import UserError
from amparo.gate.seeds import parameters
from amparo.seeds import find_seed, read_seed, rows_of
from amparo.seeds.cells import has_fractions, misread
from amparo.seeds.check import check_seeds
from amparo.seeds.lines import line_of, lines_with
from amparo.texts import Labels
from command import in_process
from conftest import ROOT, copy_project
from faults.page import state_machine_fault

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = ROOT / "seeds"
PAGE = ROOT / "docs" / "faults.md"
READING = ROOT / "scripts" / "amparo" / "seeds" / "reading.py"
# CSV of other people, which has its own rules, and one line of a seed as text
OTHER_CSV = {"landing/readers/csv_file.py", "cli/aliases.py"}


def saved(file: Path, way: str) -> None:
    """Save a seed in one of the ways of Excel on Windows."""
    text = file.read_bytes().decode()
    if way in {"semicolons", "tabs"}:
        sign = ";" if way == "semicolons" else "\t"
        assert sign not in text
        text = text.replace(",", sign)
    ends = text.replace("\n", "\r\n")
    encodings = {"mark": "utf-8-sig", "code page": "cp1252", "unicode text": "utf-16"}
    file.write_bytes(ends.encode(encodings.get(way, "utf-8")))


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A copy of the seeds, to be saved otherwise."""
    return shutil.copytree(SEEDS, tmp_path / "seeds")


@pytest.mark.parametrize("way", ["mark", "line ends", "semicolons", "tabs", "unicode text"])
def test_rows_and_lines_are_read_alike_however_a_seed_was_saved(seeds: Path, way: str) -> None:
    saved(seeds / "method" / "sexes.csv", way)
    assert rows_of(seeds, "sexes") == rows_of(SEEDS, "sexes") != []
    [first, *_] = rows_of(SEEDS, "sexes")
    assert line_of(seeds, "sexes", **first) == "sexes.csv:2"


@pytest.mark.parametrize("way", ["mark", "line ends", "unicode text"])
def test_texts_do_not_depend_on_how_their_table_was_saved(seeds: Path, way: str) -> None:
    saved(seeds / "labels" / "labels.csv", way)
    assert Labels(seeds, "es")("build_ok") == Labels(SEEDS, "es")("build_ok")


@pytest.mark.parametrize("way", ["mark", "line ends"])
def test_what_dbt_reads_as_well_is_no_fault(seeds: Path, way: str) -> None:
    for name in ("labels", "sexes", "acknowledgements"):
        file = find_seed(seeds, name)
        assert file is not None
        saved(file, way)
    check_seeds(seeds, Labels(seeds, "es"))
    what = {"mark": "CSV UTF-8, with its byte order mark", "line ends": "line ends of Windows"}[way]
    state_machine_fault(PAGE, f"a seed saved by Excel: {what}", "harmless", "")


@pytest.mark.parametrize(
    ("way", "says"),
    [
        ("semicolons", "sexes.csv: sus celdas están separadas por punto y coma"),
        ("tabs", "sexes.csv: sus celdas están separadas por tabuladores"),
        ("unicode text", "sexes.csv: no está en UTF-8"),
    ],
)
def test_what_dbt_cannot_read_is_told_by_its_cause(seeds: Path, way: str, says: str) -> None:
    saved(seeds / "method" / "sexes.csv", way)
    with pytest.raises(UserError) as stopped:
        check_seeds(seeds, Labels(seeds, "es"))
    assert says in stopped.value.message_es
    assert stopped.value.message_es.count("•") == 1
    text = stopped.value.message_es.removeprefix("• ")
    state_machine_fault(PAGE, f"a seed saved by Excel: {way}", "stopped before dbt", text)


def test_texts_in_the_code_page_of_windows_say_so_themselves(seeds: Path) -> None:
    file = seeds / "labels" / "labels.csv"
    text = file.read_text(encoding="utf-8").encode("cp1252", "replace")
    file.write_bytes(text)
    with pytest.raises(UserError, match=r"labels\.csv: no está en UTF-8"):
        check_seeds(seeds, Labels(seeds, "es"))


@pytest.mark.parametrize(
    ("seed", "old", "new", "says"),
    [
        ("severity_scales", ",5,1 a 5\n", ",5.0,1 a 5\n", None),
        ("variables", ",rate,100000,", ",rate,100.000,", "columna rate_per: se esperaba un número"),
        ("pin_percentages", "co-2024,5,500000,", "co-2024,5,500.000,", "500.000"),
        ("pin_percentages", ",500000,35,", ",500000,35%,", "punto decimal"),
        ("severity_scales", ",9,6 a 9\n", ',"9,5",6 a 9\n', "punto decimal"),
        ("severity_scales", ",9,6 a 9\n", ",1.100,6 a 9\n", "punto de miles"),
        ("assessments", "2025,,false,", "2025,,FALSO,", "true o false"),
        ("severity_scales", ",9,6 a 9\n", ",9e2,6 a 9\n", "punto decimal"),
        ("registry_age_bands", "\n0_5,0,5,1,", "\n0_5,0,cinco,1,", "solo cifras"),
        ("severity_scales", ",9,6 a 9\n", ", 9,6 a 9\n", "punto decimal"),
        # a cell whose type the row states
        ("parameters", "ranking_simulations,4000,", "ranking_simulations,4.000,", "solo cifras"),
        ("parameters", "set_aside_share,0.05,", 'set_aside_share,"0,05",', "punto decimal"),
        ("parameters", "correction_method,holm,", "correction_method,fdr_bh,", None),
    ],
)
def test_a_cell_that_would_be_misread_is_named(
    seeds: Path, seed: str, old: str, new: str, says: str | None
) -> None:
    file = find_seed(seeds, seed)
    assert file is not None
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    if says is None:
        check_seeds(seeds, Labels(seeds, "es"))
        return
    line = text[: text.index(old)].count("\n") + 1 + old.startswith("\n")
    with pytest.raises(UserError, match=re.escape(says)) as error:
        check_seeds(seeds, Labels(seeds, "es"))
    assert f"{seed}.csv, línea {line}, columna " in str(error.value)


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("0.125", "double", None),
        ("1.125", "double", "thousands"),
        ("1.1250", "double", None),
        ("-inf", "double", None),
        ("nan", "double", "decimal"),
        ("", "integer", None),
        ("1_000", "integer", "whole"),
        ("٣", "varchar", None),
        ("2024-02-30", "date", "date"),
        ("20240201", "date", "date"),
        ("2024-02-01", "date", None),
        ("True", "boolean", "logical"),
    ],
)
def test_a_cell_says_what_its_type_says(text: str, kind: str, expected: str | None) -> None:
    assert misread(text, kind) == expected


def test_three_decimals_among_others_are_decimals() -> None:
    assert has_fractions(["6.245", "6.2", "75"])
    assert not has_fractions(["100.000", "1.000.000", "5", "inf"])
    assert misread("6.245", "double", is_fractional=True) is None


@pytest.mark.parametrize("command", ["land", "build"])
def test_a_seed_is_looked_at_before_anything_is_landed(tmp_path: Path, command: str) -> None:
    project = copy_project(tmp_path / "project")
    saved(project / "seeds" / "method" / "sexes.csv", "semicolons")
    (tmp_path / "extracts").mkdir()
    (tmp_path / "extracts" / "decisiones_expertas.csv").write_text("x\n", encoding="utf-8")
    database = tmp_path / "warehouse" / "amparo.duckdb"
    run = in_process(
        *(command, "--extracts", str(tmp_path / "extracts")), project=project, database=database
    )
    assert run.code == 1
    assert "sexes.csv: sus celdas están separadas por punto y coma" in run.err
    assert not database.exists()


def test_a_seed_that_is_gone_is_named(seeds: Path) -> None:
    (seeds / "method" / "sexes.csv").unlink()
    with pytest.raises(UserError, match=r"sexes\.csv: no está"):
        check_seeds(seeds, Labels(seeds, "es"))
    with pytest.raises(UserError, match=r"Falta la semilla sexes\.csv"):
        rows_of(seeds, "sexes")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (
            "masked_digits,5",
            "masked_digits,nan",
            r"parameters\.csv:10.*«nan» no es un número",
        ),
        ("masked_digits,5", "masked_digits,5_0", "«5_0» no es un número"),
        ("masked_digits,5", "masked_digits,2.5", "«2.5» no es un número entero"),
        ("masked_digits,5", "masked_digit,5", r"parameters\.csv: falta la fila de masked_digits"),
        ("few_cells,1", "masked_digits,1", "falta la fila de few_cells.*Agréguela"),
    ],
)
def test_a_number_of_the_gate_that_is_none_is_told_by_seed_and_line(
    seeds: Path, old: str, new: str, says: str
) -> None:
    file = seeds / "method" / "parameters.csv"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserError, match=says) as stopped:
        parameters(seeds)
    if new == "masked_digit,5":
        what = "a row of the gate's parameters is renamed"
        state_machine_fault(PAGE, what, "stopped before dbt", stopped.value.message_es)


def test_lines_are_found_by_all_digits_of_a_number_and_nothing_else_is_one(seeds: Path) -> None:
    file = seeds / "quality" / "page_sizes.csv"
    file.write_text("page_rows,note\n51682692,a\n2024_1,b\n0.30,c\n05002,d\n", encoding="utf-8")

    def lines(value: object) -> list[int]:
        return [found.line for found in lines_with(seeds, "page_sizes", {"page_rows": value})]

    assert lines(51682692.0) == [2]
    assert lines(51682693) == []
    assert lines("20241") == lines(20241) == []
    assert lines("2024_1") == [3]
    assert lines(0.3) == [4]
    assert lines(5002) == []


@pytest.mark.parametrize("content", ["", "id,es\nx,y\n", "label_id es en\n"])
def test_a_table_of_texts_that_is_none_ends_in_a_sentence(seeds: Path, content: str) -> None:
    (seeds / "labels" / "labels.csv").write_text(content, encoding="utf-8")
    with pytest.raises(UserError, match=r"labels\.csv, línea 1: falta la columna"):
        Labels(seeds, "en")


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    file = tmp_path / "some.csv"
    file.write_text('a,b\n1,"two\nlines"\n\n3,x\n\n', encoding="utf-8-sig")
    seed = read_seed(file)
    assert seed.header == ("a", "b")
    assert seed.lines == ((3, ("1", "two\nlines")), (5, ("3", "x")))


def test_one_module_reads_seeds() -> None:
    """Nine places with two encodings were nine ways to fail."""
    package = READING.parents[1]
    readers = {
        file.relative_to(package).as_posix()
        for file in package.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in {"reader", "DictReader"}
        and isinstance(node.value, ast.Name)
        and node.value.id == "csv"
    }
    assert readers == OTHER_CSV | {READING.relative_to(package).as_posix()}
