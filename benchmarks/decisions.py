"""The store of decisions at a busy desk: 50 people read, 5 write, all on one disk; on each store.

A write is one step of a plan as the service takes it: a file kept, the plan replaced, an event at
the end. The yardstick is what one commit of one row costs on the same disk, with nothing else.
"""

import random
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.lines import Line
from optimizer.decision.store import Store, open_store
from tests.support.postgres import Server, binaries

READERS, WRITERS = 50, 5
SECONDS = 12.0
PLANS = 40
#: Seconds between two pages of a reader, and two steps of a writer, on average.
READS_EVERY, WRITES_EVERY = 2.0, 0.5


def _median(commit: Callable[[int], object]) -> float:
    """Return the median seconds of a commit."""
    taken = []
    for n in range(300):
        start = time.perf_counter()
        commit(n)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def _bare_sqlite(folder: Path) -> float:
    """Return the median seconds of one commit of one row."""
    connection = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE row (n INTEGER)")
    median = _median(lambda n: connection.execute("INSERT INTO row VALUES (?)", (n,)))
    connection.close()
    return median


def _bare_postgres(server: Server) -> float:
    """Return the median seconds of one commit of one row."""
    with server.connect(server.database()) as connection:
        connection.execute("CREATE TABLE bare (n INTEGER)")
        return _median(lambda n: connection.execute("INSERT INTO bare VALUES (%s)", (n,)))


def _step(store: Store, who: int, n: int) -> None:
    key = f"plan {n % PLANS}"
    with store.write() as work:
        digest = work.put_content(f"{who} {n}".encode() * 1_000)
        kept = work.get("plan", key)
        document = {"step": n, "by": who, "minutes": digest, "text": "会" * 2_000}
        if kept is None:
            work.insert("plan", key, document)
        else:
            work.replace("plan", key, kept.revision, document)
        seq, previous = work.head()
        mark = f"sha256:{seq + 1:064x}"
        event = {"seq": seq + 1, "previous": previous, "hash": mark, "plan": key, "by": who}
        work.append(event)


def _look(store: Store, who: int) -> None:
    with store.read() as work:
        work.all("plan")
        list(work.events(plan=f"plan {who % PLANS}"))


def _measure(store: Store) -> tuple[list[float], list[float], list[Exception]]:
    """Return the seconds of every write and read, and what went wrong."""
    writes: list[float] = []
    reads: list[float] = []
    wrong: list[Exception] = []
    end = time.perf_counter() + SECONDS

    def person(who: int) -> None:
        dice = random.Random(who)  # noqa: S311  pauses, no secrets
        n, writer = 0, who < WRITERS
        every = WRITES_EVERY if writer else READS_EVERY
        while time.perf_counter() < end:
            time.sleep(dice.uniform(0, 2 * every))
            start = time.perf_counter()
            try:
                if writer:
                    _step(store, who, n)
                else:
                    _look(store, who)
            except Exception as error:  # noqa: BLE001  any error is counted
                wrong.append(error)
            (writes if writer else reads).append(time.perf_counter() - start)
            n += 1

    people = [threading.Thread(target=person, args=[who]) for who in range(WRITERS + READERS)]
    for thread in people:
        thread.start()
    for thread in people:
        thread.join()
    return writes, reads, wrong


def run() -> float:
    """Print the 95th percentile of a write as a ratio to one bare commit; return the worst."""
    print(f"Store: {READERS} people read, {WRITERS} write, for {SECONDS:g} s")
    with tempfile.TemporaryDirectory(dir=".") as name:  # the disk of the data, not of /tmp
        worst = _busy("SQLite", _bare_sqlite(Path(name)), Path(name) / "data")
    if (programs := binaries()) is None:
        print("PostgreSQL: not measured, it is not installed")
        return worst
    server = Server(programs, durable=True)
    try:
        bare = _bare_postgres(server)
        return max(worst, _busy("PostgreSQL", bare, server.database()))
    finally:
        server.stop()


def _busy(kind: str, bare: float, where: Path | str) -> float:
    with open_store(where, now=datetime.now(UTC)) as store:
        for n in range(PLANS):
            _step(store, 0, n)
        writes, reads, wrong = _measure(store)
    p95, reading = (statistics.quantiles(taken, n=20)[-1] for taken in (writes, reads))
    note = (
        f"bare commit {bare * 1e3:.2f} ms; write median {statistics.median(writes) * 1e3:.1f} ms, "
        f"p95 {p95 * 1e3:.1f} ms ({len(writes)} writes); read p95 {reading * 1e3:.1f} ms "
        f"({len(reads)} reads)"
    )
    Line(f"{kind}: p95 of a write to one bare commit", p95 / bare, "x", note=note).show()
    Line(f"{kind}: errors", len(wrong), "", floor=0).show()
    return p95 / bare
