"""Whatever is killed, and whenever: no commit that was told is lost, and none is half done."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from optimizer.decision.store import open_store
from optimizer.errors import StoreError
from tests.support.killed_writer import kept
from tests.support.postgres import Server, binaries
from tests.support.store import event


def kill(root: Path, rounds: int, places: list[str]) -> int:
    """Kill that many writers and return how many of their commits were told."""
    command = [sys.executable, "-m", "tests.support.killed_writer", str(rounds), "20261102"]
    run = subprocess.run([*command, *places], cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return int(run.stdout)


def places_of(kind: str, count: int, tmp_path: Path, request: pytest.FixtureRequest) -> list[str]:
    if kind == "sqlite":
        return [str(tmp_path / f"{i}") for i in range(count)]
    server: Server = request.getfixturevalue("server")
    return [server.database() for _ in range(count)]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_writer_may_be_killed_at_any_moment(
    kind: str, root: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    assert kill(root, 20, places_of(kind, 2, tmp_path, request)) > 0


@pytest.mark.long
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_hundred_writers_may_be_killed(
    kind: str, root: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    assert kill(root, 240, places_of(kind, 12, tmp_path, request)) > 240


@pytest.fixture
def durable(request: pytest.FixtureRequest) -> Iterator[Server]:
    """Return a server that waits for its disk."""
    request.getfixturevalue("server")  # skips, or fails, where there is none
    found = binaries()
    assert found is not None
    own = Server(found, durable=True)
    yield own
    own.stop()


def test_the_server_itself_may_crash(durable: Server, now: datetime) -> None:
    where, told = durable.database(), [0]
    store = open_store(where, now=now)
    stop = threading.Event()

    def write_on() -> None:
        while not stop.is_set():
            try:
                with store.write() as work:
                    n = work.head()[0] + 1
                    digest = work.put_content(f"{n}".encode() * 2000)
                    work.insert("plan", f"{n}", {"content": digest})
                    work.append(event(work, plan=f"{n}"))
                    seen = work.get("setting", "last")
                    if seen is None:
                        work.insert("setting", "last", {"n": n})
                    else:
                        work.replace("setting", "last", seen.revision, {"n": n})
                told.append(n)
            except StoreError as error:
                assert error.problems[0].code == "store.unreachable"  # noqa: PT017  one of many
                stop.wait(0.02)

    writer = threading.Thread(target=write_on)
    writer.start()
    try:
        for _ in range(2):
            before = told[-1]
            while told[-1] < before + 5:
                stop.wait(0.01)
            durable.crash()
            assert kept(where, 0) >= before + 5
    finally:
        stop.set()
        writer.join()
        store.close()
    assert kept(where, 0) >= told[-1]
