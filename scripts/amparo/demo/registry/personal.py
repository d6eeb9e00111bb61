"""What must never be landed, invented: shaped like the real thing, marked so that a leak shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from amparo.demo.registry.forms import by_extract, scaled, some
from amparo.demo.settings import registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from amparo.demo.registry.cells import Columns
    from amparo.demo.registry.forms import Flags
    from amparo.demo.sheets import Cell


def _share(columns: Columns, name: str, setting: str) -> Flags:
    """Flag the share of rows that have a value, by extract."""
    shares = by_extract(columns.world.forms, registry("personal")[setting])
    return columns.rng(name).random(columns.size) < shares


def put_contacts(columns: Columns) -> None:
    """Write logins, telephones and mails."""
    forms, settings = columns.world.forms, registry("personal")
    everywhere = np.ones(forms.size, dtype=bool)
    rng = columns.rng("contacts")
    staff: int = settings["staff"]
    plain, mail = settings["login"]
    logins = [(mail if at % 3 else plain).format(at) for at in range(staff)]
    columns.put_coded("Usuario", everywhere, rng.integers(0, staff, forms.size), logins)
    for name, setting in (("TELÉFONO 1", "phone_1"), ("TELÉFONO 2", "phone_2")):
        rows = _share(columns, name, setting)
        phones = settings["phone"] + rng.integers(0, settings["phones"], forms.size)
        columns.put(name, rows, phones[rows])
    rows = _share(columns, "CORREO  1", "mail_1")
    mailbox, own = settings["mail"]
    mails = [mailbox.format(subred) for subred in range(5)] + [own.format(at) for at in range(572)]
    own_mail = 5 + rng.integers(0, 572, forms.size)
    kinds = np.where(rng.random(forms.size) < 0.8, forms.subred, own_mail)
    columns.put_coded("CORREO  1", rows, kinds, mails)
    some_rows = some(rng, rows, settings["mails_2"])
    columns.put("CORREO  2", some_rows, [own.format(9000 + at) for at in range(some_rows.size)])


def put_places(columns: Columns) -> None:
    """Write addresses, districts, work units and insurers."""
    forms, children = columns.world.forms, columns.world.children
    settings = registry("personal")
    rng = columns.rng("places")
    size = forms.size
    work = children.work > 0
    rows = np.flatnonzero(work & _share(columns, "DIRECCIÓN DEL TRABAJO", "work_address"))
    numbers = rng.integers(1, 100, (rows.size, 3)).tolist()
    columns.put("DIRECCIÓN DEL TRABAJO", rows, [settings["address"].format(*n) for n in numbers])
    units: int = settings["units"]
    kinds = settings["unit"]
    names = [kinds[at % len(kinds)].format(at) for at in range(units)]
    named = work & forms.among(*settings["work_address"])
    columns.put_coded("NOMBRE DE LA UT", named, rng.integers(0, units, size), names)
    districts = [settings["district"].format(at) for at in range(settings["districts"])]
    for where, suffix in ((children.home > 0, ""), (work, ".1")):
        codes = rng.integers(0, len(districts), size)
        columns.put_coded(f"BARRIO{suffix}", where, codes, districts)
        zones = 1 + rng.integers(0, settings["zones"], size)
        columns.put(f"UPZ/UPR{suffix}", where, zones[where])
    hamlets = some(rng, children.home > 0, settings["hamlet_rows"])
    columns.put("VEREDA", hamlets, [settings["hamlets"][at % 2] for at in range(hamlets.size)])
    spellings = settings["insurer"]
    insurers = [text.format(at) for at in range(settings["insurers"]) for text in spellings]
    for name in ("NOMBRE EAPB", "NOMBRE EAPB.1"):
        insured = children.recorded & _share(columns, name, "insurer_filled")
        columns.put_coded(name, insured, rng.integers(0, len(insurers), size), insurers)
        # A few cells are truly empty instead of filled with the sentinel.
        columns.put_all(name, some(rng, insured, scaled(12, forms.share)), None)
    third = forms.among(*registry("types")["other_column_in"])
    numbered = rng.integers(0, settings["minor_numbers"], size)
    columns.put(".INFORMACIÓN DEL MENOR.", third, numbered[third])


def decoy_rows() -> Iterator[list[Cell]]:
    """Yield the rows of the sheet that must be refused: guardians, their documents and children."""
    settings = registry("personal")
    yield ["Id_fic", "ACUDIENTE", "DOCUMENTO ACUDIENTE", "TELÉFONO 1"]
    for at in range(settings["guardians"]):
        yield [
            200_000 + at,
            settings["guardian"].format(at),
            settings["document"] + at,
            settings["phone"] + at,
        ]
