"""Two publications of the registry: what who has both can learn of the children between them."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from amparo.errors import ExitCode, UserError
from amparo.files.locking import only_writer
from amparo.project import find_project
from amparo.publishing.output_sets import KEY, put, stated
from amparo.publishing.publish import Publication, publish
from amparo.publishing.registry import registry_state
from amparo.publishing.registry_basis import NAME, Basis, Form
from amparo.publishing.restricted import follow
from amparo.publishing.rollback import roll_back
from amparo.publishing.shelf import Shelf
from amparo.publishing.verify import verify, verify_restricted
from command import in_process
from conftest import ROOT
from output_walk import tables
from tiny_warehouse import DECLARED, TESTS, Tiny, make_tiny

if TYPE_CHECKING:
    from collections.abc import Iterable

CHILDREN, MINIMUM = 60, 20
REGISTRY = replace(
    DECLARED,
    published=tuple(sorted((*DECLARED.published, "registry_counts", "fct_row_accounting"))),
    registry=frozenset({"registry_counts"}),
)
_MODELS = """
create or replace table intermediate.int_registry__form_contents as select
    format('form-{}', child) as form_key, format('number-{}', child) as form_number_key,
    cast(null as varchar[]) as previous_form_number_keys, sha256(concat(child, age, sex)) as
    content_sha256 from raw.registry__bd;
create or replace table marts.registry_counts as select
    sex, age, count(*) as children from raw.registry__bd group by cube (sex, age);
create or replace table marts.fct_row_accounting as select
    'registry' as source_id, 'registro.csv' as file_name, count(*) as rows_read
    from raw.registry__bd union all select 'dane', 'a/b.csv', 3;
delete from raw.landed_files where source_id = 'registry';
insert into raw.landed_files select 'registro.csv', 'registry',
    md5(string_agg(concat(child, age, sex), ',' order by child)), count(*), count(*),
    'load-1', timestamp '2024-05-06 07:08:09', true
    from raw.registry__bd;
"""


class Registry:
    """A tiny warehouse with a registry of children."""

    def __init__(self, tiny: Tiny) -> None:
        self.tiny, self.pin = tiny, 1.0
        with tiny.writing() as connection:
            connection.execute(
                "create schema seeds; create table seeds.parameters as"
                f" select 'minimum_new_children' as parameter_id, '{MINIMUM}' as value;"
                "create table raw.registry__bd as select i as child, 8 + i % 9 as age,"
                f" if(i % 3 = 0, 'girl', 'boy') as sex from range({CHILDREN}) as numbers(i)"
            )
        self.models()

    def models(self) -> None:
        with self.tiny.writing() as connection:
            connection.execute(_MODELS)

    def without(self, children: Iterable[int]) -> None:
        """Take children out."""
        with self.tiny.writing() as connection:
            gone = ", ".join(map(str, children))
            connection.execute(f"delete from raw.registry__bd where child in ({gone})")
        self.models()

    def publish(self) -> Publication:
        """Publish, with another PiN than before, so that it is a new version."""
        self.pin += 1
        self.tiny.set_pin(self.pin)
        return publish(self.tiny.project, REGISTRY, TESTS)

    @property
    def shelf(self) -> Shelf:
        return Shelf(self.tiny.project.published)


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(make_tiny(tmp_path))


def everything(version: Any, keep: Path) -> dict[str, Any]:
    """What somebody who keeps a copy of a version knows of the registry, table by table."""
    shutil.copytree(version.folder, keep)
    found: dict[str, Any] = {}
    for table in tables(keep):
        rows = sorted(zip(*map(_as_text, table.columns.values()), strict=True))
        name = table.where.rsplit("/", 1)[-1]
        if name in {"registry_counts", "fct_row_accounting", "inputs"}:
            found.setdefault(name, []).extend(rows)
    assert found.keys() == {"registry_counts", "fct_row_accounting", "inputs"}
    return found


def _as_text(values: list[Any]) -> list[str]:
    return [str(value) for value in values]


def test_one_child_changes_nothing_that_tells_of_the_registry(
    registry: Registry, tmp_path: Path
) -> None:
    first = registry.publish()
    assert (first.registry.state, first.registry.changed) == ("current", None)
    before = everything(first.version, tmp_path / "first")
    registry.without([7])
    second = registry.publish()
    assert second.event == "published"
    assert (second.registry.state, second.registry.changed) == ("carried", 1)
    assert second.registry.version == first.version.name
    assert everything(second.version, tmp_path / "second") == before
    # nor do several times a few, one after the other
    registry.without(range(10, 10 + MINIMUM - 2))
    third = registry.publish()
    assert (third.registry.state, third.registry.changed) == ("carried", MINIMUM - 1)
    assert third.registry.version == first.version.name
    assert everything(third.version, tmp_path / "third") == before
    assert publish(registry.tiny.project, REGISTRY, TESTS).event == "unchanged"
    # the attack itself: had the tables been published, they would have given the child away
    with duckdb.connect(str(registry.tiny.project.database), read_only=True) as connection:
        connection.execute(f"attach '{first.version.file}' as first (read_only)")
        given = connection.execute(
            "from first.marts.registry_counts except from marts.registry_counts"
        ).fetchall()
    assert given


def test_twenty_children_publish_the_registry_anew_and_leave_no_pair(
    registry: Registry, tmp_path: Path
) -> None:
    first = registry.publish()
    with_outputs(registry, first)
    before = everything(first.version, tmp_path / "first")
    registry.without(range(MINIMUM))
    second = registry.publish()
    assert (second.registry.state, second.registry.changed) == ("current", MINIMUM)
    assert everything(second.version, tmp_path / "second") != before
    for shelf in (registry.shelf, Shelf(registry.tiny.project.restricted)):
        kept = {version.name: registry_state(version) for version in shelf.versions()}
        assert kept == {first.version.name: "removed", second.version.name: "current"}
        [older, _] = shelf.versions()
        with duckdb.connect(str(older.file), read_only=True) as connection:
            tables_left = connection.execute(
                "select table_name from duckdb_tables() where schema_name = 'marts' order by all"
            ).fetchall()
            rows = connection.execute("select source_id from marts.fct_row_accounting").fetchall()
            inputs = connection.execute("select source_id from manifest.inputs").fetchall()
        assert ("registry_counts",) not in tables_left
        assert rows == inputs == [("dane",)]
        assert b"registry_counts" not in older.file.read_bytes()
    # what showed the older tables is gone with them, and what is left is what it says it is
    [older, _] = registry.shelf.versions()
    assert stated(older) is None
    checks = verify(older.file, registry.tiny.project.root)
    assert [check for check in checks if check.is_difference] == []
    back = roll_back(registry.shelf)
    assert (back.name, registry_state(back)) == (first.version.name, "removed")
    assert follow(registry.tiny.project, back)
    checks = verify_restricted(registry.tiny.project)
    assert [check for check in checks if check.is_difference] == []
    assert any(check.kind == "table" for check in checks)


def with_outputs(registry: Registry, publication: Publication) -> None:
    """Give a version outputs, not shown any more."""
    staged = registry.tiny.project.published / "staged"
    staged.mkdir()
    (staged / "informe.txt").write_text("registry_counts", encoding="utf-8")
    put(publication.version, staged, {}, {}, 0o022)
    assert KEY in publication.version.sidecar()


def children(file: Path) -> int:
    """All children of the table of a published file."""
    with duckdb.connect(str(file), read_only=True) as connection:
        sql = "select max(children) from marts.registry_counts"
        [[count]] = connection.execute(sql).fetchall()
    return int(count)


def test_the_restricted_edition_follows_where_only_the_registry_changed(registry: Registry) -> None:
    registry.publish()
    registry.without([7])
    carried = registry.publish()
    for child in (8, 9):
        registry.without([child])
        found = publish(registry.tiny.project, REGISTRY, TESTS)
        assert (found.event, found.version) == ("unchanged", carried.version)
        assert children(found.path) == CHILDREN
        assert children(found.restricted) == CHILDREN - (child - 6)
        checks = verify_restricted(registry.tiny.project)
        assert [check for check in checks if check.is_difference] == []
    # nothing new is not written again
    written = found.restricted.stat().st_ino
    publish(registry.tiny.project, REGISTRY, TESTS)
    assert found.restricted.stat().st_ino == written


def test_the_restricted_edition_changes_under_its_own_lock_too(registry: Registry) -> None:
    first = registry.publish()
    with only_writer(Shelf(registry.tiny.project.restricted).lock):
        with pytest.raises(UserError, match="restricted"):
            registry.publish()
        assert registry.shelf.current() == first.version
        run = in_process(
            *("rollback", "--to", first.version.name),
            database=registry.tiny.project.database,
            extra={"AMPARO_PUBLISHED": str(registry.tiny.project.published)},
        )
        assert run.code == ExitCode.BUSY


@pytest.mark.parametrize("is_killed", [False, True])
def test_a_version_that_could_not_be_replaced_is_there_again(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, *, is_killed: bool
) -> None:
    first = registry.publish()
    shelf, rename = registry.shelf, Path.rename

    def fail(path: Path, target: Path) -> Path:
        if path.name == "new":
            raise PermissionError
        return rename(path, target)

    new = shelf.folder / "new"
    shutil.copytree(first.version.folder, new)
    if is_killed:  # nothing is put back on the way out
        aside = shelf.folder / ".publishing-killed"
        aside.mkdir()
        first.version.folder.rename(aside / first.version.name)
        shelf.clean()
    else:
        monkeypatch.setattr(Path, "rename", fail)
        with pytest.raises(PermissionError):
            shelf.add(new, {}, "", first.version.name)
    assert shelf.current() == first.version
    assert children(shelf.link) == CHILDREN


def test_where_nobody_knows_what_was_published_the_earlier_tables_stay(registry: Registry) -> None:
    first = registry.publish()
    (registry.tiny.project.restricted / NAME).unlink()
    registry.without([7])
    for _ in range(2):  # what is there now becomes what the next one is compared with, no more
        found = registry.publish()
        assert (found.registry.state, found.registry.version) == ("carried", first.version.name)
    registry.without(range(20, 20 + MINIMUM))
    assert registry.publish().registry.state == "current"


def test_tables_of_another_form_are_left_out_and_come_back(registry: Registry) -> None:
    registry.publish()
    registry.without([7])
    with registry.tiny.writing() as connection:
        connection.execute("alter table marts.registry_counts add column note varchar")
    found = registry.publish()
    assert found.registry.state == "withheld"
    with duckdb.connect(str(found.path), read_only=True) as connection:
        names = connection.execute("select table_name from duckdb_tables()").fetchall()
        rows = connection.execute("select source_id from marts.fct_row_accounting").fetchall()
    assert ("registry_counts",) not in names
    assert rows == [("dane",)]
    registry.without(range(20, 20 + MINIMUM))
    assert registry.publish().registry.state == "current"


def test_a_registry_that_is_not_delivered_once_is_compared_with_the_one_before(
    registry: Registry,
) -> None:
    registry.publish()
    with registry.tiny.writing() as connection:
        connection.execute("create table raw.aside as from raw.registry__bd")
    registry.without(range(CHILDREN))
    assert registry.publish().registry.state == "none"
    with registry.tiny.writing() as connection:
        connection.execute("insert into raw.registry__bd from raw.aside where child <> 7")
    registry.models()
    found = registry.publish()
    assert (found.registry.state, found.registry.changed) == ("carried", 1)


def test_a_child_with_many_linked_forms_counts_once() -> None:
    def basis(contents: dict[str, str]) -> Basis:
        return Basis(
            {
                name: Form(f"n{name}", (f"n{int(name) - 1}",) if int(name) % 30 else (), content)
                for name, content in contents.items()
            }
        )

    all_forms = {str(number): "x" for number in range(90)}
    one_child_gone = {name: c for name, c in all_forms.items() if int(name) >= 30}
    assert basis(all_forms).changed(basis(one_child_gone)) == 1
    assert basis(all_forms).changed(basis(all_forms)) == 0
    assert basis(all_forms).changed(basis(all_forms | {"5": "y", "45": "y"})) == 2
    other_key = {str(number): "x" for number in range(1000, 1090)}
    assert basis(all_forms).changed(basis(other_key)) is None


@pytest.mark.parametrize("inside", ["restricted in published", "published in restricted"])
def test_neither_folder_may_lie_in_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    inner, outer = tmp_path / "a" / "b", tmp_path / "a"
    published, restricted = (outer, inner) if inside.startswith("restricted") else (inner, outer)
    monkeypatch.setenv("AMPARO_PROJECT", str(ROOT))
    monkeypatch.setenv("AMPARO_PUBLISHED", str(published))
    monkeypatch.setenv("AMPARO_RESTRICTED", str(restricted))
    with pytest.raises(UserError, match="separate folders"):
        find_project()
    monkeypatch.setenv("AMPARO_RESTRICTED", str(tmp_path / "c"))
    assert find_project().restricted == tmp_path / "c"
    monkeypatch.delenv("AMPARO_RESTRICTED")
    # one beside the published files of its own, so that a demo kept apart touches no other
    assert find_project().restricted == published.parent / f"{published.name}-restricted"
    monkeypatch.setenv("AMPARO_PUBLISHED", str(tmp_path / "published"))
    assert find_project().restricted == tmp_path / "restricted"
