"""``amparo decisions template``: a workbook that is filled in a workshop and landed as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from amparo.decisions.book import write_book
from amparo.decisions.material import gathered
from amparo.errors import ExitCode, UserError
from amparo.files.private import private_files
from amparo.outputs.edition import RESTRICTED_MARK
from amparo.warehouse.reader import reading

if TYPE_CHECKING:
    from pathlib import Path

    from amparo.project import Project
    from amparo.texts import Labels


def write_template(
    project: Project,
    labels: Labels,
    *,
    assessment: str | None = None,
    department: str | None = None,
    folder: Path | None = None,
) -> tuple[Path, int]:
    """Write the workbook of a department, or of the country.

    Args:
        project: The project; its warehouse is read.
        labels: Texts of the workbook's language.
        assessment: Assessment; None for the main one.
        department: Code of the department; None for all.
        folder: Folder; None for ``taller`` beside the restricted edition, which it belongs to.

    Returns:
        The file, readable by its owner only, and its municipalities.

    Raises:
        UserError: nothing is built, there is no such assessment or department, or the file is
            there already and may have been filled.
    """
    with reading(project.database) as reader:
        if not reader.has_table("marts", "fct_pin"):
            text = labels("not_built")
            raise UserError(text, text)
        material = gathered(reader, project, labels, assessment, department)
    if not material.municipalities:
        text = labels("workshop_no_department", department=department)
        raise UserError(text, text, code=ExitCode.MISUSED)
    place = folder or project.restricted.with_name("taller")
    name = "_".join(
        part
        for part in (
            *(RESTRICTED_MARK, labels("workshop_file"), material.assessment["assessment_id"]),
            department,
        )
        if part
    )
    file = place / f"{name}.xlsx"
    if file.exists():
        text = labels("aside_exists", path=file)
        raise UserError(text, text, code=ExitCode.MISUSED)
    with private_files():
        place.mkdir(parents=True, exist_ok=True)
        write_book(file, material, labels)
    return file, len(material.municipalities)
