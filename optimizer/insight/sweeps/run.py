"""A sweep: one piece of work over many parts, with the same answers wherever it runs.

Parts go in chunks of a fixed size, and answers come as canonical JSON of a chunk, so neither the
number of workers nor a cache can change a byte. Answers are handed on in the order of the parts.
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from itertools import islice
from typing import Any

from optimizer.formats.canonical import canonical_json
from optimizer.insight.sweeps.cache import Cache
from optimizer.insight.sweeps.work import Answer, Engine, Here, Json, Tick, Work, unwatched

__all__ = ["CHUNK", "Json", "Work", "run"]

#: Parts a chunk.
CHUNK = 50


def run(
    work: Work,
    context: Any,  # noqa: ANN401  whatever the work takes
    parts: Sequence[Json],
    *,
    key: str,
    cache: Cache | None = None,
    workers: int = 1,
    scheduler: str | None = None,
    chunk: int = CHUNK,
    progress: Callable[[int, int], None] = unwatched,
) -> Iterator[Json]:
    """Yield the answer of ``work`` to each of ``parts``, in their order.

    Parameters
    ----------
    work
        A function at the top of a module; it may use what it learnt from earlier parts of a chunk.
    context
        What every part needs; it can be pickled, and is sent once to each worker.
    parts
        One JSON value for each answer.
    key
        Fingerprint of all that the answers depend on beside the parts: the data, what the work
        does, and its version.
    cache
        Where chunks are kept and taken from.
    workers
        Processes of this machine; with one, the work is done in this process.
    scheduler
        Address of a Dask scheduler, whose workers are used instead.
    chunk
        Parts that go together.
    progress
        Told how many parts are done, and of how many, several times a second while others work;
        what it raises ends the sweep and all that still runs for it.

    Raises
    ------
    ValueError
        If ``work`` does not answer every part of a chunk.
    WorkerLostError
        If workers are lost again and again.
    """
    chunks = [parts[start : start + chunk] for start in range(0, len(parts), chunk)]
    done = 0
    progress(done, len(parts))
    with closing(_engine(work, context, workers, scheduler)) as engine:
        for some, answer in _in_order(engine, chunks, key, cache):
            content = answer(partial(_tick, progress, done, len(parts)))
            yield from json.loads(content)
            done += len(some)
            progress(done, len(parts))


def _engine(work: Work, context: Any, workers: int, scheduler: str | None) -> Engine:  # noqa: ANN401
    """Return where chunks are answered; what it needs is imported only then."""
    if scheduler is not None:
        from optimizer.insight.sweeps.cluster import Cluster  # noqa: PLC0415

        return Cluster(work, context, scheduler)
    if workers > 1:
        from optimizer.insight.sweeps.processes import Processes  # noqa: PLC0415

        return Processes(work, context, workers)
    return Here(work, context)


def _in_order(
    engine: Engine, chunks: Sequence[Sequence[Json]], key: str, cache: Cache | None
) -> Iterator[tuple[Sequence[Json], Answer]]:
    """Yield every chunk with what gives its answers, while ``engine`` works on the next ones."""
    asked = ((some, _asked(engine, some, _name(key, some), cache)) for some in chunks)
    waiting = deque(islice(asked, engine.ahead))
    while waiting:
        yield waiting.popleft()
        waiting.extend(islice(asked, 1))


def _asked(engine: Engine, some: Sequence[Json], name: str, cache: Cache | None) -> Answer:
    if cache is None:
        return engine.ask(some)
    content = cache.get(name)
    return partial(_kept, content) if content else partial(_keep, cache, name, engine.ask(some))


def _kept(content: bytes, _tick: Tick) -> bytes:
    return content


def _keep(cache: Cache, name: str, answer: Answer, tick: Tick) -> bytes:
    content = answer(tick)
    cache.put(name, content)
    return content


def _tick(progress: Callable[[int, int], None], before: int, of: int, answered: int) -> None:
    progress(before + answered, of)


def _name(key: str, some: Sequence[Json]) -> str:
    """Return the name of a chunk: equal only for equal work on equal parts."""
    return hashlib.sha256(canonical_json([key, list(some)])).hexdigest()
