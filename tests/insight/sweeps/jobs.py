"""Work for sweeps, in a module of its own that workers import by name."""

import os
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from optimizer.errors import DataError, Problem
from optimizer.insight.sweeps.run import Json


def squares(context: int, parts: Sequence[Any]) -> Iterator[Json]:
    """Answer each number with its square and the context."""
    for part in parts:
        yield {"square": part * part, "context": context}


def too_few(_context: Any, parts: Sequence[Any]) -> Iterator[Json]:  # noqa: ANN401  # any
    """Forget the last part."""
    yield from parts[:-1]


def counted(file: str, parts: Sequence[Any]) -> Iterator[Json]:
    """Answer as ``squares``, and leave a line in ``file`` for each part that is computed."""
    for part in parts:
        with Path(file).open("a", encoding="utf-8") as lines:
            lines.write(f"{part} {os.getpid()}\n")
        yield {"square": part * part, "context": 0}


def killed_once(folder: str, parts: Sequence[Any]) -> Iterator[Json]:
    """Answer as ``squares``; the first process that meets number 7 is killed by it."""
    for part in parts:
        if part == 7 and not (Path(folder) / "dead").exists():
            (Path(folder) / "dead").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        yield {"square": part * part, "context": 0}


def killed_always(_context: Any, parts: Sequence[Any]) -> Iterator[Json]:  # noqa: ANN401  # any
    """Never answer."""
    os.kill(os.getpid(), signal.SIGKILL)
    yield from parts


def broken(_context: Any, parts: Sequence[Any]) -> Iterator[Json]:  # noqa: ANN401  # any
    """Raise an error of our own at number 7, and print what nobody must read as an answer."""
    for part in parts:
        print("noise", flush=True)  # noqa: T201
        if part == 7:
            raise DataError([Problem("some.code")])
        yield part


def slow(_context: Any, parts: Sequence[Any]) -> Iterator[Json]:  # noqa: ANN401  # any
    """Take a while over each part."""
    for part in parts:
        time.sleep(60)
        yield part
