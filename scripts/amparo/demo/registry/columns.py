"""How the synthetic registry writes its true state: each extract in its own columns and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from amparo.demo.registry.children import texts_of
from amparo.demo.registry.outcomes import FAULTS, NO, NOT_APPLICABLE, YES
from amparo.demo.registry.visits import EMPTY, MET, NOT_MET
from amparo.demo.settings import registry

if TYPE_CHECKING:
    from amparo.demo.registry.cells import Columns
    from amparo.demo.registry.forms import Flags, Whole

_CLOSURE = "FECHA - SEGUIMIENTO CIERRE"
_CLOSURE_AS_TEXT = "FECHA SEGUIMIENTO"
_VISIT = "FECHA - REPOSICIÓN DE PSICÓLOGO O TRABAJADOR SOCIAL POSTERIOR AL SEGUIMIENTO - CIERRE"


def put_forms(columns: Columns) -> None:
    """Write ids, extract, date, place and type of every row."""
    forms, links = columns.world.forms, columns.world.links
    everywhere = np.ones(forms.size, dtype=bool)
    columns.put("Id_fic", everywhere, links.form_id)
    columns.put("Ficha_fic", everywhere, links.form_number)
    names = [extract["name"] for extract in registry("extracts").values()]
    columns.put_coded("Base_Origen", everywhere, forms.extract, names)
    columns.put_dates("Fecha_intervencion", everywhere, forms.date)
    places = ["", *(place[0] for place in registry("localidades").values())]
    columns.put_coded("Localidad_fic", everywhere, forms.localidad, places)
    subredes = registry("subredes")
    named = forms.among(*subredes["named_in"])
    columns.put("Red_fic", ~named, forms.subred[~named])
    columns.put_coded("Red_fic", named, forms.subred, ["", *subredes["names"].values()])
    types = registry("types")
    other = forms.among(*types["other_column_in"])
    for kind, (text, other_text) in types["names"].items():
        columns.put_all("TIPO INTERVENCIÓN", ~other & (forms.kind == kind), text)
        columns.put_all("TIPO_INTERVENCION", other & (forms.kind == kind), other_text)
    named_before = links.number > 0
    columns.put("NÚMERO DE FICHA ANTERIOR", named_before, links.number[named_before])
    columns.put_dates("FECHA DE LA ÚLTIMA INTERVENCIÓN", named_before, links.date)


def put_children(columns: Columns) -> None:
    """Write who the child is, in the extracts that say."""
    forms, children = columns.world.forms, columns.world.children
    settings, categories = registry("children"), registry("categories")
    here = children.recorded
    rng = columns.rng("children")
    sexes = texts_of(settings["sex"])
    columns.put_coded("SEXO", here, children.sex, sexes)
    columns.put_coded(
        "NACIONALIDAD", here, children.nationality, texts_of(categories["nationality"])
    )
    gendered = here & ~forms.among(*settings["gender_blank_in"])
    gender = np.minimum(children.sex, 1)
    gender[rng.random(forms.size) < settings["transgender"] / 36406] = 2
    columns.put_coded("GENERO", gendered, gender, settings["gender"])
    columns.put_dates("FECHA DE NACIMIENTO", here & children.birth_known, children.birth)
    late = forms.date + rng.integers(1, 900, forms.size).astype("timedelta64[D]")
    columns.put_dates("FECHA DE NACIMIENTO", here & children.birth_wrong, late)
    aged = here & forms.among(*settings["age_given_in"])
    columns.put("EDAD", aged, children.age[aged])
    for first, course in settings["courses"].items():
        columns.put_all("CURSO DE VIDA", aged & (children.age >= first), course)
    occupations = texts_of(categories["occupation"])
    columns.put_coded("OCUPACIÓN", children.occupation_known, children.occupation, occupations)
    columns.put_coded(
        "¿EN DONDE REALIZA PRINCIPALMENTE SU TRABAJO?",
        children.work_place_known,
        children.work_place,
        texts_of(categories["work_place"]),
    )
    outside = registry("outside")
    homes = ["", *(place[1] for place in registry("localidades").values())]
    columns.put_coded("LOCALIDAD", children.home > 0, children.home, [*homes, outside["home"]])
    columns.put_coded("LOCALIDAD.1", children.work > 0, children.work, [*homes, outside["work"]])
    for kind, pairs in registry("first_profiles").items():
        rows = (children.profile >= 0) & ((forms.kind == 5) == (kind == "follow_up"))
        columns.put_coded("PERFIL", rows, children.profile, texts_of(pairs))


def _put_answers(columns: Columns, name: str, where: Flags, status: Whole) -> None:
    """Write yes, no and not applicable in the words of the extract."""
    answers = registry("answers")
    mixed = columns.world.forms.among(*answers["mixed_case_in"])
    for words, rows in (("usual", where & ~mixed), ("mixed_case", where & mixed)):
        texts = answers[words]
        for code, text in ((YES, "yes"), (NO, "no"), (NOT_APPLICABLE, "not_applicable")):
            columns.put_all(name, rows & (status == code), texts[text])


def put_outcomes(columns: Columns) -> None:
    """Write the results, in the first column or its repeat as the extract has it."""
    forms, outcomes = columns.world.forms, columns.world.outcomes
    everywhere = np.ones(forms.size, dtype=bool)
    for result, first, second in (
        ("left_work", outcomes.left_work, outcomes.reposition),
        ("protected", outcomes.protected, outcomes.repeated_protected),
    ):
        names = registry("answer_columns")[result]
        swapped = forms.among(*names["repeat_in"])
        _put_answers(columns, names["first"], ~swapped, first)
        _put_answers(columns, names["repeat"], swapped, first)
        _put_answers(columns, names["repeat"], ~swapped, second)
    _put_answers(
        columns,
        "INTERVENCIÓN DE NIÑO, NIÑA O ADOLESCENTE QUE TERMINA EL PROCESO",
        everywhere,
        outcomes.finished,
    )
    filler = np.full(forms.size, np.datetime64(registry("texts")["filler_date"], "D"))
    columns.put_dates(_VISIT, outcomes.visit_filler, filler)
    columns.put_dates(_VISIT, ~np.isnat(outcomes.visited), outcomes.visited)
    _put_closures(columns)


def _put_closures(columns: Columns) -> None:
    """Write the closure dates, spoilt ones included."""
    forms, outcomes = columns.world.forms, columns.world.outcomes
    settings = registry("closure")
    filler = np.full(forms.size, np.datetime64(registry("texts")["filler_date"], "D"))
    as_text = forms.among(*settings["text_column_in"])
    columns.put_dates(_CLOSURE, as_text | (outcomes.fault == FAULTS.index("filler")), filler)
    dated = ~np.isnat(outcomes.closed)
    columns.put_dates(_CLOSURE, dated & ~as_text, outcomes.closed)
    columns.put_date_texts(_CLOSURE_AS_TEXT, dated & as_text, outcomes.closed)
    for year in (2006, 2202):
        wrong = outcomes.fault == FAULTS.index(f"year_{year}")
        turned = forms.date.astype("datetime64[Y]")
        days = (forms.date - turned).astype(np.int64) % 360
        moved = np.datetime64(f"{year}-01-01", "D") + days.astype("timedelta64[D]")
        columns.put_date_texts(_CLOSURE_AS_TEXT, wrong, moved)
    unparsable = np.flatnonzero(outcomes.fault == FAULTS.index("unparsable"))
    texts = settings["unparsable"]
    written = [texts[at % len(texts)] for at in range(unparsable.size)]
    columns.put(_CLOSURE_AS_TEXT, unparsable, written)


def put_visits(columns: Columns) -> None:
    """Write the accompaniments of the last extract."""
    visits, settings = columns.world.visits, registry("visits")
    for number, (profile, date, met) in settings["columns"].items():
        held = visits.held[number]
        texts = texts_of(settings["profiles"][number])
        columns.put_coded(profile, held, visits.profile[number], texts)
        columns.put_date_texts(date, held, visits.date[number])
        wrong = visits.fault[number] == FAULTS.index("year_2202")
        late = np.full(wrong.size, np.datetime64("2202-02-03", "D"))
        columns.put_date_texts(date, held & wrong, late)
        words = registry("answers")["mixed_case"]
        columns.put_all(met, held & (visits.met[number] == MET), words["yes"])
        columns.put_all(met, held & (visits.met[number] == NOT_MET), words["no"])
        columns.put_all(met, held & (visits.met[number] == EMPTY), None)
    _put_weights(columns)


def _put_weights(columns: Columns) -> None:
    """Write weights and heights, with a few that cannot be."""
    forms, age = columns.world.forms, columns.world.children.age
    settings = registry("weight")
    rng = columns.rng("weight")
    rows = np.flatnonzero(columns.world.visits.held[4])
    rows = rows[rng.random(rows.size) < settings["authorised"]]
    kilograms = (100 + 25 * age[rows] + rng.integers(-30, 60, rows.size)) / 10
    centimetres = 76.0 + 6 * age[rows] + rng.integers(-6, 7, rows.size)
    value, count = settings["absurd"]
    kilograms[rng.choice(rows.size, size=min(count, rows.size), replace=False)] = value
    metres = max(1, round(settings["metres"] * forms.share))
    centimetres[rng.choice(rows.size, size=min(metres, rows.size), replace=False)] /= 100
    weight, height = settings["columns"]
    columns.put(weight, rows, kilograms.tolist())
    columns.put(height, rows, centimetres.tolist())
