"""Chunks answered by processes of this machine, each started anew when it is killed.

Started as ``python -I`` with our own code, not by forking or by importing the main program again:
that would run a page of the app or a script a second time.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from threading import Lock
from typing import Any

from optimizer.insight.sweeps.work import (
    PATIENCE,
    Answer,
    Json,
    Tick,
    Work,
    WorkerLostError,
    answered,
    unwatched,
)

#: Workers that may be lost over one chunk.
TRIES = 3
#: Bytes in which the length of an answer stands before it.
LENGTH = 8

_ROOT = Path(__file__).resolve().parents[3]
# This very package, whichever other copy is installed: before what is installed, behind Python's
# own modules, which nothing here may stand in for.
_START = (
    "import sys; "
    "at = [p.endswith('-packages') for p in [*sys.path, '-packages']].index(True); "
    "sys.path.insert(at, sys.argv.pop()); "
    "from optimizer.insight.sweeps.child import main; main()"
)


class _Lost(Exception):  # noqa: N818  a process has ended, which is mended
    """The child process has ended."""


class _Child:
    """One process; ``setup`` are the work and its context, which it is sent first."""

    def __init__(self, setup: bytes) -> None:
        command = [sys.executable, "-I", "-c", _START, str(_ROOT)]
        self._process = subprocess.Popen(  # noqa: S603  this interpreter, our own code, no shell
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._setup: bytes | None = setup

    def ask(self, some: bytes) -> bytes:
        """Return the answers to a chunk, empty where the work has raised an exception."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise _Lost
        try:
            if self._setup is not None:
                stdin.write(self._setup)
                self._setup = None
            stdin.write(some)
            stdin.flush()
        except OSError as error:
            raise _Lost from error
        length = stdout.read(LENGTH)
        content = stdout.read(int.from_bytes(length))
        if len(length) < LENGTH or len(content) < int.from_bytes(length):
            raise _Lost
        return content

    def kill(self) -> None:
        """End the process; whoever waits for its answer finds it lost."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Close what led to the process, which has ended."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was not sent yet finds no reader
                    pipe.close()


class Processes:
    """Answers chunks on ``workers`` processes at once."""

    def __init__(self, work: Work, context: Any, workers: int) -> None:  # noqa: ANN401
        self.ahead = 2 * workers
        self._work, self._context = work, context
        self._setup = pickle.dumps((work, context))
        self._lock = Lock()
        self._closed = False
        self._children: set[_Child] = set()
        self._free: SimpleQueue[_Child] = SimpleQueue()
        for _ in range(workers):
            self._free.put(self._started())
        self._threads = ThreadPoolExecutor(workers)

    def ask(self, some: Sequence[Json]) -> Answer:
        """Send a chunk to the next process that is free."""
        return partial(_waited, self._threads.submit(self._answer, some))

    def close(self) -> None:
        """Kill the processes; chunks that are under way are lost."""
        with self._lock:
            self._closed = True
            for child in self._children:
                child.kill()
        self._threads.shutdown(cancel_futures=True)
        for child in self._children:
            child.close()

    def _started(self) -> _Child:
        with self._lock:
            if self._closed:
                raise WorkerLostError
            child = _Child(self._setup)
            self._children.add(child)
        return child

    def _answer(self, some: Sequence[Json]) -> bytes:
        child = self._free.get()
        asked = pickle.dumps(some)
        try:
            for _ in range(TRIES):
                try:
                    content = child.ask(asked)
                except _Lost:
                    child = self._instead_of(child)
                    continue
                # What has failed there fails here too, and says why.
                return content or answered(self._work, self._context, some, unwatched)
        finally:
            self._free.put(child)
        raise WorkerLostError

    def _instead_of(self, child: _Child) -> _Child:
        with self._lock:
            self._children.discard(child)
        child.kill()
        child.close()
        return self._started()


def _waited(future: Future[bytes], tick: Tick) -> bytes:
    """Return the answers when they are there; look now and then at whether to go on."""
    while True:
        try:
            return future.result(PATIENCE)
        except TimeoutError:
            if future.done():
                raise
            tick(0)
