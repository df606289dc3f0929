"""Columns of fen are reckoned exactly, whatever their size."""

from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.entitlement.exact import codes, first_of, is_one_of, one_ratio, share
from optimizer.money import MAX_FEN


@settings(max_examples=200)
@given(
    st.lists(st.integers(0, MAX_FEN), min_size=1, max_size=5),
    st.fractions(min_value=0, max_value=1, max_denominator=10**9),
)
def test_a_share_is_the_floor_of_the_exact_product(amounts: list[int], ratio: Fraction) -> None:
    found = share(np.array(amounts, dtype=np.int64), one_ratio(ratio, len(amounts)))
    assert found.tolist() == [int(Fraction(amount) * ratio) for amount in amounts]


def test_a_product_beyond_64_bits_is_still_exact() -> None:
    ratio = Fraction(10**9 - 1, 10**9)
    (found,) = share(np.array([MAX_FEN]), one_ratio(ratio, 1)).tolist()
    assert found == MAX_FEN * (10**9 - 1) // 10**9


def test_equal_texts_have_one_number_and_an_empty_one_has_none() -> None:
    first, second = codes(np.array(["a", "", "b"], dtype=object), ["b", "c"])
    assert first.tolist()[1] == -1
    assert first[2] == second[0]
    assert len({first[0], first[2], second[1]}) == 3


def test_the_first_of_equal_keys_is_found() -> None:
    assert first_of(np.array([5, 3, 5, 3, 9])).tolist() == [0, 1, 0, 1, 4]


def test_a_text_or_any_of_several_is_among_values() -> None:
    several = np.empty(3, dtype=object)
    several[:] = [("a", "x"), (), ("b",)]
    assert is_one_of(several, ("a", "b")).tolist() == [True, False, True]
    assert is_one_of(np.array(["a", ""], dtype=object), ("a",)).tolist() == [True, False]
