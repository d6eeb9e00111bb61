"""Synthetic registry: published marginals, traps, determinism, and a truth that adds up."""

from __future__ import annotations

import csv
import hashlib
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from amparo.demo.registry import truth as registry_truth
from amparo.demo.registry.extracts import Registry, build_registry, full_size
from amparo.demo.registry.outcomes import FAULTS, NO, YES
from amparo.demo.registry.write import registry_rows, write_registry
from amparo.demo.settings import registry

if TYPE_CHECKING:
    from pathlib import Path

SEED = 20240101
SMALL = 3000
SENTINELS = {99999, "99999"}
LEFT_WORK = "NNA DESVINCULADO DE LA ACTIVIDAD LABORAL"
PROTECTED = "ADOLESCENTE TRABAJO PROTEGIDO"
FINISHED = "INTERVENCIÓN DE NIÑO, NIÑA O ADOLESCENTE QUE TERMINA EL PROCESO"
CLOSURE = "FECHA - SEGUIMIENTO CIERRE"
FILLER = "13/10/2023"
FIRST, SECOND, THIRD, FOURTH, LAST = (
    "marzo_octubre 2021", "nov21_sep08_2022", "sep09_2022_mar2023", "MARZO2023_NOVI 2024",
    "dic24_mar25",
)  # fmt: skip


class Sheet:
    """The rows of a registry, readable by header and extract."""

    def __init__(self, world: Registry) -> None:
        header, *self.rows = registry_rows(world, lambda day: day.strftime("%d/%m/%Y"))
        self.header = list(header)
        self.columns = dict(zip(self.header, zip(*self.rows, strict=True), strict=True))
        self.extract = self.columns["Base_Origen"]

    def cells(self, name: str, *extracts: str) -> list[Any]:
        return [
            cell
            for cell, extract in zip(self.columns[name], self.extract, strict=True)
            if not extracts or extract in extracts
        ]

    def filled(self, name: str, *extracts: str) -> float:
        cells = self.cells(name, *extracts)
        return sum(cell not in SENTINELS and cell is not None for cell in cells) / len(cells)


@pytest.fixture(scope="module")
def world() -> Registry:
    return build_registry(SEED)


@pytest.fixture(scope="module")
def sheet(world: Registry) -> Sheet:
    return Sheet(world)


@pytest.fixture(scope="module")
def small() -> Registry:
    return build_registry(SEED, SMALL)


def near(found: float, published: float, share: float = 0.03, least: float = 5) -> bool:
    return abs(found - published) <= max(share * published, least)


def rate(world: Registry, chosen: Any) -> float:
    status = world.outcomes.left_work[chosen]
    return float(100 * (status == YES).sum() / np.isin(status, (YES, NO)).sum())


# --- marginals ------------------------------------------------------------------------------------


def test_rows_columns_and_dates_per_extract(sheet: Sheet) -> None:
    assert len(sheet.header) == 115
    assert len(set(sheet.header)) == 115
    assert full_size() == len(sheet.rows) == 56_473
    assert Counter(sheet.extract) == {
        FIRST: 8900, SECOND: 11_165, THIRD: 8075, FOURTH: 23_672, LAST: 4661,
    }  # fmt: skip
    spans = {FIRST: ("13/03/2021", "29/10/2021"), SECOND: ("03/11/2021", "04/10/2022"),
             THIRD: ("09/09/2022", "26/03/2023"), FOURTH: ("28/03/2023", "30/11/2024"),
             LAST: ("04/12/2024", "31/03/2025")}  # fmt: skip
    for extract, (first, last) in spans.items():
        days = sheet.cells("Fecha_intervencion", extract)
        assert (days[0], days[-1]) == (first, last)


def test_published_counts_of_years_types_places_and_forms(world: Registry, sheet: Sheet) -> None:
    years = Counter(str(day)[:4] for day in world.forms.date)
    for year, rows in {2021: 11_217, 2022: 14_188, 2023: 15_770, 2024: 11_541, 2025: 3757}.items():
        assert near(years[str(year)], rows)
    kinds = Counter(world.forms.kind.tolist())
    for kind, rows in {2: 36_944, 5: 12_954, 3: 6548, 6: 8, 4: 4, 0: 15}.items():
        assert near(kinds[kind], rows)
    subredes = Counter(world.forms.subred.tolist())
    for subred, rows in {1: 13_930, 2: 14_652, 3: 14_093, 4: 13_798}.items():
        assert near(subredes[subred], rows)
    places: Counter[Any] = Counter(sheet.columns["Localidad_fic"])
    for name, _, _, rows in registry("localidades").values():
        assert near(places[name], rows, 0.05, 15)
    assert near(len(set(sheet.columns["Id_fic"])), 51_895, 0.001)
    assert near(len(set(sheet.columns["Ficha_fic"])), 51_892, 0.001)
    assert near(len(sheet.rows) - len(set(sheet.rows)), 3690, 0.01)


def test_left_work_is_near_the_published_shares(world: Registry) -> None:
    everyone = np.ones(world.forms.size, dtype=bool)
    assert abs(rate(world, everyone) - 82.74) < 0.3
    for subred, published in {1: 90.63, 2: 76.78, 3: 83.59, 4: 80.69}.items():
        assert abs(rate(world, world.forms.subred == subred) - published) < 1
    children = world.forms.kind == 2
    for extract, published in enumerate((84.22, 85.36, 81.93, 79.68, 78.34)):
        assert abs(rate(world, children & (world.forms.extract == extract)) - published) < 1
    statuses = np.bincount(world.outcomes.left_work)
    assert near(int(statuses[YES]), 43_218, 0.01)
    assert near(int(statuses[NO]), 9016, 0.02)
    assert near(int(statuses[3]), 40, 0.2)
    assert near(int(statuses[0] + statuses[4]), 4199, 0.03)


def test_median_days_to_closure_are_near_the_published_ones(world: Registry) -> None:
    medians = registry_truth.figures(world)["median_days_to_closure"]
    for extract, children, adolescents in zip(
        registry("extracts"), (42, 40, 62, 63, 59), (41, 39, 54, 56, 49), strict=True
    ):
        assert abs(medians[f"{extract}/children"] - children) <= 3
        assert abs(medians[f"{extract}/adolescents"] - adolescents) <= 3


def test_gaps_and_factors_can_be_found(world: Registry) -> None:
    venezuela = world.children.nationality == 1
    assert rate(world, ~venezuela) - rate(world, venezuela) > 3
    children, age = world.forms.kind == 2, world.children.age
    assert rate(world, children & (age <= 11)) - rate(world, children & (age == 14)) > 1
    student = world.children.occupation == 0
    assert rate(world, student) - rate(world, ~student) > 3


@pytest.mark.parametrize(
    ("name", "shares"),
    [
        ("NACIONALIDAD", (0.999, 0, 1, 1, 1)),
        ("GENERO", (0, 0, 1, 1, 1)),
        ("EDAD", (0, 0, 1, 1, 0)),
        ("OCUPACIÓN", (0, 0, 0.974, 1, 1)),
        ("ZONA", (0.999, 0.862, 0, 1, 1)),
        ("ESTRATO", (0, 0, 0, 1, 1)),
        ("ESTRATO SOCIOECONÓMICO", (0.976, 0, 0.994, 1, 1)),
        ("LOCALIDAD.1", (0.843, 0, 0.805, 0.892, 0.815)),
        ("¿EN DONDE REALIZA PRINCIPALMENTE SU TRABAJO?", (0.696, 0.707, 0.729, 0.89, 0)),
        ("FECHA SEGUIMIENTO", (0, 0.972, 0.984, 0, 0.451)),
        (FINISHED, (0, 0, 0, 0.893, 0.359)),
        (CLOSURE, (0.996, 1, 1, 1, 1)),
        (LEFT_WORK, (0.978, 0.969, 0, 0.964, 0.424)),
        (f"{LEFT_WORK}.1", (0.007, 0.015, 0.984, 0.009, 0)),
        (PROTECTED, (0, 0, 0, 0.513, 0)),
        (f"{PROTECTED}.1", (0.527, 0.544, 0.549, 0.004, 0)),
        ("NÚMERO DE FICHA ANTERIOR", (0, 0, 0, 0, 0.279)),
        ("ACOMPAÑAMIENTO 1 - PERFIL", (0, 0, 0, 0, 0.451)),
    ],
)  # fmt: skip
def test_each_extract_fills_its_own_columns(
    sheet: Sheet, name: str, shares: tuple[float, ...]
) -> None:
    for extract, share in zip((FIRST, SECOND, THIRD, FOURTH, LAST), shares, strict=True):
        found = sheet.filled(name, extract)
        assert found == pytest.approx(share, abs=0.02), extract
        assert bool(found) == bool(share), extract


# --- traps ----------------------------------------------------------------------------------------


def test_type_and_subred_are_written_by_extract(sheet: Sheet) -> None:
    assert sheet.filled("TIPO_INTERVENCION", THIRD) == 1
    assert sheet.filled("TIPO INTERVENCIÓN", THIRD) == 0
    assert set(sheet.cells("TIPO_INTERVENCION", FIRST)) <= SENTINELS
    assert set(sheet.cells("Red_fic", FIRST, SECOND, THIRD)) == {1, 2, 3, 4}
    assert set(sheet.cells("Red_fic", FOURTH, LAST)) == {
        "Norte", "Centro Oriente", "Sur", "Suroccidente",
    }  # fmt: skip


def test_answers_differ_in_case_between_extracts(sheet: Sheet) -> None:
    assert {"SI", "NO"} <= set(sheet.cells(LEFT_WORK, FOURTH))
    last = set(sheet.cells(LEFT_WORK, LAST))
    assert {"Si", "No"} <= last
    assert not {"SI", "NO"} & last
    assert {"Hijo(a)", "Nieto(a)", "5- Nieto(a)"} <= set(
        sheet.columns["VÍNCULO CON EL JEFE DE HOGAR"]
    )
    assert "19-En acompañamiento laboral" in sheet.columns["OCUPACIÓN"]


def test_default_categories_stand_where_the_child_block_is_blank(sheet: Sheet) -> None:
    assert set(sheet.cells("ESTADO CIVIL", SECOND)) == {"6- No aplica"}
    assert set(sheet.cells("ETNIA", SECOND)) == {"6- Ninguno"}
    assert set(sheet.cells("POBLACIÓN DIFERENCIAL Y DE INCLUSIÓN", SECOND)) == {"14- No Aplica"}
    assert set(sheet.cells("CATEGORÍAS DE LA DISCAPACIDAD", SECOND)) == {"No aplica"}


def test_siblings_share_a_form_and_repeat_it_where_nothing_tells_them_apart(
    world: Registry, sheet: Sheet
) -> None:
    sizes = Counter(Counter(sheet.cells("Id_fic", SECOND)).values())
    assert set(range(1, 12)) == set(sizes)
    copied = [row for row, extract in zip(sheet.rows, sheet.extract, strict=True)
              if extract != SECOND]  # fmt: skip
    assert len(copied) == len(set(copied))
    repeated = world.forms.source != np.arange(world.forms.size)
    assert (world.forms.row_in_form[repeated] > 1).all()


def test_filler_dates_and_odd_dates(sheet: Sheet) -> None:
    fillers = list(sheet.columns[CLOSURE]).count(FILLER)
    assert near(fillers, 22_988, 0.02)
    assert set(sheet.cells(CLOSURE, SECOND, THIRD)) == {FILLER}
    visits = next(name for name in sheet.header if name.startswith("FECHA - REPOSICIÓN"))
    assert near(list(sheet.columns[visits]).count(FILLER), 25_920, 0.02)
    texts = sheet.cells("FECHA SEGUIMIENTO", SECOND, THIRD)
    odd = [t for t in texts if t not in SENTINELS and not re.fullmatch(r"\d\d/\d\d/202\d", t)]
    assert near(len(odd), 37, 0.2)
    assert "02/////4/" in odd
    assert {"2006", "2202"} <= {text[-4:] for text in odd}


def test_births_after_the_intervention_weights_and_heights(world: Registry, sheet: Sheet) -> None:
    def day(text: str) -> str:
        return "-".join(reversed(text.split("/")))

    late = sum(
        birth not in SENTINELS and day(birth) > day(at)
        for birth, at in zip(
            sheet.columns["FECHA DE NACIMIENTO"], sheet.columns["Fecha_intervencion"], strict=True
        )
    )
    assert late == 43
    assert world.children.age[world.children.birth_known].min() >= 0
    assert 10000 in sheet.columns["PESO"]
    heights = [h for h in sheet.columns["TALLA_CM"] if h not in SENTINELS]
    assert 0 < sum(height < 3 for height in heights) < 30


def test_several_values_in_one_cell_may_end_in_a_separator(sheet: Sheet) -> None:
    assert any(str(cell).endswith(" | ") for cell in sheet.columns["OCUPACIÓN"])
    assert any(" | " in str(cell) for cell in sheet.columns["IEC.3"])
    assert None in sheet.columns["CUMPLIÓ"]


def test_form_numbers_hold_subred_and_localidad_and_a_few_are_used_twice(
    world: Registry, sheet: Sheet
) -> None:
    head = (world.forms.subred * 100 + world.forms.localidad).astype(str)
    numbers = np.array(sheet.columns["Ficha_fic"]).astype(str)
    assert all(text.startswith(start) for text, start in zip(numbers, head, strict=True))
    ids: dict[str, set[int]] = {}
    for number, form in zip(numbers.tolist(), sheet.columns["Id_fic"], strict=True):
        ids.setdefault(number, set()).add(form)
    assert sum(len(forms) > 1 for forms in ids.values()) == 3


def test_follow_ups_name_earlier_forms_and_their_date(sheet: Sheet) -> None:
    dates = dict(zip(sheet.columns["Ficha_fic"], sheet.columns["Fecha_intervencion"], strict=True))
    cells = zip(
        sheet.columns["NÚMERO DE FICHA ANTERIOR"],
        sheet.columns["FECHA DE LA ÚLTIMA INTERVENCIÓN"],
        sheet.columns["TIPO INTERVENCIÓN"],
        strict=True,
    )
    links = [row for row in cells if row[0] not in SENTINELS]
    assert len(links) == 1301
    assert {kind for _, _, kind in links} == {"5. Seguimiento al efecto"}
    known = [(number, date) for number, date, _ in links if number in dates]
    assert len(links) - len(known) == 30
    assert all(dates[number] == date for number, date in known)
    assert near(len({number for number, _, _ in links}), 1276, 0.01)


# --- files ----------------------------------------------------------------------------------------


def test_same_seed_same_bytes_and_other_seed_other_rows(tmp_path: Path, small: Registry) -> None:
    digests = []
    for name in ("a.xlsx", "b.xlsx"):
        write_registry(tmp_path / name, seed=SEED, rows=SMALL)
        digests.append(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
    assert digests[0] == digests[1]
    other = build_registry(SEED + 1, SMALL)
    assert not np.array_equal(other.forms.localidad, small.forms.localidad)


def test_workbook_has_the_sheet_a_decoy_and_both_kinds_of_sentinel(tmp_path: Path) -> None:
    path = tmp_path / "registro.xlsx"
    write_registry(path, seed=SEED, rows=SMALL)
    book = CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["variables", "BD"]
    header, *rows = book.get_sheet_by_name("BD").to_python(skip_empty_area=False)
    assert header == registry("header")["columns"]
    assert len(rows) == SMALL
    cells = {cell for row in rows for cell in row}
    assert {99999.0, "99999"} <= cells
    assert {type(row[3]).__name__ for row in rows} == {"date"}
    decoy = book.get_sheet_by_name("variables").to_python()
    assert all("SINTETICO" in str(row[1]) for row in decoy[1:])


def test_csv_is_what_excel_in_spanish_saves(tmp_path: Path, small: Registry) -> None:
    path = tmp_path / "registro.csv"
    write_registry(path, seed=SEED, rows=SMALL)
    content = path.read_bytes()
    assert content.startswith(b"\xef\xbb\xbfId_fic;Base_Origen;")
    assert content.count(b"\r\n") == SMALL + 1
    rows = list(csv.reader(content.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert {len(row) for row in rows} == {115}
    weights = {row[rows[0].index("PESO")] for row in rows[1:]}
    assert any(re.fullmatch(r"\d+,\d", weight) for weight in weights)
    assert small.forms.size == SMALL


def test_a_registry_of_too_few_rows_or_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="1000 rows or more"):
        write_registry(tmp_path / "registro.csv", seed=SEED, rows=10)
    with pytest.raises(ValueError, match=r"\.csv or \.xlsx"):
        write_registry(tmp_path / "registro.ods", seed=SEED, rows=SMALL)


def test_what_points_to_people_is_visibly_made_up(sheet: Sheet) -> None:
    marked = re.compile(r"SINT[EÉ]TIC|sint[eé]tic|ejemplo\.invalid|Sintétic", re.IGNORECASE)
    for name in (
        "Usuario", "CORREO  1", "CORREO  2", "DIRECCIÓN DEL TRABAJO", "NOMBRE DE LA UT", "BARRIO",
        "BARRIO.1", "VEREDA", "NOMBRE EAPB", "NOMBRE EAPB.1",
    ):  # fmt: skip
        found = {c for c in sheet.columns[name] if c is not None and c not in SENTINELS}
        assert found, name
        assert all(marked.search(cell) for cell in found), name
    for name in ("TELÉFONO 1", "TELÉFONO 2"):
        phones = {str(cell) for cell in sheet.columns[name]} - {"99999"}
        assert all(re.fullmatch(r"3990\d{6}", phone) for phone in phones)
        assert len(phones) > 1000
    assert set(sheet.columns["DIRECCIÓN DE LA VIVIENDA"]) == {99999}


def test_a_small_registry_has_every_trap(small: Registry) -> None:
    sheet = Sheet(small)
    assert set(registry("closure")["faults"]) == {
        row
        for row in ("unparsable", "year_2006", "year_2202", "before_opening", "after_limit")
        if FAULTS.index(row) in small.outcomes.fault.tolist()
    }
    assert len(sheet.rows) > len(set(sheet.rows))
    assert small.children.birth_wrong.any()
    assert (small.links.earlier >= 0).sum() > 50
    assert 10000 in sheet.columns["PESO"]
    assert sheet.filled(f"{LEFT_WORK}.1", THIRD) > 0.9


# --- truth ----------------------------------------------------------------------------------------


def test_truth_adds_up(small: Registry, tmp_path: Path) -> None:
    figures = registry_truth.figures(small)
    assert sum(figures["rows"].values()) == SMALL
    for dimension in ("extract", "subred", "type"):
        assert sum(figures[f"left_work_by_{dimension}"].values()) == SMALL
    identified = sum(figures["identified_by_year"].values())
    assert identified == sum(figures["identified_by_localidad"].values())
    assert identified == sum(figures["identified_by_subred"].values())
    assert sum(figures["left_work_at_next"].values()) == figures["reintervened"]
    assert figures["links_to_unknown_forms"] < figures["links"] < figures["follow_ups"]
    assert sum(figures["closure_reasons"].values()) == SMALL
    path = tmp_path / "truth.json"
    registry_truth.write_figures(small, path)
    assert '"reintervened"' in path.read_text(encoding="utf-8")


def test_truth_of_closures_and_accompaniments_is_possible(world: Registry) -> None:
    rows = registry_truth.intervention_rows(world)
    assert len(rows) == world.forms.size
    for row in rows:
        days = row["days_to_closure"]
        assert (days is None) == (row["days_to_closure_reason"] is not None)
        assert days is None or 0 <= days <= 365
        assert row["closure_date"] is None or row["closure_date_reason"] is None
    assert any(row["days_to_all_met"] is not None for row in rows)
    visits = registry_truth.accompaniment_rows(world)
    assert {row["accompaniment_number"] for row in visits} == {1, 2, 3, 4}
    assert {row["met_status_id"] for row in visits} == {"yes", "no", "open"}


def test_truth_of_recurrence_follows_the_links(world: Registry) -> None:
    episodes = registry_truth.episode_rows(world)
    assert len(episodes) == int(world.forms.identifying.sum())
    linked = [row for row in episodes if row["next_row"] is not None]
    assert all(row["days_to_next"] > 0 for row in linked)
    assert any(row["is_link_ambiguous"] for row in linked)
    named = world.forms.form[world.links.earlier[world.links.earlier >= 0]]
    assert {int(world.forms.form[row["row"]]) for row in linked} == set(named.tolist())
