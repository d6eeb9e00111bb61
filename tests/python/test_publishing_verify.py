"""``amparo verify``: one changed value, seed or input is found, and nothing where all is well."""

from __future__ import annotations

import hashlib
import shutil
from typing import TYPE_CHECKING

import duckdb
import pytest

from amparo.errors import UserError
from amparo.publishing.verify import Check, verify
from tiny_warehouse import Tiny, make_tiny

if TYPE_CHECKING:
    from pathlib import Path

DATA = b"divipola,pob\n05001,3\n"


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    made = make_tiny(tmp_path)
    (made.extracts / "a" / "b.csv").write_bytes(DATA)
    with made.writing() as connection:
        sha256 = hashlib.sha256(DATA).hexdigest()
        connection.execute("update raw.landed_files set file_sha256 = ?", [sha256])
    return made


def differences(file: Path, tiny: Tiny, extracts: Path | None = None) -> list[tuple[str, str, str]]:
    return [
        (check.kind, check.item, check.state)
        for check in verify(file, tiny.project.root, extracts)
        if check.is_difference
    ]


def test_what_was_published_agrees_in_all(tiny: Tiny) -> None:
    checks = verify(tiny.publish().path, tiny.project.root, tiny.extracts)
    assert {check.state for check in checks} == {"agrees"}
    assert {check.kind for check in checks} == {"file", "manifest", "table", "seed", "input"}


def test_inputs_are_not_compared_where_no_folder_is_given(tiny: Tiny) -> None:
    checks = verify(tiny.publish().path, tiny.project.root)
    assert [c.state for c in checks if c.kind == "input"] == ["not_compared"]


@pytest.mark.parametrize("by", ["link", "version"])
def test_one_changed_value_is_found(tiny: Tiny, by: str) -> None:
    published = tiny.publish()
    published.version.file.chmod(0o600)
    with duckdb.connect(str(published.version.file)) as connection:
        connection.execute("update marts.fct_pin set pin = 2 where municipality_code = '00007'")
    file = published.path if by == "link" else published.version.file
    assert differences(file, tiny) == [
        ("file", "amparo.duckdb", "differs"),
        ("table", "fct_pin", "differs"),
    ]


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("comment on column marts.fct_pin.pin is 'x'", ("table", "fct_pin", "differs")),
        ("drop table marts.fct_pin", ("table", "fct_pin", "missing")),
        ("create table marts.more as select 1 as a", ("table", "more", "added")),
        ("create schema raw; create table raw.x (a int)", ("table", "raw.x", "added")),
        ("update manifest.inputs set bytes = 1", ("manifest", "manifest.json", "differs")),
    ],
)
def test_whatever_is_changed_in_the_file_is_named(
    tiny: Tiny, sql: str, found: tuple[str, str, str]
) -> None:
    published = tiny.publish()
    published.version.file.chmod(0o600)
    with duckdb.connect(str(published.version.file)) as connection:
        connection.execute(sql)
    assert differences(published.path, tiny) == [("file", "amparo.duckdb", "differs"), found]


def test_a_changed_byte_is_found(tiny: Tiny) -> None:
    published = tiny.publish()
    published.version.file.chmod(0o600)
    content = bytearray(published.version.file.read_bytes())
    content[len(content) // 2] ^= 0xFF
    published.version.file.write_bytes(bytes(content))
    assert ("file", "amparo.duckdb", "differs") in differences(published.path, tiny)


def test_a_file_that_cannot_be_opened_any_more_differs(tiny: Tiny) -> None:
    published = tiny.publish()
    published.version.file.chmod(0o600)
    published.version.file.write_bytes(b"not a database")
    assert ("file", "amparo.duckdb", "differs") in differences(published.path, tiny)


def test_a_changed_a_new_and_a_missing_seed_are_found(tiny: Tiny) -> None:
    link = tiny.publish().path
    tiny.seed.write_text("step,severity\n1,5\n", encoding="utf-8")
    name = "seeds/method/severity_scales.csv"
    assert differences(link, tiny) == [("seed", name, "differs")]
    tiny.seed.rename(tiny.seed.with_name("other.csv"))
    assert differences(link, tiny) == [
        ("seed", "seeds/method/other.csv", "added"),
        ("seed", name, "missing"),
    ]


def test_a_changed_a_new_and_a_missing_input_are_found(tiny: Tiny) -> None:
    link = tiny.publish().path
    file = tiny.extracts / "a" / "b.csv"
    file.write_bytes(DATA + b"05002,1\n")
    assert differences(link, tiny, tiny.extracts) == [("input", "a/b.csv", "differs")]
    file.rename(tiny.extracts / "c.csv")
    assert differences(link, tiny, tiny.extracts) == [
        ("input", "a/b.csv", "missing"),
        ("input", "c.csv", "added"),
    ]


def test_a_second_copy_of_an_input_is_no_difference(tiny: Tiny) -> None:
    link = tiny.publish().path
    shutil.copy(tiny.extracts / "a" / "b.csv", tiny.extracts / "copy.csv")
    assert differences(link, tiny, tiny.extracts) == []


def test_a_file_alone_is_compared_with_its_own_manifest(tiny: Tiny, tmp_path: Path) -> None:
    alone = tmp_path / "sent.duckdb"
    shutil.copy(tiny.publish().path, alone)
    checks = verify(alone, tiny.project.root)
    assert checks[0] == Check(
        "file", "sent.duckdb", "not_compared", "manifest.json: -", checks[0].found
    )
    assert differences(alone, tiny) == []
    alone.chmod(0o600)
    with duckdb.connect(str(alone)) as connection:
        connection.execute("delete from marts.fct_pin where municipality_code = '00001'")
    assert differences(alone, tiny) == [("table", "fct_pin", "differs")]


def test_what_is_not_there_or_not_ours_is_said(tiny: Tiny, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="amparo build"):
        verify(tmp_path / "none.duckdb", tiny.project.root)
    with pytest.raises(UserError, match="schema manifest"):
        verify(tiny.project.database, tiny.project.root)
    link = tiny.publish().path
    with pytest.raises(UserError, match="no-such-folder"):
        verify(link, tiny.project.root, tmp_path / "no-such-folder")
