"""Weightings drawn from a region: each equally likely, none twice, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator

from optimizer.insight.weights.region import Region, Weights

#: A sample of fewer says little of a region: results say so.
ENOUGH = 1_000


def sample(region: Region, size: int, seed: int) -> tuple[Weights, ...]:
    """Return ``size`` weightings drawn without replacement, all of them where there are no more.

    In the order drawn, so that the first so many are a sample too.
    """
    return tuple(region.at(number) for number in _numbers(region.count, size, seed))


def _numbers(count: int, size: int, seed: int) -> Iterator[int]:
    """Yield ``size`` numbers below ``count``, each set of them equally likely."""
    dice = random.Random(seed)  # noqa: S311  # a sample that can be repeated, not a secret
    if count <= size:
        every = list(range(count))
        dice.shuffle(every)
        yield from every
        return
    seen: set[int] = set()
    while len(seen) < size:
        number = dice.randrange(count)
        if number not in seen:
            seen.add(number)
            yield number
