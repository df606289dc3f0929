"""Work of more than a second beside the page: with progress, and stopped on request.

A task runs in a thread of its own and knows nothing of Streamlit; the page looks at it from time
to time. It holds the one lock of the solver only while it solves, so that the page's own
calculations get their turn between two of its solves.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from app_pages.service import ONE_AT_A_TIME
from optimizer.errors import FundError
from optimizer.insight.parametric import Stopped

Found = TypeVar("Found")
#: Seconds left to whoever waits for the solver; a lock let go and taken at once is not let go.
_TURN = 0.002
#: What a task does: it calls its argument before every solve, and yields results one by one.
Work = Callable[[Callable[[], None]], Iterator[Found]]


class Task(Generic[Found]):
    """A run of ``work``, started at once.

    ``found`` grows while it runs; ``solves`` counts solves begun; ``failed`` is the error that
    ended it, ``stopped`` says that a person did.
    """

    def __init__(self, work: Work[Found]) -> None:
        self.found: list[Found] = []
        self.solves = 0
        self.failed: FundError | None = None
        self.stopped = False
        self._cancelled = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        """Whether more may still be found."""
        return self._thread.is_alive()

    def cancel(self) -> None:
        """Ask the task to stop before its next solve."""
        self._cancelled.set()

    def wait(self, seconds: float | None = None) -> None:
        """Wait for the end, at most so long."""
        self._thread.join(seconds)

    def _run(self, work: Work[Found]) -> None:
        with ONE_AT_A_TIME:
            try:
                for one in work(self._tick):
                    self.found.append(one)
            except Stopped:
                self.stopped = True
            except FundError as error:
                self.failed = error

    def _tick(self) -> None:
        if self._cancelled.is_set():
            raise Stopped
        self.solves += 1
        # Whoever waits for the solver goes first.
        ONE_AT_A_TIME.release()
        self._cancelled.wait(_TURN)
        ONE_AT_A_TIME.acquire()
