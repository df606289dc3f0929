"""The chain: what is recorded, and that whatever is altered afterwards is found, and where."""

import copy
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from optimizer.decision import store as stores
from optimizer.decision.record import events
from optimizer.decision.record.record import record
from optimizer.decision.record.verify import Head, check_store, contains, parse_head, read_chain
from optimizer.decision.types import Person, Role
from tests.decision.record.memory import Memory

NOW = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
LI = Person("li", frozenset({Role.OFFICER}))


def chained(count: int = 4) -> Memory:
    """Return a record with events of two plans; the first plan's document is kept."""
    work = Memory()
    before = None
    for i in range(count):
        plan = "a" if i % 2 == 0 else "b"
        after = {"id": plan, "step": i}
        record(
            cast("Any", work), now=NOW + timedelta(seconds=i), who=LI, action="review", plan=plan,
            before=before, after=after, fingerprint="sha256:" + "1" * 64, details={"n": i},
        )  # fmt: skip
        work.documents["plan", plan] = before = after
    return work


def codes(work: Memory, *heads: Head) -> list[tuple[str, int]]:
    _, found = check_store(cast("Any", work), heads)
    return [(one.code, int(str(one.params["seq"]))) for one in found]


def test_a_record_as_written_holds() -> None:
    work = chained()
    assert codes(work, Head(2, work.rows[1]["hash"])) == []
    assert work.rows[0]["previous"] == events.GENESIS == stores.GENESIS


def test_a_clock_that_goes_back_is_said_and_does_not_take_the_record_along() -> None:
    work = chained()
    added = record(cast("Any", work), now=NOW - timedelta(days=1), who=LI, action="show")
    assert added.at == work.rows[3]["at"]
    assert added.details["clock_back"].startswith("2026-11-01")
    assert codes(work) == []


def test_single_user_mode_names_the_hat_worn() -> None:
    work = Memory()
    one = Person("single:leader", frozenset({Role.LEADER}), "single")
    assert record(cast("Any", work), now=NOW, who=one, action="show").who == "single:leader"


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "e\u0301", "x" * 3000, "'; DROP TABLE --"])
def test_any_text_of_a_refused_call_can_be_recorded(text: str) -> None:
    work = Memory()
    record(cast("Any", work), now=NOW, who=LI, action="refused", plan=text, details={text: [text]})
    assert codes(work) == []


def test_altering_any_field_of_any_event_is_found_there() -> None:
    whole = chained()
    for i, row in enumerate(whole.rows):
        for key, value in row.items():
            altered = copy.deepcopy(whole)
            other = value + 1 if isinstance(value, int) else (f"{value}x" if isinstance(value, str)
                                                              else {"n": 9})  # fmt: skip
            altered.rows[i][key] = other
            found = codes(altered)
            assert found, key
            assert found[0][1] == i + 1, (key, found)
        for change in (lambda r: r.pop("details"), lambda r: r.update(more="")):
            altered = copy.deepcopy(whole)
            cast("Callable[[dict[str, Any]], object]", change)(altered.rows[i])
            assert codes(altered)[0] == ("record.not_an_event", i + 1)


def test_a_missing_doubled_or_moved_event_is_found() -> None:
    for change in (
        lambda rows: rows.pop(1),
        lambda rows: rows.insert(1, rows[0]),
        lambda rows: rows.insert(1, rows.pop(2)),
    ):
        work = chained()
        cast("Callable[[list[Any]], object]", change)(work.rows)
        assert codes(work)[0] == ("record.number", 2)


def test_a_cut_tail_is_found_against_a_published_head() -> None:
    work = chained()
    head = Head(4, work.rows[3]["hash"])
    work.rows.pop()
    work.documents["plan", "b"] = {"id": "b", "step": 1}
    assert codes(work) == []
    assert codes(work, head) == [("record.tail_cut", 4)]


def test_a_chain_computed_anew_is_found_against_a_published_head() -> None:
    work = chained()
    head = Head(2, work.rows[1]["hash"])
    previous = events.GENESIS
    for row in work.rows:
        row["who"] = "wang"
        row["previous"] = previous
        row["hash"] = previous = events.hash_of(row["seq"], previous, events.body_digest(row))
    assert codes(work) == []
    assert codes(work, head) == [("record.other_chain", 2)]


def test_a_plan_altered_dropped_or_slipped_in_beside_the_record_is_found() -> None:
    work = chained()
    work.documents["plan", "a"]["step"] = 7
    assert codes(work) == [("record.plan_altered", 3)]
    del work.documents["plan", "a"]
    work.documents["plan", "c"] = {}
    assert codes(work) == [("record.plan_gone", 3), ("record.plan_unrecorded", 0)]


def test_bodies_withheld_leave_the_same_chain() -> None:
    work = chained()
    head = Head(4, work.rows[3]["hash"])
    shown = [row if row["plan"] == "a" else events.link_of(row) for row in work.rows]
    reading = read_chain(shown)
    assert reading.head == head
    assert not reading.faults
    assert contains(reading, head) is None
    assert set(reading.plans) == {"a"}


@pytest.mark.parametrize("text", ["", "x", "1", "1:abc", "-1:sha256:" + "0" * 64, "9" * 30 + ":"])
def test_what_is_no_head_is_not_read_as_one(text: str) -> None:
    assert parse_head(text) is None
    assert parse_head(str(Head(3, events.GENESIS))) == Head(3, events.GENESIS)
