"""The whole command on the bundled year, against bare imports of pandas, pulp and highspy."""

import statistics
import subprocess
import sys
import time

REPEATS = 7
BARE = [sys.executable, "-c", "import pandas, pulp, highspy"]
COMMAND = [sys.executable, "-m", "optimizer", "allocate", "2026", "--json"]
TARGET = 2.0


def _seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def run() -> float:
    """Print and return the ratio; the two commands take turns, so that both see the same load."""
    _seconds(BARE)
    _seconds(COMMAND)
    pairs = [(_seconds(BARE), _seconds(COMMAND)) for _ in range(REPEATS)]
    bare = statistics.median(pair[0] for pair in pairs)
    command = statistics.median(pair[1] for pair in pairs)
    ratio = command / bare
    print("Start-up: `allocate 2026 --json` against `import pandas, pulp, highspy`")
    print(f"  median of {REPEATS}: {command:.2f} s against {bare:.2f} s")
    print(f"  ratio {ratio:.2f} (target at most {TARGET:g}: {_verdict(ratio, TARGET)})")
    return ratio


def _verdict(ratio: float, target: float) -> str:
    return "met" if ratio <= target else "NOT met"
