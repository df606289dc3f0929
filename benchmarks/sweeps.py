"""Many weightings of the criteria: objective and awards of each, against a plain solve for each."""

from __future__ import annotations

import statistics

from benchmarks import plain
from benchmarks.allocation import faster_backend
from benchmarks.instances import SEEDS, SHARES, Instance, IntArray, instance, weightings
from benchmarks.lines import Line, by_share, heading, timed
from benchmarks.networks import network_of
from optimizer.model.reduction.sweep import sweep

#: Size: floor, aim, weightings run, and how many of them plain PuLP solves for its own median.
#: What is said of 1,000 is said of as many as are run: no weighting costs more than the first.
_SIZES = {1_000: (25, 130, 1_000, 5), 10_000: (60, 150, 300, 3), 100_000: (200, 400, 60, 1)}


def _swept(year: Instance, some: IntArray) -> int:
    """Return how many weightings are answered, each with its awards and proof."""
    found = list(sweep(network_of(year), year.criteria, some))
    return sum(one is not None and one.is_proven for one in found)


def run() -> None:
    """Print one line a size."""
    heading("1,000 weightings, objective and awards of each, against a plain solve of each")
    for size, (floor, aim, count, plains) in _SIZES.items():
        figures: list[tuple[float, float]] = []
        each: list[float] = []
        for share in SHARES:
            backend = faster_backend(instance(size, share, SEEDS[0]))
            for seed in SEEDS:
                year, some = instance(size, share, seed), weightings(count, seed)
                ours, proven = timed(_swept, year, some)
                if proven != count:
                    raise RuntimeError("a weighting without proof")
                theirs = statistics.median(
                    timed(plain.solve, year, _merit(year, weights), backend)[0]
                    for weights in some[:plains]
                )
                each.append(ours / count)
                figures.append((share, theirs * count / ours))
        middle = statistics.median(figure for _, figure in figures)
        note = f"{by_share(figures)}; ours {statistics.median(each) * 1000:.3g} ms a weighting"
        name = f"{size:,} projects, {count:,} weightings"
        Line(name, middle, "x faster", floor, aim, at_least=True, note=note).show()


def _merit(year: Instance, weights: IntArray) -> IntArray:
    return (year.criteria @ weights + 50) // 100
