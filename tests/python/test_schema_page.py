"""The pictures of the schema: all tables and keys that are published, each once."""

from __future__ import annotations

import re

from make_schema import PAGE, page, published, relations

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_page_is_what_the_script_makes() -> None:
    assert page() == TEXT, "run: python scripts/make_schema.py"


def test_every_published_table_is_in_one_picture() -> None:
    boxes = re.findall(r"^    (\w+) \{$", TEXT, re.MULTILINE)
    assert sorted(boxes) == sorted(published())


def test_the_keys_of_a_table_known_by_hand() -> None:
    [box] = re.findall(r"^    fct_pin \{\n(.*?)^    \}", TEXT, re.MULTILINE | re.DOTALL)
    assert [line.strip() for line in box.splitlines()] == [
        "varchar assessment_id PK, FK",
        "varchar municipality_code PK, FK",
        "integer severity_final FK",
    ]
    assert '    dim_municipality ||--o{ fct_pin : "municipality_code"\n' in TEXT


def test_no_line_leads_to_a_table_that_is_not_published() -> None:
    models = published()
    lines = re.findall(r'^    (\w+) \|\|--o\{ (\w+) : "(\w+)"$', TEXT, re.MULTILINE)
    assert lines
    for parent, child, column in lines:
        assert (column, parent) in relations(models[child][1])
        assert parent in models
