"""Unit codes, with an independent implementation as the judge."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from optimizer.intake.usci import ALPHABET, LENGTH, are_valid, check_character, fault

FIRST = st.sampled_from("159")
REGION = st.text("0123456789", min_size=7, max_size=7)
BODIES = st.builds(
    lambda a, b, c: a + b + c, FIRST, REGION, st.text(ALPHABET, min_size=9, max_size=9)
)


@given(BODIES)
def test_check_characters_are_those_of_an_independent_implementation(body: str) -> None:
    assert check_character(body) == uscc.calc_check_digit(body)
    assert fault(body + check_character(body)) is None


@given(BODIES, st.sampled_from(ALPHABET))
def test_validity_is_that_of_an_independent_implementation(body: str, last: str) -> None:
    valid = uscc.is_valid(body + last)
    assert (fault(body + last) is None) == valid
    assert are_valid([body + last]).tolist() == [valid]


@given(BODIES, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(body: str, place: int, other: str) -> None:
    code = body + check_character(body)
    changed = code[:place] + other + code[place + 1 :]
    assert (fault(changed) is None) == (changed == code)


@given(BODIES, st.integers(8, LENGTH - 2))
def test_two_neighbours_exchanged_are_always_found(body: str, place: int) -> None:
    code = body + check_character(body)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert (fault(swapped) is None) == (swapped == code)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("91350100M000100Y43", None),
        ("91350100M000100Y40", ("intake.usci.check", {"right": "3", "found": "0"})),
        ("91350100M000100Y4", ("intake.usci.length", {"length": 17, "right": 18})),
        ("91350100MO00100Y43", ("intake.usci.character", {"character": "O"})),
        ("913501A0M000100Y43", ("intake.usci.region", {"region": "3501A0"})),
    ],
)
def test_what_is_wrong_is_told_with_what_would_be_right(code: str, expected: object) -> None:
    assert fault(code) == expected


def test_many_codes_are_judged_at_once() -> None:
    region = "913501A0M000100Y4"
    codes = ["91350100M000100Y43", "91350100M000100Y40", "91350100MO00100Y43"]
    codes.append(region + check_character(region))
    assert are_valid(codes).tolist() == [True, False, False, False]
    assert are_valid([]).tolist() == []
    assert are_valid(codes).dtype == np.bool_
