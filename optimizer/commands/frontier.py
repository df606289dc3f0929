"""``frontier``: what another budget, another pool or another aim would bring."""

from __future__ import annotations

import argparse
from pathlib import Path

from optimizer.commands.inputs import save, scenario_of, year_of
from optimizer.commands.printing import DONE, print_json, say_notices, verdict
from optimizer.commands.sweeping import say_resumed, sweeping
from optimizer.errors import Place, Problem, UsageError

FILE = "frontier.xlsx"


def frontier(options: argparse.Namespace) -> int:
    """Follow the plan along an axis."""
    from optimizer import allocate as pipeline
    from optimizer.documents.frontier_document import frontier_document
    from optimizer.documents.frontier_text import frontier_text
    from optimizer.insight.frontier.explore import MOST_POINTS, explore, gathered

    if not 2 <= options.points <= MOST_POINTS:  # noqa: PLR2004  a range has two ends
        place = Place(field="--points")
        raise UsageError(
            Problem("frontier.count", place, str(options.points), {"most": MOST_POINTS})
        )
    how = sweeping(options)
    year = year_of(options.year)
    scenario = scenario_of(year, options)
    outcome = pipeline.allocate(year, scenario)
    if outcome.solution.awards is None:
        return verdict(outcome.problem, outcome.solution, options)
    found = gathered(explore(outcome, options.over, options.points, work=options.work, **how))
    if options.out:
        from optimizer.documents.frontier_workbook import frontier_workbook

        save(Path(options.out), {FILE: frontier_workbook(found, outcome, year, options.lang)})
    if options.json:
        print_json(frontier_document(found, outcome))
    else:
        print(frontier_text(found, options.lang))
    say_resumed(how, options.lang)
    say_notices(year, options)
    return DONE
