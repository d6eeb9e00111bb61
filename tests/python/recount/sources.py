"""What every source row becomes: used, set aside or out of scope, and what it counts where."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from .places import Gazetteer, Place, Written
from .texts import date_of, place_name, plain, text, whole, worn_thousands, year_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .files import Record, Table
    from .seeds import Method

USED, SET_ASIDE, OUT = "used", "set_aside", "out_of_scope"


@dataclass(frozen=True)
class Item:
    """What a row, or a fragment of it, counts."""

    status: str
    reason: str = ""
    component: str = ""
    year: int = 0
    code: str = ""
    amount: int = 0


@dataclass
class Counted:
    """All that was counted from a folder of files."""

    statuses: dict[str, Counter[str]] = field(default_factory=dict)
    reasons: dict[str, Counter[str]] = field(default_factory=dict)
    cases: dict[tuple[str, int], Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    records: dict[tuple[str, int], Counter[str]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    lost: Counter[tuple[str, int]] = field(default_factory=Counter)
    delivered_components: set[tuple[str, int]] = field(default_factory=set)
    delivered_sources: set[tuple[str, int]] = field(default_factory=set)

    def account(self, file_name: str, rows: Iterable[list[Item]]) -> None:
        """Enter the rows of a file: a row is used where any of its fragments is."""
        statuses = self.statuses.setdefault(file_name, Counter())
        reasons = self.reasons.setdefault(file_name, Counter())
        for items in rows:
            held = {item.status for item in items}
            statuses[next(status for status in (USED, SET_ASIDE, OUT) if status in held)] += 1
            for item in items:
                reasons[item.reason] += 1
                if item.component and item.status == USED:
                    self.cases[item.component, item.year][item.code] += item.amount
                    self.records[item.component, item.year][item.code] += 1
                elif item.component:
                    self.lost[item.component, item.year] += item.amount

    def has(self, method: Method, component_id: str, year: int) -> bool:
        """Whether the data a component needs for a year were delivered."""
        component = method.components[component_id]
        if component.delivered_by_source:
            return (component.source_id, year) in self.delivered_sources
        return (component_id, year) in self.delivered_components


def out(reason: str) -> Item:
    """A row a stated rule leaves out."""
    return Item(OUT, reason)


def aside(reason: str | None) -> Item:
    """A row that should have counted and could not."""
    return Item(SET_ASIDE, reason or "")


class Sources:
    """Reads the tables of the sources that count cases."""

    def __init__(self, method: Method, gazetteer: Gazetteer, counted: Counted) -> None:
        """Take the code lists of the seeds."""
        self.method = method
        self.gazetteer = gazetteer
        self.counted = counted
        self.needed = method.needed_years()
        self.emergencies: set[tuple[object, ...]] = set()
        # A place is home where the list of any computing assessment has it or reports it.
        self.lists = [one.reported_under for one in method.assessments.values() if one.computes]
        self.ages = {
            (row["component_id"], row["age_class"]): row["is_counted"] == "true"
            for row in method.rows("component_ages")
        }

    def read(self, tables: list[Table]) -> None:
        """Count every table."""
        readers: dict[str, Callable[[Table], Iterable[list[Item]]]] = {
            "fiscalia": self._fiscalia,
            "uariv": self._uariv,
            "inmlcf": self._inmlcf,
            "sivigila": self._sivigila,
            "ungrd": self._ungrd,
            "ungrd_translated": self._ungrd,
            "ipor": self._ipor,
        }
        for table in tables:
            if table.kind in readers:
                self.counted.account(table.file_name, readers[table.kind](table))
        self._defensoria(tables)

    def _deliver(self, component: str, year: int | None) -> None:
        if year is not None:
            self.counted.delivered_components.add((component, year))
            source = self.method.components[component].source_id
            self.counted.delivered_sources.add((source, year))

    def _count(self, component: str, year: int, place: Place, amount: int | None) -> Item:
        """The last questions, the same for all: is the number readable and the place known."""
        if amount is None:
            return aside("invalid_number")
        reason = place.reason
        if place.code and not any(place.code in codes for codes in self.lists):
            reason = "not_in_municipality_list"
        if place.code is None or reason:
            return Item(SET_ASIDE, reason or "", component, year, "", amount)
        return Item(USED, "", component, year, place.code, amount)

    def _of_age(self, component: str, age_class: str) -> Item | None:
        if self.ages[component, age_class]:
            return None
        return out("adult") if age_class == "adult" else aside("age_unknown")

    def _fiscalia(self, table: Table) -> Iterable[list[Item]]:
        groups = self.method.values("fiscalia_crime_groups", "crime_group", "component_id")
        ages = self.method.values("fiscalia_age_groups", "age_group_printed", "age_class")
        for row in table.records:
            yield [self._fiscalia_row(row, groups, ages)]

    def _fiscalia_row(  # noqa: PLR0911 - a return per reason
        self, row: Record, groups: dict[str, str], ages: dict[str, str]
    ) -> Item:
        component = groups.get(plain(row["GRUPO_DELITO"]))
        year = year_of(row["ANIO_HECHO"])
        if component is None:
            return aside("unknown_crime_group")
        if not component:
            return out("crime_group_not_used")
        self._deliver(component, year)
        if year is None:
            return aside("invalid_year")
        if year not in self.needed[component]:
            return out("year_not_needed")
        if plain(row["PAIS"]) != "colombia":
            return out("other_country")
        age_class = ages.get(plain(row["GRUPO_EDAD_VICTIMA"]))
        if age_class is None:
            return aside("unknown_age_band")
        place = self.gazetteer.find(
            "fiscalia",
            Written(department=text(row["DEPARTAMENTO"]), municipality=text(row["MUNICIPIO"])),
        )
        return self._of_age(component, age_class) or self._count(
            component, year, place, whole(row["TOTAL_VICTIMAS"])
        )

    def _uariv(self, table: Table) -> Iterable[list[Item]]:
        facts = self.method.values("uariv_facts", "fact_number", "component_id")
        ages = self.method.values("uariv_age_bands", "age_band", "age_class")
        cutoffs = _cutoffs(table.records)
        seen: set[tuple[str, ...]] = set()
        for row in table.records:
            yield [self._uariv_row(row, facts, ages, cutoffs, seen)]

    def _uariv_row(  # noqa: PLR0911 - a return per reason
        self,
        row: Record,
        facts: dict[str, str],
        ages: dict[str, str],
        cutoffs: dict[int, dt.date],
        seen: set[tuple[str, ...]],
    ) -> Item:
        component = facts.get(text(row["PARAM_HECHO"]))
        year = year_of(row["VIGENCIA"])
        if component is None:
            return aside("unknown_fact")
        self._deliver(component, year)
        if year is None:
            return aside("invalid_year")
        if year not in self.needed[component]:
            return out("year_not_needed")
        if date_of(row["FECHA_CORTE"]) != cutoffs[year]:
            return out("other_cutoff")
        # A cut-off may be loaded twice, under another spelling of its date.
        same = tuple(text(cell) for name, cell in row.items() if name != "FECHA_CORTE")
        if same in seen:
            return out("duplicate_row")
        seen.add(same)
        if not text(row["PER_OCU"]):
            return out("no_count")
        age_class = ages.get(plain(row["CICLO_VITAL"]))
        if age_class is None:
            return aside("unknown_age_band")
        place = self.gazetteer.find(
            "uariv",
            Written(
                text(row["COD_CIUDAD_MUNI"]),
                text(row["COD_ESTADO_DEPTO"]),
                text(row["ESTADO_DEPTO"]),
                text(row["CIUDAD_MUNICIPIO"]),
            ),
        )
        return self._of_age(component, age_class) or self._count(
            component, year, place, whole(row["PER_OCU"])
        )

    def _inmlcf(self, table: Table) -> Iterable[list[Item]]:
        indicators = self.method.values("inmlcf_indicators", "indicator_code", "component_id")
        ages = self.method.values("inmlcf_age_bands", "age_band", "age_class")
        for row in table.records:
            yield [self._inmlcf_row(row, indicators, ages)]

    def _inmlcf_row(  # noqa: PLR0911 - a return per reason
        self, row: Record, indicators: dict[str, str], ages: dict[str, str]
    ) -> Item:
        component = indicators.get(text(row["Código indicador"]))
        year = year_of(row["Periodo del Indicador"])
        if component is None:
            return aside("unknown_indicator")
        if not component:
            return out("indicator_not_counted")
        self._deliver(component, year)
        if year is None:
            return aside("invalid_year")
        if year not in self.needed[component]:
            return out("year_not_needed")
        age_class = ages.get(plain(row["Rangos de edad o edades simples"]))
        if age_class is None:
            return aside("unknown_age_band")
        if age_class == "adult":
            return out("adult")
        place = self.gazetteer.find(
            "inmlcf", Written(text(row["Código Municipio"]), text(row["Código Departamento"]))
        )
        return self._count(component, year, place, whole(row["Numerador (casos)"]))

    def _sivigila(self, table: Table) -> Iterable[list[Item]]:
        events = {row["event_code"]: row for row in self.method.rows("sivigila_counted_events")}
        units = self.method.values("sivigila_age_units", "age_unit", "units_per_year")
        cases = self.method.values("sivigila_adjustments", "adjustment", "is_case")
        for row in table.records:
            yield [self._sivigila_row(row, events, units, cases)]

    def _sivigila_row(  # noqa: PLR0911 - a return per reason
        self,
        row: Record,
        events: dict[str, dict[str, str]],
        units: dict[str, str],
        cases: dict[str, str],
    ) -> Item:
        event = events.get(text(row["COD_EVE"]))
        if event is None:
            return out("event_not_counted")
        component, year = event["component_id"], year_of(row["ANO"])
        self._deliver(component, year)
        if year is None:
            return aside("invalid_year")
        if year not in self.needed[component]:
            return out("year_not_needed")
        is_case = cases.get(text(row["AJUSTE"]))
        if is_case == "false":
            return out("not_a_case")
        if is_case is None:
            return aside("unknown_adjustment")
        age, per_year = whole(row["EDAD"]), units.get(text(row["UNI_MED"]))
        if age is None or per_year is None:
            return aside("age_unknown")
        if Fraction(age, int(per_year)) >= int(event["age_below_years"]):
            return out("adult")
        department = text(row["COD_DPTO_O"])
        place = self.gazetteer.find(
            "sivigila",
            Written(
                department.zfill(2) + text(row["COD_MUN_O"]).zfill(3),
                department,
                text(row["Departamento_ocurrencia"]),
                text(row["Municipio_ocurrencia"]),
            ),
        )
        # The layouts page lists department 01 among the unknown places, and the reason "abroad" is
        # one of those set aside: a place that says it is abroad comes before the country code.
        if place.reason != "abroad" and text(row["COD_PAIS_O"]) != event["occurrence_country"]:
            return out("other_country")
        return self._count(component, year, place, 1)

    def _ungrd(self, table: Table) -> Iterable[list[Item]]:
        natural = self.method.values("ungrd_event_types", "spelling", "is_natural")
        spanish = table.kind == "ungrd"
        names = (
            ("FECHA", "DEPARTAMENTO", "MUNICIPIO", "EVENTO", "PERSONAS")
            if spanish
            else ("DATE", "DEPARTMENT", "MUNICIPALITY", "EVENT", "PEOPLE")
        )
        # within a file: two files that hold the same emergencies stop the build
        self.emergencies = set()
        for row in table.records:
            yield [self._ungrd_row(row, names, natural)]

    def _ungrd_row(
        self, row: Record, names: tuple[str, str, str, str, str], natural: dict[str, str]
    ) -> Item:
        date, department, municipality, event, people = (row[name] for name in names)
        component, year = "ungrd_people_affected", year_of(date)
        self._deliver(component, year)
        if year is None:
            return aside("invalid_date")
        if year not in self.needed[component]:
            return out("year_not_needed")
        is_natural = natural.get(plain(event))
        if is_natural is None:
            return aside("unknown_event_type")
        if is_natural == "false":
            return out("not_natural")
        # the columns before the money, but the code: the real file stacks one year three times
        shown = tuple(value for name, value in list(row.items())[:22] if name != "DIVIPOLA")
        if shown in self.emergencies:
            return out("duplicate_row")
        self.emergencies.add(shown)
        place = self.gazetteer.find(
            "ungrd",
            Written(
                worn_thousands(row["DIVIPOLA"]),
                department=text(department),
                municipality=text(municipality),
            ),
        )
        return self._count(component, year, place, whole(worn_thousands(people)))

    def _ipor(self, table: Table) -> Iterable[list[Item]]:
        levels: dict[tuple[int | None, str], set[str]] = defaultdict(set)
        for row in table.records:
            levels[year_of(row["anio"]), text(row["divipola"])].add(text(row["ipor_nivel"]))
        seen: set[tuple[int | None, str]] = set()
        for row in table.records:
            key = year_of(row["anio"]), text(row["divipola"])
            item = self._ipor_row(row)
            if item.status == USED and len(levels[key]) > 1:
                item = aside("conflicting_values")
            elif item.status == USED and key in seen:
                item = out("duplicate_row")
            seen.add(key)
            yield [item]

    def _ipor_row(self, row: Record) -> Item:
        component, year = "ipor_level", year_of(row["anio"])
        self._deliver(component, year)
        if year is None:
            return aside("invalid_year")
        if year not in self.needed[component]:
            return out("year_not_needed")
        level = whole(row["ipor_nivel"])
        if level is None or not 1 <= level <= 5:
            return aside("invalid_level")
        place = self.gazetteer.find("ipor", Written(text(row["divipola"])))
        return self._count(component, year, place, level)

    def _defensoria(self, tables: list[Table]) -> None:
        """Alerts and their classification, which only together count."""
        component = "defensoria_alerts"
        needed = self.needed[component]
        words = self.method.rows("source_words")
        yes = {row["word"]: row["is_so"] for row in words if row["list_id"] == "answer"}
        years: dict[str, int | None] = {}
        for table in tables:
            if table.kind == "alerts":
                for row in table.records:
                    day = date_of(row["Fecha Emisión"])
                    years[text(row["Código"])] = day.year if day else None
        verdicts: dict[str, bool] = {}
        for table in tables:
            if table.kind == "classifications":
                rows = []
                for row in table.records:
                    code = text(row["codigo"])
                    answers = [
                        yes.get(plain(row[name])) for name in ("reclutamiento", "afecta_nna")
                    ]
                    if code not in years:
                        item = aside("alert_not_listed")
                    elif years[code] not in needed:
                        item = out("year_not_needed")
                    elif None in answers:
                        item = aside("invalid_answer")
                    else:
                        verdicts[code] = answers == ["true", "true"]
                        item = Item(USED)
                    rows.append([item])
                self.counted.account(table.file_name, rows)
        for table in tables:
            if table.kind == "alerts":
                self.counted.account(
                    table.file_name, [self._alert(row, needed, verdicts) for row in table.records]
                )

    def _alert(self, row: Record, needed: set[int], verdicts: dict[str, bool]) -> list[Item]:
        component, day = "defensoria_alerts", date_of(row["Fecha Emisión"])
        if day is None:
            return [aside("invalid_date")]
        self._deliver(component, day.year)
        if day.year not in needed:
            return [out("year_not_needed")]
        verdict = verdicts.get(text(row["Código"]))
        if verdict is None:
            return [aside("alert_not_classified")]
        if not verdict:
            return [out("not_recruitment")]
        places = dict.fromkeys(self._alert_places(text(row["Municipios"])))
        return [self._count(component, day.year, place, 1) for place in places] or [
            aside("no_place_given")
        ]

    def _alert_places(self, written: str) -> Iterable[Place]:
        """'A, B (Department); C (Department) ... y Otros'; a name may hold a comma itself."""
        for part in re.sub(r"\.{3}.*$", "", written).split(";"):
            match = re.fullmatch(r"\s*(.*?)\s*\(([^()]*)\)\s*", part)
            if match is None:
                yield Place(reason="department_missing")
                continue
            names, department = match.group(1).split(","), match.group(2)
            while names:
                joined = self.gazetteer.by_name(department, ",".join(names[:2]))
                taken = 2 if len(names) > 1 and joined.code else 1
                name = ",".join(names[:taken])
                place = self.gazetteer.by_name(department, name)
                yield place if place.code else Place(reason=f"{place.reason} {place_name(name)}")
                names = names[taken:]


def _cutoffs(records: list[Record]) -> dict[int, dt.date]:
    """One cut-off per event year: the first on or after its 31 December, else the latest."""
    days: dict[int, set[dt.date]] = defaultdict(set)
    spelled = {text(row["FECHA_CORTE"]) for row in records}
    read = {spelling: date_of(spelling) for spelling in spelled}
    for row in records:
        year, day = year_of(row["VIGENCIA"]), read[text(row["FECHA_CORTE"])]
        if year and day:
            days[year].add(day)
    return {
        year: min((day for day in held if day >= dt.date(year, 12, 31)), default=max(held))
        for year, held in days.items()
    }
