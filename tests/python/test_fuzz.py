"""Extracts mutated at random: a clear error, or accounts that still add up; never a traceback."""

from __future__ import annotations

import csv
import io
import os
import shutil
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from layouts import all_layouts

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from filelock import FileLock

    from rehearsal import Rehearsal

EXAMPLES = int(os.environ.get("AMPARO_FUZZ", "3"))
SLOW = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    # an example is a landing and all models: a smaller one is not worth its minutes
    phases=(Phase.explicit, Phase.generate),
)
Table = list[list[str]]
NASTY = st.one_of(
    st.sampled_from(
        [
            *("", " ", "0", "-1", "00000", "5,03", "1e9", "NaN", "inf", "999", "2205", "1900"),
            *("99999", "ND", "SIN DATO", "'; drop table raw.landed_files; --", '"', "=1+1"),
            *("31/02/2022", "2022-13-01", "45000", "BOGOTÁ", "NiÃ±o", "ï¿½", "\u00a0", "😀" * 40),
        ]
    ),
    st.text(max_size=30),
    st.integers(-(10**19), 10**19).map(str),
)
SPOIL = st.sampled_from(
    ["cell", "row_lost", "row_twice", "columns_swapped", "header", "cut", "bytes", "column_lost"]
)
HARMLESS = st.sampled_from(
    ["crlf", "bom", "semicolon", "quoted", "reversed", "blank_lines", "more"]
)


@pytest.fixture(scope="session")
def base(once: Callable[[str], tuple[Path, FileLock]]) -> Path:
    """The layouts of one delivery, as a folder to mutate."""
    folder, lock = once("fuzz-base")
    extracts = folder / "extracts"
    with lock:
        if not extracts.exists():
            extracts.mkdir()
            for layout in all_layouts():
                if layout.delivery == "a":
                    layout.write(extracts)
    return extracts


def _tables(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.csv"))


def _read(path: Path) -> Table:
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    header = text.partition("\n")[0]
    return list(csv.reader(io.StringIO(text), delimiter=max(",;", key=header.count)))


def _write(path: Path, table: Table, **dialect: Any) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, **({"lineterminator": "\n"} | dialect)).writerows(table)


def _spoil(path: Path, kind: str, data: st.DataObject) -> None:
    table = _read(path)
    row = data.draw(st.integers(1, max(1, len(table) - 1)), "row") % len(table)
    column = data.draw(st.integers(0, 200), "column") % max(1, len(table[row]))
    if kind == "cell" and table[row]:
        table[row][column] = data.draw(NASTY, "cell")
    elif kind == "row_lost":
        del table[row]
    elif kind == "row_twice":
        table.insert(row, table[row])
    elif kind == "columns_swapped":
        other = data.draw(st.integers(0, 200), "other") % max(1, len(table[row]))
        for cells in table[1:]:
            if max(column, other) < len(cells):
                cells[column], cells[other] = cells[other], cells[column]
    elif kind == "column_lost":
        table = [cells[:column] + cells[column + 1 :] for cells in table]
    elif kind == "header":
        table[0][column % len(table[0])] = data.draw(NASTY, "header")
    if kind in {"cut", "bytes"}:
        content = path.read_bytes()
        at = data.draw(st.integers(0, len(content)), "at")
        extra = data.draw(st.binary(min_size=1, max_size=8), "bytes")
        path.write_bytes(content[:at] if kind == "cut" else content[:at] + extra + content[at:])
    else:
        _write(path, table)


def _vary(path: Path, kind: str) -> None:
    table = _read(path)
    if kind == "crlf":
        _write(path, table, lineterminator="\r\n")
    elif kind == "bom":
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
    elif kind == "semicolon":
        _write(path, table, delimiter=";")
    elif kind == "quoted":
        _write(path, table, quoting=csv.QUOTE_ALL)
    elif kind == "reversed":
        # copies of a row are told apart by their order, which nothing counted depends on
        _write(path, [table[0], *reversed(table[1:])])
    elif kind == "blank_lines":
        _write(path, [*table, [""] * len(table[0]), [""] * len(table[0])])
    else:
        _write(
            path, [[*cells, "columna_nueva" if i == 0 else "x"] for i, cells in enumerate(table)]
        )


def _results(database: Path) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return (
            connection.execute(
                "select file_name, rows_read, rows_used, rows_set_aside, rows_out_of_scope,"
                " amount_used, amount_set_aside from intermediate.int_row_accounts order by all"
            ).fetchall()
            + connection.execute("select * from intermediate.int_cases order by all").fetchall()
        )


def _raw_rows(database: Path) -> dict[str, int]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return dict(
            connection.execute(
                "select file_name, sum(rows_read)::bigint from raw.landed_files group by 1"
            ).fetchall()
        )


@SLOW
@given(data=st.data())
def test_a_spoilt_extract_is_refused_or_still_adds_up(
    base: Path, rehearsal: Rehearsal, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    extracts = folder / "extracts"
    shutil.copytree(base, extracts)
    names = data.draw(st.lists(st.sampled_from(_tables(base)), min_size=1, max_size=3), "files")
    for name in names:
        _spoil(extracts / name, data.draw(SPOIL, "kind"), data)
    database = folder / "db" / "amparo.duckdb"
    report = rehearsal.land(extracts, database)
    for refusal in report.refusals:
        assert refusal.file in refusal.message_es
        assert refusal.what_to_do
    landed = _raw_rows(database)
    heard = {r.file for r in report.results if r.event == "refused"}
    assert set(_tables(extracts)) <= {*landed, *heard, *(r.file for r in report.results)}
    rehearsal.run(database)
    broken = rehearsal.broken_accounts(database)
    # the same facts twice is a clear error; anything else that breaks is a defect of ours
    allowed = {name for name, rows in broken.items() if _is_clear(rows)}
    assert set(broken) <= allowed, broken
    with duckdb.connect(str(database), read_only=True) as connection:
        accounted = dict(
            connection.execute(
                "select file_name, sum(rows_used + rows_set_aside + rows_out_of_scope)::bigint"
                " from intermediate.int_row_accounts group by 1"
            ).fetchall()
        )
    assert accounted == landed
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def sound(
    base: Path, rehearsal: Rehearsal, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[Any, ...]]:
    """What the folder gives when nothing is done to it."""
    database = tmp_path_factory.mktemp("sound") / "amparo.duckdb"
    assert not rehearsal.land(base, database).refusals
    rehearsal.run(database)
    return _results(database)


def _is_clear(rows: list[tuple[Any, ...]]) -> bool:
    """Tell whether a failing test names the file and says what is wrong."""
    return all(any(".csv" in str(cell) or ".xlsx" in str(cell) for cell in row) for row in rows)


@SLOW
@given(data=st.data())
def test_what_changes_no_fact_changes_no_result(
    base: Path,
    sound: list[tuple[Any, ...]],
    rehearsal: Rehearsal,
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
) -> None:
    folder = tmp_path_factory.mktemp("harmless")
    extracts = folder / "extracts"
    shutil.copytree(base, extracts)
    for name in data.draw(st.sets(st.sampled_from(_tables(base)), min_size=1), "files"):
        _vary(extracts / name, data.draw(HARMLESS, "kind"))
    database = folder / "varied" / "amparo.duckdb"
    assert not rehearsal.land(extracts, database).refusals
    rehearsal.run(database)
    assert _results(database) == sound
    shutil.rmtree(folder)
