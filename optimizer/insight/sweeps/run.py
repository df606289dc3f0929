"""A sweep: one piece of work over many parts, with the same answers wherever it runs.

Parts go in chunks of a fixed size, and answers come as canonical JSON of a chunk, so neither the
number of workers nor a cache can change a byte. Answers are handed on in the order of the parts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from optimizer.formats.canonical import canonical_json
from optimizer.insight.sweeps.cache import Cache

#: What JSON can hold, without floats: they have no one way to be written.
Json = None | bool | int | str | list[Any] | dict[str, Any]
#: A context and a chunk of parts in, one answer for each part out, in their order.
Work = Callable[[Any, Sequence[Json]], Iterable[Json]]
#: Parts a chunk.
CHUNK = 50


def _unwatched(_done: int, _of: int) -> None:
    """Tell nobody."""


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
    progress: Callable[[int, int], None] = _unwatched,
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
        Processes of this machine.
    scheduler
        Address of a Dask scheduler, whose workers are used instead.
    chunk
        Parts that go together.
    progress
        Told how many parts are done, and of how many; what it raises ends the sweep.

    Raises
    ------
    ValueError
        If ``work`` does not answer every part of a chunk.
    """
    chunks = [parts[start : start + chunk] for start in range(0, len(parts), chunk)]
    done = 0
    progress(done, len(parts))
    for some in chunks:
        name = _name(key, some)
        content = None if cache is None else cache.get(name)
        if content is None:
            content = answered(work, context, some, partial(_tick, progress, done, len(parts)))
            if cache is not None:
                cache.put(name, content)
        yield from json.loads(content)
        done += len(some)
        progress(done, len(parts))


def _tick(progress: Callable[[int, int], None], before: int, of: int, answered: int) -> None:
    progress(before + answered, of)


def answered(
    work: Work,
    context: Any,  # noqa: ANN401  whatever the work takes
    some: Sequence[Json],
    tick: Callable[[int], None],
) -> bytes:
    """Return the answers to the parts of a chunk as canonical JSON; ``tick`` is told each."""
    answers: list[Json] = []
    for answer in work(context, some):
        answers.append(answer)
        tick(len(answers))
    if len(answers) != len(some):
        raise ValueError("one answer for each part")
    return canonical_json(answers)


def _name(key: str, some: Sequence[Json]) -> str:
    """Return the name of a chunk: equal only for equal work on equal parts."""
    return hashlib.sha256(canonical_json([key, list(some)])).hexdigest()
