"""The bundled year after the officer has checked what was open at projects with money."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import openpyxl

from optimizer.intake.columns import APPLICATIONS

BUNDLED = Path(__file__).resolve().parents[2] / "scenarios" / "2026"
#: What was open: (application, column key) -> what the officer found.
FOUND = {("2026-0008", "unit_size"): "小", ("2026-0036", "effect_accepted"): "是"}
#: Of two applications for one project, the one whose clause the officer confirms.
CONFIRMED = ("2026-0197",)


def complete(folder: Path, found: Mapping[tuple[str, str], str] = FOUND) -> Path:
    """Copy the bundled year and fill in what was open."""
    shutil.copytree(BUNDLED, folder, ignore=shutil.ignore_patterns("expected"))
    file = folder / "applications.xlsx"
    book = openpyxl.load_workbook(file)
    sheet = book["申报表"]
    columns = {cell.value: int(cell.column or 0) for cell in sheet[1]}
    rows = {sheet.cell(row, 1).value: row for row in range(2, sheet.max_row + 1)}
    headings = {column.key: column.zh for column in APPLICATIONS.columns}
    for (number, key), value in found.items():
        sheet.cell(rows[number], columns[headings[key]]).value = value
    book.save(file)
    return folder
