"""What every command prints, and its exit codes."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from optimizer import wording
from optimizer.errors import FundError, Problem

if TYPE_CHECKING:
    from optimizer.formats.problem import AllocationProblem
    from optimizer.formats.solution import Solution
    from optimizer.intake.year import Year

DONE, BUG, USAGE, INFEASIBLE, BAD_DATA, CHECK_FAILED, NO_PLAN, REFUSED = range(8)


def note(text: str) -> None:
    """Tell a person something on standard error."""
    print(text, file=sys.stderr)


def show_safely() -> None:
    """Let no character that the terminal or file cannot hold stop a command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def print_json(value: Mapping[str, object]) -> None:
    """Print one JSON object."""
    # Half a surrogate pair comes out as its JSON escape.
    text = json.dumps(value, ensure_ascii=False, sort_keys=True) + "\n"
    write(text.encode("utf-8", "backslashreplace"))


def write(data: bytes) -> None:
    """Print bytes as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)


def problem_document(problem: Problem, lang: wording.Language) -> dict[str, Any]:
    """Return one problem as JSON-ready data, its sentence included."""
    place = problem.place
    return {
        "code": problem.code,
        "level": problem.level,
        "source": place.source,
        "sheet": place.sheet,
        "row": place.row,
        "column": place.column,
        "field": place.field,
        "value": problem.value,
        "message": wording.say(problem.code, lang, **{"value": problem.value, **problem.params}),
    }


def complain(error: FundError, options: argparse.Namespace) -> None:
    """Print every problem: as lines on standard error, with --json also on standard output."""
    problems: tuple[Problem, ...] = getattr(error, "problems", ())
    if getattr(options, "json", False):
        print_json({"problems": [problem_document(p, options.lang) for p in problems]})
    for problem in problems:
        note(wording.say_problem(problem, options.lang))
    if not problems:
        note(wording.say(f"cli.exit.{error.exit_code}", options.lang))


def say_notices(year: Year, options: argparse.Namespace) -> None:
    """Say on standard error what is missing in the year as a whole; of single cells the count."""
    whole = [notice for notice in year.notices if notice.code.startswith("year.")]
    for notice in whole:
        note(wording.say_problem(notice, options.lang))
    if rest := len(year.notices) - len(whole):
        note(wording.say("cli.more_notices", options.lang, count=rest))


def verdict(problem: AllocationProblem, solution: Solution, options: argparse.Namespace) -> int:
    """Return the exit code of a solution, and say on standard error what is not proven."""
    if solution.status == "infeasible":
        from optimizer.documents.limit_text import conflict_text

        note(conflict_text(problem, solution, options.lang))
        return INFEASIBLE
    if solution.status == "stopped":
        note(wording.say("cli.exit.6", options.lang))
        return NO_PLAN
    if solution.status == "feasible":
        note(wording.say("cli.not_proven", options.lang))
    return DONE
