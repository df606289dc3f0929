"""``allocate`` and ``explain``: the plan, and one amount of it."""

from __future__ import annotations

import argparse
from pathlib import Path

from optimizer.commands.inputs import save, scenario_of, year_of
from optimizer.commands.printing import (
    DONE,
    INFEASIBLE,
    print_json,
    say_notices,
    verdict,
    write,
)
from optimizer.errors import Place, Problem, UsageError


def allocate(options: argparse.Namespace) -> int:
    """Allocate a year."""
    from optimizer import allocate as pipeline
    from optimizer.documents.outcome_json import outcome_files, outcome_json
    from optimizer.documents.text import outcome_text

    year = year_of(options.year)
    scenario = scenario_of(year, options)
    outcome = pipeline.allocate(year, scenario, work=options.work, seconds=options.seconds)
    if options.out:
        from optimizer.documents.workbook import allocation_workbook

        files = outcome_files(outcome)
        files["allocation.xlsx"] = allocation_workbook(outcome, year, options.lang)
        save(Path(options.out), files)
    if options.json:
        write(outcome_json(outcome))
    else:
        print(outcome_text(outcome, year, options.lang))
    say_notices(year, options)
    return verdict(outcome.problem, outcome.solution, options)


def explain(options: argparse.Namespace) -> int:
    """Show how one amount came about, and what would change it."""
    import difflib

    from optimizer import allocate as pipeline
    from optimizer.documents.insight_text import changes_document, changes_text
    from optimizer.documents.text import project_document, project_text
    from optimizer.insight.project_changes import changes

    year = year_of(options.year)
    outcome = pipeline.allocate(year, scenario_of(year, options))
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
        print_json(document)
    else:
        print(project_text(project, outcome, options.lang))
        print(text)
    return INFEASIBLE if outcome.solution.status == "infeasible" else DONE
