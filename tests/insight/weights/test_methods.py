"""Weights by the literature's methods: published worked examples, and a library's answers."""

from fractions import Fraction

import numpy as np
import pytest

from optimizer.errors import DataError
from optimizer.insight.weights.ahp import ahp, reciprocal
from optimizer.insight.weights.centroid import rank_order_centroid, ranks_of
from optimizer.insight.weights.critic import critic
from optimizer.insight.weights.entropy import entropy
from optimizer.insight.weights.remainder import from_floats, largest_remainder, with_one

# Profitability, market share and productivity of eight firms: Diakoulaki, Mavrotas, Papayannakis,
# Computers & Operations Research 22 (1995) 763-770. The digits are those of scikit-criteria.
FIRMS = [
    [61, 1.08, 4.33],
    [20.7, 0.26, 4.34],
    [16.3, 1.98, 2.53],
    [9, 3.29, 1.65],
    [5.4, 2.77, 2.33],
    [4, 4.12, 1.21],
    [-6.1, 3.52, 2.10],
    [-34.6, 3.31, 0.98],
]
# Four fighter aircraft by six criteria: Hwang, Yoon, "Multiple Attribute Decision Making" (1981).
AIRCRAFT = [
    [2.0, 1500, 20000, 5.5, 5, 9],
    [2.5, 2700, 18000, 6.5, 3, 5],
    [1.8, 2000, 21000, 4.5, 7, 7],
    [2.2, 1800, 20000, 5.0, 5, 5],
]
# How much of each drink is drunk: Saaty, International Journal of Services Sciences 1 (2008) 83-98.
DRINKS = """
1   9 5   2   1   1   1/2
1/9 1 1/3 1/9 1/9 1/9 1/9
1/5 3 1   1/3 1/4 1/3 1/9
1/2 9 3   1   1/2 1   1/3
1   9 4   2   1   2   1/2
1   9 3   1   1/2 1   1/3
2   9 9   3   2   3   1
"""
# Twelve made-up rows, and what pymcdm 1.4.0 answers to them.
ROWS = [
    [88.3, 88.4, 70.9, 57.1],
    [43.2, 53.1, 64.5, 42.7],
    [42.9, 71.4, 79.1, 54.1],
    [66.1, 82.3, 93.9, 90.7],
    [63.5, 66.6, 80.6, 43.6],
    [73.3, 64.8, 92.8, 43.9],
    [80.8, 86.5, 53.6, 93.7],
    [92.3, 66.7, 82.4, 40.1],
    [70.2, 68.2, 52.2, 59.5],
    [88.4, 73.7, 48.9, 81.9],
    [66.9, 77.4, 54.1, 59.2],
    [88.0, 79.2, 70.4, 54.2],
]
PYMCDM_ENTROPY = [
    0.26177464278188506,
    0.08871377241244685,
    0.23136476184271362,
    0.41814682296295447,
]
PYMCDM_CRITIC = [0.23570659047006517, 0.16082194915413417, 0.35987275384903517, 0.2435987065267654]


def matrix(text: str) -> list[list[Fraction]]:
    return [[Fraction(word) for word in line.split()] for line in text.split("\n") if line]


def test_critic_gives_the_weights_of_its_authors() -> None:
    found = critic(np.array(FIRMS))
    np.testing.assert_allclose(found, [0.20222554, 0.48090173, 0.31687273], atol=1e-8)


def test_entropy_gives_the_weights_of_the_textbook() -> None:
    # The book rounds the entropies to four digits before it takes them from 1.
    found = entropy(np.array(AIRCRAFT))
    np.testing.assert_allclose(found, [0.0649, 0.2055, 0.0133, 0.0829, 0.3570, 0.2764], atol=2e-3)


def test_entropy_and_critic_agree_with_a_library() -> None:
    np.testing.assert_allclose(entropy(np.array(ROWS)), PYMCDM_ENTROPY, rtol=1e-12)
    np.testing.assert_allclose(critic(np.array(ROWS)), PYMCDM_CRITIC, rtol=1e-12)


def test_a_criterion_without_spread_weighs_nothing_and_changes_no_other() -> None:
    rows = np.array(ROWS)
    flat = np.hstack([rows, np.full((len(rows), 1), 70.0)])
    for method in (entropy, critic):
        np.testing.assert_allclose(method(flat), [*method(rows), 0.0], atol=1e-12)


@pytest.mark.parametrize("rows", [[[70.0, 80.0]], [[70.0, 80.0], [70.0, 80.0]]])
def test_data_that_cannot_tell_is_refused(rows: list[list[float]]) -> None:
    for method in (entropy, critic):
        with pytest.raises(DataError, match="no_spread"):
            method(np.array(rows))


def test_ahp_gives_the_weights_and_consistency_of_its_author() -> None:
    found = ahp(matrix(DRINKS))
    published = [0.177, 0.019, 0.042, 0.116, 0.190, 0.129, 0.327]
    np.testing.assert_allclose(found.weights, published, atol=5e-4)
    assert round(found.ratio, 3) == 0.022
    assert found.is_consistent


def test_ahp_agrees_with_a_general_eigenvalue_solver() -> None:
    values = np.array([[float(v) for v in row] for row in matrix(DRINKS)])
    roots, vectors = np.linalg.eig(values)
    first = int(roots.real.argmax())
    weights = np.abs(vectors[:, first].real)
    found = ahp(matrix(DRINKS))
    np.testing.assert_allclose(found.weights, weights / weights.sum(), atol=1e-12)
    assert found.eigenvalue == pytest.approx(roots[first].real, abs=1e-10)


def test_judgements_that_agree_contradict_nothing() -> None:
    found = ahp(matrix("1 2 6\n1/2 1 3\n1/6 1/3 1"))
    np.testing.assert_allclose(found.weights, [0.6, 0.3, 0.1], atol=1e-12)
    assert found.ratio == pytest.approx(0, abs=1e-12)
    assert found.worst is None


def test_the_comparison_turned_round_is_the_worst_one() -> None:
    above = {(0, 1): Fraction(2), (0, 2): Fraction(4), (0, 3): Fraction(8)}
    above |= {(1, 2): Fraction(2), (1, 3): Fraction(4), (2, 3): Fraction(1, 9)}
    found = ahp(reciprocal(4, above))
    assert not found.is_consistent
    assert found.worst is not None
    assert (found.worst.first, found.worst.second, found.worst.said) == (2, 3, Fraction(1, 9))
    assert found.worst.ratio_without < found.ratio


def test_every_fault_of_a_matrix_is_named_with_its_criteria() -> None:
    wrong = [[Fraction(1), Fraction(3), Fraction(0)], [Fraction(1, 2), Fraction(1), Fraction(2)]]
    wrong.append([Fraction(1), Fraction(1, 2), Fraction(2)])
    with pytest.raises(DataError) as refused:
        ahp(wrong, ["a", "b", "c"])
    found = {(p.code, p.place.field) for p in refused.value.problems}
    assert found == {
        ("weights.ahp.reciprocal", "a : b"),
        ("weights.ahp.positive", "a : c"),
        ("weights.ahp.diagonal", "c : c"),
    }
    with pytest.raises(DataError, match="square"):
        ahp([[Fraction(1), Fraction(1)]] * 3)
    with pytest.raises(DataError, match="size"):
        ahp([])


def test_rank_order_centroid_is_the_published_table() -> None:
    """Barron, Barrett, Management Science 42 (1996), table of weights by number of attributes."""
    four = rank_order_centroid([1, 2, 3, 4])
    assert [f"{float(w):.4f}" for w in four] == ["0.5208", "0.2708", "0.1458", "0.0625"]
    six = rank_order_centroid([1, 2, 3, 4, 5, 6])
    published = ["0.4083", "0.2417", "0.1583", "0.1028", "0.0611", "0.0278"]
    assert [f"{float(w):.4f}" for w in six] == published
    assert sum(six) == 1


def test_equal_ranks_share_their_places() -> None:
    assert rank_order_centroid(ranks_of([40, 30, 30])) == (
        Fraction(11, 18),
        Fraction(7, 36),
        Fraction(7, 36),
    )


def test_largest_remainder_adds_up_and_gives_ties_to_the_first() -> None:
    assert largest_remainder([1, 1, 1]) == (34, 33, 33)
    assert largest_remainder([Fraction(1, 3), Fraction(2, 3)]) == (33, 67)
    assert largest_remainder([0, 0], 3) == (2, 1)
    assert largest_remainder([5, 0, 5], 0) == (0, 0, 0)
    assert largest_remainder(from_floats([0.1 + 0.2, 0.3, 0.4])) == (30, 30, 40)
    with pytest.raises(ValueError, match="negative"):
        largest_remainder([2, -1])


def test_setting_one_weight_rescales_the_others() -> None:
    weights = (25, 20, 15, 20, 10, 10)
    assert with_one(weights, 0, 25) == weights
    assert with_one(weights, 0, 40) == (40, 16, 12, 16, 8, 8)
    assert with_one(weights, 2, 100) == (0, 0, 100, 0, 0, 0)
    assert with_one((100, 0, 0), 0, 97) == (97, 2, 1)
    assert all(sum(with_one(weights, 4, value)) == 100 for value in range(101))
