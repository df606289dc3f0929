"""``compare``: two to eight scenarios side by side."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from optimizer.commands.inputs import save, year_of
from optimizer.commands.printing import DONE, INFEASIBLE, NO_PLAN, print_json, say_notices

if TYPE_CHECKING:
    from optimizer.insight.compare.comparison import Candidate
    from optimizer.intake.scenario import Scenario
    from optimizer.intake.year import Year

FILE = "comparison.xlsx"


def compare(options: argparse.Namespace) -> int:
    """Set scenarios side by side."""
    from optimizer.documents.compare_document import comparison_document
    from optimizer.documents.compare_text import comparison_text
    from optimizer.insight.compare.attribution import attribute
    from optimizer.insight.compare.choose import choose, default
    from optimizer.insight.compare.comparison import compare as side_by_side
    from optimizer.insight.compare.costs import costs

    year = year_of(options.year)
    asked = default(year.scenarios) if options.scenarios is None else options.scenarios.split(",")
    known = {name: (year, scenario) for name, scenario in year.scenarios.items()}
    for name in asked:
        known |= _of_another_year(name.strip())
    names = choose(asked, known)
    candidates = [_planned(name, *known[name]) for name in names]
    comparison = side_by_side(candidates)
    found = []
    if not comparison.totals_only:
        first = candidates[0]
        found = [one for other in candidates[1:] for one in attribute(first, other)]
    priced = list(costs(candidates)) if options.prices else None
    if options.out:
        from optimizer.documents.compare_workbook import comparison_workbook

        workbook = comparison_workbook(comparison, found, priced, options.lang)
        save(Path(options.out), {FILE: workbook})
    if options.json:
        print_json(comparison_document(comparison, found, priced))
    else:
        print(comparison_text(comparison, found, priced, options.lang))
    say_notices(year, options)
    return _verdict(candidates)


def _of_another_year(name: str) -> dict[str, tuple[Year, Scenario]]:
    """Return the scenarios of the year that a name such as ``2025/baseline`` has before it."""
    folder, slash, _ = name.rpartition("/")
    if not slash:
        return {}
    other = year_of(folder)
    return {f"{folder}/{key}": (other, scenario) for key, scenario in other.scenarios.items()}


def _planned(name: str, year: Year, scenario: Scenario) -> Candidate:
    """Plan one scenario; one that has no plan is compared all the same."""
    from optimizer.allocate import allocate
    from optimizer.errors import LimitReachedError
    from optimizer.insight.compare.comparison import Candidate

    try:
        return Candidate(name, year, scenario, allocate(year, scenario))
    except LimitReachedError:
        return Candidate(name, year, scenario, None, "limit")


def _verdict(candidates: list[Candidate]) -> int:
    """Return 0 where any scenario has a plan."""
    plans = [one.outcome.solution for one in candidates if one.outcome is not None]
    if any(plan.awards is not None for plan in plans):
        return DONE
    return INFEASIBLE if any(plan.status == "infeasible" for plan in plans) else NO_PLAN
