"""The command inside the test's own process: no second interpreter, for tests of what it says."""

from __future__ import annotations

import sys
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING
from unittest import mock

from amparo.cli.app import main
from amparo.warehouse.causes import TRACEBACK_VARIABLE
from conftest import ROOT, Run, environment

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def in_process(
    *arguments: str,
    database: Path,
    project: Path = ROOT,
    language: str = "es",
    extra: Mapping[str, str] | None = None,
) -> Run:
    """Run the command as `conftest.amparo` does, for what lands nothing and runs no dbt.

    What a user would read of a fault of the program is raised here.
    """
    out, err = StringIO(), StringIO()
    variables = environment(project, database, language) | {TRACEBACK_VARIABLE: "1"}
    variables |= dict(extra or {})
    with ExitStack() as stack:
        stack.enter_context(mock.patch.dict("os.environ", variables, clear=True))
        stack.enter_context(mock.patch.object(sys, "argv", ["amparo", *arguments]))
        stack.enter_context(redirect_stdout(out))
        stack.enter_context(redirect_stderr(err))
        code = 0
        try:
            main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
    return Run(code, out.getvalue(), err.getvalue())
