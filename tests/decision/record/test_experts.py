"""Names behind experts' codes: kept apart, opened by the auditor alone, each time on the record."""

from datetime import UTC, datetime

import pytest

from optimizer.decision.record.experts import read_names
from optimizer.decision.service import Decisions
from optimizer.decision.store import Store
from optimizer.decision.types import Person, Role
from optimizer.errors import DataError, RefusedError

NOW = datetime(2026, 11, 2, 1, 30, tzinfo=UTC)
LI = Person("li", frozenset({Role.OFFICER}))
SUN = Person("sun", frozenset({Role.AUDITOR}))


def test_every_opening_is_an_event_and_none_holds_the_name(store: Store) -> None:
    door = Decisions(store)
    door.load_experts(LI, NOW, read_names("专家代码,姓名\nE01,王某\nE02,=李某\n".encode(), "e.csv"))
    assert door.open_expert(SUN, NOW, "E01", "recusal") == "王某"
    for who, code in ((LI, "E01"), (SUN, "E09")):
        with pytest.raises(RefusedError):
            door.open_expert(who, NOW, code, "why")
    with pytest.raises(RefusedError):
        door.open_expert(SUN, NOW, "E02", " ")
    with store.read() as work:
        events = list(work.events())
    assert [e["action"] for e in events] == [
        "load_experts", "open_expert", "refused", "refused", "refused",
    ]  # fmt: skip
    assert events[1]["details"] == {"code": "E01", "reason": "recusal"}
    assert "王某" not in str(events)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xff\xfe", "experts_file"),
        (b"", "experts_file"),
        (b"a,b\nE1,x\n", "experts_file"),
        (b"code,name\nE1\n", "experts_row"),
        (b"code,name\nE1,x\nE1,y\n", "experts_row"),
        (b"code,name\n,x\n", "experts_row"),
    ],
)
def test_a_file_that_is_not_right_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(DataError) as caught:
        read_names(data, "e.csv")
    assert caught.value.problems[0].code == f"record.{code}"
