"""The seed rows of a variant: an assessment that differs from another in what it states itself."""

from __future__ import annotations

import csv
import io
import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from amparo.errors import ExitCode, UserError
from amparo.seeds.reading import Row, as_number, find_seed, read_seed, rows_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal
    from pathlib import Path

    Labels = Callable[..., str]

ID: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_METHODOLOGY: Final = "methodology_id"
_NAMED_IN: Final = {
    _METHODOLOGY: ("methodologies", "methodology_id"),
    "municipality_list": ("municipality_lists", "list_id"),
}
"""Settings whose values are the ids of another seed: that seed, and its column."""

RowsBySeed = dict[str, list[Row]]


@dataclass(frozen=True, slots=True)
class Variant:
    """What a variant states.

    Attributes:
        assessment: Id of the new assessment.
        parent: Assessment it varies.
        settings: Values of settings that differ, by setting.
        scales: Upper bounds of variables whose scale differs, in the parent's order of steps;
            a first bound 0 and a last bound inf may be left out.
        dropped: Variables that are not used.
        label_es: Label in Spanish; empty for one made of the parent's.
        label_en: Label in English; likewise.
    """

    assessment: str
    parent: str
    settings: Mapping[str, str] = field(default_factory=dict)
    scales: Mapping[str, Sequence[str]] = field(default_factory=dict)
    dropped: Sequence[str] = ()
    label_es: str = ""
    label_en: str = ""


def rows_of_variant(seeds: Path, variant: Variant, labels: Labels) -> RowsBySeed:
    """The rows that say it, by seed; what they do not state is inherited.

    Args:
        seeds: Folder of the seeds.
        variant: What it states.
        labels: Texts for the errors.

    Raises:
        UserError: an id is taken, unknown or no id; a setting or a value does not exist; a scale
            has another number of bounds than its parent's, or they do not rise; a variable is not
            used already, or the last one of its indicator.
    """
    assessments = {row["assessment_id"]: row for row in rows_of(seeds, "assessments")}
    parent = assessments.get(variant.parent)
    if parent is None:
        raise misused(labels("variant_parent", id=variant.parent, there=", ".join(assessments)))
    if not ID.fullmatch(variant.assessment):
        raise misused(labels("variant_id", id=variant.assessment))
    if variant.assessment in assessments:
        raise misused(labels("variant_taken", id=variant.assessment))
    if not (variant.settings or variant.scales or variant.dropped):
        raise misused(labels("variant_nothing"))
    settings = dict(variant.settings)
    check_settings(seeds, settings, labels)
    found: RowsBySeed = {}
    if variant.scales or variant.dropped:
        base = settings.get(_METHODOLOGY) or _inherited(seeds, assessments, variant.parent)
        found = _methodology(seeds, variant, base, labels)
        settings[_METHODOLOGY] = variant.assessment
    differs = [f"{name} = {value}" for name, value in variant.settings.items()]
    differs += [f"{name}: {', '.join(bounds)}" for name, bounds in variant.scales.items()]
    differs += [f"{name}: is_used = false" for name in variant.dropped]
    described = "; ".join(differs)
    found["assessments"] = [
        {
            "assessment_id": variant.assessment,
            "parent_assessment_id": variant.parent,
            "is_main": "false",
            "label_es": variant.label_es or f"{parent['label_es']} ({variant.assessment})",
            "label_en": variant.label_en or f"{parent['label_en']} ({variant.assessment})",
            "description_es": f"Variante: {described}",
            "description_en": f"Variant: {described}",
            "status": "active",
        }
    ]
    found["assessment_settings"] = [
        {"assessment_id": variant.assessment, "setting": name, "value": value}
        for name, value in settings.items()
    ]
    return found


def add_rows(seeds: Path, rows: RowsBySeed) -> None:
    """Append rows to seeds, to all or to none; the lines that are there stay as they are.

    Raises:
        OSError: a seed cannot be written.
    """
    written: dict[Path, Path] = {}
    for name, new in rows.items():
        file = find_seed(seeds, name)
        if file is None:
            raise FileNotFoundError(f"{name}.csv")
        text = file.read_bytes().decode("utf-8")
        ending = "\r\n" if "\r\n" in text else "\n"
        lines = io.StringIO()
        writer = csv.DictWriter(lines, read_seed(file).header, lineterminator=ending)
        writer.writerows(new)
        begin = "" if text.endswith("\n") else ending
        written[file] = file.with_suffix(".csv.new")
        written[file].write_bytes(f"{text}{begin}{lines.getvalue()}".encode())
    for file, new_file in written.items():
        new_file.replace(file)


def check_settings(seeds: Path, settings: Mapping[str, str], labels: Labels) -> None:
    """See that settings exist and may have these values.

    Raises:
        UserError: one does not, or may not.
    """
    known = {row["setting"]: row for row in rows_of(seeds, "setting_names")}
    for name, value in settings.items():
        if name not in known:
            raise misused(labels("variant_setting", setting=name, there=", ".join(known)))
        allowed = allowed_values(seeds, known[name])
        is_whole = known[name]["kind"] != "integer" or value.isdecimal()
        if (allowed and value not in allowed) or not is_whole:
            wanted = ", ".join(allowed) or labels("variant_whole")
            raise misused(labels("variant_value", setting=name, value=value, wanted=wanted))


def allowed_values(seeds: Path, setting: Row) -> list[str]:
    """The values a setting may have; none where it is a number."""
    if setting["setting"] in _NAMED_IN:
        seed, column = _NAMED_IN[setting["setting"]]
        return [row[column] for row in rows_of(seeds, seed)]
    return setting["allowed_values"].split("|") if setting["allowed_values"] else []


def _inherited(seeds: Path, assessments: Mapping[str, Row], assessment: str) -> str:
    """The methodology of an assessment: its own, else that of its nearest ancestor."""
    stated = {
        row["assessment_id"]: row["value"]
        for row in rows_of(seeds, "assessment_settings")
        if row["setting"] == _METHODOLOGY
    }
    while assessment not in stated:
        assessment = assessments[assessment]["parent_assessment_id"]
    return stated[assessment]


def _methodology(seeds: Path, variant: Variant, base: str, labels: Labels) -> RowsBySeed:
    """A methodology of its own: scales that differ stated whole, variables it leaves out."""
    methodologies = {row[_METHODOLOGY]: row for row in rows_of(seeds, "methodologies")}
    if variant.assessment in methodologies:
        raise misused(labels("variant_taken", id=variant.assessment))
    parent = methodologies[base]
    lineage = [base]
    while methodologies[lineage[-1]]["parent_methodology_id"]:
        lineage.append(methodologies[lineage[-1]]["parent_methodology_id"])
    scales: list[Row] = []
    for variable, bounds in variant.scales.items():
        steps = _nearest_scale(seeds, lineage, variable)
        if not steps:
            there = sorted({row["variable_id"] for row in rows_of(seeds, "variables")})
            raise misused(labels("variant_variable", variable=variable, there=", ".join(there)))
        whole = _whole(steps, bounds, variable, labels)
        scales += [
            {
                _METHODOLOGY: variant.assessment,
                "variable_id": variable,
                "severity": step["severity"],
                "upper_bound": bound,
                "printed": "",
            }
            for step, bound in zip(steps, whole, strict=True)
        ]
    row = parent | {
        _METHODOLOGY: variant.assessment,
        "parent_methodology_id": base,
        "label_es": f"{parent['label_es']} ({variant.assessment})",
        "label_en": f"{parent['label_en']} ({variant.assessment})",
        "source_document": "Variante / Variant: "
        + ", ".join((*variant.scales, *(f"-{name}" for name in variant.dropped))),
    }
    found = (
        {"methodologies": [row], "severity_scales": scales} if scales else {"methodologies": [row]}
    )
    if variant.dropped:
        found["variables"] = _left_out(seeds, variant, lineage, labels)
    return found


def _left_out(seeds: Path, variant: Variant, lineage: Sequence[str], labels: Labels) -> list[Row]:
    """The variables that are not used, as the nearest methodology states them otherwise."""
    by_age = sorted(
        (row for row in rows_of(seeds, "variables") if row[_METHODOLOGY] in lineage),
        key=lambda row: lineage.index(row[_METHODOLOGY]),
        reverse=True,
    )
    nearest = {row["variable_id"]: row for row in by_age}
    used = {name: row for name, row in nearest.items() if row["is_used"] == "true"}
    for name in variant.dropped:
        if name not in used:
            raise misused(labels("variant_dropped", variable=name, there=", ".join(sorted(used))))
    kept = {row["indicator_id"] for name, row in used.items() if name not in variant.dropped}
    for name in variant.dropped:
        indicator = used[name]["indicator_id"]
        if indicator not in kept:
            raise misused(labels("variant_empty", indicator=indicator))
    return [
        used[name] | {_METHODOLOGY: variant.assessment, "is_used": "false"}
        for name in variant.dropped
    ]


def _nearest_scale(seeds: Path, lineage: Sequence[str], variable: str) -> list[Row]:
    stated = [row for row in rows_of(seeds, "severity_scales") if row["variable_id"] == variable]
    for methodology in lineage:
        steps = [row for row in stated if row[_METHODOLOGY] == methodology]
        if steps:
            return sorted(steps, key=lambda row: int(row["severity"]))
    return []


def _whole(steps: Sequence[Row], given: Sequence[str], variable: str, labels: Labels) -> list[str]:
    """The bounds of all steps: those given, and a first 0 and last inf that were left out."""
    before = [step["upper_bound"] for step in steps]
    bounds = list(given)
    if before[0] == "0" and len(bounds) < len(before) and bounds[:1] != ["0"]:
        bounds.insert(0, "0")
    if before[-1] == "inf" and len(bounds) < len(before):
        bounds.append("inf")
    finite = bounds[:-1] if bounds[-1:] == ["inf"] else bounds
    numbers: list[Decimal] = [n for text in finite if (n := as_number(text)) is not None]
    rises = all(low < high for low, high in itertools.pairwise(numbers))
    ends_alike = (bounds[-1:] == ["inf"]) == (before[-1] == "inf")
    if len(bounds) != len(before) or len(numbers) != len(finite) or not rises or not ends_alike:
        raise misused(
            labels(
                "variant_scale",
                variable=variable,
                given=", ".join(given),
                before=", ".join(before),
                steps=", ".join(step["severity"] for step in steps),
            )
        )
    return bounds


def misused(text: str) -> UserError:
    """The call is wrong: what a person reads of it."""
    return UserError(text, text, code=ExitCode.MISUSED)
