"""The one check that only results can answer: severities for which the method has no percentage.

Such a municipality has no PiN, so the national PiN comes out too low and reads as less need. It is
looked for after dbt and before publishing; a person lets it pass like any warning of the gate.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from amparo.gate import results
from amparo.gate.acknowledgements import acknowledged
from amparo.gate.cell_sql import EXAMPLES
from amparo.gate.checks import Check
from amparo.gate.results import MISSING_PERCENTAGES
from amparo.gate.run import Verdict
from amparo.texts import Labels
from amparo.warehouse.reader import reading

if TYPE_CHECKING:
    from amparo.project import Project

_SEED: Final = "pin_percentages.csv"
_SQL: Final = """
    select
        assessment_id,
        count(*) filter (missing_reason is null) as with_pin,
        list(
            {
                'code': municipality_code,
                'name': municipality_name,
                'severity': severity_final,
                'population': total_population,
                'band': population_from
            }
            order by total_population desc, municipality_code
        ) filter (missing_reason = 'no_percentage_in_seed') as places
    from marts.fct_pin inner join marts.dim_municipality using (municipality_code)
    group by assessment_id
    having places is not null
    order by assessment_id
"""


def forget_percentages(project: Project) -> None:
    """Drop what was found in the results that dbt is about to replace."""
    results.write(project.database, [], after_dbt=True)


def look_at_percentages(project: Project, *, accept_warnings: bool) -> Verdict:
    """Look at what dbt has just built; what is found is kept beside the gate's results.

    Args:
        project: The project; its database is held by nobody.
        accept_warnings: Let warnings pass for this run.

    Returns:
        A result for each assessment that lacks a percentage.
    """
    languages = (Labels(project.seeds, "es"), Labels(project.seeds, "en"))
    judge = results.Judge(acknowledged(project.seeds), accept_warnings, *languages)
    found = []
    with reading(project.database) as reader:
        for row in reader.rows(_SQL):
            places = row["places"]
            check = Check(
                check_id=f"fct_pin.{row['assessment_id']}.{MISSING_PERCENTAGES}",
                source="",
                tables=("fct_pin",),
                column=str(row["assessment_id"]),
                kind=MISSING_PERCENTAGES,
                least={"warn": 1.0},
                expected=_SEED,
                sql="",
            )
            examples = [
                {
                    "file_name": "",
                    "sheet": "",
                    "row_number": None,
                    "value": f"{place['name']} ({place['severity']}, {place['population']:,})",
                    "value_rows": 1,
                    "faults": len(places),
                    "looked_at": len(places) + row["with_pin"],
                }
                for place in places[:EXAMPLES]
            ]
            # what a person lets pass is these places with these severities, not only those shown
            concerned = [f"{place['code']} {place['severity']} {place['band']}" for place in places]
            found.append(judge.result(check, examples, concerned))
    results.write(project.database, found, after_dbt=True)
    return Verdict(tuple(results.in_order(found)), Path(), "results_stopped")
