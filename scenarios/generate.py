"""Write an invented year: ``python -m scenarios.generate --year 2026 --rows 240 --out DIR``.

The bundled year is ``--year 2026 --seed 2026 --rows 240``; larger ones are for benchmarks.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from scenarios.generator.catalogue import phenomena
from scenarios.generator.files import write_tables
from scenarios.generator.folder import CRITERIA, ROWS, SEED, YEAR
from scenarios.generator.year import make_year


def main() -> None:
    """Read the arguments, make the year, write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--year", type=int, default=YEAR)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--out", type=Path, help="folder for the tables")
    parser.add_argument("--phenomena", type=Path, help="file for the table of docs/bundled_year.md")
    given = parser.parse_args()
    made = make_year(given.year, given.seed, given.rows, CRITERIA)
    if given.out:
        write_tables(made, given.out)
    if given.phenomena:
        given.phenomena.write_text(phenomena(made), encoding="utf-8")


if __name__ == "__main__":
    main()
