"""What is wrong with a problem before anything is solved, all together; and what is only odd.

A limit over a label or a number that no project has is a mistake; values that match nobody may be
meant, and are told as notices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from optimizer.errors import Place, Problem
from optimizer.formats.problem import NO_LABEL, AllocationProblem, Row
from optimizer.formats.strict_json import MOST_INTEGER
from optimizer.model.members import Selector
from optimizer.model.rules.locks import impossible_locks
from optimizer.model.supported import unsupported

Members = Mapping[str, tuple[str, ...]]


def bad_input(problem: AllocationProblem) -> tuple[Problem, ...]:
    """Return one complaint for everything that stands against solving ``problem`` at all."""
    return (
        *unsupported(problem),
        *_unknown_columns(problem),
        *_crossed(problem.rows),
        *_too_large(problem),
        *impossible_locks(problem),
    )


def solve_notices(problem: AllocationProblem) -> tuple[Problem, ...]:
    """Return one notice for each value that selects members and that no project has.

    The row stays and counts who is there; a selection that is empty as a whole is told too.
    """
    selector = Selector(problem)
    found: list[Problem] = []
    for name, path, members in _selections(problem):
        odd = [
            Problem(
                "model.members.unmatched",
                Place(field=f"{path}.{label}"),
                ", ".join(missing),
                {"name": name, "label": label, "values": missing},
            )
            for label, values in members.items()
            if (missing := tuple(v for v in values if v not in selector.groups(label)))
        ]
        if not odd and members and not len(selector.select(members)):
            odd = [Problem("model.members.none", Place(field=path), name, {"name": name})]
        found += [replace(one, level="notice") for one in odd]
    return tuple(found)


def _selections(problem: AllocationProblem) -> Iterator[tuple[str, str, Members]]:
    """Yield name, place and members of everything that selects projects by labels."""
    for k, row in enumerate(problem.rows):
        yield row.name, f"rows[{k}].members", row.members
    rules = problem.rules
    if rules.minimum_award is not None:
        yield "minimum_award", "rules.minimum_award.members", rules.minimum_award.members
    if not isinstance(rules.indivisible, bool):
        yield "indivisible", "rules.indivisible", rules.indivisible
    for name, clauses in (("equal", rules.equal), ("monotone", rules.monotone)):
        if clauses:
            yield name, f"rules.{name}", {"clause": clauses}
    for k, stage in enumerate(rules.stages):
        yield "stages", f"rules.stages[{k}]", {"clause": stage.clauses}


def _unknown_columns(problem: AllocationProblem) -> Iterator[Problem]:
    """Name every label and number that something refers to and that no project has."""
    if not len(problem.ids):
        return
    labels = {
        name for name, column in problem.labels.items() if bool((column.codes != NO_LABEL).any())
    }
    used = [
        (f"{path}.{label}", label)
        for _, path, members in _selections(problem)
        if not path.startswith(("rules.equal", "rules.monotone", "rules.stages"))
        for label in members
        if label != "id"
    ]
    if problem.rules.most_projects is not None:
        used.append(("rules.most_projects.label", problem.rules.most_projects[0]))
    for path, label in used:
        if label not in labels:
            yield Problem("model.label.unknown", Place(field=path), label)
    numbers = {
        name
        for name, values in problem.numbers.items()
        if any(value is not None for value in values.tolist())
    }
    for k, row in enumerate(problem.rows):
        if row.number is not None and row.number not in numbers:
            yield Problem("model.number.unknown", Place(field=f"rows[{k}].number"), row.number)


def _crossed(rows: tuple[Row, ...]) -> Iterator[Problem]:
    """Name every row that asks for more than it allows."""
    for k, row in enumerate(rows):
        for least, most in (
            (row.at_least, row.at_most),
            (row.at_least_share, row.at_most_share),
        ):
            if least is not None and most is not None and least > most:
                params = {"least": str(least), "most": str(most)}
                place = Place(field=f"rows[{k}]")
                yield Problem("formats.least_above_most", place, row.name, params)


def _too_large(problem: AllocationProblem) -> Iterator[Problem]:
    """Name every amount, merit or number that is too large to be counted exactly everywhere."""
    columns = {"entitled": problem.entitled, "grid": problem.grid, "merit": problem.merit}
    for name, column in columns.items():
        wrong = np.flatnonzero((column < 0) | (column >= MOST_INTEGER))
        for i in wrong.tolist():
            yield _beyond(f"projects[{problem.ids[i]}].{name}", int(column[i]))
    for name, values in problem.numbers.items():
        size = np.array([abs(value or 0) for value in values.tolist()], dtype=object)
        for i in np.flatnonzero(size >= MOST_INTEGER).tolist():
            yield _beyond(f"projects[{problem.ids[i]}].numbers.{name}", values[i])
    for k, row in enumerate(problem.rows):
        sides = {"at_most": row.at_most, "at_least": row.at_least}
        for key, limit in sides.items():
            if abs(limit or 0) >= MOST_INTEGER:
                yield _beyond(f"rows[{k}].{key}", limit or 0)


def _beyond(field: str, value: int) -> Problem:
    params = {"most": MOST_INTEGER - 1}
    return Problem("model.too_large", Place(field=field), str(value), params)
