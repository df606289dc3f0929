"""The worth of a plan, added up again with the published integer coefficients."""

from __future__ import annotations

from math import gcd

from optimizer.verify.paper import Paper

YUAN, PROJECTS = "merit_yuan", "merit_projects"
READ = frozenset({YUAN, PROJECTS})
#: Every published coefficient of ``merit_projects`` (for positive merit) is at least this.
LEAST_COEFFICIENT = 10**6


def coefficients(paper: Paper, projects: list[int], name: str) -> tuple[list[int], int]:
    """Return what one grid step of each project is worth, and the scale K.

    ``merit_yuan`` counts every yuan by its merit: grid x merit, K = 1. ``merit_projects`` counts
    every project by its merit once, spread over its steps: floor(K x merit x grid / most).
    """
    if name == YUAN:
        return [paper.merit[i] * paper.grid[i] for i in projects], 1
    scale = 1
    for i in projects:
        if paper.merit[i] > 0 and paper.most[i] > 0:
            step = paper.merit[i] * paper.grid[i]
            while scale * step // paper.most[i] < LEAST_COEFFICIENT:
                scale *= 10
    return [
        scale * paper.merit[i] * paper.grid[i] // paper.most[i] if paper.most[i] else 0
        for i in projects
    ], scale


def worth(paper: Paper, projects: list[int], step_worth: list[int], awards: list[int]) -> int:
    """Return the objective of the awards: worth of a step times steps, added up."""
    return sum(c * (awards[i] // paper.grid[i]) for i, c in zip(projects, step_worth, strict=True))


def step_of(step_worth: list[int]) -> int:
    """Return the least amount by which two plans can differ in worth."""
    return gcd(*step_worth) or 1
