"""The walls between the rooms of the package: who may import whom, and that no way leads back."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "scripts" / "amparo"
# what knows no feature, and what it may lean on
FOUNDATIONS = {
    "errors": set(),
    "project": {"errors"},
    "keys": {"errors"},
    "yaml_files": set(),
    "files": {"errors", "project"},
    "seeds": {"errors", "yaml_files"},
    "warehouse": {"errors", "keys"},
    "texts": {"errors", "files", "seeds"},
}
LONGEST = 350
CONSOLES = {"rich", "typer", "click"}


def module_of(file: Path) -> str:
    return ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts)


def imported(file: Path) -> set[str]:
    """Modules a file imports, those for types alone included."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


IMPORTED = {module_of(file): imported(file) for file in sorted(PACKAGE.rglob("*.py"))}


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def rooms_used(name: str) -> set[str]:
    used = {
        room(other)
        for module, others in IMPORTED.items()
        if room(module) == name
        for other in others
        if other.startswith("amparo.")
    }
    return used - {name, "__version__"}


ROOMS = sorted({room(module) for module in IMPORTED} - {"", "__init__", "__main__"})


def test_nobody_imports_the_commands() -> None:
    assert [name for name in ROOMS if name != "cli" and "cli" in rooms_used(name)] == []


@pytest.mark.parametrize("name", FOUNDATIONS)
def test_foundations_lean_on_foundations_alone(name: str) -> None:
    assert rooms_used(name) <= FOUNDATIONS[name]


def test_no_way_between_rooms_leads_back() -> None:
    # raises CycleError where one does
    assert set(TopologicalSorter({name: rooms_used(name) for name in ROOMS}).static_order())


def test_no_way_between_modules_leads_back() -> None:
    graph = {
        module: {other for other in others if other in IMPORTED and other != module}
        for module, others in IMPORTED.items()
    }
    assert set(TopologicalSorter(graph).static_order())


def test_only_the_commands_know_a_console() -> None:
    found = {
        room(module)
        for module, others in IMPORTED.items()
        if CONSOLES & {other.split(".")[0] for other in others}
    }
    assert found <= {"cli", "explain"}


def test_the_package_has_few_modules_at_its_top() -> None:
    at_top = {file.stem for file in PACKAGE.glob("*.py")}
    assert at_top == {"__init__", "__main__", "doctor", "errors", "keys", "project", "texts"} | {
        "yaml_files"
    }


@pytest.mark.parametrize("file", sorted(PACKAGE.rglob("*.py")), ids=module_of)
def test_a_module_fits_on_a_few_screens(file: Path) -> None:
    lines = len(file.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST
