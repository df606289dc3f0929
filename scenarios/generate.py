"""Write an invented year: ``python -m scenarios.generate --year 2026 --rows 240 --out DIR``.

The bundled year is ``--year 2026 --seed 2026 --rows 240``; larger ones are for benchmarks.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from scenarios.generator.files import write_year
from scenarios.generator.scores import Criterion
from scenarios.generator.year import make_year

#: The rubric's columns: keys, headings and weights of the bundled policy version.
CRITERIA = (
    Criterion("innovation", "创新性", 25),
    Criterion("economic_benefit", "经济效益", 20),
    Criterion("social_benefit", "社会效益", 15),
    Criterion("demonstration", "示范带动作用", 20),
    Criterion("feasibility", "可行性与目标明确", 10),
    Criterion("finance", "财务状况与资金筹措能力", 10),
)


def main() -> None:
    """Read the arguments, make the year, write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--year", type=int, default=2026)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--rows", type=int, default=240)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    write_year(make_year(given.year, given.seed, given.rows, CRITERIA), given.out)


if __name__ == "__main__":
    main()
