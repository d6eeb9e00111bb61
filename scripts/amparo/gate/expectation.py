"""The one kind of expectation the gate uses; importing this module imports Great Expectations."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from great_expectations.expectations.core.unexpected_rows_expectation import (
    UnexpectedRowsExpectation,
)
from great_expectations.expectations.metadata_types import FailureSeverity
from great_expectations.render.components import LegacyDiagnosticRendererType
from great_expectations.render.renderer.renderer import renderer

SEVERITY: Final = {
    "stop": FailureSeverity.CRITICAL,
    "warn": FailureSeverity.WARNING,
    "note": FailureSeverity.INFO,
}


class RowsThatDoNotFit(UnexpectedRowsExpectation):
    """Met where its SQL answers with no fault; the page shows what was found and where.

    Unlike its parent it asks the database once, not twice, for the answer also holds the count.
    """

    metric_dependencies: ClassVar[tuple[str, ...]] = ("unexpected_rows_query.table",)

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,  # noqa: ARG002 - GX calls it so
        execution_engine: Any = None,  # noqa: ARG002 - the same
    ) -> dict[str, Any]:
        rows = metrics["unexpected_rows_query.table"]
        return {
            # an answer that looked at nothing is no fault; our index says it was skipped
            "success": not rows or not rows[0]["looked_at"],
            "result": {
                "observed_value": int(rows[0]["faults"]) if rows else 0,
                "details": {"unexpected_rows": rows},
            },
        }

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.OBSERVED_VALUE)
    def _diagnostic_observed_value_renderer(
        cls,
        configuration: Any = None,  # noqa: ARG003 - GX calls it so
        result: Any = None,
        runtime_configuration: dict[str, Any] | None = None,  # noqa: ARG003 - the same
        **_: Any,
    ) -> str:
        rows = (result.result or {}).get("details", {}).get("unexpected_rows", [])
        if not rows:
            return "0"
        if not rows[0]["looked_at"]:
            return "0 / 0"
        shown = "; ".join(_place(row) for row in rows)
        return f"{rows[0]['faults']} / {rows[0]['looked_at']}: {shown}"


def _place(row: dict[str, Any]) -> str:
    parts = [row["file_name"], row["sheet"], row["row_number"]]
    where = " ".join(str(part) for part in parts if part not in (None, ""))
    value = "" if row["value"] is None else f"«{row['value']}» × {row['value_rows']}"
    return f"{value} ({where})" if where else value
