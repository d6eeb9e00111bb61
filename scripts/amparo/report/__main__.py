"""``python -m amparo.report DATABASE FOLDER [BOUNDARIES]``: write a report by hand."""

from __future__ import annotations

import sys
from pathlib import Path

from amparo.project import find_project
from amparo.report import write

if __name__ == "__main__":
    database, folder, *boundaries = (Path(argument) for argument in sys.argv[1:4])
    for path in write(
        database,
        folder,
        boundaries=boundaries[0] if boundaries else None,
        project_root=find_project().root,
    ):
        sys.stdout.write(f"{path}\n")
