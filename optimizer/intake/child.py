"""The child process that opens a file: it alone may fail, run out of memory or run out of time.

Started by ``process.py`` as ``python -I``; it imports the standard library and calamine only, so
that its start costs little. It writes one marshalled dictionary to standard output:

``{"sheets": [...]}``, each as :func:`optimizer.intake.encode.encoded` gives it, or
``{"refused": (code, value, params)}``.
"""

from __future__ import annotations

import gc
import marshal
import os
import sys

from optimizer.intake.refused import RefusedError


def limit(memory: int, seconds: int) -> None:
    """Limit this process's address space (bytes) and processor time where the system can."""
    try:
        import resource  # noqa: PLC0415  # not on every system
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(arguments: list[str]) -> None:
    """Read the file ``arguments`` names: kind, path, memory limit, processor seconds."""
    kind, path, memory, seconds = arguments
    gc.disable()  # a million cells are made and none is freed before the end
    limit(int(memory), int(seconds))
    try:
        if kind == "csv":
            from optimizer.intake.csv_file import read_csv  # noqa: PLC0415  # no calamine for CSV

            answer: dict[str, object] = {"sheets": read_csv(path)}
        else:
            from optimizer.intake.workbook import read_workbook  # noqa: PLC0415  # no csv for Excel

            answer = {"sheets": read_workbook(path)}
    except RefusedError as error:
        answer = {"refused": (error.code, error.value, error.params)}
    except MemoryError:
        answer = {"refused": ("intake.file.memory", "", {})}
    marshal.dump(answer, sys.stdout.buffer)
    sys.stdout.buffer.flush()
    os._exit(0)  # nothing to tidy up, and freeing a million cells one by one takes time
