"""What a store promises, on both databases."""

import threading
from contextlib import suppress
from datetime import datetime

import pytest
import sqlalchemy as sa

from optimizer.decision.store import GENESIS, Store, open_store
from optimizer.errors import StoreError
from tests.support.store import event


def code(error: pytest.ExceptionInfo[StoreError]) -> str:
    return error.value.problems[0].code


def test_a_document_comes_back_as_it_was_kept(store: Store) -> None:
    hostile = {"name": "'; DROP TABLE fund_events; --", "zh": "经办\u0000{{x}}", "n": 2**70}
    with store.write() as work:
        assert work.insert("plan", "2026-A", hostile)
        assert not work.insert("plan", "2026-A", {})
        assert work.insert("call", "2026-A", {})  # keys are taken kind by kind
    with store.read() as work:
        kept = work.get("plan", "2026-A")
        assert kept is not None
        assert (kept.document, kept.revision) == (hostile, 1)
        assert work.get("plan", "2026-B") is None


@pytest.mark.parametrize("key", ["", "a\0b", "\ud800", "x" * 501])
def test_what_cannot_be_a_key_is_never_found_and_never_kept(store: Store, key: str) -> None:
    with store.write() as work:
        assert work.get("account", key) is None
        with pytest.raises(ValueError, match="key"):
            work.insert("account", key, {})


def test_documents_are_listed_by_the_bytes_of_their_keys(store: Store) -> None:
    keys = ["b", "A", "a", "张", "B", "_", "é"]
    with store.write() as work:
        for key in keys:
            work.insert("expert", key, {})
        assert [key for key, _ in work.all("expert")] == sorted(keys, key=str.encode)


def test_of_two_who_saw_the_same_revision_one_wins(store: Store) -> None:
    with store.write() as work:
        work.insert("plan", "p", {"n": 0})
    with store.write() as work:
        assert work.replace("plan", "p", 1, {"n": 1})
    with store.write() as work:
        assert not work.replace("plan", "p", 1, {"n": 2})
        assert not work.replace("plan", "q", 1, {"n": 2})
    with store.read() as work:
        kept = work.get("plan", "p")
        assert kept is not None
        assert (kept.document, kept.revision) == ({"n": 1}, 2)


def test_only_sessions_are_dropped(store: Store) -> None:
    with store.write() as work:
        work.insert("session", "s", {})
        work.delete("session", "s")
        assert work.get("session", "s") is None
        with pytest.raises(ValueError, match="only sessions"):
            work.delete("plan", "s")


def test_a_content_is_kept_once_and_checked_when_read(store: Store) -> None:
    with store.write() as work:
        digest = work.put_content(b"\x00\xffbytes")
        assert work.put_content(b"\x00\xffbytes") == digest
        assert work.content(digest) == b"\x00\xffbytes"
        with pytest.raises(StoreError) as missing:
            work.content("sha256:" + "1" * 64)
    assert code(missing) == "store.missing"
    with store.connected(writing=True) as connection:
        connection.execute(sa.text("UPDATE fund_contents SET data = :d"), {"d": b"other"})
    with store.read() as work, pytest.raises(StoreError) as altered:
        work.content(digest)
    assert code(altered) == "store.altered"


def test_an_error_leaves_nothing_of_a_transaction(store: Store) -> None:
    with suppress(KeyError), store.write() as work:
        work.insert("plan", "p", {})
        work.put_content(b"x")
        work.append(event(work))
        raise KeyError
    with store.read() as work:
        assert work.head() == (0, GENESIS)
        assert work.get("plan", "p") is None


def test_what_only_reads_cannot_write(store: Store) -> None:
    with store.read() as work, pytest.raises(RuntimeError, match="only reads"):
        work.insert("plan", "p", {})


def test_events_follow_one_another_and_are_listed_in_order(store: Store) -> None:
    with store.write() as work:
        for i in range(450):
            work.append(event(work, plan=f"p{i % 3}"))
        with pytest.raises(ValueError, match="follows"):
            work.append({**event(work), "seq": 1})
        with pytest.raises(ValueError, match="follows"):
            work.append({**event(work), "previous": GENESIS})
    with store.read() as work:
        assert [e["seq"] for e in work.events()] == list(range(1, 451))
        assert [e["seq"] for e in work.events(after=448)] == [449, 450]
        assert [e["seq"] for e in work.events(plan="p1")][:3] == [2, 5, 8]
        assert work.head()[0] == 450


@pytest.mark.parametrize(
    "statement", ["UPDATE fund_events SET plan = 'q'", "DELETE FROM fund_events"]
)
def test_the_database_itself_refuses_to_change_an_event(store: Store, statement: str) -> None:
    with store.write() as work:
        work.append(event(work))
    refused = pytest.raises(sa.exc.DBAPIError, match="only added")
    with refused, store.connected(writing=True) as connection:
        connection.execute(sa.text(statement))


def test_a_reader_sees_one_moment_while_others_write(store: Store) -> None:
    with store.write() as work:
        work.insert("setting", "a", {"n": 1})
    with store.read() as reading:
        assert len(reading.all("setting")) == 1
        with store.write() as work:
            work.insert("setting", "b", {})
        assert len(reading.all("setting")) == 1
    with store.read() as reading:
        assert len(reading.all("setting")) == 2


def test_writers_on_two_openings_of_one_store_come_one_after_another(
    store: Store, where: str, now: datetime
) -> None:
    with store.write() as work:
        work.insert("setting", "n", {"n": 0})

    def count(opened: Store) -> None:
        for _ in range(10):
            with opened.write() as work:
                kept = work.get("setting", "n")
                assert kept is not None
                n = kept.document["n"] + 1
                assert work.replace("setting", "n", kept.revision, {"n": n})
                work.append(event(work))

    with open_store(where, now=now) as second:
        threads = [threading.Thread(target=count, args=[s]) for s in (store, second) * 2]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    with store.read() as work:
        kept = work.get("setting", "n")
        assert kept is not None
        assert (kept.document["n"], work.head()[0]) == (40, 40)


def test_a_store_is_found_again_when_opened_again(store: Store, where: str, now: datetime) -> None:
    with store.write() as work:
        work.append(event(work))
        head = work.head()
    store.close()
    with open_store(where, now=now) as again, again.read() as work:
        assert work.head() == head
