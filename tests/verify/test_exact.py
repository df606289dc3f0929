"""Sums, segments and common steps in exact integers, on both sides of what int64 holds."""

import random
from fractions import Fraction
from math import gcd

import numpy as np
import pytest

from optimizer.verify import exact

SIZES = (5, 2**31, 2**52, 2**61, 2**80)


def drawn(seed: int, size: int) -> tuple[list[int], np.ndarray]:
    dice = random.Random(seed)  # noqa: S311
    values = [dice.randint(-size, size) for _ in range(dice.randint(1, 9))]
    return values, exact.fit(np.array(values, dtype=object))


@pytest.mark.parametrize("size", SIZES)
def test_sums_and_products_are_exact(size: int) -> None:
    for seed in range(20):
        values, array = drawn(seed, size)
        assert exact.total(array) == sum(values)
        assert exact.dot(array, array[::-1]) == sum(
            a * b for a, b in zip(values, reversed(values), strict=True)
        )
        assert exact.add(array, array, array).tolist() == [3 * v for v in values]
        target = np.arange(len(values)) % 2
        assert exact.by_target(array, target, 2).tolist() == [sum(values[::2]), sum(values[1::2])]


@pytest.mark.parametrize("size", SIZES)
def test_segments_are_added_and_their_common_steps_are_positive(size: int) -> None:
    for seed in range(20):
        values, array = drawn(seed, size)
        cut = seed % (len(values) + 1)
        start = np.array([0, cut, cut, len(values)])
        parts: tuple[list[int], ...] = (values[:cut], [], values[cut:])
        assert exact.by_segment(array, start).tolist() == [sum(part) for part in parts]
        steps = exact.common_steps(array, start).tolist()
        assert steps == [gcd(*part) or 1 for part in parts]


def test_one_negative_coefficient_has_a_positive_step() -> None:
    assert exact.common_steps(np.array([-6]), np.array([0, 1])).tolist() == [6]


def test_many_fractions_add_up() -> None:
    values = [Fraction(n, n % 17 + 1) for n in range(1, 200)]
    assert Fraction(*exact.fraction_sum(values)) == sum(values)
    assert exact.fraction_sum([]) == (0, 1)
