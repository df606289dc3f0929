"""Number columns as integers a grid step: what a project counts, spread over its funded share."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from optimizer.formats.problem import IntArray
from optimizer.verify.domains import NOT_LOCKED, Domains
from optimizer.verify.exact import Integers, Mask, fit

#: Every integer coefficient of a scaled number is at least this.
LEAST_COEFFICIENT = 10**6


@dataclass(frozen=True, slots=True)
class Spread:
    """Numbers of ``projects``, whole and times ``scale``.

    A project counts ``down`` (or ``up``, the rounding of at-most limits) a grid step and ``once``
    if it has anything.
    """

    scale: int
    down: Integers
    up: Integers
    once: Integers


def once_only(domains: Domains, projects: IntArray) -> Mask:
    """Return who counts whole or not at all; a lock may fix an indivisible one at a part."""
    locked, most = domains.locked[projects], domains.most[projects]
    whole = (locked == NOT_LOCKED) | (locked == 0) | (locked == most)
    return np.asarray(domains.whole[projects] & whole)


def spread(domains: Domains, projects: IntArray, numbers: Integers) -> Spread:
    """Return ``numbers``, one for each of ``projects``, as integers a grid step.

    The scale is the least power of ten that makes every coefficient of a divisible project with
    a number and a step to take at least ``LEAST_COEFFICIENT``; 1 if there is none.
    """
    most = domains.most[projects]
    steps = np.maximum(most // domains.grid[projects], 1)
    some = np.asarray(most > 0, dtype=np.bool_)
    counts = some & ~domains.whole[projects] & np.asarray(numbers != 0, dtype=np.bool_)
    scale = _scale(np.abs(numbers[counts]), steps[counts])
    scaled = np.where(some, fit(numbers, scale) * scale, 0)
    once = once_only(domains, projects)
    by_step = np.where(once, 0, scaled)
    return Spread(scale, by_step // steps, -(-by_step // steps), np.where(once, scaled, 0))


def _scale(sizes: Integers, steps: IntArray) -> int:
    """Return the least power of ten K with floor(K x size / steps) big enough for all."""
    scale = 1
    while len(sizes):
        short = np.asarray(
            fit(sizes, scale) * scale < fit(steps, LEAST_COEFFICIENT) * LEAST_COEFFICIENT,
            dtype=np.bool_,
        )
        sizes, steps = sizes[short], steps[short]
        scale *= 10 if len(sizes) else 1
    return scale
