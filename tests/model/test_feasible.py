"""The order inside a chain, judged in doubles where they can tell, is that of exact fractions."""

import numpy as np
import pytest

from optimizer.model.feasible import _keeps_exactly, held, keeps_chains
from optimizer.model.program import Chain, Program, ProgramRow


def program(seed: int, size: int, most: int, unit: int) -> Program:
    """Return chains over random levels, a unit's row, and entitled amounts off the grid."""
    draw = np.random.default_rng(seed)
    upper = draw.integers(1, most, size)
    level = draw.integers(0, max(size // 2, 1), size)
    codes = np.unique(level)[::-1]
    chain = Chain(tuple(np.flatnonzero(level == code) for code in codes.tolist()))
    first = np.arange(min(size, 2))
    row = ProgramRow("unit A", first, np.ones(len(first), dtype=np.int64), "<=", 3, holds=True)
    units = np.full(size, unit, dtype=np.int64)
    entitled = upper * unit + draw.integers(0, unit, size)
    return Program(np.arange(size), units, upper, (row,), entitled=entitled, chains=(chain,))


def exactly(given: Program, units: np.ndarray) -> bool:
    """Return what exact fractions say."""
    free = held(given, units) | np.asarray(units >= given.upper, dtype=np.bool_)
    return all(_keeps_exactly(given, chain, units, free) for chain in given.chains)


@pytest.mark.parametrize(("most", "unit"), [(4, 1), (9, 10), (60, 10_000)])
def test_doubles_say_what_fractions_say(most: int, unit: int) -> None:
    said: set[bool] = set()
    for seed in range(300):
        given = program(seed, 2 + seed % 7, most, unit)
        draw = np.random.default_rng(seed + 1_000)
        ratio = draw.random()
        near = np.floor(given.upper * ratio).astype(np.int64)
        for units in (near, np.minimum(near + draw.integers(0, 2, given.size), given.upper)):
            said.add(keeps_chains(given, units))
            assert keeps_chains(given, units) == exactly(given, units)
    assert said == {True, False}


def test_ratios_too_near_for_doubles_are_told_apart() -> None:
    big = 2**52
    upper = np.array([big - 1, big], dtype=np.int64)
    chain = Chain((np.array([0]), np.array([1])))
    given = Program(
        np.arange(2), np.ones(2, dtype=np.int64), upper, (), entitled=upper, chains=(chain,)
    )
    for better in (big - 3, big - 4):
        units = np.array([better, big - 2], dtype=np.int64)
        assert keeps_chains(given, units) == exactly(given, units)
