"""The steps from the first file asked for to the results handed out, each read from the data."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from amparo.texts import Labels
    from amparo.warehouse.reader import Reader, Row

State = Literal["done", "open", "waiting"]
_AFTER_FILES: Final = ("gate", "preliminary", "decisions", "ceiling", "final", "published")


@dataclass(frozen=True, slots=True)
class Step:
    """One step.

    Attributes:
        step: Which one; its name is the label ``season_<step>``.
        state: done; open: somebody has to act; waiting: one before it is not done.
        said: What the data say of it.
        who: Who acts, as a label; '' where it is done.
        command: What to run; '' for nothing.
    """

    step: str
    state: State
    said: tuple[str, ...]
    who: str = ""
    command: str = ""


def steps(
    reader: Reader | None,
    published: Reader | None,
    assessment: str,
    asked: Sequence[str],
    labels: Labels,
) -> list[Step]:
    """The steps of an assessment, in their order.

    Args:
        reader: The warehouse; None where there is none yet.
        published: The published tables; None where nothing is published.
        assessment: Its id.
        asked: Data that it asks for, told where nothing is built.
        labels: Texts and number format.
    """
    row = _assessment(reader, assessment) if reader else None
    if reader is None or row is None:
        text = labels("season_not_built", id=assessment)
        said = (text, *(labels("season_asked", what=what) for what in asked))
        first = Step("files", "open", said, "season_officer", "amparo build --extracts …")
        return [first, *(Step(name, "waiting", ()) for name in _AFTER_FILES)]
    return [
        _files(reader, row, labels),
        _gate(reader, labels),
        _preliminary(reader, row, labels),
        _decisions(reader, row, labels),
        _ceiling(reader, row, labels),
        _final(reader, assessment, labels),
        _published(reader, published, assessment, labels),
    ]


def _assessment(reader: Reader, assessment: str) -> Row | None:
    if not reader.has_table("marts", "fct_pin"):
        return None
    return reader.row("select * from marts.dim_assessment where assessment_id = ?", [assessment])


def _national(reader: Reader, assessment: str) -> Row:
    sql = "select * from marts.agg_pin_national where assessment_id = ?"
    return reader.row(sql, [assessment]) or {}


def _files(reader: Reader, row: Row, labels: Labels) -> Step:
    """Files asked for and received: years of components, population, the cluster's severities."""
    parts = {
        each["component_id"]: each
        for each in reader.rows(
            "select component_id, components.label_es, components.label_en,"
            " dim_source.label_es as source_es, dim_source.label_en as source_en"
            " from seeds.components inner join marts.dim_source using (source_id)"
        )
    }
    missing: dict[str, list[str]] = {}
    for text in filter(None, (row["data_years_not_delivered"] or "").split(", ")):
        component, _, year = text.rpartition(" ")
        part = parts[component]
        of_source = missing.setdefault(labels.either(part["source_es"], part["source_en"]), [])
        of_source.append(f"{labels.either(part['label_es'], part['label_en'])}, {year}")
    said = [
        labels("season_file_missing", source=source, what="; ".join(sorted(what)))
        for source, what in sorted(missing.items())
    ]
    national = _national(reader, row["assessment_id"])
    if not national.get("child_population"):
        year = row["pin_population_year"]
        said.append(labels("season_population_missing", year=year))
    cycle = row["hpc_cycle"]
    if row["severity_basis"] == "published" and not national.get("municipalities_with_severity"):
        said.append(labels("season_hpc_missing", cycle=cycle))
    elif national.get("municipalities_with_partial_cluster"):
        said.append(labels("season_cluster_missing", cycle=cycle))
    refused = reader.rows(
        "select distinct message_es, message_en from marts.fct_refused_file"
        " where not is_unclaimed order by all"
    )
    said += [labels.either(each["message_es"], each["message_en"]) for each in refused]
    if said:
        return Step("files", "open", tuple(said), "season_sources", "amparo land --extracts …")
    return Step("files", "done", (labels("season_files_all"),))


def _gate(reader: Reader, labels: Labels) -> Step:
    """What the quality gate found, and who let pass what."""
    rows = reader.rows(
        "select check_id, outcome_if_failed, status from marts.fct_quality_check"
        " where outcome_if_failed in ('stop', 'warn') and status not in ('passed', 'skipped')"
        " order by check_id"
    )
    of = Counter(row["status"] for row in rows)
    open_checks = [row["check_id"] for row in rows if row["status"] != "acknowledged"]
    said = [labels("season_gate_acknowledged", count=of["acknowledged"])] * bool(of["acknowledged"])
    if open_checks:
        said.append(labels("season_gate_open", count=len(open_checks), which=open_checks[0]))
        command = f"amparo acknowledge {open_checks[0]} --by … --why …"
        return Step("gate", "open", tuple(said), "season_officer", command)
    return Step("gate", "done", tuple(said) or (labels("season_gate_clean"),))


def _preliminary(reader: Reader, row: Row, labels: Labels) -> Step:
    """Severities before experts and ceiling, and what they rest on."""
    national = _national(reader, row["assessment_id"])
    total, with_one = national["municipalities"], national["municipalities_with_severity"]
    said = [labels("season_severities", count=labels.number(with_one), total=labels.number(total))]
    if national["variables_total"]:
        share = 100 * national["variables_with_data"] / national["variables_total"]
        said.append(labels("season_variables", share=labels.number(share, 1)))
    if with_one == total:
        return Step("preliminary", "done", tuple(said))
    return Step("preliminary", "open", tuple(said), "season_officer", "amparo status")


def _decisions(reader: Reader, row: Row, labels: Labels) -> Step:
    """The workshop: decisions in force, and those that ask to be taken anew."""
    rows = reader.rows(
        "select is_in_force, is_open, count(*) as decisions from marts.fct_expert_decision"
        " where assessment_id = ? group by is_in_force, is_open",
        [row["assessment_id"]],
    )
    in_force = sum(each["decisions"] for each in rows if each["is_in_force"])
    anew = sum(each["decisions"] for each in rows if each["is_open"])
    said = [labels("season_in_force", count=labels.number(in_force))]
    if anew:
        said.append(labels("season_anew", count=labels.number(anew)))
        return Step("decisions", "open", tuple(said), "season_experts", "amparo status")
    if not in_force and row["severity_basis"] != "published":
        return Step("decisions", "open", (labels("season_no_decision"),), "season_experts")
    return Step("decisions", "done", tuple(said))


def _ceiling(reader: Reader, row: Row, labels: Labels) -> Step:
    """The cluster's severities, and who is above them."""
    national = _national(reader, row["assessment_id"])
    above = labels.number(national["municipalities_above_ceiling"])
    partial = national["municipalities_with_partial_cluster"]
    if partial:
        text = labels("season_cluster_partial", count=labels.number(partial))
        return Step("ceiling", "open", (text,), "season_cluster")
    label = "season_lowered" if row["is_capped_at_cluster"] else "season_not_lowered"
    return Step("ceiling", "done", (labels(label, count=above),))


def _final(reader: Reader, assessment: str, labels: Labels) -> Step:
    """The PiN."""
    national = _national(reader, assessment)
    total, with_pin = national["municipalities"], national["municipalities_with_pin"]
    numbers = {"count": labels.number(with_pin), "total": labels.number(total)}
    said = (labels("season_pin", pin=labels.number(national["pin_rounded"]), **numbers),)
    if with_pin == 0:
        return Step("final", "open", said, "season_officer", "amparo status")
    return Step("final", "done", said)


def _published(reader: Reader, published: Reader | None, assessment: str, labels: Labels) -> Step:
    """Whether what others read is what the warehouse holds."""
    if published is None:
        text = labels("season_nothing_published")
        return Step("published", "open", (text,), "season_officer", "amparo publish")
    told = published.row("select published_at from manifest.publication") or {}
    when = f"{told['published_at']:%Y-%m-%d %H:%M}" if told else "–"
    sql = "select * from marts.agg_pin_by_severity where assessment_id = ? order by severity"
    there = published.rows(sql, [assessment])
    if not there:
        text = labels("season_not_in_publication", when=when)
        return Step("published", "open", (text,), "season_officer", "amparo publish")
    if _figures(there) != _figures(reader.rows(sql, [assessment])):
        text = labels("season_other_published", when=when)
        return Step("published", "open", (text,), "season_officer", "amparo diff")
    return Step("published", "done", (labels("season_published_same", when=when),))


def _figures(rows: list[Row]) -> list[tuple[object, ...]]:
    return [
        (
            row["severity"],
            row["municipalities_before_ceiling"],
            row["municipalities_after_ceiling"],
            None if row["pin"] is None else round(row["pin"]),
        )
        for row in rows
    ]


def open_steps(found: list[Step]) -> Iterator[Step]:
    """Those in which somebody has to act."""
    return (step for step in found if step.state == "open")
