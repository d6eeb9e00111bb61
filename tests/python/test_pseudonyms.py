"""Identifiers become keyed hashes, and without a key the file is refused."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import duckdb
import pytest

from amparo.errors import UserError
from amparo.keys import create_key, load_key
from landing_place import Place

if TYPE_CHECKING:
    from pathlib import Path

KEY = b"k" * 32
OTHER = b"o" * 32
SOURCES = """
version: 2
sources:
  - name: people
    schema: raw
    config:
      meta:
        label_es: Personas
        label_en: People
        provider: Nadie
        licence: none
        file_names: ['(?i)personas']
    tables:
      - name: people__all
        config: {meta: {layout: {personal_columns: [nombre]}}}
        columns:
          - {name: documento, config: {meta: {required: true, is_identifier: true}}}
          - {name: caso, config: {meta: {required: true, is_identifier: true}}}
          - {name: edad, config: {meta: {required: true}}}
"""
HEADER = "documento,caso,edad,nombre\n"
SECRETS = ("1020304050", "CASO-77-ABC", "Maria Perez Prueba")
ROW = "1020304050,CASO-77-ABC,12,Maria Perez Prueba\n"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    made.declare(SOURCES)
    return made


def deliver(place: Place, kind: str) -> None:
    if kind == "csv":
        place.write("personas.csv", HEADER + ROW * 2)
    elif kind == "xlsx":
        cells = [line.split(",") for line in (HEADER + ROW * 2).splitlines()]
        place.workbook("personas.xlsx", {"Hoja1": cells})
    else:
        target = str(place.extracts / "personas.parquet")
        duckdb.execute(
            "copy (select 1020304050 as documento, 'CASO-77-ABC' as caso, 12 as edad,"
            " 'Maria Perez Prueba' as nombre from range(2)) to '" + target + "' (format parquet)"
        )


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_no_identifier_reaches_any_byte_of_the_database(place: Place, kind: str) -> None:
    deliver(place, kind)
    report = place.land(key=KEY)
    assert report.refusals == ()
    rows = place.query("select documento, caso, edad, _row_number from raw.people__all order by 4")
    assert [row[2:] for row in rows] == [("12", 2), ("12", 3)]
    assert len({row[:2] for row in rows}) == 1
    assert all(len(text) == 32 for row in rows for text in row[:2])
    content = place.database.read_bytes()
    for secret in SECRETS:
        assert secret.encode() not in content
        assert secret not in str(report)


def test_hashes_agree_between_formats_and_differ_between_keys(place: Place) -> None:
    seen = {}
    for kind in ("csv", "xlsx", "parquet"):
        for file in place.extracts.iterdir():
            file.unlink()
        deliver(place, kind)
        place.land(key=KEY)
        seen[kind] = place.query("select distinct documento, caso from raw.people__all")
    assert seen["csv"] == seen["xlsx"] == seen["parquet"]
    place.land(key=OTHER)
    assert place.query("select distinct documento, caso from raw.people__all") != seen["csv"]


def test_a_new_key_reads_an_unchanged_file_again(place: Place) -> None:
    deliver(place, "csv")
    place.land(key=KEY)
    assert [r.event for r in place.land(key=KEY).results] == ["unchanged"]
    assert [r.event for r in place.land(key=OTHER).results] == ["replaced"]


def test_without_a_key_the_file_is_refused_and_says_what_to_do(place: Place) -> None:
    deliver(place, "csv")
    refusal = place.refusal()
    assert refusal.reason == "key_missing"
    assert not refusal.is_unclaimed
    assert "amparo key create" in refusal.message_es
    assert "documento, caso" in refusal.message_es
    assert place.query("select count(*) from raw.people__all") == [(0,)]


def test_a_file_declared_synthetic_needs_no_key(place: Place) -> None:
    place.write("personas_SINTETICO.csv", HEADER + ROW)
    assert place.land().refusals == ()
    assert place.query("select length(documento) from raw.people__all") == [(32,)]


def test_a_blank_identifier_stays_missing(place: Place) -> None:
    place.write("personas.csv", HEADER + ",CASO-1,12,x\n ,CASO-2,13,x\n")
    place.land(key=KEY)
    rows = place.query("select nullif(trim(documento), '') from raw.people__all")
    assert rows == [(None,), (None,)]


class TestKey:
    @pytest.fixture(autouse=True)
    def file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.delenv("AMPARO_HASH_KEY", raising=False)
        file = tmp_path / "settings" / "hash.key"
        monkeypatch.setenv("AMPARO_HASH_KEY_FILE", str(file))
        return file

    def test_there_is_none_at_first(self) -> None:
        assert load_key() is None

    def test_a_new_key_is_its_owners_alone_and_long(self, file: Path) -> None:
        assert create_key() == file
        if os.name == "posix":
            assert stat.S_IMODE(file.stat().st_mode) == 0o600
        key = load_key()
        assert key is not None
        assert len(key) >= 32

    def test_a_key_is_never_replaced(self) -> None:
        create_key()
        first = load_key()
        with pytest.raises(UserError, match="Ya hay una clave"):
            create_key()
        assert load_key() == first

    @pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
    @pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
    def test_a_key_others_can_read_is_refused(self, file: Path, mode: int) -> None:
        create_key()
        file.chmod(mode)
        with pytest.raises(UserError, match="chmod 600"):
            load_key()

    def test_a_key_of_random_bytes_serves(self, file: Path) -> None:
        file.parent.mkdir()
        file.write_bytes(bytes(range(128, 192)))
        file.chmod(0o600)
        assert load_key() == bytes(range(128, 192))

    def test_the_environment_comes_first(self, monkeypatch: pytest.MonkeyPatch) -> None:
        create_key()
        monkeypatch.setenv("AMPARO_HASH_KEY", "x" * 40)
        assert load_key() == b"x" * 40

    def test_a_short_key_is_refused_without_showing_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("AMPARO_HASH_KEY", "corta-secreta")
        with pytest.raises(UserError) as caught:
            load_key()
        assert "corta-secreta" not in str(caught.value)
