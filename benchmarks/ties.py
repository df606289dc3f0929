"""The tie rule: one answer with its levels, from columns to a named certificate."""

from __future__ import annotations

import statistics
from dataclasses import replace

from benchmarks import plain
from benchmarks.allocation import allocate, faster_backend
from benchmarks.instances import SEEDS, Instance, instance
from benchmarks.lines import Line, heading, median_seconds, timed
from benchmarks.networks import problem_of
from optimizer.model.solve import solve

_SHARE = 0.15
_SIZES = (1_000, 10_000, 100_000)


def run() -> None:
    """Print one line a size: scores in hundredths, and scores in whole points (many ties)."""
    heading("Tie rule at share .15: the whole `solve`, from columns to named certificate")
    for size in _SIZES:
        backend = faster_backend(instance(size, _SHARE, SEEDS[0]))
        for coarse in (False, True):
            against, beside, rules = [], [], set()
            for seed in SEEDS:
                year = _coarse(instance(size, _SHARE, seed), coarse=coarse)
                problem = problem_of(year)
                ours, solution = timed(solve, problem)
                rules.add(f"{solution.ties} by {solution.tie_rule}")
                theirs = timed(plain.solve, year, year.merit, backend)[0]
                against.append(ours / theirs)
                alone = median_seconds(3, allocate, year)
                beside.append(ours / alone)
            name = f"{size:,} projects{', whole points' if coarse else ''}"
            note = ", ".join(sorted(rules))
            Line(name, statistics.median(against), "x plain", 2, note=note).show()
            Line(f"{name}, against our solve", statistics.median(beside), "x ours", aim=2).show()


def _coarse(year: Instance, *, coarse: bool) -> Instance:
    return replace(year, merit=year.merit // 100 * 100) if coarse else year
