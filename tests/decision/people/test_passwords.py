"""Passwords are kept as slow, salted hashes, and nothing else of them."""

import json
import time
import unicodedata

import pytest

from optimizer.decision.people.passwords import COST, Cost, checked, fresh, hashed, matches
from optimizer.errors import RefusedError

CHEAP = Cost(n=2, r=1, p=1)
RIGHT = "Kaisheng-7788"


def test_a_kept_password_is_found_again_and_no_other() -> None:
    kept = hashed(RIGHT, b"a" * 16, CHEAP)
    assert matches(kept, RIGHT, CHEAP)
    assert not matches(kept, RIGHT + " ", CHEAP)
    assert not matches(kept, "", CHEAP)
    assert not matches(None, RIGHT, CHEAP)


def test_nothing_kept_holds_the_password_and_salts_part_equal_ones() -> None:
    one, other = hashed(RIGHT, b"a" * 16, CHEAP), hashed(RIGHT, b"b" * 16, CHEAP)
    assert one["hash"] != other["hash"]
    assert RIGHT not in json.dumps(one)


def test_the_published_vector_comes_out() -> None:
    """RFC 7914, section 12: "password", "NaCl", N=1024, r=8, p=16, its first 32 bytes."""
    kept = hashed("password", b"NaCl", Cost(1024, 8, 16))
    assert kept["hash"].startswith(
        "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
    )


def test_a_password_typed_on_another_keyboard_is_the_same() -> None:
    kept = hashed(unicodedata.normalize("NFD", "Kaishéng-7788"), b"a" * 16, CHEAP)
    assert matches(kept, unicodedata.normalize("NFC", "Kaishéng-7788"), CHEAP)


def test_a_guess_is_dear_and_an_unknown_account_takes_as_long() -> None:
    assert COST.n >= 2**15
    assert COST.r >= 8
    kept = hashed(RIGHT, b"a" * 16)

    def seconds(kept: object) -> float:
        begun = time.process_time()
        matches(kept, "guess-guess-1")  # type: ignore[arg-type]
        return time.process_time() - begun

    known = min(seconds(kept) for _ in range(3))
    unknown = min(seconds(None) for _ in range(3))
    assert known > 0.01
    assert 0.5 < unknown / known < 2


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short-1", "people.password_length"),
        ("x" * 201, "people.password_length"),
        ("aaaaaaaaaaaa", "people.password_simple"),
        ("my-LI.Hua-99", "people.password_simple"),
        (RIGHT, "people.password_same"),
    ],
)
def test_what_is_easily_guessed_is_refused(password: str, code: str) -> None:
    with pytest.raises(RefusedError) as caught:
        checked("li.hua", password, hashed(RIGHT, b"a" * 16, CHEAP))
    assert [one.code for one in caught.value.problems] == [code]
    assert password not in str(caught.value.problems)


def test_a_good_new_password_is_taken() -> None:
    assert checked("li.hua", "另一个很好的密码八九十") == "另一个很好的密码八九十"


def test_a_first_password_that_holds_the_name_by_chance_is_drawn_again() -> None:
    drawn = iter(["xxLIxx-2f9Kq7Zr", "Qm3-2f9Kq7ZrTw"])
    assert fresh("li", lambda: next(drawn)) == "Qm3-2f9Kq7ZrTw"
