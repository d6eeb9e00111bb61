"""Which counts of sensitive variables are kept out of what may be shared: 0, 1, 4, 5, none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from harness import Harness, Rows

TEXT, WHOLE, REAL, FLAG = "varchar", "bigint", "double", "boolean"
SEVERITY = {
    **dict.fromkeys(("assessment_id", "municipality_code", "variable_id"), TEXT),
    "indicator_id": "integer",
    **dict.fromkeys(("missing_reason", "caveats"), TEXT),
    **dict.fromkeys(("cases", "cases_known"), REAL),
    "denominator": WHOLE,
    "measure_value": REAL,
    "measure_rounded": WHOLE,
    **dict.fromkeys(("severity", "severity_lower", "severity_upper"), "integer"),
    "source_records": WHOLE,
    **dict.fromkeys(("components_with_data", "components_total"), "integer"),
    "is_partial": FLAG,
}
CASES = {
    **dict.fromkeys(("assessment_id", "municipality_code", "component_id", "caveats"), TEXT),
    "amount": REAL,
    **dict.fromkeys(("source_records", "set_aside_records"), WHOLE),
    "is_delivered": FLAG,
}
POPULATION = {
    **dict.fromkeys(("assessment_id", "municipality_code"), TEXT),
    "data_year": "integer",
    "child_population": WHOLE,
}
NUMBERS = ("cases", "cases_known", "measure_value", "measure_rounded", "source_records")
SENSITIVE, OTHER = "sexual_violence", "disasters"
PART = {SENSITIVE: "fiscalia_sexual_offences", OTHER: "ungrd_people_affected"}


def put(harness: Harness, severities: Rows, cases: Rows, places: Rows | None = None) -> None:
    """Put severities and their parts where the models read them."""
    harness.seed("variables", "parameters")
    harness.method()
    harness.put("int_variable_severities", severities, SEVERITY)
    harness.put("int_cases", cases, CASES)
    assessments = sorted({str(row["assessment_id"]) for row in severities})
    harness.put(
        "int_assessments__resolved",
        [{"assessment_id": a, "methodology_id": "co-2024"} for a in assessments],
        {"assessment_id": TEXT, "methodology_id": TEXT, "rate_population_year": "integer"},
    )
    harness.put("int_population__totals", [], POPULATION)
    alone = [
        dict.fromkeys(("municipality_code", "reported_under"), row["municipality_code"])
        | {"assessment_id": row["assessment_id"]}
        for row in severities
    ]
    harness.put(
        "int_assessments__municipality_map",
        places or alone,
        dict.fromkeys(("assessment_id", "municipality_code", "reported_under"), TEXT),
    )


def told(harness: Harness) -> dict[tuple[Any, Any], dict[str, Any]]:
    """The shared table, by assessment and municipality."""
    harness.run("int_variable_measures", "int_variable_severities__withheld")
    harness.run("fct_variable_severity")
    return {
        (row["assessment_id"], row["municipality_code"]): row
        for row in harness.rows("fct_variable_severity")
    }


def cell(
    cases: float | None, variable: str = SENSITIVE, code: str = "05001", **more: Any
) -> dict[str, Any]:
    """A row of the exact table."""
    counted = {"cases": cases, "measure_value": cases, "measure_rounded": cases}
    known = {"severity": 3, "severity_lower": 3, "severity_upper": 3, "denominator": 900}
    row = {"assessment_id": "2024", "municipality_code": code, "variable_id": variable}
    return row | {"indicator_id": 2, "source_records": 3} | counted | known | more


def part(amount: float | None, variable: str = SENSITIVE, code: str = "05001") -> dict[str, Any]:
    """A row of the exact parts."""
    key = {"assessment_id": "2024", "municipality_code": code}
    return key | {"component_id": PART[variable], "amount": amount}


@pytest.mark.parametrize(
    ("cases", "variable", "is_suppressed"),
    [
        (0, SENSITIVE, False),
        (1, SENSITIVE, True),
        (4, SENSITIVE, True),
        (5, SENSITIVE, False),
        (None, SENSITIVE, False),
        (1, OTHER, False),
        (4, OTHER, False),
    ],
)
def test_one_to_four_of_a_sensitive_variable_are_not_told(
    harness: Harness, cases: float | None, variable: str, *, is_suppressed: bool
) -> None:
    put(harness, [cell(cases, variable)], [part(cases, variable)])
    [row] = told(harness).values()
    assert row["is_suppressed"] is is_suppressed
    exact = cell(cases, variable)
    wanted = {name: None if is_suppressed else exact.get(name) for name in NUMBERS}
    assert {name: row[name] for name in NUMBERS} == wanted
    # the severity is told, and so is the public denominator
    assert (row["severity"], row["denominator"]) == (3, 900)


@pytest.mark.parametrize(("known", "is_suppressed"), [(0, False), (1, True), (4, True), (5, False)])
def test_what_is_known_of_a_missing_sum_is_a_count_too(
    harness: Harness, known: float, *, is_suppressed: bool
) -> None:
    put(harness, [cell(None, cases_known=known, severity=None)], [part(known)])
    [row] = told(harness).values()
    assert (row["is_suppressed"], row["cases_known"]) == (
        is_suppressed,
        None if is_suppressed else known,
    )


def test_records_are_not_told_where_they_would_tell_a_small_part(harness: Harness) -> None:
    other = part(2) | {"component_id": "inmlcf_sexual_offences"}
    put(harness, [cell(9, source_records=11)], [part(9), other])
    [row] = told(harness).values()
    assert (row["cases"], row["is_suppressed"], row["source_records"]) == (9, False, None)


def test_a_list_that_merges_municipalities_does_not_give_a_small_one_back(harness: Harness) -> None:
    """9 in the one list, 7 and 2 in the other: 9 less 7 would be 2."""
    merged = cell(9, code="27615", assessment_id="merged")
    apart = [cell(7, code="27615"), cell(2, code="27493")]
    elsewhere = [cell(9, code="05001"), cell(9, code="05001", assessment_id="merged")]
    places = [
        {"assessment_id": a, "municipality_code": code, "reported_under": under}
        for a, code, under in [
            ("2024", "27615", "27615"),
            ("2024", "27493", "27493"),
            ("2024", "05001", "05001"),
            ("merged", "27615", "27615"),
            ("merged", "27493", "27615"),
            ("merged", "05001", "05001"),
        ]
    ]
    cells = [merged, *apart, *elsewhere]
    parts = [
        part(row["cases"], code=row["municipality_code"]) | {"assessment_id": row["assessment_id"]}
        for row in cells
    ]
    put(harness, cells, parts, places)
    found = {key: (row["cases"], row["is_suppressed"]) for key, row in told(harness).items()}
    assert found == {
        ("merged", "27615"): (None, True),
        ("2024", "27615"): (7, False),
        ("2024", "27493"): (None, True),
        ("2024", "05001"): (9, False),
        ("merged", "05001"): (9, False),
    }


def counted(file: str, amounts: list[float], component: str = PART[SENSITIVE]) -> Rows:
    """Rows of a file, each of a municipality of its own."""
    return [
        {
            "source_id": "fiscalia",
            "file_name": file,
            "component_id": component,
            "data_year": 2022,
            "municipality_code": f"{number:05d}",
            "amount": amount,
            "row_status": "used",
        }
        for number, amount in enumerate(amounts)
    ]


def test_sums_of_a_file_are_told_only_where_they_give_no_small_count_back(
    harness: Harness,
) -> None:
    amounts: dict[str, list[float]] = {
        "no small one": [0, 5, 60],
        "one small one": [2, 50, 60],
        "four small ones": [2, 3, 1, 2, 60],
        "five small ones": [2, 3, 1, 2, 1, 60],
        "all ones": [1, 1, 1, 1, 1, 1, 60],
        "all fours": [4, 4, 4, 4, 4, 4, 60],
    }
    rows = [row for file, found in amounts.items() for row in counted(file, found)]
    rows += counted("not sensitive", [1, 2, 60], PART[OTHER])
    harness.seed("variables", "variable_components", "parameters", "components")
    kinds = {"data_year": "bigint", "amount": REAL}
    names = ("source_id", "file_name", "component_id", "municipality_code", "row_status")
    harness.put("int_rows__counted", rows, dict.fromkeys(names, TEXT) | kinds)
    accounts: Rows = [
        {"source_id": "fiscalia", "file_name": file, "amount_read": sum(found), "rows_read": 9}
        for file, found in amounts.items()
    ]
    few: dict[str, Any] = {"source_id": "fiscalia", "rows_read": 2, "amount_read": None}
    accounts.append(few | {"file_name": "two rows"})
    accounts.append(few | {"source_id": "ungrd", "file_name": "two rows of another source"})
    kinds = {"amount_read": REAL, "rows_read": WHOLE}
    harness.put("int_row_accounts", accounts, {"source_id": TEXT, "file_name": TEXT} | kinds)
    harness.run("int_row_accounts__withheld")
    found = {row["file_name"] for row in harness.rows("int_row_accounts__withheld")}
    assert found == {"one small one", "four small ones", "all ones", "all fours", "two rows"}


SUMS = ("read", "used", "set_aside", "out_of_scope")
UNTOLD = {"source_id": TEXT, "file_name": TEXT}


def account(source: str, *rows: int) -> dict[str, Any]:
    """Rows of a file: read, used, set aside, out of scope."""
    counts = {f"rows_{name}": count for name, count in zip(SUMS, rows, strict=True)}
    amounts = {f"amount_{name}": count for name, count in zip(SUMS, rows, strict=True)}
    return {"source_id": source, "file_name": f"{source}.csv"} | counts | amounts


def test_numbers_of_rows_of_children_follow_the_rule_and_no_others(harness: Harness) -> None:
    harness.seed("source_units", "disclosure_rules")
    kinds = UNTOLD | {f"rows_{name}": WHOLE for name in SUMS}
    kinds |= {f"amount_{name}": REAL for name in (*SUMS, "restated")}
    kinds |= dict.fromkeys(("file_sha256", "unit", "unit_es", "unit_en"), TEXT)
    rows = (12_346, 12_341, 3, 2)
    accounts = [account("registry", *rows), account("uariv", *rows)]
    harness.put("int_row_accounts", accounts, kinds | {"is_synthetic": FLAG})
    harness.put("int_row_accounts__withheld", [], UNTOLD)
    harness.run("int_row_accounts__rules", "fct_row_accounting")
    found = {row["source_id"]: row for row in harness.rows("fct_row_accounting")}
    told = {
        source: [[row[f"{kind}_{name}"] for name in SUMS] for kind in ("rows", "amount")]
        for source, row in found.items()
    }
    assert told == {
        "registry": [[12_345, 12_340, None, None]] * 2,
        "uariv": [list(rows)] * 2,
    }
    marks = ("is_rounded", "is_suppressed")
    assert [found["registry"][mark] for mark in marks] == [True, True]
    assert [found["uariv"][mark] for mark in marks] == [False, False]


def test_two_small_reasons_of_one_status_take_the_others_with_them(harness: Harness) -> None:
    """10 rows are 8 to 12: of two reasons of 1 to 4 each would be 4."""
    counts = {
        ("registry", "set_aside"): (3, 4, 12),
        ("registry", "out_of_scope"): (2, 31),
        ("uariv", "set_aside"): (3, 4, 12),
    }
    reasons: Rows = [
        {"source_id": source, "file_name": "a.csv", "row_status": status, "row_reason": f"{n}"}
        | {"source_rows": rows, "fragments": rows, "amount": rows}
        for (source, status), numbers in counts.items()
        for n, rows in enumerate(numbers)
    ]
    kinds = UNTOLD | dict.fromkeys(("row_status", "row_reason", "label_es", "label_en"), TEXT)
    kinds |= {"source_rows": WHOLE, "unit": TEXT, "fragments": WHOLE, "amount": REAL}
    harness.seed("source_units", "disclosure_rules")
    harness.put("int_row_reasons", reasons, kinds | {"is_restating": FLAG})
    harness.put("int_row_accounts__withheld", [], UNTOLD)
    harness.run("int_row_accounts__rules", "fct_row_reason")
    found: dict[tuple[str, str], list[Any]] = {}
    for row in sorted(harness.rows("fct_row_reason"), key=lambda row: str(row["row_reason"])):
        assert row["source_rows"] == row["fragments"] == row["amount"]
        assert row["is_suppressed"] is (row["source_rows"] is None)
        found.setdefault((row["source_id"], row["row_status"]), []).append(row["source_rows"])
    assert found == {
        ("registry", "set_aside"): [None, None, None],
        ("registry", "out_of_scope"): [None, 30],
        ("uariv", "set_aside"): [3, 4, 12],
    }


def test_the_gate_counts_no_few_children(harness: Harness) -> None:
    texts = ["check_id", "source_id", "table_name", "column_name", "kind", "expected"]
    texts += ["outcome_if_failed", "status", "acknowledged_why"]
    checks = [
        {"check_id": f"{source}.{faults}", "source_id": source, "faults": faults, "looked_at": 57}
        for source in ("registry", "uariv")
        for faults in (0, 3, 13)
    ]
    kinds = dict.fromkeys(texts, TEXT) | {"faults": WHOLE, "looked_at": WHOLE}
    harness.seed("source_units", "disclosure_rules")
    harness.put("stg_landing__quality_checks", checks, kinds)
    harness.put("int_row_accounts__withheld", [], UNTOLD)
    harness.run("int_row_accounts__rules", "fct_quality_check")
    told = {r["check_id"]: (r["faults"], r["looked_at"]) for r in harness.rows("fct_quality_check")}
    assert told == {
        "registry.0": (0, 55),
        "registry.3": (None, 55),
        "registry.13": (15, 55),
        "uariv.0": (0, 57),
        "uariv.3": (3, 57),
        "uariv.13": (13, 57),
    }


def test_a_form_of_the_registry_has_another_digest_where_any_cell_of_it_changed(
    harness: Harness,
) -> None:
    forms = [
        {"source_row": n, "form_key": f, "form_number_key": f"n{f}", "row_in_form": r}
        | {"previous_form_number_key": "na" if f == "b" else None}
        for n, f, r in [(1, "a", 1), (2, "a", 2), (3, "b", 1)]
    ]
    keys = ("form_key", "form_number_key", "previous_form_number_key")
    kinds = {"source_row": WHOLE, "row_in_form": "integer"} | dict.fromkeys(keys, TEXT)
    texts = ("extract_id", "field_id", "cell_text", "value_id", "reason_id")
    cell_kinds = {"source_row": WHOLE, "item_number": WHOLE, "date_value": "date"}
    cell_kinds |= {"number_value": REAL} | dict.fromkeys(texts, TEXT)

    def digests(cells: Rows, rows: Rows = forms) -> dict[str, str]:
        harness.put("stg_registry__rows", rows, kinds)
        harness.put("stg_registry__cells", cells, cell_kinds)
        harness.run("int_registry__form_contents")
        found = harness.rows("int_registry__form_contents")
        assert {row["form_key"]: row["previous_form_number_keys"] for row in found}["a"] is None
        return {row["form_key"]: row["content_sha256"] for row in found}

    ages = [{"source_row": n, "field_id": "age", "number_value": 9 + n} for n in (1, 2, 3)]
    before = digests(ages)
    assert digests(ages[::-1]) == before
    changed = digests([*ages[:2], ages[2] | {"number_value": 99}])
    assert (changed["a"], changed["b"] != before["b"]) == (before["a"], True)
    # two children of one form who change places, and one of them who is gone
    swapped = [ages[0] | {"source_row": 2}, ages[1] | {"source_row": 1}, ages[2]]
    assert digests(swapped)["a"] != before["a"]
    gone = digests(ages[1:], forms[1:])
    assert (gone["b"], gone["a"] != before["a"]) == (before["b"], True)
