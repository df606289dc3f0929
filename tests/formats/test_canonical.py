"""Canonical JSON: equal values, equal bytes."""

import pytest

from optimizer.formats.canonical import canonical_json, fingerprint


def test_keys_are_sorted_and_text_is_utf8_with_one_newline() -> None:
    assert canonical_json({"b": [1, True, None], "a": "万元"}) == (
        '{"a":"万元","b":[1,true,null]}\n'.encode()
    )


def test_text_is_normalised_to_nfc() -> None:
    assert canonical_json({"e\u0301": ("e\u0301",)}) == canonical_json({"\u00e9": ["\u00e9"]})


def test_equal_values_have_one_fingerprint_and_others_another() -> None:
    assert fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": 2})
    assert fingerprint([]) == (
        "sha256:37517e5f3dc66819f61f5a7bb8ace1921282415f10551d2defa5c3eb0985b570"
    )


@pytest.mark.parametrize("value", [1.0, {"a": float("nan")}, b"", {1, 2}])
def test_what_has_no_one_way_to_be_written_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)


def test_keys_that_become_the_same_are_refused() -> None:
    with pytest.raises(ValueError, match="same"):
        canonical_json({"e\u0301": 1, "\u00e9": 2})
