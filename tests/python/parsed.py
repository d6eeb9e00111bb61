"""dbt's reading of the project, made once in a run: it takes longer than many a small build.

dbt keeps what it has read in ``partial_parse.msgpack`` and next time reads the changed files only;
but it reads all anew where the database has another path, as in every test, though nothing it
reads depends on that. So the path's digest is put right in a copy of the first reading. Where
anything else differs dbt sees it and reads the project anew.
"""

from __future__ import annotations

import hashlib
import json
import pprint
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pathlib import Path

FILE: Final = "partial_parse.msgpack"
_CONNECTION: Final = "connection.json"
# what a process runs instead of dbt's own command, to note beside the reading what it hung on
NOTING: Final = f"""
import json, os, sys
from dbt.cli.main import cli
from dbt.parser.manifest import ManifestLoader

checked = ManifestLoader.build_manifest_state_check

def noted(loader):
    known = sorted(loader.root_project.credentials.connection_info())
    folder = os.environ["DBT_TARGET_PATH"]
    with open(os.path.join(folder, "{_CONNECTION}"), "w", encoding="utf-8") as file:
        json.dump(known, file)
    return checked(loader)

ManifestLoader.build_manifest_state_check = noted
cli(sys.argv[1:])
"""
_places: list[Path] = []


def first_reading_in(folder: Path) -> None:
    """Say where the first reading of this run is, or will be."""
    _places[:] = [folder]


def take_over(target: Path, database: Path) -> None:
    """Begin a build's folder of dbt with the first reading; not where there is none yet.

    Args:
        target: The build's ``DBT_TARGET_PATH``.
        database: Its database.
    """
    if not _places or (target / FILE).exists():
        return
    [first] = _places
    if not (first / "manifest.json").exists():  # dbt writes it last
        return
    known = [tuple(pair) for pair in json.loads((first / _CONNECTION).read_text(encoding="utf-8"))]
    content = (first / FILE).read_bytes()
    before = _digest(known)
    assert content.count(before) == 1, "dbt makes its digest in another way"
    after = _digest([(key, str(database) if key == "path" else value) for key, value in known])
    target.mkdir(parents=True, exist_ok=True)
    (target / FILE).write_bytes(content.replace(before, after))


def _digest(connection: list[tuple[Any, ...]]) -> bytes:
    return hashlib.sha256(pprint.pformat(connection).encode()).hexdigest().encode()
