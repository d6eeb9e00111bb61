"""Data Docs that open from a disk: nothing loaded, nothing hidden behind a script."""

from __future__ import annotations

import html
import re
import shutil
from typing import TYPE_CHECKING, Final

from amparo.gate.results import stated

if TYPE_CHECKING:
    from pathlib import Path

    from amparo.gate.results import CheckResult
    from amparo.texts import Labels

INDEX: Final = "index.html"
STYLE: Final = """
body { font: 16px/1.45 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1rem;
  color: #1d1d1f; background: #fff; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem; }
th, td { border: 1px solid #c8c8cc; padding: .3rem .5rem; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
th { background: #f0f0f3; }
a { color: #0b57a4; }
.modal, .btn-group, .sticky .card:first-child, footer { display: none; }
.collapse { display: block; }
.fa-check-circle::before { content: "✔"; } .fa-times::before { content: "✘"; }
.fa-exclamation-triangle::before { content: "⚠"; }
.text-success { color: #1a7f37; } .text-danger { color: #b3261e; }
.stop { color: #b3261e; font-weight: 600; } .warn { color: #8a5a00; font-weight: 600; }
"""
_LOADS: Final = re.compile(
    r"<script\b.*?</script\s*>|<style\b.*?</style\s*>|<link\b[^>]*>|<img\b[^>]*>"
    r"|<iframe\b.*?</iframe\s*>",
    re.DOTALL | re.IGNORECASE,
)
_OUTSIDE: Final = re.compile(r"\s(?:href|src|action)\s*=\s*(['\"])https?://.*?\1", re.DOTALL)
_NEWSLETTER: Final = re.compile(r"<footer\b.*?</footer\s*>", re.DOTALL | re.IGNORECASE)


def make_readable_offline(folder: Path, results: list[CheckResult], labels: Labels) -> Path:
    """Rewrite the pages so that they need neither network nor scripts, and write an index.

    Great Expectations fills its own index by a script, so it is replaced by one of ours.

    Args:
        folder: The pages as Great Expectations wrote them.
        results: What the checks found.
        labels: Texts in the reader's language.

    Returns:
        The index.
    """
    shutil.rmtree(folder / "static", ignore_errors=True)
    for page in sorted(folder.rglob("*.html")):
        page.write_text(offline(page.read_text(encoding="utf-8")), encoding="utf-8")
    index = folder / INDEX
    index.write_text(_index(folder, results, labels), encoding="utf-8")
    return index


def offline(page: str) -> str:
    """One page without what it would load, with a style of ours."""
    text = _OUTSIDE.sub("", _NEWSLETTER.sub("", _LOADS.sub("", page)))
    return text.replace("</head>", f"<style>{STYLE}</style></head>", 1)


def _index(folder: Path, results: list[CheckResult], labels: Labels) -> str:
    pages = {
        page.relative_to(folder).parts[1]: page.relative_to(folder).as_posix()
        for page in sorted(folder.glob("validations/**/*.html"))
    }
    rows = "".join(_row(result, pages, labels) for result in results)
    heads = ("source", "gate_check", "gate_outcome", "gate_status", "gate_found")
    head = "".join(f"<th>{html.escape(labels(name))}</th>" for name in heads)
    title = html.escape(labels("gate_title"))
    return (
        f'<!doctype html><html lang="{labels.language}"><head><meta charset="utf-8">'
        f"<title>{title}</title><style>{STYLE}</style></head><body><h1>{title}</h1>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></body></html>\n"
    )


def _row(result: CheckResult, pages: dict[str, str], labels: Labels) -> str:
    check = result.check
    source = html.escape(check.source)
    if check.source in pages:
        source = f'<a href="{html.escape(pages[check.source])}">{source}</a>'
    text = labels.either(result.message_es, result.message_en) or stated(check)
    shown_class = result.outcome if result.status == "failed" else ""
    return (
        f"<tr><td>{source}</td><td>{html.escape(check.check_id)}</td>"
        f"<td>{html.escape(labels(f'gate_{result.outcome}'))}</td>"
        f'<td class="{shown_class}">{html.escape(labels(f"gate_status_{result.status}"))}</td>'
        f"<td>{html.escape(text)}</td></tr>"
    )
