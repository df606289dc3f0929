"""``solve`` and ``verify``: a bare problem, and the check of an outcome."""

from __future__ import annotations

import argparse
from pathlib import Path

from optimizer import wording
from optimizer.commands.inputs import read_file, save, year_of
from optimizer.commands.printing import (
    CHECK_FAILED,
    DONE,
    note,
    print_json,
    problem_document,
    verdict,
    write,
)


def solve(options: argparse.Namespace) -> int:
    """Solve a bare allocation problem."""
    from optimizer.documents.text import solution_text
    from optimizer.errors import CheckFailedError
    from optimizer.formats.certificate import certificate_json
    from optimizer.formats.problem_json import problem_from_json
    from optimizer.formats.solution_json import solution_json
    from optimizer.model import solve as model
    from optimizer.model.bad_input import bad_input, solve_notices
    from optimizer.verify.solution import check_solution

    path = Path(options.problem)
    problem = problem_from_json(read_file(path), path.name, also=bad_input)
    solution = model.solve(problem, work=options.work, seconds=options.seconds)
    findings = check_solution(problem, solution)
    if any(found.level == "error" for found in findings):
        raise CheckFailedError(findings)
    for notice in (*solve_notices(problem), *findings):
        note(wording.say_problem(notice, options.lang))
    document = solution_json(problem, solution)
    if options.out:
        certificate = certificate_json(problem, solution)
        save(Path(options.out), {"solution.json": document, "certificate.json": certificate})
    if options.json:
        write(document)
    else:
        print(solution_text(problem, solution, options.lang))
    return verdict(problem, solution, options)


def verify(options: argparse.Namespace) -> int:
    """Check an outcome independently."""
    from optimizer.verify.file import check_file

    year = year_of(options.year)
    path = Path(options.outcome)
    findings = check_file(read_file(path), path.name, year)
    wrong = sum(finding.level == "error" for finding in findings)
    if options.json:
        documents = [problem_document(p, options.lang) for p in findings]
        print_json({"findings": documents, "verified": not wrong})
    else:
        for finding in findings:
            print(wording.say_problem(finding, options.lang))
        code = "cli.verify.bad" if wrong else "cli.verify.good"
        print(wording.say(code, options.lang, count=wrong))
    return CHECK_FAILED if wrong else DONE
