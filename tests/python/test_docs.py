"""The documentation: its links lead somewhere, and what it names exists."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
DECISIONS = ROOT / "docs" / "decisions"
SOURCES = ROOT / "docs" / "sources"

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
ADRS = sorted(DECISIONS.glob("[0-9]*.md"))
HEADINGS = [
    "What it is",
    "Who reports it",
    "What the original looks like",
    "What Amparo reads",
    "What is counted",
    "Traps",
    "Not yet read",
]

FENCE = re.compile(r"^(```|~~~).*?^\1\s*$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?[^)]*\)")
CODE = re.compile(r"`([^`\n]+)`")
RELATION = re.compile(r"\b(?:stg|int|fct|dim|agg|base)_[a-z0-9]\w*")
SEED = re.compile(r"^(?:seeds/)?(?:(\w+)/)?(\w+)\.csv$")
MACHINE = re.compile(r"(?<![\w.])/(?:home|root|work|tmp|Users|mnt)/")


def ids(pages: list[Path]) -> list[str]:
    return [page.relative_to(ROOT).as_posix() for page in pages]


def prose(page: Path) -> str:
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def anchors(page: Path) -> set[str]:
    """Anchors of a page's headings, as code hosts form them."""
    found: set[str] = set()
    for heading in re.findall(r"^#{1,6} +(.+?)\s*$", prose(page), re.MULTILINE):
        text = unicodedata.normalize("NFC", re.sub(r"[`*]", "", heading)).lower()
        anchor = re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
        number = 1
        while anchor in found:
            anchor, number = f"{anchor.removesuffix(f'-{number - 1}')}-{number}", number + 1
        found.add(anchor)
    return found


def declared_sources() -> list[str]:
    # the tables that landing writes about itself have no file names and no page
    return [
        str(source["name"])
        for file in sorted((ROOT / "models" / "staging").rglob("_*__sources.yml"))
        for source in yaml.safe_load(file.read_text(encoding="utf-8"))["sources"]
        if "file_names" in source.get("config", {}).get("meta", {})
    ]


def models() -> set[str]:
    return {file.stem for kind in ("sql", "py") for file in (ROOT / "models").rglob(f"*.{kind}")}


def macros() -> set[str]:
    return {
        name
        for file in (ROOT / "macros").rglob("*.sql")
        for name in re.findall(r"{%-? *macro +(\w+)", file.read_text(encoding="utf-8"))
    }


MODELS = models()
SEEDS = {(file.parent.name, file.stem) for file in (ROOT / "seeds").rglob("*.csv")}
SEED_NAMES = {name for _, name in SEEDS}


@pytest.mark.parametrize("page", PAGES, ids=ids(PAGES))
def test_every_relative_link_resolves(page: Path) -> None:
    broken = []
    for target in LINK.findall(CODE.sub("", prose(page))):
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        path, _, anchor = unquote(target).partition("#")
        file = (page.parent / path).resolve() if path else page
        is_inside = file.is_relative_to(ROOT)
        has_anchor = not anchor or file.suffix != ".md" or not file.is_file()
        if not is_inside or not file.exists() or not (has_anchor or anchor in anchors(file)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=ids(PAGES))
def test_every_model_and_seed_named_exists(page: Path) -> None:
    unknown = []
    for code in CODE.findall(prose(page)):
        if "*" in code or "<" in code:
            continue  # a pattern for many names
        seed = SEED.match(code)
        if seed:
            folder, name = seed.groups()
            is_known = (folder, name) in SEEDS if folder else name in SEED_NAMES
            unknown += [] if is_known else [code]
            continue
        unknown += [name for name in RELATION.findall(code) if name not in MODELS]
    assert unknown == []


@pytest.mark.parametrize("page", PAGES, ids=ids(PAGES))
def test_every_pattern_of_names_matches_something(page: Path) -> None:
    names = MODELS | {f"{name}.csv" for name in SEED_NAMES}
    unmatched = [
        code
        for code in CODE.findall(prose(page))
        if re.fullmatch(r"(?:stg|int|fct|dim|agg|base)_\w*\*", code)
        and not any(name.startswith(code.rstrip("*")) for name in names)
    ]
    assert unmatched == []


@pytest.mark.parametrize("page", PAGES, ids=ids(PAGES))
def test_every_macro_named_exists(page: Path) -> None:
    known = macros()
    text = prose(page)
    named = {
        name
        for group in re.findall(r"\bmacros? ((?:`\w+`(?:, | and )?)+)", text)
        for name in CODE.findall(group)
    }
    assert named - known == set()


@pytest.mark.parametrize("page", PAGES, ids=ids(PAGES))
def test_no_page_holds_a_path_of_one_machine_or_a_template_tag(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert MACHINE.findall(text) == []
    # dbt parses the pages for doc blocks: a stray tag would stop the build
    assert [tag for tag in ("{%", "{{", "{#") if tag in text] == []


def test_the_index_lists_every_decision_by_number_and_title() -> None:
    index = (DECISIONS / "README.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| \[\d{4}\]\(([^)]+)\) \| (.+?) \|$", index, re.MULTILINE))
    written = {
        file.name: re.sub(r"^# \d{4}\. ", "", file.read_text(encoding="utf-8").splitlines()[0])
        for file in ADRS
    }
    assert listed == written


def test_decisions_are_numbered_without_gap() -> None:
    assert [file.name[:4] for file in ADRS] == [f"{i:04}" for i in range(1, len(ADRS) + 1)]


@pytest.mark.parametrize("page", ADRS, ids=ids(ADRS))
def test_a_decision_is_short_and_has_its_parts(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {page.name[:4]}. ")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
    assert len(text.splitlines()) <= 40


@pytest.mark.parametrize("source", declared_sources())
def test_every_declared_source_has_a_page_with_the_fixed_headings(source: str) -> None:
    page = SOURCES / f"{source}.md"
    assert page.is_file()
    assert re.findall(r"^## (.+)$", prose(page), re.MULTILINE) == HEADINGS
    assert f"]({source}.md)" in (SOURCES / "README.md").read_text(encoding="utf-8")


def test_the_changelog_lists_every_public_mart() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
    assert listed == {file.stem for file in (ROOT / "models" / "marts").rglob("*.sql")}
