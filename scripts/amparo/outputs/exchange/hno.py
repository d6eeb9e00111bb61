"""HNO country file of HPC Tools: one row per place and category."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from amparo.outputs.exchange.formats import file_name, load_formats
from amparo.outputs.exchange.needs import read_needs
from amparo.outputs.exchange.text_files import write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from amparo.outputs.published import Published


def write_hno(
    published: Published, folder: Path, assessment: dict[str, Any], *, has_tags: bool = False
) -> None:
    """Write the file of an assessment into a folder.

    Args:
        published: The published file.
        folder: Folder to write to.
        assessment: Row of ``dim_assessment``.
        has_tags: Whether the second line holds HXL tags.
    """
    formats = load_formats()
    columns = formats.hno.columns
    rows: list[list[Any]] = [list(columns.values())] if has_tags else []
    for need in read_needs(published, formats, assessment):
        cells = {
            "Admin 1 PCode": need["admin1_code"],
            "Admin 1 Name": need["admin1_name"],
            "Admin 2 PCode": need["admin2_code"],
            "Admin 2 Name": need["admin2_name"],
            "Description": formats.sector.description,
            "Cluster": formats.sector.code,
            "Category": need["category"],
            "Population": need["population"],
            "In Need": need["in_need"],
            # HAPI takes what stands here for an error, so warnings have no place in it
            "Info": "|".join(need["errors"]),
        }
        rows.append([cells.get(column) for column in columns])
    write_csv(folder / file_name(formats.hno.file, assessment), list(columns), rows)
