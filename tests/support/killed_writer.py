"""Kills a writer at any moment, again and again, and looks each time at what is left.

    python -m tests.support.killed_writer ROUNDS SEED PLACE...

A process of its own, because it forks, and only a process with one thread should. It prints the
number of commits that were told to be durable before their writer was killed.
"""

import os
import random
import signal
import sys
import time
from datetime import UTC, datetime

from optimizer.decision.store import open_store
from tests.support.store import event

NOW = datetime(2026, 11, 2, tzinfo=UTC)
LONGEST = 0.12  # seconds that a writer lives


def write_on(where: str, pipe: int) -> None:
    """Commit one step after another, and tell each when it is committed."""
    with open_store(where, now=NOW) as store:
        while True:
            with store.write() as work:
                n = work.head()[0] + 1
                digest = work.put_content(f"{n}".encode() * 2000)
                work.insert("plan", f"{n}", {"content": digest})
                work.append(event(work, plan=f"{n}"))
                if n > 1:
                    seen = work.get("setting", "last")
                    assert seen is not None
                    assert work.replace("setting", "last", seen.revision, {"n": n})
                else:
                    work.insert("setting", "last", {"n": n})
            os.write(pipe, n.to_bytes(8, "big"))


def kept(where: str, seen: int) -> int:
    """Return how many steps are kept; all since ``seen`` must be whole, none half done."""
    # The turn to write comes only when a killed writer's server has let go.
    with open_store(where, now=NOW) as store, store.write() as work:
        n = work.head()[0]
        assert [e["seq"] for e in work.events(after=seen)] == list(range(seen + 1, n + 1))
        for i in range(seen + 1, n + 1):
            plan = work.get("plan", f"{i}")
            assert plan is not None, "an event without its document"
            assert work.content(plan.document["content"]) == f"{i}".encode() * 2000
        assert work.get("plan", f"{n + 1}") is None, "a document without its event"
        last = work.get("setting", "last")
        assert (last.document["n"] if last else 0) == n
        return n


def one_round(where: str, seen: int, life: float) -> tuple[int, int]:
    """Let a writer live for a moment; return what it told last, and what is kept."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            write_on(where, writing)
        finally:
            os._exit(1)
    os.close(writing)
    time.sleep(life)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the writer failed by itself"
    with os.fdopen(reading, "rb") as stream:
        told = stream.read()
    last = int.from_bytes(told[len(told) // 8 * 8 - 8 : len(told) // 8 * 8], "big") or seen
    n = kept(where, seen)
    assert last <= n <= last + 1, f"told {last}, kept {n}"
    return last - seen, n


def main(rounds: int, seed: int, places: list[str]) -> None:
    """Kill ``rounds`` writers; each place is also killed while it is made."""
    dice = random.Random(seed)  # noqa: S311  moments, no secrets
    committed, seen = 0, dict.fromkeys(places, 0)
    for i in range(rounds):
        where = places[i * len(places) // rounds]
        told, seen[where] = one_round(where, seen[where], dice.uniform(0, LONGEST))
        committed += told
    sys.stdout.write(f"{committed}\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
