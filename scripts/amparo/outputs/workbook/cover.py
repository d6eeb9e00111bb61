"""The first sheet: vintage, results, warnings, live totals, and where to find what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlsxwriter.utility import quote_sheetname, xl_range

from amparo.outputs.basis import basis
from amparo.outputs.control import control
from amparo.outputs.workbook.cells import first_row, write, write_text
from amparo.outputs.workbook.contents import national
from amparo.warehouse.reader import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amparo.outputs.edition import EditionLabels
    from amparo.outputs.published import Published
    from amparo.outputs.workbook.cells import Styles
    from amparo.outputs.workbook.contents import Content


class _Page:
    """The cover, written from top to bottom."""

    def __init__(self, worksheet: Any, styles: Styles) -> None:
        self.worksheet = worksheet
        self.styles = styles
        self.labels = styles.labels
        self.row = 0

    def line(self, text: str, style: Any) -> None:
        self.worksheet.write_string(self.row, 0, text, style)
        self.row += 1

    def section(self, label_id: str) -> None:
        self.row += 1
        self.line(self.labels(label_id), self.styles.section)

    def pair(self, name: str, value: Any, kind: str = "text") -> None:
        self.worksheet.write_string(self.row, 0, name, self.styles.plain)
        write(self.worksheet, (self.row, 1), value, kind, self.styles)
        self.row += 1


def write_cover(  # noqa: PLR0913 - what a cover is made of
    worksheet: Any,
    styles: Styles,
    published: Published,
    contents: Sequence[Content],
    assessment: dict[str, Any],
    *,
    has_tags: bool,
) -> None:
    """Write the cover.

    Args:
        worksheet: The sheet.
        styles: The workbook's formats.
        published: The published file.
        contents: The sheets that were written.
        assessment: Row of ``dim_assessment``.
        has_tags: Whether a row of HXL tags lies between headings and data.
    """
    labels = styles.labels
    for index, width in enumerate((46, 34, 22, 22, 16)):
        worksheet.set_column(index, index, width)
    worksheet.hide_gridlines(2)
    page = _Page(worksheet, styles)
    page.line(labels("book_title"), styles.title)
    page.line(labels.either(assessment["label_es"], assessment["label_en"]), styles.section)
    page.line(
        labels.either(assessment["description_es"], assessment["description_en"]) or "",
        styles.plain,
    )
    page.section("book_use")
    if labels.edition == "restricted":
        page.line(labels("restricted_banner"), styles.warning)
    page.line(labels.classification, styles.plain)
    page.line(labels.licence, styles.plain)
    page.section("book_warnings")
    for text in _warnings(published, labels, assessment) or [labels("book_no_warnings")]:
        page.line(text, styles.warning)
    page.section("book_results")
    for column, kind in (
        ("municipalities", "count"),
        ("municipalities_with_pin", "count"),
        ("total_population", "people"),
        ("child_population", "people"),
        ("pin_rounded", "people"),
    ):
        value = national(published, f"agg_pin_national.{column}", assessment["assessment_id"])
        page.pair(labels(f"column_{column}"), value, kind)
    value = national(published, "agg_pin_national.published_pin", assessment["assessment_id"])
    page.pair(labels("book_published_pin"), value, "people")
    for text in control(Reader(published.connection), str(assessment["assessment_id"]), labels):
        page.line(text, styles.plain)
    page.section("book_made_from")
    for name, value, kind in _made_from(published, labels, assessment):
        page.pair(name, value, kind)
    _write_checks(page, contents, published, assessment, has_tags=has_tags)
    page.section("book_sheets")
    for name in (*(content.sheet.id for content in contents), "dictionary"):
        title = labels(f"sheet_{name}")
        target = f"internal:{quote_sheetname(title)}!A1"
        worksheet.write_url(page.row, 0, target, styles.link, title)
        about = labels(f"about_sheet_{name}")
        write_text(worksheet, (page.row, 1), about, "text", styles)
        page.row += 1
    worksheet.set_landscape()
    worksheet.fit_to_pages(1, 0)


def _write_checks(
    page: _Page,
    contents: Sequence[Content],
    published: Published,
    assessment: dict[str, Any],
    *,
    has_tags: bool,
) -> None:
    labels, styles = page.labels, page.styles
    page.section("book_checks")
    headings = ("sheet", "book_column", "book_checked_sum", "book_checked_mart")
    for index, heading in enumerate((*headings, "book_checked_difference")):
        page.worksheet.write_string(page.row, index, labels(heading), styles.heading)
    page.row += 1
    first = first_row(has_tags=has_tags)
    for content in contents:
        title = labels(f"sheet_{content.sheet.id}")
        last = first + len(content.rows) - 1
        for index, column in enumerate(content.columns):
            if column.total is None or column.mart is None:
                continue
            cells = xl_range(first, index, last, index)
            stated = national(published, column.mart, assessment["assessment_id"]) or 0.0
            row, number = page.row, styles.cell("people")
            page.worksheet.write_string(row, 0, title, styles.plain)
            page.worksheet.write_string(row, 1, column.heading, styles.plain)
            formula = f"=SUM({quote_sheetname(title)}!{cells})"
            page.worksheet.write_formula(row, 2, formula, number, column.total)
            page.worksheet.write_number(row, 3, stated, number)
            difference = f"=ROUND(C{row + 1}-D{row + 1},3)"
            page.worksheet.write_formula(row, 4, difference, number, 0)
            page.row += 1


def _made_from(
    published: Published, labels: EditionLabels, assessment: dict[str, Any]
) -> Iterator[tuple[str, Any, str]]:
    publication = published.publication()
    name = assessment["assessment_id"]
    yield (
        labels("assessment"),
        labels("main_assessment", id=name) if assessment["is_main"] else name,
        "text",
    )
    es, en = assessment["methodology_label_es"], assessment["methodology_label_en"]
    yield labels("book_methodology"), labels.either(es, en), "text"
    yield labels("book_hpc_cycle"), assessment["hpc_cycle"], "year"
    yield labels("book_data_years"), assessment["data_years"], "text"
    yield labels("book_data_years_not_delivered"), assessment["data_years_not_delivered"], "text"
    yield labels("book_rate_year"), assessment["rate_population_year"], "year"
    yield labels("book_pin_year"), assessment["pin_population_year"], "year"
    yield labels("book_uariv_cutoff"), assessment["uariv_cutoff_date"], "date"
    yield labels("book_published_at"), f"{publication['published_at']:%Y-%m-%d %H:%M}", "text"
    yield labels("book_amparo_version"), publication["amparo_version"], "text"
    # who edits a seed, as every year asks for, has such changes: no warning about the numbers
    commit = publication["git_commit"]
    if publication["has_uncommitted_changes"]:
        commit = labels("book_commit_changed", commit=commit or "–")
    yield labels("commit"), commit, "text"
    yield labels("book_content_id"), publication["content_id"], "text"


def _warnings(published: Published, labels: EditionLabels, assessment: dict[str, Any]) -> list[str]:
    """What has to be known before a number is used."""

    def count(sql: str) -> int:
        [(found,)] = published.table(sql, assessment=assessment["assessment_id"]).rows
        return int(found or 0)

    publication = published.publication()
    found = []
    main = published.assessment()["assessment_id"]
    if assessment["assessment_id"] != main:
        found.append(labels("book_warn_not_main", main=main))
    if assessment["is_synthetic"] or publication["is_synthetic"]:
        found.append(labels("synthetic_banner"))
    if assessment["severity_basis"] == "published":
        found.append(labels("book_warn_published_severity"))
    national_row = "from marts.agg_pin_national where assessment_id = $assessment"
    [figures] = published.table(
        f"select municipalities, municipalities_with_pin {national_row}",
        assessment=assessment["assessment_id"],
    ).records()
    if figures["municipalities_with_pin"] < figures["municipalities"]:
        found.append(
            labels(
                "book_warn_without_pin",
                with_pin=labels.number(figures["municipalities_with_pin"]),
                total=labels.number(figures["municipalities"]),
            )
        )
    found += basis(Reader(published.connection), str(assessment["assessment_id"]), labels)
    counted = {
        "breaches": f"select municipalities_above_ceiling {national_row}",
        "book_warn_partial_cluster": f"select municipalities_with_partial_cluster {national_row}",
    }
    if published.has("fct_refused_file"):
        counted["book_warn_refused"] = (
            "select count(*) from marts.fct_refused_file where not is_unclaimed"
        )
    if published.has("fct_quality_check"):
        counted["book_warn_quality"] = (
            "select count(*) from marts.fct_quality_check where status not in ('passed', 'skipped')"
        )
    for label_id, sql in counted.items():
        if number := count(sql):
            found.append(labels(label_id, count=labels.number(number)))
    if published.has("dim_source"):
        label = labels.either("label_es", "label_en")
        missing = published.table(
            f"select {label} from marts.dim_source where not is_delivered order by source_id"  # noqa: S608 - one of two names
        ).rows
        if missing:
            names = ", ".join(str(name) for (name,) in missing)
            found.append(labels("book_warn_not_delivered", sources=names))
    return found
