"""The child process that solves an integer model: it alone may be killed or run out of memory.

Started by ``process.py`` as ``python -I``. It reads one marshalled dictionary from standard input
(``upper`` and ``cost`` as lists, ``rows`` as (columns, coefs, sense, limit), ``work``) and writes
``(status, values)`` to standard output.
"""

from __future__ import annotations

import marshal
import os
import sys

import numpy as np

from optimizer.model import exact
from optimizer.model.program import Program, ProgramRow
from optimizer.model.solver import Effort, solve


def limit(memory: int, seconds: int) -> None:
    """Limit this process's memory (bytes) and processor time where the system can."""
    try:
        import resource  # noqa: PLC0415  not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(arguments: list[str]) -> None:
    """Solve the model on standard input; ``arguments``: memory limit, processor seconds."""
    memory, seconds = (int(a) for a in arguments)
    limit(memory, seconds)
    asked = marshal.load(sys.stdin.buffer)  # noqa: S302  written by our own parent process
    rows = tuple(
        ProgramRow("", np.array(columns, dtype=np.int64), exact.narrow(coefs), sense, bound)
        for columns, coefs, sense, bound in asked["rows"]
    )
    one = np.ones(len(asked["upper"]), dtype=np.int64)
    program = Program(one, one, exact.narrow(asked["upper"]), rows)
    answer = solve(program, exact.narrow(asked["cost"]), Effort(asked["work"]), integer=True)
    marshal.dump((answer.status.value, answer.values.tolist()), sys.stdout.buffer)
    sys.stdout.buffer.flush()
    os._exit(0)  # nothing to tidy up
