"""What a sweep does, and the form in which its answers travel: canonical JSON of a chunk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from optimizer.errors import LimitReachedError, Problem
from optimizer.formats.canonical import canonical_json

#: What JSON can hold, without floats: they have no one way to be written.
Json = None | bool | int | str | list[Any] | dict[str, Any]
#: A context and a chunk of parts in, one answer for each part out, in their order.
Work = Callable[[Any, Sequence[Json]], Iterable[Json]]
#: Told how many parts of a chunk are answered, now and then; what it raises ends the sweep.
Tick = Callable[[int], None]
#: Gives the answers to a chunk, which may have been asked for long before.
Answer = Callable[[Tick], bytes]
#: Seconds between two looks at whether somebody has cancelled.
PATIENCE = 0.1


class Engine(Protocol):
    """Where chunks are answered; ``ahead`` are asked for before the first is waited for."""

    @property
    def ahead(self) -> int:
        """Chunks that are asked for before the first of them is waited for."""

    def ask(self, some: Sequence[Json]) -> Answer:
        """Begin to answer a chunk."""

    def close(self) -> None:
        """Stop whatever still runs."""


class WorkerLostError(LimitReachedError):
    """Workers ended again and again before they had answered."""

    def __init__(self) -> None:
        super().__init__("sweeps.worker_lost")
        self.problems = (Problem("sweeps.worker_lost"),)


def answered(work: Work, context: Any, some: Sequence[Json], tick: Tick) -> bytes:  # noqa: ANN401
    """Return the answers to the parts of a chunk as canonical JSON.

    Raises
    ------
    ValueError
        If ``work`` does not answer every part.
    """
    answers: list[Json] = []
    for answer in work(context, some):
        answers.append(answer)
        tick(len(answers))
    if len(answers) != len(some):
        raise ValueError("one answer for each part")
    return canonical_json(answers)


def unwatched(*_progress: int) -> None:
    """Tell nobody."""


class Here:
    """Answers every chunk in this process, when it is waited for."""

    ahead = 1

    def __init__(self, work: Work, context: Any) -> None:  # noqa: ANN401
        self._work = work
        self._context = context

    def ask(self, some: Sequence[Json]) -> Answer:
        """Answer a chunk when it is waited for."""
        return lambda tick: answered(self._work, self._context, some, tick)

    def close(self) -> None:
        """Do nothing: nothing runs."""
