"""Texts read in the wrong encoding: what can be undone is, what cannot is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from amparo.landing.garbled import repair
from amparo.landing.text import normalise_header
from landing_place import HEADER, Place

if TYPE_CHECKING:
    from pathlib import Path

SPANISH = "áéíóúüñÁÉÍÓÚÜÑ¿¡º°"


@pytest.mark.parametrize(
    ("delivered", "meant"),
    [
        ("DesapariciÃ³n", "Desaparición"),
        ("DesapariciÃ\x83Â³n", "Desaparición"),
        ("DesapariciÃÂ³n", "Desaparición"),
        ("NARIÃ‘O", "NARIÑO"),
        ("INUNDACIÃ“N", "INUNDACIÓN"),
        ("INÃ\x8dRIDA", "INÍRIDA"),
        ("INUNDACI√ìN", "INUNDACIÓN"),
        ("NiÃ±os NiÃ±as", "Niños Niñas"),
        ("TolÃº Viejo", "Tolú Viejo"),
    ],
)
def test_a_reversible_text_is_repaired(delivered: str, meant: str) -> None:
    assert repair(delivered) == (meant, False)


@pytest.mark.parametrize(
    "delivered", ["Desapariciï¿½n", "Desaparici\ufffdn", "ÃRBOLES", "MARÃTIMO", "ACANDÃ"]
)
def test_a_lost_letter_is_flagged_and_never_guessed(delivered: str) -> None:
    found = repair(delivered)
    assert found.is_damaged
    assert found.text.replace("\ufffd", "ï¿½") == delivered.replace("\ufffd", "ï¿½")


@pytest.mark.parametrize("text", ["Nariño", "BOGOTÁ, D. C.", "¿Qué?", "naïve", "5,03", "", "Nº 7°"])
def test_a_sound_text_stays(text: str) -> None:
    assert repair(text) == (text, False)


@given(st.text(alphabet=SPANISH + "abcXYZ 019,.-()", max_size=40))
@example("Ñ")
def test_what_spanish_loses_in_cp1252_comes_back(text: str) -> None:
    garbled = "".join(
        bytes([byte]).decode("cp1252") if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else chr(byte)
        for byte in text.encode()
    )
    found = repair(garbled)
    assert found == (text, False)


def test_a_garbled_header_meets_its_column() -> None:
    assert normalise_header("CÃ³digo Departamento") == "codigo_departamento"
    assert normalise_header("AÃ±o") == "ano"


def test_garbled_cells_are_repaired_and_listed(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.write(
        "casos.csv", HEADER + "NARIÃ‘O,2023,1\nNARIÃ‘O,2023,2\nMARÃTIMO,2023,3\nCali,2023,4\n"
    )
    report = place.land()
    assert place.query("select codigo from raw.cases__yearly order by _row_number") == [
        ("NARIÑO",),
        ("NARIÑO",),
        ("MARÃTIMO",),
        ("Cali",),
    ]
    listed = place.query(
        "select column_name, text_found, text_repaired, is_damaged, row_count"
        " from raw.garbled_texts order by text_found"
    )
    assert listed == [
        ("codigo", "MARÃTIMO", "MARÃTIMO", True, 1),
        ("codigo", "NARIÃ‘O", "NARIÑO", False, 2),
    ]
    assert "1 textos de codificación rota, reparados" in report.results[0].message_es
    assert "1 textos con letras perdidas" in report.results[0].message_es
    place.write("casos.csv", HEADER + "NARIÑO,2023,1\n")
    place.land()
    assert place.query("select * from raw.garbled_texts") == []
