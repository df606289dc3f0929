"""Work for sweeps, in a module of its own that workers import by name."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

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
