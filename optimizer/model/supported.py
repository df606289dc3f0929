"""What contradicts itself in a problem: refused by name, because nobody could honour it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from optimizer.errors import Place, Problem
from optimizer.formats.problem import AllocationProblem, Rules


def unsupported(problem: AllocationProblem) -> tuple[Problem, ...]:
    """Return one complaint for each part of ``problem`` that :func:`solve` cannot honour."""
    return (*_clauses(problem), *_objectives(problem), *_tiers(problem.rules), *_method(problem))


def _clauses(problem: AllocationProblem) -> Iterator[Problem]:
    """Name every equal clause that has another rule too, or a grid of its own."""
    rules = problem.rules
    for name in sorted(set(rules.equal) & set(rules.monotone)):
        yield Problem("model.equal.monotone", Place(field="rules.monotone"), name)
    clause = problem.labels.get("clause")
    if rules.equal and clause is not None:
        codes = [k for k, name in enumerate(clause.names) if name in set(rules.equal)]
        wrong = np.isin(clause.codes, codes) & (problem.grid != 1)
        if wrong.any():
            name = str(problem.ids[int(np.argmax(wrong))])
            yield Problem(
                "model.equal.grid", Place(field="rules.equal"), name, {"count": int(wrong.sum())}
            )


def _objectives(problem: AllocationProblem) -> Iterator[Problem]:
    """Name every objective without the rule that gives it a meaning."""
    rules = problem.rules
    least = rules.minimum_award is not None or rules.indivisible is not False
    for k, name in enumerate(problem.objective):
        place = Place(field=f"objective[{k}]")
        if name == "number_funded" and not least:
            yield Problem("model.number_funded.least", place, name)
        if name == "diminishing" and not rules.diminishing:
            yield Problem("model.diminishing.missing", place, name)


def _tiers(rules: Rules) -> Iterator[Problem]:
    """Name every tier whose yuan are worth more than those before, and an end beyond all."""
    for k, ((_, before), (_, weight)) in enumerate(pairwise(rules.diminishing), start=1):
        if weight > before:
            place = Place(field=f"rules.diminishing[{k}].weight")
            yield Problem("model.diminishing.rising", place, str(weight), {"before": before})
    if rules.diminishing and rules.diminishing[-1][0] > 1:
        place = Place(field=f"rules.diminishing[{len(rules.diminishing) - 1}].to")
        yield Problem("model.diminishing.beyond", place, str(rules.diminishing[-1][0]))


def _method(problem: AllocationProblem) -> Iterator[Problem]:
    if problem.method == "tiers" and not problem.rules.score_tiers:
        yield Problem("model.tiers.missing", Place(field="rules.score_tiers"))
