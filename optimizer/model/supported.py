"""What the model does not do yet, refused by name instead of ignored."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from optimizer.errors import Place, Problem
from optimizer.formats.problem import AllocationProblem, Row
from optimizer.model.objectives import BUILDERS
from optimizer.model.rules.pools import is_pool
from optimizer.model.rules.unit_limits import is_unit_limit


def unsupported(problem: AllocationProblem) -> tuple[Problem, ...]:
    """Return one complaint for each part of ``problem`` that :func:`solve` cannot honour."""
    return (*_rules(problem), *_objectives(problem), *_rows(problem), *_method(problem))


def _refused(name: str, field: str) -> Problem:
    return Problem("model.unsupported", Place(field=field), name, {"name": name})


def _rules(problem: AllocationProblem) -> Iterator[Problem]:
    rules = problem.rules
    present = {
        "monotone": bool(rules.monotone),
        "minimum_award": rules.minimum_award is not None,
        "indivisible": rules.indivisible is not False,
        "most_projects": rules.most_projects is not None,
        "diminishing": bool(rules.diminishing),
    }
    for name, there in present.items():
        if there:
            yield _refused(name, f"rules.{name}")
    equal = problem.labels.get("clause")
    if rules.equal and equal is not None:
        codes = [k for k, name in enumerate(equal.names) if name in set(rules.equal)]
        wrong = np.isin(equal.codes, codes) & (problem.grid != 1)
        if wrong.any():
            name = str(problem.ids[int(np.argmax(wrong))])
            yield Problem(
                "model.equal.grid", Place(field="rules.equal"), name, {"count": int(wrong.sum())}
            )


def _objectives(problem: AllocationProblem) -> Iterator[Problem]:
    for k, name in enumerate(problem.objective):
        if name not in BUILDERS:
            yield _refused(name, f"objective[{k}]")


def _row_refused(row: Row) -> str | None:
    """Return what a row uses that is not there yet, ``None`` if it is a pool or a unit limit."""
    if row.number is not None:
        return "number"
    if row.at_least_share is not None:
        return "at_least_share"
    if row.at_most_share is not None:
        return "at_most_share"
    if is_pool(row) or is_unit_limit(row):
        return None
    return next(label for label in row.members if label not in {"article", "clause", "unit"})


def _rows(problem: AllocationProblem) -> Iterator[Problem]:
    for k, row in enumerate(problem.rows):
        name = _row_refused(row)
        if name is not None:
            place = Place(field=f"rows[{k}]")
            yield Problem("model.unsupported_row", place, row.name, {"row": row.name, "name": name})


def _method(problem: AllocationProblem) -> Iterator[Problem]:
    if problem.method == "tiers" and not problem.rules.score_tiers:
        yield Problem("model.tiers.missing", Place(field="rules.score_tiers"))
