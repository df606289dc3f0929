"""Allocating once: arrays in to certified amounts out, against plain PuLP and against a sort."""

from __future__ import annotations

import statistics

import numpy as np

from benchmarks import plain
from benchmarks.instances import SEEDS, SHARES, Instance, IntArray, instance
from benchmarks.lines import Line, by_share, heading, median_seconds, timed
from benchmarks.networks import network_of
from optimizer.model.reduction.certify import Certified
from optimizer.model.reduction.engine import optimum

#: Size: floor and aim, times faster than plain.
_AGAINST_PLAIN = {1_000: (10, 25), 10_000: (40, 100), 100_000: (90, 350)}
#: Share: floor and aim, times a stable sort.
_AGAINST_SORT = {0.15: (2, 1.1), 0.5: (4, 2), 1.0: (10, 4)}
MILLION = 1_000_000
_REPEATS = 5


def allocate(year: Instance) -> Certified:
    """Return the certified amounts of ``year``.

    Raises
    ------
    RuntimeError
        If they are not proven.
    """
    found = optimum(network_of(year))
    if found is None or not found.is_proven:
        raise RuntimeError("no proof")
    return found


def faster_backend(year: Instance) -> plain.Backend:
    """Return the solver that is faster on ``year`` for plain PuLP."""
    backends: tuple[plain.Backend, ...] = ("HiGHS", "CBC")
    return min(backends, key=lambda one: timed(plain.solve, year, year.merit, one)[0])


def run() -> None:
    """Print the lines against plain PuLP, against a sort, and how time grows."""
    heading("Allocate: integer arrays in to certified amounts out (medians over seeds and shares)")
    seconds: dict[int, list[float]] = {}
    for size, (floor, aim) in _AGAINST_PLAIN.items():
        figures: list[tuple[float, float]] = []
        for share in SHARES:
            backend = faster_backend(instance(size, share, SEEDS[0]))
            for seed in SEEDS:
                year = instance(size, share, seed)
                ours = median_seconds(_REPEATS, allocate, year)
                theirs, steps = timed(plain.solve, year, year.merit, backend)
                if int(steps @ year.merit) != allocate(year).value:
                    raise RuntimeError("plain and reduced values differ")
                seconds.setdefault(size, []).append(ours)
                figures.append((share, theirs / ours))
        middle = statistics.median(figure for _, figure in figures)
        usual = statistics.median(figure for share, figure in figures if share == SHARES[0])
        note = f"{by_share(figures)}; ours {statistics.median(seconds[size]) * 1000:.3g} ms"
        name = f"{size:,} projects, against plain"
        Line(name, middle, "x faster", floor, at_least=True, note=note).show()
        Line(f"{name}, share .15", usual, "x faster", aim=aim, at_least=True).show()
    seconds[MILLION] = _against_sort()
    _growth(seconds)


def _sort(merit: IntArray) -> IntArray:
    return np.argsort(merit, kind="stable")


def _against_sort() -> list[float]:
    taken: list[float] = []
    for share, (floor, aim) in _AGAINST_SORT.items():
        ratios: list[float] = []
        for seed in SEEDS:
            year = instance(MILLION, share, seed)
            sort = median_seconds(3, _sort, year.merit)
            ours = median_seconds(3, allocate, year)
            taken.append(ours)
            ratios.append(ours / sort)
        note = f"ours {statistics.median(taken[-len(SEEDS) :]) * 1000:.4g} ms"
        name = f"{MILLION:,} projects, share {share:g}, against a sort"
        Line(name, statistics.median(ratios), "x the sort", floor, aim, note=note).show()
    return taken


def _growth(seconds: dict[int, list[float]]) -> None:
    sizes = np.log([float(size) for size in seconds])
    times = np.log([statistics.median(values) for values in seconds.values()])
    power = float(np.polyfit(sizes, times, 1)[0])
    shown = ", ".join(f"{s:,}: {statistics.median(v) * 1e3:.3g} ms" for s, v in seconds.items())
    Line("growth of time, power of the size", power, "", note=shown).show()
