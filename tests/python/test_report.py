"""The report: one small file that loads nothing, with the marts' numbers and complete labels."""

from __future__ import annotations

import csv
import datetime as dt
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import duckdb
import pytest

from amparo.errors import UserError
from amparo.outputs import made
from amparo.outputs.report import write
from amparo.outputs.report.facts import BY_KEY, BY_MUNICIPALITY, LEFT_OUT, PLAIN_TABLES, REGISTRY
from amparo.outputs.report.images import _maps
from amparo.outputs.report.page import script as script_of_page
from amparo.project import Project
from amparo.publishing.shelf import Shelf
from amparo.texts import Labels
from amparo.warehouse.reader import reading_published
from output_walk import embedded

if TYPE_CHECKING:
    from conftest import Built

ROOT = Path(__file__).parents[2]
MOST_BYTES = 1_800_000
CHOSEN = "2024-alerts-from-3"
PAGE = ROOT / "scripts" / "amparo" / "outputs" / "report" / "page"
VOID = {"meta", "link", "input", "br", "img", "hr"}


class Outline(HTMLParser):
    """Elements of a page: open ones, ids, scripts by id, attributes that load something."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.loaded: list[str] = []
        self.scripts: dict[str, str] = {}
        self.headings: list[str] = []
        self.language = ""
        self._script = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if known.get("id"):
            self.ids.append(str(known["id"]))
        self.loaded += [str(known[name]) for name in ("src", "href", "action") if known.get(name)]
        self._script = str(known.get("id") or "") if tag == "script" else ""
        if tag in {"h1", "h2"}:
            self.headings.append(tag)
        if tag == "html":
            self.language = str(known.get("lang"))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        if self._script:
            self.scripts[self._script] = self.scripts.get(self._script, "") + data


def outline(file: Path) -> Outline:
    parser = Outline()
    parser.feed(file.read_text(encoding="utf-8"))
    parser.close()
    assert not parser.open
    return parser


@pytest.fixture(scope="module")
def published(demo_built: Built) -> Path:
    return demo_built.database.parent / "published" / "amparo.duckdb"


@pytest.fixture(scope="module")
def written(published: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Made as `amparo report --assessment` makes it, of another assessment than the default."""
    version = Shelf(published.parent).current()
    assert version is not None
    folder = tmp_path_factory.mktemp("report")
    options = made.Options(CHOSEN, "es")
    made.make(
        "report",
        Project(ROOT, published.parent / "none.duckdb", published.parent),
        version,
        folder,
        options,
    )
    return [folder / "reporte.html", *sorted(folder.glob("mapas/*"))]


@pytest.fixture(scope="module")
def page(written: list[Path]) -> Outline:
    return outline(written[0])


@pytest.fixture(scope="module")
def data(written: list[Path]) -> dict[str, Any]:
    return embedded(written[0])


def test_the_page_is_one_small_well_formed_file_that_loads_nothing(
    written: list[Path], page: Outline
) -> None:
    assert written[0].name == "reporte.html"
    assert written[0].stat().st_size <= MOST_BYTES
    assert all(address.startswith(("#", "data:")) for address in page.loaded)
    css = (PAGE / "report.css").read_text(encoding="utf-8")
    assert "url(" not in css
    assert "@import" not in css
    assert len(page.ids) == len(set(page.ids))
    assert page.language == "es"
    assert page.headings.count("h1") == 1


def test_the_page_names_no_folder_of_the_machine(
    written: list[Path], data: dict[str, Any], published: Path
) -> None:
    text = written[0].read_text(encoding="utf-8")
    assert str(ROOT) not in text
    assert str(published.parent) not in text
    assert str(published.parent) not in json.dumps(data, ensure_ascii=False)


def test_a_synthetic_report_says_so_on_page_and_maps(written: list[Path]) -> None:
    assert "DATOS SINTÉTICOS" in written[0].read_text(encoding="utf-8")
    for file in written:
        if file.suffix == ".svg":
            assert "DATOS SINTÉTICOS" in file.read_text(encoding="utf-8")


def test_every_map_is_there_as_png_and_svg(written: list[Path]) -> None:
    names = {"indicador_1", "indicador_2", "indicador_3", "severidad_final", "pin_departamento"}
    names |= {"techo_cluster"}
    for suffix in (".png", ".svg"):
        stems = {file.stem for file in written if file.suffix == suffix}
        assert stems == {f"{name}_{CHOSEN}" for name in names}
    for file in written[1:]:
        if file.suffix == ".png":
            assert file.read_bytes().startswith(b"\x89PNG")
        else:
            shapes = ET.parse(file).iter("{http://www.w3.org/2000/svg}path")  # noqa: S314 - ours
            assert sum(1 for _ in shapes) > 33


def test_page_and_maps_are_of_the_assessment_that_was_chosen(
    written: list[Path], data: dict[str, Any], published: Path
) -> None:
    assert data["first"] == CHOSEN
    with duckdb.connect(str(published), read_only=True) as connection:
        [label] = connection.execute(
            "select label_es from marts.dim_assessment where assessment_id = ?", [CHOSEN]
        ).fetchall()
    maps = [file for file in written if file.suffix == ".svg"]
    assert len(maps) == 6
    [pin] = [file for file in maps if file.stem.startswith("pin_departamento")]
    for text in ("10.000", "25.000", "50.000", "100.000", "200.000"):
        assert f">{text}<" in pin.read_text(encoding="utf-8")
    for file in maps:
        assert label[0] in file.read_text(encoding="utf-8"), file.name
        assert "AdR Protección de la Niñez" in file.read_text(encoding="utf-8"), file.name


def test_severities_published_as_a_whole_have_no_maps_of_indicators(published: Path) -> None:
    with reading_published(published) as reader:
        names = [drawn.name for drawn in _maps(reader, "2025", Labels(ROOT / "seeds", "es"))]
    assert names == ["severidad_final", "pin_departamento", "techo_cluster"]


def agrees(shown: Any, stored: Any) -> bool:
    """Whether the page holds what the mart does; times to the minute, decimals to the sixth."""
    if isinstance(stored, dt.datetime):
        return bool(shown == f"{stored:%Y-%m-%d %H:%M}")
    if isinstance(stored, dt.date):
        return bool(shown == stored.isoformat())
    if isinstance(stored, float):
        return shown is not None and float(shown) == pytest.approx(stored, abs=1e-6)
    return bool(shown == stored)


def test_every_table_of_the_page_equals_its_mart(data: dict[str, Any], published: Path) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        for name, source in PLAIN_TABLES.items():
            answer = connection.execute(f"select * from {source}")
            names = [column[0] for column in answer.description]
            columns = list(zip(*answer.fetchall(), strict=True)) or [()] * len(names)
            for column, stored in zip(names, columns, strict=True):
                if column in LEFT_OUT.get(name, ()) or not stored:
                    continue
                shown = data["tables"][name][column]
                assert len(shown) == len(stored)
                assert all(map(agrees, shown, stored)), (name, column)


def test_every_number_by_municipality_equals_its_mart(
    data: dict[str, Any], published: Path
) -> None:
    compared = 0
    with duckdb.connect(str(published), read_only=True) as connection:
        for assessment, result in data["results"].items():
            codes = result["codes"]
            parts = [(table, "", result[name]) for name, table in BY_MUNICIPALITY.items()]
            parts += [
                (table, f" and {key} = '{value}'", columns)
                for name, (table, key) in BY_KEY.items()
                for value, columns in result[name].items()
            ]
            for table, condition, columns in parts:
                for column, shown in columns.items():
                    stored = dict(
                        connection.execute(
                            f"select municipality_code, {column} from {table}"
                            f" where assessment_id = ?{condition}",
                            [assessment],
                        ).fetchall()
                    )
                    assert len(shown) == len(codes) == len(stored)
                    for code, value in zip(codes, shown, strict=True):
                        assert agrees(value, stored[code]), (assessment, table, column, code)
                        compared += 1
    assert compared > 300_000


def test_every_label_of_the_page_is_there_in_both_languages(data: dict[str, Any]) -> None:
    template = (PAGE / "report.html.j2").read_text(encoding="utf-8")
    script = script_of_page()
    used = set(re.findall(r"""['"]((?:r|x)_[a-z0-9_]*[a-z0-9])['"]""", template + script))
    used |= {f"r_fig_{name}" for name in re.findall(r"figure\('(\w+)'", template)}
    used |= {f"r_note_{name}" for name in re.findall(r"figure\('(\w+)'", template)}
    used |= {f"r_pick_{name}" for name in re.findall(r"picker\('(\w+)'", template)}
    used |= {f"r_page_{name}" for name in data["pages"]}
    assert len(used) > 200
    for language in ("es", "en"):
        labels = data["labels"][language]
        assert used <= labels.keys(), used - labels.keys()
        assert all(text.strip() for text in labels.values())
    for label, text in data["labels"]["es"].items():
        other = data["labels"]["en"][label]
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", other)), label


def test_labels_of_the_page_stand_once_in_the_table() -> None:
    with (ROOT / "seeds" / "labels" / "labels.csv").open(encoding="utf-8", newline="") as file:
        ids = [row["label_id"] for row in csv.DictReader(file)]
    assert len(ids) == len(set(ids))


def test_reasons_and_caveats_of_the_marts_have_a_text(
    data: dict[str, Any], published: Path
) -> None:
    with duckdb.connect(str(published), read_only=True) as connection:
        reasons = connection.execute(
            "select missing_reason from marts.fct_variable_severity"
            " union select missing_reason from marts.fct_pin"
        ).fetchall()
        caveats = connection.execute(
            "select distinct unnest(string_split(caveats, ',')) from marts.fct_variable_severity"
        ).fetchall()
    wanted = {f"reason_{row[0]}" for row in reasons if row[0]}
    wanted |= {f"caveat_{row[0]}" for row in caveats if row[0]}
    assert wanted
    assert wanted <= data["labels"]["es"].keys()


def test_registry_tables_equal_their_marts_and_suppressed_cells_are_empty(
    data: dict[str, Any], page: Outline, published: Path
) -> None:
    assert {"registro", "fig-gaps", "fig-factors", "fig-survival"} <= set(page.ids)
    assert set(data["registry"]) == set(REGISTRY)
    hidden = 0
    with duckdb.connect(str(published), read_only=True) as connection:
        for name in REGISTRY:
            answer = connection.execute(f"select * from marts.{name} order by all")
            names = [column[0] for column in answer.description]
            columns = data["registry"][name]
            for column, stored in zip(names, zip(*answer.fetchall(), strict=True), strict=True):
                assert len(columns[column]) == len(stored)
                assert all(map(agrees, columns[column], stored)), (name, column)
            if {"value", "suppressed"} <= columns.keys():
                for value, suppressed in zip(columns["value"], columns["suppressed"], strict=True):
                    hidden += suppressed
                    assert not (suppressed and value is not None), name
    assert hidden


def test_a_published_file_of_an_older_version_is_refused(tmp_path: Path) -> None:
    old = tmp_path / "old.duckdb"
    with duckdb.connect(str(old)) as connection:
        connection.execute("create schema marts")
    with pytest.raises(UserError, match=r"old\.duckdb es de una versión anterior"):
        write(old, tmp_path, "2024", project_root=ROOT)
