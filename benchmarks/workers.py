"""A sweep of a minute on two processes against one: the same answers, and how much sooner."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from benchmarks.instances import Instance, instance, weightings
from benchmarks.lines import Line, by_clock, heading
from benchmarks.networks import network_of
from optimizer.insight.sweeps.run import Json
from optimizer.insight.sweeps.run import run as sweep_run
from optimizer.model.reduction.sweep import sweep

_SIZE, _SHARE, _SEED = 10_000, 0.5, 1
#: Seconds that the sweep takes in one process, and weightings that tell how many those are.
_SECONDS, _TRIAL = 60, 200
_LEAST = 1.6


def weighed(year: Instance, parts: Sequence[Any]) -> Iterator[Json]:
    """Answer weightings with the value of the best plan (the work of the sweep)."""
    some = np.array(parts, dtype=np.int64)
    for found in sweep(network_of(year), year.criteria, some):
        yield None if found is None else found.value


def _swept(year: Instance, count: int, workers: int) -> list[Json]:
    parts = weightings(count, _SEED).tolist()
    return list(sweep_run(weighed, year, parts, key="benchmark", workers=workers))


def run() -> None:
    """Print the line; by the clock, so an idle machine of two cores or more is needed."""
    heading("Two worker processes against one, by the clock")
    year = instance(_SIZE, _SHARE, _SEED)
    trial, _ = by_clock(_swept, year, _TRIAL, 1)
    count = round(_SECONDS / trial * _TRIAL)
    one, alone = by_clock(_swept, year, count, 1)
    two, shared = by_clock(_swept, year, count, 2)
    if alone != shared:
        raise RuntimeError("two workers answer otherwise than one")
    note = f"{count:,} weightings: {one:.3g} s and {two:.3g} s; load {os.getloadavg()[0]:.2g}"
    name = "a sweep of a minute, two workers"
    Line(name, one / two, "x faster", _LEAST, at_least=True, note=note).show()
