"""Peak memory of whole processes: ours and plain PuLP with HiGHS on the same years."""

from __future__ import annotations

import resource
import subprocess
import sys

import numpy as np

from benchmarks.instances import instance
from benchmarks.lines import Line, heading

_SIZES = (1_000, 10_000, 100_000, 1_000_000)
#: HiGHS needs its memory at once; it may stop before it has an answer.
_SECONDS = 60


def child(kind: str, size: int) -> None:
    """Allocate one year in this process and print its peak memory in MB."""
    year = instance(size, 0.15, 1)
    if kind == "ours":
        from benchmarks.allocation import allocate  # noqa: PLC0415  only what is measured

        allocate(year)
    else:
        import pulp  # noqa: PLC0415  as above

        from benchmarks import plain  # noqa: PLC0415  as above

        problem, _ = plain.model(year, year.merit)
        problem.solve(pulp.HiGHS(msg=False, threads=1, timeLimit=_SECONDS))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _peak(kind: str, size: int) -> float:
    command = [sys.executable, "-m", "benchmarks.memory", kind, str(size)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout.split()[-1])


def run() -> None:
    """Print the ratio at a million, and how memory grows."""
    heading("Peak memory of the process, share .15")
    ours = {size: _peak("ours", size) for size in _SIZES}
    theirs = _peak("plain", _SIZES[-1])
    note = f"ours {ours[_SIZES[-1]]:,.0f} MB, plain PuLP + HiGHS {theirs:,.0f} MB"
    name = f"{_SIZES[-1]:,} projects, part of plain"
    Line(name, ours[_SIZES[-1]] / theirs, "of plain", 0.1, note=note).show()
    grown = np.array([ours[size] - ours[_SIZES[0]] for size in _SIZES[1:]])
    power = float(np.polyfit(np.log(_SIZES[1:]), np.log(np.maximum(grown, 1e-3)), 1)[0])
    shown = ", ".join(f"{size:,}: {peak:,.0f} MB" for size, peak in ours.items())
    Line("growth of memory above the program's own", power, "", note=shown).show()


if __name__ == "__main__":
    child(sys.argv[1], int(sys.argv[2]))
