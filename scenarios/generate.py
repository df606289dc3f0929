"""Write an invented year: ``python -m scenarios.generate --year 2026 --rows 240 --out DIR``.

The bundled year is ``--year 2026 --seed 2026 --rows 240``; larger ones are for benchmarks.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from scenarios.generator.files import write_tables
from scenarios.generator.folder import CRITERIA, ROWS, SEED, YEAR
from scenarios.generator.year import make_year


def main() -> None:
    """Read the arguments, make the year, write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--year", type=int, default=YEAR)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    write_tables(make_year(given.year, given.seed, given.rows, CRITERIA), given.out)


if __name__ == "__main__":
    main()
