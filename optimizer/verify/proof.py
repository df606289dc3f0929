"""The certificate: nothing better exists, shown by multipliers and no solver.

Any multipliers of the right sign bound every plan from above (weak duality), so the auditor need
not know how they were found: bound = sum y_k b_k + sum over projects of the best that
(worth - prices) x steps can be within its own domain.
"""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.errors import Problem
from optimizer.formats.solution import Solution
from optimizer.verify.findings import finding
from optimizer.verify.headroom import Headroom
from optimizer.verify.objective import READ, step_of, worth
from optimizer.verify.paper import Paper
from optimizer.verify.stage import Stage


def check_proof(
    paper: Paper, solution: Solution, awards: list[int], objectives: tuple[str, ...]
) -> Iterator[Problem]:
    """Check objective, bound and status: entries for each stage with projects outside ``equal``."""
    rooms = Headroom(paper)
    entry = 0
    for number, (_, members) in enumerate(paper.stages):
        optimised = any(not paper.is_equal(i) for i in members)
        earlier: dict[str, tuple[list[int], int]] = {}
        for name in objectives if optimised else ():
            if name in READ:
                stage = Stage(paper, rooms, number, name, dict(earlier))
                yield from _check_entry(stage, solution, awards, entry)
                reached = worth(paper, stage.mine, stage.step_worth, awards)
                earlier[f"objective {name}"] = (stage.step_worth, reached)
            entry += 1
        rooms.take(number, ((i, awards[i]) for i in members if i not in paper.locked))
    for what, stated in (
        ("objective", len(solution.objective)),
        ("bound", len(solution.bound)),
        ("objective_scale", len(solution.objective_scale)),
        ("multipliers", len(solution.certificate.multipliers)),
    ):
        if stated != entry:
            yield finding("proof.entries", what, stated, entry)


def _check_entry(
    stage: Stage, solution: Solution, awards: list[int], entry: int
) -> Iterator[Problem]:
    """Check one entry of objective, scale, bound and multipliers."""
    where, at = "solution", entry + 1
    own = worth(stage.paper, stage.mine, stage.step_worth, awards)
    if _at(solution.objective, entry) != own:
        yield finding("proof.objective", where, _at(solution.objective, entry), own, entry=at)
    scale = _at(solution.objective_scale, entry)
    if scale != stage.scale:
        yield finding("proof.scale", where, scale, stage.scale, entry=at)
    if entry >= len(solution.certificate.multipliers):
        return
    stated = solution.certificate.multipliers[entry]
    wrong = stage.wrong(stated)
    yield from wrong
    if wrong:
        return
    bound = stage.bound(stated)
    if _at(solution.bound, entry) != bound.numerator // bound.denominator:
        yield finding("proof.bound", where, _at(solution.bound, entry), str(bound), entry=at)
    if own > bound:
        yield finding("proof.above_bound", where, own, str(bound), entry=at)
    step = step_of(stage.open_worth())
    if solution.status == "optimal" and bound - own >= step:
        yield finding("proof.not_optimal", where, own, str(bound), step=step, entry=at)


def _at(values: tuple[int, ...], entry: int) -> int | None:
    return values[entry] if entry < len(values) else None
