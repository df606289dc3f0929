"""The certificate: nothing better exists, shown by multipliers and no solver."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from optimizer.errors import Problem
from optimizer.formats.problem import IntArray
from optimizer.formats.solution import Leaf, Solution, Tree
from optimizer.verify.bound import Bounds
from optimizer.verify.findings import finding
from optimizer.verify.objective import Worth, least_difference, worth_of
from optimizer.verify.paper import Paper
from optimizer.verify.stage import StageProgram, stage_program, wrong_multipliers
from optimizer.verify.tree import check_leaf, leaves


@dataclass(slots=True)
class Entry:
    """One entry of the solution's objective: a stage and an objective, with what it reached.

    ``number`` is the position from 0; ``earlier`` are the objectives before it in the same stage,
    as limits "at least what was reached".
    """

    number: int
    program: StageProgram
    name: str
    worth: Worth
    reached: int
    earlier: dict[str, tuple[Worth, int]] = field(default_factory=dict)


def entries_of(paper: Paper, awards: IntArray) -> list[Entry]:
    """Return the entries of a plan: one an objective for each stage outside ``equal``."""
    entries: list[Entry] = []
    for number, served in enumerate(paper.stages):
        if not paper.is_scored(number):
            continue
        program = stage_program(paper, number, awards)
        earlier: dict[str, tuple[Worth, int]] = {}
        for name in paper.problem.objective:
            worth = worth_of(paper, served.projects, name)
            reached = worth.of(paper.steps(awards))
            entries.append(Entry(len(entries), program, name, worth, reached, dict(earlier)))
            earlier[f"objective {name}"] = (worth, reached)
    return entries


def check_proof(paper: Paper, solution: Solution, entries: list[Entry]) -> Iterator[Problem]:
    """Check objective, scale, bound, multipliers, trees and status, entry by entry."""
    certificate = solution.certificate
    for entry in entries:
        yield from _check_entry(paper, solution, entry)
    for what, stated in (
        ("objective", len(solution.objective)),
        ("bound", len(solution.bound)),
        ("objective_scale", len(solution.objective_scale)),
        ("multipliers", len(certificate.multipliers)),
        ("trees", len(certificate.trees) or len(entries)),
    ):
        if stated != len(entries):
            yield finding("proof.entries", what, stated, len(entries))
    if solution.status == "optimal" and entries:
        own = "tree" if any(tree is not None for tree in certificate.trees) else "dual"
        if solution.proof != own:
            yield finding("proof.kind", "proof", solution.proof, own)


def _check_entry(paper: Paper, solution: Solution, entry: Entry) -> Iterator[Problem]:
    where, at, own = "solution", entry.number + 1, entry.reached
    stated = _at(solution.objective, entry.number)
    if stated != own:
        yield finding("proof.objective", where, stated, own, entry=at)
    scale = _at(solution.objective_scale, entry.number)
    if scale != entry.worth.scale:
        yield finding("proof.scale", where, scale, entry.worth.scale, entry=at)
    bound = _at(solution.bound, entry.number)
    if bound is None or entry.number >= len(solution.certificate.multipliers):
        return
    yield from _check_bound(solution, entry, bound)
    if own > bound:
        yield finding("proof.above_bound", where, own, bound, entry=at)
    step = least_difference(entry.worth, paper, entry.program.mine)
    if solution.status == "optimal" and bound - own >= step:
        yield finding("proof.not_optimal", where, own, bound, step=step, entry=at)


def _check_bound(solution: Solution, entry: Entry, stated: int) -> Iterator[Problem]:
    """Check that the closed tree, or the multipliers alone, prove the stated bound."""
    certificate = solution.certificate
    tree: Tree | None = None
    if entry.number < len(certificate.trees):
        tree = certificate.trees[entry.number]
    root = Leaf(certificate.multipliers[entry.number])
    bounds = Bounds(entry.program, entry.worth, entry.earlier)
    yield from wrong_multipliers(entry.program, entry.earlier, root.multipliers)
    for found in leaves(entry.program, root if tree is None else tree, bounds.whole()):
        if isinstance(found, Problem):
            yield found
            continue
        leaf, part = found
        wrong = wrong_multipliers(entry.program, entry.earlier, leaf.multipliers)
        if leaf is not root:
            yield from wrong
        if not wrong:
            yield from check_leaf(bounds, leaf, part, stated, entry.number + 1)


def _at(values: tuple[int, ...], entry: int) -> int | None:
    return values[entry] if entry < len(values) else None
