"""A process that answers chunks until its standard input ends.

It reads the pickled ``(work, context)``, then one pickled chunk after the other, and writes the
length of each answer and the answer; length 0 says that the work has raised an exception.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys

from optimizer.insight.sweeps.processes import LENGTH
from optimizer.insight.sweeps.work import answered, unwatched


def main() -> None:
    """Answer what comes on standard input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and ends this process
    # Whatever the work prints must not stand between the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    work, context = pickle.load(sys.stdin.buffer)  # noqa: S301  written by our own parent process
    while True:
        try:
            some = pickle.load(sys.stdin.buffer)  # noqa: S301  written by our own parent process
        except EOFError:
            return
        try:
            content = answered(work, context, some, unwatched)
        except Exception:  # noqa: BLE001  the parent does the chunk itself and shows what happens
            content = b""
        answers.write(len(content).to_bytes(LENGTH) + content)
        answers.flush()
