"""Make the project's own environment and run a command in it, with nothing but Python installed.

    python scripts/bootstrap.py build      demo extracts, landing, models, tests, summary
    python scripts/bootstrap.py test       the whole test suite
    python scripts/bootstrap.py lint       ruff, mypy, sqlfluff, yamllint
    python scripts/bootstrap.py docs       target/static_index.html: models, columns, lineage
    python scripts/bootstrap.py setup      only the environment

What follows the command is handed on, e.g. ``build --extracts FOLDER`` or ``test -k golden``.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ROOT / ".venv"
LOCK, DEVELOPERS_LOCK = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
STAMP = ENVIRONMENT / "amparo-installed"
TOGETHER = ("lint",)
DEVELOPERS_COMMANDS = ("test", "lint")
OLDEST, NEWEST = (3, 11), (3, 13)

COMMANDS: dict[str, list[list[str]]] = {
    "setup": [],
    "build": [["-m", "amparo", "build"]],
    # each worker takes a stretch of the suite and helps the others at the end: neighbours share
    # what is built for them, and workers seldom wait for the same build
    "test": [["-m", "pytest", "-n", "auto", "--dist", "worksteal"]],
    "docs": [["-m", "dbt.cli.main", "docs", "generate", "--static"]],
    "lint": [
        ["-m", "ruff", "check", "."],
        ["-m", "ruff", "format", "--check", "."],
        ["-m", "mypy"],
        ["-m", "yamllint", "--strict", "."],
        [
            "-m",
            "sqlfluff",
            "lint",
            "--disable-progress-bar",
            "--processes",
            "-1",
            "models",
            "tests/dbt",
        ],
    ],
}


def main(arguments: list[str]) -> int:
    """Set up, then run a command.

    Args:
        arguments: The command and what is handed on to it.

    Returns:
        Exit code: that of the first part that failed, 2 for a wrong call.
    """
    command = arguments[0] if arguments else ""
    if command not in COMMANDS:
        sys.stderr.write(__doc__ or "")
        return 2
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        wanted = " - ".join(".".join(map(str, version)) for version in (OLDEST, NEWEST))
        sys.stderr.write(f"Amparo: Python {wanted}; este es / this is {sys.version.split()[0]}\n")
        return 2
    install(DEVELOPERS_LOCK if command in DEVELOPERS_COMMANDS else LOCK)
    parts = [[*part, *arguments[1:]] for part in COMMANDS[command]]
    if command in TOGETHER:
        return run_together(parts)
    for part in parts:
        code = run(part)
        if code:
            return code
    return 0


def install(lock: Path) -> None:
    """Create ``.venv`` and install the locked packages and the project, unless that is done.

    Args:
        lock: The packages wanted: those of a build, or those of developers, which hold the former.
    """
    states = {name: state(name) for name in (LOCK, DEVELOPERS_LOCK)}
    done = STAMP.read_text(encoding="utf-8") if STAMP.is_file() else ""
    if done in {states[lock], states[DEVELOPERS_LOCK]}:
        return
    sys.stderr.write("Amparo: preparando el entorno / setting up the environment ...\n")
    if not python().is_file():
        try:
            venv.create(ENVIRONMENT, with_pip=True)
        except subprocess.CalledProcessError:
            shutil.rmtree(ENVIRONMENT, ignore_errors=True)
            sys.exit("Amparo: falta el módulo venv de Python (en Debian: apt install python3-venv)")
    pip = ["-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    for part in (
        [*pip, "--require-hashes", "--requirement", str(lock)],
        # the build tool is in the lock, so nothing is fetched here
        [*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)],
    ):
        code = run(part)
        if code:
            sys.exit(code)
    STAMP.write_text(states[lock], encoding="utf-8")


def state(lock: Path) -> str:
    """What stands in the stamp once a lock file is installed: a hash of it and of the project's."""
    parts = (lock, ROOT / "pyproject.toml")
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()


def python() -> Path:
    """The interpreter of the environment."""
    return ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def run(arguments: list[str]) -> int:
    """Run the environment's Python in the project's folder.

    Args:
        arguments: What follows ``python``.

    Returns:
        Its exit code.
    """
    # packages are imported often: let Python keep their bytecode, whatever this shell says
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    command = [str(python()), *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode  # noqa: S603 - our own interpreter


def run_together(parts: list[list[str]]) -> int:
    """Run all parts at once, since one of them takes a core and another what is left.

    Args:
        parts: What follows ``python``, for each.

    Returns:
        Exit code of the first in the list that failed.
    """
    with ThreadPoolExecutor(len(parts)) as pool:
        return next((code for code in list(pool.map(run, parts)) if code), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
