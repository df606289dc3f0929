"""Rankings compared: Kendall's tau-b and the tops."""

import math

import numpy as np
import pytest

from optimizer.insight.weights import rankings
from optimizer.insight.weights.rankings import kendall_tau_b, top_overlap


def plain_tau_b(first: list[int], second: list[int]) -> float:
    """Return tau-b by its definition, pair by pair."""
    pairs = [(i, j) for i in range(len(first)) for j in range(i)]
    signs = [
        (
            (first[i] > first[j]) - (first[i] < first[j]),
            (second[i] > second[j]) - (second[i] < second[j]),
        )
        for i, j in pairs
    ]
    agree = sum(a * b for a, b in signs)
    return agree / math.sqrt(sum(a * a for a, _ in signs) * sum(b * b for _, b in signs))


def test_tau_b_of_a_published_example_with_ties() -> None:
    """Kendall, "Rank Correlation Methods" (1948), section 3: two rankings of ten, tau-b 0.859."""
    first = np.array([1, 2, 2, 4, 4, 6, 6, 8, 9, 9])
    second = np.array([1, 2, 4, 4, 4, 4, 8, 8, 8, 10])
    assert kendall_tau_b(first, second) == pytest.approx(0.859, abs=5e-4)


def test_tau_b_follows_its_definition_also_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    first, second = rng.integers(0, 12, 60), rng.integers(0, 12, 60)
    whole = kendall_tau_b(first, second)
    assert whole == pytest.approx(plain_tau_b(first.tolist(), second.tolist()))
    monkeypatch.setattr(rankings, "_AT_ONCE", 100)
    assert kendall_tau_b(first, second) == pytest.approx(whole)


def test_equal_and_opposite_rankings_are_the_ends() -> None:
    values = np.array([3, 9, 4, 7])
    assert kendall_tau_b(values, values * 2) == 1
    assert kendall_tau_b(values, -values) == -1
    assert kendall_tau_b(values, np.zeros(4, dtype=np.int64)) is None
    assert kendall_tau_b(values[:1], values[:1]) is None


def test_the_tops_have_in_common_what_both_hold() -> None:
    first, second = np.array([9, 8, 7, 6, 5]), np.array([9, 1, 8, 7, 2])
    assert top_overlap(first, second, 3) == 2
    assert top_overlap(first, second, 5) == 5
    assert top_overlap(first, second, 0) == 0
