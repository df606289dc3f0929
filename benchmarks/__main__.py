"""``make bench``: every line of the table, as ratios measured on this machine in this run.

``python -m benchmarks allocate ties`` measures only some parts; ``million`` (a million rows from
CSV) takes many minutes and is measured only when it is named.
"""

import sys
import time
from collections.abc import Callable

from benchmarks import (
    allocation,
    decisions,
    frontier,
    memory,
    pipeline,
    rules,
    startup,
    sweeps,
    ties,
    workers,
)

PARTS: dict[str, Callable[[], object]] = {
    "startup": startup.run,
    "allocate": allocation.run,
    "memory": memory.run,
    "ties": ties.run,
    "sweeps": sweeps.run,
    "frontier": frontier.run,
    "workers": workers.run,
    "rules": rules.run,
    "pipeline": pipeline.run,
    "decisions": decisions.run,
}
LONG: dict[str, Callable[[], object]] = {"million": pipeline.run_million}


def main(names: list[str]) -> None:
    """Run the parts named, all of them without a name."""
    start = time.perf_counter()
    for name in names or list(PARTS):
        try:
            (PARTS | LONG)[name]()
        except Exception as error:  # noqa: BLE001  one part that fails must not hide the others
            print(f"  {name}: NOT measured, {type(error).__name__}: {error}")
    print(f"\nmeasured in {(time.perf_counter() - start) / 60:.1f} minutes")


if __name__ == "__main__":
    main(sys.argv[1:])
