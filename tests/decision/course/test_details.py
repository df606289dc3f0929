"""What a person typed: kept as text, whatever it looks like, or refused with its reason."""

from datetime import UTC, datetime
from typing import Any

import pytest

from optimizer.decision.course.details import MOST_BYTES, read_details
from optimizer.decision.course.text import cleaned, plan_id, shown_time
from optimizer.errors import RefusedError

NOW = datetime(2026, 7, 1, 17, 0, tzinfo=UTC)  # already 2 July in the office
MEETING = {"session": "第1次", "date": "2026-07-02", "minutes_no": "1"}


@pytest.mark.parametrize(
    "text", ["'; DROP TABLE plan; --", "../../etc/passwd", "{{ 7*7 }} {0} %s", "=1+1", "a\nb"]
)
def test_text_of_other_languages_is_kept_as_text(text: str) -> None:
    assert cleaned("comment", text) == text


@pytest.mark.parametrize(
    ("text", "code"),
    [("a\x00b", "control"), ("a\u202eb", "control"), ("\ud800", "control"), ("x" * 2_001, "long")],
)
def test_text_that_hides_something_or_is_too_long_is_refused(text: str, code: str) -> None:
    with pytest.raises(RefusedError, match=code):
        cleaned("comment", text)


def test_text_is_kept_in_one_form() -> None:
    assert cleaned("comment", "  e\u0301\r\n ok ") == "é\n ok"


@pytest.mark.parametrize("name", ["", "../x", "a b", "a/b", "x" * 65, "a\n"])
def test_the_name_of_a_decision_has_letters_digits_and_dashes(name: str) -> None:
    if name.strip() == name or not name.strip():
        with pytest.raises(RefusedError):
            plan_id(name)
    assert plan_id("2026年-1_a") == "2026年-1_a"


def test_a_meeting_may_be_of_today_in_the_office_and_not_of_tomorrow() -> None:
    assert read_details("record", MEETING, NOW).minutes is not None
    with pytest.raises(RefusedError, match="date_ahead"):
        read_details("record", {**MEETING, "date": "2026-07-03"}, NOW)


@pytest.mark.parametrize(
    ("action", "given", "code"),
    [
        ("record", {**MEETING, "date": "1 July"}, "course.date"),
        ("record", {**MEETING, "minutes_no": ""}, "course.text.needed"),
        ("record", {**MEETING, "result": "perhaps"}, "course.result"),
        ("record", {**MEETING, "result": "returned"}, "course.text.needed"),
        ("record", {**MEETING, "attachment": b"x" * (MOST_BYTES + 1)}, "attachment_too_large"),
        ("adjust", {"rest": "all"}, "course.rest"),
        ("adjust", {"changes": [{"application_no": "1", "to": -1, "reason": "x"}]}, "amount"),
        ("adjust", {"changes": [{"application_no": "1", "to": 1.5, "reason": "x"}]}, "amount"),
        ("adjust", {"changes": [{"application_no": "1", "to": True, "reason": "x"}]}, "amount"),
        ("adjust", {"changes": [{"application_no": "1", "to": 1, "reason": ""}]}, "needed"),
    ],
)
def test_a_wrong_value_is_refused(action: str, given: dict[str, Any], code: str) -> None:
    with pytest.raises(RefusedError, match=code):
        read_details(action, given, NOW)


def test_a_word_that_an_action_does_not_know_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError, match="session"):
        read_details("approve", {"session": "1"}, NOW)
    change = {"application_no": "2026-0001", "to": 1, "reason": "理由", "minutes": "纪1号"}
    with pytest.raises(TypeError, match="minutes"):
        read_details("adjust", {"changes": [change]}, NOW)


def test_an_attachment_is_named_by_its_hash() -> None:
    given = {**MEETING, "attachment": b"pdf", "attachment_name": "纪要.pdf"}
    read = read_details("record", given, NOW)
    assert read.minutes is not None
    assert read.minutes.attachment.startswith("sha256:")
    assert read.attachment == b"pdf"


def test_moments_are_shown_in_the_time_of_the_office() -> None:
    assert shown_time("2026-07-01T17:00:00.000001+00:00") == "2026-07-02 01:00:00"
