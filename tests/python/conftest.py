"""What the tests share: the checkout, copies of it, the real files, and builds of the demo."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import duckdb
import pytest
from filelock import FileLock
from hypothesis import settings

import parsed
from amparo.demo import write_demo
from amparo.landing import load_declarations
from browser import session, started
from faults.base import write_sound
from harness import Harness, compile_models
from layouts import all_layouts
from layouts.ipor import LAYOUTS as IPOR
from rehearsal import Rehearsal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import Browser

    from amparo.landing import Declarations
    from browser import Session

ROOT = Path(__file__).parents[2]
PROJECT_PARTS = (
    *("models", "seeds", "macros", "tests/dbt"),
    *("dbt_project.yml", "profiles.yml", "selectors.yml"),
)
LayoutsBuilt = Callable[[str], tuple[Path, Path]]
SHARED_VARIABLE = "AMPARO_SHARED"
# of the registry the tests build a share, which has every oddity; 56473 is the demo's own size
REGISTRY_ROWS = int(os.environ.get("AMPARO_REGISTRY_ROWS", "16000"))
# continuous integration judges a change, so it draws the same examples every time; who looks for
# new ones runs the tests by hand, with as many as wanted (AMPARO_FUZZ)
settings.register_profile("repeatable", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("repeatable")


# what takes minutes to prepare, by the fixture or the module that does
LONG_FIXTURES = {"real_built", "outcomes", "spoiled"}
LONG_MODULES = {"test_privacy", "test_fuzz", "test_unit_tests"}

# what --fast leaves out: builds, dbt, and modules that start processes, browsers or many gates
BUILDS = {"demo_built", "real_built", "small_built", "build_without_refused", "compiled", "shared"}
BUSY_MODULES = LONG_MODULES | {
    *("test_cli", "test_demo", "test_encryption", "test_faults_process", "test_gate"),
    *("test_gate_coverage", "test_gate_coverage_of_country", "test_interrupted", "test_landing"),
    *("test_landing_real", "test_outputs_command", "test_outputs_place", "test_publishing_command"),
    *("test_publishing_content", "test_publishing_place", "test_registry_gate", "test_report"),
    *("test_own_folder", "test_registry_versions", "test_report_browser"),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--fast``."""
    parser.addoption("--fast", action="store_true", help="only what builds nothing")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no worker ends alone with it.

    Each worker begins with a stretch of the list of its own. The first has what needs the demo's
    build, so that nobody waits for it; the second of two, what else takes minutes.
    """
    if config.getoption("fast"):
        items[:] = [
            item
            for item in items
            if item.path.stem not in BUSY_MODULES
            and not BUILDS & set(getattr(item, "fixturenames", ()))
        ]
    demo, long, other = [], [], []
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if "demo_built" in fixtures:
            demo.append(item)
        elif fixtures & LONG_FIXTURES or item.path.stem in LONG_MODULES:
            long.append(item)
        else:
            other.append(item)
    before = max(0, len(items) // 2 - len(demo))
    items[:] = [*demo, *other[:before], *long, *other[before:]]


@dataclass(frozen=True)
class Run:
    """One run of the command in a process of its own."""

    code: int
    out: str
    err: str

    @property
    def facts(self) -> dict[str, Any]:
        """What ``--json`` printed."""
        return dict(json.loads(self.out))


@dataclass(frozen=True)
class Built:
    """A finished build: its project, its database and what it printed with ``--json``."""

    project: Path
    database: Path
    facts: dict[str, Any]

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Answer of a query on the built database."""
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(sql, list(parameters)).fetchall()


def environment(project: Path, database: Path, language: str = "es") -> dict[str, str]:
    """Variables of a run that keeps to the database's folder with all it writes."""
    return os.environ | {
        "AMPARO_PROJECT": str(project),
        "AMPARO_DATABASE": str(database),
        "AMPARO_PUBLISHED": str(database.parent / "published"),
        "AMPARO_LANG": language,
        "DBT_TARGET_PATH": str(database.parent / "target"),
        "AMPARO_HASH_KEY": "clave de las pruebas, de nadie más",
        "PYTHONIOENCODING": "utf-8",
        "COLUMNS": "200",
    }


def amparo(
    *arguments: str,
    project: Path,
    database: Path,
    language: str = "es",
    extra: Mapping[str, str] | None = None,
) -> Run:
    """Run ``amparo`` on a project and a database, as a user would, in a new process."""
    if arguments[0] == "build" and project == ROOT:
        parsed.take_over(database.parent / "target", database)
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "amparo", *arguments],
        cwd=project,
        env=environment(project, database, language) | dict(extra or {}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=900,
    )
    return Run(done.returncode, done.stdout, done.stderr)


def build(
    project: Path, folder: Path, extracts: Path, *options: str, with_outputs: bool = False
) -> Built:
    """Build a folder of extracts into ``folder``; fails the test where the build fails."""
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / "amparo.duckdb"
    arguments = ["build", "--extracts", str(extracts), "--json", *options]
    arguments += [] if with_outputs else ["--no-report"]
    run = amparo(*arguments, project=project, database=database)
    assert run.code == 0, run.out + run.err
    return Built(project, database, run.facts)


def build_models(project: Path, folder: Path, extracts: Path) -> Path:
    """Land a folder and build seeds, models and the accounting tests, without gate or publication.

    For deliveries that are incomplete on purpose. Fails the test where landing or dbt fails.

    Returns:
        The database.
    """
    folder.mkdir(parents=True, exist_ok=True)
    database = folder / "amparo.duckdb"
    run = amparo("land", "--extracts", str(extracts), project=project, database=database)
    assert run.code == 0, run.out + run.err
    arguments = ["build", "--quiet", "--project-dir", str(project), "--profiles-dir", str(project)]
    arguments += ["--target", "local"]
    parsed.take_over(folder / "target", database)
    arguments += ["--indirect-selection", "empty", "--select"]
    arguments += ["resource_type:seed", "resource_type:model", "path:tests/dbt/accounting"]
    code = "import sys; from dbt.cli.main import cli; cli(sys.argv[1:])"
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code, *arguments],
        cwd=project,
        env=os.environ
        | {
            "AMPARO_DATABASE": str(database),
            "DBT_TARGET_PATH": str(folder / "target"),
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "False",
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return database


def copy_project(target: Path) -> Path:
    """Copy the dbt project, so that a test can spoil it."""
    for part in PROJECT_PARTS:
        source = ROOT / part
        destination = target / part
        destination.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, destination)
        else:
            shutil.copy2(source, destination)
    return target


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder with the third-party files; tests that need them are skipped where it is absent."""
    folder = Path(os.environ.get(SHARED_VARIABLE, ROOT.parent / "shared"))
    if not (folder / "data" / "real").is_dir():
        pytest.skip(
            f"no shared data at {folder}: set {SHARED_VARIABLE} to the folder that has them"
        )
    return folder


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, FileLock]]:
    """A folder and a lock by name, common to all workers of one run: do a slow thing once."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base

    def give(name: str) -> tuple[Path, FileLock]:
        folder = base / f"once-{name}"
        folder.mkdir(exist_ok=True)
        return folder, FileLock(base / f"once-{name}.lock")

    return give


@pytest.fixture(scope="session", autouse=True)
def _one_reading(once: Callable[[str], tuple[Path, FileLock]]) -> None:
    """Builds take over what dbt read for the fixture ``compiled``."""
    parsed.first_reading_in(once("compiled")[0] / "target")


@pytest.fixture(scope="session", autouse=True)
def _one_reading_of_declarations() -> Iterator[None]:
    """The checkout's declarations do not change in a run, and hundreds of landings read them."""
    known = cache(load_declarations)

    def read(folder: Path) -> Declarations:
        return known(folder) if folder == ROOT / "models" / "staging" else load_declarations(folder)

    with ExitStack() as stack:
        for module in ("amparo.landing.land", "amparo.gate.declared"):
            patched = mock.patch.object(import_module(module), "load_declarations", read)
            stack.enter_context(patched)
        yield


@pytest.fixture(scope="session")
def demo_extracts(once: Callable[[str], tuple[Path, FileLock]]) -> Path:
    """The demo extracts of the default seed; of the registry a small share, which is as odd."""
    folder, lock = once("demo-extracts")
    with lock:
        if not (folder / "done").exists():
            write_demo(
                folder / "extracts",
                reference=ROOT / "seeds" / "reference",
                registry_rows=REGISTRY_ROWS,
            )
            (folder / "done").touch()
    return folder / "extracts"


@pytest.fixture(scope="session")
def demo_built(once: Callable[[str], tuple[Path, FileLock]], demo_extracts: Path) -> Built:
    """The demo, built from the checkout, with report, workbook and exchange files."""
    folder, lock = once("demo-built")
    return _built_once(folder, lock, demo_extracts, with_outputs=True)


@pytest.fixture(scope="session")
def real_built(once: Callable[[str], tuple[Path, FileLock]], shared: Path) -> Built:
    """The real files, built from the checkout."""
    folder, lock = once("real-built")
    # the Fiscalía file there is of years that no assessment needs, which the gate warns of
    return _built_once(folder, lock, shared / "data" / "real", "--accept-warnings")


@pytest.fixture(scope="session")
def small_built(once: Callable[[str], tuple[Path, FileLock]]) -> Path:
    """A folder with the small sound extract, its warehouse and its publication; to be copied."""
    folder, lock = once("small-built")
    with lock:
        if not (folder / "done").exists():
            extracts = folder / "extracts"
            extracts.mkdir(exist_ok=True)
            write_sound(extracts)
            for layout in IPOR:
                layout.write(extracts)
            run = amparo(
                *("build", "--extracts", str(extracts), "--accept-warnings", "--no-report"),
                project=ROOT,
                database=folder / "warehouse" / "amparo.duckdb",
            )
            assert run.code == 0, run.out + run.err
            (folder / "done").touch()
    return folder


@pytest.fixture(scope="session")
def build_without_refused(
    once: Callable[[str], tuple[Path, FileLock]],
) -> tuple[Built, Run]:
    """Four towns' population beside a file that is refused, built without it; what it said.

    The folder of extracts is beside the warehouse's.
    """
    folder, lock = once("without-refused")
    database, said = folder / "warehouse" / "amparo.duckdb", folder / "said.json"
    with lock:
        if not said.exists():
            extracts = folder / "extracts"
            extracts.mkdir(exist_ok=True)
            with (extracts / "poblacion_municipal.csv").open(
                "w", encoding="utf-8", newline=""
            ) as stream:
                writer = csv.writer(stream)
                writer.writerow(["divipola", "anio", "sexo", "edad", "pob", "serie"])
                writer.writerows(
                    [code, year, sex, age, 1_000, "de prueba"]
                    # of one department alone the gate would warn
                    for code in ("05001", "17001", "41001", "68001")
                    for year in (2022, 2023, 2024)
                    for sex in ("hombres", "mujeres")
                    for age in (0, 30)
                )
            write_refused(extracts / "Conteo_de_Victimas_2022.csv")
            run = amparo(
                *("build", "--extracts", str(extracts), "--skip-refused", "--no-report"),
                project=ROOT,
                database=database,
            )
            assert run.code == 0, run.out + run.err
            said.write_text(json.dumps([run.code, run.out, run.err]), encoding="utf-8")
    run = Run(*json.loads(said.read_text(encoding="utf-8")))
    return Built(ROOT, database, {}), run


def write_refused(file: Path) -> None:
    """Write a file of the Fiscalía whose count has lost its last letter."""
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(
            [
                (
                    *("HECHO", "ANIO_HECHO", "DEPARTAMENTO", "MUNICIPIO", "GRUPO_DELITO"),
                    *("DELITO", "SEXO_VICTIMA", "GRUPO_EDAD_VICTIMA", "TOTAL_VICTIMA"),
                ),
                (
                    *("SI", 2022, "Antioquia", "MEDELLÍN", "DELITOS SEXUALES"),
                    *("ACCESO CARNAL VIOLENTO", "FEMENINO", "INFANCIA 6 - 11", 3),
                ),
            ]
        )


def _built_once(
    folder: Path, lock: FileLock, extracts: Path, *options: str, with_outputs: bool = False
) -> Built:
    facts_file = folder / "facts.json"
    with lock:
        if not facts_file.exists():
            built = build(ROOT, folder, extracts, *options, with_outputs=with_outputs)
            facts_file.write_text(json.dumps(built.facts), encoding="utf-8")
    facts = json.loads(facts_file.read_text(encoding="utf-8"))
    return Built(ROOT, folder / "amparo.duckdb", facts)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run."""
    yield from started()


@pytest.fixture(scope="module")
def published(demo_built: Built) -> Path:
    """Folder of what the demo's build published."""
    return demo_built.database.parent / "published"


@pytest.fixture(scope="module")
def report(chromium: Browser, published: Path) -> Iterator[Session]:
    """The demo's report in a window of the module's own."""
    for window in session(chromium, published / "reporte.html"):
        window.open()
        yield window


@pytest.fixture(scope="session")
def compiled(once: Callable[[str], tuple[Path, FileLock]]) -> Path:
    """dbt's manifest of the checkout with compiled models."""
    folder, lock = once("compiled")
    with lock:
        manifest = folder / "target" / "manifest.json"
        return manifest if manifest.exists() else compile_models(ROOT, folder)


@pytest.fixture(scope="session")
def rehearsal(compiled: Path, once: Callable[[str], tuple[Path, FileLock]]) -> Rehearsal:
    """The project's models, ready for many small builds."""
    folder, lock = once("rehearsal")
    with lock:
        return Rehearsal(ROOT, compiled, folder)


@pytest.fixture(scope="session")
def layouts_built(
    once: Callable[[str], tuple[Path, FileLock]], rehearsal: Rehearsal
) -> LayoutsBuilt:
    """Folder and database of all layouts of a delivery, landed and built together, by its name."""

    def give(delivery: str) -> tuple[Path, Path]:
        folder, lock = once(f"layouts-{delivery}")
        extracts, database = folder / "extracts", folder / "amparo.duckdb"
        with lock:
            if not (folder / "done").exists():
                extracts.mkdir(exist_ok=True)
                for layout in all_layouts():
                    if layout.delivery == delivery:
                        layout.write(extracts)
                assert not rehearsal.land(extracts, database).refused_claimed
                rehearsal.run(database)
                assert rehearsal.broken_accounts(database) == {}
                (folder / "done").touch()
        return extracts, database

    return give


@pytest.fixture
def harness(compiled: Path) -> Harness:
    """An empty in-memory warehouse."""
    return Harness(ROOT, compiled)
