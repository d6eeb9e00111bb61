"""What is refused, what is passed over, what is said of it, and what of it is kept."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from amparo.cli.session import to_json
from amparo.cli.terminal import harmless
from amparo.landing.errors import LandingError
from amparo.landing.loading import load_declarations
from amparo.landing.matching import Grid, match_grid
from amparo.landing.misfits import no_fit
from amparo.landing.publishable import _REASONS
from conftest import ROOT
from faults.page import state_machine_fault
from landing_place import HEADER, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PERSON, MAIL, PHONE = "Zutanita Umbarila", "zutanita@correo.co", "300 777 0001"
PAGE = ROOT / "docs" / "faults.md"
PATTERN = re.compile(r"\(\?|\\\\[dWb]|\[\^|models/|also_named|\.yml")


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.mark.parametrize("suffix", [".txt", ".gz", ".rar", ".7z", ".dbf"])
def test_data_in_another_format_are_told_as_such(place: Place, suffix: str) -> None:
    place.write(f"casos{suffix}", "x")
    place.write(f"otro{suffix}", "x")
    report = place.land()
    assert {r.file: (r.reason, r.is_unclaimed) for r in report.refusals} == {
        f"casos{suffix}": ("format", False),
        f"otro{suffix}": ("format", True),
    }
    for refusal in report.refusals:
        assert f"el formato {suffix} no se lee" in refusal.message_es
        assert ".tsv" in refusal.message_es
        assert "Guárdelo como .csv o .xlsx" in refusal.message_es
    assert report.ignored == ()


def test_a_note_in_the_folder_of_a_source_stops_nothing(place: Place) -> None:
    place.write("casos/leame.txt", "x")
    place.write("casos/metadata.json", '[{"license": "x", "rights": "y"}]')
    assert [r.is_unclaimed for r in place.land().refusals] == [True, True]


def test_a_folder_that_cannot_be_read_takes_nothing_away(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write("cerrada/casos.csv", HEADER + "05001,2022,3\n")
    place.write("casos.csv", HEADER + "05002,2022,4\n")
    place.land()
    scan: Callable[..., Iterator[os.DirEntry[str]]] = os.scandir

    shut = {place.extracts / "cerrada"}

    def closed(path: str | int | Path = ".") -> Iterator[os.DirEntry[str]]:
        # removing a folder asks by number
        if not isinstance(path, int) and Path(path) in shut:
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", closed)
    report = place.land()
    assert [(r.event, r.file) for r in report.results if r.event != "unchanged"] == [
        ("refused", "cerrada")
    ]
    (refusal,) = report.refused_claimed
    assert refusal.keeps_last_good
    assert "no se puede abrir la carpeta" in refusal.message_es
    assert place.query("select count(*) from raw.cases__yearly") == [(2,)]
    shut.add(place.extracts)
    with pytest.raises(LandingError, match="No se puede leer la carpeta"):
        place.land()
    assert place.query("select count(*) from raw.cases__yearly") == [(2,)]


def test_a_file_of_a_known_source_under_another_name_stops(place: Place) -> None:
    """Of three required columns one, but three headers that no other source has."""
    text = "codigo,zona_sin_informacion,etnia_sin_informacion,otra\n1,2,3,4\n"
    place.write("entrega.csv", text)
    place.write("nada.csv", "departamento,municipio,otra\n1,2,3\n")
    report = place.land()
    assert [r.file for r in report.refused_claimed] == ["entrega.csv"]
    assert [r.file for r in report.refused_unclaimed] == ["nada.csv"]


def test_a_sheet_that_nearly_is_the_table_of_its_neighbour_stops(place: Place) -> None:
    good = [["codigo", "anio", "per_ocu"], ["05001", "2021", "1"]]
    renamed = [["codigo", "anio", "personas"], ["05001", "2022", "1"]]
    place.workbook("casos.xlsx", {"2021": good, "2022": renamed, "notas": [["a", "b"], ["c", "d"]]})
    refusal = place.refusal()
    assert (refusal.sheet, refusal.reason) == ("2022", "missing_columns")


def test_nothing_delivered_of_a_refused_file_is_kept(place: Place) -> None:
    place.write("casos.csv", f"codigo,anio,{PERSON},{MAIL},{PHONE}\n1,2,3,4,5\n")
    place.workbook("casos.xlsx", {PERSON: [["codigo", "anio", MAIL], ["1", "2", "3"]]})
    place.write(f"{PERSON}.csv", f"{MAIL}\n1\n")
    report = place.land()
    said = " ".join(refusal.message_es for refusal in report.refusals)
    assert PERSON in said, "who runs it is told"
    kept = place.query("select * exclude (load_id) from raw.refused_files")
    assert len(kept) == 3
    assert place.query("select message_es from raw.refused_files where source_id = 'cases'") == [
        (f"Casos, archivo rechazado {n}: faltan columnas: per_ocu.",) for n in (1, 2)
    ]
    logged = place.query("select message, sheet from raw.load_log")
    for text in (str(kept), str(logged)):
        for part in (*PERSON.split(), MAIL, PHONE):
            assert part not in text
    state_machine_fault(
        PAGE,
        "headers, a sheet or the name of a refused file hold a person's name, mail or telephone",
        "who runs it is told; warehouse and publication keep none of it",
        "Casos, archivo rechazado 1: faltan columnas: per_ocu.",
    )


def test_every_reason_can_be_published() -> None:
    text = (ROOT / "scripts/amparo/landing/refusal.py").read_text(encoding="utf-8")
    declared = re.search(r"\nReason = Literal\[(.*?)\]", text, re.DOTALL)
    assert declared
    assert set(re.findall(r'"(\w+)"', declared.group(1))) == set(_REASONS)


def test_no_advice_shows_a_pattern_or_sends_anybody_to_edit_a_declaration() -> None:
    for table in load_declarations(ROOT / "models" / "staging").tables:
        problem = no_fit(match_grid(table, Grid("", (("x", "y"),)), "x.csv"), is_claimed=True)
        for text in (*problem.es, *problem.en):
            assert not PATTERN.search(text), text
        assert not table.layout.sheets or table.layout.sheets_shown, table.name
        for told in (*table.layout.from_file_name, *table.layout.from_header):
            if told.column in table.required:
                assert told.readable_es, table.name
                assert told.readable_en, table.name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[31mb", "a�[31mb"),
        ("\x9b2J\x07\r\x08", "�2J���"),
        ("\u202efdp.exe", "�fdp.exe"),
        ("Niño\n\tÑ – «x» 🙂", "Niño\n\tÑ – «x» 🙂"),
    ],
)
def test_a_terminal_is_not_steered_by_what_was_delivered(text: str, shown: str) -> None:
    assert harmless(text) == shown
    for sign in "\x1b\x9b\u202e":
        assert sign not in to_json({"name": text})
    if text.startswith("a"):
        what = "a cell or a name holds escape sequences, which would steer the terminal"
        state_machine_fault(PAGE, what, "harmless", f"«{harmless(text)}»")
