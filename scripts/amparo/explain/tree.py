"""An explanation as a tree on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.tree import Tree

if TYPE_CHECKING:
    from collections.abc import Sequence

    from amparo.texts import Labels

Facts = dict[str, Any]


class Renderer:
    """Turns the facts of ``explain.gather`` into a tree.

    Args:
        labels: Texts and number format.
        shown_rows: Source row numbers to list per file before the rest is only counted.
    """

    def __init__(self, labels: Labels, shown_rows: int) -> None:
        """Keep the texts and how many rows to list."""
        self._labels = labels
        self._shown = shown_rows
        self._rate_year: int | None = None

    def tree(self, facts: Facts) -> Tree:
        """The whole explanation."""
        self._rate_year = facts["assessment"]["rate_population_year"]
        municipality, assessment = facts["municipality"], facts["assessment"]
        root = Tree(
            self._text(
                "x_title",
                code=municipality["municipality_code"],
                name=municipality["municipality_name"],
                department=municipality["department_name"],
                assessment=assessment["assessment_id"],
                methodology=assessment["methodology_id"],
            )
        )
        if assessment["is_synthetic"]:
            root.add(f"[bold yellow]{self._text('synthetic_banner')}[/]")
        for indicator in facts["indicators"]:
            self._indicator(root, indicator)
        self._aor(root, facts)
        self._cluster(root, facts)
        self._pin(root, facts)
        return root

    def _indicator(self, root: Tree, indicator: Facts) -> None:
        branch = root.add(
            self._text(
                "x_indicator",
                id=indicator["indicator_id"],
                label=self._label(indicator),
                severity=self._whole(indicator["severity"]),
                lower=indicator["severity_lower"],
                upper=indicator["severity_upper"],
                deciding=(indicator["deciding_variables"] or "–").replace(",", ", "),
                with_data=indicator["variables_with_data"],
                total=indicator["variables_total"],
            )
        )
        for variable in indicator["variables"]:
            self._variable(branch, variable)

    def _variable(self, branch: Tree, variable: Facts) -> None:
        twig = branch.add(
            self._text(
                "x_variable",
                label=self._label(variable),
                id=variable["variable_id"],
                severity=self._whole(variable["severity"]),
            )
        )
        for component in variable["components"]:
            self._component(twig, component)
        if variable["missing_reason"]:
            reason = self._labels(f"reason_{variable['missing_reason']}")
            twig.add(self._text("x_missing", reason=reason))
        if variable["cases_known"] is not None:
            twig.add(self._text("x_known_only", known=self._number(variable["cases_known"])))
        if variable["measure_rounded"] is not None:
            self._measure(twig, variable)
        elif variable["severity"] is not None:
            twig.add(self._text("x_no_denominator"))
        if (
            variable["is_partial"]
            and variable["components_with_data"] < variable["components_total"]
        ):
            twig.add(
                self._text(
                    "x_partial",
                    with_data=variable["components_with_data"],
                    total=variable["components_total"],
                )
            )
        if variable["caveats"]:
            caveats = [self._labels(f"caveat_{x}") for x in variable["caveats"].split(",")]
            twig.add(self._text("x_caveats", caveats="; ".join(caveats)))

    def _component(self, twig: Tree, component: Facts) -> None:
        common = {
            "label": self._label(component),
            "source": component["source_id"],
            "year": component["data_year"],
        }
        if not component["is_delivered"]:
            twig.add(self._text("x_component_missing", **common))
            return
        leaf = twig.add(
            self._text(
                "x_component",
                **common,
                amount=self._number(component["amount"]),
                records=component["source_records"],
            )
        )
        self._file_rows(leaf, component["source_rows"])

    def _measure(self, twig: Tree, variable: Facts) -> None:
        rounded = variable["measure_rounded"]
        if variable["components_total"] > 1:
            label = f"x_combined_{variable['combination']}"
            twig.add(self._text(label, cases=self._number(variable["cases"])))
        if variable["measure"] == "rate":
            twig.add(
                self._text(
                    "x_rate",
                    cases=self._number(variable["cases"]),
                    per=self._number(variable["rate_per"]),
                    denominator=self._number(variable["denominator"]),
                    year=self._rate_year,
                    value=self._labels.number(variable["measure_value"], 4),
                    rounded=self._number(rounded),
                )
            )
        else:
            twig.add(
                self._text(
                    f"x_{variable['measure']}",
                    value=self._number(variable["measure_value"]),
                    **(
                        {"rounded": self._number(rounded)} if variable["measure"] == "count" else {}
                    ),
                )
            )
        step = variable["step"]
        if step:
            twig.add(
                self._text(
                    "x_step",
                    rounded=self._number(rounded),
                    upper=self._bound(step["upper_bound"]),
                    severity=step["severity"],
                    printed=step["printed"] or "–",
                    seed=step["seed"],
                )
            )

    def _aor(self, root: Tree, facts: Facts) -> None:
        severity = facts["severity"]
        if severity["severity_basis"] == "published":
            root.add(
                self._text(
                    "x_published",
                    cycle=facts["assessment"]["hpc_cycle"],
                    severity=self._whole(severity["severity_calculated"]),
                    areas=severity["areas_published"] or "–",
                )
            )
            return
        if severity["score"] is None:
            root.add(
                self._text(
                    "x_score_missing",
                    lower=severity["severity_lower"],
                    upper=severity["severity_upper"],
                )
            )
            return
        indicators = facts["indicators"]
        terms = " + ".join(f"{i['weight']:g}×{i['severity']}" for i in indicators)
        root.add(
            self._text(
                "x_score",
                terms=terms,
                count=len(indicators),
                mean=self._labels.number(severity["mean_severity"], 4),
                score=severity["score"],
                seed=", ".join(str(i["seed"]) for i in indicators),
            )
        )
        step = severity.get("step")
        if step:
            root.add(
                self._text(
                    "x_score_step",
                    score=severity["score"],
                    upper=self._bound(step["upper_bound"]),
                    severity=step["severity"],
                    printed=step["printed"],
                    seed=step["seed"],
                )
            )

    def _cluster(self, root: Tree, facts: Facts) -> None:
        severity = facts["severity"]
        if (
            severity["score"] is not None
            and severity["severity_lower"] != severity["severity_upper"]
        ):
            root.add(
                self._text(
                    "x_score_range",
                    lower=severity["severity_lower"],
                    upper=severity["severity_upper"],
                )
            )
        alone = severity["is_cluster_partial"]
        branch = root.add(
            self._text(
                "x_cluster",
                calculated=self._whole(severity["cluster_severity_calculated"]),
                areas=self._labels("x_cluster_alone") if alone else severity["areas_published"],
                final=self._whole(severity["cluster_severity_final"]),
            )
        )
        self._file_rows(branch, facts["area_rows"])
        if not facts["decisions"]:
            branch.add(self._text("x_no_expert"))
        for decision in facts["decisions"]:
            branch.add(self._decision(decision))
        if facts["assessment"]["is_capped_at_cluster"]:
            branch.add(
                self._text(
                    "x_ceiling",
                    aor=self._whole(severity["severity_decided"]),
                    cluster=self._whole(severity["cluster_severity_final"]),
                    final=self._whole(severity["severity_final"]),
                )
            )
        else:
            branch.add(self._text("x_no_ceiling", final=self._whole(severity["severity_final"])))

    def _decision(self, decision: Facts) -> str:
        common = {
            "decision": decision["decision"],
            "before": self._whole(decision["severity_before"]),
            "after": self._whole(decision["severity_after"]),
            "file": decision["file_name"],
            "row": decision["row_number"],
        }
        if decision["is_in_force"]:
            # the cluster's is what the line above speaks of
            own = decision["decision_stage"] == "aor"
            return self._text(
                "x_expert_own" if own else "x_expert",
                **common,
                approver=decision["approved_by"],
                date=decision["approved_on"],
                rationale=decision["rationale"],
            )
        return self._text("x_expert_rejected", **common, reason=self._label(decision))

    def _pin(self, root: Tree, facts: Facts) -> None:
        pin = facts["pin"]
        if pin.get("pin") is None:
            reason = self._labels(f"reason_{pin.get('missing_reason') or 'no_severity'}")
            root.add(self._text("x_pin_missing", reason=reason))
            return
        branch = root.add(
            self._text(
                "x_pin",
                children=self._number(pin["child_population"]),
                percentage=self._percentage(pin["percentage"]),
                pin=self._labels.number(pin["pin"], 2),
                rounded=self._number(pin["pin_rounded"]),
            )
        )
        branch.add(
            self._text(
                "x_band",
                year=pin["pin_population_year"],
                series=pin["population_series"],
                total=self._number(pin["total_population"]),
                from_=self._number(pin["population_from"]),
                severity=pin["severity_final"],
                percentage=self._percentage(pin["percentage"]),
                seed=pin["seed"],
            )
        )
        for rows in facts["population_rows"]:
            branch.add(
                self._text("x_population_rows", file=rows["file_name"], rows=rows["source_rows"])
            )

    def _file_rows(self, branch: Tree, files: list[Facts]) -> None:
        for rows in files:
            sheet = f" [{rows['sheet']}]" if rows["sheet"] else ""
            branch.add(
                self._text(
                    "x_source_rows",
                    file=rows["file_name"],
                    sheet=sheet,
                    rows=self._row_numbers(rows["row_numbers"]),
                )
            )

    def _row_numbers(self, numbers: Sequence[int]) -> str:
        text = ", ".join(str(number) for number in numbers[: self._shown])
        rest = len(numbers) - self._shown
        return f"{text} {self._labels('x_more', count=rest)}" if rest > 0 else text

    def _label(self, facts: Facts) -> str:
        return str(facts[f"label_{self._labels.language}"])

    def _text(self, label_id: str, **values: object) -> str:
        return escape(self._labels(label_id, **values))

    def _number(self, value: float | None) -> str:
        decimals = 0 if value is None or float(value).is_integer() else 2
        return self._labels.number(value, decimals)

    def _percentage(self, value: float) -> str:
        text = f"{value:g}"
        return text.replace(".", ",") if self._labels.language == "es" else text

    def _bound(self, value: float) -> str:
        return "∞" if value == float("inf") else self._number(value)

    @staticmethod
    def _whole(value: int | None) -> str:
        return "–" if value is None else str(value)
