"""Projects whose unit may be held by its limit, and what they take in the order of their gain."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optimizer.formats.problem import IntArray
from optimizer.model import exact
from optimizer.model.reduction.network import NO_UNIT, Network, sums


@dataclass(frozen=True, slots=True)
class Bound:
    """Some projects of a network, all of units that ask for more than their limit.

    ``projects`` are rising; the other arrays are theirs.
    """

    projects: IntArray
    leaf: IntArray
    worth: IntArray
    steps: IntArray
    unit: IntArray

    @property
    def size(self) -> int:
        """Number of projects."""
        return len(self.projects)

    def at(self, worth: IntArray) -> Bound:
        """Return the same projects when ``worth``, shape (n,), is what a step is worth."""
        return replace(self, worth=worth[self.projects])

    def only(self, keep: NDArray[np.bool_]) -> Bound:
        """Return the projects marked in ``keep``."""
        chosen = np.flatnonzero(keep)
        return Bound(
            self.projects[chosen],
            self.leaf[chosen],
            self.worth[chosen],
            self.steps[chosen],
            self.unit[chosen],
        )


def bound_of(network: Network) -> Bound:
    """Return the projects whose units ask for more than their limit."""
    cap = network.unit_cap
    if not len(cap):
        return _taken(network, np.zeros(0, dtype=np.int64))
    has = network.unit != NO_UNIT
    if has.all():
        over = sums(network.unit, network.steps, len(cap)) > cap
        return _taken(network, np.flatnonzero(over[network.unit]))
    some = np.flatnonzero(has)
    unit = network.unit[some]
    over = sums(unit, network.steps[some], len(cap)) > cap
    return _taken(network, some[over[unit]])


def still_bound(bound: Bound, cap: IntArray, gain: IntArray, margin: IntArray | int) -> Bound:
    """Return what can matter while gains change by at most ``margin``, of units still too big."""
    wanted = gain >= -margin
    asked = sums(bound.unit[wanted], bound.steps[wanted], len(cap))
    return bound.only(wanted & (asked > cap)[bound.unit])


def _taken(network: Network, projects: IntArray) -> Bound:
    return Bound(
        projects,
        network.leaf[projects],
        network.worth[projects],
        network.steps[projects],
        network.unit[projects],
    )


@dataclass(frozen=True, slots=True)
class Taken:
    """What bound projects may take at given prices.

    ``room`` is what the unit's limit leaves to each project, the greatest gain first (among equal
    gains the earlier project); projects of gain below 0 stand in the same order, for when prices
    fall. ``last`` is the gain of the project at which the limit of a unit is reached, one entry a
    unit.
    """

    room: IntArray
    last: IntArray


def taken(bound: Bound, cap: IntArray, gain: IntArray) -> Taken:
    """Return what units at their limits let ``bound`` take; ``gain`` is worth less price."""
    last = np.zeros(len(cap), dtype=np.int64)
    if not bound.size:
        return Taken(np.zeros(0, dtype=np.int64), last)
    top = int(gain.max())
    width = top - int(gain.min()) + 1
    if width * (len(cap) + 1) < exact.SAFE:
        order = np.argsort(bound.unit * width + (top - gain), kind="stable")
    else:
        order = np.lexsort((-gain, bound.unit))
    unit, steps = bound.unit[order], bound.steps[order]
    before = np.cumsum(steps) - steps
    first = np.empty(len(unit), dtype=np.bool_)
    first[0] = True
    np.not_equal(unit[1:], unit[:-1], out=first[1:])
    before -= np.maximum.accumulate(np.where(first, before, 0))
    left = cap[unit] - before
    at_limit = order[(left > 0) & (left <= steps)]
    last[bound.unit[at_limit]] = gain[at_limit]
    room = np.empty_like(steps)
    room[order] = np.minimum(np.maximum(left, 0), steps)
    return Taken(room, last)


def unsure(bound: Bound, gain: IntArray, last: IntArray, margin: int) -> NDArray[np.bool_]:
    """Return which projects are of units whose order at the limit a change of ``margin`` may turn.

    In all other units the projects before the last one take their fill and the ones after it
    nothing, whatever prices do within ``margin``.
    """
    close = np.flatnonzero(np.abs(gain - last[bound.unit]) <= margin)
    return (np.bincount(bound.unit[close], minlength=len(last)) > 1)[bound.unit]
