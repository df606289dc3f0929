"""Write a whole year's folder: the tables, and the call and scenarios of the bundled year."""

from __future__ import annotations

import re
from pathlib import Path

from scenarios.generator.files import write_tables
from scenarios.generator.scores import Criterion
from scenarios.generator.year import make_year

BUNDLED = Path(__file__).resolve().parent.parent / "2026"
YEAR, SEED, ROWS = 2026, 2026, 240
#: The rubric's columns: keys, headings and weights of the bundled policy version.
CRITERIA = (
    Criterion("innovation", "创新性", 25),
    Criterion("economic_benefit", "经济效益", 20),
    Criterion("social_benefit", "社会效益", 15),
    Criterion("demonstration", "示范带动作用", 20),
    Criterion("feasibility", "可行性与目标明确", 10),
    Criterion("finance", "财务状况与资金筹措能力", 10),
)
_TOTAL = re.compile(r'^(total = ")(\d+)(万元")', re.MULTILINE)


def write_year(
    folder: Path, *, rows: int = ROWS, seed: int = SEED, in_tranches: bool = False
) -> None:
    """Write a year that can be allocated, its budgets in proportion to its rows.

    Parameters
    ----------
    folder
        Made if it is not there.
    rows
        Applications; from 100,000 on the tables are CSV files.
    seed
        The same seed and rows give the same bytes.
    in_tranches
        Whether large awards are paid over several years. The bundled year pays each award at once.
    """
    made = make_year(YEAR, seed, rows, CRITERIA, in_tranches=in_tranches)
    write_tables(made, folder)
    for source in sorted(BUNDLED.glob("*.toml")):
        text = source.read_text(encoding="utf-8")
        scaled = _TOTAL.sub(lambda m: f"{m[1]}{int(m[2]) * rows // ROWS}{m[3]}", text)
        (folder / source.name).write_text(scaled, encoding="utf-8")
