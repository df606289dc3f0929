"""Chunks answered by the workers of a Dask scheduler that runs already.

Dask itself gives the chunks of a lost worker to another one. What it cannot mend, because the last
worker that held the context is lost or a chunk has cost several workers, is asked for once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from threading import Event
from typing import Any

from optimizer.errors import Problem, UsageError
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

#: Seconds to wait for the scheduler at first.
_SECONDS = 10


class Cluster:
    """Answers chunks on all workers of the scheduler at ``address``.

    Raises
    ------
    UsageError
        If Dask is not installed, or no scheduler with workers answers there.
    """

    def __init__(self, work: Work, context: Any, address: str) -> None:  # noqa: ANN401
        try:
            import distributed  # noqa: PLC0415  an optional extra
        except ImportError as error:
            raise UsageError(Problem("sweeps.no_dask")) from error
        self._work, self._context = work, context
        try:
            self._client: Any = distributed.Client(address, timeout=_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise UsageError(Problem("sweeps.no_scheduler", value=address)) from error
        threads = sum(self._client.nthreads().values())
        if not threads:
            self._client.close()
            raise UsageError(Problem("sweeps.no_workers", value=address))
        self.ahead = 2 * threads
        self._sent: Any = None
        self._send()

    def ask(self, some: Sequence[Json]) -> Answer:
        """Give a chunk to the scheduler."""
        return partial(self._waited, some, self._submitted(some))

    def close(self) -> None:
        """Take back what is not answered, and leave."""
        self._client.close()

    def _send(self) -> None:
        """Send the context to every worker, so that losing one does not lose it."""
        self._sent = self._client.scatter(self._context, broadcast=True, hash=False)

    def _submitted(self, some: Sequence[Json]) -> Any:  # noqa: ANN401  a future
        return self._client.submit(answer, self._work, self._sent, list(some), pure=False)

    def _waited(self, some: Sequence[Json], future: Any, tick: Tick) -> bytes:  # noqa: ANN401
        content = self._result(future, tick)
        if content is None:
            self._send()
            content = self._result(self._submitted(some), tick)
        if content is None:
            raise WorkerLostError
        # What has failed there fails here too, and says why.
        return content or answered(self._work, self._context, some, unwatched)

    def _result(self, future: Any, tick: Tick) -> bytes | None:  # noqa: ANN401
        """Return the answers, ``None`` where the scheduler has given up."""
        done = Event()
        future.add_done_callback(lambda _future: done.set())
        while not done.wait(PATIENCE):
            tick(0)
        return future.result() if future.status == "finished" else None


def answer(work: Work, context: Any, some: Sequence[Json]) -> bytes:  # noqa: ANN401
    """Return the answers to a chunk, empty where the work has raised an exception."""
    try:
        return answered(work, context, some, unwatched)
    except Exception:  # noqa: BLE001  whoever asked does the chunk itself and shows what happens
        return b""
