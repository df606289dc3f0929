"""``init`` and ``check``: a year's folder, begun and looked through."""

from __future__ import annotations

import argparse
from pathlib import Path

from optimizer import wording
from optimizer.commands.inputs import year_of
from optimizer.commands.printing import (
    BAD_DATA,
    DONE,
    note,
    print_json,
    problem_document,
)
from optimizer.errors import Place, Problem, UsageError


def init(options: argparse.Namespace) -> int:
    """Write a new year."""
    from optimizer.intake.new_year import write_year

    folder = Path(options.dir)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(Problem("cli.not_empty", Place(field="DIR"), options.dir))
    written = write_year(folder, options.year)
    if options.json:
        print_json({"files": [path.name for path in written]})
    else:
        for path in written:
            print(path)
        note(wording.say("cli.init.next", options.lang, folder=options.dir))
    return DONE


def check(options: argparse.Namespace) -> int:
    """Print every problem of a year."""
    from optimizer.errors import DataError

    try:
        year = year_of(options.year)
        problems: tuple[Problem, ...] = year.notices
        rows = len(year.applications)
    except DataError as error:
        problems, rows = error.problems, 0
    errors = sum(p.level == "error" for p in problems)
    if options.json:
        print_json(
            {
                "errors": errors,
                "notices": len(problems) - errors,
                "problems": [problem_document(p, options.lang) for p in problems],
            }
        )
    else:
        for problem in problems:
            level = wording.say(f"cli.level.{problem.level}", options.lang)
            print(f"{level} {wording.say_problem(problem, options.lang)}")
        notices = len(problems) - errors
        code = "cli.check.bad" if errors else "cli.check.good"
        print(wording.say(code, options.lang, rows=rows, errors=errors, notices=notices))
    return BAD_DATA if errors else DONE
