"""A file is called damaged where it is, and not where disk, memory or permissions fail."""

from __future__ import annotations

import errno
import zipfile
from typing import TYPE_CHECKING

import duckdb
import pytest

from amparo.errors import UserError
from amparo.landing import damage
from amparo.landing.readers import parquet_file
from amparo.landing.refusal import ProblemError
from conftest import ROOT
from faults.page import state_machine_fault
from landing_place import HEADER, Place

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ROOT / "docs" / "faults.md"
CSV = HEADER + "05001,2023,7\n"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (duckdb.InvalidInputException("Invalid Input Error: no magic bytes"), "unreadable"),
        (OSError(errno.EINVAL, "negative seek value"), "unreadable"),
        (PermissionError(errno.EACCES, "denied"), "no_access"),
        (FileNotFoundError(errno.ENOENT, "the drive is gone"), "no_access"),
        (duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate data"), None),
        (duckdb.IOException("IO Error: Could not write: No space left on device"), None),
        (OSError(errno.ENOSPC, "full"), None),
    ],
)
def test_the_cause_of_an_error_decides_what_it_is_called(
    error: Exception, kind: str | None
) -> None:
    with (
        pytest.raises(type(error) if kind is None else ProblemError) as raised,
        damage.reading("Parquet", "Parquet", duckdb.Error, OSError),
    ):
        raise error
    assert getattr(raised.value, "reason", None) == kind


def test_a_machine_without_memory_ends_the_run_and_refuses_no_file(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write("antes.csv", CSV)
    place.land()
    path = str(place.extracts / "casos.parquet")
    columns = "'05001' as codigo, 2023 as anio, range as per_ocu"
    duckdb.sql(f"select {columns} from range(100)").write_parquet(path)
    monkeypatch.setattr(parquet_file, "_MEMORY", "10KB")
    with pytest.raises(UserError, match="la memoria del equipo no alcanza") as stopped:
        place.land()
    monkeypatch.undo()
    assert place.query("select file_name from raw.landed_files") == [("antes.csv",)]
    assert not place.land().refusals
    what = "the machine has not the memory to read a Parquet file"
    ends = "the run ends and calls no file damaged, what was landed stays"
    text = stopped.value.message_es.replace(str(place.database.parent), "…")
    state_machine_fault(PAGE, what, ends, text)


def test_a_zip_that_may_not_be_opened_is_not_called_damaged(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = place.write("entrega.zip", b"")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("casos.csv", CSV)
    with monkeypatch.context() as patched:

        def denied(*_: object, **__: object) -> None:
            raise PermissionError(errno.EACCES, "denied", str(path))

        patched.setattr("amparo.landing.archives.zipfile.ZipFile", denied)
        refusal = place.refusal()
    assert refusal.reason == "no_access"
    assert not place.land().refusals
    text = refusal.message_es
    state_machine_fault(PAGE, "a zip may not be opened, or its drive is gone", "refused", text)
