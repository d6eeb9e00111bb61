"""Files that cannot be read, or not as what they seem to be."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from typing import TYPE_CHECKING

import xlsxwriter

from .base import FILE, FISCALIA, Fault, csv_text, sound_rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
_ENCRYPTED += "EncryptedPackage".encode("utf-16-le")
_CUT = b"Base_Origen,Fecha_intervencion,Localidad_fic,Red_fic,SEXO,EDAD,NACIONALIDAD,"
_CUT += b"NNA DESVINCULADO DE LA ACTIVIDAD LABORAL\ndic24_mar25,2025-01-02,11,Norte,1,12,X,SI\n"


def _bytes(name: str, content: bytes) -> Callable[[Path], None]:
    def spoil(folder: Path) -> None:
        (folder / FILE).unlink()
        (folder / name).write_bytes(content)

    return spoil


def _sound() -> str:
    return csv_text(sound_rows())


def _workbook() -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        page = book.add_worksheet("datos")
        page.write_row(0, 0, FISCALIA)
        for number, row in enumerate(sound_rows(), start=1):
            page.write_row(number, 0, list(row.values()))
    return held.getvalue()


def _zip(members: dict[str, str | bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return held.getvalue()


def _link_zip() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        entry = zipfile.ZipInfo(FILE)
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    return held.getvalue()


def _broken_link(folder: Path) -> None:
    (folder / FILE).unlink()
    (folder / FILE).symlink_to(folder / "no_existe.csv")


def _folder_called_csv(folder: Path) -> None:
    (folder / FILE).unlink()
    (folder / FILE).mkdir()
    (folder / FILE / "datos.csv").write_text(_sound(), encoding="utf-8")


def _widened(columns: int) -> str:
    header, *lines = _sound().splitlines()
    names = ",".join(f"c{number}" for number in range(columns))
    blanks = ",".join(["x"] * columns)
    return "\n".join([f"{header},{names}", *(f"{line},{blanks}" for line in lines)]) + "\n"


def _quoted(text: str, old: str, new: str) -> bytes:
    return text.replace(old, new, 1).encode()


FAULTS = (
    Fault("zero_bytes", "the file has no bytes", _bytes(FILE, b""), "refused", ("está vacío",)),
    Fault(
        "header_only",
        "the file has its header and no row",
        _bytes(FILE, (",".join(FISCALIA) + "\n").encode()),
        "refused",
        ("ninguna fila de datos",),
    ),
    Fault(
        "broken_link", "the file is a link to nothing", _broken_link, "refused", ("no se puede",)
    ),
    Fault(
        "folder_called_csv",
        "a folder has the name of the file, the file lies in it",
        _folder_called_csv,
        "harmless",
    ),
    Fault(
        "truncated_csv",
        "the file ends in the middle of a row",
        _bytes(FILE, _sound().encode()[:-60]),
        "refused",
        ("fila", "mal formada"),
    ),
    Fault(
        "truncated_workbook",
        "a third of a workbook is missing",
        _bytes("fiscalia.xlsx", _workbook()[: len(_workbook()) * 2 // 3]),
        "refused",
        ("truncado, dañado",),
    ),
    Fault(
        "truncated_parquet",
        "a Parquet file that is noise after its mark",
        _bytes("fiscalia.parquet", b"PAR1" + b"\0" * 400),
        "refused",
        ("truncado, dañado",),
    ),
    Fault(
        "password",
        "a workbook protected by a password",
        _bytes("fiscalia.xlsx", _ENCRYPTED),
        "refused",
        ("contraseña",),
    ),
    Fault(
        "workbook_called_csv",
        "a workbook saved under .csv",
        _bytes(FILE, _workbook()),
        "refused",
        ("byte nulo",),
    ),
    Fault(
        "csv_called_xlsx",
        "a CSV saved under .xlsx",
        _bytes("fiscalia.xlsx", _sound().encode()),
        "refused",
        ("libro de Excel",),
    ),
    Fault(
        "web_page_called_csv",
        "the error page of a portal saved as the extract",
        _bytes(FILE, b"<html><body><h1>504 Gateway Time-out</h1></body></html>\n"),
        "refused",
        ("falta la columna",),
    ),
    Fault(
        "other_source",
        "a file called like one source holds nothing of any",
        _bytes(FILE, b"fecha,valor\n2022-01-01,3\n"),
        "refused",
        ("no encaja en ninguna tabla",),
    ),
    Fault(
        "zip_traversal",
        "a member of the zip leads out of the folder",
        _bytes("entrega.zip", _zip({FILE: _sound(), f"../../{FILE}": _sound()})),
        "refused",
        ("el zip contiene",),
    ),
    Fault(
        "zip_link",
        "a member of the zip is a link",
        _bytes("entrega.zip", _link_zip()),
        "refused",
        ("un enlace",),
    ),
    Fault(
        "zip_bomb",
        "a zip of 130 kB that unpacks to more than 100 MB",
        _bytes("entrega.zip", _zip({FILE: "0,0,0\n" * (20 * 2**20)})),
        "refused",
        ("demasiado grande",),
    ),
    Fault(
        "zip_in_zip",
        "a zip in a zip",
        _bytes("entrega.zip", _zip({"dentro.zip": _zip({FILE: _sound()})})),
        "refused",
        ("zip dentro de otro zip",),
    ),
    Fault(
        "zip_cut",
        "a zip whose download broke off",
        _bytes("entrega.zip", _zip({FILE: _sound()})[:-40]),
        "refused",
        ("archivo zip",),
    ),
    Fault(
        "zip_sound", "the extract zipped", _bytes("entrega.zip", _zip({FILE: _sound()})), "harmless"
    ),
    Fault(
        "nul_byte",
        "a NUL byte in a cell",
        _bytes(FILE, _quoted(_sound(), "Colombia", "Colom\0bia")),
        "refused",
        ("byte nulo", "línea 2"),
    ),
    Fault(
        "utf16",
        "saved as 'Unicode text'",
        _bytes(FILE, _sound().encode("utf-16")),
        "refused",
        ("UTF-16", "CSV UTF-8"),
    ),
    Fault(
        "long_cell",
        "a cell of 10 MB",
        _bytes(FILE, _quoted(_sound(), "Colombia", '"' + "x" * (10 * 2**20) + '"')),
        "refused",
        ("pasa de 1 MB",),
    ),
    Fault(
        "open_quote",
        "a quote that is never closed",
        _bytes(FILE, _quoted(_sound(), "Colombia", '"Colombia')),
        "refused",
        ("comillas",),
    ),
    Fault(
        "five_thousand_columns",
        "5,000 columns more",
        _bytes(FILE, _widened(5000).encode()),
        "harmless",
    ),
    Fault(
        "json_of_the_portal",
        "downloaded as JSON from the open-data portal",
        _bytes("fiscalia.json", json.dumps(sound_rows()).encode()),
        "harmless",
    ),
    Fault(
        "json_cut",
        "a JSON whose download broke off",
        _bytes("fiscalia.json", json.dumps(sound_rows()).encode()[:-40]),
        "refused",
        ("no se puede leer como JSON",),
    ),
    Fault(
        "cut_of_the_registry",
        "eight columns of the registry of interventions, cut out of it",
        _bytes("registro.csv", _CUT),
        "refused",
        ("es un recorte de registry__bd", "archivo completo"),
    ),
    Fault(
        "semicolons",
        "saved by a Spanish Excel: semicolons and cp1252",
        _bytes(FILE, csv_text(sound_rows(), delimiter=";").encode("cp1252")),
        "harmless",
    ),
    Fault(
        "hostile_file_name",
        "a file name of quotes and SQL",
        _bytes("fiscalia'; drop table raw.landed_files; --.csv", _sound().encode()),
        "harmless",
    ),
)
