"""What a published file holds: the marts, what they were made from, and nothing else."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from amparo.errors import UserError
from amparo.publishing import writer
from amparo.publishing.declared import declared_marts
from amparo.publishing.digest import digest
from amparo.publishing.manifest_tables import TABLES
from amparo.publishing.tables import Definition, in_order, read_definitions
from tiny_warehouse import DECLARED, PERSON, SHA, Tiny, make_tiny

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return make_tiny(tmp_path)


def rows(file: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(file), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_the_marts_are_published_with_their_rows_types_keys_checks_and_comments(
    tiny: Tiny,
) -> None:
    published = tiny.publish()
    connection = duckdb.connect()
    # under other names, so that nothing can lean on the name of the file
    connection.execute(f"attach '{tiny.project.database}' as before (read_only)")
    connection.execute(f"attach '{published.path}' as anything (read_only)")
    was = read_definitions(connection, "before", "marts")
    found = read_definitions(connection, "anything", "marts")
    assert tuple(found) == DECLARED.published
    for name, definition in found.items():
        assert definition.columns == was[name].columns
        assert definition.comment == was[name].comment
        assert definition.primary_key == was[name].primary_key
        assert definition.checks == was[name].checks
        assert [key for key in DECLARED.foreign_keys if key.table == name] == list(
            definition.foreign_keys
        )
        differing = connection.execute(
            f"(from before.marts.{name} except all from anything.marts.{name}) union all"
            f" (from anything.marts.{name} except all from before.marts.{name})"
        ).fetchall()
        assert differing == []
    assert found["dim_assessment"].comment == "One row per assessment. It's the year."
    assert found["dim_assessment"].columns[1].comment == 'Label in Spanish: "año".'
    assert found["fct_pin"].checks == ("CHECK((pin >= 0))",)


def test_the_copy_stands_alone_under_any_name(tiny: Tiny, tmp_path: Path) -> None:
    published = tiny.publish()
    moved = tmp_path / "elsewhere" / "other name.duckdb"
    moved.parent.mkdir()
    moved.write_bytes(published.version.file.read_bytes())
    tiny.project.database.unlink()
    assert rows(moved, "select count(*) from marts.fct_pin") == [(20,)]


def test_the_catalogue_has_the_same_name_in_every_version(tiny: Tiny) -> None:
    link = tiny.publish().path
    assert rows(link, "select count(*) from amparo.marts.fct_pin") == [(20,)]
    tiny.set_pin(2, rows=7)
    tiny.publish()
    assert rows(link, "select count(*) from amparo.marts.fct_pin") == [(7,)]


def test_nothing_but_marts_and_manifest_is_in_the_bytes(tiny: Tiny) -> None:
    published = tiny.publish()
    planted = PERSON.encode()
    # the working file does hold it, so the search would find it
    assert planted in tiny.project.database.read_bytes()
    names = (b"stg_sivigila__cases", b"int_rows__sivigila", b"sivigila__cases", b"dropped_later")
    for file in published.version.folder.iterdir():
        content = file.read_bytes()
        assert [text for text in (planted, *names) if text in content] == []
    schemas = rows(published.path, "select distinct schema_name from duckdb_tables() order by all")
    assert schemas == [("manifest",), ("marts",)]
    assert rows(published.path, "select * from duckdb_views() where not internal") == []


def test_the_manifest_says_what_it_was_made_from(tiny: Tiny) -> None:
    published = tiny.publish()
    sidecar = published.version.sidecar()
    manifest = sidecar["manifest"]
    assert manifest["inputs"] == [
        {"file_name": "a/b.csv", "source_id": "dane", "sha256": SHA, "bytes": 12, "rows": 3}
    ]
    assert [seed["path"] for seed in manifest["seeds"]] == ["seeds/method/severity_scales.csv"]
    settings = [(row["setting"], row["value"]) for row in manifest["assessment_settings"]]
    assert settings == [("data_year:uariv", "2022"), ("municipality_list", "dcd-2023")]
    assert [(t["name"], t["status"]) for t in manifest["tests"]] == [
        ("keys_are_unique", "pass"),
        ("steps", "pass"),
    ]
    assert [(t["name"], t["rows"]) for t in manifest["tables"]] == [
        ("agg_pin_national", 1),
        ("dim_assessment", 1),
        ("fct_pin", 20),
    ]
    [publication] = manifest["publication"]
    assert publication["load_id"] == "load-1"
    assert publication["is_synthetic"] is True
    assert publication["git_commit"] is None
    assert publication["duckdb_version"] == duckdb.__version__
    # every manifest table and column is described in the file itself
    uncommented = rows(
        published.path,
        "select table_name, column_name from duckdb_columns()"
        " where schema_name = 'manifest' and comment is null",
    )
    assert uncommented == []
    inside = rows(published.path, "select content_id from manifest.publication")
    assert inside == [(publication["content_id"],)]
    assert set(manifest) == set(TABLES)


def test_the_commit_is_that_of_the_checkout_and_says_when_files_differ(tiny: Tiny) -> None:
    root = tiny.project.root

    def git(*arguments: str) -> str:
        who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
        return subprocess.run(  # noqa: S603 - fixed arguments
            ["git", "-C", str(root), *who, *arguments],  # noqa: S607 - the system's git
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    git("init", "--quiet")
    git("add", ".")
    git("commit", "--quiet", "-m", "x")
    [clean] = tiny.publish().version.sidecar()["manifest"]["publication"]
    assert (clean["git_commit"], clean["has_uncommitted_changes"]) == (
        git("rev-parse", "HEAD"),
        False,
    )
    (root / "note.txt").write_text("x", encoding="utf-8")
    [changed] = tiny.publish().version.sidecar()["manifest"]["publication"]
    assert changed["has_uncommitted_changes"] is True


def content(sql: str) -> str:
    with duckdb.connect() as connection:
        connection.execute("create schema s")
        connection.execute(f"create table s.t as {sql}")
        table = read_definitions(connection, "memory", "s")["t"]
        return digest(connection, "memory", "s", table).sha256


def test_a_digest_does_not_depend_on_the_order_of_rows_or_the_last_bits_of_a_sum() -> None:
    base = content("select i as a, i / 7 as b from range(1000) as n(i)")
    assert content("select i as a, i / 7 as b from range(1000) as n(i) order by i desc") == base
    assert content("select i as a, i / 7 + 1e-12 as b from range(1000) as n(i)") == base
    assert content("select cast(0 as double) as a") == content("select cast(-1e-12 as double) as a")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("select 1.0::double as a", "select 1.00001::double as a"),
        ("select 'ab' as a, 'c' as b", "select 'a' as a, 'bc' as b"),
        ("select null::varchar as a", "select '' as a"),
        ("select 'n' as a", "select null::varchar as a"),
        ("select 1::integer as a", "select 1::bigint as a"),
        ("select 1 as a", "select 1 as b"),
        ("select 1 as a", "select 1 as a union all select 1"),
        ("select 0::double as a", "select null::double as a"),
        ("select 'inf'::double as a", "select 'nan'::double as a"),
        ("select true as a", "select false as a"),
        ("select date '2024-02-28' as a", "select date '2024-02-29' as a"),
    ],
)
def test_a_digest_tells_contents_apart(one: str, other: str) -> None:
    assert content(one) != content(other)


def manifest_file(folder: Path, meta: dict[str, object]) -> Path:
    def model(name: str, meta: dict[str, object], schema: str = "marts") -> dict[str, object]:
        return {
            "resource_type": "model",
            "schema": schema,
            "alias": name,
            "original_file_path": f"models/{name}.sql",
            "config": {"meta": meta},
        }

    def relation(child: str, where: str | None = None) -> dict[str, object]:
        return {
            "resource_type": "test",
            "schema": "x",
            "config": {"where": where},
            "attached_node": child,
            "depends_on": {"nodes": ["m.dim", child]},
            "test_metadata": {
                "name": "relationships",
                "kwargs": {"column_name": "key", "field": "key", "to": "ref('dim')"},
            },
        }

    nodes = {
        "m.dim": model("dim", {}),
        "m.fct": model("fct", {}),
        "m.some": model("some", {}),
        "m.rows": model("rows", meta),
        "m.stg": model("stg", {}, "staging"),
        "t.1": relation("m.fct"),
        "t.2": relation("m.rows"),
        "t.3": relation("m.stg"),
        "t.4": relation("m.some", where="x"),
    }
    file = folder / "manifest.json"
    file.write_text(json.dumps({"nodes": nodes}), encoding="utf-8")
    return file


def test_marts_are_published_unless_their_yaml_says_otherwise(tmp_path: Path) -> None:
    meta: dict[str, object] = {"published": False, "published_reason": "single rows"}
    found = declared_marts(manifest_file(tmp_path, meta))
    assert found.published == ("dim", "fct", "some")
    assert found.withheld == {"rows": "single rows"}
    assert [(key.table, key.parent) for key in found.foreign_keys] == [("fct", "dim")]


@pytest.mark.parametrize(
    "meta",
    [{"published": False}, {"published": "no"}, {"published": False, "published_reason": " "}],
)
def test_a_mart_is_not_withheld_without_a_reason(tmp_path: Path, meta: dict[str, object]) -> None:
    with pytest.raises(UserError, match=r"rows .*published_reason"):
        declared_marts(manifest_file(tmp_path, meta))


def test_tables_come_after_those_they_refer_to_and_a_circle_is_named() -> None:
    key = DECLARED.foreign_keys[0]
    child = Definition(key.table, None, (), (), (), (key,))
    parent = Definition(key.parent, None, (), (), ())
    assert [table.name for table in in_order([child, parent])] == [key.parent, key.table]
    back = type(key)(key.parent, "x", key.table, "x")
    circle = Definition(key.parent, None, (), (), (), (back,))
    with pytest.raises(UserError, match="dim_assessment"):
        in_order([child, circle])


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        ("update marts.fct_pin set pin = 99 where municipality_code = '00003'", "fct_pin: content"),
        ("delete from marts.fct_pin where municipality_code = '00003'", "fct_pin: content"),
        ("comment on table marts.fct_pin is 'x'", "fct_pin: definition"),
        ("update manifest.inputs set bytes = 13", "manifest"),
        ("create table marts.extra as select 1 as a", "marts.extra"),
        ("create view marts.extra as select 1 as a", "marts.extra"),
        ("drop table marts.fct_pin", "marts.fct_pin"),
    ],
)
def test_what_was_not_written_as_meant_is_not_published(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch, spoil: str, says: str
) -> None:
    tiny.publish()
    tiny.set_pin(2)
    original = writer.write_file

    def spoilt(connection: Any, file: Path, *rest: Any) -> None:
        original(connection, file, *rest)
        with duckdb.connect(str(file)) as other:
            other.execute(spoil)

    monkeypatch.setattr("amparo.publishing.publish.write_file", spoilt)
    with pytest.raises(UserError, match=says):
        tiny.publish()
    assert tiny.published_pin() == 1
    assert tiny.left_overs() == []


def test_a_log_beside_the_new_file_stops_a_publication(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny.publish()
    tiny.set_pin(2)
    original = writer.write_file

    def spoilt(connection: Any, file: Path, *rest: Any) -> None:
        original(connection, file, *rest)
        file.with_name(f"{file.name}.wal").touch()

    monkeypatch.setattr("amparo.publishing.publish.write_file", spoilt)
    with pytest.raises(UserError, match=r"\.wal"):
        tiny.publish()
    assert tiny.published_pin() == 1


def test_a_mart_that_is_no_table_is_not_published(tiny: Tiny) -> None:
    with tiny.writing() as connection:
        connection.execute("drop table marts.fct_pin; create view marts.fct_pin as select 1 as a")
    with pytest.raises(UserError, match="fct_pin"):
        tiny.publish()
