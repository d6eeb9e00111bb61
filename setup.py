"""What pyproject.toml cannot say: the wheel carries the dbt project, copied while it is built."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent


class BuildWithProject(build_py):
    """Puts the parts of the project that ``[tool.amparo]`` names beside the package's modules."""

    def run(self) -> None:
        """Build as ever, then copy; an editable install reads the checkout itself."""
        super().run()
        if self.editable_mode:
            return
        place = Path(self.build_lib) / "amparo" / "carried" / "project"
        # what an earlier build left may hold files that are gone since
        shutil.rmtree(place, ignore_errors=True)
        stated = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        for part in stated["tool"]["amparo"]["project"]:
            target = place / part
            target.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / part).is_dir():
                shutil.copytree(ROOT / part, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copyfile(ROOT / part, target)


setup(cmdclass={"build_py": BuildWithProject})
