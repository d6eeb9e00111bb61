"""The way of the data is left to right, nothing is left lying, and the whole stays small.

The numbers are the budget: who passes one says why in the same change, who falls below lowers it.
"""

from __future__ import annotations

import re
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "models"
FILES = {
    file.stem: file
    for file in sorted(MODELS.rglob("*"))
    if file.suffix in {".sql", ".py"} and file.is_file()
}
SEEDS = {file.stem for file in (ROOT / "seeds").rglob("*.csv")}
# what reads no model, and is not read by one either, and why it is there
READ_BY_TESTS = {
    "int_facts__stated_twice": "two data tests stop a build by it",
    "stg_registry__coded_texts": "a data test compares it with what the gate says",
    "int_registry__form_contents": "publishing counts by it which children changed",
    "int_registry__ranking_measured": "the ranks before rounding, which tests compare with",
    "int_registry__overview_measured": "rows of the restricted edition",
}
READ_BY_PYTHON = {
    "labels": "texts of commands, report and workbook",
    "acknowledgements": "the gate",
    "known_totals": "the gate",
    "page_sizes": "the gate",
    "year_limits": "the gate",
    "registry_work_units": "landing, which keeps no name of a work unit",
}
METHOD = "marts/method"
LAYERS = {"staging": 0, "intermediate": 1, "marts": 2}
PREFIXES = {
    "staging": r"(stg|base)_[a-z0-9]+__\w+",
    "intermediate": r"int_\w+",
    "marts": r"(fct|dim|agg|rpt|registry)_\w+",
}


def refs(text: str) -> set[str]:
    return set(re.findall(r"ref\(\s*['\"](\w+)['\"]", text)) | set(
        re.findall(r"^\s*'((?:int|stg)_\w+)',$", text, re.MULTILINE)
    )


READS = {name: refs(file.read_text(encoding="utf-8")) for name, file in FILES.items()}


def layer(name: str) -> str:
    return FILES[name].relative_to(MODELS).parts[0]


def folder(name: str) -> str:
    return FILES[name].parent.relative_to(MODELS).as_posix()


@cache
def depth(name: str) -> int:
    return 1 + max((depth(other) for other in READS[name] if other in FILES), default=0)


def test_no_layer_reads_one_to_its_right() -> None:
    """But for the method, which is seeds: any layer may read it as it may read them."""
    back = [
        (name, other)
        for name, others in READS.items()
        for other in others & FILES.keys()
        if LAYERS[layer(other)] > LAYERS[layer(name)] and folder(other) != METHOD
    ]
    assert back == []


def test_the_method_reads_seeds_and_lineage_only() -> None:
    tables = [name for name in FILES if folder(name) == METHOD]
    assert tables
    assert set().union(*(READS[name] for name in tables)) <= SEEDS | {"int_methodologies__lineage"}
    assert READS["int_methodologies__lineage"] <= SEEDS


def test_no_two_folders_read_each_other() -> None:
    pairs = {
        (folder(name), folder(other))
        for name, others in READS.items()
        for other in others & FILES.keys()
        if folder(name) != folder(other)
    }
    assert [pair for pair in pairs if pair[::-1] in pairs] == []


def test_a_name_says_its_layer() -> None:
    wrong = [name for name in FILES if not re.fullmatch(PREFIXES[layer(name)], name)]
    assert wrong == []


def test_every_model_and_seed_is_read() -> None:
    read = set().union(*READS.values())
    for file in [*(ROOT / "tests" / "dbt").rglob("*.sql"), *(ROOT / "macros").rglob("*.sql")]:
        read |= refs(file.read_text(encoding="utf-8"))
    inner = {name for name in FILES if layer(name) != "marts"}
    assert inner - read == READ_BY_TESTS.keys() - read
    unread = SEEDS - read
    assert unread == READ_BY_PYTHON.keys()


def test_every_macro_is_called() -> None:
    code = "\n".join(
        file.read_text(encoding="utf-8")
        for top in ("models", "macros", "tests/dbt")
        for file in (ROOT / top).rglob("*.sql")
    )
    macros = re.findall(r"\{%-?\s*macro (\w+)\(", code)
    called = [name for name in macros if len(re.findall(rf"\b{name}\(", code)) > 1]
    # dbt itself calls them, two of them as `dbt_project.yml` says
    assert set(macros) - set(called) <= {"generate_schema_name", "before_run", "after_run"}


@pytest.mark.parametrize(
    ("measure", "found", "budget"),
    [
        ("models", len(FILES), 179),
        ("seeds", len(SEEDS), 82),
        ("deepest model", max(map(depth, FILES)), 23),
        ("depth of fct_pin", depth("fct_pin"), 20),
        ("depth of registry_metrics", depth("registry_metrics"), 17),
        ("median depth", median(map(depth, FILES)), 7),
        (
            "lines of YAML",
            sum(
                len(file.read_text(encoding="utf-8").splitlines())
                for top in ("models", "seeds")
                for file in (ROOT / top).rglob("*.yml")
            ),
            16_063,
        ),
        (
            "median lines of a model",
            median(len(file.read_text(encoding="utf-8").splitlines()) for file in FILES.values()),
            # fewer models, and the short ones went: the same lines in fewer files
            52,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_house_stays_within_its_budget(measure: str, found: float, budget: float) -> None:
    assert found <= budget, measure


def test_models_depend_on_each_other_one_way() -> None:
    graph = {name: others & FILES.keys() for name, others in READS.items()}
    assert set(TopologicalSorter(graph).static_order()) == FILES.keys()
