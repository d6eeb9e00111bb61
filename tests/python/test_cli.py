"""What the command says to a user's mistakes: an exit code and a sentence, in both languages."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import duckdb
import pytest
from filelock import FileLock

from amparo import __version__
from command import in_process
from conftest import Built, Run, amparo, write_refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

LANGUAGES = ("es", "en")
HELD = {"es": "otro programa tiene abierto", "en": "another program has that file open"}
SECOND = {"es": "Otra ejecución de Amparo", "en": "Another run of Amparo"}
BROKEN = {
    "es": (
        "falta la columna total_victimas",
        "la más parecida es TOTAL_VICTIMA.",
        "La construcción se detuvo antes de dbt",
    ),
    "en": (
        "column total_victimas is missing",
        "the nearest is TOTAL_VICTIMA.",
        "The build stopped before dbt",
    ),
}
HOLDER = """
import sys

import duckdb

connection = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


def text_of(run: Run) -> str:
    """All that was said, without the line breaks of a narrow terminal."""
    return re.sub(r"\s+", " ", run.out + run.err)


def assert_mistake(run: Run, code: int, *fragments: str) -> None:
    """The run ended with a code and a sentence on the error channel, and without a traceback."""
    assert "Traceback" not in run.out + run.err, run.err
    said = re.sub(r"\s+", " ", run.err)
    assert run.code == code, said
    for fragment in fragments:
        assert fragment in said, said


def write_csv(file: Path, *rows: tuple[object, ...]) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return file


@pytest.fixture
def extracts(tmp_path: Path) -> Path:
    """A folder with the least that can be landed."""
    header = ("divipola", "anio", "sexo", "edad", "pob", "serie")
    row = ("05001", 2024, "hombres", 0, 1_000, "de prueba")
    return write_csv(tmp_path / "extracts" / "poblacion_municipal.csv", header, row).parent


@pytest.fixture
def broken(extracts: Path) -> Path:
    """The same folder and a file of the Fiscalía whose count has lost its last letter."""
    write_refused(extracts / "Conteo_de_Victimas_2022.csv")
    return extracts


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Where a warehouse would be."""
    folder = tmp_path / "warehouse"
    folder.mkdir()
    return folder / "amparo.duckdb"


@pytest.fixture
def run(root: Path, database: Path) -> Callable[..., Run]:
    """Run the command on a warehouse that does not exist yet."""

    def go(*arguments: str, language: str = "es") -> Run:
        return amparo(*arguments, project=root, database=database, language=language)

    return go


@contextmanager
def held(database: Path) -> Iterator[None]:
    """Keep a database open in another process."""
    process = subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, "-c", HOLDER, str(database)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().strip() == "held"
            yield
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(timeout=60)


def tables_of(database: Path, schema: str) -> list[str]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return [
            name
            for (name,) in connection.execute(
                "select table_name from duckdb_tables() where schema_name = ? order by all",
                [schema],
            ).fetchall()
        ]


# --- what is asked for does not exist ----------------------------------------------------------


@pytest.mark.parametrize("command", ["land", "build"])
@pytest.mark.parametrize(
    ("language", "sentence"),
    [("es", "No existe la carpeta de extractos"), ("en", "The folder of extracts")],
)
def test_a_folder_that_does_not_exist_is_named(
    run: Callable[..., Run], database: Path, command: str, language: str, sentence: str
) -> None:
    found = run(command, "--extracts", "no/such/folder", language=language)
    assert_mistake(found, 1, sentence, "no/such/folder")
    assert not database.exists()


@pytest.mark.parametrize("command", ["land", "build"])
@pytest.mark.parametrize(
    ("language", "sentence"),
    [("es", "no tiene archivos de datos"), ("en", "holds no data files")],
)
def test_a_folder_without_data_files_empties_no_warehouse(
    run: Callable[..., Run], extracts: Path, command: str, language: str, sentence: str
) -> None:
    assert run("land", "--extracts", str(extracts)).code == 0
    other = extracts.parent / "unmounted"
    other.mkdir()
    (other / "readme.txt").write_text("nothing here", encoding="utf-8")
    assert_mistake(run(command, "--extracts", str(other), language=language), 2, sentence)
    with duckdb.connect(str(extracts.parent / "warehouse" / "amparo.duckdb")) as connection:
        landed = connection.execute("select file_name from raw.landed_files").fetchall()
    assert landed == [("poblacion_municipal.csv",)]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("es", "Ningún municipio se llama así"), ("en", "No municipality has this name or code")],
)
def test_an_unknown_municipality_gets_the_nearest_names(
    demo_built: Built, language: str, sentence: str
) -> None:
    found = in_process(
        *("explain", "Medelin"),
        project=demo_built.project,
        database=demo_built.database,
        language=language,
    )
    assert_mistake(found, 2, sentence, "Medelin", "05001 Medellín")


@pytest.mark.parametrize("municipality", ["99999", "CO99999", "", "[red]x[/]", "1'; drop table x"])
def test_what_is_no_municipality_is_said_back_as_written(
    demo_built: Built, municipality: str
) -> None:
    found = in_process(
        *("explain", municipality), project=demo_built.project, database=demo_built.database
    )
    assert_mistake(found, 2, "Ningún municipio se llama así", municipality)


@pytest.mark.parametrize(
    ("language", "sentence"), [("es", "Varios municipios"), ("en", "Several municipalities")]
)
def test_a_name_of_several_municipalities_lists_them(
    demo_built: Built, language: str, sentence: str
) -> None:
    found = in_process(
        *("explain", "San Francisco"),
        project=demo_built.project,
        database=demo_built.database,
        language=language,
    )
    assert_mistake(found, 2, sentence, "05652 Antioquia", "25658 Cundinamarca", "86755 Putumayo")


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("es", "No existe la evaluación 2023"), ("en", "There is no assessment 2023")],
)
def test_an_unknown_assessment_gets_the_known_ones(
    demo_built: Built, language: str, sentence: str
) -> None:
    found = in_process(
        *("explain", "05001", "--assessment", "2023"),
        project=demo_built.project,
        database=demo_built.database,
        language=language,
    )
    assert_mistake(found, 2, sentence, "2024, 2024-alerts-from-3, 2025, 2025-percentages-2024")


def test_a_municipality_outside_the_list_names_the_one_its_cases_go_to(demo_built: Built) -> None:
    found = in_process("explain", "27493", project=demo_built.project, database=demo_built.database)
    assert_mistake(found, 2, "27493", "27615")


@pytest.mark.parametrize("text", ["05001", "5001", "CO05001", "co05001", "medellin", "MEDELLÍN"])
def test_a_municipality_is_found_by_code_p_code_or_name(demo_built: Built, text: str) -> None:
    found = in_process(
        *("explain", text, "--json"), project=demo_built.project, database=demo_built.database
    )
    assert found.code == 0, found.err
    assert found.facts["municipality"]["municipality_code"] == "05001"


# --- nothing is there yet ----------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [("status",), ("explain", "05001")])
@pytest.mark.parametrize(
    ("language", "sentence"), [("es", "No existe la bodega"), ("en", "There is no warehouse")]
)
def test_before_any_build_the_command_says_what_to_run(
    run: Callable[..., Run],
    database: Path,
    arguments: tuple[str, ...],
    language: str,
    sentence: str,
) -> None:
    assert_mistake(run(*arguments, language=language), 1, sentence, "amparo build")
    assert not database.exists()


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("es", "no tiene resultados todavía"), ("en", "has no results yet")],
)
def test_after_landing_alone_there_are_no_results_yet(
    run: Callable[..., Run], extracts: Path, language: str, sentence: str
) -> None:
    landed = run("land", "--extracts", str(extracts), language=language)
    assert landed.code == 0, landed.err
    assert "poblacion_municipal.csv" in landed.out
    for arguments in (("status",), ("explain", "05001")):
        assert_mistake(run(*arguments, language=language), 1, sentence, "amparo build")


def test_a_warehouse_of_another_name_is_not_accepted(root: Path, tmp_path: Path) -> None:
    """Compiled SQL carries the database's name: another one would fail much later."""
    found = amparo("status", project=root, database=tmp_path / "other.duckdb")
    assert_mistake(found, 1, "AMPARO_DATABASE", "amparo.duckdb")


def test_a_folder_without_a_project_is_named(tmp_path: Path) -> None:
    found = amparo("status", project=tmp_path, database=tmp_path / "amparo.duckdb")
    assert_mistake(found, 1, "AMPARO_PROJECT")


# --- somebody else is at it --------------------------------------------------------------------


@pytest.mark.parametrize("command", ["land", "build"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_landed_while_another_process_holds_the_database(
    run: Callable[..., Run], extracts: Path, database: Path, command: str, language: str
) -> None:
    with held(database):
        found = run(command, "--extracts", str(extracts), language=language)
    assert_mistake(found, 3, HELD[language], "amparo.duckdb")


@pytest.mark.parametrize("arguments", [("status",), ("explain", "05001")])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_read_while_another_process_holds_the_database(
    run: Callable[..., Run],
    database: Path,
    arguments: tuple[str, ...],
    language: str,
) -> None:
    with held(database):
        found = run(*arguments, language=language)
    assert_mistake(found, 3, HELD[language], "amparo.duckdb")


@pytest.mark.parametrize("command", ["land", "build"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_second_run_at_the_same_time_is_turned_away(
    run: Callable[..., Run], extracts: Path, database: Path, command: str, language: str
) -> None:
    with FileLock(database.with_suffix(".lock")):
        found = run(command, "--extracts", str(extracts), language=language)
    assert_mistake(found, 3, SECOND[language])
    assert not database.exists()


def test_a_run_after_the_other_one_has_ended_goes_on(
    run: Callable[..., Run], extracts: Path, database: Path
) -> None:
    with FileLock(database.with_suffix(".lock")):
        pass
    found = run("land", "--extracts", str(extracts), "--quiet")
    assert (found.code, found.out, found.err) == (0, "", "")


# --- a broken file -----------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["es", pytest.param("en", marks=pytest.mark.slow)])
def test_a_broken_file_stops_the_build_before_dbt(
    run: Callable[..., Run], broken: Path, database: Path, language: str
) -> None:
    found = run("build", "--extracts", str(broken), language=language)
    assert_mistake(found, 1, "Conteo_de_Victimas_2022.csv", *BROKEN[language], "--skip-refused")
    assert tables_of(database, "marts") == []
    assert "dane__population" in tables_of(database, "raw")


def test_landing_a_broken_file_lands_the_others_and_ends_with_an_error(
    run: Callable[..., Run], broken: Path, database: Path
) -> None:
    found = run("land", "--extracts", str(broken))
    assert_mistake(found, 1, "Conteo_de_Victimas_2022.csv", "total_victimas", "TOTAL_VICTIMA.")
    with duckdb.connect(str(database), read_only=True) as connection:
        landed = connection.execute("select file_name, rows_read from raw.landed_files").fetchall()
    assert landed == [("poblacion_municipal.csv", 1)]


def test_the_build_goes_on_without_the_refused_file_when_asked(
    build_without_refused: tuple[Built, Run],
) -> None:
    built, found = build_without_refused
    assert found.code == 0, found.err
    said = text_of(found)
    assert "Conteo_de_Victimas_2022.csv" in said, "the summary must still name the refused file"
    assert "total_victimas" in said
    assert "fct_pin" in tables_of(built.database, "marts")
    delivered = built.rows("select source_id from marts.dim_source where is_delivered")
    assert delivered == [("dane",)]


# --- small things ------------------------------------------------------------------------------


def test_the_version_is_printed(run: Callable[..., Run]) -> None:
    found = run("--version")
    assert (found.code, found.out.strip(), found.err) == (0, f"amparo {__version__}", "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("nosuch",),
        ("explain",),
        ("build", "--nosuch"),
        ("explain", "05001", "--rows", "0"),
        ("demo", "--seed", "x"),
    ],
)
def test_a_wrong_call_is_a_mistake_of_use(
    run: Callable[..., Run], arguments: tuple[str, ...]
) -> None:
    assert_mistake(run(*arguments), 2, "Usage")


def test_demo_writes_to_the_target_and_says_how_much(
    run: Callable[..., Run], database: Path, tmp_path: Path
) -> None:
    target = tmp_path / "new" / "demo"
    found = run("demo", "--target", str(target))
    assert found.code == 0, found.err
    files = [path for path in target.rglob("*") if path.is_file()]
    assert f"{len(files)} archivos sintéticos" in text_of(found)
    assert len(files) > 10
    assert all("SINTETICO" in path.name for path in files)
    assert not database.exists()
