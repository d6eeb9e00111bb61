"""What the workbook of a workshop is made of, read from the warehouse."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from amparo.errors import ExitCode, UserError
from amparo.explain.facts import main_assessment
from amparo.outputs.workbook.definitions import load_definitions
from amparo.seeds import rows_of

if TYPE_CHECKING:
    from amparo.project import Project
    from amparo.texts import Labels
    from amparo.warehouse.reader import Reader, Row

_SQL: Final = Path(__file__).parent / "sql"


@dataclass(frozen=True, slots=True)
class Material:
    """What a workbook is made of.

    Attributes:
        assessment: Row of ``dim_assessment``.
        compared: Label of the assessment of before; '' for none.
        indicators: Label by id.
        municipalities: Rows of ``municipalities.sql``, with ``indicators`` and ``drivers``.
        scales: Variable, unit, severity and printed step.
        levels: Severities that can be decided: those that a score leads to.
        kinds: Direction by word of a decision.
        stages: Words of a stage.
        states: Words of a state that people write, and whether such a decision counts.
    """

    assessment: Row
    compared: str
    indicators: dict[int, str]
    municipalities: list[Row]
    scales: list[Row]
    levels: list[int]
    kinds: dict[str, int]
    stages: list[str]
    states: dict[str, bool]


def gathered(
    reader: Reader,
    project: Project,
    labels: Labels,
    assessment: str | None,
    department: str | None,
) -> Material:
    """Read it of an assessment, of a department or of the country where that is None.

    Raises:
        UserError: there is no such assessment.
    """
    name = assessment or main_assessment(reader)
    row = reader.row("select * from marts.dim_assessment where assessment_id = ?", [name])
    if row is None:
        known = reader.rows("select assessment_id from marts.dim_assessment order by all")
        listed = ", ".join(str(one["assessment_id"]) for one in known)
        where = labels("diff_warehouse")
        text = labels("diff_unknown_assessment", assessment=name, name=where, listed=listed)
        raise UserError(text, text, code=ExitCode.MISUSED)
    spoken: dict[str, object] = {"assessment": name, "language": labels.language}
    municipalities = reader.rows(
        _sql("municipalities"), {"assessment": name, "department": department}
    )
    drivers = _drivers(reader.rows(_sql("variables"), spoken), labels)
    severities: dict[str, dict[int, Any]] = defaultdict(dict)
    for one in reader.rows(
        "select municipality_code, indicator_id, severity from marts.fct_indicator_severity"
        " where assessment_id = ?",
        [name],
    ):
        severities[one["municipality_code"]][one["indicator_id"]] = one["severity"]
    for one in municipalities:
        one["indicators"] = severities[one["divipola"]]
        one["drivers"] = drivers[one["divipola"]]
    compared = reader.row(
        f"select any_value(label_{labels.language}) as label from marts.dim_assessment where"  # noqa: S608 - es or en
        " assessment_id in (select compared_assessment_id from marts.fct_assessment_change"
        " where assessment_id = ?)",
        [name],
    )
    words = rows_of(project.seeds, "expert_decision_words")
    (scales,) = [sheet for sheet in load_definitions().sheets if sheet.id == "scales"]
    return Material(
        row,
        str(compared["label"]) if compared and compared["label"] else "",
        {
            one["indicator_id"]: str(one[f"label_{labels.language}"])
            for one in reader.rows("select * from marts.dim_indicator order by indicator_id")
        },
        municipalities,
        reader.rows(scales.sql, spoken),
        sorted({int(one["severity"]) for one in rows_of(project.seeds, "score_steps")}),
        {
            one["decision"]: int(one["direction"])
            for one in rows_of(project.seeds, "expert_decision_kinds")
        },
        [one["word"] for one in words if one["list_id"] == "stage"],
        {
            one["word"]: not one["row_reason"]
            for one in words
            if one["list_id"] == "state" and one["is_offered"] == "true"
        },
    )


def _sql(name: str) -> str:
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")


def _drivers(rows: list[Row], labels: Labels) -> dict[str, str]:
    """By municipality what each variable says: severity, cases or level, rate, source."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        measured = f"{labels.number(row['measure_value'], _decimals(row))} {row['unit']}"
        if row["measure"] == "rate":
            cases = labels("workshop_cases", cases=labels.number(row["cases"]))
            measured = f"{cases}, {measured}"
        found[row["municipality_code"]].append(
            f"[{row['severity']}] {row['variable']}: {measured} ({row['sources']})"
        )
    return defaultdict(str, {code: "\n".join(lines) for code, lines in found.items()})


def _decimals(row: Row) -> int:
    return 1 if row["measure"] == "rate" else 0
