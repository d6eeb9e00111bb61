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
