"""People in need by place and category, which HAPI and the HNO file share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amparo.outputs.exchange.formats import query
from amparo.outputs.exchange.text_files import has_formula_like

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amparo.outputs.exchange.formats import Formats
    from amparo.outputs.published import Published


def read_needs(
    published: Published, formats: Formats, assessment: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """Read population and people in need of an assessment.

    Yields:
        Per place (country, department, municipality) and category: ``admin_level``, codes and
        names (None above the level), ``category`` (text), ``population`` and ``in_need`` (whole
        people, None where unknown), ``is_rounded``, and ``warnings`` and ``errors`` (lists of texts
        that hold for every value of the row).
    """
    is_synthetic = bool(assessment["is_synthetic"])
    sql = query("needs")
    for row in published.table(sql, assessment=assessment["assessment_id"]).records():
        category = formats.categories[row["category_id"]].format(
            sex=formats.sexes.get(row["sex"], row["sex"]), age_group=row["age_group"]
        )
        warnings = [] if row["is_in_cod"] else [formats.warnings["not_in_cod"]]
        if has_formula_like([category, row["admin1_name"], row["admin2_name"]]):
            warnings.append(formats.warnings["neutralised"])
        errors = [formats.errors["synthetic"]] if is_synthetic else []
        yield row | {"category": category, "warnings": warnings, "errors": errors}
