"""The commands: each reads its inputs, makes one call, prints the result, returns an exit code."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optimizer import wording
from optimizer.errors import FundError, Place, Problem, UsageError

if TYPE_CHECKING:
    from optimizer.formats.problem import AllocationProblem
    from optimizer.formats.solution import Solution
    from optimizer.intake.scenario import Scenario
    from optimizer.intake.year import Year

#: Bundled years stand beside the package.
SCENARIOS = Path(__file__).resolve().parent.parent / "scenarios"
DONE, BUG, USAGE, INFEASIBLE, BAD_DATA, CHECK_FAILED, NO_PLAN = range(7)


# --- Printing ------------------------------------------------------------------------------------


def note(text: str) -> None:
    """Tell a person something on standard error."""
    print(text, file=sys.stderr)


def show_safely() -> None:
    """Let no character that the terminal or file cannot hold stop a command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _print_json(value: Mapping[str, object]) -> None:
    # Half a surrogate pair comes out as its JSON escape.
    text = json.dumps(value, ensure_ascii=False, sort_keys=True) + "\n"
    _write(text.encode("utf-8", "backslashreplace"))


def _write(data: bytes) -> None:
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
        _print_json({"problems": [problem_document(p, options.lang) for p in problems]})
    for problem in problems:
        note(wording.say_problem(problem, options.lang))
    if not problems:
        note(wording.say(f"cli.exit.{error.exit_code}", options.lang))


# --- Inputs --------------------------------------------------------------------------------------


def _year_folder(text: str) -> Path:
    folder = Path(text)
    if not folder.is_dir() and (SCENARIOS / text).is_dir():
        folder = SCENARIOS / text
    if not (folder / "year.toml").is_file():
        raise UsageError(Problem("cli.no_year", Place(field="YEAR"), text))
    return folder


def _year(text: str) -> Year:
    from optimizer.intake.year import read_year

    return read_year(_year_folder(text))


def _scenario(year: Year, options: argparse.Namespace) -> Scenario:
    from optimizer.intake.scenario import override

    if options.scenario not in year.scenarios:
        known = tuple(sorted(year.scenarios))
        raise UsageError(
            Problem(
                "cli.no_scenario", Place(field="--scenario"), options.scenario, {"known": known}
            )
        )
    scenario = year.scenarios[options.scenario]
    changes: dict[str, str] = {}
    for text in options.set or []:
        key, equals, value = text.partition("=")
        if not equals:
            raise UsageError(Problem("cli.bad_set", Place(field="--set"), text))
        changes[key.strip()] = value.strip()
    return override(scenario, changes, year.policy, year.call) if changes else scenario


def _read_json(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise UsageError(Problem("cli.no_file", Place(source=path.name), str(path))) from None


def _save(folder: Path, files: dict[str, bytes]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (folder / name).write_bytes(data)
    except OSError:
        raise UsageError(Problem("cli.cannot_write", Place(field="--out"), str(folder))) from None


# --- Commands ------------------------------------------------------------------------------------


def init(options: argparse.Namespace) -> int:
    """Write a new year."""
    from optimizer.intake.new_year import write_year

    folder = Path(options.dir)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(Problem("cli.not_empty", Place(field="DIR"), options.dir))
    written = write_year(folder, options.year)
    if options.json:
        _print_json({"files": [path.name for path in written]})
    else:
        for path in written:
            print(path)
        note(wording.say("cli.init.next", options.lang, folder=options.dir))
    return DONE


def check(options: argparse.Namespace) -> int:
    """Print every problem of a year."""
    from optimizer.errors import DataError

    try:
        year = _year(options.year)
        problems: tuple[Problem, ...] = year.notices
        rows = len(year.applications)
    except DataError as error:
        problems, rows = error.problems, 0
    errors = sum(p.level == "error" for p in problems)
    if options.json:
        _print_json(
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


def allocate(options: argparse.Namespace) -> int:
    """Allocate a year."""
    from optimizer import allocate as pipeline
    from optimizer.documents.outcome_json import outcome_files, outcome_json
    from optimizer.documents.text import outcome_text

    year = _year(options.year)
    scenario = _scenario(year, options)
    outcome = pipeline.allocate(year, scenario, work=options.work, seconds=options.seconds)
    if options.out:
        from optimizer.documents.workbook import allocation_workbook

        files = outcome_files(outcome)
        files["allocation.xlsx"] = allocation_workbook(outcome, year, options.lang)
        _save(Path(options.out), files)
    if options.json:
        _write(outcome_json(outcome))
    else:
        print(outcome_text(outcome, year, options.lang))
    _say_notices(year, options)
    return _verdict(outcome.problem, outcome.solution, options)


def _say_notices(year: Year, options: argparse.Namespace) -> None:
    """Say on standard error what is missing in the year as a whole; of single cells the count."""
    whole = [notice for notice in year.notices if notice.code.startswith("year.")]
    for notice in whole:
        note(wording.say_problem(notice, options.lang))
    if rest := len(year.notices) - len(whole):
        note(wording.say("cli.more_notices", options.lang, count=rest))


def _verdict(problem: AllocationProblem, solution: Solution, options: argparse.Namespace) -> int:
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


def explain(options: argparse.Namespace) -> int:
    """Show how one amount came about, and what would change it."""
    import difflib

    from optimizer import allocate as pipeline
    from optimizer.documents.insight_text import changes_document, changes_text
    from optimizer.documents.text import project_document, project_text
    from optimizer.insight.project_changes import changes

    year = _year(options.year)
    outcome = pipeline.allocate(year, _scenario(year, options))
    found = {p.application_no: p for p in outcome.projects}
    if options.application_no not in found:
        near = tuple(difflib.get_close_matches(options.application_no, found, n=1))
        place = Place()
        code = "cli.no_application_near" if near else "cli.no_application"
        raise UsageError(Problem(code, place, options.application_no, {"near": near}))
    project = found[options.application_no]
    known = options.application_no in set(outcome.problem.ids.tolist())
    ways = list(changes(outcome.problem, outcome.solution, options.application_no)) if known else []
    text = changes_text(project, ways, outcome, options.lang)
    if options.json:
        document = project_document(project, outcome, options.lang)
        document["changes"] = changes_document(ways)
        document["text"] += text.splitlines()
        _print_json(document)
    else:
        print(project_text(project, outcome, options.lang))
        print(text)
    return INFEASIBLE if outcome.solution.status == "infeasible" else DONE


def solve(options: argparse.Namespace) -> int:
    """Solve a bare allocation problem."""
    from optimizer.documents.text import solution_text
    from optimizer.errors import CheckFailedError
    from optimizer.formats.certificate import certificate_json
    from optimizer.formats.problem_json import problem_from_json
    from optimizer.formats.solution_json import solution_json
    from optimizer.model import solve as model
    from optimizer.model.bad_input import solve_notices
    from optimizer.verify.solution import check_solution

    path = Path(options.problem)
    problem = problem_from_json(_read_json(path), source=path.name)
    solution = model.solve(problem, work=options.work, seconds=options.seconds)
    findings = check_solution(problem, solution)
    if any(found.level == "error" for found in findings):
        raise CheckFailedError(findings)
    for notice in (*solve_notices(problem), *findings):
        note(wording.say_problem(notice, options.lang))
    document = solution_json(problem, solution)
    if options.out:
        certificate = certificate_json(problem, solution)
        _save(Path(options.out), {"solution.json": document, "certificate.json": certificate})
    if options.json:
        _write(document)
    else:
        print(solution_text(problem, solution, options.lang))
    return _verdict(problem, solution, options)


def verify(options: argparse.Namespace) -> int:
    """Check an outcome independently."""
    from optimizer.verify.file import check_file

    year = _year(options.year)
    path = Path(options.outcome)
    findings = check_file(_read_json(path), path.name, year)
    wrong = sum(finding.level == "error" for finding in findings)
    if options.json:
        documents = [problem_document(p, options.lang) for p in findings]
        _print_json({"findings": documents, "verified": not wrong})
    else:
        for finding in findings:
            print(wording.say_problem(finding, options.lang))
        code = "cli.verify.bad" if wrong else "cli.verify.good"
        print(wording.say(code, options.lang, count=wrong))
    return CHECK_FAILED if wrong else DONE


def policy_lint(options: argparse.Namespace) -> int:
    """Check the law as data."""
    from optimizer.documents.policy_text import lint_document, lint_text
    from optimizer.policy.liability import maximum_liability
    from optimizer.policy.lint import lint
    from optimizer.policy.read import read_policy
    from optimizer.policy.versions import find

    policy = read_policy(find(options.file))
    problems = lint(policy)
    liability = maximum_liability(policy, date.max)
    if options.json:
        _print_json(
            {
                "problems": [problem_document(p, options.lang) for p in problems],
                **lint_document(policy, liability),
            }
        )
    else:
        print(lint_text(policy, problems, liability, options.lang))
    return BAD_DATA if any(p.level == "error" for p in problems) else DONE


def policy_show(options: argparse.Namespace) -> int:
    """Show what holds on a day."""
    from optimizer.documents.policy_text import policy_document, policy_text
    from optimizer.policy.read import read_policy
    from optimizer.policy.versions import find

    policy = read_policy(find(options.file))
    if options.json:
        _print_json(policy_document(policy, options.on or date.max))
    else:
        print(policy_text(policy, options.on or date.max, options.lang))
    return DONE
