"""Zip archives: read like a folder, and never a way to write elsewhere or to fill the disk."""

from __future__ import annotations

import io
import stat
import zipfile
from typing import TYPE_CHECKING

import pytest

from amparo.landing import limits
from landing_place import HEADER, ROWS_OF_CASES, Place, events

if TYPE_CHECKING:
    from pathlib import Path

CASES = HEADER + "05001,2023,7\n"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def zipped(**members: str | bytes) -> bytes:
    return zipped_as({name.replace("__", "."): content for name, content in members.items()})


def zipped_as(members: dict[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


def test_the_files_of_a_zip_land_as_if_it_were_a_folder(place: Place) -> None:
    place.workbook("inner.xlsx", {"Hoja1": [["codigo", "anio", "per_ocu"], ["05002", "2022", "1"]]})
    inner = place.extracts / "inner.xlsx"
    content = zipped_as(
        {
            "2023/casos.csv": CASES,
            "otros.xlsx": inner.read_bytes(),
            "LEAME.pdf": "nada",
            "__MACOSX/._casos.csv": b"\0\0",
        }
    )
    inner.unlink()
    place.write("entrega.zip", content)
    report = place.land()
    assert events(report) == [
        ("landed", "entrega.zip/2023/casos.csv"),
        ("landed", "entrega.zip/otros.xlsx"),
    ]
    assert {(i.file, i.reason_en) for i in report.ignored} == {
        ("entrega.zip/LEAME.pdf", "not data (.pdf)"),
        ("entrega.zip/__MACOSX/._casos.csv", "hidden file"),
    }
    assert [event for event, _ in events(place.land())] == ["unchanged", "unchanged"]


def test_a_withdrawn_zip_takes_its_rows_with_it(place: Place) -> None:
    path = place.write("entrega.zip", zipped(casos__csv=CASES))
    place.land()
    path.unlink()
    assert events(place.land()) == [("withdrawn", "entrega.zip/casos.csv")]
    assert place.query(ROWS_OF_CASES) == []


def test_the_same_file_zipped_and_not_is_landed_once(place: Place) -> None:
    place.write("casos.csv", CASES)
    place.write("entrega.zip", zipped(casos__csv=CASES))
    assert events(place.land()) == [
        ("landed", "casos.csv"),
        ("duplicate", "entrega.zip/casos.csv"),
    ]


@pytest.mark.parametrize(
    "name",
    [
        "../casos.csv",
        "/etc/casos.csv",
        "a/../../casos.csv",
        "..\\casos.csv",
        "C:\\casos.csv",
        "\\\\server\\casos.csv",
    ],
)
def test_a_member_that_leads_out_refuses_the_archive(place: Place, name: str) -> None:
    place.write("entrega.zip", zipped_as({"casos.csv": CASES, name: CASES}))
    refusal = place.refusal()
    assert refusal.reason == "archive"
    assert not refusal.is_unclaimed
    assert "casos.csv" in refusal.message_es
    assert place.query(ROWS_OF_CASES) == []
    assert list(place.root.rglob("casos.csv")) == []


def test_a_link_in_an_archive_refuses_it(place: Place) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        link = zipfile.ZipInfo("casos.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    place.write("entrega.zip", held.getvalue())
    assert place.refusal().reason == "archive"


def test_a_bomb_is_refused_before_it_fills_the_disk(place: Place) -> None:
    place.write("bomba.zip", zipped(casos__csv=HEADER + "0,0,0\n" * (20 * 2**20)))
    refusal = place.refusal()
    assert refusal.reason == "archive"
    assert "demasiado grande" in refusal.message_es
    assert "MB" in refusal.message_es


def test_a_bomb_that_lies_about_its_size_is_refused_too(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "HARMLESS_BYTES", 2**10)
    monkeypatch.setattr(limits, "MOST_TIMES", 2)
    content = bytearray(zipped(casos__csv=HEADER + "0,0,0\n" * 20_000))
    place.write("bomba.zip", bytes(content))
    assert "too much" in place.refusal().message_en


def test_too_many_members_are_refused(place: Place) -> None:
    place.write("muchos.zip", zipped_as({f"{i}.csv": "" for i in range(1001)}))
    assert place.refusal().reason == "archive"


def test_a_zip_in_a_zip_is_refused(place: Place) -> None:
    place.write("fuera.zip", zipped_as({"dentro.zip": zipped(casos__csv=CASES)}))
    refusal = place.refusal()
    assert "un zip dentro de otro" in refusal.message_es


def test_two_members_of_one_name_are_refused(place: Place) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("casos.csv", CASES)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("casos.csv", CASES)
    place.write("entrega.zip", held.getvalue())
    assert place.refusal().reason == "archive"


def test_a_protected_zip_is_refused(place: Place) -> None:
    content = bytearray(zipped(casos__csv=CASES))
    # the bit that says the member is encrypted, in the local header and in the directory
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    place.write("entrega.zip", bytes(content))
    assert place.refusal().reason == "password"


@pytest.mark.parametrize("cut", [0.3, 0.7, 0.98])
def test_a_cut_zip_is_refused_and_keeps_what_was_good(place: Place, cut: float) -> None:
    content = zipped(casos__csv=CASES)
    place.write("entrega.zip", content)
    place.land()
    place.write("entrega.zip", content[: int(len(content) * cut)])
    refusal = place.refusal()
    assert refusal.reason == "unreadable"
    assert refusal.keeps_last_good
    assert place.query(ROWS_OF_CASES) == [("05001", "2023", "7")]


def test_a_damaged_member_is_refused(place: Place) -> None:
    content = bytearray(zipped(casos__csv=HEADER + "05001,2023,7\n" * 200))
    content[60] ^= 0xFF
    place.write("entrega.zip", bytes(content))
    assert place.refusal().reason == "unreadable"


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_damage_of_any_compression_is_the_archives_fault(place: Place, method: int) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        archive.writestr("casos.csv", HEADER + "05001,2023,7\n" * 3000)
    content = bytearray(held.getvalue())
    for at in range(60, 90):
        content[at] ^= 0x55
    place.write("roto.zip", bytes(content))
    place.write("casos.csv", CASES)
    report = place.land()
    assert [r.reason for r in report.refusals] == ["unreadable"]
    assert place.query(ROWS_OF_CASES) == [("05001", "2023", "7")]


def test_a_link_to_no_archive_is_refused(place: Place) -> None:
    (place.extracts / "nada.zip").symlink_to(place.extracts / "no_existe.zip")
    assert place.refusal().reason == "no_access", "as a link to no table is"


def test_a_name_that_is_no_text_is_the_archives_fault(place: Place) -> None:
    content = bytearray(zipped_as({"cásos.csv": CASES}))
    for at in range(len(content) - 1):
        if content[at : at + 2] == "á".encode():
            content[at : at + 2] = b"\xff\xfe"
    place.write("entrega.zip", bytes(content))
    assert place.refusal().reason == "unreadable"


def test_an_archive_without_data_is_refused(place: Place) -> None:
    place.write("entrega.zip", zipped_as({"LEAME.pdf": "nada"}))
    assert place.refusal().reason == "empty"
