"""What readers get: always one whole publication, whatever happens while another is written."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock

from amparo.errors import UserError
from amparo.project import Project
from amparo.publishing import shelf
from amparo.publishing.files import replace_file
from amparo.publishing.rollback import roll_back
from amparo.publishing.shelf import Shelf
from amparo.publishing.verify import verify
from tiny_warehouse import Tiny, make_tiny

HERE = Path(__file__).parent
POSIX = pytest.mark.skipif(os.name == "nt", reason="signals and file limits of POSIX")
PREPARE = """
import os, resource, signal, sys
from pathlib import Path
from amparo.errors import UserError
from amparo.project import Project
from amparo.publishing.shelf import Shelf
from amparo.publishing.publish import publish
from tiny_warehouse import DECLARED, TESTS
root, database, published = map(Path, sys.argv[1:4])
project = Project(root=root, database=database, published=published)
class Killer:
    def started(self, total): pass
    def finished(self, name):
        if name == sys.argv[4]: os.kill(os.getpid(), signal.SIGKILL)
def die(*_): os.kill(os.getpid(), signal.SIGKILL)
"""
PUBLISH = "publish(project, DECLARED, TESTS, progress=Killer())\n"
HOLDER = """
import duckdb, sys
def pin(connection): return connection.execute("select max(pin) from marts.fct_pin").fetchone()[0]
connection = duckdb.connect(sys.argv[1], read_only=True)
print(pin(connection), flush=True)
sys.stdin.readline()
print(pin(connection), flush=True)
again = duckdb.connect(sys.argv[1], read_only=True)
print(pin(again), flush=True)
connection.close(); again.close()
print(pin(duckdb.connect(sys.argv[1], read_only=True)), flush=True)
"""
LOOP = """
import duckdb, os, sys
link, stop = sys.argv[1:]
seen = []
while not os.path.exists(stop):
    with duckdb.connect(link, read_only=True) as connection:
        low, high, rows, total, stated = connection.execute(
            "select min(pin), max(pin), count(*), any_value(pin_rounded), any_value(\\"rows\\")"
            " from marts.fct_pin inner join marts.agg_pin_national using (assessment_id)"
            " cross join (select \\"rows\\" from manifest.tables where name = 'fct_pin')"
        ).fetchone()
        assert low == high == total and rows == stated == 20 + total % 7, (low, high, rows, total)
    seen.append(low)
assert seen == sorted(seen), seen
print(len(seen), len(set(seen)))
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    return make_tiny(tmp_path)


def run_publishing(
    tiny: Tiny, script: str, step: str = "", published: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Publish in a process of its own."""
    project = tiny.project
    folders = [project.root, project.database, published or project.published]
    return subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", PREPARE + script, *map(str, folders), step],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(HERE), *sys.path])},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


# --- readers -----------------------------------------------------------------------------------


def test_a_reader_with_the_old_file_open_is_left_alone_and_gets_the_new_one_on_reconnecting(
    tiny: Tiny,
) -> None:
    link = tiny.publish().path
    with subprocess.Popen(  # noqa: S603 - our own script
        [sys.executable, "-c", HOLDER, str(link)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == "1.0\n"
        tiny.set_pin(2)
        tiny.publish()
        said, _ = reader.communicate("\n", timeout=120)
    held, second_connection, reconnected = said.split()
    assert held == "1.0"
    assert second_connection == "2.0"
    assert reconnected == "2.0"


def test_readers_who_reconnect_all_the_time_never_see_half_a_publication(
    tiny: Tiny, tmp_path: Path
) -> None:
    stop = tmp_path / "stop"
    tiny.set_pin(1, rows=21)
    link = tiny.publish().path
    readers = [
        subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, "-c", LOOP, str(link), str(stop)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    try:
        for pin in range(2, 32):
            tiny.set_pin(pin, rows=20 + pin % 7)
            tiny.publish()
    finally:
        stop.touch()
        outcomes = [reader.communicate(timeout=120) for reader in readers]
    for reader, (out, err) in zip(readers, outcomes, strict=True):
        assert reader.returncode == 0, err
        reads, versions = map(int, out.split())
        assert reads >= versions >= 10
    assert tiny.published_pin() == 31
    assert len(Shelf(tiny.project.published).versions()) == 5


# --- what is interrupted -----------------------------------------------------------------------

STEPS = ["read", "dim_assessment", "fct_pin", "written", "checked", "placed", "current", "pruned"]
INSIDE = {
    "add": "Shelf.add",
    "announce": "Shelf._announce",
    "prune": "Shelf.prune",
}


@POSIX
@pytest.mark.parametrize("step", [*STEPS, *INSIDE])
def test_a_publication_killed_at_any_step_leaves_a_whole_one_and_the_next_one_succeeds(
    tiny: Tiny, step: str
) -> None:
    tiny.publish()
    tiny.set_pin(2)
    patch = f"{INSIDE[step]} = die\n" if step in INSIDE else ""
    killed = run_publishing(tiny, patch + PUBLISH, step)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    is_swapped = step in {"current", "pruned", "announce", "prune"}
    assert tiny.published_pin() == (2 if is_swapped else 1)
    link = tiny.project.published / "amparo.duckdb"
    wrong = [c for c in verify(link, tiny.project.root) if c.is_difference]
    assert wrong == []
    tiny.set_pin(3)
    assert tiny.publish().event == "published"
    assert tiny.published_pin() == 3
    assert tiny.left_overs() == []
    # a version that never became the current one is no version to go back to
    assert len(Shelf(tiny.project.published).versions()) == (3 if is_swapped else 2)


@POSIX
def test_a_build_killed_after_the_swap_is_announced_by_the_next_one(tiny: Tiny) -> None:
    tiny.publish()
    tiny.set_pin(2)
    run_publishing(tiny, "Shelf._announce = die\n" + PUBLISH)
    assert tiny.publish().event == "unchanged"
    assert tiny.left_overs() == []


CAUGHT = """
try:
    publish(project, DECLARED, TESTS)
except UserError as error:
    print(error.message_en)
    sys.exit(7)
"""


@POSIX
def test_a_file_that_may_not_grow_leaves_the_last_publication(tiny: Tiny) -> None:
    tiny.publish()
    tiny.set_pin(2, rows=20_000)
    limit = "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
    run = run_publishing(tiny, limit + CAUGHT)
    assert run.returncode == 7, run.stderr
    assert "the disk is full" in run.stdout
    assert tiny.published_pin() == 1
    assert tiny.left_overs() == []


@POSIX
def test_a_full_disk_leaves_the_last_publication(tiny: Tiny, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(disk)]
    can_mount = shutil.which("mount") is not None
    if can_mount:
        done = subprocess.run(mount, capture_output=True, check=False)  # noqa: S603 - fixed arguments
        can_mount = done.returncode == 0
    if not can_mount:
        pytest.skip("mounting a small disk needs root")
    try:
        project = tiny.project
        tiny.project = Project(project.root, project.database, disk / "published")
        tiny.publish()
        tiny.set_pin(2, rows=300_000)
        run = run_publishing(tiny, CAUGHT)
        assert run.returncode == 7, run.stderr
        assert "the disk is full" in run.stdout
        assert tiny.published_pin() == 1
        assert tiny.left_overs() == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)  # noqa: S603, S607 - fixed arguments


def test_a_folder_that_cannot_be_written_is_named(tiny: Tiny) -> None:
    tiny.project.published.write_text("a file in its place", encoding="utf-8")
    with pytest.raises(UserError, match=r"(?s)published.*a file where a folder should be"):
        tiny.publish()


def test_a_second_publication_at_the_same_time_is_turned_away(tiny: Tiny) -> None:
    tiny.publish()
    tiny.set_pin(2)
    with (
        FileLock(Shelf(tiny.project.published).lock),
        pytest.raises(UserError, match="Another run of Amparo") as caught,
    ):
        tiny.publish()
    assert caught.value.code == 3
    assert tiny.published_pin() == 1


# --- versions ----------------------------------------------------------------------------------


def test_the_link_is_relative_and_the_files_are_read_only_for_all(tiny: Tiny) -> None:
    published = tiny.publish(umask=0o022)
    target = published.path.readlink()
    assert not target.is_absolute()
    assert target.parts[0] == "versions"
    if os.name != "nt":
        modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in published.version.folder.iterdir()}
        assert modes == {"amparo.duckdb": 0o444, "manifest.json": 0o444}
        assert stat.S_IMODE(published.version.folder.stat().st_mode) == 0o755


@POSIX
def test_the_umask_decides_who_may_read_what_is_published(tiny: Tiny) -> None:
    before = os.umask(0o077)  # as in a build, whose own files are private
    try:
        published = tiny.publish(umask=0o027)
    finally:
        os.umask(before)
    assert stat.S_IMODE(published.version.file.stat().st_mode) == 0o440
    for folder in (tiny.project.published, published.version.folder.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o750


def test_nothing_new_is_not_published_again(tiny: Tiny) -> None:
    first = tiny.publish()
    second = tiny.publish()
    assert second.event == "unchanged"
    assert second.version == first.version
    assert len(Shelf(tiny.project.published).versions()) == 1


@pytest.mark.parametrize("change", ["seed", "input", "comment", "value", "file"])
def test_whatever_changes_is_published(tiny: Tiny, change: str) -> None:
    first = tiny.publish()
    if change == "seed":
        tiny.seed.write_text(
            "methodology_id,variable_id,severity,upper_bound\nco-1,a,0,1\n", encoding="utf-8"
        )
    elif change == "file":  # somebody changed the published file itself
        first.version.file.chmod(0o600)
        with first.version.file.open("ab") as stream:
            stream.write(b"x")
    else:
        with tiny.writing() as connection:
            connection.execute(
                {
                    "input": "update raw.landed_files set file_sha256 = 'x'",
                    "comment": "comment on column marts.fct_pin.pin is 'children'",
                    "value": "update marts.fct_pin set pin = 1.5 where municipality_code = '00001'",
                }[change]
            )
    assert tiny.publish().event == "published"


def test_the_last_versions_are_kept_and_rollback_goes_through_them(tiny: Tiny) -> None:
    tiny.keep(3)
    for pin in range(1, 6):
        tiny.set_pin(pin)
        tiny.publish()
    shelf = Shelf(tiny.project.published)
    names = [version.name for version in shelf.versions()]
    assert len(names) == 3
    assert roll_back(shelf).name == names[1]
    assert tiny.published_pin() == 4
    assert roll_back(shelf).name == names[0]
    assert tiny.published_pin() == 3
    with pytest.raises(UserError, match=names[0]):
        roll_back(shelf)
    assert roll_back(shelf, names[2]).name == names[2]
    assert tiny.published_pin() == 5
    with pytest.raises(UserError, match="no such version"):
        roll_back(shelf, "no such version")


def test_a_build_after_a_rollback_publishes_and_never_prunes_what_readers_get(tiny: Tiny) -> None:
    tiny.keep(2)
    for pin in (1, 2):
        tiny.set_pin(pin)
        tiny.publish()
    shelf = Shelf(tiny.project.published)
    roll_back(shelf)
    shelf.prune(1)
    assert tiny.published_pin() == 1
    assert tiny.publish().event == "published"
    assert tiny.published_pin() == 2


def test_a_damaged_version_is_not_rolled_back_to(tiny: Tiny) -> None:
    first = tiny.publish().version
    tiny.set_pin(2)
    tiny.publish()
    first.file.chmod(0o600)
    with first.file.open("ab") as stream:
        stream.write(b"x")
    with pytest.raises(UserError, match="SHA-256"):
        roll_back(Shelf(tiny.project.published))
    assert tiny.published_pin() == 2


def test_versions_stay_in_order_when_the_clock_goes_back(tiny: Tiny) -> None:
    tiny.publish()
    shelf = Shelf(tiny.project.published)
    later = tiny.project.published / "versions" / "29991231T235959999Z-aaaaaaaa"
    shutil.copytree(shelf.versions()[0].folder, later)
    tiny.set_pin(2)
    assert tiny.publish().version.name.startswith("30000101T000000000Z-")


@pytest.mark.parametrize("kept", ["0", "-1", "true", "many", "null"])
def test_the_number_of_versions_kept_must_be_one(tiny: Tiny, kept: str) -> None:
    file = tiny.project.root / "dbt_project.yml"
    file.write_text(f"vars:\n  published_versions_kept: {kept}\n", encoding="utf-8")
    with pytest.raises(UserError, match="published_versions_kept"):
        tiny.publish()


# --- where the system allows no links ----------------------------------------------------------


@pytest.fixture
def without_links(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EPERM, "a required privilege is not held by the client")

    monkeypatch.setattr(os, "symlink", refuse)
    monkeypatch.setattr(shelf, "_PAUSE", 0)


@pytest.mark.usefixtures("without_links")
def test_without_links_the_published_file_is_a_copy_that_is_replaced_whole(tiny: Tiny) -> None:
    tiny.keep(2)
    for pin in (1, 2, 3):
        tiny.set_pin(pin)
        published = tiny.publish()
        assert not published.is_linked
        assert not published.path.is_symlink()
        assert tiny.published_pin() == pin
        assert tiny.left_overs() == []
    assert tiny.publish().event == "unchanged"
    shelf = Shelf(tiny.project.published)
    assert len(shelf.versions()) == 2
    assert [c for c in verify(published.path, tiny.project.root) if c.is_difference] == []
    roll_back(shelf)
    assert tiny.published_pin() == 2
    current = shelf.current()
    assert current is not None
    assert current.name == shelf.versions()[0].name


@pytest.mark.usefixtures("without_links")
def test_without_links_a_file_somebody_holds_open_stays_and_the_message_says_how_to_go_on(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    link = tiny.publish().path
    tiny.set_pin(2)
    tries = []
    replace = replace_file

    def held(source: Path, target: Path) -> None:
        if target == link:
            tries.append(time.monotonic())
            raise PermissionError(errno.EACCES, "used by another process")
        replace(source, target)

    monkeypatch.setattr(shelf, "replace_file", held)
    with pytest.raises(UserError, match="amparo rollback --to") as caught:
        tiny.publish()
    assert caught.value.code == 3
    assert len(tries) > 1
    assert tiny.published_pin() == 1
    monkeypatch.setattr(shelf, "replace_file", replace)
    command = caught.value.message_en.split("amparo rollback --to ")[1]
    roll_back(Shelf(tiny.project.published), command)
    assert tiny.published_pin() == 2
    assert tiny.left_overs() == []


def test_links_come_back_when_the_system_allows_them_again(
    tiny: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(os, "symlink", lambda *_, **__: (_ for _ in ()).throw(OSError()))
        assert not tiny.publish().is_linked
    tiny.set_pin(2)
    assert tiny.publish().is_linked
    assert tiny.published_pin() == 2


def test_a_reader_cannot_write_to_what_is_published(tiny: Tiny) -> None:
    link = tiny.publish().path
    if os.name == "nt" or os.geteuid() == 0:
        pytest.skip("permissions do not bind root")
    with pytest.raises(duckdb.IOException):
        duckdb.connect(str(link))
