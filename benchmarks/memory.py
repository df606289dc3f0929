"""Peak memory of whole processes: ours and plain PuLP with HiGHS on the same years."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np

from benchmarks.instances import instance
from benchmarks.lines import Line, heading

_SIZES = (1_000, 10_000, 100_000, 1_000_000)
#: HiGHS needs its memory at once; it may stop before it has an answer.
_SECONDS = 60


def child(kind: str, size: int) -> None:
    """Allocate one year in this process; print its peak memory, and what it had before, in MB."""
    import pulp  # noqa: PLC0415  only where it is measured

    from benchmarks import plain  # noqa: PLC0415  as above
    from benchmarks.allocation import allocate  # noqa: PLC0415  as above

    year = instance(size, 0.15, 1)
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # the peak counts from here
    before = _status("VmRSS")
    if kind == "ours":
        allocate(year)
    else:
        problem, _ = plain.model(year, year.merit)
        problem.solve(pulp.HiGHS(msg=False, threads=1, timeLimit=_SECONDS))
    print(_status("VmHWM"), before)


def _status(key: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(key)) / 1024


def _peak(kind: str, size: int) -> tuple[float, float]:
    command = [sys.executable, "-m", "benchmarks.memory", kind, str(size)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    peak, before = done.stdout.split()[-2:]
    return float(peak), float(peak) - float(before)


def run() -> None:
    """Print the ratio at a million, and how memory grows."""
    heading("Peak memory of the process, share .15, above the year's own arrays")
    ours = {size: _peak("ours", size) for size in _SIZES}
    whole, theirs = _peak("plain", _SIZES[-1])
    peak, own = ours[_SIZES[-1]]
    note = (
        f"ours {own:,.0f} MB (process {peak:,.0f}), plain {theirs:,.0f} MB (process {whole:,.0f})"
    )
    Line(f"{_SIZES[-1]:,} projects, part of plain", own / theirs, "of plain", 0.1, note=note).show()
    grown = np.array([ours[size][1] for size in _SIZES])
    power = float(np.polyfit(np.log(_SIZES), np.log(np.maximum(grown, 1e-3)), 1)[0])
    shown = ", ".join(f"{size:,}: {own:,.1f} MB" for size, (_, own) in ours.items())
    Line("growth of memory, power of the size", power, "", note=shown).show()


if __name__ == "__main__":
    child(sys.argv[1], int(sys.argv[2]))
