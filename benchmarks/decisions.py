"""The store of decisions at a busy desk: 50 people read, 5 write, all on SQLite and one disk.

A write is one step of a plan as the service takes it: a file kept, the plan replaced, an event at
the end. The yardstick is what one commit of one row costs on the same disk, with nothing else.
"""

import random
import sqlite3
import statistics
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.lines import Line
from optimizer.decision.store import Store, open_store

READERS, WRITERS = 50, 5
SECONDS = 12.0
PLANS = 40
#: Seconds between two pages of a reader, and two steps of a writer, on average.
READS_EVERY, WRITES_EVERY = 2.0, 0.5


def _bare(folder: Path) -> float:
    """Return the median seconds of one commit of one row."""
    connection = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("CREATE TABLE row (n INTEGER)")
    taken = []
    for n in range(300):
        start = time.perf_counter()
        connection.execute("INSERT INTO row VALUES (?)", (n,))
        taken.append(time.perf_counter() - start)
    connection.close()
    return statistics.median(taken)


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
    """Print and return the 95th percentile of a write as a ratio to one bare commit."""
    print(f"Store: {READERS} people read, {WRITERS} write, for {SECONDS:g} s")
    with tempfile.TemporaryDirectory(dir=".") as name:  # the disk of the data, not of /tmp
        bare = _bare(Path(name))
        with open_store(Path(name) / "data", now=datetime.now(UTC)) as store:
            for n in range(PLANS):
                _step(store, 0, n)
            writes, reads, wrong = _measure(store)
    p95, reading = (statistics.quantiles(taken, n=20)[-1] for taken in (writes, reads))
    note = (
        f"bare commit {bare * 1e3:.2f} ms; write median {statistics.median(writes) * 1e3:.1f} ms, "
        f"p95 {p95 * 1e3:.1f} ms ({len(writes)} writes); read p95 {reading * 1e3:.1f} ms "
        f"({len(reads)} reads)"
    )
    Line("p95 of a write to one bare commit", p95 / bare, "x", note=note).show()
    Line("errors", len(wrong), "", floor=0).show()
    return p95 / bare
