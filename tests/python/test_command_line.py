"""The manners of the command line, against the page that promises them."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from typer.main import get_command

from amparo.cli import app as cli
from amparo.cli import inspect
from amparo.cli.one_language import BETWEEN, in_one_language, one
from amparo.errors import ExitCode
from conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")


def commands(group: Any = None, before: str = "") -> Iterator[tuple[str, set[str]]]:
    """Every command with its options."""
    parts: dict[str, Any] = (group or vars(get_command(cli.app)))["commands"]
    for name, command in parts.items():
        if hasattr(command, "commands"):
            yield from commands(vars(command), f"{name} ")
        else:
            yield before + name, {option for part in command.params for option in part.opts}


def test_the_page_states_every_exit_code() -> None:
    stated = [int(code) for code in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)]
    assert stated == [code.value for code in ExitCode]


def test_codes_are_written_by_name_only() -> None:
    """A number in the code would be one the page does not know of."""
    for file in (ROOT / "scripts" / "amparo").rglob("*.py"):
        found = re.findall(r"(?:code=|sys\.exit\()\d", file.read_text(encoding="utf-8"))
        assert found == [], file.name


def test_the_page_states_of_every_command_whether_it_has_json_and_quiet_or_why_not() -> None:
    rows = re.findall(r"^\| `([\w ]+)` \| (yes|no) \| (yes|no) \|(.*)\|$", PAGE, re.MULTILINE)
    stated = {name: (json, quiet) for name, json, quiet, _ in rows}
    found = {
        name: tuple("yes" if option in options else "no" for option in ("--json", "--quiet"))
        for name, options in commands()
    }
    assert stated == dict(sorted(found.items()))
    for name, json, quiet, why in rows:
        assert bool(why.strip()) == ("no" in {json, quiet}), name


def test_an_interruption_ends_with_its_code_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(inspect, "Session", interrupted)
    monkeypatch.setattr(sys, "argv", ["amparo", "status"])
    with pytest.raises(SystemExit) as end:
        cli.main()
    assert end.value.code == ExitCode.INTERRUPTED
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("shell", "variables"),
    [
        ("bash", {"COMP_WORDS": "amparo ver", "COMP_CWORD": "1"}),
        ("zsh", {"_TYPER_COMPLETE_ARGS": "amparo ver"}),
        (
            "powershell",
            {"_TYPER_COMPLETE_ARGS": "amparo ver", "_TYPER_COMPLETE_WORD_TO_COMPLETE": "ver"},
        ),
    ],
)
def test_the_shell_is_told_how_a_word_goes_on(
    monkeypatch: pytest.MonkeyPatch, shell: str, variables: dict[str, str]
) -> None:
    for name, value in ({"_AMPARO_COMPLETE": f"complete_{shell}"} | variables).items():
        monkeypatch.setenv(name, value)
    out = StringIO()
    with redirect_stdout(out), pytest.raises(SystemExit):
        # the name the installed command has; it is what the shell asks by
        cli.app(prog_name="amparo")
    said = out.getvalue()
    assert {"verify", "versions"} <= set(re.findall(r"[a-z]+", said))
    assert "rollback" not in said


def test_a_command_waits_for_no_library_it_does_not_use() -> None:
    code = "import sys, amparo.cli.app; print(*sys.modules)"
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    slow = {"altair", "dbt", "geopandas", "great_expectations", "lifelines", "pandas", "scipy"}
    assert slow & set(done.stdout.split()) == set()


def texts_of_help(command: Any) -> Iterator[str]:
    """What the help of a command and of all below it says."""
    for holder in (command, *command.params):
        for name in ("help", "rich_help_panel"):
            text = getattr(holder, name, None)
            if text:
                yield text
    for part in getattr(command, "commands", {}).values():
        yield from texts_of_help(part)


def test_help_is_said_in_both_languages_and_shown_in_one() -> None:
    both = list(texts_of_help(get_command(cli.app)))
    built_in = ("Install completion", "Show completion")
    assert [text for text in both if BETWEEN not in text and not text.startswith(built_in)] == []
    for language in ("es", "en"):
        shown = list(texts_of_help(in_one_language(get_command(cli.app), language)))
        assert [text for text in shown if BETWEEN in text] == []
        assert len(shown) == len(both)
    assert one("Versión. · Version.", "es") == "Versión."
    assert one("Versión. · Version.", "en") == "Version."


def test_the_help_of_a_command_is_in_the_language_of_the_reader(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for language, said, other in (
        ("es", "Qué hay en la bodega.", "What the"),
        ("en", "What the warehouse holds.", "Qué hay"),
    ):
        monkeypatch.setenv("AMPARO_LANG", language)
        monkeypatch.setattr(sys, "argv", ["amparo", "status", "--help"])
        out = StringIO()
        with redirect_stdout(out), pytest.raises(SystemExit):
            cli.main()
        assert said in out.getvalue()
        assert other not in out.getvalue()
        assert "Show this message" not in out.getvalue() or language == "en"
